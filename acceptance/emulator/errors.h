// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Refusals in the API's common shape: {"errors":[{id, status, code, title, detail, source}]}, or
 * in another one that the answer asks for.
 *
 * Several may be filed for one request; the first decides the status.  Each function returns false,
 * so that a check can end with it.
 */

#include "emulator/request.h"

struct emu_refusal {
    unsigned status;
    const char *code;
    const char *pointer;   /* into the body, or NULL */
    const char *parameter; /* of the query, or NULL */
    const char *inner;     /* Azure's second code, or NULL */
    struct cc_str detail;  /* may be absent */
};

bool emu_refuse(struct emu_answer *answer, struct emu_refusal refusal);

/* 400 invalid_configuration at a place of the body. */
bool emu_refuse_member(struct emu_answer *answer, const char *pointer, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* 422: the member cannot be changed. */
bool emu_refuse_change(struct emu_answer *answer, const char *pointer, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* 400 invalid_filter at a parameter of the query. */
bool emu_refuse_parameter(struct emu_answer *answer, const char *parameter, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

bool emu_refuse_unknown(struct emu_answer *answer, const char *what, struct cc_str id);
bool emu_refuse_forbidden(struct emu_answer *answer);
bool emu_refuse_protected(struct emu_answer *answer, struct cc_str cluster);

bool emu_answer_is_refusal(const struct emu_answer *answer);
