// SPDX-License-Identifier: MPL-2.0
#include "protocol/wire.h"

#include "value/codec.h"

static void *allocator_alloc(void *data, size_t bytes)
{
    return cc_arena_alloc(data, bytes);
}

static void allocator_free(void *data, void *pointer)
{
    (void)data;
    (void)pointer; /* the arena gives everything back at once */
}

ProtobufCAllocator cc_wire_allocator(struct cc_arena *arena)
{
    return (ProtobufCAllocator){
        .alloc = allocator_alloc, .free = allocator_free, .allocator_data = arena};
}

void *cc_wire_message(struct cc_arena *arena, const ProtobufCMessageDescriptor *type)
{
    void *message = cc_arena_alloc(arena, type->sizeof_message);
    protobuf_c_message_init(type, message);
    return message;
}

/* plan_destroy: destroys are planned here too, so that a protected cluster is refused early.
 * get_provider_schema_optional: no RPC here depends on that one having come first.
 * move_resource_state: without it Terraform refuses `moved` from another type by itself. */
Tfplugin6__ServerCapabilities *cc_wire_capabilities(struct cc_arena *arena)
{
    Tfplugin6__ServerCapabilities *message =
        cc_wire_message(arena, &tfplugin6__server_capabilities__descriptor);
    message->plan_destroy = true;
    message->get_provider_schema_optional = true;
    message->move_resource_state = true;
    return message;
}

char *cc_wire_text(struct cc_arena *arena, struct cc_str text)
{
    struct cc_str copy = cc_str_copy_into(arena, cc_str_is_absent(text) ? CC_STR("") : text);
    return (char *)(uintptr_t)copy.ptr; /* protobuf-c's string fields lack const */
}

struct cc_str cc_wire_bytes(ProtobufCBinaryData data)
{
    return data.data == NULL ? CC_STR_ABSENT : (struct cc_str){(const char *)data.data, data.len};
}

ProtobufCBinaryData cc_wire_data(struct cc_str bytes)
{
    return (ProtobufCBinaryData){.len = bytes.len, .data = (uint8_t *)(uintptr_t)bytes.ptr};
}

static bool read_bytes(struct cc_call *call, const Tfplugin6__DynamicValue *message,
                       struct cc_value *value, struct cc_codec_error *error)
{
    if (message->msgpack.len > 0)
        return cc_msgpack_decode(call->arena, call->type, cc_wire_bytes(message->msgpack), value,
                                 error);
    return cc_value_from_json(call->arena, call->type, cc_wire_bytes(message->json), value, error);
}

bool cc_wire_read(struct cc_call *call, const Tfplugin6__DynamicValue *message, const char *what,
                  struct cc_value *value)
{
    struct cc_codec_error error = {0};
    *value = cc_value_null();
    if (message == NULL || read_bytes(call, message, value, &error))
        return true;
    return cc_diags_error(
        call->diags, cc_path_from(""),
        cc_str_format(call->arena, "The %s sent by the host cannot be read", what),
        "%.*s%s%.*s. The host and this provider disagree about the schema, or the data was "
        "damaged on the way.",
        CC_STR_ARG(error.where), cc_str_is_empty(error.where) ? "" : ": ",
        CC_STR_ARG(error.reason));
}

Tfplugin6__DynamicValue *cc_wire_write(struct cc_call *call, const struct cc_value *value)
{
    Tfplugin6__DynamicValue *message =
        cc_wire_message(call->arena, &tfplugin6__dynamic_value__descriptor);
    message->msgpack = cc_wire_data(cc_msgpack_encode(call->arena, call->type, value));
    return message;
}

static Tfplugin6__AttributePath__Step *wire_step(struct cc_arena *arena, const struct cc_step *step)
{
    Tfplugin6__AttributePath__Step *message =
        cc_wire_message(arena, &tfplugin6__attribute_path__step__descriptor);
    switch (step->kind) {
    case CC_STEP_ATTRIBUTE:
        message->selector_case = TFPLUGIN6__ATTRIBUTE_PATH__STEP__SELECTOR_ATTRIBUTE_NAME;
        message->attribute_name = cc_wire_text(arena, step->name);
        break;
    case CC_STEP_KEY:
        message->selector_case = TFPLUGIN6__ATTRIBUTE_PATH__STEP__SELECTOR_ELEMENT_KEY_STRING;
        message->element_key_string = cc_wire_text(arena, step->name);
        break;
    case CC_STEP_INDEX:
        message->selector_case = TFPLUGIN6__ATTRIBUTE_PATH__STEP__SELECTOR_ELEMENT_KEY_INT;
        message->element_key_int = step->index;
        break;
    }
    return message;
}

Tfplugin6__AttributePath *cc_wire_path(struct cc_arena *arena, const struct cc_path *path)
{
    if (path->count == 0)
        return NULL;
    Tfplugin6__AttributePath *message =
        cc_wire_message(arena, &tfplugin6__attribute_path__descriptor);
    message->n_steps = path->count;
    message->steps = cc_arena_array(arena, path->count, Tfplugin6__AttributePath__Step *);
    for (size_t i = 0; i < path->count; i++)
        message->steps[i] = wire_step(arena, &path->steps[i]);
    return message;
}

/* Hosts look for the source line of a diagnostic, and inside `azure = { … }` they only find it when
 * the last step is a key, as of a map; an attribute step would be looked for in a block, and the
 * first line of the resource be shown instead.  (Measured: OpenTofu 1.12.) */
static struct cc_path findable(struct cc_path path)
{
    if (path.count > 1 && path.steps[path.count - 1].kind == CC_STEP_ATTRIBUTE)
        path.steps[path.count - 1].kind = CC_STEP_KEY;
    return path;
}

Tfplugin6__Diagnostic **cc_wire_diags(struct cc_arena *arena, const struct cc_diags *diags)
{
    Tfplugin6__Diagnostic **messages = cc_arena_array(arena, diags->count, Tfplugin6__Diagnostic *);
    size_t i = 0;
    for (const struct cc_diag *diag = diags->first; diag != NULL; diag = diag->next, i++) {
        messages[i] = cc_wire_message(arena, &tfplugin6__diagnostic__descriptor);
        messages[i]->severity = (Tfplugin6__Diagnostic__Severity)diag->severity;
        messages[i]->summary = cc_wire_text(arena, diag->summary);
        messages[i]->detail = cc_wire_text(arena, diag->detail);
        struct cc_path path = findable(diag->path);
        messages[i]->attribute = cc_wire_path(arena, &path);
    }
    return messages;
}

bool cc_wire_resource(struct cc_rpc *rpc, const char *type_name,
                      const struct cc_resource_type **resource)
{
    const struct cc_resource_entry *entry = cc_server_find(rpc->server, cc_str_from(type_name));
    if (entry == NULL)
        return cc_diags_error(rpc->call.diags, cc_path_from(""), CC_STR("Unknown resource type"),
                              "This provider has no resource type \"%s\".", type_name);
    *resource = entry->resource;
    rpc->call.type = entry->type;
    return true;
}

bool cc_wire_data_source(struct cc_rpc *rpc, const char *type_name,
                         const struct cc_data_source_type **data_source)
{
    const struct cc_data_source_entry *entry =
        cc_server_find_data_source(rpc->server, cc_str_from(type_name));
    if (entry == NULL)
        return cc_diags_error(rpc->call.diags, cc_path_from(""), CC_STR("Unknown data source"),
                              "This provider has no data source \"%s\".", type_name);
    *data_source = entry->data_source;
    rpc->call.type = entry->type;
    return true;
}
