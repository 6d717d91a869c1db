// SPDX-License-Identifier: MPL-2.0
#include "emulator/azure/vault_data.h"

#include "emulator/azure/access.h"
#include "emulator/azure/objects.h"
#include "emulator/azure/rights.h"
#include "emulator/azure/vault_keys.h"
#include "emulator/azure/vaults.h"
#include "emulator/document.h"
#include "emulator/errors.h"

/* What a request at the data plane is about. */
struct target {
    json_t *vault;
    json_t *key;
    struct cc_str name;
};

static bool forbid(const struct emu_request *request, struct emu_answer *answer,
                   const json_t *vault, const char *inner, struct cc_str words)
{
    struct cc_str detail = cc_str_format(
        answer->arena, "%.*s\r\nCaller: %.*s\r\nVault: %.*s;location=%.*s\r\n", CC_STR_ARG(words),
        CC_STR_ARG(emu_access_caller(request)), CC_STR_ARG(emu_doc_str(vault, "name")),
        CC_STR_ARG(emu_doc_str(vault, "location")));
    return emu_refuse(
        answer,
        (struct emu_refusal){.status = 403, .code = "Forbidden", .inner = inner, .detail = detail});
}

/* The caller is never a trusted service, and its address is on no list. */
static bool network_check(const struct emu_request *request, struct emu_answer *answer,
                          const json_t *vault)
{
    if (cc_str_equal_nocase(emu_doc_str(vault, "properties.publicNetworkAccess"),
                            CC_STR("Disabled")))
        return forbid(request, answer, vault, "ForbiddenByConnection",
                      CC_STR("Public network access is disabled and request is not from a trusted "
                             "service nor via an approved private link."));
    if (cc_str_equal_nocase(emu_doc_str(vault, "properties.networkAcls.defaultAction"),
                            CC_STR("Deny")))
        return forbid(request, answer, vault, "ForbiddenByFirewall",
                      CC_STR("Client address is not authorized and caller is not a trusted "
                             "service.\r\nClient address: 203.0.113.7"));
    return true;
}

static bool right_check(const struct emu_request *request, struct emu_answer *answer,
                        const json_t *vault, struct cc_str name)
{
    if (emu_right_given(&request->turn, EMU_RIGHT_DATA_READ))
        return true;
    if (!emu_doc_bool(vault, "properties.enableRbacAuthorization"))
        return forbid(request, answer, vault, "ForbiddenByPolicy",
                      CC_STR("The user, group or application does not have keys get permission on "
                             "key vault."));
    return forbid(
        request, answer, vault, "ForbiddenByRbac",
        cc_str_format(answer->arena,
                      "Caller is not authorized to perform action on resource.\r\nIf role "
                      "assignments, deny assignments or role definitions were changed recently, "
                      "please observe propagation time.\r\nAction: "
                      "'Microsoft.KeyVault/vaults/keys/read'\r\nResource: '%.*s/keys/%.*s'\r\n"
                      "Assignment: (not found)",
                      CC_STR_ARG(emu_doc_str(vault, "id")), CC_STR_ARG(name)));
}

static bool vault_open(struct emu_request *request, struct emu_answer *answer,
                       struct target *target)
{
    struct cc_str vault = emu_request_part(request, "vault");
    target->name = emu_request_part(request, "key");
    target->vault = emu_vault_by_name(&request->turn, vault);
    if (!target->vault)
        return emu_refuse(
            answer, (struct emu_refusal){.status = 404,
                                         .code = "VaultNotFound",
                                         .detail = cc_str_format(answer->arena,
                                                                 "The vault %.*s was not found.",
                                                                 CC_STR_ARG(vault))});
    return network_check(request, answer, target->vault) &&
           right_check(request, answer, target->vault, target->name);
}

