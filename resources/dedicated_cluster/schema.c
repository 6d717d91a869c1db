// SPDX-License-Identifier: MPL-2.0
#include "dedicated_cluster/cluster.h"
#include "shared/check.h"

enum { ID_BYTES_MAX = 255 };

static const char *const cloud_words[] = {"AZURE", "AWS", "GCP", NULL};
static const char *const availability_words[] = {"SINGLE_ZONE", "MULTI_ZONE", "LOW", "HIGH", NULL};
static const char *const mode_words[] = {"automatic", "self_managed", NULL};
static const char *const priority_words[] = {"REGULAR", "PRIORITY", NULL};

/* The newer word for the older one: the service may answer with either. */
static struct cc_str availability_word(struct cc_str word)
{
    if (cc_str_equal(word, CC_STR("SINGLE_ZONE")))
        return CC_STR("LOW");
    return cc_str_equal(word, CC_STR("MULTI_ZONE")) ? CC_STR("HIGH") : word;
}

static bool same_availability(struct cc_str a, struct cc_str b)
{
    return cc_str_equal(availability_word(a), availability_word(b));
}

struct id_shape {
    const char *prefixes[3]; /* ends with NULL */
    const char *example;
    const char *source; /* where to find the right one */
};

static bool has_shape(const struct id_shape *shape, struct cc_str text)
{
    if (text.len > ID_BYTES_MAX || cc_str_contains(text, CC_STR("/")) ||
        cc_str_contains(text, CC_STR(" ")))
        return false;
    for (size_t i = 0; shape->prefixes[i] != NULL; i++) {
        struct cc_str prefix = cc_str_from(shape->prefixes[i]);
        if (cc_str_starts_with(text, prefix) && text.len > prefix.len)
            return true;
    }
    return false;
}

static bool check_id(struct cc_call *call, struct cc_path path, const struct cc_value *value,
                     const struct id_shape *shape)
{
    struct cc_str text = cc_value_text(value);
    if (has_shape(shape, text))
        return true;
    struct cc_str where = cc_path_format(call->arena, path);
    return cc_diags_error(
        call->diags, path,
        cc_str_format(call->arena, "Not an id that %.*s can have", CC_STR_ARG(where)),
        "\"%.*s\" is not of the form \"%s\". %s", CC_STR_ARG(cc_str_slice(text, 0, ID_BYTES_MAX)),
        shape->example, shape->source);
}

static const struct id_shape environment_shape = {
    {"env-", NULL}, "env-1x2y3", "The Confluent console shows the id of each environment."};
static const struct id_shape cluster_shape = {
    {"lkc-", NULL}, "lkc-9k8j7", "The Confluent console shows the id of each cluster."};

bool cc_cluster_are_ids(struct cc_str environment_id, struct cc_str id)
{
    return has_shape(&environment_shape, environment_id) && has_shape(&cluster_shape, id);
}

bool cc_cluster_check_environment(struct cc_call *call, struct cc_path path,
                                  const struct cc_value *value)
{
    return check_id(call, path, value, &environment_shape);
}

bool cc_cluster_check_id(struct cc_call *call, struct cc_path path, const struct cc_value *value)
{
    return check_id(call, path, value, &cluster_shape);
}

bool cc_cluster_check_key(struct cc_call *call, struct cc_path path, const struct cc_value *value)
{
    static const struct id_shape shape = {
        {"cck-", NULL},
        "cck-7ab3q",
        "It is the id of a key registered at Confluent (ccloud_byok_key.<name>.id), not the cloud "
        "provider's name of the key."};
    return check_id(call, path, value, &shape);
}

static bool check_network(struct cc_call *call, struct cc_path path, const struct cc_value *value)
{
    static const struct id_shape shape = {{"n-", "nr-", NULL},
                                          "n-4z5w6",
                                          "It is the id of a Confluent Cloud network, not of one "
                                          "at the cloud provider."};
    return check_id(call, path, value, &shape);
}

/* "West Europe" → "westeurope": the spelling providers use in their interfaces. */
static struct cc_str region_suggestion(struct cc_arena *arena, struct cc_str region)
{
    struct cc_str lower = cc_str_lower(arena, region);
    char *text = cc_arena_alloc(arena, lower.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < lower.len; i++)
        if (lower.ptr[i] != ' ' && lower.ptr[i] != '\t' && lower.ptr[i] != '\n')
            text[len++] = lower.ptr[i];
    return (struct cc_str){text, len};
}

