// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Worker threads: none at first, one more whenever a job comes and nobody is free, up to a bound.
 *
 * A host runs as many calls at once as its -parallelism says; each may wait for the network for
 * hours.  Jobs beyond the bound wait for their turn.
 */

#include <stddef.h>

#include "base/arena.h"

struct cc_pool;

/* Intrusive: lives in the caller's object until `run` is called. */
struct cc_job {
    void (*run)(struct cc_job *job);
    struct cc_job *next;
};

/* Lives in the arena until free. */
struct cc_pool *cc_pool_new(struct cc_arena *arena, size_t workers_max);

/* Takes the job; it runs on a worker. */
void cc_pool_submit(struct cc_pool *pool, struct cc_job *job);

/* Waits for the jobs that were submitted and ends the workers. */
void cc_pool_free(struct cc_pool *pool);
