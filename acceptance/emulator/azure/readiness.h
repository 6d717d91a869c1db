// SPDX-License-Identifier: MPL-2.0
#pragma once

/* May Confluent Cloud use a key of a vault here?  What its page on self-managed keys demands, rule
 * by rule, judged from the store: nobody's rights matter. */

#include "emulator/request.h"

struct emu_readiness {
    bool is_known;         /* the vault is, or was, in this store */
    struct cc_str problem; /* the first rule that is broken, in words; absent: none */
    struct cc_str region;  /* the vault's; absent if it is gone */
    int64_t changes_at_us; /* when time alone may change the verdict; 0: never */
};

/* `key` is a key as it is registered at Confluent Cloud. */
struct emu_readiness emu_readiness_of(const struct emu_turn *turn, const json_t *key);
