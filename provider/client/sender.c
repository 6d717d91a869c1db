// SPDX-License-Identifier: MPL-2.0
#include "client/sender.h"

#include "base/clock.h"
#include "base/log.h"
#include "client/answer.h"
#include "client/transfer.h"

#include "base/banned.h"

enum {
    REDIRECTS_MAX = 5,
    FIRST_CONTACT_RETRIES_MAX = 2,
    OPTIONAL_RETRIES_MAX = 1,
    OPTIONAL_PAUSE_MS_MAX = 2000,
    STATUS_UNAUTHORIZED = 401,
    STATUS_TOO_MANY = 429,
    LOUD_LIMIT_MS = 5000, /* nobody sees a pause of all calls; a longer one is worth a line */
};

void cc_sender_init(struct cc_sender *sender, const struct cc_endpoint *endpoint,
                    struct cc_engine *engine, const struct cc_veil *veil,
                    const struct cc_retry_policy *policy, uint64_t seed)
{
    *sender = (struct cc_sender){
        .endpoint = *endpoint, .engine = engine, .veil = veil, .policy = *policy};
    atomic_init(&sender->random, seed);
}

/* splitmix64: its state is a counter, so any number of threads may draw at once. */
static uint64_t random_next(struct cc_sender *sender)
{
    uint64_t const step = 0x9E3779B97F4A7C15u;
    uint64_t mixed = atomic_fetch_add(&sender->random, step) + step;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
    return mixed ^ (mixed >> 31);
}

/* How much longer the gate is closed than it was. */
static int64_t gate_close_until(struct cc_sender *sender, int64_t now_ms, int64_t at_ms)
{
    int_fast64_t known = atomic_load(&sender->gate_ms);
    while (known < at_ms && !atomic_compare_exchange_weak(&sender->gate_ms, &known, at_ms)) {
        /* another call was faster; `known` now holds its word */
    }
    return at_ms - (known > now_ms ? known : now_ms);
}

/* One send from its first try to its last. */
struct attempt {
    struct cc_sender *sender;
    struct cc_arena *arena;
    struct cc_cancel *cancel;
    const struct cc_errand *errand;
    struct cc_transfer_order order;
    int tries;
    bool has_renewed;             /* the token, because the host did not accept it */
    bool may_have_been_processed; /* by any try so far that got no clear refusal */
};

/* What must not be seen of this request: the client's credentials and the token it carries now. */
static struct cc_veil veil_of(const struct attempt *at)
{
    struct cc_veil veil = *at->sender->veil;
    veil.lent[0] = at->order.bearer;
    veil.lent[1] = at->errand->secret;
    return veil;
}

static bool pause_until(struct attempt *at, int64_t at_ms)
{
    return cc_cancel_wait_until(at->cancel, NULL, at_ms) == CC_CANCEL_WAIT_TIMEOUT;
}

static int64_t gate_left_ms(const struct attempt *at)
{
    return atomic_load(&at->sender->gate_ms) - cc_clock_now_ms();
}

/* Waits while all calls are asked to stay away; false when cancelled. */
static bool pass_gate(struct attempt *at)
{
    int64_t gate_ms = atomic_load(&at->sender->gate_ms);
    if (gate_left_ms(at) <= 0)
        return !cc_cancel_is_triggered(at->cancel);
    int64_t spread_ms = cc_retry_spread_ms(&at->sender->policy, random_next(at->sender));
    return pause_until(at, gate_ms + spread_ms);
}

/* The path names objects and is fine in a log; query, headers and bodies are not shown. */
static void log_try(const struct attempt *at, const struct cc_reply *reply, int64_t started_ms)
{
    struct cc_veil veil = veil_of(at);
    struct cc_str id = cc_str_is_empty(reply->request_id)
                           ? CC_STR("none")
                           : cc_veil_text(&veil, at->arena, reply->request_id);
    cc_log(CC_LOG_DEBUG, "%s %.*s: status %d after %lld ms, try %d, request id %.*s%s%.*s",
           cc_transfer_method_name(at->errand->method), CC_STR_ARG(at->errand->name), reply->status,
           (long long)(cc_clock_now_ms() - started_ms), at->tries, CC_STR_ARG(id),
           cc_str_is_empty(reply->words) ? "" : ": ", CC_STR_ARG(reply->words));
}

