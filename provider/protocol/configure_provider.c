// SPDX-License-Identifier: MPL-2.0
#include "protocol/wire.h"

bool cc_configure_provider(struct cc_rpc *rpc)
{
    const Tfplugin6__ConfigureProvider__Request *request = rpc->request;
    struct cc_value config;
    rpc->call.type = cc_server_provider_type(rpc->server);
    rpc->call.host_version = cc_str_from(request->terraform_version);
    if (!cc_wire_read(&rpc->call, request->config, "provider configuration", &config))
        return false;
    void *provider = cc_server_provider(rpc->server)->configure(&rpc->call, &config);
    if (provider == NULL)
        return false;
    cc_server_configure(rpc->server, provider);
    return true;
}
