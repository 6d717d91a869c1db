// SPDX-License-Identifier: MPL-2.0
#include "emulator/store.h"

#include <sqlite3.h>
#include <stdio.h>

#include "emulator/document.h"

enum { SCHEMA_VERSION = 1 };

static const char schema[] =
    "CREATE TABLE objects (seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL,"
    " id TEXT NOT NULL UNIQUE, scope TEXT, identity TEXT, doc TEXT NOT NULL,"
    " UNIQUE (kind, identity));"
    "CREATE INDEX objects_by_scope ON objects (kind, scope, seq);"
    "CREATE TABLE timers (id TEXT NOT NULL, name TEXT NOT NULL, due INTEGER NOT NULL,"
    " PRIMARY KEY (id, name));"
    "CREATE INDEX timers_by_due ON timers (due);"
    "CREATE TABLE numbers (name TEXT PRIMARY KEY, value INTEGER NOT NULL);"
    "PRAGMA user_version = 1;";

static void store_fail(struct emu_store *store)
{
    if (store->error[0] == '\0')
        snprintf(store->error, sizeof(store->error), "%s", sqlite3_errmsg(store->db));
}

static void run(struct emu_store *store, const char *sql)
{
    if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) != SQLITE_OK)
        store_fail(store);
}

/* NULL once something has failed; every function below passes that on. */
static sqlite3_stmt *prepare(struct emu_store *store, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    if (store->error[0] == '\0' &&
        sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) != SQLITE_OK)
        store_fail(store);
    return statement;
}

static void bind_str(sqlite3_stmt *statement, int at, struct cc_str value)
{
    if (statement && value.ptr)
        sqlite3_bind_text(statement, at, value.ptr, (int)value.len, SQLITE_TRANSIENT);
}

static void bind_int(sqlite3_stmt *statement, int at, int64_t value)
{
    if (statement)
        sqlite3_bind_int64(statement, at, value);
}

static bool step(struct emu_store *store, sqlite3_stmt *statement)
{
    int result = statement ? sqlite3_step(statement) : SQLITE_DONE;
    if (result != SQLITE_ROW && result != SQLITE_DONE)
        store_fail(store);
    return result == SQLITE_ROW;
}

static void finish(struct emu_store *store, sqlite3_stmt *statement)
{
    step(store, statement);
    sqlite3_finalize(statement);
}

static struct cc_str column_str(sqlite3_stmt *statement, int at, struct cc_arena *arena)
{
    struct cc_str value = {(const char *)sqlite3_column_text(statement, at),
                           (size_t)sqlite3_column_bytes(statement, at)};
    return cc_str_copy_into(arena, value);
}

static json_t *column_doc(sqlite3_stmt *statement, int at, struct cc_arena *arena)
{
    const char *text = (const char *)sqlite3_column_text(statement, at);
    size_t len = (size_t)sqlite3_column_bytes(statement, at);
    struct cc_str reason;
    return emu_doc_parse(arena, (struct cc_str){text, len}, &reason);
}

static int64_t user_version(struct emu_store *store)
{
    sqlite3_stmt *statement = prepare(store, "PRAGMA user_version");
    int64_t version = step(store, statement) ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    return version;
}

/* The exclusive lock keeps a second emulator away from the same file. */
static void store_prepare(struct emu_store *store)
{
    run(store, "PRAGMA locking_mode = EXCLUSIVE");
    run(store, "PRAGMA journal_mode = WAL");
    run(store, "PRAGMA synchronous = NORMAL");
    emu_store_begin(store);
    int64_t version = user_version(store);
    if (version == 0)
        run(store, schema);
    else if (version != SCHEMA_VERSION)
        snprintf(store->error, sizeof(store->error), "it was written by another version");
    if (store->error[0] == '\0')
        emu_store_commit(store);
}

bool emu_store_open(struct emu_store *store, const char *path, struct cc_arena *arena,
                    struct cc_str *reason)
{
    *store = (struct emu_store){0};
    if (sqlite3_open(path, &store->db) != SQLITE_OK)
        store_fail(store);
    else
        store_prepare(store);
    if (store->error[0] == '\0')
        return true;
    *reason = cc_str_format(arena, "the database %s cannot be used: %s", path, store->error);
    emu_store_close(store);
    return false;
}

void emu_store_close(struct emu_store *store)
{
    sqlite3_close(store->db);
    store->db = NULL;
}

void emu_store_begin(struct emu_store *store)
{
    store->error[0] = '\0';
    run(store, "BEGIN IMMEDIATE");
}

bool emu_store_commit(struct emu_store *store)
{
    if (store->error[0] == '\0')
        run(store, "COMMIT");
    if (store->error[0] == '\0')
        return true;
    emu_store_rollback(store);
    return false;
}

/* The error stays readable; there may be nothing to roll back. */
void emu_store_rollback(struct emu_store *store)
{
    sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}

void emu_store_insert(struct emu_store *store, struct cc_arena *arena,
                      const struct emu_object *object)
{
    sqlite3_stmt *statement = prepare(
        store, "INSERT INTO objects (kind, id, scope, identity, doc) VALUES (?, ?, ?, ?, ?)");
    bind_str(statement, 1, cc_str_from(object->kind));
    bind_str(statement, 2, object->id);
    bind_str(statement, 3, object->scope);
    bind_str(statement, 4, object->unique);
    bind_str(statement, 5, emu_doc_write(arena, object->doc));
    finish(store, statement);
}

void emu_store_update(struct emu_store *store, struct cc_arena *arena, struct cc_str id,
                      const json_t *doc)
{
    sqlite3_stmt *statement = prepare(store, "UPDATE objects SET doc = ? WHERE id = ?");
    bind_str(statement, 1, emu_doc_write(arena, doc));
    bind_str(statement, 2, id);
    finish(store, statement);
}

