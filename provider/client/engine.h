// SPDX-License-Identifier: MPL-2.0
#pragma once

/* The I/O thread: owns libcurl's multi handle and all that belongs to it.
 *
 * Callers hand transfers over and wait on their own cc_cancel.  All libcurl work happens on the one
 * thread, so its handles need no locks; the engine's lock guards the queues and who owns a
 * transfer.  Lock order: the engine's, then a waiter's.
 */

#include <stdbool.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "client/transfer.h"

struct cc_engine;

/* Starts the thread.  The profile is lent until free.  NULL when libcurl or the thread cannot
 * start.  Lies in the arena. */
struct cc_engine *cc_engine_new(struct cc_arena *arena, const struct cc_transfer_profile *profile);

/* Ends the thread; no run may be under way.  NULL is harmless. */
void cc_engine_free(struct cc_engine *engine);

/* Sends and waits.  True: the reply is complete and the transfer the caller's again.  False: the
 * caller was cancelled and the transfer is gone; `may_have_gone_out` says whether something of the
 * request may have reached the service. */
bool cc_engine_run(struct cc_engine *engine, struct cc_cancel *cancel, struct cc_transfer *transfer,
                   bool *may_have_gone_out);
