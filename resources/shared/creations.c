// SPDX-License-Identifier: MPL-2.0
#include "shared/creations.h"

#include <assert.h>

#include "base/lock.h"
#include "base/turn.h"

/* A name somebody creates under, or has. */
struct cc_creation {
    struct cc_map_node node; /* the name */
    struct cc_str latest;    /* the id of what was made last; absent: nothing was */
    struct cc_turn turn;
};

struct cc_created {
    struct cc_map_node node; /* the id */
    struct cc_str state;
};

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
    assert(creations->under_way == 0);
    cc_map_release(&creations->names);
    cc_map_release(&creations->ids);
    cc_arena_release(&creations->arena);
    pthread_mutex_destroy(&creations->mutex);
}

static struct cc_creation *find_or_add(struct cc_creations *creations, struct cc_str name)
{
    struct cc_map_node *node = cc_map_find(&creations->names, name);
    if (node != NULL)
        return (struct cc_creation *)(void *)node;
    struct cc_creation *entry = cc_arena_new(&creations->arena, struct cc_creation);
    cc_map_add(&creations->names, cc_str_copy_into(&creations->arena, name), &entry->node);
    return entry;
}

static struct cc_created *created_find(const struct cc_creations *creations, struct cc_str id)
{
    return (struct cc_created *)(void *)cc_map_find(&creations->ids, id);
}

/* What was forgotten since is none any more. */
static struct cc_str latest_of(const struct cc_creations *creations,
                               const struct cc_creation *entry)
{
    return created_find(creations, entry->latest) != NULL ? entry->latest : CC_STR_ABSENT;
}

bool cc_creations_begin(struct cc_creations *creations, struct cc_cancel *cancel,
                        struct cc_str name, struct cc_str *latest)
{
    cc_lock(&creations->mutex);
    struct cc_creation *entry = find_or_add(creations, name);
    bool has_turn = cc_turn_take(&entry->turn, &creations->mutex, cancel);
    if (latest != NULL)
        *latest = latest_of(creations, entry);
    creations->under_way += has_turn;
    cc_unlock(&creations->mutex);
    return has_turn;
}

static struct cc_created *created_add(struct cc_creations *creations, struct cc_str id)
{
    struct cc_created *created = created_find(creations, id);
    if (created != NULL)
        return created;
    created = cc_arena_new(&creations->arena, struct cc_created);
    cc_map_add(&creations->ids, cc_str_copy_into(&creations->arena, id), &created->node);
    return created;
}

void cc_creations_end(struct cc_creations *creations, struct cc_str name, struct cc_str id)
{
    cc_lock(&creations->mutex);
    struct cc_creation *entry = find_or_add(creations, name);
    if (!cc_str_is_absent(id))
        entry->latest = created_add(creations, id)->node.name;
    cc_turn_give(&entry->turn);
    creations->under_way--;
    cc_unlock(&creations->mutex);
}

void cc_creations_note(struct cc_creations *creations, struct cc_str id, struct cc_str state)
{
    cc_lock(&creations->mutex);
    struct cc_created *created = created_add(creations, id);
    if (!cc_str_equal(created->state, state))
        created->state = cc_str_copy_into(&creations->arena, state);
    cc_unlock(&creations->mutex);
}

bool cc_creations_is_known(struct cc_creations *creations, struct cc_str id)
{
    cc_lock(&creations->mutex);
    bool is_known = created_find(creations, id) != NULL;
    cc_unlock(&creations->mutex);
    return is_known;
}

struct cc_str cc_creations_state(struct cc_creations *creations, struct cc_str id)
{
    cc_lock(&creations->mutex);
    const struct cc_created *created = created_find(creations, id);
    struct cc_str state = created != NULL ? created->state : CC_STR_ABSENT;
    cc_unlock(&creations->mutex);
    return state;
}

void cc_creations_forget(struct cc_creations *creations, struct cc_str id)
{
    cc_lock(&creations->mutex);
    const struct cc_created *created = created_find(creations, id);
    if (created != NULL)
        cc_map_remove(&creations->ids, &created->node);
    cc_unlock(&creations->mutex);
}
