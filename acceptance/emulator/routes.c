// SPDX-License-Identifier: MPL-2.0
#include "emulator/routes.h"

#include "emulator/azure/applications.h"
#include "emulator/azure/behind.h"
#include "emulator/azure/entra.h"
#include "emulator/azure/hosts.h"
#include "emulator/azure/principals.h"
#include "emulator/azure/rights.h"
#include "emulator/azure/role_definitions.h"
#include "emulator/azure/roles.h"
#include "emulator/azure/setup.h"
#include "emulator/azure/vault_data.h"
#include "emulator/azure/vault_keys.h"
#include "emulator/azure/vaults.h"
#include "emulator/clusters.h"
#include "emulator/control.h"
#include "emulator/environments.h"
#include "emulator/keys.h"
#include "emulator/organization.h"
#include "emulator/tokens.h"

#define LOGIN "/azure/login.microsoftonline.com"
#define MACHINE "/azure/169.254.169.254"
#define ARM "/azure/management.azure.com"
#define VAULT                                                                                \
    ARM "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.KeyVault/" \
        "vaults/{vault}"
#define AUTHORIZATION "/providers/Microsoft.Authorization"
#define DATA "/azure/{vault}.vault.azure.net"
#define GRAPH "/azure/graph.microsoft.com/v1.0"

const struct emu_route emu_routes[] = {
    {"GET", "/byok/v1/keys", emu_keys_list},
    {"POST", "/byok/v1/keys", emu_keys_create},
    {"GET", "/byok/v1/keys/{id}", emu_keys_read},
    {"PATCH", "/byok/v1/keys/{id}", emu_keys_update},
    {"DELETE", "/byok/v1/keys/{id}", emu_keys_remove},
    {"GET", "/cmk/v2/clusters", emu_clusters_list},
    {"POST", "/cmk/v2/clusters", emu_clusters_create},
    {"GET", "/cmk/v2/clusters/{id}", emu_clusters_read},
    {"PATCH", "/cmk/v2/clusters/{id}", emu_clusters_update},
    {"DELETE", "/cmk/v2/clusters/{id}", emu_clusters_remove},
    {"GET", "/org/v2/environments", emu_environments_list},
    {"POST", "/org/v2/environments", emu_environments_create},
    {"GET", "/org/v2/environments/{id}", emu_environments_read},
    {"PATCH", "/org/v2/environments/{id}", emu_environments_update},
    {"DELETE", "/org/v2/environments/{id}", emu_environments_remove},
    {"GET", "/org/v2/organizations", emu_organizations_list},
    {"GET", "/org/v2/organizations/{id}", emu_organizations_read},
    {"GET", "/srcm/v3/clusters", emu_registries_list},
    {"POST", "/idp/oauth2/token", emu_tokens_sign_in, .is_sign_in = true},
    {"POST", "/sts/v1/oauth2/token", emu_tokens_exchange, .is_sign_in = true},
    {"POST", LOGIN "/{tenant}/oauth2/v2.0/token", emu_entra_sign_in, .is_sign_in = true},
    {"GET", MACHINE "/metadata/identity/oauth2/token", emu_entra_machine, .is_sign_in = true},
    {"GET", VAULT, emu_vaults_read},
    {"PUT", VAULT, emu_vaults_put},
    {"PATCH", VAULT, emu_vaults_update},
    {"DELETE", VAULT, emu_vaults_remove},
    {"GET",
     ARM "/subscriptions/{subscription}/providers/Microsoft.KeyVault/locations/{location}/"
         "deletedVaults/{vault}",
     emu_vaults_read_deleted},
    {"GET", VAULT "/keys/{key}", emu_vault_keys_read},
    {"PUT", VAULT "/keys/{key}", emu_vault_keys_put},
    {"GET", ARM "/{scope*}" AUTHORIZATION "/roleAssignments", emu_roles_list},
    {"PUT", ARM "/{scope*}" AUTHORIZATION "/roleAssignments/{assignment}", emu_roles_put},
    {"DELETE", ARM "/{scope*}" AUTHORIZATION "/roleAssignments/{assignment}", emu_roles_remove},
    {"GET", ARM AUTHORIZATION "/roleDefinitions/{role}", emu_role_definitions_read},
    {"GET", ARM "/{scope*}" AUTHORIZATION "/roleDefinitions/{role}", emu_role_definitions_read},
    {"PUT", ARM "/{scope*}" AUTHORIZATION "/roleDefinitions/{role}", emu_role_definitions_put},
    {"GET", DATA "/keys/{key}", emu_vault_data_read},
    {"DELETE", DATA "/keys/{key}", emu_vault_data_remove},
    {"GET", DATA "/keys/{key}/rotationpolicy", emu_vault_data_read_rotation},
    {"GET", DATA "/keys/{key}/{version}", emu_vault_data_read},
    {"GET", DATA "/deletedkeys/{key}", emu_vault_data_read_deleted},
    {"POST", DATA "/deletedkeys/{key}/recover", emu_vault_data_recover},
    {"GET", GRAPH "/servicePrincipals(appId='{application}')", emu_principals_read},
    {"POST", GRAPH "/servicePrincipals", emu_principals_create},
};
const size_t emu_route_count = sizeof(emu_routes) / sizeof(emu_routes[0]);

