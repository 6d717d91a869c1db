// SPDX-License-Identifier: MPL-2.0
/* What the vault must be like. */
#include "azure/rule.h"

enum { SOFT_DELETE_DAYS_MIN = 7 };

/* Two texts that should be equal but for letter case; moot or unknown when one is missing. */
static struct cc_az_verdict equal_texts(struct cc_str wanted, struct cc_str told)
{
    if (cc_str_is_empty(wanted))
        return cc_az_moot;
    if (cc_str_is_empty(told))
        return cc_az_unknown;
    return cc_az_verdict_if(cc_str_equal_nocase(wanted, told), told);
}

/* A vault whose name is not in the DNS yet is there all the same. */
static bool is_ready(struct cc_str provisioning)
{
    return cc_str_is_absent(provisioning) ||
           cc_str_equal_nocase(provisioning, CC_STR("Succeeded")) ||
           cc_str_equal_nocase(provisioning, CC_STR("RegisteringDns"));
}

static struct cc_az_verdict vault_exists(const struct cc_az_scene *scene)
{
    struct cc_str provisioning = scene->facts->vault.provisioning_state;
    enum cc_az_told exists = cc_az_scene_told(scene, CC_AZ_VAULT);
    if (exists == CC_AZ_YES && !is_ready(provisioning))
        return cc_az_verdict_found(
            CC_AZ_UNKNOWN,
            cc_str_format(scene->arena, "the vault is in state %.*s", CC_STR_ARG(provisioning)));
    return cc_az_verdict_on(exists);
}

static struct cc_az_verdict tenant(const struct cc_az_scene *scene)
{
    return equal_texts(scene->wanted->tenant_id, scene->facts->vault.tenant_id);
}

/* The control plane names the host with the key, too. */
static struct cc_az_verdict host(const struct cc_az_scene *scene)
{
    struct cc_str told = scene->facts->vault.host;
    if (cc_str_is_absent(told))
        told = scene->facts->key.host;
    if (cc_az_scene_seen(scene, CC_AZ_VAULT) == CC_AZ_ABSENT)
        return cc_az_moot;
    return equal_texts(cc_az_url_host(scene->arena, scene->wanted->key_identifier), told);
}

/* Old answers leave the model out and mean access policies, so only an explicit yes counts. */
static struct cc_az_verdict uses_rbac(const struct cc_az_scene *scene)
{
    struct cc_az_verdict verdict = cc_az_verdict_on(scene->facts->vault.uses_rbac);
    size_t count = scene->facts->vault.access_policy_count;
    if (count > 0 && verdict.holding == CC_AZ_BROKEN)
        verdict.found = cc_str_format(scene->arena,
                                      " What its access policies (%zu) say does not count for "
                                      "Confluent, also if one names its application.",
                                      count);
    return verdict;
}

/* Levels that contain "Purgeable" are those without purge protection. */
static enum cc_az_told is_protected_by_level(struct cc_str level)
{
    if (cc_str_is_empty(level))
        return CC_AZ_NOT_TOLD;
    return cc_str_contains(level, CC_STR("Purgeable")) ? CC_AZ_NO : CC_AZ_YES;
}

/* Whoever may not see the vault sees it by the key. */
static struct cc_az_verdict purge_protection(const struct cc_az_scene *scene)
{
    enum cc_az_told is_on = scene->facts->vault.purge_protection;
    if (cc_az_scene_seen(scene, CC_AZ_VAULT) == CC_AZ_ABSENT)
        return cc_az_moot;
    if (is_on == CC_AZ_NOT_TOLD)
        is_on = is_protected_by_level(scene->facts->key.recovery_level);
    return cc_az_verdict_on(is_on);
}

static struct cc_az_verdict soft_delete(const struct cc_az_scene *scene)
{
    const struct cc_az_vault *vault = &scene->facts->vault;
    bool is_short = vault->soft_delete_days > 0 && vault->soft_delete_days < SOFT_DELETE_DAYS_MIN;
    return cc_az_verdict_on(is_short ? CC_AZ_NO : vault->soft_delete);
}

static struct cc_az_verdict region(const struct cc_az_scene *scene)
{
    return equal_texts(scene->wanted->region, scene->facts->vault.location);
}

static enum cc_az_told either(enum cc_az_told a, enum cc_az_told b)
{
    if (a == CC_AZ_YES || b == CC_AZ_YES)
        return CC_AZ_YES;
    return a == CC_AZ_NO && b == CC_AZ_NO ? CC_AZ_NO : CC_AZ_NOT_TOLD;
}

static enum cc_az_told opposite(enum cc_az_told told)
{
    static const enum cc_az_told opposites[] = {
        [CC_AZ_NOT_TOLD] = CC_AZ_NOT_TOLD, [CC_AZ_NO] = CC_AZ_YES, [CC_AZ_YES] = CC_AZ_NO};
    return opposites[told];
}

/* An open vault lets everybody knock; any other one must let the trusted services pass. */
static struct cc_az_verdict network(const struct cc_az_scene *scene)
{
    const struct cc_az_vault *vault = &scene->facts->vault;
    enum cc_az_told is_open =
        opposite(either(vault->denies_by_default, opposite(vault->is_public)));
    struct cc_az_verdict verdict = cc_az_verdict_on(either(is_open, vault->admits_trusted));
    verdict.found = vault->denies_by_default == CC_AZ_YES
                        ? CC_STR("its default action is Deny")
                        : CC_STR("its public network access is disabled");
    if (verdict.holding == CC_AZ_UNKNOWN)
        verdict.found = CC_STR_ABSENT;
    return verdict;
}

