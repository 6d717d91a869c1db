// SPDX-License-Identifier: MPL-2.0
#include "shared/refresh.h"

#include "base/buf.h"
#include "shared/api_error.h"

enum { NAME_BYTES_MAX = 4096 };

/* One read, as the snapshot's questions find it again. */
struct reading {
    const struct ccloud *ccloud;
    const struct cc_refresh *refresh;
    const struct cc_value *prior;
};

/* A list that the service limits is no shorter way to the objects: 429 is a failure, too. */
static enum cc_snapshot_fetched judge(const struct cc_answer *answer)
{
    if (answer->kind == CC_ANSWER_OK)
        return CC_SNAPSHOT_FETCHED;
    return answer->kind == CC_ANSWER_CANCELLED ? CC_SNAPSHOT_NOT_NOW : CC_SNAPSHOT_FAILED;
}

static enum cc_snapshot_fetched fetch(void *context, struct cc_arena *arena,
                                      struct cc_cancel *cancel, struct cc_str token,
                                      struct cc_snapshot_page *told)
{
    const struct reading *reading = context;
    struct cc_request request = reading->refresh->list;
    struct cc_page page;
    request.once_ms = CC_SNAPSHOT_PAGE_MS_MAX; /* who waits can ask for its object at any time */
    struct cc_answer answer =
        cc_client_page(reading->ccloud->client, arena, cancel, &request, token, &page);
    if (answer.kind == CC_ANSWER_OK)
        *told = (struct cc_snapshot_page){.items = page.items,
                                          .item_count = page.item_count,
                                          .next = page.next,
                                          .total = page.total,
                                          .request_id = answer.request_id};
    return judge(&answer);
}

/* Services leave a false out as they do nothing. */
static bool is_set(const struct cc_value *value)
{
    return cc_value_is_known(value) && (value->kind != CC_VALUE_BOOL || cc_value_is_true(value));
}

static bool is_whole(void *context, const struct cc_json *object)
{
    const struct reading *reading = context;
    for (const struct cc_refresh_member *row = reading->refresh->members; row->path != NULL;
         row++) {
        bool is_needed =
            row->attribute == NULL || is_set(cc_value_at(reading->prior, row->attribute));
        const struct cc_json *member = cc_json_at(object, row->path);
        struct cc_str text;
        bool is_empty = cc_json_node_str(member, &text) && cc_str_is_empty(text);
        if (is_needed && (member == NULL || is_empty))
            return false;
    }
    return true;
}

/* Path and query: what tells one list from another.  Absent when there is no room for it. */
static struct cc_str name_of(struct cc_arena *arena, const struct cc_request *list)
{
    struct cc_buf buf;
    cc_buf_init(&buf, arena, NAME_BYTES_MAX);
    bool fits = cc_buf_append_str(&buf, list->path);
    for (size_t i = 0; i < CC_QUERY_MAX && list->query[i].name != NULL; i++)
        fits = fits && cc_buf_appendf(&buf, "%c%s=%.*s", i == 0 ? '?' : '&', list->query[i].name,
                                      CC_STR_ARG(list->query[i].value));
    return fits ? cc_buf_str(&buf) : CC_STR_ABSENT;
}

static struct cc_answer answer_from(const struct cc_snapshot_found *found)
{
    return (struct cc_answer){.kind = CC_ANSWER_OK,
                              .http_status = CC_STATUS_OK,
                              .request_id = found->request_id,
                              .json = found->object,
                              .body_len = found->text.len,
                              .tries = 1};
}

struct cc_answer cc_refresh_send(struct cc_call *call, const struct ccloud *ccloud,
                                 const struct cc_refresh *refresh, const struct cc_value *prior)
{
    struct reading reading = {ccloud, refresh, prior};
    struct cc_snapshot_found found;
    struct cc_snapshot_source source = {.name = name_of(call->arena, &refresh->list),
                                        .fetch = fetch,
                                        .is_whole = is_whole,
                                        .context = &reading};
    struct cc_str id = cc_value_text(cc_value_at(prior, "id"));
    bool is_known = !cc_value_is_null(cc_value_at(prior, "resource_name"));
    if (is_known && !cc_str_is_absent(source.name) &&
        cc_snapshot_find(ccloud->snapshot, call->arena, call->cancel, &source, id, &found))
        return answer_from(&found);
    return cc_ccloud_send(call, ccloud, &refresh->one);
}
