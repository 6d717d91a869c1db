// SPDX-License-Identifier: MPL-2.0
#pragma once

/* byok/v1: encryption keys of the customer, registered for clusters. */

#include "emulator/request.h"

void emu_keys_create(struct emu_request *request, struct emu_answer *answer);
void emu_keys_list(struct emu_request *request, struct emu_answer *answer);
void emu_keys_read(struct emu_request *request, struct emu_answer *answer);
void emu_keys_update(struct emu_request *request, struct emu_answer *answer);
void emu_keys_remove(struct emu_request *request, struct emu_answer *answer);

/* A cluster takes a key for itself; when the cluster is gone, its keys are released five days
 * later. */
void emu_key_take(struct emu_turn *turn, struct cc_str key, struct cc_str cluster);
void emu_key_release_all_of(struct emu_turn *turn, struct cc_str cluster);

/* A cluster has another key than before, at once and whatever the rules say.  The id may be absent
 * or that of no key. */
void emu_key_exchange(struct emu_turn *turn, struct cc_str key, struct cc_str cluster);

/* Timer. */
void emu_key_timer_release(struct emu_turn *turn, struct cc_str id, int64_t due_us);
