// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Objects as list pages tell them, for reads of many.
 *
 * A refresh reads every object of a state, one call each; a page of a list tells a hundred of them
 * for one request.  The first read of a list asks for its object itself.  When others come, one of
 * them leads: it turns pages as long as they pay (listing.h), while the others wait; whoever is
 * told is served and gone, and a leader that is served or cancelled hands over to the next.  When a
 * page does not pay or does not come, all who wait ask for their objects themselves.
 *
 * A read is only answered by a page that was asked for at most CC_SNAPSHOT_MS ago and after the
 * last write of this process was over.  Absence proves nothing here: who is not told, asks.
 *
 * What a page tells is kept once, as compact text, until it is read or too old; at most
 * CC_SNAPSHOT_BYTES_MAX of all lists.  This file knows no client: it is handed a way to fetch.
 */

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/json.h"
#include "base/map.h"
#include "base/str.h"

enum {
    CC_SNAPSHOT_MS = 10 * 1000,
    CC_SNAPSHOT_BYTES_MAX = 32 * 1024 * 1024,
    CC_SNAPSHOT_PAGES_MAX = 1000,       /* of one list */
    CC_SNAPSHOT_PAGE_MS_MAX = 3 * 1000, /* a slower page counts as a failure, too */
    CC_SNAPSHOT_FAILURES_MAX = 2,       /* then the list is left alone */
    CC_SNAPSHOT_PAUSE_MS = 50,          /* for more reads to come, once for each list */
};

struct cc_snapshot {
    pthread_mutex_t mutex;
    struct cc_arena arena; /* of the lists; guarded, as is everything here, by the mutex */
    struct cc_map lists;
    struct cc_snapshot_list *first;
    size_t bytes;        /* of all texts that are kept */
    uint64_t generation; /* one more with every write */
};

void cc_snapshot_init(struct cc_snapshot *snapshot);

/* No read may be under way. */
void cc_snapshot_release(struct cc_snapshot *snapshot);

/* A page as it came, in the arena that fetch was given. */
struct cc_snapshot_page {
    const struct cc_json *const *items; /* objects with an id */
    size_t item_count;
    struct cc_str next; /* the token of the page after it; absent: this is the last one */
    int64_t total;      /* how many objects the whole list holds; negative: not told */
    struct cc_str request_id;
};

enum cc_snapshot_fetched {
    CC_SNAPSHOT_FETCHED,
    CC_SNAPSHOT_NOT_NOW, /* cancelled, or too many requests: no word about the list */
    CC_SNAPSHOT_FAILED,
};

/* Where a list comes from. */
struct cc_snapshot_source {
    struct cc_str name; /* tells it from all others: "/cmk/v2/clusters?environment=env-1" */

    /* Asks for the page of this token; absent: the first one.  One call at a time for each list. */
    enum cc_snapshot_fetched (*fetch)(void *context, struct cc_arena *arena,
                                      struct cc_cancel *cancel, struct cc_str token,
                                      struct cc_snapshot_page *page);

    /* True if an object as told by a page says all that a read needs. */
    bool (*is_whole)(void *context, const struct cc_json *object);
    void *context;
};

struct cc_snapshot_found {
    const struct cc_json *object; /* in the reader's arena */
    struct cc_str text;           /* the same as it was kept */
    struct cc_str request_id;     /* of the page */
};

/* True: `found` is the object with this id.  False: it has to be asked for.  Waits for pages of
 * others, not longer than they take and not beyond a cancellation. */
bool cc_snapshot_find(struct cc_snapshot *snapshot, struct cc_arena *arena,
                      struct cc_cancel *cancel, const struct cc_snapshot_source *source,
                      struct cc_str id, struct cc_snapshot_found *found);

/* For writes, before they are sent and again when they are over: forgets all pages, also those that
 * are on their way. */
void cc_snapshot_drop(struct cc_snapshot *snapshot);

/* How many reads wait for a page; for tests. */
size_t cc_snapshot_waiting(struct cc_snapshot *snapshot);
