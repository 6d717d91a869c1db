// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "value/json_token.h"

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

static struct cc_json_reader reader_for(struct cc_str text)
{
    return (struct cc_json_reader){.arena = &arena, .text = text};
}

static void test_json_token__scalars_are_taken_as_they_are(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        enum cc_json_token_kind kind;
        struct cc_str text;
    } rows[] = {
        {" null", CC_JSON_TOKEN_NULL, CC_STR_INIT("")},
        {"true ", CC_JSON_TOKEN_BOOL, CC_STR_INIT("")},
        {"0", CC_JSON_TOKEN_NUMBER, CC_STR_INIT("0")},
        {"-0.10e-05", CC_JSON_TOKEN_NUMBER, CC_STR_INIT("-0.10e-05")},
        {"\n\t\r 12E+3\n", CC_JSON_TOKEN_NUMBER, CC_STR_INIT("12E+3")},
        {"\"\"", CC_JSON_TOKEN_STRING, CC_STR_INIT("")},
        {"\"a/\xc3\xa9\"", CC_JSON_TOKEN_STRING, CC_STR_INIT("a/\xc3\xa9")},
        {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", CC_JSON_TOKEN_STRING, CC_STR_INIT("\"\\/\b\f\n\r\t")},
        {"\"a\\u0000b\"", CC_JSON_TOKEN_STRING, CC_STR_INIT("a\0b")},
        {"\"\\u007f\\u0080\\u07ff\\u0800\\uFFFF\"", CC_JSON_TOKEN_STRING,
         CC_STR_INIT("\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf")},
        {"\"\\ud800\\udc00\\uDBFF\\uDFFF\"", CC_JSON_TOKEN_STRING,
         CC_STR_INIT("\xf0\x90\x80\x80\xf4\x8f\xbf\xbf")},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cc_json_reader reader = reader_for(cc_str_from(rows[i].json));
        struct cc_json_token token;
        if (!cc_json_token_take(&reader, &token))
            fail_msg("%s: %s", rows[i].json, reader.fault);
        assert_int_equal(token.kind, rows[i].kind);
        assert_true(cc_str_equal(token.text, rows[i].text));
        assert_true(cc_json_token_end(&reader));
    }
}

/* The whole text is one value or none. */
static void test_json_token__what_is_no_json_is_refused(void **state)
{
    (void)state;
    static const struct cc_str rows[] = {
        CC_STR_INIT(""),
        CC_STR_INIT("nul"),
        CC_STR_INIT("nullx"),
        CC_STR_INIT("True"),
        CC_STR_INIT("01"),
        CC_STR_INIT("-"),
        CC_STR_INIT("+1"),
        CC_STR_INIT(".5"),
        CC_STR_INIT("1."),
        CC_STR_INIT("1e"),
        CC_STR_INIT("1e+"),
        CC_STR_INIT("1.5.2"),
        CC_STR_INIT("0x1"),
        CC_STR_INIT("NaN"),
        CC_STR_INIT("\""),
        CC_STR_INIT("\"\\\""),
        CC_STR_INIT("\"\\"),
        CC_STR_INIT("\"\\x\""),
        CC_STR_INIT("\"\\u12\""),
        CC_STR_INIT("\"\\u12g4\""),
        CC_STR_INIT("\"\\udc00\""),
        CC_STR_INIT("\"\\ud800\\u0041\""),
        CC_STR_INIT("\"\n\""),
        CC_STR_INIT("\"\0\""),
        CC_STR_INIT("\"\\\0\""),
        CC_STR_INIT("\"\xc0\x80\""),
        CC_STR_INIT("1\0"),
        CC_STR_INIT("\0"),
        CC_STR_INIT("[1,]"),
        CC_STR_INIT("[,1]"),
        CC_STR_INIT("[1 2]"),
        CC_STR_INIT("[1"),
        CC_STR_INIT("["),
        CC_STR_INIT("[1}"),
        CC_STR_INIT("]"),
        CC_STR_INIT("{\"a\"}"),
        CC_STR_INIT("{\"a\":}"),
        CC_STR_INIT("{\"a\":1,}"),
        CC_STR_INIT("{a:1}"),
        CC_STR_INIT("{1:1}"),
        CC_STR_INIT("{,}"),
        CC_STR_INIT("{\"a\":1"),
        CC_STR_INIT("{"),
        CC_STR_INIT("{]"),
        CC_STR_INIT("1 1"),
        CC_STR_INIT("[] []"),
        CC_STR_INIT("//\n1"),
        CC_STR_INIT("\xef\xbb\xbf"
                    "1"),
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cc_json_reader reader = reader_for(rows[i]);
        if (cc_json_token_skip(&reader) && cc_json_token_end(&reader))
            fail_msg("%.*s", CC_STR_ARG(rows[i]));
        assert_non_null(reader.fault);
        assert_true(cc_json_token_line(&reader) >= 1);
    }
}

static void test_json_token__brackets_are_stepped_through(void **state)
{
    (void)state;
    struct cc_json_reader reader =
        reader_for(CC_STR(" { \"a\" : [ 1 , [] ] , \"\\u0062\" : {} } "));
    struct cc_json_token token;
    struct cc_str name;
    assert_true(cc_json_token_take(&reader, &token));
    assert_int_equal(token.kind, CC_JSON_TOKEN_OBJECT);
    assert_true(cc_json_token_member(&reader, 0, &name));
    assert_true(cc_str_equal(name, CC_STR("a")));
    assert_true(cc_json_token_take(&reader, &token));
    assert_int_equal(token.kind, CC_JSON_TOKEN_ARRAY);
    assert_true(cc_json_token_item(&reader, 0));
    assert_true(cc_json_token_take(&reader, &token));
    assert_true(cc_json_token_item(&reader, 1));
    assert_true(cc_json_token_skip(&reader));
    assert_false(cc_json_token_item(&reader, 2));
    assert_true(cc_json_token_member(&reader, 1, &name));
    assert_true(cc_str_equal(name, CC_STR("b")));
    assert_true(cc_json_token_skip(&reader));
    assert_false(cc_json_token_member(&reader, 2, &name));
    assert_true(cc_json_token_end(&reader));
}

static void test_json_token__a_fault_has_its_line(void **state)
{
    (void)state;
    struct cc_json_reader reader = reader_for(CC_STR("[\n1,\n\n x]"));
    assert_false(cc_json_token_skip(&reader));
    assert_int_equal(cc_json_token_line(&reader), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_token__scalars_are_taken_as_they_are),
        cmocka_unit_test(test_json_token__what_is_no_json_is_refused),
        cmocka_unit_test(test_json_token__brackets_are_stepped_through),
        cmocka_unit_test(test_json_token__a_fault_has_its_line),
    };
    return cmocka_run_group_tests(tests, arena_up, arena_down);
}
