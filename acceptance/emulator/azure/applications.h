// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Applications that can sign in, as the control interface registers them:
 *
 *   {"client_id", "object_id", "tenants": ["<uuid>"], "client_secret", "secret_expires": <epoch>,
 *    "certificates": ["<x5t#S256>"], "federated": [{"issuer", "subject", "audience"}],
 *    "managed_identity": true}
 *
 * A tenant exists if an application is registered in it.
 */

#include "emulator/request.h"

/* NULL if there is none. */
json_t *emu_application_find(const struct emu_turn *turn, struct cc_str client_id);

bool emu_application_is_in(const json_t *application, struct cc_str tenant);
bool emu_application_tenant_exists(struct emu_turn *turn, struct cc_str tenant);

/* The application that a machine's identity stands for: this one, or with an absent id the first
 * that has `managed_identity`; NULL if there is none. */
json_t *emu_application_of_machine(struct emu_turn *turn, struct cc_str client_id);

/* Makes the application, or changes the members that `patch` has. */
json_t *emu_application_merge(struct emu_turn *turn, struct cc_str client_id, const json_t *patch);

/* Control: PATCH /_emulator/azure/applications/{name}; makes what is not there. */
void emu_applications_patch(struct emu_request *request, struct emu_answer *answer);
