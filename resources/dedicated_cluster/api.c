// SPDX-License-Identifier: MPL-2.0
#include "dedicated_cluster/cluster.h"

#include "shared/refresh.h"

static const char clusters_path[] = "/cmk/v2/clusters";
static const char keys_path[] = "/byok/v1/keys";
static const char environments_path[] = "/org/v2/environments";

static const struct cc_pointer_row pointers[] = {
    {"/spec/display_name", "display_name"},
    {"/spec/availability", "availability"},
    {"/spec/cloud", "cloud"},
    {"/spec/region", "region"},
    {"/spec/config/cku", "cku"},
    {"/spec/config/zones", "zones"},
    {"/spec/config/release_priority", "release_priority"},
    {"/spec/environment", "environment_id"},
    {"/spec/network", "network_id"},
    {"/spec/byok", "byok_key_id"},
    {"/spec/deletion_protection", "deletion_protection"},
    {NULL, NULL},
};

static struct cc_request request_for(struct cc_call *call, enum cc_method method,
                                     const struct cc_cluster_at *at)
{
    return (struct cc_request){.method = method,
                               .path = cc_client_path(call->arena, clusters_path, at->id),
                               .query = {{"environment", at->environment_id}}};
}

struct cc_answer cc_cluster_get(struct cc_call *call, const struct cc_cluster_at *at)
{
    struct cc_request request = request_for(call, CC_GET, at);
    return cc_ccloud_send(call, at->ccloud, &request);
}

struct cc_answer cc_cluster_post(struct cc_call *call, const struct ccloud *ccloud,
                                 const struct cc_cluster *wanted)
{
    struct cc_request request = {.method = CC_POST,
                                 .path = cc_str_from(clusters_path),
                                 .body = cc_cluster_create_body(call->arena, wanted)};
    return cc_ccloud_send(call, ccloud, &request);
}

struct cc_answer cc_cluster_patch(struct cc_call *call, const struct cc_cluster_at *at,
                                  const struct cc_json *body)
{
    /* The environment goes into the body here; there is no query parameter. */
    struct cc_request request = {.method = CC_PATCH,
                                 .path = cc_client_path(call->arena, clusters_path, at->id),
                                 .body = body};
    return cc_ccloud_send(call, at->ccloud, &request);
}

struct cc_answer cc_cluster_delete(struct cc_call *call, const struct cc_cluster_at *at)
{
    struct cc_request request = request_for(call, CC_DELETE, at);
    return cc_ccloud_send(call, at->ccloud, &request);
}

struct cc_answer cc_cluster_key_get(struct cc_call *call, const struct ccloud *ccloud,
                                    struct cc_str key_id)
{
    struct cc_request request = {.method = CC_GET,
                                 .path = cc_client_path(call->arena, keys_path, key_id),
                                 .is_optional = true};
    return cc_ccloud_send(call, ccloud, &request);
}

static struct cc_request list_request(const struct cc_cluster_at *at)
{
    return (struct cc_request){.method = CC_GET,
                               .path = cc_str_from(clusters_path),
                               .query = {{"environment", at->environment_id}}};
}

/* Without release_priority: the state has its default where the service says nothing. */
static const struct cc_refresh_member members[] = {
    {NULL, "spec.config.kind"},
    {NULL, "spec.environment.id"},
    {NULL, "status.phase"},
    {"display_name", "spec.display_name"},
    {"cku", "spec.config.cku"},
    {"current_cku", "status.cku"},
    {"byok_key_id", "spec.byok.id"},
    {"network_id", "spec.network.id"},
    {"zones", "spec.config.zones"},
    {"endpoints", "spec.endpoints"},
    {"deletion_protection", "spec.deletion_protection"},
    {"resource_name", "metadata.resource_name"},
    {"created_at", "metadata.created_at"},
    {NULL, NULL},
};

struct cc_answer cc_cluster_refresh(struct cc_call *call, const struct cc_cluster_at *at,
                                    const struct cc_value *prior)
{
    struct cc_refresh refresh = {
        .one = request_for(call, CC_GET, at), .list = list_request(at), .members = members};
    return cc_refresh_send(call, at->ccloud, &refresh, prior);
}

struct cc_answer cc_cluster_list(struct cc_call *call, const struct cc_cluster_at *at,
                                 struct cc_cluster_list *list)
{
    struct cc_request request = list_request(at);
    *list = (struct cc_cluster_list){false, NULL, 0};
    struct cc_answer answer =
        cc_ccloud_list(call, at->ccloud, &request, &list->items, &list->count);
    list->is_known = answer.kind == CC_ANSWER_OK;
    if (!list->is_known)
        list->count = 0;
    return answer;
}

bool cc_cluster_refused(struct cc_call *call, const struct cc_answer *answer, const char *verb,
                        struct cc_str name, struct cc_str advice)
{
    struct cc_api_words words = {
        .summary = cc_str_format(call->arena, "%s Dedicated cluster %.*s", verb, CC_STR_ARG(name)),
        .pointers = pointers,
        .advice = advice};
    return cc_api_error_file(call, answer, &words);
}

bool cc_cluster_understood(struct cc_call *call, const struct cc_answer *answer, struct cc_str id,
                           struct cc_cluster *cluster)
{
    bool is_cluster = cc_cluster_from_json(call->arena, answer->json, cluster);
    if (is_cluster && (cc_str_is_absent(id) || cc_str_equal(id, cluster->id)))
        return true;
    return cc_diags_error(
        call->diags, cc_path_from(""),
        cc_str_format(call->arena, "Reading Dedicated cluster %.*s", CC_STR_ARG(id)),
        "The service answered %.*s, but the body describes %s cluster. What is "
        "in state is kept.",
        CC_STR_ARG(cc_api_error_line(call->arena, answer)), is_cluster ? "another" : "no");
}

bool cc_cluster_check_kind(struct cc_call *call, struct cc_path path,
                           const struct cc_cluster *cluster)
{
    if (cc_cluster_is_dedicated(cluster))
        return true;
    return cc_diags_error(call->diags, path,
                          cc_str_format(call->arena, "Cluster %.*s is not a Dedicated cluster",
                                        CC_STR_ARG(cluster->id)),
                          "It is of kind %.*s; ccloud_dedicated_cluster is about Dedicated ones.",
                          CC_STR_ARG(cluster->kind));
}

bool cc_cluster_is_listed(const struct cc_cluster_list *list, struct cc_str id)
{
    for (size_t i = 0; i < list->count; i++)
        if (cc_str_equal(cc_json_str(list->items[i], "id"), id))
            return true;
    return false;
}

struct cc_presence cc_cluster_presence(struct cc_call *call, const struct cc_cluster_at *at)
{
    return (struct cc_presence){
        .ccloud = at->ccloud,
        .noun = "Dedicated cluster",
        .id = at->id,
        .resource_name = at->resource_name,
        .list_name =
            cc_str_format(call->arena, "the clusters of %.*s", CC_STR_ARG(at->environment_id)),
        .list = list_request(at),
        .parent = {.method = CC_GET,
                   .path = cc_client_path(call->arena, environments_path, at->environment_id)},
    };
}

struct cc_str cc_cluster_import_command(struct cc_arena *arena, struct cc_str environment_id,
                                        struct cc_str id)
{
    return cc_str_format(arena, "tofu import ccloud_dedicated_cluster.<name> %.*s/%.*s",
                         CC_STR_ARG(environment_id), CC_STR_ARG(id));
}
