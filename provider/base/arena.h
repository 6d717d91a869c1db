// SPDX-License-Identifier: MPL-2.0
#pragma once

/* A region of memory that is given back all at once.
 *
 * One call of the host owns one arena; whatever the call needs (request, values, HTTP bodies,
 * response) is allocated here and nothing is freed singly.  Memory is handed out zeroed.  Running
 * out of memory ends the process with one log line, so callers never see NULL; input from outside
 * is bounded where it enters (see buf.h), not here.
 *
 * A reset wipes what was used before it is kept or returned, because plans and headers carry
 * secrets.  An arena belongs to one thread at a time; it does no locking.
 */

#include <stddef.h>

struct cc_arena {
    struct cc_arena_block *block;     /* newest block first */
    struct cc_arena_release *release; /* newest hook first */
};

/* Makes an empty arena; nothing is allocated before first use. */
void cc_arena_init(struct cc_arena *arena);

/* Runs the hooks, newest first, wipes and returns all memory.  The arena can be used again. */
void cc_arena_reset(struct cc_arena *arena);

/* As reset; the arena must be initialised before it is used again. */
void cc_arena_release(struct cc_arena *arena);

/* Returns `bytes` zeroed bytes, aligned for any type; never NULL, also for zero bytes. */
void *cc_arena_alloc(struct cc_arena *arena, size_t bytes);

/* As alloc, for `count` elements; a product that overflows ends the process. */
void *cc_arena_alloc_array(struct cc_arena *arena, size_t count, size_t bytes);

/* Ties a foreign object to the arena: `release(object)` runs at the next reset. */
void cc_arena_defer(struct cc_arena *arena, void (*release)(void *object), void *object);

/* Ends the process with one log line: there is no memory left.  For base/ itself, where something
 * must live outside an arena. */
_Noreturn void cc_arena_exhausted(size_t bytes);

#define cc_arena_new(arena, type) ((type *)cc_arena_alloc((arena), sizeof(type)))
#define cc_arena_array(arena, count, type) \
    ((type *)cc_arena_alloc_array((arena), (count), sizeof(type)))
