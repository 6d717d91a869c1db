// SPDX-License-Identifier: MPL-2.0
#include "protocol/resource_identity.h"

typedef Tfplugin6__ImportResourceState__Request Request;
typedef Tfplugin6__ImportResourceState__Response Response;
typedef Tfplugin6__ImportResourceState__ImportedResource Imported;

static void fill_imported(struct cc_rpc *rpc, const struct cc_resource_type *resource,
                          const struct cc_value *state)
{
    const Request *request = rpc->request;
    Response *response = rpc->response;
    Imported *imported = cc_wire_message(
        rpc->call.arena, &tfplugin6__import_resource_state__imported_resource__descriptor);
    imported->type_name = request->type_name;
    imported->state = cc_wire_write(&rpc->call, state);
    imported->identity = cc_identity_of(rpc, resource, state);
    response->n_imported_resources = 1;
    response->imported_resources = cc_arena_array(rpc->call.arena, 1, Imported *);
    response->imported_resources[0] = imported;
}

/* What to import: an id, or an identity, which says the same. */
static bool wanted_id(struct cc_rpc *rpc, const struct cc_resource_type *resource,
                      struct cc_str *id)
{
    const Request *request = rpc->request;
    struct cc_value identity;
    *id = cc_str_from(request->id);
    if (request->identity == NULL)
        return true;
    if (!cc_identity_read(rpc, resource, request->identity->identity_data, &identity))
        return false;
    *id = cc_identity_to_id(rpc->call.arena, resource, &identity);
    return true;
}

/* The host reads the object right after this, which finds out whether it exists. */
bool cc_import_resource_state(struct cc_rpc *rpc)
{
    const Request *request = rpc->request;
    const struct cc_resource_type *resource;
    struct cc_str id;
    if (!cc_wire_resource(rpc, request->type_name, &resource))
        return false;
    if (resource->import == NULL)
        return cc_diags_error(
            rpc->call.diags, cc_path_from(""),
            cc_str_format(rpc->call.arena, "%s cannot be imported", resource->name),
            "This resource type has no import.");
    struct cc_value state = cc_value_object(rpc->call.arena, rpc->call.type);
    if (!wanted_id(rpc, resource, &id) || !resource->import(&rpc->call, id, &state))
        return false;
    fill_imported(rpc, resource, &state);
    return true;
}
