// SPDX-License-Identifier: MPL-2.0
#include "client/oauth.h"

#include <assert.h>
#include <pthread.h>

#include "base/clock.h"
#include "base/lock.h"
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
    RENEWAL_PAUSE_MS = 10 * 1000, /* after a renewal, before the next is worth a try */
    TIMEOUT_MS = 20 * 1000,
    STATUS_BAD_REQUEST = 400,
    STATUS_UNAUTHORIZED = 401,
    STATUS_FORBIDDEN = 403,
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
    struct cc_sender *service, *identity;
    struct cc_secret client_secret;
    struct cc_str client_id, scope, identity_pool_id;
    bool is_brought; /* the external token is the user's: it cannot be renewed */

    pthread_mutex_t mutex; /* guards all below */
    struct cc_turn turn;   /* to renew */
    struct token external; /* this and the next: changed only by whoever has the turn */
    bool has_worked;       /* the external token has been exchanged before */
    struct token access;
    int64_t retry_ms;      /* no renewal before this: the last one failed … */
    int64_t reject_ms;     /* before this, a token that is turned away is kept */
    bool has_failed_early; /* … when there was a token yet, so it was not tried hard */
    struct cc_str failure; /* why */
    bool failed_exchange;  /* at which step */
    struct cc_arena failure_arena;
};

/* What one renewal may use up. */
struct renewal {
    struct cc_oauth *oauth;
    struct cc_arena *arena;
    struct cc_cancel *cancel;
    bool is_early; /* there is a token yet: nothing is worth long pauses */
    bool is_cancelled;
    bool is_exchange;      /* the step that was tried last */
    struct cc_str failure; /* absent unless it failed for another reason */
};

