// SPDX-License-Identifier: MPL-2.0
#include "dedicated_cluster/model.h"

#include <stdlib.h>

#include "dedicated_cluster/cluster.h"

#define TEXT_AT(member) offsetof(struct cc_cluster, member)

/* What is plain text in all three forms. */
struct text_row {
    const char *attribute; /* NULL: not in the state */
    const char *json;      /* NULL: not read as it stands */
    size_t offset;         /* of a struct cc_str in struct cc_cluster */
};

static const struct text_row text_rows[] = {
    {"id", "id", TEXT_AT(id)},
    {"environment_id", "spec.environment.id", TEXT_AT(environment_id)},
    {"display_name", "spec.display_name", TEXT_AT(display_name)},
    {"cloud", "spec.cloud", TEXT_AT(cloud)},
    {"region", "spec.region", TEXT_AT(region)},
    {"availability", "spec.availability", TEXT_AT(availability)},
    {NULL, "spec.config.kind", TEXT_AT(kind)},
    {"byok_key_id", "spec.byok.id", TEXT_AT(byok_key_id)},
    {"network_id", "spec.network.id", TEXT_AT(network_id)},
    {"release_priority", "spec.config.release_priority", TEXT_AT(release_priority)},
    {"phase", "status.phase", TEXT_AT(phase)},
    {"bootstrap_endpoint", NULL, TEXT_AT(bootstrap_endpoint)},
    {"rest_endpoint", NULL, TEXT_AT(rest_endpoint)},
    {"resource_name", "metadata.resource_name", TEXT_AT(resource_name)},
    {"created_at", "metadata.created_at", TEXT_AT(created_at)},
};

enum { TEXT_ROWS = sizeof text_rows / sizeof text_rows[0] };

static struct cc_str *text_of(struct cc_cluster *cluster, const struct text_row *row)
{
    return (struct cc_str *)(void *)((char *)cluster + row->offset);
}

static struct cc_str text_in(const struct cc_cluster *cluster, const struct text_row *row)
{
    return *(const struct cc_str *)(const void *)((const char *)cluster + row->offset);
}

/* From values. */

static void zones_from_value(struct cc_arena *arena, const struct cc_value *value,
                             struct cc_cluster *cluster)
{
    if (value->kind != CC_VALUE_SEQUENCE)
        return;
    struct cc_str *zones = cc_arena_array(arena, value->count, struct cc_str);
    for (size_t i = 0; i < value->count; i++)
        zones[i] = cc_value_text(&value->items[i]);
    cluster->zones = zones;
    cluster->zone_count = value->count;
}

struct cc_cluster cc_cluster_from_value(struct cc_arena *arena, const struct cc_value *value)
{
    struct cc_cluster cluster = {0};
    for (size_t i = 0; i < TEXT_ROWS; i++)
        if (text_rows[i].attribute != NULL)
            *text_of(&cluster, &text_rows[i]) =
                cc_value_text(cc_value_at(value, text_rows[i].attribute));
    cc_value_to_int(cc_value_at(value, "cku"), &cluster.cku);
    cc_value_to_int(cc_value_at(value, "current_cku"), &cluster.current_cku);
    cluster.deletion_protection = cc_value_is_true(cc_value_at(value, "deletion_protection"));
    zones_from_value(arena, cc_value_at(value, "zones"), &cluster);
    return cluster;
}

/* From the service. */

static void zones_from_json(struct cc_arena *arena, const struct cc_json *json,
                            struct cc_cluster *cluster)
{
    const struct cc_json *list = cc_json_at(json, "spec.config.zones");
    if (!cc_json_is_array(list))
        return;
    struct cc_str *zones = cc_arena_array(arena, cc_json_count(list), struct cc_str);
    size_t count = 0;
    for (size_t i = 0; i < cc_json_count(list); i++)
        if (cc_json_node_str(cc_json_item(list, i), &zones[count]))
            count++;
    cluster->zones = zones;
    cluster->zone_count = count;
}

/* Some answers carry the listener's protocol in front of host and port. */
static struct cc_str bootstrap_host(struct cc_str text)
{
    const struct cc_str protocol = CC_STR("SASL_SSL://");
    return cc_str_starts_with(text, protocol) ? cc_str_slice(text, protocol.len, text.len) : text;
}

