// SPDX-License-Identifier: MPL-2.0
#include "emulator/azure/vault_keys.h"

#include "emulator/azure/objects.h"
#include "emulator/azure/rights.h"
#include "emulator/azure/vaults.h"
#include "emulator/document.h"
#include "emulator/errors.h"
#include "emulator/ids.h"

enum { RETENTION_DAYS_USUAL = 90, KEY_SIZE_DEFAULT = 2048, NAME_BYTES_MAX = 127 };

static struct cc_str key_id(const struct emu_turn *turn, const json_t *vault, struct cc_str name)
{
    return cc_str_format(turn->arena, "%.*s/keys/%.*s", CC_STR_ARG(emu_doc_str(vault, "id")),
                         CC_STR_ARG(name));
}

json_t *emu_vault_key_get(const struct emu_turn *turn, const json_t *vault, struct cc_str name)
{
    return emu_store_get(turn->store, turn->arena, EMU_VAULT_KEY,
                         cc_str_lower(turn->arena, key_id(turn, vault, name)));
}

struct emu_object emu_vault_key_object(const struct emu_turn *turn, const char *kind, json_t *key)
{
    struct cc_str id = cc_str_lower(turn->arena, emu_doc_str(key, "id"));
    size_t tail = sizeof("/keys/") - 1 + emu_doc_str(key, "name").len;
    return (struct emu_object){
        .kind = kind, .id = id, .scope = cc_str_slice(id, 0, id.len - tail), .doc = key};
}

/* 32 hexadecimal digits. */
static struct cc_str version_new(struct cc_arena *arena)
{
    struct cc_str uuid = emu_id_uuid(arena);
    return cc_str_format(arena, "%.8s%.4s%.4s%.4s%.12s", uuid.ptr, uuid.ptr + 9, uuid.ptr + 14,
                         uuid.ptr + 19, uuid.ptr + 24);
}

static void default_set(json_t *doc, const char *path, json_t *value)
{
    if (emu_doc_has(doc, path))
        json_decref(value);
    else
        emu_doc_set(doc, path, value);
}

/* The control plane writes the port into these addresses. */
static void addresses_set(const struct emu_turn *turn, const json_t *vault, json_t *key)
{
    struct cc_str uri = emu_doc_str(vault, "properties.vaultUri");
    struct cc_str base = cc_str_format(turn->arena, "%.*s:443/keys/%.*s",
                                       CC_STR_ARG(cc_str_slice(uri, 0, uri.len - 1)),
                                       CC_STR_ARG(emu_doc_str(key, "name")));
    struct cc_str version = version_new(turn->arena);
    emu_doc_set_str(key, "properties.keyUri", base);
    emu_doc_set_str(key, "properties.keyUriWithVersion",
                    cc_str_format(turn->arena, "%.*s/%.*s", CC_STR_ARG(base), CC_STR_ARG(version)));
}

json_t *emu_vault_key_new(const struct emu_turn *turn, const json_t *vault, struct cc_str name,
                          const json_t *properties)
{
    static const char *const operations[] = {"encrypt", "decrypt", "sign",
                                             "verify",  "wrapKey", "unwrapKey"};
    json_t *key = emu_doc_new(turn->arena);
    json_t *key_ops = json_array();
    for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++)
        json_array_append_new(key_ops, json_string(operations[i]));
    emu_doc_set_str(key, "id", key_id(turn, vault, name));
    emu_doc_set_str(key, "name", name);
    emu_doc_set_text(key, "type", "Microsoft.KeyVault/vaults/keys");
    emu_doc_set_str(key, "location", emu_doc_str(vault, "location"));
    emu_doc_set(key, "properties", json_deep_copy(properties));
    default_set(key, "properties.kty", json_string("RSA"));
    if (cc_str_starts_with(emu_doc_str(key, "properties.kty"), CC_STR("RSA")))
        default_set(key, "properties.keySize", json_integer(KEY_SIZE_DEFAULT));
    default_set(key, "properties.keyOps", key_ops);
    default_set(key, "properties.attributes.enabled", json_true());
    default_set(key, "properties.attributes.exportable", json_false());
    emu_doc_set_int(key, "properties.attributes.created", emu_azure_now_s(turn));
    emu_doc_set_int(key, "properties.attributes.updated", emu_azure_now_s(turn));
    addresses_set(turn, vault, key);
    return key;
}

void emu_vault_key_dress(json_t *key, const json_t *vault)
{
    int64_t days = RETENTION_DAYS_USUAL;
    emu_doc_int(vault, "properties.softDeleteRetentionInDays", &days);
    bool is_usual = days == RETENTION_DAYS_USUAL;
    bool is_protected = emu_doc_bool(vault, "properties.enablePurgeProtection");
    const char *level =
        is_protected ? (is_usual ? "Recoverable" : "CustomizedRecoverable")
                     : (is_usual ? "Recoverable+Purgeable" : "CustomizedRecoverable+Purgeable");
    default_set(key, "properties.attributes.recoveryLevel", json_string(level));
}

static json_t *parent_find(const struct emu_request *request, struct emu_answer *answer)
{
    return emu_vault_of(request, answer, "ParentResourceNotFound");
}

void emu_vault_keys_read(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    struct cc_str name = emu_request_part(request, "key");
    struct cc_str scope = cc_str_format(turn->arena, "%.*s/keys/%.*s",
                                        CC_STR_ARG(emu_vault_path(request)), CC_STR_ARG(name));
    if (!emu_right_check(request, answer, EMU_RIGHT_KEY_READ, scope))
        return;
    const json_t *vault = parent_find(request, answer);
    if (!vault)
        return;
    json_t *key = emu_vault_key_get(turn, vault, name);
    if (!key) {
        emu_refuse(answer, (struct emu_refusal){
                               .status = 404,
                               .code = "KeyNotFound",
                               .detail = cc_str_format(turn->arena,
                                                       "A key with (name/id) %.*s was not found "
                                                       "in this key vault.",
                                                       CC_STR_ARG(name))});
        return;
    }
    emu_vault_key_dress(key, vault);
    emu_answer_with(answer, 200, key);
}

static bool key_check(const struct emu_request *request, struct emu_answer *answer)
{
    static const char *const types[] = {"RSA", "RSA-HSM", "EC", "EC-HSM", "oct", "oct-HSM"};
    struct cc_str name = emu_request_part(request, "key");
    struct cc_str type = emu_doc_str(request->body, "properties.kty");
    bool known = false;
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        known = known || cc_str_equal(type, cc_str_from(types[i]));
    if (known && name.len <= NAME_BYTES_MAX)
        return true;
    return emu_refuse(answer, (struct emu_refusal){
                                  .status = 400,
                                  .code = "BadRequest",
                                  .detail = CC_STR("The key needs a name of at most 127 letters, "
                                                   "and one of the known types as "
                                                   "properties.kty.")});
}

/* A key that is there is answered, not changed. */
void emu_vault_keys_put(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    const json_t *vault = parent_find(request, answer);
    struct cc_str name = emu_request_part(request, "key");
    if (!vault || !key_check(request, answer))
        return;
    json_t *key = emu_vault_key_get(turn, vault, name);
    if (!key) {
        key = emu_vault_key_new(turn, vault, name, emu_doc_at(request->body, "properties"));
        struct emu_object object = emu_vault_key_object(turn, EMU_VAULT_KEY, key);
        emu_azure_put(turn, &object);
    }
    emu_vault_key_dress(key, vault);
    emu_answer_with(answer, 200, key);
}
