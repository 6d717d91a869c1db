// SPDX-License-Identifier: MPL-2.0
#include "emulator/clusters.h"

#include "emulator/clock.h"
#include "emulator/cluster_life.h"
#include "emulator/cluster_rules.h"
#include "emulator/document.h"
#include "emulator/errors.h"
#include "emulator/ids.h"
#include "emulator/keys.h"
#include "emulator/organization.h"
#include "emulator/paging.h"
#include "emulator/timers.h"

static const struct reference {
    const char *path;
    const char *collection;
    const char *type;
} references[] = {
    {"spec.environment", "org/v2/environments", "environment"},
    {"spec.network", "networking/v1/networks", "network"},
    {"spec.byok", "byok/v1/keys", "key"},
};

static void reference_dress(const struct emu_request *request, json_t *doc,
                            const struct reference *reference)
{
    json_t *object = emu_doc_at(doc, reference->path);
    struct cc_str id = emu_doc_str(object, "id");
    if (cc_str_is_absent(id))
        return;
    emu_doc_set_str(object, "related",
                    cc_str_format(request->turn.arena, "%.*s/%s/%.*s",
                                  CC_STR_ARG(request->base_url), reference->collection,
                                  CC_STR_ARG(id)));
    emu_doc_set_str(object, "resource_name",
                    emu_organization_crn(&request->turn, reference->type, id));
}

/* The links depend on the address the client used, so they are not stored. */
static void cluster_dress(const struct emu_request *request, json_t *doc)
{
    emu_doc_set_str(doc, "metadata.self",
                    cc_str_format(request->turn.arena, "%.*s/cmk/v2/clusters/%.*s",
                                  CC_STR_ARG(request->base_url),
                                  CC_STR_ARG(emu_doc_str(doc, "id"))));
    for (size_t i = 0; i < sizeof(references) / sizeof(references[0]); i++)
        reference_dress(request, doc, &references[i]);
}

static struct cc_str cluster_crn(struct emu_turn *turn, struct cc_str environment, struct cc_str id)
{
    struct cc_str parent = emu_organization_crn(turn, "environment", environment);
    return cc_str_format(turn->arena, "%.*s/cloud-cluster=%.*s/kafka=%.*s", CC_STR_ARG(parent),
                         CC_STR_ARG(id), CC_STR_ARG(id));
}

static void head_set(struct emu_turn *turn, json_t *doc, struct cc_str environment)
{
    struct cc_str id = emu_id_random(turn->arena, "lkc-", 6);
    struct cc_str now = emu_clock_format(turn->arena, turn->now_us);
    emu_doc_set_text(doc, "api_version", "cmk/v2");
    emu_doc_set_text(doc, "kind", "Cluster");
    emu_doc_set_str(doc, "id", id);
    emu_doc_set_str(doc, "metadata.resource_name", cluster_crn(turn, environment, id));
    emu_doc_set_str(doc, "metadata.created_at", now);
    emu_doc_set_str(doc, "metadata.updated_at", now);
}

static void config_set(struct emu_turn *turn, json_t *doc, const json_t *body)
{
    int64_t cku;
    emu_doc_set_str(doc, "spec.config.kind", emu_doc_str(body, "spec.config.kind"));
    if (!emu_doc_is(doc, "spec.config.kind", "Dedicated") ||
        !emu_doc_int(body, "spec.config.cku", &cku))
        return;
    json_t *zones = emu_doc_at(body, "spec.config.zones");
    struct cc_str priority = emu_doc_str(body, "spec.config.release_priority");
    bool multi = emu_availability_is_multi(emu_doc_str(body, "spec.availability"));
    emu_doc_set_int(doc, "spec.config.cku", cku);
    emu_doc_set(doc, "spec.config.zones",
                zones ? json_deep_copy(zones)
                      : emu_cluster_zones(turn->arena, emu_doc_str(doc, "spec.cloud"),
                                          emu_doc_str(doc, "spec.region"), multi));
    emu_doc_set_str(doc, "spec.config.release_priority",
                    cc_str_is_absent(priority) ? CC_STR("REGULAR") : priority);
}

