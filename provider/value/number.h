// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Decimal text of numbers: the one canonical form, and the ways into and out of machine numbers.
 *
 * Internal to this room.  Everything is text arithmetic (sign, digits, exponent); a double is only
 * ever a wire form of the host.  snprintf and strtod read the decimal point of the locale, so the
 * process stays in the C locale.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

enum {
    /* Written out, as many digits as a number may have; beyond, an exponent of a few bytes would
     * grow into as much text as it likes. */
    CC_NUMBER_DIGITS_MAX = 1024,
};

/* Any text of a number (sign, digits, fraction, exponent) in the canonical form; false if it is
 * none or too long. */
bool cc_number_canonical(struct cc_arena *arena, struct cc_str text, struct cc_str *out);

/* Finite machine numbers in canonical form.  A float is widened and written exactly.  A double is
 * written exactly when it is a short number (0.375, 2^-40), else as the shortest decimal that reads
 * back as the same double (0.1). */
struct cc_str cc_number_from_float(struct cc_arena *arena, float number);
struct cc_str cc_number_from_double(struct cc_arena *arena, double number);

/* From canonical text; false if it is no integer of 64 bits. */
bool cc_number_to_int(struct cc_str text, int64_t *out);
