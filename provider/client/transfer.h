// SPDX-License-Identifier: MPL-2.0
#pragma once

/* One try of one request: what is sent, the libcurl handle that sends it, and the reply.
 *
 * A transfer owns an arena of its own, because it may outlive the call that made it: when the call
 * is cancelled, the I/O thread takes the transfer over and frees it.  So nothing in it points into
 * the call's arena.  The libcurl handle is made, used and cleaned up by the I/O thread alone.
 *
 * A second POST buys a second cluster, and libcurl by itself sends a request again when a reused
 * connection breaks before an answer, POST or not.  Two measures: a POST gets a fresh connection,
 * so that it is not lost on one that the service closed while idle; and the hook that libcurl calls
 * before it sends refuses to let one POST go out twice.  The hook also tells what is certainly
 * unsent (it was not called) from what may have been processed.
 */

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include <curl/curl.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/cancel.h"
#include "base/secret.h"
#include "base/str.h"
#include "client/client.h"
#include "client/reply.h"
#include "client/trust.h"

/* What all transfers of one client have in common; read-only while transfers exist. */
struct cc_transfer_profile {
    struct cc_secret user; /* absent: no credentials are sent */
    struct cc_secret password;
    struct cc_str user_agent;
    struct cc_trust trust;
    int64_t timeout_ms;
};

/* One try; the strings are copied. */
struct cc_transfer_order {
    enum cc_method method;
    struct cc_str url;
    struct cc_str body;       /* absent: none */
    const char *content_type; /* of the body; NULL: JSON */
    struct cc_str bearer;     /* absent: the profile's credentials */
    bool is_tls;
    bool is_loopback;
    bool is_fresh;      /* do not reuse a connection */
    int64_t timeout_ms; /* 0, or more than the profile's: the profile's */
    int64_t grace_ms;   /* how long a caller who is cancelled still waits for the answer to what was
                         * sent; 0: not at all */
};

/* Who was first, the I/O thread that sends or the caller who leaves, is settled by one atomic step
 * away from UNSENT. */
enum cc_transfer_stage { CC_TRANSFER_UNSENT, CC_TRANSFER_SENT, CC_TRANSFER_WITHDRAWN };

struct cc_transfer {
    struct cc_arena arena;
    struct cc_transfer_order order;
    struct cc_reply reply; /* complete once is_done */

    /* The I/O thread's: */
    CURL *easy; /* NULL before and after its time in the multi handle */
    struct curl_slist *headers;
    struct cc_buf body;
    bool is_too_large;
    char error[CURL_ERROR_SIZE];

    /* Shared; under the engine's lock except where said: */
    struct cc_cancel *waiter; /* NULL: nobody waits any more */
    struct cc_transfer *next_queued;
    struct cc_transfer *next_dropped;
    bool is_done;     /* under the waiter's lock, too */
    atomic_int stage; /* enum cc_transfer_stage; no lock */
};

struct cc_transfer *cc_transfer_new(const struct cc_transfer_order *order);

/* Wipes and frees, the libcurl handle too. */
void cc_transfer_free(struct cc_transfer *transfer);

/* Makes the libcurl handle; false when libcurl refuses. */
bool cc_transfer_prepare(struct cc_transfer *transfer, const struct cc_transfer_profile *profile,
                         CURLSH *share);

/* For a caller who leaves: true if nothing of the request has been sent, and then nothing will
 * be. */
bool cc_transfer_withdraw(struct cc_transfer *transfer);

/* Fills in the reply after libcurl has ended the transfer with `code`. */
void cc_transfer_conclude(struct cc_transfer *transfer, CURLcode code);

/* Cleans up the libcurl handle, which no longer is in a multi handle. */
void cc_transfer_release_easy(struct cc_transfer *transfer);

/* The method's name on the wire. */
const char *cc_transfer_method_name(enum cc_method method);
