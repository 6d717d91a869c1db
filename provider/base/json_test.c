// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

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

static const struct cc_json *parsed(const char *text)
{
    struct cc_str reason = CC_STR_ABSENT;
    const struct cc_json *document = cc_json_parse(&arena, tight(cc_str_from(text)), &reason);
    assert_true(cc_str_is_absent(reason));
    assert_non_null(document);
    return document;
}

static void test_json__reads_members_by_path(void **state)
{
    (void)state;
    const struct cc_json *node = parsed("{\"id\":\"lkc-1\",\"spec\":{\"config\":{\"cku\":2,\"big\":"
                                        "true},\"none\":null,\"a.b\":\"dot\"},\"list\":[1,\"x\"]}");
    int64_t number = 0;
    bool truth = false;
    assert_string_equal(cc_json_str(node, "id").ptr, "lkc-1");
    assert_true(cc_json_int(node, "spec.config.cku", &number));
    assert_int_equal(number, 2);
    assert_true(cc_json_bool(node, "spec.config.big", &truth));
    assert_true(truth);
    assert_true(cc_json_is_object(cc_json_at(node, "spec.config")));
    assert_true(cc_json_is_array(cc_json_at(node, "list")));
    assert_ptr_equal(cc_json_at(node, ""), node);
    struct cc_str text;
    assert_true(cc_json_node_str(cc_json_member(cc_json_at(node, "spec"), CC_STR("a.b")), &text));
    assert_string_equal(text.ptr, "dot");
}

static void test_json__missing_null_and_other_types_read_as_absent(void **state)
{
    (void)state;
    static const char *const paths[] = {"none",   "s.x", "none.x", "n.x",
                                        "list.x", "o..", ".",      "gone"};
    const struct cc_json *node =
        parsed("{\"none\":null,\"s\":\"text\",\"n\":1,\"list\":[1],\"o\":{}}");
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        int64_t number = 0;
        bool truth = false;
        assert_null(cc_json_at(node, paths[i]));
        assert_true(cc_str_is_absent(cc_json_str(node, paths[i])));
        assert_false(cc_json_int(node, paths[i], &number));
        assert_false(cc_json_bool(node, paths[i], &truth));
    }
    int64_t number = 0;
    bool truth = false;
    assert_false(cc_json_int(node, "s", &number));
    assert_false(cc_json_bool(node, "n", &truth));
    assert_true(cc_str_is_absent(cc_json_str(node, "n")));
}

static void test_json__a_missing_node_has_nothing(void **state)
{
    (void)state;
    void *iterator = NULL;
    struct cc_str text;
    const struct cc_json *value;
    int64_t number;
    bool truth;
    assert_null(cc_json_at(NULL, "a"));
    assert_null(cc_json_at(NULL, ""));
    assert_true(cc_str_is_absent(cc_json_str(NULL, "a")));
    assert_false(cc_json_int(NULL, "a", &number));
    assert_false(cc_json_bool(NULL, "a", &truth));
    assert_false(cc_json_is_object(NULL));
    assert_false(cc_json_is_array(NULL));
    assert_true(cc_json_is_null(NULL));
    assert_false(cc_json_node_str(NULL, &text));
    assert_false(cc_json_node_bool(NULL, &truth));
    assert_int_equal(cc_json_count(NULL), 0);
    assert_null(cc_json_item(NULL, 0));
    assert_null(cc_json_member(NULL, CC_STR("a")));
    assert_false(cc_json_next(NULL, &iterator, &text, &value));
    assert_string_equal(cc_json_write(&arena, NULL).ptr, "null");
}

static void test_json__integers(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is_int;
        int64_t expected;
    } cases[] = {
        {"0", true, 0},
        {"-0", true, 0},
        {"5.0", true, 5},
        {"-5e0", true, -5},
        {"5e2", true, 500},
        {"9223372036854775807", true, INT64_MAX},
        {"-9223372036854775808", true, INT64_MIN},
        {"-9223372036854775808.0", true, INT64_MIN},
        {"9223372036854775808", false, 0},
        {"-9223372036854775809", false, 0},
        {"9223372036854775808.0", false, 0},
        {"5.5", false, 0},
        {"1e-400", true, 0},
        {"1e400", false, 0},
        {"-1e400", false, 0},
        {"1e19", false, 0},
        {"123456789012345678901234567890123456789012345678901234567890123456789012", false, 0},
        {"\"5\"", false, 0},
        {"true", false, 0},
        {"null", false, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t actual = 0;
        assert_int_equal(cc_json_int(parsed(cases[i].text), "", &actual), cases[i].is_int);
        assert_int_equal(actual, cases[i].expected);
    }
}

