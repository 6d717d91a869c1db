// SPDX-License-Identifier: MPL-2.0
#include "base/json.h"
#include "value/codec.h"
#include "value/json_token.h"
#include "value/mapping.h"
#include "value/number.h"
#include "value/place.h"

enum { CAPACITY_FIRST = 8 };

struct reader {
    struct cc_arena *arena;
    struct cc_json_reader json;
    struct cc_codec_error *error;
};

static bool value_read(struct reader *reader, const struct cc_type *type,
                       const struct cc_place *place, struct cc_value *out);

static bool token_refuse(struct reader *reader, const struct cc_type *type,
                         const struct cc_place *place, const struct cc_json_token *token)
{
    return cc_place_refuse_kind(reader->arena, place, reader->error, type,
                                cc_json_token_describe(token));
}

static bool is_text(const struct cc_json_token *token)
{
    return token->kind == CC_JSON_TOKEN_STRING || token->kind == CC_JSON_TOKEN_NUMBER;
}

static bool string_read(struct reader *reader, const struct cc_type *type,
                        const struct cc_place *place, const struct cc_json_token *token,
                        struct cc_value *out)
{
    struct cc_str text = token->text;
    if (token->kind == CC_JSON_TOKEN_BOOL)
        text = token->boolean ? CC_STR("true") : CC_STR("false");
    else if (!is_text(token))
        return token_refuse(reader, type, place, token);
    *out = cc_value_str(cc_str_copy_into(reader->arena, text));
    return true;
}

static bool number_read(struct reader *reader, const struct cc_type *type,
                        const struct cc_place *place, const struct cc_json_token *token,
                        struct cc_value *out)
{
    if (!is_text(token))
        return token_refuse(reader, type, place, token);
    if (cc_value_number(reader->arena, token->text, out))
        return true;
    return cc_place_refuse(reader->arena, place, reader->error,
                           "a number is required, got a text that is none or has more than %d "
                           "digits",
                           (int)CC_NUMBER_DIGITS_MAX);
}

static bool bool_read(struct reader *reader, const struct cc_type *type,
                      const struct cc_place *place, const struct cc_json_token *token,
                      struct cc_value *out)
{
    bool is_string = token->kind == CC_JSON_TOKEN_STRING;
    bool is_true = is_string && cc_str_equal(token->text, CC_STR("true"));
    bool is_false = is_string && cc_str_equal(token->text, CC_STR("false"));
    if (token->kind != CC_JSON_TOKEN_BOOL && !is_true && !is_false)
        return token_refuse(reader, type, place, token);
    *out = cc_value_bool(token->boolean || is_true);
    return true;
}

/* How many items come is known at the closing bracket only. */
static void sequence_grow(struct cc_arena *arena, struct cc_value *sequence, size_t *capacity)
{
    *capacity = *capacity ? *capacity * 2 : (size_t)CAPACITY_FIRST;
    struct cc_value larger = cc_value_sequence(arena, *capacity);
    for (size_t i = 0; i < sequence->count; i++)
        larger.items[i] = sequence->items[i];
    sequence->items = larger.items;
}

static void mapping_grow(struct cc_arena *arena, struct cc_value *mapping, size_t *capacity)
{
    *capacity = *capacity ? *capacity * 2 : (size_t)CAPACITY_FIRST;
    struct cc_value larger = cc_value_mapping(arena, *capacity);
    for (size_t i = 0; i < mapping->count; i++)
        larger.members[i] = mapping->members[i];
    mapping->members = larger.members;
}

static bool item_read(struct reader *reader, const struct cc_type *type,
                      const struct cc_place *place, size_t index, struct cc_value *out)
{
    struct cc_place at =
        type->kind == CC_TYPE_SET ? cc_place_inside(place) : cc_place_index(place, index);
    return value_read(reader, type->element, &at, out);
}

static bool sequence_read(struct reader *reader, const struct cc_type *type,
                          const struct cc_place *place, const struct cc_json_token *token,
                          struct cc_value *out)
{
    size_t capacity = 0;
    if (token->kind != CC_JSON_TOKEN_ARRAY)
        return token_refuse(reader, type, place, token);
    *out = cc_value_sequence(reader->arena, 0);
    while (cc_json_token_item(&reader->json, out->count)) {
        if (out->count == capacity)
            sequence_grow(reader->arena, out, &capacity);
        if (!item_read(reader, type, place, out->count, &out->items[out->count]))
            return false;
        out->count++;
    }
    return true;
}

