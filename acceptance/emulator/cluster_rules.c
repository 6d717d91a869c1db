// SPDX-License-Identifier: MPL-2.0
#include "emulator/cluster_rules.h"

#include <inttypes.h>

#include "emulator/document.h"
#include "emulator/errors.h"
#include "emulator/key_format.h"
#include "emulator/key_validation.h"

enum { ZONES_MAX = 3 };

static bool is_one_of(struct cc_str word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (cc_str_equal(word, cc_str_from(words[i])))
            return true;
    }
    return false;
}

bool emu_availability_is_multi(struct cc_str word)
{
    static const char *const words[] = {"MULTI_ZONE", "HIGH"};
    return is_one_of(word, words, 2);
}

static bool availability_is_known(struct cc_str word)
{
    static const char *const words[] = {"SINGLE_ZONE", "LOW"};
    return emu_availability_is_multi(word) || is_one_of(word, words, 2);
}

struct cc_str emu_cloud_word(struct cc_str cloud)
{
    static const struct cc_str words[] = {CC_STR_INIT("AWS"), CC_STR_INIT("GCP"),
                                          CC_STR_INIT("AZURE")};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (cc_str_equal_nocase(cloud, words[i]))
            return words[i];
    }
    return CC_STR_ABSENT;
}

bool emu_cluster_is_simple(struct cc_str kind)
{
    static const char *const words[] = {"Basic", "Standard"};
    return is_one_of(kind, words, 2);
}

static bool kind_is_known(struct cc_str kind)
{
    static const char *const words[] = {"Dedicated", "Enterprise", "Freight"};
    return emu_cluster_is_simple(kind) || is_one_of(kind, words, 3);
}

static void place_check(const struct emu_request *request, struct emu_answer *answer)
{
    const json_t *body = request->body;
    if (cc_str_is_empty(emu_doc_str(body, "spec.display_name")))
        emu_refuse_member(answer, "/spec/display_name", "must be a text that is not empty");
    if (!availability_is_known(emu_doc_str(body, "spec.availability")))
        emu_refuse_member(answer, "/spec/availability",
                          "must be SINGLE_ZONE, MULTI_ZONE, LOW or HIGH");
    if (cc_str_is_absent(emu_cloud_word(emu_doc_str(body, "spec.cloud"))))
        emu_refuse_member(answer, "/spec/cloud", "the provider must be AWS, GCP or AZURE");
    if (!cc_str_only(emu_doc_str(body, "spec.region"), "abcdefghijklmnopqrstuvwxyz0123456789-"))
        emu_refuse_member(answer, "/spec/region",
                          "the region is not available; it is spelt as its provider does");
    if (!kind_is_known(emu_doc_str(body, "spec.config.kind")))
        emu_refuse_member(answer, "/spec/config/kind",
                          "must be Dedicated, Basic, Standard, Enterprise or Freight");
}

static bool cku_check(const json_t *body, struct emu_answer *answer, struct cc_str availability)
{
    int64_t cku;
    const int64_t cku_min = emu_availability_is_multi(availability) ? 2 : 1;
    if (!emu_doc_int(body, "spec.config.cku", &cku))
        return emu_refuse_member(answer, "/spec/config/cku", "must be a whole number");
    if (cku >= cku_min && cku <= INT32_MAX)
        return true;
    return emu_refuse_member(answer, "/spec/config/cku",
                             "CKU must be greater than or equal to %" PRId64
                             " for a cluster with availability %.*s",
                             cku_min, CC_STR_ARG(availability));
}

static bool zones_are_texts(const json_t *zones)
{
    size_t count = json_array_size(zones);
    for (size_t i = 0; i < count; i++) {
        if (!json_is_string(json_array_get(zones, i)))
            return false;
        for (size_t j = 0; j < i; j++) {
            if (json_equal(json_array_get(zones, i), json_array_get(zones, j)))
                return false;
        }
    }
    return count >= 1 && count <= ZONES_MAX;
}

static void options_check(const json_t *body, struct emu_answer *answer, struct cc_str kind)
{
    static const char *const priorities[] = {"REGULAR", "PRIORITY"};
    const json_t *zones = emu_doc_at(body, "spec.config.zones");
    if (zones && !zones_are_texts(zones))
        emu_refuse_member(answer, "/spec/config/zones", "must be one to three different texts");
    if (emu_doc_has(body, "spec.config.release_priority") &&
        !is_one_of(emu_doc_str(body, "spec.config.release_priority"), priorities, 2))
        emu_refuse_member(answer, "/spec/config/release_priority", "must be REGULAR or PRIORITY");
    const json_t *protection = emu_doc_at(body, "spec.deletion_protection");
    if (protection && !json_is_boolean(protection))
        emu_refuse_member(answer, "/spec/deletion_protection", "must be true or false");
    if (json_is_true(protection) && emu_cluster_is_simple(kind))
        emu_refuse_change(answer, "/spec/deletion_protection",
                          "is not available for clusters of this kind");
}

