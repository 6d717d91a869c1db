// SPDX-License-Identifier: MPL-2.0
#include "base/log.h"
#include "dedicated_cluster/cluster.h"

enum {
    CREATE_TIMEOUT_MS_DEFAULT = 24 * 60 * 60 * 1000,
    UNAUTHORIZED = 401,
    FORBIDDEN = 403,
    SERVER_ERROR = 500,
};

struct creation {
    const struct cc_value *planned;
    struct cc_value *state;
    struct cc_cluster wanted;
    struct cc_cluster made;
    struct cc_cluster_at at;
    struct cc_cluster_list before; /* what was there already */
    bool allows_duplicate;
};

static struct cc_str quoted_name(struct cc_call *call, const struct creation *creation)
{
    return cc_str_format(call->arena, "\"%.*s\"", CC_STR_ARG(creation->wanted.display_name));
}

/* Before: what is there already. */

/* A list that cannot be read costs the check for the name, not the creation; wrong credentials
 * would only fail a step later. */
static bool list_before(struct cc_call *call, struct creation *creation)
{
    struct cc_answer answer = cc_cluster_list(call, &creation->at, &creation->before);
    if (creation->before.is_known)
        return true;
    struct cc_str line = cc_api_error_line(call->arena, &answer);
    if (answer.kind == CC_ANSWER_CANCELLED || answer.http_status == UNAUTHORIZED)
        return cc_cluster_refused(call, &answer, "Creating", quoted_name(call, creation),
                                  CC_STR_ABSENT);
    cc_log(CC_LOG_WARN, "the clusters of the environment cannot be listed: %.*s", CC_STR_ARG(line));
    if (!creation->allows_duplicate)
        cc_diags_warning(call->diags, cc_path_from("display_name"),
                         CC_STR("The name could not be checked"),
                         "The clusters of %.*s could not be listed (%.*s), so a cluster of the "
                         "same name may live there already.",
                         CC_STR_ARG(creation->at.environment_id), CC_STR_ARG(line));
    return true;
}

/* A list may still hold what was deleted a moment ago, as in a replacement. */
static bool still_lives(struct cc_call *call, const struct creation *creation, struct cc_str id)
{
    struct cc_cluster_at at = creation->at;
    at.id = id;
    struct cc_answer answer = cc_cluster_get(call, &at);
    bool is_gone = cc_api_error_is_gone(&answer) ||
                   (answer.kind == CC_ANSWER_REFUSED && answer.http_status == FORBIDDEN);
    return !is_gone;
}

static struct cc_str import_hint(struct cc_call *call, const struct creation *creation,
                                 const struct cc_cluster *twin)
{
    if (!cc_str_is_absent(twin->kind) && !cc_str_equal(twin->kind, CC_STR("Dedicated")))
        return cc_str_format(call->arena, "It is of kind %.*s and cannot be managed here.",
                             CC_STR_ARG(twin->kind));
    struct cc_str command =
        cc_cluster_import_command(call->arena, creation->at.environment_id, twin->id);
    return cc_str_format(call->arena, "To manage it here, import it:\n  %.*s", CC_STR_ARG(command));
}

static bool refuse_twin(struct cc_call *call, const struct creation *creation,
                        const struct cc_cluster *twin)
{
    struct cc_str hint = import_hint(call, creation, twin);
    return cc_diags_error(
        call->diags, cc_path_from("display_name"),
        cc_str_format(call->arena, "A cluster named \"%.*s\" exists already",
                      CC_STR_ARG(creation->wanted.display_name)),
        "%.*s in %.*s has this name, perhaps from an earlier run that was interrupted. "
        "%.*s\n\nTo have two clusters of one name (also with create_before_destroy), set "
        "allow_duplicate_name = true.",
        CC_STR_ARG(twin->id), CC_STR_ARG(creation->at.environment_id), CC_STR_ARG(hint));
}

static bool name_is_free(struct cc_call *call, const struct creation *creation)
{
    struct cc_cluster other;
    for (size_t i = 0; i < creation->before.count && !creation->allows_duplicate; i++)
        if (cc_cluster_from_json(call->arena, creation->before.items[i], &other) &&
            cc_str_equal(other.display_name, creation->wanted.display_name) &&
            still_lives(call, creation, other.id))
            return refuse_twin(call, creation, &other);
    return true;
}

/* The one POST. */

/* Whether the service may have made the cluster although it did not say so. */
static bool may_have_been_made(const struct cc_answer *answer)
{
    switch (answer->kind) {
    case CC_ANSWER_OK: /* without an id in it */
    case CC_ANSWER_MALFORMED:
    case CC_ANSWER_LOST:
        return true;
    case CC_ANSWER_REFUSED:
        return answer->http_status >= SERVER_ERROR;
    case CC_ANSWER_UNREACHED:
    case CC_ANSWER_CANCELLED:
        return false;
    }
    return false;
}

