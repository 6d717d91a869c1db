// SPDX-License-Identifier: MPL-2.0
#pragma once

/* An HTTP client for one API: requests in, answers out.
 *
 * It knows addresses, credentials, retries, timeouts and paging.  It knows nothing of plans, states
 * or diagnostics: an answer is a value, and whoever asked words it for the user.
 *
 * One I/O thread per client owns libcurl's multi handle, so all calls share connections (HTTP/2
 * where the server has it).  Any number of threads may send at once; each waits on its own
 * cc_cancel and gives up at once when that is triggered.  Only for the answer to a POST that is on
 * its way the wait goes on for up to CC_CLIENT_POST_GRACE_MS, because what was created would be
 * lost with it; hosts leave a plugin more time than that to stop.  Everything an answer points to
 * lies in the arena that the request named.
 *
 * Retries: 429 always (after Retry-After, else X-RateLimit-Reset, else a capped exponential pause
 * with jitter); 5xx except 501, connection and timeout failures only for GET, PATCH and DELETE.  A
 * POST is repeated only after 429 or when the connection could not be made at all, because the
 * services have no idempotency key and a second POST buys a second cluster.  Anything else is tried
 * once more with a new access token when the service turns the old one away.  Failures that would
 * repeat themselves, a certificate that is not trusted above all, are not retried, and an address
 * where nobody has answered yet is tried three times only.  A limit that
 * one call runs into (429, or no request left until X-RateLimit-Reset) holds back all calls of the
 * client.
 *
 * Redirects (301, 307, 308) are followed with the same method within the same origin only.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/json.h"
#include "base/secret.h"
#include "base/str.h"

enum {
    CC_CLIENT_BODY_BYTES_MAX = 16 * 1024 * 1024,
    CC_CLIENT_PAGES_MAX = 1000,
    CC_CLIENT_PAGE_SIZE = 100,
    CC_CLIENT_LIST_BYTES_MAX = 64 * 1024 * 1024, /* of all pages of one list */
    CC_CLIENT_LIST_ITEMS_MAX = 100 * 1000,
    CC_CLIENT_POST_GRACE_MS = 6 * 1000,
    CC_CLIENT_OPTIONAL_MS = 10 * 1000,
    CC_CLIENT_RETRIES_DEFAULT = 8,
    CC_CLIENT_TIMEOUT_MS_DEFAULT = 60 * 1000,
};

struct cc_client;

/* Signing in through an identity provider of one's own (oauth.h). */
struct cc_oauth_options {
    struct cc_str external_token_url; /* https; plain http for loopback hosts only */
    struct cc_str external_client_id;
    struct cc_str external_client_secret;
    struct cc_str external_token_scope;  /* absent: not sent */
    struct cc_str external_access_token; /* instead of the four above: a ready web token */
    struct cc_str identity_pool_id;
};

struct cc_client_options {
    struct cc_str endpoint; /* "https://host[:port][/prefix]"; plain http for loopback hosts only */
    struct cc_str api_key;  /* Basic credentials: user name … */
    struct cc_str api_secret;             /* … and password; copied into a cc_secret */
    const struct cc_oauth_options *oauth; /* instead of the two; NULL: those */
    struct cc_str ca_file; /* PEM, trusted beside the system's certificates; absent: only those */
    struct cc_str user_agent;
    int64_t max_retries;        /* 0: one try */
    int64_t request_timeout_ms; /* > 0; of one try, from connecting to the last byte */
};

/* True if the endpoint has a scheme and host we accept; else fills `reason`, a sentence in the
 * arena that says what is accepted.  No network. */
bool cc_client_check_endpoint(struct cc_arena *arena, struct cc_str endpoint,
                              struct cc_str *reason);

/* The same for the address of a token endpoint, which may have a query. */
bool cc_client_check_token_url(struct cc_arena *arena, struct cc_str url, struct cc_str *reason);

/* True if the file can be read and holds a certificate in PEM form; else fills `reason`, a
 * sentence. A client with an unusable ca_file can be made, but reaches nothing over TLS. */
bool cc_client_check_ca_file(struct cc_arena *arena, struct cc_str ca_file, struct cc_str *reason);

/* Starts the I/O thread; options are copied.  The endpoint must have passed check_endpoint.
 * Returns NULL when the thread or libcurl cannot start.  No network before the first send. */
struct cc_client *cc_client_new(const struct cc_client_options *options);

