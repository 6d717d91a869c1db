// SPDX-License-Identifier: MPL-2.0
#pragma once

/* What the service accepts for a cluster, and what it lets one change.
 *
 * Each check files a refusal for everything that is wrong and says whether nothing was. */

#include "emulator/request.h"

/* MULTI_ZONE and HIGH are two words for one thing, SINGLE_ZONE and LOW for the other. */
bool emu_availability_is_multi(struct cc_str word);

/* The word as the service spells it (upper case), absent if it is none. */
struct cc_str emu_cloud_word(struct cc_str cloud);

/* A Basic or Standard cluster: no key of the customer, no deletion protection. */
bool emu_cluster_is_simple(struct cc_str kind);

bool emu_cluster_create_check(struct emu_request *request, struct emu_answer *answer);

/* `doc` is the cluster as it is. */
bool emu_cluster_update_check(struct emu_request *request, struct emu_answer *answer,
                              const json_t *doc);
