// SPDX-License-Identifier: MPL-2.0
#pragma once

/* MessagePack piece by piece; internal to this room.
 *
 * Our own code rather than a library: a library's unpacker allocates what a message claims and
 * turns numbers into doubles, and directed by a type there is little left to unpack.  Reading a
 * token allocates nothing.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum cc_token_kind {
    CC_TOKEN_INVALID, /* zero on purpose: the code that is never used */
    CC_TOKEN_NIL,
    CC_TOKEN_BOOL,
    CC_TOKEN_UINT,
    CC_TOKEN_INT, /* negative, or in a signed form: the bits of an int64 */
    CC_TOKEN_FLOAT32,
    CC_TOKEN_FLOAT64,
    CC_TOKEN_STR,
    CC_TOKEN_BIN,
    CC_TOKEN_EXT,
    CC_TOKEN_ARRAY,
    CC_TOKEN_MAP,
};

struct cc_token {
    enum cc_token_kind kind;
    uint64_t number;     /* bool, integer, bits of a float, or the count an array or map claims */
    int8_t code;         /* of an extension */
    struct cc_str bytes; /* payload of str, bin and ext; lends the input */
};

/* Takes one token off `rest`.  False with a reason when the input ends within it (also when its
 * payload claims more than is left) or the code means nothing. */
bool cc_token_take(struct cc_str *rest, struct cc_token *out, const char **reason);

/* "a string", "a bool": for messages. */
const char *cc_token_describe(const struct cc_token *token);