static void spec_set(struct emu_request *request, json_t *doc)
{
    struct emu_turn *turn = &request->turn;
    const json_t *body = request->body;
    struct cc_str kind = emu_doc_str(body, "spec.config.kind");
    emu_doc_set_str(doc, "spec.display_name", emu_doc_str(body, "spec.display_name"));
    emu_doc_set_str(doc, "spec.availability", emu_doc_str(body, "spec.availability"));
    emu_doc_set_str(doc, "spec.cloud", emu_cloud_word(emu_doc_str(body, "spec.cloud")));
    emu_doc_set_str(doc, "spec.region", emu_doc_str(body, "spec.region"));
    config_set(turn, doc, body);
    emu_doc_set_bool(doc, "spec.deletion_protection",
                     emu_doc_bool(body, "spec.deletion_protection"));
    emu_doc_set_str(doc, "spec.environment.id", emu_doc_str(body, "spec.environment.id"));
    emu_doc_set_str(doc, "spec.network.id", emu_doc_str(body, "spec.network.id"));
    /* The real service accepts a key for the simple kinds, too, and drops it without a word. */
    if (!emu_cluster_is_simple(kind) && !request->drop_byok)
        emu_doc_set_str(doc, "spec.byok.id", emu_doc_str(body, "spec.byok.id"));
    emu_doc_set_text(doc, "status.phase", "PROVISIONING");
}

void emu_clusters_create(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    if (!emu_cluster_create_check(request, answer))
        return;
    struct cc_str environment = emu_doc_str(request->body, "spec.environment.id");
    json_t *doc = emu_doc_new(turn->arena);
    head_set(turn, doc, environment);
    spec_set(request, doc);
    struct cc_str id = emu_doc_str(doc, "id");
    emu_store_insert(
        turn->store, turn->arena,
        &(struct emu_object){.kind = EMU_CLUSTER, .id = id, .scope = environment, .doc = doc});
    emu_store_timer_set(turn->store, id,
                        request->provisioning_fails ? EMU_TIMER_FAIL : EMU_TIMER_READY,
                        turn->now_us + turn->options->provisioning_us);
    if (emu_doc_has(doc, "spec.byok.id"))
        emu_key_take(turn, emu_doc_str(doc, "spec.byok.id"), id);
    cluster_dress(request, doc);
    emu_answer_created(answer, 202, doc);
}

/* The query's environment; absent after a refusal. */
static struct cc_str environment_read(struct emu_request *request, struct emu_answer *answer)
{
    struct cc_str environment = emu_request_query(request, "environment");
    if (!cc_str_is_empty(environment))
        return environment;
    emu_refuse(answer, (struct emu_refusal){.status = 400,
                                            .code = "invalid_filter",
                                            .parameter = "environment",
                                            .detail = CC_STR("the environment must be given")});
    return CC_STR_ABSENT;
}

static bool network_matches(const struct emu_request *request, struct cc_str network)
{
    bool asked = false;
    for (const struct emu_query *query = request->query; query; query = query->next) {
        if (!cc_str_equal(query->name, CC_STR("spec.network")))
            continue;
        if (cc_str_equal(query->value, network))
            return true;
        asked = true;
    }
    return !asked;
}

static bool cluster_matches(const struct emu_request *request, const json_t *doc)
{
    struct cc_str protection = emu_request_query(request, "spec.deletion_protection");
    bool protected = emu_doc_bool(doc, "spec.deletion_protection");
    return network_matches(request, emu_doc_str(doc, "spec.network.id")) &&
           (cc_str_is_absent(protection) ||
            cc_str_equal(protection, protected ? CC_STR("true") : CC_STR("false")));
}