static bool key_missing(struct emu_answer *answer, struct cc_str name)
{
    return emu_refuse(answer, (struct emu_refusal){
                                  .status = 404,
                                  .code = "KeyNotFound",
                                  .detail = cc_str_format(
                                      answer->arena,
                                      "A key with (name/id) %.*s was not found in this key vault. "
                                      "If you recently deleted this key you may be able to recover "
                                      "it using the correct recovery command.",
                                      CC_STR_ARG(name))});
}

static bool key_open(struct emu_request *request, struct emu_answer *answer, struct target *target)
{
    if (!vault_open(request, answer, target))
        return false;
    target->key = emu_vault_key_get(&request->turn, target->vault, target->name);
    return target->key || key_missing(answer, target->name);
}

static bool deleted_open(struct emu_request *request, struct emu_answer *answer,
                         struct target *target)
{
    struct emu_turn *turn = &request->turn;
    if (!vault_open(request, answer, target))
        return false;
    struct cc_str id =
        emu_azure_id(turn->arena, "%.*s/keys/%.*s", CC_STR_ARG(emu_doc_str(target->vault, "id")),
                     CC_STR_ARG(target->name));
    target->key = emu_store_get(turn->store, turn->arena, EMU_VAULT_KEY_DELETED, id);
    return target->key || key_missing(answer, target->name);
}

/* The data plane's addresses are without the port. */
static struct cc_str address(struct cc_arena *arena, const struct target *target,
                             const char *collection, const char *end)
{
    return cc_str_format(arena, "%.*s%s/%.*s%s",
                         CC_STR_ARG(emu_doc_str(target->vault, "properties.vaultUri")), collection,
                         CC_STR_ARG(emu_doc_str(target->key, "name")), end);
}

static struct cc_str version_of(const json_t *key)
{
    struct cc_str uri = emu_doc_str(key, "properties.keyUriWithVersion");
    const size_t digits = 32;
    return cc_str_slice(uri, uri.len > digits ? uri.len - digits : 0, digits);
}

/* As many bytes as the key's size says, as they look in base64url; no key stands behind them. */
static struct cc_str modulus(struct cc_arena *arena, const json_t *key)
{
    int64_t bits = 0;
    struct cc_str version = version_of(key);
    emu_doc_int(key, "properties.keySize", &bits);
    if (bits < 8 || bits > 16384 || version.len == 0)
        return CC_STR_ABSENT;
    size_t len = ((size_t)bits / 8 * 4 + 2) / 3;
    char *text = cc_arena_alloc(arena, len + 1);
    for (size_t i = 0; i < len; i++)
        text[i] = version.ptr[i % version.len];
    return (struct cc_str){text, len};
}

static void members_copy(json_t *to, const char *to_path, const json_t *from, const char *from_path)
{
    json_t *value = emu_doc_at(from, from_path);
    if (value)
        emu_doc_set(to, to_path, json_deep_copy(value));
}

static json_t *bundle(struct cc_arena *arena, const struct target *target)
{
    static const struct {
        const char *from, *to;
    } members[] = {
        {"properties.kty", "key.kty"},
        {"properties.keyOps", "key.key_ops"},
        {"properties.curveName", "key.crv"},
        {"properties.attributes", "attributes"},
        {"properties.release_policy", "release_policy"},
        {"tags", "tags"},
    };
    int64_t days = 0;
    json_t *body = emu_doc_new(arena);
    json_t *key = emu_doc_own(arena, json_deep_copy(target->key));
    emu_vault_key_dress(key, target->vault);
    const char *end = cc_str_format(arena, "/%.*s", CC_STR_ARG(version_of(target->key))).ptr;
    emu_doc_set_str(body, "key.kid", address(arena, target, "keys", end));
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
        members_copy(body, members[i].to, key, members[i].from);
    emu_doc_set_str(body, "key.n", modulus(arena, target->key));
    if (emu_doc_has(body, "key.n"))
        emu_doc_set_text(body, "key.e", "AQAB");
    if (emu_doc_int(target->vault, "properties.softDeleteRetentionInDays", &days))
        emu_doc_set_int(body, "attributes.recoverableDays", days);
    return body;
}

