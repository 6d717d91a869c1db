// SPDX-License-Identifier: MPL-2.0
#include "emulator/errors.h"

#include "emulator/document.h"
#include "emulator/ids.h"

static const struct {
    unsigned status;
    const char *title;
} titles[] = {
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {409, "Conflict"},
    {413, "Content Too Large"},
    {422, "Validation Failed"},
    {429, "Too Many Requests"},
    {500, "Internal Server Error"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
};

static const char *title_of(unsigned status)
{
    for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++) {
        if (titles[i].status == status)
            return titles[i].title;
    }
    return "Error";
}

static json_t *error_new(struct emu_answer *answer, struct emu_refusal refusal)
{
    json_t *error = emu_doc_new(answer->arena);
    emu_doc_set_str(error, "id", emu_id_random(answer->arena, "", 32));
    emu_doc_set_str(error, "status", cc_str_format(answer->arena, "%u", refusal.status));
    emu_doc_set_text(error, "code", refusal.code);
    emu_doc_set_text(error, "title", title_of(refusal.status));
    emu_doc_set_str(error, "detail", refusal.detail);
    emu_doc_set_text(error, "source.pointer", refusal.pointer);
    emu_doc_set_text(error, "source.parameter", refusal.parameter);
    return error;
}

bool emu_refuse(struct emu_answer *answer, struct emu_refusal refusal)
{
    if (answer->shape) {
        answer->status = refusal.status;
        answer->shape(answer, &refusal);
        return false;
    }
    if (!emu_answer_is_refusal(answer)) {
        answer->status = refusal.status;
        answer->body = emu_doc_new(answer->arena);
        emu_doc_set(answer->body, "errors", json_array());
    }
    json_array_append(emu_doc_at(answer->body, "errors"), error_new(answer, refusal));
    return false;
}

bool emu_refuse_member(struct emu_answer *answer, const char *pointer, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct cc_str detail = cc_str_vformat(answer->arena, format, args);
    va_end(args);
    return emu_refuse(answer, (struct emu_refusal){.status = 400,
                                                   .code = "invalid_configuration",
                                                   .pointer = pointer,
                                                   .detail = detail});
}

bool emu_refuse_change(struct emu_answer *answer, const char *pointer, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct cc_str detail = cc_str_vformat(answer->arena, format, args);
    va_end(args);
    return emu_refuse(answer, (struct emu_refusal){.status = 422,
                                                   .code = "invalid_configuration",
                                                   .pointer = pointer,
                                                   .detail = detail});
}

bool emu_refuse_parameter(struct emu_answer *answer, const char *parameter, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct cc_str detail = cc_str_vformat(answer->arena, format, args);
    va_end(args);
    return emu_refuse(answer, (struct emu_refusal){.status = 400,
                                                   .code = "invalid_filter",
                                                   .parameter = parameter,
                                                   .detail = detail});
}

bool emu_refuse_unknown(struct emu_answer *answer, const char *what, struct cc_str id)
{
    return emu_refuse(answer, (struct emu_refusal){
                                  .status = 404,
                                  .code = "resource_not_found",
                                  .detail = cc_str_format(answer->arena, "there is no %s \"%.*s\"",
                                                          what, CC_STR_ARG(id))});
}

bool emu_refuse_forbidden(struct emu_answer *answer)
{
    return emu_refuse(answer, (struct emu_refusal){.status = 403,
                                                   .code = "forbidden_access",
                                                   .detail = CC_STR("Forbidden Access")});
}

bool emu_refuse_protected(struct emu_answer *answer, struct cc_str cluster)
{
    return emu_refuse(
        answer,
        (struct emu_refusal){
            .status = 409,
            .code = "deletion_protection_enabled",
            .detail = cc_str_format(answer->arena, "the cluster %.*s is protected against deletion",
                                    CC_STR_ARG(cluster))});
}

bool emu_answer_is_refusal(const struct emu_answer *answer)
{
    return answer->status >= 400;
}
