// SPDX-License-Identifier: MPL-2.0
/* Looks an environment up, by its id or its name. */
#include "environment/environment.h"
#include "shared/check.h"
#include "shared/lookup.h"

static const char *const arguments[] = {"id", "display_name", NULL};

static bool check_id(struct cc_call *call, struct cc_path path, const struct cc_value *value)
{
    if (cc_environment_is_id(cc_value_text(value)))
        return true;
    return cc_diags_error(call->diags, path, CC_STR("Not the id of an environment"),
                          "\"%.*s\" does not look like \"env-1x2y3\". To look for an environment "
                          "by its name, set display_name instead.",
                          CC_STR_ARG(cc_value_text(value)));
}

const struct cc_attribute cc_environment_told[] = {
    {
        .name = "id",
        .mode = CC_OPTIONAL_COMPUTED,
        .type = &cc_type_string,
        .check = check_id,
        .description = "Id of the environment: `env-…`. Exactly one of `id` and `display_name` "
                       "must be set.",
    },
    {
        .name = "display_name",
        .mode = CC_OPTIONAL_COMPUTED,
        .type = &cc_type_string,
        .check = cc_check_name,
        .description = "Name of the environment, which must be the only one of this name.",
    },
    CC_TOLD("resource_name", "Confluent resource name (CRN) of the environment."),
    CC_TOLD("stream_governance_package", "`ESSENTIALS` or `ADVANCED`; null without one."),
    {.name = NULL},
};

static const struct cc_schema schema = {
    .description = "An environment of the organization: what clusters live in.",
    .attributes = cc_environment_told,
};

static bool validate(struct cc_call *call, const struct cc_value *config)
{
    return cc_lookup_is_unique(call, config, arguments);
}

static struct cc_lookup lookup_for(const struct ccloud *ccloud, const char *path,
                                   struct cc_str wanted)
{
    return (struct cc_lookup){
        .ccloud = ccloud,
        .noun = "environment",
        .path = path,
        .wanted = wanted,
        .list_name = CC_STR("the environments"),
        .list = {.method = CC_GET, .path = cc_str_from(cc_environment_path)},
        .labels = {cc_environment_name},
    };
}

static bool read_by_id(struct cc_call *call, const struct ccloud *ccloud, struct cc_str id,
                       struct cc_value *state)
{
    struct cc_lookup lookup = lookup_for(ccloud, "id", id);
    struct cc_request request = {.method = CC_GET,
                                 .path = cc_client_path(call->arena, cc_environment_path, id)};
    struct cc_answer answer = cc_ccloud_send(call, ccloud, &request);
    if (!cc_lookup_is_shown(call, &lookup, &answer))
        return false;
    if (cc_environment_to_value(call->arena, call->type, answer.json, state) &&
        cc_str_equal(cc_value_text(cc_value_at(state, "id")), id))
        return true;
    return cc_diags_error(call->diags, cc_path_from(""),
                          cc_str_format(call->arena, "Reading environment %.*s", CC_STR_ARG(id)),
                          "The service answered %.*s, but the body does not describe this "
                          "environment.",
                          CC_STR_ARG(cc_api_error_line(call->arena, &answer)));
}

static bool read_by_name(struct cc_call *call, const struct ccloud *ccloud, struct cc_str name,
                         struct cc_value *state)
{
    struct cc_lookup lookup = lookup_for(ccloud, "display_name", name);
    const struct cc_json *item = cc_lookup_by_name(call, &lookup);
    return item != NULL && cc_environment_to_value(call->arena, call->type, item, state);
}

static bool read_environment(struct cc_call *call, const struct cc_value *config,
                             struct cc_value *state)
{
    struct cc_str id = cc_value_text(cc_value_at(config, "id"));
    struct cc_str name = cc_value_text(cc_value_at(config, "display_name"));
    const struct ccloud *ccloud = cc_ccloud_require(call);
    if (ccloud == NULL)
        return false;
    return cc_str_is_absent(id) ? read_by_name(call, ccloud, name, state)
                                : read_by_id(call, ccloud, id, state);
}

const struct cc_data_source_type cc_data_source_environment = {
    .name = "ccloud_environment",
    .schema = &schema,
    .validate = validate,
    .read = read_environment,
};
