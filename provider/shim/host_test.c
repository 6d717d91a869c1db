// SPDX-License-Identifier: MPL-2.0
/* The shim seen from outside: a process that is started, shakes hands, serves and ends. */
#include <grpc/grpc.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/json.h"
#include "shim/server.h"
#include "shim/test_host.h"
#include "shim/test_plugin.h"

#define PROVIDER "/tfplugin6.Provider/"
#define SHUTDOWN "/plugin.GRPCController/Shutdown"
#define STDIO "/plugin.GRPCStdio/StreamStdio"
#define BROKER "/plugin.GRPCBroker/StartStream"
#define HEALTH "/grpc.health.v1.Health/"

enum {
    FIELDS_MAX = 8,
    VARIABLES_MAX = 8,
    CALLS_MANY = CC_GRPC_WORKERS_MAX + 12,
    TRIES_MAX = 10 * 1000, /* a millisecond and more each */
};

static const char *const no_arguments[] = {NULL};
static const char *const host_variables[] = {CC_TEST_COOKIE, "PLUGIN_PROTOCOL_VERSIONS=5,6",
                                             "TMPDIR=/tmp", NULL};

/* One plugin and one host that talk. */
struct fixture {
    struct cc_arena arena;
    struct cc_test_plugin plugin;
    struct cc_str fields[FIELDS_MAX];
    size_t field_count;
    struct cc_test_identity identity;
    const char *server_pem; /* NULL: plaintext */
    struct cc_test_host host;
};

static void start(struct fixture *fixture, const char *const *arguments,
                  const char *const *variables)
{
    *fixture = (struct fixture){0};
    cc_arena_init(&fixture->arena);
    cc_test_plugin_start(&fixture->arena, arguments, variables, &fixture->plugin);
}

static void read_handshake(struct fixture *fixture)
{
    struct cc_str rest = cc_test_plugin_line(&fixture->plugin);
    assert_false(cc_str_is_absent(rest));
    while (!cc_str_is_absent(rest)) {
        assert_true(fixture->field_count < FIELDS_MAX);
        fixture->fields[fixture->field_count++] = cc_str_cut(&rest, '|');
    }
    assert_true(fixture->field_count >= 6);
    if (fixture->fields[5].len > 0)
        fixture->server_pem = cc_test_certificate_pem(&fixture->arena, fixture->fields[5]);
}

static void connect_as(struct fixture *fixture, const char *server_pem,
                       const struct cc_test_identity *identity, struct cc_test_host *host)
{
    cc_test_host_connect(&fixture->arena, fixture->fields[2], fixture->fields[3], server_pem,
                         identity, host);
}

static void connect_host(struct fixture *fixture)
{
    connect_as(fixture, fixture->server_pem, fixture->server_pem ? &fixture->identity : NULL,
               &fixture->host);
}

/* Up to the connection, in plaintext. */
static void start_plain(struct fixture *fixture)
{
    start(fixture, no_arguments, host_variables);
    read_handshake(fixture);
    connect_host(fixture);
}

/* Up to the handshake line, with mutual TLS. */
static void start_tls(struct fixture *fixture)
{
    struct cc_arena arena;
    cc_arena_init(&arena);
    struct cc_test_identity identity = cc_test_identity_make(&arena);
    struct cc_str variable =
        cc_str_format(&arena, "PLUGIN_CLIENT_CERT=%s", identity.certificate_pem);
    const char *variables[VARIABLES_MAX] = {host_variables[0], host_variables[1], host_variables[2],
                                            variable.ptr};
    start(fixture, no_arguments, variables);
    fixture->identity.key_pem =
        cc_str_copy_into(&fixture->arena, cc_str_from(identity.key_pem)).ptr;
    fixture->identity.certificate_pem =
        cc_str_copy_into(&fixture->arena, cc_str_from(identity.certificate_pem)).ptr;
    cc_arena_release(&arena);
    read_handshake(fixture);
}

