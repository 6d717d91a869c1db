// SPDX-License-Identifier: MPL-2.0
#include "base/json.h"

#include <assert.h>
#include <jansson.h>
#include <pthread.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/json_scan.h"
#include "base/secret.h"

#include "base/banned.h"

/* A node is a json_t under another name, so that jansson's header stops here. */
static const json_t *node_in(const struct cc_json *node)
{
    return (const json_t *)node;
}

static const struct cc_json *node_out(const json_t *node)
{
    return (const struct cc_json *)node;
}

/* For jansson's functions that lack a const: through an integer, because it is meant. */
static json_t *node_unconst(const struct cc_json *node)
{
    return (json_t *)(uintptr_t)node;
}

/* Stands before each piece jansson asks for. */
union piece {
    size_t bytes;
    max_align_t alignment;
};

static void *piece_alloc(size_t bytes)
{
    union piece *piece = bytes < SIZE_MAX - sizeof(*piece) ? malloc(sizeof(*piece) + bytes) : NULL;
    if (!piece)
        cc_arena_exhausted(bytes);
    piece->bytes = bytes;
    return piece + 1;
}

/* Documents carry secrets, like arenas; so does the parser's scratch memory. */
static void piece_free(void *bytes)
{
    if (!bytes)
        return;
    union piece *piece = (union piece *)bytes - 1;
    cc_secret_wipe(bytes, piece->bytes);
    free(piece);
}

static void library_prepare(void)
{
    json_set_alloc_funcs(piece_alloc, piece_free);
    json_object_seed(0); /* at random; left to first use it would happen in any thread */
}

static void library_use(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, library_prepare);
}

static void document_release(void *document)
{
    json_decref(document);
}

/* jansson ends its words with the text it stumbled over, which may be a secret. */
static struct cc_str error_words(const json_error_t *error)
{
    const char *quote = strstr(error->text, " near '");
    size_t len = quote ? (size_t)(quote - error->text) : strlen(error->text);
    return (struct cc_str){error->text, len};
}

