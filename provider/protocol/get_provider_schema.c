// SPDX-License-Identifier: MPL-2.0
#include "protocol/function_message.h"
#include "protocol/schema_message.h"

typedef Tfplugin6__GetProviderSchema__Response Response;
typedef Tfplugin6__GetProviderSchema__Response__ResourceSchemasEntry Entry;
typedef Tfplugin6__GetProviderSchema__Response__DataSourceSchemasEntry DataEntry;
typedef Tfplugin6__GetProviderSchema__Response__FunctionsEntry FunctionEntry;

static void list_data_sources(struct cc_rpc *rpc, Response *response)
{
    struct cc_arena *arena = rpc->call.arena;
    size_t count = 0;
    const struct cc_data_source_entry *entries = cc_server_data_sources(rpc->server, &count);
    response->n_data_source_schemas = count;
    response->data_source_schemas = cc_arena_array(arena, count, DataEntry *);
    for (size_t i = 0; i < count; i++) {
        const struct cc_data_source_type *type = entries[i].data_source;
        DataEntry *entry = cc_wire_message(
            arena,
            &tfplugin6__get_provider_schema__response__data_source_schemas_entry__descriptor);
        entry->key = cc_wire_text(arena, cc_str_from(type->name));
        entry->value = cc_schema_message(arena, type->schema);
        response->data_source_schemas[i] = entry;
    }
}

static void list_resources(struct cc_rpc *rpc, Response *response)
{
    struct cc_arena *arena = rpc->call.arena;
    size_t count = 0;
    const struct cc_resource_entry *resources = cc_server_resources(rpc->server, &count);
    response->n_resource_schemas = count;
    response->resource_schemas = cc_arena_array(arena, count, Entry *);
    for (size_t i = 0; i < count; i++) {
        Entry *entry = cc_wire_message(
            arena, &tfplugin6__get_provider_schema__response__resource_schemas_entry__descriptor);
        entry->key = cc_wire_text(arena, cc_str_from(resources[i].resource->name));
        entry->value = cc_schema_message(arena, resources[i].resource->schema);
        response->resource_schemas[i] = entry;
    }
}

static void list_functions(struct cc_rpc *rpc, Response *response)
{
    struct cc_arena *arena = rpc->call.arena;
    size_t count = 0;
    const struct cc_function *const *functions = cc_server_functions(rpc->server, &count);
    response->n_functions = count;
    response->functions = cc_arena_array(arena, count, FunctionEntry *);
    for (size_t i = 0; i < count; i++) {
        FunctionEntry *entry = cc_wire_message(
            arena, &tfplugin6__get_provider_schema__response__functions_entry__descriptor);
        entry->key = cc_wire_text(arena, cc_str_from(functions[i]->name));
        entry->value = cc_function_message(arena, functions[i]);
        response->functions[i] = entry;
    }
}

bool cc_get_provider_schema(struct cc_rpc *rpc)
{
    struct cc_arena *arena = rpc->call.arena;
    Response *response = rpc->response;
    response->server_capabilities = cc_wire_capabilities(arena);
    response->provider = cc_schema_message(arena, cc_server_provider(rpc->server)->schema);
    list_resources(rpc, response);
    list_data_sources(rpc, response);
    list_functions(rpc, response);
    return true;
}
