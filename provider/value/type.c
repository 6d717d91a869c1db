// SPDX-License-Identifier: MPL-2.0
#include "value/type.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

const struct cc_type cc_type_string = {.kind = CC_TYPE_STRING};
const struct cc_type cc_type_number = {.kind = CC_TYPE_NUMBER};
const struct cc_type cc_type_bool = {.kind = CC_TYPE_BOOL};
const struct cc_type cc_type_dynamic = {.kind = CC_TYPE_DYNAMIC};

/* The words of the JSON form, by kind. */
static const struct cc_str kind_words[] = {
    [CC_TYPE_STRING] = CC_STR_INIT("string"), [CC_TYPE_NUMBER] = CC_STR_INIT("number"),
    [CC_TYPE_BOOL] = CC_STR_INIT("bool"),     [CC_TYPE_DYNAMIC] = CC_STR_INIT("dynamic"),
    [CC_TYPE_LIST] = CC_STR_INIT("list"),     [CC_TYPE_SET] = CC_STR_INIT("set"),
    [CC_TYPE_MAP] = CC_STR_INIT("map"),       [CC_TYPE_OBJECT] = CC_STR_INIT("object"),
    [CC_TYPE_TUPLE] = CC_STR_INIT("tuple"),
};

enum { KIND_COUNT = sizeof(kind_words) / sizeof(kind_words[0]) };

static const struct cc_type *const primitives[KIND_COUNT] = {
    [CC_TYPE_STRING] = &cc_type_string,
    [CC_TYPE_NUMBER] = &cc_type_number,
    [CC_TYPE_BOOL] = &cc_type_bool,
    [CC_TYPE_DYNAMIC] = &cc_type_dynamic,
};

const struct cc_type *cc_type_collection(struct cc_arena *arena, enum cc_type_kind kind,
                                         const struct cc_type *element)
{
    assert(kind == CC_TYPE_LIST || kind == CC_TYPE_SET || kind == CC_TYPE_MAP);
    assert(element);
    struct cc_type *type = cc_arena_new(arena, struct cc_type);
    *type = (struct cc_type){.kind = kind, .element = element};
    return type;
}

static int member_compare(const void *a, const void *b)
{
    const struct cc_type_member *left = a;
    const struct cc_type_member *right = b;
    return cc_str_compare(left->name, right->name);
}

const struct cc_type *cc_type_object(struct cc_arena *arena, const struct cc_type_member *members,
                                     size_t count)
{
    struct cc_type_member *sorted = cc_arena_array(arena, count, struct cc_type_member);
    if (count > 0) {
        memcpy(sorted, members, count * sizeof(*sorted));
        qsort(sorted, count, sizeof(*sorted), member_compare);
    }
    for (size_t i = 1; i < count; i++)
        assert(member_compare(&sorted[i - 1], &sorted[i]) < 0);
    struct cc_type *type = cc_arena_new(arena, struct cc_type);
    *type = (struct cc_type){.kind = CC_TYPE_OBJECT, .members = sorted, .member_count = count};
    return type;
}

const struct cc_type_member *cc_type_find(const struct cc_type *object, struct cc_str name)
{
    assert(object->kind == CC_TYPE_OBJECT);
    if (object->member_count == 0)
        return NULL;
    const struct cc_type_member wanted = {.name = name};
    return bsearch(&wanted, object->members, object->member_count, sizeof(wanted), member_compare);
}

static bool members_equal(const struct cc_type *a, const struct cc_type *b)
{
    if (a->member_count != b->member_count)
        return false;
    for (size_t i = 0; i < a->member_count; i++) {
        if (!cc_str_equal(a->members[i].name, b->members[i].name) ||
            !cc_type_equal(a->members[i].type, b->members[i].type))
            return false;
    }
    return true;
}

bool cc_type_equal(const struct cc_type *a, const struct cc_type *b)
{
    if (a == b)
        return true;
    if (a->kind != b->kind)
        return false;
    return a->element ? cc_type_equal(a->element, b->element) : members_equal(a, b);
}

/* Quotes and backslashes must be escaped, control characters too. */
static void quoted(struct cc_buf *text, struct cc_str name)
{
    cc_buf_append_byte(text, '"');
    for (size_t i = 0; i < name.len; i++) {
        unsigned char byte = (unsigned char)name.ptr[i];
        if (byte < 0x20)
            cc_buf_appendf(text, "\\u%04x", (unsigned)byte);
        else if (byte == '"' || byte == '\\')
            cc_buf_appendf(text, "\\%c", byte);
        else
            cc_buf_append_byte(text, name.ptr[i]);
    }
    cc_buf_append_byte(text, '"');
}

static void type_write(struct cc_buf *text, const struct cc_type *type);

