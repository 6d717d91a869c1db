// SPDX-License-Identifier: MPL-2.0
#include "emulator/tokens.h"

#include <stdlib.h>
#include <string.h>

#include "emulator/document.h"
#include "emulator/errors.h"
#include "emulator/ids.h"

enum { EXCHANGED_LIFETIME_S_MAX = 900, US = 1000 * 1000 };

#define TYPE "urn:ietf:params:oauth:token-type:"

static const char web_token[] = "web token", access_token[] = "access token";

/* Under this name the store keeps when a token ends. */
static const char *store_name(const struct emu_turn *turn, const char *kind, struct cc_str token)
{
    return cc_str_format(turn->arena, "%s %.*s", kind, CC_STR_ARG(token)).ptr;
}

static bool is_good(const struct emu_turn *turn, const char *kind, struct cc_str token)
{
    return turn->now_us < emu_store_number(turn->store, store_name(turn, kind, token));
}

bool emu_tokens_opens(const struct emu_turn *turn, struct cc_str token)
{
    return is_good(turn, access_token, token);
}

static json_t *token_make(struct emu_turn *turn, const char *kind, int64_t lifetime_s)
{
    struct cc_arena *arena = turn->arena;
    struct cc_str token = cc_str_format(arena, "eyJhbGciOiJSUzI1NiJ9.eyJ%.*s.%.*s",
                                        CC_STR_ARG(emu_id_random(arena, "", 40)),
                                        CC_STR_ARG(emu_id_random(arena, "", 40)));
    emu_store_set_number(turn->store, store_name(turn, kind, token),
                         turn->now_us + lifetime_s * US);
    json_t *body = emu_doc_new(arena);
    emu_doc_set_str(body, "access_token", token);
    emu_doc_set_text(body, "token_type", "Bearer");
    emu_doc_set_int(body, "expires_in", lifetime_s);
    return body;
}

static bool form_is(const struct emu_request *request, const char *field, const char *value)
{
    return cc_str_equal(emu_request_form(request, field), cc_str_from(value));
}

static void refuse_sign_in(struct emu_answer *answer, unsigned status, const char *code,
                           const char *description)
{
    json_t *body = emu_doc_new(answer->arena);
    emu_doc_set_text(body, "error", code);
    emu_doc_set_text(body, "error_description", description);
    emu_answer_with(answer, status, body);
}

void emu_tokens_sign_in(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    struct cc_str secret = cc_str_from(turn->options->oauth_client);
    struct cc_str id = cc_str_cut(&secret, ':');
    if (!form_is(request, "grant_type", "client_credentials"))
        refuse_sign_in(answer, 400, "unsupported_grant_type", "only client_credentials");
    else if (!cc_str_equal(emu_request_form(request, "client_id"), id) ||
             !cc_str_equal(emu_request_form(request, "client_secret"), secret))
        refuse_sign_in(answer, 401, "invalid_client", "no such client, or another secret");
    else
        emu_answer_with(answer, 200, token_make(turn, web_token, turn->options->token_lifetime_s));
}

/* What the exchange demands word by word. */
static const struct {
    const char *field, *value;
} exchange_fields[] = {
    {"grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"},
    {"subject_token_type", TYPE "jwt"},
    {"requested_token_type", TYPE "access_token"},
};

static bool exchange_check(const struct emu_request *request, struct emu_answer *answer)
{
    const struct emu_turn *turn = &request->turn;
    for (size_t i = 0; i < sizeof(exchange_fields) / sizeof(exchange_fields[0]); i++) {
        if (!form_is(request, exchange_fields[i].field, exchange_fields[i].value))
            return emu_refuse_parameter(answer, exchange_fields[i].field, "must be %s",
                                        exchange_fields[i].value);
    }
    if (!form_is(request, "identity_pool_id", turn->options->identity_pool))
        return emu_refuse_parameter(answer, "identity_pool_id", "there is no such identity pool");
    if (!is_good(turn, web_token, emu_request_form(request, "subject_token")))
        return emu_refuse_parameter(answer, "subject_token",
                                    "the pool does not accept this token, or it has expired");
    return true;
}

static int64_t exchange_lifetime_s(const struct emu_request *request)
{
    struct cc_str asked = emu_request_form(request, "expires_in");
    int64_t lifetime_s = request->turn.options->token_lifetime_s;
    int64_t asked_s = cc_str_is_empty(asked) ? lifetime_s : strtoll(asked.ptr, NULL, 10);
    if (asked_s > 0 && asked_s < lifetime_s)
        lifetime_s = asked_s;
    return lifetime_s < EXCHANGED_LIFETIME_S_MAX ? lifetime_s : EXCHANGED_LIFETIME_S_MAX;
}

void emu_tokens_exchange(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    if (!exchange_check(request, answer))
        return;
    json_t *body = token_make(turn, access_token, exchange_lifetime_s(request));
    emu_doc_set_text(body, "issued_token_type", TYPE "access_token");
    emu_answer_with(answer, 200, body);
}
