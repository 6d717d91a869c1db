// SPDX-License-Identifier: MPL-2.0
#include "emulator/organization.h"

#include "emulator/clock.h"
#include "emulator/document.h"
#include "emulator/environments.h"
#include "emulator/errors.h"
#include "emulator/paging.h"

/* The same in every database, so that recorded names stay comparable. */
static const char organization_id[] = "5c0ffee0-0000-4000-8000-000000000001";

struct cc_str emu_organization_crn(const struct emu_turn *turn, const char *type, struct cc_str id)
{
    return cc_str_format(turn->arena, "crn://confluent.cloud/organization=%s/%s=%.*s",
                         organization_id, type, CC_STR_ARG(id));
}

void emu_organization_seed(struct emu_turn *turn)
{
    struct cc_str id = cc_str_from(organization_id);
    if (emu_store_get(turn->store, turn->arena, EMU_ORGANIZATION, id))
        return;
    struct cc_str now = emu_clock_format(turn->arena, turn->now_us);
    json_t *doc = emu_doc_new(turn->arena);
    emu_doc_set_text(doc, "api_version", "org/v2");
    emu_doc_set_text(doc, "kind", "Organization");
    emu_doc_set_str(doc, "id", id);
    emu_doc_set_str(
        doc, "metadata.resource_name",
        cc_str_format(turn->arena, "crn://confluent.cloud/organization=%s", organization_id));
    emu_doc_set_str(doc, "metadata.created_at", now);
    emu_doc_set_str(doc, "metadata.updated_at", now);
    emu_doc_set_text(doc, "display_name", "emulator");
    emu_store_insert(turn->store, turn->arena,
                     &(struct emu_object){.kind = EMU_ORGANIZATION, .id = id, .doc = doc});
    emu_environment_insert(turn, CC_STR("env-demo01"), CC_STR("default"), CC_STR("ESSENTIALS"));
}

static void organization_dress(const struct emu_request *request, json_t *doc)
{
    emu_doc_set_str(doc, "metadata.self",
                    cc_str_format(request->turn.arena, "%.*s/org/v2/organizations/%.*s",
                                  CC_STR_ARG(request->base_url),
                                  CC_STR_ARG(emu_doc_str(doc, "id"))));
}

void emu_organizations_list(struct emu_request *request, struct emu_answer *answer)
{
    emu_page_answer(request, answer,
                    &(struct emu_listing){.kind = EMU_ORGANIZATION,
                                          .api_version = "org/v2",
                                          .list_kind = "OrganizationList",
                                          .dress = organization_dress});
}

void emu_organizations_read(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    json_t *doc = emu_store_get(turn->store, turn->arena, EMU_ORGANIZATION, request->id);
    if (!doc) {
        emu_refuse_unknown(answer, "organization", request->id);
        return;
    }
    organization_dress(request, doc);
    emu_answer_with(answer, 200, doc);
}