static void assert_echo(struct cc_test_host *host)
{
    struct cc_test_answer answer = cc_test_host_call(host, PROVIDER "Echo", CC_STR("hello"));
    assert_int_equal(answer.status, GRPC_STATUS_OK);
    assert_true(cc_str_equal(answer.bytes, CC_STR("hello")));
}

static void await_waiting(struct cc_test_host *host, char count)
{
    struct cc_test_answer answer =
        cc_test_host_call(host, PROVIDER "AwaitWaiting", (struct cc_str){&count, 1});
    assert_int_equal(answer.status, GRPC_STATUS_OK);
}

static size_t count(struct cc_test_host *host, const char *path)
{
    struct cc_test_answer answer = cc_test_host_call(host, path, CC_STR(""));
    assert_int_equal(answer.status, GRPC_STATUS_OK);
    assert_int_equal(answer.bytes.len, 1);
    return (unsigned char)answer.bytes.ptr[0];
}

/* Asks at once, again and again: a method that waits would need a worker. */
static void await_count(struct cc_test_host *host, const char *path, size_t wanted)
{
    const struct timespec pause = {.tv_nsec = 1000 * 1000};
    for (int tries = 0; count(host, path) < wanted; tries++) {
        assert_true(tries < TRIES_MAX);
        nanosleep(&pause, NULL);
    }
}

static void assert_nothing_left(const struct fixture *fixture)
{
    if (!cc_str_equal(fixture->fields[2], CC_STR("unix")))
        return;
    char folder[sizeof((struct sockaddr_un *)0)->sun_path];
    snprintf(folder, sizeof folder, "%.*s", CC_STR_ARG(fixture->fields[3]));
    *strrchr(folder, '/') = '\0';
    assert_int_equal(access(folder, F_OK), -1);
}

/* The plugin has been told to end.  `is_patient`: and no call made it wait in vain. */
static void assert_ends(struct fixture *fixture, bool is_patient)
{
    struct cc_str text = cc_test_plugin_finish(&fixture->plugin);
    assert_int_equal(!cc_str_contains(text, CC_STR("did not end in time")), is_patient);
    assert_int_equal(cc_test_plugin_status(&fixture->plugin, 0), 0);
    assert_nothing_left(fixture);
    cc_arena_release(&fixture->arena);
}

static void assert_ends_well(struct fixture *fixture)
{
    assert_ends(fixture, true);
}

static void end(struct fixture *fixture)
{
    struct cc_test_answer answer = cc_test_host_call(&fixture->host, SHUTDOWN, CC_STR(""));
    assert_int_equal(answer.status, GRPC_STATUS_OK);
    cc_test_host_close(&fixture->host);
    assert_ends_well(fixture);
}

static void test_host__a_p521_client_certificate_is_accepted(void **state)
{
    (void)state;
    struct fixture fixture;
    start_tls(&fixture);
    assert_int_equal(fixture.field_count, 6);
    connect_host(&fixture);
    assert_echo(&fixture.host);
    end(&fixture);
}

static void assert_refused(struct fixture *fixture, const char *server_pem,
                           const struct cc_test_identity *identity)
{
    struct cc_test_host stranger;
    connect_as(fixture, server_pem, identity, &stranger);
    struct cc_test_answer answer = cc_test_host_call(&stranger, PROVIDER "Echo", CC_STR("hello"));
    assert_int_equal(answer.status, GRPC_STATUS_UNAVAILABLE);
    cc_test_host_close(&stranger);
}

static void test_host__nobody_but_the_host_gets_in(void **state)
{
    (void)state;
    struct fixture fixture;
    start_tls(&fixture);
    struct cc_test_identity other = cc_test_identity_make(&fixture.arena);
    assert_refused(&fixture, fixture.server_pem, NULL);
    assert_refused(&fixture, fixture.server_pem, &other);
    assert_refused(&fixture, NULL, NULL);
    connect_host(&fixture);
    assert_echo(&fixture.host);
    end(&fixture);
}

