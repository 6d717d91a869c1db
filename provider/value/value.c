// SPDX-License-Identifier: MPL-2.0
#include "value/value.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "value/number.h"

static const struct cc_value null_value = {.kind = CC_VALUE_NULL};
static const struct cc_value unknown_value = {.kind = CC_VALUE_UNKNOWN};

struct cc_value cc_value_null(void)
{
    return null_value;
}

struct cc_value cc_value_unknown(void)
{
    return unknown_value;
}

struct cc_value cc_value_bool(bool boolean)
{
    return (struct cc_value){.kind = CC_VALUE_BOOL, .boolean = boolean};
}

struct cc_value cc_value_int(struct cc_arena *arena, int64_t number)
{
    return (struct cc_value){.kind = CC_VALUE_NUMBER,
                             .text = cc_str_format(arena, "%" PRId64, number)};
}

struct cc_value cc_value_str(struct cc_str text)
{
    if (cc_str_is_absent(text))
        return null_value;
    return (struct cc_value){.kind = CC_VALUE_STRING, .text = text};
}

struct cc_value cc_value_sequence(struct cc_arena *arena, size_t count)
{
    return (struct cc_value){.kind = CC_VALUE_SEQUENCE,
                             .items = cc_arena_array(arena, count, struct cc_value),
                             .count = count};
}

struct cc_value cc_value_mapping(struct cc_arena *arena, size_t count)
{
    return (struct cc_value){.kind = CC_VALUE_MAPPING,
                             .members = cc_arena_array(arena, count, struct cc_value_member),
                             .count = count};
}

struct cc_value cc_value_object(struct cc_arena *arena, const struct cc_type *type)
{
    assert(type->kind == CC_TYPE_OBJECT);
    struct cc_value object = cc_value_mapping(arena, type->member_count);
    for (size_t i = 0; i < object.count; i++)
        object.members[i].name = type->members[i].name;
    return object;
}

bool cc_value_number(struct cc_arena *arena, struct cc_str text, struct cc_value *out)
{
    struct cc_str canonical;
    if (!cc_number_canonical(arena, text, &canonical))
        return false;
    *out = (struct cc_value){.kind = CC_VALUE_NUMBER, .text = canonical};
    return true;
}

struct cc_value cc_value_copy(struct cc_arena *arena, const struct cc_value *value)
{
    struct cc_value copy = *value;
    if (value->kind == CC_VALUE_SEQUENCE) {
        copy.items = cc_arena_array(arena, value->count, struct cc_value);
        if (value->count > 0)
            memcpy(copy.items, value->items, value->count * sizeof(*copy.items));
    } else if (value->kind == CC_VALUE_MAPPING) {
        copy.members = cc_arena_array(arena, value->count, struct cc_value_member);
        if (value->count > 0)
            memcpy(copy.members, value->members, value->count * sizeof(*copy.members));
    }
    return copy;
}

bool cc_value_is_null(const struct cc_value *value)
{
    return value->kind == CC_VALUE_NULL;
}

bool cc_value_is_unknown(const struct cc_value *value)
{
    return value->kind == CC_VALUE_UNKNOWN;
}

bool cc_value_is_known(const struct cc_value *value)
{
    return !cc_value_is_null(value) && !cc_value_is_unknown(value);
}

/* The value at one place of a sequence or mapping, to walk both alike. */
static struct cc_value *value_child(const struct cc_value *value, size_t index)
{
    return value->kind == CC_VALUE_SEQUENCE ? &value->items[index] : &value->members[index].value;
}

bool cc_value_is_wholly_known(const struct cc_value *value)
{
    if (cc_value_is_unknown(value))
        return false;
    for (size_t i = 0; i < value->count; i++) {
        if (!cc_value_is_wholly_known(value_child(value, i)))
            return false;
    }
    return true;
}

static struct cc_value_member *member_find(const struct cc_value *value, struct cc_str name)
{
    if (value->kind != CC_VALUE_MAPPING)
        return NULL;
    for (size_t i = 0; i < value->count; i++) {
        if (cc_str_equal(value->members[i].name, name))
            return &value->members[i];
    }
    return NULL;
}

const struct cc_value *cc_value_get(const struct cc_value *object, struct cc_str name)
{
    if (cc_value_is_unknown(object))
        return &unknown_value;
    const struct cc_value_member *member = member_find(object, name);
    return member ? &member->value : &null_value;
}

const struct cc_value *cc_value_at(const struct cc_value *object, const char *path)
{
    struct cc_str rest = cc_str_from(path);
    while (!cc_str_is_empty(rest))
        object = cc_value_get(object, cc_str_cut(&rest, '.'));
    return object;
}

struct cc_str cc_value_text(const struct cc_value *value)
{
    return value->kind == CC_VALUE_STRING ? value->text : CC_STR_ABSENT;
}

