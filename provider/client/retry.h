// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Whether to try again, and after which pause.
 *
 * Pure: from what came back and a random number to a decision.  A POST is the careful case: the
 * services have no idempotency key, so a POST that may have been processed is never repeated.
 */

#include <stdbool.h>
#include <stdint.h>

#include "client/client.h"
#include "client/reply.h"

struct cc_retry_policy {
    int64_t max_retries;
    int64_t pause_first_ms; /* doubled with each try … */
    int64_t pause_max_ms;   /* … up to this */
    int64_t hint_max_ms;    /* the longest wait that a service may ask for */
    int64_t post_grace_ms;  /* how long the answer to a POST is awaited after a cancellation */
};

/* The pauses in use outside of tests. */
struct cc_retry_policy cc_retry_policy_default(int64_t max_retries);

/* `tries` counts the tries made so far. */
bool cc_retry_is_due(const struct cc_retry_policy *policy, enum cc_method method,
                     const struct cc_reply *reply, int64_t tries);

/* Half of the growing pause is fixed and half random, so that calls that failed together do not
 * come back together.  A wait that the service asked for is kept whole; the random part is
 * added. */
int64_t cc_retry_pause_ms(const struct cc_retry_policy *policy, const struct cc_reply *reply,
                          int64_t tries, uint64_t random);

/* How long all calls should stay away: after 429, and when the last permitted request was used up;
 * else 0.  The limits are per user and organisation, so one call's refusal holds for all. */
int64_t cc_retry_limit_ms(const struct cc_retry_policy *policy, const struct cc_reply *reply);

/* The random part of a wait that many calls end at once. */
int64_t cc_retry_spread_ms(const struct cc_retry_policy *policy, uint64_t random);
