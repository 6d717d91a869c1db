// SPDX-License-Identifier: MPL-2.0
#include "shared/check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shared/test_kit.h"

static const struct cc_attribute attributes[] = {
    {.name = "name", .mode = CC_OPTIONAL, .type = &cc_type_string},
    {.name = NULL},
};
static const struct cc_schema schema = {.attributes = attributes};

typedef bool check_function(struct cc_call *call, struct cc_path path,
                            const struct cc_value *value);

struct check_case {
    const char *text;
    const char *error; /* NULL: accepted */
};

static void run(check_function *check, const struct check_case *cases)
{
    for (; cases->text != NULL; cases++) {
        struct cc_kit kit;
        cc_kit_open(&kit, &schema, NULL);
        struct cc_value value = cc_value_str(cc_str_from(cases->text));
        bool good = check(&kit.call, cc_path_from("name"), &value);
        assert_int_equal(good, cases->error == NULL);
        cc_kit_expect_error(&kit, "name", cases->error);
        cc_kit_close(&kit);
    }
}

static void test_check__names_are_not_empty_and_have_no_space_at_the_ends(void **state)
{
    (void)state;
    static const struct check_case cases[] = {
        {"orders", NULL},
        {"orders at rest", NULL},
        {"x", NULL},
        {"", "empty"},
        {" \t\n", "empty"},
        {" orders", "Write \"orders\""},
        {"orders at rest\n", "Write \"orders at rest\""},
        {NULL, NULL},
    };
    run(cc_check_name, cases);
}

static void test_check__durations_are_those_of_the_clock(void **state)
{
    (void)state;
    static const struct check_case cases[] = {
        {"90s", NULL},
        {"1h30m", NULL},
        {"24h", NULL},
        {"", "no duration"},
        {"90", "\"90\""},
        {"-1s", "-1s"},
        {"0s", "more than zero"},
        {NULL, NULL},
    };
    run(cc_check_duration, cases);
}

static void test_check__uuids_have_the_shape_of_one(void **state)
{
    (void)state;
    static const struct check_case cases[] = {
        {"9d2e0000-0000-4000-8000-00000000b002", NULL},
        {"9D2E0000-0000-4000-8000-00000000B002", NULL},
        {"", "no UUID"},
        {"9d2e0000-0000-4000-8000-00000000b00", "8-4-4-4-12"},
        {"9d2e0000-0000-4000-8000-00000000b0022", "8-4-4-4-12"},
        {"contoso.onmicrosoft.com", "contoso"},
        {NULL, NULL},
    };
    run(cc_check_uuid, cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_check__names_are_not_empty_and_have_no_space_at_the_ends),
        cmocka_unit_test(test_check__durations_are_those_of_the_clock),
        cmocka_unit_test(test_check__uuids_have_the_shape_of_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
