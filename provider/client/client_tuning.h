// SPDX-License-Identifier: MPL-2.0
#pragma once

/* For this room's tests: a client with pauses and chance under control. */

#include "client/client.h"
#include "client/retry.h"

struct cc_client *cc_client_new_tuned(const struct cc_client_options *options,
                                      const struct cc_retry_policy *policy, uint64_t seed);

/* Until when (monotonic milliseconds) all calls stay away; 0 when nothing was asked for. */
int64_t cc_client_gate_ms(struct cc_client *client);