static void test_json__an_unreadable_number_spoils_nothing_else(void **state)
{
    (void)state;
    const struct cc_json *node =
        parsed("{\"a\":1,\"huge\":99999999999999999999,\"b\":[2,-1e999,3],\"c\":\"4\"}");
    int64_t number = 0;
    assert_true(cc_json_int(node, "a", &number));
    assert_int_equal(number, 1);
    assert_false(cc_json_int(node, "huge", &number));
    assert_true(cc_json_int(cc_json_item(cc_json_at(node, "b"), 2), "", &number));
    assert_int_equal(number, 3);
    assert_string_equal(cc_json_str(node, "c").ptr, "4");
}

static const char *const wrong_texts[] = {
    "",
    " ",
    "{",
    "}",
    "[1,]",
    "{\"a\":1,}",
    "{'a':1}",
    "[1 2]",
    "1 2",
    "nul",
    "truefalse",
    "01",
    "-",
    "-a",
    "+1",
    ".5",
    "1.",
    "1.e5",
    "1e",
    "1e+",
    "1.5.2",
    "1-2",
    "0x10",
    "--1",
    "-01",
    "[1]]",
    "{1:2}",
    "{1 :2}",
    "{1.5\n:2}",
    "{\"a\" 1}",
    "\"open",
    "\"a\\",
    "\"\\x\"",
    "\"\\uD800\"",
    "\"\n\"",
    "\"\xFF\"",
    "\xFF",
    "NaN",
    "Infinity",
    "/*c*/1",
    "\xEF\xBB\xBF{}",
    "1\"a\"",
    "\"a\"1",
    "[1e5x]",
    "{99999999999999999999:1}",
    "tru-1",
    "{\"a\":1 \"b\":2}",
};

static void test_json__wrong_text_is_refused_either_way(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong_texts); i++) {
        struct cc_str text = tight(cc_str_from(wrong_texts[i]));
        struct cc_str reason = CC_STR_ABSENT;
        assert_null(cc_json_parse(&arena, text, &reason));
        assert_true(cc_str_starts_with(reason, CC_STR("line ")));
    }
    struct cc_str reason = CC_STR_ABSENT;
    assert_null(cc_json_parse(&arena, CC_STR_ABSENT, &reason));
    assert_false(cc_str_is_absent(reason));
    assert_null(cc_json_parse(&arena, CC_STR("{}\0"), &reason));
    assert_null(cc_json_parse(&arena, CC_STR("1\0"), &reason));
    assert_string_equal(reason.ptr, "line 1: a NUL byte");
    assert_null(cc_json_parse(&arena, CC_STR("[1\0]"), &reason));
    assert_null(cc_json_parse(&arena, CC_STR("\"a\0\""), &reason));
}

/* Looking at the rest again from each digit would take hours. */
static void test_json__a_long_wrong_number_is_looked_at_once(void **state)
{
    (void)state;
    enum { LEN = 4 * 1024 * 1024 };
    char *zeros = cc_arena_alloc(&arena, LEN);
    memset(zeros, '0', LEN);
    struct cc_str reason = CC_STR_ABSENT;
    assert_null(cc_json_parse(&arena, (struct cc_str){zeros, LEN}, &reason));
    assert_true(cc_str_starts_with(reason, CC_STR("line 1: ")));
}

static void test_json__the_reason_names_the_line_and_quotes_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *text, *start;
    } cases[] = {
        {"{\n\"token\": hunter2\n}", "line 2: "},
        {"{\"hunter2\":1,\n\n\"hunter2\":2}", "line 3: duplicate object key"},
        {"{\"a\":\"b\" \"hunter2\"}", "line 1: "},
        {"[hunter2", "line 1: "},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cc_str reason = CC_STR_ABSENT;
        assert_null(cc_json_parse(&arena, cc_str_from(cases[i].text), &reason));
        assert_true(cc_str_starts_with(reason, cc_str_from(cases[i].start)));
        assert_false(cc_str_contains(reason, CC_STR("hunter2")));
    }
}

