// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "emulator/azure/kit.h"

#define KEYS_OF_VAULT "/azure/{vault}.vault.azure.net/keys/{key}"

static struct emu_kit kit;

static int up(void **state)
{
    (void)state;
    emu_kit_start(&kit, NULL);
    emu_azure_setup(&kit, "{'application_id':'" SOMEBODY "'}");
    return 0;
}

static int down(void **state)
{
    (void)state;
    emu_kit_stop(&kit);
    return 0;
}

static struct emu_kit_answer control(const char *method, const char *path, const char *body)
{
    return emu_kit_askf(&kit, method, body, "/_emulator/azure/%s", path);
}

static void test_behind__every_object_can_be_seen_changed_and_removed(void **state)
{
    (void)state;
    struct emu_kit_answer list = emu_arm(&kit, "GET", VAULT ROLES, NULL);
    struct cc_str role = emu_doc_str(json_array_get(emu_doc_at(list.body, "value"), 0), "name");
    const char *const paths[] = {
        cc_str_format(&kit.arena, "roles/%s", role.ptr).ptr,
        "principals/" SOMEBODY,
        "vaults/KV-Orders/keys/orders-cmk",
        "vaults/kv-orders",
        "applications/" CLIENT,
    };
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        struct emu_kit_answer answer = control("PATCH", paths[i], "{'tags':{'seen':'yes'}}");
        assert_int_equal(answer.status, 200);
        answer = control("GET", paths[i], NULL);
        assert_string_equal(emu_kit_text(&answer, "tags.seen"), "yes");
        answer = control("DELETE", paths[i], NULL);
        assert_int_equal(answer.status, 204);
        answer = control("GET", paths[i], NULL);
        emu_kit_expect_refusal(&answer, 404, "resource_not_found", NULL);
    }
}

static void test_behind__a_vault_takes_its_keys_along(void **state)
{
    (void)state;
    emu_vault(&kit, "DELETE", "/keys/orders-cmk", NULL);
    emu_arm(&kit, "PUT", VAULT "/keys/second", "{'properties':{'kty':'RSA'}}");
    emu_azure_behind(&kit, "DELETE", "vaults/kv-orders", NULL);
    struct emu_kit_answer made =
        emu_arm(&kit, "PUT", VAULT,
                "{'location':'westeurope','properties':{'tenantId':'" TENANT
                "','sku':{'name':'standard'}}}");
    assert_int_equal(made.status, 201);
    struct emu_kit_answer key = emu_vault(&kit, "GET", "/keys/second", NULL);
    emu_azure_expect(&key, 404, "KeyNotFound", NULL);
    key = emu_vault(&kit, "GET", "/deletedkeys/orders-cmk", NULL);
    emu_azure_expect(&key, 404, "KeyNotFound", NULL);
}

static void test_behind__names_stay_and_unknown_ones_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *method, *path, *body;
        long status;
        const char *code, *place;
    } cases[] = {
        {"PATCH", "vaults/kv-orders", "{'name':'x'}", 400, "invalid_configuration", ""},
        {"PATCH", "vaults/kv-orders", "{'id':'x'}", 400, "invalid_configuration", ""},
        {"PATCH", "principals/" SOMEBODY, "{'appId':'x'}", 400, "invalid_configuration", ""},
        {"PATCH", "applications/" CLIENT, "{'client_id':'x'}", 400, "invalid_configuration",
         "/client_id"},
        {"PATCH", "applications/me", "{}", 400, "invalid_configuration", "/client_id"},
        {"PATCH", "rights", "{'fly':true}", 400, "invalid_configuration", ""},
        {"PATCH", "rights", "{'data_read':0}", 400, "invalid_configuration", ""},
        {"GET", "secrets/x", NULL, 404, "resource_not_found", NULL},
        {"GET", "vaults/kv-none", NULL, 404, "resource_not_found", NULL},
        {"GET", "vaults/kv-none/keys/orders-cmk", NULL, 404, "resource_not_found", NULL},
        {"DELETE", "vaults/kv-orders/keys/none", NULL, 404, "resource_not_found", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct emu_kit_answer answer = control(cases[i].method, cases[i].path, cases[i].body);
        emu_kit_expect_refusal(&answer, cases[i].status, cases[i].code, cases[i].place);
    }
}

