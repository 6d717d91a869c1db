// SPDX-License-Identifier: MPL-2.0
#include "shared/presence.h"

#include "base/log.h"

/* What the list told. */
struct siblings {
    struct cc_answer answer;
    const struct cc_json *const *items;
    size_t count;
};

bool cc_presence_is_doubtful(const struct cc_answer *answer)
{
    return cc_api_error_is(answer, CC_STATUS_FORBIDDEN) ||
           cc_api_error_is(answer, CC_STATUS_NOT_FOUND);
}

static void siblings_list(struct cc_call *call, const struct cc_presence *presence,
                          struct siblings *siblings)
{
    *siblings = (struct siblings){0};
    siblings->answer =
        cc_ccloud_list(call, presence->ccloud, &presence->list, &siblings->items, &siblings->count);
}

static enum cc_presence_sight sight_of(const struct siblings *siblings, struct cc_str id)
{
    if (siblings->answer.kind != CC_ANSWER_OK)
        return CC_PRESENCE_UNSEEN;
    for (size_t i = 0; i < siblings->count; i++)
        if (cc_str_equal(cc_json_str(siblings->items[i], "id"), id))
            return CC_PRESENCE_LISTED;
    return CC_PRESENCE_UNLISTED;
}

/* "crn://confluent.cloud/organization=<id>/…": the id; absent when there is none. */
static struct cc_str organization_of(struct cc_str resource_name)
{
    const struct cc_str label = CC_STR("organization=");
    while (!cc_str_is_absent(resource_name)) {
        struct cc_str segment = cc_str_cut(&resource_name, '/');
        if (cc_str_starts_with(segment, label))
            return cc_str_slice(segment, label.len, segment.len);
    }
    return CC_STR_ABSENT;
}

/* What these credentials are known to see. */
struct view {
    bool is_proven;             /* they see what the list is about, even if that is nothing */
    struct cc_str organization; /* theirs; absent when nobody tells */
};

static void view_siblings(const struct siblings *siblings, struct view *view)
{
    view->is_proven = siblings->count > 0;
    for (size_t i = 0; i < siblings->count && cc_str_is_absent(view->organization); i++)
        view->organization =
            organization_of(cc_json_str(siblings->items[i], "metadata.resource_name"));
}

static void view_parent(struct cc_call *call, const struct cc_presence *presence, struct view *view)
{
    if (cc_str_is_absent(presence->parent.path))
        return;
    struct cc_answer answer = cc_ccloud_send(call, presence->ccloud, &presence->parent);
    view->is_proven = answer.kind == CC_ANSWER_OK;
    if (view->is_proven)
        view->organization = organization_of(cc_json_str(answer.json, "metadata.resource_name"));
}

static void view_organizations(struct cc_call *call, const struct cc_presence *presence,
                               struct view *view)
{
    struct cc_request request = {.method = CC_GET, .path = CC_STR("/org/v2/organizations")};
    const struct cc_json *const *items = NULL;
    size_t count = 0;
    struct cc_answer answer = cc_ccloud_list(call, presence->ccloud, &request, &items, &count);
    if (answer.kind == CC_ANSWER_OK && count == 1)
        view->organization = cc_json_text(items[0], "id");
}

/* Asks no more than is needed. */
static struct view view_lists(struct cc_call *call, const struct cc_presence *presence,
                              const struct siblings *siblings)
{
    struct view view = {false, CC_STR_ABSENT};
    view_siblings(siblings, &view);
    if (!view.is_proven)
        view_parent(call, presence, &view);
    return view;
}

static struct view view_find(struct cc_call *call, const struct cc_presence *presence,
                             const struct siblings *siblings)
{
    struct view view = view_lists(call, presence, siblings);
    if (cc_str_is_absent(view.organization) && !cc_str_is_absent(presence->resource_name))
        view_organizations(call, presence, &view);
    return view;
}

enum cc_presence_sight cc_presence_look(struct cc_call *call, const struct cc_presence *presence,
                                        struct cc_answer *answer)
{
    struct siblings siblings;
    siblings_list(call, presence, &siblings);
    *answer = siblings.answer;
    enum cc_presence_sight sight = sight_of(&siblings, presence->id);
    if (sight != CC_PRESENCE_UNLISTED)
        return sight;
    bool is_proven = view_lists(call, presence, &siblings).is_proven;
    return is_proven ? CC_PRESENCE_UNLISTED : CC_PRESENCE_UNSEEN;
}

static struct cc_str summary_format(struct cc_call *call, const struct cc_presence *presence)
{
    return cc_str_format(call->arena, "Looking for %s %.*s", presence->noun,
                         CC_STR_ARG(presence->id));
}

/* An import has nothing yet. */
static const char *kept(const struct cc_presence *presence)
{
    return cc_str_is_absent(presence->resource_name) ? "" : " What is in state is kept.";
}

static bool file_foreign(struct cc_call *call, const struct cc_presence *presence,
                         struct cc_str there, struct cc_str here)
{
    return cc_diags_error(call->diags, cc_path_from(""), summary_format(call, presence),
                          "It lives in organization %.*s, but the credentials belong to "
                          "organization %.*s, which cannot see it.%s\n\nUse credentials of "
                          "organization %.*s.",
                          CC_STR_ARG(there), CC_STR_ARG(here), kept(presence), CC_STR_ARG(there));
}

