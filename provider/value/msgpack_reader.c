// SPDX-License-Identifier: MPL-2.0
#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "value/codec.h"
#include "value/mapping.h"
#include "value/msgpack_token.h"
#include "value/number.h"
#include "value/place.h"

enum {
    REFINEMENTS_CODE = 12,
    REFINEMENTS_BYTES_MAX = 1024,
    EMPTY_MAP_CODE = 0x80,
};

struct reader {
    struct cc_arena *arena;
    struct cc_str rest;
    size_t owed; /* bytes of `rest` that the elements promised so far need at least */
    struct cc_codec_error *error;
};

static bool value_read(struct reader *reader, const struct cc_type *type,
                       const struct cc_place *place, struct cc_value *out);

static bool token_next(struct reader *reader, const struct cc_place *place, struct cc_token *out)
{
    const char *reason;
    if (cc_token_take(&reader->rest, out, &reason))
        return true;
    return cc_place_refuse(reader->arena, place, reader->error, "%s", reason);
}

static bool token_refuse(struct reader *reader, const struct cc_type *type,
                         const struct cc_place *place, const struct cc_token *token)
{
    return cc_place_refuse_kind(reader->arena, place, reader->error, type,
                                cc_token_describe(token));
}

/* Checks a claimed count against what is left, before memory is spent on it.  An element takes at
 * least `bytes_each`; bytes promised to the containers around this one cannot be promised again, so
 * that nesting cannot multiply a claim. */
static bool claim(struct reader *reader, const struct cc_place *place, uint64_t count,
                  size_t bytes_each)
{
    size_t left = reader->rest.len > reader->owed ? reader->rest.len - reader->owed : 0;
    if (count > left / bytes_each)
        return cc_place_refuse(reader->arena, place, reader->error,
                               "%" PRIu64 " elements are claimed, but the input ends before",
                               count);
    reader->owed += (size_t)count * bytes_each;
    return true;
}

static void redeem(struct reader *reader, size_t bytes)
{
    assert(reader->owed >= bytes);
    reader->owed -= bytes;
}

static bool text_from_token(struct reader *reader, const struct cc_type *type,
                            const struct cc_place *place, const struct cc_token *token,
                            struct cc_str *out)
{
    if (token->kind != CC_TOKEN_STR && token->kind != CC_TOKEN_BIN)
        return token_refuse(reader, type, place, token);
    if (!cc_str_is_utf8(token->bytes))
        return cc_place_refuse(reader->arena, place, reader->error, "the text is not valid UTF-8");
    *out = cc_str_copy_into(reader->arena, token->bytes);
    return true;
}

static bool string_read(struct reader *reader, const struct cc_type *type,
                        const struct cc_place *place, const struct cc_token *token,
                        struct cc_value *out)
{
    struct cc_str text;
    if (!text_from_token(reader, type, place, token, &text))
        return false;
    *out = cc_value_str(text);
    return true;
}

static bool bool_read(struct reader *reader, const struct cc_type *type,
                      const struct cc_place *place, const struct cc_token *token,
                      struct cc_value *out)
{
    if (token->kind != CC_TOKEN_BOOL)
        return token_refuse(reader, type, place, token);
    *out = cc_value_bool(token->number == 1);
    return true;
}

static float float_from_bits(uint64_t bits)
{
    uint32_t narrow = (uint32_t)bits;
    float number;
    static_assert(sizeof(number) == sizeof(narrow), "a float has 32 bits");
    memcpy(&number, &narrow, sizeof(number));
    return number;
}

static double double_from_bits(uint64_t bits)
{
    double number;
    static_assert(sizeof(number) == sizeof(bits), "a double has 64 bits");
    memcpy(&number, &bits, sizeof(number));
    return number;
}

static bool float_read(struct reader *reader, const struct cc_place *place,
                       const struct cc_token *token, struct cc_str *out)
{
    bool narrow = token->kind == CC_TOKEN_FLOAT32;
    float single = narrow ? float_from_bits(token->number) : 0;
    double number = narrow ? (double)single : double_from_bits(token->number);
    if (isnan(number))
        return cc_place_refuse(reader->arena, place, reader->error, "not a number (NaN)");
    if (isinf(number))
        return cc_place_refuse(reader->arena, place, reader->error,
                               "an infinite number is not supported");
    *out = narrow ? cc_number_from_float(reader->arena, single)
                  : cc_number_from_double(reader->arena, number);
    return true;
}

static bool digits_read(struct reader *reader, const struct cc_place *place,
                        const struct cc_token *token, struct cc_str *out)
{
    if (cc_number_canonical(reader->arena, token->bytes, out))
        return true;
    return cc_place_refuse(reader->arena, place, reader->error,
                           "a number is required, got a string that is none or has more than %d "
                           "digits",
                           (int)CC_NUMBER_DIGITS_MAX);
}

