// SPDX-License-Identifier: MPL-2.0
#pragma once

/* One call for a vault that is right in every respect: the caller's application, the vault, the key
 * and what the applications of registered keys need.  Asked again, it repairs. */

#include "emulator/request.h"

/* Control: POST /_emulator/azure/setup; every member has a default (README.md). */
void emu_setup(struct emu_request *request, struct emu_answer *answer);

/* A key has been registered: grants access to its application if its vault was set up so. */
void emu_setup_registered(struct emu_turn *turn, const json_t *key);
