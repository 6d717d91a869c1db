// SPDX-License-Identifier: MPL-2.0
#include "emulator/azure/rights.h"

#include "emulator/azure/objects.h"
#include "emulator/document.h"
#include "emulator/errors.h"

static const struct {
    const char *name;
    const char *action;
} rights[EMU_RIGHTS_COUNT] = {
    [EMU_RIGHT_VAULT_READ] = {"vault_read", "Microsoft.KeyVault/vaults/read"},
    [EMU_RIGHT_KEY_READ] = {"key_read", "Microsoft.KeyVault/vaults/keys/read"},
    [EMU_RIGHT_ROLE_READ] = {"role_read", "Microsoft.Authorization/roleAssignments/read"},
    [EMU_RIGHT_DATA_READ] = {"data_read", "Microsoft.KeyVault/vaults/keys/read"},
    [EMU_RIGHT_GRAPH_READ] = {"graph_read", "Application.Read.All"},
};

#define RIGHTS_ID CC_STR("/azure/rights")

/* What nobody has taken away is given. */
bool emu_right_given(const struct emu_turn *turn, enum emu_right right)
{
    const json_t *doc = emu_store_get(turn->store, turn->arena, EMU_RIGHTS, RIGHTS_ID);
    return !json_is_false(emu_doc_at(doc, rights[right].name));
}

bool emu_right_check(const struct emu_request *request, struct emu_answer *answer,
                     enum emu_right right, struct cc_str scope)
{
    if (emu_right_given(&request->turn, right))
        return true;
    struct cc_str detail = cc_str_format(
        answer->arena,
        "The client '%.*s' with object id '%.*s' does not have authorization to perform action "
        "'%s' over scope '%.*s' or the scope is invalid. If access was recently granted, please "
        "refresh your credentials.",
        CC_STR_ARG(emu_doc_str(request->caller, "client_id")),
        CC_STR_ARG(emu_doc_str(request->caller, "object_id")), rights[right].action,
        CC_STR_ARG(scope));
    return emu_refuse(answer, (struct emu_refusal){
                                  .status = 403, .code = "AuthorizationFailed", .detail = detail});
}

void emu_rights_read(struct emu_request *request, struct emu_answer *answer)
{
    json_t *body = emu_doc_new(answer->arena);
    for (size_t i = 0; i < EMU_RIGHTS_COUNT; i++)
        emu_doc_set_bool(body, rights[i].name, emu_right_given(&request->turn, (enum emu_right)i));
    emu_answer_with(answer, 200, body);
}

void emu_rights_patch(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    json_t *doc = emu_doc_new(turn->arena);
    size_t known = 0;
    for (size_t i = 0; i < EMU_RIGHTS_COUNT; i++) {
        const json_t *given = emu_doc_at(request->body, rights[i].name);
        known += json_is_boolean(given);
        emu_doc_set_bool(doc, rights[i].name,
                         given ? json_is_true(given) : emu_right_given(turn, (enum emu_right)i));
    }
    if (known != json_object_size(request->body)) {
        emu_refuse_member(answer, "", "must hold only rights that exist, each true or false");
        return;
    }
    emu_azure_put(turn, &(struct emu_object){.kind = EMU_RIGHTS, .id = RIGHTS_ID, .doc = doc});
    emu_rights_read(request, answer);
}
