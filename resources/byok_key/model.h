// SPDX-License-Identifier: MPL-2.0
#pragma once

/* A self-managed key as this room thinks of it, and its three other forms.
 *
 * The plain struct stands between the host's values and the service's JSON (byok/v1 Key), so that
 * every conversion is a pure function.  Absent strings mean "not said": the service leaves out what
 * it has nothing to say about, and a plan has unknowns.  Strings are lent from the value or
 * document they were read from.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "shared/api_error.h"
#include "value/type.h"
#include "value/value.h"

enum cc_key_cloud { CC_KEY_AZURE, CC_KEY_AWS, CC_KEY_GCP, CC_KEY_CLOUD_COUNT };

/* What differs between the clouds and can be said as data. */
struct cc_key_cloud_row {
    const char *word;       /* "AZURE": the attribute `cloud` */
    const char *attribute;  /* "azure": the nested attribute */
    const char *identifier; /* "azure.key_identifier": what names the key at its cloud */
    const char *kind;       /* "AzureKey": the service's `key.kind` */
    const char *member;     /* "key.key_id": where the service keeps the identifier */
    bool (*equal)(struct cc_str a, struct cc_str b); /* of two identifiers */
    /* The spelling that is sent and that configurations accept, of any equal one. */
    struct cc_str (*canonical)(struct cc_arena *arena, struct cc_str identifier);
    const struct cc_pointer_row *pointers; /* for errors of the service */
};

extern const struct cc_key_cloud_row cc_key_clouds[CC_KEY_CLOUD_COUNT];

/* What the service found when it last tried to use the key. */
struct cc_key_validation {
    struct cc_str phase; /* "INITIALIZING", "VALID" or "INVALID" */
    struct cc_str message, region, since;
};

struct cc_key {
    struct cc_str id, display_name, resource_name, created_at;
    struct cc_str usage; /* the service's `state`: "AVAILABLE" or "IN_USE" */
    struct cc_key_validation validation;
    struct cc_str validation_error; /* absent unless the service cannot use the key */
    enum cc_key_cloud cloud;
    struct cc_str identifier;
    struct cc_str key_vault_id, tenant_id, application_id; /* Azure */
    const struct cc_str *roles;                            /* AWS; each once */
    size_t role_count;
    struct cc_str security_group; /* GCP */
};

/* From a plan or state.  False when none of the three clouds is there (only an id, after import);
 * `key` then holds what does not depend on the cloud. */
bool cc_key_from_value(const struct cc_value *value, struct cc_key *key);

/* From an object of the service; on false `reason` says as a sentence without full stop why it is
 * no key we know. */
bool cc_key_from_json(struct cc_arena *arena, const struct cc_json *json, struct cc_key *key,
                      struct cc_str *reason);

/* The body that registers the key. */
const struct cc_json *cc_key_to_json(struct cc_arena *arena, const struct cc_key *key);

/* The state: what the service says in `key`, and from `base` (plan or prior state) what it does not
 * keep, and the spelling of what means the same. */
struct cc_value cc_key_to_value(struct cc_arena *arena, const struct cc_type *type,
                                const struct cc_value *base, const struct cc_key *key);

/* True if both stand for the same key at the same cloud, found the same way. */
bool cc_key_same_binding(const struct cc_key *a, const struct cc_key *b);

/* Vault and tenant of the same cloud key, where an answer left them out. */
void cc_key_fill_binding(struct cc_key *key, const struct cc_key *from);
