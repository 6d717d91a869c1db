// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "emulator/kit.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define KEY "{'key':{'kind':'GcpKey','key_id':'projects/p/locations/l/keyRings/r/cryptoKeys/k%d'}}"

static struct emu_kit kit;

static int up(void **state)
{
    (void)state;
    emu_kit_start(&kit, NULL);
    return 0;
}

static int down(void **state)
{
    (void)state;
    emu_kit_stop(&kit);
    return 0;
}

static void test_server__only_the_right_credentials_open_the_door(void **state)
{
    (void)state;
    static const char *const users[] = {NULL, "emulator-key:wrong", "emulator-key:", "x:y"};
    for (size_t i = 0; i < COUNT_OF(users); i++) {
        kit.user = users[i];
        struct emu_kit_answer answer = emu_kit_ask(&kit, "GET", "/byok/v1/keys", NULL);
        emu_kit_expect_refusal(&answer, 401, "user_unauthenticated", NULL);
        assert_false(cc_str_is_absent(emu_kit_header(&answer, "WWW-Authenticate")));
        assert_true(cc_str_is_absent(emu_kit_header(&answer, "X-RateLimit-Limit")));
    }
}

static void test_server__another_key_can_be_given(void **state)
{
    (void)state;
    static const char *const keys[] = {"a:b", "ab:cd", "abc:def", "key:with:colons"};
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        struct emu_kit one;
        emu_kit_start(&one, (const char *const[]){"--api-key", keys[i], NULL});
        one.user = keys[i];
        struct emu_kit_answer right = emu_kit_ask(&one, "GET", "/byok/v1/keys", NULL);
        one.user = "emulator-key:emulator-secret";
        struct emu_kit_answer wrong = emu_kit_ask(&one, "GET", "/byok/v1/keys", NULL);
        emu_kit_stop(&one);
        assert_int_equal(right.status, 200);
        assert_int_equal(wrong.status, 401);
    }
}

static void test_server__answers_carry_the_headers_of_the_api(void **state)
{
    (void)state;
    struct emu_kit_answer one = emu_kit_ask(&kit, "GET", "/byok/v1/keys", NULL);
    struct emu_kit_answer two = emu_kit_ask(&kit, "GET", "/byok/v1/keys", NULL);
    assert_true(cc_str_equal(emu_kit_header(&one, "Content-Type"), CC_STR("application/json")));
    assert_false(cc_str_is_empty(emu_kit_header(&one, "X-Request-Id")));
    assert_false(
        cc_str_equal(emu_kit_header(&one, "X-Request-Id"), emu_kit_header(&two, "X-Request-Id")));
    assert_false(cc_str_is_absent(emu_kit_header(&one, "X-RateLimit-Limit")));
    assert_false(cc_str_is_absent(emu_kit_header(&one, "X-RateLimit-Remaining")));
    assert_false(cc_str_is_absent(emu_kit_header(&one, "X-RateLimit-Reset")));
}

static void test_server__bodies_that_are_no_objects_are_refused(void **state)
{
    (void)state;
    static const char *const bodies[] = {"{", "[]", "7", "null", "<html>", "{'a':'\\u0000'}"};
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        struct emu_kit_answer answer = emu_kit_ask(&kit, "POST", "/byok/v1/keys", bodies[i]);
        emu_kit_expect_refusal(&answer, 400, "invalid_configuration", NULL);
    }
    struct emu_kit_answer empty = emu_kit_ask(&kit, "POST", "/byok/v1/keys", "");
    assert_int_equal(empty.status, 400);
}

static void test_server__bodies_above_the_limit_are_refused(void **state)
{
    (void)state;
    enum { MIB = 1024 * 1024 };
    char *body = cc_arena_alloc(&kit.arena, MIB + 2);
    memset(body, ' ', MIB + 1);
    memcpy(body, "{}", 2);
    struct emu_kit_answer large = emu_kit_ask(&kit, "POST", "/byok/v1/keys", body);
    emu_kit_expect_refusal(&large, 413, "content_too_large", NULL);
    body[MIB] = '\0';
    struct emu_kit_answer just = emu_kit_ask(&kit, "POST", "/byok/v1/keys", body);
    emu_kit_expect_refusal(&just, 400, "invalid_configuration", "/key");
}

