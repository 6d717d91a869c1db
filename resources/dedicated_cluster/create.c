// SPDX-License-Identifier: MPL-2.0
#include "dedicated_cluster/cluster.h"
#include "shared/poll.h"

enum {
    CREATE_TIMEOUT_MS_DEFAULT = 24 * 60 * 60 * 1000,
    MISSES_MIN = 2, /* in how many lists one must be missing that the first one held */
};

/* A list may still hold what was deleted a moment ago: pauses before the looks at it. */
static const int64_t list_pauses_ms[] = {0, 1000, 4000};

struct creation {
    const struct cc_value *planned;
    struct cc_value *state;
    struct cc_cluster wanted;
    struct cc_cluster made;
    struct cc_cluster_at at;
    struct cc_cluster_list before; /* what was there already */
    struct cc_str latest;          /* made under this name by this process; absent: none */
    bool allows_duplicate;
};

static struct cc_str quoted_name(struct cc_call *call, const struct creation *creation)
{
    return cc_str_format(call->arena, "\"%.*s\"", CC_STR_ARG(creation->wanted.display_name));
}

/* Before: what is there already. */

/* Without the list nobody knows whether an earlier run has made the cluster already. */
static bool list_before(struct cc_call *call, struct creation *creation)
{
    struct cc_answer answer = cc_cluster_list(call, &creation->at, &creation->before);
    bool may_do_without = creation->allows_duplicate && answer.kind != CC_ANSWER_CANCELLED &&
                          answer.kind != CC_ANSWER_NO_TOKEN &&
                          !cc_api_error_is(&answer, CC_STATUS_UNAUTHORIZED);
    if (creation->before.is_known || may_do_without)
        return true;
    bool is_about_list = cc_api_error_is(&answer, CC_STATUS_FORBIDDEN);
    if (!is_about_list)
        return cc_cluster_refused(call, &answer, "Creating", quoted_name(call, creation),
                                  CC_STR_ABSENT);
    return cc_diags_error(
        call->diags, cc_path_from("environment_id"),
        cc_str_format(call->arena, "Creating Dedicated cluster %.*s",
                      CC_STR_ARG(quoted_name(call, creation))),
        "The clusters of %.*s cannot be listed (%.*s): either there is no such environment, or the "
        "credentials may not see it. Nothing was ordered.\n\nCheck environment_id. Only "
        "credentials "
        "that may create clusters there but not list them need allow_duplicate_name = true, which "
        "leaves this look for a cluster of the same name out.",
        CC_STR_ARG(creation->at.environment_id),
        CC_STR_ARG(cc_api_error_line(call->arena, &answer)));
}

enum life { LIFE_GONE, LIFE_THERE, LIFE_UNKNOWN };

/* A cluster that was deleted a moment ago, as in a replacement, may have been listed still.  One
 * that is not shown but stays listed exists. */
static enum life life_in_list(struct cc_call *call, const struct cc_cluster_at *at,
                              struct cc_answer *answer)
{
    struct cc_presence presence = cc_cluster_presence(call, at);
    int misses = 0;
    for (size_t i = 0; i < sizeof list_pauses_ms / sizeof list_pauses_ms[0]; i++) {
        if (!cc_poll_pause(call, list_pauses_ms[i])) {
            *answer = (struct cc_answer){.kind = CC_ANSWER_CANCELLED};
            return LIFE_UNKNOWN;
        }
        enum cc_presence_sight sight = cc_presence_look(call, &presence, answer);
        if (sight == CC_PRESENCE_UNSEEN)
            return LIFE_UNKNOWN;
        if (sight == CC_PRESENCE_UNLISTED && ++misses == MISSES_MIN)
            return LIFE_GONE;
    }
    return LIFE_THERE;
}

/* `answer` is the one that told, or did not. */
static enum life life_of(struct cc_call *call, const struct creation *creation, struct cc_str id,
                         struct cc_answer *answer)
{
    struct cc_cluster_at at = creation->at;
    at.id = id;
    *answer = cc_cluster_get(call, &at);
    if (cc_presence_is_doubtful(answer))
        return life_in_list(call, &at, answer);
    return answer->kind == CC_ANSWER_OK ? LIFE_THERE : LIFE_UNKNOWN;
}

static struct cc_str import_hint(struct cc_call *call, const struct creation *creation,
                                 const struct cc_cluster *twin)
{
    if (!cc_cluster_is_dedicated(twin))
        return cc_str_format(call->arena, "It is of kind %.*s and cannot be managed here.",
                             CC_STR_ARG(twin->kind));
    struct cc_str command =
        cc_cluster_import_command(call->arena, creation->at.environment_id, twin->id);
    return cc_str_format(call->arena,
                         "If it comes from an earlier run that was interrupted, import it:\n  %.*s",
                         CC_STR_ARG(command));
}

static bool refuse_twin(struct cc_call *call, const struct creation *creation,
                        const struct cc_cluster *twin)
{
    struct cc_str hint = import_hint(call, creation, twin);
    return cc_diags_error(call->diags, cc_path_from("display_name"),
                          cc_str_format(call->arena, "A cluster named \"%.*s\" exists already",
                                        CC_STR_ARG(creation->wanted.display_name)),
                          "%.*s in %.*s has this name.\n\nIf this resource is to replace it "
                          "(create_before_destroy), or two clusters of one name are wanted, set "
                          "allow_duplicate_name = true. %.*s",
                          CC_STR_ARG(twin->id), CC_STR_ARG(creation->at.environment_id),
                          CC_STR_ARG(hint));
}

