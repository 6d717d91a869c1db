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

/* True if the answer says that the object does not exist: 404.  403 is ambiguous and is not. */
bool cc_api_error_is_gone(const struct cc_answer *answer);
