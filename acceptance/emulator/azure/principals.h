// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Service principals: what makes an application known in a tenant.  A principal may have a member
 * "groups", object ids that the control interface puts it in; Graph does not show it. */

#include "emulator/request.h"

void emu_principals_read(struct emu_request *request, struct emu_answer *answer);
void emu_principals_create(struct emu_request *request, struct emu_answer *answer);

/* The application's principal in a tenant; NULL if there is none. */
json_t *emu_principal_find(const struct emu_turn *turn, struct cc_str tenant, struct cc_str app_id);

/* The principal with this object id; NULL if there is none. */
json_t *emu_principal_get(const struct emu_turn *turn, struct cc_str object_id);

/* A new one, or the one that is there, enabled again; stored. */
json_t *emu_principal_make(struct emu_turn *turn, struct cc_str tenant, struct cc_str app_id);

/* True if this is the principal's own object id, or that of a group it is in. */
bool emu_principal_is(const json_t *principal, struct cc_str object_id);
