// SPDX-License-Identifier: MPL-2.0
#pragma once

/* The contract between the protocol and a function that configurations call, as in
 * provider::ccloud::parse_crn("crn://…").
 *
 * A function is one const struct.  It is pure: no network, no clock, no configuration of the
 * provider (call->provider may be NULL), the same result every time.  Hosts call it in every
 * command, also in processes that were never configured.
 *
 * It returns false after it has filed an error in the call's diagnostics.  An error about an
 * argument is filed at cc_argument_path(index) or a path below, so checks of single values serve
 * attributes and arguments alike; the host marks that argument.  There is room for one error: the
 * first is sent.  Warnings have no place in the protocol and are dropped.
 */

#include "schema/resource.h"

struct cc_parameter {
    const char *name;
    const struct cc_type *type;
    bool allow_null;         /* else a null is an error and never reaches the function */
    bool allow_unknown;      /* else an argument with an unknown in it makes the result unknown */
    const char *description; /* Markdown */
};

struct cc_function {
    const char *name;                      /* "parse_crn": without the prefix of the provider */
    const char *summary;                   /* one line without full stop */
    const char *description;               /* Markdown */
    const struct cc_parameter *parameters; /* in order; ends with a row without name */
    const struct cc_type *returns;         /* members of objects sorted by name */

    /* `arguments` holds one value per parameter, of its type.  call->type is `returns`; `result` is
     * null at first and must be of that type. */
    bool (*call)(struct cc_call *call, const struct cc_value *arguments, struct cc_value *result);
};

/* How many parameters a function has. */
size_t cc_function_arity(const struct cc_function *function);

/* Where an error about an argument is filed; arguments count from 0. */
struct cc_path cc_argument_path(size_t index);

/* The first broken rule of a function as a sentence, or absent: for tests. */
struct cc_str cc_function_fault(struct cc_arena *arena, const struct cc_function *function);
