// SPDX-License-Identifier: MPL-2.0
#include "protocol/resource_identity.h"

typedef Tfplugin6__UpgradeResourceIdentity__Request Request;
typedef Tfplugin6__UpgradeResourceIdentity__Response Response;

/* There has been one version only, so what is stored is read as it stands.  Hosts ask when versions
 * differ; an answer without identity and without error would be a bug to them. */
bool cc_upgrade_resource_identity(struct cc_rpc *rpc)
{
    const Request *request = rpc->request;
    Response *response = rpc->response;
    const struct cc_resource_type *resource;
    struct cc_value identity;
    Tfplugin6__DynamicValue data = TFPLUGIN6__DYNAMIC_VALUE__INIT;
    if (!cc_wire_resource(rpc, request->type_name, &resource))
        return false;
    if (request->raw_identity != NULL)
        data.json = request->raw_identity->json;
    if (resource->identity != NULL && request->version > resource->identity->version)
        return cc_diags_error(
            rpc->call.diags, cc_path_from(""),
            cc_str_format(rpc->call.arena, "Stored identity of %s cannot be read", resource->name),
            "It was written by a newer version of this provider: upgrade it.");
    if (!cc_identity_read(rpc, resource, &data, &identity))
        return false;
    response->upgraded_identity = cc_identity_of(rpc, resource, &identity);
    return true;
}
