// SPDX-License-Identifier: MPL-2.0
#pragma once

/* From a request to its answer: counted, delayed, spoilt if a fault says so, checked for
 * credentials, handled alone, stored.  Any thread. */

#include <pthread.h>

#include "base/cancel.h"
#include "emulator/counters.h"
#include "emulator/faults.h"

enum { EMU_BODY_BYTES_MAX = 1024 * 1024 };

struct emu_service {
    const struct emu_options *options;
    struct emu_store store;
    struct emu_counters counters;
    struct emu_faults faults;
    struct cc_cancel stopping; /* wakes whoever delays an answer */
    struct cc_arena arena;
    struct cc_str authorization; /* the header that opens the door */
    pthread_mutex_t mutex;       /* one handler at a time */
};

/* Opens the store and fills it if it is empty; false and a reason if that cannot be done. */
bool emu_service_open(struct emu_service *service, const struct emu_options *options,
                      struct cc_arena *arena, struct cc_str *reason);
void emu_service_close(struct emu_service *service);

/* A request has begun: finds its route and counts it; each is ended. */
void emu_service_begin(struct emu_service *service, struct emu_request *request);
void emu_service_end(struct emu_service *service, const struct emu_request *request);

void emu_serve(struct emu_service *service, struct emu_request *request, struct emu_answer *answer);
