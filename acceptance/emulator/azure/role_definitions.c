// SPDX-License-Identifier: MPL-2.0
#include "emulator/azure/role_definitions.h"

#include "emulator/azure/objects.h"
#include "emulator/azure/rights.h"
#include "emulator/document.h"
#include "emulator/errors.h"

#define VAULTS "Microsoft.KeyVault/vaults/"

enum { BUILT_IN_ACTIONS_MAX = 3 };

static const struct built_in {
    const char *guid, *name;
    const char *data_actions[BUILT_IN_ACTIONS_MAX];
} built_in[] = {
    {"e147488a-f6f5-4113-8e2d-b22465e65bf6",
     "Key Vault Crypto Service Encryption User",
     {VAULTS "keys/read", VAULTS "keys/wrap/action", VAULTS "keys/unwrap/action"}},
    {"21090545-7ca7-4776-b22c-e363652d74d2",
     "Key Vault Reader",
     {VAULTS "*/read", VAULTS "secrets/readMetadata/action"}},
    {"00482a5a-887f-4fb3-b363-3b7fe8e74483", "Key Vault Administrator", {VAULTS "*"}},
    {"14b46e9e-c2b7-41b4-b07b-48a6ebf60603", "Key Vault Crypto Officer", {VAULTS "keys/*"}},
    {"12338af0-0e69-4776-bea7-57ae8d297424",
     "Key Vault Crypto User",
     {VAULTS "keys/read", VAULTS "keys/wrap/action", VAULTS "keys/unwrap/action"}},
};

struct cc_str emu_role_guid(struct cc_str id)
{
    struct cc_str last = id;
    while (!cc_str_is_absent(id))
        last = cc_str_cut(&id, '/');
    return last;
}

static struct cc_str store_id(const struct emu_turn *turn, struct cc_str id)
{
    return emu_azure_id(turn->arena, "/roleDefinitions/%.*s", CC_STR_ARG(emu_role_guid(id)));
}

static void identity_set(const struct emu_turn *turn, json_t *doc, struct cc_str guid)
{
    emu_doc_set_str(doc, "id",
                    cc_str_format(turn->arena,
                                  "/providers/Microsoft.Authorization/roleDefinitions/%.*s",
                                  CC_STR_ARG(guid)));
    emu_doc_set_str(doc, "name", guid);
    emu_doc_set_text(doc, "type", "Microsoft.Authorization/roleDefinitions");
}

static json_t *built_in_new(const struct emu_turn *turn, const struct built_in *role)
{
    json_t *doc = emu_doc_new(turn->arena);
    json_t *permission = json_object();
    json_t *permissions = json_array();
    emu_doc_set(permission, "actions", json_array());
    emu_doc_set(permission, "dataActions", json_array());
    for (size_t i = 0; i < BUILT_IN_ACTIONS_MAX && role->data_actions[i]; i++)
        json_array_append_new(emu_doc_at(permission, "dataActions"),
                              json_string(role->data_actions[i]));
    json_array_append_new(permissions, permission);
    identity_set(turn, doc, cc_str_from(role->guid));
    emu_doc_set_text(doc, "properties.roleName", role->name);
    emu_doc_set_text(doc, "properties.type", "BuiltInRole");
    emu_doc_set(doc, "properties.permissions", permissions);
    return doc;
}

json_t *emu_role_definition_get(const struct emu_turn *turn, struct cc_str id)
{
    struct cc_str guid = emu_role_guid(id);
    for (size_t i = 0; i < sizeof(built_in) / sizeof(built_in[0]); i++) {
        if (cc_str_equal_nocase(guid, cc_str_from(built_in[i].guid)))
            return built_in_new(turn, &built_in[i]);
    }
    return emu_store_get(turn->store, turn->arena, EMU_ROLE_DEFINITION, store_id(turn, guid));
}

/* Glob with '*' only, over ASCII in any letter case. */
static bool glob_matches(struct cc_str text, struct cc_str pattern)
{
    struct cc_str rest = pattern;
    struct cc_str head = cc_str_cut(&rest, '*');
    if (!cc_str_equal_nocase(cc_str_slice(text, 0, head.len), head))
        return false;
    if (cc_str_is_absent(rest))
        return text.len == head.len;
    for (size_t from = head.len; from <= text.len; from++) {
        if (glob_matches(cc_str_slice(text, from, text.len), rest))
            return true;
    }
    return false;
}

static bool list_allows(const json_t *list, const char *action)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *pattern = json_string_value(json_array_get(list, i));
        if (pattern && glob_matches(cc_str_from(action), cc_str_from(pattern)))
            return true;
    }
    return false;
}

bool emu_role_allows(const json_t *definition, const char *data_action)
{
    const json_t *permissions = emu_doc_at(definition, "properties.permissions");
    for (size_t i = 0; i < json_array_size(permissions); i++) {
        const json_t *permission = json_array_get(permissions, i);
        if (list_allows(emu_doc_at(permission, "dataActions"), data_action) &&
            !list_allows(emu_doc_at(permission, "notDataActions"), data_action))
            return true;
    }
    return false;
}

void emu_role_definitions_read(struct emu_request *request, struct emu_answer *answer)
{
    struct cc_str role = emu_request_part(request, "role");
    if (!emu_right_check(request, answer, EMU_RIGHT_ROLE_READ, emu_request_part(request, "scope")))
        return;
    json_t *doc = emu_role_definition_get(&request->turn, role);
    if (doc)
        emu_answer_with(answer, 200, doc);
    else
        emu_refuse(answer, (struct emu_refusal){
                               .status = 404,
                               .code = "RoleDefinitionDoesNotExist",
                               .detail = cc_str_format(
                                   answer->arena,
                                   "The specified role definition with ID '%.*s' does not exist.",
                                   CC_STR_ARG(role))});
}

void emu_role_definitions_put(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    struct cc_str role = emu_request_part(request, "role");
    if (!cc_str_is_uuid(role) ||
        !json_is_array(emu_doc_at(request->body, "properties.permissions"))) {
        emu_refuse(answer,
                   (struct emu_refusal){.status = 400,
                                        .code = "InvalidRoleDefinition",
                                        .detail = CC_STR("A role needs a GUID as its name, and "
                                                         "properties.permissions.")});
        return;
    }
    json_t *doc = emu_doc_new(turn->arena);
    emu_doc_set(doc, "properties", json_deep_copy(emu_doc_at(request->body, "properties")));
    emu_doc_set_text(doc, "properties.type", "CustomRole");
    identity_set(turn, doc, role);
    emu_azure_put(turn, &(struct emu_object){
                            .kind = EMU_ROLE_DEFINITION, .id = store_id(turn, role), .doc = doc});
    emu_answer_with(answer, 201, doc);
}
