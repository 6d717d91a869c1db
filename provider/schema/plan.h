// SPDX-License-Identifier: MPL-2.0
#pragma once

/* The generic plan: what an attribute table already decides about a change.
 *
 * Source: plugin protocol, "a planning algorithm that passes".  In order: defaults, spelling kept
 * where it means the same, the resource's own plan verb, no-op if nothing differs, unknown for
 * computed attributes that may change, and the paths that force a replacement.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "value/path.h"
#include "value/value.h"

struct cc_call;
struct cc_resource_type;

enum { CC_PLAN_REPLACE_MAX = 64 };

struct cc_plan {
    const struct cc_value *config;   /* null for a destroy */
    const struct cc_value *prior;    /* null for a creation, also the one of a replacement */
    const struct cc_value *proposed; /* the host's merge of both; null for a destroy */
    /* Of a creation: the object that is deleted for it, as far as the host tells.  Hosts show only
     * errors about it, no warnings.  NULL or null: there is none. */
    const struct cc_value *leaving;
    struct cc_value planned;
    struct cc_path replace[CC_PLAN_REPLACE_MAX]; /* force-new attributes that differ from prior */
    size_t replace_count;
};

/* Fills planned and replace from config, prior and proposed; calls the resource's plan and review
 * verbs.  False when one of them refused. */
bool cc_plan_make(struct cc_call *call, const struct cc_resource_type *resource,
                  struct cc_plan *plan);

/* The net below a plan, for the moment of applying: true if the change can be made in place, else
 * one error at each force-new attribute that differs. */
bool cc_plan_permits_update(struct cc_call *call, const struct cc_resource_type *resource,
                            const struct cc_value *prior, const struct cc_value *planned);

bool cc_plan_is_create(const struct cc_plan *plan);
bool cc_plan_is_successor(const struct cc_plan *plan); /* a creation with `leaving` */
bool cc_plan_is_destroy(const struct cc_plan *plan);
