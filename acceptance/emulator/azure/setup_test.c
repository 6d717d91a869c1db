// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "emulator/azure/kit.h"

#define KEY                                                                                 \
    "{'key':{'kind':'AzureKey','key_id':'https://kv-other.vault.azure.net/keys/other-cmk'," \
    "'key_vault_id':'" VAULTS_OF("rg-other") "/kv-other','tenant_id':'" OTHER_TENANT "'}}"

static struct emu_kit kit;

static int up(void **state)
{
    (void)state;
    emu_kit_start(&kit, (const char *const[]){"--validation", "0", NULL});
    return 0;
}

static int down(void **state)
{
    (void)state;
    emu_kit_stop(&kit);
    return 0;
}

static void test_setup__makes_everything_in_one_call(void **state)
{
    (void)state;
    struct emu_kit_answer made = emu_azure_setup(&kit, "{'application_id':'" SOMEBODY "'}");
    assert_string_equal(emu_kit_text(&made, "key_vault_id"), VAULT);
    assert_string_equal(emu_kit_text(&made, "key_identifier"),
                        "https://kv-orders.vault.azure.net/keys/orders-cmk");
    const json_t *grant = json_array_get(emu_doc_at(made.body, "grants"), 0);
    assert_string_equal(emu_doc_str(grant, "application_id").ptr, SOMEBODY);
    struct emu_kit_answer vault = emu_arm(&kit, "GET", VAULT, NULL);
    assert_true(emu_doc_bool(vault.body, "properties.enableRbacAuthorization"));
    assert_true(emu_doc_bool(vault.body, "properties.enablePurgeProtection"));
    assert_string_equal(emu_kit_text(&vault, "location"), "westeurope");
    struct emu_kit_answer key = emu_vault(&kit, "GET", "/keys/orders-cmk", NULL);
    assert_string_equal(emu_kit_text(&key, "key.kty"), "RSA");
    struct emu_kit_answer principal =
        emu_graph(&kit, "GET", "/v1.0/servicePrincipals(appId='" SOMEBODY "')", NULL);
    assert_string_equal(emu_kit_text(&principal, "id"), emu_doc_str(grant, "principal_id").ptr);
    struct cc_str roles = cc_str_format(&kit.arena, VAULT ROLES "?$filter=assignedTo('%s')",
                                        emu_kit_text(&principal, "id"));
    struct emu_kit_answer list = emu_arm(&kit, "GET", roles.ptr, NULL);
    assert_int_equal(json_array_size(emu_doc_at(list.body, "value")), 2);
}

static void test_setup__asked_again_repairs_and_doubles_nothing(void **state)
{
    (void)state;
    struct emu_kit_answer first = emu_azure_setup(&kit, "{'application_id':'" SOMEBODY "'}");
    emu_azure_behind(&kit, "PATCH", "vaults/kv-orders",
                     "{'properties':{'enablePurgeProtection':null}}");
    emu_azure_behind(&kit, "PATCH", "principals/" SOMEBODY, "{'accountEnabled':false}");
    emu_vault(&kit, "DELETE", "/keys/orders-cmk", NULL);
    emu_arm(&kit, "DELETE", VAULT, NULL);
    struct emu_kit_answer second = emu_azure_setup(&kit, "{'application_id':'" SOMEBODY "'}");
    assert_true(json_equal(first.body, second.body));
    struct emu_kit_answer vault = emu_arm(&kit, "GET", VAULT, NULL);
    assert_true(emu_doc_bool(vault.body, "properties.enablePurgeProtection"));
    struct emu_kit_answer key = emu_vault(&kit, "GET", "/keys/orders-cmk", NULL);
    assert_int_equal(key.status, 200);
    struct emu_kit_answer list = emu_arm(&kit, "GET", VAULT ROLES, NULL);
    assert_int_equal(json_array_size(emu_doc_at(list.body, "value")), 2);
}

static struct emu_kit_answer register_key(void)
{
    struct emu_kit_answer made = emu_kit_ask(&kit, "POST", "/byok/v1/keys", KEY);
    assert_int_equal(made.status, 201);
    return emu_kit_askf(&kit, "GET", NULL, "/byok/v1/keys/%s", emu_kit_text(&made, "id"));
}

static void test_setup__takes_its_names_from_a_registered_key(void **state)
{
    (void)state;
    struct emu_kit_answer key = register_key();
    struct cc_str body = cc_str_format(&kit.arena, "{'byok_key':'%s'}", emu_kit_text(&key, "id"));
    struct emu_kit_answer made = emu_azure_setup(&kit, body.ptr);
    assert_string_equal(emu_kit_text(&made, "key_vault_id"), VAULTS_OF("rg-other") "/kv-other");
    assert_string_equal(emu_kit_text(&made, "key"), "other-cmk");
    assert_string_equal(emu_kit_text(&made, "tenant_id"), OTHER_TENANT);
    assert_int_equal(json_array_size(emu_doc_at(made.body, "grants")), 1);
}

static void test_setup__grants_access_to_keys_that_come_later(void **state)
{
    (void)state;
    static const char wishes[] =
        "{'key_vault_id':'" VAULTS_OF("rg-other") "/kv-other',"
                                                  "'key':'other-cmk','tenant_id':'" OTHER_TENANT
                                                  "','grant':%s}";
    static const struct {
        const char *grant, *phase;
    } cases[] = {{"false", "INVALID"}, {"true", "VALID"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        emu_azure_setup(&kit, cc_str_format(&kit.arena, wishes, cases[i].grant).ptr);
        struct emu_kit_answer key = register_key();
        assert_string_equal(emu_kit_text(&key, "validation.phase"), cases[i].phase);
        emu_kit_askf(&kit, "DELETE", NULL, "/byok/v1/keys/%s", emu_kit_text(&key, "id"));
    }
}

static void test_setup__refuses_wishes_that_cannot_be(void **state)
{
    (void)state;
    emu_azure_setup(&kit, NULL);
    static const struct {
        const char *body, *pointer;
    } cases[] = {
        {"{'byok_key':'cck-none'}", "/byok_key"},
        {"{'key_vault_id':'kv-orders'}", "/key_vault_id"},
        {"{'key_vault_id':'" VAULTS_OF("rg-else") "/kv-orders'}", "/key_vault_id"},
        {"{'tenant_id':'contoso'}", "/tenant_id"},
        {"{'client_id':'me'}", "/tenant_id"},
        {"{'key':7}", "/key"},
        {"{'location':null}", "/key"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct emu_kit_answer answer =
            emu_kit_ask(&kit, "POST", "/_emulator/azure/setup", cases[i].body);
        emu_kit_expect_refusal(&answer, 400, "invalid_configuration", cases[i].pointer);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, up, down)
    const struct CMUnitTest tests[] = {
        TEST(test_setup__makes_everything_in_one_call),
        TEST(test_setup__asked_again_repairs_and_doubles_nothing),
        TEST(test_setup__takes_its_names_from_a_registered_key),
        TEST(test_setup__grants_access_to_keys_that_come_later),
        TEST(test_setup__refuses_wishes_that_cannot_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
