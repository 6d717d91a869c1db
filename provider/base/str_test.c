// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/str.h"

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

static void assert_str(struct cc_str actual, struct cc_str expected)
{
    assert_int_equal(cc_str_is_absent(actual), cc_str_is_absent(expected));
    assert_int_equal(actual.len, expected.len);
    if (expected.len > 0)
        assert_memory_equal(actual.ptr, expected.ptr, expected.len);
}

/* Bytes at the very end of a piece, so that the sanitizer sees a look beyond them. */
static struct cc_str tight(struct cc_str str)
{
    char *copy = malloc(str.len ? str.len : 1);
    assert_non_null(copy);
    cc_arena_defer(&arena, free, copy);
    if (str.len > 0)
        memcpy(copy, str.ptr, str.len);
    return (struct cc_str){copy, str.len};
}

static void test_str__absent_is_not_empty_but_equals_it(void **state)
{
    (void)state;
    assert_true(cc_str_is_absent(CC_STR_ABSENT));
    assert_false(cc_str_is_absent(CC_STR("")));
    assert_true(cc_str_is_empty(CC_STR_ABSENT));
    assert_true(cc_str_is_empty(CC_STR("")));
    assert_false(cc_str_is_empty(CC_STR("a")));
    assert_true(cc_str_equal(CC_STR_ABSENT, CC_STR("")));
    assert_true(cc_str_equal_nocase(CC_STR(""), CC_STR_ABSENT));
    assert_int_equal(cc_str_compare(CC_STR_ABSENT, CC_STR("")), 0);
    assert_true(cc_str_is_absent(cc_str_from(NULL)));
    assert_false(cc_str_is_absent(cc_str_from("")));
}

static void test_str__copies_end_with_nul_and_stay_absent(void **state)
{
    (void)state;
    struct cc_str copy = cc_str_copy_into(&arena, tight(CC_STR("ab\0c")));
    assert_str(copy, CC_STR("ab\0c"));
    assert_int_equal(copy.ptr[copy.len], 0);
    assert_str(cc_str_copy_into(&arena, CC_STR("")), CC_STR(""));
    assert_str(cc_str_copy_into(&arena, CC_STR_ABSENT), CC_STR_ABSENT);
    assert_string_equal(cc_str_c(&arena, tight(CC_STR("abc"))), "abc");
    assert_string_equal(cc_str_c(&arena, CC_STR_ABSENT), "");
    assert_str(cc_str_lower(&arena, tight(CC_STR("AbZ[@\xC3\x84"))), CC_STR("abz[@\xC3\x84"));
    assert_str(cc_str_lower(&arena, CC_STR_ABSENT), CC_STR_ABSENT);
}

static void test_str__format_makes_text_of_any_length(void **state)
{
    (void)state;
    assert_str(cc_str_format(&arena, "%s-%d", "lkc", 7), CC_STR("lkc-7"));
    assert_str(cc_str_format(&arena, "%s", ""), CC_STR(""));
    assert_str(cc_str_format(&arena, "%.*s|", CC_STR_ARG(CC_STR_ABSENT)), CC_STR("|"));
    struct cc_str wide = cc_str_format(&arena, "%100000d", 1);
    assert_int_equal(wide.len, 100000);
    assert_int_equal(wide.ptr[wide.len - 1], '1');
    assert_int_equal(wide.ptr[wide.len], 0);
}

static int sign(int number)
{
    return (number > 0) - (number < 0);
}

