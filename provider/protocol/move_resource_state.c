// SPDX-License-Identifier: MPL-2.0
#include "base/buf.h"
#include "base/json.h"
#include "protocol/resource_identity.h"

typedef Tfplugin6__MoveResourceState__Request Request;
typedef Tfplugin6__MoveResourceState__Response Response;

enum { NAMES_BYTES_MAX = 1024 };

static bool refuse(struct cc_rpc *rpc, struct cc_str reason)
{
    const Request *request = rpc->request;
    return cc_diags_error(rpc->call.diags, cc_path_from(""),
                          cc_str_format(rpc->call.arena, "%s cannot become %s",
                                        request->source_type_name, request->target_type_name),
                          "%.*s The state was left as it is.", CC_STR_ARG(reason));
}

/* The same provider comes from several registries and mirrors, so its name is all that counts:
 * the last part of "hosts.example/confluentinc/confluent". */
static struct cc_str provider_name(struct cc_str address)
{
    struct cc_str name = CC_STR_ABSENT;
    while (!cc_str_is_absent(address))
        name = cc_str_cut(&address, '/');
    return name;
}

static const struct cc_move_row *row_find(const struct cc_resource_type *resource,
                                          const struct cc_move_source *source)
{
    struct cc_str provider = provider_name(source->provider_address);
    const struct cc_move_row *row = resource->moves;
    while (row != NULL && row->type_name != NULL) {
        if (cc_str_equal(provider, cc_str_from(row->provider)) &&
            cc_str_equal(source->type_name, cc_str_from(row->type_name)))
            return row;
        row++;
    }
    return NULL;
}

/* "a of provider b, c of provider d", or "nothing". */
static struct cc_str sources_format(struct cc_arena *arena, const struct cc_resource_type *resource)
{
    struct cc_buf buf;
    cc_buf_init(&buf, arena, NAMES_BYTES_MAX);
    const struct cc_move_row *row = resource->moves;
    for (; row != NULL && row->type_name != NULL; row++)
        cc_buf_appendf(&buf, "%s%s of a provider called %s", row == resource->moves ? "" : ", ",
                       row->type_name, row->provider);
    return row == NULL ? CC_STR("nothing") : cc_buf_str(&buf);
}

static bool refuse_source(struct cc_rpc *rpc, const struct cc_resource_type *resource,
                          const struct cc_move_source *source)
{
    struct cc_str sources = sources_format(rpc->call.arena, resource);
    return refuse(
        rpc, cc_str_format(rpc->call.arena,
                           "The moved block leads here from an object of type %.*s of provider "
                           "%.*s, schema version %lld. %s takes over: %.*s.\n\nCorrect from or to "
                           "of the block. Where neither is wrong, remove it, and import the object "
                           "if it exists at the service.",
                           CC_STR_ARG(source->type_name), CC_STR_ARG(source->provider_address),
                           (long long)source->schema_version, resource->name, CC_STR_ARG(sources)));
}

/* The stored state is JSON; false after an error was filed. */
static bool parse_state(struct cc_rpc *rpc, struct cc_move_source *source)
{
    const Request *request = rpc->request;
    struct cc_str reason = CC_STR_ABSENT;
    if (request->source_state == NULL || request->source_state->json.len == 0)
        return refuse(rpc, CC_STR("Its state has the form used before Terraform 0.12, or none at "
                                  "all."));
    source->state =
        cc_json_parse(rpc->call.arena, cc_wire_bytes(request->source_state->json), &reason);
    if (cc_json_is_object(source->state))
        return true;
    return refuse(
        rpc, cc_str_format(rpc->call.arena, "Its state is no object. %.*s", CC_STR_ARG(reason)));
}

/* The private bytes of the source are of another provider's form: none are taken over.  A null
 * answer would lose the object, so there is none without an error. */
bool cc_move_resource_state(struct cc_rpc *rpc)
{
    const Request *request = rpc->request;
    Response *response = rpc->response;
    const struct cc_resource_type *resource;
    struct cc_move_source source = {
        .provider_address = cc_str_from(request->source_provider_address),
        .type_name = cc_str_from(request->source_type_name),
        .schema_version = request->source_schema_version,
    };
    if (!cc_wire_resource(rpc, request->target_type_name, &resource))
        return false;
    const struct cc_move_row *row = row_find(resource, &source);
    if (row == NULL)
        return refuse_source(rpc, resource, &source);
    struct cc_value state = cc_value_object(rpc->call.arena, rpc->call.type);
    if (!parse_state(rpc, &source) || !row->move(&rpc->call, &source, &state))
        return false;
    response->target_state = cc_wire_write(&rpc->call, &state);
    response->target_identity = cc_identity_of(rpc, resource, &state);
    return true;
}
