// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "byok_key/key.h"
#include "byok_key/sample_test.h"
#include "shared/test_kit.h"

extern const struct cc_data_source_type cc_data_source_byok_keys;

#define LOGS                                                                                \
    "{\"id\":\"cck-0\",\"display_name\":\"logs\",\"key\":{\"kind\":\"AwsKey\",\"key_arn\":" \
    "\"" ARN "\"},\"state\":\"IN_USE\",\"validation\":{\"phase\":\"VALID\"}}"
#define NEW_CLOUD "{\"id\":\"cck-5\",\"key\":{\"kind\":\"MoonKey\"}}"
#define LOGS_VALUE                                                                            \
    "{\"id\":\"cck-0\",\"display_name\":\"logs\",\"cloud\":\"AWS\",\"key_identifier\":\"" ARN \
    "\",\"aws\":{\"key_arn\":\"" ARN "\"},\"state\":\"IN_USE\",\"validation\":{\"phase\":"    \
    "\"VALID\"}}"
#define ORDERS_VALUE                                                         \
    AZURE_STATE_WITH(",\"key_identifier\":\"" IDENTIFIER                     \
                     "\",\"state\":\"AVAILABLE\",\"validation\":{\"phase\":" \
                     "\"INITIALIZING\",\"since\":\"2026-08-25T10:11:12Z\"}")

static const struct cc_stub_row all[] = {
    {.path = "/byok/v1/keys",
     .status = 200,
     .answer = "{\"data\":[" AZURE_ANSWER "," NEW_CLOUD "," LOGS "]}"},
    {.path = NULL}};

static void test_key_list__holds_what_the_filters_leave(void **state)
{
    (void)state;
    static const struct {
        const char *filters, *keys;
    } cases[] = {
        {"", LOGS_VALUE "," ORDERS_VALUE},
        {"\"cloud\":\"AZURE\",", ORDERS_VALUE},
        {"\"state\":\"IN_USE\",", LOGS_VALUE},
        {"\"validation_phase\":\"INITIALIZING\",", ORDERS_VALUE},
        {"\"display_name\":\"logs\",", LOGS_VALUE},
        {"\"display_name\":\"logs\",\"cloud\":\"AZURE\",", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cc_kit kit;
        cc_kit_open(&kit, cc_data_source_byok_keys.schema, all);
        struct cc_str text = cc_str_format(&kit.arena, "{%s\"keys\":null}", cases[i].filters);
        struct cc_value config = cc_kit_value(&kit, text.ptr);
        struct cc_value told = cc_value_copy(&kit.arena, &config);
        assert_true(cc_data_source_byok_keys.read(&kit.call, &config, &told));
        text = cc_str_format(&kit.arena, "{%s\"keys\":[%s]}", cases[i].filters, cases[i].keys);
        cc_kit_expect_value(&kit, &told, text.ptr);
        cc_kit_close(&kit);
    }
}

static void test_key_list__a_refusal_is_an_error(void **state)
{
    (void)state;
    static const struct cc_stub_row rows[] = {{.path = "/byok/v1/keys", .status = 403},
                                              {.path = NULL}};
    struct cc_kit kit;
    cc_kit_open(&kit, cc_data_source_byok_keys.schema, rows);
    struct cc_value config = cc_kit_value(&kit, "{}"), told = config;
    assert_false(cc_data_source_byok_keys.read(&kit.call, &config, &told));
    cc_kit_expect_error(&kit, "", "Listing the registered keys");
    cc_kit_close(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_key_list__holds_what_the_filters_leave),
        cmocka_unit_test(test_key_list__a_refusal_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
