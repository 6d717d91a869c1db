// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <pthread.h>
#include <sched.h>

#include "client/client_tuning.h"
#include "client/test_client.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define KEY_OK                                                                        \
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n" \
    "{\"id\":\"cck-1\"}"
#define EMPTY(status) "HTTP/1.1 " status "\r\nContent-Length: 0\r\n\r\n"

enum { TRY_MS = 500 }; /* long enough for loopback, even on a busy machine */

static const int64_t hour_ms = 60 * 60 * 1000;
static const int64_t minute_ms = 60 * 1000;

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

/* A call on a thread of its own, with arena and cancel of its own, as a worker has them. */
struct call {
    pthread_t thread;
    struct cc_arena arena;
    struct cc_cancel cancel;
    struct cc_client *client;
    enum cc_method method;
    const char *path;
    struct cc_answer answer;
};

static void *call_main(void *context)
{
    struct call *call = context;
    struct cc_json *body = call->method == CC_POST ? cc_json_object(&call->arena) : NULL;
    struct cc_request request = {
        .method = call->method, .path = cc_str_from(call->path), .body = body};
    call->answer = cc_client_send(call->client, &call->arena, &call->cancel, &request);
    return NULL;
}

static void call_start(struct call *call, struct cc_client *client, enum cc_method method,
                       const char *path)
{
    *call = (struct call){.client = client, .method = method, .path = path};
    cc_arena_init(&call->arena);
    cc_cancel_init(&call->cancel);
    assert_int_equal(pthread_create(&call->thread, NULL, call_main, call), 0);
}

/* What the answer points to is gone afterwards. */
static struct cc_answer call_end(struct call *call)
{
    pthread_join(call->thread, NULL);
    cc_cancel_release(&call->cancel);
    cc_arena_release(&call->arena);
    return call->answer;
}

static void start_graceful(const struct test_step *steps, size_t step_count, const char *scheme,
                           int64_t post_grace_ms)
{
    struct cc_retry_policy policy = {.max_retries = 8,
                                     .pause_first_ms = hour_ms,
                                     .pause_max_ms = hour_ms,
                                     .hint_max_ms = hour_ms,
                                     .post_grace_ms = post_grace_ms};
    bench.server = test_server_start(steps, step_count);
    bench.client =
        test_client_new(&bench, scheme, test_server_port(bench.server), NULL, &policy, hour_ms);
}

static void start_patient(const struct test_step *steps, size_t step_count, const char *scheme)
{
    start_graceful(steps, step_count, scheme, 0);
}

static void test_engine__the_answer_to_a_post_is_awaited_although_cancelled(void **state)
{
    (void)state;
    static const struct test_step steps[] = {{.answer = KEY_OK, .waits = true}};
    struct call call;
    start_graceful(steps, COUNT(steps), "http", hour_ms);
    call_start(&call, bench.client, CC_POST, "/x");
    test_server_await_requests(bench.server, 1);
    cc_cancel_trigger(&call.cancel);
    test_server_go(bench.server);
    struct cc_answer answer = call_end(&call);
    assert_int_equal(answer.kind, CC_ANSWER_OK);
    assert_int_equal(answer.tries, 1);
}

static void test_engine__the_grace_of_a_post_ends(void **state)
{
    (void)state;
    static const struct test_step steps[] = {{.end = TEST_END_HOLD}};
    struct call call;
    start_graceful(steps, COUNT(steps), "http", 1);
    call_start(&call, bench.client, CC_POST, "/x");
    test_server_await_requests(bench.server, 1);
    cc_cancel_trigger(&call.cancel);
    struct cc_answer answer = call_end(&call);
    assert_int_equal(answer.kind, CC_ANSWER_CANCELLED);
    assert_true(answer.may_have_been_processed);
}

/* Would hang if the grace held for what can be given up without loss. */
static void test_engine__only_a_post_on_its_way_has_grace(void **state)
{
    (void)state;
    static const struct test_step steps[] = {{.end = TEST_END_HOLD}};
    struct call call;
    start_graceful(steps, COUNT(steps), "http", hour_ms);
    call_start(&call, bench.client, CC_GET, "/x");
    test_server_await_requests(bench.server, 1);
    cc_cancel_trigger(&call.cancel);
    assert_int_equal(call_end(&call).kind, CC_ANSWER_CANCELLED);
    test_bench_release(&bench);
    test_bench_init(&bench);
    start_graceful(steps, COUNT(steps), "https", hour_ms); /* a server silent before the greeting */
    call_start(&call, bench.client, CC_POST, "/x");
    test_server_await_connections(bench.server, 1);
    cc_cancel_trigger(&call.cancel);
    struct cc_answer answer = call_end(&call);
    assert_int_equal(answer.kind, CC_ANSWER_CANCELLED);
    assert_false(answer.may_have_been_processed);
}

static void test_engine__a_cancelled_call_returns_while_the_server_is_silent(void **state)
{
    (void)state;
    static const enum cc_method methods[] = {CC_GET, CC_POST, CC_DELETE};
    static const struct test_step steps[] = {{.end = TEST_END_HOLD}};
    start_patient(steps, COUNT(steps), "http");
    for (size_t i = 0; i < COUNT(methods); i++) {
        struct call call;
        call_start(&call, bench.client, methods[i], "/x");
        test_server_await_requests(bench.server, i + 1);
        cc_cancel_trigger(&call.cancel);
        struct cc_answer answer = call_end(&call);
        assert_int_equal(answer.kind, CC_ANSWER_CANCELLED);
        assert_true(answer.may_have_been_processed);
        assert_int_equal(answer.tries, 1);
    }
}

static void test_engine__a_cancelled_call_returns_in_the_middle_of_a_body(void **state)
{
    (void)state;
    static const struct test_step steps[] = {
        {.answer = "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", .end = TEST_END_HOLD}};
    struct call call;
    start_patient(steps, COUNT(steps), "http");
    call_start(&call, bench.client, CC_GET, "/x");
    test_server_await_requests(bench.server, 1);
    cc_cancel_trigger(&call.cancel);
    assert_int_equal(call_end(&call).kind, CC_ANSWER_CANCELLED);
}

/* The server waits for the end of a request that is a TLS greeting: it stays silent. */
static void test_engine__a_call_cancelled_before_it_was_sent_says_so(void **state)
{
    (void)state;
    static const struct test_step steps[] = {{.end = TEST_END_HOLD}};
    struct call call;
    start_patient(steps, COUNT(steps), "https");
    call_start(&call, bench.client, CC_POST, "/x");
    test_server_await_connections(bench.server, 1);
    cc_cancel_trigger(&call.cancel);
    struct cc_answer answer = call_end(&call);
    assert_int_equal(answer.kind, CC_ANSWER_CANCELLED);
    assert_false(answer.may_have_been_processed);
}

static void test_engine__a_call_cancelled_beforehand_sends_nothing(void **state)
{
    (void)state;
    static const struct test_step steps[] = {{.answer = KEY_OK}};
    start_patient(steps, COUNT(steps), "http");
    cc_cancel_trigger(&bench.cancel);
    struct cc_answer answer = test_send(&bench, CC_POST);
    assert_int_equal(answer.kind, CC_ANSWER_CANCELLED);
    assert_int_equal(answer.tries, 0);
    assert_false(answer.may_have_been_processed);
    assert_int_equal(test_server_connections(bench.server), 0);
}

static void test_engine__a_call_that_means_to_try_again_can_be_cancelled(void **state)
{
    (void)state;
    static const struct {
        enum cc_method method;
        struct test_step step;
    } cases[] = {
        {CC_GET, {.answer = EMPTY("500 Oops")}},
        {CC_POST, {.answer = EMPTY("429 Slow")}},
        {CC_DELETE, {.end = TEST_END_CLOSE}},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct call call;
        start_patient(&cases[i].step, 1, "http");
        call_start(&call, bench.client, cases[i].method, "/x");
        test_server_await_requests(bench.server, 1);
        cc_cancel_trigger(&call.cancel);
        struct cc_answer answer = call_end(&call);
        assert_int_equal(answer.kind, CC_ANSWER_CANCELLED);
        assert_int_equal(answer.tries, 1);
        test_bench_release(&bench);
        test_bench_init(&bench);
    }
}

static void test_engine__a_refused_post_cancelled_in_its_pause_was_not_processed(void **state)
{
    (void)state;
    static const struct test_step steps[] = {
        {.answer = "HTTP/1.1 429 Slow\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n"}};
    struct call pausing;
    struct call held_back;
    start_patient(steps, COUNT(steps), "http");
    call_start(&pausing, bench.client, CC_POST, "/x");
    while (cc_client_gate_ms(bench.client) == 0) /* closes once the answer was read */
        sched_yield();
    call_start(&held_back, bench.client, CC_POST, "/x");
    cc_cancel_trigger(&pausing.cancel);
    cc_cancel_trigger(&held_back.cancel);
    struct cc_answer answer = call_end(&pausing);
    assert_int_equal(answer.kind, CC_ANSWER_CANCELLED);
    assert_int_equal(answer.tries, 1);
    assert_false(answer.may_have_been_processed);
    answer = call_end(&held_back);
    assert_int_equal(answer.kind, CC_ANSWER_CANCELLED);
    assert_int_equal(answer.tries, 0);
    assert_int_equal(test_server_requests(bench.server), 1);
}

static void test_engine__a_silent_server_ends_a_try_by_timeout(void **state)
{
    (void)state;
    static const struct {
        enum cc_method method;
        const char *scheme;
        struct test_step step;
        enum cc_answer_kind kind;
        int tries;
    } cases[] = {
        {CC_GET, "http", {.end = TEST_END_HOLD}, CC_ANSWER_LOST, 2},
        {CC_POST, "http", {.end = TEST_END_HOLD}, CC_ANSWER_LOST, 1},
        {CC_POST,
         "http",
         {.answer = "HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\n{", .end = TEST_END_HOLD},
         CC_ANSWER_MALFORMED,
         1},
        {CC_POST, "https", {.end = TEST_END_HOLD}, CC_ANSWER_UNREACHED, 2},
    };
    struct cc_retry_policy once_more = test_quick;
    once_more.max_retries = 1;
    for (size_t i = 0; i < COUNT(cases); i++) {
        bench.server = test_server_start(&cases[i].step, 1);
        bench.client = test_client_new(&bench, cases[i].scheme, test_server_port(bench.server),
                                       NULL, &once_more, TRY_MS);
        struct cc_answer answer = test_send(&bench, cases[i].method);
        if (answer.kind != cases[i].kind || answer.tries != cases[i].tries)
            fail_msg("case %zu: kind %d, %d tries", i, (int)answer.kind, answer.tries);
        assert_false(cc_str_is_empty(answer.reason));
        test_bench_release(&bench);
        test_bench_init(&bench);
    }
}

static void test_engine__a_stalled_call_blocks_no_other(void **state)
{
    (void)state;
    static const struct test_step steps[] = {{.path = "/stalled", .end = TEST_END_HOLD},
                                             {.path = "/byok", .answer = KEY_OK}};
    struct call stalled[4];
    start_patient(steps, COUNT(steps), "http");
    for (size_t i = 0; i < COUNT(stalled); i++)
        call_start(&stalled[i], bench.client, CC_GET, "/stalled");
    test_server_await_requests(bench.server, COUNT(stalled));
    for (int i = 0; i < 20; i++)
        assert_int_equal(test_send(&bench, CC_GET).kind, CC_ANSWER_OK);
    for (size_t i = 0; i < COUNT(stalled); i++)
        cc_cancel_trigger(&stalled[i].cancel);
    for (size_t i = 0; i < COUNT(stalled); i++)
        assert_int_equal(call_end(&stalled[i]).kind, CC_ANSWER_CANCELLED);
}

enum { WORKERS = 8, ROUNDS = 40 };

struct worker {
    pthread_t thread;
    int number;
    int right_answers;
};

/* Each worker asks for its own object and must never see another's. */
static void *worker_main(void *context)
{
    struct worker *worker = context;
    struct cc_arena arena;
    struct cc_cancel cancel;
    cc_arena_init(&arena);
    cc_cancel_init(&cancel);
    for (int round = 0; round < ROUNDS; round++) {
        bool is_post = round % 4 == 3;
        struct cc_request request = {.method = is_post ? CC_POST : CC_GET,
                                     .path = cc_str_format(&arena, "/object-%d", worker->number),
                                     .body = is_post ? cc_json_object(&arena) : NULL};
        struct cc_answer answer = cc_client_send(bench.client, &arena, &cancel, &request);
        struct cc_str expected = cc_str_format(&arena, "object-%d", worker->number);
        if (answer.kind == CC_ANSWER_OK && cc_str_equal(cc_json_str(answer.json, "id"), expected))
            worker->right_answers++;
        cc_arena_reset(&arena);
    }
    cc_cancel_release(&cancel);
    cc_arena_release(&arena);
    return NULL;
}

#define OBJECT(number)                                                                          \
    {                                                                                           \
        .path = "/object-" number " ",                                                          \
        .answer = "HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{\"id\":\"object-" number "\"}" \
    }

static void test_engine__many_threads_each_get_their_own_answer(void **state)
{
    (void)state;
    static const struct test_step steps[WORKERS] = {OBJECT("0"), OBJECT("1"), OBJECT("2"),
                                                    OBJECT("3"), OBJECT("4"), OBJECT("5"),
                                                    OBJECT("6"), OBJECT("7")};
    struct worker workers[WORKERS] = {0};
    test_bench_start(&bench, steps, COUNT(steps));
    for (int i = 0; i < WORKERS; i++) {
        workers[i].number = i;
        assert_int_equal(pthread_create(&workers[i].thread, NULL, worker_main, &workers[i]), 0);
    }
    for (int i = 0; i < WORKERS; i++)
        pthread_join(workers[i].thread, NULL);
    for (int i = 0; i < WORKERS; i++)
        assert_int_equal(workers[i].right_answers, ROUNDS);
    assert_int_equal(test_server_requests(bench.server), WORKERS * ROUNDS);
}

static void test_engine__calls_share_connections_but_each_post_has_a_fresh_one(void **state)
{
    (void)state;
    static const struct test_step steps[] = {{.answer = KEY_OK}};
    test_bench_start(&bench, steps, COUNT(steps));
    for (int i = 0; i < 5; i++)
        assert_int_equal(test_send(&bench, CC_GET).kind, CC_ANSWER_OK);
    assert_int_equal(test_server_connections(bench.server), 1);
    assert_int_equal(test_send(&bench, CC_POST).kind, CC_ANSWER_OK);
    assert_int_equal(test_server_connections(bench.server), 2);
}

/* Cancellation at every moment, many times: what matters is what the sanitizers say. */
static void test_engine__cancellation_races_with_the_answer(void **state)
{
    (void)state;
    static const struct test_step steps[] = {{.answer = KEY_OK}};
    bench.server = test_server_start(steps, COUNT(steps));
    bench.client = test_client_new(&bench, "http", test_server_port(bench.server), NULL,
                                   &test_quick, minute_ms);
    for (int i = 0; i < 300; i++) {
        struct call call;
        call_start(&call, bench.client, i % 2 ? CC_POST : CC_GET, "/x");
        if (i % 3 == 0) /* sometimes after the request has come, sometimes at once */
            test_server_await_connections(bench.server, 1);
        cc_cancel_trigger(&call.cancel);
        struct cc_answer answer = call_end(&call);
        assert_true(answer.kind == CC_ANSWER_CANCELLED || answer.kind == CC_ANSWER_OK);
    }
}

static void test_engine__a_client_can_go_right_after_a_cancelled_call(void **state)
{
    (void)state;
    static const struct test_step steps[] = {{.end = TEST_END_HOLD}};
    for (int i = 0; i < 20; i++) {
        struct call call;
        start_patient(steps, COUNT(steps), "http");
        call_start(&call, bench.client, CC_POST, "/x");
        if (i % 2)
            test_server_await_requests(bench.server, 1);
        cc_cancel_trigger(&call.cancel);
        assert_int_equal(call_end(&call).kind, CC_ANSWER_CANCELLED);
        test_bench_release(&bench);
        test_bench_init(&bench);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_engine__the_answer_to_a_post_is_awaited_although_cancelled),
        TEST(test_engine__the_grace_of_a_post_ends),
        TEST(test_engine__only_a_post_on_its_way_has_grace),
        TEST(test_engine__a_cancelled_call_returns_while_the_server_is_silent),
        TEST(test_engine__a_cancelled_call_returns_in_the_middle_of_a_body),
        TEST(test_engine__a_call_cancelled_before_it_was_sent_says_so),
        TEST(test_engine__a_call_cancelled_beforehand_sends_nothing),
        TEST(test_engine__a_call_that_means_to_try_again_can_be_cancelled),
        TEST(test_engine__a_refused_post_cancelled_in_its_pause_was_not_processed),
        TEST(test_engine__a_silent_server_ends_a_try_by_timeout),
        TEST(test_engine__a_stalled_call_blocks_no_other),
        TEST(test_engine__many_threads_each_get_their_own_answer),
        TEST(test_engine__calls_share_connections_but_each_post_has_a_fresh_one),
        TEST(test_engine__cancellation_races_with_the_answer),
        TEST(test_engine__a_client_can_go_right_after_a_cancelled_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
