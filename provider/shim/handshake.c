// SPDX-License-Identifier: MPL-2.0
#include "shim/handshake.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/json.h"

static const char magic_cookie[] =
    "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

enum { CERTIFICATE_TEXT_BYTES_MAX = 64 * 1024 };

bool cc_handshake_is_host(const char *cookie)
{
    return cookie != NULL && cc_str_equal(cc_str_from(cookie), cc_str_from(magic_cookie));
}

bool cc_handshake_offers(const char *versions, int version)
{
    struct cc_str rest = cc_str_from(versions);
    while (!cc_str_is_absent(rest)) {
        struct cc_str word = cc_str_cut(&rest, ',');
        if (cc_str_only(word, "0123456789") && word.len < 9 &&
            strtol(word.ptr, NULL, 10) == version)
            return true;
    }
    return false;
}

struct cc_str cc_handshake_base64(struct cc_arena *arena, struct cc_str bytes)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    struct cc_buf buf;
    cc_buf_init(&buf, arena, CERTIFICATE_TEXT_BYTES_MAX);
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t left = bytes.len - i < 3 ? bytes.len - i : 3;
        uint32_t group = 0;
        for (size_t j = 0; j < 3; j++)
            group = group << 8 | (j < left ? (uint8_t)bytes.ptr[i + j] : 0u);
        for (size_t j = 0; j <= left; j++)
            cc_buf_append_byte(&buf, alphabet[group >> (18 - 6 * j) & 63u]);
    }
    return cc_buf_str(&buf);
}

struct cc_str cc_handshake_line(struct cc_arena *arena, struct cc_str network,
                                struct cc_str address, struct cc_str certificate, bool with_mux)
{
    struct cc_str text = cc_handshake_base64(arena, certificate);
    return cc_str_format(arena, "1|%d|%.*s|%.*s|grpc|%.*s%s\n", CC_PROTOCOL_VERSION,
                         CC_STR_ARG(network), CC_STR_ARG(address), CC_STR_ARG(text),
                         with_mux ? "|false" : "");
}

/* "Test" must be true: otherwise a host assumes protocol 5, and kills the process at its end. */
struct cc_str cc_handshake_reattach(struct cc_arena *arena, struct cc_str provider,
                                    struct cc_str network, struct cc_str address, int64_t pid)
{
    struct cc_json *entry = cc_json_object(arena);
    cc_json_set_str(entry, "Protocol", CC_STR("grpc"));
    cc_json_set_int(entry, "ProtocolVersion", CC_PROTOCOL_VERSION);
    cc_json_set_int(entry, "Pid", pid);
    cc_json_set_bool(entry, "Test", true);
    cc_json_set_str(entry, "Addr.Network", network);
    cc_json_set_str(entry, "Addr.String", address);
    struct cc_str text = cc_json_write(arena, entry);
    return cc_str_format(arena, "{\"%.*s\":%.*s}", CC_STR_ARG(provider), CC_STR_ARG(text));
}
