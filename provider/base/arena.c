// SPDX-License-Identifier: MPL-2.0
#include "base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/secret.h"

#include "base/banned.h"

enum {
    BLOCK_BYTES_MIN = 4 * 1024,
    BLOCK_BYTES_MAX = 1024 * 1024,
    KEPT_BYTES_MAX = 64 * 1024, /* an idle worker should not hold on to a busy hour's memory */
};

struct cc_arena_block {
    struct cc_arena_block *next;
    size_t capacity;
    size_t used;
    alignas(max_align_t) char bytes[];
};

struct cc_arena_release {
    struct cc_arena_release *next;
    void (*release)(void *object);
    void *object;
};

void cc_arena_init(struct cc_arena *arena)
{
    *arena = (struct cc_arena){0};
}

_Noreturn void cc_arena_exhausted(size_t bytes)
{
    cc_log(CC_LOG_ERROR, "Out of memory: %zu bytes were asked for", bytes);
    abort();
}

/* Blocks come zeroed and are wiped before they are used again, so pieces need no clearing. */
static struct cc_arena_block *block_new(size_t capacity)
{
    if (capacity > PTRDIFF_MAX - sizeof(struct cc_arena_block))
        cc_arena_exhausted(capacity);
    struct cc_arena_block *block = calloc(1, sizeof(*block) + capacity);
    if (!block)
        cc_arena_exhausted(capacity);
    block->capacity = capacity;
    return block;
}

static void *block_take(struct cc_arena_block *block, size_t bytes)
{
    void *piece = block->bytes + block->used;
    block->used += bytes;
    return piece;
}

static void block_push(struct cc_arena *arena, struct cc_arena_block *block)
{
    block->next = arena->block;
    arena->block = block;
}

#ifdef CC_ARENA_DEBUG

/* One malloc of the exact size per piece, so that sanitizers see an overrun of each. */
void *cc_arena_alloc(struct cc_arena *arena, size_t bytes)
{
    block_push(arena, block_new(bytes));
    return block_take(arena->block, bytes);
}

static bool block_is_worth_keeping(const struct cc_arena_block *block)
{
    (void)block;
    return false;
}

#else

static size_t block_bytes_next(const struct cc_arena *arena)
{
    size_t bytes = arena->block ? arena->block->capacity * 2 : BLOCK_BYTES_MIN;
    if (bytes < BLOCK_BYTES_MIN)
        return BLOCK_BYTES_MIN;
    return bytes > BLOCK_BYTES_MAX ? BLOCK_BYTES_MAX : bytes;
}

/* A big piece gets a block of its own, behind the newest one, whose rest stays in use. */
static void *big_alloc(struct cc_arena *arena, size_t bytes)
{
    struct cc_arena_block *block = block_new(bytes);
    if (arena->block) {
        block->next = arena->block->next;
        arena->block->next = block;
    } else {
        arena->block = block;
    }
    return block_take(block, bytes);
}

void *cc_arena_alloc(struct cc_arena *arena, size_t bytes)
{
    if (bytes > PTRDIFF_MAX)
        cc_arena_exhausted(bytes);
    size_t align = alignof(max_align_t);
    bytes = (bytes + align - 1) & ~(align - 1);
    if (arena->block && bytes <= arena->block->capacity - arena->block->used)
        return block_take(arena->block, bytes);
    size_t block_bytes = block_bytes_next(arena);
    if (bytes > block_bytes)
        return big_alloc(arena, bytes);
    block_push(arena, block_new(block_bytes));
    return block_take(arena->block, bytes);
}

static bool block_is_worth_keeping(const struct cc_arena_block *block)
{
    return block->capacity <= KEPT_BYTES_MAX;
}

#endif

void *cc_arena_alloc_array(struct cc_arena *arena, size_t count, size_t bytes)
{
    if (bytes != 0 && count > SIZE_MAX / bytes)
        cc_arena_exhausted(SIZE_MAX);
    return cc_arena_alloc(arena, count * bytes);
}

void cc_arena_defer(struct cc_arena *arena, void (*release)(void *object), void *object)
{
    assert(release);
    struct cc_arena_release *hook = cc_arena_new(arena, struct cc_arena_release);
    *hook = (struct cc_arena_release){arena->release, release, object};
    arena->release = hook;
}

/* Takes each hook off before it runs: a hook may use the arena, even tie another object to it. */
static void hooks_run(struct cc_arena *arena)
{
    while (arena->release) {
        struct cc_arena_release *hook = arena->release;
        arena->release = hook->next;
        hook->release(hook->object);
    }
}

/* Wipes all blocks and frees them, but for one when `keep` is set: the newest of modest size. */
static void blocks_drop(struct cc_arena *arena, bool keep)
{
    struct cc_arena_block *kept = NULL;
    struct cc_arena_block *next;
    for (struct cc_arena_block *block = arena->block; block; block = next) {
        next = block->next;
        cc_secret_wipe(block->bytes, block->used);
        block->used = 0;
        if (keep && !kept && block_is_worth_keeping(block))
            kept = block;
        else
            free(block);
    }
    if (kept)
        kept->next = NULL;
    arena->block = kept;
}

void cc_arena_reset(struct cc_arena *arena)
{
    hooks_run(arena);
    blocks_drop(arena, true);
}

void cc_arena_release(struct cc_arena *arena)
{
    hooks_run(arena);
    blocks_drop(arena, false);
}
