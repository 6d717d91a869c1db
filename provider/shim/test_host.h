// SPDX-License-Identifier: MPL-2.0
#pragma once

/* The host's side of gRPC for tests: a channel and calls on it, one thread, no service definitions.
 *
 * Whatever goes wrong here fails the running test.
 */

#include <grpc/grpc.h>

#include "base/arena.h"
#include "base/str.h"

/* What a host makes for itself: ECDSA P-521, as Go's plugin hosts do. */
struct cc_test_identity {
    const char *key_pem, *certificate_pem;
};

struct cc_test_identity cc_test_identity_make(struct cc_arena *arena);

/* The certificate of a handshake line as PEM; fails the test when it is not unpadded base64 of
 * one. */
const char *cc_test_certificate_pem(struct cc_arena *arena, struct cc_str text);

struct cc_test_host {
    struct cc_arena *arena;
    grpc_channel *channel;
    grpc_completion_queue *queue;
};

/* `server_pem` NULL: plaintext.  `identity` NULL: no client certificate. */
void cc_test_host_connect(struct cc_arena *arena, struct cc_str network, struct cc_str address,
                          const char *server_pem, const struct cc_test_identity *identity,
                          struct cc_test_host *host);

void cc_test_host_close(struct cc_test_host *host);

struct cc_test_answer {
    grpc_status_code status;
    struct cc_str bytes; /* of the message */
};

/* One call from beginning to end. */
struct cc_test_answer cc_test_host_call(struct cc_test_host *host, const char *path,
                                        struct cc_str request);

/* A call in two parts, for what happens between them. */
struct cc_test_call;
struct cc_test_call *cc_test_call_begin(struct cc_test_host *host, const char *path,
                                        struct cc_str request);
struct cc_test_answer cc_test_call_end(struct cc_test_call *call);
void cc_test_call_cancel(struct cc_test_call *call);

/* Waits until the other side has taken the call up: its first metadata is here. */
void cc_test_call_await_start(struct cc_test_call *call);
