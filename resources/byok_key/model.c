// SPDX-License-Identifier: MPL-2.0
#include "byok_key/model.h"

#include "byok_key/identifier.h"
#include "byok_key/key.h"
#include "schema/schema.h"

/* Sets are compared member by member, and an AWS key has a handful of roles. */
enum { ROLES_MAX = 1000 };

static const struct cc_pointer_row azure_pointers[] = {
    {"/display_name", "display_name"},       {"/key", "azure"},
    {"/key/key_id", "azure.key_identifier"}, {"/key/key_vault_id", "azure.key_vault_id"},
    {"/key/tenant_id", "azure.tenant_id"},   {NULL, NULL},
};

static const struct cc_pointer_row aws_pointers[] = {
    {"/display_name", "display_name"},
    {"/key", "aws"},
    {"/key/key_arn", "aws.key_arn"},
    {NULL, NULL},
};

static const struct cc_pointer_row gcp_pointers[] = {
    {"/display_name", "display_name"},
    {"/key", "gcp"},
    {"/key/key_id", "gcp.key_id"},
    {NULL, NULL},
};

const struct cc_key_cloud_row cc_key_clouds[CC_KEY_CLOUD_COUNT] = {
    [CC_KEY_AZURE] = {.word = "AZURE",
                      .attribute = "azure",
                      .identifier = "azure.key_identifier",
                      .kind = "AzureKey",
                      .member = "key.key_id",
                      .equal = cc_azure_key_equal,
                      .canonical = cc_azure_key_canonical,
                      .pointers = azure_pointers},
    [CC_KEY_AWS] = {.word = "AWS",
                    .attribute = "aws",
                    .identifier = "aws.key_arn",
                    .kind = "AwsKey",
                    .member = "key.key_arn",
                    .equal = cc_str_equal,
                    .canonical = cc_str_copy_into,
                    .pointers = aws_pointers},
    [CC_KEY_GCP] = {.word = "GCP",
                    .attribute = "gcp",
                    .identifier = "gcp.key_id",
                    .kind = "GcpKey",
                    .member = "key.key_id",
                    .equal = cc_key_equal_gcp,
                    .canonical = cc_key_gcp_canonical,
                    .pointers = gcp_pointers},
};

bool cc_key_from_value(const struct cc_value *value, struct cc_key *key)
{
    *key = (struct cc_key){.id = cc_value_text(cc_value_at(value, "id")),
                           .display_name = cc_value_text(cc_value_at(value, "display_name"))};
    while (key->cloud < CC_KEY_CLOUD_COUNT &&
           !cc_value_is_known(cc_value_at(value, cc_key_clouds[key->cloud].attribute)))
        key->cloud++;
    if (key->cloud == CC_KEY_CLOUD_COUNT)
        return false;
    key->identifier = cc_value_text(cc_value_at(value, cc_key_clouds[key->cloud].identifier));
    if (key->cloud == CC_KEY_AZURE) {
        key->key_vault_id = cc_value_text(cc_value_at(value, "azure.key_vault_id"));
        key->tenant_id = cc_value_text(cc_value_at(value, "azure.tenant_id"));
    }
    return true;
}

/* Old answers write "byok.v1.AzureKey". */
static bool kind_is(struct cc_str kind, const char *wanted)
{
    static const struct cc_str old = CC_STR_INIT("byok.v1.");
    if (cc_str_starts_with(kind, old))
        kind = cc_str_slice(kind, old.len, kind.len);
    return cc_str_equal(kind, cc_str_from(wanted));
}

/* They become a set, which holds each element once. */
static size_t drop_repeated(struct cc_str *sorted, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || !cc_str_equal(sorted[kept - 1], sorted[i]))
            sorted[kept++] = sorted[i];
    return kept;
}

/* False when there are more than any key has. */
static bool read_roles(struct cc_arena *arena, const struct cc_json *json, struct cc_key *key)
{
    const struct cc_json *list = cc_json_at(json, "key.roles");
    size_t listed = cc_json_is_array(list) ? cc_json_count(list) : 0, count = 0;
    if (listed > ROLES_MAX)
        return false;
    struct cc_str *roles = cc_arena_array(arena, listed, struct cc_str);
    for (size_t i = 0; i < listed; i++)
        if (cc_json_node_str(cc_json_item(list, i), &roles[count]))
            count++;
    cc_str_sort(roles, count);
    key->roles = roles;
    key->role_count = drop_repeated(roles, count);
    return true;
}

static struct cc_str validation_error(const struct cc_json *json)
{
    if (!cc_str_equal_nocase(cc_json_str(json, "validation.phase"), CC_STR("INVALID")))
        return CC_STR_ABSENT;
    struct cc_str message = cc_json_str(json, "validation.message");
    return cc_str_is_empty(message) ? CC_STR("The service gives no reason.") : message;
}

static struct cc_key_validation read_validation(const struct cc_json *json)
{
    return (struct cc_key_validation){
        .phase = cc_json_text(json, "validation.phase"),
        .message = cc_json_text(json, "validation.message"),
        .region = cc_json_text(json, "validation.region"),
        .since = cc_json_text(json, "validation.since"),
    };
}

static void read_common(const struct cc_json *json, struct cc_key *key)
{
    *key = (struct cc_key){
        .id = cc_json_text(json, "id"),
        .display_name = cc_json_text(json, "display_name"),
        .resource_name = cc_json_text(json, "metadata.resource_name"),
        .created_at = cc_json_text(json, "metadata.created_at"),
        .usage = cc_json_text(json, "state"),
        .validation = read_validation(json),
        .validation_error = validation_error(json),
    };
}

static bool unusable(struct cc_str *reason, struct cc_str why)
{
    *reason = why;
    return false;
}