static void test_behind__rights_are_given_until_they_are_taken(void **state)
{
    (void)state;
    struct emu_kit_answer rights = control("GET", "rights", NULL);
    assert_int_equal(json_object_size(rights.body), 5);
    rights = control("PATCH", "rights", "{'data_read':false}");
    assert_true(json_is_false(emu_doc_at(rights.body, "data_read")));
    rights = control("PATCH", "rights", "{'graph_read':false}");
    assert_true(json_is_false(emu_doc_at(rights.body, "data_read")));
    assert_true(json_is_true(emu_doc_at(rights.body, "vault_read")));
}

static void test_behind__requests_are_counted_by_route(void **state)
{
    (void)state;
    emu_kit_ask(&kit, "POST", "/_emulator/requests/reset", NULL);
    emu_vault(&kit, "GET", "/keys/orders-cmk", NULL);
    emu_vault(&kit, "GET", "/keys/none", NULL);
    struct emu_kit_answer counts = emu_kit_ask(&kit, "GET", "/_emulator/requests", NULL);
    const json_t *routes = emu_doc_at(counts.body, "routes");
    assert_int_equal(json_integer_value(json_object_get(routes, "GET " KEYS_OF_VAULT)), 2);
    assert_int_equal(
        json_integer_value(json_object_get(
            routes, "POST /azure/login.microsoftonline.com/{tenant}/oauth2/v2.0/token")),
        2);
}

static void test_behind__faults_hit_routes_in_the_shape_of_azure(void **state)
{
    (void)state;
    struct emu_kit_answer ordered = emu_kit_ask(
        &kit, "POST", "/_emulator/faults",
        "[{'kind':'status','route':'" KEYS_OF_VAULT "','value':429,'retry_after':7,'nth':1,"
        "'code':'Throttled'},{'kind':'missing-id','route':'/azure/management.azure.com/{scope*}"
        "/providers/Microsoft.Authorization/roleAssignments'},{'kind':'status','value':400,"
        "'code':'invalid_grant','detail':'AADSTS700222: no.','nth':4,"
        "'route':'/azure/login.microsoftonline.com/{tenant}/oauth2/v2.0/token'}]");
    assert_int_equal(ordered.status, 200);
    struct emu_kit_answer answer = emu_vault(&kit, "GET", "/keys/orders-cmk", NULL);
    emu_azure_expect(&answer, 429, "Throttled", NULL);
    assert_true(cc_str_equal(emu_kit_header(&answer, "Retry-After"), CC_STR("7")));
    answer = emu_vault(&kit, "GET", "/keys/orders-cmk", NULL);
    assert_int_equal(answer.status, 200);
    answer = emu_arm(&kit, "GET", VAULT ROLES, NULL);
    const json_t *first = json_array_get(emu_doc_at(answer.body, "value"), 0);
    assert_true(emu_doc_has(first, "name") && !emu_doc_has(first, "id"));
    answer = emu_kit_ask(&kit, "POST", LOGIN_PATH, "");
    assert_string_equal(emu_kit_text(&answer, "error"), "invalid_grant");
    assert_int_equal(json_integer_value(json_array_get(emu_doc_at(answer.body, "error_codes"), 0)),
                     700222);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, up, down)
    const struct CMUnitTest tests[] = {
        TEST(test_behind__every_object_can_be_seen_changed_and_removed),
        TEST(test_behind__a_vault_takes_its_keys_along),
        TEST(test_behind__names_stay_and_unknown_ones_are_refused),
        TEST(test_behind__rights_are_given_until_they_are_taken),
        TEST(test_behind__requests_are_counted_by_route),
        TEST(test_behind__faults_hit_routes_in_the_shape_of_azure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
