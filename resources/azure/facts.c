// SPDX-License-Identifier: MPL-2.0
/* The vault and the service principal.  Keys are in facts_key.c, roles in facts_roles.c. */
#include "azure/facts.h"

#include <assert.h>

#include "azure/reading.h"
#include "base/buf.h"

static struct cc_str joined(struct cc_arena *arena, struct cc_str a, struct cc_str b)
{
    if (cc_str_is_empty(a) || cc_str_is_empty(b))
        return cc_str_is_empty(a) ? b : a;
    return cc_str_format(arena, "%.*s %.*s", CC_STR_ARG(a), CC_STR_ARG(b));
}

void cc_az_facts_note(struct cc_arena *arena, struct cc_az_facts *facts, enum cc_az_group group,
                      struct cc_az_sight sight)
{
    assert(group > CC_AZ_NO_GROUP && group < CC_AZ_GROUP_COUNT);
    struct cc_az_sight *known = &facts->sights[group];
    if (sight.seen > known->seen)
        known->seen = sight.seen;
    known->why = joined(arena, known->why, sight.why);
    if (cc_str_is_absent(known->fix))
        known->fix = sight.fix;
}

/* "West Europe" and "westeurope" are one place. */
static struct cc_str location_from(struct cc_arena *arena, struct cc_str text)
{
    if (cc_str_is_absent(text))
        return text;
    struct cc_buf buf;
    cc_buf_init(&buf, arena, text.len);
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != ' ')
            cc_buf_append_byte(&buf, text.ptr[i]);
    }
    return cc_str_lower(arena, cc_buf_str(&buf));
}

static const struct cc_az_word public_words = {"Enabled", "Disabled", CC_AZ_YES};
static const struct cc_az_word deny_words = {"Deny", "Allow", CC_AZ_NOT_TOLD};
static const struct cc_az_word bypass_words = {"AzureServices", "None", CC_AZ_YES};

/* Without network rules a vault is open. */
static void read_network(struct cc_az_vault *vault, const struct cc_json *properties)
{
    enum cc_az_told has_rules = cc_az_read_presence(properties, "networkAcls");
    const struct cc_json *rules = cc_json_at(properties, "networkAcls");
    vault->is_public = cc_az_read_word(properties, "publicNetworkAccess", &public_words);
    if (has_rules == CC_AZ_NOT_TOLD)
        return;
    vault->denies_by_default =
        has_rules == CC_AZ_NO ? CC_AZ_NO : cc_az_read_word(rules, "defaultAction", &deny_words);
    vault->admits_trusted = cc_az_read_word(rules, "bypass", &bypass_words);
}

static size_t read_policy_count(const struct cc_json *properties)
{
    const struct cc_json *policies = cc_json_at(properties, "accessPolicies");
    return cc_json_is_array(policies) ? cc_json_count(policies) : 0;
}

static int64_t read_days(const struct cc_json *properties)
{
    int64_t days = 0;
    bool is_told = cc_json_int(properties, "softDeleteRetentionInDays", &days);
    return is_told && days > 0 ? days : 0;
}

/* Azure leaves out what was never switched on: no RBAC, no purge protection.  Soft delete is on
 * where nothing is said. */
void cc_az_facts_vault(struct cc_arena *arena, struct cc_az_facts *facts,
                       const struct cc_json *json)
{
    const struct cc_json *properties = cc_json_at(json, "properties");
    bool is_vault = cc_json_is_object(properties);
    cc_az_read_end(arena, facts, CC_AZ_VAULT, is_vault);
    if (!is_vault)
        return;
    facts->vault = (struct cc_az_vault){
        .location = location_from(arena, cc_az_read_text(arena, json, "location")),
        .tenant_id = cc_az_read_text(arena, properties, "tenantId"),
        .host = cc_az_url_host(arena, cc_az_read_text(arena, properties, "vaultUri")),
        .sku = cc_str_lower(arena, cc_az_read_text(arena, properties, "sku.name")),
        .provisioning_state = cc_az_read_text(arena, properties, "provisioningState"),
        .uses_rbac = cc_az_read_bool(properties, "enableRbacAuthorization", CC_AZ_NO),
        .purge_protection = cc_az_read_bool(properties, "enablePurgeProtection", CC_AZ_NO),
        .soft_delete = cc_az_read_bool(properties, "enableSoftDelete", CC_AZ_YES),
        .soft_delete_days = read_days(properties),
        .access_policy_count = read_policy_count(properties),
    };
    read_network(&facts->vault, properties);
}

void cc_az_facts_principal(struct cc_arena *arena, struct cc_az_facts *facts,
                           const struct cc_json *json)
{
    cc_az_read_end(arena, facts, CC_AZ_PRINCIPAL, cc_json_is_object(json));
    facts->principal = (struct cc_az_principal){
        .object_id = cc_az_read_text(arena, json, "id"),
        .enabled = cc_az_read_bool(json, "accountEnabled", CC_AZ_NOT_TOLD)};
}
