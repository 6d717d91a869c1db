// SPDX-License-Identifier: MPL-2.0
#pragma once

/* What the service would refuse, told before it is asked.
 *
 * Pure functions of the facts: no network, no clock.  A broken rule gives one finding; all that
 * could not be looked at in a group of facts gives one warning together, which names the missing
 * right.  Nothing that was not seen is ever taken for fine.
 */

#include "azure/facts.h"
#include "schema/resource.h"

/* When the rules are looked at: different ones matter, on different attributes. */
enum cc_az_moment {
    CC_AZ_KEY_PLAN,      /* a registration is planned */
    CC_AZ_CLUSTER_PLAN,  /* a cluster with a registered key is planned */
    CC_AZ_BEFORE_CREATE, /* the cluster is about to be ordered */
    CC_AZ_MOMENT_COUNT,
};

struct cc_az_finding {
    int rule;                  /* of the checklist; 0: something could not be looked at */
    enum cc_severity severity; /* an error only where the mode is to enforce */
    bool is_refusal;           /* the service refuses this, or loses the data; whatever the mode */
    struct cc_path path;       /* in the resource of the moment */
    struct cc_str name;        /* of the rule: "purge protection" */
    struct cc_str summary, detail;
    struct cc_str fix; /* an az command, then azurerm's attribute, on lines of their own */
};

struct cc_az_findings {
    const struct cc_az_finding *list;
    size_t count;
};

/* What is wrong or could not be seen, in the order of the checklist's subjects. */
struct cc_az_findings cc_az_findings_make(struct cc_arena *arena, const struct cc_az_facts *facts,
                                          const struct cc_az_wanted *wanted,
                                          enum cc_az_moment moment);

/* Files them as diagnostics; false if there is an error among them. */
bool cc_az_findings_file(struct cc_call *call, const struct cc_az_findings *findings);
