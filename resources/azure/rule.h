// SPDX-License-Identifier: MPL-2.0
#pragma once

/* The rules as data: what is looked at, when it matters, and what is said.
 *
 * A rule is a row and a function that looks at the facts.  The function says whether the rule holds
 * and what it found; all words are in the row, with blanks (words.h): what wanted.h fills, and
 * {found}, {needed} (a list), {principal} and {role}.
 */

#include "azure/facts.h"
#include "azure/findings.h"

enum cc_az_holding {
    CC_AZ_HOLDS,
    CC_AZ_BROKEN,
    CC_AZ_UNKNOWN, /* `found`: why, as part of a sentence; absent when the group says it */
    CC_AZ_MOOT,    /* there is nothing to compare, or another rule says it */
};

struct cc_az_verdict {
    enum cc_az_holding holding;
    struct cc_str found;
    struct cc_str needed;   /* words separated by spaces */
    enum cc_az_group group; /* UNKNOWN: what was not seen; none: the group of the rule */
};

enum cc_az_grade { CC_AZ_NEVER, CC_AZ_WARNS, CC_AZ_REFUSES };

/* What is common in the column of moments. */
#define CC_AZ_ALWAYS_REFUSED                        \
    {                                               \
        CC_AZ_REFUSES, CC_AZ_REFUSES, CC_AZ_REFUSES \
    }
#define CC_AZ_WARNED_IN_PLANS                 \
    {                                         \
        CC_AZ_WARNS, CC_AZ_WARNS, CC_AZ_NEVER \
    }

/* What a rule looks at. */
struct cc_az_scene {
    struct cc_arena *arena;
    const struct cc_az_facts *facts;
    const struct cc_az_wanted *wanted;
    const struct cc_az_rule *rule;
};

struct cc_az_rule {
    int number;       /* of the checklist */
    int also;         /* a second number that this row tells */
    const char *name; /* for lists of what was not checked */
    enum cc_az_group group;
    bool looks_itself; /* is also asked when the group is not there or was not seen */
    enum cc_az_grade at[CC_AZ_MOMENT_COUNT];
    const char *key_path;     /* of the key; NULL: azure.key_identifier */
    const char *cluster_path; /* of the cluster; NULL: byok_key_id */
    const char *role;         /* that is to be granted */
    const char *const *needs; /* data actions of the role; ends with NULL */
    const char *summary, *detail;
    const char *command;   /* of the Azure CLI */
    const char *terraform; /* resource and attribute; NULL: there is none */
    struct cc_az_verdict (*check)(const struct cc_az_scene *scene);
};

/* A table per file; each ends with a row without name. */
extern const struct cc_az_rule cc_az_rules_vault[];
extern const struct cc_az_rule cc_az_rules_key[];  /* whether it is there and valid */
extern const struct cc_az_rule cc_az_rules_kind[]; /* what kind of key it is */
extern const struct cc_az_rule cc_az_rules_roles[];

/* All of them, in the order they are told; ends with NULL. */
extern const struct cc_az_rule *const cc_az_rule_tables[];

/* verdict.c: what checks are written with. */
enum cc_az_seen cc_az_scene_seen(const struct cc_az_scene *scene, enum cc_az_group group);
enum cc_az_told cc_az_scene_told(const struct cc_az_scene *scene,
                                 enum cc_az_group group); /* whether it exists */

extern const struct cc_az_verdict cc_az_moot, cc_az_unknown;
struct cc_az_verdict cc_az_verdict_on(enum cc_az_told is_so);
struct cc_az_verdict cc_az_verdict_if(bool is_so, struct cc_str found);
struct cc_az_verdict cc_az_verdict_found(enum cc_az_holding holding, struct cc_str found);
