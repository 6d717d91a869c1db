// SPDX-License-Identifier: MPL-2.0
/* Where a server listens, and where it would rather not start. */
#include "shim/server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

/* What would be behind the server: nobody calls. */

bool cc_dispatch_is_immediate(struct cc_str path)
{
    (void)path;
    return false;
}

enum cc_dispatch_status cc_dispatch(struct cc_server *server, struct cc_str path,
                                    struct cc_str request, const struct cc_flight *flight,
                                    struct cc_dispatch_reply reply)
{
    (void)server, (void)path, (void)request, (void)flight, (void)reply;
    return CC_DISPATCH_UNIMPLEMENTED;
}

void cc_server_begin(struct cc_server *server, struct cc_flight *flight, struct cc_cancel *cancel)
{
    (void)server, (void)flight, (void)cancel;
}

void cc_server_end(struct cc_server *server, struct cc_flight *flight)
{
    (void)server, (void)flight;
}

void cc_server_stop(struct cc_server *server)
{
    (void)server;
}

struct fixture {
    struct cc_arena arena;
    struct cc_identity identity;
    struct cc_grpc_options options;
    struct cc_endpoint endpoint;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    cc_arena_init(&fixture.arena);
    assert_true(cc_identity_make(&fixture.arena, &fixture.identity));
    fixture.options = (struct cc_grpc_options){0};
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    cc_arena_release(&fixture->arena);
    return 0;
}

static void ask_for_certificate(struct fixture *fixture)
{
    fixture->options.identity = &fixture->identity;
    fixture->options.client_certificate = fixture->identity.certificate_pem.ptr;
}

/* No folder can be made. */
static void choose_nothing(struct fixture *fixture)
{
    const char *parents[] = {"/no/such/folder", NULL};
    cc_endpoint_choose(&fixture->arena, parents, &fixture->endpoint);
}

/* There was a folder, but no socket can be made in it. */
static void choose_lost_folder(struct fixture *fixture)
{
    char parent[] = "/tmp/server-test-XXXXXX";
    const char *parents[] = {mkdtemp(parent), NULL};
    cc_endpoint_choose(&fixture->arena, parents, &fixture->endpoint);
    assert_int_equal(rmdir(fixture->endpoint.folder.ptr), 0);
    assert_int_equal(rmdir(parent), 0);
}

static void assert_not_started(struct fixture *fixture, struct cc_str trouble)
{
    assert_null(cc_grpc_start(&fixture->arena, &fixture->options, &fixture->endpoint));
    assert_true(cc_str_contains(fixture->endpoint.trouble, trouble));
}

static void assert_at_port(struct fixture *fixture)
{
    struct cc_grpc *grpc = cc_grpc_start(&fixture->arena, &fixture->options, &fixture->endpoint);
    assert_non_null(grpc);
    assert_true(cc_str_equal(fixture->endpoint.network, CC_STR("tcp")));
    assert_true(cc_str_starts_with(fixture->endpoint.address, CC_STR("127.0.0.1:")));
    cc_grpc_end(grpc, CC_GRPC_GRACE_MS);
    assert_true(cc_grpc_serve(grpc));
    cc_grpc_free(grpc);
}

static void test_server__without_a_certificate_no_port_is_opened(void **state)
{
    struct fixture *fixture = *state;
    choose_nothing(fixture);
    assert_not_started(fixture, CC_STR("/no/such/folder: No such file or directory"));
    choose_lost_folder(fixture);
    struct cc_str folder = fixture->endpoint.folder;
    assert_not_started(fixture, cc_str_format(&fixture->arena, "%.*s: No such file or directory",
                                              CC_STR_ARG(folder)));
}

static void test_server__with_a_certificate_a_port_serves_as_well(void **state)
{
    struct fixture *fixture = *state;
    ask_for_certificate(fixture);
    choose_nothing(fixture);
    assert_at_port(fixture);
    choose_lost_folder(fixture);
    assert_at_port(fixture);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(test_server__##name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(without_a_certificate_no_port_is_opened),
        CASE(with_a_certificate_a_port_serves_as_well),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
