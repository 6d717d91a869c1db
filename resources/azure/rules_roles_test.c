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

#define EXISTS "that the application exists in the tenant"
#define ENABLED "that the application is enabled"
#define ENCRYPTION "the role Key Vault Crypto Service Encryption User"
#define READER "the role Key Vault Reader"

/* The first assignment is the one of ENCRYPTION at the vault, the second READER's above it. */
#define FIRST "assignments value.0.properties."
#define SECOND "assignments value.1.properties."
#define ROLE(uuid)                                                                      \
    "roleDefinitionId \"/subscriptions/3f1c0000-0000-4000-8000-00000000a001/providers/" \
    "Microsoft.Authorization/roleDefinitions/" uuid "\""
#define ADMINISTRATOR ROLE("00482A5A-887F-4FB3-B363-3B7FE8E74483")
#define OFFICER ROLE("14b46e9e-c2b7-41b4-b07b-48a6ebf60603")
#define CRYPTO_USER ROLE("12338af0-0e69-4776-bea7-57ae8d297424")
#define PLAIN_READER ROLE("acdd72a7-3385-48ef-bd42-f606fba81ae7")
#define OWNER ROLE("8e3af657-a8ff-443c-a75c-2fe8c4bcb635")
#define CUSTOM ROLE("77770000-0000-4000-8000-00000000f001")
#define ALLOWS "definition properties.permissions.0."

