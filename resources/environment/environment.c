// SPDX-License-Identifier: MPL-2.0
#include "environment/environment.h"

enum { ID_BYTES_MAX = 255 };

const char cc_environment_path[] = "/org/v2/environments";
const char cc_environment_name[] = "display_name";

static const struct text_row {
    const char *attribute, *json;
} text_rows[] = {
    {"id", "id"},
    {"display_name", cc_environment_name},
    {"resource_name", "metadata.resource_name"},
    {"stream_governance_package", "stream_governance_config.package"},
};

bool cc_environment_is_id(struct cc_str id)
{
    static const struct cc_str prefix = CC_STR_INIT("env-");
    return id.len <= ID_BYTES_MAX && cc_str_starts_with(id, prefix) &&
           cc_str_only(cc_str_slice(id, prefix.len, id.len),
                       "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
}

bool cc_environment_to_value(struct cc_arena *arena, const struct cc_type *type,
                             const struct cc_json *json, struct cc_value *value)
{
    *value = cc_value_object(arena, type);
    for (size_t i = 0; i < sizeof text_rows / sizeof text_rows[0]; i++)
        cc_value_set(value, cc_str_from(text_rows[i].attribute),
                     cc_value_str(cc_json_text(json, text_rows[i].json)));
    return !cc_value_is_null(cc_value_at(value, "id"));
}
