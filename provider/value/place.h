// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Where a decoder is, for its error messages; internal to this room.
 *
 * Places live on the stack of the decoder, each pointing to the one around it, and become text only
 * when something is wrong.
 */

#include "value/codec.h"
#include "value/path.h"

struct cc_place {
    const struct cc_place *parent; /* NULL: the value as a whole */
    bool has_step;                 /* else it is called as its parent is */
    struct cc_step step;
    int depth;
};

struct cc_place cc_place_attribute(const struct cc_place *parent, struct cc_str name);
struct cc_place cc_place_key(const struct cc_place *parent, struct cc_str key);

/* An element of a list or tuple. */
struct cc_place cc_place_index(const struct cc_place *parent, size_t index);

/* What no path can address: an element of a set, the value inside a dynamic one. */
struct cc_place cc_place_inside(const struct cc_place *parent);

/* Fills the error; always false, to be returned. */
bool cc_place_refuse(struct cc_arena *arena, const struct cc_place *place,
                     struct cc_codec_error *error, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Refuses a place that is nested too deep; true when it is not. */
bool cc_place_check_depth(struct cc_arena *arena, const struct cc_place *place,
                          struct cc_codec_error *error);

/* "a string is required, got `got`"; always false. */
bool cc_place_refuse_kind(struct cc_arena *arena, const struct cc_place *place,
                          struct cc_codec_error *error, const struct cc_type *type,
                          const char *got);

/* A name from outside as it may be shown: printable, and no longer than a line. */
struct cc_str cc_place_quote(struct cc_arena *arena, struct cc_str name);