static void environment_check(const struct emu_request *request, struct emu_answer *answer)
{
    const struct emu_turn *turn = &request->turn;
    struct cc_str id = emu_doc_str(request->body, "spec.environment.id");
    if (cc_str_is_empty(id)) {
        emu_refuse_member(answer, "/spec/environment", "the environment must be given by its id");
        return;
    }
    if (emu_store_get(turn->store, turn->arena, EMU_ENVIRONMENT, id))
        return;
    emu_refuse(answer, (struct emu_refusal){
                           .status = 404,
                           .code = "resource_not_found",
                           .pointer = "/spec/environment",
                           .detail = cc_str_format(turn->arena, "there is no environment \"%.*s\"",
                                                   CC_STR_ARG(id))});
}

static bool key_refuse(struct emu_answer *answer, unsigned status, struct cc_str detail)
{
    const char *code = status == 409 ? "conflict" : "invalid_configuration";
    return emu_refuse(
        answer, (struct emu_refusal){
                    .status = status, .code = code, .pointer = "/spec/byok", .detail = detail});
}

static bool key_fits(const struct emu_request *request, struct emu_answer *answer,
                     const json_t *key, struct cc_str id)
{
    struct cc_arena *arena = answer->arena;
    const struct emu_key_kind *kind = emu_key_kind_find(emu_doc_str(key, "key.kind"));
    struct cc_str cloud = emu_doc_str(request->body, "spec.cloud");
    struct cc_str region = emu_doc_str(request->body, "spec.region");
    struct cc_str key_region = emu_key_region(&request->turn, key);
    if (emu_doc_is(key, "validation.phase", "INVALID"))
        return key_refuse(answer, 400,
                          cc_str_format(arena, "the key %.*s is not valid or not authorized: %.*s",
                                        CC_STR_ARG(id),
                                        CC_STR_ARG(emu_doc_str(key, "validation.message"))));
    if (kind && !cc_str_equal_nocase(cloud, cc_str_from(kind->cloud)))
        return key_refuse(
            answer, 400,
            cc_str_format(arena,
                          "the key %.*s is a key of %s in region %.*s, the cluster is "
                          "of another cloud",
                          CC_STR_ARG(id), kind->provider, CC_STR_ARG(key_region)));
    if (!cc_str_equal(key_region, region))
        return key_refuse(
            answer, 400,
            cc_str_format(arena, "the key %.*s is in region %.*s, the cluster in %.*s",
                          CC_STR_ARG(id), CC_STR_ARG(key_region), CC_STR_ARG(region)));
    return true;
}

static bool key_refuse_used(const struct emu_request *request, struct emu_answer *answer,
                            const json_t *key, struct cc_str id)
{
    struct cc_arena *arena = answer->arena;
    key_refuse(answer, 409,
               cc_str_format(arena,
                             "the key %.*s in region %.*s belongs to another cluster, or to one "
                             "that was deleted less than five days ago",
                             CC_STR_ARG(id), CC_STR_ARG(emu_key_region(&request->turn, key))));
    answer->location = cc_str_format(arena, "%.*s/byok/v1/keys/%.*s", CC_STR_ARG(request->base_url),
                                     CC_STR_ARG(id));
    return false;
}

static bool key_check(const struct emu_request *request, struct emu_answer *answer)
{
    const struct emu_turn *turn = &request->turn;
    if (!emu_doc_has(request->body, "spec.byok"))
        return true;
    struct cc_str id = emu_doc_str(request->body, "spec.byok.id");
    const json_t *key = emu_store_get(turn->store, turn->arena, EMU_KEY, id);
    if (!key)
        return key_refuse(answer, 400,
                          cc_str_format(turn->arena, "there is no key \"%.*s\"", CC_STR_ARG(id)));
    if (emu_doc_is(key, "state", "IN_USE"))
        return key_refuse_used(request, answer, key, id);
    return key_fits(request, answer, key, id);
}

static void network_check(const json_t *body, struct emu_answer *answer)
{
    struct cc_str id = emu_doc_str(body, "spec.network.id");
    if (emu_doc_has(body, "spec.network") && !cc_str_starts_with(id, CC_STR("n-")) &&
        !cc_str_starts_with(id, CC_STR("nr-")))
        emu_refuse_member(answer, "/spec/network", "must be the id of a network");
}

bool emu_cluster_create_check(struct emu_request *request, struct emu_answer *answer)
{
    const json_t *body = request->body;
    struct cc_str kind = emu_doc_str(body, "spec.config.kind");
    struct cc_str availability = emu_doc_str(body, "spec.availability");
    place_check(request, answer);
    environment_check(request, answer);
    if (cc_str_equal(kind, CC_STR("Dedicated")))
        cku_check(body, answer, availability);
    if (cc_str_equal(kind, CC_STR("Enterprise")) && !emu_availability_is_multi(availability))
        emu_refuse_member(answer, "/spec/availability", "Enterprise cannot have low durability");
    options_check(body, answer, kind);
    network_check(body, answer);
    if (!emu_cluster_is_simple(kind))
        key_check(request, answer);
    return !emu_answer_is_refusal(answer);
}

