// SPDX-License-Identifier: MPL-2.0
#pragma once

/* How clouds name their keys: what is accepted, what means the same, and what it should have been.
 *
 * The checks are columns of the attribute table; each names the corrected value where there is one.
 * Sources: the vendor's BYOK pages and the naming rules of the three clouds.
 */

#include "schema/resource.h"

/* Azure: "https://<vault>.vault.azure.net/keys/<name>", no version. */
bool cc_key_check_azure_identifier(struct cc_call *call, struct cc_path path,
                                   const struct cc_value *value);
bool cc_key_check_vault_id(struct cc_call *call, struct cc_path path, const struct cc_value *value);

/* Equal but for letter case of the host, the default port, a slash at the end, and a version. */
bool cc_key_equal_azure_identifier(struct cc_str a, struct cc_str b);

/* As it is sent: lower-case host, no port, no slash at the end, no version.  What is no identifier
 * comes back as it is. */
struct cc_str cc_key_azure_canonical(struct cc_arena *arena, struct cc_str identifier);

/* The vault's name in an identifier or in a vault id; absent when the text is not well-formed. */
struct cc_str cc_key_azure_vault_of_identifier(struct cc_str identifier);
struct cc_str cc_key_azure_vault_of_id(struct cc_str key_vault_id);

/* True for 3 to 24 letters, digits and hyphens in the order Azure allows. */
bool cc_key_is_vault_name(struct cc_str name);

/* AWS: "arn:<partition>:kms:<region>:<account>:key/<uuid or mrk-…>". */
bool cc_key_check_arn(struct cc_call *call, struct cc_path path, const struct cc_value *value);

/* GCP: "projects/…/locations/…/keyRings/…/cryptoKeys/…", no version. */
bool cc_key_check_gcp(struct cc_call *call, struct cc_path path, const struct cc_value *value);

/* Equal but for a version. */
bool cc_key_equal_gcp(struct cc_str a, struct cc_str b);

/* Without version; what is no name comes back as it is. */
struct cc_str cc_key_gcp_canonical(struct cc_arena *arena, struct cc_str name);

/* A part of the identifier that the service's `key` filter finds it by in any accepted spelling. */
struct cc_str cc_key_azure_needle(struct cc_arena *arena, struct cc_str identifier);

enum { CC_KEY_SEGMENTS_MAX = 10 };

/* Text split at every `separator`; more segments than fit give CC_KEY_SEGMENTS_MAX + 1. */
size_t cc_key_split(struct cc_str text, char separator,
                    struct cc_str segments[static CC_KEY_SEGMENTS_MAX]);
