// SPDX-License-Identifier: MPL-2.0
#pragma once

/* The one thing a waiting call waits on: a lock, a condition and the word "cancelled".
 *
 * Every call of the host owns one.  Whoever finishes work for that call (the HTTP thread) or wants
 * it to stop (StopProvider, a vanished host) wakes the waiter through it, so no wait needs a second
 * condition and none can sleep through a cancellation.  Deadlines are points of the monotonic
 * clock in milliseconds (clock.h).
 */

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct cc_cancel {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool cancelled;
};

void cc_cancel_init(struct cc_cancel *cancel);
void cc_cancel_release(struct cc_cancel *cancel);

/* Marks as cancelled, for good, and wakes the waiter.  Any thread; returns at once. */
void cc_cancel_trigger(struct cc_cancel *cancel);

bool cc_cancel_is_triggered(struct cc_cancel *cancel);

/* Wakes the waiter to look at its condition again: set `*flag` under the lock, then broadcast. */
void cc_cancel_signal(struct cc_cancel *cancel, bool *flag);

enum cc_cancel_wait { CC_CANCEL_WAIT_DONE, CC_CANCEL_WAIT_TIMEOUT, CC_CANCEL_WAIT_CANCELLED };

/* For what must not be left half-done: waits for the flag alone, cancelled or not; false when the
 * deadline has passed first. */
bool cc_cancel_wait_regardless(struct cc_cancel *cancel, const bool *flag, int64_t deadline_ms);

/* Waits until `*flag` is true (NULL: never), cancelled, or the deadline has passed; looks at the
 * flag first, so finished work is reported even when cancelled meanwhile. */
enum cc_cancel_wait cc_cancel_wait_until(struct cc_cancel *cancel, const bool *flag,
                                         int64_t deadline_ms);
