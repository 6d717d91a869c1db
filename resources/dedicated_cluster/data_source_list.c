// SPDX-License-Identifier: MPL-2.0
/* Lists the Dedicated clusters of an environment. */
#include "dedicated_cluster/cluster.h"
#include "shared/check.h"
#include "shared/lookup.h"

static const struct cc_filter filters[] = {{"display_name", "display_name"},
                                           {"region", "region"},
                                           {"byok_key_id", "byok_key_id"},
                                           {"phase", "phase"},
                                           {NULL, NULL}};

static const char *const phase_words[] = {"PROVISIONING", "PROVISIONED", "FAILED", NULL};

static const struct cc_attribute attributes[] = {
    {
        .name = "environment_id",
        .mode = CC_REQUIRED,
        .type = &cc_type_string,
        .check = cc_cluster_check_environment,
        .description = "The environment they live in, `env-…`.",
    },
    CC_FILTER_ROW("display_name", cc_check_name, "Only clusters of this name."),
    CC_FILTER_ROW("region", cc_cluster_check_region, "Only clusters in this region."),
    CC_FILTER_ROW("byok_key_id", cc_cluster_check_key,
                  "Only clusters that are encrypted with this registered key."),
    CC_FILTER_OF("phase", phase_words,
                 "Only clusters in this phase: `PROVISIONING`, `PROVISIONED` or "
                 "`FAILED`."),
    {
        .name = "clusters",
        .mode = CC_COMPUTED,
        .nesting = CC_NESTING_LIST,
        .nested = cc_cluster_told,
        .description =
            "The clusters, by id, with the attributes of `data.ccloud_dedicated_cluster`.",
    },
    {.name = NULL},
};

static const struct cc_schema schema = {
    .description = "The Dedicated Kafka clusters of an environment; those of other kinds are left "
                   "out.",
    .attributes = attributes,
};

static bool read_clusters(struct cc_call *call, const struct cc_value *config,
                          struct cc_value *state)
{
    const struct cc_type *type = cc_type_find(call->type, CC_STR("clusters"))->type->element;
    const struct cc_type *managed_type = cc_schema_type(call->arena, cc_cluster_schema.attributes);
    struct cc_cluster_at at = {
        .ccloud = cc_ccloud_require(call),
        .environment_id = cc_value_text(cc_value_at(config, "environment_id")),
    };
    const struct cc_json *const *items;
    size_t count;
    if (at.ccloud == NULL)
        return false;
    struct cc_presence all = cc_cluster_presence(call, &at);
    struct cc_lookup lookup = {.ccloud = at.ccloud, .list_name = all.list_name, .list = all.list};
    if (!cc_lookup_all(call, &lookup, &items, &count))
        return false;
    struct cc_value clusters = cc_value_sequence(call->arena, count);
    clusters.count = 0;
    for (size_t i = 0; i < count; i++) {
        struct cc_cluster cluster;
        if (!cc_cluster_from_json(call->arena, items[i], &cluster) ||
            !cc_cluster_is_dedicated(&cluster))
            continue;
        struct cc_value value = cc_cluster_told_value(call->arena, type, managed_type, &cluster);
        if (cc_lookup_fits(filters, config, &value))
            clusters.items[clusters.count++] = value;
    }
    cc_value_set(state, CC_STR("clusters"), clusters);
    return true;
}

const struct cc_data_source_type cc_data_source_dedicated_clusters = {
    .name = "ccloud_dedicated_clusters",
    .schema = &schema,
    .read = read_clusters,
};
