// SPDX-License-Identifier: MPL-2.0
#pragma once

/* What the tests of this room share; not part of the room. */

#include "value/codec.h"

/* One row of the plugin protocol's golden vectors, as a host writes them. */
struct cc_golden {
    const char *type; /* its JSON */
    const char *dump; /* as cc_testing_dump writes the value */
    const char *hex;
    const char *json;    /* NULL: the value has no JSON form */
    const char *written; /* what we write; NULL: the same as hosts do */
};

extern const struct cc_golden cc_goldens[];
extern const size_t cc_golden_count;

const struct cc_type *cc_testing_type(struct cc_arena *arena, const char *json);
struct cc_str cc_testing_unhex(struct cc_arena *arena, const char *hex);
const char *cc_testing_hex(struct cc_arena *arena, struct cc_str bytes);

/* A value in full, so that two that differ in anything have different texts: null, ?, ?<hex of
 * refinements>, true, 1.5, "text", [items], {"name"=value}, and (type)value for a dynamic one. */
const char *cc_testing_dump(struct cc_arena *arena, const struct cc_value *value);

/* A small generator with a seed that can be printed and given again. */
struct cc_random {
    uint64_t state;
};

uint64_t cc_random_below(struct cc_random *random, uint64_t limit);

/* CC_SEED from the environment, else the time; printed, so that a failure can be repeated. */
struct cc_random cc_random_seeded(void);