static struct cc_str nested(char open, char close, size_t depth)
{
    char *text = cc_arena_alloc(&arena, 2 * depth + 1);
    memset(text, open, depth);
    memset(text + depth, close, depth);
    return (struct cc_str){text, 2 * depth};
}

static void test_json__nesting_is_bounded(void **state)
{
    (void)state;
    struct cc_str reason = CC_STR_ABSENT;
    assert_non_null(cc_json_parse(&arena, nested('[', ']', CC_JSON_DEPTH_MAX), &reason));
    assert_null(cc_json_parse(&arena, nested('[', ']', CC_JSON_DEPTH_MAX + 1), &reason));
    assert_string_equal(reason.ptr, "line 1: nested too deeply");
    assert_null(cc_json_parse(&arena, nested('[', ']', 1000000), &reason));
    assert_null(cc_json_parse(&arena, nested('{', '}', 1000000), &reason));
    assert_string_equal(reason.ptr, "line 1: nested too deeply");

    struct cc_str deep = nested('[', ']', CC_JSON_DEPTH_MAX + 1);
    struct cc_str quoted = cc_str_format(&arena, "\"\\\"%.*s\\\\\"", CC_STR_ARG(deep));
    assert_non_null(cc_json_parse(&arena, quoted, &reason));
    struct cc_str third = cc_str_format(&arena, "\n\n%.*s", CC_STR_ARG(deep));
    assert_null(cc_json_parse(&arena, third, &reason));
    assert_true(cc_str_starts_with(reason, CC_STR("line 3: nested")));
    struct cc_str wide = cc_str_format(&arena, "[%s[]]", "[[]],[[]],[[]],");
    assert_non_null(cc_json_parse(&arena, wide, &reason));
}

static void test_json__any_value_may_be_a_document(void **state)
{
    (void)state;
    static const char *const texts[] = {"null", "true", "false", "\"\"",
                                        "[]",   "{}",   "1",     " 1.5 \n"};
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        parsed(texts[i]);
    assert_true(cc_json_is_null(parsed("null")));
    bool truth = true;
    assert_true(cc_json_node_bool(parsed("false"), &truth));
    assert_false(truth);
}

static void test_json__strings_may_hold_nul(void **state)
{
    (void)state;
    struct cc_str text = CC_STR_ABSENT;
    assert_true(cc_json_node_str(parsed("\"a\\u0000b\""), &text));
    assert_int_equal(text.len, 3);
    assert_memory_equal(text.ptr, "a\0b", 3);
}

static void test_json__steps_through_members_in_order(void **state)
{
    (void)state;
    const struct cc_json *node = parsed("{\"z\":1,\"a\":null,\"m.n\":3,\"\":4}");
    static const char *const names[] = {"z", "a", "m.n", ""};
    void *iterator = NULL;
    struct cc_str name;
    const struct cc_json *value;
    size_t count = 0;
    while (cc_json_next(node, &iterator, &name, &value)) {
        assert_true(count < COUNT_OF(names));
        assert_string_equal(name.ptr, names[count]);
        assert_non_null(value);
        assert_int_equal(cc_json_is_null(value), count == 1);
        assert_ptr_equal(cc_json_member(node, name), value);
        count++;
    }
    assert_int_equal(count, COUNT_OF(names));
    assert_int_equal(cc_json_count(node), COUNT_OF(names));
    assert_null(cc_json_member(node, CC_STR("zz")));
    assert_null(cc_json_member(node, CC_STR_ABSENT));
    assert_null(cc_json_item(node, 0));
    const struct cc_json *list = parsed("[1,null]");
    assert_int_equal(cc_json_count(list), 2);
    assert_true(cc_json_is_null(cc_json_item(list, 1)));
    assert_null(cc_json_item(list, 2));
    iterator = NULL;
    assert_false(cc_json_next(list, &iterator, &name, &value));
}

