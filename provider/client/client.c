// SPDX-License-Identifier: MPL-2.0
#include "client/client.h"

#include <assert.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "client/answer.h"
#include "client/client_tuning.h"
#include "client/endpoint.h"
#include "client/engine.h"
#include "client/paging.h"
#include "client/retry.h"
#include "client/transfer.h"
#include "client/trust.h"
#include "client/veil.h"

#include "base/banned.h"

enum {
    REDIRECTS_MAX = 5,
    FIRST_CONTACT_RETRIES_MAX = 2,
    OPTIONAL_RETRIES_MAX = 1,
    OPTIONAL_PAUSE_MS_MAX = 2000,
};

struct cc_client {
    struct cc_arena arena; /* the client itself lies in it */
    struct cc_endpoint endpoint;
    struct cc_transfer_profile profile;
    struct cc_veil veil;
    struct cc_retry_policy policy;
    struct cc_engine *engine;
    atomic_uint_fast64_t random; /* a counter; see random_next */
    atomic_bool has_reached;     /* the service answered at least once */
    atomic_int_fast64_t gate_ms; /* no try of any call before this: the service asked for it */
};

bool cc_client_check_endpoint(struct cc_arena *arena, struct cc_str endpoint, struct cc_str *reason)
{
    struct cc_endpoint parsed;
    return cc_endpoint_parse(arena, endpoint, &parsed, reason);
}

bool cc_client_check_ca_file(struct cc_arena *arena, struct cc_str ca_file, struct cc_str *reason)
{
    return cc_trust_check(arena, ca_file, reason);
}

struct cc_str cc_client_path(struct cc_arena *arena, const char *prefix, struct cc_str id)
{
    return cc_str_format(arena, "%s/%.*s", prefix, CC_STR_ARG(cc_endpoint_segment(arena, id)));
}

/* A header value that cannot start another header. */
static struct cc_str header_value(struct cc_arena *arena, struct cc_str text)
{
    char *bytes = cc_arena_alloc(arena, text.len + 1);
    for (size_t i = 0; i < text.len; i++)
        bytes[i] = (unsigned char)text.ptr[i] < 0x20 || text.ptr[i] == 0x7F ? ' ' : text.ptr[i];
    return (struct cc_str){bytes, text.len};
}

static void profile_init(struct cc_arena *arena, struct cc_transfer_profile *profile,
                         const struct cc_client_options *options,
                         const struct cc_endpoint *endpoint)
{
    *profile = (struct cc_transfer_profile){
        .user_agent = header_value(arena, options->user_agent),
        .trust = cc_trust_find(arena, options->ca_file),
        .is_tls = endpoint->is_tls,
        .is_loopback = endpoint->is_loopback,
        .timeout_ms = options->request_timeout_ms,
    };
    cc_secret_init(&profile->user, options->api_key);
    cc_secret_init(&profile->password, options->api_secret);
}

struct cc_client *cc_client_new_tuned(const struct cc_client_options *options,
                                      const struct cc_retry_policy *policy, uint64_t seed)
{
    assert(options->max_retries >= 0 && options->request_timeout_ms > 0);
    struct cc_arena arena;
    struct cc_str reason;
    cc_arena_init(&arena);
    struct cc_client *client = cc_arena_new(&arena, struct cc_client);
    client->arena = arena; /* from here on the client's copy is the arena */
    client->policy = *policy;
    atomic_init(&client->random, seed);
    bool is_accepted =
        cc_endpoint_parse(&client->arena, options->endpoint, &client->endpoint, &reason);
    assert(is_accepted);
    (void)is_accepted;
    profile_init(&client->arena, &client->profile, options, &client->endpoint);
    cc_veil_init(&client->veil, options->api_key, options->api_secret);
    client->engine = cc_engine_new(&client->arena, &client->profile);
    if (client->engine)
        return client;
    cc_client_free(client);
    return NULL;
}

/* Only spreads pauses, so what differs between processes and moments is random enough. */
struct cc_client *cc_client_new(const struct cc_client_options *options)
{
    struct cc_retry_policy policy = cc_retry_policy_default(options->max_retries);
    uint64_t seed = (uint64_t)cc_clock_wall_us() ^ ((uint64_t)getpid() << 40);
    return cc_client_new_tuned(options, &policy, seed);
}

