// SPDX-License-Identifier: MPL-2.0
#include "emulator/azure/readiness.h"

#include "emulator/azure/objects.h"
#include "emulator/azure/principals.h"
#include "emulator/azure/role_definitions.h"
#include "emulator/azure/roles.h"
#include "emulator/azure/vault_keys.h"
#include "emulator/azure/vault_rules.h"
#include "emulator/azure/vaults.h"
#include "emulator/document.h"
#include "emulator/key_format.h"

struct facts {
    const struct emu_turn *turn;
    const json_t *registered;
    const json_t *vault;
    const json_t *key;
    const json_t *principal;
};

static bool vault_exists(const struct facts *facts)
{
    return facts->vault != NULL;
}

static bool vault_is_of_tenant(const struct facts *facts)
{
    return cc_str_equal_nocase(emu_doc_str(facts->vault, "properties.tenantId"),
                               emu_doc_str(facts->registered, "key.tenant_id"));
}

static bool key_is_of_vault(const struct facts *facts)
{
    struct cc_str uri = emu_doc_str(facts->vault, "properties.vaultUri");
    return cc_str_equal_nocase(emu_azure_key_host(uri),
                               emu_azure_key_host(emu_doc_str(facts->registered, "key.key_id")));
}

static bool vault_has_rbac(const struct facts *facts)
{
    return emu_doc_bool(facts->vault, "properties.enableRbacAuthorization");
}

static bool vault_is_protected(const struct facts *facts)
{
    return emu_doc_bool(facts->vault, "properties.enablePurgeProtection");
}

static bool word_is(const struct facts *facts, const char *path, const char *word)
{
    return cc_str_equal_nocase(emu_doc_str(facts->vault, path), cc_str_from(word));
}

/* A vault without network rules is open, and rules that say nothing let trusted services pass. */
static bool vault_lets_pass(const struct facts *facts)
{
    bool restricted = word_is(facts, "properties.publicNetworkAccess", "Disabled") ||
                      word_is(facts, "properties.networkAcls.defaultAction", "Deny");
    bool bypass = !emu_doc_has(facts->vault, "properties.networkAcls.bypass") ||
                  word_is(facts, "properties.networkAcls.bypass", "AzureServices");
    return !restricted || bypass;
}

static bool key_exists(const struct facts *facts)
{
    return facts->key != NULL;
}

static bool key_is_rsa(const struct facts *facts)
{
    return emu_doc_is(facts->key, "properties.kty", "RSA") ||
           emu_doc_is(facts->key, "properties.kty", "RSA-HSM");
}

static bool key_is_enabled(const struct facts *facts)
{
    return emu_doc_bool(facts->key, "properties.attributes.enabled");
}

static bool key_has_begun(const struct facts *facts)
{
    int64_t begins;
    return !emu_doc_int(facts->key, "properties.attributes.nbf", &begins) ||
           emu_azure_now_s(facts->turn) >= begins;
}

static bool key_has_not_ended(const struct facts *facts)
{
    int64_t ends;
    return !emu_doc_int(facts->key, "properties.attributes.exp", &ends) ||
           emu_azure_now_s(facts->turn) < ends;
}

static bool has_operation(const json_t *operations, const char *name)
{
    for (size_t i = 0; i < json_array_size(operations); i++) {
        if (cc_str_equal(cc_str_from(json_string_value(json_array_get(operations, i))),
                         cc_str_from(name)))
            return true;
    }
    return false;
}

static bool key_wraps(const struct facts *facts)
{
    const json_t *operations = emu_doc_at(facts->key, "properties.keyOps");
    return !operations ||
           (has_operation(operations, "wrapKey") && has_operation(operations, "unwrapKey"));
}

static bool principal_exists(const struct facts *facts)
{
    return emu_doc_bool(facts->principal, "accountEnabled");
}

/* An assignment with a condition is not counted: nobody here can judge it. */
static bool assignment_counts(const struct facts *facts, const json_t *assignment)
{
    return !emu_doc_has(assignment, "properties.condition") &&
           emu_principal_is(facts->principal, emu_doc_str(assignment, "properties.principalId")) &&
           emu_role_scope_covers(emu_doc_str(assignment, "properties.scope"),
                                 emu_doc_str(facts->key, "id"));
}