/* Sends once.  NULL when cancelled; else the transfer, which is the caller's. */
static struct cc_transfer *send_once(struct attempt *at)
{
    int64_t started_ms = cc_clock_now_ms();
    bool may_have_gone_out = false;
    struct cc_transfer *transfer = cc_transfer_new(&at->order);
    if (!cc_engine_run(at->sender->engine, at->cancel, transfer, &may_have_gone_out)) {
        at->may_have_been_processed |= may_have_gone_out;
        return NULL;
    }
    log_try(at, &transfer->reply, started_ms);
    return transfer;
}

/* 301, 307 and 308 keep the method here, and the service says that it did not process the request.
 * 302 and 303 mean another page to look at, which no API answer is. */
static bool is_redirect(const struct cc_reply *reply)
{
    return reply->end == CC_REPLY_WHOLE &&
           (reply->status == 301 || reply->status == 307 || reply->status == 308);
}

/* Sends, and again wherever the same origin redirects to; one try, however many redirects. */
static struct cc_transfer *try_once(struct attempt *at)
{
    at->order.url = at->errand->url;
    struct cc_transfer *transfer = send_once(at);
    for (int hops = 0; transfer && is_redirect(&transfer->reply); hops++) {
        struct cc_reply *reply = &transfer->reply;
        bool is_ours =
            cc_endpoint_redirect(at->arena, at->order.url, reply->location, &at->order.url);
        if (!is_ours || hops == REDIRECTS_MAX) {
            reply->words = is_ours ? CC_STR("redirected too often")
                                   : CC_STR("redirected to another host, which is not followed");
            return transfer;
        }
        cc_transfer_free(transfer);
        transfer = send_once(at);
    }
    return transfer;
}

/* What a call learns about the limits holds back all calls. */
static void mind_limit(struct cc_sender *sender, const struct cc_reply *reply)
{
    int64_t now_ms = cc_clock_now_ms();
    int64_t limit_ms = cc_retry_limit_ms(&sender->policy, reply);
    if (limit_ms > 0 && gate_close_until(sender, now_ms, now_ms + limit_ms) >= LOUD_LIMIT_MS)
        cc_log(CC_LOG_WARN,
               "no request goes to %.*s for %lld seconds: its limit of requests is used up (status "
               "%d)",
               CC_STR_ARG(sender->endpoint.base), (long long)(limit_ms / 1000), reply->status);
}

/* Gets ready for another try after this reply; false when cancelled in the pause. */
static bool pause_for_retry(struct attempt *at, const struct cc_reply *reply)
{
    const struct cc_retry_policy *policy = &at->sender->policy;
    int64_t pause_ms = cc_retry_pause_ms(policy, reply, at->tries, random_next(at->sender));
    cc_log(CC_LOG_WARN, "%s %.*s: status %d, trying again in %lld ms (retry %d of %lld)%s%.*s",
           cc_transfer_method_name(at->errand->method), CC_STR_ARG(at->errand->name), reply->status,
           (long long)pause_ms, at->tries, (long long)policy->max_retries,
           cc_str_is_empty(reply->words) ? "" : ": ", CC_STR_ARG(reply->words));
    /* A connection that has just failed may be stuck without being closed: take another one. */
    at->order.is_fresh = reply->end != CC_REPLY_WHOLE;
    at->may_have_been_processed |= reply->end != CC_REPLY_UNREACHED && reply->status != 429;
    return pause_until(at, cc_clock_now_ms() + pause_ms);
}

static struct cc_answer answer_final(const struct attempt *at, const struct cc_reply *reply)
{
    struct cc_veil veil = veil_of(at);
    struct cc_answer answer = cc_answer_from_reply(at->arena, &veil, reply);
    answer.tries = at->tries;
    return answer;
}

