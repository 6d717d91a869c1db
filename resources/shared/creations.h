// SPDX-License-Identifier: MPL-2.0
#pragma once

/* What this process is creating, has created, and has read.
 *
 * The services take no idempotency key, so a creation whose answer was lost is recognised by its
 * name afterwards.  That works only while nobody else creates under the same name, and only if what
 * another resource of the same run made is told apart.  So creations of one name take turns, and
 * every id made or read here is remembered, with the state it was last seen in: a plan may warn of
 * what the refresh before it has seen, without asking again.
 *
 * All functions may be called from any thread.
 */

#include <pthread.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/map.h"
#include "base/str.h"

struct cc_creations {
    pthread_mutex_t mutex;
    struct cc_arena arena; /* of what the maps hold; guarded, as they are, by the mutex */
    struct cc_map names, ids;
    size_t under_way;
};

void cc_creations_init(struct cc_creations *creations);

/* No creation may be under way. */
void cc_creations_release(struct cc_creations *creations);

/* Waits for its turn to create under `name` (kind and place included: "cluster env-1 orders").
 * `latest` (NULL: of no interest) is what this process made last under the name; absent: nothing.
 * False when the call was
 * cancelled before; then there is nothing to end. */
bool cc_creations_begin(struct cc_creations *creations, struct cc_cancel *cancel,
                        struct cc_str name, struct cc_str *latest);

/* Gives the turn to the next.  `id` is what was made or found; absent: nothing. */
void cc_creations_end(struct cc_creations *creations, struct cc_str name, struct cc_str id);

/* Remembers an object that was read; `state` is the service's word, absent when it has none. */
void cc_creations_note(struct cc_creations *creations, struct cc_str id, struct cc_str state);

/* True if this process has made, found or read it. */
bool cc_creations_is_known(struct cc_creations *creations, struct cc_str id);

/* Forgets an object that this process has deleted: its name is free again. */
void cc_creations_forget(struct cc_creations *creations, struct cc_str id);

/* The state noted last, lent for as long as the creations live; absent: never seen. */
struct cc_str cc_creations_state(struct cc_creations *creations, struct cc_str id);