static int compare_endpoints(const void *a, const void *b)
{
    const struct cc_cluster_endpoint *left = a, *right = b;
    return cc_str_compare(left->name, right->name);
}

static void endpoints_from_json(struct cc_arena *arena, const struct cc_json *json,
                                struct cc_cluster *cluster)
{
    const struct cc_json *map = cc_json_at(json, "spec.endpoints"), *node;
    if (!cc_json_is_object(map))
        return;
    struct cc_cluster_endpoint *list =
        cc_arena_array(arena, cc_json_count(map), struct cc_cluster_endpoint);
    struct cc_str name;
    void *iterator = NULL;
    while (cc_json_next(map, &iterator, &name, &node)) {
        struct cc_cluster_endpoint endpoint = {
            .name = name,
            .bootstrap = bootstrap_host(cc_json_text(node, "kafka_bootstrap_endpoint")),
            .rest = cc_json_text(node, "http_endpoint"),
            .connection_type = cc_json_text(node, "connection_type")};
        list[cluster->endpoint_count++] = endpoint;
    }
    if (cluster->endpoint_count > 0)
        qsort(list, cluster->endpoint_count, sizeof *list, compare_endpoints);
    cluster->endpoints = list;
}

/* The public access point, else the first by name. */
static const struct cc_cluster_endpoint *endpoint_main(const struct cc_cluster *cluster)
{
    for (size_t i = 0; i < cluster->endpoint_count; i++)
        if (cc_str_equal(cluster->endpoints[i].name, CC_STR("PUBLIC")))
            return &cluster->endpoints[i];
    return cluster->endpoint_count > 0 ? &cluster->endpoints[0] : NULL;
}

static void main_endpoints(const struct cc_json *json, struct cc_cluster *cluster)
{
    const struct cc_cluster_endpoint *endpoint = endpoint_main(cluster);
    if (endpoint != NULL) {
        cluster->bootstrap_endpoint = endpoint->bootstrap;
        cluster->rest_endpoint = endpoint->rest;
        return;
    }
    cluster->bootstrap_endpoint =
        bootstrap_host(cc_json_text(json, "spec.kafka_bootstrap_endpoint"));
    cluster->rest_endpoint = cc_json_text(json, "spec.http_endpoint");
}

bool cc_cluster_from_json(struct cc_arena *arena, const struct cc_json *json,
                          struct cc_cluster *cluster)
{
    *cluster = (struct cc_cluster){0};
    for (size_t i = 0; i < TEXT_ROWS; i++)
        if (text_rows[i].json != NULL)
            *text_of(cluster, &text_rows[i]) = cc_json_text(json, text_rows[i].json);
    cc_json_int(json, "spec.config.cku", &cluster->cku);
    cc_json_int(json, "status.cku", &cluster->current_cku);
    cc_json_bool(json, "spec.deletion_protection", &cluster->deletion_protection);
    cluster->has_legacy_key = cc_str_is_absent(cluster->byok_key_id) &&
                              !cc_str_is_absent(cc_json_text(json, "spec.config.encryption_key"));
    zones_from_json(arena, json, cluster);
    endpoints_from_json(arena, json, cluster);
    main_endpoints(json, cluster);
    return !cc_str_is_absent(cluster->id);
}

static bool is_dedicated(struct cc_str kind)
{
    return cc_str_is_absent(kind) || cc_str_equal(kind, CC_STR("Dedicated"));
}

bool cc_cluster_is_dedicated(const struct cc_cluster *cluster)
{
    return is_dedicated(cluster->kind);
}

bool cc_cluster_is_dedicated_json(const struct cc_json *json)
{
    return is_dedicated(cc_json_text(json, "spec.config.kind"));
}

/* To the service. */