static void test_host__without_a_client_certificate_all_is_plain(void **state)
{
    (void)state;
    struct fixture fixture;
    start_plain(&fixture);
    assert_int_equal(fixture.field_count, 6);
    assert_true(cc_str_is_empty(fixture.fields[5]));
    assert_echo(&fixture.host);
    end(&fixture);
}

static void test_host__garbage_instead_of_a_certificate_is_named(void **state)
{
    (void)state;
    struct fixture fixture;
    const char *variables[] = {CC_TEST_COOKIE, "PLUGIN_CLIENT_CERT=garbage", NULL};
    start(&fixture, no_arguments, variables);
    assert_true(cc_str_is_absent(cc_test_plugin_line(&fixture.plugin)));
    struct cc_str text = cc_test_plugin_finish(&fixture.plugin);
    assert_true(cc_str_contains(text, CC_STR("PLUGIN_CLIENT_CERT")));
    assert_int_equal(cc_test_plugin_status(&fixture.plugin, 0), 1);
    cc_arena_release(&fixture.arena);
}

static void test_host__started_by_hand_it_explains_itself(void **state)
{
    (void)state;
    static const char *const environments[][2] = {{NULL}, {"TF_PLUGIN_MAGIC_COOKIE=wrong", NULL}};
    for (size_t i = 0; i < 2; i++) {
        struct fixture fixture;
        start(&fixture, no_arguments, environments[i]);
        assert_true(cc_str_is_absent(cc_test_plugin_line(&fixture.plugin)));
        struct cc_str text = cc_test_plugin_finish(&fixture.plugin);
        size_t line_count = 0;
        for (struct cc_str rest = text; rest.len > 0; line_count++)
            cc_str_cut(&rest, '\n');
        assert_int_equal(line_count, 3);
        assert_true(cc_str_contains(text, CC_STR("required_providers")));
        assert_int_equal(cc_test_plugin_status(&fixture.plugin, 0), 1);
        cc_arena_release(&fixture.arena);
    }
}

static void test_host__the_seventh_field_is_only_for_those_who_ask(void **state)
{
    (void)state;
    struct fixture fixture;
    const char *variables[] = {CC_TEST_COOKIE, "PLUGIN_MULTIPLEX_GRPC=true", NULL};
    start(&fixture, no_arguments, variables);
    read_handshake(&fixture);
    assert_int_equal(fixture.field_count, 7);
    assert_true(cc_str_equal(fixture.fields[6], CC_STR("false")));
    connect_host(&fixture);
    end(&fixture);
}

static void test_host__each_method_has_its_answer(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        struct cc_str request;
        grpc_status_code status;
        struct cc_str reply;
    } cases[] = {
        {PROVIDER "Echo", CC_STR_INIT("x"), GRPC_STATUS_OK, CC_STR_INIT("x")},
        {PROVIDER "Echo", CC_STR_INIT(""), GRPC_STATUS_OK, CC_STR_INIT("")},
        {PROVIDER "EchoAtOnce", CC_STR_INIT("x\0y"), GRPC_STATUS_OK, CC_STR_INIT("x\0y")},
        {PROVIDER "Refuse", CC_STR_INIT("x"), GRPC_STATUS_INVALID_ARGUMENT, {0}},
        {PROVIDER "NoSuchMethod", CC_STR_INIT("x"), GRPC_STATUS_UNIMPLEMENTED, {0}},
        {"/tfplugin5.Provider/GetSchema", CC_STR_INIT(""), GRPC_STATUS_UNIMPLEMENTED, {0}},
        {"/", CC_STR_INIT(""), GRPC_STATUS_UNIMPLEMENTED, {0}},
        {BROKER, CC_STR_INIT(""), GRPC_STATUS_UNIMPLEMENTED, {0}},
        {HEALTH "Check", CC_STR_INIT(""), GRPC_STATUS_OK, CC_STR_INIT("\x08\x01")},
        {HEALTH "Check", CC_STR_INIT("\x0A\x06plugin"), GRPC_STATUS_OK, CC_STR_INIT("\x08\x01")},
        {HEALTH "Check", CC_STR_INIT("\x0A\x06plugim"), GRPC_STATUS_NOT_FOUND, {0}},
        {HEALTH "Watch", CC_STR_INIT(""), GRPC_STATUS_UNIMPLEMENTED, {0}},
    };
    struct fixture fixture;
    start_plain(&fixture);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cc_test_answer answer =
            cc_test_host_call(&fixture.host, cases[i].path, cases[i].request);
        assert_int_equal(answer.status, cases[i].status);
        assert_true(cc_str_equal(answer.bytes, cases[i].reply));
    }
    end(&fixture);
}

