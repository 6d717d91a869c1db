// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Where in an object something is: the steps from the object down to one attribute or element.
 *
 * Passed by value.  Elements of a set cannot be addressed: a path ends at the set.  Source: plugin
 * protocol, AttributePath.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

enum { CC_PATH_STEPS_MAX = 8 };

enum cc_step_kind { CC_STEP_ATTRIBUTE, CC_STEP_KEY, CC_STEP_INDEX };

struct cc_step {
    enum cc_step_kind kind;
    struct cc_str name; /* attribute or map key */
    int64_t index;      /* list element, from 0 */
};

struct cc_path {
    struct cc_step steps[CC_PATH_STEPS_MAX];
    size_t count; /* 0: the object as a whole */
};

/* Attribute steps from a dotted literal ("azure.key_identifier"); "" or NULL is the whole object.
 * The literal must outlive the path. */
struct cc_path cc_path_from(const char *dotted);

/* One step further; beyond CC_PATH_STEPS_MAX the path stays at its parent. */
struct cc_path cc_path_attribute(struct cc_path path, struct cc_str name);
struct cc_path cc_path_key(struct cc_path path, struct cc_str key);
struct cc_path cc_path_index(struct cc_path path, int64_t index);

/* For people and logs: "azure.key_identifier", "zones[1]". */
struct cc_str cc_path_format(struct cc_arena *arena, struct cc_path path);
