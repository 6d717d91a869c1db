// SPDX-License-Identifier: MPL-2.0
#include "emulator/azure/principals.h"

#include "base/buf.h"
#include "emulator/azure/hosts.h"
#include "emulator/azure/objects.h"
#include "emulator/azure/rights.h"
#include "emulator/document.h"
#include "emulator/errors.h"
#include "emulator/ids.h"

enum { CONTEXT_BYTES_MAX = 4096 };

static struct cc_str store_id(const struct emu_turn *turn, struct cc_str object_id)
{
    return emu_azure_id(turn->arena, "/servicePrincipals/%.*s", CC_STR_ARG(object_id));
}

static struct cc_str identity(const struct emu_turn *turn, struct cc_str tenant,
                              struct cc_str app_id)
{
    return emu_azure_id(turn->arena, "%.*s/%.*s", CC_STR_ARG(tenant), CC_STR_ARG(app_id));
}

json_t *emu_principal_find(const struct emu_turn *turn, struct cc_str tenant, struct cc_str app_id)
{
    struct cc_str id = emu_store_find_unique(turn->store, turn->arena, EMU_PRINCIPAL,
                                             identity(turn, tenant, app_id));
    return emu_store_get(turn->store, turn->arena, EMU_PRINCIPAL, id);
}

json_t *emu_principal_get(const struct emu_turn *turn, struct cc_str object_id)
{
    return emu_store_get(turn->store, turn->arena, EMU_PRINCIPAL, store_id(turn, object_id));
}

json_t *emu_principal_make(struct emu_turn *turn, struct cc_str tenant, struct cc_str app_id)
{
    json_t *doc = emu_principal_find(turn, tenant, app_id);
    if (!doc) {
        doc = emu_doc_new(turn->arena);
        emu_doc_set_str(doc, "id", emu_id_uuid(turn->arena));
        emu_doc_set_str(doc, "appId", app_id);
    }
    emu_doc_set_text(doc, "displayName", "Confluent Cloud");
    emu_doc_set_bool(doc, "accountEnabled", true);
    emu_doc_set_text(doc, "servicePrincipalType", "Application");
    emu_azure_put(turn, &(struct emu_object){.kind = EMU_PRINCIPAL,
                                             .id = store_id(turn, emu_doc_str(doc, "id")),
                                             .scope = tenant,
                                             .unique = identity(turn, tenant, app_id),
                                             .doc = doc});
    return doc;
}

bool emu_principal_is(const json_t *principal, struct cc_str object_id)
{
    const json_t *groups = emu_doc_at(principal, "groups");
    if (principal && cc_str_equal_nocase(object_id, emu_doc_str(principal, "id")))
        return true;
    for (size_t i = 0; i < json_array_size(groups); i++) {
        if (cc_str_equal_nocase(object_id,
                                cc_str_from(json_string_value(json_array_get(groups, i)))))
            return true;
    }
    return false;
}

/* Only the members that were asked for; all but our own if none was. */
static json_t *selection(const struct emu_request *request, json_t *principal)
{
    struct cc_arena *arena = request->turn.arena;
    struct cc_str rest = emu_request_query(request, "$select");
    json_object_del(principal, "groups");
    if (cc_str_is_empty(rest))
        return principal;
    json_t *selected = emu_doc_new(arena);
    while (!cc_str_is_absent(rest)) {
        const char *member = cc_str_c(arena, cc_str_cut(&rest, ','));
        json_object_set(selected, member, json_object_get(principal, member));
    }
    return selected;
}

static void answer_principal(const struct emu_request *request, struct emu_answer *answer,
                             unsigned status, json_t *principal)
{
    struct cc_str select = emu_request_query(request, "$select");
    struct cc_str host = request->azure->name;
    struct cc_buf context;
    json_t *body = emu_doc_new(answer->arena);
    cc_buf_init(&context, answer->arena, CONTEXT_BYTES_MAX);
    cc_buf_appendf(&context, "https://%.*s/v1.0/$metadata#servicePrincipals", CC_STR_ARG(host));
    if (!cc_str_is_empty(select))
        cc_buf_appendf(&context, "(%.*s)", CC_STR_ARG(select));
    cc_buf_append_str(&context, CC_STR("/$entity"));
    struct cc_str text = cc_buf_str(&context);
    json_object_set_new(body, "@odata.context", json_stringn(text.ptr, text.len));
    json_object_update(body, selection(request, principal));
    emu_answer_with(answer, status, body);
}

void emu_principals_read(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    struct cc_str app_id = emu_request_part(request, "application");
    if (!emu_right_given(turn, EMU_RIGHT_GRAPH_READ)) {
        emu_refuse(answer,
                   (struct emu_refusal){
                       .status = 403,
                       .code = "Authorization_RequestDenied",
                       .detail = CC_STR("Insufficient privileges to complete the operation.")});
        return;
    }
    json_t *principal = emu_principal_find(turn, emu_doc_str(request->caller, "tenant_id"), app_id);
    if (principal)
        answer_principal(request, answer, 200, principal);
    else
        emu_refuse(answer, (struct emu_refusal){.status = 404,
                                                .code = "Request_ResourceNotFound",
                                                .detail = cc_str_format(
                                                    answer->arena,
                                                    "Resource '%.*s' does not exist or one of its "
                                                    "queried reference-property objects are not "
                                                    "present.",
                                                    CC_STR_ARG(app_id))});
}

void emu_principals_create(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    struct cc_str app_id = emu_doc_str(request->body, "appId");
    struct cc_str tenant = emu_doc_str(request->caller, "tenant_id");
    if (!cc_str_is_uuid(app_id))
        emu_refuse(answer,
                   (struct emu_refusal){
                       .status = 400,
                       .code = "Request_BadRequest",
                       .detail = cc_str_format(answer->arena,
                                               "The appId '%.*s' of the service principal does "
                                               "not reference a valid application object.",
                                               CC_STR_ARG(app_id))});
    else if (emu_principal_find(turn, tenant, app_id))
        emu_refuse(answer,
                   (struct emu_refusal){
                       .status = 409,
                       .code = "Request_MultipleObjectsWithSameKeyValue",
                       .detail = cc_str_format(answer->arena,
                                               "The service principal cannot be created, updated, "
                                               "or restored because the service principal name "
                                               "%.*s is already in use.",
                                               CC_STR_ARG(app_id))});
    else
        answer_principal(request, answer, 201, emu_principal_make(turn, tenant, app_id));
}
