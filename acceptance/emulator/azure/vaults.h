// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Key vaults at the control plane.  Names are unique in the whole world; a deleted vault keeps its
 * name, and its keys, until it is recovered. */

#include "emulator/request.h"

void emu_vaults_read(struct emu_request *request, struct emu_answer *answer);
void emu_vaults_put(struct emu_request *request, struct emu_answer *answer);
void emu_vaults_update(struct emu_request *request, struct emu_answer *answer);
void emu_vaults_remove(struct emu_request *request, struct emu_answer *answer);

/* GET …/locations/{location}/deletedVaults/{vault} */
void emu_vaults_read_deleted(struct emu_request *request, struct emu_answer *answer);

/* By name or by resource id, in any letter case; NULL if there is none. */
json_t *emu_vault_by_name(const struct emu_turn *turn, struct cc_str name);
json_t *emu_vault_get(const struct emu_turn *turn, struct cc_str id);
bool emu_vault_is_deleted(const struct emu_turn *turn, struct cc_str id);

/* The vault of a request's path; NULL after a refusal, 404 with this code. */
json_t *emu_vault_of(const struct emu_request *request, struct emu_answer *answer,
                     const char *missing_code);

/* The resource id that the path names, as it is written there. */
struct cc_str emu_vault_path(const struct emu_request *request);

/* Stores a vault under its id and its name. */
void emu_vault_store(struct emu_turn *turn, json_t *doc);
