// SPDX-License-Identifier: MPL-2.0
#pragma once

/* The two wire forms of a value: MessagePack (both ways) and JSON (in only).
 *
 * Decoding is directed by the type and bounded by the input: a length claim larger than the bytes
 * that are left is refused before anything is allocated for it, and nesting ends at
 * CC_VALUE_DEPTH_MAX.  Sources: plugin protocol, "values on the wire" and its golden vectors.
 */

#include "base/arena.h"
#include "base/buf.h"
#include "value/type.h"
#include "value/value.h"

/* Why and where decoding stopped. */
struct cc_codec_error {
    struct cc_str where;  /* "azure.key_identifier", "zones[1]"; empty: the value as a whole */
    struct cc_str reason; /* a sentence without full stop: "a string is required, got a bool" */
};

/* Decodes one value of `type`.  Objects must carry every attribute of the type exactly once;
 * every extension is an unknown (body kept for echoing when it is refinements of code 12, at most
 * 1024 bytes); bytes after the value are refused.  Empty input is null.  On false `error` is filled
 * in the arena and `out` is null. */
bool cc_msgpack_decode(struct cc_arena *arena, const struct cc_type *type, struct cc_str bytes,
                       struct cc_value *out, struct cc_codec_error *error);

/* Encodes in the host's own form: smallest integers, keys sorted, sets in the order given.  The
 * value must fit the type (ours to guarantee: asserted). */
struct cc_str cc_msgpack_encode(struct cc_arena *arena, const struct cc_type *type,
                                const struct cc_value *value);

/* Decodes the JSON form, as leniently as the host decodes a stored state: a missing attribute is
 * null, an unknown one is ignored, numbers may be strings and the reverse, "true" and "false" are
 * bools.  Numbers keep all their digits.  Empty input is null. */
bool cc_value_from_json(struct cc_arena *arena, const struct cc_type *type, struct cc_str text,
                        struct cc_value *out, struct cc_codec_error *error);
