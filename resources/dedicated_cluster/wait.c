// SPDX-License-Identifier: MPL-2.0
#include "base/clock.h"
#include "base/log.h"
#include "dedicated_cluster/cluster.h"
#include "shared/poll.h"

enum {
    FIRST_PAUSE_MS = 1000,
    PAUSE_MS_MAX = 60 * 1000,
    GRACE_MS = 5 * 60 * 1000, /* after a creation, "not found" may only mean "not yet" */
    FAILED_LOOKS_MAX = 10,    /* in a row; the client has repeated each of them by itself */
    UNSETTLED_LOOKS_MAX = 3,  /* a cluster may be ready a moment before its facts are complete */
};

/* A wait may take a day, so a look must not leave its answer behind in the call's arena: two arenas
 * take turns, one holding the newest good answer while the other is used for the next look. */
struct wait {
    struct cc_cluster_at at;
    int64_t cku; /* wanted size; resize only */
    int64_t grace_until_ms;
    int failed_looks, unsettled_looks;
    struct cc_arena arenas[2];
    size_t spare;
    const struct cc_json *last;
    struct cc_str seen;
};

enum sight { SIGHT_CLUSTER, SIGHT_NOTHING, SIGHT_OVER };

static void wait_init(struct wait *wait, const struct cc_cluster_at *at)
{
    *wait = (struct wait){.at = *at};
    cc_arena_init(&wait->arenas[0]);
    cc_arena_init(&wait->arenas[1]);
}

/* Saves the newest answer for the caller and gives the rest back. */
static void wait_release(struct cc_call *call, struct wait *wait, struct cc_cluster *last)
{
    if (last != NULL && wait->last != NULL) {
        struct cc_str reason, text = cc_json_write(call->arena, wait->last);
        cc_cluster_from_json(call->arena, cc_json_parse(call->arena, text, &reason), last);
    }
    cc_arena_release(&wait->arenas[0]);
    cc_arena_release(&wait->arenas[1]);
}

static struct cc_call next_look(struct cc_call *call, struct wait *wait)
{
    struct cc_call look = *call;
    look.arena = &wait->arenas[wait->spare];
    cc_arena_reset(look.arena);
    return look;
}

static void remember(struct wait *wait, const struct cc_json *json, const struct cc_cluster *now)
{
    wait->seen =
        cc_str_format(&wait->arenas[wait->spare], "phase %.*s, %lld of %lld CKU running",
                      CC_STR_ARG(now->phase), (long long)now->current_cku, (long long)now->cku);
    wait->last = json;
    wait->failed_looks = 0;
    wait->spare = 1 - wait->spare;
}

/* What may be different at the next look without anybody doing anything. */
static bool is_passing(const struct cc_answer *answer)
{
    return answer->kind != CC_ANSWER_REFUSED ||
           answer->http_status == CC_STATUS_TOO_MANY_REQUESTS ||
           answer->http_status >= CC_STATUS_SERVER_ERROR;
}

/* Counts, too. */
static bool tolerate(struct wait *wait, const struct cc_answer *answer)
{
    if (answer->kind == CC_ANSWER_CANCELLED) /* the poll says so, in its own words */
        return true;
    if (cc_presence_is_doubtful(answer) && /* not there yet */
        cc_clock_now_ms() < wait->grace_until_ms)
        return true;
    return is_passing(answer) && ++wait->failed_looks < FAILED_LOOKS_MAX;
}

static enum sight judge_failure(struct cc_call *call, struct wait *wait,
                                const struct cc_answer *answer)
{
    if (tolerate(wait, answer)) {
        struct cc_str line = cc_api_error_line(&wait->arenas[wait->spare], answer);
        cc_log(CC_LOG_WARN, "looking at %.*s: %.*s; looking again", CC_STR_ARG(wait->at.id),
               CC_STR_ARG(line));
        return SIGHT_NOTHING;
    }
    cc_cluster_refused(call, answer, "Waiting for", wait->at.id,
                       CC_STR("The cluster is kept in state; the service goes on with its work."));
    return SIGHT_OVER;
}

