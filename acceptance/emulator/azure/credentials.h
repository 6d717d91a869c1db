// SPDX-License-Identifier: MPL-2.0
#pragma once

/* How an application shows at sign-in that it is itself: a secret, an assertion signed with its
 * certificate, or the token of a foreign issuer that it trusts. */

#include "emulator/request.h"

/* Refuses a sign-in with one of Entra's numbers ("AADSTS7000215: …"). */
bool emu_sign_in_refuse(struct emu_answer *answer, unsigned status, const char *error,
                        const char *format, ...) __attribute__((format(printf, 4, 5)));

/* True if the form's credentials are the application's; else a refusal has been filed. */
bool emu_credentials_check(const struct emu_request *request, struct emu_answer *answer,
                           const json_t *application);
