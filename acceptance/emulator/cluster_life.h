// SPDX-License-Identifier: MPL-2.0
#pragma once

/* What becomes of a cluster by itself: provisioned, resized, failed, gone. */

#include "emulator/request.h"

/* The zones the service chooses when none are asked for; a new reference. */
json_t *emu_cluster_zones(struct cc_arena *arena, struct cc_str cloud, struct cc_str region,
                          bool multi);

/* Takes a cluster away at once; its key is held for five days. */
bool emu_cluster_vanish(struct emu_turn *turn, struct cc_str id);

/* Timers. */
void emu_cluster_timer_ready(struct emu_turn *turn, struct cc_str id, int64_t due_us);
void emu_cluster_timer_fail(struct emu_turn *turn, struct cc_str id, int64_t due_us);
void emu_cluster_timer_vanish(struct emu_turn *turn, struct cc_str id, int64_t due_us);
