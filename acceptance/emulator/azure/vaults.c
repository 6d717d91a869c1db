// SPDX-License-Identifier: MPL-2.0
#include "emulator/azure/vaults.h"

#include "emulator/azure/hosts.h"
#include "emulator/azure/objects.h"
#include "emulator/azure/rights.h"
#include "emulator/azure/vault_rules.h"
#include "emulator/clock.h"
#include "emulator/document.h"
#include "emulator/errors.h"

struct cc_str emu_vault_path(const struct emu_request *request)
{
    return cc_str_format(
        request->turn.arena,
        "/subscriptions/%.*s/resourceGroups/%.*s/providers/Microsoft.KeyVault/vaults/%.*s",
        CC_STR_ARG(emu_request_part(request, "subscription")),
        CC_STR_ARG(emu_request_part(request, "group")),
        CC_STR_ARG(emu_request_part(request, "vault")));
}

static json_t *find(const struct emu_turn *turn, const char *kind, struct cc_str id)
{
    return emu_store_get(turn->store, turn->arena, kind, cc_str_lower(turn->arena, id));
}

json_t *emu_vault_get(const struct emu_turn *turn, struct cc_str id)
{
    return find(turn, EMU_VAULT, id);
}

bool emu_vault_is_deleted(const struct emu_turn *turn, struct cc_str id)
{
    return find(turn, EMU_VAULT_DELETED, id) != NULL;
}

/* The id of the vault that has a name, absent if none has. */
static struct cc_str holder(const struct emu_turn *turn, const char *kind, struct cc_str name)
{
    return emu_store_find_unique(turn->store, turn->arena, kind, cc_str_lower(turn->arena, name));
}

json_t *emu_vault_by_name(const struct emu_turn *turn, struct cc_str name)
{
    return find(turn, EMU_VAULT, holder(turn, EMU_VAULT, name));
}

json_t *emu_vault_of(const struct emu_request *request, struct emu_answer *answer,
                     const char *missing_code)
{
    json_t *doc = emu_vault_get(&request->turn, emu_vault_path(request));
    if (!doc)
        emu_refuse(answer,
                   (struct emu_refusal){
                       .status = 404,
                       .code = missing_code,
                       .detail = cc_str_format(
                           answer->arena,
                           "The Resource 'Microsoft.KeyVault/vaults/%.*s' under resource group "
                           "'%.*s' was not found.",
                           CC_STR_ARG(emu_request_part(request, "vault")),
                           CC_STR_ARG(emu_request_part(request, "group")))});
    return doc;
}

void emu_vaults_read(struct emu_request *request, struct emu_answer *answer)
{
    if (!emu_right_check(request, answer, EMU_RIGHT_VAULT_READ, emu_vault_path(request)))
        return;
    json_t *doc = emu_vault_of(request, answer, "ResourceNotFound");
    if (doc)
        emu_answer_with(answer, 200, doc);
}

static struct emu_object object_of(struct emu_turn *turn, const char *kind, json_t *doc)
{
    return (struct emu_object){
        .kind = kind,
        .id = cc_str_lower(turn->arena, emu_doc_str(doc, "id")),
        .unique = cc_str_lower(turn->arena, emu_doc_str(doc, "name")),
        .doc = doc,
    };
}

void emu_vault_store(struct emu_turn *turn, json_t *doc)
{
    struct emu_object object = object_of(turn, EMU_VAULT, doc);
    emu_azure_put(turn, &object);
}

/* A name belongs to one vault, and to a deleted one until that is recovered or purged. */
static bool name_check(const struct emu_request *request, struct emu_answer *answer)
{
    const struct emu_turn *turn = &request->turn;
    struct cc_str name = emu_request_part(request, "vault");
    struct cc_str id = holder(turn, EMU_VAULT, name);
    if (!cc_str_is_absent(holder(turn, EMU_VAULT_DELETED, name)))
        return emu_refuse(
            answer, (struct emu_refusal){
                        .status = 409,
                        .code = "ConflictError",
                        .detail = CC_STR("A vault with the same name already exists in deleted "
                                         "state. You need to either recover or purge existing "
                                         "key vault.")});
    if (cc_str_is_absent(id) || cc_str_equal_nocase(id, emu_vault_path(request)))
        return true;
    return emu_refuse(
        answer, (struct emu_refusal){
                    .status = 409,
                    .code = "VaultAlreadyExists",
                    .detail = cc_str_format(answer->arena,
                                            "The vault name '%.*s' is already in use. Vault names "
                                            "are globally unique so it is possible that the name "
                                            "is already taken.",
                                            CC_STR_ARG(name))});
}

