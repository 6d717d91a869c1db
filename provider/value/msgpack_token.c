// SPDX-License-Identifier: MPL-2.0
#include "value/msgpack_token.h"

#include <stddef.h>

/* What stands behind the codes c0 to df: `width` bytes of a number (a value, or a length), or a
 * payload of a fixed size. */
struct form {
    enum cc_token_kind kind;
    uint8_t width;
    uint8_t fixed_bytes;
};

enum { FORMS_FIRST = 0xc0, FORMS_LAST = 0xdf, NEGATIVE_FIRST = 0xe0 };

static const struct form forms[FORMS_LAST - FORMS_FIRST + 1] = {
    [0x00] = {CC_TOKEN_NIL, 0, 0},     [0x02] = {CC_TOKEN_BOOL, 0, 0},
    [0x03] = {CC_TOKEN_BOOL, 0, 0},    [0x04] = {CC_TOKEN_BIN, 1, 0},
    [0x05] = {CC_TOKEN_BIN, 2, 0},     [0x06] = {CC_TOKEN_BIN, 4, 0},
    [0x07] = {CC_TOKEN_EXT, 1, 0},     [0x08] = {CC_TOKEN_EXT, 2, 0},
    [0x09] = {CC_TOKEN_EXT, 4, 0},     [0x0a] = {CC_TOKEN_FLOAT32, 4, 0},
    [0x0b] = {CC_TOKEN_FLOAT64, 8, 0}, [0x0c] = {CC_TOKEN_UINT, 1, 0},
    [0x0d] = {CC_TOKEN_UINT, 2, 0},    [0x0e] = {CC_TOKEN_UINT, 4, 0},
    [0x0f] = {CC_TOKEN_UINT, 8, 0},    [0x10] = {CC_TOKEN_INT, 1, 0},
    [0x11] = {CC_TOKEN_INT, 2, 0},     [0x12] = {CC_TOKEN_INT, 4, 0},
    [0x13] = {CC_TOKEN_INT, 8, 0},     [0x14] = {CC_TOKEN_EXT, 0, 1},
    [0x15] = {CC_TOKEN_EXT, 0, 2},     [0x16] = {CC_TOKEN_EXT, 0, 4},
    [0x17] = {CC_TOKEN_EXT, 0, 8},     [0x18] = {CC_TOKEN_EXT, 0, 16},
    [0x19] = {CC_TOKEN_STR, 1, 0},     [0x1a] = {CC_TOKEN_STR, 2, 0},
    [0x1b] = {CC_TOKEN_STR, 4, 0},     [0x1c] = {CC_TOKEN_ARRAY, 2, 0},
    [0x1d] = {CC_TOKEN_ARRAY, 4, 0},   [0x1e] = {CC_TOKEN_MAP, 2, 0},
    [0x1f] = {CC_TOKEN_MAP, 4, 0},
};

static const char *const descriptions[] = {
    [CC_TOKEN_INVALID] = "nothing",  [CC_TOKEN_NIL] = "null",     [CC_TOKEN_BOOL] = "a bool",
    [CC_TOKEN_UINT] = "a number",    [CC_TOKEN_INT] = "a number", [CC_TOKEN_FLOAT32] = "a number",
    [CC_TOKEN_FLOAT64] = "a number", [CC_TOKEN_STR] = "a string", [CC_TOKEN_BIN] = "bytes",
    [CC_TOKEN_EXT] = "an extension", [CC_TOKEN_ARRAY] = "a list", [CC_TOKEN_MAP] = "a map",
};

static bool take_bytes(struct cc_str *rest, uint64_t len, struct cc_str *out)
{
    if (len > rest->len)
        return false;
    *out = cc_str_slice(*rest, 0, (size_t)len);
    *rest = cc_str_slice(*rest, (size_t)len, rest->len);
    return true;
}

/* Numbers are sent with the most significant byte first. */
static bool take_number(struct cc_str *rest, size_t width, uint64_t *out)
{
    struct cc_str bytes;
    if (!take_bytes(rest, width, &bytes))
        return false;
    *out = 0;
    for (size_t i = 0; i < width; i++)
        *out = *out << 8 | (uint8_t)bytes.ptr[i];
    return true;
}

static uint64_t sign_extended(uint64_t bits, size_t width)
{
    uint64_t sign = UINT64_C(1) << (8 * width - 1);
    return (bits ^ sign) - sign;
}

/* Codes that carry their number within themselves. */
static void token_from_short_code(uint8_t code, struct cc_token *out)
{
    if (code <= 0x7f)
        *out = (struct cc_token){.kind = CC_TOKEN_UINT, .number = code};
    else if (code >= NEGATIVE_FIRST)
        *out = (struct cc_token){.kind = CC_TOKEN_INT, .number = sign_extended(code, 1)};
    else if (code >= 0xa0)
        *out = (struct cc_token){.kind = CC_TOKEN_STR, .number = code & 0x1f};
    else
        *out = (struct cc_token){.kind = code >= 0x90 ? CC_TOKEN_ARRAY : CC_TOKEN_MAP,
                                 .number = code & 0x0f};
}

static bool token_from_long_code(struct cc_str *rest, uint8_t code, struct cc_token *out)
{
    const struct form *form = &forms[code - FORMS_FIRST];
    *out = (struct cc_token){.kind = form->kind, .number = form->fixed_bytes};
    if (form->kind == CC_TOKEN_BOOL)
        out->number = code & 1;
    if (form->width > 0 && !take_number(rest, form->width, &out->number))
        return false;
    if (form->kind == CC_TOKEN_INT)
        out->number = sign_extended(out->number, form->width);
    return true;
}

static bool take_payload(struct cc_str *rest, struct cc_token *token)
{
    uint64_t code;
    if (token->kind == CC_TOKEN_EXT) {
        if (!take_number(rest, 1, &code))
            return false;
        token->code = (int8_t)(uint8_t)code;
    } else if (token->kind != CC_TOKEN_STR && token->kind != CC_TOKEN_BIN) {
        return true;
    }
    return take_bytes(rest, token->number, &token->bytes);
}

bool cc_token_take(struct cc_str *rest, struct cc_token *out, const char **reason)
{
    uint64_t code;
    *reason = "the input ends within the value";
    if (!take_number(rest, 1, &code))
        return false;
    if (code < FORMS_FIRST || code > FORMS_LAST)
        token_from_short_code((uint8_t)code, out);
    else if (!token_from_long_code(rest, (uint8_t)code, out))
        return false;
    if (out->kind == CC_TOKEN_INVALID) {
        *reason = "the code c1 means nothing";
        return false;
    }
    return take_payload(rest, out);
}

const char *cc_token_describe(const struct cc_token *token)
{
    return descriptions[token->kind];
}
