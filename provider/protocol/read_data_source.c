// SPDX-License-Identifier: MPL-2.0
#include "protocol/wire.h"

typedef Tfplugin6__ReadDataSource__Request Request;
typedef Tfplugin6__ReadDataSource__Response Response;

/* Hosts wait until everything is known, so this is a bug of somebody; asking the service with half
 * a question would only hide it. */
static bool require_known(struct cc_call *call, const struct cc_value *config)
{
    if (!cc_value_is_null(config) && cc_value_is_wholly_known(config))
        return true;
    return cc_diags_error(call->diags, cc_path_from(""),
                          CC_STR("The configuration is not known yet"),
                          "The host wants a data source to be read whose arguments are not known. "
                          "Please report this together with a log made with "
                          "TF_LOG_PROVIDER=TRACE.");
}

/* What was configured comes back as it was written, in whatever spelling the service has it. */
static void echo_config(const struct cc_attribute *attributes, const struct cc_value *config,
                        struct cc_value *state)
{
    for (const struct cc_attribute *row = attributes; row->name != NULL; row++) {
        struct cc_str name = cc_str_from(row->name);
        const struct cc_value *written = cc_value_get(config, name);
        if (cc_attribute_is_configurable(row) && !cc_value_is_null(written))
            cc_value_set(state, name, *written);
    }
}

bool cc_read_data_source(struct cc_rpc *rpc)
{
    const Request *request = rpc->request;
    Response *response = rpc->response;
    struct cc_call *call = &rpc->call;
    const struct cc_data_source_type *data_source;
    struct cc_value config;
    if (!cc_wire_data_source(rpc, request->type_name, &data_source) ||
        !cc_wire_read(call, request->config, "configuration", &config) ||
        !require_known(call, &config) || !cc_rpc_validate_data_source(call, data_source, &config))
        return false;
    struct cc_value state = cc_value_copy(call->arena, &config);
    if (!data_source->read(call, &config, &state))
        return false;
    echo_config(data_source->schema->attributes, &config, &state);
    state = cc_value_without_unknowns(call->arena, &state);
    response->state = cc_wire_write(call, &state);
    return true;
}
