// SPDX-License-Identifier: MPL-2.0
#include "emulator/azure/roles.h"

#include <inttypes.h>
#include <stdlib.h>

#include "emulator/azure/hosts.h"
#include "emulator/azure/objects.h"
#include "emulator/azure/principals.h"
#include "emulator/azure/rights.h"
#include "emulator/azure/role_definitions.h"
#include "emulator/azure/role_filter.h"
#include "emulator/clock.h"
#include "emulator/document.h"
#include "emulator/errors.h"
#include "emulator/ids.h"

bool emu_role_scope_covers(struct cc_str scope, struct cc_str target)
{
    const struct cc_str groups = CC_STR("/providers/Microsoft.Management/managementGroups/");
    if (cc_str_equal(scope, CC_STR("/")) ||
        cc_str_equal_nocase(cc_str_slice(scope, 0, groups.len), groups))
        return true;
    struct cc_str head = cc_str_slice(target, 0, scope.len);
    return scope.len > 0 && cc_str_equal_nocase(scope, head) &&
           (target.len == scope.len || target.ptr[scope.len] == '/');
}

static struct cc_str scope_of(const struct emu_request *request)
{
    return cc_str_format(request->turn.arena, "/%.*s",
                         CC_STR_ARG(emu_request_part(request, "scope")));
}

static bool principal_matches(const struct emu_turn *turn, const struct emu_role_filter *filter,
                              struct cc_str holder)
{
    if (!cc_str_is_absent(filter->principal_id))
        return cc_str_equal_nocase(holder, filter->principal_id);
    return cc_str_is_absent(filter->assigned_to) ||
           cc_str_equal_nocase(holder, filter->assigned_to) ||
           emu_principal_is(emu_principal_get(turn, filter->assigned_to), holder);
}

/* Without atScope() the list also holds what is below the scope. */
static bool matches(const struct emu_turn *turn, const struct emu_role_filter *filter,
                    struct cc_str scope, const json_t *doc)
{
    struct cc_str own = emu_doc_str(doc, "properties.scope");
    return (emu_role_scope_covers(own, scope) ||
            (!filter->at_scope && emu_role_scope_covers(scope, own))) &&
           principal_matches(turn, filter, emu_doc_str(doc, "properties.principalId"));
}

/* Where the list goes on, in the query as "$skipToken". */
static int64_t skip_read(const struct emu_request *request)
{
    struct cc_str token = emu_request_query(request, "$skipToken");
    return cc_str_is_absent(token) ? EMU_SEQ_END
                                   : strtoll(cc_str_c(request->turn.arena, token), NULL, 16);
}

/* Fills the page; returns where the next one goes on, EMU_SEQ_END if there is none. */
static int64_t page_fill(const struct emu_request *request, const struct emu_role_filter *filter,
                         json_t *page)
{
    const struct emu_turn *turn = &request->turn;
    struct cc_str scope = scope_of(request);
    struct emu_cursor cursor;
    int64_t last = EMU_SEQ_END, next = EMU_SEQ_END;
    emu_cursor_open(&cursor, turn->store, EMU_ROLE_ASSIGNMENT, CC_STR_ABSENT, skip_read(request));
    while (next == EMU_SEQ_END && emu_cursor_next(&cursor, turn->arena)) {
        if (!matches(turn, filter, scope, cursor.doc))
            continue;
        if (json_array_size(page) == EMU_ROLES_PAGE_SIZE) {
            next = last;
            continue;
        }
        json_array_append(page, cursor.doc);
        last = cursor.seq;
    }
    emu_cursor_close(&cursor);
    return next;
}

void emu_roles_list(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_role_filter filter;
    struct cc_str text = emu_request_query(request, "$filter");
    if (!emu_right_check(request, answer, EMU_RIGHT_ROLE_READ, scope_of(request)))
        return;
    if (!emu_role_filter_read(text, &filter)) {
        emu_refuse(answer,
                   (struct emu_refusal){
                       .status = 400,
                       .code = "UnsupportedQuery",
                       .detail = cc_str_format(answer->arena,
                                               "The filter '%.*s' is not supported. Supported "
                                               "filters are either 'atScope()' or 'principalId eq "
                                               "'{value}' or assignedTo('{value}')'.",
                                               CC_STR_ARG(text))});
        return;
    }
    json_t *body = emu_doc_new(answer->arena);
    json_t *page = json_array();
    emu_doc_set(body, "value", page);
    int64_t next = page_fill(request, &filter, page);
    if (next != EMU_SEQ_END)
        emu_doc_set_str(body, "nextLink",
                        emu_request_link(request, emu_azure_address(request), "$skipToken",
                                         cc_str_format(answer->arena, "%" PRIx64, (uint64_t)next)));
    emu_answer_with(answer, 200, body);
}

/* Nobody has the same role twice at one scope. */
static struct cc_str identity(const struct emu_turn *turn, const struct emu_role_grant *grant)
{
    return emu_azure_id(turn->arena, "%.*s %.*s %.*s", CC_STR_ARG(grant->scope),
                        CC_STR_ARG(grant->role), CC_STR_ARG(grant->principal_id));
}

static struct cc_str resource_id(const struct emu_turn *turn, struct cc_str scope,
                                 struct cc_str name)
{
    return cc_str_format(turn->arena, "%.*s/providers/Microsoft.Authorization/roleAssignments/%.*s",
                         CC_STR_ARG(scope), CC_STR_ARG(name));
}

