// SPDX-License-Identifier: MPL-2.0
#include "protocol/resource_identity.h"

typedef Tfplugin6__GetResourceIdentitySchemas__Response Response;
typedef Tfplugin6__GetResourceIdentitySchemas__Response__IdentitySchemasEntry Entry;
#define ENTRY_TYPE \
    tfplugin6__get_resource_identity_schemas__response__identity_schemas_entry__descriptor
typedef Tfplugin6__ResourceIdentitySchema Schema;
typedef Tfplugin6__ResourceIdentitySchema__IdentityAttribute Attribute;

static const char *description_of(const struct cc_resource_type *resource, const char *name)
{
    const struct cc_attribute *row = resource->schema->attributes;
    while (row->name != NULL && !cc_str_equal(cc_str_from(row->name), cc_str_from(name)))
        row++;
    return row->description;
}

static Attribute *attribute_message(struct cc_arena *arena, const struct cc_resource_type *resource,
                                    const char *name)
{
    Attribute *message = cc_wire_message(
        arena, &tfplugin6__resource_identity_schema__identity_attribute__descriptor);
    message->name = cc_wire_text(arena, cc_str_from(name));
    message->type = cc_wire_data(cc_type_to_json(arena, &cc_type_string));
    message->required_for_import = true;
    message->description = cc_wire_text(arena, cc_str_from(description_of(resource, name)));
    return message;
}

static Schema *identity_message(struct cc_arena *arena, const struct cc_resource_type *resource)
{
    size_t count = cc_identity_type(arena, resource)->member_count;
    Schema *message = cc_wire_message(arena, &tfplugin6__resource_identity_schema__descriptor);
    message->version = resource->identity->version;
    message->n_identity_attributes = count;
    message->identity_attributes = cc_arena_array(arena, count, Attribute *);
    for (size_t i = 0; i < count; i++)
        message->identity_attributes[i] =
            attribute_message(arena, resource, resource->identity->parts[i].attribute);
    return message;
}

bool cc_get_resource_identity_schemas(struct cc_rpc *rpc)
{
    struct cc_arena *arena = rpc->call.arena;
    Response *response = rpc->response;
    size_t count = 0;
    const struct cc_resource_entry *resources = cc_server_resources(rpc->server, &count);
    response->identity_schemas = cc_arena_array(arena, count, Entry *);
    for (size_t i = 0; i < count; i++) {
        const struct cc_resource_type *resource = resources[i].resource;
        if (resource->identity == NULL)
            continue;
        Entry *entry = cc_wire_message(arena, &ENTRY_TYPE);
        entry->key = cc_wire_text(arena, cc_str_from(resource->name));
        entry->value = identity_message(arena, resource);
        response->identity_schemas[response->n_identity_schemas++] = entry;
    }
    return true;
}