static void test_str__comparing(void **state)
{
    (void)state;
    static const struct {
        struct cc_str a, b;
        int order;
        bool equal_nocase;
    } cases[] = {
        {CC_STR_INIT("a"), CC_STR_INIT("a"), 0, true},
        {CC_STR_INIT("a"), CC_STR_INIT("b"), -1, false},
        {CC_STR_INIT("a"), CC_STR_INIT("ab"), -1, false},
        {CC_STR_INIT("b"), CC_STR_INIT("ab"), 1, false},
        {CC_STR_INIT("\xFF"), CC_STR_INIT("a"), 1, false},
        {CC_STR_INIT("a\0b"), CC_STR_INIT("a\0c"), -1, false},
        {CC_STR_INIT("ABz"), CC_STR_INIT("abZ"), -1, true},
        {CC_STR_INIT("["), CC_STR_INIT("{"), -1, false},
        {CC_STR_INIT("\xC3\x84"), CC_STR_INIT("\xC3\xA4"), -1, false},
        {CC_STR_INIT(""), CC_STR_INIT("a"), -1, false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(sign(cc_str_compare(cases[i].a, cases[i].b)), cases[i].order);
        assert_int_equal(sign(cc_str_compare(cases[i].b, cases[i].a)), -cases[i].order);
        assert_int_equal(cc_str_equal(cases[i].a, cases[i].b), cases[i].order == 0);
        assert_int_equal(cc_str_equal_nocase(cases[i].a, cases[i].b), cases[i].equal_nocase);
    }
}

static void test_str__finding_parts(void **state)
{
    (void)state;
    static const struct {
        struct cc_str str, part;
        bool starts, ends, ends_nocase, contains;
    } cases[] = {
        {CC_STR_INIT("abc"), CC_STR_INIT("abc"), true, true, true, true},
        {CC_STR_INIT("abc"), CC_STR_INIT("ab"), true, false, false, true},
        {CC_STR_INIT("abc"), CC_STR_INIT("bc"), false, true, true, true},
        {CC_STR_INIT("abc"), CC_STR_INIT("BC"), false, false, true, false},
        {CC_STR_INIT("abc"), CC_STR_INIT("b"), false, false, false, true},
        {CC_STR_INIT("abc"), CC_STR_INIT("abcd"), false, false, false, false},
        {CC_STR_INIT("aab"), CC_STR_INIT("ab"), false, true, true, true},
        {CC_STR_INIT("abc"), CC_STR_INIT(""), true, true, true, true},
        {CC_STR_INIT(""), CC_STR_INIT(""), true, true, true, true},
        {{NULL, 0}, CC_STR_INIT("a"), false, false, false, false},
        {CC_STR_INIT("a\0b"), CC_STR_INIT("\0b"), false, true, true, true},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cc_str str = cases[i].str.ptr ? tight(cases[i].str) : cases[i].str;
        struct cc_str part = tight(cases[i].part);
        assert_int_equal(cc_str_starts_with(str, part), cases[i].starts);
        assert_int_equal(cc_str_ends_with(str, part), cases[i].ends);
        assert_int_equal(cc_str_ends_with_nocase(str, part), cases[i].ends_nocase);
        assert_int_equal(cc_str_contains(str, part), cases[i].contains);
    }
}

static void test_str__slices_are_clipped(void **state)
{
    (void)state;
    struct cc_str str = CC_STR("abcdef");
    assert_str(cc_str_slice(str, 0, 3), CC_STR("abc"));
    assert_str(cc_str_slice(str, 4, 100), CC_STR("ef"));
    assert_str(cc_str_slice(str, 2, SIZE_MAX), CC_STR("cdef"));
    assert_str(cc_str_slice(str, 6, 1), CC_STR(""));
    assert_str(cc_str_slice(str, SIZE_MAX, SIZE_MAX), CC_STR(""));
    assert_str(cc_str_slice(str, 2, 0), CC_STR(""));
    assert_str(cc_str_slice(CC_STR_ABSENT, 2, 3), CC_STR_ABSENT);
}

static void test_str__cut_gives_every_part(void **state)
{
    (void)state;
    static const struct {
        struct cc_str text;
        const char *parts;
    } cases[] = {
        {CC_STR_INIT("a/b"), "(a)(b)"},    {CC_STR_INIT("a"), "(a)"}, {CC_STR_INIT("/a"), "()(a)"},
        {CC_STR_INIT("a/"), "(a)()"},      {CC_STR_INIT(""), "()"},   {CC_STR_INIT("//"), "()()()"},
        {CC_STR_INIT("a\0b/c"), "(a)(c)"}, {{NULL, 0}, ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cc_str rest = cases[i].text;
        struct cc_str joined = CC_STR("");
        while (!cc_str_is_absent(rest)) {
            struct cc_str part = cc_str_cut(&rest, '/');
            assert_false(cc_str_is_absent(part));
            joined = cc_str_format(&arena, "%s(%s)", joined.ptr, cc_str_c(&arena, part));
        }
        assert_string_equal(joined.ptr, cases[i].parts);
    }
}

static void test_str__only_asks_every_byte(void **state)
{
    (void)state;
    assert_true(cc_str_only(CC_STR("0110"), "01"));
    assert_false(cc_str_only(CC_STR("0120"), "01"));
    assert_false(cc_str_only(CC_STR("01\0"), "01"));
    assert_false(cc_str_only(CC_STR(""), "01"));
    assert_false(cc_str_only(CC_STR_ABSENT, "01"));
}

static void test_str__uuids(void **state)
{
    (void)state;
    static const struct {
        struct cc_str text;
        bool is_uuid;
    } cases[] = {
        {CC_STR_INIT("01234567-89ab-cdef-ABCD-EF0123456789"), true},
        {CC_STR_INIT("01234567-89ab-cdef-ABCD-EF012345678"), false},
        {CC_STR_INIT("01234567-89ab-cdef-ABCD-EF01234567890"), false},
        {CC_STR_INIT("01234567-89ab-cdef-ABCD-EF0123456789-"), false},
        {CC_STR_INIT("01234567-89ab-cdef-ABCD"), false},
        {CC_STR_INIT("0123456789ab-cdef-ABCD-EF0123456789"), false},
        {CC_STR_INIT("01234567-89ag-cdef-ABCD-EF0123456789"), false},
        {CC_STR_INIT("{1234567-89ab-cdef-ABCD-EF0123456789"), false},
        {CC_STR_INIT(""), false},
        {{NULL, 0}, false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(cc_str_is_uuid(cases[i].text), cases[i].is_uuid);
}

#define FFFD "\xEF\xBF\xBD"

static void test_str__printable_repairs_and_drops(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct cc_str input, expected;
    } cases[] = {
        {"plain", CC_STR_INIT("plain\n\ttext"), CC_STR_INIT("plain\n\ttext")},
        {"all lengths", CC_STR_INIT("\x7E\xC2\xA0\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80"),
         CC_STR_INIT("\x7E\xC2\xA0\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80")},
        {"limits of UTF-8", CC_STR_INIT("\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF\xE0\xA0\x80"),
         CC_STR_INIT("\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF\xE0\xA0\x80")},
        {"C0", CC_STR_INIT("a\0b\rc\x1B[31m\x1F"), CC_STR_INIT("abc[31m")},
        {"DEL and C1", CC_STR_INIT("a\x7F\xC2\x80\xC2\x9F"), CC_STR_INIT("a")},
        {"stray continuation", CC_STR_INIT("a\x80z"), CC_STR_INIT("a" FFFD "z")},
        {"overlong slash", CC_STR_INIT("\xC0\xAF"), CC_STR_INIT(FFFD FFFD)},
        {"overlong of three", CC_STR_INIT("\xE0\x9F\xBF"), CC_STR_INIT(FFFD FFFD FFFD)},
        {"overlong of four", CC_STR_INIT("\xF0\x8F\xBF\xBF"), CC_STR_INIT(FFFD FFFD FFFD FFFD)},
        {"surrogate", CC_STR_INIT("\xED\xA0\x80"), CC_STR_INIT(FFFD FFFD FFFD)},
        {"above the last", CC_STR_INIT("\xF4\x90\x80\x80"), CC_STR_INIT(FFFD FFFD FFFD FFFD)},
        {"five bytes", CC_STR_INIT("\xF8\x88"), CC_STR_INIT(FFFD FFFD)},
        {"never", CC_STR_INIT("\xFE\xFF"), CC_STR_INIT(FFFD FFFD)},
        {"cut after one of two", CC_STR_INIT("a\xC3"), CC_STR_INIT("a" FFFD)},
        {"cut after three of four", CC_STR_INIT("\xF0\x9F\x98"), CC_STR_INIT(FFFD FFFD FFFD)},
        {"bad third byte", CC_STR_INIT("\xE2\x82z"), CC_STR_INIT(FFFD FFFD "z")},
        {"empty", CC_STR_INIT(""), CC_STR_INIT("")},
        {"absent", {NULL, 0}, {NULL, 0}},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cc_str input = cases[i].input.ptr ? tight(cases[i].input) : cases[i].input;
        struct cc_str actual = cc_str_printable(&arena, input);
        assert_str(actual, cases[i].expected);
        assert_true(cc_str_is_utf8(actual));
        if (actual.ptr)
            assert_int_equal(actual.ptr[actual.len], 0);
    }
}

/* The rules of the first two bytes, said the other way round: by the code point they make. */
static void test_str__utf8_agrees_with_code_points(void **state)
{
    (void)state;
    for (unsigned first = 0; first < 256; first++) {
        for (unsigned second = 0; second < 256; second++) {
            const char bytes[] = {(char)first, (char)second, (char)0x80, (char)0x80};
            unsigned two = (first & 0x1F) << 6 | (second & 0x3F);
            unsigned three = (first & 0x0F) << 12 | (second & 0x3F) << 6;
            unsigned four = (first & 0x07) << 18 | (second & 0x3F) << 12;
            bool continues = second >> 6 == 2;
            size_t expected = 0;
            if (first < 0x80)
                expected = 1;
            else if (continues && first >> 5 == 6 && two >= 0x80)
                expected = 2;
            else if (continues && first >> 4 == 14 && three >= 0x800 && three >> 11 != 27)
                expected = 3;
            else if (continues && first >> 3 == 30 && four >= 0x10000 && four <= 0x10FFFF)
                expected = 4;
            assert_int_equal(cc_str_utf8_len((struct cc_str){bytes, sizeof(bytes)}), expected);
        }
    }
}

static void test_str__is_utf8_looks_to_the_end(void **state)
{
    (void)state;
    assert_true(cc_str_is_utf8(CC_STR_ABSENT));
    assert_true(cc_str_is_utf8(CC_STR("a\0\xC3\xA4")));
    assert_false(cc_str_is_utf8(tight(CC_STR("abc\xC3"))));
    assert_int_equal(cc_str_utf8_len(CC_STR_ABSENT), 0);
    assert_false(cc_str_starts_with_control(CC_STR_ABSENT));
    assert_false(cc_str_starts_with_control(tight(CC_STR("\xC2"))));
    assert_false(cc_str_starts_with_control(CC_STR("\xC2\xA0")));
    assert_true(cc_str_starts_with_control(CC_STR("\xC2\x9F")));
}

/* Long runs are looked at in pieces: a wrong byte is found at every place of every length. */
static void test_str__is_utf8_finds_a_wrong_byte_anywhere(void **state)
{
    (void)state;
    enum { LEN_MAX = 24 };
    for (size_t len = 1; len <= LEN_MAX; len++) {
        for (size_t at = 0; at < len; at++) {
            char text[LEN_MAX];
            memset(text, 'a', sizeof(text));
            assert_true(cc_str_is_utf8(tight((struct cc_str){text, len})));
            text[at] = '\xFF';
            assert_false(cc_str_is_utf8(tight((struct cc_str){text, len})));
        }
    }
}

static void test_str__form_decode_gives_back_what_was_written(void **state)
{
    (void)state;
    static const struct {
        const char *text, *decoded;
    } cases[] = {
        {"", ""},
        {"plain-._~", "plain-._~"},
        {"a+b%20c", "a b c"},
        {"%41%7a%2B", "Az+"},
        {"%zz%4", "%zz%4"},
        {"%", "%"},
        {"%4", "%4"},
        {"%2541", "%41"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cc_str decoded = cc_str_form_decode(&arena, tight(cc_str_from(cases[i].text)));
        assert_string_equal(cc_str_c(&arena, decoded), cases[i].decoded);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_str__absent_is_not_empty_but_equals_it),
        cmocka_unit_test(test_str__copies_end_with_nul_and_stay_absent),
        cmocka_unit_test(test_str__format_makes_text_of_any_length),
        cmocka_unit_test(test_str__comparing),
        cmocka_unit_test(test_str__finding_parts),
        cmocka_unit_test(test_str__slices_are_clipped),
        cmocka_unit_test(test_str__cut_gives_every_part),
        cmocka_unit_test(test_str__only_asks_every_byte),
        cmocka_unit_test(test_str__uuids),
        cmocka_unit_test(test_str__printable_repairs_and_drops),
        cmocka_unit_test(test_str__utf8_agrees_with_code_points),
        cmocka_unit_test(test_str__is_utf8_looks_to_the_end),
        cmocka_unit_test(test_str__form_decode_gives_back_what_was_written),
        cmocka_unit_test(test_str__is_utf8_finds_a_wrong_byte_anywhere),
    };
    return cmocka_run_group_tests(tests, arena_up, arena_down);
}
