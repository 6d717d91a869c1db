// SPDX-License-Identifier: MPL-2.0
#pragma once

/* What the files of this room share: the table, the requests, the waits and the rules.
 *
 * Sources of the facts: the cmk/v2 interface and its lifecycle (docs/resources/dedicated_cluster.md
 * tells the user's side of them).
 */

#include "dedicated_cluster/model.h"
#include "schema/resource.h"
#include "shared/api_error.h"
#include "shared/ccloud.h"
#include "shared/presence.h"

/* schema.c */
extern const struct cc_schema cc_cluster_schema;

/* True for the ids of an environment and of a cluster in it, as people may type them. */
bool cc_cluster_are_ids(struct cc_str environment_id, struct cc_str id);

/* Checks of single values; columns of the tables. */
bool cc_cluster_check_environment(struct cc_call *call, struct cc_path path,
                                  const struct cc_value *value);
bool cc_cluster_check_id(struct cc_call *call, struct cc_path path, const struct cc_value *value);
bool cc_cluster_check_key(struct cc_call *call, struct cc_path path, const struct cc_value *value);
bool cc_cluster_check_region(struct cc_call *call, struct cc_path path,
                             const struct cc_value *value);

/* One cluster and the connection it is asked through. */
struct cc_cluster_at {
    const struct ccloud *ccloud;
    struct cc_str environment_id, id;
    struct cc_str resource_name; /* as in state; absent: not known */
};

/* Every cluster of one environment. */
struct cc_cluster_list {
    bool is_known; /* false: the list could not be read */
    const struct cc_json *const *items;
    size_t count;
};

/* api.c: one request each; the caller judges the answer. */
struct cc_answer cc_cluster_get(struct cc_call *call, const struct cc_cluster_at *at);
struct cc_answer cc_cluster_refresh(struct cc_call *call, const struct cc_cluster_at *at,
                                    const struct cc_value *prior); /* may come from a list page */
struct cc_answer cc_cluster_post(struct cc_call *call, const struct ccloud *ccloud,
                                 const struct cc_cluster *wanted);
struct cc_answer cc_cluster_patch(struct cc_call *call, const struct cc_cluster_at *at,
                                  const struct cc_json *body);
struct cc_answer cc_cluster_delete(struct cc_call *call, const struct cc_cluster_at *at);
struct cc_answer cc_cluster_key_get(struct cc_call *call, const struct ccloud *ccloud,
                                    struct cc_str key_id);
struct cc_answer cc_cluster_list(struct cc_call *call, const struct cc_cluster_at *at,
                                 struct cc_cluster_list *list);

/* Files what the service said about "<verb> Dedicated cluster <name>" and returns false. */
bool cc_cluster_refused(struct cc_call *call, const struct cc_answer *answer, const char *verb,
                        struct cc_str name, struct cc_str advice);

/* Reads the cluster out of an answer that is CC_ANSWER_OK; files an error when it holds none, or
 * another one than `id` (absent: any). */
bool cc_cluster_understood(struct cc_call *call, const struct cc_answer *answer, struct cc_str id,
                           struct cc_cluster *cluster);

/* Files an error at `path` and returns false for a cluster of another kind. */
bool cc_cluster_check_kind(struct cc_call *call, struct cc_path path,
                           const struct cc_cluster *cluster);

bool cc_cluster_is_listed(const struct cc_cluster_list *list, struct cc_str id);

/* Where to look when a cluster is not shown. */
struct cc_presence cc_cluster_presence(struct cc_call *call, const struct cc_cluster_at *at);

/* What people type to put an existing cluster under management. */
struct cc_str cc_cluster_import_command(struct cc_arena *arena, struct cc_str environment_id,
                                        struct cc_str id);

/* lost.c: looks for the cluster that a POST may have made although its answer did not arrive. */
struct cc_cluster_lost {
    const struct cc_cluster_at *at;
    const struct cc_cluster *wanted;
    const struct cc_cluster_list *before; /* what was there before the POST */
    const struct cc_answer *answer;       /* what came instead of a confirmation */
    bool allows_duplicate;                /* the name says little: nothing is taken for ours */
};

/* Found once, new since `before`, and made by nobody else in this process: true, and `cluster` is
 * it.  Anything else is an error that says what was found. */
bool cc_cluster_find_lost(struct cc_call *call, const struct cc_cluster_lost *lost,
                          struct cc_cluster *cluster);

/* wait.c: each looks until it is so, the deadline has passed or the call is cancelled; single looks
 * that fail are tolerated.  `last` is set to the newest answer that was understood, also when the
 * wait failed; it is untouched when there was none. */
bool cc_cluster_wait_provisioned(struct cc_call *call, const struct cc_cluster_at *at,
                                 int64_t timeout_ms, struct cc_cluster *last);
bool cc_cluster_wait_resized(struct cc_call *call, const struct cc_cluster_at *at, int64_t cku,
                             int64_t timeout_ms, struct cc_cluster *last);
bool cc_cluster_wait_gone(struct cc_call *call, const struct cc_cluster_at *at, int64_t timeout_ms);

/* ahead.c: what the service knows already about a cluster that is planned: a namesake is a warning
 * at its name; a key that cannot be used for it is an error at the key.  Asks only about what is
 * known; false after an error was filed. */
bool cc_cluster_look_ahead(struct cc_call *call, const struct cc_plan *plan);

/* How to replace a cluster that came out wrong: the end of several errors. */
extern const char cc_cluster_retry_words[];

/* The user's duration in timeouts.<name>, else `default_ms`. */
int64_t cc_cluster_timeout_ms(const struct cc_value *object, const char *path, int64_t default_ms);

/* rules.c: the verbs that need no service. */
bool cc_cluster_validate(struct cc_call *call, const struct cc_value *config);
bool cc_cluster_plan(struct cc_call *call, struct cc_plan *plan);
bool cc_cluster_review(struct cc_call *call, const struct cc_plan *plan);

/* move.c */
extern const struct cc_move_row cc_cluster_moves[];

/* data_source.c: what a data source tells about one cluster: its table (ends without a name) and
 * its value.  `managed_type` is the resource's type; whoever tells many makes it once. */
extern const struct cc_attribute cc_cluster_told[];
struct cc_value cc_cluster_told_value(struct cc_arena *arena, const struct cc_type *type,
                                      const struct cc_type *managed_type,
                                      const struct cc_cluster *cluster);

/* create.c */
bool cc_cluster_create(struct cc_call *call, const struct cc_value *planned,
                       struct cc_value *state);