const struct emu_route emu_control_routes[] = {
    {"GET", "/_emulator/requests", emu_control_requests_read},
    {"POST", "/_emulator/requests/reset", emu_control_requests_reset},
    {"GET", "/_emulator/faults", emu_control_faults_list},
    {"POST", "/_emulator/faults", emu_control_faults_add},
    {"DELETE", "/_emulator/faults", emu_control_faults_clear},
    {"GET", "/_emulator/clock", emu_control_clock_read},
    {"POST", "/_emulator/clock", emu_control_clock_advance},
    {"PATCH", "/_emulator/keys/{id}", emu_control_key_patch},
    {"DELETE", "/_emulator/keys/{id}", emu_control_key_remove},
    {"PATCH", "/_emulator/clusters/{id}", emu_control_cluster_patch},
    {"DELETE", "/_emulator/clusters/{id}", emu_control_cluster_remove},
    {"POST", "/_emulator/azure/setup", emu_setup},
    {"GET", "/_emulator/azure/rights", emu_rights_read},
    {"PATCH", "/_emulator/azure/rights", emu_rights_patch},
    {"PATCH", "/_emulator/azure/applications/{name}", emu_applications_patch},
    {"GET", "/_emulator/azure/{collection}/{name}", emu_behind_read},
    {"PATCH", "/_emulator/azure/{collection}/{name}", emu_behind_patch},
    {"DELETE", "/_emulator/azure/{collection}/{name}", emu_behind_remove},
    {"GET", "/_emulator/azure/vaults/{vault}/keys/{name}", emu_behind_read},
    {"PATCH", "/_emulator/azure/vaults/{vault}/keys/{name}", emu_behind_patch},
    {"DELETE", "/_emulator/azure/vaults/{vault}/keys/{name}", emu_behind_remove},
};
const size_t emu_control_route_count = sizeof(emu_control_routes) / sizeof(emu_control_routes[0]);

bool emu_path_is_control(struct cc_str path)
{
    return cc_str_starts_with(path, CC_STR("/_emulator/"));
}

static size_t segments_count(struct cc_str path)
{
    size_t count = 0;
    for (; !cc_str_is_absent(path); count++)
        cc_str_cut(&path, '/');
    return count;
}

/* Takes one segment off the path and `more` that follow it. */
static struct cc_str segments_cut(struct cc_str *path, size_t more)
{
    struct cc_str first = cc_str_cut(path, '/');
    struct cc_str last = first;
    for (; more > 0; more--)
        last = cc_str_cut(path, '/');
    return (struct cc_str){first.ptr, (size_t)(last.ptr + last.len - first.ptr)};
}

static bool text_matches(struct cc_str text, struct cc_str expected, bool any_case)
{
    return any_case ? cc_str_equal_nocase(text, expected) : cc_str_equal(text, expected);
}

/* `pattern` is plain text, or text around one placeholder, such as "{vault}.vault.azure.net". */
static bool segment_matches(struct cc_str segment, struct cc_str pattern, bool any_case,
                            struct emu_parts *parts)
{
    struct cc_str after = pattern;
    struct cc_str before = cc_str_cut(&after, '{');
    if (cc_str_is_absent(after))
        return text_matches(segment, pattern, any_case);
    struct cc_str name = cc_str_cut(&after, '}');
    if (segment.len <= before.len + after.len)
        return false;
    size_t len = segment.len - before.len - after.len;
    parts->list[parts->count++] = (struct emu_part){
        .name = cc_str_cut(&name, '*'), .value = cc_str_slice(segment, before.len, len)};
    return text_matches(cc_str_slice(segment, 0, before.len), before, any_case) &&
           text_matches(cc_str_slice(segment, before.len + len, after.len), after, any_case);
}

static bool path_matches(struct cc_str path, struct cc_str pattern, struct emu_parts *parts)
{
    bool any_case = cc_str_starts_with(pattern, CC_STR(EMU_AZURE_PREFIX));
    size_t expected = segments_count(pattern);
    size_t spare = segments_count(path);
    *parts = (struct emu_parts){0};
    if (spare < expected)
        return false;
    spare -= expected;
    while (!cc_str_is_absent(pattern)) {
        struct cc_str next = cc_str_cut(&pattern, '/');
        bool is_long = cc_str_ends_with(next, CC_STR("*}"));
        struct cc_str segment = segments_cut(&path, is_long ? spare : 0);
        if (!segment_matches(segment, next, any_case, parts))
            return false;
    }
    return cc_str_is_absent(path);
}

const struct emu_route *emu_route_find(const struct emu_route *routes, size_t count,
                                       struct cc_str method, struct cc_str path,
                                       struct emu_parts *parts, bool *path_known)
{
    *path_known = false;
    for (size_t i = 0; i < count; i++) {
        if (!path_matches(path, cc_str_from(routes[i].pattern), parts))
            continue;
        *path_known = true;
        if (cc_str_equal(method, cc_str_from(routes[i].method)))
            return &routes[i];
    }
    *parts = (struct emu_parts){0};
    return NULL;
}
