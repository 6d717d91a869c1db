// SPDX-License-Identifier: MPL-2.0
#include "protocol/leaving.h"
#include "protocol/resource_identity.h"

typedef Tfplugin6__PlanResourceChange__Request Request;
typedef Tfplugin6__PlanResourceChange__Response Response;

static void fill_replace(struct cc_rpc *rpc, const struct cc_plan *plan)
{
    Response *response = rpc->response;
    response->n_requires_replace = plan->replace_count;
    response->requires_replace =
        cc_arena_array(rpc->call.arena, plan->replace_count, Tfplugin6__AttributePath *);
    for (size_t i = 0; i < plan->replace_count; i++)
        response->requires_replace[i] = cc_wire_path(rpc->call.arena, &plan->replace[i]);
}

bool cc_plan_resource_change(struct cc_rpc *rpc)
{
    const Request *request = rpc->request;
    Response *response = rpc->response;
    const struct cc_resource_type *resource;
    struct cc_value prior, proposed, config;
    if (!cc_wire_resource(rpc, request->type_name, &resource) ||
        !cc_wire_read(&rpc->call, request->prior_state, "prior state", &prior) ||
        !cc_wire_read(&rpc->call, request->proposed_new_state, "proposed state", &proposed) ||
        !cc_wire_read(&rpc->call, request->config, "configuration", &config))
        return false;
    struct cc_value leaving = cc_value_null();
    if (cc_value_is_null(&prior))
        leaving = cc_leaving_read(rpc, request->prior_private);
    struct cc_plan plan = {
        .config = &config, .prior = &prior, .proposed = &proposed, .leaving = &leaving};
    if (!cc_plan_make(&rpc->call, resource, &plan))
        return false;
    response->planned_state = cc_wire_write(&rpc->call, &plan.planned);
    /* A replacement is planned twice and replayed with empty private data: only an object that
     * exists has any.  The same goes for its identity. */
    if (!cc_value_is_null(&prior)) {
        response->planned_private = cc_leaving_note(rpc, &prior);
        response->planned_identity =
            cc_identity_keep(rpc, resource, request->prior_identity, &prior);
    }
    fill_replace(rpc, &plan);
    return true;
}
