// SPDX-License-Identifier: MPL-2.0
#pragma once

/* The one place that words an API answer for the practitioner.
 *
 * Every error entry of the body reaches the user, with its code, the request id, and the attribute
 * its JSON pointer stands for.  Decisions are made by callers, from kind and status; never from
 * the words.
 */

#include "client/client.h"
#include "schema/resource.h"

/* From a JSON pointer into the request body to the attribute that was sent there. */
struct cc_pointer_row {
    const char *pointer; /* "/spec/config/cku" */
    const char *path;    /* "cku" */
};

struct cc_api_words {
    struct cc_str summary;                 /* "creating Dedicated cluster \"orders\"" */
    const struct cc_pointer_row *pointers; /* ends with a NULL pointer; NULL: none */
    struct cc_str advice;                  /* what to do next, for this refusal; may be absent */
};

/* Files one error per entry of the answer (at least one) and returns false. */
bool cc_api_error_file(struct cc_call *call, const struct cc_answer *answer,
                       const struct cc_api_words *words);

/* The answer in one line for logs and inside other texts: `409 Conflict: key in use (request
 * r-1)`. */
struct cc_str cc_api_error_line(struct cc_arena *arena, const struct cc_answer *answer);

/* The statuses that decisions depend on. */
enum cc_status {
    CC_STATUS_OK = 200,
    CC_STATUS_NO_CONTENT = 204,
    CC_STATUS_BAD_REQUEST = 400,
    CC_STATUS_UNAUTHORIZED = 401,
    CC_STATUS_FORBIDDEN = 403,
    CC_STATUS_NOT_FOUND = 404,
    CC_STATUS_CONFLICT = 409,
    CC_STATUS_UNPROCESSABLE = 422,
    CC_STATUS_TOO_MANY_REQUESTS = 429,
    CC_STATUS_SERVER_ERROR = 500, /* and everything above it */
};

/* True if the service refused with exactly this status. */
bool cc_api_error_is(const struct cc_answer *answer, enum cc_status status);

/* True if the service says in its own words that there is no such object.  A 404 without them may
 * come from anybody on the way. */
bool cc_api_error_says_gone(const struct cc_answer *answer);

/* True if the request was certainly not carried out: it was refused, or nobody was reached. */
bool cc_api_error_is_final(const struct cc_answer *answer);
