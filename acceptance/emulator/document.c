// SPDX-License-Identifier: MPL-2.0
#include "emulator/document.h"

#include <assert.h>
#include <string.h>

enum { MEMBER_NAME_BYTES_MAX = 64 };

static void json_release(void *json)
{
    json_decref(json);
}

json_t *emu_doc_own(struct cc_arena *arena, json_t *json)
{
    if (json)
        cc_arena_defer(arena, json_release, json);
    return json;
}

json_t *emu_doc_new(struct cc_arena *arena)
{
    return emu_doc_own(arena, json_object());
}

json_t *emu_doc_parse(struct cc_arena *arena, struct cc_str text, struct cc_str *reason)
{
    json_error_t error;
    json_t *json = json_loadb(text.ptr ? text.ptr : "", text.len, JSON_DECODE_ANY, &error);
    if (!json)
        *reason = cc_str_format(arena, "line %d: %s", error.line, error.text);
    return emu_doc_own(arena, json);
}

struct cc_str emu_doc_write(struct cc_arena *arena, const json_t *doc)
{
    const size_t flags = JSON_COMPACT | JSON_ENCODE_ANY;
    size_t len = json_dumpb(doc, NULL, 0, flags);
    char *text = cc_arena_alloc(arena, len + 1);
    json_dumpb(doc, text, len, flags);
    return (struct cc_str){text, len};
}

/* One step of a path: the member's name as a C string, and the path behind it (NULL at the end). */
struct step {
    char name[MEMBER_NAME_BYTES_MAX];
    const char *rest;
};

static struct step step_first(const char *path)
{
    struct step step = {.rest = strchr(path, '.')};
    size_t len = step.rest ? (size_t)(step.rest - path) : strlen(path);
    assert(len < sizeof(step.name)); /* paths are literals of ours */
    memcpy(step.name, path, len);
    if (step.rest)
        step.rest++;
    return step;
}

json_t *emu_doc_at(const json_t *doc, const char *path)
{
    json_t *node = NULL;
    while (doc && path) {
        struct step step = step_first(path);
        node = json_object_get(doc, step.name);
        doc = node;
        path = step.rest;
    }
    return !path && node && !json_is_null(node) ? node : NULL;
}

bool emu_doc_has(const json_t *doc, const char *path)
{
    return emu_doc_at(doc, path) != NULL;
}

struct cc_str emu_doc_str(const json_t *doc, const char *path)
{
    const json_t *node = emu_doc_at(doc, path);
    if (!json_is_string(node))
        return CC_STR_ABSENT;
    return (struct cc_str){json_string_value(node), json_string_length(node)};
}

bool emu_doc_int(const json_t *doc, const char *path, int64_t *out)
{
    const json_t *node = emu_doc_at(doc, path);
    if (!json_is_integer(node))
        return false;
    *out = json_integer_value(node);
    return true;
}

bool emu_doc_bool(const json_t *doc, const char *path)
{
    return json_is_true(emu_doc_at(doc, path));
}

bool emu_doc_is(const json_t *doc, const char *path, const char *text)
{
    struct cc_str value = emu_doc_str(doc, path);
    return !cc_str_is_absent(value) && cc_str_equal(value, cc_str_from(text));
}

void emu_doc_set(json_t *doc, const char *path, json_t *value)
{
    struct step step = step_first(path);
    while (step.rest) {
        json_t *inner = json_object_get(doc, step.name);
        if (!json_is_object(inner)) {
            inner = json_object();
            json_object_set_new(doc, step.name, inner);
        }
        doc = inner;
        step = step_first(step.rest);
    }
    json_object_set_new(doc, step.name, value);
}

void emu_doc_set_str(json_t *doc, const char *path, struct cc_str value)
{
    if (!cc_str_is_absent(value))
        emu_doc_set(doc, path, json_stringn(value.ptr, value.len));
}

void emu_doc_set_text(json_t *doc, const char *path, const char *value)
{
    emu_doc_set_str(doc, path, cc_str_from(value));
}

void emu_doc_set_int(json_t *doc, const char *path, int64_t value)
{
    emu_doc_set(doc, path, json_integer(value));
}

void emu_doc_set_bool(json_t *doc, const char *path, bool value)
{
    emu_doc_set(doc, path, json_boolean(value));
}

void emu_doc_remove(json_t *doc, const char *path)
{
    struct step step = step_first(path);
    while (doc && step.rest) {
        doc = json_object_get(doc, step.name);
        step = step_first(step.rest);
    }
    json_object_del(doc, step.name);
}

static void merge_member(json_t *doc, const char *name, json_t *patch)
{
    if (json_is_null(patch)) {
        json_object_del(doc, name);
        return;
    }
    if (!json_is_object(patch)) {
        json_object_set(doc, name, patch);
        return;
    }
    json_t *inner = json_object_get(doc, name);
    if (!json_is_object(inner)) {
        inner = json_object();
        json_object_set_new(doc, name, inner);
    }
    emu_doc_merge(inner, patch);
}

void emu_doc_merge(json_t *doc, const json_t *patch)
{
    const char *name;
    json_t *value;
    /* jansson's walk takes a plain pointer, but only reads through it. */
    for (void *at = json_object_iter((json_t *)(uintptr_t)patch); at;
         at = json_object_iter_next((json_t *)(uintptr_t)patch, at)) {
        name = json_object_iter_key(at);
        value = json_object_iter_value(at);
        merge_member(doc, name, value);
    }
}
