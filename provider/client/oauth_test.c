// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdatomic.h>

#include "base/clock.h"
#include "client/client_tuning.h"
#include "client/test_client.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define JSON "Content-Type: application/json\r\n"
#define ANSWER(status, len, body) \
    "HTTP/1.1 " status "\r\n" JSON "Content-Length: " #len "\r\n\r\n" body
#define EMPTY(status) "HTTP/1.1 " status "\r\nContent-Length: 0\r\n\r\n"

/* Two tokens a side, so that a renewal can be told from what was kept. */
#define IDP_1 ANSWER("200 OK", 42, "{\"access_token\":\"idp-1\",\"expires_in\":3600}")
#define IDP_2 ANSWER("200 OK", 44, "{\"access_token\":\"idp-2\",\"expires_in\":\"3600\"}")
#define STS_1 ANSWER("200 OK", 47, "{\"access_token\":\"sts-token-1\",\"expires_in\":900}")
#define STS_2 ANSWER("200 OK", 47, "{\"access_token\":\"sts-token-2\",\"expires_in\":900}")
#define KEY_OK ANSWER("200 OK", 14, "{\"id\":\"cck-1\"}")

#define IDP "POST /idp/token?p=1 "
#define STS "POST /sts/v1/oauth2/token "
#define KEYS "/byok/v1/keys "

enum { CALLS = 8, MINUTE_MS = 60 * 1000, TIMEOUT_MS = 60 * 1000 };

static struct test_bench bench;
static struct cc_retry_policy policy;
static atomic_int_fast64_t clock_ms;

static int64_t test_now_ms(void)
{
    return atomic_load(&clock_ms);
}

