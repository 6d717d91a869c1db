// SPDX-License-Identifier: MPL-2.0
#pragma once

/* What Azure has told about a vault, its key, and the application that is to use it.
 *
 * Facts come in groups, one per question.  A group that could not be looked at keeps the reason;
 * nothing is ever assumed about it.  Inside a group each fact may still be "not told": the answer
 * left it out, or wrote something nobody understands.  Where Azure leaves out what is off (or on)
 * by default, the parsers know the default.
 *
 * The parsers take answers of these calls (management API 2023-07-01 and 2022-04-01, data plane
 * 7.4, Graph v1.0), in any order, each at most once unless it says otherwise.  They never fail: an
 * answer that is no such thing makes its group unseen.  Texts are clipped and printable, and lie in
 * the arena.  Refusals are in refusal.h.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "azure/wanted.h"
#include "base/json.h"

enum cc_az_group {
    CC_AZ_NO_GROUP,
    CC_AZ_VAULT,
    CC_AZ_KEY,
    CC_AZ_ROTATION,
    CC_AZ_DELETED,
    CC_AZ_PRINCIPAL,
    CC_AZ_ASSIGNMENTS,
    CC_AZ_DEFINITIONS,
    CC_AZ_GROUP_COUNT,
};

enum cc_az_seen {
    CC_AZ_NOT_ASKED,
    CC_AZ_UNSEEN, /* asked, and `why` says what came instead */
    CC_AZ_ABSENT, /* there is none */
    CC_AZ_SEEN,
};

struct cc_az_sight {
    enum cc_az_seen seen;
    struct cc_str why; /* sentences; beside SEEN: what one of several answers kept back */
    struct cc_str fix; /* a command that lets the caller look; absent when there is none */
};

/* A bool that may be unknown. */
enum cc_az_told { CC_AZ_NOT_TOLD, CC_AZ_NO, CC_AZ_YES };

/* A time that may be unset (NO) or unknown. */
struct cc_az_time {
    enum cc_az_told is_set;
    int64_t epoch_s;
};

/* A list that may be left out (NO) or unknown. */
struct cc_az_list {
    enum cc_az_told is_set;
    const struct cc_str *items;
    size_t count;
};

struct cc_az_vault {
    struct cc_str location;  /* lower case, no spaces: "westeurope" */
    struct cc_str tenant_id; /* texts that are not told are absent */
    struct cc_str host;      /* of its URI: "kv-orders.vault.azure.net" */
    struct cc_str sku;       /* "standard", "premium" */
    struct cc_str provisioning_state;
    enum cc_az_told uses_rbac;
    enum cc_az_told purge_protection;
    enum cc_az_told soft_delete;
    int64_t soft_delete_days; /* 0: not told */
    enum cc_az_told is_public;
    enum cc_az_told denies_by_default;
    enum cc_az_told admits_trusted; /* the Microsoft services that Azure trusts */
    size_t access_policy_count;
};

struct cc_az_key {
    struct cc_str kty;     /* as told: "RSA", "RSA-HSM", "EC" */
    int64_t size_bits;     /* 0: not told */
    struct cc_az_list ops; /* left out: all are allowed */
    struct cc_str host;    /* that the control plane names in the key's URI */
    struct cc_str recovery_level;
    enum cc_az_told enabled;
    enum cc_az_told exportable;
    enum cc_az_told has_release_policy;
    enum cc_az_told is_managed; /* made and renewed by something else, such as a certificate */
    struct cc_az_time not_before, expires;
};

struct cc_az_rotation {
    enum cc_az_told rotates;   /* by itself */
    struct cc_str expiry_time; /* that new versions get: "P2Y" */
};

struct cc_az_deleted {
    struct cc_az_time deleted, purged; /* `purged`: when it will be gone for good */
};

struct cc_az_principal {
    struct cc_str object_id;
    enum cc_az_told enabled;
};

/* A role that somebody has on the vault; parts that were not understood are absent. */
struct cc_az_assignment {
    struct cc_str definition_id; /* "/subscriptions/…/roleDefinitions/<uuid>" */
    struct cc_str principal_id;
    bool is_group;      /* the principal is a group: whoever asked by member has it */
    bool has_condition; /* nobody can judge it here */
    bool is_misread;    /* something of it was not understood */
    const struct cc_az_assignment *next;
};

/* What one part of a role allows on data. */
struct cc_az_permission {
    struct cc_az_list data_actions, not_data_actions;
};

struct cc_az_definition {
    struct cc_str role_id; /* the uuid */
    struct cc_str name;
    const struct cc_az_permission *permissions;
    size_t permission_count;
    bool is_misread;
    const struct cc_az_definition *next;
};

enum { CC_AZ_ASSIGNMENTS_MAX = 1000 };

struct cc_az_facts {
    struct cc_az_sight sights[CC_AZ_GROUP_COUNT];
    struct cc_az_vault vault;
    struct cc_az_key key;
    struct cc_az_rotation rotation;
    struct cc_az_deleted deleted;
    struct cc_az_principal principal;
    const struct cc_az_assignment *assignments; /* that reach the vault or the key */
    size_t assignment_count;
    const struct cc_az_definition *definitions;
};

/* GET {key_vault_id} */
void cc_az_facts_vault(struct cc_arena *arena, struct cc_az_facts *facts,
                       const struct cc_json *json);

/* GET {key_vault_id}/keys/{name}: the key and its rotation policy. */
void cc_az_facts_key(struct cc_arena *arena, struct cc_az_facts *facts, const struct cc_json *json);

/* GET {vaultUri}/keys/{name}.  What one of the two does not tell about the key the other may. */
void cc_az_facts_data_key(struct cc_arena *arena, struct cc_az_facts *facts,
                          const struct cc_json *json);

/* GET {vaultUri}/keys/{name}/rotationpolicy */
void cc_az_facts_rotation(struct cc_arena *arena, struct cc_az_facts *facts,
                          const struct cc_json *json);

/* GET {vaultUri}/deletedkeys/{name} */
void cc_az_facts_deleted(struct cc_arena *arena, struct cc_az_facts *facts,
                         const struct cc_json *json);

/* GET servicePrincipals(appId='…') */
void cc_az_facts_principal(struct cc_arena *arena, struct cc_az_facts *facts,
                           const struct cc_json *json);

/* GET {key_vault_id}/providers/Microsoft.Authorization/roleAssignments, filtered by the principal;
 * once for each page.  Keeps those whose scope holds the vault or is the key. */
void cc_az_facts_assignments(struct cc_arena *arena, struct cc_az_facts *facts,
                             const struct cc_az_wanted *wanted, const struct cc_json *json);

/* GET {roleDefinitionId}; once for each role that cc_az_roles_unjudged names. */
void cc_az_facts_definition(struct cc_arena *arena, struct cc_az_facts *facts,
                            const struct cc_json *json);

/* Notes what became of a question.  What was seen stays seen, and the reasons of several answers
 * add up. */
void cc_az_facts_note(struct cc_arena *arena, struct cc_az_facts *facts, enum cc_az_group group,
                      struct cc_az_sight sight);
