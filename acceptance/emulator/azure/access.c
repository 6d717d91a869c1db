// SPDX-License-Identifier: MPL-2.0
#include "emulator/azure/access.h"

#include "emulator/azure/objects.h"
#include "emulator/azure/vaults.h"
#include "emulator/document.h"
#include "emulator/errors.h"
#include "emulator/ids.h"
#include "emulator/routes.h"

struct cc_str emu_access_token(struct emu_turn *turn, const struct emu_access *access,
                               int64_t lifetime_s)
{
    struct cc_arena *arena = turn->arena;
    struct cc_str token = cc_str_format(arena, "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJ%.*s.%.*s",
                                        CC_STR_ARG(emu_id_random(arena, "", 40)),
                                        CC_STR_ARG(emu_id_random(arena, "", 40)));
    json_t *doc = emu_doc_new(arena);
    emu_doc_set_str(doc, "audience", emu_azure_name(access->cloud, access->service));
    emu_doc_set_str(doc, "tenant_id", access->tenant_id);
    emu_doc_set_str(doc, "client_id", emu_doc_str(access->application, "client_id"));
    emu_doc_set_str(doc, "object_id", emu_doc_str(access->application, "object_id"));
    emu_doc_set_int(doc, "ends", emu_azure_now_s(turn) + lifetime_s);
    emu_store_insert(turn->store, arena,
                     &(struct emu_object){.kind = EMU_TOKEN, .id = token, .doc = doc});
    return token;
}

struct cc_str emu_access_caller(const struct emu_request *request)
{
    return cc_str_format(request->turn.arena,
                         "appid=%.*s;oid=%.*s;iss=https://sts.windows.net/%.*s/",
                         CC_STR_ARG(emu_doc_str(request->caller, "client_id")),
                         CC_STR_ARG(emu_doc_str(request->caller, "object_id")),
                         CC_STR_ARG(emu_doc_str(request->caller, "tenant_id")));
}

/* Why a token does not open the door, in each service's words. */
enum problem { NO_TOKEN, NOT_OURS, ENDED, OTHER_AUDIENCE, OTHER_TENANT, PROBLEMS };

static const struct {
    const char *code, *message;
} problems[PROBLEMS][EMU_AZURE_SERVICES] = {
    [NO_TOKEN] =
        {
            [EMU_AZURE_MANAGEMENT] = {"AuthenticationFailed",
                                      "Authentication failed. The 'Authorization' header is "
                                      "missing."},
            [EMU_AZURE_VAULT] = {"Unauthorized",
                                 "AKV10000: Request is missing a Bearer or PoP token."},
            [EMU_AZURE_GRAPH] = {"InvalidAuthenticationToken", "Access token is empty."},
        },
    [NOT_OURS] =
        {
            [EMU_AZURE_MANAGEMENT] = {"InvalidAuthenticationToken", "The access token is invalid."},
            [EMU_AZURE_VAULT] = {"Unauthorized", "AKV10001: Error validating token."},
            [EMU_AZURE_GRAPH] = {"InvalidAuthenticationToken",
                                 "CompactToken parsing failed with error code: 80049217"},
        },
    [ENDED] =
        {
            [EMU_AZURE_MANAGEMENT] = {"ExpiredAuthenticationToken",
                                      "The access token has expired. It must be refreshed."},
            [EMU_AZURE_VAULT] = {"Unauthorized", "AKV10015: The token has expired."},
            [EMU_AZURE_GRAPH] = {"InvalidAuthenticationToken",
                                 "Lifetime validation failed, the token is expired."},
        },
    [OTHER_AUDIENCE] =
        {
            [EMU_AZURE_MANAGEMENT] = {"InvalidAuthenticationTokenAudience",
                                      "The access token has been obtained for wrong audience or "
                                      "resource."},
            [EMU_AZURE_VAULT] = {"Unauthorized", "AKV10022: Invalid audience."},
            [EMU_AZURE_GRAPH] = {"InvalidAuthenticationToken",
                                 "Access token validation failure. Invalid audience."},
        },
    [OTHER_TENANT] =
        {
            [EMU_AZURE_MANAGEMENT] = {"InvalidAuthenticationTokenTenant",
                                      "The access token is from the wrong issuer. It must match "
                                      "the tenant associated with this subscription."},
            [EMU_AZURE_VAULT] = {"Unauthorized", "AKV10032: Invalid issuer."},
        },
};

