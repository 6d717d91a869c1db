// SPDX-License-Identifier: MPL-2.0
#pragma once

/* A look over JSON text before the parser sees it.
 *
 * The parser recurses, so nesting is bounded here; and it knows numbers only as 64 bits or double,
 * so numbers that it could not hold are put into quotes here.  Anything that is not correct
 * JSON is left as it is, for the parser to name.  Internal to base/json.c.
 */

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

/* Gives the text to parse: `text` itself, or a copy in which the numbers that the parser could not
 * hold stand in quotes.  False, and `reason`, for nesting deeper
 * than CC_JSON_DEPTH_MAX or a NUL byte between values. */
bool cc_json_scan(struct cc_arena *arena, struct cc_str text, struct cc_str *out,
                  struct cc_str *reason);