static int set_up(void **state)
{
    (void)state;
    test_bench_init(&bench);
    policy = test_quick;
    atomic_store(&clock_ms, MINUTE_MS);
    cc_clock_set_source(test_now_ms, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    cc_clock_set_source(NULL, NULL);
    test_bench_release(&bench);
    return 0;
}

/* `brought`: a token of the user's own instead of an identity provider; NULL: none. */
static void start(const struct test_step *steps, size_t count, const char *brought)
{
    bench.server = test_server_start(steps, count);
    int port = test_server_port(bench.server);
    struct cc_oauth_options oauth = {.external_access_token = cc_str_from(brought),
                                     .identity_pool_id = CC_STR("pool-1")};
    if (!brought) {
        oauth.external_token_url =
            cc_str_format(&bench.arena, "http://127.0.0.1:%d/idp/token?p=1", port);
        oauth.external_client_id = CC_STR("client 1");
        oauth.external_client_secret = CC_STR("s3cret/of+mine");
        oauth.external_token_scope = CC_STR("api://1/.default");
    }
    struct cc_client_options options = {
        .endpoint = cc_str_format(&bench.arena, "http://127.0.0.1:%d", port),
        .oauth = &oauth,
        .user_agent = CC_STR("test/1.0"),
        .max_retries = policy.max_retries,
        .request_timeout_ms = TIMEOUT_MS,
    };
    bench.client = cc_client_new_tuned(&options, &policy, 1);
    assert_non_null(bench.client);
}

#define START(steps) start(steps, COUNT(steps), NULL)

static void assert_key(const struct cc_answer *answer)
{
    if (answer->kind != CC_ANSWER_OK)
        fail_msg("kind %d: %.*s", (int)answer->kind, CC_STR_ARG(answer->reason));
}

static void send_well(enum cc_method method)
{
    struct cc_answer answer = test_send(&bench, method);
    assert_key(&answer);
}

/* The requests that came, one line each, must begin like these. */
static void assert_requests(const char *const *lines, size_t count)
{
    for (size_t i = 0; i < count && i < test_server_requests(bench.server); i++) {
        const char *request = test_server_request(bench.server, i);
        if (!strstr(request, lines[i]))
            fail_msg("request %zu is no %s: %.60s", i, lines[i], request);
    }
    assert_int_equal(test_server_requests(bench.server), count);
}

#define ASSERT_REQUESTS(...)                            \
    assert_requests((const char *const[]){__VA_ARGS__}, \
                    sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static void assert_part(size_t request, const char *part)
{
    const char *text = test_server_request(bench.server, request);
    if (!strstr(text, part))
        fail_msg("%s is missing in: %s", part, text);
}

static void assert_says(struct cc_str text, const char *part)
{
    if (!cc_str_contains(text, cc_str_from(part)))
        fail_msg("%s is missing in: %.*s", part, CC_STR_ARG(text));
}

static void test_oauth__signs_in_in_two_steps_and_keeps_the_tokens(void **state)
{
    (void)state;
    static const struct test_step steps[] = {{.path = IDP, .answer = IDP_1},
                                             {.path = STS, .answer = STS_1},
                                             {.path = KEYS, .answer = KEY_OK}};
    START(steps);
    send_well(CC_GET);
    send_well(CC_POST);
    ASSERT_REQUESTS(IDP, STS, "GET " KEYS, "POST " KEYS);
    assert_part(0, "\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    assert_part(0, "\r\n\r\ngrant_type=client_credentials&client_id=client%201&"
                   "client_secret=s3cret%2Fof%2Bmine&scope=api%3A%2F%2F1%2F.default");
    assert_part(1, "\r\n\r\ngrant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&"
                   "subject_token=idp-1&"
                   "subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Ajwt&"
                   "requested_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token&"
                   "identity_pool_id=pool-1");
    assert_null(strstr(test_server_request(bench.server, 0), "Authorization"));
    assert_null(strstr(test_server_request(bench.server, 1), "Authorization"));
    assert_part(2, "\r\nAuthorization: Bearer sts-token-1\r\n");
    assert_part(3, "\r\nAuthorization: Bearer sts-token-1\r\n");
    assert_part(3, "\r\nContent-Type: application/json\r\n");
}

static void test_oauth__takes_a_token_that_the_user_brings(void **state)
{
    (void)state;
    static const struct test_step steps[] = {{.path = STS, .answer = STS_1},
                                             {.path = KEYS, .answer = KEY_OK}};
    start(steps, COUNT(steps), "brought-by-hand");
    send_well(CC_GET);
    ASSERT_REQUESTS(STS, "GET " KEYS);
    assert_part(0, "subject_token=brought-by-hand&");
}

/* Minutes after sign-in, and what is renewed then; tokens live 60 and 15 minutes. */
static void test_oauth__renews_each_token_shortly_before_its_end(void **state)
{
    (void)state;
    static const struct test_step steps[] = {{.path = IDP, .answer = IDP_1},
                                             {.path = IDP, .answer = IDP_2},
                                             {.path = STS, .answer = STS_1},
                                             {.path = STS, .answer = STS_2},
                                             {.path = KEYS, .answer = KEY_OK}};
    START(steps);
    send_well(CC_GET);
    atomic_fetch_add(&clock_ms, 13 * MINUTE_MS);
    send_well(CC_GET);
    assert_int_equal(test_server_requests(bench.server), 4);
    atomic_fetch_add(&clock_ms, MINUTE_MS);
    send_well(CC_GET);
    ASSERT_REQUESTS(IDP, STS, KEYS, KEYS, STS, KEYS);
    assert_part(5, "Bearer sts-token-2");
    atomic_fetch_add(&clock_ms, 43 * MINUTE_MS);
    send_well(CC_GET);
    ASSERT_REQUESTS(IDP, STS, KEYS, KEYS, STS, KEYS, IDP, STS, KEYS);
    assert_part(7, "subject_token=idp-2&");
}

static void test_oauth__reads_lifetimes_in_every_shape(void **state)
{
    (void)state;
    static const struct {
        struct test_step step;
        int64_t kept_ms, renewed_ms;
    } cases[] = {
        {{.path = STS, .answer = STS_1}, 13 * MINUTE_MS, 14 * MINUTE_MS},
        {{.path = STS,
          .answer =
              ANSWER("200 OK", 49, "{\"access_token\":\"sts-token-1\",\"expires_in\":\"900\"}")},
         13 * MINUTE_MS,
         14 * MINUTE_MS},
        {{.path = STS, .answer = ANSWER("200 OK", 30, "{\"access_token\":\"sts-token-1\"}")},
         4 * MINUTE_MS - 1,
         4 * MINUTE_MS},
        {{.path = STS,
          .answer = ANSWER("200 OK", 47, "{\"access_token\":\"sts-token-1\",\"expires_in\":100}")},
         49 * 1000,
         50 * 1000},
        {{.path = STS,
          .answer = ANSWER("200 OK", 46, "{\"access_token\":\"sts-token-1\",\"expires_in\":-1}")},
         4 * MINUTE_MS - 1,
         4 * MINUTE_MS},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct test_step steps[] = {cases[i].step, {.path = KEYS, .answer = KEY_OK}};
        int64_t start_ms = test_now_ms();
        start(steps, COUNT(steps), "brought");
        send_well(CC_GET);
        atomic_store(&clock_ms, start_ms + cases[i].kept_ms);
        send_well(CC_GET);
        assert_int_equal(test_server_requests(bench.server), 3);
        atomic_store(&clock_ms, start_ms + cases[i].renewed_ms);
        send_well(CC_GET);
        ASSERT_REQUESTS(STS, KEYS, KEYS, STS, KEYS);
        tear_down(NULL);
        set_up(NULL);
    }
}

static void test_oauth__a_token_that_is_turned_away_is_replaced_once(void **state)
{
    (void)state;
    static const struct test_step steps[] = {{.path = STS, .answer = STS_1},
                                             {.path = STS, .answer = STS_2},
                                             {.path = KEYS, .answer = EMPTY("401 No")},
                                             {.path = KEYS, .answer = KEY_OK},
                                             {.path = KEYS, .answer = EMPTY("401 No")}};
    start(steps, COUNT(steps), "brought");
    send_well(CC_PATCH);
    ASSERT_REQUESTS(STS, "PATCH " KEYS, STS, "PATCH " KEYS);
    assert_part(3, "Bearer sts-token-2");
    for (int i = 0; i < 3; i++) { /* no token after the other for who takes none of them */
        struct cc_answer answer = test_send(&bench, CC_GET);
        assert_int_equal(answer.kind, CC_ANSWER_REFUSED);
        assert_int_equal(answer.http_status, 401);
        assert_int_equal(answer.tries, 1);
    }
    atomic_fetch_add(&clock_ms, 10 * 1000);
    assert_int_equal(test_send(&bench, CC_GET).tries, 2);
}

/* Who said 401 may have done it after the work: a second POST could buy a second cluster. */
static void test_oauth__a_creation_that_is_turned_away_is_not_repeated(void **state)
{
    (void)state;
    static const struct test_step steps[] = {{.path = STS, .answer = STS_1},
                                             {.path = STS, .answer = STS_2},
                                             {.path = KEYS, .answer = EMPTY("401 No")},
                                             {.path = KEYS, .answer = KEY_OK}};
    start(steps, COUNT(steps), "brought");
    struct cc_answer answer = test_send(&bench, CC_POST);
    assert_int_equal(answer.kind, CC_ANSWER_REFUSED);
    assert_int_equal(answer.http_status, 401);
    send_well(CC_GET);
    ASSERT_REQUESTS(STS, "POST " KEYS, STS, "GET " KEYS);
}

static void test_oauth__a_kept_web_token_that_is_refused_is_replaced(void **state)
{
    (void)state;
    static const struct test_step steps[] = {
        {.path = IDP, .answer = IDP_1}, {.path = IDP, .answer = IDP_2},
        {.path = STS, .answer = STS_1}, {.path = STS, .answer = EMPTY("400 Stale")},
        {.path = STS, .answer = STS_2}, {.path = KEYS, .answer = KEY_OK}};
    START(steps);
    send_well(CC_GET);
    atomic_fetch_add(&clock_ms, 14 * MINUTE_MS);
    send_well(CC_GET);
    ASSERT_REQUESTS(IDP, STS, KEYS, STS, IDP, STS, KEYS);
    assert_part(5, "subject_token=idp-2&");
}

/* Refusals are told, with their place and their words, and nothing of what was sent. */
static void test_oauth__says_who_gave_no_token(void **state)
{
    (void)state;
    static const struct {
        struct test_step idp, sts;
        const char *parts[3];
        size_t requests;
    } cases[] = {
        {{.path = IDP,
          .answer = ANSWER("401 No", 81,
                           "{\"error\":\"invalid_client\",\"error_description\":"
                           "\"s3cret/of+mine is no good secret\"}")},
         {0},
         {"/idp/token gave no token", "status 401: invalid_client", "(hidden) is no good"},
         1},
        {{.path = IDP, .answer = ANSWER("200 OK", 2, "{}")},
         {0},
         {"identity provider", "no usable access_token"},
         1},
        {{.path = IDP, .answer = ANSWER("200 OK", 25, "{\"access_token\":\"a\\r\\nb\"}")},
         {0},
         {"no usable access_token"},
         1},
        {{.path = IDP, .answer = ANSWER("200 OK", 7, "<html/>")}, {0}, {"not JSON"}, 1},
        {{.path = IDP, .answer = EMPTY("503 Down")}, {0}, {"status 503"}, 4},
        {{.path = IDP, .answer = EMPTY("307 On\r\nLocation: https://other.example/")},
         {0},
         {"status 307: redirected to another host"},
         1},
        {{.path = IDP, .answer = IDP_1},
         {.path = STS,
          .answer =
              ANSWER("400 Bad", 61,
                     "{\"errors\":[{\"code\":\"bad_pool\",\"detail\":\"pool-1 is unknown\"}]}")},
         {"identity pool pool-1", "status 400: bad_pool: pool-1 is unknown"},
         2},
        {{.path = IDP, .answer = IDP_1},
         {.path = STS, .answer = EMPTY("500 Oops")},
         {"identity pool pool-1", "status 500"},
         5},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct test_step steps[] = {cases[i].idp, cases[i].sts};
        start(steps, cases[i].sts.path ? 2 : 1, NULL);
        struct cc_answer answer = test_send(&bench, CC_POST);
        assert_int_equal(answer.kind, CC_ANSWER_NO_TOKEN);
        assert_false(answer.may_have_been_processed);
        for (size_t part = 0; part < COUNT(cases[i].parts) && cases[i].parts[part]; part++)
            assert_says(answer.reason, cases[i].parts[part]);
        assert_false(cc_str_contains(answer.reason, CC_STR("s3cret")));
        assert_int_equal(test_server_requests(bench.server), cases[i].requests);
        tear_down(NULL);
        set_up(NULL);
    }
}

/* A wrong secret that every resource tries would lock its owner out. */
static void test_oauth__a_refusal_holds_for_ten_seconds(void **state)
{
    (void)state;
    static const struct test_step steps[] = {{.path = IDP, .answer = EMPTY("401 No")},
                                             {.path = IDP, .answer = IDP_1},
                                             {.path = STS, .answer = STS_1},
                                             {.path = KEYS, .answer = KEY_OK}};
    START(steps);
    assert_int_equal(test_send(&bench, CC_GET).kind, CC_ANSWER_NO_TOKEN);
    struct cc_answer again = test_send(&bench, CC_GET);
    assert_int_equal(again.kind, CC_ANSWER_NO_TOKEN);
    assert_says(again.reason, "status 401");
    ASSERT_REQUESTS(IDP);
    atomic_fetch_add(&clock_ms, 10 * 1000);
    send_well(CC_GET);
    ASSERT_REQUESTS(IDP, IDP, STS, KEYS);
}

static void test_oauth__a_failed_renewal_does_no_harm_while_the_token_is_good(void **state)
{
    (void)state;
    static const struct test_step steps[] = {{.path = STS, .answer = STS_1},
                                             {.path = STS, .answer = EMPTY("400 Expired")},
                                             {.path = KEYS, .answer = KEY_OK}};
    start(steps, COUNT(steps), "brought");
    send_well(CC_GET);
    atomic_fetch_add(&clock_ms, 14 * MINUTE_MS);
    send_well(CC_GET);
    send_well(CC_GET);
    ASSERT_REQUESTS(STS, KEYS, STS, KEYS, KEYS);
    assert_part(4, "Bearer sts-token-1");
    atomic_fetch_add(&clock_ms, MINUTE_MS);
    assert_int_equal(test_send(&bench, CC_GET).kind, CC_ANSWER_NO_TOKEN);
}

/* Seconds after the end of a token whose early renewal failed: then it is tried again, and hard. */
static void test_oauth__an_early_failure_says_little_once_the_token_has_ended(void **state)
{
    (void)state;
    static const struct test_step steps[] = {{.path = STS, .answer = STS_1},
                                             {.path = STS, .answer = EMPTY("503 Down")},
                                             {.path = STS, .answer = EMPTY("503 Down")},
                                             {.path = STS, .answer = STS_2},
                                             {.path = KEYS, .answer = KEY_OK}};
    start(steps, COUNT(steps), "brought");
    send_well(CC_GET);
    atomic_fetch_add(&clock_ms, 15 * MINUTE_MS - 1000);
    send_well(CC_GET);
    atomic_fetch_add(&clock_ms, 1000);
    send_well(CC_GET);
    ASSERT_REQUESTS(STS, KEYS, STS, STS, KEYS, STS, KEYS);
}

static void test_oauth__a_web_token_that_is_good_is_used_when_it_cannot_be_renewed(void **state)
{
    (void)state;
    static const struct test_step steps[] = {{.path = IDP, .answer = IDP_1},
                                             {.path = IDP, .answer = EMPTY("503 Down")},
                                             {.path = STS, .answer = STS_1},
                                             {.path = STS, .answer = STS_2},
                                             {.path = KEYS, .answer = KEY_OK}};
    START(steps);
    send_well(CC_GET);
    atomic_fetch_add(&clock_ms, 58 * MINUTE_MS);
    send_well(CC_GET);
    ASSERT_REQUESTS(IDP, STS, KEYS, IDP, IDP, STS, KEYS);
    assert_part(5, "subject_token=idp-1&");
}

/* A limit at the token endpoint is none of the API, and a token that is good waits for nobody. */
static void test_oauth__a_limit_on_tokens_holds_up_nothing_else(void **state)
{
    (void)state;
    static const struct test_step steps[] = {
        {.path = STS, .answer = STS_1},
        {.path = STS,
         .answer = "HTTP/1.1 429 Slow\r\nRetry-After: 300\r\nContent-Length: 0\r\n\r\n"},
        {.path = KEYS, .answer = KEY_OK}};
    policy.hint_max_ms = 5 * MINUTE_MS;
    start(steps, COUNT(steps), "brought");
    send_well(CC_GET);
    atomic_fetch_add(&clock_ms, 14 * MINUTE_MS);
    send_well(CC_GET);
    atomic_fetch_add(&clock_ms, 11 * 1000);
    send_well(CC_GET);
    assert_int_equal(cc_client_gate_ms(bench.client), 0);
}

/* Answers that repeat what was sent, in a way that no pattern finds. */
static void test_oauth__what_a_form_held_is_not_shown(void **state)
{
    (void)state;
    static const struct {
        struct test_step idp, sts;
        const char *part;
    } cases[] = {
        {{.path = IDP, .answer = IDP_1},
         {.path = STS, .answer = ANSWER("400 Bad", 31, "{\"message\":\"idp-1, I was told\"}")},
         "(hidden), I was told"},
        {{.path = IDP,
          .answer = ANSWER("400 Bad", 57,
                           "{\"message\":\"client_secret=s3cret%2fof%2bmine\",\"code\":\"x\"}")},
         {.path = STS, .answer = STS_1},
         "status 400: x: (its words repeat what was sent)"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct test_step steps[] = {cases[i].idp, cases[i].sts};
        START(steps);
        struct cc_answer answer = test_send(&bench, CC_GET);
        assert_int_equal(answer.kind, CC_ANSWER_NO_TOKEN);
        assert_says(answer.reason, cases[i].part);
        tear_down(NULL);
        set_up(NULL);
    }
}

/* An answer that repeats the token, without the word Bearer before it. */
static void test_oauth__the_token_is_not_shown(void **state)
{
    (void)state;
    static const struct test_step steps[] = {
        {.path = STS, .answer = STS_1},
        {.answer = ANSWER("400 Bad", 37, "{\"message\":\"sts-token-1, I was told\"}")}};
    start(steps, COUNT(steps), "brought");
    struct cc_answer answer = test_send(&bench, CC_GET);
    assert_int_equal(answer.kind, CC_ANSWER_REFUSED);
    assert_says(answer.errors[0].detail, "(hidden), I was told");
    assert_says(answer.excerpt, "(hidden), I was told");
}

/* A call on a thread of its own, as a worker makes it. */
struct call {
    pthread_t thread;
    struct cc_arena arena;
    struct cc_cancel cancel;
    enum cc_answer_kind kind;
};

static void *call_main(void *context)
{
    struct call *call = context;
    struct cc_request request = {.path = CC_STR("/byok/v1/keys")};
    call->kind = cc_client_send(bench.client, &call->arena, &call->cancel, &request).kind;
    return NULL;
}

static void call_start(struct call *call)
{
    cc_arena_init(&call->arena);
    cc_cancel_init(&call->cancel);
    assert_int_equal(pthread_create(&call->thread, NULL, call_main, call), 0);
}

static enum cc_answer_kind call_end(struct call *call)
{
    pthread_join(call->thread, NULL);
    cc_cancel_release(&call->cancel);
    cc_arena_release(&call->arena);
    return call->kind;
}

static void test_oauth__calls_that_come_together_sign_in_once(void **state)
{
    (void)state;
    static const struct test_step steps[] = {{.path = IDP, .answer = IDP_1, .waits = true},
                                             {.path = STS, .answer = STS_1},
                                             {.path = KEYS, .answer = KEY_OK}};
    struct call calls[CALLS];
    START(steps);
    for (size_t i = 0; i < CALLS; i++)
        call_start(&calls[i]);
    test_server_await_requests(bench.server, 1);
    test_server_go(bench.server);
    for (size_t i = 0; i < CALLS; i++)
        assert_int_equal(call_end(&calls[i]), CC_ANSWER_OK);
    assert_int_equal(test_server_requests(bench.server), 2 + CALLS);
}

static void test_oauth__who_waits_takes_over_from_who_is_cancelled(void **state)
{
    (void)state;
    static const struct test_step steps[] = {{.path = IDP, .end = TEST_END_HOLD},
                                             {.path = IDP, .answer = IDP_1},
                                             {.path = STS, .answer = STS_1},
                                             {.path = KEYS, .answer = KEY_OK}};
    struct call first, second;
    START(steps);
    call_start(&first);
    test_server_await_requests(bench.server, 1);
    call_start(&second);
    cc_cancel_trigger(&first.cancel);
    assert_int_equal(call_end(&first), CC_ANSWER_CANCELLED);
    assert_int_equal(call_end(&second), CC_ANSWER_OK);
    ASSERT_REQUESTS(IDP, IDP, STS, KEYS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_oauth__signs_in_in_two_steps_and_keeps_the_tokens,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_oauth__takes_a_token_that_the_user_brings, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_oauth__renews_each_token_shortly_before_its_end,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_oauth__reads_lifetimes_in_every_shape, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_oauth__a_token_that_is_turned_away_is_replaced_once,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_oauth__a_kept_web_token_that_is_refused_is_replaced,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_oauth__says_who_gave_no_token, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_oauth__a_refusal_holds_for_ten_seconds, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            test_oauth__a_failed_renewal_does_no_harm_while_the_token_is_good, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_oauth__a_creation_that_is_turned_away_is_not_repeated,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            test_oauth__an_early_failure_says_little_once_the_token_has_ended, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            test_oauth__a_web_token_that_is_good_is_used_when_it_cannot_be_renewed, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(test_oauth__a_limit_on_tokens_holds_up_nothing_else, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_oauth__what_a_form_held_is_not_shown, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_oauth__the_token_is_not_shown, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_oauth__calls_that_come_together_sign_in_once, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_oauth__who_waits_takes_over_from_who_is_cancelled,
                                        set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