static void test_host__open_streams_do_not_hold_up_calls(void **state)
{
    (void)state;
    struct fixture fixture;
    start_plain(&fixture);
    struct cc_test_call *stdio = cc_test_call_begin(&fixture.host, STDIO, CC_STR(""));
    struct cc_test_call *broker = cc_test_call_begin(&fixture.host, BROKER, CC_STR(""));
    cc_test_call_await_start(stdio);
    assert_echo(&fixture.host);
    assert_int_equal(cc_test_call_end(broker).status, GRPC_STATUS_UNIMPLEMENTED);
    assert_echo(&fixture.host);
    assert_int_equal(cc_test_host_call(&fixture.host, SHUTDOWN, CC_STR("")).status, GRPC_STATUS_OK);
    assert_int_not_equal(cc_test_call_end(stdio).status, GRPC_STATUS_OK);
    cc_test_host_close(&fixture.host);
    assert_ends_well(&fixture);
}

static void begin_many(struct fixture *fixture, const char *path, struct cc_test_call **calls,
                       size_t count)
{
    for (size_t i = 0; i < count; i++)
        calls[i] = cc_test_call_begin(&fixture->host, path, CC_STR("x"));
}

static void assert_cancelled(struct cc_test_call *const *calls, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct cc_test_answer answer = cc_test_call_end(calls[i]);
        assert_int_equal(answer.status, GRPC_STATUS_OK);
        assert_true(cc_str_equal(answer.bytes, CC_STR("cancelled")));
    }
}

static void test_host__stop_provider_reaches_ten_slow_calls(void **state)
{
    (void)state;
    struct fixture fixture;
    struct cc_test_call *calls[10];
    start_plain(&fixture);
    begin_many(&fixture, PROVIDER "Wait", calls, 10);
    await_waiting(&fixture.host, 10);
    assert_int_equal(cc_test_host_call(&fixture.host, PROVIDER "StopProvider", CC_STR("")).status,
                     GRPC_STATUS_OK);
    assert_cancelled(calls, 10);
    assert_echo(&fixture.host); /* the process serves on */
    end(&fixture);
}

/* Those beyond the workers have not begun to run, and would wait for ever once they did. */
static void test_host__stop_provider_reaches_queued_calls(void **state)
{
    (void)state;
    struct fixture fixture;
    struct cc_test_call *calls[CALLS_MANY];
    start_plain(&fixture);
    begin_many(&fixture, PROVIDER "Wait", calls, CALLS_MANY);
    await_count(&fixture.host, PROVIDER "CountWaiting", CC_GRPC_WORKERS_MAX);
    await_count(&fixture.host, PROVIDER "CountFlights", CALLS_MANY + 1);
    assert_int_equal(cc_test_host_call(&fixture.host, PROVIDER "StopProvider", CC_STR("")).status,
                     GRPC_STATUS_OK);
    assert_cancelled(calls, CALLS_MANY);
    assert_int_equal(count(&fixture.host, PROVIDER "CountFlights"), 1); /* only itself */
    calls[0] = cc_test_call_begin(&fixture.host, PROVIDER "Wait", CC_STR("x"));
    await_waiting(&fixture.host, 1); /* what comes later runs */
    cc_test_call_cancel(calls[0]);
    cc_test_call_end(calls[0]);
    end(&fixture);
}

