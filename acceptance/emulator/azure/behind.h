// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Control: an object of the Azure side seen and changed behind everybody's back, no rules. */

#include "emulator/request.h"

/* GET, PATCH (a merge patch) and DELETE of /_emulator/azure/{collection}/{name} and
 * /_emulator/azure/vaults/{vault}/keys/{name}. */
void emu_behind_read(struct emu_request *request, struct emu_answer *answer);
void emu_behind_patch(struct emu_request *request, struct emu_answer *answer);
void emu_behind_remove(struct emu_request *request, struct emu_answer *answer);
