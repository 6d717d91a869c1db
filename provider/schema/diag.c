// SPDX-License-Identifier: MPL-2.0
#include "schema/diag.h"

#include <assert.h>

void cc_diags_init(struct cc_diags *diags, struct cc_arena *arena)
{
    *diags = (struct cc_diags){.arena = arena};
}

static void diag_append(struct cc_diags *diags, struct cc_diag diag)
{
    assert(!cc_str_is_empty(diag.summary));
    struct cc_diag *copy = cc_arena_new(diags->arena, struct cc_diag);
    *copy = diag;
    copy->summary = cc_str_printable(diags->arena, diag.summary);
    copy->detail = cc_str_printable(diags->arena, diag.detail);
    if (diags->last == NULL)
        diags->first = copy;
    else
        diags->last->next = copy;
    diags->last = copy;
    diags->count++;
    if (diag.severity == CC_SEVERITY_ERROR)
        diags->error_count++;
}

bool cc_diags_error(struct cc_diags *diags, struct cc_path path, struct cc_str summary,
                    const char *detail_format, ...)
{
    va_list args;
    va_start(args, detail_format);
    struct cc_str detail = cc_str_vformat(diags->arena, detail_format, args);
    va_end(args);
    diag_append(diags, (struct cc_diag){.severity = CC_SEVERITY_ERROR,
                                        .path = path,
                                        .summary = summary,
                                        .detail = detail});
    return false;
}

void cc_diags_warning(struct cc_diags *diags, struct cc_path path, struct cc_str summary,
                      const char *detail_format, ...)
{
    va_list args;
    va_start(args, detail_format);
    struct cc_str detail = cc_str_vformat(diags->arena, detail_format, args);
    va_end(args);
    diag_append(diags, (struct cc_diag){.severity = CC_SEVERITY_WARNING,
                                        .path = path,
                                        .summary = summary,
                                        .detail = detail});
}
