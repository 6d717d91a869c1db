// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Who ends the process besides the host's own request: signals, and the loss of the host.
 *
 * A thread waits for signals and looks once a second whether the parent is still there; that also
 * catches hosts that were killed before they opened a stream.
 */

#include <stdbool.h>
#include <sys/types.h>

#include "base/arena.h"
#include "shim/server.h"

struct cc_watcher;

/* Ignores SIGPIPE and blocks what the watcher waits for.  Call before any thread exists.  SIGINT
 * reaches the whole process group when a user interrupts the host, which then tells us what to do,
 * so it is ignored unless `debug`. */
void cc_watcher_prepare(bool debug);

/* `parent`: the host's process id, 0 to live on without one.  Lives in the arena until free; NULL
 * when no thread can be started. */
struct cc_watcher *cc_watcher_start(struct cc_arena *arena, struct cc_grpc *grpc, bool debug,
                                    pid_t parent);

/* Ends the thread; the server has ended.  NULL is allowed. */
void cc_watcher_free(struct cc_watcher *watcher);
