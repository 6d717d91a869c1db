// SPDX-License-Identifier: MPL-2.0
#include "base/cancel.h"

#include <assert.h>
#include <stddef.h>
#include <time.h>

#include "base/clock.h"

#include "base/banned.h"

enum {
    SLICE_MS_MAX = 60 * 1000, /* keeps far deadlines from overflowing struct timespec */
    SLICE_MS_TEST = 1,        /* a replaced clock moves without telling anybody: ask it often */
};

/* A failure here is a broken lock or no memory at start: nothing to explain to a practitioner. */
static void must(int error)
{
    assert(error == 0);
    (void)error;
}

void cc_cancel_init(struct cc_cancel *cancel)
{
    pthread_condattr_t attributes;
    must(pthread_condattr_init(&attributes));
    must(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC));
    must(pthread_cond_init(&cancel->changed, &attributes));
    must(pthread_condattr_destroy(&attributes));
    must(pthread_mutex_init(&cancel->mutex, NULL));
    cancel->cancelled = false;
}

void cc_cancel_release(struct cc_cancel *cancel)
{
    must(pthread_cond_destroy(&cancel->changed));
    must(pthread_mutex_destroy(&cancel->mutex));
}

void cc_cancel_signal(struct cc_cancel *cancel, bool *flag)
{
    must(pthread_mutex_lock(&cancel->mutex));
    *flag = true;
    must(pthread_cond_broadcast(&cancel->changed));
    must(pthread_mutex_unlock(&cancel->mutex));
}

void cc_cancel_trigger(struct cc_cancel *cancel)
{
    cc_cancel_signal(cancel, &cancel->cancelled);
}

bool cc_cancel_is_triggered(struct cc_cancel *cancel)
{
    must(pthread_mutex_lock(&cancel->mutex));
    bool cancelled = cancel->cancelled;
    must(pthread_mutex_unlock(&cancel->mutex));
    return cancelled;
}

static struct timespec real_time_in(int64_t delay_ms)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    time.tv_sec += (time_t)(delay_ms / 1000);
    time.tv_nsec += (long)(delay_ms % 1000) * 1000000;
    if (time.tv_nsec >= 1000000000) {
        time.tv_sec++;
        time.tv_nsec -= 1000000000;
    }
    return time;
}

/* Sleeps under the lock until woken or for a part of what is left; why it ended does not matter,
 * the caller looks at everything again. */
static void wait_slice(struct cc_cancel *cancel, int64_t left_ms)
{
    int64_t slice_ms = cc_clock_is_real() ? SLICE_MS_MAX : SLICE_MS_TEST;
    struct timespec until = real_time_in(left_ms < slice_ms ? left_ms : slice_ms);
    pthread_cond_timedwait(&cancel->changed, &cancel->mutex, &until);
}

/* Saturates: "as late as possible" is a deadline, too. */
static int64_t left_until(int64_t deadline_ms)
{
    int64_t now_ms = cc_clock_now_ms();
    if (deadline_ms <= now_ms)
        return 0;
    return now_ms < 0 && deadline_ms > INT64_MAX + now_ms ? INT64_MAX : deadline_ms - now_ms;
}

/* Whether there is an answer already; the order of the questions is what the header promises. */
static bool wait_is_over(const struct cc_cancel *cancel, const bool *flag, int64_t left_ms,
                         enum cc_cancel_wait *result)
{
    if (flag && *flag)
        *result = CC_CANCEL_WAIT_DONE;
    else if (cancel->cancelled)
        *result = CC_CANCEL_WAIT_CANCELLED;
    else
        *result = CC_CANCEL_WAIT_TIMEOUT;
    return *result != CC_CANCEL_WAIT_TIMEOUT || left_ms == 0;
}

enum cc_cancel_wait cc_cancel_wait_until(struct cc_cancel *cancel, const bool *flag,
                                         int64_t deadline_ms)
{
    enum cc_cancel_wait result;
    must(pthread_mutex_lock(&cancel->mutex));
    int64_t left_ms = left_until(deadline_ms);
    while (!wait_is_over(cancel, flag, left_ms, &result)) {
        wait_slice(cancel, left_ms);
        left_ms = left_until(deadline_ms);
    }
    must(pthread_mutex_unlock(&cancel->mutex));
    return result;
}

bool cc_cancel_wait_regardless(struct cc_cancel *cancel, const bool *flag, int64_t deadline_ms)
{
    must(pthread_mutex_lock(&cancel->mutex));
    int64_t left_ms = left_until(deadline_ms);
    while (!*flag && left_ms > 0) {
        wait_slice(cancel, left_ms);
        left_ms = left_until(deadline_ms);
    }
    bool is_done = *flag;
    must(pthread_mutex_unlock(&cancel->mutex));
    return is_done;
}
