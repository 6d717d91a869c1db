// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Takes credentials out of texts that come from outside, before anybody can print them.
 *
 * A gateway that answers with what it was sent would put our Authorization header into a
 * diagnostic.  Hidden are the secrets themselves, the header's value, whatever follows the words
 * Basic and Bearer, also where JSON has escaped it, and what looks like a JSON web token.
 */

#include "base/arena.h"
#include "base/secret.h"
#include "base/str.h"

enum { CC_VEIL_SECRETS_MAX = 4, CC_VEIL_LENT_MAX = 2 };

struct cc_veil {
    struct cc_secret secrets[CC_VEIL_SECRETS_MAX]; /* as they look on the wire; the rest absent */
    struct cc_str lent[CC_VEIL_LENT_MAX]; /* of the request at hand, such as its token; or absent */
};

/* A veil of zeros hides only what follows Basic and Bearer, and web tokens. */
void cc_veil_init(struct cc_veil *veil, struct cc_str user, struct cc_str password);
void cc_veil_release(struct cc_veil *veil);

/* One more secret.  What is too short to be told from ordinary words is not looked for. */
void cc_veil_add(struct cc_veil *veil, struct cc_str secret);

/* The text itself, or a copy with "(hidden)" in place of credentials. */
struct cc_str cc_veil_text(const struct cc_veil *veil, struct cc_arena *arena, struct cc_str text);
