// SPDX-License-Identifier: MPL-2.0
#pragma once

/* JSON documents, read and changed by dotted paths ("spec.config.cku").
 *
 * Every document made here is tied to an arena and goes with it.  As the API demands, a member that
 * is null reads as absent, and so does one of another type than asked for.  Strings that are
 * returned belong to the document.
 */

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* An empty object. */
json_t *emu_doc_new(struct cc_arena *arena);

/* Parses one JSON value; NULL and a reason for anything else. */
json_t *emu_doc_parse(struct cc_arena *arena, struct cc_str text, struct cc_str *reason);

/* Takes over the caller's reference to `json`, which may be NULL; returns it. */
json_t *emu_doc_own(struct cc_arena *arena, json_t *json);

/* Compact text, in the arena. */
struct cc_str emu_doc_write(struct cc_arena *arena, const json_t *doc);

/* Readers; a NULL document has no members. */
json_t *emu_doc_at(const json_t *doc, const char *path);
bool emu_doc_has(const json_t *doc, const char *path);
struct cc_str emu_doc_str(const json_t *doc, const char *path); /* absent if no string */
bool emu_doc_int(const json_t *doc, const char *path, int64_t *out);
bool emu_doc_bool(const json_t *doc, const char *path); /* false if absent */
bool emu_doc_is(const json_t *doc, const char *path, const char *text);

/* Setters make the objects on the way; `set` takes over the reference to `value`, an absent string
 * sets nothing. */
void emu_doc_set(json_t *doc, const char *path, json_t *value);
void emu_doc_set_str(json_t *doc, const char *path, struct cc_str value);
void emu_doc_set_text(json_t *doc, const char *path, const char *value);
void emu_doc_set_int(json_t *doc, const char *path, int64_t value);
void emu_doc_set_bool(json_t *doc, const char *path, bool value);
void emu_doc_remove(json_t *doc, const char *path);

/* JSON merge patch (RFC 7396) of one object with another. */
void emu_doc_merge(json_t *doc, const json_t *patch);
