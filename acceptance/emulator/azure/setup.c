// SPDX-License-Identifier: MPL-2.0
#include "emulator/azure/setup.h"

#include "emulator/azure/applications.h"
#include "emulator/azure/hosts.h"
#include "emulator/azure/objects.h"
#include "emulator/azure/principals.h"
#include "emulator/azure/roles.h"
#include "emulator/azure/vault_keys.h"
#include "emulator/azure/vault_rules.h"
#include "emulator/azure/vaults.h"
#include "emulator/document.h"
#include "emulator/errors.h"
#include "emulator/key_format.h"

static const struct {
    const char *member, *preset;
} presets[] = {
    {"tenant_id", "9d2e0000-0000-4000-8000-00000000b002"},
    {"client_id", "c11e0000-0000-4000-8000-00000000c003"},
    {"client_secret", "emulator-azure-secret"},
    {"key_vault_id", "/subscriptions/3f1c0000-0000-4000-8000-00000000a001/resourceGroups/rg-data/"
                     "providers/Microsoft.KeyVault/vaults/kv-orders"},
    {"key", "orders-cmk"},
};

/* The two roles that the page on self-managed keys names. */
static const struct {
    const char *member, *role;
} roles[] = {
    {"encryption_user", "e147488a-f6f5-4113-8e2d-b22465e65bf6"},
    {"reader", "21090545-7ca7-4776-b22c-e363652d74d2"},
};

/* A registered key says which vault, key, tenant and application it needs. */
static bool registered_read(const struct emu_request *request, struct emu_answer *answer,
                            json_t *wanted)
{
    static const char *const members[] = {"tenant_id", "key_vault_id", "application_id"};
    const struct emu_turn *turn = &request->turn;
    struct cc_str id = emu_doc_str(request->body, "byok_key");
    if (cc_str_is_absent(id))
        return true;
    const json_t *key = emu_store_get(turn->store, turn->arena, EMU_KEY, id);
    if (!emu_doc_has(key, "key.key_vault_id"))
        return emu_refuse_member(answer, "/byok_key", "must be the id of a registered Azure key");
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
        emu_doc_set_str(wanted, members[i], emu_doc_str(emu_doc_at(key, "key"), members[i]));
    emu_doc_set_str(wanted, "key", emu_azure_key_name(emu_doc_str(key, "key.key_id")));
    return true;
}

static bool wanted_check(struct emu_answer *answer, const struct emu_turn *turn,
                         const json_t *wanted)
{
    struct cc_str id = emu_doc_str(wanted, "key_vault_id");
    const struct emu_key_kind *kind = emu_key_kind_find(CC_STR("AzureKey"));
    if (!kind->members[1].accepts(id))
        return emu_refuse_member(answer, "/key_vault_id", "must look like %s",
                                 kind->members[1].expected);
    struct cc_str name = emu_doc_str(emu_vault_new(turn, id, CC_STR("")), "name");
    const json_t *holder = emu_vault_by_name(turn, name);
    if (holder && !cc_str_equal_nocase(emu_doc_str(holder, "id"), id))
        return emu_refuse_member(answer, "/key_vault_id", "another vault has this name");
    if (cc_str_is_empty(emu_doc_str(wanted, "key")) ||
        cc_str_is_empty(emu_doc_str(wanted, "location")))
        return emu_refuse_member(answer, "/key", "key and location must be texts");
    if (!cc_str_is_uuid(emu_doc_str(wanted, "tenant_id")) ||
        !cc_str_is_uuid(emu_doc_str(wanted, "client_id")))
        return emu_refuse_member(answer, "/tenant_id", "tenant_id and client_id must be UUIDs");
    return true;
}