/* An answer about something else; it may come from a proxy that will be gone in a minute. */
static enum sight judge_foreign(struct cc_call *call, struct wait *wait,
                                const struct cc_answer *answer)
{
    struct cc_cluster ignored;
    if (++wait->failed_looks < FAILED_LOOKS_MAX) {
        cc_log(CC_LOG_WARN, "looking at %.*s: the answer is about something else; looking again",
               CC_STR_ARG(wait->at.id));
        return SIGHT_NOTHING;
    }
    cc_cluster_understood(call, answer, wait->at.id, &ignored);
    return SIGHT_OVER;
}

static enum sight look_once(struct cc_call *call, struct wait *wait, struct cc_cluster *now)
{
    struct cc_call look = next_look(call, wait);
    struct cc_answer answer = cc_cluster_get(&look, &wait->at);
    if (answer.kind != CC_ANSWER_OK)
        return judge_failure(call, wait, &answer);
    if (!cc_cluster_from_json(look.arena, answer.json, now) || !cc_str_equal(now->id, wait->at.id))
        return judge_foreign(call, wait, &answer);
    remember(wait, answer.json, now);
    return SIGHT_CLUSTER;
}

static bool has_failed(const struct cc_cluster *now)
{
    return cc_str_equal(now->phase, CC_STR("FAILED"));
}

/* A tainted object is destroyed without being updated first, which the protection refuses. */
const char cc_cluster_retry_words[] =
    "To try again, lift the protection of this cluster (in the console; or `untaint` it, set "
    "deletion_protection = false and apply), then let it be replaced. Confluent's support can tell "
    "the reason.";

static enum cc_look file_failed(struct cc_call *call, const struct wait *wait)
{
    cc_diags_error(
        call->diags, cc_path_from(""),
        cc_str_format(call->arena, "Waiting for Dedicated cluster %.*s", CC_STR_ARG(wait->at.id)),
        "The service has given up: the cluster's phase is FAILED. It gives no reason; usual ones "
        "are a used-up quota, lacking capacity in the region, or a key that cannot be reached. "
        "The cluster is kept in state. %s",
        cc_cluster_retry_words);
    return CC_LOOK_FAILED;
}

static bool is_settled(const struct cc_cluster *now)
{
    return now->current_cku == now->cku && !cc_str_is_absent(now->bootstrap_endpoint);
}

static enum cc_look look_provisioned(struct cc_call *call, void *context)
{
    struct wait *wait = context;
    struct cc_cluster now;
    enum sight sight = look_once(call, wait, &now);
    if (sight != SIGHT_CLUSTER)
        return sight == SIGHT_OVER ? CC_LOOK_FAILED : CC_LOOK_AGAIN;
    if (has_failed(&now))
        return file_failed(call, wait);
    if (!cc_str_equal(now.phase, CC_STR("PROVISIONED")))
        return CC_LOOK_AGAIN;
    if (!is_settled(&now) && ++wait->unsettled_looks <= UNSETTLED_LOOKS_MAX)
        return CC_LOOK_AGAIN;
    return CC_LOOK_READY;
}

/* There is no phase for a resize: it is over when wanted and running size agree. */
static enum cc_look look_resized(struct cc_call *call, void *context)
{
    struct wait *wait = context;
    struct cc_cluster now;
    enum sight sight = look_once(call, wait, &now);
    if (sight != SIGHT_CLUSTER)
        return sight == SIGHT_OVER ? CC_LOOK_FAILED : CC_LOOK_AGAIN;
    if (has_failed(&now))
        return file_failed(call, wait);
    bool is_done = now.cku == wait->cku && now.current_cku == wait->cku;
    return is_done ? CC_LOOK_READY : CC_LOOK_AGAIN;
}

/* The deletion was accepted, so a cluster that is neither shown nor listed is gone, if the list
 * proves anything. */