const struct cc_az_rule cc_az_rules_vault[] = {
    {
        .number = 13,
        .name = "that the vault exists",
        .group = CC_AZ_VAULT,
        .looks_itself = true,
        .at = CC_AZ_ALWAYS_REFUSED,
        .key_path = "azure.key_vault_id",
        .summary = "There is no vault {vault} at its id",
        .detail = "Azure knows no {vault_id}. The subscription, the resource group or the name is "
                  "another one, or the vault was deleted.",
        .command = "az keyvault list --query \"[?name=='{vault}'].id\" --output tsv",
        .terraform = "ccloud_byok_key: azure.key_vault_id = the id of azurerm_key_vault {vault}",
        .check = vault_exists,
    },
    {
        .number = 13,
        .name = "the tenant",
        .group = CC_AZ_VAULT,
        .at = CC_AZ_ALWAYS_REFUSED,
        .key_path = "azure.tenant_id",
        .summary = "Vault {vault} belongs to another tenant",
        .detail = "It belongs to tenant {found}, and the key is registered for tenant {tenant}: "
                  "Confluent would ask for access in the wrong one.",
        .command = "az keyvault show --name {vault} --query properties.tenantId --output tsv",
        .terraform = "ccloud_byok_key: azure.tenant_id = \"{found}\"",
        .check = tenant,
    },
    {
        .number = 13,
        .name = "that vault and key belong together",
        .group = CC_AZ_VAULT,
        .looks_itself = true,
        .at = CC_AZ_ALWAYS_REFUSED,
        .summary = "Key {key} is not in vault {vault}",
        .detail = "The vault's address is {found}, and the key is registered as {identifier}.",
        .command = "az keyvault key show --vault-name {vault} --name {key} --query key.kid "
                   "--output tsv",
        .terraform = "ccloud_byok_key: azure.key_identifier = \"https://{found}/keys/{key}\"",
        .check = host,
    },
    {
        .number = 3,
        .also = 26,
        .name = "the permission model",
        .group = CC_AZ_VAULT,
        .at = CC_AZ_ALWAYS_REFUSED,
        .key_path = "azure.key_vault_id",
        .summary = "Vault {vault} does not use the RBAC permission model",
        .detail = "Confluent's application gets its access by roles, and roles count only in a "
                  "vault with RBAC.{found} With RBAC everybody else who uses the vault needs a "
                  "role, too: grant those first.",
        .command = "az keyvault update --name {vault} --enable-rbac-authorization true",
        .terraform = "azurerm_key_vault ({vault}): rbac_authorization_enabled = true",
        .check = uses_rbac,
    },
    {
        .number = 4,
        .also = 24,
        .name = "purge protection",
        .group = CC_AZ_VAULT,
        .looks_itself = true,
        .at = CC_AZ_ALWAYS_REFUSED,
        .key_path = "azure.key_vault_id",
        .summary = "Vault {vault} has no purge protection",
        .detail = "Without it a deleted key can be purged at once, and with the key all data of "
                  "the cluster is lost. Once it is on, it cannot be switched off again.",
        .command = "az keyvault update --name {vault} --enable-purge-protection true",
        .terraform = "azurerm_key_vault ({vault}): purge_protection_enabled = true",
        .check = purge_protection,
    },
    {
        .number = 5,
        .name = "soft delete",
        .group = CC_AZ_VAULT,
        .at = CC_AZ_WARNED_IN_PLANS,
        .key_path = "azure.key_vault_id",
        .summary = "Vault {vault} does not keep deleted keys",
        .detail = "Soft delete is off, or keeps for less than seven days: a key that is deleted by "
                  "mistake is lost, and with it the data of its cluster.",
        .command = "az resource update --ids {vault_id} --set properties.enableSoftDelete=true",
        .terraform = "azurerm_key_vault ({vault}): soft_delete_retention_days = 90",
        .check = soft_delete,
    },
    {
        .number = 6,
        .name = "the region",
        .group = CC_AZ_VAULT,
        .at = {CC_AZ_NEVER, CC_AZ_REFUSES, CC_AZ_REFUSES},
        .cluster_path = "region",
        .summary = "Vault {vault} and the cluster are in different regions",
        .detail = "The vault is in {found}, and the cluster is to run in {region}. Key and cluster "
                  "must be in the same region; a vault cannot be moved.",
        .command = "az keyvault create --location {region} --resource-group {group} --name "
                   "'<another name than {vault}>' --enable-rbac-authorization true "
                   "--enable-purge-protection true",
        .terraform = "ccloud_dedicated_cluster: region = \"{found}\" (or azurerm_key_vault: "
                     "location = \"{region}\")",
        .check = region,
    },
    {
        .number = 17,
        .name = "the network rules",
        .group = CC_AZ_VAULT,
        .at = CC_AZ_ALWAYS_REFUSED,
        .key_path = "azure.key_vault_id",
        .summary = "The firewall of vault {vault} shuts Confluent out",
        .detail = "The vault is closed ({found}), and trusted Microsoft services may not pass. A "
                  "Dedicated cluster reaches its key as one of them.",
        .command = "az keyvault update --name {vault} --bypass AzureServices",
        .terraform = "azurerm_key_vault ({vault}): network_acls { bypass = \"AzureServices\" }",
        .check = network,
    },
    {.name = NULL},
};
