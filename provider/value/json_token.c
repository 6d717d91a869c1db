// SPDX-License-Identifier: MPL-2.0
#include "value/json_token.h"

#include <assert.h>
#include <string.h>

#include "base/buf.h"

static const char unexpected[] = "something is there that does not belong there";

bool cc_json_token_refuse(struct cc_json_reader *reader, const char *fault)
{
    if (!reader->fault)
        reader->fault = fault;
    return false;
}

size_t cc_json_token_line(const struct cc_json_reader *reader)
{
    size_t line = 1;
    for (size_t i = 0; i < reader->at && i < reader->text.len; i++)
        line += reader->text.ptr[i] == '\n';
    return line;
}

const char *cc_json_token_describe(const struct cc_json_token *token)
{
    static const char *const words[] = {
        [CC_JSON_TOKEN_NULL] = "a null",     [CC_JSON_TOKEN_BOOL] = "a bool",
        [CC_JSON_TOKEN_NUMBER] = "a number", [CC_JSON_TOKEN_STRING] = "a string",
        [CC_JSON_TOKEN_ARRAY] = "a list",    [CC_JSON_TOKEN_OBJECT] = "an object",
    };
    return words[token->kind];
}

/* A NUL at the end, which no rule accepts; a NUL in the text is refused for the same reason. */
static char peek(const struct cc_json_reader *reader)
{
    return reader->at < reader->text.len ? reader->text.ptr[reader->at] : '\0';
}

static char peek_behind_space(struct cc_json_reader *reader)
{
    char byte;
    while ((byte = peek(reader)) == ' ' || byte == '\n' || byte == '\t' || byte == '\r')
        reader->at++;
    return byte;
}

static bool expect(struct cc_json_reader *reader, char byte)
{
    if (peek_behind_space(reader) != byte)
        return cc_json_token_refuse(reader, reader->at < reader->text.len ? unexpected
                                                                          : "it ends too early");
    reader->at++;
    return true;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool take_digits(struct cc_json_reader *reader)
{
    size_t start = reader->at;
    while (is_digit(peek(reader)))
        reader->at++;
    return reader->at > start || cc_json_token_refuse(reader, "a number lacks a digit");
}

static bool take_fraction(struct cc_json_reader *reader)
{
    if (peek(reader) != '.')
        return true;
    reader->at++;
    return take_digits(reader);
}

static bool take_exponent(struct cc_json_reader *reader)
{
    if (peek(reader) != 'e' && peek(reader) != 'E')
        return true;
    reader->at++;
    if (peek(reader) == '+' || peek(reader) == '-')
        reader->at++;
    return take_digits(reader);
}

static bool take_number(struct cc_json_reader *reader, struct cc_json_token *out)
{
    size_t start = reader->at;
    reader->at += peek(reader) == '-';
    if (peek(reader) == '0')
        reader->at++;
    else if (!take_digits(reader))
        return false;
    if (!take_fraction(reader) || !take_exponent(reader))
        return false;
    if (is_digit(peek(reader)))
        return cc_json_token_refuse(reader, "a number begins with 0");
    out->kind = CC_JSON_TOKEN_NUMBER;
    out->text = cc_str_slice(reader->text, start, reader->at - start);
    return true;
}

static const struct {
    struct cc_str word;
    struct cc_json_token token;
} words[] = {
    {CC_STR_INIT("null"), {.kind = CC_JSON_TOKEN_NULL}},
    {CC_STR_INIT("true"), {.kind = CC_JSON_TOKEN_BOOL, .boolean = true}},
    {CC_STR_INIT("false"), {.kind = CC_JSON_TOKEN_BOOL}},
};

static bool take_word(struct cc_json_reader *reader, struct cc_json_token *out)
{
    struct cc_str rest = cc_str_slice(reader->text, reader->at, reader->text.len);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!cc_str_starts_with(rest, words[i].word))
            continue;
        reader->at += words[i].word.len;
        *out = words[i].token;
        return true;
    }
    return cc_json_token_refuse(reader, "a value is missing");
}

