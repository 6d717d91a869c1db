// SPDX-License-Identifier: MPL-2.0
/* The service has no idempotency key: a creation that is repeated buys a second cluster.  So a
 * creation whose answer did not arrive is looked for, and never sent again. */
#include "base/buf.h"
#include "dedicated_cluster/cluster.h"
#include "shared/poll.h"

enum {
    LOOKS_MAX = 4,
    FIRST_PAUSE_MS = 1000,
    PAUSE_GROWTH = 3,
    NAMES_BYTES_MAX = 4096,
};

struct search {
    const struct cc_cluster_lost *lost;
    struct cc_answer answer; /* of the newest list */
    struct cc_cluster found; /* the first match … */
    size_t found_count;      /* … of so many */
    struct cc_buf commands;  /* one import command a line */
};

static bool is_match(const struct search *search, const struct cc_cluster *cluster)
{
    const struct cc_cluster *wanted = search->lost->wanted;
    struct cc_creations *creations = search->lost->at->ccloud->creations;
    return cc_cluster_is_dedicated(cluster) &&
           cc_str_equal(cluster->display_name, wanted->display_name) &&
           cc_str_equal_nocase(cluster->cloud, wanted->cloud) &&
           cc_str_equal(cluster->region, wanted->region) &&
           !cc_cluster_is_listed(search->lost->before, cluster->id) &&
           !cc_creations_is_known(creations, cluster->id);
}

static void collect(struct cc_call *call, struct search *search, const struct cc_json *item)
{
    struct cc_cluster cluster;
    if (!cc_cluster_from_json(call->arena, item, &cluster) || !is_match(search, &cluster))
        return;
    if (search->found_count++ == 0)
        search->found = cluster;
    struct cc_str command =
        cc_cluster_import_command(call->arena, search->lost->at->environment_id, cluster.id);
    cc_buf_appendf(&search->commands, "\n  %.*s", CC_STR_ARG(command));
    if (!cc_str_is_absent(cluster.created_at))
        cc_buf_appendf(&search->commands, "   (created %.*s)", CC_STR_ARG(cluster.created_at));
}

static void look(struct cc_call *call, struct search *search)
{
    struct cc_cluster_list list;
    search->answer = cc_cluster_list(call, search->lost->at, &list);
    search->found_count = 0;
    cc_buf_init(&search->commands, call->arena, NAMES_BYTES_MAX);
    for (size_t i = 0; i < list.count; i++)
        collect(call, search, list.items[i]);
}

/* A list may lag behind, and the lost request may still be under way, so a miss is not believed at
 * once.  False when the call was cancelled meanwhile. */
static bool look_patiently(struct cc_call *call, struct search *search)
{
    int64_t pause_ms = FIRST_PAUSE_MS;
    look(call, search);
    for (int i = 1; i < LOOKS_MAX && search->found_count == 0; i++) {
        if (!cc_poll_pause(call, pause_ms))
            return false;
        look(call, search);
        pause_ms *= PAUSE_GROWTH;
    }
    return true;
}

static bool file_lost(struct cc_call *call, const struct search *search, struct cc_str outcome)
{
    struct cc_str line = cc_api_error_line(call->arena, search->lost->answer);
    struct cc_str environment = search->lost->at->environment_id;
    return cc_diags_error(
        call->diags, cc_path_from(""),
        cc_str_format(call->arena, "Creating Dedicated cluster \"%.*s\"",
                      CC_STR_ARG(search->lost->wanted->display_name)),
        "The service did not confirm the creation (%.*s), so the cluster may or may not exist. "
        "%.*s\n\nCheck before applying again, so that no second cluster is bought: "
        "`confluent kafka cluster list --environment %.*s`, or the console. %s",
        CC_STR_ARG(line), CC_STR_ARG(outcome), CC_STR_ARG(environment),
        search->lost->allows_duplicate
            ? "Because of allow_duplicate_name the next apply does not check by itself."
            : "The next apply checks for the name by itself.");
}

static struct cc_str outcome_of(struct cc_call *call, const struct search *search)
{
    struct cc_arena *arena = call->arena;
    struct cc_str commands = {search->commands.ptr, search->commands.len};
    if (search->answer.kind != CC_ANSWER_OK)
        return cc_str_format(arena, "It could not be looked for either: %.*s.",
                             CC_STR_ARG(cc_api_error_line(arena, &search->answer)));
    if (search->found_count == 0)
        return cc_str_format(arena, "No new cluster of this name was found in %.*s.",
                             CC_STR_ARG(search->lost->at->environment_id));
    if (search->found_count > 1)
        return cc_str_format(arena,
                             "Several clusters fit; one of them may be it. To manage one, "
                             "import it:%.*s",
                             CC_STR_ARG(commands));
    return cc_str_format(arena, "One cluster fits, but %s. If it is the one, import it:%.*s",
                         search->lost->allows_duplicate
                             ? "with allow_duplicate_name others may use the name, too"
                             : "it may be older, because the clusters could not be listed before",
                         CC_STR_ARG(commands));
}

static bool is_certain(const struct search *search)
{
    return search->answer.kind == CC_ANSWER_OK && search->found_count == 1 &&
           search->lost->before->is_known && !search->lost->allows_duplicate;
}

bool cc_cluster_find_lost(struct cc_call *call, const struct cc_cluster_lost *lost,
                          struct cc_cluster *cluster)
{
    struct search search = {.lost = lost};
    if (!look_patiently(call, &search))
        return file_lost(call, &search, CC_STR("The search for it was interrupted."));
    if (!is_certain(&search))
        return file_lost(call, &search, outcome_of(call, &search));
    *cluster = search.found;
    cc_diags_warning(call->diags, cc_path_from(""),
                     cc_str_format(call->arena, "Dedicated cluster %.*s was found again",
                                   CC_STR_ARG(cluster->id)),
                     "The service did not confirm the creation (%.*s). The environment was "
                     "searched, and the one new cluster of that name, cloud and region is taken "
                     "for the one that was ordered.",
                     CC_STR_ARG(cc_api_error_line(call->arena, lost->answer)));
    return true;
}
