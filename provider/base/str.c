// SPDX-License-Identifier: MPL-2.0
#include "base/str.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

static const char replacement[] = "\xEF\xBF\xBD"; /* U+FFFD */

struct cc_str cc_str_from(const char *text)
{
    return (struct cc_str){text, text ? strlen(text) : 0};
}

/* Room for `len` bytes and the NUL behind them, which the arena has zeroed. */
static char *bytes_new(struct cc_arena *arena, size_t len)
{
    assert(len < SIZE_MAX);
    return cc_arena_alloc(arena, len + 1);
}

struct cc_str cc_str_copy_into(struct cc_arena *arena, struct cc_str str)
{
    if (!str.ptr)
        return CC_STR_ABSENT;
    char *copy = bytes_new(arena, str.len);
    memcpy(copy, str.ptr, str.len);
    return (struct cc_str){copy, str.len};
}

struct cc_str cc_str_format(struct cc_arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct cc_str text = cc_str_vformat(arena, format, args);
    va_end(args);
    return text;
}

struct cc_str cc_str_vformat(struct cc_arena *arena, const char *format, va_list args)
{
    assert(format);
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    assert(len >= 0);
    char *text = bytes_new(arena, (size_t)len);
    vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    return (struct cc_str){text, (size_t)len};
}

const char *cc_str_c(struct cc_arena *arena, struct cc_str str)
{
    return str.ptr ? cc_str_copy_into(arena, str).ptr : "";
}

/* Not tolower(): that one asks the locale. */
static char lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

struct cc_str cc_str_lower(struct cc_arena *arena, struct cc_str str)
{
    if (!str.ptr)
        return CC_STR_ABSENT;
    char *copy = bytes_new(arena, str.len);
    for (size_t i = 0; i < str.len; i++)
        copy[i] = lower(str.ptr[i]);
    return (struct cc_str){copy, str.len};
}

struct cc_str cc_str_printable(struct cc_arena *arena, struct cc_str str)
{
    if (!str.ptr)
        return CC_STR_ABSENT;
    size_t const replacement_len = sizeof(replacement) - 1;
    assert(str.len < SIZE_MAX / replacement_len);
    char *text = bytes_new(arena, str.len * replacement_len);
    size_t len = 0;
    while (str.len > 0) {
        size_t taken = cc_str_utf8_len(str);
        if (taken == 0) {
            memcpy(text + len, replacement, replacement_len);
            len += replacement_len;
        } else if (!cc_str_starts_with_control(str)) {
            memcpy(text + len, str.ptr, taken);
            len += taken;
        }
        str = cc_str_slice(str, taken ? taken : 1, str.len);
    }
    return (struct cc_str){text, len};
}

bool cc_str_is_absent(struct cc_str str)
{
    return str.ptr == NULL;
}

bool cc_str_is_empty(struct cc_str str)
{
    return str.len == 0;
}

bool cc_str_equal(struct cc_str a, struct cc_str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool cc_str_equal_nocase(struct cc_str a, struct cc_str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        if (lower(a.ptr[i]) != lower(b.ptr[i]))
            return false;
    }
    return true;
}