/* There is no list of regions here: new ones appear without us. */
bool cc_cluster_check_region(struct cc_call *call, struct cc_path path,
                             const struct cc_value *value)
{
    struct cc_str text = cc_value_text(value);
    struct cc_str suggestion = region_suggestion(call->arena, text);
    if (suggestion.len == 0)
        return cc_diags_error(call->diags, path, CC_STR("Region is empty"),
                              "Write the cloud provider's name of the region, such as "
                              "\"westeurope\", \"eu-central-1\" or \"europe-west3\".");
    if (cc_str_equal(text, suggestion))
        return true;
    return cc_diags_error(call->diags, path, CC_STR("Region is not in the provider's spelling"),
                          "Regions are written in lower case and without spaces: write \"%.*s\" "
                          "instead of \"%.*s\".",
                          CC_STR_ARG(suggestion), CC_STR_ARG(text));
}

/* An unknown element is no repetition of anything. */
static bool zone_is_repeated(const struct cc_value *zones, size_t index)
{
    const struct cc_value *zone = &zones->items[index];
    for (size_t i = 0; i < index; i++)
        if (cc_value_is_known(zone) && cc_value_is_known(&zones->items[i]) &&
            cc_str_equal(zone->text, zones->items[i].text))
            return true;
    return false;
}

static bool check_zone(struct cc_call *call, struct cc_path path, const struct cc_value *zones,
                       size_t index)
{
    const struct cc_value *zone = &zones->items[index];
    if (cc_value_is_null(zone) || (cc_value_is_known(zone) && zone->text.len == 0))
        return cc_diags_error(call->diags, path, CC_STR("Zone is empty"),
                              "Name the zone, or leave zones out to let the service choose.");
    if (zone_is_repeated(zones, index))
        return cc_diags_error(call->diags, path, CC_STR("Zone appears twice"),
                              "\"%.*s\" is listed before; zones must differ.",
                              CC_STR_ARG(zone->text));
    return true;
}

static bool check_zones(struct cc_call *call, struct cc_path path, const struct cc_value *value)
{
    bool good = true;
    for (size_t i = 0; i < value->count; i++)
        good &= check_zone(call, cc_path_index(path, (int64_t)i), value, i);
    if (value->count != 1 && value->count != 3)
        return cc_diags_error(call->diags, path, CC_STR("Wrong number of zones"),
                              "A cluster lives in 1 or 3 zones; %zu are listed.", value->count);
    return good;
}

static const struct cc_attribute endpoint_attributes[] = {
    {
        .name = "bootstrap_endpoint",
        .mode = CC_COMPUTED,
        .type = &cc_type_string,
        .description = "Host and port for Kafka clients.",
    },
    {
        .name = "rest_endpoint",
        .mode = CC_COMPUTED,
        .type = &cc_type_string,
        .description = "Address of the cluster's REST interface.",
    },
    {
        .name = "connection_type",
        .mode = CC_COMPUTED,
        .type = &cc_type_string,
        .description = "How it is reached: `PUBLIC`, `PRIVATE_LINK`, …",
    },
    {.name = NULL},
};

static const struct cc_attribute timeout_attributes[] = {
    {
        .name = "create",
        .mode = CC_OPTIONAL,
        .type = &cc_type_string,
        .check = cc_check_duration,
        .description = "Longest wait for provisioning, such as `\"3h\"`. Default `24h`.",
    },
    {
        .name = "update",
        .mode = CC_OPTIONAL,
        .type = &cc_type_string,
        .check = cc_check_duration,
        .description = "Longest wait for a resize. Default `24h`.",
    },
    {
        .name = "delete",
        .mode = CC_OPTIONAL,
        .type = &cc_type_string,
        .check = cc_check_duration,
        .description = "Longest wait until a deleted cluster is gone. Default `2h`.",
    },
    {.name = NULL},
};

