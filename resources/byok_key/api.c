// SPDX-License-Identifier: MPL-2.0
#include "byok_key/identifier.h"
#include "byok_key/key.h"

#include "base/buf.h"
#include "shared/refresh.h"

static const char keys_path[] = "/byok/v1/keys";

enum { IDS_BYTES_MAX = 4096, ID_BYTES_MAX = 255 };

static struct cc_request get_request(struct cc_call *call, struct cc_str id)
{
    return (struct cc_request){.method = CC_GET,
                               .path = cc_client_path(call->arena, keys_path, id)};
}

struct cc_answer cc_key_get(struct cc_call *call, const struct ccloud *ccloud, struct cc_str id)
{
    struct cc_request request = get_request(call, id);
    return cc_ccloud_send(call, ccloud, &request);
}

static const struct cc_refresh_member members[] = {
    {NULL, "key.kind"},
    {NULL, "state"},
    {NULL, "validation.phase"},
    {"display_name", "display_name"},
    {"validation_error", "validation.message"},
    {"resource_name", "metadata.resource_name"},
    {"created_at", "metadata.created_at"},
    {"azure.key_identifier", "key.key_id"},
    {"azure.key_vault_id", "key.key_vault_id"},
    {"azure.tenant_id", "key.tenant_id"},
    {"azure.application_id", "key.application_id"},
    {"aws.key_arn", "key.key_arn"},
    {"aws.roles", "key.roles"},
    {"gcp.key_id", "key.key_id"},
    {"gcp.security_group", "key.security_group"},
    {NULL, NULL},
};

struct cc_answer cc_key_refresh(struct cc_call *call, const struct ccloud *ccloud,
                                const struct cc_value *prior)
{
    struct cc_refresh refresh = {.one = get_request(call, cc_value_text(cc_value_at(prior, "id"))),
                                 .list = {.method = CC_GET, .path = CC_STR(keys_path)},
                                 .members = members};
    return cc_refresh_send(call, ccloud, &refresh, prior);
}

struct cc_answer cc_key_glance(struct cc_call *call, const struct ccloud *ccloud, struct cc_str id)
{
    struct cc_request request = get_request(call, id);
    request.is_optional = true;
    return cc_ccloud_send(call, ccloud, &request);
}

struct cc_answer cc_key_post(struct cc_call *call, const struct ccloud *ccloud,
                             const struct cc_key *wanted)
{
    struct cc_request request = {
        .method = CC_POST, .path = CC_STR(keys_path), .body = cc_key_to_json(call->arena, wanted)};
    return cc_ccloud_send(call, ccloud, &request);
}

struct cc_answer cc_key_patch(struct cc_call *call, const struct ccloud *ccloud, struct cc_str id,
                              struct cc_str display_name)
{
    struct cc_json *body = cc_json_object(call->arena);
    /* Nothing sent would change nothing: a name is taken away by the empty one. */
    cc_json_set_str(body, "display_name",
                    cc_str_is_absent(display_name) ? CC_STR("") : display_name);
    struct cc_request request = {
        .method = CC_PATCH, .path = cc_client_path(call->arena, keys_path, id), .body = body};
    return cc_ccloud_send(call, ccloud, &request);
}

struct cc_answer cc_key_delete(struct cc_call *call, const struct ccloud *ccloud, struct cc_str id)
{
    struct cc_request request = {.method = CC_DELETE,
                                 .path = cc_client_path(call->arena, keys_path, id)};
    return cc_ccloud_send(call, ccloud, &request);
}

bool cc_key_understood(struct cc_call *call, const struct cc_answer *answer, struct cc_str id,
                       struct cc_key *key)
{
    struct cc_str reason;
    if (!cc_key_from_json(call->arena, answer->json, key, &reason))
        return cc_diags_error(call->diags, cc_path_from(""),
                              cc_str_format(call->arena, "Reading key %.*s", CC_STR_ARG(id)),
                              "The service's answer cannot be used: %.*s.", CC_STR_ARG(reason));
    if (!cc_str_equal(key->id, id))
        return cc_diags_error(call->diags, cc_path_from(""),
                              cc_str_format(call->arena, "Reading key %.*s", CC_STR_ARG(id)),
                              "The service answered with another key: %.*s.", CC_STR_ARG(key->id));
    return true;
}

