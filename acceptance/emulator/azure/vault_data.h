// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Keys at the vault's own address, the data plane: behind the vault's firewall, and with rights of
 * its own. */

#include "emulator/request.h"

void emu_vault_data_read(struct emu_request *request, struct emu_answer *answer);
void emu_vault_data_read_rotation(struct emu_request *request, struct emu_answer *answer);
void emu_vault_data_read_deleted(struct emu_request *request, struct emu_answer *answer);
void emu_vault_data_remove(struct emu_request *request, struct emu_answer *answer);
void emu_vault_data_recover(struct emu_request *request, struct emu_answer *answer);
