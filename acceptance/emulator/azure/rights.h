// SPDX-License-Identifier: MPL-2.0
#pragma once

/* What callers of the Azure side may see: a small table that holds for every caller, so that a test
 * can hide what it wants hidden.  Changing things needs no right. */

#include "emulator/request.h"

enum emu_right {
    EMU_RIGHT_VAULT_READ, /* vaults at the control plane */
    EMU_RIGHT_KEY_READ,   /* keys at the control plane */
    EMU_RIGHT_ROLE_READ,  /* role assignments and definitions */
    EMU_RIGHT_DATA_READ,  /* keys at the data plane */
    EMU_RIGHT_GRAPH_READ, /* service principals */
    EMU_RIGHTS_COUNT,
};

bool emu_right_given(const struct emu_turn *turn, enum emu_right right);

/* Refuses the control plane's way. */
bool emu_right_check(const struct emu_request *request, struct emu_answer *answer,
                     enum emu_right right, struct cc_str scope);

/* Control: GET and PATCH /_emulator/azure/rights, {"vault_read": false, …}. */
void emu_rights_read(struct emu_request *request, struct emu_answer *answer);
void emu_rights_patch(struct emu_request *request, struct emu_answer *answer);
