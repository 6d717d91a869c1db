// SPDX-License-Identifier: MPL-2.0
#include "client/oauth.h"

#include <assert.h>
#include <pthread.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/turn.h"

#include "base/banned.h"

enum {
    FIELDS_MAX = 5,
    LIFETIME_S_UNTOLD = 5 * 60, /* when an answer does not say how long its token lives */
    LIFETIME_S_MAX = 24 * 3600,
    TOKEN_BYTES_MAX = 16 * 1024,       /* more than servers take in one header */
    EXTERNAL_EARLY_MS = 3 * 60 * 1000, /* how long before its end a token is renewed */
    ACCESS_EARLY_MS = 60 * 1000,
    RENEWAL_PAUSE_MS = 10 * 1000, /* after a renewal that failed */
};

#define GRANT "urn:ietf:params:oauth:grant-type:token-exchange"
#define JWT_TYPE "urn:ietf:params:oauth:token-type:jwt"
#define ACCESS_TYPE "urn:ietf:params:oauth:token-type:access_token"

/* Times of the monotonic clock. */
struct token {
    struct cc_secret text; /* absent: none */
    int64_t renew_ms;
    int64_t end_ms;
};

struct cc_oauth {
    struct cc_sender *api, *identity;
    struct cc_secret client_secret;
    struct cc_str client_id, scope, identity_pool_id;
    bool is_brought; /* the external token is the user's: it cannot be renewed */

    pthread_mutex_t mutex; /* guards all below */
    struct cc_turn turn;   /* to renew */
    struct token external; /* changed only by whoever has the turn */
    struct token access;
    int64_t retry_ms;      /* no renewal before this: the last one failed */
    struct cc_str failure; /* why */
    struct cc_arena failure_arena;
};

/* What one renewal may use up. */
struct renewal {
    struct cc_oauth *oauth;
    struct cc_arena *arena;
    struct cc_cancel *cancel;
    bool is_early; /* there is a token yet: nothing is worth long pauses */
    bool is_cancelled;
    struct cc_str failure; /* absent unless it failed for another reason */
};

static void lock(struct cc_oauth *oauth)
{
    int error = pthread_mutex_lock(&oauth->mutex);
    assert(error == 0);
    (void)error;
}

static void unlock(struct cc_oauth *oauth)
{
    int error = pthread_mutex_unlock(&oauth->mutex);
    assert(error == 0);
    (void)error;
}

struct cc_oauth *cc_oauth_new(struct cc_arena *arena, const struct cc_oauth_options *options,
                              struct cc_sender *api, struct cc_sender *identity)
{
    struct cc_oauth *oauth = cc_arena_new(arena, struct cc_oauth);
    oauth->api = api;
    oauth->identity = identity;
    oauth->client_id = cc_str_copy_into(arena, options->external_client_id);
    oauth->scope = cc_str_copy_into(arena, options->external_token_scope);
    oauth->identity_pool_id = cc_str_copy_into(arena, options->identity_pool_id);
    oauth->is_brought = !cc_str_is_absent(options->external_access_token);
    cc_secret_init(&oauth->client_secret, options->external_client_secret);
    if (oauth->is_brought) {
        cc_secret_init(&oauth->external.text, options->external_access_token);
        oauth->external.renew_ms = oauth->external.end_ms = INT64_MAX;
    }
    cc_arena_init(&oauth->failure_arena);
    int error = pthread_mutex_init(&oauth->mutex, NULL);
    assert(error == 0 && (oauth->is_brought || identity));
    (void)error;
    return oauth;
}

void cc_oauth_free(struct cc_oauth *oauth)
{
    if (!oauth)
        return;
    assert(!oauth->turn.is_taken);
    cc_secret_release(&oauth->client_secret);
    cc_secret_release(&oauth->external.text);
    cc_secret_release(&oauth->access.text);
    cc_arena_release(&oauth->failure_arena);
    pthread_mutex_destroy(&oauth->mutex);
}

static bool is_good(const struct token *token)
{
    return !cc_secret_is_absent(&token->text) && cc_clock_now_ms() < token->end_ms;
}

static bool is_fresh(const struct token *token)
{
    return is_good(token) && cc_clock_now_ms() < token->renew_ms;
}

static void token_set(struct token *token, struct cc_str text, int64_t lifetime_s, int64_t early_ms)
{
    int64_t now_ms = cc_clock_now_ms(), lifetime_ms = lifetime_s * 1000;
    cc_secret_release(&token->text);
    cc_secret_init(&token->text, text);
    token->end_ms = now_ms + lifetime_ms;
    token->renew_ms =
        lifetime_ms > 2 * early_ms ? token->end_ms - early_ms : now_ms + lifetime_ms / 2;
}

