// SPDX-License-Identifier: MPL-2.0
#pragma once

/* The doors of the Azure side: a token opens one service of one cloud for one tenant. */

#include "emulator/azure/hosts.h"

/* Before the handler of an Azure route: reads the token and the api-version. */
bool emu_access_admit(struct emu_request *request, struct emu_answer *answer);

/* A new token of an application for one service of a cloud. */
struct emu_access {
    size_t cloud;
    enum emu_azure_service service;
    struct cc_str tenant_id;
    const json_t *application;
};
struct cc_str emu_access_token(struct emu_turn *turn, const struct emu_access *access,
                               int64_t lifetime_s);

/* "appid=…;oid=…;iss=…", as the services name a caller in a refusal. */
struct cc_str emu_access_caller(const struct emu_request *request);
