// SPDX-License-Identifier: MPL-2.0
#pragma once

/* The gRPC server: one completion queue, one thread that reads it, workers for what may wait.
 *
 * What happens to a single call is in exchange.h.
 */

#include <stdbool.h>

#include "protocol/dispatch.h"
#include "shim/endpoint.h"
#include "shim/identity.h"

enum {
    CC_GRPC_REQUEST_BYTES_MAX = 256 * 1024 * 1024,
    CC_GRPC_WORKERS_MAX = 128,    /* more than any -parallelism people use */
    CC_GRPC_GRACE_MS = 10 * 1000, /* an apply that was told to stop returns what exists by then */
};

struct cc_grpc;

struct cc_grpc_options {
    struct cc_server *server;
    const struct cc_identity *identity; /* NULL: plaintext */
    const char *client_certificate;     /* PEM: the only client that may connect */
    bool ends_with_host; /* the end of the host's stdio stream is the end of the host */
};

/* Binds and starts.  A socket that cannot be bound is given up for a loopback port, but never
 * without an identity; the address is filled in.  NULL when nothing is left, and the endpoint tells
 * why.  The server lives in the arena until free. */
struct cc_grpc *cc_grpc_start(struct cc_arena *arena, const struct cc_grpc_options *options,
                              struct cc_endpoint *endpoint);

/* Reads the queue until the server has ended.  False when calls in flight did not end within the
 * grace: workers still run then, so nothing may be freed. */
bool cc_grpc_serve(struct cc_grpc *grpc);

/* Begins the end: calls in flight are woken and may answer within the grace, new ones are refused.
 * Any thread, any number of times; the shortest grace counts. */
void cc_grpc_end(struct cc_grpc *grpc, int64_t grace_ms);

bool cc_grpc_is_ending(struct cc_grpc *grpc);

/* After serve has returned true. */
void cc_grpc_free(struct cc_grpc *grpc);
