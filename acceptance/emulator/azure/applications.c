// SPDX-License-Identifier: MPL-2.0
#include "emulator/azure/applications.h"

#include "emulator/azure/objects.h"
#include "emulator/document.h"
#include "emulator/errors.h"
#include "emulator/ids.h"

static struct cc_str store_id(const struct emu_turn *turn, struct cc_str client_id)
{
    return emu_azure_id(turn->arena, "/applications/%.*s", CC_STR_ARG(client_id));
}

json_t *emu_application_find(const struct emu_turn *turn, struct cc_str client_id)
{
    return emu_store_get(turn->store, turn->arena, EMU_APPLICATION, store_id(turn, client_id));
}

bool emu_application_is_in(const json_t *application, struct cc_str tenant)
{
    const json_t *tenants = emu_doc_at(application, "tenants");
    for (size_t i = 0; i < json_array_size(tenants); i++) {
        if (cc_str_equal_nocase(tenant, cc_str_from(json_string_value(json_array_get(tenants, i)))))
            return true;
    }
    return false;
}

static bool is_in(const json_t *application, struct cc_str tenant)
{
    return emu_application_is_in(application, tenant);
}

static bool is_machine(const json_t *application, struct cc_str unused)
{
    (void)unused;
    return emu_doc_bool(application, "managed_identity");
}

static json_t *first_that(struct emu_turn *turn,
                          bool (*matches)(const json_t *application, struct cc_str text),
                          struct cc_str text)
{
    struct emu_cursor cursor;
    json_t *found = NULL;
    emu_cursor_open(&cursor, turn->store, EMU_APPLICATION, CC_STR_ABSENT, EMU_SEQ_END);
    while (!found && emu_cursor_next(&cursor, turn->arena))
        found = matches(cursor.doc, text) ? cursor.doc : NULL;
    emu_cursor_close(&cursor);
    return found;
}

bool emu_application_tenant_exists(struct emu_turn *turn, struct cc_str tenant)
{
    return first_that(turn, is_in, tenant) != NULL;
}

json_t *emu_application_of_machine(struct emu_turn *turn, struct cc_str client_id)
{
    json_t *application = cc_str_is_absent(client_id) ? first_that(turn, is_machine, CC_STR_ABSENT)
                                                      : emu_application_find(turn, client_id);
    return is_machine(application, CC_STR_ABSENT) ? application : NULL;
}

json_t *emu_application_merge(struct emu_turn *turn, struct cc_str client_id, const json_t *patch)
{
    json_t *doc = emu_application_find(turn, client_id);
    if (!doc) {
        doc = emu_doc_new(turn->arena);
        emu_doc_set_str(doc, "client_id", client_id);
        emu_doc_set_str(doc, "object_id", emu_id_uuid(turn->arena));
    }
    emu_doc_merge(doc, patch);
    emu_azure_put(turn, &(struct emu_object){
                            .kind = EMU_APPLICATION, .id = store_id(turn, client_id), .doc = doc});
    return doc;
}

void emu_applications_patch(struct emu_request *request, struct emu_answer *answer)
{
    struct cc_str client_id = emu_request_part(request, "name");
    if (!cc_str_is_uuid(client_id) || json_object_get(request->body, "client_id")) {
        emu_refuse_member(answer, "/client_id", "must be a UUID, and only in the path");
        return;
    }
    emu_answer_with(answer, 200, emu_application_merge(&request->turn, client_id, request->body));
}
