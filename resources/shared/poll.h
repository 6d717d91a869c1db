// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Waiting for a remote object to reach a state: short pauses at first, then longer ones.
 *
 * The wait ends at its deadline and at cancellation, each with an error that says how long it
 * waited for what and that the object is kept in state.  Looks that fail are tolerated by the
 * look itself, which knows what failure means.
 */

#include "schema/resource.h"

enum cc_look {
    CC_LOOK_AGAIN,  /* not there yet */
    CC_LOOK_READY,  /* done */
    CC_LOOK_FAILED, /* over; the look has filed an error */
};

struct cc_poll {
    struct cc_str what;       /* "Dedicated cluster lkc-1 to be provisioned" */
    int64_t first_ms, max_ms; /* pause after the first look; longest pause (growing by half) */
    int64_t timeout_ms;
    const char *timeout_attribute; /* "timeouts.create": where a longer wait is set */
    const char *aftermath;         /* a sentence: what remains when the wait ends early */
    enum cc_look (*look)(struct cc_call *call, void *context);
    void *context;
    const struct cc_str *seen; /* set by the look: what it saw last ("phase PROVISIONING"), for
                                * progress lines and errors; NULL: it does not tell */
};

/* A pause outside of a poll; false when the call was cancelled in it. */
bool cc_poll_pause(struct cc_call *call, int64_t pause_ms);

/* True when a look was ready; false after an error was filed.  Looks at least once. */
bool cc_poll_run(struct cc_call *call, const struct cc_poll *poll);
