// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Whether a registered key can be used, and where it lives.
 *
 * An Azure key whose vault is on the Azure side is judged by what is there, again and again; any
 * other key turns out to be VALID after its time.
 */

#include "emulator/request.h"

/* A key has been registered: it will be looked at after --validation. */
void emu_key_validation_begin(struct emu_turn *turn, struct cc_str id);

/* Something changed that may decide about Azure keys: they are looked at before the next request.
 */
void emu_keys_revalidate(struct emu_turn *turn);

/* Timer. */
void emu_key_timer_validate(struct emu_turn *turn, struct cc_str id, int64_t due_us);

/* Where a key lives: as it was validated, before that as its vault, its name or --azure-region
 * says. */
struct cc_str emu_key_region(const struct emu_turn *turn, const json_t *key);
