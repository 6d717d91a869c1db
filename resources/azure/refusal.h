// SPDX-License-Identifier: MPL-2.0
#pragma once

/* What it means when Azure does not answer a question: that there is no such thing, or that the
 * caller may not look, and which right is missing. */

#include "azure/facts.h"

enum cc_az_question {
    CC_AZ_ASK_VAULT,
    CC_AZ_ASK_KEY,      /* of the control plane */
    CC_AZ_ASK_DATA_KEY, /* of the vault itself */
    CC_AZ_ASK_ROTATION,
    CC_AZ_ASK_DELETED,
    CC_AZ_ASK_PRINCIPAL,
    CC_AZ_ASK_ASSIGNMENTS,
    CC_AZ_ASK_DEFINITION,
    CC_AZ_QUESTION_COUNT,
};

struct cc_az_refusal {
    int status;                 /* HTTP; 0: no answer came */
    const struct cc_json *body; /* NULL when it was no JSON */
    struct cc_str line;         /* without an answer: what happened, without full stop */
};

/* The group a question is about. */
enum cc_az_group cc_az_question_group(enum cc_az_question question);

/* Notes in the facts what a refusal says. */
void cc_az_facts_refused(struct cc_arena *arena, struct cc_az_facts *facts,
                         const struct cc_az_wanted *wanted, enum cc_az_question question,
                         const struct cc_az_refusal *refusal);
