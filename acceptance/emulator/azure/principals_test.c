// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "emulator/azure/kit.h"

#define ONE "/v1.0/servicePrincipals(appId='" SOMEBODY "')"
#define ALL "/v1.0/servicePrincipals"

static struct emu_kit kit;

static int up(void **state)
{
    (void)state;
    emu_kit_start(&kit, NULL);
    emu_azure_setup(&kit, NULL);
    return 0;
}

static int down(void **state)
{
    (void)state;
    emu_kit_stop(&kit);
    return 0;
}

static void test_principals__are_made_of_an_application(void **state)
{
    (void)state;
    struct emu_kit_answer answer = emu_graph(&kit, "GET", ONE, NULL);
    emu_azure_expect(&answer, 404, "Request_ResourceNotFound", NULL);
    assert_true(emu_doc_has(answer.body, "error.innerError.request-id"));
    answer = emu_graph(&kit, "POST", ALL, "{'appId':'" SOMEBODY "'}");
    assert_int_equal(answer.status, 201);
    const char *id = emu_kit_text(&answer, "id");
    answer = emu_graph(&kit, "GET", ONE, NULL);
    assert_int_equal(answer.status, 200);
    assert_string_equal(emu_kit_text(&answer, "id"), id);
    assert_string_equal(emu_kit_text(&answer, "appId"), SOMEBODY);
    assert_true(emu_doc_bool(answer.body, "accountEnabled"));
    answer = emu_graph(&kit, "POST", ALL, "{'appId':'" SOMEBODY "'}");
    emu_azure_expect(&answer, 409, "Request_MultipleObjectsWithSameKeyValue", NULL);
    answer = emu_graph(&kit, "POST", ALL, "{}");
    emu_azure_expect(&answer, 400, "Request_BadRequest", NULL);
}

static void test_principals__show_the_members_that_were_asked_for(void **state)
{
    (void)state;
    emu_graph(&kit, "POST", ALL, "{'appId':'" SOMEBODY "'}");
    emu_azure_behind(&kit, "PATCH", "principals/" SOMEBODY,
                     "{'accountEnabled':false,'groups':['" CLIENT "']}");
    struct emu_kit_answer some =
        emu_graph(&kit, "GET", ONE "?$select=id,appId,accountEnabled,groups", NULL);
    assert_int_equal(json_object_size(some.body), 4);
    assert_true(json_is_false(emu_doc_at(some.body, "accountEnabled")));
    struct emu_kit_answer all = emu_graph(&kit, "GET", ONE, NULL);
    assert_true(emu_doc_has(all.body, "displayName"));
    assert_false(emu_doc_has(all.body, "groups"));
}

static void test_principals__belong_to_one_tenant(void **state)
{
    (void)state;
    emu_graph(&kit, "POST", ALL, "{'appId':'" SOMEBODY "'}");
    emu_azure_behind(&kit, "PATCH", "applications/" CLIENT,
                     "{'tenants':['" TENANT "','" OTHER_TENANT "']}");
    kit.bearer = emu_azure_token(&kit, OTHER_TENANT, GRAPH_HOST);
    struct emu_kit_answer answer = emu_kit_ask(&kit, "GET", "/azure/" GRAPH_HOST ONE, NULL);
    emu_azure_expect(&answer, 404, "Request_ResourceNotFound", NULL);
}

static void test_principals__are_not_seen_without_the_right(void **state)
{
    (void)state;
    emu_azure_behind(&kit, "PATCH", "rights", "{'graph_read':false}");
    struct emu_kit_answer answer = emu_graph(&kit, "GET", ONE, NULL);
    emu_azure_expect(&answer, 403, "Authorization_RequestDenied", NULL);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, up, down)
    const struct CMUnitTest tests[] = {
        TEST(test_principals__are_made_of_an_application),
        TEST(test_principals__show_the_members_that_were_asked_for),
        TEST(test_principals__belong_to_one_tenant),
        TEST(test_principals__are_not_seen_without_the_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