static struct cc_answer answer_cancelled(const struct attempt *at)
{
    return (struct cc_answer){.kind = CC_ANSWER_CANCELLED,
                              .reason = CC_STR("the call was cancelled"),
                              .may_have_been_processed = at->may_have_been_processed,
                              .tries = at->tries};
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Where nobody has ever answered, an address is wrong more often than a network is down. */
static bool is_worth_a_retry(struct attempt *at, const struct cc_reply *reply)
{
    struct cc_retry_policy policy = at->sender->policy;
    if (reply->status != 0)
        atomic_store(&at->sender->has_answered, true);
    bool is_silent = reply->end == CC_REPLY_UNREACHED ||
                     (reply->end == CC_REPLY_LOST && at->errand->is_harmless);
    if (is_silent && !atomic_load(&at->sender->has_answered))
        policy.max_retries = least(policy.max_retries, FIRST_CONTACT_RETRIES_MAX);
    if (at->errand->is_optional)
        policy.max_retries = least(policy.max_retries, OPTIONAL_RETRIES_MAX);
    if (at->errand->once_ms > 0)
        policy.max_retries = 0;
    enum cc_method method = at->errand->is_harmless ? CC_GET : at->errand->method;
    return cc_retry_is_due(&policy, method, reply, at->tries) &&
           !(at->errand->is_optional &&
             cc_retry_pause_ms(&policy, reply, at->tries, 0) > OPTIONAL_PAUSE_MS_MAX);
}

/* Each try has a token of its own: a pause, or a queue at the gate, may have outlasted the last. */
static bool take_bearer(struct attempt *at, struct cc_answer *answer)
{
    const struct cc_bearer_source *bearers = at->errand->bearers;
    if (!bearers ||
        bearers->fetch(bearers->context, at->arena, at->cancel, &at->order.bearer, answer))
        return true;
    answer->may_have_been_processed = at->may_have_been_processed;
    answer->tries = at->tries;
    return false;
}

/* A creation: done twice, it costs twice. */
static bool is_precious(const struct cc_errand *errand)
{
    return errand->method == CC_POST && !errand->is_harmless;
}

/* A token may be taken back before its time: another one is tried, once.  Not for a creation, as
 * nobody knows whether it was this host who said so, and before what it did. */
static bool is_turned_away(struct attempt *at, const struct cc_reply *reply)
{
    const struct cc_bearer_source *bearers = at->errand->bearers;
    if (!bearers || at->has_renewed || reply->status != STATUS_UNAUTHORIZED)
        return false;
    at->has_renewed = true;
    return bearers->reject(bearers->context, at->order.bearer) && !is_precious(at->errand);
}

/* True when `answer` is what the caller gets; false when there is another try. */
static bool conclude(struct attempt *at, const struct cc_reply *reply, struct cc_answer *answer)
{
    mind_limit(at->sender, reply);
    if (is_turned_away(at, reply))
        return false;
    if (!is_worth_a_retry(at, reply))
        *answer = answer_final(at, reply);
    else if (pause_for_retry(at, reply))
        return false;
    else
        *answer = answer_cancelled(at);
    return true;
}

static struct cc_answer answer_unasked(const struct attempt *at)
{
    return (struct cc_answer){.kind = CC_ANSWER_REFUSED,
                              .http_status = STATUS_TOO_MANY,
                              .reason = CC_STR("not asked: the host wants no requests for a while"),
                              .tries = at->tries};
}

/* One round of try and pause; true when `answer` is what the caller gets. */
static bool go_round(struct attempt *at, struct cc_answer *answer)
{
    struct cc_transfer *transfer = NULL;
    if (at->errand->is_optional && gate_left_ms(at) > OPTIONAL_PAUSE_MS_MAX) {
        *answer = answer_unasked(at);
        return true;
    }
    bool is_free = pass_gate(at);
    if (is_free && !take_bearer(at, answer))
        return true;
    if (is_free) {
        at->tries++;
        transfer = try_once(at);
    }
    if (!transfer) {
        *answer = answer_cancelled(at);
        return true;
    }
    bool is_over = conclude(at, &transfer->reply, answer);
    cc_transfer_free(transfer);
    return is_over;
}

static int64_t timeout_of(const struct cc_errand *errand)
{
    if (errand->once_ms > 0)
        return errand->once_ms;
    return errand->is_optional ? CC_CLIENT_OPTIONAL_MS : errand->timeout_ms;
}

static struct cc_transfer_order order_for(const struct cc_sender *sender,
                                          const struct cc_errand *errand)
{
    return (struct cc_transfer_order){
        .method = errand->method,
        .body = errand->body,
        .content_type = errand->content_type,
        .is_tls = sender->endpoint.is_tls,
        .is_loopback = sender->endpoint.is_loopback,
        .timeout_ms = timeout_of(errand),
        .grace_ms = is_precious(errand) ? sender->policy.post_grace_ms : 0,
    };
}

struct cc_answer cc_sender_send(struct cc_sender *sender, struct cc_arena *arena,
                                struct cc_cancel *cancel, const struct cc_errand *errand)
{
    struct attempt at = {.sender = sender,
                         .arena = arena,
                         .cancel = cancel,
                         .errand = errand,
                         .order = order_for(sender, errand)};
    struct cc_answer answer;
    while (!go_round(&at, &answer)) {
        /* the round has paused; try again */
    }
    return answer;
}
