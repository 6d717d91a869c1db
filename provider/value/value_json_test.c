// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "value/testing.h"

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

static void test_value_json__is_read_as_leniently_as_a_stored_state(void **state)
{
    static const struct {
        const char *type;
        const char *json;
        const char *dump;
    } rows[] = {
        {"\"string\"", "", "null"},
        {"\"string\"", " null ", "null"},
        {"\"string\"", "12.50", "\"12.50\""},
        {"\"string\"", "true", "\"true\""},
        {"\"string\"", "\"a\\u00e9\\n\"", "\"a\xc3\xa9\n\""},
        {"\"number\"", "\"12.50\"", "12.5"},
        {"\"number\"", "1e3", "1000"},
        {"\"number\"", "-0.0", "0"},
        {"\"number\"", "123456789012345678901234567890", "123456789012345678901234567890"},
        {"\"number\"", "0.123456789012345678901234567890", "0.12345678901234567890123456789"},
        {"\"bool\"", "\"true\"", "true"},
        {"\"bool\"", "\"false\"", "false"},
        {"[\"list\",\"number\"]", "[ 1 , null , \"2\" ]", "[1,null,2]"},
        {"[\"set\",\"string\"]", "[]", "[]"},
        {"[\"map\",\"number\"]", "{\n  \"b\": 1,\n  \"a\": null\n}\n", "{\"a\"=null,\"b\"=1}"},
        {"[\"object\",{\"a\":\"number\",\"b\":\"bool\"}]", "{}", "{\"a\"=null,\"b\"=null}"},
        {"[\"object\",{\"a\":\"number\"}]", "{\"z\":[{}],\"a\":1}", "{\"a\"=1}"},
        {"[\"object\",{\"a.b\":\"number\"}]", "{\"a\":{\"b\":2},\"a.b\":1}", "{\"a.b\"=1}"},
        {"[\"tuple\",[\"string\",\"number\"]]", "[\"a\",1]", "[\"a\",1]"},
        {"\"dynamic\"", "{\"type\":[\"list\",\"number\"],\"value\":[1]}",
         "([\"list\",\"number\"])[1]"},
        {"\"dynamic\"", "{\"value\":[true],\"more\":0,\"type\":[\"list\",\"bool\"]}",
         "([\"list\",\"bool\"])[true]"},
        {"[\"list\",\"number\"]", "[1,2,3,4,5,6,7,8,9,10]", "[1,2,3,4,5,6,7,8,9,10]"},
        {"[\"map\",\"bool\"]",
         "{\"i\":null,\"h\":null,\"g\":null,\"f\":null,\"e\":null,\"d\":null,\"c\":null,"
         "\"b\":null,\"a\":null}",
         "{\"a\"=null,\"b\"=null,\"c\"=null,\"d\"=null,\"e\"=null,\"f\"=null,\"g\"=null,"
         "\"h\"=null,\"i\"=null}"},
        {"[\"object\",{\"a\":\"bool\",\"b\":\"bool\",\"c\":\"bool\"}]",
         "{\"c\":true,\"a\":false,\"\\u0062\":true}", "{\"a\"=false,\"b\"=true,\"c\"=true}"},
        {"\"dynamic\"", "{\"type\":\"string\"}", "(\"string\")null"},
        {"\"dynamic\"", "{\"type\":\"dynamic\",\"value\":{\"type\":\"bool\",\"value\":true}}",
         "(\"bool\")true"},
        {"[\"map\",\"dynamic\"]", "{\"k\":{\"type\":\"bool\",\"value\":true},\"n\":null}",
         "{\"k\"=(\"bool\")true,\"n\"=null}"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cc_value value;
        struct cc_codec_error error = {.reason = CC_STR_ABSENT};
        const struct cc_type *type = cc_testing_type(&arena, rows[i].type);
        if (!cc_value_from_json(&arena, type, cc_str_from(rows[i].json), &value, &error))
            fail_msg("%s: %s", rows[i].json, error.reason.ptr);
        assert_string_equal(cc_testing_dump(&arena, &value), rows[i].dump);
    }
}

static void test_value_json__refuses_what_does_not_fit_and_says_where(void **state)
{
    static const struct {
        const char *type;
        const char *json;
        const char *where;
        const char *reason;
    } rows[] = {
        {"\"string\"", "[]", "", "a string is required, got a list"},
        {"\"string\"", "{}", "", "a string is required, got an object"},
        {"\"number\"", "true", "", "a number is required, got a bool"},
        {"\"number\"", "\"x\"", "",
         "a number is required, got a text that is none or has more than 1024 digits"},
        {"\"number\"", "1e9999", "",
         "a number is required, got a text that is none or has more than 1024 digits"},
        {"\"bool\"", "\"True\"", "", "a bool is required, got a string"},
        {"\"bool\"", "1", "", "a bool is required, got a number"},
        {"[\"list\",\"bool\"]", "{}", "", "a list of bool is required, got an object"},
        {"[\"list\",\"bool\"]", "[true,[]]", "[1]", "a bool is required, got a list"},
        {"[\"set\",\"bool\"]", "[true,[]]", "", "a bool is required, got a list"},
        {"[\"map\",\"bool\"]", "[]", "", "a map of bool is required, got a list"},
        {"[\"map\",\"bool\"]", "{\"k\":[]}", "[\"k\"]", "a bool is required, got a list"},
        {"[\"object\",{\"a\":[\"object\",{\"b\":\"bool\"}]}]", "{\"a\":{\"b\":{}}}", "a.b",
         "a bool is required, got an object"},
        {"[\"object\",{}]", "\"x\"", "", "an object is required, got a string"},
        {"[\"tuple\",[\"bool\"]]", "[]", "", "a tuple of 1 is required, got 0 elements"},
        {"[\"tuple\",[\"bool\"]]", "true", "", "a tuple is required, got a bool"},
        {"[\"tuple\",[\"bool\"]]", "[true,{}]", "", "a tuple of 1 is required, got 2 elements"},
        {"\"dynamic\"", "true", "", "a value that brings its type is required, got a bool"},
        {"\"dynamic\"", "{\"value\":1}", "", "the type that the value brings is none"},
        {"\"dynamic\"", "{\"value\":1,\"type\":\"x\"}", "",
         "the type that the value brings is none"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cc_value value = cc_value_bool(true);
        struct cc_codec_error error = {.where = CC_STR_ABSENT};
        const struct cc_type *type = cc_testing_type(&arena, rows[i].type);
        assert_false(cc_value_from_json(&arena, type, cc_str_from(rows[i].json), &value, &error));
        assert_true(cc_value_is_null(&value));
        assert_string_equal(error.where.ptr, rows[i].where);
        assert_string_equal(error.reason.ptr, rows[i].reason);
    }
}

/* Wherever it is, also in what nobody looks at. */
static void test_value_json__bad_syntax_is_an_error_without_the_text(void **state)
{
    static const struct {
        const char *type, *json;
    } rows[] = {
        {"\"dynamic\"", "{"},
        {"\"dynamic\"", "secret"},
        {"\"string\"", "secret"},
        {"[\"list\",\"number\"]", "[1,]"},
        {"[\"list\",\"number\"]", "[1 2]"},
        {"[\"tuple\",[\"number\"]]", "[1"},
        {"[\"map\",\"number\"]", "{\"a\":1,\"a\":2}"},
        {"[\"map\",\"number\"]", "{\"secret\" 1}"},
        {"[\"map\",\"number\"]", "{\"a\":1,}"},
        {"[\"object\",{\"a\":\"number\"}]", "{\"a\":1,\"a\":null}"},
        {"[\"object\",{\"a\":\"number\"}]", "{\"z\":[secret],\"a\":1}"},
        {"[\"object\",{\"a\":\"number\"}]", "{\"a\":1"},
        {"\"dynamic\"", "{\"type\":\"bool\",\"type\":\"bool\"}"},
        {"\"dynamic\"", "{\"value\":1,\"value\":1,\"type\":\"bool\"}"},
        {"\"number\"", "1 2"},
        {"\"string\"", " "},
        {"\"string\"", "\"\xff\""},
        {"\"string\"", "\"\\ud800\""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cc_value value;
        struct cc_codec_error error = {.reason = CC_STR_ABSENT};
        const struct cc_type *type = cc_testing_type(&arena, rows[i].type);
        assert_false(cc_value_from_json(&arena, type, cc_str_from(rows[i].json), &value, &error));
        if (!strstr(error.reason.ptr, "the JSON is not valid: line 1: "))
            fail_msg("%s: %s", rows[i].json, error.reason.ptr);
        assert_null(strstr(error.reason.ptr, "secret"));
    }
}

static void test_value_json__deep_nesting_is_an_error(void **state)
{
    (void)state;
    enum { LEVELS = 10000 };
    char *brackets = cc_arena_alloc(&arena, 2 * LEVELS + 1);
    memset(brackets, '[', LEVELS);
    memset(brackets + LEVELS, ']', LEVELS);
    struct cc_str text = cc_str_format(&arena, "{\"unknown\":%s}", brackets);
    struct cc_value value;
    struct cc_codec_error error = {.reason = CC_STR_ABSENT};
    const struct cc_type *type = cc_type_object(&arena, NULL, 0);
    assert_false(cc_value_from_json(&arena, type, text, &value, &error));
    assert_non_null(strstr(error.reason.ptr, "nested"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_value_json__is_read_as_leniently_as_a_stored_state),
        cmocka_unit_test(test_value_json__refuses_what_does_not_fit_and_says_where),
        cmocka_unit_test(test_value_json__bad_syntax_is_an_error_without_the_text),
        cmocka_unit_test(test_value_json__deep_nesting_is_an_error),
    };
    return cmocka_run_group_tests(tests, arena_up, arena_down);
}
