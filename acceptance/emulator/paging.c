// SPDX-License-Identifier: MPL-2.0
#include "emulator/paging.h"

#include <inttypes.h>
#include <stdio.h>

#include "emulator/document.h"
#include "emulator/errors.h"

enum { PAGE_SIZE_DEFAULT = 10, PAGE_SIZE_MAX = 100 };

/* Not a secret: it only keeps clients from making tokens of their own. */
static uint64_t token_check(int64_t seq)
{
    uint64_t check = (uint64_t)seq * UINT64_C(0x9e3779b97f4a7c15);
    return (check ^ (check >> 29)) & 0xffffff;
}

static struct cc_str token_of(struct cc_arena *arena, int64_t seq)
{
    return cc_str_format(arena, "%" PRIx64 "+%06" PRIx64 "==", (uint64_t)seq, token_check(seq));
}

static bool token_read(const struct emu_request *request, struct emu_answer *answer,
                       int64_t *before)
{
    struct cc_str token = emu_request_query(request, "page_token");
    *before = EMU_SEQ_END;
    if (cc_str_is_absent(token))
        return true;
    uint64_t seq = 0;
    if (sscanf(cc_str_c(answer->arena, token), "%15" SCNx64, &seq) == 1)
        *before = (int64_t)seq;
    if (*before > 0 && cc_str_equal(token, token_of(answer->arena, *before)))
        return true;
    return emu_refuse_parameter(answer, "page_token", "the page token is not one of this service");
}

static bool page_size_read(const struct emu_request *request, struct emu_answer *answer,
                           size_t *page_size)
{
    struct cc_str text = emu_request_query(request, "page_size");
    *page_size = PAGE_SIZE_DEFAULT;
    if (cc_str_is_absent(text))
        return true;
    *page_size = 0;
    for (size_t i = 0; i < text.len && text.len <= 3; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            break;
        *page_size = *page_size * 10 + (size_t)(text.ptr[i] - '0');
    }
    if (*page_size >= 1 && *page_size <= PAGE_SIZE_MAX && cc_str_only(text, "0123456789"))
        return true;
    return emu_refuse_parameter(answer, "page_size", "must be a number from 1 to %d",
                                PAGE_SIZE_MAX);
}

/* The same request with another token; all other parameters stay. */
static struct cc_str link_to(const struct emu_request *request, struct cc_str token)
{
    struct cc_str address = cc_str_format(request->turn.arena, "%.*s%.*s",
                                          CC_STR_ARG(request->base_url), CC_STR_ARG(request->path));
    return emu_request_link(request, address, "page_token", token);
}

/* Fills the page; returns where the next one goes on, EMU_SEQ_END if there is none. */
static int64_t page_fill(const struct emu_request *request, const struct emu_listing *listing,
                         int64_t before, size_t page_size, json_t *data)
{
    int64_t last = EMU_SEQ_END;
    int64_t next = EMU_SEQ_END;
    struct emu_cursor cursor;
    emu_cursor_open(&cursor, request->turn.store, listing->kind, listing->scope, before);
    while (next == EMU_SEQ_END && emu_cursor_next(&cursor, request->turn.arena)) {
        if (listing->matches && !listing->matches(request, cursor.doc))
            continue;
        if (json_array_size(data) == page_size) {
            next = last; /* one more exists: there will be a page to ask for */
            continue;
        }
        listing->dress(request, cursor.doc);
        json_array_append(data, cursor.doc);
        last = cursor.seq;
    }
    emu_cursor_close(&cursor);
    return next;
}

void emu_page_answer(const struct emu_request *request, struct emu_answer *answer,
                     const struct emu_listing *listing)
{
    int64_t before;
    size_t page_size;
    if (!token_read(request, answer, &before) || !page_size_read(request, answer, &page_size))
        return;
    json_t *body = emu_doc_new(answer->arena);
    json_t *data = json_array();
    emu_doc_set_text(body, "api_version", listing->api_version);
    emu_doc_set_text(body, "kind", listing->list_kind);
    emu_doc_set_str(body, "metadata.first", link_to(request, CC_STR_ABSENT));
    emu_doc_set(body, "data", data);
    int64_t next = page_fill(request, listing, before, page_size, data);
    if (next != EMU_SEQ_END)
        emu_doc_set_str(body, "metadata.next", link_to(request, token_of(answer->arena, next)));
    emu_answer_with(answer, 200, body);
}
