// SPDX-License-Identifier: MPL-2.0
#pragma once

/* For tests: a client that plays recorded answers instead of talking.
 *
 * A test writes the conversation it expects as a table; a request that differs from the next row,
 * or a row that was never asked for, fails the test.  Linked instead of the client room: the target
 * cc_client_stub (resources/CMakeLists.txt).  The script hangs on the client itself, so there is
 * no state between tests.
 */

#include "client/client.h"

struct cc_stub_row {
    enum cc_method method;
    const char *path;         /* compared as it would be sent */
    const char *query;        /* "key=/keys/orders&page_size=100", unencoded; NULL: must be none */
    const char *body;         /* compact JSON that must be sent; NULL: must be none */
    int status;               /* 2xx: OK, otherwise REFUSED; 0: `kind` alone decides */
    enum cc_answer_kind kind; /* LOST, MALFORMED, …; the zero value follows the status */
    bool may_have_been_processed;  /* with CANCELLED */
    const char *answer;            /* JSON body; for lists one page with `data`; NULL: empty */
    void (*before)(void *context); /* runs before the answer is given; NULL: nothing */
    void *context;
};

/* A client that plays `rows`, which end with a row without path. */
struct cc_client *cc_stub_client(struct cc_arena *arena, const struct cc_stub_row *rows);

/* Fails the test unless every row was played. */
void cc_stub_finish(const struct cc_client *client);
