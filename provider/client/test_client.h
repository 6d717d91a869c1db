// SPDX-License-Identifier: MPL-2.0
#pragma once

/* What the tests over sockets share: one arena, one cancel, one scripted server, one client. */

#include "base/arena.h"
#include "base/cancel.h"
#include "client/client.h"
#include "client/retry.h"
#include "client/test_server.h"

struct test_bench {
    struct cc_arena arena;
    struct cc_cancel cancel;
    struct test_server *server; /* NULL before start */
    struct cc_client *client;   /* NULL before start */
};

/* Pauses of a millisecond at most, so that retries cost no time. */
extern const struct cc_retry_policy test_quick;

void test_bench_init(struct test_bench *bench);
void test_bench_release(struct test_bench *bench);

/* A client for this port of 127.0.0.1; `scheme` is "http" or "https". */
struct cc_client *test_client_new(struct test_bench *bench, const char *scheme, int port,
                                  const char *ca_file, const struct cc_retry_policy *policy,
                                  int64_t timeout_ms);

/* Starts the server and a quick client for it. */
void test_bench_start(struct test_bench *bench, const struct test_step *steps, size_t step_count);

/* One request to /byok/v1/keys with the bench's client; POST and PATCH carry a small body. */
struct cc_answer test_send(struct test_bench *bench, enum cc_method method);
