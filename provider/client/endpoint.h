// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Addresses: which endpoints are accepted, and how a request's URL is made from one.
 *
 * All parsing is libcurl's, so that what is checked here is what is connected to later.  No
 * network.  Identifiers and query values come from users and services; whatever they hold, they
 * stay inside their path segment or parameter.
 */

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"
#include "client/client.h"

enum { CC_ENDPOINT_TOKEN_BYTES_MAX = 4096 };

struct cc_endpoint {
    struct cc_str base; /* as libcurl writes it, without a slash at the end */
    bool is_tls;
    bool is_loopback;
};

/* Reads an endpoint; false with a sentence in `reason` when it is not accepted. */
bool cc_endpoint_parse(struct cc_arena *arena, struct cc_str text, struct cc_endpoint *endpoint,
                       struct cc_str *reason);

/* Reads a whole address, such as a token endpoint's: it may have a query, and its path stays as it
 * was written.  `base` is all of it. */
bool cc_endpoint_parse_url(struct cc_arena *arena, struct cc_str text, struct cc_endpoint *endpoint,
                           struct cc_str *reason);

/* The fields as a form's body (application/x-www-form-urlencoded); absent values are left out. */
struct cc_str cc_endpoint_form(struct cc_arena *arena, const struct cc_query *fields, size_t count);

/* The whole URL of a request. */
struct cc_str cc_endpoint_url(struct cc_arena *arena, const struct cc_endpoint *endpoint,
                              const struct cc_request *request);

/* One path segment that stands for `id` and nothing else. */
struct cc_str cc_endpoint_segment(struct cc_arena *arena, struct cc_str id);

/* Where a redirect of `url` leads; false when that is another origin (scheme, host, port), carries
 * credentials, or is no URL: then credentials must not be sent there. */
bool cc_endpoint_redirect(struct cc_arena *arena, struct cc_str url, struct cc_str location,
                          struct cc_str *target);

/* The decoded page_token of a `next` link, absolute or relative; false when there is none. */
bool cc_endpoint_page_token(struct cc_arena *arena, const struct cc_endpoint *endpoint,
                            struct cc_str next, struct cc_str *token);