static void members_write(struct cc_buf *text, const struct cc_type *type)
{
    bool named = type->kind == CC_TYPE_OBJECT;
    cc_buf_append_byte(text, named ? '{' : '[');
    for (size_t i = 0; i < type->member_count; i++) {
        if (i > 0)
            cc_buf_append_byte(text, ',');
        if (named) {
            quoted(text, type->members[i].name);
            cc_buf_append_byte(text, ':');
        }
        type_write(text, type->members[i].type);
    }
    cc_buf_append_byte(text, named ? '}' : ']');
}

static void type_write(struct cc_buf *text, const struct cc_type *type)
{
    if (primitives[type->kind]) {
        quoted(text, kind_words[type->kind]);
        return;
    }
    cc_buf_append_byte(text, '[');
    quoted(text, kind_words[type->kind]);
    cc_buf_append_byte(text, ',');
    if (type->element)
        type_write(text, type->element);
    else
        members_write(text, type);
    cc_buf_append_byte(text, ']');
}

struct cc_str cc_type_to_json(struct cc_arena *arena, const struct cc_type *type)
{
    struct cc_buf text;
    cc_buf_init(&text, arena, SIZE_MAX / 4); /* as long as the type is large */
    type_write(&text, type);
    return cc_buf_str(&text);
}

static bool kind_from_json(const struct cc_json *node, enum cc_type_kind *kind)
{
    struct cc_str word;
    if (!cc_json_node_str(node, &word))
        return false;
    for (size_t i = 0; i < KIND_COUNT; i++) {
        if (cc_str_equal(word, kind_words[i])) {
            *kind = (enum cc_type_kind)i;
            return true;
        }
    }
    return false;
}

static const struct cc_type *type_read(struct cc_arena *arena, const struct cc_json *node,
                                       int levels_left);

static const struct cc_type *object_read(struct cc_arena *arena, const struct cc_json *node,
                                         int levels_left)
{
    if (!cc_json_is_object(node))
        return NULL;
    size_t count = cc_json_count(node);
    struct cc_type_member *members = cc_arena_array(arena, count, struct cc_type_member);
    void *iterator = NULL;
    struct cc_str name;
    const struct cc_json *type;
    for (size_t i = 0; cc_json_next(node, &iterator, &name, &type); i++) {
        members[i].name = cc_str_copy_into(arena, name);
        members[i].type = type_read(arena, type, levels_left);
        if (!members[i].type)
            return NULL;
    }
    return cc_type_object(arena, members, count);
}

static const struct cc_type *tuple_read(struct cc_arena *arena, const struct cc_json *node,
                                        int levels_left)
{
    if (!cc_json_is_array(node))
        return NULL;
    size_t count = cc_json_count(node);
    struct cc_type_member *members = cc_arena_array(arena, count, struct cc_type_member);
    for (size_t i = 0; i < count; i++) {
        members[i].type = type_read(arena, cc_json_item(node, i), levels_left);
        if (!members[i].type)
            return NULL;
    }
    struct cc_type *type = cc_arena_new(arena, struct cc_type);
    *type = (struct cc_type){.kind = CC_TYPE_TUPLE, .members = members, .member_count = count};
    return type;
}

static const struct cc_type *collection_read(struct cc_arena *arena, enum cc_type_kind kind,
                                             const struct cc_json *node, int levels_left)
{
    const struct cc_type *element = type_read(arena, node, levels_left);
    return element ? cc_type_collection(arena, kind, element) : NULL;
}

/* A bare word is a primitive; everything else is an array that starts with its word. */
static const struct cc_type *type_read(struct cc_arena *arena, const struct cc_json *node,
                                       int levels_left)
{
    enum cc_type_kind kind;
    if (levels_left == 0)
        return NULL;
    if (kind_from_json(node, &kind))
        return primitives[kind];
    if (!cc_json_is_array(node) || !kind_from_json(cc_json_item(node, 0), &kind))
        return NULL;
    size_t count = cc_json_count(node);
    const struct cc_json *inner = cc_json_item(node, 1);
    if (kind == CC_TYPE_OBJECT)
        return count == 2 || count == 3 ? object_read(arena, inner, levels_left - 1) : NULL;
    if (count != 2 || primitives[kind])
        return NULL;
    if (kind == CC_TYPE_TUPLE)
        return tuple_read(arena, inner, levels_left - 1);
    return collection_read(arena, kind, inner, levels_left - 1);
}

const struct cc_type *cc_type_from_json(struct cc_arena *arena, const struct cc_json *node)
{
    return type_read(arena, node, CC_VALUE_DEPTH_MAX);
}

struct cc_str cc_type_describe(struct cc_arena *arena, const struct cc_type *type)
{
    struct cc_buf text;
    cc_buf_init(&text, arena, SIZE_MAX / 4); /* one word for each level of the type */
    for (; type->element; type = type->element) {
        cc_buf_append_str(&text, kind_words[type->kind]);
        cc_buf_append_str(&text, CC_STR(" of "));
    }
    bool any = type->kind == CC_TYPE_DYNAMIC;
    cc_buf_append_str(&text, any ? CC_STR("any type") : kind_words[type->kind]);
    return cc_buf_str(&text);
}
