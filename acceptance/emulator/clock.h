// SPDX-License-Identifier: MPL-2.0
#pragma once

/* The service's own time: the wall clock plus what has been added by hand (kept in the store). */

#include "emulator/store.h"

/* Microseconds since 1970, UTC. */
int64_t emu_clock_now_us(struct emu_store *store);

/* Moves the clock on, for good.  False, and no change, when that leaves the calendar. */
bool emu_clock_advance(struct emu_store *store, int64_t add_us);

/* RFC 3339 with six fractional digits. */
struct cc_str emu_clock_format(struct cc_arena *arena, int64_t time_us);
