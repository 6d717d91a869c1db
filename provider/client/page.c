// SPDX-License-Identifier: MPL-2.0
#include "client/client.h"

#include "client/paging.h"

#include "base/banned.h"

/* Of a link only the token is read, so it does not matter what a relative one is relative to. */
static const struct cc_endpoint anywhere = {.base = CC_STR_INIT("https://list.invalid")};

struct cc_answer cc_client_page(struct cc_client *client, struct cc_arena *arena,
                                struct cc_cancel *cancel, const struct cc_request *request,
                                struct cc_str token, struct cc_page *page)
{
    struct cc_paging *paging = cc_arena_new(arena, struct cc_paging);
    paging->token = token;
    struct cc_request next = cc_paging_request(arena, paging, request);
    struct cc_answer answer = cc_client_send(client, arena, cancel, &next);
    if (answer.kind == CC_ANSWER_OK)
        cc_paging_read(arena, paging, &anywhere, &answer);
    if (answer.kind != CC_ANSWER_OK)
        return answer;
    *page = (struct cc_page){.items = paging->items,
                             .item_count = paging->item_count,
                             .next = paging->token,
                             .total = -1};
    cc_json_int(answer.json, "metadata.total_size", &page->total);
    return answer;
}
