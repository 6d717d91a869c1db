// SPDX-License-Identifier: MPL-2.0
#include "value/codec.h"
#include "value/mapping.h"
#include "value/number.h"
#include "value/place.h"

struct reader {
    struct cc_arena *arena;
    struct cc_codec_error *error;
};

static bool value_read(struct reader *reader, const struct cc_type *type,
                       const struct cc_json *node, const struct cc_place *place,
                       struct cc_value *out);

/* Nulls have been taken before.  Numbers look like strings, because the document keeps their
 * digits. */
static const char *node_describe(const struct cc_json *node)
{
    bool boolean;
    if (cc_json_is_object(node))
        return "an object";
    if (cc_json_is_array(node))
        return "a list";
    return cc_json_node_bool(node, &boolean) ? "a bool" : "a string or number";
}

static bool node_refuse(struct reader *reader, const struct cc_type *type,
                        const struct cc_json *node, const struct cc_place *place)
{
    return cc_place_refuse_kind(reader->arena, place, reader->error, type, node_describe(node));
}

static bool string_read(struct reader *reader, const struct cc_type *type,
                        const struct cc_json *node, const struct cc_place *place,
                        struct cc_value *out)
{
    struct cc_str text;
    bool boolean;
    if (cc_json_node_bool(node, &boolean))
        text = boolean ? CC_STR("true") : CC_STR("false");
    else if (!cc_json_node_str(node, &text))
        return node_refuse(reader, type, node, place);
    *out = cc_value_str(text);
    return true;
}

static bool number_read(struct reader *reader, const struct cc_type *type,
                        const struct cc_json *node, const struct cc_place *place,
                        struct cc_value *out)
{
    struct cc_str text;
    if (!cc_json_node_str(node, &text))
        return node_refuse(reader, type, node, place);
    if (cc_value_number(reader->arena, text, out))
        return true;
    return cc_place_refuse(reader->arena, place, reader->error,
                           "a number is required, got a text that is none or has more than %d "
                           "digits",
                           (int)CC_NUMBER_DIGITS_MAX);
}

static bool bool_read(struct reader *reader, const struct cc_type *type, const struct cc_json *node,
                      const struct cc_place *place, struct cc_value *out)
{
    struct cc_str text;
    bool boolean = false;
    if (cc_json_node_str(node, &text)) {
        boolean = cc_str_equal(text, CC_STR("true"));
        if (!boolean && !cc_str_equal(text, CC_STR("false")))
            return node_refuse(reader, type, node, place);
    } else if (!cc_json_node_bool(node, &boolean)) {
        return node_refuse(reader, type, node, place);
    }
    *out = cc_value_bool(boolean);
    return true;
}

static bool sequence_read(struct reader *reader, const struct cc_type *type,
                          const struct cc_json *node, const struct cc_place *place,
                          struct cc_value *out)
{
    if (!cc_json_is_array(node))
        return node_refuse(reader, type, node, place);
    size_t count = cc_json_count(node);
    if (type->kind == CC_TYPE_TUPLE && count != type->member_count)
        return cc_place_refuse(reader->arena, place, reader->error,
                               "a tuple of %zu is required, got %zu elements", type->member_count,
                               count);
    *out = cc_value_sequence(reader->arena, count);
    for (size_t i = 0; i < count; i++) {
        const struct cc_type *item = type->element ? type->element : type->members[i].type;
        struct cc_place at =
            type->kind == CC_TYPE_SET ? cc_place_inside(place) : cc_place_index(place, i);
        if (!value_read(reader, item, cc_json_item(node, i), &at, &out->items[i]))
            return false;
    }
    return true;
}

static bool map_read(struct reader *reader, const struct cc_type *type, const struct cc_json *node,
                     const struct cc_place *place, struct cc_value *out)
{
    if (!cc_json_is_object(node))
        return node_refuse(reader, type, node, place);
    *out = cc_value_mapping(reader->arena, cc_json_count(node));
    void *iterator = NULL;
    const struct cc_json *value;
    struct cc_value_member *member = out->members;
    for (; cc_json_next(node, &iterator, &member->name, &value); member++) {
        struct cc_place at = cc_place_key(place, member->name);
        if (!value_read(reader, type->element, value, &at, &member->value))
            return false;
    }
    cc_mapping_sort(out);
    return true;
}

/* A missing attribute reads as null, one the type does not have is never looked at. */
static bool object_read(struct reader *reader, const struct cc_type *type,
                        const struct cc_json *node, const struct cc_place *place,
                        struct cc_value *out)
{
    if (!cc_json_is_object(node))
        return node_refuse(reader, type, node, place);
    *out = cc_value_object(reader->arena, type);
    for (size_t i = 0; i < out->count; i++) {
        struct cc_value_member *member = &out->members[i];
        struct cc_place at = cc_place_attribute(place, member->name);
        if (!value_read(reader, type->members[i].type, cc_json_member(node, member->name), &at,
                        &member->value))
            return false;
    }
    return true;
}

/* {"value": …, "type": …}; a type "dynamic" inside brings nothing. */
static bool dynamic_read(struct reader *reader, const struct cc_type *type,
                         const struct cc_json *node, const struct cc_place *place,
                         struct cc_value *out)
{
    if (!cc_json_is_object(node))
        return node_refuse(reader, type, node, place);
    const struct cc_type *brought =
        cc_type_from_json(reader->arena, cc_json_member(node, CC_STR("type")));
    if (!brought)
        return cc_place_refuse(reader->arena, place, reader->error,
                               "the type that the value brings is none");
    struct cc_place at = cc_place_inside(place);
    if (!value_read(reader, brought, cc_json_member(node, CC_STR("value")), &at, out))
        return false;
    if (brought->kind != CC_TYPE_DYNAMIC)
        out->type = brought;
    return true;
}

typedef bool kind_read(struct reader *reader, const struct cc_type *type,
                       const struct cc_json *node, const struct cc_place *place,
                       struct cc_value *out);

static kind_read *const kind_reads[] = {
    [CC_TYPE_STRING] = string_read,  [CC_TYPE_NUMBER] = number_read,
    [CC_TYPE_BOOL] = bool_read,      [CC_TYPE_DYNAMIC] = dynamic_read,
    [CC_TYPE_LIST] = sequence_read,  [CC_TYPE_SET] = sequence_read,
    [CC_TYPE_MAP] = map_read,        [CC_TYPE_OBJECT] = object_read,
    [CC_TYPE_TUPLE] = sequence_read,
};

static bool value_read(struct reader *reader, const struct cc_type *type,
                       const struct cc_json *node, const struct cc_place *place,
                       struct cc_value *out)
{
    *out = cc_value_null();
    if (cc_json_is_null(node))
        return true;
    return cc_place_check_depth(reader->arena, place, reader->error) &&
           kind_reads[type->kind](reader, type, node, place, out);
}

bool cc_value_from_json(struct cc_arena *arena, const struct cc_type *type, struct cc_str text,
                        struct cc_value *out, struct cc_codec_error *error)
{
    struct reader reader = {.arena = arena, .error = error};
    const struct cc_place top = {.parent = NULL};
    struct cc_str reason;
    *out = cc_value_null();
    if (cc_str_is_empty(text))
        return true;
    const struct cc_json *document = cc_json_parse_exact(arena, text, &reason);
    if (!document)
        return cc_place_refuse(arena, &top, error, "the JSON is not valid: %.*s",
                               CC_STR_ARG(reason));
    if (value_read(&reader, type, document, &top, out))
        return true;
    *out = cc_value_null();
    return false;
}
