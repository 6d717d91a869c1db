// SPDX-License-Identifier: MPL-2.0
#pragma once

/* The provider's `oauth`: signing in through an identity provider instead of with an API key. */

#include "client/client.h"
#include "schema/resource.h"

extern const struct cc_attribute cc_provider_oauth_attributes[];

/* Rules across the arguments of the whole provider; each value may be unknown.  Files an error for
 * every broken one and returns false. */
bool cc_provider_oauth_validate(struct cc_call *call, const struct cc_value *config);

/* What the arguments say, in the arena; NULL when there is no `oauth`.  They must have passed
 * validate and be known. */
const struct cc_oauth_options *cc_provider_oauth_read(struct cc_arena *arena,
                                                      const struct cc_value *config);
