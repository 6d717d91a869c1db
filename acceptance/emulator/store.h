// SPDX-License-Identifier: MPL-2.0
#pragma once

/* The state of the emulated service: objects as JSON documents, timers and a few numbers, in
 * SQLite.
 *
 * The store knows nothing about the meaning of a document.  An object has a kind, an id that is
 * unique among all kinds, a scope (the environment of a cluster, the cluster that uses a key) and,
 * for keys, the identity of the cloud key, which no two may share.  A timer is a point of time at
 * which something will happen to an object (timers.h).
 *
 * The store does no locking: one caller at a time.  A statement that fails (a full disk, say) marks
 * the store; what follows does nothing until the next begin.
 */

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

#define EMU_KEY "key"
#define EMU_CLUSTER "cluster"
#define EMU_ENVIRONMENT "environment"
#define EMU_ORGANIZATION "organization"

struct emu_store {
    struct sqlite3 *db;
    char error[256]; /* what failed since begin; empty: nothing */
};

/* Opens or makes the database; false and a reason when that cannot be done. */
bool emu_store_open(struct emu_store *store, const char *path, struct cc_arena *arena,
                    struct cc_str *reason);
void emu_store_close(struct emu_store *store);

/* One change, whole or not at all.  `commit` says whether everything since begin worked. */
void emu_store_begin(struct emu_store *store);
bool emu_store_commit(struct emu_store *store);
void emu_store_rollback(struct emu_store *store);

struct emu_object {
    const char *kind;
    struct cc_str id;
    struct cc_str scope;  /* may be absent */
    struct cc_str unique; /* may be absent */
    json_t *doc;
};

void emu_store_insert(struct emu_store *store, struct cc_arena *arena,
                      const struct emu_object *object);
void emu_store_update(struct emu_store *store, struct cc_arena *arena, struct cc_str id,
                      const json_t *doc);
void emu_store_set_scope(struct emu_store *store, struct cc_str id, struct cc_str scope);

/* Removes the object and its timers; false if there was none. */
bool emu_store_remove(struct emu_store *store, const char *kind, struct cc_str id);

/* The document, or NULL.  It may be changed; update writes it back. */
json_t *emu_store_get(struct emu_store *store, struct cc_arena *arena, const char *kind,
                      struct cc_str id);

/* The id of the object with this unique identity, absent if there is none. */
struct cc_str emu_store_find_unique(struct emu_store *store, struct cc_arena *arena,
                                    const char *kind, struct cc_str unique);

/* Steps through the objects of a kind, newest first; nothing may be written meanwhile. */
struct emu_cursor {
    struct sqlite3_stmt *statement;
    int64_t seq; /* of the current object; grows with each insert */
    struct cc_str id;
    json_t *doc;
};

enum { EMU_SEQ_END = 0 }; /* as `before`: from the newest */

void emu_cursor_open(struct emu_cursor *cursor, struct emu_store *store, const char *kind,
                     struct cc_str scope, int64_t before);
bool emu_cursor_next(struct emu_cursor *cursor, struct cc_arena *arena);
void emu_cursor_close(struct emu_cursor *cursor);

/* Timers: at most one of a name for each object. */
void emu_store_timer_set(struct emu_store *store, struct cc_str id, const char *name,
                         int64_t due_us);
void emu_store_timer_cancel(struct emu_store *store, struct cc_str id, const char *name);

/* The earliest timer that is due; takes it out. */
bool emu_store_timer_take(struct emu_store *store, struct cc_arena *arena, int64_t now_us,
                          struct cc_str *id, struct cc_str *name, int64_t *due_us);

/* A number by its name, 0 if never set. */
int64_t emu_store_number(struct emu_store *store, const char *name);
void emu_store_set_number(struct emu_store *store, const char *name, int64_t value);
