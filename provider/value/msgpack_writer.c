// SPDX-License-Identifier: MPL-2.0
#include <assert.h>
#include <string.h>

#include "value/codec.h"
#include "value/mapping.h"

enum { REFINEMENTS_CODE = 12 };

/* The codes a length may be announced with, shortest first; the first `fix_count` lengths are part
 * of the code itself, a code of zero does not exist. */
struct family {
    uint8_t fix_code;
    uint8_t fix_count;
    uint8_t code8;
    uint8_t code16;
    uint8_t code32;
};

static const struct family family_str = {0xa0, 32, 0xd9, 0xda, 0xdb};
static const struct family family_bin = {0x00, 0, 0xc4, 0xc5, 0xc6};
static const struct family family_ext = {0x00, 0, 0xc7, 0xc8, 0xc9};
static const struct family family_array = {0x90, 16, 0x00, 0xdc, 0xdd};
static const struct family family_map = {0x80, 16, 0x00, 0xde, 0xdf};

static void value_write(struct cc_buf *out, const struct cc_type *type,
                        const struct cc_value *value);

static void put(struct cc_buf *out, const void *bytes, size_t len)
{
    bool fits = cc_buf_append(out, bytes, len);
    assert(fits); /* the buffer's cap is no bound: a value has been bounded where it came from */
    (void)fits;
}

static void put_byte(struct cc_buf *out, uint8_t byte)
{
    put(out, &byte, 1);
}

/* A code and the lowest `width` bytes of a number, most significant first. */
static void put_coded(struct cc_buf *out, uint8_t code, uint64_t number, size_t width)
{
    uint8_t bytes[1 + sizeof(number)] = {code};
    for (size_t i = 0; i < width; i++)
        bytes[1 + i] = (uint8_t)(number >> 8 * (width - 1 - i));
    put(out, bytes, 1 + width);
}

static void put_length(struct cc_buf *out, const struct family *family, size_t len)
{
    assert(len <= UINT32_MAX);
    if (len < family->fix_count)
        put_byte(out, (uint8_t)(family->fix_code | len));
    else if (len <= UINT8_MAX && family->code8)
        put_coded(out, family->code8, len, 1);
    else if (len <= UINT16_MAX)
        put_coded(out, family->code16, len, 2);
    else
        put_coded(out, family->code32, len, 4);
}

static void put_text(struct cc_buf *out, const struct family *family, struct cc_str text)
{
    put_length(out, family, text.len);
    put(out, text.ptr, text.len);
}

/* The extension forms of one, two, four, eight and sixteen bytes, which hosts use where they
 * fit. */
static uint8_t fixed_extension_code(size_t len)
{
    static const uint8_t codes[] = {[1] = 0xd4, [2] = 0xd5, [4] = 0xd6, [8] = 0xd7, [16] = 0xd8};
    return len < sizeof(codes) ? codes[len] : 0;
}

/* Refinements go back as they came; without any it is the form that every host knows. */
static void unknown_write(struct cc_buf *out, struct cc_str refinements)
{
    static const uint8_t plain[] = {0xd4, 0x00, 0x00};
    if (cc_str_is_empty(refinements)) {
        put(out, plain, sizeof(plain));
        return;
    }
    uint8_t code = fixed_extension_code(refinements.len);
    if (code)
        put_byte(out, code);
    else
        put_length(out, &family_ext, refinements.len);
    put_byte(out, REFINEMENTS_CODE);
    put(out, refinements.ptr, refinements.len);
}

static void sequence_write(struct cc_buf *out, const struct cc_type *type,
                           const struct cc_value *value)
{
    assert(value->kind == CC_VALUE_SEQUENCE);
    assert(type->element || value->count == type->member_count);
    put_length(out, &family_array, value->count);
    for (size_t i = 0; i < value->count; i++)
        value_write(out, type->element ? type->element : type->members[i].type, &value->items[i]);
}

static void members_write(struct cc_buf *out, const struct cc_type *type,
                          const struct cc_value *value)
{
    put_length(out, &family_map, value->count);
    for (size_t i = 0; i < value->count; i++) {
        const struct cc_value_member *member = &value->members[i];
        assert(type->element || cc_str_equal(member->name, type->members[i].name));
        put_text(out, &family_str, member->name);
        value_write(out, type->element ? type->element : type->members[i].type, &member->value);
    }
}

static void mapping_write(struct cc_buf *out, const struct cc_type *type,
                          const struct cc_value *value)
{
    assert(value->kind == CC_VALUE_MAPPING);
    assert(type->element || value->count == type->member_count);
    if (cc_mapping_is_sorted(value)) {
        members_write(out, type, value);
        return;
    }
    struct cc_value sorted = cc_value_copy(out->arena, value);
    cc_mapping_sort(&sorted);
    members_write(out, type, &sorted);
}

static void known_write(struct cc_buf *out, const struct cc_type *type,
                        const struct cc_value *value)
{
    switch (type->kind) {
    case CC_TYPE_STRING:
        assert(value->kind == CC_VALUE_STRING);
        put_text(out, &family_str, value->text);
        break;
    case CC_TYPE_NUMBER:
        assert(value->kind == CC_VALUE_NUMBER);
        /* As digits, always: Terraform compares states by how their numbers were parsed, and a
         * number that came as a machine integer is to it no longer the one in its state file. */
        put_text(out, &family_str, value->text);
        break;
    case CC_TYPE_BOOL:
        assert(value->kind == CC_VALUE_BOOL);
        put_byte(out, value->boolean ? 0xc3 : 0xc2);
        break;
    case CC_TYPE_LIST:
    case CC_TYPE_SET:
    case CC_TYPE_TUPLE:
        sequence_write(out, type, value);
        break;
    case CC_TYPE_MAP:
    case CC_TYPE_OBJECT:
        mapping_write(out, type, value);
        break;
    case CC_TYPE_DYNAMIC:
        assert(!"a known value of type dynamic brings its type");
        break;
    }
}

/* A value that brings its type is a pair: the type's JSON as bytes, then the value. */
static const struct cc_type *brought_type_write(struct cc_buf *out, const struct cc_type *type)
{
    put_length(out, &family_array, 2);
    put_text(out, &family_bin, cc_type_to_json(out->arena, type));
    return type;
}

static void value_write(struct cc_buf *out, const struct cc_type *type,
                        const struct cc_value *value)
{
    if (type->kind == CC_TYPE_DYNAMIC && value->type)
        type = brought_type_write(out, value->type);
    if (cc_value_is_null(value))
        put_byte(out, 0xc0);
    else if (cc_value_is_unknown(value))
        unknown_write(out, value->text);
    else
        known_write(out, type, value);
}

struct cc_str cc_msgpack_encode(struct cc_arena *arena, const struct cc_type *type,
                                const struct cc_value *value)
{
    struct cc_buf out;
    cc_buf_init(&out, arena, SIZE_MAX / 4);
    value_write(&out, type, value);
    return cc_buf_str(&out);
}
