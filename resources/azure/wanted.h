// SPDX-License-Identifier: MPL-2.0
#pragma once

/* What a registration and a cluster expect of a key in Azure Key Vault.
 *
 * Whatever the configuration does not tell yet is absent, and what would be compared with it is
 * then left alone.  The strings are lent.
 */

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* How strict the rules are; the provider's azure.preflight. */
enum cc_az_mode { CC_AZ_MODE_WARN, CC_AZ_MODE_ENFORCE };

/* What to say about keys that live in hardware. */
enum cc_az_hsm { CC_AZ_HSM_WARN, CC_AZ_HSM_ALLOW, CC_AZ_HSM_REFUSE };

struct cc_az_wanted {
    struct cc_str key_identifier; /* in any spelling shared/azure_key.h accepts */
    struct cc_str key_vault_id;
    struct cc_str tenant_id;
    struct cc_str region;         /* of the cluster */
    struct cc_str application_id; /* that Confluent made for the key */
    struct cc_str caller_id;      /* the client id Azure is asked with, for commands that grant */
    int64_t now_s;                /* seconds since 1970 */
    enum cc_az_hsm hsm;
    enum cc_az_mode mode;
};

/* The names in the ids, as people type them; "?" where the configuration does not tell. */
struct cc_az_names {
    struct cc_str vault, key, resource_group;
};

struct cc_az_names cc_az_wanted_names(struct cc_arena *arena, const struct cc_az_wanted *wanted);

/* The host in a URL, in lower case, without port; absent when it is no https URL. */
struct cc_str cc_az_url_host(struct cc_arena *arena, struct cc_str url);

/* What stands behind the last slash; all of it when there is none. */
struct cc_str cc_az_last_segment(struct cc_str text);
