// SPDX-License-Identifier: MPL-2.0
/* What kind of key it is, and what becomes of it. */
#include "azure/rule.h"
#include "base/buf.h"

enum { SIZE_BITS_MIN = 2048, OPS_BYTES_MAX = 2000 };

static bool is_kty(const struct cc_az_scene *scene, const char *kty)
{
    return cc_str_equal_nocase(scene->facts->key.kty, cc_str_from(kty));
}

static struct cc_az_verdict is_rsa(const struct cc_az_scene *scene)
{
    struct cc_str kty = scene->facts->key.kty;
    if (cc_str_is_absent(kty))
        return cc_az_unknown;
    return cc_az_verdict_if(is_kty(scene, "RSA") || is_kty(scene, "RSA-HSM"), kty);
}

/* A vault of the standard tier has no keys in hardware. */
static struct cc_az_verdict is_software(const struct cc_az_scene *scene)
{
    bool is_standard = cc_str_equal(scene->facts->vault.sku, CC_STR("standard"));
    if (cc_az_scene_seen(scene, CC_AZ_KEY) == CC_AZ_ABSENT)
        return cc_az_moot;
    if (cc_str_is_absent(scene->facts->key.kty) && !is_standard)
        return cc_az_unknown;
    return cc_az_verdict_if(!is_kty(scene, "RSA-HSM"), CC_STR_ABSENT);
}

static struct cc_az_verdict is_software_or_else(const struct cc_az_scene *scene)
{
    return scene->wanted->hsm == CC_AZ_HSM_REFUSE ? is_software(scene) : cc_az_moot;
}

static struct cc_az_verdict is_software_by_rights(const struct cc_az_scene *scene)
{
    return scene->wanted->hsm == CC_AZ_HSM_WARN ? is_software(scene) : cc_az_moot;
}

static struct cc_az_verdict is_long(const struct cc_az_scene *scene)
{
    int64_t bits = scene->facts->key.size_bits;
    if (bits == 0)
        return is_rsa(scene).holding == CC_AZ_BROKEN ? cc_az_moot : cc_az_unknown;
    return cc_az_verdict_if(bits >= SIZE_BITS_MIN,
                            cc_str_format(scene->arena, "%lld", (long long)bits));
}

/* Where a key came from is not told; these are signs of something unusual. */
static struct cc_az_verdict is_ordinary(const struct cc_az_scene *scene)
{
    const struct cc_az_key *key = &scene->facts->key;
    if (key->has_release_policy == CC_AZ_YES)
        return cc_az_verdict_if(false, CC_STR("has a release policy"));
    if (key->exportable == CC_AZ_YES)
        return cc_az_verdict_if(false, CC_STR("can be exported"));
    if (key->is_managed == CC_AZ_YES)
        return cc_az_verdict_if(false, CC_STR("belongs to a certificate and is renewed with it"));
    bool is_told = key->has_release_policy != CC_AZ_NOT_TOLD && key->exportable != CC_AZ_NOT_TOLD;
    return is_told ? cc_az_verdict_if(true, CC_STR_ABSENT) : cc_az_unknown;
}

static bool has_op(const struct cc_az_list *ops, const char *op)
{
    for (size_t i = 0; i < ops->count; i++) {
        if (cc_str_equal_nocase(ops->items[i], cc_str_from(op)))
            return true;
    }
    return false;
}

static void append_op(struct cc_buf *buf, struct cc_str op)
{
    cc_buf_appendf(buf, "%s%.*s", buf->len > 0 ? " " : "", CC_STR_ARG(op));
}

/* What the key may do, and what it must be able to do besides. */
static struct cc_str needed_format(struct cc_arena *arena, const struct cc_az_list *ops)
{
    static const char *const needed[] = {"wrapKey", "unwrapKey"};
    struct cc_buf buf;
    cc_buf_init(&buf, arena, OPS_BYTES_MAX);
    for (size_t i = 0; i < ops->count; i++)
        append_op(&buf, ops->items[i]);
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (!has_op(ops, needed[i]))
            append_op(&buf, cc_str_from(needed[i]));
    }
    return cc_buf_str(&buf);
}

