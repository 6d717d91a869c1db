// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Between messages and the provider's own types: values, diagnostics, paths, memory.
 *
 * Messages are unpacked into and built in the call's arena; protobuf-c's frees do nothing.
 */

#include <protobuf-c/protobuf-c.h>

#include "protocol/rpc.h"
#include "tfplugin6.pb-c.h"

/* An allocator that takes from the arena and never frees. */
ProtobufCAllocator cc_wire_allocator(struct cc_arena *arena);

/* A message of `type` in the arena, initialised. */
void *cc_wire_message(struct cc_arena *arena, const ProtobufCMessageDescriptor *type);

/* Reads a value of call->type.  A missing message, an empty one and nil are all null.  `what` names
 * it in the error: "prior state". */
bool cc_wire_read(struct cc_call *call, const Tfplugin6__DynamicValue *message, const char *what,
                  struct cc_value *value);

/* The value as a message, MessagePack. */
Tfplugin6__DynamicValue *cc_wire_write(struct cc_call *call, const struct cc_value *value);

/* A path as a message; NULL for the whole object. */
Tfplugin6__AttributePath *cc_wire_path(struct cc_arena *arena, const struct cc_path *path);

/* The diagnostics as an array of messages. */
Tfplugin6__Diagnostic **cc_wire_diags(struct cc_arena *arena, const struct cc_diags *diags);

/* What this server can do beyond what every server does. */
Tfplugin6__ServerCapabilities *cc_wire_capabilities(struct cc_arena *arena);

/* A C string in the arena for a string field. */
char *cc_wire_text(struct cc_arena *arena, struct cc_str text);

/* The bytes of a field, lent. */
struct cc_str cc_wire_bytes(ProtobufCBinaryData data);
ProtobufCBinaryData cc_wire_data(struct cc_str bytes);

/* Looks the resource up and sets call->type; false after an error was filed. */
bool cc_wire_resource(struct cc_rpc *rpc, const char *type_name,
                      const struct cc_resource_type **resource);

/* The same for a data source. */
bool cc_wire_data_source(struct cc_rpc *rpc, const char *type_name,
                         const struct cc_data_source_type **data_source);
