// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Something that one call at a time may do, in the order the calls came.
 *
 * A turn is guarded by a mutex of its owner, which every function here expects to be held; like a
 * condition, `take` leaves it while it waits.  A call that is cancelled leaves the line.  A turn of
 * zeros is free.
 */

#include <pthread.h>
#include <stdbool.h>

#include "base/cancel.h"

struct cc_turn {
    bool is_taken;
    struct cc_turn_waiter *waiters; /* first in line first */
};

/* Waits for the turn.  False when the call was cancelled before; then there is nothing to give
 * back. */
bool cc_turn_take(struct cc_turn *turn, pthread_mutex_t *mutex, struct cc_cancel *cancel);

/* Passes the turn to the next in line. */
void cc_turn_give(struct cc_turn *turn);
