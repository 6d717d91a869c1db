// SPDX-License-Identifier: MPL-2.0
#include "emulator/azure/assertion.h"

#include <string.h>

#include "emulator/document.h"

struct cc_str emu_base64url_decode(struct cc_arena *arena, struct cc_str text)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    char *bytes = cc_arena_alloc(arena, text.len / 4 * 3 + 4);
    size_t len = 0;
    unsigned bits = 0, held = 0;
    if (!cc_str_only(text, digits) || text.len % 4 == 1)
        return CC_STR_ABSENT;
    for (size_t i = 0; i < text.len; i++) {
        bits = (bits << 6 | (unsigned)(strchr(digits, text.ptr[i]) - digits)) & 0xfff;
        held += 6;
        if (held >= 8) {
            held -= 8;
            bytes[len++] = (char)(bits >> held & 0xff);
        }
    }
    return (struct cc_str){bytes, len};
}

static const json_t *object_cut(struct cc_arena *arena, struct cc_str *rest)
{
    struct cc_str reason;
    struct cc_str text = emu_base64url_decode(arena, cc_str_cut(rest, '.'));
    return emu_doc_parse(arena, text, &reason);
}

bool emu_assertion_read(struct cc_arena *arena, struct cc_str text, struct emu_assertion *out)
{
    struct cc_str rest = text;
    out->header = object_cut(arena, &rest);
    out->claims = object_cut(arena, &rest);
    return json_is_object(out->header) && json_is_object(out->claims) && rest.len > 0 &&
           !cc_str_contains(rest, CC_STR("."));
}
