// SPDX-License-Identifier: MPL-2.0
#include "protocol/leaving.h"

#include "value/codec.h"

static const struct cc_str mark = CC_STR_INIT("ccloud leaving 1\n");

ProtobufCBinaryData cc_leaving_note(struct cc_rpc *rpc, const struct cc_value *prior)
{
    struct cc_arena *arena = rpc->call.arena;
    struct cc_str state = cc_msgpack_encode(arena, rpc->call.type, prior);
    struct cc_buf note;
    cc_buf_init(&note, arena, mark.len + state.len);
    cc_buf_append_str(&note, mark);
    cc_buf_append_str(&note, state);
    return cc_wire_data(cc_buf_str(&note));
}

static bool is_note(struct cc_str bytes)
{
    return cc_str_starts_with(bytes, mark);
}

struct cc_value cc_leaving_read(struct cc_rpc *rpc, ProtobufCBinaryData private_bytes)
{
    struct cc_str bytes = cc_wire_bytes(private_bytes);
    struct cc_value leaving = cc_value_null();
    struct cc_codec_error ignored;
    if (is_note(bytes))
        cc_msgpack_decode(rpc->call.arena, rpc->call.type, cc_str_slice(bytes, mark.len, bytes.len),
                          &leaving, &ignored);
    return leaving;
}

ProtobufCBinaryData cc_leaving_without(ProtobufCBinaryData private_bytes)
{
    return is_note(cc_wire_bytes(private_bytes)) ? (ProtobufCBinaryData){0} : private_bytes;
}
