// SPDX-License-Identifier: MPL-2.0
#include "base/json_scan.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"

#include "base/banned.h"

struct scan {
    struct cc_str text;
    size_t at;
    size_t copied; /* how much of the text is in `out` */
    struct cc_buf out;
};

static char byte_at(const struct scan *scan, size_t at)
{
    return at < scan->text.len ? scan->text.ptr[at] : '\0';
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* From the opening quote to behind the closing one, or to the end. */
static void skip_string(struct scan *scan)
{
    for (scan->at++; scan->at < scan->text.len; scan->at++) {
        char byte = scan->text.ptr[scan->at];
        if (byte == '\\')
            scan->at++;
        else if (byte == '"')
            break;
    }
    scan->at++;
}

static size_t digits_end(const struct scan *scan, size_t at)
{
    while (is_digit(byte_at(scan, at)))
        at++;
    return at;
}

/* Where the number that starts at `at` ends, by RFC 8259 section 6; `at` if there is none. */
static size_t number_end(const struct scan *scan, size_t at)
{
    size_t whole = at + (byte_at(scan, at) == '-');
    size_t end = digits_end(scan, whole);
    if (end == whole || (byte_at(scan, whole) == '0' && end > whole + 1))
        return at;
    if (byte_at(scan, end) == '.') {
        size_t fraction = end + 1;
        end = digits_end(scan, fraction);
        if (end == fraction)
            return at;
    }
    if (byte_at(scan, end) == 'e' || byte_at(scan, end) == 'E') {
        char sign = byte_at(scan, end + 1);
        size_t exponent = end + 1 + (sign == '+' || sign == '-');
        end = digits_end(scan, exponent);
        if (end == exponent)
            return at;
    }
    return end;
}

/* A number in the place of a member's name must not become a string: that would be correct JSON. */
static bool is_name(const struct scan *scan, size_t end)
{
    while (end < scan->text.len && strchr(" \t\r\n", scan->text.ptr[end]) && scan->text.ptr[end])
        end++;
    return byte_at(scan, end) == ':';
}

/* Whether the parser can hold it; it refuses the whole document otherwise. */
static bool number_fits(struct cc_str number)
{
    char digits[64];
    if (number.len >= sizeof(digits))
        return false;
    memcpy(digits, number.ptr, number.len);
    digits[number.len] = '\0';
    errno = 0;
    if (strpbrk(digits, ".eE"))
        return isfinite(strtod(digits, NULL)) != 0;
    (void)strtoll(digits, NULL, 10);
    return errno == 0;
}

static void copy_until(struct scan *scan, size_t end)
{
    cc_buf_append_str(&scan->out, cc_str_slice(scan->text, scan->copied, end - scan->copied));
    scan->copied = end;
}

/* Takes a whole run of a number's bytes: what is no number ("01", "1.5.2") stays as it is, and is
 * not looked at again from each of its digits. */
static void scan_number(struct scan *scan)
{
    size_t start = scan->at;
    size_t end = number_end(scan, start);
    scan->at = end > start ? end : start + 1;
    while (scan->at < scan->text.len && strchr("+-.eE0123456789", byte_at(scan, scan->at)) &&
           byte_at(scan, scan->at))
        scan->at++;
    if (scan->at != end || is_name(scan, end))
        return;
    if (number_fits(cc_str_slice(scan->text, start, end - start)))
        return;
    copy_until(scan, start);
    cc_buf_append_byte(&scan->out, '"');
    copy_until(scan, end);
    cc_buf_append_byte(&scan->out, '"');
}

static size_t line_of(const struct scan *scan)
{
    size_t line = 1;
    for (size_t i = 0; i < scan->at; i++)
        line += scan->text.ptr[i] == '\n';
    return line;
}

/* Files where and why the text cannot go to the parser. */
static bool refuse(const struct scan *scan, const char *why, struct cc_str *reason)
{
    *reason = cc_str_format(scan->out.arena, "line %zu: %s", line_of(scan), why);
    return false;
}

/* The parser overlooks a NUL byte behind a number, which is why it is looked for here. */
static bool scan_all(struct scan *scan, struct cc_str *reason)
{
    int depth = 0;
    while (scan->at < scan->text.len) {
        char byte = scan->text.ptr[scan->at];
        if (byte == '"') {
            skip_string(scan);
        } else if (byte == '-' || is_digit(byte)) {
            scan_number(scan);
        } else {
            depth += (byte == '[' || byte == '{') - (byte == ']' || byte == '}');
            if (depth > CC_JSON_DEPTH_MAX)
                return refuse(scan, "nested too deeply", reason);
            if (byte == '\0')
                return refuse(scan, "a NUL byte", reason);
            scan->at++;
        }
    }
    return true;
}

bool cc_json_scan(struct cc_arena *arena, struct cc_str text, struct cc_str *out,
                  struct cc_str *reason)
{
    struct scan scan = {.text = text};
    cc_buf_init(&scan.out, arena, SIZE_MAX / 4); /* the text is bounded by whoever read it */
    if (!scan_all(&scan, reason))
        return false;
    *out = text;
    if (scan.copied > 0) {
        copy_until(&scan, text.len);
        *out = cc_buf_str(&scan.out);
    }
    return true;
}