const struct cc_json *cc_cluster_create_body(struct cc_arena *arena,
                                             const struct cc_cluster *cluster)
{
    struct cc_json *body = cc_json_object(arena);
    cc_json_set_str(body, "spec.display_name", cluster->display_name);
    cc_json_set_str(body, "spec.availability", cluster->availability);
    cc_json_set_str(body, "spec.cloud", cluster->cloud);
    cc_json_set_str(body, "spec.region", cluster->region);
    cc_json_set_str(body, "spec.config.kind", CC_STR("Dedicated"));
    cc_json_set_int(body, "spec.config.cku", cluster->cku);
    for (size_t i = 0; i < cluster->zone_count; i++)
        cc_json_append_str(body, "spec.config.zones", cluster->zones[i]);
    cc_json_set_str(body, "spec.config.release_priority", cluster->release_priority);
    cc_json_set_bool(body, "spec.deletion_protection", cluster->deletion_protection);
    cc_json_set_str(body, "spec.environment.id", cluster->environment_id);
    cc_json_set_str(body, "spec.network.id", cluster->network_id);
    cc_json_set_str(body, "spec.byok.id", cluster->byok_key_id);
    return body;
}

static bool differs(const struct cc_type *type, const struct cc_value *prior,
                    const struct cc_value *planned, const char *name)
{
    const struct cc_value *wanted = cc_value_at(planned, name);
    return cc_value_is_known(wanted) && !cc_value_equal(type, cc_value_at(prior, name), wanted);
}

const struct cc_json *cc_cluster_update_body(struct cc_arena *arena, const struct cc_value *prior,
                                             const struct cc_value *planned)
{
    struct cc_cluster wanted = cc_cluster_from_value(arena, planned);
    bool renames = differs(&cc_type_string, prior, planned, "display_name");
    bool protects = differs(&cc_type_bool, prior, planned, "deletion_protection");
    bool resizes = differs(&cc_type_number, prior, planned, "cku");
    bool reprioritises = differs(&cc_type_string, prior, planned, "release_priority");
    if (!renames && !protects && !resizes && !reprioritises)
        return NULL;
    struct cc_json *body = cc_json_object(arena);
    cc_json_set_str(body, "spec.environment.id", wanted.environment_id);
    if (renames)
        cc_json_set_str(body, "spec.display_name", wanted.display_name);
    if (protects)
        cc_json_set_bool(body, "spec.deletion_protection", wanted.deletion_protection);
    if (resizes || reprioritises) { /* kind and cku are mandatory inside config */
        cc_json_set_str(body, "spec.config.kind", CC_STR("Dedicated"));
        cc_json_set_int(body, "spec.config.cku", wanted.cku);
    }
    if (reprioritises)
        cc_json_set_str(body, "spec.config.release_priority", wanted.release_priority);
    return body;
}

/* To values. */

static void set_text(struct cc_value *state, const char *name, struct cc_str text)
{
    if (!cc_str_is_absent(text))
        cc_value_set(state, cc_str_from(name), cc_value_str(text));
}

static void set_size(struct cc_arena *arena, struct cc_value *state, const char *name, int64_t size)
{
    if (size > 0)
        cc_value_set(state, cc_str_from(name), cc_value_int(arena, size));
}

/* Zones are no sequence to the service: another order is no difference. */
static bool same_zones(struct cc_arena *arena, const struct cc_cluster *cluster,
                       const struct cc_value *prior)
{
    size_t count = cluster->zone_count;
    if (prior->kind != CC_VALUE_SEQUENCE || prior->count != count)
        return false;
    struct cc_str *stored = cc_arena_array(arena, count, struct cc_str);
    struct cc_str *told = cc_arena_array(arena, count, struct cc_str);
    for (size_t i = 0; i < count; i++) {
        stored[i] = cc_value_text(&prior->items[i]);
        told[i] = cluster->zones[i];
    }
    cc_str_sort(stored, count);
    cc_str_sort(told, count);
    size_t same = 0;
    while (same < count && cc_str_equal(stored[same], told[same]))
        same++;
    return same == count;
}

static void set_zones(struct cc_arena *arena, struct cc_value *state,
                      const struct cc_cluster *cluster)
{
    if (cluster->zone_count == 0 || same_zones(arena, cluster, cc_value_at(state, "zones")))
        return;
    struct cc_value zones = cc_value_sequence(arena, cluster->zone_count);
    for (size_t i = 0; i < cluster->zone_count; i++)
        zones.items[i] = cc_value_str(cluster->zones[i]);
    cc_value_set(state, CC_STR("zones"), zones);
}

