// SPDX-License-Identifier: MPL-2.0
#include "emulator/azure/shapes.h"

#include <stdlib.h>

#include "base/clock.h"
#include "emulator/clock.h"
#include "emulator/document.h"
#include "emulator/ids.h"

/* When an error was written down is the business of the wall clock: nobody computes with it. */
static struct cc_str timestamp(struct cc_arena *arena)
{
    return cc_str_slice(emu_clock_format(arena, cc_clock_wall_us()), 0,
                        sizeof("2024-01-31T12:00:00") - 1);
}

static json_t *error_body(struct emu_answer *answer, const struct emu_refusal *refusal)
{
    json_t *body = emu_doc_new(answer->arena);
    emu_doc_set_text(body, "error.code", refusal->code);
    emu_doc_set_str(body, "error.message", refusal->detail);
    answer->body = body;
    return body;
}

void emu_shape_management(struct emu_answer *answer, const struct emu_refusal *refusal)
{
    json_t *body = error_body(answer, refusal);
    emu_doc_set_text(body, "error.innererror.code", refusal->inner);
}

void emu_shape_graph(struct emu_answer *answer, const struct emu_refusal *refusal)
{
    json_t *body = error_body(answer, refusal);
    emu_doc_set_str(body, "error.innerError.date", timestamp(answer->arena));
    emu_doc_set_str(body, "error.innerError.request-id", answer->request_id);
    emu_doc_set_str(body, "error.innerError.client-request-id", answer->request_id);
}

static json_t *error_codes(struct cc_arena *arena, struct cc_str detail)
{
    const struct cc_str prefix = CC_STR("AADSTS");
    json_t *codes = json_array();
    if (cc_str_starts_with(detail, prefix)) {
        const char *number = cc_str_c(arena, cc_str_slice(detail, prefix.len, detail.len));
        json_array_append_new(codes, json_integer(strtoll(number, NULL, 10)));
    }
    return codes;
}

void emu_shape_sign_in(struct emu_answer *answer, const struct emu_refusal *refusal)
{
    struct cc_arena *arena = answer->arena;
    json_t *body = emu_doc_new(arena);
    struct cc_str trace = emu_id_uuid(arena);
    struct cc_str correlation = emu_id_uuid(arena);
    struct cc_str now = timestamp(arena);
    emu_doc_set_text(body, "error", refusal->code);
    emu_doc_set_str(body, "error_description",
                    cc_str_format(arena,
                                  "%.*s Trace ID: %.*s Correlation ID: %.*s Timestamp: %.*sZ",
                                  CC_STR_ARG(refusal->detail), CC_STR_ARG(trace),
                                  CC_STR_ARG(correlation), CC_STR_ARG(now)));
    emu_doc_set(body, "error_codes", error_codes(arena, refusal->detail));
    emu_doc_set_str(body, "timestamp", now);
    emu_doc_set_str(body, "trace_id", trace);
    emu_doc_set_str(body, "correlation_id", correlation);
    answer->body = body;
}
