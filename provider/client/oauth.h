// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Access tokens of Confluent Cloud, for those who sign in through their own identity provider.
 *
 * Two steps.  The identity provider gives a web token for a client id and its secret (OAuth 2.0
 * client credentials); or the user brings one.  The service's token endpoint exchanges that for an
 * access token of its own, which lives for 15 minutes at most.  Both are kept and renewed before
 * they end, by one call at a time, while the others go on with what is still good.
 *
 * Source: "Manage clusters API", STS v1, POST /sts/v1/oauth2/token; RFC 6749 4.4; RFC 8693.
 */

#include "base/arena.h"
#include "client/client.h"
#include "client/sender.h"

struct cc_oauth;

/* Options are copied.  The senders, to the service's token endpoint and to the identity provider's,
 * are lent for the life of the result, which lies in the arena; the latter is not used when the
 * user brings a token.  No network. */
struct cc_oauth *cc_oauth_new(struct cc_arena *arena, const struct cc_oauth_options *options,
                              struct cc_sender *service, struct cc_sender *identity);

/* Wipes all tokens.  No fetch may be under way.  NULL is harmless. */
void cc_oauth_free(struct cc_oauth *oauth);

/* The tokens for requests to the API.  A fetch fails as CC_ANSWER_CANCELLED or CC_ANSWER_NO_TOKEN.
 */
struct cc_bearer_source cc_oauth_bearers(struct cc_oauth *oauth);