static const struct cc_attribute attributes[] = {
    {
        .name = "id",
        .mode = CC_COMPUTED,
        .type = &cc_type_string,
        .keep_prior = true,
        .description = "The cluster's id, `lkc-…`.",
    },
    {
        .name = "environment_id",
        .mode = CC_REQUIRED,
        .type = &cc_type_string,
        .force_new = true,
        .check = cc_cluster_check_environment,
        .description = "The environment it lives in, `env-…`. A change replaces the cluster.",
    },

    {
        .name = "display_name",
        .mode = CC_REQUIRED,
        .type = &cc_type_string,
        .check = cc_check_name,
        .description = "The cluster's name, changed in place.",
    },
    {
        .name = "cloud",
        .mode = CC_REQUIRED,
        .type = &cc_type_string,
        .force_new = true,
        .words = cloud_words,
        .equal = cc_str_equal_nocase,
        .description = "`AZURE`, `AWS` or `GCP`. A change replaces the cluster.",
    },
    {
        .name = "region",
        .mode = CC_REQUIRED,
        .type = &cc_type_string,
        .force_new = true,
        .check = cc_cluster_check_region,
        .description = "The cloud provider's name of the region, such as `westeurope`. A change "
                       "replaces the cluster.",
    },
    {
        .name = "availability",
        .mode = CC_REQUIRED,
        .type = &cc_type_string,
        .force_new = true,
        .words = availability_words,
        .equal = same_availability,
        .description = "`SINGLE_ZONE` (the same as `LOW`) or `MULTI_ZONE` (the same as `HIGH`). A "
                       "change replaces the cluster.",
    },
    {
        .name = "cku",
        .mode = CC_REQUIRED,
        .type = &cc_type_number,
        .min = 1,
        .description = "Wanted size in CKU, changed in place; at least 2 with `MULTI_ZONE` and "
                       "`HIGH`.",
    },

    {
        .name = "encryption_mode",
        .mode = CC_OPTIONAL_COMPUTED,
        .type = &cc_type_string,
        .force_new = true,
        .keep_prior = true,
        .words = mode_words,
        .description =
            "`automatic` (keys of the service) or `self_managed` (needs `byok_key_id`). "
            "Left out, it follows from `byok_key_id`. Chosen once: a change replaces the "
            "cluster.",
    },
    {
        .name = "byok_key_id",
        .mode = CC_OPTIONAL,
        .type = &cc_type_string,
        .force_new = true,
        .check = cc_cluster_check_key,
        .description =
            "The registered key, `cck-…`, that the cluster's data is encrypted with. Bound "
            "once: a change replaces the cluster.",
    },
    {
        .name = "network_id",
        .mode = CC_OPTIONAL,
        .type = &cc_type_string,
        .force_new = true,
        .check = check_network,
        .description = "The Confluent Cloud network it is attached to, `n-…` or `nr-…`. A change "
                       "replaces the cluster.",
    },
    {
        .name = "zones",
        .mode = CC_OPTIONAL_COMPUTED,
        .type = &cc_type_string_list,
        .force_new = true,
        .keep_prior = true,
        .check = check_zones,
        .description =
            "The 1 or 3 zones it lives in, chosen by the service when left out. A change "
            "replaces the cluster.",
    },
    {
        .name = "release_priority",
        .mode = CC_OPTIONAL_COMPUTED,
        .type = &cc_type_string,
        .keep_prior = true,
        .words = priority_words,
        .description = "`REGULAR` or `PRIORITY`: how early it gets new releases.",
    },
    {
        .name = "deletion_protection",
        .mode = CC_OPTIONAL_COMPUTED,
        .type = &cc_type_bool,
        .keep_prior = true,
        .description = "Whether deletion and replacement are refused. Left out, it is `true` at "
                       "creation and afterwards stays what the service has.",
    },
    {
        .name = "allow_duplicate_name",
        .mode = CC_OPTIONAL,
        .type = &cc_type_bool,
        .description =
            "Whether a cluster may be created while another one of the same name lives in "
            "the environment. Default `false`.",
    },
    {
        .name = "timeouts",
        .mode = CC_OPTIONAL,
        .nesting = CC_NESTING_SINGLE,
        .nested = timeout_attributes,
        .description = "How long to wait, as durations.",
    },

    {
        .name = "phase",
        .mode = CC_COMPUTED,
        .type = &cc_type_string,
        .keep_prior = true,
        .description = "`PROVISIONING`, `PROVISIONED` or `FAILED`.",
    },
    {
        .name = "current_cku",
        .mode = CC_COMPUTED,
        .type = &cc_type_number,
        .keep_prior = true, /* but for a resize, which the plan verb knows */
        .description = "Running size in CKU; differs from `cku` during a resize.",
    },
    {
        .name = "bootstrap_endpoint",
        .mode = CC_COMPUTED,
        .type = &cc_type_string,
        .keep_prior = true,
        .description = "Host and port for Kafka clients: those of the public endpoint, else of the "
                       "first one in `endpoints`.",
    },
    {
        .name = "rest_endpoint",
        .mode = CC_COMPUTED,
        .type = &cc_type_string,
        .keep_prior = true,
        .description = "Address of the REST interface, chosen likewise.",
    },
    {
        .name = "endpoints",
        .mode = CC_COMPUTED,
        .nesting = CC_NESTING_MAP,
        .nested = endpoint_attributes,
        .keep_prior = true,
        .description = "All endpoints by access point.",
    },
    {
        .name = "rbac_crn",
        .mode = CC_COMPUTED,
        .type = &cc_type_string,
        .keep_prior = true,
        .description = "The resource name to be used in role bindings.",
    },
    {
        .name = "resource_name",
        .mode = CC_COMPUTED,
        .type = &cc_type_string,
        .keep_prior = true,
        .description = "The Confluent resource name.",
    },
    {
        .name = "created_at",
        .mode = CC_COMPUTED,
        .type = &cc_type_string,
        .keep_prior = true,
        .description = "Time of creation, RFC 3339.",
    },
    {.name = NULL},
};

const struct cc_schema cc_cluster_schema = {
    .version = 0,
    .description = "A Dedicated Kafka cluster in Confluent Cloud. Its encryption mode and key are "
                   "chosen at creation and never change in place.",
    .attributes = attributes,
};
