// SPDX-License-Identifier: MPL-2.0
#pragma once

/* A signed web token (RFC 7519), read without looking at its signature. */

#include <jansson.h>

#include "base/str.h"

struct emu_assertion {
    const json_t *header;
    const json_t *claims;
};

/* False if it is not three parts, the first two of them JSON objects in base64url. */
bool emu_assertion_read(struct cc_arena *arena, struct cc_str text, struct emu_assertion *out);

/* base64url without padding; absent if it is something else. */
struct cc_str emu_base64url_decode(struct cc_arena *arena, struct cc_str text);
