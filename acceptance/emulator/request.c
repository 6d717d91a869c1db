// SPDX-License-Identifier: MPL-2.0
#include "emulator/request.h"

#include "base/buf.h"
#include "emulator/document.h"

enum { LINK_BYTES_MAX = 16 * 1024 };

struct cc_str emu_request_part(const struct emu_request *request, const char *name)
{
    for (size_t i = 0; i < request->parts.count; i++) {
        if (cc_str_equal(request->parts.list[i].name, cc_str_from(name)))
            return request->parts.list[i].value;
    }
    return CC_STR_ABSENT;
}

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

static void append_encoded(struct cc_buf *buf, struct cc_str text)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
    for (size_t i = 0; i < text.len; i++) {
        struct cc_str byte = cc_str_slice(text, i, 1);
        if (cc_str_only(byte, plain))
            cc_buf_append_str(buf, byte);
        else
            cc_buf_appendf(buf, "%%%02X", (unsigned)(unsigned char)byte.ptr[0]);
    }
}

static void append_parameter(struct cc_buf *buf, char *separator, struct cc_str name,
                             struct cc_str value)
{
    cc_buf_append_byte(buf, *separator);
    append_encoded(buf, name);
    cc_buf_append_byte(buf, '=');
    append_encoded(buf, value);
    *separator = '&';
}

struct cc_str emu_request_link(const struct emu_request *request, struct cc_str address,
                               const char *parameter, struct cc_str value)
{
    struct cc_buf link;
    char separator = '?';
    cc_buf_init(&link, request->turn.arena, LINK_BYTES_MAX);
    cc_buf_append_str(&link, address);
    for (const struct emu_query *query = request->query; query; query = query->next) {
        if (!cc_str_equal(query->name, cc_str_from(parameter)))
            append_parameter(&link, &separator, query->name, query->value);
    }
    if (!cc_str_is_absent(value))
        append_parameter(&link, &separator, cc_str_from(parameter), value);
    return cc_buf_str(&link);
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
