// SPDX-License-Identifier: MPL-2.0
#include "shared/creations.h"

#include <assert.h>

#include "base/turn.h"

/* A name somebody creates under, or has. */
struct cc_creation {
    struct cc_str name;
    struct cc_str latest; /* the id of what was made last; absent: nothing was */
    struct cc_turn turn;
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
        assert(!entry->turn.is_taken);
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

bool cc_creations_begin(struct cc_creations *creations, struct cc_cancel *cancel,
                        struct cc_str name, struct cc_str *latest)
{
    lock(creations);
    struct cc_creation *entry = find_or_add(creations, name);
    bool has_turn = cc_turn_take(&entry->turn, &creations->mutex, cancel);
    if (latest != NULL)
        *latest = entry->latest;
    unlock(creations);
    return has_turn;
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
    if (!cc_str_is_absent(id))
        entry->latest = created_add(creations, id)->id;
    cc_turn_give(&entry->turn);
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
