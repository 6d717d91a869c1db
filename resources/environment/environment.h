// SPDX-License-Identifier: MPL-2.0
#pragma once

/* An environment: what clusters live in.  It is only looked up here, never made.
 *
 * Source of the facts: the org/v2 interface.  Absent strings mean "not said"; strings are lent from
 * the document or value they were read from.
 */

#include "schema/resource.h"
#include "shared/ccloud.h"

/* The service's path, and where its objects say what they are called. */
extern const char cc_environment_path[];
extern const char cc_environment_name[];

/* data_source.c: what a data source tells about one environment; ends without a name. */
extern const struct cc_attribute cc_environment_told[];

/* True for what may be the id of an environment. */
bool cc_environment_is_id(struct cc_str id);

/* An object of the service as an object of `type`, that of cc_environment_told.  False when it has
 * no id. */
bool cc_environment_to_value(struct cc_arena *arena, const struct cc_type *type,
                             const struct cc_json *json, struct cc_value *value);
