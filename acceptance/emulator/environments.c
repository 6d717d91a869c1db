// SPDX-License-Identifier: MPL-2.0
#include "emulator/environments.h"

#include "emulator/clock.h"
#include "emulator/cluster_life.h"
#include "emulator/document.h"
#include "emulator/errors.h"
#include "emulator/ids.h"
#include "emulator/organization.h"
#include "emulator/paging.h"

json_t *emu_environment_insert(struct emu_turn *turn, struct cc_str id, struct cc_str display_name,
                               struct cc_str package)
{
    struct cc_str now = emu_clock_format(turn->arena, turn->now_us);
    json_t *doc = emu_doc_new(turn->arena);
    emu_doc_set_text(doc, "api_version", "org/v2");
    emu_doc_set_text(doc, "kind", "Environment");
    emu_doc_set_str(doc, "id", id);
    emu_doc_set_str(doc, "metadata.resource_name", emu_organization_crn(turn, "environment", id));
    emu_doc_set_str(doc, "metadata.created_at", now);
    emu_doc_set_str(doc, "metadata.updated_at", now);
    emu_doc_set_str(doc, "display_name", display_name);
    emu_doc_set_str(doc, "stream_governance_config.package", package);
    emu_store_insert(turn->store, turn->arena,
                     &(struct emu_object){.kind = EMU_ENVIRONMENT, .id = id, .doc = doc});
    return doc;
}

static void environment_dress(const struct emu_request *request, json_t *doc)
{
    emu_doc_set_str(doc, "metadata.self",
                    cc_str_format(request->turn.arena, "%.*s/org/v2/environments/%.*s",
                                  CC_STR_ARG(request->base_url),
                                  CC_STR_ARG(emu_doc_str(doc, "id"))));
}

static bool name_check(struct emu_answer *answer, struct cc_str name)
{
    return !cc_str_is_empty(name) ||
           emu_refuse_member(answer, "/display_name", "must be a text that is not empty");
}

static bool package_check(const struct emu_request *request, struct emu_answer *answer)
{
    static const char path[] = "stream_governance_config.package";
    return !emu_doc_has(request->body, path) || emu_doc_is(request->body, path, "ESSENTIALS") ||
           emu_doc_is(request->body, path, "ADVANCED") ||
           emu_refuse_member(answer, "/stream_governance_config/package",
                             "must be ESSENTIALS or ADVANCED");
}

void emu_environments_create(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    struct cc_str name = emu_doc_str(request->body, "display_name");
    if (!name_check(answer, name) || !package_check(request, answer))
        return;
    struct cc_str package = emu_doc_str(request->body, "stream_governance_config.package");
    json_t *doc =
        emu_environment_insert(turn, emu_id_random(turn->arena, "env-", 6), name,
                               cc_str_is_absent(package) ? CC_STR("ESSENTIALS") : package);
    environment_dress(request, doc);
    emu_answer_created(answer, 201, doc);
}

void emu_environments_list(struct emu_request *request, struct emu_answer *answer)
{
    emu_page_answer(request, answer,
                    &(struct emu_listing){.kind = EMU_ENVIRONMENT,
                                          .api_version = "org/v2",
                                          .list_kind = "EnvironmentList",
                                          .dress = environment_dress});
}

/* The environment of the request's path; NULL after a 404. */
static json_t *environment_find(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    json_t *doc = emu_store_get(turn->store, turn->arena, EMU_ENVIRONMENT, request->id);
    if (!doc)
        emu_refuse_unknown(answer, "environment", request->id);
    return doc;
}

void emu_environments_read(struct emu_request *request, struct emu_answer *answer)
{
    json_t *doc = environment_find(request, answer);
    if (!doc)
        return;
    environment_dress(request, doc);
    emu_answer_with(answer, 200, doc);
}

void emu_environments_update(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    json_t *doc = environment_find(request, answer);
    if (!doc || !package_check(request, answer))
        return;
    if (emu_doc_has(request->body, "display_name") &&
        !name_check(answer, emu_doc_str(request->body, "display_name")))
        return;
    emu_doc_set_str(doc, "display_name", emu_doc_str(request->body, "display_name"));
    emu_doc_set_str(doc, "stream_governance_config.package",
                    emu_doc_str(request->body, "stream_governance_config.package"));
    emu_doc_set_str(doc, "metadata.updated_at", emu_clock_format(turn->arena, turn->now_us));
    emu_store_update(turn->store, turn->arena, request->id, doc);
    environment_dress(request, doc);
    emu_answer_with(answer, 200, doc);
}

/* Refuses while a cluster inside is protected; gives the ids of all of them. */
static bool clusters_collect(struct emu_request *request, struct emu_answer *answer, json_t *ids)
{
    struct emu_turn *turn = &request->turn;
    struct emu_cursor cursor;
    emu_cursor_open(&cursor, turn->store, EMU_CLUSTER, request->id, EMU_SEQ_END);
    while (emu_cursor_next(&cursor, turn->arena)) {
        if (emu_doc_bool(cursor.doc, "spec.deletion_protection"))
            emu_refuse_protected(answer, cursor.id);
        json_array_append_new(ids, json_stringn(cursor.id.ptr, cursor.id.len));
    }
    emu_cursor_close(&cursor);
    return !emu_answer_is_refusal(answer);
}

/* Takes the clusters inside with it. */
void emu_environments_remove(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    json_t *ids = emu_doc_own(turn->arena, json_array());
    if (!environment_find(request, answer) || !clusters_collect(request, answer, ids))
        return;
    for (size_t i = 0; i < json_array_size(ids); i++)
        emu_cluster_vanish(turn, cc_str_from(json_string_value(json_array_get(ids, i))));
    emu_store_remove(turn->store, EMU_ENVIRONMENT, request->id);
    emu_answer_with(answer, 204, NULL);
}

void emu_registries_list(struct emu_request *request, struct emu_answer *answer)
{
    json_t *body = emu_doc_new(request->turn.arena);
    json_t *registry = emu_doc_new(request->turn.arena);
    emu_doc_set_text(registry, "status.phase", "PROVISIONED");
    emu_doc_set_text(body, "api_version", "srcm/v3");
    emu_doc_set_text(body, "kind", "ClusterList");
    emu_doc_set(body, "metadata", json_object());
    emu_doc_set(body, "data", json_array());
    json_array_append(emu_doc_at(body, "data"), registry);
    emu_answer_with(answer, 200, body);
}
