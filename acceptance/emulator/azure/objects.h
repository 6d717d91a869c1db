// SPDX-License-Identifier: MPL-2.0
#pragma once

/* What the Azure side keeps in the store, and the one way to change it: whatever changes may decide
 * about keys that are registered at Confluent Cloud, so these are validated again.
 *
 * The id of an ARM object is its resource id in lower case; vaults also have their name as unique
 * identity, and keys their vault as scope.
 */

#include "emulator/request.h"

#define EMU_SUBSCRIPTION "azure subscription" /* {"tenantId"} */
#define EMU_APPLICATION "azure application"
#define EMU_PRINCIPAL "azure service principal"
#define EMU_TOKEN "azure token"
#define EMU_RIGHTS "azure rights"
#define EMU_VAULT "azure vault"
#define EMU_VAULT_DELETED "azure deleted vault"
#define EMU_VAULT_KEY "azure vault key"
#define EMU_VAULT_KEY_DELETED "azure deleted vault key"
#define EMU_ROLE_ASSIGNMENT "azure role assignment"
#define EMU_ROLE_DEFINITION "azure role definition"

/* Stores a new object, or the new document of one that is there. */
void emu_azure_put(struct emu_turn *turn, const struct emu_object *object);

/* False if there was none. */
bool emu_azure_drop(struct emu_turn *turn, const char *kind, struct cc_str id);

/* An object becomes one of another kind: deleted, recovered. */
void emu_azure_move(struct emu_turn *turn, const char *from, const struct emu_object *to);

/* Lower case, formatted. */
struct cc_str emu_azure_id(struct cc_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The id of the subscription that the path names, alone or in a {scope*}. */
struct cc_str emu_azure_subscription(const struct emu_request *request);

int64_t emu_azure_now_s(const struct emu_turn *turn);
