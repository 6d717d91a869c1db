// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "client/client_tuning.h"
#include "client/test_client.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define JSON "Content-Type: application/json\r\n"
#define KEY_BODY "{\"id\":\"cck-1\"}"
#define KEY_OK "HTTP/1.1 200 OK\r\n" JSON "Content-Length: 14\r\n\r\n" KEY_BODY
#define EMPTY(status, headers) "HTTP/1.1 " status "\r\n" headers "Content-Length: 0\r\n\r\n"

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

static void assert_key(const struct cc_answer *answer)
{
    if (answer->kind != CC_ANSWER_OK)
        fail_msg("kind %d: %.*s", (int)answer->kind, CC_STR_ARG(answer->reason));
    assert_true(cc_str_equal(cc_json_str(answer->json, "id"), CC_STR("cck-1")));
}

static void test_client__sends_method_headers_credentials_and_body(void **state)
{
    (void)state;
    static const struct test_step steps[] = {{.answer = KEY_OK}};
    static const struct {
        enum cc_method method;
        const char *parts[7];
        const char *absent;
    } cases[] = {
        {CC_GET,
         {"GET /byok/v1/keys HTTP/1.1\r\n", "\r\nAuthorization: Basic a2V5OnNlY3JldA==\r\n",
          "\r\nAccept: application/json\r\n", "\r\nUser-Agent: test/1.0\r\n",
          "\r\nAccept-Encoding: "},
         "Content-Type"},
        {CC_POST,
         {"POST /byok/v1/keys HTTP/1.1\r\n", "\r\nAuthorization: Basic a2V5OnNlY3JldA==\r\n",
          "\r\nContent-Type: application/json\r\n", "\r\nContent-Length: 25\r\n",
          "\r\n\r\n{\"display_name\":\"orders\"}"},
         "Expect"},
        {CC_PATCH,
         {"PATCH /byok/v1/keys HTTP/1.1\r\n", "\r\n\r\n{\"display_name\":\"orders\"}"},
         "Expect"},
        {CC_DELETE, {"DELETE /byok/v1/keys HTTP/1.1\r\n"}, "Content-Type"},
    };
    test_bench_start(&bench, steps, COUNT(steps));
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct cc_answer answer = test_send(&bench, cases[i].method);
        assert_key(&answer);
        const char *request = test_server_request(bench.server, i);
        for (size_t part = 0; cases[i].parts[part]; part++) {
            if (!strstr(request, cases[i].parts[part]))
                fail_msg("%s is missing in: %s", cases[i].parts[part], request);
        }
        assert_null(strstr(request, cases[i].absent));
    }
}

static void test_client__without_a_key_sends_no_credentials(void **state)
{
    (void)state;
    static const struct test_step steps[] = {{.answer = KEY_OK}};
    bench.server = test_server_start(steps, COUNT(steps));
    struct cc_client_options options = {.endpoint = cc_str_format(&bench.arena,
                                                                  "http://localhost:%d/prefix/",
                                                                  test_server_port(bench.server)),
                                        .user_agent = CC_STR("agent\r\nX-Injected: 1"),
                                        .request_timeout_ms = CC_CLIENT_TIMEOUT_MS_DEFAULT};
    bench.client = cc_client_new(&options);
    struct cc_answer answer = test_send(&bench, CC_GET);
    assert_key(&answer);
    const char *request = test_server_request(bench.server, 0);
    assert_non_null(strstr(request, "GET /prefix/byok/v1/keys HTTP"));
    assert_null(strstr(request, "Authorization"));
    assert_null(strstr(request, "\nX-Injected"));
}

