// SPDX-License-Identifier: MPL-2.0
#pragma once

/* One call of the host: waited for, received, handled, answered, and at some time over.
 *
 * An exchange has two uses that end independently: the handling, until the answer is sent, and the
 * watch for the call's end, which tells that the host cancelled it or is gone.  All steps run on
 * the thread that reads the queue; only a handling that may wait runs on a worker.
 */

#include <stdbool.h>

struct cc_grpc;
struct cc_exchange;

/* The tag of every operation: what to do when the queue gives it back. */
struct cc_exchange_step {
    void (*done)(struct cc_exchange *exchange, bool ok);
    struct cc_exchange *exchange;
};

void cc_exchange_step_run(const struct cc_exchange_step *step, bool ok);

/* Waits for the next call, whatever its method.  Each accepted call sees to its own successor,
 * until the server ends. */
void cc_exchange_expect(struct cc_grpc *grpc);