/* Ends the I/O thread.  No send may be under way.  NULL is harmless. */
void cc_client_free(struct cc_client *client);

enum cc_method { CC_GET, CC_POST, CC_PATCH, CC_DELETE };

struct cc_query {
    const char *name;
    struct cc_str value; /* absent: the parameter is left out; percent-encoded by the client */
};

enum { CC_QUERY_MAX = 6 };

struct cc_request {
    enum cc_method method;
    struct cc_str path; /* "/byok/v1/keys/cck-1": segments made with cc_client_path */
    struct cc_query query[CC_QUERY_MAX]; /* cc_client_list needs two of them */
    const struct cc_json *body;          /* NULL: none */
    bool is_optional; /* nice to have: one retry, CC_CLIENT_OPTIONAL_MS a try, no long pauses */
    int64_t once_ms;  /* more than 0: optional, and one try of at most so long */
};

enum cc_answer_kind {
    CC_ANSWER_OK,        /* 2xx; `json` is the body, NULL when it was empty */
    CC_ANSWER_REFUSED,   /* any other status */
    CC_ANSWER_MALFORMED, /* 2xx, but not JSON, cut off, or larger than CC_CLIENT_BODY_BYTES_MAX */
    CC_ANSWER_UNREACHED, /* no connection, TLS failure: the request was certainly not processed */
    CC_ANSWER_LOST,      /* sent, but no whole answer (reset, timeout): may have been processed */
    CC_ANSWER_CANCELLED,
    CC_ANSWER_NO_TOKEN, /* not sent, or not again: no access token could be had (`reason`) */
};

/* One entry of the service's error list; absent where the service said nothing. */
struct cc_api_error {
    struct cc_str id, code, title, detail, pointer, parameter;
};

struct cc_answer {
    enum cc_answer_kind kind;
    int http_status;          /* 0 without an answer */
    struct cc_str request_id; /* X-Request-Id; absent when there was none */
    struct cc_str reason;     /* why there is no usable answer: libcurl's or the parser's words;
                                  printable, no full stop */
    const struct cc_json *json;
    const struct cc_api_error
        *errors;           /* REFUSED: what the body says, in all shapes known to occur */
    size_t error_count;    /* 0: the body is none that the service writes, as a proxy's page */
    size_t body_len;       /* bytes that came */
    struct cc_str excerpt; /* REFUSED or MALFORMED: the body's beginning, printable, ≤ 300 bytes */
    bool may_have_been_processed; /* CANCELLED, NO_TOKEN: an earlier try was on its way */
    bool is_exchange;             /* NO_TOKEN: the service gave none, else the identity provider */
    int tries;                    /* how often it was tried, also without reaching the service */
};

/* Sends, retries as described above, and waits.  Never fails without saying so in `kind`. */
struct cc_answer cc_client_send(struct cc_client *client, struct cc_arena *arena,
                                struct cc_cancel *cancel, const struct cc_request *request);

/* Follows a list to its end.  On OK `items` holds the nodes of every page's `data` member, all of
 * them objects with an id.  Stops as MALFORMED at a repeated page token or beyond
 * CC_CLIENT_PAGES_MAX pages, CC_CLIENT_LIST_ITEMS_MAX items or CC_CLIENT_LIST_BYTES_MAX bytes;
 * `next` links are only read for their page_token, never followed to another host. */
struct cc_answer cc_client_list(struct cc_client *client, struct cc_arena *arena,
                                struct cc_cancel *cancel, const struct cc_request *request,
                                const struct cc_json *const **items, size_t *item_count);

/* One page of a list, for those who may not need them all. */
struct cc_page {
    const struct cc_json *const *items; /* all of them objects with an id */
    size_t item_count;
    struct cc_str next; /* the token of the page after it; absent: this is the last one */
    int64_t total;      /* how many objects the whole list holds; negative: not told */
};

/* Asks for the page that `token` leads to; absent: the first one.  Fills `page` on OK; a page that
 * makes no sense is MALFORMED. */
struct cc_answer cc_client_page(struct cc_client *client, struct cc_arena *arena,
                                struct cc_cancel *cancel, const struct cc_request *request,
                                struct cc_str token, struct cc_page *page);

/* "prefix" + "/" + the id, percent-encoded: ids come from users and must not reach other paths. */
struct cc_str cc_client_path(struct cc_arena *arena, const char *prefix, struct cc_str id);
