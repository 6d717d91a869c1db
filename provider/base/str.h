// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Text and bytes with a length.
 *
 * A cc_str lends memory it does not own: usually an arena's, sometimes a literal's.  It may hold
 * NUL bytes.  A string whose `ptr` is NULL is *absent*, which is not the same as empty: models use
 * that for "not set".  Functions that make a string take the arena first; their result ends with a
 * NUL byte that is not counted, so its `ptr` may be handed to C libraries.
 */

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct cc_str {
    const char *ptr;
    size_t len;
};

/* A string from a literal, also usable as a static initialiser. */
#define CC_STR(literal) ((struct cc_str){(literal), sizeof(literal) - 1})
#define CC_STR_INIT(literal)           \
    {                                  \
        (literal), sizeof(literal) - 1 \
    }
#define CC_STR_ABSENT ((struct cc_str){NULL, 0})

/* For printf: "%.*s" with CC_STR_ARG(text). */
#define CC_STR_ARG(str) ((int)(str).len), ((str).ptr ? (str).ptr : "")

/* Lends a C string; NULL gives the absent string. */
struct cc_str cc_str_from(const char *text);

/* Copies into the arena; the absent string stays absent. */
struct cc_str cc_str_copy_into(struct cc_arena *arena, struct cc_str str);

/* printf into the arena. */
struct cc_str cc_str_format(struct cc_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
struct cc_str cc_str_vformat(struct cc_arena *arena, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/* The text as a C string: itself copied into the arena with a NUL; the absent string gives "". */
const char *cc_str_c(struct cc_arena *arena, struct cc_str str);

/* ASCII letters in lower case; other bytes untouched. */
struct cc_str cc_str_lower(struct cc_arena *arena, struct cc_str str);

/* The same text as valid UTF-8 without control characters other than newline and tab; what is not
 * valid becomes U+FFFD.  Hosts reject a whole answer that holds one invalid string, so text from
 * servers passes through here on its way into a diagnostic. */
struct cc_str cc_str_printable(struct cc_arena *arena, struct cc_str str);

bool cc_str_is_absent(struct cc_str str);
bool cc_str_is_empty(struct cc_str str);                    /* true for absent, too */
bool cc_str_equal(struct cc_str a, struct cc_str b);        /* byte by byte; absent equals empty */
bool cc_str_equal_nocase(struct cc_str a, struct cc_str b); /* ASCII letters only */
int cc_str_compare(struct cc_str a, struct cc_str b);       /* as memcmp, shorter first */
void cc_str_sort(struct cc_str *list, size_t count);        /* in the order of compare */
bool cc_str_starts_with(struct cc_str str, struct cc_str prefix);
bool cc_str_ends_with(struct cc_str str, struct cc_str suffix);
bool cc_str_ends_with_nocase(struct cc_str str, struct cc_str suffix);
bool cc_str_contains(struct cc_str str, struct cc_str part);

/* The part from `from` (clipped to the end) of at most `len` bytes; lends the same memory. */
struct cc_str cc_str_slice(struct cc_str str, size_t from, size_t len);

/* Splits at the first `separator`: returns what stands before it and moves `rest` behind it.
 * Without a separator all of `rest` is returned and `rest` becomes absent. */
struct cc_str cc_str_cut(struct cc_str *rest, char separator);

/* True if every byte is one of `set` (ranges are not expanded) and there is at least one. */
bool cc_str_only(struct cc_str str, const char *set);

/* True for 8-4-4-4-12 hexadecimal digits, any letter case. */
bool cc_str_is_uuid(struct cc_str str);

/* How many bytes (1 to 4) the UTF-8 character at the start takes; 0 when the text is empty or does
 * not start with a valid one (no overlong forms, no surrogates, nothing above U+10FFFF). */
size_t cc_str_utf8_len(struct cc_str str);

/* True if all of it is valid UTF-8; also for the empty string. */
bool cc_str_is_utf8(struct cc_str str);

/* True if it starts with a control character a reader should not be sent: C0 without newline and
 * tab, DEL, C1. */
bool cc_str_starts_with_control(struct cc_str str);

/* What a hexadecimal digit of either case stands for; -1: it is none. */
int cc_str_hex_digit(char digit);

/* A value of a form or of a query as it was before it was written there: "%41" is "A", '+' a
 * space.  What is no escape stays. */
struct cc_str cc_str_form_decode(struct cc_arena *arena, struct cc_str text);
