// SPDX-License-Identifier: MPL-2.0
#pragma once

/* What is done with a call, by its path: one row per method of a plugin that is not the provider's.
 *
 * Source: plugin protocol, "gRPC services".
 */

#include "base/str.h"

enum cc_route {
    CC_ROUTE_UNKNOWN,   /* there is no such method */
    CC_ROUTE_WORKER,    /* to the provider, where it may wait */
    CC_ROUTE_IMMEDIATE, /* to the provider, at once: it never waits */
    CC_ROUTE_SHUTDOWN,  /* an empty answer, then the end */
    CC_ROUTE_HEALTH,
    CC_ROUTE_HOLD, /* a stream that stays open until the host goes away */
};

enum cc_route cc_route_of(struct cc_str path);

/* The answer to a health check, as message bytes; absent for a service that is not ours. */
struct cc_str cc_route_health(struct cc_str request);
