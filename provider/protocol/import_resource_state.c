// SPDX-License-Identifier: MPL-2.0
#include "protocol/wire.h"

typedef Tfplugin6__ImportResourceState__Request Request;
typedef Tfplugin6__ImportResourceState__Response Response;
typedef Tfplugin6__ImportResourceState__ImportedResource Imported;

static void fill_imported(struct cc_rpc *rpc, const struct cc_value *state)
{
    const Request *request = rpc->request;
    Response *response = rpc->response;
    Imported *imported = cc_wire_message(
        rpc->call.arena, &tfplugin6__import_resource_state__imported_resource__descriptor);
    imported->type_name = request->type_name;
    imported->state = cc_wire_write(&rpc->call, state);
    response->n_imported_resources = 1;
    response->imported_resources = cc_arena_array(rpc->call.arena, 1, Imported *);
    response->imported_resources[0] = imported;
}

/* The host reads the object right after this, which finds out whether it exists. */
bool cc_import_resource_state(struct cc_rpc *rpc)
{
    const Request *request = rpc->request;
    const struct cc_resource_type *resource;
    if (!cc_wire_resource(rpc, request->type_name, &resource))
        return false;
    if (resource->import == NULL)
        return cc_diags_error(
            rpc->call.diags, cc_path_from(""),
            cc_str_format(rpc->call.arena, "%s cannot be imported", resource->name),
            "This resource type has no import.");
    struct cc_value state = cc_value_object(rpc->call.arena, rpc->call.type);
    if (!resource->import(&rpc->call, cc_str_from(request->id), &state))
        return false;
    fill_imported(rpc, &state);
    return true;
}
