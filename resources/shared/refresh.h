// SPDX-License-Identifier: MPL-2.0
#pragma once

/* The read verb's request: the object itself, or what a page of its list tells (snapshot.h).
 *
 * For read verbs only.  Whoever waits for a change, confirms one, or looks something up asks for
 * the object itself.
 */

#include "schema/resource.h"
#include "shared/ccloud.h"

/* Something a read takes from the answer.  A page that leaves it out is not believed: the object
 * itself is asked. */
struct cc_refresh_member {
    const char *attribute; /* needed while the state has a value here; NULL: always */
    const char *path;      /* where the service says it: "key.tenant_id" */
};

struct cc_refresh {
    struct cc_request one;                   /* for the object itself */
    struct cc_request list;                  /* for the list that holds it */
    const struct cc_refresh_member *members; /* ends with a row without path */
};

/* Reads the object of this state, which has an `id`.  After an import there is no `resource_name`
 * yet, and the object itself is asked. */
struct cc_answer cc_refresh_send(struct cc_call *call, const struct ccloud *ccloud,
                                 const struct cc_refresh *refresh, const struct cc_value *prior);