static bool tuple_refuse(struct reader *reader, const struct cc_type *type,
                         const struct cc_place *place, size_t count)
{
    return cc_place_refuse(reader->arena, place, reader->error,
                           "a tuple of %zu is required, got %zu elements", type->member_count,
                           count);
}

static bool tuple_read(struct reader *reader, const struct cc_type *type,
                       const struct cc_place *place, const struct cc_json_token *token,
                       struct cc_value *out)
{
    size_t count = 0;
    if (token->kind != CC_JSON_TOKEN_ARRAY)
        return token_refuse(reader, type, place, token);
    *out = cc_value_sequence(reader->arena, type->member_count);
    for (; cc_json_token_item(&reader->json, count); count++) {
        struct cc_place at = cc_place_index(place, count);
        bool good = count < out->count
                        ? value_read(reader, type->members[count].type, &at, &out->items[count])
                        : cc_json_token_skip(&reader->json);
        if (!good)
            return false;
    }
    return reader->json.fault || count == out->count || tuple_refuse(reader, type, place, count);
}

static bool map_read(struct reader *reader, const struct cc_type *type,
                     const struct cc_place *place, const struct cc_json_token *token,
                     struct cc_value *out)
{
    size_t capacity = 0;
    struct cc_str name;
    if (token->kind != CC_JSON_TOKEN_OBJECT)
        return token_refuse(reader, type, place, token);
    *out = cc_value_mapping(reader->arena, 0);
    while (cc_json_token_member(&reader->json, out->count, &name)) {
        struct cc_place at = cc_place_key(place, name);
        if (out->count == capacity)
            mapping_grow(reader->arena, out, &capacity);
        struct cc_value_member *member = &out->members[out->count];
        member->name = cc_str_copy_into(reader->arena, name);
        if (!value_read(reader, type->element, &at, &member->value))
            return false;
        out->count++;
    }
    cc_mapping_sort(out);
    return !cc_mapping_twice(out) || cc_json_token_refuse(&reader->json, "a name occurs twice");
}

/* The attribute of this name, NULL if the type has none.  Hosts write attributes in the order of
 * their names, and so does the type: the one that follows the last is nearly always right. */
static struct cc_value_member *attribute_find(const struct cc_value *object, size_t next,
                                              struct cc_str name)
{
    for (size_t i = 0; i < object->count; i++) {
        struct cc_value_member *member = &object->members[(next + i) % object->count];
        if (cc_str_equal(member->name, name))
            return member;
    }
    return NULL;
}

static bool attribute_read(struct reader *reader, const struct cc_type *type,
                           const struct cc_place *place, struct cc_value_member *member,
                           const struct cc_value *object, bool *seen)
{
    size_t index = (size_t)(member - object->members);
    struct cc_place at = cc_place_attribute(place, member->name);
    if (seen[index])
        return cc_json_token_refuse(&reader->json, "a name occurs twice");
    seen[index] = true;
    return value_read(reader, type->members[index].type, &at, &member->value);
}

/* A missing attribute reads as null, one the type does not have is passed. */
static bool object_read(struct reader *reader, const struct cc_type *type,
                        const struct cc_place *place, const struct cc_json_token *token,
                        struct cc_value *out)
{
    struct cc_str name;
    if (token->kind != CC_JSON_TOKEN_OBJECT)
        return token_refuse(reader, type, place, token);
    *out = cc_value_object(reader->arena, type);
    bool *seen = cc_arena_array(reader->arena, out->count, bool);
    size_t next = 0;
    for (size_t i = 0; cc_json_token_member(&reader->json, i, &name); i++) {
        struct cc_value_member *member = attribute_find(out, next, name);
        bool good = member ? attribute_read(reader, type, place, member, out, seen)
                           : cc_json_token_skip(&reader->json);
        if (!good)
            return false;
        next = member ? (size_t)(member - out->members) + 1 : next;
    }
    return true;
}

/* Where the parts of a dynamic value lie in the text. */
struct parts {
    size_t value_at; /* SIZE_MAX: nowhere */
    struct cc_str type;
};

