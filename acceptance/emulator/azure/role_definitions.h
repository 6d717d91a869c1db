// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Role definitions: the ones of Azure that matter to keys, and custom ones in the store. */

#include "emulator/request.h"

/* GET and PUT {scope}/providers/Microsoft.Authorization/roleDefinitions/{role}; the scope may be
 * nothing. */
void emu_role_definitions_read(struct emu_request *request, struct emu_answer *answer);
void emu_role_definitions_put(struct emu_request *request, struct emu_answer *answer);

/* By its GUID or by an id that ends in it; NULL if there is none. */
json_t *emu_role_definition_get(const struct emu_turn *turn, struct cc_str id);

/* The GUID at the end of an id. */
struct cc_str emu_role_guid(struct cc_str id);

/* True if one of the role's data actions covers this one; '*' stands for anything. */
bool emu_role_allows(const json_t *definition, const char *data_action);
