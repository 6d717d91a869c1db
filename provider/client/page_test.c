// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "client/test_client.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The end of the connection ends the body: no length to count by hand. */
#define PAGE(text)                                                                         \
    .answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n" \
              "\r\n" text,                                                                 \
    .end = TEST_END_CLOSE

static struct test_bench bench;

static int set_up(void **state)
{
    (void)state;
    test_bench_init(&bench);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    test_bench_release(&bench);
    return 0;
}

static struct cc_answer turn(struct cc_str token, struct cc_page *page)
{
    struct cc_request request = {.path = CC_STR("/cmk/v2/clusters"),
                                 .query = {{"environment", CC_STR("env-1")}}};
    return cc_client_page(bench.client, &bench.arena, &bench.cancel, &request, token, page);
}

static void test_page__one_request_a_page(void **state)
{
    (void)state;
    static const struct test_step steps[] = {
        {.path = "page_size=100",
         PAGE("{\"data\":[{\"id\":\"a\"},{\"id\":\"b\"}],\"metadata\":{\"total_size\":3,\"next\":"
              "\"https://other.example/?page_token=t%2F1\"}}")},
        {.path = "page_token=t%2F1", PAGE("{\"data\":[{\"id\":\"c\"}],\"metadata\":{}}")},
    };
    struct cc_page page;
    test_bench_start(&bench, steps, COUNT(steps));
    struct cc_answer answer = turn(CC_STR_ABSENT, &page);
    assert_int_equal(answer.kind, CC_ANSWER_OK);
    assert_int_equal(page.item_count, 2);
    assert_true(cc_str_equal(cc_json_str(page.items[1], "id"), CC_STR("b")));
    assert_true(cc_str_equal(page.next, CC_STR("t/1")));
    assert_int_equal(page.total, 3);
    assert_int_equal(test_server_requests(bench.server), 1);
    answer = turn(page.next, &page);
    assert_int_equal(answer.kind, CC_ANSWER_OK);
    assert_int_equal(page.item_count, 1);
    assert_true(cc_str_is_absent(page.next));
    assert_true(page.total < 0);
    assert_non_null(
        strstr(test_server_request(bench.server, 1),
               "GET /cmk/v2/clusters?environment=env-1&page_size=100&page_token=t%2F1 "));
}

static void test_page__a_relative_link_leads_on(void **state)
{
    (void)state;
    static const struct test_step steps[] = {
        {PAGE("{\"data\":[],\"metadata\":{\"next\":\"/x?page_token=t2\"}}")}};
    struct cc_page page;
    test_bench_start(&bench, steps, COUNT(steps));
    assert_int_equal(turn(CC_STR_ABSENT, &page).kind, CC_ANSWER_OK);
    assert_true(cc_str_equal(page.next, CC_STR("t2")));
}

static void test_page__what_is_no_page_is_malformed(void **state)
{
    (void)state;
    static const char *const answers[] = {
        "{\"items\":[]}",
        "{\"data\":[{\"name\":\"without id\"}]}",
        "{\"data\":[],\"metadata\":{\"next\":\"/x?other=1\"}}",
    };
    for (size_t i = 0; i < COUNT(answers); i++) {
        struct cc_arena arena;
        cc_arena_init(&arena);
        const struct test_step steps[] = {
            {.answer = cc_str_format(&arena,
                                     "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                                     "Connection: close\r\n\r\n%s",
                                     answers[i])
                           .ptr,
             .end = TEST_END_CLOSE}};
        struct cc_page page;
        test_bench_start(&bench, steps, COUNT(steps));
        struct cc_answer answer = turn(CC_STR_ABSENT, &page);
        assert_int_equal(answer.kind, CC_ANSWER_MALFORMED);
        assert_true(answer.reason.len > 0);
        assert_null(answer.json);
        test_bench_release(&bench);
        test_bench_init(&bench);
        cc_arena_release(&arena);
    }
}

static void test_page__a_refusal_is_passed_on(void **state)
{
    (void)state;
    static const struct test_step steps[] = {
        {.answer = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"}};
    struct cc_page page;
    test_bench_start(&bench, steps, COUNT(steps));
    struct cc_answer answer = turn(CC_STR_ABSENT, &page);
    assert_int_equal(answer.kind, CC_ANSWER_REFUSED);
    assert_int_equal(answer.http_status, 403);
}

#define row(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        row(test_page__one_request_a_page),
        row(test_page__a_relative_link_leads_on),
        row(test_page__what_is_no_page_is_malformed),
        row(test_page__a_refusal_is_passed_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
