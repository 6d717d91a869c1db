// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Where tokens come from: Entra's token endpoint, and the identity of a machine. */

#include "emulator/request.h"

/* POST /{tenant}/oauth2/v2.0/token: client credentials. */
void emu_entra_sign_in(struct emu_request *request, struct emu_answer *answer);

/* GET /metadata/identity/oauth2/token, as a machine in Azure asks it. */
void emu_entra_machine(struct emu_request *request, struct emu_answer *answer);
