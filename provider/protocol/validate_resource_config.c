// SPDX-License-Identifier: MPL-2.0
#include "protocol/wire.h"

bool cc_validate_resource_config(struct cc_rpc *rpc)
{
    const Tfplugin6__ValidateResourceConfig__Request *request = rpc->request;
    const struct cc_resource_type *resource;
    struct cc_value config;
    if (!cc_wire_resource(rpc, request->type_name, &resource) ||
        !cc_wire_read(&rpc->call, request->config, "configuration", &config))
        return false;
    /* Both kinds of rules run, so that one look shows all mistakes. */
    bool is_valid = cc_schema_validate(&rpc->call, resource->schema->attributes, &config);
    return (resource->validate == NULL || resource->validate(&rpc->call, &config)) && is_valid;
}