bool cc_value_to_int(const struct cc_value *value, int64_t *out)
{
    return value->kind == CC_VALUE_NUMBER && cc_number_to_int(value->text, out);
}

bool cc_value_is_true(const struct cc_value *value)
{
    return value->kind == CC_VALUE_BOOL && value->boolean;
}

void cc_value_set(struct cc_value *object, struct cc_str name, struct cc_value value)
{
    struct cc_value_member *member = member_find(object, name);
    assert(member);
    member->value = value;
}

static struct cc_value value_with(struct cc_arena *arena, const struct cc_value *object,
                                  struct cc_str path, struct cc_value value)
{
    struct cc_value copy = cc_value_copy(arena, object);
    struct cc_str name = cc_str_cut(&path, '.');
    if (!cc_str_is_absent(path))
        value = value_with(arena, cc_value_get(object, name), path, value);
    cc_value_set(&copy, name, value);
    return copy;
}

struct cc_value cc_value_with(struct cc_arena *arena, const struct cc_value *object,
                              const char *path, struct cc_value value)
{
    return value_with(arena, object, cc_str_from(path), value);
}

static bool sequences_equal(const struct cc_type *type, const struct cc_value *a,
                            const struct cc_value *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        const struct cc_type *item = type->element ? type->element : type->members[i].type;
        if (!cc_value_equal(item, &a->items[i], &b->items[i]))
            return false;
    }
    return true;
}

/* Looks where the value is expected first: sets arrive in the host's order, so that equal sets take
 * one step an item. */
static bool set_has(const struct cc_type *type, const struct cc_value *set,
                    const struct cc_value *item, size_t expected_at)
{
    for (size_t i = 0; i < set->count; i++) {
        if (cc_value_equal(type->element, &set->items[(expected_at + i) % set->count], item))
            return true;
    }
    return false;
}

/* An item that occurs twice is in the set once. */
static bool set_within(const struct cc_type *type, const struct cc_value *inner,
                       const struct cc_value *outer)
{
    for (size_t i = 0; i < inner->count; i++) {
        if (!set_has(type, outer, &inner->items[i], i))
            return false;
    }
    return true;
}

/* The value under that name, looked for where it is expected first. */
static const struct cc_value *mapping_value(const struct cc_value *mapping, struct cc_str name,
                                            size_t expected_at)
{
    if (cc_str_equal(mapping->members[expected_at].name, name))
        return &mapping->members[expected_at].value;
    const struct cc_value_member *member = member_find(mapping, name);
    return member ? &member->value : NULL;
}

static bool mappings_equal(const struct cc_type *type, const struct cc_value *a,
                           const struct cc_value *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        struct cc_str name = a->members[i].name;
        const struct cc_type_member *row = type->element ? NULL : cc_type_find(type, name);
        const struct cc_value *other = mapping_value(b, name, i);
        assert(type->element || row);
        if (!other || !cc_value_equal(row ? row->type : type->element, &a->members[i].value, other))
            return false;
    }
    return true;
}

/* In a place of type dynamic the types count as well: a tuple is no list. */
static bool dynamics_equal(const struct cc_value *a, const struct cc_value *b)
{
    if (!a->type || !b->type)
        return cc_value_is_null(a) && cc_value_is_null(b) && a->type == b->type;
    return cc_type_equal(a->type, b->type) && cc_value_equal(a->type, a, b);
}

bool cc_value_equal(const struct cc_type *type, const struct cc_value *a, const struct cc_value *b)
{
    if (a->kind != b->kind || cc_value_is_unknown(a))
        return false;
    if (type->kind == CC_TYPE_DYNAMIC)
        return dynamics_equal(a, b);
    switch (a->kind) {
    case CC_VALUE_NULL:
        return true;
    case CC_VALUE_UNKNOWN:
        return false;
    case CC_VALUE_BOOL:
        return a->boolean == b->boolean;
    case CC_VALUE_NUMBER: /* one text for each number */
    case CC_VALUE_STRING:
        return cc_str_equal(a->text, b->text);
    case CC_VALUE_SEQUENCE:
        if (type->kind == CC_TYPE_SET)
            return set_within(type, a, b) && set_within(type, b, a);
        return sequences_equal(type, a, b);
    case CC_VALUE_MAPPING:
        return mappings_equal(type, a, b);
    }
    return false;
}

struct cc_value cc_value_without_unknowns(struct cc_arena *arena, const struct cc_value *value)
{
    if (cc_value_is_unknown(value))
        return (struct cc_value){.kind = CC_VALUE_NULL, .type = value->type};
    if (cc_value_is_wholly_known(value))
        return *value;
    struct cc_value copy = cc_value_copy(arena, value);
    for (size_t i = 0; i < copy.count; i++) {
        struct cc_value *child = value_child(&copy, i);
        *child = cc_value_without_unknowns(arena, child);
    }
    return copy;
}
