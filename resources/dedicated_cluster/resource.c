// SPDX-License-Identifier: MPL-2.0
#include "dedicated_cluster/cluster.h"

enum {
    UPDATE_TIMEOUT_MS_DEFAULT = 24 * 60 * 60 * 1000,
    DELETE_TIMEOUT_MS_DEFAULT = 2 * 60 * 60 * 1000,
};

/* Where the cluster of a state is asked for; false after an error was filed. */
static bool locate(struct cc_call *call, const struct cc_value *state, struct cc_cluster_at *at)
{
    *at = (struct cc_cluster_at){
        .ccloud = cc_ccloud_require(call),
        .environment_id = cc_value_text(cc_value_at(state, "environment_id")),
        .id = cc_value_text(cc_value_at(state, "id")),
        .resource_name = cc_value_text(cc_value_at(state, "resource_name")),
    };
    return at->ccloud != NULL;
}

/* Read. */

/* Nothing the provider sends can change a binding, so somebody should know. */
static void warn_about_binding(struct cc_call *call, const struct cc_value *prior,
                               const struct cc_cluster *now)
{
    struct cc_str known = cc_value_text(cc_value_at(prior, "byok_key_id"));
    bool is_import = cc_value_is_null(cc_value_at(prior, "encryption_mode"));
    if (is_import || now->has_legacy_key || cc_str_equal(known, now->byok_key_id))
        return;
    cc_diags_warning(
        call->diags, cc_path_from("byok_key_id"),
        cc_str_format(call->arena, "Dedicated cluster %.*s reports another encryption key",
                      CC_STR_ARG(now->id)),
        "State says %s%.*s, the service says %s%.*s. A key binding is immutable, so either the "
        "state was edited or the service has changed its mind: ask Confluent's support before "
        "anything is replaced.",
        known.len > 0 ? "key " : "no key", CC_STR_ARG(known),
        now->byok_key_id.len > 0 ? "key " : "no key", CC_STR_ARG(now->byok_key_id));
}

static void warn_about_failure(struct cc_call *call, const struct cc_cluster *now)
{
    if (!cc_str_equal(now->phase, CC_STR("FAILED")))
        return;
    cc_diags_warning(
        call->diags, cc_path_from("phase"),
        cc_str_format(call->arena, "Dedicated cluster %.*s has failed", CC_STR_ARG(now->id)),
        "The service has given up on it and gives no reason. %s", cc_cluster_retry_words);
}

static bool cluster_read(struct cc_call *call, const struct cc_value *prior, struct cc_value *state)
{
    struct cc_cluster_at at;
    struct cc_cluster now;
    if (!locate(call, prior, &at))
        return false;
    struct cc_answer answer = cc_cluster_refresh(call, &at, prior);
    if (cc_presence_is_doubtful(&answer)) {
        struct cc_presence presence = cc_cluster_presence(call, &at);
        return cc_presence_read_missing(call, &presence, &answer, state);
    }
    if (answer.kind != CC_ANSWER_OK)
        return cc_cluster_refused(call, &answer, "Reading", at.id, CC_STR_ABSENT);
    if (!cc_cluster_understood(call, &answer, at.id, &now) ||
        !cc_cluster_check_kind(call, cc_path_from("id"), &now))
        return false;
    cc_creations_note(at.ccloud->creations, now.id, now.phase);
    *state = cc_cluster_refreshed(call->arena, call->type, prior, &now);
    warn_about_binding(call, prior, &now);
    warn_about_failure(call, &now);
    return true;
}

/* Update. */

static bool is_about(struct cc_call *call, const struct cc_answer *answer, struct cc_str id,
                     struct cc_cluster *now)
{
    return answer->kind == CC_ANSWER_OK && cc_cluster_from_json(call->arena, answer->json, now) &&
           cc_str_equal(now->id, id);
}

/* What the service has now, when its answer left that open.  Best effort: a failure has been
 * reported already, and the next refresh asks again. */
static void refresh_quietly(struct cc_call *call, const struct cc_cluster_at *at,
                            const struct cc_value *prior, struct cc_value *state)
{
    struct cc_cluster now;
    struct cc_answer answer = cc_cluster_get(call, at);
    if (is_about(call, &answer, at->id, &now))
        *state = cc_cluster_refreshed(call->arena, call->type, prior, &now);
}