void cc_client_free(struct cc_client *client)
{
    if (!client)
        return;
    cc_engine_free(client->engine);
    cc_secret_release(&client->profile.user);
    cc_secret_release(&client->profile.password);
    cc_veil_release(&client->veil);
    struct cc_arena arena = client->arena;
    cc_arena_release(&arena);
}

/* splitmix64: its state is a counter, so any number of threads may draw at once. */
static uint64_t random_next(struct cc_client *client)
{
    uint64_t const step = 0x9E3779B97F4A7C15u;
    uint64_t mixed = atomic_fetch_add(&client->random, step) + step;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
    return mixed ^ (mixed >> 31);
}

int64_t cc_client_gate_ms(struct cc_client *client)
{
    return atomic_load(&client->gate_ms);
}

static void gate_close_until(struct cc_client *client, int64_t at_ms)
{
    int_fast64_t known = atomic_load(&client->gate_ms);
    while (known < at_ms && !atomic_compare_exchange_weak(&client->gate_ms, &known, at_ms)) {
        /* another call was faster; `known` now holds its word */
    }
}

/* One send from its first try to its last. */
struct attempt {
    struct cc_client *client;
    struct cc_arena *arena;
    struct cc_cancel *cancel;
    const struct cc_request *request;
    struct cc_transfer_order order;
    int tries;
    bool may_have_been_processed; /* by any try so far that got no clear refusal */
};

static bool pause_until(struct attempt *at, int64_t at_ms)
{
    return cc_cancel_wait_until(at->cancel, NULL, at_ms) == CC_CANCEL_WAIT_TIMEOUT;
}

/* Waits while all calls are asked to stay away; false when cancelled. */
static bool pass_gate(struct attempt *at)
{
    int64_t gate_ms = cc_client_gate_ms(at->client);
    if (gate_ms <= cc_clock_now_ms())
        return !cc_cancel_is_triggered(at->cancel);
    int64_t spread_ms = cc_retry_spread_ms(&at->client->policy, random_next(at->client));
    return pause_until(at, gate_ms + spread_ms);
}

/* The path names objects and is fine in a log; query, headers and bodies are not shown. */
static void log_try(const struct attempt *at, const struct cc_reply *reply, int64_t started_ms)
{
    struct cc_str id = cc_str_is_empty(reply->request_id)
                           ? CC_STR("none")
                           : cc_veil_text(&at->client->veil, at->arena, reply->request_id);
    cc_log(CC_LOG_DEBUG, "%s %.*s: status %d after %lld ms, try %d, request id %.*s%s%.*s",
           cc_transfer_method_name(at->request->method), CC_STR_ARG(at->request->path),
           reply->status, (long long)(cc_clock_now_ms() - started_ms), at->tries, CC_STR_ARG(id),
           cc_str_is_empty(reply->words) ? "" : ": ", CC_STR_ARG(reply->words));
}

