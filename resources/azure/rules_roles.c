// SPDX-License-Identifier: MPL-2.0
/* What Confluent's application must be and have in the tenant.  Its id is known once the key is
 * registered; before that nobody asks, and plans are silent about it. */
#include "azure/roles.h"
#include "azure/rule.h"

static struct cc_az_verdict principal_exists(const struct cc_az_scene *scene)
{
    return cc_az_verdict_on(cc_az_scene_told(scene, CC_AZ_PRINCIPAL));
}

static struct cc_az_verdict principal_enabled(const struct cc_az_scene *scene)
{
    enum cc_az_seen seen = cc_az_scene_seen(scene, CC_AZ_PRINCIPAL);
    if (seen == CC_AZ_ABSENT)
        return cc_az_moot;
    return cc_az_verdict_on(scene->facts->principal.enabled);
}

/* The least of what it is told about the actions a role is needed for. */
static enum cc_az_told allows_all(const struct cc_az_scene *scene, struct cc_str *doubtful)
{
    enum cc_az_told result = CC_AZ_YES;
    for (const char *const *need = scene->rule->needs; *need != NULL; need++) {
        struct cc_str action = cc_str_from(*need);
        enum cc_az_told allows = cc_az_roles_allow(scene->facts, action);
        if (allows == CC_AZ_NO)
            return CC_AZ_NO;
        if (allows == CC_AZ_NOT_TOLD) {
            *doubtful = action;
            result = CC_AZ_NOT_TOLD;
        }
    }
    return result;
}

static struct cc_az_verdict roles_verdict(const struct cc_az_scene *scene)
{
    struct cc_str doubtful = CC_STR_ABSENT;
    struct cc_az_verdict verdict = cc_az_verdict_on(allows_all(scene, &doubtful));
    if (verdict.holding == CC_AZ_UNKNOWN) {
        struct cc_az_role_doubt doubt = cc_az_roles_doubt(scene->arena, scene->facts, doubtful);
        verdict.found = doubt.words;
        verdict.group = doubt.group;
        return verdict;
    }
    verdict.found = cc_az_roles_format(scene->arena, scene->facts);
    if (cc_str_is_absent(verdict.found))
        verdict.found = CC_STR("none");
    return verdict;
}

/* Without the object id of the service principal nobody knows whose roles to look for. */
static struct cc_az_verdict has_role(const struct cc_az_scene *scene)
{
    enum cc_az_seen principal = cc_az_scene_seen(scene, CC_AZ_PRINCIPAL);
    bool is_vault_absent = cc_az_scene_seen(scene, CC_AZ_VAULT) == CC_AZ_ABSENT;
    if (principal == CC_AZ_ABSENT || is_vault_absent)
        return cc_az_moot;
    if (principal != CC_AZ_SEEN || cc_str_is_empty(scene->facts->principal.object_id))
        return (struct cc_az_verdict){.holding = CC_AZ_UNKNOWN, .group = CC_AZ_PRINCIPAL};
    if (cc_az_scene_seen(scene, CC_AZ_ASSIGNMENTS) != CC_AZ_SEEN)
        return cc_az_unknown;
    return roles_verdict(scene);
}

static const char *const encryption_needs[] = {
    "Microsoft.KeyVault/vaults/keys/read", "Microsoft.KeyVault/vaults/keys/wrap/action",
    "Microsoft.KeyVault/vaults/keys/unwrap/action", NULL};
static const char *const reader_needs[] = {"Microsoft.KeyVault/vaults/*/read", NULL};

const struct cc_az_rule cc_az_rules_roles[] = {
    {
        .number = 18,
        .name = "that the application exists in the tenant",
        .group = CC_AZ_PRINCIPAL,
        .looks_itself = true,
        .at = {CC_AZ_WARNS, CC_AZ_WARNS, CC_AZ_REFUSES},
        .key_path = "azure.key_vault_id",
        .summary = "Confluent's application has no service principal in tenant {tenant}",
        .detail = "Application {application} is to use key {key} in vault {vault}. Somebody has to "
                  "make its service principal in the tenant; only then can it be given roles.",
        .command = "az ad sp create --id {application}",
        .terraform = "azuread_service_principal: client_id = the application_id of the "
                     "ccloud_byok_key of {key}, use_existing = true",
        .check = principal_exists,
    },
    {
        .number = 18,
        .name = "that the application is enabled",
        .group = CC_AZ_PRINCIPAL,
        .looks_itself = true,
        .at = {CC_AZ_WARNS, CC_AZ_WARNS, CC_AZ_REFUSES},
        .key_path = "azure.key_vault_id",
        .summary = "Confluent's application is disabled in tenant {tenant}",
        .detail = "Application {application} cannot sign in, so it cannot use key {key} in vault "
                  "{vault}.",
        .command = "az ad sp update --id {principal} --set accountEnabled=true",
        .terraform = "azuread_service_principal (that uses {key}): account_enabled = true",
        .check = principal_enabled,
    },
    {
        .number = 19,
        .also = 21,
        .name = "the role Key Vault Crypto Service Encryption User",
        .group = CC_AZ_ASSIGNMENTS,
        .looks_itself = true,
        .at = {CC_AZ_NEVER, CC_AZ_WARNS, CC_AZ_REFUSES},
        .role = "Key Vault Crypto Service Encryption User",
        .needs = encryption_needs,
        .summary = "Confluent's application lacks the role {role} on vault {vault}",
        .detail = "It may not wrap and unwrap with key {key}. Its roles that reach the vault: "
                  "{found}. A new assignment takes up to ten minutes to count.",
        .command = "az role assignment create --assignee-object-id {principal} "
                   "--assignee-principal-type ServicePrincipal --role {role} --scope {vault_id}",
        .terraform = "azurerm_role_assignment: scope = the id of azurerm_key_vault {vault}, "
                     "role_definition_name = \"{role}\", principal_id = \"{principal}\"",
        .check = has_role,
    },
    {
        .number = 20,
        .also = 21,
        .name = "the role Key Vault Reader",
        .group = CC_AZ_ASSIGNMENTS,
        .looks_itself = true,
        .at = {CC_AZ_NEVER, CC_AZ_WARNS, CC_AZ_REFUSES},
        .role = "Key Vault Reader",
        .needs = reader_needs,
        .summary = "Confluent's application lacks the role {role} on vault {vault}",
        .detail = "It may not read the vault that key {key} is in. Its roles that reach the vault: "
                  "{found}. A new assignment takes up to ten minutes to count.",
        .command = "az role assignment create --assignee-object-id {principal} "
                   "--assignee-principal-type ServicePrincipal --role {role} --scope {vault_id}",
        .terraform = "azurerm_role_assignment: scope = the id of azurerm_key_vault {vault}, "
                     "role_definition_name = \"{role}\", principal_id = \"{principal}\"",
        .check = has_role,
    },
    {.name = NULL},
};
