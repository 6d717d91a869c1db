// SPDX-License-Identifier: MPL-2.0
#pragma once

/* The plugin protocol, free of any transport: a method name and bytes in, bytes out.
 *
 * The shim hands over what it received and provides the memory for the answer; nothing of a call's
 * arena crosses this border.  dispatch may run on any number of threads at once.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cancel.h"
#include "base/str.h"
struct cc_provider_type; /* schema/resource.h */
struct cc_configured;    /* protocol/server.h */
struct cc_server;        /* one provider process: the registry and the configured provider */

struct cc_server *cc_server_new(const struct cc_provider_type *provider);
void cc_server_free(struct cc_server *server);

/* One call in flight, in the caller's memory. */
struct cc_flight {
    struct cc_cancel *cancel;         /* trigger it to make the call return early */
    struct cc_configured *configured; /* NULL before ConfigureProvider */
    struct cc_flight *next, **link;
};

/* Enters and leaves the list of calls in flight.  A call begins when it arrives, not when a thread
 * is free for it: the host that stops the provider means the calls that still queue, too. */
void cc_server_begin(struct cc_server *server, struct cc_flight *flight, struct cc_cancel *cancel);
void cc_server_end(struct cc_server *server, struct cc_flight *flight);

/* Cancels every call in flight (StopProvider does the same).  Calls that begin later run
 * normally. */
void cc_server_stop(struct cc_server *server);

/* The gRPC service whose methods dispatch knows; paths are "/" CC_SERVICE "/<name>". */
#define CC_SERVICE "tfplugin6.Provider"

enum cc_dispatch_status {
    CC_DISPATCH_OK,
    CC_DISPATCH_UNIMPLEMENTED,    /* no such method, or one this provider does not offer */
    CC_DISPATCH_INVALID_ARGUMENT, /* the request is not the protobuf message it should be */
};

struct cc_dispatch_reply {
    /* Returns memory for the whole answer, or NULL to give up; called at most once. */
    uint8_t *(*reserve)(void *context, size_t bytes);
    void *context;
};

/* Runs one call to its answer; `flight` has begun, and the caller ends it afterwards. */
enum cc_dispatch_status cc_dispatch(struct cc_server *server, struct cc_str path,
                                    struct cc_str request, const struct cc_flight *flight,
                                    struct cc_dispatch_reply reply);

/* True for methods that never wait for the network: the shim may run them where it stands. */
bool cc_dispatch_is_immediate(struct cc_str path);