/* What the request says, else what its registered key says, else the presets. */
static json_t *wanted_read(const struct emu_request *request, struct emu_answer *answer)
{
    const struct emu_turn *turn = &request->turn;
    json_t *wanted = emu_doc_new(turn->arena);
    for (size_t i = 0; i < sizeof(presets) / sizeof(presets[0]); i++)
        emu_doc_set_text(wanted, presets[i].member, presets[i].preset);
    emu_doc_set_text(wanted, "location", turn->options->azure_region);
    emu_doc_set_bool(wanted, "grant", true);
    if (!registered_read(request, answer, wanted))
        return NULL;
    emu_doc_merge(wanted, request->body);
    return wanted_check(answer, turn, wanted) ? wanted : NULL;
}

/* "/subscriptions/<uuid>/…" belongs to the tenant. */
static void subscription_set_up(struct emu_turn *turn, const json_t *wanted)
{
    struct cc_str rest = emu_doc_str(wanted, "key_vault_id");
    for (int i = 0; i < 2; i++)
        cc_str_cut(&rest, '/');
    struct cc_str uuid = cc_str_cut(&rest, '/');
    struct cc_str id = emu_azure_id(turn->arena, "/subscriptions/%.*s", CC_STR_ARG(uuid));
    json_t *doc = emu_doc_new(turn->arena);
    emu_doc_set_str(doc, "tenantId", emu_doc_str(wanted, "tenant_id"));
    emu_azure_put(turn, &(struct emu_object){.kind = EMU_SUBSCRIPTION, .id = id, .doc = doc});
}

static void application_set_up(struct emu_turn *turn, const json_t *wanted)
{
    struct cc_str id = emu_doc_str(wanted, "client_id");
    struct cc_str tenant = emu_doc_str(wanted, "tenant_id");
    const json_t *before = emu_application_find(turn, id);
    json_t *patch = emu_doc_new(turn->arena);
    json_t *tenants = json_deep_copy(emu_doc_at(before, "tenants"));
    if (!json_is_array(tenants))
        tenants = json_array();
    if (!emu_application_is_in(before, tenant))
        json_array_append_new(tenants, json_stringn(tenant.ptr, tenant.len));
    emu_doc_set(patch, "tenants", tenants);
    emu_doc_set_str(patch, "client_secret", emu_doc_str(wanted, "client_secret"));
    emu_doc_set_bool(patch, "managed_identity", true);
    emu_application_merge(turn, id, patch);
}

static json_t *vault_set_up(struct emu_turn *turn, const json_t *wanted)
{
    struct cc_str id = emu_doc_str(wanted, "key_vault_id");
    json_t *vault = emu_vault_new(turn, id, emu_azure_name(0, EMU_AZURE_VAULT));
    emu_doc_set_str(vault, "location", emu_doc_str(wanted, "location"));
    emu_doc_set_str(vault, "properties.tenantId", emu_doc_str(wanted, "tenant_id"));
    emu_doc_set_text(vault, "properties.sku.family", "A");
    emu_doc_set_text(vault, "properties.sku.name", "standard");
    emu_doc_set_bool(vault, "properties.enablePurgeProtection", true);
    emu_doc_set_bool(vault, "properties.enableRbacAuthorization", true);
    emu_azure_drop(turn, EMU_VAULT_DELETED, cc_str_lower(turn->arena, id));
    emu_vault_store(turn, vault);
    return vault;
}

static json_t *key_set_up(struct emu_turn *turn, const json_t *wanted, const json_t *vault)
{
    json_t *properties = emu_doc_new(turn->arena);
    json_t *rotation = json_object();
    json_t *actions = json_array();
    emu_doc_set_text(properties, "kty", "RSA");
    emu_doc_set_int(properties, "keySize", 4096);
    emu_doc_set_text(rotation, "trigger.timeAfterCreate", "P90D");
    emu_doc_set_text(rotation, "action.type", "rotate");
    json_array_append_new(actions, rotation);
    emu_doc_set(properties, "rotationPolicy.lifetimeActions", actions);
    json_t *key = emu_vault_key_new(turn, vault, emu_doc_str(wanted, "key"), properties);
    struct emu_object object = emu_vault_key_object(turn, EMU_VAULT_KEY, key);
    emu_azure_drop(turn, EMU_VAULT_KEY_DELETED, object.id);
    emu_azure_put(turn, &object);
    return key;
}

