// SPDX-License-Identifier: MPL-2.0
#include "protocol/wire.h"

bool cc_rpc_validate_data_source(struct cc_call *call,
                                 const struct cc_data_source_type *data_source,
                                 const struct cc_value *config)
{
    /* Both kinds of rules run, so that one look shows all mistakes. */
    bool is_valid = cc_schema_validate(call, data_source->schema->attributes, config);
    return (data_source->validate == NULL || data_source->validate(call, config)) && is_valid;
}

bool cc_validate_data_resource_config(struct cc_rpc *rpc)
{
    const Tfplugin6__ValidateDataResourceConfig__Request *request = rpc->request;
    const struct cc_data_source_type *data_source;
    struct cc_value config;
    return cc_wire_data_source(rpc, request->type_name, &data_source) &&
           cc_wire_read(&rpc->call, request->config, "configuration", &config) &&
           cc_rpc_validate_data_source(&rpc->call, data_source, &config);
}
