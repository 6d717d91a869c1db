// SPDX-License-Identifier: MPL-2.0
#include "client/client.h"

#include <assert.h>

#include "client/endpoint.h"
#include "client/paging.h"

#include "base/banned.h"

enum { ITEMS_CAPACITY_MIN = CC_CLIENT_PAGE_SIZE };

static void paging_append(struct cc_arena *arena, struct cc_paging *paging,
                          const struct cc_json *item)
{
    if (paging->item_count == paging->item_capacity) {
        size_t capacity =
            paging->item_capacity ? paging->item_capacity * 2 : (size_t)ITEMS_CAPACITY_MIN;
        const struct cc_json **items = cc_arena_array(arena, capacity, const struct cc_json *);
        for (size_t i = 0; i < paging->item_count; i++)
            items[i] = paging->items[i];
        paging->items = items;
        paging->item_capacity = capacity;
    }
    paging->items[paging->item_count++] = item;
}

/* A null list is an empty one; a document without the member is no list at all.  What has no id
 * cannot be told from what is looked for, so it must not pass for something else. */
static bool paging_take_items(struct cc_arena *arena, struct cc_paging *paging,
                              const struct cc_json *page, struct cc_str *reason)
{
    const struct cc_json *data = cc_json_member(page, CC_STR("data"));
    if (paging->byte_count > CC_CLIENT_LIST_BYTES_MAX ||
        paging->item_count + cc_json_count(data) > CC_CLIENT_LIST_ITEMS_MAX) {
        *reason = cc_str_format(arena, "the list is longer than %d items or %d bytes",
                                (int)CC_CLIENT_LIST_ITEMS_MAX, (int)CC_CLIENT_LIST_BYTES_MAX);
        return false;
    }
    if (!data || (!cc_json_is_array(data) && !cc_json_is_null(data))) {
        *reason = CC_STR("the page has no list in \"data\"");
        return false;
    }
    for (size_t i = 0; i < cc_json_count(data); i++) {
        const struct cc_json *item = cc_json_item(data, i);
        if (cc_str_is_empty(cc_json_str(item, "id"))) {
            *reason = CC_STR("the page's list holds something without id");
            return false;
        }
        paging_append(arena, paging, item);
    }
    return true;
}

static bool paging_has_seen(const struct cc_paging *paging, struct cc_str token)
{
    for (size_t i = 0; i < paging->page_count; i++) {
        if (cc_str_equal(paging->tokens[i], token))
            return true;
    }
    return false;
}

/* A link that cannot be followed must not pass for the end: half a list reads as "all others are
 * gone". */
static bool paging_take_next(struct cc_arena *arena, struct cc_paging *paging,
                             const struct cc_endpoint *endpoint, const struct cc_json *page,
                             struct cc_str *reason)
{
    struct cc_str next = CC_STR_ABSENT;
    const struct cc_json *link = cc_json_at(page, "metadata.next");
    paging->token = CC_STR_ABSENT;
    if (link && !cc_json_is_null(link) && !cc_json_node_str(link, &next)) {
        *reason = CC_STR("the page's \"next\" is no link");
        return false;
    }
    if (cc_str_is_empty(next))
        return true;
    if (!cc_endpoint_page_token(arena, endpoint, next, &paging->token))
        *reason = CC_STR("the page's \"next\" link has no usable page_token");
    else if (paging_has_seen(paging, paging->token))
        *reason = CC_STR("the page's \"next\" link leads back to an earlier page");
    else if (paging->page_count == CC_CLIENT_PAGES_MAX)
        *reason =
            cc_str_format(arena, "the list does not end within %d pages", (int)CC_CLIENT_PAGES_MAX);
    else
        paging->tokens[paging->page_count] = paging->token;
    return cc_str_is_absent(*reason);
}

bool cc_paging_take(struct cc_arena *arena, struct cc_paging *paging,
                    const struct cc_endpoint *endpoint, const struct cc_json *page, size_t page_len,
                    struct cc_str *reason)
{
    *reason = CC_STR_ABSENT;
    paging->byte_count += page_len;
    paging->page_count++;
    return paging_take_items(arena, paging, page, reason) &&
           paging_take_next(arena, paging, endpoint, page, reason);
}

static void query_add(struct cc_request *request, const char *name, struct cc_str value)
{
    size_t slot = 0;
    while (slot < CC_QUERY_MAX && !cc_str_is_absent(request->query[slot].value))
        slot++;
    assert(slot < CC_QUERY_MAX); /* two are needed here */
    request->query[slot] = (struct cc_query){name, value};
}

void cc_paging_read(struct cc_arena *arena, struct cc_paging *paging,
                    const struct cc_endpoint *endpoint, struct cc_answer *answer)
{
    struct cc_str reason;
    if (cc_paging_take(arena, paging, endpoint, answer->json, answer->body_len, &reason))
        return;
    answer->kind = CC_ANSWER_MALFORMED;
    answer->reason = reason;
    answer->json = NULL;
}

/* The caller's own parameters stay on each page.  So does the size: services whose tokens know it
 * do not mind, and those whose tokens do not would fall back to pages of ten. */
struct cc_request cc_paging_request(struct cc_arena *arena, const struct cc_paging *paging,
                                    const struct cc_request *first)
{
    struct cc_request request = *first;
    query_add(&request, "page_size", cc_str_format(arena, "%d", (int)CC_CLIENT_PAGE_SIZE));
    if (!cc_str_is_absent(paging->token))
        query_add(&request, "page_token", paging->token);
    return request;
}
