// SPDX-License-Identifier: MPL-2.0
/* Lists the environments of the organization. */
#include "environment/environment.h"
#include "shared/check.h"
#include "shared/lookup.h"

static const struct cc_filter filters[] = {
    {"display_name", "display_name"},
    {"stream_governance_package", "stream_governance_package"},
    {NULL, NULL}};

static const char *const package_words[] = {"ESSENTIALS", "ADVANCED", NULL};

static const struct cc_attribute attributes[] = {
    CC_FILTER_ROW("display_name", cc_check_name, "Only environments of this name."),
    CC_FILTER_OF("stream_governance_package", package_words,
                 "Only environments with this package: `ESSENTIALS` or `ADVANCED`."),
    {
        .name = "environments",
        .mode = CC_COMPUTED,
        .nesting = CC_NESTING_LIST,
        .nested = cc_environment_told,
        .description = "The environments, by id, with the attributes of `data.ccloud_environment`.",
    },
    {.name = NULL},
};

static const struct cc_schema schema = {
    .description = "The environments of the organization that the credentials may see.",
    .attributes = attributes,
};

static bool read_environments(struct cc_call *call, const struct cc_value *config,
                              struct cc_value *state)
{
    const struct cc_type *type = cc_type_find(call->type, CC_STR("environments"))->type->element;
    const struct ccloud *ccloud = cc_ccloud_require(call);
    const struct cc_json *const *items;
    size_t count;
    if (ccloud == NULL)
        return false;
    struct cc_lookup lookup = {
        .ccloud = ccloud,
        .list_name = CC_STR("the environments"),
        .list = {.method = CC_GET, .path = cc_str_from(cc_environment_path)},
    };
    if (!cc_lookup_all(call, &lookup, &items, &count))
        return false;
    struct cc_value environments = cc_value_sequence(call->arena, count);
    environments.count = 0;
    for (size_t i = 0; i < count; i++) {
        struct cc_value *value = &environments.items[environments.count];
        if (cc_environment_to_value(call->arena, type, items[i], value) &&
            cc_lookup_fits(filters, config, value))
            environments.count++;
    }
    cc_value_set(state, CC_STR("environments"), environments);
    return true;
}

const struct cc_data_source_type cc_data_source_environments = {
    .name = "ccloud_environments",
    .schema = &schema,
    .read = read_environments,
};
