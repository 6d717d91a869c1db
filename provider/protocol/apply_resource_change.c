// SPDX-License-Identifier: MPL-2.0
#include "protocol/leaving.h"
#include "protocol/resource_identity.h"

typedef Tfplugin6__ApplyResourceChange__Request Request;
typedef Tfplugin6__ApplyResourceChange__Response Response;

static bool apply_update(struct cc_call *call, const struct cc_resource_type *resource,
                         const struct cc_value *prior, const struct cc_value *planned,
                         struct cc_value *state)
{
    if (resource->update == NULL)
        return cc_diags_error(call->diags, cc_path_from(""),
                              cc_str_format(call->arena, "%s cannot be updated", resource->name),
                              "Every change of this resource replaces it; the plan should say so.");
    return cc_plan_permits_update(call, resource, prior, planned) &&
           resource->update(call, prior, planned, state);
}

/* What is done is decided by which side is null; never by a field. */
static bool apply(struct cc_call *call, const struct cc_resource_type *resource,
                  const struct cc_value *prior, const struct cc_value *planned,
                  struct cc_value *state)
{
    if (cc_value_is_null(planned)) {
        if (!cc_value_is_null(prior) && !resource->remove(call, prior))
            return false;
        *state = cc_value_null();
        return true;
    }
    if (cc_value_is_null(prior))
        return resource->create(call, planned, state);
    return apply_update(call, resource, prior, planned, state);
}

/* Whatever the verb has put into the state by the time it fails is sent: an object that exists must
 * not be forgotten.  A transport error instead would lose it. */
bool cc_apply_resource_change(struct cc_rpc *rpc)
{
    const Request *request = rpc->request;
    Response *response = rpc->response;
    const struct cc_resource_type *resource;
    struct cc_value prior, planned;
    response->private_ = cc_leaving_without(request->planned_private);
    response->new_state = request->prior_state;
    response->new_identity = request->planned_identity;
    if (!cc_wire_resource(rpc, request->type_name, &resource) ||
        !cc_wire_read(&rpc->call, request->prior_state, "prior state", &prior) ||
        !cc_wire_read(&rpc->call, request->planned_state, "planned state", &planned))
        return false;
    struct cc_value state = prior;
    bool is_applied = apply(&rpc->call, resource, &prior, &planned, &state);
    state = cc_value_without_unknowns(rpc->call.arena, &state);
    response->new_state = cc_wire_write(&rpc->call, &state);
    response->new_identity = cc_identity_of(rpc, resource, &state);
    return is_applied;
}
