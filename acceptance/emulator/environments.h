// SPDX-License-Identifier: MPL-2.0
#pragma once

/* org/v2: environments. */

#include "emulator/request.h"

void emu_environments_create(struct emu_request *request, struct emu_answer *answer);
void emu_environments_list(struct emu_request *request, struct emu_answer *answer);
void emu_environments_read(struct emu_request *request, struct emu_answer *answer);
void emu_environments_update(struct emu_request *request, struct emu_answer *answer);
void emu_environments_remove(struct emu_request *request, struct emu_answer *answer);

/* srcm/v3: enough of the schema registry for the vendor's clients to go on. */
void emu_registries_list(struct emu_request *request, struct emu_answer *answer);

/* Stores a new environment; returns its document. */
json_t *emu_environment_insert(struct emu_turn *turn, struct cc_str id, struct cc_str display_name,
                               struct cc_str package);
