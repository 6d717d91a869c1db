// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "emulator/azure/role_filter.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define ID "aaaaaaaa-0000-4000-8000-000000000001"

static void test_role_filter__reads_what_the_service_supports(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool at_scope;
        const char *principal_id, *assigned_to;
    } cases[] = {
        {NULL, false, NULL, NULL},
        {"atScope()", true, NULL, NULL},
        {"principalId eq '" ID "'", false, ID, NULL},
        {"assignedTo('" ID "')", false, NULL, ID},
        {"atScope() and assignedTo('" ID "')", true, NULL, ID},
        {"assignedTo('" ID "') and atScope()", true, NULL, ID},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct emu_role_filter filter;
        assert_true(emu_role_filter_read(cc_str_from(cases[i].text), &filter));
        assert_int_equal(filter.at_scope, cases[i].at_scope);
        assert_true(cc_str_equal(filter.principal_id, cc_str_from(cases[i].principal_id)));
        assert_true(cc_str_equal(filter.assigned_to, cc_str_from(cases[i].assigned_to)));
    }
}

static void test_role_filter__knows_nothing_else(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "",
        "everything",
        "atScope",
        "principalId eq ''",
        "principalId eq " ID,
        "principalId eq 'somebody'",
        "principalId ne '" ID "'",
        "assignedTo('')",
        "assignedTo('" ID "'",
        "atScope() or assignedTo('" ID "')",
        "atScope() and ",
        "atScope() and principalId eq '" ID "'",
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct emu_role_filter filter;
        if (emu_role_filter_read(cc_str_from(cases[i]), &filter))
            fail_msg("%s", cases[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_role_filter__reads_what_the_service_supports),
        cmocka_unit_test(test_role_filter__knows_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