const struct cc_json *cc_json_parse(struct cc_arena *arena, struct cc_str text,
                                    struct cc_str *reason)
{
    library_use();
    struct cc_str scanned = text;
    if (!cc_json_scan(arena, text, &scanned, reason))
        return NULL;
    json_error_t error = {.line = 1};
    json_t *document =
        json_loadb(scanned.ptr ? scanned.ptr : "", scanned.len,
                   JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    if (!document) {
        struct cc_str words = error_words(&error);
        *reason = cc_str_format(arena, "line %d: %.*s", error.line > 0 ? error.line : 1,
                                CC_STR_ARG(words));
        return NULL;
    }
    cc_arena_defer(arena, document_release, document);
    return node_out(document);
}

const struct cc_json *cc_json_at(const struct cc_json *node, const char *path)
{
    struct cc_str rest = cc_str_from(path);
    while (!cc_str_is_empty(rest))
        node = cc_json_member(node, cc_str_cut(&rest, '.'));
    return cc_json_is_null(node) ? NULL : node;
}

struct cc_str cc_json_str(const struct cc_json *node, const char *path)
{
    struct cc_str text = CC_STR_ABSENT;
    cc_json_node_str(cc_json_at(node, path), &text);
    return text;
}

struct cc_str cc_json_text(const struct cc_json *node, const char *path)
{
    struct cc_str text = cc_json_str(node, path);
    return cc_str_is_empty(text) ? CC_STR_ABSENT : text;
}

bool cc_json_int(const struct cc_json *node, const char *path, int64_t *out)
{
    const json_t *found = node_in(cc_json_at(node, path));
    if (json_is_integer(found)) {
        *out = (int64_t)json_integer_value(found);
        return true;
    }
    double value = json_real_value(found);
    if (!json_is_real(found) || value < -0x1p63 || value >= 0x1p63)
        return false;
    if ((double)(int64_t)value != value)
        return false;
    *out = (int64_t)value;
    return true;
}

bool cc_json_bool(const struct cc_json *node, const char *path, bool *out)
{
    return cc_json_node_bool(cc_json_at(node, path), out);
}

bool cc_json_is_object(const struct cc_json *node)
{
    return json_is_object(node_in(node));
}

bool cc_json_is_array(const struct cc_json *node)
{
    return json_is_array(node_in(node));
}

bool cc_json_is_null(const struct cc_json *node)
{
    return !node || json_is_null(node_in(node));
}

bool cc_json_node_str(const struct cc_json *node, struct cc_str *out)
{
    const json_t *string = node_in(node);
    if (!json_is_string(string))
        return false;
    *out = (struct cc_str){json_string_value(string), json_string_length(string)};
    return true;
}

bool cc_json_node_bool(const struct cc_json *node, bool *out)
{
    if (!json_is_boolean(node_in(node)))
        return false;
    *out = json_is_true(node_in(node));
    return true;
}

size_t cc_json_count(const struct cc_json *node)
{
    return json_is_array(node_in(node)) ? json_array_size(node_in(node))
                                        : json_object_size(node_in(node));
}

const struct cc_json *cc_json_item(const struct cc_json *array, size_t index)
{
    return node_out(json_array_get(node_in(array), index));
}

const struct cc_json *cc_json_member(const struct cc_json *object, struct cc_str name)
{
    if (!name.ptr)
        return NULL;
    return node_out(json_object_getn(node_in(object), name.ptr, name.len));
}

bool cc_json_next(const struct cc_json *object, void **iterator, struct cc_str *name,
                  const struct cc_json **value)
{
    json_t *members = node_unconst(object);
    *iterator = *iterator ? json_object_iter_next(members, *iterator) : json_object_iter(members);
    if (!*iterator)
        return false;
    *name = (struct cc_str){json_object_iter_key(*iterator), json_object_iter_key_len(*iterator)};
    *value = node_out(json_object_iter_value(*iterator));
    return true;
}

struct cc_json *cc_json_object(struct cc_arena *arena)
{
    library_use();
    json_t *object = json_object();
    cc_arena_defer(arena, document_release, object);
    return (struct cc_json *)object;
}

/* One member, made by `make` when it is missing. */
static json_t *child(json_t *object, struct cc_str name, json_t *(*make)(void))
{
    json_t *found = json_object_getn(object, name.ptr, name.len);
    if (!found) {
        found = make();
        json_object_setn_new(object, name.ptr, name.len, found);
    }
    return found;
}

/* Goes down to the object that holds the last name of `path`, making objects on the way. */
static json_t *parent_of(struct cc_json *object, const char *path, struct cc_str *last)
{
    json_t *parent = (json_t *)object;
    struct cc_str rest = cc_str_from(path);
    for (;;) {
        *last = cc_str_cut(&rest, '.');
        assert(json_is_object(parent) && last->len > 0);
        if (cc_str_is_absent(rest))
            return parent;
        parent = child(parent, *last, json_object);
    }
}

static void set_new(struct cc_json *object, const char *path, json_t *value)
{
    struct cc_str name;
    json_t *parent = parent_of(object, path, &name);
    int error = json_object_setn_new(parent, name.ptr, name.len, value);
    assert(error == 0);
    (void)error;
}

/* jansson takes only UTF-8; text from elsewhere may be anything. */
static json_t *string_new(struct cc_str value)
{
    json_t *string = json_stringn(value.ptr, value.len);
    if (string)
        return string;
    struct cc_arena scratch;
    cc_arena_init(&scratch);
    struct cc_str repaired = cc_str_printable(&scratch, value);
    string = json_stringn(repaired.ptr, repaired.len);
    cc_arena_release(&scratch);
    return string;
}

void cc_json_set_str(struct cc_json *object, const char *path, struct cc_str value)
{
    if (!cc_str_is_absent(value))
        set_new(object, path, string_new(value));
}

void cc_json_set_int(struct cc_json *object, const char *path, int64_t value)
{
    set_new(object, path, json_integer(value));
}

void cc_json_set_bool(struct cc_json *object, const char *path, bool value)
{
    set_new(object, path, json_boolean(value));
}

void cc_json_append_str(struct cc_json *object, const char *path, struct cc_str value)
{
    if (cc_str_is_absent(value))
        return;
    struct cc_str name;
    json_t *parent = parent_of(object, path, &name);
    json_t *array = child(parent, name, json_array);
    int error = json_array_append_new(array, string_new(value));
    assert(error == 0);
    (void)error;
}

static int write_part(const char *bytes, size_t len, void *buf)
{
    return cc_buf_append(buf, bytes, len) ? 0 : -1;
}

struct cc_str cc_json_write(struct cc_arena *arena, const struct cc_json *node)
{
    if (!node)
        return CC_STR("null");
    struct cc_buf text;
    cc_buf_init(&text, arena, SIZE_MAX / 4); /* documents are bounded where they come from */
    int error =
        json_dump_callback(node_in(node), write_part, &text, JSON_COMPACT | JSON_ENCODE_ANY);
    assert(error == 0);
    (void)error;
    return cc_buf_str(&text);
}
