// SPDX-License-Identifier: MPL-2.0
#pragma once

/* What every resource shares: the configured connection to Confluent Cloud.
 *
 * Made by resources/provider.c when the host configures the provider; a resource reaches it through
 * its call.  Immutable after that but for what guards itself, so any number of calls may use it at
 * once.
 */

#include <stdbool.h>

#include "client/client.h"
#include "schema/resource.h"
#include "shared/creations.h"
#include "shared/snapshot.h"

struct ccloud {
    struct cc_client *client; /* NULL when `is_unknown` */
    struct cc_creations *creations;
    struct cc_snapshot *snapshot;
    bool is_unknown; /* credentials come from another resource and are not known yet */
};

/* The connection of this call, or NULL after an error was filed (not configured, or not known yet;
 * the error names the provider's attributes). */
const struct ccloud *cc_ccloud_require(struct cc_call *call);

/* True while planning with a provider configuration that is not known yet: nothing can be asked,
 * which is no error. */
bool cc_ccloud_is_unknown(const struct cc_call *call);

/* Shorthands over client.h that use the call's arena and cancel.  A write that is sent here drops
 * the snapshot. */
struct cc_answer cc_ccloud_send(struct cc_call *call, const struct ccloud *ccloud,
                                const struct cc_request *request);
struct cc_answer cc_ccloud_list(struct cc_call *call, const struct ccloud *ccloud,
                                const struct cc_request *request,
                                const struct cc_json *const **items, size_t *item_count);
