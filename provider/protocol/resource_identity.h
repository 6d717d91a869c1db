// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Identities: the few attributes that name an object for good, beside its state.
 *
 * Hosts store them, compare them, and import by them (OpenTofu and Terraform, each from 1.12 on).
 * What a response leaves out is erased, a changed identity is taken for a bug, and an unknown one
 * breaks plans of OpenTofu.  So: what the host knows goes back as it came, and what it does not
 * know is said as soon as all of it is known.
 */

#include "protocol/wire.h"

/* The object type of the identity; NULL when the resource has none. */
const struct cc_type *cc_identity_type(struct cc_arena *arena,
                                       const struct cc_resource_type *resource);

/* From a state.  NULL says nothing: the resource has no identity, or the state does not hold all of
 * it. */
Tfplugin6__ResourceIdentityData *cc_identity_of(struct cc_rpc *rpc,
                                                const struct cc_resource_type *resource,
                                                const struct cc_value *state);

/* What the host knows, as it came; where it knows none, from the state. */
Tfplugin6__ResourceIdentityData *cc_identity_keep(struct cc_rpc *rpc,
                                                  const struct cc_resource_type *resource,
                                                  Tfplugin6__ResourceIdentityData *known,
                                                  const struct cc_value *state);

/* Reads what somebody wrote down; false after an error was filed, also when a part is missing. */
bool cc_identity_read(struct cc_rpc *rpc, const struct cc_resource_type *resource,
                      const Tfplugin6__DynamicValue *data, struct cc_value *identity);

/* The id to import by: the parts, joined by slashes. */
struct cc_str cc_identity_to_id(struct cc_arena *arena, const struct cc_resource_type *resource,
                                const struct cc_value *identity);
