// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/secret.h"

static void test_secret__is_a_copy_that_can_be_lent(void **state)
{
    (void)state;
    char source[] = "hunter2";
    struct cc_secret secret;
    cc_secret_init(&secret, cc_str_from(source));
    memset(source, 'x', sizeof(source) - 1);
    assert_false(cc_secret_is_absent(&secret));
    assert_int_equal(cc_secret_lend(&secret).len, 7);
    assert_string_equal(cc_secret_lend(&secret).ptr, "hunter2");
    cc_secret_release(&secret);
    assert_true(cc_secret_is_absent(&secret));
    assert_true(cc_str_is_absent(cc_secret_lend(&secret)));
    cc_secret_release(&secret);
}

static void test_secret__keeps_absent_and_empty_apart(void **state)
{
    (void)state;
    struct cc_secret secret;
    cc_secret_init(&secret, CC_STR_ABSENT);
    assert_true(cc_secret_is_absent(&secret));
    cc_secret_release(&secret);
    cc_secret_init(&secret, CC_STR(""));
    assert_false(cc_secret_is_absent(&secret));
    assert_int_equal(cc_secret_lend(&secret).len, 0);
    cc_secret_release(&secret);
}

static void test_secret__wipe_clears_exactly_what_it_is_given(void **state)
{
    (void)state;
    char bytes[] = "abcdef";
    cc_secret_wipe(bytes + 1, 4);
    assert_memory_equal(bytes, "a\0\0\0\0f", 7);
    cc_secret_wipe(NULL, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_secret__is_a_copy_that_can_be_lent),
        cmocka_unit_test(test_secret__keeps_absent_and_empty_apart),
        cmocka_unit_test(test_secret__wipe_clears_exactly_what_it_is_given),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