static void test_json__builds_documents(void **state)
{
    (void)state;
    struct cc_json *body = cc_json_object(&arena);
    assert_string_equal(cc_json_write(&arena, body).ptr, "{}");
    cc_json_set_str(body, "spec.name", CC_STR("a\"b\n"));
    cc_json_set_str(body, "spec.absent.deeper", CC_STR_ABSENT);
    cc_json_set_str(body, "spec.empty", CC_STR(""));
    cc_json_set_int(body, "spec.config.cku", INT64_MIN);
    cc_json_set_bool(body, "spec.config.on", true);
    cc_json_append_str(body, "spec.zones", CC_STR_ABSENT);
    cc_json_append_str(body, "zones", CC_STR("1"));
    cc_json_append_str(body, "zones", CC_STR("2"));
    cc_json_set_int(body, "spec.config.cku", 3);
    assert_string_equal(cc_json_write(&arena, body).ptr,
                        "{\"spec\":{\"name\":\"a\\\"b\\n\",\"empty\":\"\",\"config\":{\"cku\":3,"
                        "\"on\":true}},\"zones\":[\"1\",\"2\"]}");
    assert_string_equal(cc_json_write(&arena, cc_json_at(body, "zones")).ptr, "[\"1\",\"2\"]");
    assert_string_equal(cc_json_write(&arena, cc_json_at(body, "spec.empty")).ptr, "\"\"");
}

static void test_json__text_that_is_not_utf8_is_repaired(void **state)
{
    (void)state;
    struct cc_json *body = cc_json_object(&arena);
    cc_json_set_str(body, "a", tight(CC_STR("x\xFFy")));
    cc_json_append_str(body, "b", tight(CC_STR("\xC3")));
    cc_json_set_str(body, "c", tight(CC_STR("n\0l")));
    assert_string_equal(cc_json_write(&arena, body).ptr,
                        "{\"a\":\"x\xEF\xBF\xBDy\",\"b\":[\"\xEF\xBF\xBD\"],\"c\":\"n\\u0000l\"}");
}

static void test_json__what_is_written_reads_the_same(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "{\"a\":[1,-2,true,false,null,{}],\"b\":\"\xC3\xA4\\u0001\\\\\"}",
        "\"text\"",
        "9223372036854775807",
        "[[[]]]",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        assert_string_equal(cc_json_write(&arena, parsed(texts[i])).ptr, texts[i]);
}

static void *parse_in_thread(void *context)
{
    bool *fine = context;
    struct cc_arena own;
    cc_arena_init(&own);
    *fine = true;
    for (int i = 0; i < 50; i++) {
        struct cc_str reason;
        const struct cc_json *node = cc_json_parse(&own, CC_STR("{\"a\":{\"b\":\"c\"}}"), &reason);
        *fine = *fine && cc_str_equal(cc_json_str(node, "a.b"), CC_STR("c"));
        cc_arena_reset(&own);
    }
    cc_arena_release(&own);
    return NULL;
}

/* First in the list below: the library is prepared by whichever thread comes first. */
static void test_json__first_use_may_happen_in_several_threads(void **state)
{
    (void)state;
    enum { THREADS = 4 };
    pthread_t threads[THREADS];
    bool fine[THREADS] = {false};
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, parse_in_thread, &fine[i]), 0);
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_true(fine[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json__first_use_may_happen_in_several_threads),
        cmocka_unit_test(test_json__reads_members_by_path),
        cmocka_unit_test(test_json__missing_null_and_other_types_read_as_absent),
        cmocka_unit_test(test_json__a_missing_node_has_nothing),
        cmocka_unit_test(test_json__integers),
        cmocka_unit_test(test_json__an_unreadable_number_spoils_nothing_else),
        cmocka_unit_test(test_json__wrong_text_is_refused_either_way),
        cmocka_unit_test(test_json__a_long_wrong_number_is_looked_at_once),
        cmocka_unit_test(test_json__the_reason_names_the_line_and_quotes_nothing),
        cmocka_unit_test(test_json__nesting_is_bounded),
        cmocka_unit_test(test_json__any_value_may_be_a_document),
        cmocka_unit_test(test_json__strings_may_hold_nul),
        cmocka_unit_test(test_json__steps_through_members_in_order),
        cmocka_unit_test(test_json__builds_documents),
        cmocka_unit_test(test_json__text_that_is_not_utf8_is_repaired),
        cmocka_unit_test(test_json__what_is_written_reads_the_same),
    };
    return cmocka_run_group_tests(tests, arena_up, arena_down);
}
