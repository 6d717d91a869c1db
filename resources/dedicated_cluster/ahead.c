// SPDX-License-Identifier: MPL-2.0
/* What the service would say about a planned cluster only while applying, perhaps after the one it
 * replaces is gone. */
#include "dedicated_cluster/cluster.h"
#include "shared/segments.h"

/* The facts about a key that decide whether a cluster can use it. */
struct key {
    struct cc_str id, cloud, region, state;
    struct cc_str validation_error; /* absent unless INVALID */
};

/* The part of an AWS or GCP name that stands for the region; Azure's does not tell. */
static struct cc_str region_in_name(const struct cc_json *json)
{
    struct cc_str arn[CC_SEGMENTS_MAX] = {{0}}, name[CC_SEGMENTS_MAX] = {{0}};
    cc_segments_split(cc_json_text(json, "key.key_arn"), ':', arn);
    cc_segments_split(cc_json_text(json, "key.key_id"), '/', name);
    return cc_str_equal(name[2], CC_STR("locations")) ? name[3] : arn[3];
}

static struct key key_from(const struct cc_json *json, struct cc_str id)
{
    struct key key = {.id = id,
                      .cloud = cc_json_text(json, "provider"),
                      .region = cc_json_text(json, "validation.region"),
                      .state = cc_json_text(json, "state")};
    if (cc_str_is_absent(key.region))
        key.region = region_in_name(json);
    if (cc_str_equal_nocase(cc_json_str(json, "validation.phase"), CC_STR("INVALID")))
        key.validation_error = cc_json_str(json, "validation.message");
    return key;
}

/* Both are known and differ. */
static bool differ(struct cc_str a, struct cc_str b)
{
    return !cc_str_is_empty(a) && !cc_str_is_empty(b) && !cc_str_equal_nocase(a, b);
}

static bool file_key(struct cc_call *call, const struct key *key, struct cc_str why)
{
    return cc_diags_error(
        call->diags, cc_path_from("byok_key_id"),
        cc_str_format(call->arena, "Key %.*s cannot be used for this cluster", CC_STR_ARG(key->id)),
        "%.*s", CC_STR_ARG(why));
}

static bool check_key(struct cc_call *call, const struct cc_cluster *wanted, const struct key *key)
{
    if (differ(key->cloud, wanted->cloud))
        return file_key(call, key,
                        cc_str_format(call->arena,
                                      "It is a key of %.*s, and the cluster is to run on %.*s. Use "
                                      "a key of the cluster's cloud.",
                                      CC_STR_ARG(key->cloud), CC_STR_ARG(wanted->cloud)));
    if (differ(key->region, wanted->region))
        return file_key(call, key,
                        cc_str_format(call->arena,
                                      "It lies in region %.*s, and the cluster is to run in %.*s. "
                                      "Key and cluster must be in the same region.",
                                      CC_STR_ARG(key->region), CC_STR_ARG(wanted->region)));
    return true;
}

static const char in_use_words[] =
    "It is in use: a cluster is bound to it, or the one that was bound to it was deleted less than "
    "five days ago. Each cluster needs a key of its own: register another one for this cluster.";

/* Whether a plan replaces is known only while the old cluster stands there: then it must not be
 * destroyed for one that cannot be made.  A cluster that is new, or tainted, is planned alike, and
 * hosts make such a plan before they destroy one: that must not be stopped. */
static bool check_use(struct cc_call *call, const struct key *key, bool is_replacement)
{
    if (!cc_str_equal(key->state, CC_STR("IN_USE")))
        return true;
    if (is_replacement)
        return file_key(call, key,
                        cc_str_format(call->arena,
                                      "%s\n\nIf the cluster is only to be destroyed: `tofu destroy "
                                      "-refresh=false` plans nothing else.",
                                      in_use_words));
    cc_diags_warning(call->diags, cc_path_from("byok_key_id"),
                     cc_str_format(call->arena, "Key %.*s cannot be used for this cluster now",
                                   CC_STR_ARG(key->id)),
                     "%s\n\nApplying will fail unless byok_key_id names another key, or five days "
                     "have passed. If this cluster exists and is only marked as tainted, "
                     "`tofu untaint` keeps it; replacing it deletes all its data first.",
                     in_use_words);
    return true;
}

static void warn_invalid(struct cc_call *call, const struct key *key)
{
    if (cc_str_is_absent(key->validation_error))
        return;
    cc_diags_warning(call->diags, cc_path_from("byok_key_id"),
                     cc_str_format(call->arena, "Confluent cannot use key %.*s at the moment",
                                   CC_STR_ARG(key->id)),
                     "The last validation failed: %.*s\n\nThe cluster can only be created once "
                     "Confluent has access to the key.",
                     CC_STR_ARG(key->validation_error));
}

