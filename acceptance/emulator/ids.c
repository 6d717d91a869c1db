// SPDX-License-Identifier: MPL-2.0
#include "emulator/ids.h"

#include <sqlite3.h>
#include <string.h>

static struct cc_str random_of(struct cc_arena *arena, struct cc_str prefix, struct cc_str alphabet,
                               size_t count)
{
    char *text = cc_arena_alloc(arena, prefix.len + count + 1);
    memcpy(text, prefix.ptr, prefix.len);
    unsigned char *bytes = (unsigned char *)text + prefix.len;
    sqlite3_randomness((int)count, bytes);
    for (size_t i = 0; i < count; i++)
        bytes[i] = (unsigned char)alphabet.ptr[bytes[i] % alphabet.len];
    return (struct cc_str){text, prefix.len + count};
}

struct cc_str emu_id_random(struct cc_arena *arena, const char *prefix, size_t digits)
{
    return random_of(arena, cc_str_from(prefix), CC_STR("abcdefghijklmnopqrstuvwxyz0123456789"),
                     digits);
}

struct cc_str emu_id_decimal(struct cc_arena *arena, size_t count)
{
    return random_of(arena, CC_STR(""), CC_STR("0123456789"), count);
}

struct cc_str emu_id_uuid(struct cc_arena *arena)
{
    struct cc_str hex = random_of(arena, CC_STR(""), CC_STR("0123456789abcdef"), 30);
    struct cc_str variant = random_of(arena, CC_STR(""), CC_STR("89ab"), 1);
    return cc_str_format(arena, "%.8s-%.4s-4%.3s-%.1s%.3s-%.12s", hex.ptr, hex.ptr + 8,
                         hex.ptr + 12, variant.ptr, hex.ptr + 15, hex.ptr + 18);
}
