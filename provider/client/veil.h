// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Takes credentials out of texts that come from outside, before anybody can print them.
 *
 * A gateway that answers with what it was sent would put our Authorization header into a
 * diagnostic.  Hidden are the secret itself, the header's value, and whatever follows the words
 * Basic and Bearer, also where JSON has escaped it.
 */

#include "base/arena.h"
#include "base/secret.h"
#include "base/str.h"

struct cc_veil {
    struct cc_secret secret; /* absent when too short to be told from ordinary words */
    struct cc_secret basic;  /* base64 of "user:password" */
};

/* A veil of zeros hides only what follows Basic and Bearer. */
void cc_veil_init(struct cc_veil *veil, struct cc_str user, struct cc_str password);
void cc_veil_release(struct cc_veil *veil);

/* The text itself, or a copy with "(hidden)" in place of credentials. */
struct cc_str cc_veil_text(const struct cc_veil *veil, struct cc_arena *arena, struct cc_str text);
