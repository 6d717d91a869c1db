// SPDX-License-Identifier: MPL-2.0
#pragma once

/* A list that is being read page by page.  Pure: pages in, items and the next request out. */

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "client/client.h"
#include "client/endpoint.h"

struct cc_paging {
    const struct cc_json **items;
    size_t item_count;
    size_t item_capacity;
    size_t page_count;
    size_t byte_count;
    struct cc_str token;                           /* of the next page; absent: no further page */
    struct cc_str tokens[CC_CLIENT_PAGES_MAX + 1]; /* those that were used; [0] stays absent */
};

/* The request for the next page. */
struct cc_request cc_paging_request(struct cc_arena *arena, const struct cc_paging *paging,
                                    const struct cc_request *first);

/* Takes the items and the link of a page that came as `page_len` bytes; false with a reason when
 * the page makes no sense, or the list has become too large. */
bool cc_paging_take(struct cc_arena *arena, struct cc_paging *paging,
                    const struct cc_endpoint *endpoint, const struct cc_json *page, size_t page_len,
                    struct cc_str *reason);

/* The same for an answer that is CC_ANSWER_OK: a page that makes no sense spoils it, although the
 * request succeeded. */
void cc_paging_read(struct cc_arena *arena, struct cc_paging *paging,
                    const struct cc_endpoint *endpoint, struct cc_answer *answer);
