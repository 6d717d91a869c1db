// SPDX-License-Identifier: MPL-2.0
#pragma once

/* From a reply to an answer: what kind it is, its JSON, and what an error body says.
 *
 * Pure; no libcurl.  Everything in an answer is copied into the arena.  Text from the service is
 * freed of credentials, made printable and bounded here, because it ends in diagnostics.
 */

#include "base/arena.h"
#include "client/client.h"
#include "client/reply.h"
#include "client/veil.h"

enum {
    CC_ANSWER_EXCERPT_BYTES_MAX = 300,
    CC_ANSWER_TEXT_BYTES_MAX = 4 * 1024, /* of one member of an error entry */
    CC_ANSWER_ERRORS_MAX = 64,           /* further entries are left out */
};

struct cc_answer cc_answer_from_reply(struct cc_arena *arena, const struct cc_veil *veil,
                                      const struct cc_reply *reply);