/* What becomes of one reply, with every method and the retries that belong to it. */
static void test_client__gives_each_reply_its_kind(void **state)
{
    (void)state;
    static const struct {
        enum cc_method method;
        struct test_step step;
        enum cc_answer_kind kind;
        int status;
        int tries;
    } cases[] = {
        {CC_GET, {.answer = KEY_OK}, CC_ANSWER_OK, 200, 1},
        {CC_DELETE, {.answer = "HTTP/1.1 204 No Content\r\n\r\n"}, CC_ANSWER_OK, 204, 1},
        {CC_POST, {.answer = EMPTY("201 Created", "")}, CC_ANSWER_OK, 201, 1},
        {CC_GET, {.answer = EMPTY("500 Oops", "")}, CC_ANSWER_REFUSED, 500, 4},
        {CC_PATCH, {.answer = EMPTY("503 Oops", "")}, CC_ANSWER_REFUSED, 503, 4},
        {CC_POST, {.answer = EMPTY("500 Oops", "")}, CC_ANSWER_REFUSED, 500, 1},
        {CC_GET, {.answer = EMPTY("501 No", "")}, CC_ANSWER_REFUSED, 501, 1},
        {CC_POST, {.answer = EMPTY("429 Slow", "")}, CC_ANSWER_REFUSED, 429, 4},
        {CC_GET, {.answer = EMPTY("404 Gone", "")}, CC_ANSWER_REFUSED, 404, 1},
        {CC_GET, {.answer = EMPTY("302 Found", "Location: /x\r\n")}, CC_ANSWER_REFUSED, 302, 1},
        {CC_GET, {.end = TEST_END_CLOSE}, CC_ANSWER_LOST, 0, 4},
        {CC_POST, {.end = TEST_END_CLOSE}, CC_ANSWER_LOST, 0, 1},
        {CC_POST, {.end = TEST_END_RESET}, CC_ANSWER_LOST, 0, 1},
        {CC_DELETE, {.end = TEST_END_RESET}, CC_ANSWER_LOST, 0, 4},
        {CC_POST, {.answer = "HTTP/1.1 20", .end = TEST_END_CLOSE}, CC_ANSWER_LOST, 0, 1},
        {CC_POST,
         {.answer = "HTTP/1.1 100 Continue\r\n\r\n", .end = TEST_END_CLOSE},
         CC_ANSWER_LOST,
         0,
         1},
        {CC_POST,
         {.answer = "no HTTP at all\r\n\r\n", .end = TEST_END_CLOSE},
         CC_ANSWER_LOST,
         0,
         1},
        {CC_POST,
         {.answer = "HTTP/1.1 201 Created\r\n" JSON "Content-Length: 99\r\n\r\n" KEY_BODY,
          .end = TEST_END_CLOSE},
         CC_ANSWER_MALFORMED,
         201,
         1},
        {CC_POST,
         {.answer = "HTTP/1.1 201 Created\r\n" JSON "Content-Length: 99\r\n\r\n" KEY_BODY,
          .end = TEST_END_RESET},
         CC_ANSWER_MALFORMED,
         201,
         1},
        {CC_POST,
         {.answer = "HTTP/1.1 201 Created\r\n" JSON "Transfer-Encoding: chunked\r\n\r\n"
                    "e\r\n" KEY_BODY "\r\n",
          .end = TEST_END_CLOSE},
         CC_ANSWER_MALFORMED,
         201,
         1},
        {CC_GET,
         {.answer = "HTTP/1.1 200 OK\r\n" JSON "Content-Length: 99\r\n\r\n" KEY_BODY,
          .end = TEST_END_CLOSE},
         CC_ANSWER_MALFORMED,
         200,
         4},
        {CC_GET,
         {.answer = "HTTP/1.1 403 No\r\n" JSON "Content-Length: 99\r\n\r\n" KEY_BODY,
          .end = TEST_END_CLOSE},
         CC_ANSWER_REFUSED,
         403,
         1},
        {CC_GET,
         {.answer = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n<p/>"},
         CC_ANSWER_MALFORMED,
         200,
         1},
        {CC_GET,
         {.answer = "HTTP/1.1 200 OK\r\n" JSON "Content-Length: 4\r\n\r\n{\"a\""},
         CC_ANSWER_MALFORMED,
         200,
         1},
        {CC_GET,
         {.answer = "HTTP/1.1 200 OK\r\n" JSON "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n"
                    "nope"},
         CC_ANSWER_MALFORMED,
         200,
         4},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct test_bench own;
        test_bench_init(&own);
        test_bench_start(&own, &cases[i].step, 1);
        struct cc_answer answer = test_send(&own, cases[i].method);
        if (answer.kind != cases[i].kind || answer.http_status != cases[i].status ||
            answer.tries != cases[i].tries)
            fail_msg("case %zu: kind %d, status %d, %d tries: %.*s", i, (int)answer.kind,
                     answer.http_status, answer.tries, CC_STR_ARG(answer.reason));
        if (answer.kind != CC_ANSWER_OK && answer.kind != CC_ANSWER_REFUSED)
            assert_false(cc_str_is_empty(answer.reason));
        if (cases[i].method == CC_POST) /* what counts for a POST is how often it arrived */
            assert_int_equal(test_server_requests(own.server), cases[i].tries);
        test_bench_release(&own);
    }
}

static void test_client__tries_again_until_it_works(void **state)
{
    (void)state;
    static const struct {
        enum cc_method method;
        struct test_step steps[3];
    } cases[] = {
        {CC_POST,
         {{.answer = EMPTY("429 Slow", "Retry-After: 1\r\n")},
          {.answer = EMPTY("429 Slow", "X-RateLimit-Reset: 1\r\n")},
          {.answer = KEY_OK}}},
        {CC_GET, {{.end = TEST_END_CLOSE}, {.answer = EMPTY("500 Oops", "")}, {.answer = KEY_OK}}},
        {CC_PATCH,
         {{.end = TEST_END_RESET}, {.answer = EMPTY("502 Oops", "")}, {.answer = KEY_OK}}},
        {CC_DELETE,
         {{.answer = "HTTP/1.1 200 OK\r\n" JSON "Content-Length: 99\r\n\r\n{",
           .end = TEST_END_CLOSE},
          {.answer = EMPTY("504 Oops", "")},
          {.answer = KEY_OK}}},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct test_bench own;
        test_bench_init(&own);
        test_bench_start(&own, cases[i].steps, COUNT(cases[i].steps));
        struct cc_answer answer = test_send(&own, cases[i].method);
        assert_key(&answer);
        /* libcurl repeats by itself what is no POST when a reused connection turns out closed. */
        assert_int_equal(test_server_requests(own.server), 3);
        test_bench_release(&own);
    }
}

static void test_client__a_limit_holds_back_all_calls(void **state)
{
    (void)state;
    static const struct test_step steps[] = {
        {.answer = EMPTY("200 OK", "X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 30\r\n")},
        {.answer = KEY_OK}};
    test_bench_start(&bench, steps, COUNT(steps));
    assert_int_equal(cc_client_gate_ms(bench.client), 0);
    test_send(&bench, CC_GET);
    assert_true(cc_client_gate_ms(bench.client) > 0); /* a millisecond, by the test's policy */
    struct cc_answer answer = test_send(&bench, CC_GET);
    assert_key(&answer);
}

static void test_client__tries_a_refused_connection_again_even_for_post(void **state)
{
    (void)state;
    int descriptor;
    int port = test_port_refusing(&descriptor);
    bench.client = test_client_new(&bench, "http", port, NULL, &test_quick, 60000);
    struct cc_answer answer = test_send(&bench, CC_POST);
    close(descriptor);
    assert_int_equal(answer.kind, CC_ANSWER_UNREACHED);
    assert_int_equal(answer.tries, 3); /* nobody has ever answered there */
    assert_int_equal(answer.http_status, 0);
    assert_true(cc_str_starts_with(answer.reason, CC_STR("http://127.0.0.1:")));
}

/* A plan must not wait for minutes for a look that only warns. */
static void test_client__what_is_optional_is_tried_twice_and_not_waited_for(void **state)
{
    (void)state;
    static const struct {
        struct test_step step;
        int64_t once_ms;
        int tries;
    } cases[] = {
        {{.answer = EMPTY("503 Oops", "")}, 0, 2},
        {{.answer = EMPTY("429 Slow", "Retry-After: 3600\r\n")}, 0, 1},
        {{.answer = EMPTY("503 Oops", "")}, 60000, 1},
        {{.end = TEST_END_HOLD}, 100, 1}, /* the time of the client is a minute */
    };
    struct cc_retry_policy policy = {
        .max_retries = 8, .pause_first_ms = 1, .pause_max_ms = 1, .hint_max_ms = 60 * 60 * 1000};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct test_bench own;
        test_bench_init(&own);
        own.server = test_server_start(&cases[i].step, 1);
        own.client =
            test_client_new(&own, "http", test_server_port(own.server), NULL, &policy, 60000);
        struct cc_request request = {
            .path = CC_STR("/x"), .is_optional = true, .once_ms = cases[i].once_ms};
        struct cc_answer answer = cc_client_send(own.client, &own.arena, &own.cancel, &request);
        assert_int_equal(answer.tries, cases[i].tries);
        assert_int_not_equal(answer.kind, CC_ANSWER_OK);
        test_bench_release(&own);
    }
}

