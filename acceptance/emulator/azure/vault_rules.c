// SPDX-License-Identifier: MPL-2.0
#include "emulator/azure/vault_rules.h"

#include "base/buf.h"
#include "emulator/document.h"
#include "emulator/errors.h"

enum { RETENTION_DAYS_MIN = 7, RETENTION_DAYS_MAX = 90, REGION_BYTES_MAX = 128 };

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

static struct cc_str last_segment(struct cc_str id)
{
    struct cc_str last = id;
    while (!cc_str_is_absent(id))
        last = cc_str_cut(&id, '/');
    return last;
}

json_t *emu_vault_new(const struct emu_turn *turn, struct cc_str id, struct cc_str vault_domain)
{
    json_t *doc = emu_doc_new(turn->arena);
    struct cc_str name = last_segment(id);
    emu_doc_set_str(doc, "id", id);
    emu_doc_set_str(doc, "name", name);
    emu_doc_set_text(doc, "type", "Microsoft.KeyVault/vaults");
    emu_doc_set(doc, "tags", json_object());
    emu_doc_set_str(doc, "properties.vaultUri",
                    cc_str_format(turn->arena, "https://%.*s.%.*s/",
                                  CC_STR_ARG(cc_str_lower(turn->arena, name)),
                                  CC_STR_ARG(vault_domain)));
    emu_doc_set(doc, "properties.accessPolicies", json_array());
    emu_doc_set_bool(doc, "properties.enableSoftDelete", true);
    emu_doc_set_int(doc, "properties.softDeleteRetentionInDays", RETENTION_DAYS_MAX);
    emu_doc_set_bool(doc, "properties.enableRbacAuthorization", false);
    emu_doc_set_text(doc, "properties.publicNetworkAccess", "Enabled");
    emu_doc_set_text(doc, "properties.provisioningState", "Succeeded");
    return doc;
}

static bool refuse(struct emu_answer *answer, const char *code, const char *message)
{
    return emu_refuse(
        answer, (struct emu_refusal){.status = 400, .code = code, .detail = cc_str_from(message)});
}

static bool name_is_good(const json_t *doc, const json_t *before)
{
    (void)before;
    struct cc_str name = emu_doc_str(doc, "name");
    return name.len >= 3 && name.len <= 24 && cc_str_only(name, LETTERS "0123456789-") &&
           cc_str_only(cc_str_slice(name, 0, 1), LETTERS) && !cc_str_ends_with(name, CC_STR("-")) &&
           !cc_str_contains(name, CC_STR("--"));
}

static bool location_is_given(const json_t *doc, const json_t *before)
{
    (void)before;
    return !cc_str_is_empty(emu_doc_str(doc, "location"));
}

static bool location_stays(const json_t *doc, const json_t *before)
{
    return !emu_doc_has(before, "location") ||
           cc_str_equal_nocase(emu_doc_str(doc, "location"), emu_doc_str(before, "location"));
}

static bool tenant_is_good(const json_t *doc, const json_t *before)
{
    (void)before;
    return cc_str_is_uuid(emu_doc_str(doc, "properties.tenantId"));
}

static bool sku_is_good(const json_t *doc, const json_t *before)
{
    (void)before;
    struct cc_str name = emu_doc_str(doc, "properties.sku.name");
    return cc_str_equal_nocase(name, CC_STR("standard")) ||
           cc_str_equal_nocase(name, CC_STR("premium"));
}

static bool retention_is_good(const json_t *doc, const json_t *before)
{
    (void)before;
    int64_t days;
    return emu_doc_int(doc, "properties.softDeleteRetentionInDays", &days) &&
           days >= RETENTION_DAYS_MIN && days <= RETENTION_DAYS_MAX;
}

static bool purge_protection_stays(const json_t *doc, const json_t *before)
{
    return !emu_doc_bool(before, "properties.enablePurgeProtection") ||
           !json_is_false(emu_doc_at(doc, "properties.enablePurgeProtection"));
}

static const struct {
    bool (*holds)(const json_t *doc, const json_t *before);
    const char *code, *message;
} rules[] = {
    {name_is_good, "VaultNameNotValid",
     "The vault name is invalid. A vault's name must be between 3-24 alphanumeric characters. The "
     "name must begin with a letter, end with a letter or digit, and not contain consecutive "
     "hyphens."},
    {location_is_given, "LocationRequired",
     "The location property is required for this definition."},
    {location_stays, "InvalidResourceLocation",
     "The resource already exists in another location. A resource with the same name cannot be "
     "created there."},
    {tenant_is_good, "BadRequest", "The property \"tenantId\" must be a UUID."},
    {sku_is_good, "BadRequest", "The property \"sku.name\" must be standard or premium."},
    {retention_is_good, "BadRequest",
     "The property \"softDeleteRetentionInDays\" must be from 7 to 90."},
    {purge_protection_stays, "BadRequest",
     "The property \"enablePurgeProtection\" cannot be set to false. Enabling the purge protection "
     "for a vault is an irreversible action."},
};

/* The service decides about these, and never shows that purge protection is off. */
static void settle(json_t *doc, const json_t *before)
{
    static const char *const fixed[] = {"properties.vaultUri", "properties.provisioningState",
                                        "properties.enableSoftDelete"};
    for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
        emu_doc_set(doc, fixed[i], json_deep_copy(emu_doc_at(before, fixed[i])));
    emu_doc_remove(doc, "properties.createMode");
    if (emu_doc_bool(before, "properties.enablePurgeProtection"))
        emu_doc_set_bool(doc, "properties.enablePurgeProtection", true);
    else if (!emu_doc_bool(doc, "properties.enablePurgeProtection"))
        emu_doc_remove(doc, "properties.enablePurgeProtection");
}

bool emu_vault_change(const json_t *sent, const json_t *before, json_t *doc,
                      struct emu_answer *answer)
{
    static const char *const members[] = {"location", "tags", "properties"};
    json_t *patch = emu_doc_new(answer->arena);
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
        json_object_set(patch, members[i], emu_doc_at(sent, members[i]));
    emu_doc_merge(doc, patch);
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        if (!rules[i].holds(doc, before))
            return refuse(answer, rules[i].code, rules[i].message);
    }
    settle(doc, before);
    return true;
}

struct cc_str emu_vault_region(struct cc_arena *arena, const json_t *vault)
{
    struct cc_str location = cc_str_lower(arena, emu_doc_str(vault, "location"));
    struct cc_buf region;
    cc_buf_init(&region, arena, REGION_BYTES_MAX);
    while (!cc_str_is_absent(location))
        cc_buf_append_str(&region, cc_str_cut(&location, ' '));
    return cc_buf_str(&region);
}