struct cc_oauth *cc_oauth_new(struct cc_arena *arena, const struct cc_oauth_options *options,
                              struct cc_sender *service, struct cc_sender *identity)
{
    struct cc_oauth *oauth = cc_arena_new(arena, struct cc_oauth);
    oauth->service = service;
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
    assert(error == 0);
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

/* An answer that repeats the form may do so in any spelling: then its words are not shown. */
static bool repeats_form(struct cc_str words)
{
    return cc_str_contains(words, CC_STR("client_secret=")) ||
           cc_str_contains(words, CC_STR("subject_token="));
}

static struct cc_str words_of(const struct cc_answer *answer)
{
    const struct cc_api_error *error = &answer->errors[0];
    struct cc_str words = cc_str_is_empty(error->detail) ? error->title : error->detail;
    return repeats_form(words) ? CC_STR("(its words repeat what was sent)") : words;
}

/* Never the body: it may be a token that came in a wrong wrapping. */
static struct cc_str describe(struct cc_arena *arena, const struct cc_answer *answer)
{
    if (answer->kind == CC_ANSWER_OK)
        return CC_STR("the answer holds no usable access_token");
    if (answer->kind != CC_ANSWER_REFUSED)
        return answer->reason;
    bool has_error = answer->error_count > 0, has_id = !cc_str_is_empty(answer->request_id);
    struct cc_str code = has_error ? answer->errors[0].code : CC_STR_ABSENT;
    struct cc_str words = has_error ? words_of(answer) : answer->reason;
    return cc_str_format(arena, "status %d%s%.*s%s%.*s%s%.*s%s", answer->http_status,
                         cc_str_is_empty(code) ? "" : ": ", CC_STR_ARG(code),
                         cc_str_is_empty(words) ? "" : ": ", CC_STR_ARG(words),
                         has_id ? " (request " : "", CC_STR_ARG(answer->request_id),
                         has_id ? ")" : "");
}

/* One form, and where its token goes. */
struct sign_in {
    struct cc_sender *sender;
    struct cc_str url, name;
    const struct cc_query *fields; /* FIELDS_MAX of them */
    struct cc_str secret;          /* one of the fields */
    struct token *token;
    int64_t early_ms;
};

static struct cc_answer ask(struct renewal *renewal, const struct sign_in *what)
{
    struct cc_errand errand = {
        .method = CC_POST,
        .url = what->url,
        .name = what->name,
        .body = cc_endpoint_form(renewal->arena, what->fields, FIELDS_MAX),
        .content_type = "application/x-www-form-urlencoded",
        .secret = what->secret,
        .is_harmless = true, /* a token more does no harm */
        .is_optional = renewal->is_early,
        .timeout_ms = TIMEOUT_MS,
    };
    return cc_sender_send(what->sender, renewal->arena, renewal->cancel, &errand);
}

/* False when there is no token in the answer, which then is described as the failure. */
static bool sign_in(struct renewal *renewal, const struct sign_in *what, struct cc_answer *answer)
{
    *answer = ask(renewal, what);
    renewal->is_cancelled = answer->kind == CC_ANSWER_CANCELLED;
    struct cc_str text =
        answer->kind == CC_ANSWER_OK ? cc_json_str(answer->json, "access_token") : CC_STR_ABSENT;
    if (!is_token(text)) {
        renewal->failure = describe(renewal->arena, answer);
        return false;
    }
    cc_lock(&renewal->oauth->mutex);
    token_set(what->token, text, lifetime_s(answer->json), what->early_ms);
    cc_unlock(&renewal->oauth->mutex);
    return true;
}

/* Some token endpoints take a key in their query. */
static struct cc_str without_query(struct cc_str url)
{
    return cc_str_cut(&url, '?');
}

static bool renew_external(struct renewal *renewal)
{
    struct cc_oauth *oauth = renewal->oauth;
    struct cc_str secret = cc_secret_lend(&oauth->client_secret);
    const struct cc_query fields[FIELDS_MAX] = {
        {"grant_type", CC_STR("client_credentials")},
        {"client_id", oauth->client_id},
        {"client_secret", secret},
        {"scope", oauth->scope},
    };
    const struct sign_in what = {.sender = oauth->identity,
                                 .url = oauth->identity->endpoint.base,
                                 .name = CC_STR("(token of the identity provider)"),
                                 .fields = fields,
                                 .secret = secret,
                                 .token = &oauth->external,
                                 .early_ms = EXTERNAL_EARLY_MS};
    struct cc_answer answer;
    renewal->is_exchange = false;
    if (sign_in(renewal, &what, &answer)) {
        oauth->has_worked = false;
        return true;
    }
    renewal->failure =
        cc_str_format(renewal->arena, "the identity provider at %.*s gave no token: %.*s",
                      CC_STR_ARG(without_query(what.url)), CC_STR_ARG(renewal->failure));
    return false;
}

static bool exchange(struct renewal *renewal, struct cc_answer *answer)
{
    struct cc_oauth *oauth = renewal->oauth;
    renewal->is_exchange = true;
    struct cc_request request = {.path = CC_STR("/sts/v1/oauth2/token")};
    struct cc_str subject = cc_secret_lend(&oauth->external.text);
    const struct cc_query fields[FIELDS_MAX] = {
        {"grant_type", CC_STR(GRANT)},
        {"subject_token", subject},
        {"subject_token_type", CC_STR(JWT_TYPE)},
        {"requested_token_type", CC_STR(ACCESS_TYPE)},
        {"identity_pool_id", oauth->identity_pool_id},
    };
    const struct sign_in what = {
        .sender = oauth->service,
        .url = cc_endpoint_url(renewal->arena, &oauth->service->endpoint, &request),
        .name = request.path,
        .fields = fields,
        .secret = subject,
        .token = &oauth->access,
        .early_ms = ACCESS_EARLY_MS};
    if (sign_in(renewal, &what, answer)) {
        oauth->has_worked = true;
        return true;
    }
    renewal->failure = cc_str_format(
        renewal->arena, "Confluent Cloud gave no access token for identity pool %.*s: %.*s",
        CC_STR_ARG(oauth->identity_pool_id), CC_STR_ARG(renewal->failure));
    return false;
}

/* What was accepted before and is refused now may have been taken back meanwhile. */
static bool may_be_stale(const struct cc_oauth *oauth, const struct cc_answer *answer)
{
    static const int statuses[] = {STATUS_BAD_REQUEST, STATUS_UNAUTHORIZED, STATUS_FORBIDDEN};
    bool says_so = false;
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++)
        says_so |= answer->kind == CC_ANSWER_REFUSED && answer->http_status == statuses[i];
    return says_so && oauth->has_worked && !oauth->is_brought;
}

