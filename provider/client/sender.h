// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Sends one request to one host until there is an answer: tries, redirects, pauses.
 *
 * A sender stands for a host and remembers what its answers have said about all requests: whether
 * anybody answers there, and until when everybody should stay away.  It knows no API; what it sends
 * and whether that may be repeated are in the errand.  Any number of threads may use one at once.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "client/client.h"
#include "client/endpoint.h"
#include "client/engine.h"
#include "client/retry.h"
#include "client/veil.h"

struct cc_sender {
    struct cc_endpoint endpoint;
    struct cc_engine *engine;
    const struct cc_veil *veil;
    struct cc_retry_policy policy;
    atomic_uint_fast64_t random; /* a counter; see random_next */
    atomic_bool has_answered;    /* the host answered at least once */
    atomic_int_fast64_t gate_ms; /* no try of any call before this: the host asked for it */
};

/* The engine and the veil are lent for the life of the sender. */
void cc_sender_init(struct cc_sender *sender, const struct cc_endpoint *endpoint,
                    struct cc_engine *engine, const struct cc_veil *veil,
                    const struct cc_retry_policy *policy, uint64_t seed);

/* Where a bearer token comes from.  Asked before each try, because a pause may outlast a token. */
struct cc_bearer_source {
    /* Puts a token into the arena; false with the answer that the request gets instead. */
    bool (*fetch)(void *context, struct cc_arena *arena, struct cc_cancel *cancel,
                  struct cc_str *bearer, struct cc_answer *failure);

    /* The host did not accept this one.  True if another one can be had. */
    bool (*reject)(void *context, struct cc_str bearer);
    void *context;
};

struct cc_errand {
    enum cc_method method;
    struct cc_str url;                      /* at the sender's host */
    struct cc_str name;                     /* how logs call it: the path, no query */
    struct cc_str body;                     /* absent: none */
    const char *content_type;               /* of the body; NULL: JSON */
    struct cc_str secret;                   /* in the body, not to be seen in what comes back */
    bool is_harmless;                       /* POST: may be carried out twice */
    bool is_optional;                       /* as in cc_request */
    int64_t once_ms;                        /* as in cc_request */
    int64_t timeout_ms;                     /* of one try; 0: the client's */
    const struct cc_bearer_source *bearers; /* NULL: the client's Basic credentials, if any */
};

/* What cc_client_send promises. */
struct cc_answer cc_sender_send(struct cc_sender *sender, struct cc_arena *arena,
                                struct cc_cancel *cancel, const struct cc_errand *errand);
