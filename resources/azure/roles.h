// SPDX-License-Identifier: MPL-2.0
#pragma once

/* What the roles of Confluent's application allow on the vault's data.
 *
 * Roles allow data actions, and '*' in them stands for anything.  Of Azure's own roles the ones
 * that matter are known by id; others are judged by their definition, once it was read.
 */

#include "azure/facts.h"

/* Whether the service principal may do `action`: YES only by an assignment without condition, of a
 * role that is known.  NOT_TOLD where something that could not be judged may allow it. */
enum cc_az_told cc_az_roles_allow(const struct cc_az_facts *facts, struct cc_str action);

/* The names of the roles it has, "Reader, Key Vault Reader"; a role of unknown name by its id.
 * Absent when it has none. */
struct cc_str cc_az_roles_format(struct cc_arena *arena, const struct cc_az_facts *facts);

/* Which assignment may allow `action`, and why nobody knows. */
struct cc_az_role_doubt {
    struct cc_str words;    /* absent when all could be judged */
    enum cc_az_group group; /* what was not seen */
};
struct cc_az_role_doubt cc_az_roles_doubt(struct cc_arena *arena, const struct cc_az_facts *facts,
                                          struct cc_str action);

/* The first assignment behind `after` (NULL: from the start) whose role is neither known nor among
 * the definitions; NULL when there is none.  Its definition_id is what is to be asked for. */
const struct cc_az_assignment *cc_az_roles_unjudged(const struct cc_az_facts *facts,
                                                    const struct cc_az_assignment *after);
