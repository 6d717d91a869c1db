// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "emulator/kit.h"

static struct emu_kit kit;

static int up(void **state)
{
    (void)state;
    emu_kit_start(&kit, NULL);
    return 0;
}

static int down(void **state)
{
    (void)state;
    emu_kit_stop(&kit);
    return 0;
}

static void test_environments__one_exists_from_the_start(void **state)
{
    (void)state;
    struct emu_kit_answer list = emu_kit_ask(&kit, "GET", "/org/v2/environments", NULL);
    assert_int_equal(emu_kit_count(&list), 1);
    struct emu_kit_answer demo = emu_kit_ask(&kit, "GET", "/org/v2/environments/env-demo01", NULL);
    assert_string_equal(emu_kit_text(&demo, "display_name"), "default");
    assert_string_equal(emu_kit_text(&demo, "stream_governance_config.package"), "ESSENTIALS");
    assert_non_null(
        strstr(emu_kit_text(&demo, "metadata.resource_name"), "/environment=env-demo01"));
}

static void test_environments__live_from_create_to_delete(void **state)
{
    (void)state;
    struct emu_kit_answer made =
        emu_kit_ask(&kit, "POST", "/org/v2/environments", "{'display_name':'staging'}");
    assert_int_equal(made.status, 201);
    const char *self = emu_kit_text(&made, "metadata.self");
    assert_true(cc_str_equal(emu_kit_header(&made, "Location"), cc_str_from(self)));
    struct emu_kit_answer renamed = emu_kit_ask(&kit, "PATCH", self, "{'display_name':'test'}");
    assert_int_equal(renamed.status, 200);
    assert_string_equal(emu_kit_text(&renamed, "display_name"), "test");
    struct emu_kit_answer removed = emu_kit_ask(&kit, "DELETE", self, NULL);
    assert_int_equal(removed.status, 204);
    removed = emu_kit_ask(&kit, "GET", self, NULL);
    emu_kit_expect_refusal(&removed, 404, "resource_not_found", NULL);
}

static void test_environments__names_and_packages_are_checked(void **state)
{
    (void)state;
    struct emu_kit_answer answer = emu_kit_ask(&kit, "POST", "/org/v2/environments", "{}");
    emu_kit_expect_refusal(&answer, 400, "invalid_configuration", "/display_name");
    answer = emu_kit_ask(&kit, "PATCH", "/org/v2/environments/env-demo01", "{'display_name':''}");
    emu_kit_expect_refusal(&answer, 400, "invalid_configuration", "/display_name");
    answer = emu_kit_ask(&kit, "POST", "/org/v2/environments",
                         "{'display_name':'x','stream_governance_config':{'package':'GOLD'}}");
    emu_kit_expect_refusal(&answer, 400, "invalid_configuration",
                           "/stream_governance_config/package");
}

static void test_environments__take_their_clusters_with_them(void **state)
{
    (void)state;
    struct emu_kit_answer made = emu_kit_ask(
        &kit, "POST", "/cmk/v2/clusters",
        "{'spec':{'display_name':'x','availability':'LOW','cloud':'AZURE','region':'westeurope',"
        "'config':{'kind':'Dedicated','cku':1},'environment':{'id':'env-demo01'}}}");
    struct emu_kit_answer removed =
        emu_kit_ask(&kit, "DELETE", "/org/v2/environments/env-demo01", NULL);
    assert_int_equal(removed.status, 204);
    removed = emu_kit_askf(&kit, "GET", NULL, "/cmk/v2/clusters/%s?environment=env-demo01",
                           emu_kit_text(&made, "id"));
    emu_kit_expect_refusal(&removed, 403, "forbidden_access", NULL);
    removed = emu_kit_ask(&kit, "GET", "/cmk/v2/clusters?environment=env-demo01", NULL);
    emu_kit_expect_refusal(&removed, 403, "forbidden_access", NULL);
}

static void test_environments__the_organization_and_its_registry_can_be_asked(void **state)
{
    (void)state;
    struct emu_kit_answer list = emu_kit_ask(&kit, "GET", "/org/v2/organizations", NULL);
    assert_int_equal(emu_kit_count(&list), 1);
    const json_t *organization = json_array_get(emu_doc_at(list.body, "data"), 0);
    assert_true(cc_str_is_uuid(emu_doc_str(organization, "id")));
    struct emu_kit_answer registry =
        emu_kit_ask(&kit, "GET", "/srcm/v3/clusters?environment=env-demo01", NULL);
    assert_int_equal(emu_kit_count(&registry), 1);
    assert_true(emu_doc_is(json_array_get(emu_doc_at(registry.body, "data"), 0), "status.phase",
                           "PROVISIONED"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_environments__one_exists_from_the_start, up, down),
        cmocka_unit_test_setup_teardown(test_environments__live_from_create_to_delete, up, down),
        cmocka_unit_test_setup_teardown(test_environments__names_and_packages_are_checked, up,
                                        down),
        cmocka_unit_test_setup_teardown(test_environments__take_their_clusters_with_them, up, down),
        cmocka_unit_test_setup_teardown(
            test_environments__the_organization_and_its_registry_can_be_asked, up, down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