static bool parts_find(struct reader *reader, struct parts *parts)
{
    struct cc_json_reader *json = &reader->json;
    struct cc_str name;
    *parts = (struct parts){.value_at = SIZE_MAX};
    for (size_t i = 0; cc_json_token_member(json, i, &name); i++) {
        size_t start = json->at;
        bool is_value = cc_str_equal(name, CC_STR("value"));
        bool is_type = cc_str_equal(name, CC_STR("type"));
        if ((is_value && parts->value_at != SIZE_MAX) || (is_type && parts->type.ptr))
            return cc_json_token_refuse(json, "a name occurs twice");
        if (!cc_json_token_skip(json))
            return false;
        if (is_value)
            parts->value_at = start;
        if (is_type)
            parts->type = cc_str_slice(json->text, start, json->at - start);
    }
    return !json->fault;
}

static bool part_read(struct reader *reader, const struct cc_type *type,
                      const struct cc_place *place, size_t value_at, struct cc_value *out)
{
    size_t behind = reader->json.at;
    *out = cc_value_null();
    if (value_at == SIZE_MAX)
        return true;
    reader->json.at = value_at;
    if (!value_read(reader, type, place, out))
        return false;
    reader->json.at = behind;
    return true;
}

/* {"value": …, "type": …}; a type "dynamic" inside brings nothing. */
static bool dynamic_read(struct reader *reader, const struct cc_type *type,
                         const struct cc_place *place, const struct cc_json_token *token,
                         struct cc_value *out)
{
    struct parts parts;
    struct cc_str ignored;
    if (token->kind != CC_JSON_TOKEN_OBJECT)
        return token_refuse(reader, type, place, token);
    if (!parts_find(reader, &parts))
        return false;
    const struct cc_type *brought =
        cc_type_from_json(reader->arena, cc_json_parse(reader->arena, parts.type, &ignored));
    if (!brought)
        return cc_place_refuse(reader->arena, place, reader->error,
                               "the type that the value brings is none");
    struct cc_place at = cc_place_inside(place);
    if (!part_read(reader, brought, &at, parts.value_at, out))
        return false;
    if (brought->kind != CC_TYPE_DYNAMIC)
        out->type = brought;
    return true;
}

typedef bool kind_read(struct reader *reader, const struct cc_type *type,
                       const struct cc_place *place, const struct cc_json_token *token,
                       struct cc_value *out);

static kind_read *const kind_reads[] = {
    [CC_TYPE_STRING] = string_read,   [CC_TYPE_NUMBER] = number_read, [CC_TYPE_BOOL] = bool_read,
    [CC_TYPE_DYNAMIC] = dynamic_read, [CC_TYPE_LIST] = sequence_read, [CC_TYPE_SET] = sequence_read,
    [CC_TYPE_MAP] = map_read,         [CC_TYPE_OBJECT] = object_read, [CC_TYPE_TUPLE] = tuple_read,
};

static bool value_read(struct reader *reader, const struct cc_type *type,
                       const struct cc_place *place, struct cc_value *out)
{
    struct cc_json_token token;
    *out = cc_value_null();
    if (!cc_json_token_take(&reader->json, &token))
        return false;
    if (token.kind == CC_JSON_TOKEN_NULL)
        return true;
    return cc_place_check_depth(reader->arena, place, reader->error) &&
           kind_reads[type->kind](reader, type, place, &token, out) && !reader->json.fault;
}

bool cc_value_from_json(struct cc_arena *arena, const struct cc_type *type, struct cc_str text,
                        struct cc_value *out, struct cc_codec_error *error)
{
    struct reader reader = {.arena = arena, .json = {.arena = arena, .text = text}, .error = error};
    const struct cc_place top = {.parent = NULL};
    *out = cc_value_null();
    if (cc_str_is_empty(text))
        return true;
    if (value_read(&reader, type, &top, out) && cc_json_token_end(&reader.json))
        return true;
    *out = cc_value_null();
    if (!reader.json.fault)
        return false;
    return cc_place_refuse(arena, &top, error, "the JSON is not valid: line %zu: %s",
                           cc_json_token_line(&reader.json), reader.json.fault);
}