/* A token that is to be renewed is good for a while yet, so that its renewal may fail. */
static bool have_external(struct renewal *renewal)
{
    struct cc_oauth *oauth = renewal->oauth;
    bool was_early = renewal->is_early;
    if (is_fresh(&oauth->external))
        return true;
    renewal->is_early |= is_good(&oauth->external);
    bool is_renewed = renew_external(renewal);
    renewal->is_early = was_early;
    return is_renewed || (!renewal->is_cancelled && is_good(&oauth->external));
}

static bool renew(struct renewal *renewal)
{
    struct cc_answer answer;
    if (!have_external(renewal))
        return false;
    if (exchange(renewal, &answer))
        return true;
    return may_be_stale(renewal->oauth, &answer) && renew_external(renewal) &&
           exchange(renewal, &answer);
}

/* A failure that came early, with few tries, says little once the token has ended. */
static bool is_due(const struct cc_oauth *oauth)
{
    bool says_little = oauth->has_failed_early && !is_good(&oauth->access);
    return !is_fresh(&oauth->access) && (cc_clock_now_ms() >= oauth->retry_ms || says_little);
}

/* The failure is kept for the calls to come.  If each of them tried, a dead host would hold them up
 * one after the other, and a wrong secret would lock its owner out. */
static void note_failure(struct cc_oauth *oauth, const struct renewal *renewal)
{
    cc_arena_reset(&oauth->failure_arena);
    oauth->failed_exchange = renewal->is_exchange;
    oauth->failure = cc_str_copy_into(&oauth->failure_arena, renewal->failure);
    oauth->retry_ms = cc_clock_now_ms() + RENEWAL_PAUSE_MS;
    oauth->has_failed_early = renewal->is_early;
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
        cc_unlock(&oauth->mutex);
        bool is_renewed = renew(renewal);
        cc_lock(&oauth->mutex);
        if (is_renewed)
            oauth->failure = CC_STR_ABSENT;
        else if (!renewal->is_cancelled)
            note_failure(oauth, renewal);
    }
    cc_turn_give(&oauth->turn);
}

static struct cc_answer failure_answer(const struct renewal *renewal)
{
    if (renewal->is_cancelled)
        return (struct cc_answer){.kind = CC_ANSWER_CANCELLED,
                                  .reason = CC_STR("the call was cancelled")};
    struct cc_str failure = renewal->oauth->failure;
    if (cc_str_is_absent(failure))
        failure = CC_STR("the last one ended before it could be used");
    return (struct cc_answer){.kind = CC_ANSWER_NO_TOKEN,
                              .reason = cc_str_copy_into(renewal->arena, failure),
                              .is_exchange = renewal->oauth->failed_exchange};
}

/* While one call renews, the others go on with the token there is, for as long as it is good. */
static bool fetch(void *context, struct cc_arena *arena, struct cc_cancel *cancel,
                  struct cc_str *bearer, struct cc_answer *failure)
{
    struct cc_oauth *oauth = context;
    struct renewal renewal = {.oauth = oauth, .arena = arena, .cancel = cancel};
    cc_lock(&oauth->mutex);
    bool is_renewing = is_good(&oauth->access) && oauth->turn.is_taken;
    if (is_due(oauth) && !is_renewing)
        renew_in_turn(oauth, &renewal);
    bool has_token = !renewal.is_cancelled && is_good(&oauth->access);
    if (has_token)
        *bearer = cc_str_copy_into(arena, cc_secret_lend(&oauth->access.text));
    else
        *failure = failure_answer(&renewal);
    cc_unlock(&oauth->mutex);
    return has_token;
}

/* Who turns away one token after the other will not take the next one either. */
static bool reject(void *context, struct cc_str bearer)
{
    struct cc_oauth *oauth = context;
    cc_lock(&oauth->mutex);
    bool is_current = cc_str_equal(cc_secret_lend(&oauth->access.text), bearer);
    bool is_again = is_current && cc_clock_now_ms() < oauth->reject_ms;
    if (is_current && !is_again) {
        cc_secret_release(&oauth->access.text);
        oauth->reject_ms = cc_clock_now_ms() + RENEWAL_PAUSE_MS;
    }
    cc_unlock(&oauth->mutex);
    return !is_again;
}

struct cc_bearer_source cc_oauth_bearers(struct cc_oauth *oauth)
{
    return (struct cc_bearer_source){.fetch = fetch, .reject = reject, .context = oauth};
}