/* Definitions are named below the subscription, if the scope has one. */
static struct cc_str definition_id(const struct emu_turn *turn, const struct emu_role_grant *grant)
{
    struct cc_str rest = grant->scope;
    cc_str_cut(&rest, '/');
    bool is_below = cc_str_equal_nocase(cc_str_cut(&rest, '/'), CC_STR("subscriptions"));
    struct cc_str subscription = cc_str_cut(&rest, '/');
    return cc_str_format(turn->arena,
                         "%s%.*s/providers/Microsoft.Authorization/roleDefinitions/%.*s",
                         is_below ? "/subscriptions/" : "",
                         CC_STR_ARG(is_below ? subscription : CC_STR("")), CC_STR_ARG(grant->role));
}

static json_t *assignment_new(const struct emu_turn *turn, const struct emu_role_grant *grant,
                              struct cc_str name)
{
    json_t *doc = emu_doc_new(turn->arena);
    struct cc_str now = emu_clock_format(turn->arena, turn->now_us);
    emu_doc_set_str(doc, "id", resource_id(turn, grant->scope, name));
    emu_doc_set_str(doc, "name", name);
    emu_doc_set_text(doc, "type", "Microsoft.Authorization/roleAssignments");
    emu_doc_set_str(doc, "properties.roleDefinitionId", definition_id(turn, grant));
    emu_doc_set_str(doc, "properties.principalId", grant->principal_id);
    emu_doc_set_text(doc, "properties.principalType", "ServicePrincipal");
    emu_doc_set_str(doc, "properties.scope", grant->scope);
    emu_doc_set(doc, "properties.condition", json_null());
    emu_doc_set_str(doc, "properties.createdOn", now);
    return doc;
}

static void assignment_store(struct emu_turn *turn, const struct emu_role_grant *grant, json_t *doc)
{
    struct cc_str id = cc_str_lower(turn->arena, emu_doc_str(doc, "id"));
    emu_azure_put(turn, &(struct emu_object){.kind = EMU_ROLE_ASSIGNMENT,
                                             .id = id,
                                             .unique = identity(turn, grant),
                                             .doc = doc});
}

static json_t *assignment_find(const struct emu_turn *turn, const struct emu_role_grant *grant)
{
    struct cc_str id =
        emu_store_find_unique(turn->store, turn->arena, EMU_ROLE_ASSIGNMENT, identity(turn, grant));
    return emu_store_get(turn->store, turn->arena, EMU_ROLE_ASSIGNMENT, id);
}

struct cc_str emu_role_grant(struct emu_turn *turn, const struct emu_role_grant *grant)
{
    const json_t *doc = assignment_find(turn, grant);
    struct cc_str name = doc ? emu_doc_str(doc, "name") : emu_id_uuid(turn->arena);
    assignment_store(turn, grant, assignment_new(turn, grant, name));
    return name;
}

static bool refuse(struct emu_answer *answer, unsigned status, const char *code,
                   const char *message)
{
    return emu_refuse(answer, (struct emu_refusal){
                                  .status = status, .code = code, .detail = cc_str_from(message)});
}

/* Whoever says that the principal is a service principal is not asked whether it exists: a new one
 * takes a while to be seen everywhere. */
static bool principal_is_good(const struct emu_request *request)
{
    struct cc_str id = emu_doc_str(request->body, "properties.principalId");
    return cc_str_is_uuid(id) && (emu_doc_has(request->body, "properties.principalType") ||
                                  emu_principal_get(&request->turn, id));
}

static bool put_check(const struct emu_request *request, struct emu_answer *answer,
                      const struct emu_role_grant *grant)
{
    const struct emu_turn *turn = &request->turn;
    if (!cc_str_is_uuid(emu_request_part(request, "assignment")))
        return refuse(answer, 400, "InvalidRoleAssignmentId",
                      "The role assignment ID is not valid. It must be a GUID.");
    if (!emu_role_definition_get(turn, grant->role))
        return refuse(answer, 404, "RoleDefinitionDoesNotExist",
                      "The specified role definition does not exist.");
    if (!principal_is_good(request))
        return refuse(answer, 400, "PrincipalNotFound",
                      "The principal does not exist in the directory. Check that you have the "
                      "correct principal ID.");
    if (assignment_find(turn, grant))
        return refuse(answer, 409, "RoleAssignmentExists", "The role assignment already exists.");
    return true;
}

void emu_roles_put(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    struct cc_str name = emu_request_part(request, "assignment");
    const struct emu_role_grant grant = {
        .scope = scope_of(request),
        .role = emu_role_guid(emu_doc_str(request->body, "properties.roleDefinitionId")),
        .principal_id = emu_doc_str(request->body, "properties.principalId"),
    };
    if (!put_check(request, answer, &grant))
        return;
    json_t *doc = assignment_new(turn, &grant, name);
    if (emu_store_get(turn->store, turn->arena, EMU_ROLE_ASSIGNMENT,
                      cc_str_lower(turn->arena, emu_doc_str(doc, "id")))) {
        refuse(answer, 409, "RoleAssignmentUpdateNotPermitted",
               "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.");
        return;
    }
    emu_doc_set_str(doc, "properties.principalType",
                    emu_doc_str(request->body, "properties.principalType"));
    emu_doc_set_str(doc, "properties.condition",
                    emu_doc_str(request->body, "properties.condition"));
    assignment_store(turn, &grant, doc);
    emu_answer_with(answer, 201, doc);
}

void emu_roles_remove(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    struct cc_str id = cc_str_lower(
        turn->arena, resource_id(turn, scope_of(request), emu_request_part(request, "assignment")));
    json_t *doc = emu_store_get(turn->store, turn->arena, EMU_ROLE_ASSIGNMENT, id);
    emu_azure_drop(turn, EMU_ROLE_ASSIGNMENT, id);
    emu_answer_with(answer, doc ? 200 : 204, doc);
}