static struct cc_str ops_format(struct cc_arena *arena, const struct cc_az_list *ops)
{
    struct cc_buf buf;
    cc_buf_init(&buf, arena, OPS_BYTES_MAX);
    for (size_t i = 0; i < ops->count; i++)
        append_op(&buf, ops->items[i]);
    return ops->count == 0 ? CC_STR("nothing") : cc_buf_str(&buf);
}

static struct cc_az_verdict may_wrap(const struct cc_az_scene *scene)
{
    const struct cc_az_list *ops = &scene->facts->key.ops;
    if (ops->is_set == CC_AZ_NOT_TOLD)
        return cc_az_unknown;
    bool is_good = ops->is_set == CC_AZ_NO || (has_op(ops, "wrapKey") && has_op(ops, "unwrapKey"));
    return (struct cc_az_verdict){.holding = is_good ? CC_AZ_HOLDS : CC_AZ_BROKEN,
                                  .found = ops_format(scene->arena, ops),
                                  .needed = needed_format(scene->arena, ops)};
}

static struct cc_az_verdict rotates(const struct cc_az_scene *scene)
{
    enum cc_az_seen policy = cc_az_scene_seen(scene, CC_AZ_ROTATION);
    if (cc_az_scene_seen(scene, CC_AZ_KEY) == CC_AZ_ABSENT)
        return cc_az_moot;
    if (policy == CC_AZ_ABSENT)
        return cc_az_verdict_if(false, CC_STR_ABSENT);
    return policy == CC_AZ_SEEN ? cc_az_verdict_on(scene->facts->rotation.rotates) : cc_az_unknown;
}

static struct cc_az_verdict versions_last(const struct cc_az_scene *scene)
{
    struct cc_str time = scene->facts->rotation.expiry_time;
    return cc_az_verdict_if(cc_str_is_absent(time), time);
}

