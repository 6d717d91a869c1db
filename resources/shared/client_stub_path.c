// SPDX-License-Identifier: MPL-2.0
/* In a file of its own, so that a test may bring another client_send and still use this. */
#include "client/client.h"

/* Ids of tests need no encoding; one that would is a mistake of the test. */
struct cc_str cc_client_path(struct cc_arena *arena, const char *prefix, struct cc_str id)
{
    return cc_str_format(arena, "%s/%.*s", prefix, CC_STR_ARG(id));
}
