// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Things found by their names in constant time, however many there are.
 *
 * A thing carries its node as its first member and lends its name to it for as long as it is in the
 * map.  The map owns nothing but its table, which grows with what is in it; it does no locking, and
 * keeps no order.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct cc_map_node {
    struct cc_str name;
    uint32_t hash;
    struct cc_map_node *next;
};

struct cc_map {
    struct cc_map_node **buckets;
    size_t bucket_count; /* a power of two, or 0 before the first node */
    size_t count;
};

/* A map of zeros is empty and may be used at once; release leaves such a one. */
void cc_map_release(struct cc_map *map);

/* NULL when nothing has this name. */
struct cc_map_node *cc_map_find(const struct cc_map *map, struct cc_str name);

/* Nothing in the map may have the name yet. */
void cc_map_add(struct cc_map *map, struct cc_str name, struct cc_map_node *node);

/* The node must be in the map. */
void cc_map_remove(struct cc_map *map, const struct cc_map_node *node);
