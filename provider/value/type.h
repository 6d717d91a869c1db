// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Type constraints: what a place in a schema may hold.
 *
 * Source: plugin protocol, "type constraints as JSON".  Types are immutable once made; those of a
 * schema live as long as the process, those that arrive with a dynamic value live in the call's
 * arena.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"

enum cc_type_kind {
    CC_TYPE_STRING,
    CC_TYPE_NUMBER,
    CC_TYPE_BOOL,
    CC_TYPE_DYNAMIC, /* any type; the value brings its own */
    CC_TYPE_LIST,
    CC_TYPE_SET,
    CC_TYPE_MAP,
    CC_TYPE_OBJECT,
    CC_TYPE_TUPLE,
};

/* How deep types and values may nest; deeper input is refused where it is decoded. */
enum { CC_VALUE_DEPTH_MAX = 64 };

struct cc_type_member {
    struct cc_str name; /* absent in a tuple */
    const struct cc_type *type;
};

struct cc_type {
    enum cc_type_kind kind;
    const struct cc_type *element;        /* list, set, map */
    const struct cc_type_member *members; /* object: sorted by name; tuple: in order */
    size_t member_count;
};

extern const struct cc_type cc_type_string, cc_type_number, cc_type_bool, cc_type_dynamic;

/* list, set or map of `element`, which must live as long as the result. */
const struct cc_type *cc_type_collection(struct cc_arena *arena, enum cc_type_kind kind,
                                         const struct cc_type *element);

/* An object of these members, copied and sorted by name; names must be distinct. */
const struct cc_type *cc_type_object(struct cc_arena *arena, const struct cc_type_member *members,
                                     size_t count);

/* The object's member of that name, or NULL. */
const struct cc_type_member *cc_type_find(const struct cc_type *object, struct cc_str name);

bool cc_type_equal(const struct cc_type *a, const struct cc_type *b);

/* The JSON of the constraint, quotes included: "string" is eight bytes. */
struct cc_str cc_type_to_json(struct cc_arena *arena, const struct cc_type *type);

/* Reads the JSON of a constraint; a third element of an object (names of optional attributes) is
 * ignored.  Returns NULL for anything that is not a type, or nests deeper than
 * CC_VALUE_DEPTH_MAX. */
const struct cc_type *cc_type_from_json(struct cc_arena *arena, const struct cc_json *node);

/* The type in words for people: "string", "list of string", "object". */
struct cc_str cc_type_describe(struct cc_arena *arena, const struct cc_type *type);
