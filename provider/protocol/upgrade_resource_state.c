// SPDX-License-Identifier: MPL-2.0
#include "protocol/wire.h"
#include "value/codec.h"

typedef Tfplugin6__UpgradeResourceState__Request Request;
typedef Tfplugin6__UpgradeResourceState__Response Response;

static bool refuse(struct cc_rpc *rpc, const char *reason)
{
    const Request *request = rpc->request;
    return cc_diags_error(
        rpc->call.diags, cc_path_from(""),
        cc_str_format(rpc->call.arena, "Stored state of %s cannot be read", request->type_name),
        "%s The state was left as it is.", reason);
}

/* Hosts ask for every stored object, also when its version is the present one.  A null answer would
 * be taken as "no object" and lead to a second one, so there is none without an error. */
bool cc_upgrade_resource_state(struct cc_rpc *rpc)
{
    const Request *request = rpc->request;
    Response *response = rpc->response;
    const struct cc_resource_type *resource;
    struct cc_codec_error error = {0};
    struct cc_value state;
    if (!cc_wire_resource(rpc, request->type_name, &resource))
        return false;
    if (request->version > resource->schema->version)
        return refuse(rpc, "It was written by a newer version of this provider: upgrade it.");
    if (request->raw_state == NULL || request->raw_state->json.len == 0)
        return refuse(rpc, "It has the form used before Terraform 0.12, or none at all.");
    if (!cc_value_from_json(rpc->call.arena, rpc->call.type,
                            cc_wire_bytes(request->raw_state->json), &state, &error))
        return refuse(rpc, cc_str_format(rpc->call.arena, "%.*s%s%.*s.", CC_STR_ARG(error.where),
                                         cc_str_is_empty(error.where) ? "" : ": ",
                                         CC_STR_ARG(error.reason))
                               .ptr);
    if (cc_value_is_null(&state))
        return refuse(rpc, "It is empty.");
    response->upgraded_state = cc_wire_write(&rpc->call, &state);
    return true;
}
