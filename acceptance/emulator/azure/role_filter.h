// SPDX-License-Identifier: MPL-2.0
#pragma once

/* The $filter of a list of role assignments: atScope(), principalId eq '…', assignedTo('…'), or the
 * first with the last. */

#include <stdbool.h>

#include "base/str.h"

struct emu_role_filter {
    bool at_scope;              /* not what is below */
    struct cc_str principal_id; /* itself only; absent: any */
    struct cc_str assigned_to;  /* itself and its groups; absent: any */
};

/* An absent text is a filter that lets everything through; false for one that is not supported. */
bool emu_role_filter_read(struct cc_str text, struct emu_role_filter *out);
