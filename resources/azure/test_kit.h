// SPDX-License-Identifier: MPL-2.0
#pragma once

/* For tests of rules: a vault, a key and roles with which all is well, told by answers as Azure
 * sends them, and edits of those answers.
 *
 * An edit is a line of words.  The first one names an answer: vault, key, data-key, rotation,
 * deleted, principal, assignments, definition.
 *   "vault properties.enableRbacAuthorization null"   another value; "-" takes the member away
 *   "vault 403 AuthorizationFailed"                   is refused; 0: no answer at all
 *   "vault unasked"
 *   "data-key too"                                    is asked for as well
 *   "wanted region northeurope"                       what is wanted; nothing behind it: unknown
 * Not asked for unless an edit names them: data-key, rotation, deleted, definition.
 */

#include "azure/findings.h"
#include "azure/refusal.h"
#include "azure/rule.h"

#define CC_AZ_KIT_VAULT_ID                                                                    \
    "/subscriptions/3f1c0000-0000-4000-8000-00000000a001/resourceGroups/rg-orders/providers/" \
    "Microsoft.KeyVault/vaults/kv-orders"
#define CC_AZ_KIT_PRINCIPAL "5a0e0000-0000-4000-8000-00000000d001"

enum { CC_AZ_KIT_EDITS_MAX = 6 };

struct cc_az_kit {
    struct cc_arena arena;
    struct cc_az_facts facts;
    struct cc_az_wanted wanted;
};

/* Makes the facts of the answers with these edits (at most CC_AZ_KIT_EDITS_MAX, then NULL). */
void cc_az_kit_open(struct cc_az_kit *kit, const char *const *edits);
void cc_az_kit_close(struct cc_az_kit *kit);

/* The answer to a question as it is without edits. */
const struct cc_json *cc_az_kit_sample(struct cc_arena *arena, enum cc_az_question question);

/* "vault", "data-key": how edits call it. */
const char *cc_az_kit_question_name(enum cc_az_question question);

/* Gives the facts an answer. */
void cc_az_kit_play(struct cc_az_kit *kit, enum cc_az_question question,
                    const struct cc_json *json);

/* The document with the node at `path` ("value.0.properties") replaced by this text. */
const struct cc_json *cc_az_kit_edited(struct cc_arena *arena, const struct cc_json *json,
                                       struct cc_str path, struct cc_str text);

struct cc_az_findings cc_az_kit_findings(struct cc_az_kit *kit, enum cc_az_moment moment);

/* The finding about this rule; with `is_doubt` the warning that it could not be checked. */
const struct cc_az_finding *cc_az_kit_find(const struct cc_az_findings *findings,
                                           const char *rule_name, bool is_doubt);

/* One row of a table of rules' tests. */
struct cc_az_case {
    const char *rule; /* its name; NULL ends the table */
    enum cc_az_holding expected;
    const char *words; /* that must be said; NULL: any */
    const char *edits[CC_AZ_KIT_EDITS_MAX];
};

/* Looks at each case as while planning a cluster.  Fails unless there is a good, a bad and an
 * unknown case for each rule of the table, and each fix names the vault or the key. */
void cc_az_kit_run(const struct cc_az_rule *rules, const struct cc_az_case *cases);
