// SPDX-License-Identifier: MPL-2.0
#include "shared/client_stub.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"

struct cc_client {
    const struct cc_stub_row *next;
};

enum { QUERY_BYTES_MAX = 4096, ITEMS_MAX = 200, ERRORS_MAX = 40 };

struct cc_client *cc_stub_client(struct cc_arena *arena, const struct cc_stub_row *rows)
{
    struct cc_client *client = cc_arena_new(arena, struct cc_client);
    client->next = rows;
    return client;
}

void cc_stub_finish(const struct cc_client *client)
{
    if (client->next->path != NULL)
        fail_msg("never asked for: %s", client->next->path);
}

static const char *query_format(struct cc_arena *arena, const struct cc_request *request)
{
    struct cc_buf buf;
    cc_buf_init(&buf, arena, QUERY_BYTES_MAX);
    for (size_t i = 0; i < CC_QUERY_MAX && request->query[i].name != NULL; i++) {
        if (!cc_str_is_absent(request->query[i].value))
            assert_true(cc_buf_appendf(&buf, "%s%s=%.*s", buf.len > 0 ? "&" : "",
                                       request->query[i].name,
                                       CC_STR_ARG(request->query[i].value)));
    }
    return cc_str_c(arena, cc_buf_str(&buf));
}

static void match(struct cc_arena *arena, const struct cc_stub_row *row,
                  const struct cc_request *request)
{
    if (row->path == NULL)
        fail_msg("not expected: %s", cc_str_c(arena, request->path));
    assert_string_equal(cc_str_c(arena, request->path), row->path);
    assert_int_equal(request->method, row->method);
    assert_string_equal(query_format(arena, request), row->query != NULL ? row->query : "");
    if (row->body == NULL) {
        assert_null(request->body);
        return;
    }
    assert_non_null(request->body);
    assert_string_equal(cc_str_c(arena, cc_json_write(arena, request->body)), row->body);
}

static struct cc_api_error error_from(const struct cc_json *node)
{
    return (struct cc_api_error){
        .id = cc_json_str(node, "id"),
        .code = cc_json_str(node, "code"),
        .title = cc_json_str(node, "title"),
        .detail = cc_json_str(node, "detail"),
        .pointer = cc_json_str(node, "source.pointer"),
        .parameter = cc_json_str(node, "source.parameter"),
    };
}

static void read_errors(struct cc_arena *arena, struct cc_answer *answer)
{
    const struct cc_json *list = cc_json_at(answer->json, "errors");
    size_t count = cc_json_is_array(list) ? cc_json_count(list) : 0;
    assert_true(count <= ERRORS_MAX);
    struct cc_api_error *errors = cc_arena_array(arena, count, struct cc_api_error);
    for (size_t i = 0; i < count; i++)
        errors[i] = error_from(cc_json_item(list, i));
    answer->errors = errors;
    answer->error_count = count;
}

static enum cc_answer_kind kind_of(const struct cc_stub_row *row)
{
    if (row->kind != CC_ANSWER_OK || row->status == 0)
        return row->kind;
    return row->status / 100 == 2 ? CC_ANSWER_OK : CC_ANSWER_REFUSED;
}

static struct cc_answer play(struct cc_client *client, struct cc_arena *arena,
                             const struct cc_request *request)
{
    const struct cc_stub_row *row = client->next;
    match(arena, row, request);
    client->next++;
    if (row->before != NULL)
        row->before(row->context);
    struct cc_answer answer = {.kind = kind_of(row), .http_status = row->status, .tries = 1};
    answer.may_have_been_processed = row->may_have_been_processed;
    answer.request_id = row->status != 0 ? CC_STR("r-1") : CC_STR_ABSENT;
    answer.reason = answer.kind > CC_ANSWER_REFUSED ? CC_STR("as recorded") : CC_STR_ABSENT;
    struct cc_str reason;
    if (row->answer != NULL && answer.kind <= CC_ANSWER_REFUSED)
        answer.json = cc_json_parse(arena, cc_str_from(row->answer), &reason);
    if (answer.kind == CC_ANSWER_REFUSED)
        read_errors(arena, &answer);
    return answer;
}

struct cc_answer cc_client_send(struct cc_client *client, struct cc_arena *arena,
                                struct cc_cancel *cancel, const struct cc_request *request)
{
    (void)cancel;
    return play(client, arena, request);
}

/* The row's query ends with the token; its answer has the next one where a link would be. */
struct cc_answer cc_client_page(struct cc_client *client, struct cc_arena *arena,
                                struct cc_cancel *cancel, const struct cc_request *request,
                                struct cc_str token, struct cc_page *page)
{
    struct cc_request with_token = *request;
    const struct cc_json *const *items = NULL;
    size_t slot = 0;
    while (with_token.query[slot].name != NULL)
        slot++;
    with_token.query[slot] = (struct cc_query){"page_token", token};
    *page = (struct cc_page){.total = -1};
    struct cc_answer answer =
        cc_client_list(client, arena, cancel, &with_token, &items, &page->item_count);
    page->items = items;
    page->next = cc_json_text(answer.json, "metadata.next");
    cc_json_int(answer.json, "metadata.total_size", &page->total);
    return answer;
}

struct cc_answer cc_client_list(struct cc_client *client, struct cc_arena *arena,
                                struct cc_cancel *cancel, const struct cc_request *request,
                                const struct cc_json *const **items, size_t *item_count)
{
    (void)cancel;
    struct cc_answer answer = play(client, arena, request);
    const struct cc_json *data = cc_json_at(answer.json, "data");
    size_t count = cc_json_is_array(data) ? cc_json_count(data) : 0;
    assert_true(count <= ITEMS_MAX);
    const struct cc_json **list = cc_arena_array(arena, count, const struct cc_json *);
    for (size_t i = 0; i < count; i++)
        list[i] = cc_json_item(data, i);
    *items = list;
    *item_count = count;
    return answer;
}
