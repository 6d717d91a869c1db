// SPDX-License-Identifier: MPL-2.0
#include "emulator/azure/behind.h"

#include "emulator/azure/objects.h"
#include "emulator/azure/vaults.h"
#include "emulator/document.h"
#include "emulator/errors.h"

/* How each collection names its objects. */
static const struct collection {
    const char *name, *kind, *member;
} collections[] = {
    {"vaults", EMU_VAULT, "name"},
    {"principals", EMU_PRINCIPAL, "appId"},
    {"roles", EMU_ROLE_ASSIGNMENT, "name"},
    {"applications", EMU_APPLICATION, "client_id"},
};
static const struct collection keys = {"keys", EMU_VAULT_KEY, "name"};

/* The object of a request's path. */
struct found {
    const char *kind;
    struct cc_str id;
    json_t *doc;
};

static const struct collection *collection_of(const struct emu_request *request)
{
    struct cc_str name = emu_request_part(request, "collection");
    if (!cc_str_is_absent(emu_request_part(request, "vault")))
        return &keys;
    for (size_t i = 0; i < sizeof(collections) / sizeof(collections[0]); i++) {
        if (cc_str_equal(name, cc_str_from(collections[i].name)))
            return &collections[i];
    }
    return NULL;
}

/* The vault's id if the path names one, absent for all that is not a key. */
static struct cc_str scope_of(const struct emu_request *request)
{
    const struct emu_turn *turn = &request->turn;
    struct cc_str vault = emu_request_part(request, "vault");
    if (cc_str_is_absent(vault))
        return CC_STR_ABSENT;
    struct cc_str id = emu_doc_str(emu_vault_by_name(turn, vault), "id");
    return cc_str_is_absent(id) ? CC_STR("none") : cc_str_lower(turn->arena, id);
}

static bool find(struct emu_request *request, struct emu_answer *answer, struct found *found)
{
    struct emu_turn *turn = &request->turn;
    const struct collection *collection = collection_of(request);
    struct cc_str name = emu_request_part(request, "name");
    struct emu_cursor cursor;
    *found = (struct found){0};
    if (!collection)
        return emu_refuse_unknown(answer, "collection", emu_request_part(request, "collection"));
    found->kind = collection->kind;
    emu_cursor_open(&cursor, turn->store, collection->kind, scope_of(request), EMU_SEQ_END);
    while (!found->doc && emu_cursor_next(&cursor, turn->arena)) {
        if (!cc_str_equal_nocase(name, emu_doc_str(cursor.doc, collection->member)))
            continue;
        found->doc = cursor.doc;
        found->id = cursor.id;
    }
    emu_cursor_close(&cursor);
    return found->doc || emu_refuse_unknown(answer, collection->kind, name);
}

void emu_behind_read(struct emu_request *request, struct emu_answer *answer)
{
    struct found found;
    if (find(request, answer, &found))
        emu_answer_with(answer, 200, found.doc);
}

void emu_behind_patch(struct emu_request *request, struct emu_answer *answer)
{
    static const char *const fixed[] = {"id", "name", "appId"};
    struct found found;
    if (!find(request, answer, &found))
        return;
    for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
        if (json_object_get(request->body, fixed[i]))
            emu_refuse_member(answer, "", "%s cannot be changed", fixed[i]);
    }
    if (!json_is_object(request->body) || emu_answer_is_refusal(answer))
        return;
    emu_doc_merge(found.doc, request->body);
    emu_azure_put(&request->turn,
                  &(struct emu_object){.kind = found.kind, .id = found.id, .doc = found.doc});
    emu_answer_with(answer, 200, found.doc);
}

/* A vault takes its keys along, the deleted ones as well. */
static void keys_drop(struct emu_turn *turn, struct cc_str vault)
{
    static const char *const kinds[] = {EMU_VAULT_KEY, EMU_VAULT_KEY_DELETED};
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        struct emu_cursor cursor;
        bool found = true;
        while (found) {
            emu_cursor_open(&cursor, turn->store, kinds[i], vault, EMU_SEQ_END);
            found = emu_cursor_next(&cursor, turn->arena);
            emu_cursor_close(&cursor);
            found = found && emu_azure_drop(turn, kinds[i], cursor.id);
        }
    }
}

void emu_behind_remove(struct emu_request *request, struct emu_answer *answer)
{
    struct found found;
    if (!find(request, answer, &found))
        return;
    keys_drop(&request->turn, found.id);
    emu_azure_drop(&request->turn, found.kind, found.id);
    emu_answer_with(answer, 204, NULL);
}
