// SPDX-License-Identifier: MPL-2.0
#pragma once

/* How often each route was asked, how many requests were under way at once, and who asked last.
 * Any thread. */

#include <pthread.h>

#include "emulator/request.h"

enum { EMU_COUNTED_ROUTES_MAX = 64, EMU_USER_AGENT_BYTES_MAX = 512 };

struct emu_counters {
    pthread_mutex_t mutex;
    int64_t total;
    int64_t in_flight;
    int64_t in_flight_max;
    int64_t unknown; /* requests that no route answers */
    int64_t by_route[EMU_COUNTED_ROUTES_MAX];
    char user_agent[EMU_USER_AGENT_BYTES_MAX]; /* of the last request; cut when longer */
};

void emu_counters_init(struct emu_counters *counters);
void emu_counters_release(struct emu_counters *counters);

/* One begin, one end for each request of the API; `route` is NULL for one that does not exist. */
void emu_counters_begin(struct emu_counters *counters, const struct emu_route *route,
                        struct cc_str user_agent);
void emu_counters_end(struct emu_counters *counters);

/* Forgets what was counted; requests under way stay under way. */
void emu_counters_reset(struct emu_counters *counters);

json_t *emu_counters_report(struct emu_counters *counters, struct cc_arena *arena);
