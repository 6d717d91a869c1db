// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/clock.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static void test_clock__reads_durations(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t expected_ms;
    } cases[] = {
        {"90s", 90000},
        {"1.5h", 5400000},
        {"1h30m", 5400000},
        {"250ms", 250},
        {"1h1m1s1ms", 3661001},
        {"1ms1h", 3600001},
        {"0h5m", 300000},
        {".5s", 500},
        {"1.s", 1000},
        {"007s", 7000},
        {"0.001s", 1},
        {"1.0005s", 1000},
        {"0.5ms0.5ms", 1},
        {"1.9999999999999999999999999s", 1999},
        {"87600h", INT64_C(315360000000)},
        {"87599h59m59s1000ms", INT64_C(315360000000)},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t actual_ms = -1;
        assert_true(cc_clock_parse_duration(cc_str_from(cases[i].text), &actual_ms));
        assert_int_equal(actual_ms, cases[i].expected_ms);
    }
}

static void test_clock__refuses_what_is_no_duration(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "",
        "0",
        "0s",
        "0.0h",
        "90",
        "s",
        ".s",
        ".",
        "-5s",
        "+5s",
        "1 h",
        " 1h",
        "1h ",
        "1h30",
        "1d",
        "1H",
        "1us",
        "1ns",
        "1.2.3s",
        "1..2s",
        "0.0001ms",
        "87600h1ms",
        "87601h",
        "1h1h1x",
        "h5m",
        "300000000000h",
        "1e3s",
        "99999999999999999999999h",
        "9223372036854775807ms",
        "1\xC2\xB5s",
        "43800h43800h1s",
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t ignored_ms = 0;
        assert_false(cc_clock_parse_duration(cc_str_from(cases[i]), &ignored_ms));
    }
    int64_t ignored_ms = 0;
    assert_false(cc_clock_parse_duration(CC_STR_ABSENT, &ignored_ms));
    assert_false(cc_clock_parse_duration(CC_STR("5s\0"), &ignored_ms));
}

static void test_clock__writes_durations_for_people(void **state)
{
    (void)state;
    static const struct {
        int64_t duration_ms;
        const char *expected;
    } cases[] = {
        {0, "0s"},
        {-5000, "0s"},
        {INT64_MIN, "0s"},
        {1, "1ms"},
        {999, "999ms"},
        {1000, "1s"},
        {45999, "45s"},
        {59999, "59s"},
        {60000, "1m"},
        {90000, "1m 30s"},
        {720000, "12m"},
        {3599999, "59m 59s"},
        {3600000, "1h"},
        {3900000, "1h 5m"},
        {3659999, "1h"},
        {86400000, "24h"},
        {INT64_MAX, "2562047788015h 12m"},
    };
    struct cc_arena arena;
    cc_arena_init(&arena);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cc_str text = cc_clock_format_duration(&arena, cases[i].duration_ms);
        assert_string_equal(text.ptr, cases[i].expected);
        assert_int_equal(text.len, strlen(cases[i].expected));
    }
    cc_arena_release(&arena);
}

static int64_t test_now_ms(void)
{
    return 42;
}

static int64_t test_wall_us(void)
{
    return 4711;
}

static void test_clock__can_be_replaced_and_restored(void **state)
{
    (void)state;
    assert_true(cc_clock_is_real());
    cc_clock_set_source(test_now_ms, test_wall_us);
    assert_false(cc_clock_is_real());
    assert_int_equal(cc_clock_now_ms(), 42);
    assert_int_equal(cc_clock_wall_us(), 4711);
    cc_clock_set_source(NULL, test_wall_us);
    assert_true(cc_clock_is_real());
    assert_int_equal(cc_clock_wall_us(), 4711);
    cc_clock_set_source(NULL, NULL);
    assert_true(cc_clock_wall_us() > INT64_C(1600000000) * 1000000);
}

static void test_clock__never_goes_back(void **state)
{
    (void)state;
    int64_t before_ms = cc_clock_now_ms();
    for (int i = 0; i < 1000; i++) {
        int64_t now_ms = cc_clock_now_ms();
        assert_true(now_ms >= before_ms);
        before_ms = now_ms;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clock__reads_durations),
        cmocka_unit_test(test_clock__refuses_what_is_no_duration),
        cmocka_unit_test(test_clock__writes_durations_for_people),
        cmocka_unit_test(test_clock__can_be_replaced_and_restored),
        cmocka_unit_test(test_clock__never_goes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
