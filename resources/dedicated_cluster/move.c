// SPDX-License-Identifier: MPL-2.0
/* From the official provider: confluent_kafka_cluster, which is any kind of cluster. */
#include <string.h>

#include "dedicated_cluster/cluster.h"
#include "shared/confluent.h"

static const struct cc_confluent_row rows[] = {
    {"id", "id"},
    {"environment.id", "spec.environment.id"},
    {"display_name", "spec.display_name"},
    {"cloud", "spec.cloud"},
    {"region", "spec.region"},
    {"availability", "spec.availability"},
    {"network.id", "spec.network.id"},
    {"byok_key.id", "spec.byok.id"},
    {"deletion_protection", "spec.deletion_protection"},
    {"bootstrap_endpoint", "spec.kafka_bootstrap_endpoint"},
    {"rest_endpoint", "spec.http_endpoint"},
    {"dedicated.cku", "spec.config.cku"},
    {"dedicated.cku", "status.cku"}, /* it keeps the running size only */
    {"dedicated.zones", "spec.config.zones"},
    {"dedicated.encryption_key", "spec.config.encryption_key"},
    {NULL, NULL},
};

/* The blocks that say of which kind a cluster is. */
static const char *const kinds[] = {"dedicated", "basic", "standard", "enterprise", "freight"};

static bool check_kind(struct cc_call *call, const struct cc_move_source *source)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const struct cc_json *block = cc_confluent_at(source->state, kinds[i]);
        if (cc_json_count(block) == 0)
            continue;
        if (i == 0)
            return true;
        return cc_confluent_refuse(
            call, source,
            cc_str_format(call->arena,
                          "it is of kind %s, and only Dedicated clusters can be managed with "
                          "ccloud_dedicated_cluster",
                          kinds[i]));
    }
    return cc_confluent_refuse(call, source,
                               CC_STR("it does not hold the block dedicated, and only Dedicated "
                                      "clusters can be managed with ccloud_dedicated_cluster"));
}

static const struct cc_confluent_row endpoint_rows[] = {
    {"bootstrap_endpoint", "kafka_bootstrap_endpoint"},
    {"rest_endpoint", "http_endpoint"},
    {"connection_type", "connection_type"},
    {NULL, NULL},
};

/* A list there, a map by access point at the service. */
static void copy_endpoints(struct cc_call *call, const struct cc_json *state,
                           struct cc_json *answer)
{
    const struct cc_json *list = cc_confluent_at(state, "endpoints");
    for (size_t i = 0; cc_json_is_array(list) && i < cc_json_count(list); i++) {
        const struct cc_json *item = cc_json_item(list, i);
        struct cc_str name = cc_json_text(item, "access_point_id");
        if (cc_str_is_absent(name) || cc_str_contains(name, CC_STR(".")) ||
            memchr(name.ptr, '\0', name.len) != NULL)
            continue; /* no name for a member; the next refresh knows better */
        for (const struct cc_confluent_row *row = endpoint_rows; row->from != NULL; row++) {
            struct cc_str to =
                cc_str_format(call->arena, "spec.endpoints.%.*s.%s", CC_STR_ARG(name), row->to);
            cc_json_set_str(answer, to.ptr, cc_json_text(item, row->from));
        }
    }
}

/* What it keeps is the resource name without its Kafka side.  Made whole again it tells the next
 * refresh to which organization the cluster belongs. */
static void copy_resource_name(struct cc_call *call, const struct cc_json *state,
                               struct cc_json *answer)
{
    struct cc_str crn = cc_json_text(state, "rbac_crn"), id = cc_json_text(state, "id");
    if (!cc_str_is_absent(crn))
        cc_json_set_str(
            answer, "metadata.resource_name",
            cc_str_format(call->arena, "%.*s/kafka=%.*s", CC_STR_ARG(crn), CC_STR_ARG(id)));
}

/* Ours has the same names. */
static void copy_timeouts(struct cc_call *call, const struct cc_json *from, struct cc_value *state)
{
    static const char *const names[] = {"create", "update", "delete"};
    struct cc_value timeouts =
        cc_value_object(call->arena, cc_type_find(call->type, CC_STR("timeouts"))->type);
    bool is_set = false;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct cc_str text = cc_json_text(from, names[i]);
        is_set |= !cc_str_is_absent(text);
        cc_value_set(&timeouts, cc_str_from(names[i]), cc_value_str(text));
    }
    if (is_set)
        cc_value_set(state, CC_STR("timeouts"), timeouts);
}

static bool move(struct cc_call *call, const struct cc_move_source *source, struct cc_value *state)
{
    struct cc_cluster cluster;
    struct cc_json *answer = cc_json_object(call->arena);
    if (!check_kind(call, source))
        return false;
    cc_json_set_str(answer, "spec.config.kind", CC_STR("Dedicated"));
    cc_confluent_copy(source->state, rows, answer);
    copy_endpoints(call, source->state, answer);
    copy_resource_name(call, source->state, answer);
    if (!cc_cluster_from_json(call->arena, answer, &cluster) ||
        cc_str_is_absent(cluster.environment_id))
        return cc_confluent_refuse(call, source,
                                   CC_STR("the id of the cluster or of its environment is "
                                          "missing"));
    *state = cc_cluster_refreshed(call->arena, call->type, state, &cluster);
    copy_timeouts(call, cc_json_at(source->state, "timeouts"), state);
    return true;
}

const struct cc_move_row cc_cluster_moves[] = {{CC_CONFLUENT, "confluent_kafka_cluster", move},
                                               {NULL}};
