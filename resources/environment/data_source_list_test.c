// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shared/test_kit.h"

extern const struct cc_data_source_type cc_data_source_environments;

#define TEST "{\"id\":\"env-1\",\"display_name\":\"test\"}"
#define PRODUCTION_FACTS "\"id\":\"env-2\",\"display_name\":\"production\""
#define PRODUCTION "{" PRODUCTION_FACTS ",\"stream_governance_config\":{\"package\":\"ADVANCED\"}}"
#define PRODUCTION_VALUE "{" PRODUCTION_FACTS ",\"stream_governance_package\":\"ADVANCED\"}"

static void test_environment_list__holds_what_the_filters_leave(void **state)
{
    (void)state;
    static const struct cc_stub_row rows[] = {{.path = "/org/v2/environments",
                                               .status = 200,
                                               .answer = "{\"data\":[" PRODUCTION "," TEST "]}"},
                                              {.path = NULL}};
    static const struct {
        const char *filters, *environments;
    } cases[] = {
        {"", TEST "," PRODUCTION_VALUE},
        {"\"display_name\":\"test\",", TEST},
        {"\"stream_governance_package\":\"ADVANCED\",", PRODUCTION_VALUE},
        {"\"display_name\":\"nothing\",", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cc_kit kit;
        cc_kit_open(&kit, cc_data_source_environments.schema, rows);
        struct cc_str text =
            cc_str_format(&kit.arena, "{%s\"environments\":null}", cases[i].filters);
        struct cc_value config = cc_kit_value(&kit, text.ptr);
        struct cc_value told = cc_value_copy(&kit.arena, &config);
        assert_true(cc_data_source_environments.read(&kit.call, &config, &told));
        text = cc_str_format(&kit.arena, "{%s\"environments\":[%s]}", cases[i].filters,
                             cases[i].environments);
        cc_kit_expect_value(&kit, &told, text.ptr);
        cc_kit_close(&kit);
    }
}

static void test_environment_list__a_refusal_is_an_error(void **state)
{
    (void)state;
    static const struct cc_stub_row rows[] = {{.path = "/org/v2/environments", .status = 500},
                                              {.path = NULL}};
    struct cc_kit kit;
    cc_kit_open(&kit, cc_data_source_environments.schema, rows);
    struct cc_value config = cc_kit_value(&kit, "{}"), told = config;
    assert_false(cc_data_source_environments.read(&kit.call, &config, &told));
    cc_kit_expect_error(&kit, "", "Listing the environments");
    cc_kit_close(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_environment_list__holds_what_the_filters_leave),
        cmocka_unit_test(test_environment_list__a_refusal_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
