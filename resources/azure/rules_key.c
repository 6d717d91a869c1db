// SPDX-License-Identifier: MPL-2.0
/* Whether the key is there and valid. */
#include "azure/rule.h"
#include "azure/words.h"

enum { EXPIRY_DAYS_MIN = 90, SECONDS_PER_DAY = 86400 };

/* A vault that is missing, and a key that lies among the deleted ones, are told by other rules. */
static struct cc_az_verdict key_exists(const struct cc_az_scene *scene)
{
    enum cc_az_seen key = cc_az_scene_seen(scene, CC_AZ_KEY);
    if (key == CC_AZ_SEEN)
        return cc_az_verdict_if(true, CC_STR_ABSENT);
    if (cc_az_scene_seen(scene, CC_AZ_VAULT) == CC_AZ_ABSENT ||
        cc_az_scene_seen(scene, CC_AZ_DELETED) == CC_AZ_SEEN)
        return cc_az_moot;
    return key == CC_AZ_ABSENT ? cc_az_verdict_if(false, CC_STR_ABSENT) : cc_az_unknown;
}

static struct cc_az_verdict deleted(const struct cc_az_scene *scene)
{
    struct cc_az_time purged = scene->facts->deleted.purged;
    struct cc_str until = CC_STR("until it is purged");
    if (purged.is_set == CC_AZ_YES)
        until = cc_str_format(scene->arena, "until %.*s",
                              CC_STR_ARG(cc_az_date(scene->arena, purged.epoch_s)));
    return cc_az_verdict_if(false, until);
}

/* Only what is missing can have been deleted. */
static struct cc_az_verdict not_deleted(const struct cc_az_scene *scene)
{
    enum cc_az_seen key = cc_az_scene_seen(scene, CC_AZ_KEY),
                    among_deleted = cc_az_scene_seen(scene, CC_AZ_DELETED);
    if (key == CC_AZ_SEEN || cc_az_scene_seen(scene, CC_AZ_VAULT) == CC_AZ_ABSENT)
        return cc_az_moot;
    if (among_deleted == CC_AZ_SEEN)
        return deleted(scene);
    if (key == CC_AZ_ABSENT && among_deleted != CC_AZ_ABSENT)
        return (struct cc_az_verdict){.holding = CC_AZ_UNKNOWN, .group = CC_AZ_DELETED};
    return key == CC_AZ_ABSENT ? cc_az_moot : cc_az_unknown;
}

static struct cc_az_verdict enabled(const struct cc_az_scene *scene)
{
    return cc_az_verdict_on(scene->facts->key.enabled);
}

/* A time that is not set holds; one that is compared with now. */
static struct cc_az_verdict on_time(const struct cc_az_scene *scene, struct cc_az_time time,
                                    bool is_good)
{
    if (time.is_set == CC_AZ_NOT_TOLD)
        return cc_az_unknown;
    return cc_az_verdict_if(time.is_set == CC_AZ_NO || is_good,
                            cc_az_date(scene->arena, time.epoch_s));
}

static struct cc_az_verdict started(const struct cc_az_scene *scene)
{
    struct cc_az_time start = scene->facts->key.not_before;
    return on_time(scene, start, start.epoch_s <= scene->wanted->now_s);
}

static struct cc_az_verdict not_expired(const struct cc_az_scene *scene)
{
    struct cc_az_time end = scene->facts->key.expires;
    return on_time(scene, end, end.epoch_s > scene->wanted->now_s);
}

/* What has ended already is told as such. */
static struct cc_az_verdict not_ending(const struct cc_az_scene *scene)
{
    struct cc_az_time end = scene->facts->key.expires;
    int64_t left_s = end.epoch_s - scene->wanted->now_s;
    if (end.is_set == CC_AZ_YES && left_s <= 0)
        return cc_az_moot;
    return on_time(scene, end, left_s >= (int64_t)EXPIRY_DAYS_MIN * SECONDS_PER_DAY);
}

const struct cc_az_rule cc_az_rules_key[] = {
    {
        .number = 14,
        .name = "that the key exists",
        .group = CC_AZ_KEY,
        .looks_itself = true,
        .at = CC_AZ_ALWAYS_REFUSED,
        .summary = "There is no key {key} in vault {vault}",
        .detail = "Azure knows no key of this name there. Register the key after it was made, or "
                  "correct its name.",
        .command = "az keyvault key create --vault-name {vault} --name {key} --kty RSA --size 3072 "
                   "--ops wrapKey unwrapKey",
        .terraform = "azurerm_key_vault_key ({key}): key_type = \"RSA\", key_size = 3072, key_opts "
                     "= [\"wrapKey\", \"unwrapKey\"]",
        .check = key_exists,
    },
    {
        .number = 25,
        .name = "that the key was not deleted",
        .group = CC_AZ_KEY,
        .looks_itself = true,
        .at = {CC_AZ_REFUSES, CC_AZ_WARNS, CC_AZ_REFUSES},
        .summary = "Key {key} in vault {vault} was deleted",
        .detail = "A cluster that uses it cannot read its data any more. It can be recovered "
                  "{found}; after that the data is lost. Whoever wants to end a cluster deletes "
                  "the cluster first, and then the key.",
        .command = "az keyvault key recover --vault-name {vault} --name {key}",
        .terraform = "azurerm_key_vault_key ({key}): apply again with features { key_vault { "
                     "recover_soft_deleted_keys = true } }",
        .check = not_deleted,
    },
    {
        .number = 14,
        .name = "that the key is enabled",
        .group = CC_AZ_KEY,
        .at = CC_AZ_ALWAYS_REFUSED,
        .summary = "Key {key} in vault {vault} is disabled",
        .detail = "A disabled key neither encrypts nor decrypts: no cluster can be made with it, "
                  "and one that uses it stops.",
        .command = "az keyvault key set-attributes --vault-name {vault} --name {key} --enabled "
                   "true",
        .check = enabled,
    },
    {
        .number = 14,
        .name = "the first day of the key",
        .group = CC_AZ_KEY,
        .at = CC_AZ_ALWAYS_REFUSED,
        .summary = "Key {key} in vault {vault} cannot be used yet",
        .detail = "It is valid from {found} on.",
        .command = "az keyvault key set-attributes --vault-name {vault} --name {key} --not-before "
                   "2020-01-01T00:00:00Z",
        .terraform = "azurerm_key_vault_key ({key}): not_before_date = \"2020-01-01T00:00:00Z\"",
        .check = started,
    },
    {
        .number = 14,
        .name = "the last day of the key",
        .group = CC_AZ_KEY,
        .at = CC_AZ_ALWAYS_REFUSED,
        .summary = "Key {key} in vault {vault} has expired",
        .detail = "It was valid until {found}. Confluent cannot use a key that has expired.",
        .command = "az keyvault key set-attributes --vault-name {vault} --name {key} --expires "
                   "{later}",
        .terraform = "azurerm_key_vault_key ({key}): expiration_date = \"{later}\"",
        .check = not_expired,
    },
    {
        .number = 14,
        .name = "how long the key is valid",
        .group = CC_AZ_KEY,
        .at = CC_AZ_WARNED_IN_PLANS,
        .summary = "Key {key} in vault {vault} expires soon",
        .detail = "It is valid until {found}, less than 90 days from now. When a key expires, the "
                  "clusters that use it stop.",
        .command = "az keyvault key set-attributes --vault-name {vault} --name {key} --expires "
                   "{later}",
        .terraform = "azurerm_key_vault_key ({key}): expiration_date = \"{later}\"",
        .check = not_ending,
    },
    {.name = NULL},
};
