// SPDX-License-Identifier: MPL-2.0
#include "azure/rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "azure/test_kit.h"

#define HOLDS CC_AZ_HOLDS
#define BROKEN CC_AZ_BROKEN
#define UNKNOWN CC_AZ_UNKNOWN

#define EXISTS "that the vault exists"
#define TENANT "the tenant"
#define TOGETHER "that vault and key belong together"
#define MODEL "the permission model"
#define PURGE "purge protection"
#define SOFT "soft delete"
#define REGION "the region"
#define NETWORK "the network rules"

#define P "vault properties."
#define ACLS "vault properties.networkAcls."

static const struct cc_az_case cases[] = {
    {EXISTS, HOLDS, NULL, {NULL}},
    {EXISTS, HOLDS, NULL, {P "provisioningState -"}},
    {EXISTS, HOLDS, NULL, {P "provisioningState \"RegisteringDns\""}},
    {EXISTS, BROKEN, "There is no vault kv-orders", {"vault 404 ResourceNotFound"}},
    {EXISTS, BROKEN, "az keyvault list", {"vault 404 ResourceGroupNotFound"}},
    {EXISTS, UNKNOWN, "is in state Deleting", {P "provisioningState \"Deleting\""}},
    {EXISTS, UNKNOWN, "Microsoft.KeyVault/vaults/read", {"vault 403 AuthorizationFailed"}},
    {EXISTS, UNKNOWN, "--tenant 9d2e", {"vault 404 SubscriptionNotFound"}},

    {TENANT, HOLDS, NULL, {P "tenantId \"9D2E0000-0000-4000-8000-00000000B002\""}},
    {TENANT, HOLDS, NULL, {"wanted tenant_id"}},
    {TENANT, BROKEN, "azure.tenant_id = \"1111", {P "tenantId \"11110000-0000-4000-8000-1\""}},
    {TENANT, UNKNOWN, NULL, {P "tenantId 7"}},
    {TENANT, UNKNOWN, NULL, {"vault 403 AuthorizationFailed"}},

    {TOGETHER, HOLDS, NULL, {P "vaultUri \"https://KV-orders.vault.azure.net:443/\""}},
    {TOGETHER,
     HOLDS,
     NULL,
     {"wanted key_identifier https://KV-Orders.Vault.azure.net/keys/orders-cmk"}},
    {TOGETHER, HOLDS, NULL, {"vault 403 AuthorizationFailed"}},
    {TOGETHER,
     BROKEN,
     "https://kv-other.vault.azure.net/keys/orders-cmk",
     {P "vaultUri \"https://kv-other.vault.azure.net/\""}},
    {TOGETHER,
     BROKEN,
     "kv-other",
     {"vault 403 AuthorizationFailed",
      "key properties.keyUri \"https://kv-other.vault.azure.net:443/keys/orders-cmk\""}},
    {TOGETHER, UNKNOWN, NULL, {P "vaultUri \"somewhere\"", "key 403 AuthorizationFailed"}},

    {MODEL, HOLDS, NULL, {NULL}},
    {MODEL,
     BROKEN,
     "az keyvault update --name kv-orders --enable-rbac-authorization true",
     {P "enableRbacAuthorization false"}},
    {MODEL, BROKEN, "rbac_authorization_enabled = true", {P "enableRbacAuthorization null"}},
    {MODEL, BROKEN, "policies (2)", {P "enableRbacAuthorization -", P "accessPolicies [{},{}]"}},
    {MODEL, UNKNOWN, NULL, {P "enableRbacAuthorization \"true\""}},
    {MODEL, UNKNOWN, "role Reader", {"vault 403 AuthorizationFailed"}},

    {PURGE, HOLDS, NULL, {NULL}},
    {PURGE,
     HOLDS,
     NULL,
     {"vault 403 X",
      "key properties.attributes.recoveryLevel \"CustomizedRecoverable+ProtectedSubscription\""}},
    {PURGE,
     BROKEN,
     "az keyvault update --name kv-orders --enable-purge-protection true",
     {P "enablePurgeProtection -"}},
    {PURGE, BROKEN, "purge_protection_enabled = true", {P "enablePurgeProtection null"}},
    {PURGE, BROKEN, NULL, {P "enablePurgeProtection false"}},
    {PURGE, BROKEN, NULL, {"vault 403 X", "key properties.attributes.recoveryLevel \"Purgeable\""}},
    {PURGE,
     BROKEN,
     NULL,
     {"vault 403 X",
      "key properties.attributes.recoveryLevel \"CustomizedRecoverable+Purgeable\""}},
    {PURGE,
     BROKEN,
     NULL,
     {"vault 403 X", "key 403 X", "data-key attributes.recoveryLevel \"Recoverable+Purgeable\""}},
    {PURGE, UNKNOWN, NULL, {"vault 403 X", "key 403 X"}},

    {SOFT, HOLDS, NULL, {P "enableSoftDelete -"}},
    {SOFT, HOLDS, NULL, {P "softDeleteRetentionInDays 7"}},
    {SOFT, BROKEN, "soft_delete_retention_days", {P "enableSoftDelete false"}},
    {SOFT, BROKEN, NULL, {P "softDeleteRetentionInDays 6"}},
    {SOFT, UNKNOWN, NULL, {P "enableSoftDelete 1"}},

    {REGION, HOLDS, NULL, {"vault location \"West Europe\""}},
    {REGION, HOLDS, NULL, {"wanted region WestEurope"}},
    {REGION, HOLDS, NULL, {"wanted region"}},
    {REGION, BROKEN, "region = \"westeurope\"", {"wanted region northeurope"}},
    {REGION,
     BROKEN,
     "--location northeurope --resource-group rg-orders",
     {"wanted region northeurope"}},
    {REGION, UNKNOWN, NULL, {"vault location -"}},
    {REGION, UNKNOWN, NULL, {"vault 0"}},

    {NETWORK, HOLDS, NULL, {NULL}},
    {NETWORK, HOLDS, NULL, {P "networkAcls -"}},
    {NETWORK, HOLDS, NULL, {P "networkAcls -", P "publicNetworkAccess \"disabled\""}},
    {NETWORK, HOLDS, NULL, {ACLS "bypass -"}},
    {NETWORK, HOLDS, NULL, {ACLS "bypass \"None\"", ACLS "defaultAction \"allow\""}},
    {NETWORK, HOLDS, NULL, {P "publicNetworkAccess -", ACLS "bypass \"azureservices\""}},
    {NETWORK,
     BROKEN,
     "az keyvault update --name kv-orders --bypass AzureServices",
     {ACLS "bypass \"None\""}},
    {NETWORK,
     BROKEN,
     "network_acls { bypass = \"AzureServices\" }",
     {ACLS "bypass \"None\"", ACLS "defaultAction \"Allow\"",
      P "publicNetworkAccess \"DISABLED\""}},
    {NETWORK, UNKNOWN, NULL, {ACLS "bypass 1"}},
    {NETWORK, UNKNOWN, NULL, {P "networkAcls \"x\""}},
    {NETWORK, UNKNOWN, NULL, {ACLS "bypass \"None\"", ACLS "defaultAction \"?\""}},
    {NETWORK,
     UNKNOWN,
     NULL,
     {ACLS "bypass \"None\"", ACLS "defaultAction \"Allow\"",
      P "publicNetworkAccess \"SecuredByPerimeter\""}},
    {.rule = NULL},
};

static void test_rules_vault__each_is_good_bad_or_unknown(void **state)
{
    (void)state;
    cc_az_kit_run(cc_az_rules_vault, cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_vault__each_is_good_bad_or_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
