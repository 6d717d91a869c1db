// SPDX-License-Identifier: MPL-2.0
#include "client/test_client.h"

#include <stdlib.h>

#include "client/client_tuning.h"

#include "base/banned.h"

enum { TIMEOUT_MS = 60 * 1000 };

const struct cc_retry_policy test_quick = {
    .max_retries = 3, .pause_first_ms = 1, .pause_max_ms = 1, .hint_max_ms = 1};

void test_bench_init(struct test_bench *bench)
{
    *bench = (struct test_bench){0};
    cc_arena_init(&bench->arena);
    cc_cancel_init(&bench->cancel);
}

void test_bench_release(struct test_bench *bench)
{
    cc_client_free(bench->client);
    if (bench->server)
        test_server_stop(bench->server);
    cc_cancel_release(&bench->cancel);
    cc_arena_release(&bench->arena);
}

struct cc_client *test_client_new(struct test_bench *bench, const char *scheme, int port,
                                  const char *ca_file, const struct cc_retry_policy *policy,
                                  int64_t timeout_ms)
{
    struct cc_client_options options = {
        .endpoint = cc_str_format(&bench->arena, "%s://127.0.0.1:%d", scheme, port),
        .api_key = CC_STR("key"),
        .api_secret = CC_STR("secret"),
        .ca_file = cc_str_from(ca_file),
        .user_agent = CC_STR("test/1.0"),
        .max_retries = policy->max_retries,
        .request_timeout_ms = timeout_ms,
    };
    struct cc_client *client = cc_client_new_tuned(&options, policy, 1);
    if (!client)
        abort();
    return client;
}

void test_bench_start(struct test_bench *bench, const struct test_step *steps, size_t step_count)
{
    bench->server = test_server_start(steps, step_count);
    bench->client = test_client_new(bench, "http", test_server_port(bench->server), NULL,
                                    &test_quick, TIMEOUT_MS);
}

struct cc_answer test_send(struct test_bench *bench, enum cc_method method)
{
    struct cc_json *body = NULL;
    if (method == CC_POST || method == CC_PATCH) {
        body = cc_json_object(&bench->arena);
        cc_json_set_str(body, "display_name", CC_STR("orders"));
    }
    struct cc_request request = {.method = method, .path = CC_STR("/byok/v1/keys"), .body = body};
    return cc_client_send(bench->client, &bench->arena, &bench->cancel, &request);
}