/* Not being able to look is no reason to refuse a plan; not being let in is. */
static bool warn_unseen(struct cc_call *call, const char *attribute, const char *what,
                        const struct cc_answer *answer)
{
    if (cc_api_error_is(answer, CC_STATUS_UNAUTHORIZED) || answer->kind == CC_ANSWER_NO_TOKEN)
        return cc_cluster_refused(call, answer, "Planning", CC_STR(""), CC_STR_ABSENT);
    cc_diags_warning(call->diags, cc_path_from(attribute),
                     cc_str_format(call->arena, "%s could not be checked", what),
                     "The service was asked and did not tell (%.*s). The plan is made without this "
                     "check; applying may fail.",
                     CC_STR_ARG(cc_api_error_line(call->arena, answer)));
    return true;
}

static bool look_at_key(struct cc_call *call, const struct ccloud *ccloud,
                        const struct cc_cluster *wanted, bool is_replacement)
{
    struct cc_answer answer = cc_cluster_key_get(call, ccloud, wanted->byok_key_id);
    struct key key = key_from(answer.json, wanted->byok_key_id);
    if (cc_api_error_says_gone(&answer))
        return file_key(call, &key,
                        CC_STR("The service knows no such key, or it belongs to another "
                               "organization. Register it with ccloud_byok_key, and use its id."));
    if (answer.kind != CC_ANSWER_OK)
        return warn_unseen(call, "byok_key_id", "The key", &answer);
    warn_invalid(call, &key);
    return check_key(call, wanted, &key) && check_use(call, &key, is_replacement);
}

/* What this process has read is in its state, and may well be what is replaced or destroyed. */
static bool is_foreign_namesake(struct cc_call *call, const struct ccloud *ccloud,
                                const struct cc_cluster *wanted, const struct cc_json *item)
{
    struct cc_cluster other;
    return cc_cluster_from_json(call->arena, item, &other) &&
           cc_str_equal(other.display_name, wanted->display_name) &&
           !cc_creations_is_known(ccloud->creations, other.id);
}

static void warn_namesake(struct cc_call *call, const struct cc_cluster *wanted, struct cc_str id)
{
    struct cc_str command = cc_cluster_import_command(call->arena, wanted->environment_id, id);
    cc_diags_warning(
        call->diags, cc_path_from("display_name"),
        cc_str_format(call->arena, "A cluster named \"%.*s\" exists already",
                      CC_STR_ARG(wanted->display_name)),
        "%.*s in %.*s has this name. Applying will be refused while it has. "
        "To manage it here, import it:\n  %.*s\n\nTo have two clusters of one name, set "
        "allow_duplicate_name = true.",
        CC_STR_ARG(id), CC_STR_ARG(wanted->environment_id), CC_STR_ARG(command));
}

static bool look_at_name(struct cc_call *call, const struct ccloud *ccloud,
                         const struct cc_cluster *wanted)
{
    const struct cc_json *const *items = NULL;
    size_t count = 0;
    struct cc_cluster_at at = {.ccloud = ccloud, .environment_id = wanted->environment_id};
    struct cc_request request = cc_cluster_presence(call, &at).list;
    request.is_optional = true;
    struct cc_answer answer = cc_ccloud_list(call, ccloud, &request, &items, &count);
    if (cc_api_error_is(&answer, CC_STATUS_FORBIDDEN)) {
        cc_diags_warning(call->diags, cc_path_from("environment_id"),
                         CC_STR("The environment cannot be seen"),
                         "The clusters of %.*s cannot be listed (%.*s): either there is no such "
                         "environment, or the credentials may not see it. Applying will then fail.",
                         CC_STR_ARG(wanted->environment_id),
                         CC_STR_ARG(cc_api_error_line(call->arena, &answer)));
        return true;
    }
    if (answer.kind != CC_ANSWER_OK)
        return warn_unseen(call, "display_name", "The name", &answer);
    for (size_t i = 0; i < count; i++)
        if (is_foreign_namesake(call, ccloud, wanted, items[i]))
            warn_namesake(call, wanted, cc_json_str(items[i], "id"));
    return true;
}

bool cc_cluster_look_ahead(struct cc_call *call, const struct cc_plan *plan)
{
    const struct ccloud *ccloud = call->provider;
    if (ccloud == NULL || cc_ccloud_is_unknown(call))
        return true;
    struct cc_cluster wanted = cc_cluster_from_value(call->arena, &plan->planned);
    bool may_repeat = cc_value_is_true(cc_value_at(&plan->planned, "allow_duplicate_name"));
    bool has_name = cc_plan_is_create(plan) && !cc_str_is_absent(wanted.display_name) &&
                    !cc_str_is_absent(wanted.environment_id);
    if (has_name && !may_repeat && !look_at_name(call, ccloud, &wanted))
        return false;
    return cc_str_is_absent(wanted.byok_key_id) ||
           look_at_key(call, ccloud, &wanted,
                       !cc_plan_is_create(plan) || cc_plan_is_successor(plan));
}