bool cc_key_from_json(struct cc_arena *arena, const struct cc_json *json, struct cc_key *key,
                      struct cc_str *reason)
{
    read_common(json, key);
    if (!cc_json_is_object(json))
        return unusable(reason, CC_STR("it is not an object"));
    if (cc_str_is_absent(key->id))
        return unusable(reason, CC_STR("it has no id"));
    struct cc_str kind = cc_json_str(json, "key.kind");
    while (key->cloud < CC_KEY_CLOUD_COUNT && !kind_is(kind, cc_key_clouds[key->cloud].kind))
        key->cloud++;
    if (key->cloud == CC_KEY_CLOUD_COUNT)
        return unusable(reason, cc_str_format(arena,
                                              "its key.kind \"%.*s\" is none of AzureKey, "
                                              "AwsKey, GcpKey",
                                              CC_STR_ARG(kind)));
    key->identifier = cc_json_text(json, cc_key_clouds[key->cloud].member);
    if (cc_str_is_absent(key->identifier))
        return unusable(reason,
                        cc_str_format(arena, "it has no %s", cc_key_clouds[key->cloud].member));
    key->key_vault_id = cc_json_text(json, "key.key_vault_id");
    key->tenant_id = cc_json_text(json, "key.tenant_id");
    key->application_id = cc_json_text(json, "key.application_id");
    key->security_group = cc_json_text(json, "key.security_group");
    if (!read_roles(arena, json, key))
        return unusable(reason, cc_str_format(arena, "it has more than %d roles", ROLES_MAX));
    return true;
}

const struct cc_json *cc_key_to_json(struct cc_arena *arena, const struct cc_key *key)
{
    const struct cc_key_cloud_row *cloud = &cc_key_clouds[key->cloud];
    struct cc_json *body = cc_json_object(arena);
    cc_json_set_str(body, "display_name", key->display_name);
    cc_json_set_str(body, "key.kind", cc_str_from(cloud->kind));
    cc_json_set_str(body, cloud->member, cloud->canonical(arena, key->identifier));
    if (key->cloud == CC_KEY_AZURE) {
        cc_json_set_str(body, "key.key_vault_id", key->key_vault_id);
        cc_json_set_str(body, "key.tenant_id", key->tenant_id);
    }
    return body;
}

static void set(struct cc_value *object, const char *name, struct cc_str text)
{
    cc_value_set(object, cc_str_from(name), cc_value_str(text));
}

static struct cc_value azure_value(struct cc_arena *arena, const struct cc_type *type,
                                   const struct cc_key *key)
{
    struct cc_value value = cc_value_object(arena, type);
    set(&value, "tenant_id", key->tenant_id);
    set(&value, "key_vault_id", key->key_vault_id);
    set(&value, "key_identifier", key->identifier);
    set(&value, "application_id", key->application_id);
    return value;
}

static struct cc_value aws_value(struct cc_arena *arena, const struct cc_type *type,
                                 const struct cc_key *key)
{
    struct cc_value value = cc_value_object(arena, type);
    set(&value, "key_arn", key->identifier);
    if (key->role_count == 0)
        return value;
    struct cc_value roles = cc_value_sequence(arena, key->role_count);
    for (size_t i = 0; i < key->role_count; i++)
        roles.items[i] = cc_value_str(key->roles[i]);
    cc_value_set(&value, CC_STR("roles"), roles);
    return value;
}

static struct cc_value gcp_value(struct cc_arena *arena, const struct cc_type *type,
                                 const struct cc_key *key)
{
    struct cc_value value = cc_value_object(arena, type);
    set(&value, "key_id", key->identifier);
    set(&value, "security_group", key->security_group);
    return value;
}

typedef struct cc_value cloud_value(struct cc_arena *arena, const struct cc_type *type,
                                    const struct cc_key *key);

static cloud_value *const cloud_values[CC_KEY_CLOUD_COUNT] = {
    [CC_KEY_AZURE] = azure_value,
    [CC_KEY_AWS] = aws_value,
    [CC_KEY_GCP] = gcp_value,
};

struct cc_value cc_key_to_value(struct cc_arena *arena, const struct cc_type *type,
                                const struct cc_value *base, const struct cc_key *key)
{
    const struct cc_key_cloud_row *cloud = &cc_key_clouds[key->cloud];
    struct cc_str attribute = cc_str_from(cloud->attribute);
    struct cc_value value = cc_value_object(arena, type);
    set(&value, "id", key->id);
    set(&value, "display_name", key->display_name);
    set(&value, "cloud", cc_str_from(cloud->word));
    set(&value, "validation_error", key->validation_error);
    set(&value, "resource_name", key->resource_name);
    set(&value, "created_at", key->created_at);
    cc_value_set(&value, CC_STR("on_destroy"), *cc_value_at(base, "on_destroy"));
    cc_value_set(&value, attribute,
                 cloud_values[key->cloud](arena, cc_type_find(type, attribute)->type, key));
    return cc_schema_settle(arena, cc_key_schema.attributes, base, &value);
}

bool cc_key_same_binding(const struct cc_key *a, const struct cc_key *b)
{
    return a->cloud == b->cloud && cc_key_clouds[a->cloud].equal(a->identifier, b->identifier) &&
           cc_str_equal_nocase(a->key_vault_id, b->key_vault_id) &&
           cc_str_equal_nocase(a->tenant_id, b->tenant_id);
}

void cc_key_fill_binding(struct cc_key *key, const struct cc_key *from)
{
    if (key->cloud != from->cloud ||
        !cc_key_clouds[key->cloud].equal(key->identifier, from->identifier))
        return;
    if (cc_str_is_absent(key->key_vault_id))
        key->key_vault_id = from->key_vault_id;
    if (cc_str_is_absent(key->tenant_id))
        key->tenant_id = from->tenant_id;
}
