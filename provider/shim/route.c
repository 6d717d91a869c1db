// SPDX-License-Identifier: MPL-2.0
#include "shim/route.h"

#include "protocol/dispatch.h"

/* The broker's stream is opened by every host and used by none; saying that we have none is
 * fine. */
static const struct {
    struct cc_str path;
    enum cc_route route;
} rows[] = {
    {CC_STR_INIT("/plugin.GRPCController/Shutdown"), CC_ROUTE_SHUTDOWN},
    {CC_STR_INIT("/plugin.GRPCStdio/StreamStdio"), CC_ROUTE_HOLD},
    {CC_STR_INIT("/plugin.GRPCBroker/StartStream"), CC_ROUTE_UNKNOWN},
    {CC_STR_INIT("/grpc.health.v1.Health/Check"), CC_ROUTE_HEALTH},
};

enum cc_route cc_route_of(struct cc_str path)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (cc_str_equal(path, rows[i].path))
            return rows[i].route;
    if (!cc_str_starts_with(path, CC_STR("/" CC_SERVICE "/")))
        return CC_ROUTE_UNKNOWN;
    return cc_dispatch_is_immediate(path) ? CC_ROUTE_IMMEDIATE : CC_ROUTE_WORKER;
}

/* A request is one string, field 1: nothing, an empty name, or the name all plugins answer to. */
struct cc_str cc_route_health(struct cc_str request)
{
    static const struct cc_str known[] = {
        CC_STR_INIT(""),
        CC_STR_INIT("\x0A\x00"),
        CC_STR_INIT("\x0A\x06"
                    "plugin"),
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (cc_str_equal(request, known[i]))
            return CC_STR("\x08\x01"); /* status SERVING */
    return CC_STR_ABSENT;
}
