// SPDX-License-Identifier: MPL-2.0
#include "emulator/keys.h"

#include "emulator/azure/setup.h"
#include "emulator/clock.h"
#include "emulator/document.h"
#include "emulator/errors.h"
#include "emulator/ids.h"
#include "emulator/key_format.h"
#include "emulator/key_validation.h"
#include "emulator/organization.h"
#include "emulator/paging.h"
#include "emulator/timers.h"

static const int64_t released_after_us = INT64_C(5) * 24 * 3600 * 1000000;

static const char *pointer_to(struct emu_answer *answer, const char *member)
{
    return cc_str_format(answer->arena, "/key/%s", member).ptr;
}

static bool display_name_check(const struct emu_request *request, struct emu_answer *answer)
{
    const json_t *name = emu_doc_at(request->body, "display_name");
    if (!name || (json_is_string(name) && json_string_length(name) > 0))
        return true;
    return emu_refuse_member(answer, "/display_name", "must be a text that is not empty");
}

/* As null means the same as missing, the empty text is how a name is taken away. */
static void display_name_change(const struct emu_request *request, struct emu_answer *answer,
                                json_t *doc)
{
    const json_t *name = emu_doc_at(request->body, "display_name");
    if (json_is_string(name) && json_string_length(name) == 0)
        emu_doc_remove(doc, "display_name");
    else if (display_name_check(request, answer))
        emu_doc_set_str(doc, "display_name", emu_doc_str(request->body, "display_name"));
}

/* Files a refusal for every member that is wrong; NULL if one was. */
static const struct emu_key_kind *key_check(const struct emu_request *request,
                                            struct emu_answer *answer)
{
    const json_t *key = emu_doc_at(request->body, "key");
    if (!json_is_object(key)) {
        emu_refuse_member(answer, "/key", "must be an object that describes the cloud's key");
        return NULL;
    }
    const struct emu_key_kind *kind = emu_key_kind_find(emu_doc_str(key, "kind"));
    if (!kind) {
        emu_refuse_member(answer, "/key/kind", "must be AzureKey, AwsKey or GcpKey");
        return NULL;
    }
    bool ok = display_name_check(request, answer);
    for (size_t i = 0; i < EMU_KEY_MEMBERS_MAX && kind->members[i].name; i++) {
        const struct emu_key_member *member = &kind->members[i];
        if (!member->accepts(emu_doc_str(key, member->name)))
            ok = emu_refuse_member(answer, pointer_to(answer, member->name), "must look like %s",
                                   member->expected);
    }
    return ok ? kind : NULL;
}

static void key_dress(const struct emu_request *request, json_t *doc)
{
    struct cc_str id = emu_doc_str(doc, "id");
    emu_doc_set_str(doc, "metadata.self",
                    cc_str_format(request->turn.arena, "%.*s/byok/v1/keys/%.*s",
                                  CC_STR_ARG(request->base_url), CC_STR_ARG(id)));
}

static bool taken_check(const struct emu_request *request, struct emu_answer *answer,
                        struct cc_str identity)
{
    const struct emu_turn *turn = &request->turn;
    struct cc_str id = emu_store_find_unique(turn->store, turn->arena, EMU_KEY, identity);
    if (cc_str_is_absent(id))
        return true;
    answer->location = cc_str_format(turn->arena, "%.*s/byok/v1/keys/%.*s",
                                     CC_STR_ARG(request->base_url), CC_STR_ARG(id));
    return emu_refuse(
        answer, (struct emu_refusal){
                    .status = 409,
                    .code = "resource_already_exists",
                    .pointer = "/key",
                    .detail = cc_str_format(turn->arena, "this key is already registered as %.*s",
                                            CC_STR_ARG(id))});
}

/* What the service adds, so that the customer can grant access to it. */
static void grantees_add(struct emu_turn *turn, const struct emu_key_kind *kind, json_t *doc)
{
    struct cc_arena *arena = turn->arena;
    struct cc_str cloud = cc_str_from(kind->cloud);
    if (cc_str_equal(cloud, CC_STR("AZURE"))) {
        emu_doc_set_str(doc, "key.application_id", emu_id_uuid(arena));
    } else if (cc_str_equal(cloud, CC_STR("GCP"))) {
        emu_doc_set_str(
            doc, "key.security_group",
            cc_str_format(arena, "%.*s@keys.emulator.invalid", CC_STR_ARG(emu_doc_str(doc, "id"))));
    } else {
        json_t *roles = json_array();
        for (int i = 0; i < 2; i++) {
            struct cc_str role = cc_str_format(arena, "arn:aws:iam::%.*s:role/confluent-%.*s",
                                               CC_STR_ARG(emu_id_decimal(arena, 12)),
                                               CC_STR_ARG(emu_id_random(arena, "", 8)));
            json_array_append_new(roles, json_stringn(role.ptr, role.len));
        }
        emu_doc_set(doc, "key.roles", roles);
    }
}

