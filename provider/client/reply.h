// SPDX-License-Identifier: MPL-2.0
#pragma once

/* What came back of one try, before anybody decides what it means.
 *
 * No libcurl here: retry and answer read this and are tested without a network.  The strings belong
 * to the transfer that made the reply.
 */

#include <stdbool.h>

#include "base/str.h"

enum cc_reply_end {
    CC_REPLY_WHOLE,     /* status, headers and all of the body */
    CC_REPLY_CUT_OFF,   /* a status came, but not all of the body */
    CC_REPLY_TOO_LARGE, /* a status came, and more body than CC_CLIENT_BODY_BYTES_MAX */
    CC_REPLY_LOST,      /* the request went out and no status came */
    CC_REPLY_UNREACHED, /* nothing of the request went out */
};

struct cc_reply {
    enum cc_reply_end end;
    bool is_permanent;   /* the same try would fail in the same way: a certificate, for instance */
    int status;          /* 0 for LOST and UNREACHED */
    struct cc_str words; /* libcurl's, absent for WHOLE */
    struct cc_str body;
    struct cc_str content_type, location, request_id; /* headers; absent when not sent */
    struct cc_str retry_after, limit_reset, limit_remaining;
};
