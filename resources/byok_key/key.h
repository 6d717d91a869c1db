// SPDX-License-Identifier: MPL-2.0
#pragma once

/* What the files of this room share: the table, the requests and the rules.
 *
 * Sources of the facts: the byok/v1 interface, its key states and the five days a key stays bound
 * after its cluster was deleted (docs/resources/byok_key.md tells the user's side of them).
 */

#include "byok_key/model.h"
#include "schema/resource.h"
#include "shared/api_error.h"
#include "shared/ccloud.h"
#include "shared/presence.h"

/* schema.c */
extern const struct cc_schema cc_key_schema;

/* api.c: one request each; the caller judges the answer. */
struct cc_answer cc_key_get(struct cc_call *call, const struct ccloud *ccloud, struct cc_str id);
struct cc_answer cc_key_refresh(struct cc_call *call, const struct ccloud *ccloud,
                                const struct cc_value *prior); /* may come from a list page */
struct cc_answer cc_key_glance(struct cc_call *call, const struct ccloud *ccloud,
                               struct cc_str id); /* the same, but only nice to have */
struct cc_answer cc_key_post(struct cc_call *call, const struct ccloud *ccloud,
                             const struct cc_key *wanted);
struct cc_answer cc_key_patch(struct cc_call *call, const struct ccloud *ccloud, struct cc_str id,
                              struct cc_str display_name);
struct cc_answer cc_key_delete(struct cc_call *call, const struct ccloud *ccloud, struct cc_str id);

/* True for what may be the id of a registered key. */
bool cc_key_is_id(struct cc_str id);

/* Reads the key out of an answer that is CC_ANSWER_OK; files an error when it holds none, or
 * another one than `id`. */
bool cc_key_understood(struct cc_call *call, const struct cc_answer *answer, struct cc_str id,
                       struct cc_key *key);

/* Registrations of one cloud key. */
struct cc_key_list {
    const struct cc_key *keys;
    const struct cc_json *const *items; /* the same as the service told them */
    size_t count;
};

/* Looks for registrations of exactly the cloud key of `wanted`. */
struct cc_answer cc_key_find(struct cc_call *call, const struct ccloud *ccloud,
                             const struct cc_key *wanted, struct cc_key_list *found);

/* Where to look when a key is not shown; `resource_name` is absent when it is not known. */
struct cc_presence cc_key_presence(const struct ccloud *ccloud, struct cc_str id,
                                   struct cc_str resource_name);

/* What people type to put a registered key under management. */
struct cc_str cc_key_import_command(struct cc_arena *arena, struct cc_str id);

/* "cck-1, cck-2". */
struct cc_str cc_key_ids_format(struct cc_arena *arena, const struct cc_key_list *list);

/* Files a warning when the service cannot use the key. */
void cc_key_warn_invalid(struct cc_call *call, const struct cc_key *key);

/* data_source.c: what a data source tells about one key: its table (ends without a name) and its
 * value.  `managed_type` is the resource's type; whoever tells many makes it once. */
extern const struct cc_attribute cc_key_told[];
struct cc_value cc_key_told_value(struct cc_arena *arena, const struct cc_type *type,
                                  const struct cc_type *managed_type, const struct cc_key *key);

/* create.c */
bool cc_key_create(struct cc_call *call, const struct cc_value *planned, struct cc_value *state);

/* move.c */
extern const struct cc_move_row cc_key_moves[];

/* rules.c: the verbs that need no service. */
bool cc_key_validate(struct cc_call *call, const struct cc_value *config);
bool cc_key_plan(struct cc_call *call, struct cc_plan *plan);
bool cc_key_review(struct cc_call *call, const struct cc_plan *plan);