static struct cc_str update_advice(const struct cc_answer *answer, const struct cc_cluster *before,
                                   const struct cc_cluster *wanted)
{
    if (cc_api_error_is(answer, CC_STATUS_CONFLICT))
        return CC_STR("A resize may be in progress: the service takes one at a time. It is over "
                      "when current_cku equals cku after a refresh; then apply again.");
    if (cc_api_error_is(answer, CC_STATUS_BAD_REQUEST) && wanted->cku < before->cku)
        return CC_STR("A cluster only shrinks as far as its partitions, storage and connections "
                      "fit, and some clusters only by one CKU at a time: try cku one less than "
                      "now.");
    return CC_STR_ABSENT;
}

static bool file_update_failure(struct cc_call *call, const struct cc_cluster_at *at,
                                const struct cc_answer *answer, const struct cc_value *prior,
                                const struct cc_value *planned, struct cc_value *state)
{
    struct cc_cluster before = cc_cluster_from_value(call->arena, prior);
    struct cc_cluster wanted = cc_cluster_from_value(call->arena, planned);
    cc_cluster_refused(call, answer, "Updating", at->id, update_advice(answer, &before, &wanted));
    if (!cc_api_error_is_final(answer))
        refresh_quietly(call, at, prior, state);
    return false;
}

/* For an answer that says nothing about the cluster: somebody on the way may have given it, so
 * everything that was ordered has to be there. */
static bool look_after(struct cc_call *call, const struct cc_cluster_at *at,
                       const struct cc_answer *answer, const struct cc_value *prior,
                       const struct cc_value *planned, struct cc_value *state,
                       struct cc_cluster *now)
{
    struct cc_answer again = cc_cluster_get(call, at);
    if (!is_about(call, &again, at->id, now)) {
        if (answer->kind == CC_ANSWER_OK) /* accepted, as far as anybody knows */
            *state = cc_cluster_completed(call->arena, planned, prior);
        return cc_cluster_refused(call, again.kind == CC_ANSWER_OK ? answer : &again, "Reading",
                                  at->id,
                                  CC_STR("The change may have been made; a refresh shows it."));
    }
    *state = cc_cluster_refreshed(call->arena, call->type, prior, now);
    return cc_cluster_update_body(call->arena, state, planned) == NULL ||
           cc_cluster_refused(call, answer, "Updating", at->id,
                              CC_STR("The service answered without saying what it did, and the "
                                     "cluster does not show the change. Apply again."));
}

static bool await_resize(struct cc_call *call, const struct cc_cluster_at *at,
                         const struct cc_value *prior, const struct cc_value *planned,
                         struct cc_cluster *now)
{
    int64_t before = 0, wanted = 0;
    cc_value_to_int(cc_value_at(prior, "cku"), &before);
    cc_value_to_int(cc_value_at(planned, "cku"), &wanted);
    int64_t timeout_ms =
        cc_cluster_timeout_ms(planned, "timeouts.update", UPDATE_TIMEOUT_MS_DEFAULT);
    return before == wanted || cc_cluster_wait_resized(call, at, wanted, timeout_ms, now);
}

static bool send_update(struct cc_call *call, const struct cc_cluster_at *at,
                        const struct cc_json *body, const struct cc_value *prior,
                        const struct cc_value *planned, struct cc_value *state)
{
    struct cc_cluster now;
    struct cc_answer answer = cc_cluster_patch(call, at, body);
    if (answer.kind != CC_ANSWER_OK && answer.kind != CC_ANSWER_MALFORMED)
        return file_update_failure(call, at, &answer, prior, planned, state);
    if (!is_about(call, &answer, at->id, &now) &&
        !look_after(call, at, &answer, prior, planned, state, &now))
        return false;
    bool is_resized = await_resize(call, at, prior, planned, &now);
    *state = cc_cluster_refreshed(call->arena, call->type, prior, &now);
    if (is_resized)
        *state = cc_cluster_completed(call->arena, planned, state);
    return is_resized;
}

static bool cluster_update(struct cc_call *call, const struct cc_value *prior,
                           const struct cc_value *planned, struct cc_value *state)
{
    struct cc_cluster_at at;
    if (!locate(call, prior, &at))
        return false;
    const struct cc_json *body = cc_cluster_update_body(call->arena, prior, planned);
    if (body != NULL)
        return send_update(call, &at, body, prior, planned, state);
    *state = cc_cluster_completed(call->arena, planned, prior);
    return true;
}

