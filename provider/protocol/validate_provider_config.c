// SPDX-License-Identifier: MPL-2.0
#include "protocol/wire.h"

bool cc_validate_provider_config(struct cc_rpc *rpc)
{
    const Tfplugin6__ValidateProviderConfig__Request *request = rpc->request;
    const struct cc_provider_type *provider = cc_server_provider(rpc->server);
    struct cc_value config;
    rpc->call.type = cc_server_provider_type(rpc->server);
    if (!cc_wire_read(&rpc->call, request->config, "provider configuration", &config))
        return false;
    bool is_valid = cc_schema_validate(&rpc->call, provider->schema->attributes, &config);
    return (provider->validate == NULL || provider->validate(&rpc->call, &config)) && is_valid;
}
