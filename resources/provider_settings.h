// SPDX-License-Identifier: MPL-2.0
#pragma once

/* The provider's own arguments: their table, and what becomes of them.
 *
 * An argument comes from the configuration, else from its environment variables, else it has a
 * default.  An empty variable counts as unset.  Values of secrets appear in no text.
 */

#include "client/client.h"
#include "schema/resource.h"

extern const struct cc_schema cc_provider_schema;

/* Looks a variable up; NULL when it is not set.  Tests bring their own. */
typedef const char *cc_environment(const char *name);

/* Files an error at the argument for everything that is missing or wrong and returns false; else
 * fills `options`, whose strings lie in the configuration, the environment, or the call's arena.
 * The configuration must hold no unknowns. */
bool cc_provider_settings(struct cc_call *call, const struct cc_value *config,
                          cc_environment *environment, struct cc_client_options *options);
