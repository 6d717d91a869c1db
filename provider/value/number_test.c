// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "value/number.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static struct cc_arena arena;

static int arena_up(void **state)
{
    (void)state;
    cc_arena_init(&arena);
    return 0;
}

static int arena_down(void **state)
{
    (void)state;
    cc_arena_release(&arena);
    return 0;
}

/* `count` times the same byte between two texts. */
static struct cc_str repeated(const char *before, char byte, size_t count, const char *after)
{
    char *bytes = cc_arena_alloc(&arena, count + 1);
    memset(bytes, byte, count);
    return cc_str_format(&arena, "%s%s%s", before, bytes, after);
}

static void test_number__canonical_form(void **state)
{
    static const struct {
        const char *text;
        const char *canonical; /* NULL: no number */
    } rows[] = {
        {"0", "0"},
        {"-0", "0"},
        {"+0.000", "0"},
        {"0e999999999999999999999", "0"},
        {"007", "7"},
        {"+7", "7"},
        {"-12.50", "-12.5"},
        {"12.", "12"},
        {".5", "0.5"},
        {"-.5", "-0.5"},
        {"1e3", "1000"},
        {"1E+3", "1000"},
        {"1.5e3", "1500"},
        {"1.5e1", "15"},
        {"1.5e0", "1.5"},
        {"1500e-3", "1.5"},
        {"1e-7", "0.0000001"},
        {"-1e-7", "-0.0000001"},
        {"100", "100"},
        {"100.0010", "100.001"},
        {"0.000100e2", "0.01"},
        {"123456789012345678901234567890", "123456789012345678901234567890"},
        {"0.1234567890123456789012345678901", "0.1234567890123456789012345678901"},
        {"9223372036854775808", "9223372036854775808"},
        {"", NULL},
        {"-", NULL},
        {"+", NULL},
        {".", NULL},
        {"-.", NULL},
        {"e3", NULL},
        {"1e", NULL},
        {"1e+", NULL},
        {"1e1.5", NULL},
        {"--1", NULL},
        {"+-1", NULL},
        {"1.2.3", NULL},
        {"1_000", NULL},
        {"0x10", NULL},
        {" 1", NULL},
        {"1 ", NULL},
        {"inf", NULL},
        {"NaN", NULL},
        {"1,5", NULL},
        {"1e1025", NULL},
        {"1e-1025", NULL},
        {"1e99999999999999999999999", NULL},
        {"1e-99999999999999999999999", NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cc_str out = CC_STR_ABSENT;
        bool good = cc_number_canonical(&arena, cc_str_from(rows[i].text), &out);
        assert_int_equal(good, rows[i].canonical != NULL);
        if (good)
            assert_string_equal(out.ptr, rows[i].canonical);
    }
}

static void test_number__length_is_bounded_as_written_out(void **state)
{
    (void)state;
    const struct {
        struct cc_str text;
        size_t len; /* of the canonical form; 0: refused */
    } rows[] = {
        {repeated("", '9', 1024, ""), 1024},
        {repeated("-", '9', 1024, ""), 1025},
        {repeated("", '9', 1025, ""), 0},
        {repeated("1", '0', 1023, ""), 1024},
        {repeated("1", '0', 1024, ""), 0},
        {repeated("", '0', 5000, "1"), 1},
        {repeated("1.", '0', 5000, ""), 1},
        {repeated("1.", '0', 5000, "1"), 0},
        {repeated("0.", '0', 1022, "1"), 1025},
        {repeated("0.", '0', 1023, "1"), 0},
        {repeated("0.", '0', 5000, "1e5000"), 3},
        {repeated("1", '0', 5000, "e-5000"), 1},
        {CC_STR("1e1023"), 1024},
        {CC_STR("1e1024"), 0},
        {CC_STR("1e-1023"), 1025},
        {CC_STR("1e-1024"), 0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cc_str out = CC_STR_ABSENT;
        assert_int_equal(cc_number_canonical(&arena, rows[i].text, &out), rows[i].len > 0);
        assert_int_equal(out.len, rows[i].len);
    }
}

static void test_number__ends_where_the_text_ends(void **state)
{
    (void)state;
    struct cc_str out;
    assert_true(cc_number_canonical(&arena, (struct cc_str){"12345", 2}, &out));
    assert_string_equal(out.ptr, "12");
    assert_false(cc_number_canonical(&arena, (struct cc_str){"1\0", 2}, &out));
}

static void test_number__from_a_double(void **state)
{
    static const struct {
        double number;
        const char *text;
    } rows[] = {
        {0.0, "0"},
        {-0.0, "0"},
        {0.5, "0.5"},
        {-0.375, "-0.375"},
        {0.1, "0.1"},
        {0.1 + 0.2, "0.30000000000000004"},
        {1.0 / 3, "0.3333333333333333"},
        {123456.789, "123456.789"},
        {1e21, "1000000000000000000000"},
        {9007199254740993.0, "9007199254740992"},
        {0x1p63, "9223372036854775808"},
        {0x1p-40, "0.0000000000009094947017729282379150390625"}, /* what a host means: exactly it */
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_string_equal(cc_number_from_double(&arena, rows[i].number).ptr, rows[i].text);
}

static void test_number__from_a_double_reads_back_as_the_same(void **state)
{
    static const double rows[] = {
        DBL_MAX, -DBL_MAX, DBL_MIN, 0x1p-1074,        0x1.fffffffffffffp-1023,
        1e300,   1e-300,   5e-5,    3.141592653589793};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_true(strtod(cc_number_from_double(&arena, rows[i]).ptr, NULL) == rows[i]);
}

static void test_number__from_a_float_is_exact(void **state)
{
    static const struct {
        float number;
        const char *text;
    } rows[] = {
        {0.0F, "0"},
        {0.5F, "0.5"},
        {-1.25F, "-1.25"},
        {0.1F, "0.100000001490116119384765625"},
        {16777216.0F, "16777216"},
        {0x1p-149F, NULL},
        {FLT_MAX, "340282346638528859811704183484516925440"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cc_str text = cc_number_from_float(&arena, rows[i].number);
        assert_true(strtod(text.ptr, NULL) == (double)rows[i].number);
        if (rows[i].text)
            assert_string_equal(text.ptr, rows[i].text);
        else
            assert_int_equal(text.len, 151); /* "0." and all of its digits */
    }
}

static void test_number__to_an_integer_of_64_bits(void **state)
{
    static const struct {
        const char *text;
        bool good;
        int64_t number;
    } rows[] = {
        {"0", true, 0},
        {"-1", true, -1},
        {"9223372036854775807", true, INT64_MAX},
        {"-9223372036854775808", true, INT64_MIN},
        {"9223372036854775808", false, 0},
        {"-9223372036854775809", false, 0},
        {"18446744073709551616", false, 0},
        {"99999999999999999999999", false, 0},
        {"0.5", false, 0},
        {"", false, 0},
        {"-", false, 0},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t number = 0;
        assert_int_equal(cc_number_to_int(cc_str_from(rows[i].text), &number), rows[i].good);
        if (rows[i].good)
            assert_true(number == rows[i].number);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_number__canonical_form),
        cmocka_unit_test(test_number__length_is_bounded_as_written_out),
        cmocka_unit_test(test_number__ends_where_the_text_ends),
        cmocka_unit_test(test_number__from_a_double),
        cmocka_unit_test(test_number__from_a_double_reads_back_as_the_same),
        cmocka_unit_test(test_number__from_a_float_is_exact),
        cmocka_unit_test(test_number__to_an_integer_of_64_bits),
    };
    return cmocka_run_group_tests(tests, arena_up, arena_down);
}