static void token_drop(struct token *token)
{
    cc_secret_release(&token->text);
}

/* A number, or one in quotes, as some identity providers write it. */
static int64_t lifetime_s(const struct cc_json *json)
{
    int64_t seconds = 0;
    struct cc_str text = cc_json_str(json, "expires_in");
    if (!cc_json_int(json, "expires_in", &seconds) && cc_str_only(text, "0123456789"))
        for (size_t i = 0; i < text.len && seconds <= LIFETIME_S_MAX; i++)
            seconds = seconds * 10 + (text.ptr[i] - '0');
    if (seconds <= 0)
        return LIFETIME_S_UNTOLD;
    return seconds < LIFETIME_S_MAX ? seconds : LIFETIME_S_MAX;
}

/* What goes into a header must not end it. */
static bool is_token(struct cc_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] <= ' ' || text.ptr[i] > '~')
            return false;
    return text.len > 0 && text.len <= TOKEN_BYTES_MAX;
}

/* Never the body: it may be a token that came in a wrong wrapping. */
static struct cc_str describe(struct cc_arena *arena, const struct cc_answer *answer)
{
    if (answer->kind == CC_ANSWER_OK)
        return CC_STR("the answer holds no usable access_token");
    if (answer->kind != CC_ANSWER_REFUSED)
        return answer->reason;
    if (answer->error_count == 0)
        return cc_str_format(arena, "status %d%s%.*s", answer->http_status,
                             cc_str_is_empty(answer->reason) ? "" : ": ",
                             CC_STR_ARG(answer->reason));
    const struct cc_api_error *error = &answer->errors[0];
    bool has_detail = !cc_str_is_empty(error->detail);
    struct cc_str words = has_detail ? error->detail : error->title;
    return cc_str_format(
        arena, "status %d: %.*s%s%.*s", answer->http_status, CC_STR_ARG(error->code),
        cc_str_is_empty(error->code) || cc_str_is_empty(words) ? "" : ": ", CC_STR_ARG(words));
}

/* Posts a form and takes the token out of the answer; false when there is none. */
static bool ask(struct renewal *renewal, struct cc_sender *sender, struct cc_errand *errand,
                const struct cc_query *fields, struct token *token, int64_t early_ms,
                struct cc_answer *answer)
{
    errand->method = CC_POST;
    errand->is_harmless = true; /* a token more does no harm */
    errand->is_optional = renewal->is_early;
    errand->content_type = "application/x-www-form-urlencoded";
    errand->body = cc_endpoint_form(renewal->arena, fields, FIELDS_MAX);
    *answer = cc_sender_send(sender, renewal->arena, renewal->cancel, errand);
    renewal->is_cancelled = answer->kind == CC_ANSWER_CANCELLED;
    struct cc_str text =
        answer->kind == CC_ANSWER_OK ? cc_json_str(answer->json, "access_token") : CC_STR_ABSENT;
    if (!is_token(text))
        return false;
    lock(renewal->oauth);
    token_set(token, text, lifetime_s(answer->json), early_ms);
    unlock(renewal->oauth);
    return true;
}

static bool renew_external(struct renewal *renewal)
{
    struct cc_oauth *oauth = renewal->oauth;
    struct cc_str url = oauth->identity->endpoint.base;
    struct cc_errand errand = {.url = url, .name = CC_STR("(token of the identity provider)")};
    const struct cc_query fields[FIELDS_MAX] = {
        {"grant_type", CC_STR("client_credentials")},
        {"client_id", oauth->client_id},
        {"client_secret", cc_secret_lend(&oauth->client_secret)},
        {"scope", oauth->scope},
    };
    struct cc_answer answer;
    if (ask(renewal, oauth->identity, &errand, fields, &oauth->external, EXTERNAL_EARLY_MS,
            &answer))
        return true;
    renewal->failure =
        cc_str_format(renewal->arena, "the identity provider at %.*s gave no token: %.*s",
                      CC_STR_ARG(url), CC_STR_ARG(describe(renewal->arena, &answer)));
    return false;
}

