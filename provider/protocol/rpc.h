// SPDX-License-Identifier: MPL-2.0
#pragma once

/* One RPC under way, and the handlers: one file each, named as the RPC.
 *
 * A handler reads its request message and fills its response message; both are of the type that its
 * row in dispatch.c names.  It returns false after an error was filed; what it has put into the
 * response by then is sent along with the diagnostics.
 */

#include <protobuf-c/protobuf-c.h>

#include "protocol/server.h"
#include "schema/resource.h"

struct cc_rpc {
    struct cc_call call;
    struct cc_server *server;
    const void *request;
    void *response;
};

/* All rules of a data source, for the two RPCs that hand it a configuration. */
bool cc_rpc_validate_data_source(struct cc_call *call,
                                 const struct cc_data_source_type *data_source,
                                 const struct cc_value *config);

bool cc_get_metadata(struct cc_rpc *rpc);
bool cc_get_provider_schema(struct cc_rpc *rpc);
bool cc_get_resource_identity_schemas(struct cc_rpc *rpc);
bool cc_get_functions(struct cc_rpc *rpc);
bool cc_call_function(struct cc_rpc *rpc);
bool cc_validate_provider_config(struct cc_rpc *rpc);
bool cc_validate_resource_config(struct cc_rpc *rpc);
bool cc_validate_data_resource_config(struct cc_rpc *rpc);
bool cc_configure_provider(struct cc_rpc *rpc);
bool cc_upgrade_resource_state(struct cc_rpc *rpc);
bool cc_upgrade_resource_identity(struct cc_rpc *rpc);
bool cc_read_resource(struct cc_rpc *rpc);
bool cc_plan_resource_change(struct cc_rpc *rpc);
bool cc_apply_resource_change(struct cc_rpc *rpc);
bool cc_import_resource_state(struct cc_rpc *rpc);
bool cc_move_resource_state(struct cc_rpc *rpc);
bool cc_read_data_source(struct cc_rpc *rpc);
bool cc_stop_provider(struct cc_rpc *rpc);
