// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "emulator/azure/assertion.h"
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

static void test_assertion__base64url_is_decoded_without_padding(void **state)
{
    (void)state;
    static const struct {
        const char *text, *bytes;
    } cases[] = {
        {"eA", "x"},    {"eHk", "xy"}, {"eHl6", "xyz"}, {"_-8", "\xff\xef"}, {"e", NULL},
        {"eA==", NULL}, {"e+", NULL},  {"", NULL},      {"eHl6e", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cc_str bytes = emu_base64url_decode(&arena, cc_str_from(cases[i].text));
        assert_int_equal(cc_str_is_absent(bytes), cases[i].bytes == NULL);
        assert_true(cc_str_equal(bytes, cc_str_from(cases[i].bytes)));
    }
}

static void test_assertion__three_parts_of_which_two_are_objects(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool good;
    } cases[] = {
        {"e30.eyJpc3MiOiJ4In0.c2ln", true},
        {"e30.eyJpc3MiOiJ4In0.", false},
        {"e30.eyJpc3MiOiJ4In0", false},
        {"e30.eyJpc3MiOiJ4In0.a.b", false},
        {"e30.W10.c2ln", false},
        {"x.y.z", false},
        {"", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct emu_assertion assertion;
        assert_int_equal(emu_assertion_read(&arena, cc_str_from(cases[i].text), &assertion),
                         cases[i].good);
        if (cases[i].good)
            assert_true(emu_doc_is(assertion.claims, "iss", "x"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_assertion__base64url_is_decoded_without_padding, up,
                                        down),
        cmocka_unit_test_setup_teardown(test_assertion__three_parts_of_which_two_are_objects, up,
                                        down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
