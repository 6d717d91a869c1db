// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Diagnostics: what the practitioner is told, and at which attribute.
 *
 * A call owns one list.  Whoever finds something wrong files it here and returns false; whoever
 * receives false passes it on and adds nothing.  Texts are copied into the list's arena and made
 * printable, so answers of servers may be quoted.  Summary: what was being done, to which object,
 * one line without full stop.  Detail: what came back and what to do next.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"
#include "value/path.h"

/* The numbers of the protocol; 0 would be shown but not treated as an error. */
enum cc_severity { CC_SEVERITY_ERROR = 1, CC_SEVERITY_WARNING = 2 };

struct cc_diag {
    enum cc_severity severity;
    struct cc_path path;
    struct cc_str summary;
    struct cc_str detail;
    struct cc_diag *next;
};

struct cc_diags {
    struct cc_arena *arena;
    struct cc_diag *first, *last;
    size_t count;
    size_t error_count;
};

void cc_diags_init(struct cc_diags *diags, struct cc_arena *arena);

/* Files an error; returns false, so that a check can end with `return cc_diags_error(…)`. */
bool cc_diags_error(struct cc_diags *diags, struct cc_path path, struct cc_str summary,
                    const char *detail_format, ...) __attribute__((format(printf, 4, 5)));

void cc_diags_warning(struct cc_diags *diags, struct cc_path path, struct cc_str summary,
                      const char *detail_format, ...) __attribute__((format(printf, 4, 5)));
