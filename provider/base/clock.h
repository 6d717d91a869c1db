// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Time in milliseconds, durations as users write them. */

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* Monotonic: for deadlines and elapsed time. */
int64_t cc_clock_now_ms(void);

/* Microseconds since 1970, UTC: for log lines and for comparing with a server's times. */
int64_t cc_clock_wall_us(void);

/* Replaces both clocks in tests; NULL restores the real ones. */
void cc_clock_set_source(int64_t (*now_ms)(void), int64_t (*wall_us)(void));

/* False while a test has replaced the monotonic clock: a wait must then not trust real time. */
bool cc_clock_is_real(void);

/* Reads a duration such as "90s", "1.5h", "1h30m" or "250ms" (units h, m, s, ms; the syntax of
 * Go's time.ParseDuration without sign and without units below milliseconds).  False for anything
 * else, for zero and for more than ten years. */
bool cc_clock_parse_duration(struct cc_str text, int64_t *duration_ms);

/* Writes a duration for people, in at most two units: "250ms", "45s", "12m", "1h 5m". */
struct cc_str cc_clock_format_duration(struct cc_arena *arena, int64_t duration_ms);