static void test_client__reports_request_id_and_errors(void **state)
{
    (void)state;
    static const struct test_step steps[] = {
        {.answer = "HTTP/1.1 409 Conflict\r\n" JSON "x-request-id: req-7\r\n"
                   "Content-Length: 48\r\n\r\n"
                   "{\"errors\":[{\"code\":\"in_use\",\"detail\":\"in use\"}]} "}};
    test_bench_start(&bench, steps, COUNT(steps));
    struct cc_answer answer = test_send(&bench, CC_DELETE);
    assert_int_equal(answer.kind, CC_ANSWER_REFUSED);
    assert_string_equal(answer.request_id.ptr, "req-7");
    assert_int_equal(answer.error_count, 1);
    assert_true(cc_str_equal(answer.errors[0].code, CC_STR("in_use")));
    assert_true(cc_str_starts_with(answer.excerpt, CC_STR("{\"errors\"")));
}

static void test_client__reads_gzip(void **state)
{
    (void)state;
    static const char answer_bytes[] =
        "HTTP/1.1 200 OK\r\n" JSON "Content-Encoding: gzip\r\nContent-Length: 34\r\n\r\n"
        "\x1F\x8B\x08\x00\x00\x00\x00\x00\x02\x03\xAB\x56\xCA\x4C\x51\xB2\x52\x4A\x4E\xCE\xD6\x35"
        "\x54\xAA\x05\x00\x4D\x9E\xF7\x9D\x0E\x00\x00\x00";
    static const struct test_step steps[] = {
        {.answer = answer_bytes, .answer_len = sizeof(answer_bytes) - 1}};
    test_bench_start(&bench, steps, COUNT(steps));
    struct cc_answer answer = test_send(&bench, CC_GET);
    assert_key(&answer);
}