void emu_store_set_scope(struct emu_store *store, struct cc_str id, struct cc_str scope)
{
    sqlite3_stmt *statement = prepare(store, "UPDATE objects SET scope = ? WHERE id = ?");
    bind_str(statement, 1, scope);
    bind_str(statement, 2, id);
    finish(store, statement);
}

bool emu_store_remove(struct emu_store *store, const char *kind, struct cc_str id)
{
    sqlite3_stmt *statement = prepare(store, "DELETE FROM objects WHERE kind = ? AND id = ?");
    bind_str(statement, 1, cc_str_from(kind));
    bind_str(statement, 2, id);
    finish(store, statement);
    if (store->error[0] != '\0' || sqlite3_changes(store->db) == 0)
        return false;
    statement = prepare(store, "DELETE FROM timers WHERE id = ?");
    bind_str(statement, 1, id);
    finish(store, statement);
    return true;
}

json_t *emu_store_get(struct emu_store *store, struct cc_arena *arena, const char *kind,
                      struct cc_str id)
{
    sqlite3_stmt *statement = prepare(store, "SELECT doc FROM objects WHERE kind = ? AND id = ?");
    bind_str(statement, 1, cc_str_from(kind));
    bind_str(statement, 2, id);
    json_t *doc = step(store, statement) ? column_doc(statement, 0, arena) : NULL;
    sqlite3_finalize(statement);
    return doc;
}

struct cc_str emu_store_find_unique(struct emu_store *store, struct cc_arena *arena,
                                    const char *kind, struct cc_str unique)
{
    sqlite3_stmt *statement =
        prepare(store, "SELECT id FROM objects WHERE kind = ? AND identity = ?");
    bind_str(statement, 1, cc_str_from(kind));
    bind_str(statement, 2, unique);
    struct cc_str id = step(store, statement) ? column_str(statement, 0, arena) : CC_STR_ABSENT;
    sqlite3_finalize(statement);
    return id;
}

void emu_cursor_open(struct emu_cursor *cursor, struct emu_store *store, const char *kind,
                     struct cc_str scope, int64_t before)
{
    *cursor = (struct emu_cursor){0};
    cursor->statement =
        prepare(store, cc_str_is_absent(scope) ? "SELECT seq, id, doc FROM objects WHERE kind = ?1"
                                                 " AND seq < ?3 ORDER BY seq DESC"
                                               : "SELECT seq, id, doc FROM objects WHERE kind = ?1"
                                                 " AND scope = ?2 AND seq < ?3 ORDER BY seq DESC");
    bind_str(cursor->statement, 1, cc_str_from(kind));
    bind_str(cursor->statement, 2, scope);
    bind_int(cursor->statement, 3, before == EMU_SEQ_END ? INT64_MAX : before);
}

bool emu_cursor_next(struct emu_cursor *cursor, struct cc_arena *arena)
{
    if (!cursor->statement || sqlite3_step(cursor->statement) != SQLITE_ROW)
        return false;
    cursor->seq = sqlite3_column_int64(cursor->statement, 0);
    cursor->id = column_str(cursor->statement, 1, arena);
    cursor->doc = column_doc(cursor->statement, 2, arena);
    return true;
}

void emu_cursor_close(struct emu_cursor *cursor)
{
    sqlite3_finalize(cursor->statement);
    cursor->statement = NULL;
}

void emu_store_timer_set(struct emu_store *store, struct cc_str id, const char *name,
                         int64_t due_us)
{
    sqlite3_stmt *statement =
        prepare(store, "INSERT OR REPLACE INTO timers (id, name, due) VALUES (?, ?, ?)");
    bind_str(statement, 1, id);
    bind_str(statement, 2, cc_str_from(name));
    bind_int(statement, 3, due_us);
    finish(store, statement);
}

void emu_store_timer_cancel(struct emu_store *store, struct cc_str id, const char *name)
{
    sqlite3_stmt *statement = prepare(store, "DELETE FROM timers WHERE id = ? AND name = ?");
    bind_str(statement, 1, id);
    bind_str(statement, 2, cc_str_from(name));
    finish(store, statement);
}

bool emu_store_timer_take(struct emu_store *store, struct cc_arena *arena, int64_t now_us,
                          struct cc_str *id, struct cc_str *name, int64_t *due_us)
{
    sqlite3_stmt *statement =
        prepare(store, "SELECT id, name, due FROM timers WHERE due <= ? ORDER BY due, id LIMIT 1");
    bind_int(statement, 1, now_us);
    bool found = step(store, statement);
    if (found) {
        *id = column_str(statement, 0, arena);
        *name = column_str(statement, 1, arena);
        *due_us = sqlite3_column_int64(statement, 2);
    }
    sqlite3_finalize(statement);
    if (found)
        emu_store_timer_cancel(store, *id, name->ptr);
    return found && store->error[0] == '\0';
}

int64_t emu_store_number(struct emu_store *store, const char *name)
{
    sqlite3_stmt *statement = prepare(store, "SELECT value FROM numbers WHERE name = ?");
    bind_str(statement, 1, cc_str_from(name));
    int64_t value = step(store, statement) ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_finalize(statement);
    return value;
}

void emu_store_set_number(struct emu_store *store, const char *name, int64_t value)
{
    sqlite3_stmt *statement =
        prepare(store, "INSERT OR REPLACE INTO numbers (name, value) VALUES (?, ?)");
    bind_str(statement, 1, cc_str_from(name));
    bind_int(statement, 2, value);
    finish(store, statement);
}
