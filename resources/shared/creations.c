// SPDX-License-Identifier: MPL-2.0
#include "shared/creations.h"

#include <assert.h>

struct waiter {
    struct cc_cancel *cancel;
    bool has_turn;
    struct waiter *next;
};

/* A name somebody creates under, or has. */
struct cc_creation {
    struct cc_str name;
    struct cc_str latest; /* the id of what was made last; absent: nothing was */
    bool is_busy;
    struct waiter *waiters; /* first in line first */
    struct cc_creation *next;
};

struct cc_created {
    struct cc_str id, state;
    struct cc_created *next;
};

static void lock(struct cc_creations *creations)
{
    int error = pthread_mutex_lock(&creations->mutex);
    assert(error == 0);
    (void)error;
}

static void unlock(struct cc_creations *creations)
{
    int error = pthread_mutex_unlock(&creations->mutex);
    assert(error == 0);
    (void)error;
}

void cc_creations_init(struct cc_creations *creations)
{
    *creations = (struct cc_creations){0};
    int error = pthread_mutex_init(&creations->mutex, NULL);
    assert(error == 0);
    (void)error;
    cc_arena_init(&creations->arena);
}

void cc_creations_release(struct cc_creations *creations)
{
    for (const struct cc_creation *entry = creations->names; entry != NULL; entry = entry->next)
        assert(!entry->is_busy);
    cc_arena_release(&creations->arena);
    pthread_mutex_destroy(&creations->mutex);
}

static struct cc_creation *find_or_add(struct cc_creations *creations, struct cc_str name)
{
    for (struct cc_creation *entry = creations->names; entry != NULL; entry = entry->next)
        if (cc_str_equal(entry->name, name))
            return entry;
    struct cc_creation *entry = cc_arena_new(&creations->arena, struct cc_creation);
    entry->name = cc_str_copy_into(&creations->arena, name);
    entry->next = creations->names;
    creations->names = entry;
    return entry;
}

static void waiter_append(struct cc_creation *entry, struct waiter *waiter)
{
    struct waiter **end = &entry->waiters;
    while (*end != NULL)
        end = &(*end)->next;
    *end = waiter;
}

static void waiter_remove(struct cc_creation *entry, const struct waiter *waiter)
{
    struct waiter **link = &entry->waiters;
    while (*link != waiter)
        link = &(*link)->next;
    *link = waiter->next;
}

bool cc_creations_begin(struct cc_creations *creations, struct cc_cancel *cancel,
                        struct cc_str name, struct cc_str *latest)
{
    struct waiter waiter = {.cancel = cancel};
    lock(creations);
    struct cc_creation *entry = find_or_add(creations, name);
    if (entry->is_busy)
        waiter_append(entry, &waiter);
    else
        entry->is_busy = waiter.has_turn = true;
    unlock(creations);
    cc_cancel_wait_until(cancel, &waiter.has_turn, INT64_MAX);
    /* The turn may have come together with the cancellation; whoever has it has to end it. */
    lock(creations);
    if (!waiter.has_turn)
        waiter_remove(entry, &waiter);
    if (latest != NULL)
        *latest = entry->latest;
    unlock(creations);
    return waiter.has_turn;
}

/* The link that leads to the entry of this id, or to the end of its chain (FNV-1a). */
static struct cc_created **created_link(struct cc_creations *creations, struct cc_str id)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < id.len; i++)
        hash = (hash ^ (unsigned char)id.ptr[i]) * 16777619u;
    struct cc_created **link = &creations->ids[hash % CC_CREATIONS_BUCKETS];
    while (*link != NULL && !cc_str_equal((*link)->id, id))
        link = &(*link)->next;
    return link;
}

static struct cc_created *created_add(struct cc_creations *creations, struct cc_str id)
{
    struct cc_created **link = created_link(creations, id);
    if (*link != NULL)
        return *link;
    *link = cc_arena_new(&creations->arena, struct cc_created);
    (*link)->id = cc_str_copy_into(&creations->arena, id);
    return *link;
}

void cc_creations_end(struct cc_creations *creations, struct cc_str name, struct cc_str id)
{
    lock(creations);
    struct cc_creation *entry = find_or_add(creations, name);
    assert(entry->is_busy);
    if (!cc_str_is_absent(id))
        entry->latest = created_add(creations, id)->id;
    struct waiter *next = entry->waiters;
    entry->is_busy = next != NULL;
    if (next != NULL) {
        entry->waiters = next->next;
        cc_cancel_signal(next->cancel, &next->has_turn); /* before the waiter can look and leave */
    }
    unlock(creations);
}

void cc_creations_note(struct cc_creations *creations, struct cc_str id, struct cc_str state)
{
    lock(creations);
    struct cc_created *created = created_add(creations, id);
    if (!cc_str_equal(created->state, state))
        created->state = cc_str_copy_into(&creations->arena, state);
    unlock(creations);
}

bool cc_creations_is_known(struct cc_creations *creations, struct cc_str id)
{
    lock(creations);
    bool is_known = *created_link(creations, id) != NULL;
    unlock(creations);
    return is_known;
}

struct cc_str cc_creations_state(struct cc_creations *creations, struct cc_str id)
{
    lock(creations);
    const struct cc_created *created = *created_link(creations, id);
    struct cc_str state = created != NULL ? created->state : CC_STR_ABSENT;
    unlock(creations);
    return state;
}

void cc_creations_forget(struct cc_creations *creations, struct cc_str id)
{
    lock(creations);
    for (struct cc_creation *entry = creations->names; entry != NULL; entry = entry->next)
        if (cc_str_equal(entry->latest, id))
            entry->latest = CC_STR_ABSENT;
    struct cc_created **link = created_link(creations, id);
    if (*link != NULL)
        *link = (*link)->next;
    unlock(creations);
}