static void test_client__stops_at_a_body_beyond_the_bound(void **state)
{
    (void)state;
    static const struct {
        const char *answer;
        enum cc_answer_kind kind;
        int status;
    } cases[] = {
        {"HTTP/1.1 200 OK\r\n" JSON "\r\n", CC_ANSWER_MALFORMED, 200},
        {"HTTP/1.1 200 OK\r\n" JSON "Content-Length: 99999999\r\n\r\n", CC_ANSWER_MALFORMED, 200},
        {"HTTP/1.1 403 No\r\n" JSON "\r\n", CC_ANSWER_REFUSED, 403},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct test_bench own;
        struct test_step step = {.answer = cases[i].answer,
                                 .filler_len = CC_CLIENT_BODY_BYTES_MAX + 1,
                                 .end = TEST_END_CLOSE};
        test_bench_init(&own);
        test_bench_start(&own, &step, 1);
        struct cc_answer answer = test_send(&own, CC_POST);
        assert_int_equal(answer.kind, cases[i].kind);
        assert_int_equal(answer.http_status, cases[i].status);
        assert_int_equal(answer.excerpt.len, 300);
        if (answer.kind == CC_ANSWER_MALFORMED)
            assert_true(cc_str_contains(answer.reason, CC_STR("larger than 16777216 bytes")));
        test_bench_release(&own);
    }
}