bool cc_key_is_id(struct cc_str id)
{
    static const struct cc_str prefix = CC_STR_INIT("cck-");
    return id.len <= ID_BYTES_MAX && cc_str_starts_with(id, prefix) &&
           cc_str_only(cc_str_slice(id, prefix.len, id.len),
                       "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
}

/* What is filtered by: a part that is spelled the same in every registration of the key. */
static struct cc_str needle(struct cc_arena *arena, const struct cc_key *wanted)
{
    return wanted->cloud == CC_KEY_AZURE ? cc_azure_key_needle(arena, wanted->identifier)
                                         : wanted->identifier;
}

struct cc_answer cc_key_find(struct cc_call *call, const struct ccloud *ccloud,
                             const struct cc_key *wanted, struct cc_key_list *found)
{
    struct cc_request request = {.method = CC_GET,
                                 .path = CC_STR(keys_path),
                                 .query = {{"key", needle(call->arena, wanted)}}};
    const struct cc_json *const *items = NULL;
    size_t count = 0;
    *found = (struct cc_key_list){0};
    struct cc_answer answer = cc_ccloud_list(call, ccloud, &request, &items, &count);
    if (answer.kind != CC_ANSWER_OK)
        return answer;
    struct cc_key *keys = cc_arena_array(call->arena, count, struct cc_key);
    const struct cc_json **kept = cc_arena_array(call->arena, count, const struct cc_json *);
    for (size_t i = 0; i < count; i++) {
        struct cc_key *key = &keys[found->count];
        struct cc_str reason;
        if (cc_key_from_json(call->arena, items[i], key, &reason) && key->cloud == wanted->cloud &&
            cc_key_clouds[key->cloud].equal(key->identifier, wanted->identifier))
            kept[found->count++] = items[i];
    }
    found->keys = keys;
    found->items = kept;
    return answer;
}

struct cc_presence cc_key_presence(const struct ccloud *ccloud, struct cc_str id,
                                   struct cc_str resource_name)
{
    return (struct cc_presence){
        .ccloud = ccloud,
        .noun = "key",
        .id = id,
        .resource_name = resource_name,
        .list_name = CC_STR("the registered keys"),
        .list = {.method = CC_GET, .path = CC_STR(keys_path)},
    };
}

struct cc_str cc_key_import_command(struct cc_arena *arena, struct cc_str id)
{
    return cc_str_format(arena, "tofu import ccloud_byok_key.<name> %.*s", CC_STR_ARG(id));
}

struct cc_str cc_key_ids_format(struct cc_arena *arena, const struct cc_key_list *list)
{
    struct cc_buf buf;
    cc_buf_init(&buf, arena, IDS_BYTES_MAX);
    for (size_t i = 0; i < list->count; i++)
        cc_buf_appendf(&buf, "%s%.*s", i == 0 ? "" : ", ", CC_STR_ARG(list->keys[i].id));
    return cc_buf_str(&buf);
}

void cc_key_warn_invalid(struct cc_call *call, const struct cc_key *key)
{
    if (cc_str_is_absent(key->validation_error))
        return;
    cc_diags_warning(
        call->diags, cc_path_from("validation_error"),
        cc_str_format(call->arena, "Confluent cannot use key %.*s", CC_STR_ARG(key->id)),
        "The last validation failed: %.*s\n\nCheck that the key %.*s is enabled and that Confluent "
        "still has access to it. A cluster that uses it may become unavailable.",
        CC_STR_ARG(key->validation_error), CC_STR_ARG(key->identifier));
}
