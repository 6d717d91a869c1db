// SPDX-License-Identifier: MPL-2.0
#include "base/turn.h"

#include <assert.h>
#include <stddef.h>

#include "base/lock.h"

#include "base/banned.h"

struct cc_turn_waiter {
    struct cc_cancel *cancel;
    bool has_turn;
    struct cc_turn_waiter *next;
};

static void line_append(struct cc_turn *turn, struct cc_turn_waiter *waiter)
{
    struct cc_turn_waiter **end = &turn->waiters;
    while (*end != NULL)
        end = &(*end)->next;
    *end = waiter;
}

static void line_remove(struct cc_turn *turn, const struct cc_turn_waiter *waiter)
{
    struct cc_turn_waiter **link = &turn->waiters;
    while (*link != waiter)
        link = &(*link)->next;
    *link = waiter->next;
}

bool cc_turn_take(struct cc_turn *turn, pthread_mutex_t *mutex, struct cc_cancel *cancel)
{
    struct cc_turn_waiter waiter = {.cancel = cancel};
    if (!turn->is_taken) {
        turn->is_taken = true;
        return true;
    }
    line_append(turn, &waiter);
    cc_unlock(mutex);
    cc_cancel_wait_until(cancel, &waiter.has_turn, INT64_MAX);
    /* The turn may have come together with the cancellation; whoever has it has to give it back. */
    cc_lock(mutex);
    if (!waiter.has_turn)
        line_remove(turn, &waiter);
    return waiter.has_turn;
}

void cc_turn_give(struct cc_turn *turn)
{
    assert(turn->is_taken);
    struct cc_turn_waiter *next = turn->waiters;
    turn->is_taken = next != NULL;
    if (next == NULL)
        return;
    turn->waiters = next->next;
    cc_cancel_signal(next->cancel, &next->has_turn); /* before the waiter can look and leave */
}
