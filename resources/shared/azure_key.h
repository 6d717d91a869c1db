// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Key identifiers of Azure Key Vault: "https://<vault>.vault.azure.net/keys/<name>[/<version>]".
 *
 * Sources: the vendor's BYOK pages and Azure's naming rules.  Whatever is no such identifier is
 * explained, and the corrected one named where there is one.
 */

#include "schema/resource.h"

/* The parts of an identifier; `version` is absent when there is none. */
struct cc_azure_key {
    struct cc_str vault, name, version;
    struct cc_str versionless; /* the identifier as cc_azure_key_canonical makes it */
};

/* Takes an identifier apart, with or without a version; false after an error was filed at `path`.
 * The parts lie in the text or in the call's arena; the vault's name is in lower case. */
bool cc_azure_key_parse(struct cc_call *call, struct cc_path path, struct cc_str text,
                        struct cc_azure_key *key);

/* A column of attribute tables: an identifier without version, as Confluent Cloud wants it. */
bool cc_azure_key_check(struct cc_call *call, struct cc_path path, const struct cc_value *value);

/* Equal but for letter case of the host, the default port, a slash at the end, and a version. */
bool cc_azure_key_equal(struct cc_str a, struct cc_str b);

/* As it is sent: lower-case host, no port, no slash at the end, no version.  What is no identifier
 * comes back as it is. */
struct cc_str cc_azure_key_canonical(struct cc_arena *arena, struct cc_str identifier);

/* A part of the identifier that the service's `key` filter finds it by in any accepted spelling. */
struct cc_str cc_azure_key_needle(struct cc_arena *arena, struct cc_str identifier);

/* The vault's name in an identifier; absent when the text is not well-formed. */
struct cc_str cc_azure_key_vault(struct cc_str identifier);

/* True for 3 to 24 letters, digits and hyphens in the order Azure allows. */
bool cc_azure_key_is_vault_name(struct cc_str name);
