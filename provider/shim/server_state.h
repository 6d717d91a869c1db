// SPDX-License-Identifier: MPL-2.0
#pragma once

/* What server.c (the server as a whole) and exchange.c (one call) share; nobody else looks in here.
 *
 * Plain members belong to the thread that reads the queue.
 */

#include <grpc/grpc.h>
#include <stdatomic.h>

#include "shim/pool.h"
#include "shim/server.h"

struct cc_grpc {
    struct cc_grpc_options options;
    grpc_completion_queue *queue;
    grpc_server *server;
    struct cc_pool *pool;
    size_t handling_count;      /* calls not answered yet; held streams do not count */
    bool is_accepting;          /* a call is waited for */
    bool has_let_go;            /* what is still open has been cancelled */
    bool is_closed;             /* the server has no connection left */
    bool is_finished;           /* the queue takes nothing new */
    _Atomic int64_t ends_at_ms; /* when patience ends; 0 while serving */
};