/* True if one of the application's roles allows the action. */
static bool is_allowed(const struct facts *facts, const char *data_action)
{
    const struct emu_turn *turn = facts->turn;
    struct emu_cursor cursor;
    bool allowed = false;
    emu_cursor_open(&cursor, turn->store, EMU_ROLE_ASSIGNMENT, CC_STR_ABSENT, EMU_SEQ_END);
    while (!allowed && emu_cursor_next(&cursor, turn->arena)) {
        struct cc_str role = emu_doc_str(cursor.doc, "properties.roleDefinitionId");
        allowed = assignment_counts(facts, cursor.doc) &&
                  emu_role_allows(emu_role_definition_get(turn, role), data_action);
    }
    emu_cursor_close(&cursor);
    return allowed;
}

static bool may_encrypt(const struct facts *facts)
{
    return is_allowed(facts, "Microsoft.KeyVault/vaults/keys/wrap/action") &&
           is_allowed(facts, "Microsoft.KeyVault/vaults/keys/unwrap/action");
}

static bool may_read(const struct facts *facts)
{
    return is_allowed(facts, "Microsoft.KeyVault/vaults/*/read");
}

/* In the order in which one would look for the cause. */
static const struct {
    bool (*holds)(const struct facts *facts);
    const char *words;
} rules[] = {
    {vault_exists, "The key vault has been deleted."},
    {vault_is_of_tenant, "The key vault belongs to another tenant."},
    {key_is_of_vault, "The key identifier is not an address of this key vault."},
    {vault_has_rbac, "The key vault uses access policies; it must use role-based access control."},
    {vault_is_protected, "Purge protection is not enabled on the key vault."},
    {vault_lets_pass, "The key vault's network rules do not let trusted Microsoft services pass."},
    {key_exists, "The key does not exist in the key vault."},
    {key_is_rsa, "The key is not an RSA key."},
    {key_is_enabled, "The key is disabled."},
    {key_has_begun, "The key is not active yet."},
    {key_has_not_ended, "The key has expired."},
    {key_wraps, "The key does not allow the operations wrapKey and unwrapKey."},
    {principal_exists,
     "The application of this key has no enabled service principal in the tenant."},
    {may_encrypt, "The application lacks the role Key Vault Crypto Service Encryption User."},
    {may_read, "The application lacks the role Key Vault Reader."},
};

static int64_t earlier(int64_t a_us, int64_t b_us)
{
    return a_us == 0 || (b_us != 0 && b_us < a_us) ? b_us : a_us;
}

static int64_t next_change_us(const struct facts *facts)
{
    static const char *const members[] = {"properties.attributes.nbf", "properties.attributes.exp"};
    int64_t next_us = 0, at_s;
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        if (emu_doc_int(facts->key, members[i], &at_s) && at_s > emu_azure_now_s(facts->turn))
            next_us = earlier(next_us, at_s * 1000000);
    }
    return next_us;
}

static struct facts facts_collect(const struct emu_turn *turn, const json_t *registered)
{
    struct facts facts = {.turn = turn, .registered = registered};
    facts.vault = emu_vault_get(turn, emu_doc_str(registered, "key.key_vault_id"));
    if (!facts.vault)
        return facts;
    facts.key = emu_vault_key_get(turn, facts.vault,
                                  emu_azure_key_name(emu_doc_str(registered, "key.key_id")));
    facts.principal = emu_principal_find(turn, emu_doc_str(facts.vault, "properties.tenantId"),
                                         emu_doc_str(registered, "key.application_id"));
    return facts;
}

struct emu_readiness emu_readiness_of(const struct emu_turn *turn, const json_t *key)
{
    struct emu_readiness readiness = {0};
    struct facts facts = facts_collect(turn, key);
    readiness.is_known =
        facts.vault || emu_vault_is_deleted(turn, emu_doc_str(key, "key.key_vault_id"));
    if (facts.vault)
        readiness.region = emu_vault_region(turn->arena, facts.vault);
    readiness.changes_at_us = next_change_us(&facts);
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        if (rules[i].holds(&facts))
            continue;
        readiness.problem = cc_str_from(rules[i].words);
        break;
    }
    return readiness;
}
