// SPDX-License-Identifier: MPL-2.0
#include "protocol/dispatch.h"
#include "protocol/wire.h"

/* Only asks: every call in flight wakes from its wait and returns what exists by then. */
bool cc_stop_provider(struct cc_rpc *rpc)
{
    cc_server_stop(rpc->server);
    return true;
}