int cc_str_compare(struct cc_str a, struct cc_str b)
{
    size_t shorter = a.len < b.len ? a.len : b.len;
    int order = shorter > 0 ? memcmp(a.ptr, b.ptr, shorter) : 0;
    if (order != 0)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

static int compare_items(const void *a, const void *b)
{
    const struct cc_str *left = a, *right = b;
    return cc_str_compare(*left, *right);
}

void cc_str_sort(struct cc_str *list, size_t count)
{
    if (count > 0)
        qsort(list, count, sizeof *list, compare_items);
}

bool cc_str_starts_with(struct cc_str str, struct cc_str prefix)
{
    return cc_str_equal(cc_str_slice(str, 0, prefix.len), prefix);
}

/* The last `len` bytes, or all when there are fewer. */
static struct cc_str tail(struct cc_str str, size_t len)
{
    return cc_str_slice(str, str.len > len ? str.len - len : 0, len);
}

bool cc_str_ends_with(struct cc_str str, struct cc_str suffix)
{
    return cc_str_equal(tail(str, suffix.len), suffix);
}

bool cc_str_ends_with_nocase(struct cc_str str, struct cc_str suffix)
{
    return cc_str_equal_nocase(tail(str, suffix.len), suffix);
}

bool cc_str_contains(struct cc_str str, struct cc_str part)
{
    for (size_t from = 0; from + part.len <= str.len; from++) {
        if (cc_str_equal(cc_str_slice(str, from, part.len), part))
            return true;
    }
    return false;
}

struct cc_str cc_str_slice(struct cc_str str, size_t from, size_t len)
{
    if (!str.ptr)
        return CC_STR_ABSENT;
    if (from > str.len)
        from = str.len;
    size_t rest = str.len - from;
    return (struct cc_str){str.ptr + from, len < rest ? len : rest};
}

struct cc_str cc_str_cut(struct cc_str *rest, char separator)
{
    struct cc_str all = *rest;
    const char *found = all.len > 0 ? memchr(all.ptr, separator, all.len) : NULL;
    if (!found) {
        *rest = CC_STR_ABSENT;
        return all;
    }
    size_t before = (size_t)(found - all.ptr);
    *rest = cc_str_slice(all, before + 1, all.len);
    return cc_str_slice(all, 0, before);
}

bool cc_str_only(struct cc_str str, const char *set)
{
    size_t set_len = strlen(set);
    for (size_t i = 0; i < str.len; i++) {
        if (!memchr(set, str.ptr[i], set_len))
            return false;
    }
    return str.len > 0;
}

bool cc_str_is_uuid(struct cc_str str)
{
    static const size_t group_lens[] = {8, 4, 4, 4, 12};
    for (size_t i = 0; i < sizeof(group_lens) / sizeof(group_lens[0]); i++) {
        struct cc_str group = cc_str_cut(&str, '-');
        if (group.len != group_lens[i] || !cc_str_only(group, "0123456789abcdefABCDEF"))
            return false;
    }
    return cc_str_is_absent(str);
}

/* One row per kind of first byte (Unicode, table 3-7): the limits of the second byte are what rules
 * out overlong forms, surrogates and code points that do not exist. */
static const struct lead {
    unsigned char first_min, first_max, second_min, second_max, len;
} leads[] = {
    {0x00, 0x7F, 0x00, 0x00, 1}, {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
    {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
    {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
};

static const struct lead *lead_find(unsigned char first)
{
    for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++) {
        if (first >= leads[i].first_min && first <= leads[i].first_max)
            return &leads[i];
    }
    return NULL;
}

size_t cc_str_utf8_len(struct cc_str str)
{
    if (str.len == 0)
        return 0;
    const unsigned char *bytes = (const unsigned char *)str.ptr;
    const struct lead *lead = lead_find(bytes[0]);
    if (!lead || str.len < lead->len)
        return 0;
    if (lead->len > 1 && (bytes[1] < lead->second_min || bytes[1] > lead->second_max))
        return 0;
    for (size_t i = 2; i < lead->len; i++) {
        if ((bytes[i] & 0xC0) != 0x80)
            return 0;
    }
    return lead->len;
}

/* How many bytes at the start are ASCII; eight at a time, because nearly all text is. */
static size_t ascii_len(struct cc_str str)
{
    const uint64_t high_bits = UINT64_C(0x8080808080808080);
    size_t len = 0;
    uint64_t word;
    while (str.len - len >= sizeof(word)) {
        memcpy(&word, str.ptr + len, sizeof(word));
        if (word & high_bits)
            break;
        len += sizeof(word);
    }
    while (len < str.len && !((unsigned char)str.ptr[len] & 0x80))
        len++;
    return len;
}

bool cc_str_is_utf8(struct cc_str str)
{
    while ((str = cc_str_slice(str, ascii_len(str), str.len)).len > 0) {
        size_t taken = cc_str_utf8_len(str);
        if (taken == 0)
            return false;
        str = cc_str_slice(str, taken, str.len);
    }
    return true;
}

bool cc_str_starts_with_control(struct cc_str str)
{
    if (str.len == 0)
        return false;
    unsigned char first = (unsigned char)str.ptr[0];
    if (first < 0x20)
        return first != '\n' && first != '\t';
    if (first == 0x7F)
        return true;
    return first == 0xC2 && str.len > 1 && (unsigned char)str.ptr[1] < 0xA0;
}

int cc_str_hex_digit(char digit)
{
    const char *digits = "0123456789abcdef";
    const char *at = digit == '\0' ? NULL : strchr(digits, digit >= 'A' ? digit | 0x20 : digit);
    return at ? (int)(at - digits) : -1;
}

struct cc_str cc_str_form_decode(struct cc_arena *arena, struct cc_str text)
{
    char *bytes = cc_arena_alloc(arena, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        int high = text.ptr[i] == '%' && i + 2 < text.len ? cc_str_hex_digit(text.ptr[i + 1]) : -1;
        int low = high >= 0 ? cc_str_hex_digit(text.ptr[i + 2]) : -1;
        bytes[len++] = text.ptr[i] == '+' ? ' ' : text.ptr[i];
        if (low >= 0) {
            bytes[len - 1] = (char)(high * 16 + low);
            i += 2;
        }
    }
    return (struct cc_str){bytes, len};
}
