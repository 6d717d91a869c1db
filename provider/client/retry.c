// SPDX-License-Identifier: MPL-2.0
#include "client/retry.h"

#include <assert.h>

#include "base/banned.h"

enum {
    PAUSE_FIRST_MS = 1000,
    PAUSE_MAX_MS = 30 * 1000,
    HINT_MAX_MS = 5 * 60 * 1000,
    DOUBLINGS_MAX = 20, /* keeps the shift below from overflowing */
    SECONDS_DIGITS_MAX = 9,
    STATUS_TOO_MANY = 429,
    STATUS_NOT_IMPLEMENTED = 501,
};

struct cc_retry_policy cc_retry_policy_default(int64_t max_retries)
{
    return (struct cc_retry_policy){.max_retries = max_retries,
                                    .pause_first_ms = PAUSE_FIRST_MS,
                                    .pause_max_ms = PAUSE_MAX_MS,
                                    .hint_max_ms = HINT_MAX_MS,
                                    .post_grace_ms = CC_CLIENT_POST_GRACE_MS};
}

static bool status_may_pass(int status, enum cc_method method)
{
    if (status == STATUS_TOO_MANY)
        return true;
    return status >= 500 && status != STATUS_NOT_IMPLEMENTED && method != CC_POST;
}

static bool may_pass(const struct cc_reply *reply, enum cc_method method)
{
    bool is_success = reply->status >= 200 && reply->status < 300;
    switch (reply->end) {
    case CC_REPLY_UNREACHED:
        return true;
    case CC_REPLY_LOST:
        return method != CC_POST;
    case CC_REPLY_CUT_OFF:
        return is_success ? method != CC_POST : status_may_pass(reply->status, method);
    case CC_REPLY_WHOLE:
    case CC_REPLY_TOO_LARGE:
        return status_may_pass(reply->status, method);
    }
    assert(false);
    return false;
}

bool cc_retry_is_due(const struct cc_retry_policy *policy, enum cc_method method,
                     const struct cc_reply *reply, int64_t tries)
{
    return tries <= policy->max_retries && !reply->is_permanent && may_pass(reply, method);
}

/* Whole seconds in digits; -1 for anything else, a date for instance. */
static int64_t seconds_ms(struct cc_str text)
{
    int64_t seconds = 0;
    if (!cc_str_only(text, "0123456789") || text.len > SECONDS_DIGITS_MAX)
        return -1;
    for (size_t i = 0; i < text.len; i++)
        seconds = seconds * 10 + (text.ptr[i] - '0');
    return seconds * 1000;
}

static int64_t at_most(int64_t value, int64_t max)
{
    return value < max ? value : max;
}

/* The wait that the service asks for, -1 for none.  X-RateLimit-Reset accompanies successes, too,
 * and says nothing about a 5xx. */
static int64_t hint_ms(const struct cc_retry_policy *policy, const struct cc_reply *reply)
{
    int64_t hint = seconds_ms(reply->retry_after);
    if (hint < 0 && reply->status == STATUS_TOO_MANY)
        hint = seconds_ms(reply->limit_reset);
    return at_most(hint, policy->hint_max_ms);
}

int64_t cc_retry_spread_ms(const struct cc_retry_policy *policy, uint64_t random)
{
    return (int64_t)(random % ((uint64_t)policy->pause_first_ms + 1));
}

int64_t cc_retry_pause_ms(const struct cc_retry_policy *policy, const struct cc_reply *reply,
                          int64_t tries, uint64_t random)
{
    assert(tries > 0);
    int64_t hint = hint_ms(policy, reply);
    if (hint >= 0)
        return hint + cc_retry_spread_ms(policy, random);
    int64_t doublings = at_most(tries - 1, DOUBLINGS_MAX);
    int64_t pause = at_most(policy->pause_first_ms << doublings, policy->pause_max_ms);
    return pause / 2 + (int64_t)(random % ((uint64_t)pause / 2 + 1));
}

int64_t cc_retry_limit_ms(const struct cc_retry_policy *policy, const struct cc_reply *reply)
{
    int64_t limit = 0;
    if (reply->status == STATUS_TOO_MANY)
        limit = hint_ms(policy, reply);
    else if (seconds_ms(reply->limit_remaining) == 0)
        limit = at_most(seconds_ms(reply->limit_reset), policy->hint_max_ms);
    return limit > 0 ? limit : 0;
}
