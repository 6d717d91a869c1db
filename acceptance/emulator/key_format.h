// SPDX-License-Identifier: MPL-2.0
#pragma once

/* The three kinds of cloud keys: which members each has, how they must look, and what can be read
 * off them.  Plain functions over text. */

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct emu_key_member {
    const char *name;
    bool (*accepts)(struct cc_str value);
    const char *expected; /* for the refusal */
};

enum { EMU_KEY_MEMBERS_MAX = 3 };

struct emu_key_kind {
    const char *kind;
    const char *provider;
    const char *cloud;                                  /* the same in cluster documents */
    struct emu_key_member members[EMU_KEY_MEMBERS_MAX]; /* the first one names the cloud key */
    /* What two spellings of the same cloud key have in common. */
    struct cc_str (*identity)(struct cc_arena *arena, struct cc_str key);
    /* Where the key lives; NULL if that cannot be read off its name. */
    struct cc_str (*region)(struct cc_str key);
};

/* Of https://<host>/keys/<name>, the port left out; of a vault's address the host as well. */
struct cc_str emu_azure_key_host(struct cc_str url);
struct cc_str emu_azure_key_name(struct cc_str url);

/* NULL for an unknown kind; "byok.v1.AzureKey" is an older spelling of "AzureKey". */
const struct emu_key_kind *emu_key_kind_find(struct cc_str kind);
