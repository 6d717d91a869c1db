// SPDX-License-Identifier: MPL-2.0
#pragma once

/* JSON documents: thin over jansson, tied to an arena.
 *
 * Members are named by dotted paths ("spec.config.cku"), so that callers read a document as flat as
 * they think of it.  Whatever is missing, null or of another type reads as absent: the services say
 * that unknown members must be ignored and that null and missing mean the same.  Strings that are
 * returned belong to the document.
 *
 * jansson's allocator is replaced on first use by one that wipes what it frees: no other code of
 * the same program may use jansson.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

enum { CC_JSON_DEPTH_MAX = 64 };

struct cc_json; /* a node; tied to the arena of its document */

/* Parses one document (any JSON value).  Returns NULL and fills `reason` ("line 1: …", in the
 * arena) for bad syntax, duplicate members, or nesting deeper than CC_JSON_DEPTH_MAX.  The
 * reason quotes nothing of the text, which may hold secrets.  A number that fits neither 64 bits
 * nor a double reads as absent. */
const struct cc_json *cc_json_parse(struct cc_arena *arena, struct cc_str text,
                                    struct cc_str *reason);

/* NULL-safe readers: a NULL node has no members, no items and no value.  `at` gives NULL for a
 * member that is null; the empty path is the node itself. */
const struct cc_json *cc_json_at(const struct cc_json *node, const char *path);
struct cc_str cc_json_str(const struct cc_json *node, const char *path); /* absent if no string */
/* As cc_json_str, for services that mean the same by an empty text and by none: absent. */
struct cc_str cc_json_text(const struct cc_json *node, const char *path);

bool cc_json_int(const struct cc_json *node, const char *path, int64_t *out);
bool cc_json_bool(const struct cc_json *node, const char *path, bool *out);
bool cc_json_is_object(const struct cc_json *node);
bool cc_json_is_array(const struct cc_json *node);
bool cc_json_is_null(const struct cc_json *node); /* true for a NULL node, too */

/* The node itself as a string or bool. */
bool cc_json_node_str(const struct cc_json *node, struct cc_str *out);
bool cc_json_node_bool(const struct cc_json *node, bool *out);

/* Array items, or an object's members in order of insertion. */
size_t cc_json_count(const struct cc_json *node);
const struct cc_json *cc_json_item(const struct cc_json *array, size_t index);

/* One member by its whole name (dots are not a path here). */
const struct cc_json *cc_json_member(const struct cc_json *object, struct cc_str name);

/* Steps through an object: start with *iterator = NULL, stop at false. */
bool cc_json_next(const struct cc_json *object, void **iterator, struct cc_str *name,
                  const struct cc_json **value);

/* Building: an empty object, and setters that make the objects on the way.  An absent string sets
 * nothing, so that optional members need no condition; one that is not UTF-8 is made printable. */
struct cc_json *cc_json_object(struct cc_arena *arena);
void cc_json_set_str(struct cc_json *object, const char *path, struct cc_str value);
void cc_json_set_int(struct cc_json *object, const char *path, int64_t value);
void cc_json_set_bool(struct cc_json *object, const char *path, bool value);
void cc_json_append_str(struct cc_json *object, const char *path, struct cc_str value);

/* Compact text, in the arena; "null" for the NULL node. */
struct cc_str cc_json_write(struct cc_arena *arena, const struct cc_json *node);
