// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Faults to order: what goes wrong with which request.  Kept in memory only.  Any thread.
 *
 * A fault is {"kind", "method", "route", "nth", "count", "probability", "value"}; README.md
 * explains each.  Without nth and probability every matching request is hit.
 */

#include <pthread.h>

#include "emulator/request.h"

enum { EMU_FAULTS_MAX = 64 };

struct emu_fault;

struct emu_faults {
    pthread_mutex_t mutex;
    struct cc_arena arena; /* holds the faults' descriptions until they are cleared */
    struct emu_fault *list[EMU_FAULTS_MAX];
    size_t count;
    uint64_t random; /* the same sequence in each run: a failure can be repeated */
};

void emu_faults_init(struct emu_faults *faults);
void emu_faults_release(struct emu_faults *faults);

/* Adds all of a list, or none and a refusal. */
bool emu_faults_add(struct emu_faults *faults, struct emu_answer *answer, const json_t *list);
void emu_faults_clear(struct emu_faults *faults);
json_t *emu_faults_report(struct emu_faults *faults, struct cc_arena *arena);

/* Counts the request for every fault that matches it and gives those that hit it, copied into the
 * request's arena. */
struct emu_fault_hit {
    const struct emu_fault_kind *kind;
    const json_t *fault;
    struct emu_fault_hit *next;
};
const struct emu_fault_hit *emu_faults_draw(struct emu_faults *faults,
                                            const struct emu_request *request);

/* How long the hits delay the answer. */
int64_t emu_faults_delay_ms(const struct emu_fault_hit *hits);

/* Before the handler: true if the request goes no further, because the answer is spoilt already. */
bool emu_faults_before(const struct emu_fault_hit *hits, struct emu_request *request,
                       struct emu_answer *answer);

/* After the handler: spoils the answer to what has happened. */
void emu_faults_after(const struct emu_fault_hit *hits, struct emu_answer *answer);
