// SPDX-License-Identifier: MPL-2.0
#pragma once

/* How clouds name their keys: what is accepted, what means the same, and what it should have been.
 * Identifiers of Azure keys are in shared/azure_key.h.
 *
 * The checks are columns of the attribute table; each names the corrected value where there is one.
 * Sources: the vendor's BYOK pages and the naming rules of the three clouds.
 */

#include "schema/resource.h"
#include "shared/azure_key.h"

/* Azure: "/subscriptions/…/resourceGroups/…/providers/Microsoft.KeyVault/vaults/<vault>". */
bool cc_key_check_vault_id(struct cc_call *call, struct cc_path path, const struct cc_value *value);

/* The vault's name in a vault id; absent when the text is not well-formed. */
struct cc_str cc_key_azure_vault_of_id(struct cc_str key_vault_id);

/* AWS: "arn:<partition>:kms:<region>:<account>:key/<uuid or mrk-…>". */
bool cc_key_check_arn(struct cc_call *call, struct cc_path path, const struct cc_value *value);

/* GCP: "projects/…/locations/…/keyRings/…/cryptoKeys/…", no version. */
bool cc_key_check_gcp(struct cc_call *call, struct cc_path path, const struct cc_value *value);

/* Equal but for a version. */
bool cc_key_equal_gcp(struct cc_str a, struct cc_str b);

/* Without version; what is no name comes back as it is. */
struct cc_str cc_key_gcp_canonical(struct cc_arena *arena, struct cc_str name);