static void set_endpoints(struct cc_arena *arena, const struct cc_type *type,
                          struct cc_value *state, const struct cc_cluster *cluster)
{
    if (cluster->endpoint_count == 0)
        return;
    const struct cc_type *element = cc_type_find(type, CC_STR("endpoints"))->type->element;
    struct cc_value map = cc_value_mapping(arena, cluster->endpoint_count);
    for (size_t i = 0; i < cluster->endpoint_count; i++) {
        const struct cc_cluster_endpoint *endpoint = &cluster->endpoints[i];
        struct cc_value value = cc_value_object(arena, element);
        set_text(&value, "bootstrap_endpoint", endpoint->bootstrap);
        set_text(&value, "rest_endpoint", endpoint->rest);
        set_text(&value, "connection_type", endpoint->connection_type);
        map.members[i] = (struct cc_value_member){endpoint->name, value};
    }
    cc_value_set(state, CC_STR("endpoints"), map);
}

/* Access rules name the cluster by the part of its resource name that stands before the Kafka
 * side of it. */
static struct cc_str rbac_crn(struct cc_str resource_name)
{
    const struct cc_str kafka = CC_STR("/kafka=");
    for (size_t i = 0; i + kafka.len <= resource_name.len; i++)
        if (cc_str_starts_with(cc_str_slice(resource_name, i, kafka.len), kafka))
            return cc_str_slice(resource_name, 0, i);
    return CC_STR_ABSENT;
}

/* An old binding has no key id: what the state says about it is as good as it gets. */
static void set_binding(struct cc_value *state, const struct cc_cluster *cluster)
{
    bool has_key = !cc_str_is_absent(cluster->byok_key_id);
    if (cluster->has_legacy_key && !cc_value_is_null(cc_value_at(state, "encryption_mode")))
        return;
    bool is_self_managed = has_key || cluster->has_legacy_key;
    cc_value_set(state, CC_STR("byok_key_id"), cc_value_str(cluster->byok_key_id));
    cc_value_set(state, CC_STR("encryption_mode"),
                 cc_value_str(is_self_managed ? CC_CLUSTER_SELF_MANAGED : CC_CLUSTER_AUTOMATIC));
}

static void set_priority(struct cc_value *state)
{
    /* The documented default, where the service says nothing and nothing is stored. */
    if (cc_value_is_null(cc_value_at(state, "release_priority")))
        set_text(state, "release_priority", CC_STR("REGULAR"));
}

struct cc_value cc_cluster_refreshed(struct cc_arena *arena, const struct cc_type *type,
                                     const struct cc_value *prior, const struct cc_cluster *cluster)
{
    struct cc_value state = cc_value_copy(arena, prior);
    for (size_t i = 0; i < TEXT_ROWS; i++)
        if (text_rows[i].attribute != NULL)
            set_text(&state, text_rows[i].attribute, text_in(cluster, &text_rows[i]));
    set_text(&state, "rbac_crn", rbac_crn(cluster->resource_name));
    set_size(arena, &state, "cku", cluster->cku);
    set_size(arena, &state, "current_cku", cluster->current_cku);
    cc_value_set(&state, CC_STR("network_id"), cc_value_str(cluster->network_id));
    cc_value_set(&state, CC_STR("deletion_protection"),
                 cc_value_bool(cluster->deletion_protection));
    set_priority(&state);
    set_zones(arena, &state, cluster);
    set_endpoints(arena, type, &state, cluster);
    /* The binding is read from the prior state, not from what the loop has put there. */
    cc_value_set(&state, CC_STR("byok_key_id"), *cc_value_at(prior, "byok_key_id"));
    set_binding(&state, cluster);
    return cc_schema_settle(arena, cc_cluster_schema.attributes, prior, &state);
}

struct cc_value cc_cluster_completed(struct cc_arena *arena, const struct cc_value *planned,
                                     const struct cc_value *actual)
{
    struct cc_value state = cc_value_copy(arena, planned);
    for (size_t i = 0; i < planned->count; i++)
        if (cc_value_is_unknown(&planned->members[i].value))
            state.members[i].value = *cc_value_get(actual, planned->members[i].name);
    return cc_value_without_unknowns(arena, &state);
}