void emu_vault_data_read(struct emu_request *request, struct emu_answer *answer)
{
    struct target target;
    struct cc_str version = emu_request_part(request, "version");
    if (!key_open(request, answer, &target))
        return;
    if (!cc_str_is_absent(version) && !cc_str_equal_nocase(version, version_of(target.key)))
        key_missing(answer, target.name);
    else
        emu_answer_with(answer, 200, bundle(answer->arena, &target));
}

/* The same policy with other letters: "rotate" is "Rotate" here. */
static json_t *actions_new(const json_t *key)
{
    const json_t *actions = emu_doc_at(key, "properties.rotationPolicy.lifetimeActions");
    json_t *list = json_array();
    for (size_t i = 0; i < json_array_size(actions); i++) {
        json_t *action = json_deep_copy(json_array_get(actions, i));
        bool rotates = cc_str_equal_nocase(emu_doc_str(action, "action.type"), CC_STR("rotate"));
        emu_doc_set_text(action, "action.type", rotates ? "Rotate" : "Notify");
        json_array_append_new(list, action);
    }
    return list;
}

/* A key without a policy has this one, which only sends a notice. */
static json_t *notice_new(void)
{
    json_t *action = json_object();
    json_t *list = json_array();
    emu_doc_set_text(action, "trigger.timeBeforeExpiry", "P30D");
    emu_doc_set_text(action, "action.type", "Notify");
    json_array_append_new(list, action);
    return list;
}

void emu_vault_data_read_rotation(struct emu_request *request, struct emu_answer *answer)
{
    struct target target;
    if (!key_open(request, answer, &target))
        return;
    json_t *body = emu_doc_new(answer->arena);
    emu_doc_set_str(body, "id", address(answer->arena, &target, "keys", "/rotationpolicy"));
    emu_doc_set(body, "lifetimeActions",
                emu_doc_has(target.key, "properties.rotationPolicy") ? actions_new(target.key)
                                                                     : notice_new());
    emu_doc_set(body, "attributes", json_object());
    members_copy(body, "attributes.expiryTime", target.key,
                 "properties.rotationPolicy.attributes.expiryTime");
    emu_answer_with(answer, 200, body);
}

static void deleted_answer(struct emu_answer *answer, const struct target *target)
{
    int64_t days = 0, deleted = 0;
    json_t *body = bundle(answer->arena, target);
    emu_doc_int(target->vault, "properties.softDeleteRetentionInDays", &days);
    emu_doc_int(target->key, "deletedDate", &deleted);
    emu_doc_set_str(body, "recoveryId", address(answer->arena, target, "deletedkeys", ""));
    emu_doc_set_int(body, "deletedDate", deleted);
    emu_doc_set_int(body, "scheduledPurgeDate", deleted + days * 24 * 3600);
    emu_answer_with(answer, 200, body);
}

void emu_vault_data_read_deleted(struct emu_request *request, struct emu_answer *answer)
{
    struct target target;
    if (deleted_open(request, answer, &target))
        deleted_answer(answer, &target);
}

void emu_vault_data_remove(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    struct target target;
    if (!key_open(request, answer, &target))
        return;
    emu_doc_set_int(target.key, "deletedDate", emu_azure_now_s(turn));
    struct emu_object object = emu_vault_key_object(turn, EMU_VAULT_KEY_DELETED, target.key);
    emu_azure_move(turn, EMU_VAULT_KEY, &object);
    deleted_answer(answer, &target);
}

void emu_vault_data_recover(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    struct target target;
    if (!deleted_open(request, answer, &target))
        return;
    emu_doc_remove(target.key, "deletedDate");
    struct emu_object object = emu_vault_key_object(turn, EMU_VAULT_KEY, target.key);
    emu_azure_move(turn, EMU_VAULT_KEY_DELETED, &object);
    emu_answer_with(answer, 200, bundle(answer->arena, &target));
}