static void test_server__unknown_paths_and_methods_are_told_apart(void **state)
{
    (void)state;
    static const struct {
        const char *method;
        const char *path;
        long status;
    } cases[] = {
        {"GET", "/", 404},
        {"GET", "/byok/v1", 404},
        {"GET", "/byok/v1/keys/", 404},
        {"GET", "/byok/v1/keys/a/b", 404},
        {"PUT", "/byok/v1/keys", 405},
        {"POST", "/byok/v1/keys/cck-1", 405},
        {"GET", "/_emulator/nothing", 404},
        {"PUT", "/_emulator/clock", 405},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct emu_kit_answer answer = emu_kit_ask(&kit, cases[i].method, cases[i].path, NULL);
        if (answer.status != cases[i].status)
            fail_msg("%s %s: %ld", cases[i].method, cases[i].path, answer.status);
        assert_non_null(emu_doc_at(answer.body, "errors"));
    }
}

static void test_server__the_prefix_api_leads_to_the_same_place(void **state)
{
    (void)state;
    struct cc_str body = cc_str_format(&kit.arena, KEY, 1);
    struct emu_kit_answer made = emu_kit_ask(&kit, "POST", "/api/byok/v1/keys", body.ptr);
    assert_int_equal(made.status, 201);
    assert_non_null(strstr(emu_kit_text(&made, "metadata.self"), "/api/byok/v1/keys/cck-"));
    body = cc_str_format(&kit.arena, KEY, 2);
    emu_kit_ask(&kit, "POST", "/byok/v1/keys", body.ptr);
    struct emu_kit_answer page = emu_kit_ask(&kit, "GET", "/api/byok/v1/keys?page_size=1", NULL);
    const char *next = emu_kit_text(&page, "metadata.next");
    assert_non_null(strstr(next, "/api/byok/v1/keys?page_size=1&page_token="));
    page = emu_kit_ask(&kit, "GET", next, NULL);
    assert_int_equal(emu_kit_count(&page), 1);
}

static void test_server__requests_are_counted_by_route(void **state)
{
    (void)state;
    emu_kit_ask(&kit, "GET", "/byok/v1/keys", NULL);
    emu_kit_ask(&kit, "GET", "/byok/v1/keys/cck-1", NULL);
    emu_kit_ask(&kit, "GET", "/api/byok/v1/keys/cck-2", NULL);
    emu_kit_ask(&kit, "GET", "/nothing", NULL);
    kit.user = NULL;
    emu_kit_ask(&kit, "GET", "/byok/v1/keys", NULL);
    struct emu_kit_answer counts = emu_kit_ask(&kit, "GET", "/_emulator/requests", NULL);
    const json_t *routes = emu_doc_at(counts.body, "routes");
    assert_int_equal(emu_kit_number(&counts, "total"), 5);
    assert_int_equal(emu_kit_number(&counts, "in_flight_max"), 1);
    assert_string_equal(emu_kit_text(&counts, "user_agent"), "emulator-kit/1");
    assert_int_equal(json_integer_value(json_object_get(routes, "GET /byok/v1/keys")), 2);
    assert_int_equal(json_integer_value(json_object_get(routes, "GET /byok/v1/keys/{id}")), 2);
    emu_kit_ask(&kit, "POST", "/_emulator/requests/reset", NULL);
    counts = emu_kit_ask(&kit, "GET", "/_emulator/requests", NULL);
    assert_int_equal(emu_kit_number(&counts, "total"), 0);
    assert_int_equal(json_object_size(emu_doc_at(counts.body, "routes")), 0);
}

enum { CLIENTS = 8, KEYS_EACH = 5 };

/* cmocka's assertions belong to the main thread; the others only count. */
static void *client_run(void *context)
{
    struct emu_kit *client = context;
    size_t made = 0;
    for (int i = 0; i < KEYS_EACH; i++) {
        struct cc_str body = cc_str_format(&client->arena, KEY, client->pid * 100 + i);
        struct emu_kit_answer answer = emu_kit_ask(client, "POST", "/byok/v1/keys", body.ptr);
        made += answer.status == 201;
    }
    return (void *)(uintptr_t)made;
}

static void test_server__many_clients_are_served_at_once(void **state)
{
    (void)state;
    struct emu_kit clients[CLIENTS];
    pthread_t threads[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
        clients[i] = (struct emu_kit){.pid = i, .url = kit.url, .user = kit.user};
        cc_arena_init(&clients[i].arena);
        clients[i].curl = emu_kit_client();
        assert_int_equal(pthread_create(&threads[i], NULL, client_run, &clients[i]), 0);
    }
    size_t made = 0;
    for (int i = 0; i < CLIENTS; i++) {
        void *result;
        pthread_join(threads[i], &result);
        made += (size_t)(uintptr_t)result;
        emu_kit_client_free(clients[i].curl);
        cc_arena_release(&clients[i].arena);
    }
    assert_int_equal(made, CLIENTS * KEYS_EACH);
    struct emu_kit_answer list = emu_kit_ask(&kit, "GET", "/byok/v1/keys?page_size=100", NULL);
    assert_int_equal(emu_kit_count(&list), CLIENTS * KEYS_EACH);
}

