// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Identifiers that are lists: "a/b/c", "arn:aws:kms". */

#include <stddef.h>

#include "base/str.h"

enum { CC_SEGMENTS_MAX = 10 };

/* Text split at every `separator`; the segments lend the text's memory.  Returns their count, 0 for
 * the absent text; more segments than fit give CC_SEGMENTS_MAX + 1, the first ones filled in. */
size_t cc_segments_split(struct cc_str text, char separator,
                         struct cc_str segments[static CC_SEGMENTS_MAX]);
