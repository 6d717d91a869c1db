// SPDX-License-Identifier: MPL-2.0
#include "emulator/azure/entra.h"

#include <inttypes.h>

#include "emulator/azure/access.h"
#include "emulator/azure/applications.h"
#include "emulator/azure/credentials.h"
#include "emulator/azure/objects.h"
#include "emulator/document.h"

static bool form_check(const struct emu_request *request, struct emu_answer *answer)
{
    static const char *const needed[] = {"grant_type", "client_id", "scope"};
    for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
        if (cc_str_is_empty(emu_request_form(request, needed[i])))
            return emu_sign_in_refuse(answer, 400, "invalid_request",
                                      "AADSTS900144: The request body must contain the following "
                                      "parameter: '%s'.",
                                      needed[i]);
    }
    struct cc_str grant = emu_request_form(request, "grant_type");
    return cc_str_equal(grant, CC_STR("client_credentials")) ||
           emu_sign_in_refuse(answer, 400, "unsupported_grant_type",
                              "AADSTS70003: The app requested an unsupported grant type '%.*s'.",
                              CC_STR_ARG(grant));
}

/* The application of the form, if it is known in the tenant of the path. */
static const json_t *application_find(struct emu_request *request, struct emu_answer *answer)
{
    struct cc_str tenant = emu_request_part(request, "tenant");
    struct cc_str client_id = emu_request_form(request, "client_id");
    const json_t *application = emu_application_find(&request->turn, client_id);
    if (emu_application_is_in(application, tenant))
        return application;
    if (!emu_application_tenant_exists(&request->turn, tenant))
        emu_sign_in_refuse(answer, 400, "invalid_request",
                           "AADSTS90002: Tenant '%.*s' not found. Check to make sure you have "
                           "the correct tenant ID and are signing into the correct cloud.",
                           CC_STR_ARG(tenant));
    else
        emu_sign_in_refuse(answer, 400, "unauthorized_client",
                           "AADSTS700016: Application with identifier '%.*s' was not found in "
                           "the directory '%.*s'.",
                           CC_STR_ARG(client_id), CC_STR_ARG(tenant));
    return NULL;
}

static bool scope_read(const struct emu_request *request, struct emu_answer *answer,
                       struct emu_access *access)
{
    const struct cc_str end = CC_STR("/.default");
    struct cc_str scope = emu_request_form(request, "scope");
    if (!cc_str_ends_with(scope, end))
        return emu_sign_in_refuse(answer, 400, "invalid_scope",
                                  "AADSTS1002012: The provided value for scope %.*s is not "
                                  "valid. Client credential flows must have a scope value with "
                                  "/.default suffixed to the resource identifier.",
                                  CC_STR_ARG(scope));
    struct cc_str resource = cc_str_slice(scope, 0, scope.len - end.len);
    if (emu_azure_resource_find(resource, &access->cloud, &access->service) &&
        access->cloud == request->azure->cloud)
        return true;
    return emu_sign_in_refuse(answer, 400, "invalid_resource",
                              "AADSTS500011: The resource principal named %.*s was not found in "
                              "the tenant named %.*s.",
                              CC_STR_ARG(resource),
                              CC_STR_ARG(emu_request_part(request, "tenant")));
}

void emu_entra_sign_in(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    const int64_t lifetime_s = turn->options->token_lifetime_s;
    struct emu_access access = {.tenant_id = emu_request_part(request, "tenant")};
    if (!form_check(request, answer))
        return;
    access.application = application_find(request, answer);
    if (!access.application || !scope_read(request, answer, &access) ||
        !emu_credentials_check(request, answer, access.application))
        return;
    json_t *body = emu_doc_new(turn->arena);
    emu_doc_set_text(body, "token_type", "Bearer");
    emu_doc_set_int(body, "expires_in", lifetime_s);
    emu_doc_set_int(body, "ext_expires_in", lifetime_s);
    emu_doc_set_str(body, "access_token", emu_access_token(turn, &access, lifetime_s));
    emu_answer_with(answer, 200, body);
}

static bool machine_check(const struct emu_request *request, struct emu_answer *answer,
                          struct emu_access *access)
{
    static const char error[] = "invalid_request";
    struct cc_str resource = emu_request_query(request, "resource");
    if (!cc_str_equal_nocase(request->metadata, CC_STR("true")))
        return emu_sign_in_refuse(answer, 400, error, "Required metadata header not specified");
    if (cc_str_is_empty(emu_request_query(request, "api-version")))
        return emu_sign_in_refuse(answer, 400, error,
                                  "Required query variable 'api-version' is "
                                  "missing");
    if (cc_str_is_empty(resource))
        return emu_sign_in_refuse(answer, 400, error, "Required audience parameter not specified");
    if (!emu_azure_resource_find(resource, &access->cloud, &access->service))
        return emu_sign_in_refuse(answer, 400, "invalid_resource",
                                  "AADSTS500011: The resource principal named %.*s was not found.",
                                  CC_STR_ARG(resource));
    return access->application || emu_sign_in_refuse(answer, 400, error, "Identity not found");
}

static void set_decimal(struct emu_turn *turn, json_t *body, const char *member, int64_t number)
{
    emu_doc_set_str(body, member, cc_str_format(turn->arena, "%" PRId64, number));
}

void emu_entra_machine(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    const int64_t lifetime_s = turn->options->token_lifetime_s;
    struct emu_access access = {
        .application = emu_application_of_machine(turn, emu_request_query(request, "client_id"))};
    if (!machine_check(request, answer, &access))
        return;
    const json_t *tenant = json_array_get(emu_doc_at(access.application, "tenants"), 0);
    access.tenant_id = cc_str_from(json_string_value(tenant));
    json_t *body = emu_doc_new(turn->arena);
    emu_doc_set_str(body, "access_token", emu_access_token(turn, &access, lifetime_s));
    emu_doc_set_str(body, "client_id", emu_doc_str(access.application, "client_id"));
    set_decimal(turn, body, "expires_in", lifetime_s); /* numbers are texts here */
    set_decimal(turn, body, "expires_on", emu_azure_now_s(turn) + lifetime_s);
    set_decimal(turn, body, "not_before", emu_azure_now_s(turn));
    emu_doc_set_str(body, "resource", emu_request_query(request, "resource"));
    emu_doc_set_text(body, "token_type", "Bearer");
    emu_answer_with(answer, 200, body);
}
