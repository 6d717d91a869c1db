// SPDX-License-Identifier: MPL-2.0
/* Looks a Dedicated cluster up in its environment, by its id or its name. */
#include "dedicated_cluster/cluster.h"
#include "shared/check.h"
#include "shared/lookup.h"

static const char *const arguments[] = {"id", "display_name", NULL};

static const struct cc_attribute endpoint_attributes[] = {
    CC_TOLD("bootstrap_endpoint", "Host and port for Kafka clients."),
    CC_TOLD("rest_endpoint", "Address of the cluster's REST interface."),
    CC_TOLD("connection_type", "How it is reached: `PUBLIC`, `PRIVATE_LINK`, …"),
    {.name = NULL},
};

const struct cc_attribute cc_cluster_told[] = {
    {
        .name = "environment_id",
        .mode = CC_REQUIRED,
        .type = &cc_type_string,
        .check = cc_cluster_check_environment,
        .description = "The environment it lives in, `env-…`.",
    },
    {
        .name = "id",
        .mode = CC_OPTIONAL_COMPUTED,
        .type = &cc_type_string,
        .check = cc_cluster_check_id,
        .description = "The cluster's id, `lkc-…`. Exactly one of `id` and `display_name` must be "
                       "set.",
    },
    {
        .name = "display_name",
        .mode = CC_OPTIONAL_COMPUTED,
        .type = &cc_type_string,
        .check = cc_check_name,
        .description = "The cluster's name, which must be the only one of its kind in the "
                       "environment.",
    },
    CC_TOLD("cloud", "`AZURE`, `AWS` or `GCP`."),
    CC_TOLD("region", "The cloud provider's name of the region."),
    CC_TOLD("availability", "`SINGLE_ZONE` or `LOW`, `MULTI_ZONE` or `HIGH`; the two words of a "
                            "pair are the same."),
    CC_TOLD_AS("cku", &cc_type_number, "Wanted size in CKU."),
    CC_TOLD_AS("current_cku", &cc_type_number,
               "Running size in CKU; differs from `cku` during a resize."),
    CC_TOLD("encryption_mode", "`automatic` (keys of the service) or `self_managed`."),
    CC_TOLD("byok_key_id", "The registered key, `cck-…`, that its data is encrypted with; null "
                           "for `automatic`."),
    CC_TOLD("network_id", "The Confluent Cloud network it is attached to; null without one."),
    CC_TOLD_AS("zones", &cc_type_string_list, "The zones it lives in."),
    CC_TOLD("release_priority", "`REGULAR` or `PRIORITY`: how early it gets new releases."),
    CC_TOLD_AS("deletion_protection", &cc_type_bool, "Whether the service refuses its deletion."),
    CC_TOLD("phase", "`PROVISIONING`, `PROVISIONED` or `FAILED`."),
    CC_TOLD("bootstrap_endpoint", "Host and port for Kafka clients: those of the public endpoint, "
                                  "else of the first one in `endpoints`."),
    CC_TOLD("rest_endpoint", "Address of the REST interface, chosen likewise."),
    {
        .name = "endpoints",
        .mode = CC_COMPUTED,
        .nesting = CC_NESTING_MAP,
        .nested = endpoint_attributes,
        .description = "All endpoints by access point.",
    },
    CC_TOLD("rbac_crn", "The resource name to be used in role bindings."),
    CC_TOLD("resource_name", "The Confluent resource name."),
    CC_TOLD("created_at", "Time of creation, RFC 3339."),
    {.name = NULL},
};

static const struct cc_schema schema = {
    .description = "A Dedicated Kafka cluster that exists in Confluent Cloud.",
    .attributes = cc_cluster_told,
};

static bool validate(struct cc_call *call, const struct cc_value *config)
{
    return cc_lookup_is_unique(call, config, arguments);
}

static struct cc_lookup lookup_for(struct cc_call *call, const struct cc_cluster_at *at,
                                   const char *path, struct cc_str wanted)
{
    struct cc_presence all = cc_cluster_presence(call, at);
    return (struct cc_lookup){
        .ccloud = at->ccloud,
        .noun = "Dedicated cluster",
        .path = path,
        .wanted = wanted,
        .list_name = all.list_name,
        .list = all.list,
        .labels = {"spec.display_name", "spec.config.kind"},
    };
}

static bool find_by_id(struct cc_call *call, const struct cc_cluster_at *at,
                       struct cc_cluster *cluster)
{
    struct cc_lookup lookup = lookup_for(call, at, "id", at->id);
    struct cc_answer answer = cc_cluster_get(call, at);
    return cc_lookup_is_shown(call, &lookup, &answer) &&
           cc_cluster_understood(call, &answer, at->id, cluster) &&
           cc_cluster_check_kind(call, cc_path_from("id"), cluster);
}

static bool find_by_name(struct cc_call *call, const struct cc_cluster_at *at, struct cc_str name,
                         struct cc_cluster *cluster)
{
    struct cc_lookup lookup = lookup_for(call, at, "display_name", name);
    lookup.is_meant = cc_cluster_is_dedicated_json;
    const struct cc_json *item = cc_lookup_by_name(call, &lookup);
    return item != NULL && cc_cluster_from_json(call->arena, item, cluster) &&
           cc_cluster_check_kind(call, cc_path_from("display_name"), cluster);
}

struct cc_value cc_cluster_told_value(struct cc_arena *arena, const struct cc_type *type,
                                      const struct cc_type *managed_type,
                                      const struct cc_cluster *cluster)
{
    struct cc_value nothing = cc_value_object(arena, managed_type);
    struct cc_value managed = cc_cluster_refreshed(arena, managed_type, &nothing, cluster);
    return cc_lookup_mirror(arena, type, managed_type, &managed);
}

static bool read_cluster(struct cc_call *call, const struct cc_value *config,
                         struct cc_value *state)
{
    struct cc_cluster_at at = {
        .ccloud = cc_ccloud_require(call),
        .environment_id = cc_value_text(cc_value_at(config, "environment_id")),
        .id = cc_value_text(cc_value_at(config, "id")),
    };
    struct cc_str name = cc_value_text(cc_value_at(config, "display_name"));
    struct cc_cluster cluster;
    if (at.ccloud == NULL)
        return false;
    if (cc_str_is_absent(at.id) ? !find_by_name(call, &at, name, &cluster)
                                : !find_by_id(call, &at, &cluster))
        return false;
    const struct cc_type *managed_type = cc_schema_type(call->arena, cc_cluster_schema.attributes);
    *state = cc_cluster_told_value(call->arena, call->type, managed_type, &cluster);
    return true;
}

const struct cc_data_source_type cc_data_source_dedicated_cluster = {
    .name = "ccloud_dedicated_cluster",
    .schema = &schema,
    .validate = validate,
    .read = read_cluster,
};
