// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Keys of a vault at the control plane: made once, then only read.  What changes a key afterwards
 * is the data plane (vault_data.h) or the control interface. */

#include "emulator/request.h"

void emu_vault_keys_read(struct emu_request *request, struct emu_answer *answer);
void emu_vault_keys_put(struct emu_request *request, struct emu_answer *answer);

/* NULL if there is none. */
json_t *emu_vault_key_get(const struct emu_turn *turn, const json_t *vault, struct cc_str name);

/* A new key with what `properties` says; not stored. */
json_t *emu_vault_key_new(const struct emu_turn *turn, const json_t *vault, struct cc_str name,
                          const json_t *properties);
/* The key as an object of this kind, which is how it is stored. */
struct emu_object emu_vault_key_object(const struct emu_turn *turn, const char *kind, json_t *key);

/* What the vault decides about the key: how deleted keys are kept. */
void emu_vault_key_dress(json_t *key, const json_t *vault);