void emu_clusters_list(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    struct cc_str environment = environment_read(request, answer);
    if (cc_str_is_absent(environment))
        return;
    if (!emu_store_get(turn->store, turn->arena, EMU_ENVIRONMENT, environment)) {
        emu_refuse_forbidden(answer);
        return;
    }
    emu_page_answer(request, answer,
                    &(struct emu_listing){.kind = EMU_CLUSTER,
                                          .api_version = "cmk/v2",
                                          .list_kind = "ClusterList",
                                          .scope = environment,
                                          .matches = cluster_matches,
                                          .dress = cluster_dress});
}

/* The cluster of the request's path; NULL after a refusal.  Whether it does not exist or belongs to
 * another environment is not told. */
static json_t *cluster_find(struct emu_request *request, struct emu_answer *answer,
                            struct cc_str environment)
{
    struct emu_turn *turn = &request->turn;
    json_t *doc = emu_store_get(turn->store, turn->arena, EMU_CLUSTER, request->id);
    if (doc && cc_str_equal(emu_doc_str(doc, "spec.environment.id"), environment))
        return doc;
    if (turn->options->gone_status == 404)
        emu_refuse_unknown(answer, "cluster", request->id);
    else
        emu_refuse_forbidden(answer);
    return NULL;
}

void emu_clusters_read(struct emu_request *request, struct emu_answer *answer)
{
    struct cc_str environment = environment_read(request, answer);
    if (cc_str_is_absent(environment))
        return;
    json_t *doc = cluster_find(request, answer, environment);
    if (!doc)
        return;
    cluster_dress(request, doc);
    emu_answer_with(answer, 200, doc);
}

static void resize_start(struct emu_turn *turn, json_t *doc, struct cc_str id, const json_t *body)
{
    int64_t wanted = 0, present = 0;
    if (!emu_doc_int(body, "spec.config.cku", &wanted) ||
        !emu_doc_int(doc, "spec.config.cku", &present) || wanted == present)
        return;
    emu_doc_set_int(doc, "spec.config.cku", wanted);
    emu_store_timer_set(turn->store, id, EMU_TIMER_READY,
                        turn->now_us + turn->options->provisioning_us);
}

void emu_clusters_update(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    const json_t *body = request->body;
    struct cc_str environment = emu_doc_str(body, "spec.environment.id");
    if (cc_str_is_empty(environment)) {
        emu_refuse_member(answer, "/spec/environment", "the environment must be given by its id");
        return;
    }
    json_t *doc = cluster_find(request, answer, environment);
    if (!doc || !emu_cluster_update_check(request, answer, doc))
        return;
    emu_doc_set_str(doc, "spec.display_name", emu_doc_str(body, "spec.display_name"));
    emu_doc_set_str(doc, "spec.config.kind", emu_doc_str(body, "spec.config.kind"));
    emu_doc_set_str(doc, "spec.config.release_priority",
                    emu_doc_str(body, "spec.config.release_priority"));
    if (emu_doc_has(body, "spec.deletion_protection"))
        emu_doc_set_bool(doc, "spec.deletion_protection",
                         emu_doc_bool(body, "spec.deletion_protection"));
    resize_start(turn, doc, request->id, body);
    emu_doc_set_str(doc, "metadata.updated_at", emu_clock_format(turn->arena, turn->now_us));
    emu_store_update(turn->store, turn->arena, request->id, doc);
    cluster_dress(request, doc);
    emu_answer_with(answer, 200, doc);
}

void emu_clusters_remove(struct emu_request *request, struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    struct cc_str environment = environment_read(request, answer);
    if (cc_str_is_absent(environment))
        return;
    json_t *doc = cluster_find(request, answer, environment);
    if (!doc)
        return;
    if (emu_doc_bool(doc, "spec.deletion_protection")) {
        emu_refuse_protected(answer, request->id);
        return;
    }
    if (turn->options->deletion_us > 0)
        emu_store_timer_set(turn->store, request->id, EMU_TIMER_VANISH,
                            turn->now_us + turn->options->deletion_us);
    else
        emu_cluster_vanish(turn, request->id);
    emu_answer_with(answer, 204, NULL);
}
