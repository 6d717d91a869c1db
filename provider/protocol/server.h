// SPDX-License-Identifier: MPL-2.0
#pragma once

/* What lives as long as the process: the registry with its types, the provider as configured last,
 * and the list of calls in flight.
 *
 * A host in reattach mode configures one process again and again, also while calls run.  So the
 * configured provider is counted: a call keeps the one it began with, and the last user releases
 * it.
 */

#include <stddef.h>

#include "protocol/dispatch.h"
#include "schema/function.h"
#include "schema/resource.h"

/* One resource of the registry and the object type of its table. */
struct cc_resource_entry {
    const struct cc_resource_type *resource;
    const struct cc_type *type;
};

/* The same for a data source. */
struct cc_data_source_entry {
    const struct cc_data_source_type *data_source;
    const struct cc_type *type;
};

/* A provider configuration in use. */
struct cc_configured {
    void *provider; /* what configure returned */
    size_t users;
};

const struct cc_provider_type *cc_server_provider(const struct cc_server *server);
const struct cc_type *cc_server_provider_type(const struct cc_server *server);

/* The registry, `count` entries. */
const struct cc_resource_entry *cc_server_resources(const struct cc_server *server, size_t *count);

/* NULL if there is no resource of that name. */
const struct cc_resource_entry *cc_server_find(const struct cc_server *server, struct cc_str name);

/* The same for data sources, whose names are a space of their own. */
const struct cc_data_source_entry *cc_server_data_sources(const struct cc_server *server,
                                                          size_t *count);
const struct cc_data_source_entry *cc_server_find_data_source(const struct cc_server *server,
                                                              struct cc_str name);
/* The functions, `count` of them. */
const struct cc_function *const *cc_server_functions(const struct cc_server *server, size_t *count);

/* Replaces the configured provider; `provider` belongs to the server from here on. */
void cc_server_configure(struct cc_server *server, void *provider);
