// SPDX-License-Identifier: MPL-2.0
#include "protocol/wire.h"

typedef Tfplugin6__GetMetadata__Response Response;
typedef Tfplugin6__GetMetadata__ResourceMetadata Metadata;
typedef Tfplugin6__GetMetadata__DataSourceMetadata DataMetadata;
typedef Tfplugin6__GetMetadata__FunctionMetadata FunctionMetadata;

static void list_data_sources(struct cc_rpc *rpc, Response *response)
{
    struct cc_arena *arena = rpc->call.arena;
    size_t count = 0;
    const struct cc_data_source_entry *entries = cc_server_data_sources(rpc->server, &count);
    response->n_data_sources = count;
    response->data_sources = cc_arena_array(arena, count, DataMetadata *);
    for (size_t i = 0; i < count; i++) {
        response->data_sources[i] =
            cc_wire_message(arena, &tfplugin6__get_metadata__data_source_metadata__descriptor);
        response->data_sources[i]->type_name =
            cc_wire_text(arena, cc_str_from(entries[i].data_source->name));
    }
}

static void list_functions(struct cc_rpc *rpc, Response *response)
{
    struct cc_arena *arena = rpc->call.arena;
    const struct cc_function *const *functions =
        cc_server_functions(rpc->server, &response->n_functions);
    response->functions = cc_arena_array(arena, response->n_functions, FunctionMetadata *);
    for (size_t i = 0; i < response->n_functions; i++) {
        response->functions[i] =
            cc_wire_message(arena, &tfplugin6__get_metadata__function_metadata__descriptor);
        response->functions[i]->name = cc_wire_text(arena, cc_str_from(functions[i]->name));
    }
}

bool cc_get_metadata(struct cc_rpc *rpc)
{
    struct cc_arena *arena = rpc->call.arena;
    Response *response = rpc->response;
    size_t count = 0;
    const struct cc_resource_entry *resources = cc_server_resources(rpc->server, &count);
    response->server_capabilities = cc_wire_capabilities(arena);
    response->n_resources = count;
    response->resources = cc_arena_array(arena, count, Metadata *);
    for (size_t i = 0; i < count; i++) {
        response->resources[i] =
            cc_wire_message(arena, &tfplugin6__get_metadata__resource_metadata__descriptor);
        response->resources[i]->type_name =
            cc_wire_text(arena, cc_str_from(resources[i].resource->name));
    }
    list_data_sources(rpc, response);
    list_functions(rpc, response);
    return true;
}