static struct cc_str refusal_advice(struct cc_call *call, const struct creation *creation,
                                    const struct cc_answer *answer)
{
    if (answer->kind == CC_ANSWER_CANCELLED)
        return cc_str_format(call->arena,
                             "If the request was under way already, the cluster may exist. Look "
                             "for it before applying again: `confluent kafka cluster list "
                             "--environment %.*s`; to manage it here: %.*s",
                             CC_STR_ARG(creation->at.environment_id),
                             CC_STR_ARG(cc_cluster_import_command(
                                 call->arena, creation->at.environment_id, CC_STR("<lkc-id>"))));
    bool is_about_content = answer->http_status == 400 || answer->http_status == 404 ||
                            answer->http_status == 409 || answer->http_status == 422;
    if (!is_about_content || cc_str_is_absent(creation->wanted.byok_key_id))
        return CC_STR_ABSENT;
    return cc_str_format(call->arena,
                         "If this is about key %.*s: it must be of the same cloud and region as "
                         "the cluster, Confluent must have been granted its use (which takes a "
                         "few minutes to spread), and no other cluster may use it.",
                         CC_STR_ARG(creation->wanted.byok_key_id));
}

static bool post(struct cc_call *call, struct creation *creation)
{
    struct cc_answer answer = cc_cluster_post(call, creation->at.ccloud, &creation->wanted);
    if (answer.kind == CC_ANSWER_OK &&
        cc_cluster_from_json(call->arena, answer.json, &creation->made))
        return true;
    if (may_have_been_made(&answer))
        return cc_cluster_find_lost(call, &creation->at, &creation->wanted, &creation->before,
                                    &answer, &creation->made);
    return cc_cluster_refused(call, &answer, "Creating", quoted_name(call, creation),
                              refusal_advice(call, creation, &answer));
}

/* After: from here on there is something to remember. */

static struct cc_value actual_state(struct cc_call *call, const struct creation *creation)
{
    struct cc_value nothing = cc_value_object(call->arena, call->type);
    return cc_cluster_refreshed(call->arena, call->type, &nothing, &creation->made);
}

static void remember(struct cc_call *call, struct creation *creation)
{
    struct cc_value actual = actual_state(call, creation);
    *creation->state = cc_cluster_completed(call->arena, creation->planned, &actual);
}

/* A failed creation may store the truth where it differs from the plan, and here it must. */
static void remember_binding(struct cc_call *call, struct creation *creation)
{
    struct cc_value actual = actual_state(call, creation);
    cc_value_set(creation->state, CC_STR("byok_key_id"), *cc_value_at(&actual, "byok_key_id"));
    cc_value_set(creation->state, CC_STR("encryption_mode"),
                 *cc_value_at(&actual, "encryption_mode"));
}

static struct cc_str key_words(struct cc_call *call, struct cc_str id, const char *none)
{
    return cc_str_is_absent(id) ? cc_str_from(none)
                                : cc_str_format(call->arena, "with key %.*s", CC_STR_ARG(id));
}

/* The service has been seen to accept an order and to drop its key silently. */
static bool binding_is_right(struct cc_call *call, struct creation *creation)
{
    struct cc_str wanted = creation->wanted.byok_key_id, got = creation->made.byok_key_id;
    if (cc_str_equal(wanted, got) && !creation->made.has_legacy_key)
        return true;
    remember_binding(call, creation);
    wanted = key_words(call, wanted, "without a key");
    got = key_words(call, got, "without the key");
    return cc_diags_error(
        call->diags, cc_path_from("byok_key_id"),
        cc_str_format(call->arena, "Dedicated cluster %.*s has the wrong encryption key",
                      CC_STR_ARG(creation->made.id)),
        "Ordered was a cluster %.*s; the service made one %.*s. That cannot be changed "
        "any more. The cluster exists, is billed, and is kept in state as tainted: do not put "
        "data into it. %s",
        CC_STR_ARG(wanted), CC_STR_ARG(got), cc_cluster_retry_words);
}

static void confirm_protection(struct cc_call *call, const struct creation *creation)
{
    if (!creation->wanted.deletion_protection || creation->made.deletion_protection)
        return;
    cc_diags_warning(call->diags, cc_path_from("deletion_protection"),
                     CC_STR("Deletion protection was not confirmed"),
                     "It was ordered for %.*s, but the service does not report it. Look at the "
                     "cluster in the console before relying on it.",
                     CC_STR_ARG(creation->made.id));
}

static bool await(struct cc_call *call, struct creation *creation)
{
    int64_t timeout_ms =
        cc_cluster_timeout_ms(creation->planned, "timeouts.create", CREATE_TIMEOUT_MS_DEFAULT);
    bool is_provisioned =
        cc_cluster_wait_provisioned(call, &creation->at, timeout_ms, &creation->made);
    remember(call, creation);
    if (!is_provisioned || !binding_is_right(call, creation))
        return false;
    confirm_protection(call, creation);
    return true;
}

static bool make(struct cc_call *call, struct creation *creation)
{
    if (!post(call, creation))
        return false;
    creation->at.id = creation->made.id;
    remember(call, creation);
    return binding_is_right(call, creation) && await(call, creation);
}

bool cc_cluster_create(struct cc_call *call, const struct cc_value *planned, struct cc_value *state)
{
    const struct ccloud *ccloud = cc_ccloud_require(call);
    if (ccloud == NULL)
        return false;
    struct creation creation = {
        .planned = planned,
        .state = state,
        .wanted = cc_cluster_from_value(call->arena, planned),
        .allows_duplicate = cc_value_is_true(cc_value_at(planned, "allow_duplicate_name")),
    };
    creation.at =
        (struct cc_cluster_at){.ccloud = ccloud, .environment_id = creation.wanted.environment_id};
    return list_before(call, &creation) && name_is_free(call, &creation) && make(call, &creation);
}