static bool number_text(struct reader *reader, const struct cc_type *type,
                        const struct cc_place *place, const struct cc_token *token,
                        struct cc_str *out)
{
    switch (token->kind) {
    case CC_TOKEN_UINT:
        *out = cc_str_format(reader->arena, "%" PRIu64, token->number);
        return true;
    case CC_TOKEN_INT:
        *out = cc_str_format(reader->arena, "%" PRId64, (int64_t)token->number);
        return true;
    case CC_TOKEN_FLOAT32:
    case CC_TOKEN_FLOAT64:
        return float_read(reader, place, token, out);
    case CC_TOKEN_STR:
        return digits_read(reader, place, token, out);
    case CC_TOKEN_INVALID:
    case CC_TOKEN_NIL:
    case CC_TOKEN_BOOL:
    case CC_TOKEN_BIN:
    case CC_TOKEN_EXT:
    case CC_TOKEN_ARRAY:
    case CC_TOKEN_MAP:
        break;
    }
    return token_refuse(reader, type, place, token);
}

static bool number_read(struct reader *reader, const struct cc_type *type,
                        const struct cc_place *place, const struct cc_token *token,
                        struct cc_value *out)
{
    struct cc_str text;
    if (!number_text(reader, type, place, token, &text))
        return false;
    *out = (struct cc_value){.kind = CC_VALUE_NUMBER, .text = text};
    return true;
}

static bool sequence_read(struct reader *reader, const struct cc_type *type,
                          const struct cc_place *place, const struct cc_token *token,
                          struct cc_value *out)
{
    if (token->kind != CC_TOKEN_ARRAY)
        return token_refuse(reader, type, place, token);
    if (type->kind == CC_TYPE_TUPLE && token->number != type->member_count)
        return cc_place_refuse(reader->arena, place, reader->error,
                               "a tuple of %zu is required, got %" PRIu64 " elements",
                               type->member_count, token->number);
    if (!claim(reader, place, token->number, 1))
        return false;
    *out = cc_value_sequence(reader->arena, (size_t)token->number);
    for (size_t i = 0; i < out->count; i++) {
        const struct cc_type *item = type->element ? type->element : type->members[i].type;
        struct cc_place at =
            type->kind == CC_TYPE_SET ? cc_place_inside(place) : cc_place_index(place, i);
        redeem(reader, 1);
        if (!value_read(reader, item, &at, &out->items[i]))
            return false;
    }
    return true;
}

/* The name of a member; the value follows. */
static bool name_read(struct reader *reader, const struct cc_place *place, struct cc_str *out)
{
    struct cc_token token;
    redeem(reader, 2);
    if (!token_next(reader, place, &token))
        return false;
    if (token.kind != CC_TOKEN_STR && token.kind != CC_TOKEN_BIN)
        return cc_place_refuse(reader->arena, place, reader->error,
                               "a name must be a string, got %s", cc_token_describe(&token));
    return text_from_token(reader, &cc_type_string, place, &token, out);
}

static bool map_read(struct reader *reader, const struct cc_type *type,
                     const struct cc_place *place, const struct cc_token *token,
                     struct cc_value *out)
{
    if (token->kind != CC_TOKEN_MAP)
        return token_refuse(reader, type, place, token);
    if (!claim(reader, place, token->number, 2))
        return false;
    *out = cc_value_mapping(reader->arena, (size_t)token->number);
    for (size_t i = 0; i < out->count; i++) {
        struct cc_value_member *member = &out->members[i];
        if (!name_read(reader, place, &member->name))
            return false;
        struct cc_place at = cc_place_key(place, member->name);
        if (!value_read(reader, type->element, &at, &member->value))
            return false;
    }
    cc_mapping_sort(out);
    const struct cc_value_member *twice = cc_mapping_twice(out);
    if (!twice)
        return true;
    struct cc_str name = cc_place_quote(reader->arena, twice->name);
    return cc_place_refuse(reader->arena, place, reader->error, "the key \"%.*s\" occurs twice",
                           CC_STR_ARG(name));
}

/* "the attribute "x" <what>"; always false. */
static bool attribute_refuse(struct reader *reader, const struct cc_place *place,
                             struct cc_str name, const char *what)
{
    struct cc_str shown = cc_place_quote(reader->arena, name);
    return cc_place_refuse(reader->arena, place, reader->error, "the attribute \"%.*s\" %s",
                           CC_STR_ARG(shown), what);
}

static bool attribute_read(struct reader *reader, const struct cc_type *type,
                           const struct cc_place *place, bool *seen, struct cc_value *object)
{
    struct cc_str name;
    if (!name_read(reader, place, &name))
        return false;
    const struct cc_type_member *row = cc_type_find(type, name);
    if (!row)
        return attribute_refuse(reader, place, name, "is not part of the object");
    size_t index = (size_t)(row - type->members);
    if (seen[index])
        return attribute_refuse(reader, place, name, "occurs twice");
    seen[index] = true;
    struct cc_place at = cc_place_attribute(place, row->name);
    return value_read(reader, row->type, &at, &object->members[index].value);
}