/* The tenant that owns what the path names, absent if nobody does. */
static struct cc_str tenant_of(const struct emu_request *request)
{
    const struct emu_turn *turn = &request->turn;
    if (request->azure->service == EMU_AZURE_VAULT)
        return emu_doc_str(emu_vault_by_name(turn, emu_request_part(request, "vault")),
                           "properties.tenantId");
    struct cc_str subscription = emu_azure_subscription(request);
    return emu_doc_str(emu_store_get(turn->store, turn->arena, EMU_SUBSCRIPTION, subscription),
                       "tenantId");
}

static enum problem problem_find(const struct emu_request *request, const json_t *token,
                                 struct cc_str tenant)
{
    int64_t ends = 0;
    const struct emu_azure_host *host = request->azure;
    if (cc_str_is_absent(request->authorization))
        return NO_TOKEN;
    if (!emu_doc_int(token, "ends", &ends))
        return NOT_OURS;
    if (emu_azure_now_s(&request->turn) >= ends)
        return ENDED;
    if (!cc_str_equal(emu_doc_str(token, "audience"), emu_azure_name(host->cloud, host->service)))
        return OTHER_AUDIENCE;
    if (!cc_str_is_absent(tenant) && !cc_str_equal_nocase(tenant, emu_doc_str(token, "tenant_id")))
        return OTHER_TENANT;
    return PROBLEMS;
}

/* Tells which tenant's token for which resource would open the door. */
static bool challenge(const struct emu_request *request, struct emu_answer *answer,
                      enum problem problem, struct cc_str tenant)
{
    const struct emu_azure_host *host = request->azure;
    bool is_vault = host->service == EMU_AZURE_VAULT;
    struct cc_str login = emu_azure_name(host->cloud, EMU_AZURE_LOGIN);
    struct cc_str resource = emu_azure_name(host->cloud, host->service);
    answer->challenge = cc_str_format(
        answer->arena, "Bearer %s=\"https://%.*s/%.*s\", resource=\"https://%.*s\"",
        is_vault ? "authorization" : "authorization_uri", CC_STR_ARG(login),
        CC_STR_ARG(cc_str_is_absent(tenant) ? CC_STR("common") : tenant), CC_STR_ARG(resource));
    return emu_refuse(answer, (struct emu_refusal){
                                  .status = 401,
                                  .code = problems[problem][host->service].code,
                                  .detail = cc_str_from(problems[problem][host->service].message)});
}

static const json_t *token_read(const struct emu_request *request)
{
    const struct cc_str scheme = CC_STR("Bearer ");
    const struct emu_turn *turn = &request->turn;
    struct cc_str text = request->authorization;
    if (!cc_str_starts_with(text, scheme))
        return NULL;
    return emu_store_get(turn->store, turn->arena, EMU_TOKEN,
                         cc_str_slice(text, scheme.len, text.len));
}

static bool version_check(const struct emu_request *request, struct emu_answer *answer)
{
    static const char *const codes[EMU_AZURE_SERVICES] = {
        [EMU_AZURE_MANAGEMENT] = "MissingApiVersionParameter",
        [EMU_AZURE_VAULT] = "BadParameter",
    };
    const char *code = codes[request->azure->service];
    struct cc_str version = emu_request_query(request, "api-version");
    if (!code || cc_str_only(version, "0123456789.-abcdefghijklmnopqrstuvwxyz"))
        return true;
    return emu_refuse(answer,
                      (struct emu_refusal){.status = 400,
                                           .code = code,
                                           .detail = CC_STR("The api-version query parameter "
                                                            "(?api-version=) is required for all "
                                                            "requests.")});
}

bool emu_access_admit(struct emu_request *request, struct emu_answer *answer)
{
    if (request->route->is_sign_in)
        return true;
    struct cc_str tenant = tenant_of(request);
    request->caller = token_read(request);
    enum problem problem = problem_find(request, request->caller, tenant);
    if (problem != PROBLEMS)
        return challenge(request, answer, problem, tenant);
    return version_check(request, answer);
}
