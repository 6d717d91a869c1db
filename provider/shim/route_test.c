// SPDX-License-Identifier: MPL-2.0
#include "shim/route.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "protocol/dispatch.h"

/* In place of the real one: two methods are enough. */
bool cc_dispatch_is_immediate(struct cc_str path)
{
    return cc_str_equal(path, CC_STR("/" CC_SERVICE "/StopProvider"));
}

static void test_route__each_path_has_one(void **state)
{
    (void)state;
    static const struct {
        struct cc_str path;
        enum cc_route route;
    } cases[] = {
        {CC_STR_INIT("/plugin.GRPCController/Shutdown"), CC_ROUTE_SHUTDOWN},
        {CC_STR_INIT("/plugin.GRPCController/shutdown"), CC_ROUTE_UNKNOWN},
        {CC_STR_INIT("/plugin.GRPCStdio/StreamStdio"), CC_ROUTE_HOLD},
        {CC_STR_INIT("/plugin.GRPCBroker/StartStream"), CC_ROUTE_UNKNOWN},
        {CC_STR_INIT("/grpc.health.v1.Health/Check"), CC_ROUTE_HEALTH},
        {CC_STR_INIT("/grpc.health.v1.Health/Watch"), CC_ROUTE_UNKNOWN},
        {CC_STR_INIT("/tfplugin6.Provider/StopProvider"), CC_ROUTE_IMMEDIATE},
        {CC_STR_INIT("/tfplugin6.Provider/ReadResource"), CC_ROUTE_WORKER},
        {CC_STR_INIT("/tfplugin6.Provider"), CC_ROUTE_UNKNOWN},
        {CC_STR_INIT("/tfplugin6.Providers/ReadResource"), CC_ROUTE_UNKNOWN},
        {CC_STR_INIT("/tfplugin5.Provider/ReadResource"), CC_ROUTE_UNKNOWN},
        {CC_STR_INIT("tfplugin6.Provider/ReadResource"), CC_ROUTE_UNKNOWN},
        {CC_STR_INIT("/"), CC_ROUTE_UNKNOWN},
        {CC_STR_INIT(""), CC_ROUTE_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(cc_route_of(cases[i].path), cases[i].route);
}

static void test_route__health_knows_the_plugin_only(void **state)
{
    (void)state;
    static const struct {
        struct cc_str request;
        bool is_known;
    } cases[] = {
        {CC_STR_INIT(""), true},
        {CC_STR_INIT("\x0A\x00"), true},
        {CC_STR_INIT("\x0A\x06plugin"), true},
        {CC_STR_INIT("\x0A\x05plugi"), false},
        {CC_STR_INIT("\x0A\x07plugins"), false},
        {CC_STR_INIT("\x0A\x06"), false},
        {CC_STR_INIT("\xFF"), false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cc_str answer = cc_route_health(cases[i].request);
        assert_int_equal(!cc_str_is_absent(answer), cases[i].is_known);
        assert_true(cc_str_equal(answer, cases[i].is_known ? CC_STR("\x08\x01") : CC_STR_ABSENT));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_route__each_path_has_one),
        cmocka_unit_test(test_route__health_knows_the_plugin_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
