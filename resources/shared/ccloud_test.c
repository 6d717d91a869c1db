// SPDX-License-Identifier: MPL-2.0
#include "shared/ccloud.h"

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

static void test_ccloud__a_configured_provider_is_handed_over(void **state)
{
    (void)state;
    struct cc_kit kit;
    cc_kit_open(&kit, &schema, NULL);
    assert_ptr_equal(cc_ccloud_require(&kit.call), &kit.ccloud);
    assert_false(cc_ccloud_is_unknown(&kit.call));
    cc_kit_expect_error(&kit, "", NULL);
    cc_kit_close(&kit);
}

static void test_ccloud__an_unconfigured_provider_is_an_error_that_names_the_arguments(void **state)
{
    (void)state;
    struct cc_kit kit;
    cc_kit_open(&kit, &schema, NULL);
    kit.call.provider = NULL;
    assert_null(cc_ccloud_require(&kit.call));
    assert_false(cc_ccloud_is_unknown(&kit.call));
    cc_kit_expect_error(&kit, "", "CONFLUENT_CLOUD_API_KEY");
    cc_kit_close(&kit);
}

static void test_ccloud__unknown_credentials_matter_only_when_something_is_asked(void **state)
{
    (void)state;
    struct cc_kit kit;
    cc_kit_open(&kit, &schema, NULL);
    kit.ccloud.is_unknown = true;
    assert_true(cc_ccloud_is_unknown(&kit.call));
    cc_kit_expect_error(&kit, "", NULL);
    assert_null(cc_ccloud_require(&kit.call));
    cc_kit_expect_error(&kit, "", "cloud_api_secret");
    cc_kit_close(&kit);
}

static void test_ccloud__requests_use_the_client_of_the_connection(void **state)
{
    (void)state;
    static const struct cc_stub_row rows[] = {
        {.path = "/a", .status = 200, .answer = "{\"id\":\"x\"}"},
        {.path = "/b", .query = "q=1", .status = 200, .answer = "{\"data\":[{},{}]}"},
        {.path = NULL},
    };
    struct cc_kit kit;
    cc_kit_open(&kit, &schema, rows);
    struct cc_request get = {.path = CC_STR("/a")};
    struct cc_answer answer = cc_ccloud_send(&kit.call, &kit.ccloud, &get);
    assert_true(cc_str_equal(cc_json_str(answer.json, "id"), CC_STR("x")));
    const struct cc_json *const *items = NULL;
    size_t count = 0;
    struct cc_request list = {.path = CC_STR("/b"), .query = {{"q", CC_STR("1")}}};
    answer = cc_ccloud_list(&kit.call, &kit.ccloud, &list, &items, &count);
    assert_int_equal(answer.kind, CC_ANSWER_OK);
    assert_int_equal(count, 2);
    cc_kit_close(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ccloud__a_configured_provider_is_handed_over),
        cmocka_unit_test(
            test_ccloud__an_unconfigured_provider_is_an_error_that_names_the_arguments),
        cmocka_unit_test(test_ccloud__unknown_credentials_matter_only_when_something_is_asked),
        cmocka_unit_test(test_ccloud__requests_use_the_client_of_the_connection),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