static json_t *key_new(struct emu_request *request, const struct emu_key_kind *kind)
{
    struct emu_turn *turn = &request->turn;
    json_t *doc = emu_doc_new(turn->arena);
    struct cc_str id = emu_id_random(turn->arena, "cck-", 6);
    struct cc_str now = emu_clock_format(turn->arena, turn->now_us);
    emu_doc_set_text(doc, "api_version", "byok/v1");
    emu_doc_set_text(doc, "kind", "Key");
    emu_doc_set_str(doc, "id", id);
    emu_doc_set_str(doc, "metadata.resource_name", emu_organization_crn(turn, "key", id));
    emu_doc_set_str(doc, "metadata.created_at", now);
    emu_doc_set_str(doc, "metadata.updated_at", now);
    emu_doc_set_str(doc, "display_name", emu_doc_str(request->body, "display_name"));
    emu_doc_set_text(doc, "key.kind", kind->kind);
    const json_t *key = emu_doc_at(request->body, "key");
    json_t *stored = emu_doc_at(doc, "key");
    for (size_t i = 0; i < EMU_KEY_MEMBERS_MAX && kind->members[i].name; i++)
        emu_doc_set_str(stored, kind->members[i].name, emu_doc_str(key, kind->members[i].name));
    grantees_add(turn, kind, doc);
    emu_doc_set_text(doc, "provider", kind->provider);
    emu_doc_set_text(doc, "state", "AVAILABLE");
    emu_doc_set_text(doc, "validation.phase", "INITIALIZING");
    emu_doc_set_str(doc, "validation.since", now);
    return doc;
}

void emu_keys_create(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    const struct emu_key_kind *kind = key_check(request, answer);
    if (!kind)
        return;
    const json_t *key = emu_doc_at(request->body, "key");
    struct cc_str identity = kind->identity(turn->arena, emu_doc_str(key, kind->members[0].name));
    if (!taken_check(request, answer, identity))
        return;
    json_t *doc = key_new(request, kind);
    struct cc_str id = emu_doc_str(doc, "id");
    emu_store_insert(
        turn->store, turn->arena,
        &(struct emu_object){.kind = EMU_KEY, .id = id, .unique = identity, .doc = doc});
    emu_key_validation_begin(turn, id);
    emu_setup_registered(turn, doc);
    key_dress(request, doc);
    emu_answer_created(answer, 201, doc);
}

static bool part_matches(const struct emu_request *request, const char *parameter,
                         struct cc_str value)
{
    struct cc_arena *arena = request->turn.arena;
    struct cc_str part = emu_request_query(request, parameter);
    return cc_str_is_absent(part) ||
           cc_str_contains(cc_str_lower(arena, value), cc_str_lower(arena, part));
}

static bool word_matches(const struct emu_request *request, const char *parameter,
                         struct cc_str value)
{
    struct cc_str word = emu_request_query(request, parameter);
    return cc_str_is_absent(word) || cc_str_equal_nocase(word, value);
}

static bool key_matches(const struct emu_request *request, const json_t *doc)
{
    struct cc_str cloud_key = emu_doc_str(doc, "key.key_id");
    if (cc_str_is_absent(cloud_key))
        cloud_key = emu_doc_str(doc, "key.key_arn");
    return part_matches(request, "display_name", emu_doc_str(doc, "display_name")) &&
           part_matches(request, "key", cloud_key) &&
           word_matches(request, "provider", emu_doc_str(doc, "provider")) &&
           word_matches(request, "state", emu_doc_str(doc, "state")) &&
           word_matches(request, "validation_phase", emu_doc_str(doc, "validation.phase")) &&
           word_matches(request, "validation_region", emu_doc_str(doc, "validation.region"));
}

void emu_keys_list(struct emu_request *request, struct emu_answer *answer)
{
    emu_page_answer(request, answer,
                    &(struct emu_listing){.kind = EMU_KEY,
                                          .api_version = "byok/v1",
                                          .list_kind = "KeyList",
                                          .matches = key_matches,
                                          .dress = key_dress});
}

