// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "client/test_server.h"
#include "client/transfer.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct cc_transfer_profile profile = {.timeout_ms = 60000};

static CURLM *multi;
static CURLSH *share;
static struct test_server *server;

/* The warm connection of the second request is closed without an answer: the moment in which
 * libcurl sends a request again. */
static const struct test_step steps[] = {
    {.answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"},
    {.end = TEST_END_CLOSE},
    {.answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"},
};

static int set_up(void **state)
{
    (void)state;
    multi = curl_multi_init();
    share = curl_share_init();
    server = test_server_start(steps, COUNT(steps));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    curl_multi_cleanup(multi);
    curl_share_cleanup(share);
    test_server_stop(server);
    return 0;
}

/* Sends on a reused connection if there is one: for a POST the client would not, but HTTP/2 can
 * make a connection a shared one at any time. */
static struct cc_transfer *run(enum cc_method method)
{
    struct cc_arena arena;
    cc_arena_init(&arena);
    struct cc_transfer_order order = {
        .method = method,
        .is_loopback = true,
        .url = cc_str_format(&arena, "http://127.0.0.1:%d/", test_server_port(server)),
        .body = method == CC_GET ? CC_STR_ABSENT : CC_STR("{}")};
    struct cc_transfer *transfer = cc_transfer_new(&order);
    cc_arena_release(&arena);
    assert_true(cc_transfer_prepare(transfer, &profile, share));
    curl_easy_setopt(transfer->easy, CURLOPT_FRESH_CONNECT, 0L);
    curl_multi_add_handle(multi, transfer->easy);
    int running = 1;
    while (running) {
        curl_multi_perform(multi, &running);
        if (running)
            curl_multi_poll(multi, NULL, 0, 60000, NULL);
    }
    CURLMsg *message = curl_multi_info_read(multi, &running);
    assert_non_null(message);
    CURLcode code = message->data.result;
    curl_multi_remove_handle(multi, transfer->easy);
    cc_transfer_conclude(transfer, code);
    return transfer;
}

static void run_and_expect(enum cc_method method, enum cc_reply_end end, size_t requests)
{
    struct cc_transfer *transfer = run(method);
    assert_int_equal(transfer->reply.end, end);
    assert_int_equal(test_server_requests(server), requests);
    cc_transfer_free(transfer);
}

static void test_transfer__a_post_never_goes_out_twice(void **state)
{
    (void)state;
    run_and_expect(CC_GET, CC_REPLY_WHOLE, 1);
    run_and_expect(CC_POST, CC_REPLY_LOST, 2);
    test_server_await_connections(server, 2); /* libcurl did connect for a second one */
}

static void test_transfer__other_requests_may_go_out_again(void **state)
{
    (void)state;
    run_and_expect(CC_GET, CC_REPLY_WHOLE, 1);
    run_and_expect(CC_PATCH, CC_REPLY_WHOLE, 3);
}

static void test_transfer__a_withdrawn_request_is_not_sent(void **state)
{
    (void)state;
    struct cc_transfer_order order = {.method = CC_POST, .url = CC_STR("http://127.0.0.1/")};
    struct cc_transfer *transfer = cc_transfer_new(&order);
    assert_true(cc_transfer_withdraw(transfer));
    assert_true(cc_transfer_withdraw(transfer)); /* it stays so */
    cc_transfer_conclude(transfer, CURLE_ABORTED_BY_CALLBACK);
    assert_int_equal(transfer->reply.end, CC_REPLY_UNREACHED);
    cc_transfer_free(transfer);
}

static void test_transfer__knows_what_would_fail_again(void **state)
{
    (void)state;
    static const struct {
        CURLcode code;
        bool is_permanent;
    } cases[] = {
        {CURLE_PEER_FAILED_VERIFICATION, true}, {CURLE_SSL_CACERT_BADFILE, true},
        {CURLE_COULDNT_CONNECT, false},         {CURLE_COULDNT_RESOLVE_HOST, false},
        {CURLE_OPERATION_TIMEDOUT, false},      {CURLE_SSL_CONNECT_ERROR, false},
    };
    struct cc_transfer_order order = {.method = CC_GET, .url = CC_STR("http://127.0.0.1/")};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct cc_transfer *transfer = cc_transfer_new(&order);
        cc_transfer_conclude(transfer, cases[i].code);
        assert_int_equal(transfer->reply.end, CC_REPLY_UNREACHED);
        assert_int_equal(transfer->reply.is_permanent, cases[i].is_permanent);
        assert_false(cc_str_is_empty(transfer->reply.words));
        cc_transfer_free(transfer);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_transfer__a_post_never_goes_out_twice),
        TEST(test_transfer__other_requests_may_go_out_again),
        TEST(test_transfer__a_withdrawn_request_is_not_sent),
        TEST(test_transfer__knows_what_would_fail_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
