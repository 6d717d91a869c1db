// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "emulator/azure/kit.h"

#define KEY "/keys/orders-cmk"

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

static void test_vault_data__a_key_is_answered_as_the_data_plane_does(void **state)
{
    (void)state;
    static const char start[] = "https://kv-orders.vault.azure.net/keys/orders-cmk/";
    struct emu_kit_answer key = emu_vault(&kit, "GET", KEY, NULL);
    const char *id = emu_kit_text(&key, "key.kid");
    assert_int_equal(key.status, 200);
    assert_int_equal(strncmp(id, start, strlen(start)), 0);
    assert_string_equal(emu_kit_text(&key, "key.kty"), "RSA");
    assert_int_equal(strlen(emu_kit_text(&key, "key.n")), 683); /* 4096 bits in base64url */
    assert_int_equal(json_array_size(emu_doc_at(key.body, "key.key_ops")), 6);
    assert_int_equal(emu_kit_number(&key, "attributes.recoverableDays"), 90);
    const char *version = id + strlen(start);
    struct cc_str path = cc_str_format(&kit.arena, KEY "/%s", version);
    struct emu_kit_answer same = emu_vault(&kit, "GET", path.ptr, NULL);
    assert_true(json_equal(key.body, same.body));
    struct emu_kit_answer other =
        emu_vault(&kit, "GET", KEY "/0123456789abcdef0123456789abcdef", NULL);
    emu_azure_expect(&other, 404, "KeyNotFound", NULL);
    other = emu_vault(&kit, "GET", "/keys/none", NULL);
    emu_azure_expect(&other, 404, "KeyNotFound", NULL);
}

static void test_vault_data__a_curve_has_no_modulus(void **state)
{
    (void)state;
    emu_arm(&kit, "PUT", VAULT "/keys/ec", "{'properties':{'kty':'EC','curveName':'P-256'}}");
    struct emu_kit_answer key = emu_vault(&kit, "GET", "/keys/ec", NULL);
    assert_string_equal(emu_kit_text(&key, "key.kty"), "EC");
    assert_string_equal(emu_kit_text(&key, "key.crv"), "P-256");
    assert_false(emu_doc_has(key.body, "key.n"));
}

static void test_vault_data__forbids_in_the_words_of_the_cause(void **state)
{
    (void)state;
    static const struct {
        const char *properties;
        const char *rights;
        const char *inner;
    } cases[] = {
        {"'enableRbacAuthorization':true", "{'data_read':false}", "ForbiddenByRbac"},
        {"'enableRbacAuthorization':false", "{'data_read':false}", "ForbiddenByPolicy"},
        {"'networkAcls':{'defaultAction':'Deny','bypass':'AzureServices'}", "{'data_read':true}",
         "ForbiddenByFirewall"},
        {"'publicNetworkAccess':'disabled'", "{'data_read':true}", "ForbiddenByConnection"},
    };
    static const char *const paths[] = {KEY, KEY "/rotationpolicy", "/deletedkeys/orders-cmk"};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cc_str patch = cc_str_format(&kit.arena, "{'properties':{%s}}", cases[i].properties);
        emu_azure_behind(&kit, "PATCH", "vaults/kv-orders", patch.ptr);
        emu_azure_behind(&kit, "PATCH", "rights", cases[i].rights);
        for (size_t j = 0; j < COUNT_OF(paths); j++) {
            struct emu_kit_answer answer = emu_vault(&kit, "GET", paths[j], NULL);
            emu_azure_expect(&answer, 403, "Forbidden", cases[i].inner);
            assert_non_null(strstr(answer.text.ptr, "appid=" CLIENT));
        }
        struct emu_kit_answer arm = emu_arm(&kit, "GET", VAULT KEY, NULL);
        assert_int_equal(arm.status, 200); /* the control plane is not behind the firewall */
    }
}

static void test_vault_data__tells_how_a_key_is_rotated(void **state)
{
    (void)state;
    struct emu_kit_answer answer = emu_vault(&kit, "GET", KEY "/rotationpolicy", NULL);
    const json_t *first = json_array_get(emu_doc_at(answer.body, "lifetimeActions"), 0);
    assert_string_equal(emu_doc_str(first, "action.type").ptr, "Rotate");
    assert_string_equal(emu_doc_str(first, "trigger.timeAfterCreate").ptr, "P90D");
    emu_azure_behind(&kit, "PATCH", "vaults/kv-orders/keys/orders-cmk",
                     "{'properties':{'rotationPolicy':{'attributes':{'expiryTime':'P2Y'}}}}");
    answer = emu_vault(&kit, "GET", KEY "/rotationpolicy", NULL);
    assert_string_equal(emu_kit_text(&answer, "attributes.expiryTime"), "P2Y");
    emu_azure_behind(&kit, "PATCH", "vaults/kv-orders/keys/orders-cmk",
                     "{'properties':{'rotationPolicy':null}}");
    answer = emu_vault(&kit, "GET", KEY "/rotationpolicy", NULL);
    first = json_array_get(emu_doc_at(answer.body, "lifetimeActions"), 0);
    assert_string_equal(emu_doc_str(first, "action.type").ptr, "Notify");
}

static void test_vault_data__a_deleted_key_can_be_recovered(void **state)
{
    (void)state;
    struct emu_kit_answer answer = emu_vault(&kit, "GET", "/deletedkeys/orders-cmk", NULL);
    emu_azure_expect(&answer, 404, "KeyNotFound", NULL);
    answer = emu_vault(&kit, "DELETE", KEY, NULL);
    assert_int_equal(answer.status, 200);
    answer = emu_vault(&kit, "GET", KEY, NULL);
    emu_azure_expect(&answer, 404, "KeyNotFound", NULL);
    answer = emu_arm(&kit, "GET", VAULT KEY, NULL);
    emu_azure_expect(&answer, 404, "KeyNotFound", NULL);
    answer = emu_vault(&kit, "GET", "/deletedkeys/orders-cmk", NULL);
    assert_string_equal(emu_kit_text(&answer, "recoveryId"),
                        "https://kv-orders.vault.azure.net/deletedkeys/orders-cmk");
    assert_int_equal(emu_kit_number(&answer, "scheduledPurgeDate") -
                         emu_kit_number(&answer, "deletedDate"),
                     90 * 24 * 3600);
    answer = emu_vault(&kit, "POST", "/deletedkeys/orders-cmk/recover", NULL);
    assert_int_equal(answer.status, 200);
    answer = emu_vault(&kit, "GET", KEY, NULL);
    assert_int_equal(answer.status, 200);
    answer = emu_vault(&kit, "POST", "/deletedkeys/orders-cmk/recover", NULL);
    emu_azure_expect(&answer, 404, "KeyNotFound", NULL);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, up, down)
    const struct CMUnitTest tests[] = {
        TEST(test_vault_data__a_key_is_answered_as_the_data_plane_does),
        TEST(test_vault_data__a_curve_has_no_modulus),
        TEST(test_vault_data__forbids_in_the_words_of_the_cause),
        TEST(test_vault_data__tells_how_a_key_is_rotated),
        TEST(test_vault_data__a_deleted_key_can_be_recovered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