static bool refuse_unknown(struct cc_call *call, const struct creation *creation,
                           const struct cc_cluster *twin, const struct cc_answer *answer)
{
    struct cc_str advice =
        cc_str_format(call->arena,
                      "Nothing was ordered: %.*s has the same name, and whether it exists still "
                      "could not be found out.",
                      CC_STR_ARG(twin->id));
    return cc_cluster_refused(call, answer, "Creating", quoted_name(call, creation), advice);
}

static bool is_no_twin(struct cc_call *call, const struct creation *creation,
                       const struct cc_cluster *other)
{
    struct cc_answer answer;
    switch (life_of(call, creation, other->id, &answer)) {
    case LIFE_GONE:
        return true;
    case LIFE_THERE:
        return refuse_twin(call, creation, other);
    case LIFE_UNKNOWN:
        break;
    }
    return refuse_unknown(call, creation, other, &answer);
}

static bool name_is_free(struct cc_call *call, const struct creation *creation)
{
    struct cc_cluster other, latest = {.id = creation->latest}; /* may not be listed yet */
    if (creation->allows_duplicate)
        return true;
    for (size_t i = 0; i < creation->before.count; i++)
        if (cc_cluster_from_json(call->arena, creation->before.items[i], &other) &&
            cc_str_equal(other.display_name, creation->wanted.display_name) &&
            !is_no_twin(call, creation, &other))
            return false;
    return cc_str_is_absent(latest.id) || refuse_twin(call, creation, &latest);
}

/* The one POST. */

/* True if the refusal names the key, or nothing at all. */
static bool may_be_about_key(const struct cc_answer *answer)
{
    bool is_about_content = cc_api_error_is(answer, CC_STATUS_BAD_REQUEST) ||
                            cc_api_error_is(answer, CC_STATUS_NOT_FOUND) ||
                            cc_api_error_is(answer, CC_STATUS_CONFLICT) ||
                            cc_api_error_is(answer, CC_STATUS_UNPROCESSABLE);
    for (size_t i = 0; i < answer->error_count && is_about_content; i++)
        if (cc_str_is_empty(answer->errors[i].pointer) ||
            cc_str_starts_with(answer->errors[i].pointer, CC_STR("/spec/byok")))
            return true;
    return is_about_content && answer->error_count == 0;
}

static struct cc_str refusal_advice(struct cc_call *call, const struct creation *creation,
                                    const struct cc_answer *answer)
{
    if (answer->kind == CC_ANSWER_CANCELLED)
        return CC_STR("Nothing was ordered.");
    if (cc_str_is_absent(creation->wanted.byok_key_id) || !may_be_about_key(answer))
        return CC_STR_ABSENT;
    return cc_str_format(
        call->arena,
        "If this is about key %.*s: it must be of the same cloud and region as "
        "the cluster, Confluent must have been granted its use (which takes a "
        "few minutes to spread), and no other cluster may use it or have used it in "
        "the last five days.",
        CC_STR_ARG(creation->wanted.byok_key_id));
}

/* An answer of somebody on the way may have an id, too, of something else. */
static bool is_ours(struct cc_call *call, struct creation *creation, const struct cc_json *json)
{
    struct cc_cluster *made = &creation->made;
    return cc_cluster_from_json(call->arena, json, made) &&
           cc_cluster_are_ids(creation->wanted.environment_id, made->id) &&
           (cc_str_is_absent(made->display_name) ||
            cc_str_equal(made->display_name, creation->wanted.display_name));
}

static bool post(struct cc_call *call, struct creation *creation)
{
    struct cc_answer answer = cc_cluster_post(call, creation->at.ccloud, &creation->wanted);
    if (answer.kind == CC_ANSWER_OK && is_ours(call, creation, answer.json))
        return true;
    if (!cc_api_error_is_final(&answer)) {
        const struct cc_cluster_lost lost = {.at = &creation->at,
                                             .wanted = &creation->wanted,
                                             .before = &creation->before,
                                             .answer = &answer,
                                             .allows_duplicate = creation->allows_duplicate};
        return cc_cluster_find_lost(call, &lost, &creation->made);
    }
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

static bool order(struct cc_call *call, struct creation *creation)
{
    return list_before(call, creation) && name_is_free(call, creation) && post(call, creation);
}

/* What is found after a lost answer can only be told from what other resources make under the same
 * name when one is made after the other. */
static bool order_in_turn(struct cc_call *call, struct creation *creation)
{
    struct cc_creations *creations = creation->at.ccloud->creations;
    struct cc_str name =
        cc_str_format(call->arena, "cluster %.*s %.*s", CC_STR_ARG(creation->wanted.environment_id),
                      CC_STR_ARG(creation->wanted.display_name));
    if (!cc_creations_begin(creations, call->cancel, name, &creation->latest))
        return cc_diags_error(call->diags, cc_path_from(""),
                              cc_str_format(call->arena, "Creating Dedicated cluster %.*s",
                                            CC_STR_ARG(quoted_name(call, creation))),
                              "Cancelled before anything was ordered.");
    bool is_made = order(call, creation);
    cc_creations_end(creations, name, is_made ? creation->made.id : CC_STR_ABSENT);
    return is_made;
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
    if (!order_in_turn(call, &creation))
        return false;
    creation.at.id = creation.made.id;
    remember(call, &creation);
    return binding_is_right(call, &creation) && await(call, &creation);
}