/* Sends once.  NULL when cancelled; else the transfer, which is the caller's. */
static struct cc_transfer *send_once(struct attempt *at)
{
    int64_t started_ms = cc_clock_now_ms();
    bool may_have_gone_out = false;
    struct cc_transfer *transfer = cc_transfer_new(&at->order);
    if (!cc_engine_run(at->client->engine, at->cancel, transfer, &may_have_gone_out)) {
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
static struct cc_transfer *try_once(struct attempt *at, struct cc_str url)
{
    at->order.url = url;
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
static void mind_limit(struct cc_client *client, const struct cc_reply *reply)
{
    int64_t limit_ms = cc_retry_limit_ms(&client->policy, reply);
    if (limit_ms > 0)
        gate_close_until(client, cc_clock_now_ms() + limit_ms);
}

/* Gets ready for another try after this reply; false when cancelled in the pause. */
static bool pause_for_retry(struct attempt *at, const struct cc_reply *reply)
{
    const struct cc_retry_policy *policy = &at->client->policy;
    int64_t pause_ms = cc_retry_pause_ms(policy, reply, at->tries, random_next(at->client));
    cc_log(CC_LOG_WARN, "%s %.*s: status %d, trying again in %lld ms (retry %d of %lld)%s%.*s",
           cc_transfer_method_name(at->request->method), CC_STR_ARG(at->request->path),
           reply->status, (long long)pause_ms, at->tries, (long long)policy->max_retries,
           cc_str_is_empty(reply->words) ? "" : ": ", CC_STR_ARG(reply->words));
    /* A connection that has just failed may be stuck without being closed: take another one. */
    at->order.is_fresh = reply->end != CC_REPLY_WHOLE;
    at->may_have_been_processed |= reply->end != CC_REPLY_UNREACHED && reply->status != 429;
    return pause_until(at, cc_clock_now_ms() + pause_ms);
}

static struct cc_answer answer_final(const struct attempt *at, const struct cc_reply *reply)
{
    struct cc_answer answer = cc_answer_from_reply(at->arena, &at->client->veil, reply);
    if (answer.kind == CC_ANSWER_UNREACHED) /* libcurl's words do not always name it */
        answer.reason =
            cc_str_format(at->arena, "%.*s: %.*s", CC_STR_ARG(at->client->endpoint.base),
                          CC_STR_ARG(answer.reason));
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
    struct cc_retry_policy policy = at->client->policy;
    if (reply->status != 0)
        atomic_store(&at->client->has_reached, true);
    bool is_stranger = reply->end == CC_REPLY_UNREACHED && !atomic_load(&at->client->has_reached);
    if (is_stranger)
        policy.max_retries = least(policy.max_retries, FIRST_CONTACT_RETRIES_MAX);
    if (at->request->is_optional)
        policy.max_retries = least(policy.max_retries, OPTIONAL_RETRIES_MAX);
    return cc_retry_is_due(&policy, at->request->method, reply, at->tries) &&
           !(at->request->is_optional &&
             cc_retry_pause_ms(&policy, reply, at->tries, 0) > OPTIONAL_PAUSE_MS_MAX);
}

/* One round of try and pause; true when `answer` is what the caller gets. */
static bool go_round(struct attempt *at, struct cc_str url, struct cc_answer *answer)
{
    struct cc_transfer *transfer = NULL;
    if (pass_gate(at)) {
        at->tries++;
        transfer = try_once(at, url);
    }
    if (!transfer) {
        *answer = answer_cancelled(at);
        return true;
    }
    const struct cc_reply *reply = &transfer->reply;
    mind_limit(at->client, reply);
    bool is_over = !is_worth_a_retry(at, reply);
    if (is_over) {
        *answer = answer_final(at, reply);
    } else if (!pause_for_retry(at, reply)) {
        *answer = answer_cancelled(at);
        is_over = true;
    }
    cc_transfer_free(transfer);
    return is_over;
}

struct cc_answer cc_client_send(struct cc_client *client, struct cc_arena *arena,
                                struct cc_cancel *cancel, const struct cc_request *request)
{
    struct attempt at = {.client = client, .arena = arena, .cancel = cancel, .request = request};
    struct cc_str url = cc_endpoint_url(arena, &client->endpoint, request);
    struct cc_answer answer;
    at.order.method = request->method;
    if (request->is_optional)
        at.order.timeout_ms = least(CC_CLIENT_OPTIONAL_MS, client->profile.timeout_ms);
    at.order.grace_ms = request->method == CC_POST ? client->policy.post_grace_ms : 0;
    if (request->body)
        at.order.body = cc_json_write(arena, request->body);
    while (!go_round(&at, url, &answer)) {
        /* the round has paused; try again */
    }
    return answer;
}

/* A page that makes no sense spoils the list, although the request succeeded. */
static void read_page(struct cc_client *client, struct cc_arena *arena, struct cc_paging *paging,
                      struct cc_answer *answer)
{
    struct cc_str reason;
    if (cc_paging_take(arena, paging, &client->endpoint, answer->json, answer->body_len, &reason))
        return;
    answer->kind = CC_ANSWER_MALFORMED;
    answer->reason = reason;
    answer->json = NULL;
}

struct cc_answer cc_client_list(struct cc_client *client, struct cc_arena *arena,
                                struct cc_cancel *cancel, const struct cc_request *request,
                                const struct cc_json *const **items, size_t *item_count)
{
    struct cc_paging *paging = cc_arena_new(arena, struct cc_paging);
    struct cc_answer answer;
    int tries = 0;
    do {
        struct cc_request page = cc_paging_request(arena, paging, request);
        answer = cc_client_send(client, arena, cancel, &page);
        tries += answer.tries;
        if (answer.kind == CC_ANSWER_OK)
            read_page(client, arena, paging, &answer);
    } while (answer.kind == CC_ANSWER_OK && !cc_str_is_absent(paging->token));
    answer.tries = tries;
    *items = answer.kind == CC_ANSWER_OK ? paging->items : NULL;
    *item_count = answer.kind == CC_ANSWER_OK ? paging->item_count : 0;
    return answer;
}