/* The four digits behind "\u" at the start of `raw`; -1: they are none. */
static int32_t unit_read(struct cc_str raw)
{
    int32_t unit = 0;
    if (raw.len < 6 || raw.ptr[0] != '\\' || raw.ptr[1] != 'u')
        return -1;
    for (size_t i = 2; i < 6; i++) {
        int digit = cc_str_hex_digit(raw.ptr[i]);
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

static void append_utf8(struct cc_buf *buf, int32_t code)
{
    static const struct {
        int32_t below;
        int bits;
        unsigned lead;
    } forms[] = {{0x80, 0, 0}, {0x800, 6, 0xC0}, {0x10000, 12, 0xE0}, {0x110000, 18, 0xF0}};
    size_t form = 0;
    while (code >= forms[form].below)
        form++;
    cc_buf_append_byte(buf, (char)(forms[form].lead | (unsigned)(code >> forms[form].bits)));
    for (int bits = forms[form].bits - 6; bits >= 0; bits -= 6)
        cc_buf_append_byte(buf, (char)(0x80 | ((unsigned)(code >> bits) & 0x3F)));
}

/* A character that needs more than 16 bits comes as two halves; a half alone is none. */
static size_t decode_unicode(struct cc_buf *buf, struct cc_str raw)
{
    int32_t unit = unit_read(raw);
    if (unit < 0 || (unit >= 0xDC00 && unit <= 0xDFFF))
        return 0;
    if (unit < 0xD800 || unit > 0xDFFF) {
        append_utf8(buf, unit);
        return 6;
    }
    int32_t low = unit_read(cc_str_slice(raw, 6, raw.len));
    if (low < 0xDC00 || low > 0xDFFF)
        return 0;
    append_utf8(buf, 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
    return 12;
}

/* Decodes the escape at the start of `raw`; its length, 0 when it is none. */
static size_t decode_escape(struct cc_buf *buf, struct cc_str raw)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    if (raw.len < 2)
        return 0;
    if (raw.ptr[1] == 'u')
        return decode_unicode(buf, raw);
    const char *letter = raw.ptr[1] != '\0' ? strchr(letters, raw.ptr[1]) : NULL;
    if (!letter)
        return 0;
    cc_buf_append_byte(buf, meanings[letter - letters]);
    return 2;
}

static bool decode(struct cc_json_reader *reader, struct cc_str raw, struct cc_str *out)
{
    struct cc_buf buf;
    cc_buf_init(&buf, reader->arena, raw.len + 1); /* no escape is shorter than what it means */
    for (size_t at = 0; at < raw.len;) {
        size_t len = 1;
        if (raw.ptr[at] == '\\')
            len = decode_escape(&buf, cc_str_slice(raw, at, raw.len));
        else
            cc_buf_append_byte(&buf, raw.ptr[at]);
        if (len == 0)
            return cc_json_token_refuse(reader, "a text has an escape that means nothing");
        at += len;
    }
    *out = cc_buf_str(&buf);
    return true;
}

/* From behind the opening quote to the closing one, which is passed. */
static bool find_quote(struct cc_json_reader *reader, bool *has_escapes)
{
    *has_escapes = false;
    for (; reader->at < reader->text.len; reader->at++) {
        unsigned char byte = (unsigned char)reader->text.ptr[reader->at];
        if (byte == '"')
            return true;
        if (byte < 0x20)
            return cc_json_token_refuse(reader, "a text holds a control character");
        if (byte == '\\') {
            *has_escapes = true;
            reader->at++;
        }
    }
    return cc_json_token_refuse(reader, "a text does not end");
}

static bool take_text(struct cc_json_reader *reader, struct cc_str *out)
{
    size_t start = ++reader->at;
    bool has_escapes;
    if (!find_quote(reader, &has_escapes))
        return false;
    struct cc_str raw = cc_str_slice(reader->text, start, reader->at - start);
    if (!cc_str_is_utf8(raw))
        return cc_json_token_refuse(reader, "a text is not valid UTF-8");
    reader->at++;
    *out = raw;
    return !has_escapes || decode(reader, raw, out);
}

static bool take_open(struct cc_json_reader *reader, enum cc_json_token_kind kind,
                      struct cc_json_token *out)
{
    reader->at++;
    out->kind = kind;
    return true;
}

bool cc_json_token_take(struct cc_json_reader *reader, struct cc_json_token *out)
{
    char byte = peek_behind_space(reader);
    *out = (struct cc_json_token){.kind = CC_JSON_TOKEN_STRING};
    if (reader->fault)
        return false;
    if (byte == '"')
        return take_text(reader, &out->text);
    if (byte == '{')
        return take_open(reader, CC_JSON_TOKEN_OBJECT, out);
    if (byte == '[')
        return take_open(reader, CC_JSON_TOKEN_ARRAY, out);
    return byte == '-' || is_digit(byte) ? take_number(reader, out) : take_word(reader, out);
}

/* To the next item or member, or behind the closing bracket. */
static bool step(struct cc_json_reader *reader, size_t before, char closing)
{
    if (reader->fault)
        return false;
    if (peek_behind_space(reader) == closing) {
        reader->at++;
        return false;
    }
    return before == 0 || expect(reader, ',');
}

bool cc_json_token_item(struct cc_json_reader *reader, size_t before)
{
    return step(reader, before, ']');
}

bool cc_json_token_member(struct cc_json_reader *reader, size_t before, struct cc_str *name)
{
    if (!step(reader, before, '}'))
        return false;
    if (peek_behind_space(reader) != '"')
        return cc_json_token_refuse(reader, "a member's name is missing");
    return take_text(reader, name) && expect(reader, ':');
}

static bool skip_inside(struct cc_json_reader *reader, int depth)
{
    struct cc_json_token token;
    struct cc_str name;
    if (depth > CC_JSON_TOKEN_DEPTH_MAX)
        return cc_json_token_refuse(reader, "nested too deeply");
    if (!cc_json_token_take(reader, &token))
        return false;
    for (size_t i = 0; token.kind == CC_JSON_TOKEN_ARRAY && cc_json_token_item(reader, i); i++)
        skip_inside(reader, depth + 1);
    for (size_t i = 0; token.kind == CC_JSON_TOKEN_OBJECT && cc_json_token_member(reader, i, &name);
         i++)
        skip_inside(reader, depth + 1);
    return !reader->fault;
}

bool cc_json_token_skip(struct cc_json_reader *reader)
{
    return skip_inside(reader, 0);
}

bool cc_json_token_end(struct cc_json_reader *reader)
{
    if (reader->fault)
        return false;
    peek_behind_space(reader);
    return reader->at == reader->text.len || cc_json_token_refuse(reader, unexpected);
}