/* The application's principal and both its roles at the vault. */
static json_t *grant(struct emu_turn *turn, const json_t *vault, struct cc_str application_id)
{
    struct cc_str tenant = emu_doc_str(vault, "properties.tenantId");
    const json_t *principal = emu_principal_make(turn, tenant, application_id);
    json_t *granted = emu_doc_new(turn->arena);
    emu_doc_set_str(granted, "application_id", application_id);
    emu_doc_set_str(granted, "principal_id", emu_doc_str(principal, "id"));
    for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
        struct emu_role_grant role = {.scope = emu_doc_str(vault, "id"),
                                      .role = cc_str_from(roles[i].role),
                                      .principal_id = emu_doc_str(principal, "id")};
        emu_doc_set_str(granted, roles[i].member, emu_role_grant(turn, &role));
    }
    return granted;
}

/* Under this name the store keeps that keys of a vault get access once they are registered. */
static const char *standing_order(const struct emu_turn *turn, struct cc_str vault_id)
{
    return emu_azure_id(turn->arena, "azure grants %.*s", CC_STR_ARG(vault_id)).ptr;
}

void emu_setup_registered(struct emu_turn *turn, const json_t *key)
{
    struct cc_str vault_id = emu_doc_str(key, "key.key_vault_id");
    if (cc_str_is_absent(vault_id) ||
        emu_store_number(turn->store, standing_order(turn, vault_id)) == 0)
        return;
    const json_t *vault = emu_vault_get(turn, vault_id);
    if (vault)
        grant(turn, vault, emu_doc_str(key, "key.application_id"));
}

/* The applications to be granted access: the one that was asked for, those of registered keys. */
static json_t *applications_collect(struct emu_turn *turn, const json_t *wanted)
{
    struct emu_cursor cursor;
    json_t *ids = emu_doc_own(turn->arena, json_array());
    if (emu_doc_has(wanted, "application_id"))
        json_array_append(ids, emu_doc_at(wanted, "application_id"));
    emu_cursor_open(&cursor, turn->store, EMU_KEY, CC_STR_ABSENT, EMU_SEQ_END);
    while (emu_cursor_next(&cursor, turn->arena)) {
        json_t *id = emu_doc_at(cursor.doc, "key.application_id");
        if (id &&
            cc_str_equal_nocase(emu_doc_str(cursor.doc, "key.key_vault_id"),
                                emu_doc_str(wanted, "key_vault_id")) &&
            !json_equal(id, emu_doc_at(wanted, "application_id")))
            json_array_append(ids, id);
    }
    emu_cursor_close(&cursor);
    return ids;
}

static json_t *grants_set_up(struct emu_turn *turn, const json_t *wanted, const json_t *vault)
{
    bool is_wanted = emu_doc_bool(wanted, "grant");
    json_t *grants = json_array();
    const json_t *ids = applications_collect(turn, wanted);
    emu_store_set_number(turn->store, standing_order(turn, emu_doc_str(vault, "id")), is_wanted);
    for (size_t i = 0; is_wanted && i < json_array_size(ids); i++) {
        struct cc_str id = cc_str_from(json_string_value(json_array_get(ids, i)));
        json_array_append(grants, grant(turn, vault, id));
    }
    return grants;
}

void emu_setup(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    json_t *wanted = wanted_read(request, answer);
    if (!wanted)
        return;
    subscription_set_up(turn, wanted);
    application_set_up(turn, wanted);
    const json_t *vault = vault_set_up(turn, wanted);
    const json_t *key = key_set_up(turn, wanted, vault);
    emu_doc_set_str(wanted, "key_identifier",
                    cc_str_format(turn->arena, "%.*skeys/%.*s",
                                  CC_STR_ARG(emu_doc_str(vault, "properties.vaultUri")),
                                  CC_STR_ARG(emu_doc_str(key, "name"))));
    emu_doc_set(wanted, "grants", grants_set_up(turn, wanted, vault));
    emu_answer_with(answer, 200, wanted);
}
