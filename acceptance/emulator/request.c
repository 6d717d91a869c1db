// SPDX-License-Identifier: MPL-2.0
#include "emulator/request.h"

#include "emulator/document.h"

struct cc_str emu_request_query(const struct emu_request *request, const char *name)
{
    for (const struct emu_query *query = request->query; query; query = query->next) {
        if (cc_str_equal(query->name, cc_str_from(name)))
            return query->value;
    }
    return CC_STR_ABSENT;
}

struct cc_str emu_request_form(const struct emu_request *request, const char *name)
{
    struct cc_str rest = request->body_text;
    while (!cc_str_is_empty(rest)) {
        struct cc_str value = cc_str_cut(&rest, '&');
        if (cc_str_equal(cc_str_cut(&value, '='), cc_str_from(name)))
            return cc_str_form_decode(request->turn.arena, value);
    }
    return CC_STR_ABSENT;
}

void emu_answer_with(struct emu_answer *answer, unsigned status, json_t *body)
{
    answer->status = status;
    answer->body = body;
}

void emu_answer_created(struct emu_answer *answer, unsigned status, json_t *body)
{
    emu_answer_with(answer, status, body);
    answer->location = emu_doc_str(body, "metadata.self");
}
