// SPDX-License-Identifier: MPL-2.0
#include "emulator/azure/credentials.h"

#include "emulator/azure/assertion.h"
#include "emulator/azure/hosts.h"
#include "emulator/azure/objects.h"
#include "emulator/document.h"
#include "emulator/errors.h"

static const char invalid_client[] = "invalid_client";

bool emu_sign_in_refuse(struct emu_answer *answer, unsigned status, const char *error,
                        const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct cc_str detail = cc_str_vformat(answer->arena, format, args);
    va_end(args);
    return emu_refuse(answer,
                      (struct emu_refusal){.status = status, .code = error, .detail = detail});
}

static bool secret_check(const struct emu_request *request, struct emu_answer *answer,
                         const json_t *application)
{
    int64_t expires;
    struct cc_str id = emu_doc_str(application, "client_id");
    struct cc_str secret = emu_doc_str(application, "client_secret");
    if (cc_str_is_empty(secret) ||
        !cc_str_equal(secret, emu_request_form(request, "client_secret")))
        return emu_sign_in_refuse(answer, 401, invalid_client,
                                  "AADSTS7000215: Invalid client secret provided. Ensure the "
                                  "secret being sent in the request is the client secret value, "
                                  "not the client secret ID, for a secret added to app '%.*s'.",
                                  CC_STR_ARG(id));
    if (emu_doc_int(application, "secret_expires", &expires) &&
        emu_azure_now_s(&request->turn) >= expires)
        return emu_sign_in_refuse(answer, 401, invalid_client,
                                  "AADSTS7000222: The provided client secret keys for app '%.*s' "
                                  "are expired. Create new keys for your app, or consider using "
                                  "certificate credentials for added security.",
                                  CC_STR_ARG(id));
    return true;
}

static bool time_check(const struct emu_request *request, struct emu_answer *answer,
                       const json_t *claims)
{
    int64_t ends = 0, begins = 0;
    int64_t now = emu_azure_now_s(&request->turn);
    emu_doc_int(claims, "exp", &ends);
    emu_doc_int(claims, "nbf", &begins);
    if (now < ends && now >= begins)
        return true;
    return emu_sign_in_refuse(answer, 401, invalid_client,
                              "AADSTS700024: Client assertion is not within its valid time "
                              "range.");
}

static bool is_listed(const json_t *list, struct cc_str text)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (cc_str_equal(text, cc_str_from(json_string_value(json_array_get(list, i)))))
            return true;
    }
    return false;
}

/* The token endpoint itself, by its real address or by ours, or the issuer behind it. */
static bool audience_check(const struct emu_request *request, struct emu_answer *answer,
                           const json_t *claims)
{
    struct cc_arena *arena = request->turn.arena;
    struct cc_str tenant = emu_request_part(request, "tenant");
    const struct cc_str accepted[] = {
        emu_azure_address(request),
        cc_str_format(arena, "%.*s%.*s", CC_STR_ARG(request->base_url), CC_STR_ARG(request->path)),
        cc_str_format(arena, "https://%.*s/%.*s/v2.0", CC_STR_ARG(request->azure->name),
                      CC_STR_ARG(tenant)),
    };
    for (size_t i = 0; i < sizeof(accepted) / sizeof(accepted[0]); i++) {
        if (cc_str_equal_nocase(emu_doc_str(claims, "aud"), accepted[i]))
            return true;
    }
    return emu_sign_in_refuse(answer, 401, invalid_client,
                              "AADSTS700023: Client assertion audience claim does not match "
                              "Realm issuer.");
}

/* Signed by the application.  The signature is taken on trust, but not a foreign certificate. */
static bool own_check(const struct emu_request *request, struct emu_answer *answer,
                      const json_t *application, const struct emu_assertion *assertion)
{
    const json_t *certificates = emu_doc_at(application, "certificates");
    struct cc_str thumbprint = emu_doc_str(assertion->header, "x5t#S256");
    if (cc_str_is_absent(thumbprint))
        thumbprint = emu_doc_str(assertion->header, "x5t");
    if (!is_listed(certificates, thumbprint))
        return emu_sign_in_refuse(answer, 401, invalid_client,
                                  "AADSTS700027: The certificate with identifier used to sign "
                                  "the client assertion is not registered on application. "
                                  "[Reason - The key was not found.]");
    if (!cc_str_equal(emu_doc_str(assertion->claims, "sub"), emu_doc_str(assertion->claims, "iss")))
        return emu_sign_in_refuse(answer, 401, invalid_client,
                                  "AADSTS700021: Client assertion application identifier doesn't "
                                  "match 'client_id' parameter.");
    return audience_check(request, answer, assertion->claims);
}

/* What a foreign token must say, member by member, and the number if nothing trusted says so. */
static const struct {
    const char *claim, *member, *number;
} federated_claims[] = {
    {"iss", "issuer", "AADSTS700211"},
    {"aud", "audience", "AADSTS700212"},
    {"sub", "subject", "AADSTS700213"},
};

static bool foreign_check(struct emu_answer *answer, const json_t *application,
                          const json_t *claims)
{
    const json_t *trusted = emu_doc_at(application, "federated");
    size_t deepest = 0;
    for (size_t i = 0; i < json_array_size(trusted); i++) {
        const json_t *one = json_array_get(trusted, i);
        size_t agreed = 0;
        while (agreed < 3 && cc_str_equal(emu_doc_str(claims, federated_claims[agreed].claim),
                                          emu_doc_str(one, federated_claims[agreed].member)))
            agreed++;
        if (agreed == 3)
            return true;
        deepest = agreed > deepest ? agreed : deepest;
    }
    return emu_sign_in_refuse(answer, 401, invalid_client,
                              "%s: No matching federated identity record found for presented "
                              "assertion %s '%.*s'.",
                              federated_claims[deepest].number, federated_claims[deepest].member,
                              CC_STR_ARG(emu_doc_str(claims, federated_claims[deepest].claim)));
}

static bool assertion_check(const struct emu_request *request, struct emu_answer *answer,
                            const json_t *application)
{
    struct emu_assertion assertion;
    struct cc_str type = emu_request_form(request, "client_assertion_type");
    struct cc_str text = emu_request_form(request, "client_assertion");
    if (!cc_str_equal(type, CC_STR("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")))
        return emu_sign_in_refuse(answer, 400, "invalid_request",
                                  "AADSTS900144: The request body must contain the following "
                                  "parameter: 'client_assertion_type'.");
    if (!emu_assertion_read(request->turn.arena, text, &assertion))
        return emu_sign_in_refuse(answer, 401, invalid_client,
                                  "AADSTS50027: JWT token is invalid or malformed.");
    bool is_own = cc_str_equal_nocase(emu_doc_str(assertion.claims, "iss"),
                                      emu_doc_str(application, "client_id"));
    return time_check(request, answer, assertion.claims) &&
           (is_own ? own_check(request, answer, application, &assertion)
                   : foreign_check(answer, application, assertion.claims));
}

bool emu_credentials_check(const struct emu_request *request, struct emu_answer *answer,
                           const json_t *application)
{
    if (!cc_str_is_absent(emu_request_form(request, "client_secret")))
        return secret_check(request, answer, application);
    if (!cc_str_is_absent(emu_request_form(request, "client_assertion")))
        return assertion_check(request, answer, application);
    return emu_sign_in_refuse(answer, 401, invalid_client,
                              "AADSTS7000216: 'client_assertion', 'client_secret' or 'request' "
                              "is required for the 'client_credentials' grant type.");
}
