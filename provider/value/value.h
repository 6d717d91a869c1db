// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Values as the host and we exchange them: null, unknown, or known.
 *
 * A value does not carry its type (the schema does), except in a place of type dynamic, where
 * `type` says what arrived.  Values are read-only once shared; whoever changes one makes a new one.
 * Everything a value points to lies in the arena it was made with, or in a literal.
 *
 * Null, unknown and empty are three different things everywhere.
 *
 * Numbers are kept as decimal text in one canonical form ("-12.5", no exponent, no leading or
 * trailing zeros, "0" for both zeros), because the host has 512 bits of precision and compares by
 * shortest decimal text.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "value/type.h"

enum cc_value_kind {
    CC_VALUE_NULL, /* zero on purpose: fresh memory holds nulls */
    CC_VALUE_UNKNOWN,
    CC_VALUE_BOOL,
    CC_VALUE_NUMBER,
    CC_VALUE_STRING,
    CC_VALUE_SEQUENCE, /* list, set, tuple: `items` */
    CC_VALUE_MAPPING,  /* object, map: `members` */
};

struct cc_value {
    enum cc_value_kind kind;
    bool boolean;
    struct cc_str text; /* string: UTF-8 bytes, untouched; number: canonical decimal text; unknown:
                         * the host's refinement bytes, to be sent back as they came, else absent */
    struct cc_value *items;
    struct cc_value_member *members; /* object: every attribute of the type once, sorted by name;
                                      * map: in any order, sorted when decoded */
    size_t count;                    /* of items or members */
    const struct cc_type *type;      /* only in a place of type dynamic: what this value is */
};

struct cc_value_member {
    struct cc_str name;
    struct cc_value value;
};

/* Making values. */
struct cc_value cc_value_null(void);
struct cc_value cc_value_unknown(void);
struct cc_value cc_value_bool(bool boolean);
struct cc_value cc_value_int(struct cc_arena *arena, int64_t number);
struct cc_value cc_value_str(struct cc_str text); /* the absent string makes null */
struct cc_value cc_value_sequence(struct cc_arena *arena,
                                  size_t count); /* of nulls, to be filled */
struct cc_value cc_value_mapping(struct cc_arena *arena,
                                 size_t count); /* unnamed nulls, likewise */

/* An object of that type with every attribute null. */
struct cc_value cc_value_object(struct cc_arena *arena, const struct cc_type *type);

/* A number from text: digits with optional sign, fraction and exponent.  False if it is none or
 * would have more than 1024 digits written out. */
bool cc_value_number(struct cc_arena *arena, struct cc_str text, struct cc_value *out);

/* A copy whose members or items may be set without touching the original; deeper levels are shared.
 */
struct cc_value cc_value_copy(struct cc_arena *arena, const struct cc_value *value);

/* Looking. */
bool cc_value_is_null(const struct cc_value *value);
bool cc_value_is_unknown(const struct cc_value *value);
bool cc_value_is_known(const struct cc_value *value); /* neither null nor unknown, at the top */
bool cc_value_is_wholly_known(const struct cc_value *value); /* no unknown at any depth */

/* A member by name, never NULL: of a null, of an unknown, or without such a member it is a null
 * (of an unknown object: an unknown). */
const struct cc_value *cc_value_get(const struct cc_value *object, struct cc_str name);

/* The same along a dotted path of attribute names: "azure.key_identifier". */
const struct cc_value *cc_value_at(const struct cc_value *object, const char *path);

struct cc_str cc_value_text(const struct cc_value *value);        /* absent unless a known string */
bool cc_value_to_int(const struct cc_value *value, int64_t *out); /* false: no integer of 64 bits */
bool cc_value_is_true(const struct cc_value *value);              /* a known true */

/* Sets a member of an object made here or copied; the name must exist (else it is our bug). */
void cc_value_set(struct cc_value *object, struct cc_str name, struct cc_value value);

/* A copy of the object in which the attribute at the path ("azure.key_identifier") is another. */
struct cc_value cc_value_with(struct cc_arena *arena, const struct cc_value *object,
                              const char *path, struct cc_value value);

/* Equality as the host sees it: numbers by value, sets without order; an unknown equals nothing. */
bool cc_value_equal(const struct cc_type *type, const struct cc_value *a, const struct cc_value *b);

/* The same with every unknown, at any depth, replaced by null: for states. */
struct cc_value cc_value_without_unknowns(struct cc_arena *arena, const struct cc_value *value);
