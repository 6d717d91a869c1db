// SPDX-License-Identifier: MPL-2.0
#pragma once

/* The one organization, and names below it. */

#include "emulator/request.h"

/* Makes the organization and its first environment, env-demo01, in an empty store. */
void emu_organization_seed(struct emu_turn *turn);

/* crn://confluent.cloud/organization=<uuid>/<type>=<id> */
struct cc_str emu_organization_crn(const struct emu_turn *turn, const char *type, struct cc_str id);

void emu_organizations_list(struct emu_request *request, struct emu_answer *answer);
void emu_organizations_read(struct emu_request *request, struct emu_answer *answer);
