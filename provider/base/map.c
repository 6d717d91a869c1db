// SPDX-License-Identifier: MPL-2.0
#include "base/map.h"

#include <assert.h>
#include <stdlib.h>

#include "base/banned.h"

enum { BUCKETS_MIN = 16 };

/* FNV-1a. */
static uint32_t hash_of(struct cc_str name)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < name.len; i++)
        hash = (hash ^ (unsigned char)name.ptr[i]) * 16777619u;
    return hash;
}

static struct cc_map_node **bucket_of(const struct cc_map *map, uint32_t hash)
{
    return &map->buckets[hash & (map->bucket_count - 1)];
}

static void push(struct cc_map *map, struct cc_map_node *node)
{
    struct cc_map_node **bucket = bucket_of(map, node->hash);
    node->next = *bucket;
    *bucket = node;
}

static void grow(struct cc_map *map)
{
    struct cc_map old = *map;
    map->bucket_count = old.bucket_count > 0 ? old.bucket_count * 2 : BUCKETS_MIN;
    map->buckets = calloc(map->bucket_count, sizeof *map->buckets);
    if (map->buckets == NULL)
        cc_arena_exhausted(map->bucket_count * sizeof *map->buckets);
    for (size_t i = 0; i < old.bucket_count; i++) {
        for (struct cc_map_node *node = old.buckets[i], *next; node != NULL; node = next) {
            next = node->next;
            push(map, node);
        }
    }
    free(old.buckets);
}

void cc_map_release(struct cc_map *map)
{
    free(map->buckets);
    *map = (struct cc_map){0};
}

struct cc_map_node *cc_map_find(const struct cc_map *map, struct cc_str name)
{
    if (map->count == 0)
        return NULL;
    uint32_t hash = hash_of(name);
    struct cc_map_node *node = *bucket_of(map, hash);
    while (node != NULL && (node->hash != hash || !cc_str_equal(node->name, name)))
        node = node->next;
    return node;
}

void cc_map_add(struct cc_map *map, struct cc_str name, struct cc_map_node *node)
{
    assert(cc_map_find(map, name) == NULL);
    if (map->count == map->bucket_count)
        grow(map);
    node->name = name;
    node->hash = hash_of(name);
    push(map, node);
    map->count++;
}

void cc_map_remove(struct cc_map *map, const struct cc_map_node *node)
{
    assert(map->count > 0);
    struct cc_map_node **link = bucket_of(map, node->hash);
    while (*link != node)
        link = &(*link)->next;
    *link = node->next;
    map->count--;
}
