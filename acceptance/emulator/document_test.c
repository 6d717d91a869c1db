// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "emulator/document.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static struct cc_arena arena;

static int up(void **state)
{
    (void)state;
    cc_arena_init(&arena);
    return 0;
}

static int down(void **state)
{
    (void)state;
    cc_arena_release(&arena);
    return 0;
}

static json_t *parse(const char *text)
{
    struct cc_str reason;
    return emu_doc_parse(&arena, cc_str_from(text), &reason);
}

static void test_document__absent_null_and_other_types_read_alike(void **state)
{
    (void)state;
    const json_t *doc = parse("{\"a\":{\"b\":null,\"c\":7,\"d\":\"x\"}}");
    static const char *const paths[] = {"a.b", "a.c", "a.nothing", "nothing.b", "a.d.e", "a"};
    for (size_t i = 0; i < COUNT_OF(paths); i++)
        assert_true(cc_str_is_absent(emu_doc_str(doc, paths[i])));
    int64_t number = 0;
    assert_false(emu_doc_int(doc, "a.d", &number));
    assert_true(emu_doc_int(doc, "a.c", &number));
    assert_int_equal(number, 7);
    assert_false(emu_doc_has(doc, "a.b"));
    assert_false(emu_doc_has(NULL, "a"));
    assert_true(emu_doc_is(doc, "a.d", "x"));
    assert_false(emu_doc_is(doc, "a.b", ""));
}

static void test_document__setters_make_the_objects_on_the_way(void **state)
{
    (void)state;
    json_t *doc = emu_doc_new(&arena);
    emu_doc_set_text(doc, "a.b.c", "x");
    emu_doc_set_int(doc, "a.n", 5);
    emu_doc_set_bool(doc, "a.t", true);
    emu_doc_set_str(doc, "a.absent", CC_STR_ABSENT);
    assert_string_equal(emu_doc_write(&arena, doc).ptr,
                        "{\"a\":{\"b\":{\"c\":\"x\"},\"n\":5,\"t\":true}}");
    emu_doc_remove(doc, "a.b.c");
    emu_doc_remove(doc, "x.y");
    assert_string_equal(emu_doc_write(&arena, doc).ptr, "{\"a\":{\"b\":{},\"n\":5,\"t\":true}}");
}

/* The examples of RFC 7396, as far as they are about objects. */
static void test_document__a_merge_patch_changes_adds_and_removes(void **state)
{
    (void)state;
    static const struct {
        const char *doc;
        const char *patch;
        const char *expected;
    } cases[] = {
        {"{\"a\":\"b\"}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"},
        {"{\"a\":\"b\"}", "{\"b\":\"c\"}", "{\"a\":\"b\",\"b\":\"c\"}"},
        {"{\"a\":\"b\"}", "{\"a\":null}", "{}"},
        {"{\"a\":[\"b\"]}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"},
        {"{\"a\":\"c\"}", "{\"a\":[\"b\"]}", "{\"a\":[\"b\"]}"},
        {"{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":\"d\",\"c\":null}}", "{\"a\":{\"b\":\"d\"}}"},
        {"{}", "{\"a\":{\"bb\":{\"ccc\":null}}}", "{\"a\":{\"bb\":{}}}"},
        {"{\"a\":\"x\"}", "{\"a\":{\"b\":1}}", "{\"a\":{\"b\":1}}"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        json_t *doc = parse(cases[i].doc);
        emu_doc_merge(doc, parse(cases[i].patch));
        assert_string_equal(emu_doc_write(&arena, doc).ptr, cases[i].expected);
    }
}

static void test_document__what_is_not_json_has_a_reason(void **state)
{
    (void)state;
    static const char *const texts[] = {"",      "{",           "{\"a\":}", "nope",
                                        "{} {}", "\"\\ud800\"", "\xff"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct cc_str reason = CC_STR_ABSENT;
        assert_null(emu_doc_parse(&arena, cc_str_from(texts[i]), &reason));
        assert_false(cc_str_is_empty(reason));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_document__absent_null_and_other_types_read_alike, up,
                                        down),
        cmocka_unit_test_setup_teardown(test_document__setters_make_the_objects_on_the_way, up,
                                        down),
        cmocka_unit_test_setup_teardown(test_document__a_merge_patch_changes_adds_and_removes, up,
                                        down),
        cmocka_unit_test_setup_teardown(test_document__what_is_not_json_has_a_reason, up, down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
