// SPDX-License-Identifier: MPL-2.0
#include "shared/poll.h"

#include <assert.h>

#include "base/clock.h"
#include "base/log.h"

/* "; last seen: phase PROVISIONING", or nothing. */
static struct cc_str seen_format(struct cc_arena *arena, const struct cc_poll *poll)
{
    if (poll->seen == NULL || cc_str_is_empty(*poll->seen))
        return CC_STR("");
    return cc_str_format(arena, "; last seen: %.*s", CC_STR_ARG(*poll->seen));
}

static struct cc_str summary_format(struct cc_arena *arena, const struct cc_poll *poll)
{
    return cc_str_format(arena, "Waiting for %.*s", CC_STR_ARG(poll->what));
}

static bool file_timeout(struct cc_call *call, const struct cc_poll *poll)
{
    struct cc_str waited = cc_clock_format_duration(call->arena, poll->timeout_ms);
    struct cc_str seen = seen_format(call->arena, poll);
    return cc_diags_error(
        call->diags, cc_path_from(poll->timeout_attribute), summary_format(call->arena, poll),
        "Not there after %.*s%.*s.\n\n%s A longer wait can be set with %s.", CC_STR_ARG(waited),
        CC_STR_ARG(seen), poll->aftermath, poll->timeout_attribute);
}

static bool file_cancelled(struct cc_call *call, const struct cc_poll *poll, int64_t elapsed_ms)
{
    struct cc_str waited = cc_clock_format_duration(call->arena, elapsed_ms);
    struct cc_str seen = seen_format(call->arena, poll);
    return cc_diags_error(call->diags, cc_path_from(""), summary_format(call->arena, poll),
                          "Cancelled after %.*s%.*s. The service goes on with its work.\n\n%s",
                          CC_STR_ARG(waited), CC_STR_ARG(seen), poll->aftermath);
}

static void log_progress(struct cc_call *call, const struct cc_poll *poll, int64_t elapsed_ms)
{
    struct cc_str elapsed = cc_clock_format_duration(call->arena, elapsed_ms);
    struct cc_str seen = seen_format(call->arena, poll);
    cc_log(CC_LOG_INFO, "waiting for %.*s: %.*s so far%.*s", CC_STR_ARG(poll->what),
           CC_STR_ARG(elapsed), CC_STR_ARG(seen));
}

bool cc_poll_pause(struct cc_call *call, int64_t pause_ms)
{
    return cc_cancel_wait_until(call->cancel, NULL, cc_clock_now_ms() + pause_ms) !=
           CC_CANCEL_WAIT_CANCELLED;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

bool cc_poll_run(struct cc_call *call, const struct cc_poll *poll)
{
    assert(poll->look != NULL && poll->timeout_attribute != NULL && poll->aftermath != NULL &&
           poll->first_ms > 0);
    int64_t start_ms = cc_clock_now_ms();
    int64_t deadline_ms = start_ms + poll->timeout_ms;
    for (int64_t pause_ms = poll->first_ms;; pause_ms += pause_ms / 2 + 1) {
        enum cc_look look = poll->look(call, poll->context);
        if (look != CC_LOOK_AGAIN)
            return look == CC_LOOK_READY;
        /* The deadline ends the wait only after a look, so the last look happens at its end. */
        int64_t now_ms = cc_clock_now_ms();
        if (now_ms >= deadline_ms)
            return file_timeout(call, poll);
        log_progress(call, poll, now_ms - start_ms);
        pause_ms = least(pause_ms, poll->max_ms);
        int64_t wake_ms = least(now_ms + pause_ms, deadline_ms);
        if (cc_cancel_wait_until(call->cancel, NULL, wake_ms) == CC_CANCEL_WAIT_CANCELLED)
            return file_cancelled(call, poll, cc_clock_now_ms() - start_ms);
    }
}
