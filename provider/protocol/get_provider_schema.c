// SPDX-License-Identifier: MPL-2.0
#include "protocol/schema_message.h"

typedef Tfplugin6__GetProviderSchema__Response Response;
typedef Tfplugin6__GetProviderSchema__Response__ResourceSchemasEntry Entry;

bool cc_get_provider_schema(struct cc_rpc *rpc)
{
    struct cc_arena *arena = rpc->call.arena;
    Response *response = rpc->response;
    size_t count = 0;
    const struct cc_resource_entry *resources = cc_server_resources(rpc->server, &count);
    response->server_capabilities = cc_wire_capabilities(arena);
    response->provider = cc_schema_message(arena, cc_server_provider(rpc->server)->schema);
    response->n_resource_schemas = count;
    response->resource_schemas = cc_arena_array(arena, count, Entry *);
    for (size_t i = 0; i < count; i++) {
        Entry *entry = cc_wire_message(
            arena, &tfplugin6__get_provider_schema__response__resource_schemas_entry__descriptor);
        entry->key = cc_wire_text(arena, cc_str_from(resources[i].resource->name));
        entry->value = cc_schema_message(arena, resources[i].resource->schema);
        response->resource_schemas[i] = entry;
    }
    return true;
}