const struct cc_az_rule cc_az_rules_kind[] = {
    {
        .number = 7,
        .name = "the type of the key",
        .group = CC_AZ_KEY,
        .at = CC_AZ_ALWAYS_REFUSED,
        .summary = "Key {key} in vault {vault} is no RSA key",
        .detail = "Its type is {found}; Confluent works with RSA keys only. The type of a key "
                  "never changes, so another one is needed.",
        .command = "az keyvault key create --vault-name {vault} --name {key}-rsa --kty RSA --size "
                   "3072 --ops wrapKey unwrapKey",
        .terraform = "azurerm_key_vault_key ({key}): key_type = \"RSA\"",
        .check = is_rsa,
    },
    {
        .number = 8,
        .name = "that the key is protected by software",
        .group = CC_AZ_KEY,
        .looks_itself = true,
        .at = CC_AZ_ALWAYS_REFUSED,
        .summary = "Key {key} in vault {vault} lives in hardware",
        .detail = "Its type is RSA-HSM, and the provider is set to refuse that: for Dedicated "
                  "clusters Confluent documents software-protected keys.",
        .command = "az keyvault key create --vault-name {vault} --name {key}-rsa --kty RSA --size "
                   "3072 --ops wrapKey unwrapKey",
        .terraform = "azurerm_key_vault_key ({key}): key_type = \"RSA\"",
        .check = is_software_or_else,
    },
    {
        .number = 8,
        .name = "whether the key is protected by software",
        .group = CC_AZ_KEY,
        .looks_itself = true,
        .at = CC_AZ_WARNED_IN_PLANS,
        .summary = "Key {key} in vault {vault} lives in hardware",
        .detail = "Its type is RSA-HSM. For Dedicated clusters Confluent documents "
                  "software-protected keys; some of its pages allow RSA-HSM as well. Ask "
                  "Confluent, or use a key of type RSA.",
        .command = "az keyvault key create --vault-name {vault} --name {key}-rsa --kty RSA --size "
                   "3072 --ops wrapKey unwrapKey",
        .terraform = "azurerm_key_vault_key ({key}): key_type = \"RSA\"",
        .check = is_software_by_rights,
    },
    {
        .number = 9,
        .name = "the size of the key",
        .group = CC_AZ_KEY,
        .at = CC_AZ_WARNED_IN_PLANS,
        .summary = "Key {key} in vault {vault} is short",
        .detail =
            "It has {found} bits; usual are 2048, 3072 or 4096. Confluent follows no version that "
            "is made by hand, so a longer key is another key.",
        .command = "az keyvault key create --vault-name {vault} --name {key}-3072 --kty RSA --size "
                   "3072 --ops wrapKey unwrapKey",
        .terraform = "azurerm_key_vault_key ({key}): key_size = 3072",
        .check = is_long,
    },
    {
        .number = 10,
        .name = "where the key comes from",
        .group = CC_AZ_KEY,
        .at = CC_AZ_WARNED_IN_PLANS,
        .summary = "Key {key} in vault {vault} is an unusual one",
        .detail = "It {found}. Confluent wants a key that was made in the vault, is not imported, "
                  "and never leaves it.",
        .command = "az keyvault key create --vault-name {vault} --name {key}-cmk --kty RSA --size "
                   "3072 --ops wrapKey unwrapKey",
        .terraform = "azurerm_key_vault_key ({key}): no release_policy",
        .check = is_ordinary,
    },
    {
        .number = 15,
        .name = "what the key may do",
        .group = CC_AZ_KEY,
        .at = CC_AZ_ALWAYS_REFUSED,
        .summary = "Key {key} in vault {vault} may not wrap and unwrap",
        .detail = "It may do: {found}. Confluent encrypts the keys of a cluster with it (wrapKey) "
                  "and decrypts them again (unwrapKey).",
        .command = "az keyvault key set-attributes --vault-name {vault} --name {key} --ops "
                   "{needed}",
        .terraform = "azurerm_key_vault_key ({key}): key_opts = [{needed}]",
        .check = may_wrap,
    },
    {
        .number = 16,
        .name = "its automatic rotation",
        .group = CC_AZ_ROTATION,
        .looks_itself = true,
        .at = CC_AZ_WARNED_IN_PLANS,
        .summary = "Key {key} in vault {vault} does not rotate by itself",
        .detail = "Confluent follows the automatic rotation of a key and supports no other. "
                  "Whoever wants the key to be rotated needs a policy that does it.",
        .command = "az keyvault key rotation-policy update --vault-name {vault} --name {key} "
                   "--value '{\"lifetimeActions\":[{\"trigger\":{\"timeAfterCreate\":\"P1Y\"},"
                   "\"action\":{\"type\":\"Rotate\"}}]}'",
        .terraform = "azurerm_key_vault_key ({key}): rotation_policy { automatic { "
                     "time_after_creation = \"P1Y\" } }",
        .check = rotates,
    },
    {
        .number = 16,
        .name = "how long its versions are valid",
        .group = CC_AZ_ROTATION,
        .at = CC_AZ_WARNED_IN_PLANS,
        .summary = "New versions of key {key} in vault {vault} expire",
        .detail = "Its rotation policy makes each new version valid for {found} only. If a "
                  "rotation does not happen in time, the clusters that use the key stop.",
        .command = "az keyvault key rotation-policy update --vault-name {vault} --name {key} "
                   "--value '{\"lifetimeActions\":[{\"trigger\":{\"timeAfterCreate\":\"P1Y\"},"
                   "\"action\":{\"type\":\"Rotate\"}}],\"attributes\":{}}'",
        .terraform = "azurerm_key_vault_key ({key}): rotation_policy without expire_after",
        .check = versions_last,
    },
    {.name = NULL},
};