/* If it went through the workers, the answer would wait until the calls before it have ended. */
static void test_host__immediate_methods_pass_a_full_house(void **state)
{
    (void)state;
    struct fixture fixture;
    struct cc_test_call *calls[CALLS_MANY];
    start_plain(&fixture);
    begin_many(&fixture, PROVIDER "Wait", calls, CALLS_MANY);
    await_count(&fixture.host, PROVIDER "CountWaiting", CC_GRPC_WORKERS_MAX);
    assert_int_equal(count(&fixture.host, PROVIDER "CountWaiting"), CC_GRPC_WORKERS_MAX);
    assert_int_equal(cc_test_host_call(&fixture.host, SHUTDOWN, CC_STR("")).status, GRPC_STATUS_OK);
    for (size_t i = 0; i < CALLS_MANY; i++)
        cc_test_call_end(calls[i]);
    cc_test_host_close(&fixture.host);
    assert_ends_well(&fixture);
}

static void test_host__a_cancelled_call_is_told_so(void **state)
{
    (void)state;
    struct fixture fixture;
    start_plain(&fixture);
    struct cc_test_call *call = cc_test_call_begin(&fixture.host, PROVIDER "Wait", CC_STR("x"));
    await_waiting(&fixture.host, 1);
    cc_test_call_cancel(call);
    assert_int_equal(cc_test_call_end(call).status, GRPC_STATUS_CANCELLED);
    struct cc_test_answer answer =
        cc_test_host_call(&fixture.host, PROVIDER "AwaitCancelled", CC_STR("\x01"));
    assert_int_equal(answer.status, GRPC_STATUS_OK);
    end(&fixture);
}

static struct cc_str big_request(struct cc_arena *arena, size_t bytes)
{
    char *memory = cc_arena_alloc(arena, bytes);
    for (size_t i = 0; i < bytes; i++)
        memory[i] = (char)(i * 31 >> 3);
    return (struct cc_str){memory, bytes};
}

static void test_host__a_request_of_five_mib_is_taken(void **state)
{
    (void)state;
    struct fixture fixture;
    start_plain(&fixture);
    struct cc_str request = big_request(&fixture.arena, 5 * 1024 * 1024 + 1);
    struct cc_test_answer answer = cc_test_host_call(&fixture.host, PROVIDER "Echo", request);
    assert_int_equal(answer.status, GRPC_STATUS_OK);
    assert_true(cc_str_equal(answer.bytes, request));
    end(&fixture);
}

static void test_host__a_request_of_300_mb_is_refused_and_survived(void **state)
{
    (void)state;
    struct fixture fixture;
    start_plain(&fixture);
    struct cc_str request = big_request(&fixture.arena, 300 * 1000 * 1000);
    struct cc_test_answer answer = cc_test_host_call(&fixture.host, PROVIDER "Echo", request);
    assert_int_equal(answer.status, GRPC_STATUS_RESOURCE_EXHAUSTED);
    assert_echo(&fixture.host);
    end(&fixture);
}

static void test_host__connections_without_a_word_are_harmless(void **state)
{
    (void)state;
    struct fixture fixture;
    start_plain(&fixture);
    for (int i = 0; i < 3; i++) {
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        memcpy(address.sun_path, fixture.fields[3].ptr, fixture.fields[3].len);
        int fd = socket(AF_UNIX, SOCK_STREAM, 0);
        assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
        if (i == 1)
            assert_int_equal(write(fd, "GET / HTTP/1.1\r\n\r\n", 18), 18);
        close(fd);
    }
    assert_echo(&fixture.host);
    end(&fixture);
}