/* Remove. */

static bool has_code(const struct cc_answer *answer, struct cc_str code)
{
    for (size_t i = 0; i < answer->error_count; i++)
        if (cc_str_equal(answer->errors[i].code, code))
            return true;
    return false;
}

static struct cc_str remove_advice(const struct cc_answer *answer)
{
    if (!cc_api_error_is(answer, CC_STATUS_CONFLICT))
        return cc_presence_removal_advice(answer);
    if (has_code(answer, CC_STR("deletion_protection_enabled")))
        return CC_STR("The cluster is protected against deletion. If it is to go, with all its "
                      "topics and data: set deletion_protection = false, apply, then destroy. A "
                      "tainted one has to be put right with `untaint` before that apply.");
    return CC_STR("Connectors and ksqlDB clusters that belong to it have to be deleted first; a "
                  "resize has to be over.");
}

/* What answered was perhaps not the service: its word is not enough. */
static bool confirm_removed(struct cc_call *call, const struct cc_cluster_at *at,
                            const struct cc_answer *deletion)
{
    struct cc_answer answer = cc_cluster_get(call, at);
    struct cc_presence presence = cc_cluster_presence(call, at);
    if (cc_presence_is_doubtful(&answer))
        return cc_presence_is_gone(call, &presence, &answer);
    return cc_cluster_refused(call, deletion, "Deleting", at->id, remove_advice(deletion));
}

static bool delete_and_wait(struct cc_call *call, const struct cc_cluster_at *at,
                            int64_t timeout_ms)
{
    struct cc_answer answer = cc_cluster_delete(call, at);
    if (cc_api_error_says_gone(&answer)) {
        struct cc_presence presence = cc_cluster_presence(call, at);
        return cc_presence_is_gone(call, &presence, &answer);
    }
    if (answer.kind == CC_ANSWER_MALFORMED)
        return confirm_removed(call, at, &answer);
    if (answer.kind != CC_ANSWER_OK)
        return cc_cluster_refused(call, &answer, "Deleting", at->id, remove_advice(&answer));
    return cc_cluster_wait_gone(call, at, timeout_ms);
}

static bool cluster_remove(struct cc_call *call, const struct cc_value *prior)
{
    struct cc_cluster_at at;
    int64_t timeout_ms = cc_cluster_timeout_ms(prior, "timeouts.delete", DELETE_TIMEOUT_MS_DEFAULT);
    if (!locate(call, prior, &at) || !delete_and_wait(call, &at, timeout_ms))
        return false;
    cc_creations_forget(at.ccloud->creations, at.id);
    return true;
}

/* Import. */

static bool cluster_import(struct cc_call *call, struct cc_str id, struct cc_value *state)
{
    struct cc_str cluster_id = id;
    struct cc_str environment_id = cc_str_cut(&cluster_id, '/');
    if (!cc_cluster_are_ids(environment_id, cluster_id))
        return cc_diags_error(call->diags, cc_path_from(""),
                              CC_STR("Importing a Dedicated cluster needs two ids"),
                              "\"%.*s\" is not of the form <environment>/<cluster>, such as "
                              "env-1x2y3/lkc-9k8j7. `confluent environment list` and the console "
                              "show the environment's id.",
                              CC_STR_ARG(id));
    *state = cc_value_object(call->arena, call->type);
    cc_value_set(state, CC_STR("environment_id"), cc_value_str(environment_id));
    cc_value_set(state, CC_STR("id"), cc_value_str(cluster_id));
    return true;
}

static const struct cc_identity_part identity_parts[] = {
    {"environment_id", cc_cluster_check_environment}, {"id", cc_cluster_check_id}, {NULL, NULL}};
static const struct cc_identity identity = {.version = 0, .parts = identity_parts};

const struct cc_resource_type cc_resource_dedicated_cluster = {
    .name = "ccloud_dedicated_cluster",
    .schema = &cc_cluster_schema,
    .validate = cc_cluster_validate,
    .plan = cc_cluster_plan,
    .review = cc_cluster_review,
    .create = cc_cluster_create,
    .read = cluster_read,
    .update = cluster_update,
    .remove = cluster_remove,
    .import = cluster_import,
    .identity = &identity,
    .moves = cc_cluster_moves,
};
