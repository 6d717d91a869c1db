// SPDX-License-Identifier: MPL-2.0
#include "value/number.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    EXACT_DIGITS = 767, /* significant digits of the longest double, 2^-1074 times 2^53 - 1 */
    EXACT_BYTES = EXACT_DIGITS + 16,

    /* Hosts send a double only where it is exactly their number.  Up to here its exact digits are
     * taken to be the number (2^-40 has 28); a double with more, such as 0.1 with 55, is the
     * nearest to what somebody wrote, and that is the shortest decimal. */
    SHORT_NUMBER_DIGITS_MAX = 40,

    WRITTEN_BYTES_MAX = CC_NUMBER_DIGITS_MAX + 3, /* sign, point, NUL */
};

/* Texts are shorter than this, so no text can make up for an exponent beyond it. */
static const int64_t exponent_max = INT64_C(1) << 48;

/* 0.<digits> times ten to the power of `point`; no zeros at either end; zero has no digits. */
struct decimal {
    bool negative;
    char digits[CC_NUMBER_DIGITS_MAX];
    size_t count;
    int64_t point;
};

static bool is_digit(struct cc_str text)
{
    return text.len > 0 && text.ptr[0] >= '0' && text.ptr[0] <= '9';
}

static bool take(struct cc_str *text, char byte)
{
    if (text->len == 0 || text->ptr[0] != byte)
        return false;
    *text = cc_str_slice(*text, 1, text->len);
    return true;
}

static char take_digit(struct cc_str *text)
{
    char digit = text->ptr[0];
    *text = cc_str_slice(*text, 1, text->len);
    return digit;
}

/* An optional sign; true for minus. */
static bool take_sign(struct cc_str *text)
{
    if (take(text, '-'))
        return true;
    take(text, '+');
    return false;
}

/* What has been read of the digits before the exponent. */
struct mantissa {
    struct decimal *out;
    int64_t seen;    /* digits so far */
    int64_t leading; /* zeros before the first other digit */
    size_t zeros;    /* after the last other digit: only another digit makes them count */
};

static bool mantissa_add(struct mantissa *mantissa, char digit)
{
    struct decimal *out = mantissa->out;
    mantissa->seen++;
    if (digit == '0') {
        if (out->count == 0)
            mantissa->leading++;
        else
            mantissa->zeros++;
        return true;
    }
    if (mantissa->zeros >= sizeof(out->digits) - out->count)
        return false; /* no room for them and this digit */
    memset(out->digits + out->count, '0', mantissa->zeros);
    out->count += mantissa->zeros;
    mantissa->zeros = 0;
    out->digits[out->count++] = digit;
    return true;
}

static bool take_mantissa(struct cc_str *text, struct decimal *out)
{
    struct mantissa mantissa = {.out = out};
    while (is_digit(*text)) {
        if (!mantissa_add(&mantissa, take_digit(text)))
            return false;
    }
    int64_t whole = mantissa.seen;
    if (take(text, '.')) {
        while (is_digit(*text)) {
            if (!mantissa_add(&mantissa, take_digit(text)))
                return false;
        }
    }
    out->point = whole - mantissa.leading;
    return mantissa.seen > 0;
}

static bool take_exponent(struct cc_str *text, int64_t *out)
{
    *out = 0;
    if (!take(text, 'e') && !take(text, 'E'))
        return true;
    bool negative = take_sign(text);
    if (!is_digit(*text))
        return false;
    int64_t exponent = 0;
    while (is_digit(*text)) {
        exponent = exponent * 10 + (take_digit(text) - '0');
        if (exponent > exponent_max)
            exponent = exponent_max;
    }
    *out = negative ? -exponent : exponent;
    return true;
}

static bool decimal_read(struct cc_str text, struct decimal *out)
{
    int64_t exponent;
    out->count = 0;
    out->negative = take_sign(&text);
    if (!take_mantissa(&text, out) || !take_exponent(&text, &exponent) || text.len > 0)
        return false;
    out->point = out->count > 0 ? out->point + exponent : 0;
    return true;
}