static bool file_listed(struct cc_call *call, const struct cc_presence *presence,
                        const struct cc_answer *answer)
{
    struct cc_str line = cc_api_error_line(call->arena, answer);
    const char *advice = cc_api_error_is(answer, CC_STATUS_FORBIDDEN)
                             ? "These credentials may list it, but not read it: grant them a role "
                               "on it."
                             : "Try again in a few minutes.";
    return cc_diags_error(call->diags, cc_path_from(""), summary_format(call, presence),
                          "It exists, because %.*s include it, but the service does not show it "
                          "(%.*s).%s\n\n%s",
                          CC_STR_ARG(presence->list_name), CC_STR_ARG(line), kept(presence),
                          advice);
}

static const char import_advice[] =
    "Check the id (with its environment, if it has one) and the endpoint: it may lie elsewhere, or "
    "the credentials may not see it.";

static const char forget_advice[] =
    "Check that the endpoint is right and that the credentials may see it. If you know that it was "
    "deleted, take it out of the state: `tofu state rm <address>`.";

/* Nothing proves that the object is gone; `why` ends the sentence. */
static bool file_doubt(struct cc_call *call, const struct cc_presence *presence,
                       const struct cc_answer *answer, struct cc_str why)
{
    struct cc_str line = cc_api_error_line(call->arena, answer);
    return cc_diags_error(call->diags, cc_path_from(""), summary_format(call, presence),
                          "The service does not show it (%.*s), which can mean that it is gone or "
                          "that it may not be seen; and %.*s.%s\n\n%s",
                          CC_STR_ARG(line), CC_STR_ARG(why), kept(presence),
                          cc_str_is_absent(presence->resource_name) ? import_advice
                                                                    : forget_advice);
}

bool cc_presence_file_unseen(struct cc_call *call, const struct cc_presence *presence,
                             const struct cc_answer *answer, const struct cc_answer *list_answer)
{
    struct cc_str line = cc_api_error_line(call->arena, list_answer);
    struct cc_str why =
        cc_str_format(call->arena, "%.*s, which would tell, cannot be listed either (%.*s)",
                      CC_STR_ARG(presence->list_name), CC_STR_ARG(line));
    return file_doubt(call, presence, answer, why);
}

static bool file_unproven(struct cc_call *call, const struct cc_presence *presence,
                          const struct cc_answer *answer)
{
    struct cc_str why = cc_str_format(call->arena,
                                      "the list of %.*s is empty, but an empty list is also what "
                                      "credentials without any right get",
                                      CC_STR_ARG(presence->list_name));
    return file_doubt(call, presence, answer, why);
}

static void warn_doubt(struct cc_call *call, const struct cc_presence *presence,
                       const struct cc_answer *answer)
{
    struct cc_str line = cc_api_error_line(call->arena, answer);
    cc_log(CC_LOG_WARN, "%s %.*s is taken for gone after %.*s", presence->noun,
           CC_STR_ARG(presence->id), CC_STR_ARG(line));
    cc_diags_warning(call->diags, cc_path_from(""),
                     cc_str_format(call->arena, "The %s %.*s seems to be deleted", presence->noun,
                                   CC_STR_ARG(presence->id)),
                     "The service does not show it (%.*s), and %.*s, which can be listed, do not "
                     "include it. If it still exists, these credentials have lost the right to "
                     "see this one object: then do not apply, because that would create a second "
                     "one, and restore the right first.",
                     CC_STR_ARG(line), CC_STR_ARG(presence->list_name));
}

/* A list that is empty may be empty for these credentials only. */
static bool judge_unlisted(struct cc_call *call, const struct cc_presence *presence,
                           const struct cc_answer *answer, const struct siblings *siblings)
{
    struct cc_str there = organization_of(presence->resource_name);
    struct view view = view_find(call, presence, siblings);
    bool is_known = !cc_str_is_absent(there) && !cc_str_is_absent(view.organization);
    if (is_known && !cc_str_equal(view.organization, there))
        return file_foreign(call, presence, there, view.organization);
    if (cc_api_error_says_gone(answer) && is_known)
        view.is_proven = true;
    if (!view.is_proven)
        return file_unproven(call, presence, answer);
    warn_doubt(call, presence, answer);
    return true;
}

bool cc_presence_is_gone(struct cc_call *call, const struct cc_presence *presence,
                         const struct cc_answer *answer)
{
    struct siblings siblings;
    siblings_list(call, presence, &siblings);
    switch (sight_of(&siblings, presence->id)) {
    case CC_PRESENCE_LISTED:
        return file_listed(call, presence, answer);
    case CC_PRESENCE_UNLISTED:
        return judge_unlisted(call, presence, answer, &siblings);
    case CC_PRESENCE_UNSEEN:
        break;
    }
    return cc_presence_file_unseen(call, presence, answer, &siblings.answer);
}

bool cc_presence_read_missing(struct cc_call *call, const struct cc_presence *presence,
                              const struct cc_answer *answer, struct cc_value *state)
{
    if (!cc_presence_is_gone(call, presence, answer))
        return false;
    *state = cc_value_null();
    return true;
}

struct cc_str cc_presence_removal_advice(const struct cc_answer *answer)
{
    if (answer->kind == CC_ANSWER_MALFORMED || answer->kind == CC_ANSWER_OK)
        return CC_STR("Whether it was deleted is not known, because it may have been somebody on "
                      "the way who answered. It is kept in state; the next plan looks whether it "
                      "exists still.");
    if (!cc_presence_is_doubtful(answer))
        return CC_STR_ABSENT;
    return CC_STR("Either these credentials may not delete it, or it has just gone. It is kept in "
                  "state; the next plan looks whether it exists still.");
}
