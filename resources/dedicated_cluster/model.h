// SPDX-License-Identifier: MPL-2.0
#pragma once

/* A Dedicated cluster as this room thinks of it, and its three other forms.
 *
 * The plain struct stands between the host's values and the service's JSON (cmk/v2 Cluster), so
 * that every conversion is a pure function.  Absent strings and zero sizes mean "not said": the
 * service leaves out what it has nothing to say about, and a plan has unknowns.  Strings are lent
 * from the value or document they were read from.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "value/type.h"
#include "value/value.h"

struct cc_cluster_endpoint {
    struct cc_str name; /* the access point: "PUBLIC", "PRIVATE_LINK", … */
    struct cc_str bootstrap, rest, connection_type;
};

struct cc_cluster {
    struct cc_str id, environment_id, display_name, cloud, region, availability;
    struct cc_str kind;  /* "Dedicated", or what an imported id turned out to be */
    int64_t cku;         /* wanted size; 0: not said */
    int64_t current_cku; /* running size; 0: not said */
    struct cc_str byok_key_id, network_id;
    bool has_legacy_key; /* bound to a key by the interface before BYOK keys had ids of their own */
    const struct cc_str *zones;
    size_t zone_count;
    struct cc_str release_priority;
    bool deletion_protection;
    struct cc_str phase;
    const struct cc_cluster_endpoint *endpoints; /* sorted by name */
    size_t endpoint_count;
    struct cc_str bootstrap_endpoint, rest_endpoint; /* the ones to use */
    struct cc_str resource_name, created_at;
};

/* The words of encryption_mode. */
#define CC_CLUSTER_AUTOMATIC CC_STR("automatic")
#define CC_CLUSTER_SELF_MANAGED CC_STR("self_managed")

/* From a plan or a state; unknowns read as "not said". */
struct cc_cluster cc_cluster_from_value(struct cc_arena *arena, const struct cc_value *value);

/* From an answer of the service.  False when it is no cluster: it has no id. */
bool cc_cluster_from_json(struct cc_arena *arena, const struct cc_json *json,
                          struct cc_cluster *cluster);

/* What does not tell its kind passes. */
bool cc_cluster_is_dedicated(const struct cc_cluster *cluster);
bool cc_cluster_is_dedicated_json(const struct cc_json *json);

/* The body of the request that creates it. */
const struct cc_json *cc_cluster_create_body(struct cc_arena *arena,
                                             const struct cc_cluster *cluster);

/* The body of the one request that changes everything that differs, or NULL when nothing does that
 * the service knows of.  Never holds the key binding. */
const struct cc_json *cc_cluster_update_body(struct cc_arena *arena, const struct cc_value *prior,
                                             const struct cc_value *planned);

/* The state after a refresh: what the answer says, in the prior spelling where that means the same.
 * What the answer leaves out keeps its stored value, except the key and the network, whose absence
 * means that there is none. */
struct cc_value cc_cluster_refreshed(struct cc_arena *arena, const struct cc_type *type,
                                     const struct cc_value *prior,
                                     const struct cc_cluster *cluster);

/* The state after a creation or an update: what was planned, with unknowns taken from `actual`. */
struct cc_value cc_cluster_completed(struct cc_arena *arena, const struct cc_value *planned,
                                     const struct cc_value *actual);