static bool object_read(struct reader *reader, const struct cc_type *type,
                        const struct cc_place *place, const struct cc_token *token,
                        struct cc_value *out)
{
    if (token->kind != CC_TOKEN_MAP)
        return token_refuse(reader, type, place, token);
    if (!claim(reader, place, token->number, 2))
        return false;
    bool *seen = cc_arena_array(reader->arena, type->member_count, bool);
    *out = cc_value_object(reader->arena, type);
    for (uint64_t i = 0; i < token->number; i++) {
        if (!attribute_read(reader, type, place, seen, out))
            return false;
    }
    for (size_t i = 0; i < type->member_count; i++) {
        if (!seen[i])
            return attribute_refuse(reader, place, type->members[i].name, "is missing");
    }
    return true;
}

static const struct cc_type *brought_type_read(struct reader *reader, const struct cc_place *place)
{
    struct cc_token token;
    struct cc_str reason;
    redeem(reader, 1);
    if (!token_next(reader, place, &token))
        return NULL;
    const struct cc_type *type = NULL;
    if (token.kind == CC_TOKEN_BIN || token.kind == CC_TOKEN_STR)
        type = cc_type_from_json(reader->arena, cc_json_parse(reader->arena, token.bytes, &reason));
    if (!type)
        cc_place_refuse(reader->arena, place, reader->error,
                        "the type that the value brings is none");
    return type;
}

/* A pair of type and value.  A value that brings the type "dynamic" is one that brings nothing. */
static bool dynamic_read(struct reader *reader, const struct cc_type *type,
                         const struct cc_place *place, const struct cc_token *token,
                         struct cc_value *out)
{
    if (token->kind != CC_TOKEN_ARRAY || token->number != 2)
        return token_refuse(reader, type, place, token);
    if (!claim(reader, place, token->number, 1))
        return false;
    const struct cc_type *brought = brought_type_read(reader, place);
    if (!brought)
        return false;
    struct cc_place at = cc_place_inside(place);
    redeem(reader, 1);
    if (!value_read(reader, brought, &at, out))
        return false;
    if (brought->kind != CC_TYPE_DYNAMIC)
        out->type = brought;
    return true;
}

/* Every extension is an unknown; refinements are kept to be sent back.  A host refuses an empty map
 * of them, so that one is not. */
static struct cc_value unknown_from_token(struct reader *reader, const struct cc_token *token)
{
    struct cc_value unknown = cc_value_unknown();
    struct cc_str body = token->bytes;
    bool empty = body.len == 0 || (body.len == 1 && (uint8_t)body.ptr[0] == EMPTY_MAP_CODE);
    if (token->code == REFINEMENTS_CODE && !empty && body.len <= REFINEMENTS_BYTES_MAX)
        unknown.text = cc_str_copy_into(reader->arena, body);
    return unknown;
}

typedef bool kind_read(struct reader *reader, const struct cc_type *type,
                       const struct cc_place *place, const struct cc_token *token,
                       struct cc_value *out);

static kind_read *const kind_reads[] = {
    [CC_TYPE_STRING] = string_read,  [CC_TYPE_NUMBER] = number_read,
    [CC_TYPE_BOOL] = bool_read,      [CC_TYPE_DYNAMIC] = dynamic_read,
    [CC_TYPE_LIST] = sequence_read,  [CC_TYPE_SET] = sequence_read,
    [CC_TYPE_MAP] = map_read,        [CC_TYPE_OBJECT] = object_read,
    [CC_TYPE_TUPLE] = sequence_read,
};

static bool value_read(struct reader *reader, const struct cc_type *type,
                       const struct cc_place *place, struct cc_value *out)
{
    struct cc_token token;
    if (!cc_place_check_depth(reader->arena, place, reader->error) ||
        !token_next(reader, place, &token))
        return false;
    if (token.kind == CC_TOKEN_NIL) {
        *out = cc_value_null();
        return true;
    }
    if (token.kind == CC_TOKEN_EXT) {
        *out = unknown_from_token(reader, &token);
        return true;
    }
    return kind_reads[type->kind](reader, type, place, &token, out);
}

static bool whole_read(struct reader *reader, const struct cc_type *type, struct cc_value *out)
{
    const struct cc_place top = {.parent = NULL};
    if (!value_read(reader, type, &top, out))
        return false;
    if (reader->rest.len == 0)
        return true;
    return cc_place_refuse(reader->arena, &top, reader->error, "%zu bytes follow the value",
                           reader->rest.len);
}

bool cc_msgpack_decode(struct cc_arena *arena, const struct cc_type *type, struct cc_str bytes,
                       struct cc_value *out, struct cc_codec_error *error)
{
    struct reader reader = {.arena = arena, .rest = bytes, .error = error};
    *out = cc_value_null();
    if (cc_str_is_empty(bytes) || whole_read(&reader, type, out))
        return true;
    *out = cc_value_null();
    return false;
}