static const struct cc_az_case cases[] = {
    {EXISTS, HOLDS, NULL, {NULL}},
    {EXISTS, HOLDS, NULL, {"principal unasked"}},
    {EXISTS,
     BROKEN,
     "az ad sp create --id c4d10000-0000-4000-8000-00000000c001",
     {"principal 404 Request_ResourceNotFound"}},
    {EXISTS, BROKEN, "azuread_service_principal", {"principal 404 Request_ResourceNotFound"}},
    {EXISTS, UNKNOWN, "Application.Read.All", {"principal 403 Authorization_RequestDenied"}},
    {EXISTS, UNKNOWN, NULL, {"principal 404"}},

    {ENABLED, HOLDS, NULL, {NULL}},
    {ENABLED, HOLDS, NULL, {"principal 404 Request_ResourceNotFound"}},
    {ENABLED,
     BROKEN,
     "az ad sp update --id " CC_AZ_KIT_PRINCIPAL,
     {"principal accountEnabled false"}},
    {ENABLED, UNKNOWN, NULL, {"principal accountEnabled \"true\""}},
    {ENABLED, UNKNOWN, "az login", {"principal 401 InvalidAuthenticationToken"}},

    {ENCRYPTION, HOLDS, NULL, {NULL}},
    {ENCRYPTION, HOLDS, NULL, {FIRST ADMINISTRATOR}},
    {ENCRYPTION, HOLDS, NULL, {FIRST OFFICER}},
    {ENCRYPTION, HOLDS, NULL, {FIRST CRYPTO_USER}},
    {ENCRYPTION, HOLDS, NULL, {FIRST CUSTOM, "definition too"}},
    {ENCRYPTION, HOLDS, NULL, {FIRST "scope \"" CC_AZ_KIT_VAULT_ID "/keys/Orders-CMK\""}},
    {ENCRYPTION, HOLDS, NULL, {FIRST "scope \"/\""}},
    {ENCRYPTION,
     HOLDS,
     NULL,
     {FIRST "scope \"/subscriptions/3F1C0000-0000-4000-8000-00000000A001/\""}},
    {ENCRYPTION,
     HOLDS,
     NULL,
     {FIRST "scope \"/providers/Microsoft.Management/managementGroups/mg-data\""}},
    {ENCRYPTION,
     HOLDS,
     NULL,
     {FIRST "principalId \"67670000-0000-4000-8000-000000000001\"",
      FIRST "principalType \"Group\""}},
    {ENCRYPTION, HOLDS, NULL, {FIRST "condition \"\""}},
    {ENCRYPTION, HOLDS, NULL, {"principal 404 Request_ResourceNotFound"}},
    {ENCRYPTION, HOLDS, NULL, {"principal unasked", "assignments unasked"}},
    {ENCRYPTION, BROKEN, "none", {"assignments value []"}},
    {ENCRYPTION,
     BROKEN,
     "az role assignment create --assignee-object-id " CC_AZ_KIT_PRINCIPAL
     " --assignee-principal-type ServicePrincipal --role 'Key Vault Crypto Service Encryption "
     "User' --scope " CC_AZ_KIT_VAULT_ID,
     {"assignments value []"}},
    {ENCRYPTION, BROKEN, "Its roles that reach the vault: Key Vault Reader, Owner.", {FIRST OWNER}},
    {ENCRYPTION, BROKEN, NULL, {FIRST "scope \"" CC_AZ_KIT_VAULT_ID "/keys/another\""}},
    {ENCRYPTION, BROKEN, NULL, {FIRST "scope \"" CC_AZ_KIT_VAULT_ID "-2\""}},
    {ENCRYPTION,
     BROKEN,
     NULL,
     {FIRST "scope \"/subscriptions/3f1c0000-0000-4000-8000-00000000a001/resourceGroups/rg\""}},
    {ENCRYPTION, BROKEN, NULL, {FIRST "principalId \"67670000-0000-4000-8000-000000000001\""}},
    {ENCRYPTION,
     BROKEN,
     "Key user",
     {FIRST CUSTOM, ALLOWS "dataActions [\"Microsoft.KeyVault/vaults/keys/read\"]"}},
    {ENCRYPTION,
     BROKEN,
     NULL,
     {FIRST CUSTOM, ALLOWS "notDataActions [\"Microsoft.KeyVault/vaults/keys/unwrap/*\"]"}},
    {ENCRYPTION, BROKEN, NULL, {FIRST CUSTOM, ALLOWS "dataActions null"}},
    {ENCRYPTION, BROKEN, NULL, {FIRST CUSTOM, "definition properties.permissions []"}},
    {ENCRYPTION, UNKNOWN, "has a condition", {FIRST "condition \"@Resource[x] StringEquals 'y'\""}},
    {ENCRYPTION, UNKNOWN, NULL, {FIRST "condition 7"}},
    {ENCRYPTION, UNKNOWN, "its definition was not seen", {FIRST CUSTOM}},
    {ENCRYPTION,
     UNKNOWN,
     "Microsoft.Authorization/roleDefinitions/read",
     {FIRST CUSTOM, "definition 403 AuthorizationFailed"}},
    {ENCRYPTION,
     UNKNOWN,
     "its definition was not understood",
     {FIRST CUSTOM, ALLOWS "dataActions 7"}},
    {ENCRYPTION, UNKNOWN, NULL, {FIRST "scope 7"}},
    {ENCRYPTION, UNKNOWN, NULL, {FIRST "roleDefinitionId 7"}},
    {ENCRYPTION,
     UNKNOWN,
     "Microsoft.Authorization/roleAssignments/read",
     {"assignments 403 AuthorizationFailed"}},
    {ENCRYPTION,
     UNKNOWN,
     "Application.Read.All",
     {"principal 403 Authorization_RequestDenied", "assignments unasked"}},
    {ENCRYPTION, UNKNOWN, NULL, {"principal id 7"}},

    {READER, HOLDS, NULL, {NULL}},
    {READER, HOLDS, NULL, {SECOND ADMINISTRATOR}},
    {READER,
     HOLDS,
     NULL,
     {SECOND CUSTOM, ALLOWS "dataActions [\"microsoft.keyvault/Vaults/*/read\"]"}},
    {READER, HOLDS, NULL, {"vault 404 ResourceNotFound", "assignments value []"}},
    {READER, BROKEN, "roles that reach the vault: Reader,", {SECOND PLAIN_READER}},
    {READER, BROKEN, "role_definition_name = \"Key Vault Reader\"", {SECOND OFFICER}},
    {READER, BROKEN, NULL, {SECOND CRYPTO_USER}},
    {READER,
     BROKEN,
     NULL,
     {SECOND CUSTOM, ALLOWS "dataActions [\"Microsoft.KeyVault/vaults/*/read\"]",
      ALLOWS "notDataActions [\"Microsoft.KeyVault/vaults/secrets/read\"]"}},
    {READER, UNKNOWN, NULL, {SECOND "condition \"x\""}},
    {READER, UNKNOWN, NULL, {"assignments 404"}},
    {.rule = NULL},
};

static void test_rules_roles__each_is_good_bad_or_unknown(void **state)
{
    (void)state;
    cc_az_kit_run(cc_az_rules_roles, cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_roles__each_is_good_bad_or_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