static void test_client__follows_a_redirect_with_method_body_and_credentials(void **state)
{
    (void)state;
    static const struct test_step steps[] = {
        {.path = "/byok/v1/keys", .answer = EMPTY("307 Moved", "Location: /elsewhere?a=b\r\n")},
        {.path = "/elsewhere", .answer = EMPTY("301 Moved", "Location: /third\r\n")},
        {.path = "/third", .answer = EMPTY("308 Moved", "Location: /last\r\n")},
        {.path = "/last", .answer = KEY_OK}};
    test_bench_start(&bench, steps, COUNT(steps));
    struct cc_answer answer = test_send(&bench, CC_POST);
    assert_key(&answer);
    assert_int_equal(answer.tries, 1);
    assert_int_equal(test_server_requests(bench.server), 4);
    assert_non_null(strstr(test_server_request(bench.server, 1), "POST /elsewhere?a=b HTTP"));
    assert_non_null(strstr(test_server_request(bench.server, 3), "POST /last HTTP"));
    assert_non_null(strstr(test_server_request(bench.server, 3), "\r\n\r\n{\"display_name\""));
    assert_non_null(strstr(test_server_request(bench.server, 3), "Authorization: Basic"));
}

/* The text with its "%d" replaced. */
static const char *with_port(const char *text, int port)
{
    size_t before = (size_t)(strstr(text, "%d") - text);
    return cc_str_format(&bench.arena, "%.*s%d%s", (int)before, text, port, text + before + 2).ptr;
}

static void test_client__never_follows_a_redirect_to_another_host(void **state)
{
    (void)state;
    static const struct test_step other_steps[] = {{.answer = KEY_OK}};
    struct test_server *other = test_server_start(other_steps, COUNT(other_steps));
    static const char *const answers[] = {
        EMPTY("301 Moved", "Location: http://127.0.0.1:%d/\r\n"),
        EMPTY("307 Moved", "Location: //127.0.0.1:%d/\r\n"),
        EMPTY("307 Moved", "Location: http://localhost:%d/\r\n"),
        EMPTY("307 Moved", "Location: http://x@127.0.0.1:%d/\r\n"),
    };
    struct test_step steps[COUNT(answers)] = {0};
    for (size_t i = 0; i < COUNT(answers); i++)
        steps[i].answer = with_port(answers[i], test_server_port(other));
    test_bench_start(&bench, steps, COUNT(steps));
    for (size_t i = 0; i < COUNT(answers); i++) {
        struct cc_answer answer = test_send(&bench, CC_GET);
        assert_int_equal(answer.kind, CC_ANSWER_REFUSED);
        assert_true(cc_str_contains(answer.reason, CC_STR("another host")));
        assert_int_equal(answer.tries, 1);
        assert_int_equal(test_server_requests(bench.server), i + 1);
    }
    assert_int_equal(test_server_connections(other), 0);
    test_server_stop(other);
}

static void test_client__leaves_a_circle_of_redirects(void **state)
{
    (void)state;
    static const struct test_step steps[] = {
        {.answer = EMPTY("307 Moved", "Location: /byok/v1/keys\r\n")}};
    test_bench_start(&bench, steps, COUNT(steps));
    struct cc_answer answer = test_send(&bench, CC_GET);
    assert_int_equal(answer.kind, CC_ANSWER_REFUSED);
    assert_int_equal(answer.http_status, 307);
    assert_true(cc_str_contains(answer.reason, CC_STR("too often")));
    assert_int_equal(test_server_requests(bench.server), 6);
}

/* The end of the connection ends the body: no length to count by hand. */
#define PAGE(text) \
    .answer = "HTTP/1.1 200 OK\r\n" JSON "Connection: close\r\n\r\n" text, .end = TEST_END_CLOSE

static struct cc_answer list(const struct cc_json *const **items, size_t *count)
{
    struct cc_request request = {.path = CC_STR("/cmk/v2/clusters"),
                                 .query = {{"environment", CC_STR("env-1")}}};
    return cc_client_list(bench.client, &bench.arena, &bench.cancel, &request, items, count);
}