/* The key of the request's path; NULL after a 404. */
static json_t *key_find(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    json_t *doc = emu_store_get(turn->store, turn->arena, EMU_KEY, request->id);
    if (!doc)
        emu_refuse_unknown(answer, "key", request->id);
    return doc;
}

void emu_keys_read(struct emu_request *request, struct emu_answer *answer)
{
    json_t *doc = key_find(request, answer);
    if (!doc)
        return;
    key_dress(request, doc);
    emu_answer_with(answer, 200, doc);
}

/* What is sent again unchanged is no change. */
static void immutable_check(const struct emu_request *request, struct emu_answer *answer,
                            const json_t *doc)
{
    static const char *const members[] = {"kind",      "key_id",         "key_vault_id",
                                          "tenant_id", "application_id", "key_arn",
                                          "roles",     "security_group"};
    const json_t *sent = emu_doc_at(request->body, "key");
    const json_t *stored = emu_doc_at(doc, "key");
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        const json_t *value = emu_doc_at(sent, members[i]);
        if (value && !json_equal(value, emu_doc_at(stored, members[i])))
            emu_refuse_change(answer, pointer_to(answer, members[i]), "cannot be changed");
    }
}

void emu_keys_update(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    json_t *doc = key_find(request, answer);
    if (!doc)
        return;
    immutable_check(request, answer, doc);
    display_name_change(request, answer, doc);
    if (emu_answer_is_refusal(answer))
        return;
    emu_doc_set_str(doc, "metadata.updated_at", emu_clock_format(turn->arena, turn->now_us));
    emu_store_update(turn->store, turn->arena, request->id, doc);
    key_dress(request, doc);
    emu_answer_with(answer, 200, doc);
}

void emu_keys_remove(struct emu_request *request, struct emu_answer *answer)
{
    json_t *doc = key_find(request, answer);
    if (!doc)
        return;
    if (emu_doc_is(doc, "state", "IN_USE")) {
        emu_refuse(answer, (struct emu_refusal){
                               .status = 409,
                               .code = "conflict",
                               .detail = CC_STR("the key is in use, or the cluster that used it "
                                                "was deleted less than five days ago")});
        return;
    }
    emu_store_remove(request->turn.store, EMU_KEY, request->id);
    emu_answer_with(answer, 204, NULL);
}

void emu_key_take(struct emu_turn *turn, struct cc_str key, struct cc_str cluster)
{
    json_t *doc = emu_store_get(turn->store, turn->arena, EMU_KEY, key);
    emu_doc_set_text(doc, "state", "IN_USE");
    emu_store_update(turn->store, turn->arena, key, doc);
    emu_store_set_scope(turn->store, key, cluster);
    emu_store_timer_cancel(turn->store, key, EMU_TIMER_RELEASE);
}

/* The key that a cluster holds, absent if there is none; it has one at most. */
static struct cc_str key_held_by(struct emu_turn *turn, struct cc_str cluster)
{
    struct emu_cursor cursor;
    emu_cursor_open(&cursor, turn->store, EMU_KEY, cluster, EMU_SEQ_END);
    bool found = emu_cursor_next(&cursor, turn->arena);
    emu_cursor_close(&cursor);
    return found ? cursor.id : CC_STR_ABSENT;
}

void emu_key_release_all_of(struct emu_turn *turn, struct cc_str cluster)
{
    struct cc_str key = key_held_by(turn, cluster);
    if (!cc_str_is_absent(key))
        emu_store_timer_set(turn->store, key, EMU_TIMER_RELEASE, turn->now_us + released_after_us);
}

void emu_key_exchange(struct emu_turn *turn, struct cc_str key, struct cc_str cluster)
{
    struct cc_str held = key_held_by(turn, cluster);
    if (!cc_str_is_absent(held))
        emu_key_timer_release(turn, held, turn->now_us);
    const json_t *doc = emu_store_get(turn->store, turn->arena, EMU_KEY, key);
    if (emu_doc_is(doc, "state", "AVAILABLE")) /* one that another cluster uses stays with it */
        emu_key_take(turn, key, cluster);
}

void emu_key_timer_release(struct emu_turn *turn, struct cc_str id, int64_t due_us)
{
    (void)due_us;
    json_t *doc = emu_store_get(turn->store, turn->arena, EMU_KEY, id);
    emu_doc_set_text(doc, "state", "AVAILABLE");
    emu_store_update(turn->store, turn->arena, id, doc);
    emu_store_set_scope(turn->store, id, CC_STR_ABSENT);
}
