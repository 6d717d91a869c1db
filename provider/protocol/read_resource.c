// SPDX-License-Identifier: MPL-2.0
#include "protocol/resource_identity.h"

typedef Tfplugin6__ReadResource__Request Request;
typedef Tfplugin6__ReadResource__Response Response;

/* Null only when the object is certainly gone; on any failure the state stays what it was. */
bool cc_read_resource(struct cc_rpc *rpc)
{
    const Request *request = rpc->request;
    Response *response = rpc->response;
    const struct cc_resource_type *resource;
    struct cc_value prior;
    response->private_ = request->private_; /* what is left out here would be erased */
    response->new_state = request->current_state;
    response->new_identity = request->current_identity;
    if (!cc_wire_resource(rpc, request->type_name, &resource) ||
        !cc_wire_read(&rpc->call, request->current_state, "current state", &prior))
        return false;
    if (cc_value_is_null(&prior))
        return true;
    struct cc_value state = prior;
    if (!resource->read(&rpc->call, &prior, &state))
        return false;
    state = cc_schema_settle(rpc->call.arena, resource->schema->attributes, &prior, &state);
    state = cc_value_without_unknowns(rpc->call.arena, &state);
    response->new_state = cc_wire_write(&rpc->call, &state);
    response->new_identity = cc_identity_keep(rpc, resource, request->current_identity, &state);
    return true;
}