static void test_server__the_clock_goes_forward_only(void **state)
{
    (void)state;
    static const char *const bodies[] = {"{}", "{'advance_seconds':-1}", "{'advance_seconds':'1'}",
                                         "{'advance_seconds':1e15}", "{'advance_seconds':null}"};
    struct emu_kit_answer before = emu_kit_ask(&kit, "GET", "/_emulator/clock", NULL);
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        struct emu_kit_answer answer = emu_kit_ask(&kit, "POST", "/_emulator/clock", bodies[i]);
        emu_kit_expect_refusal(&answer, 400, "invalid_configuration", "/advance_seconds");
    }
    emu_kit_advance(&kit, 3600 * 24 * 365);
    struct emu_kit_answer after = emu_kit_ask(&kit, "GET", "/_emulator/clock", NULL);
    assert_true(strncmp(emu_kit_text(&after, "now"), emu_kit_text(&before, "now"), 4) > 0);
}

static void test_server__state_survives_a_restart(void **state)
{
    (void)state;
    char folder[] = "/tmp/ccloud-emulator-test-XXXXXX";
    assert_non_null(mkdtemp(folder));
    char database[64];
    snprintf(database, sizeof(database), "%s/state", folder);
    const char *const options[] = {"--database", database, "--provisioning", "600", NULL};
    struct emu_kit one;
    emu_kit_start(&one, options);
    struct emu_kit_answer made = emu_kit_ask(
        &one, "POST", "/cmk/v2/clusters",
        "{'spec':{'display_name':'x','availability':'LOW','cloud':'AZURE','region':'westeurope',"
        "'config':{'kind':'Dedicated','cku':1},'environment':{'id':'env-demo01'}}}");
    char path[128];
    snprintf(path, sizeof(path), "/cmk/v2/clusters/%s?environment=env-demo01",
             emu_kit_text(&made, "id"));
    emu_kit_advance(&one, 601);
    int second = emu_kit_run(&kit.arena, options, &(struct cc_str){0});
    emu_kit_stop(&one);
    assert_int_equal(made.status, 202);
    assert_int_equal(second, 1); /* one at a time */

    emu_kit_start(&one, options);
    struct emu_kit_answer read = emu_kit_ask(&one, "GET", path, NULL);
    struct emu_kit_answer list = emu_kit_ask(&one, "GET", "/org/v2/environments", NULL);
    assert_string_equal(emu_kit_text(&read, "status.phase"), "PROVISIONED");
    assert_int_equal(emu_kit_count(&list), 1);
    emu_kit_stop(&one);
    assert_int_equal(unlink(database), 0);
    assert_int_equal(rmdir(folder), 0);
}

static void test_server__a_delayed_answer_does_not_delay_the_end(void **state)
{
    (void)state;
    struct emu_kit one;
    emu_kit_start(&one, (const char *const[]){"--latency", "600000", NULL});
    struct emu_kit client = {.user = one.user};
    cc_arena_init(&client.arena);
    client.url = cc_str_copy_into(&client.arena, one.url);
    client.curl = emu_kit_client();
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, client_run, &client), 0);
    struct emu_kit_answer counts;
    do
        counts = emu_kit_ask(&one, "GET", "/_emulator/requests", NULL);
    while (emu_kit_number(&counts, "total") == 0);
    emu_kit_stop(&one);
    pthread_join(thread, NULL);
    emu_kit_client_free(client.curl);
    cc_arena_release(&client.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_server__only_the_right_credentials_open_the_door, up,
                                        down),
        cmocka_unit_test(test_server__another_key_can_be_given),
        cmocka_unit_test_setup_teardown(test_server__answers_carry_the_headers_of_the_api, up,
                                        down),
        cmocka_unit_test_setup_teardown(test_server__bodies_that_are_no_objects_are_refused, up,
                                        down),
        cmocka_unit_test_setup_teardown(test_server__bodies_above_the_limit_are_refused, up, down),
        cmocka_unit_test_setup_teardown(test_server__unknown_paths_and_methods_are_told_apart, up,
                                        down),
        cmocka_unit_test_setup_teardown(test_server__the_prefix_api_leads_to_the_same_place, up,
                                        down),
        cmocka_unit_test_setup_teardown(test_server__requests_are_counted_by_route, up, down),
        cmocka_unit_test_setup_teardown(test_server__many_clients_are_served_at_once, up, down),
        cmocka_unit_test_setup_teardown(test_server__the_clock_goes_forward_only, up, down),
        cmocka_unit_test_setup_teardown(test_server__state_survives_a_restart, up, down),
        cmocka_unit_test(test_server__a_delayed_answer_does_not_delay_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
