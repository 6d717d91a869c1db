// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Checks of the provider's arguments, wherever they come from.
 *
 * `variable` names the environment variable a value was read from; NULL: the configuration.
 */

#include "schema/resource.h"

/* Not empty, no white space, no control characters; never quotes the value. */
bool cc_provider_check_credential(struct cc_call *call, struct cc_path path, struct cc_str value,
                                  const char *variable);

bool cc_provider_check_endpoint(struct cc_call *call, struct cc_path path, struct cc_str value,
                                const char *variable);

/* Printable ASCII: the text becomes part of a header. */
bool cc_provider_check_agent(struct cc_call *call, struct cc_path path, struct cc_str value);
bool cc_provider_is_agent(struct cc_str value);

/* The file can be opened. */
bool cc_provider_check_ca_file(struct cc_call *call, struct cc_path path, struct cc_str value,
                               const char *variable);

/* "cloud_api_key" or "the environment variable CONFLUENT_CLOUD_API_KEY". */
struct cc_str cc_provider_source(struct cc_arena *arena, struct cc_path path, const char *variable);
