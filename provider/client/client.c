// SPDX-License-Identifier: MPL-2.0
#include "client/client.h"

#include <assert.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/clock.h"
#include "client/client_tuning.h"
#include "client/endpoint.h"
#include "client/engine.h"
#include "client/oauth.h"
#include "client/paging.h"
#include "client/retry.h"
#include "client/sender.h"
#include "client/transfer.h"
#include "client/trust.h"
#include "client/veil.h"

#include "base/banned.h"

struct cc_client {
    struct cc_arena arena; /* the client itself lies in it */
    struct cc_transfer_profile profile;
    struct cc_veil veil;
    struct cc_engine *engine;
    struct cc_sender api;
    struct cc_sender tokens;   /* the API's host once more: its limits for tokens are others */
    struct cc_sender identity; /* the user's identity provider; unused without its address */
    struct cc_oauth *oauth;    /* NULL: Basic credentials or none */
    struct cc_bearer_source bearers;
};

bool cc_client_check_endpoint(struct cc_arena *arena, struct cc_str endpoint, struct cc_str *reason)
{
    struct cc_endpoint parsed;
    return cc_endpoint_parse(arena, endpoint, &parsed, reason);
}

bool cc_client_check_token_url(struct cc_arena *arena, struct cc_str url, struct cc_str *reason)
{
    struct cc_endpoint parsed;
    return cc_endpoint_parse_url(arena, url, &parsed, reason);
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
                         const struct cc_client_options *options)
{
    *profile = (struct cc_transfer_profile){
        .user_agent = header_value(arena, options->user_agent),
        .trust = cc_trust_find(arena, options->ca_file),
        .timeout_ms = options->request_timeout_ms,
    };
    if (options->oauth)
        return;
    cc_secret_init(&profile->user, options->api_key);
    cc_secret_init(&profile->password, options->api_secret);
}

/* The secret also as a form writes it. */
static void veil_oauth(struct cc_veil *veil, const struct cc_oauth_options *oauth)
{
    struct cc_arena arena;
    struct cc_query field = {"", oauth->external_client_secret};
    cc_arena_init(&arena);
    struct cc_str form = cc_endpoint_form(&arena, &field, 1); /* "=" and the value */
    cc_veil_add(veil, oauth->external_client_secret);
    cc_veil_add(veil, cc_str_slice(form, 1, form.len));
    cc_veil_add(veil, oauth->external_access_token);
    cc_arena_release(&arena);
}

static void veil_init(struct cc_veil *veil, const struct cc_client_options *options)
{
    if (options->oauth)
        veil_oauth(veil, options->oauth);
    else
        cc_veil_init(veil, options->api_key, options->api_secret);
}

/* What has passed its check is accepted here. */
static void expect(bool is_accepted)
{
    assert(is_accepted);
    (void)is_accepted;
}

static void oauth_init(struct cc_client *client, const struct cc_oauth_options *options,
                       const struct cc_retry_policy *policy, uint64_t seed)
{
    struct cc_endpoint endpoint;
    struct cc_str reason;
    if (!cc_str_is_absent(options->external_token_url)) {
        expect(
            cc_endpoint_parse_url(&client->arena, options->external_token_url, &endpoint, &reason));
        cc_sender_init(&client->identity, &endpoint, client->engine, &client->veil, policy, ~seed);
    }
    cc_sender_init(&client->tokens, &client->api.endpoint, client->engine, &client->veil, policy,
                   seed ^ 1);
    client->oauth = cc_oauth_new(&client->arena, options, &client->tokens, &client->identity);
    client->bearers = cc_oauth_bearers(client->oauth);
}

struct cc_client *cc_client_new_tuned(const struct cc_client_options *options,
                                      const struct cc_retry_policy *policy, uint64_t seed)
{
    assert(options->max_retries >= 0 && options->request_timeout_ms > 0);
    struct cc_arena arena;
    struct cc_endpoint endpoint;
    struct cc_str reason;
    cc_arena_init(&arena);
    struct cc_client *client = cc_arena_new(&arena, struct cc_client);
    client->arena = arena; /* from here on the client's copy is the arena */
    expect(cc_endpoint_parse(&client->arena, options->endpoint, &endpoint, &reason));
    profile_init(&client->arena, &client->profile, options);
    veil_init(&client->veil, options);
    client->engine = cc_engine_new(&client->arena, &client->profile);
    if (!client->engine) {
        cc_client_free(client);
        return NULL;
    }
    cc_sender_init(&client->api, &endpoint, client->engine, &client->veil, policy, seed);
    if (options->oauth)
        oauth_init(client, options->oauth, policy, seed);
    return client;
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
    cc_trust_release(&client->profile.trust);
    cc_oauth_free(client->oauth);
    cc_secret_release(&client->profile.user);
    cc_secret_release(&client->profile.password);
    cc_veil_release(&client->veil);
    struct cc_arena arena = client->arena;
    cc_arena_release(&arena);
}

int64_t cc_client_gate_ms(struct cc_client *client)
{
    return atomic_load(&client->api.gate_ms);
}

struct cc_answer cc_client_send(struct cc_client *client, struct cc_arena *arena,
                                struct cc_cancel *cancel, const struct cc_request *request)
{
    struct cc_errand errand = {
        .method = request->method,
        .url = cc_endpoint_url(arena, &client->api.endpoint, request),
        .name = request->path,
        .body = request->body ? cc_json_write(arena, request->body) : CC_STR_ABSENT,
        .is_optional = request->is_optional || request->once_ms > 0,
        .once_ms = request->once_ms,
        .bearers = client->oauth ? &client->bearers : NULL,
    };
    struct cc_answer answer = cc_sender_send(&client->api, arena, cancel, &errand);
    if (answer.kind == CC_ANSWER_UNREACHED) /* libcurl's words do not always name it */
        answer.reason = cc_str_format(arena, "%.*s: %.*s", CC_STR_ARG(client->api.endpoint.base),
                                      CC_STR_ARG(answer.reason));
    return answer;
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
            cc_paging_read(arena, paging, &client->api.endpoint, &answer);
    } while (answer.kind == CC_ANSWER_OK && !cc_str_is_absent(paging->token));
    answer.tries = tries;
    *items = answer.kind == CC_ANSWER_OK ? paging->items : NULL;
    *item_count = answer.kind == CC_ANSWER_OK ? paging->item_count : 0;
    return answer;
}
