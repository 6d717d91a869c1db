// SPDX-License-Identifier: MPL-2.0
#include "protocol/dispatch.h"

#include "base/log.h"
#include "protocol/rpc.h"
#include "protocol/wire.h"

/* An RPC is one row.  What is not offered yet has no row and is answered UNIMPLEMENTED, which hosts
 * understand for every RPC but those listed here (plugin protocol, "who calls them"). */
struct rpc_row {
    const char *name;
    const ProtobufCMessageDescriptor *request, *response;
    bool (*handle)(struct cc_rpc *rpc);
    bool is_immediate; /* never waits for the network */
};

#define RPC(name, message, handler, immediate)                                \
    {                                                                         \
        name, &tfplugin6__##message##__request__descriptor,                   \
            &tfplugin6__##message##__response__descriptor, handler, immediate \
    }

static const struct rpc_row rows[] = {
    RPC("GetMetadata", get_metadata, cc_get_metadata, true),
    RPC("GetProviderSchema", get_provider_schema, cc_get_provider_schema, true),
    RPC("GetResourceIdentitySchemas", get_resource_identity_schemas,
        cc_get_resource_identity_schemas, true),
    RPC("GetFunctions", get_functions, cc_get_functions, true),
    RPC("CallFunction", call_function, cc_call_function, true),
    RPC("ValidateProviderConfig", validate_provider_config, cc_validate_provider_config, true),
    RPC("ValidateResourceConfig", validate_resource_config, cc_validate_resource_config, true),
    RPC("ValidateDataResourceConfig", validate_data_resource_config,
        cc_validate_data_resource_config, true),
    RPC("ConfigureProvider", configure_provider, cc_configure_provider, false),
    RPC("UpgradeResourceState", upgrade_resource_state, cc_upgrade_resource_state, true),
    RPC("UpgradeResourceIdentity", upgrade_resource_identity, cc_upgrade_resource_identity, true),
    RPC("ReadResource", read_resource, cc_read_resource, false),
    RPC("PlanResourceChange", plan_resource_change, cc_plan_resource_change, false),
    RPC("ApplyResourceChange", apply_resource_change, cc_apply_resource_change, false),
    RPC("ImportResourceState", import_resource_state, cc_import_resource_state, true),
    RPC("MoveResourceState", move_resource_state, cc_move_resource_state, true),
    RPC("ReadDataSource", read_data_source, cc_read_data_source, false),
    RPC("StopProvider", stop_provider, cc_stop_provider, true),
};

static const struct rpc_row *row_find(struct cc_str path)
{
    struct cc_str prefix = CC_STR("/" CC_SERVICE "/");
    if (!cc_str_starts_with(path, prefix))
        return NULL;
    struct cc_str name = cc_str_slice(path, prefix.len, path.len);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (cc_str_equal(name, cc_str_from(rows[i].name)))
            return &rows[i];
    return NULL;
}

bool cc_dispatch_is_immediate(struct cc_str path)
{
    const struct rpc_row *row = row_find(path);
    return row != NULL && row->is_immediate;
}

/* A handler that fails without a word is a bug of ours, and must not look like success. */
static void report_silence(struct cc_rpc *rpc, const struct rpc_row *row)
{
    cc_diags_error(rpc->call.diags, cc_path_from(""),
                   cc_str_format(rpc->call.arena, "Internal error in %s", row->name),
                   "The provider gave up without saying why. Please report this together with a "
                   "log made with TF_LOG_PROVIDER=TRACE.");
}

/* Fills the `diagnostics` field, which nearly every response has at a place of its own. */
static void fill_diagnostics(struct cc_rpc *rpc, const struct rpc_row *row)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field_by_name(row->response, "diagnostics");
    if (field == NULL)
        return;
    char *response = rpc->response;
    *(size_t *)(void *)(response + field->quantifier_offset) = rpc->call.diags->count;
    *(Tfplugin6__Diagnostic ***)(void *)(response + field->offset) =
        cc_wire_diags(rpc->call.arena, rpc->call.diags);
}

static void send_reply(const struct cc_rpc *rpc, struct cc_dispatch_reply reply)
{
    uint8_t *bytes =
        reply.reserve(reply.context, protobuf_c_message_get_packed_size(rpc->response));
    if (bytes != NULL)
        protobuf_c_message_pack(rpc->response, bytes);
}

static enum cc_dispatch_status run_row(struct cc_server *server, const struct rpc_row *row,
                                       struct cc_str request, struct cc_call *call,
                                       struct cc_dispatch_reply reply)
{
    ProtobufCAllocator allocator = cc_wire_allocator(call->arena);
    struct cc_rpc rpc = {.call = *call, .server = server};
    rpc.request = protobuf_c_message_unpack(row->request, &allocator, request.len,
                                            (const uint8_t *)(request.len ? request.ptr : ""));
    if (rpc.request == NULL)
        return CC_DISPATCH_INVALID_ARGUMENT;
    rpc.response = cc_wire_message(call->arena, row->response);
    if (!row->handle(&rpc) && call->diags->error_count == 0)
        report_silence(&rpc, row);
    fill_diagnostics(&rpc, row);
    send_reply(&rpc, reply);
    return CC_DISPATCH_OK;
}

enum cc_dispatch_status cc_dispatch(struct cc_server *server, struct cc_str path,
                                    struct cc_str request, const struct cc_flight *flight,
                                    struct cc_dispatch_reply reply)
{
    const struct rpc_row *row = row_find(path);
    if (row == NULL)
        return CC_DISPATCH_UNIMPLEMENTED;
    cc_log(CC_LOG_TRACE, "%s begins", row->name);
    struct cc_arena arena;
    struct cc_diags diags;
    cc_arena_init(&arena);
    cc_diags_init(&diags, &arena);
    struct cc_call call = {
        .arena = &arena,
        .diags = &diags,
        .cancel = flight->cancel,
        .provider = flight->configured == NULL ? NULL : flight->configured->provider,
    };
    enum cc_dispatch_status status = run_row(server, row, request, &call, reply);
    cc_log(CC_LOG_TRACE, "%s ends with %zu errors", row->name, diags.error_count);
    cc_arena_release(&arena);
    return status;
}