static bool decimal_fits(const struct decimal *decimal)
{
    int64_t count = (int64_t)decimal->count;
    int64_t point = decimal->point;
    if (point > CC_NUMBER_DIGITS_MAX || point < -CC_NUMBER_DIGITS_MAX)
        return false;
    return (point > 0 ? count : 1 - point + count) <= CC_NUMBER_DIGITS_MAX;
}

/* Appends `count` digits from position `from`; positions outside the digits are zeros. */
static char *write_digits(char *at, const struct decimal *decimal, int64_t from, int64_t count)
{
    for (int64_t i = from; i < from + count; i++)
        *at++ = i >= 0 && i < (int64_t)decimal->count ? decimal->digits[i] : '0';
    return at;
}

static struct cc_str decimal_write(struct cc_arena *arena, const struct decimal *decimal)
{
    char text[WRITTEN_BYTES_MAX];
    char *at = text;
    int64_t count = (int64_t)decimal->count;
    int64_t point = decimal->point;
    if (decimal->negative && count > 0)
        *at++ = '-';
    if (point <= 0)
        *at++ = '0';
    else
        at = write_digits(at, decimal, 0, point);
    if (count > point && count > 0) {
        *at++ = '.';
        at = write_digits(at, decimal, point, count - point);
    }
    return cc_str_copy_into(arena, (struct cc_str){text, (size_t)(at - text)});
}

bool cc_number_canonical(struct cc_arena *arena, struct cc_str text, struct cc_str *out)
{
    struct decimal decimal;
    if (!decimal_read(text, &decimal) || !decimal_fits(&decimal))
        return false;
    *out = decimal_write(arena, &decimal);
    return true;
}

/* `digits` significant digits of a finite double. */
static void decimal_from_double(double number, int digits, struct decimal *out)
{
    char text[EXACT_BYTES];
    int len = snprintf(text, sizeof(text), "%.*e", digits - 1, number);
    assert(len > 0 && (size_t)len < sizeof(text));
    bool read = decimal_read((struct cc_str){text, (size_t)len}, out);
    assert(read);
    (void)read;
}

static bool reads_back(double number, int digits)
{
    char text[EXACT_BYTES];
    snprintf(text, sizeof(text), "%.*e", digits - 1, number);
    return strtod(text, NULL) == number;
}

struct cc_str cc_number_from_float(struct cc_arena *arena, float number)
{
    struct decimal decimal;
    assert(isfinite(number));
    decimal_from_double((double)number, EXACT_DIGITS, &decimal);
    return decimal_write(arena, &decimal); /* at most 149 digits behind the point */
}

struct cc_str cc_number_from_double(struct cc_arena *arena, double number)
{
    struct decimal decimal;
    assert(isfinite(number));
    decimal_from_double(number, EXACT_DIGITS, &decimal);
    if (decimal.count > SHORT_NUMBER_DIGITS_MAX) {
        int digits = 15;
        while (digits < 17 && !reads_back(number, digits))
            digits++;
        decimal_from_double(number, digits, &decimal);
    }
    return decimal_write(arena, &decimal);
}

bool cc_number_to_int(struct cc_str text, int64_t *out)
{
    bool negative = take(&text, '-');
    uint64_t const limit = (uint64_t)INT64_MAX + (negative ? 1 : 0);
    uint64_t magnitude = 0;
    if (text.len == 0)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        uint64_t digit = (uint64_t)(text.ptr[i] - '0');
        if (magnitude > (limit - digit) / 10)
            return false;
        magnitude = magnitude * 10 + digit;
    }
    *out = negative && magnitude > 0 ? -(int64_t)(magnitude - 1) - 1 : (int64_t)magnitude;
    return true;
}
