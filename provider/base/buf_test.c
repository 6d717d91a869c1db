// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/buf.h"

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

static void test_buf__holds_what_was_appended(void **state)
{
    (void)state;
    struct cc_buf buf;
    cc_buf_init(&buf, &arena, 100);
    assert_string_equal(cc_buf_str(&buf).ptr, "");
    assert_true(cc_buf_append(&buf, "ab", 2));
    assert_true(cc_buf_append_byte(&buf, 'c'));
    assert_true(cc_buf_append_str(&buf, CC_STR("de")));
    assert_true(cc_buf_append_str(&buf, CC_STR_ABSENT));
    assert_true(cc_buf_append(&buf, NULL, 0));
    assert_true(cc_buf_appendf(&buf, "-%d", 42));
    assert_string_equal(cc_buf_str(&buf).ptr, "abcde-42");
    assert_int_equal(cc_buf_str(&buf).len, 8);
}

static void test_buf__refuses_beyond_the_cap_and_changes_nothing(void **state)
{
    (void)state;
    struct cc_buf buf;
    cc_buf_init(&buf, &arena, 4);
    assert_true(cc_buf_append_str(&buf, CC_STR("abc")));
    assert_false(cc_buf_append_str(&buf, CC_STR("de")));
    assert_false(cc_buf_appendf(&buf, "%d", 42));
    assert_false(cc_buf_append(&buf, "", SIZE_MAX));
    assert_string_equal(cc_buf_str(&buf).ptr, "abc");
    assert_true(cc_buf_appendf(&buf, "%d", 4));
    assert_false(cc_buf_append_byte(&buf, 'e'));
    assert_true(cc_buf_appendf(&buf, "%s", ""));
    assert_string_equal(cc_buf_str(&buf).ptr, "abc4");
}

static void test_buf__a_cap_of_nothing_takes_nothing(void **state)
{
    (void)state;
    struct cc_buf buf;
    cc_buf_init(&buf, &arena, 0);
    assert_true(cc_buf_appendf(&buf, "%s", ""));
    assert_false(cc_buf_append_byte(&buf, 'a'));
    assert_string_equal(cc_buf_str(&buf).ptr, "");
}

static void test_buf__grows_to_the_cap_and_keeps_the_order(void **state)
{
    (void)state;
    enum { BYTES_MAX = 100003 };
    struct cc_buf buf;
    cc_buf_init(&buf, &arena, BYTES_MAX);
    for (size_t i = 0; i < BYTES_MAX; i++)
        assert_true(cc_buf_append_byte(&buf, (char)('a' + i % 26)));
    assert_false(cc_buf_append_byte(&buf, '!'));
    struct cc_str text = cc_buf_str(&buf);
    assert_int_equal(text.len, BYTES_MAX);
    for (size_t i = 0; i < BYTES_MAX; i++)
        assert_int_equal(text.ptr[i], 'a' + i % 26);
    assert_int_equal(text.ptr[text.len], 0);
}

static void test_buf__earlier_views_stay_readable(void **state)
{
    (void)state;
    struct cc_buf buf;
    cc_buf_init(&buf, &arena, 10000);
    assert_true(cc_buf_append_str(&buf, CC_STR("first")));
    struct cc_str view = cc_buf_str(&buf);
    assert_true(cc_buf_appendf(&buf, "%5000s", "second"));
    assert_memory_equal(view.ptr, "first", 5);
    assert_memory_equal(cc_buf_str(&buf).ptr, "first", 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_buf__holds_what_was_appended),
        cmocka_unit_test(test_buf__refuses_beyond_the_cap_and_changes_nothing),
        cmocka_unit_test(test_buf__a_cap_of_nothing_takes_nothing),
        cmocka_unit_test(test_buf__grows_to_the_cap_and_keeps_the_order),
        cmocka_unit_test(test_buf__earlier_views_stay_readable),
    };
    return cmocka_run_group_tests(tests, arena_up, arena_down);
}