/* Whoever makes the first vault of a subscription shows whose subscription it is. */
static void subscription_claim(struct emu_request *request)
{
    struct emu_turn *turn = &request->turn;
    struct cc_str id = emu_azure_subscription(request);
    if (emu_store_get(turn->store, turn->arena, EMU_SUBSCRIPTION, id))
        return;
    json_t *doc = emu_doc_new(turn->arena);
    emu_doc_set_str(doc, "tenantId", emu_doc_str(request->caller, "tenant_id"));
    emu_azure_put(turn, &(struct emu_object){.kind = EMU_SUBSCRIPTION, .id = id, .doc = doc});
}

static void recover(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    json_t *doc = find(turn, EMU_VAULT_DELETED, emu_vault_path(request));
    if (!doc) {
        emu_vault_of(request, answer, "ResourceNotFound");
        return;
    }
    struct emu_object object = object_of(turn, EMU_VAULT, doc);
    emu_azure_move(turn, EMU_VAULT_DELETED, &object);
    emu_answer_with(answer, 200, doc);
}

void emu_vaults_put(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    struct cc_str id = emu_vault_path(request);
    if (emu_doc_is(request->body, "properties.createMode", "recover")) {
        recover(request, answer);
        return;
    }
    struct cc_str domain = emu_azure_name(request->azure->cloud, EMU_AZURE_VAULT);
    const json_t *before = emu_vault_get(turn, id);
    const json_t *base = before ? before : emu_vault_new(turn, id, domain);
    json_t *doc = emu_vault_new(turn, id, domain);
    if (!name_check(request, answer) || !emu_vault_change(request->body, base, doc, answer))
        return;
    subscription_claim(request);
    emu_vault_store(turn, doc);
    emu_answer_with(answer, before ? 200 : 201, doc);
}

void emu_vaults_update(struct emu_request *request, struct emu_answer *answer)
{
    json_t *doc = emu_vault_of(request, answer, "ResourceNotFound");
    if (!doc)
        return;
    const json_t *before = emu_doc_own(answer->arena, json_deep_copy(doc));
    if (!emu_vault_change(request->body, before, doc, answer))
        return;
    emu_vault_store(&request->turn, doc);
    emu_answer_with(answer, 200, doc);
}

void emu_vaults_remove(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    json_t *doc = emu_vault_get(turn, emu_vault_path(request));
    if (doc) {
        struct emu_object object = object_of(turn, EMU_VAULT_DELETED, doc);
        emu_azure_move(turn, EMU_VAULT, &object);
    }
    emu_answer_with(answer, doc ? 200 : 204, NULL);
}

void emu_vaults_read_deleted(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    struct cc_str id = holder(turn, EMU_VAULT_DELETED, emu_request_part(request, "vault"));
    const json_t *vault = find(turn, EMU_VAULT_DELETED, id);
    if (!vault) {
        emu_refuse(answer, (struct emu_refusal){
                               .status = 404,
                               .code = "DeletedVaultNotFound",
                               .detail = CC_STR("The specified deleted vault does not exist.")});
        return;
    }
    json_t *body = emu_doc_new(turn->arena);
    emu_doc_set_text(body, "type", "Microsoft.KeyVault/deletedVaults");
    emu_doc_set_str(body, "name", emu_doc_str(vault, "name"));
    emu_doc_set_str(body, "properties.vaultId", emu_doc_str(vault, "id"));
    emu_doc_set_str(body, "properties.location", emu_doc_str(vault, "location"));
    emu_doc_set(body, "properties.purgeProtectionEnabled",
                json_boolean(emu_doc_bool(vault, "properties.enablePurgeProtection")));
    emu_answer_with(answer, 200, body);
}
