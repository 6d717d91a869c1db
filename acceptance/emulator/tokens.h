// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Signing in with OAuth: a small identity provider, and the service's own exchange of its tokens.
 *
 * Tokens look like web tokens, say nothing, and are kept in the store until long after their end.
 */

#include "emulator/request.h"

/* POST /idp/oauth2/token: client credentials for a web token.  Refusals as RFC 6749 has them. */
void emu_tokens_sign_in(struct emu_request *request, struct emu_answer *answer);

/* POST /sts/v1/oauth2/token: the web token for an access token of the service. */
void emu_tokens_exchange(struct emu_request *request, struct emu_answer *answer);

/* True if this is an access token that has not ended. */
bool emu_tokens_opens(const struct emu_turn *turn, struct cc_str token);
