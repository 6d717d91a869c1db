// SPDX-License-Identifier: MPL-2.0
#pragma once

/* JSON text piece by piece (RFC 8259); internal to this room.
 *
 * Our own code for the same reasons as MessagePack's: directed by a type there is no need for a
 * tree, numbers must keep their digits, and a host sends every state as JSON with every command.
 * Texts without escapes are lent from the input.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

enum { CC_JSON_TOKEN_DEPTH_MAX = 64 }; /* of what is skipped; what is read is bounded by its type */

enum cc_json_token_kind {
    CC_JSON_TOKEN_NULL,
    CC_JSON_TOKEN_BOOL,
    CC_JSON_TOKEN_NUMBER,
    CC_JSON_TOKEN_STRING,
    CC_JSON_TOKEN_ARRAY, /* its opening bracket; items follow */
    CC_JSON_TOKEN_OBJECT,
};

struct cc_json_token {
    enum cc_json_token_kind kind;
    bool boolean;
    struct cc_str text; /* a string's, UTF-8; a number's digits as they were written */
};

struct cc_json_reader {
    struct cc_arena *arena; /* for texts with escapes */
    struct cc_str text;
    size_t at;
    const char *fault; /* what is wrong at `at`; quotes nothing of the text; NULL: nothing yet */
};

/* Takes a scalar or an opening bracket.  False, here and below, at a fault. */
bool cc_json_token_take(struct cc_json_reader *reader, struct cc_json_token *out);

/* Goes to the next item of an opened array, of which `before` have been taken; false behind the
 * closing bracket, too. */
bool cc_json_token_item(struct cc_json_reader *reader, size_t before);

/* The same for an object: to the value of the next member. */
bool cc_json_token_member(struct cc_json_reader *reader, size_t before, struct cc_str *name);

/* Passes one whole value, whatever it is.  Names that occur twice in it are not looked for. */
bool cc_json_token_skip(struct cc_json_reader *reader);

/* Only white space may be left. */
bool cc_json_token_end(struct cc_json_reader *reader);

/* Marks a fault; always false. */
bool cc_json_token_refuse(struct cc_json_reader *reader, const char *fault);

/* The line of `at`, from 1. */
size_t cc_json_token_line(const struct cc_json_reader *reader);

/* "a list", "a number": for messages. */
const char *cc_json_token_describe(const struct cc_json_token *token);