static void test_client__lists_every_page(void **state)
{
    (void)state;
    static const struct test_step steps[] = {
        {.path = "page_size=100",
         PAGE("{\"data\":[{\"id\":\"a\"},{\"id\":\"b\"}],\"metadata\":{\"next\":"
              "\"https://other.example/?page_token=t%2F1\"}}")},
        {.path = "page_token=t%2F1",
         PAGE("{\"data\":[],\"metadata\":{\"next\":\"/x?page_token=t2\"}}")},
        {.path = "page_token=t2", .answer = EMPTY("500 Oops", "")},
        {.path = "page_token=t2", PAGE("{\"data\":[{\"id\":\"c\"}],\"metadata\":{\"next\":\"\"}}")},
    };
    const struct cc_json *const *items;
    size_t count;
    test_bench_start(&bench, steps, COUNT(steps));
    struct cc_answer answer = list(&items, &count);
    if (answer.kind != CC_ANSWER_OK)
        fail_msg("%.*s", CC_STR_ARG(answer.reason));
    assert_int_equal(count, 3);
    assert_true(cc_str_equal(cc_json_str(items[0], "id"), CC_STR("a")));
    assert_true(cc_str_equal(cc_json_str(items[2], "id"), CC_STR("c")));
    assert_int_equal(answer.tries, 4);
    for (size_t i = 0; i < 4; i++) {
        const char *request = test_server_request(bench.server, i);
        assert_non_null(strstr(request, "GET /cmk/v2/clusters?environment=env-1&"));
        assert_non_null(strstr(request, "page_size=100"));
        assert_true((strstr(request, "page_token") != NULL) == (i > 0));
    }
}

static void test_client__gives_no_half_lists(void **state)
{
    (void)state;
    static const struct {
        struct test_step second;
        enum cc_answer_kind kind;
    } cases[] = {
        {{PAGE("{\"data\":[{\"id\":\"b\"}],\"metadata\":{\"next\":\"?page_token=t\"}}")},
         CC_ANSWER_MALFORMED},
        {{PAGE("{}")}, CC_ANSWER_MALFORMED},
        {{.answer = EMPTY("200 OK", "")}, CC_ANSWER_MALFORMED},
        {{.answer = EMPTY("403 No", "")}, CC_ANSWER_REFUSED},
        {{.end = TEST_END_CLOSE}, CC_ANSWER_LOST},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct test_step steps[] = {
            {PAGE("{\"data\":[{\"id\":\"a\"}],\"metadata\":{\"next\":\"?page_token=t\"}}")},
            cases[i].second};
        const struct cc_json *const *items;
        size_t count;
        test_bench_start(&bench, steps, COUNT(steps));
        struct cc_answer answer = list(&items, &count);
        if (answer.kind != cases[i].kind || count != 0 || items != NULL)
            fail_msg("case %zu: kind %d, %zu items", i, (int)answer.kind, count);
        assert_null(answer.json);
        test_bench_release(&bench);
        test_bench_init(&bench);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_client__sends_method_headers_credentials_and_body),
        TEST(test_client__without_a_key_sends_no_credentials),
        TEST(test_client__gives_each_reply_its_kind),
        TEST(test_client__tries_again_until_it_works),
        TEST(test_client__a_limit_holds_back_all_calls),
        TEST(test_client__tries_a_refused_connection_again_even_for_post),
        TEST(test_client__what_is_optional_is_tried_twice_and_not_waited_for),
        TEST(test_client__reports_request_id_and_errors),
        TEST(test_client__reads_gzip),
        TEST(test_client__stops_at_a_body_beyond_the_bound),
        TEST(test_client__follows_a_redirect_with_method_body_and_credentials),
        TEST(test_client__never_follows_a_redirect_to_another_host),
        TEST(test_client__leaves_a_circle_of_redirects),
        TEST(test_client__lists_every_page),
        TEST(test_client__gives_no_half_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