static void test_host__the_socket_is_for_its_owner_only(void **state)
{
    (void)state;
    struct fixture fixture;
    struct stat status;
    start_plain(&fixture);
    assert_int_equal(stat(cc_str_c(&fixture.arena, fixture.fields[3]), &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    end(&fixture);
}

static void test_host__the_socket_is_shared_with_a_group_on_request(void **state)
{
    (void)state;
    struct fixture fixture;
    struct stat status;
    char group[64];
    snprintf(group, sizeof group, "PLUGIN_UNIX_SOCKET_GROUP=%u", (unsigned)getgid());
    const char *variables[] = {CC_TEST_COOKIE, group, NULL};
    start(&fixture, no_arguments, variables);
    read_handshake(&fixture);
    assert_int_equal(stat(cc_str_c(&fixture.arena, fixture.fields[3]), &status), 0);
    assert_int_equal(status.st_mode & 0777, 0660);
    assert_int_equal(status.st_gid, getgid());
    connect_host(&fixture);
    end(&fixture);
}

/* A folder for the plugin's folder. */
static struct cc_str make_parent(struct cc_arena *arena, const char *name)
{
    char top[] = "/tmp/shim-test-XXXXXX";
    assert_non_null(mkdtemp(top));
    struct cc_str parent = cc_str_format(arena, "%s/%s", top, name);
    assert_int_equal(mkdir(parent.ptr, 0700), 0);
    return parent;
}

static void remove_parent(struct cc_arena *arena, struct cc_str parent)
{
    assert_int_equal(rmdir(parent.ptr), 0);
    struct cc_str top = cc_str_slice(parent, 0, strlen("/tmp/shim-test-XXXXXX"));
    assert_int_equal(rmdir(cc_str_c(arena, top)), 0);
}

static void test_host__any_temporary_folder_gives_a_reachable_address(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool is_used;
    } cases[] = {
        {"plain", true},
        {"100% of #1? [a b] \xC3\xA9", true},
        {"quo'te", false},
        {"pi|pe", false},
        {"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567"
         "89012345678901234567890123456789012345678901234567890123456789012345678901234567890123",
         false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cc_arena arena;
        cc_arena_init(&arena);
        struct cc_str parent = make_parent(&arena, cases[i].name);
        struct cc_str variable = cc_str_format(&arena, "TMPDIR=%.*s", CC_STR_ARG(parent));
        const char *variables[] = {CC_TEST_COOKIE, variable.ptr, NULL};
        struct fixture fixture;
        start(&fixture, no_arguments, variables);
        read_handshake(&fixture);
        assert_int_equal(cc_str_starts_with(fixture.fields[3], parent), cases[i].is_used);
        connect_host(&fixture);
        assert_echo(&fixture.host);
        end(&fixture);
        remove_parent(&arena, parent);
        cc_arena_release(&arena);
    }
}

static void test_host__what_is_printed_later_goes_nowhere(void **state)
{
    (void)state;
    struct fixture fixture;
    start_plain(&fixture);
    struct cc_test_answer answer =
        cc_test_host_call(&fixture.host, PROVIDER "Print", CC_STR("noise\n"));
    assert_true(cc_str_equal(answer.bytes, CC_STR("written")));
    assert_true(cc_str_is_absent(cc_test_plugin_line(&fixture.plugin)));
    end(&fixture);
}

static void test_host__a_hanging_call_does_not_outlive_shutdown(void **state)
{
    (void)state;
    struct fixture fixture;
    start_plain(&fixture);
    struct cc_test_call *call = cc_test_call_begin(&fixture.host, PROVIDER "Hang", CC_STR("x"));
    await_waiting(&fixture.host, 1);
    assert_int_equal(cc_test_host_call(&fixture.host, SHUTDOWN, CC_STR("")).status, GRPC_STATUS_OK);
    assert_int_equal(cc_test_call_end(call).status, GRPC_STATUS_UNAVAILABLE);
    cc_test_host_close(&fixture.host);
    assert_ends(&fixture, false);
}

static void test_host__sigint_is_for_the_host_and_sigterm_for_us(void **state)
{
    (void)state;
    struct fixture fixture;
    struct cc_test_call *calls[1];
    start_plain(&fixture);
    cc_test_plugin_signal(&fixture.plugin, SIGINT);
    begin_many(&fixture, PROVIDER "Wait", calls, 1);
    await_waiting(&fixture.host, 1);
    cc_test_plugin_signal(&fixture.plugin, SIGTERM);
    assert_cancelled(calls, 1); /* with an answer, not with a broken connection */
    cc_test_host_close(&fixture.host);
    assert_ends_well(&fixture);
}

static void test_host__the_end_of_the_stdio_stream_is_the_end(void **state)
{
    (void)state;
    struct fixture fixture;
    start_plain(&fixture);
    struct cc_test_call *stdio = cc_test_call_begin(&fixture.host, STDIO, CC_STR(""));
    struct cc_test_call *call = cc_test_call_begin(&fixture.host, PROVIDER "Wait", CC_STR("x"));
    cc_test_call_await_start(stdio);
    await_waiting(&fixture.host, 1);
    cc_test_call_cancel(stdio);
    cc_test_call_end(stdio);
    cc_test_call_end(call);
    cc_test_host_close(&fixture.host);
    assert_ends_well(&fixture);
}

static void test_host__a_connection_without_stdio_may_come_and_go(void **state)
{
    (void)state;
    struct fixture fixture;
    start_tls(&fixture);
    for (int i = 0; i < 3; i++) {
        connect_host(&fixture);
        assert_echo(&fixture.host);
        if (i < 2)
            cc_test_host_close(&fixture.host);
    }
    end(&fixture);
}

static void test_host__a_killed_host_takes_the_plugin_along(void **state)
{
    (void)state;
    struct fixture fixture = {0};
    cc_arena_init(&fixture.arena);
    cc_test_plugin_start_below(&fixture.arena, host_variables, &fixture.plugin);
    read_handshake(&fixture);
    cc_test_plugin_signal(&fixture.plugin, SIGKILL);
    cc_test_plugin_status(&fixture.plugin, SIGKILL);
    cc_test_plugin_finish(&fixture.plugin);
    assert_nothing_left(&fixture);
    cc_arena_release(&fixture.arena);
}

static void test_host__a_host_that_stopped_listening_is_gone(void **state)
{
    (void)state;
    struct fixture fixture;
    struct cc_arena arena;
    cc_arena_init(&arena);
    struct cc_str parent = make_parent(&arena, "t");
    struct cc_str variable = cc_str_format(&arena, "TMPDIR=%.*s", CC_STR_ARG(parent));
    const char *variables[] = {CC_TEST_COOKIE, variable.ptr, NULL};
    cc_arena_init(&fixture.arena);
    cc_test_plugin_start_deaf(&fixture.arena, variables, &fixture.plugin);
    cc_test_plugin_finish(&fixture.plugin);
    assert_int_equal(cc_test_plugin_status(&fixture.plugin, 0), 0);
    remove_parent(&arena, parent); /* so the plugin's folder is gone from it */
    cc_arena_release(&fixture.arena);
    cc_arena_release(&arena);
}

/* Reads what --debug prints as a host would read the variable. */
static void read_reattach(struct fixture *fixture)
{
    struct cc_str line = cc_test_plugin_line(&fixture->plugin);
    struct cc_str prefix = CC_STR("TF_REATTACH_PROVIDERS='");
    assert_true(cc_str_starts_with(line, prefix) && cc_str_ends_with(line, CC_STR("}'")));
    struct cc_str reason;
    const struct cc_json *document = cc_json_parse(
        &fixture->arena, cc_str_slice(line, prefix.len, line.len - prefix.len - 1), &reason);
    const struct cc_json *entry = cc_json_member(document, CC_STR("test/stub"));
    int64_t version, pid;
    bool test;
    assert_true(cc_str_equal(cc_json_str(entry, "Protocol"), CC_STR("grpc")));
    assert_true(cc_json_int(entry, "ProtocolVersion", &version) && version == 6);
    assert_true(cc_json_int(entry, "Pid", &pid) && pid == fixture->plugin.pid);
    assert_true(cc_json_bool(entry, "Test", &test) && test);
    fixture->fields[2] = cc_json_str(entry, "Addr.Network");
    fixture->fields[3] = cc_json_str(entry, "Addr.String");
    assert_int_equal(cc_json_count(document), 1);
}

static void test_host__in_debug_mode_hosts_come_and_go(void **state)
{
    (void)state;
    static const int signals[] = {SIGINT, SIGTERM};
    static const char *const debug[] = {"--debug", NULL};
    static const char *const no_variables[] = {NULL};
    for (size_t i = 0; i < 2; i++) {
        struct fixture fixture;
        start(&fixture, debug, no_variables);
        read_reattach(&fixture);
        for (int j = 0; j < 2; j++) {
            connect_host(&fixture);
            struct cc_test_call *stdio = cc_test_call_begin(&fixture.host, STDIO, CC_STR(""));
            cc_test_call_await_start(stdio);
            cc_test_call_cancel(stdio);
            cc_test_call_end(stdio);
            assert_echo(&fixture.host);
            cc_test_host_close(&fixture.host);
        }
        cc_test_plugin_signal(&fixture.plugin, signals[i]);
        assert_ends_well(&fixture);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_host__a_p521_client_certificate_is_accepted),
        cmocka_unit_test(test_host__nobody_but_the_host_gets_in),
        cmocka_unit_test(test_host__without_a_client_certificate_all_is_plain),
        cmocka_unit_test(test_host__garbage_instead_of_a_certificate_is_named),
        cmocka_unit_test(test_host__started_by_hand_it_explains_itself),
        cmocka_unit_test(test_host__the_seventh_field_is_only_for_those_who_ask),
        cmocka_unit_test(test_host__each_method_has_its_answer),
        cmocka_unit_test(test_host__open_streams_do_not_hold_up_calls),
        cmocka_unit_test(test_host__stop_provider_reaches_ten_slow_calls),
        cmocka_unit_test(test_host__stop_provider_reaches_queued_calls),
        cmocka_unit_test(test_host__immediate_methods_pass_a_full_house),
        cmocka_unit_test(test_host__a_cancelled_call_is_told_so),
        cmocka_unit_test(test_host__a_request_of_five_mib_is_taken),
        cmocka_unit_test(test_host__a_request_of_300_mb_is_refused_and_survived),
        cmocka_unit_test(test_host__connections_without_a_word_are_harmless),
        cmocka_unit_test(test_host__the_socket_is_for_its_owner_only),
        cmocka_unit_test(test_host__the_socket_is_shared_with_a_group_on_request),
        cmocka_unit_test(test_host__any_temporary_folder_gives_a_reachable_address),
        cmocka_unit_test(test_host__what_is_printed_later_goes_nowhere),
        cmocka_unit_test(test_host__a_hanging_call_does_not_outlive_shutdown),
        cmocka_unit_test(test_host__sigint_is_for_the_host_and_sigterm_for_us),
        cmocka_unit_test(test_host__the_end_of_the_stdio_stream_is_the_end),
        cmocka_unit_test(test_host__a_connection_without_stdio_may_come_and_go),
        cmocka_unit_test(test_host__a_killed_host_takes_the_plugin_along),
        cmocka_unit_test(test_host__a_host_that_stopped_listening_is_gone),
        cmocka_unit_test(test_host__in_debug_mode_hosts_come_and_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