static enum cc_look look_in_list(struct cc_call *call, struct wait *wait,
                                 const struct cc_answer *answer)
{
    struct cc_call look = *call;
    look.arena = &wait->arenas[wait->spare];
    struct cc_answer list_answer;
    struct cc_presence presence = cc_cluster_presence(&look, &wait->at);
    switch (cc_presence_look(&look, &presence, &list_answer)) {
    case CC_PRESENCE_UNLISTED:
        return CC_LOOK_READY;
    case CC_PRESENCE_LISTED:
        return CC_LOOK_AGAIN;
    case CC_PRESENCE_UNSEEN:
        break;
    }
    if (list_answer.kind == CC_ANSWER_OK ? ++wait->failed_looks < FAILED_LOOKS_MAX
                                         : tolerate(wait, &list_answer))
        return CC_LOOK_AGAIN;
    cc_presence_file_unseen(call, &presence, answer, &list_answer);
    return CC_LOOK_FAILED;
}

static enum cc_look look_gone(struct cc_call *call, void *context)
{
    struct wait *wait = context;
    struct cc_call look = next_look(call, wait);
    struct cc_answer answer = cc_cluster_get(&look, &wait->at);
    if (cc_presence_is_doubtful(&answer))
        return look_in_list(call, wait, &answer);
    if (answer.kind != CC_ANSWER_OK)
        return judge_failure(call, wait, &answer) == SIGHT_OVER ? CC_LOOK_FAILED : CC_LOOK_AGAIN;
    wait->failed_looks = 0;
    return CC_LOOK_AGAIN;
}

static bool wait_run(struct cc_call *call, struct wait *wait, struct cc_poll poll,
                     const char *until)
{
    poll.what = cc_str_format(call->arena, "Dedicated cluster %.*s to be %s",
                              CC_STR_ARG(wait->at.id), until);
    poll.first_ms = FIRST_PAUSE_MS;
    poll.max_ms = PAUSE_MS_MAX;
    poll.context = wait;
    poll.seen = &wait->seen;
    return cc_poll_run(call, &poll);
}

bool cc_cluster_wait_provisioned(struct cc_call *call, const struct cc_cluster_at *at,
                                 int64_t timeout_ms, struct cc_cluster *last)
{
    struct wait wait;
    wait_init(&wait, at);
    wait.grace_until_ms = cc_clock_now_ms() + GRACE_MS;
    struct cc_poll poll = {
        .look = look_provisioned,
        .timeout_ms = timeout_ms,
        .timeout_attribute = "timeouts.create",
        .aftermath = "The cluster is kept in state, marked as tainted: once it is well, `untaint` "
                     "keeps it instead of replacing it."};
    bool is_there = wait_run(call, &wait, poll, "provisioned");
    wait_release(call, &wait, last);
    return is_there;
}

bool cc_cluster_wait_resized(struct cc_call *call, const struct cc_cluster_at *at, int64_t cku,
                             int64_t timeout_ms, struct cc_cluster *last)
{
    struct wait wait;
    wait_init(&wait, at);
    wait.cku = cku;
    struct cc_poll poll = {
        .look = look_resized,
        .timeout_ms = timeout_ms,
        .timeout_attribute = "timeouts.update",
        .aftermath = "The cluster is kept in state; the next plan compares its size again."};
    bool is_there = wait_run(call, &wait, poll, "resized");
    wait_release(call, &wait, last);
    return is_there;
}

bool cc_cluster_wait_gone(struct cc_call *call, const struct cc_cluster_at *at, int64_t timeout_ms)
{
    struct wait wait;
    wait_init(&wait, at);
    struct cc_poll poll = {
        .look = look_gone,
        .timeout_ms = timeout_ms,
        .timeout_attribute = "timeouts.delete",
        .aftermath = "The cluster is kept in state until it is certainly gone: destroy again."};
    bool is_gone = wait_run(call, &wait, poll, "deleted");
    wait_release(call, &wait, NULL);
    return is_gone;
}

int64_t cc_cluster_timeout_ms(const struct cc_value *object, const char *path, int64_t default_ms)
{
    int64_t timeout_ms = 0;
    struct cc_str text = cc_value_text(cc_value_at(object, path));
    return cc_clock_parse_duration(text, &timeout_ms) ? timeout_ms : default_ms;
}