static bool exchange(struct renewal *renewal, struct cc_answer *answer)
{
    struct cc_oauth *oauth = renewal->oauth;
    struct cc_request request = {.path = CC_STR("/sts/v1/oauth2/token")};
    struct cc_errand errand = {
        .name = request.path,
        .url = cc_endpoint_url(renewal->arena, &oauth->api->endpoint, &request)};
    const struct cc_query fields[FIELDS_MAX] = {
        {"grant_type", CC_STR(GRANT)},
        {"subject_token", cc_secret_lend(&oauth->external.text)},
        {"subject_token_type", CC_STR(JWT_TYPE)},
        {"requested_token_type", CC_STR(ACCESS_TYPE)},
        {"identity_pool_id", oauth->identity_pool_id},
    };
    if (ask(renewal, oauth->api, &errand, fields, &oauth->access, ACCESS_EARLY_MS, answer))
        return true;
    renewal->failure = cc_str_format(
        renewal->arena, "Confluent Cloud gave no access token for identity pool %.*s: %.*s",
        CC_STR_ARG(oauth->identity_pool_id), CC_STR_ARG(describe(renewal->arena, answer)));
    return false;
}

/* A web token that had been kept may have lost its worth meanwhile: then a new one is tried. */
static bool renew(struct renewal *renewal)
{
    struct cc_oauth *oauth = renewal->oauth;
    struct cc_answer answer;
    bool was_kept = is_fresh(&oauth->external);
    if (!was_kept && !renew_external(renewal))
        return false;
    if (exchange(renewal, &answer))
        return true;
    bool may_be_stale = was_kept && !oauth->is_brought && answer.kind == CC_ANSWER_REFUSED &&
                        answer.http_status < 500;
    return may_be_stale && renew_external(renewal) && exchange(renewal, &answer);
}

static bool is_due(const struct cc_oauth *oauth)
{
    return !is_fresh(&oauth->access) && cc_clock_now_ms() >= oauth->retry_ms;
}

/* The failure is kept for the calls to come.  If each of them tried, a dead host would hold them up
 * one after the other, and a wrong secret would lock its owner out. */
static void note_failure(struct cc_oauth *oauth, const struct renewal *renewal)
{
    cc_arena_reset(&oauth->failure_arena);
    oauth->failure = cc_str_copy_into(&oauth->failure_arena, renewal->failure);
    oauth->retry_ms = cc_clock_now_ms() + RENEWAL_PAUSE_MS;
    cc_log(CC_LOG_WARN, "no new access token%s: %.*s",
           is_good(&oauth->access) ? ", going on with the last one" : "",
           CC_STR_ARG(renewal->failure));
}

/* Renews, unless somebody else has tried while this call waited for its turn.  With the lock held,
 * which is left meanwhile. */
static void renew_in_turn(struct cc_oauth *oauth, struct renewal *renewal)
{
    if (!cc_turn_take(&oauth->turn, &oauth->mutex, renewal->cancel)) {
        renewal->is_cancelled = true;
        return;
    }
    if (is_due(oauth)) {
        renewal->is_early = is_good(&oauth->access);
        unlock(oauth);
        bool is_renewed = renew(renewal);
        lock(oauth);
        if (!is_renewed && !renewal->is_cancelled)
            note_failure(oauth, renewal);
    }
    cc_turn_give(&oauth->turn);
}

static struct cc_answer failure_answer(const struct renewal *renewal)
{
    if (renewal->is_cancelled)
        return (struct cc_answer){.kind = CC_ANSWER_CANCELLED,
                                  .reason = CC_STR("the call was cancelled")};
    return (struct cc_answer){.kind = CC_ANSWER_NO_TOKEN,
                              .reason = cc_str_copy_into(renewal->arena, renewal->oauth->failure)};
}

/* While one call renews, the others go on with the token there is, for as long as it is good. */
static bool fetch(void *context, struct cc_arena *arena, struct cc_cancel *cancel,
                  struct cc_str *bearer, struct cc_answer *failure)
{
    struct cc_oauth *oauth = context;
    struct renewal renewal = {.oauth = oauth, .arena = arena, .cancel = cancel};
    lock(oauth);
    bool is_renewing = is_good(&oauth->access) && oauth->turn.is_taken;
    if (is_due(oauth) && !is_renewing)
        renew_in_turn(oauth, &renewal);
    bool has_token = !renewal.is_cancelled && is_good(&oauth->access);
    if (has_token)
        *bearer = cc_str_copy_into(arena, cc_secret_lend(&oauth->access.text));
    else
        *failure = failure_answer(&renewal);
    unlock(oauth);
    return has_token;
}

static void reject(void *context, struct cc_str bearer)
{
    struct cc_oauth *oauth = context;
    lock(oauth);
    if (cc_str_equal(cc_secret_lend(&oauth->access.text), bearer))
        token_drop(&oauth->access);
    unlock(oauth);
}

struct cc_bearer_source cc_oauth_bearers(struct cc_oauth *oauth)
{
    return (struct cc_bearer_source){.fetch = fetch, .reject = reject, .context = oauth};
}