static bool text_differs(const json_t *sent, const json_t *stored)
{
    return !json_equal(sent, stored);
}

static bool cloud_differs(const json_t *sent, const json_t *stored)
{
    return !json_is_string(sent) || !cc_str_equal_nocase(cc_str_from(json_string_value(sent)),
                                                         cc_str_from(json_string_value(stored)));
}

static bool availability_differs(const json_t *sent, const json_t *stored)
{
    struct cc_str word = cc_str_from(json_string_value(sent));
    return !availability_is_known(word) ||
           emu_availability_is_multi(word) !=
               emu_availability_is_multi(cc_str_from(json_string_value(stored)));
}

static const struct immutable {
    const char *path;
    const char *pointer;
    bool (*differs)(const json_t *sent, const json_t *stored);
    const char *detail;
} immutables[] = {
    {"spec.availability", "/spec/availability", availability_differs,
     "can be changed for Basic and Standard clusters only"},
    {"spec.cloud", "/spec/cloud", cloud_differs, "cannot be changed"},
    {"spec.region", "/spec/region", text_differs, "cannot be changed"},
    {"spec.network.id", "/spec/network", text_differs, "cannot be changed"},
    {"spec.byok.id", "/spec/byok", text_differs,
     "the encryption of a cluster is chosen when it is created"},
    {"spec.config.zones", "/spec/config/zones", text_differs, "cannot be changed"},
};

/* What is sent again unchanged is no change. */
static void immutables_check(const json_t *body, struct emu_answer *answer, const json_t *doc)
{
    for (size_t i = 0; i < sizeof(immutables) / sizeof(immutables[0]); i++) {
        const struct immutable *row = &immutables[i];
        const json_t *sent = emu_doc_at(body, row->path);
        if (sent && row->differs(sent, emu_doc_at(doc, row->path)))
            emu_refuse_change(answer, row->pointer, "%s", row->detail);
    }
}

static bool is_resizing(const json_t *doc)
{
    int64_t wanted, running;
    return emu_doc_int(doc, "spec.config.cku", &wanted) &&
           emu_doc_int(doc, "status.cku", &running) && wanted != running;
}

static bool resize_check(const json_t *body, struct emu_answer *answer, const json_t *doc)
{
    int64_t wanted = 0, present = 0;
    if (!cku_check(body, answer, emu_doc_str(doc, "spec.availability")))
        return false;
    emu_doc_int(body, "spec.config.cku", &wanted);
    emu_doc_int(doc, "spec.config.cku", &present);
    if (wanted == present)
        return true;
    if (!emu_doc_is(doc, "status.phase", "PROVISIONED"))
        return emu_refuse_member(answer, "/spec/config/cku",
                                 "the cluster is not provisioned: it cannot be resized");
    if (is_resizing(doc))
        return emu_refuse(answer,
                          (struct emu_refusal){.status = 409,
                                               .code = "conflict",
                                               .pointer = "/spec/config/cku",
                                               .detail = CC_STR("another resize is in progress")});
    return true;
}

static bool config_check(const json_t *body, struct emu_answer *answer, const json_t *doc)
{
    struct cc_str kind = emu_doc_str(body, "spec.config.kind");
    struct cc_str present = emu_doc_str(doc, "spec.config.kind");
    if (!emu_doc_has(body, "spec.config"))
        return true;
    bool upgrade = cc_str_equal(present, CC_STR("Basic")) && cc_str_equal(kind, CC_STR("Standard"));
    if (cc_str_is_empty(kind))
        return emu_refuse_member(answer, "/spec/config/kind", "must be %.*s", CC_STR_ARG(present));
    if (!cc_str_equal(kind, present) && !upgrade)
        return emu_refuse_change(answer, "/spec/config/kind", "cannot be changed");
    return !cc_str_equal(kind, CC_STR("Dedicated")) || resize_check(body, answer, doc);
}

bool emu_cluster_update_check(struct emu_request *request, struct emu_answer *answer,
                              const json_t *doc)
{
    const json_t *body = request->body;
    if (emu_doc_has(body, "spec.display_name") &&
        cc_str_is_empty(emu_doc_str(body, "spec.display_name")))
        emu_refuse_member(answer, "/spec/display_name", "must be a text that is not empty");
    immutables_check(body, answer, doc);
    options_check(body, answer, emu_doc_str(doc, "spec.config.kind"));
    config_check(body, answer, doc);
    return !emu_answer_is_refusal(answer);
}
