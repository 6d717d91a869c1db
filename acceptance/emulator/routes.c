// SPDX-License-Identifier: MPL-2.0
#include "emulator/routes.h"

#include "emulator/clusters.h"
#include "emulator/control.h"
#include "emulator/environments.h"
#include "emulator/keys.h"
#include "emulator/organization.h"
#include "emulator/tokens.h"

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
};
const size_t emu_control_route_count = sizeof(emu_control_routes) / sizeof(emu_control_routes[0]);

bool emu_path_is_control(struct cc_str path)
{
    return cc_str_starts_with(path, CC_STR("/_emulator/"));
}

static bool path_matches(struct cc_str path, const char *pattern_text, struct cc_str *id)
{
    struct cc_str pattern = cc_str_from(pattern_text);
    struct cc_str found = CC_STR_ABSENT;
    while (!cc_str_is_absent(pattern) && !cc_str_is_absent(path)) {
        struct cc_str expected = cc_str_cut(&pattern, '/');
        struct cc_str segment = cc_str_cut(&path, '/');
        if (cc_str_equal(expected, CC_STR("{id}")) && segment.len > 0)
            found = segment;
        else if (!cc_str_equal(expected, segment))
            return false;
    }
    *id = found;
    return cc_str_is_absent(pattern) && cc_str_is_absent(path);
}

const struct emu_route *emu_route_find(const struct emu_route *routes, size_t count,
                                       struct cc_str method, struct cc_str path, struct cc_str *id,
                                       bool *path_known)
{
    *path_known = false;
    for (size_t i = 0; i < count; i++) {
        if (!path_matches(path, routes[i].pattern, id))
            continue;
        *path_known = true;
        if (cc_str_equal(method, cc_str_from(routes[i].method)))
            return &routes[i];
    }
    *id = CC_STR_ABSENT;
    return NULL;
}
