// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Role assignments: who may do what at a scope and below it. */

#include "emulator/request.h"

enum { EMU_ROLES_PAGE_SIZE = 10 };

void emu_roles_list(struct emu_request *request, struct emu_answer *answer);
void emu_roles_put(struct emu_request *request, struct emu_answer *answer);
void emu_roles_remove(struct emu_request *request, struct emu_answer *answer);

/* True if `scope` is `target` or above it: "/", a management group, a part of its path. */
bool emu_role_scope_covers(struct cc_str scope, struct cc_str target);

/* Makes the assignment of this role to this principal at the scope, or makes the one that is there
 * as good as new; returns its name. */
struct emu_role_grant {
    struct cc_str scope;
    struct cc_str role; /* GUID */
    struct cc_str principal_id;
};
struct cc_str emu_role_grant(struct emu_turn *turn, const struct emu_role_grant *grant);
