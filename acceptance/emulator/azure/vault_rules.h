// SPDX-License-Identifier: MPL-2.0
#pragma once

/* What a vault looks like, and which changes of one the control plane accepts. */

#include "emulator/request.h"

/* A vault with this resource id and nothing but defaults; not stored. */
json_t *emu_vault_new(const struct emu_turn *turn, struct cc_str id, struct cc_str vault_domain);

/* Merges what was sent into `doc`.  `before` is the vault as it is stored, or the new one.  False
 * after a refusal. */
bool emu_vault_change(const json_t *sent, const json_t *before, json_t *doc,
                      struct emu_answer *answer);

/* The region as Confluent Cloud writes it: "West Europe" is "westeurope". */
struct cc_str emu_vault_region(struct cc_arena *arena, const json_t *vault);
