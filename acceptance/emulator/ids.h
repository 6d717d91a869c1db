// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Names nobody has given yet. */

#include "base/str.h"

/* The prefix and `digits` random lower-case letters and digits. */
struct cc_str emu_id_random(struct cc_arena *arena, const char *prefix, size_t digits);

/* A random UUID (version 4). */
struct cc_str emu_id_uuid(struct cc_arena *arena);

/* `count` random decimal digits. */
struct cc_str emu_id_decimal(struct cc_arena *arena, size_t count);
