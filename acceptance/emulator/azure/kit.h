// SPDX-License-Identifier: MPL-2.0
#pragma once

/* What tests of the Azure side share: the names of POST /_emulator/azure/setup, tokens, and the
 * shape of refusals. */

#include "emulator/kit.h"

#define TENANT "9d2e0000-0000-4000-8000-00000000b002"
#define OTHER_TENANT "9d2e0000-0000-4000-8000-00000000b999"
#define CLIENT "c11e0000-0000-4000-8000-00000000c003"
#define SECRET "emulator-azure-secret"
#define SUBSCRIPTION "/subscriptions/3f1c0000-0000-4000-8000-00000000a001"
#define VAULTS_OF(group) \
    SUBSCRIPTION "/resourceGroups/" group "/providers/Microsoft.KeyVault/vaults"
#define VAULT VAULTS_OF("rg-data") "/kv-orders"
#define ROLES "/providers/Microsoft.Authorization/roleAssignments"
#define DEFINITIONS "/providers/Microsoft.Authorization/roleDefinitions"
#define ENCRYPTION_USER "e147488a-f6f5-4113-8e2d-b22465e65bf6"
#define READER "21090545-7ca7-4776-b22c-e363652d74d2"
#define SOMEBODY "aaaaaaaa-0000-4000-8000-000000000001"

#define ARM_HOST "management.azure.com"
#define DATA_HOST "vault.azure.net"
#define GRAPH_HOST "graph.microsoft.com"
#define LOGIN_PATH "/azure/login.microsoftonline.com/" TENANT "/oauth2/v2.0/token"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* POST /_emulator/azure/setup; NULL for one without wishes. */
struct emu_kit_answer emu_azure_setup(struct emu_kit *kit, const char *body);

/* A token of the application that setup makes, for a resource such as ARM_HOST. */
const char *emu_azure_token(struct emu_kit *kit, const char *tenant, const char *resource);

/* Asks a service with a fresh token; `path` goes on behind the host and ends with the api-version
 * that belongs there. */
struct emu_kit_answer emu_arm(struct emu_kit *kit, const char *method, const char *path,
                              const char *body);
struct emu_kit_answer emu_vault(struct emu_kit *kit, const char *method, const char *path,
                                const char *body);
struct emu_kit_answer emu_graph(struct emu_kit *kit, const char *method, const char *path,
                                const char *body);

/* PATCH or DELETE of /_emulator/azure/…; must succeed. */
void emu_azure_behind(struct emu_kit *kit, const char *method, const char *path, const char *body);

/* The answer is a refusal in Azure's shape; `inner` may be NULL for none. */
void emu_azure_expect(const struct emu_kit_answer *answer, long status, const char *code,
                      const char *inner);
