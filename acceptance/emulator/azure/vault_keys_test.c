// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "emulator/azure/kit.h"

#define NEW VAULT "/keys/new-cmk"

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

static void test_vault_keys__a_new_key_is_answered_as_the_control_plane_does(void **state)
{
    (void)state;
    struct emu_kit_answer made =
        emu_arm(&kit, "PUT", NEW, "{'properties':{'kty':'RSA','keySize':3072}}");
    assert_int_equal(made.status, 200);
    assert_string_equal(emu_kit_text(&made, "id"), NEW);
    assert_string_equal(emu_kit_text(&made, "properties.kty"), "RSA");
    assert_int_equal(emu_kit_number(&made, "properties.keySize"), 3072);
    assert_true(emu_doc_bool(made.body, "properties.attributes.enabled"));
    assert_false(emu_doc_has(made.body, "properties.attributes.exp"));
    assert_string_equal(emu_kit_text(&made, "properties.attributes.recoveryLevel"), "Recoverable");
    assert_string_equal(emu_kit_text(&made, "properties.keyUri"),
                        "https://kv-orders.vault.azure.net:443/keys/new-cmk");
    assert_int_equal(strlen(emu_kit_text(&made, "properties.keyUriWithVersion")),
                     strlen(emu_kit_text(&made, "properties.keyUri")) + 33);
    struct emu_kit_answer read = emu_arm(&kit, "GET", NEW, NULL);
    assert_true(json_equal(made.body, read.body));
}

static void test_vault_keys__a_key_that_is_there_is_answered_unchanged(void **state)
{
    (void)state;
    struct emu_kit_answer before = emu_arm(&kit, "GET", VAULT "/keys/orders-cmk", NULL);
    struct emu_kit_answer after =
        emu_arm(&kit, "PUT", VAULT "/keys/orders-cmk", "{'properties':{'kty':'EC'}}");
    assert_int_equal(after.status, 200);
    assert_true(json_equal(before.body, after.body));
}

static void test_vault_keys__what_cannot_be_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *method, *path, *body;
        long status;
        const char *code;
    } cases[] = {
        {"PUT", NEW, "{}", 400, "BadRequest"},
        {"PUT", NEW, "{'properties':{'kty':'DSA'}}", 400, "BadRequest"},
        {"PUT", VAULTS_OF("rg-data") "/kv-none/keys/k", "{'properties':{'kty':'RSA'}}", 404,
         "ParentResourceNotFound"},
        {"GET", VAULTS_OF("rg-data") "/kv-none/keys/k", NULL, 404, "ParentResourceNotFound"},
        {"GET", NEW, NULL, 404, "KeyNotFound"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct emu_kit_answer answer = emu_arm(&kit, cases[i].method, cases[i].path, cases[i].body);
        emu_azure_expect(&answer, cases[i].status, cases[i].code, NULL);
    }
}

static void test_vault_keys__how_deleted_keys_are_kept_is_up_to_the_vault(void **state)
{
    (void)state;
    static const struct {
        const char *properties, *level;
    } cases[] = {
        {"'enablePurgeProtection':true,'softDeleteRetentionInDays':90", "Recoverable"},
        {"'enablePurgeProtection':true,'softDeleteRetentionInDays':7", "CustomizedRecoverable"},
        {"'enablePurgeProtection':null,'softDeleteRetentionInDays':90", "Recoverable+Purgeable"},
        {"'enablePurgeProtection':null,'softDeleteRetentionInDays':7",
         "CustomizedRecoverable+Purgeable"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cc_str patch = cc_str_format(&kit.arena, "{'properties':{%s}}", cases[i].properties);
        emu_azure_behind(&kit, "PATCH", "vaults/kv-orders", patch.ptr);
        struct emu_kit_answer arm = emu_arm(&kit, "GET", VAULT "/keys/orders-cmk", NULL);
        struct emu_kit_answer data = emu_vault(&kit, "GET", "/keys/orders-cmk", NULL);
        assert_string_equal(emu_kit_text(&arm, "properties.attributes.recoveryLevel"),
                            cases[i].level);
        assert_string_equal(emu_kit_text(&data, "attributes.recoveryLevel"), cases[i].level);
    }
}

static void test_vault_keys__are_not_seen_without_the_right(void **state)
{
    (void)state;
    emu_azure_behind(&kit, "PATCH", "rights", "{'key_read':false}");
    struct emu_kit_answer answer = emu_arm(&kit, "GET", VAULT "/keys/orders-cmk", NULL);
    emu_azure_expect(&answer, 403, "AuthorizationFailed", NULL);
    answer = emu_arm(&kit, "GET", VAULT, NULL);
    assert_int_equal(answer.status, 200);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, up, down)
    const struct CMUnitTest tests[] = {
        TEST(test_vault_keys__a_new_key_is_answered_as_the_control_plane_does),
        TEST(test_vault_keys__a_key_that_is_there_is_answered_unchanged),
        TEST(test_vault_keys__what_cannot_be_is_refused),
        TEST(test_vault_keys__how_deleted_keys_are_kept_is_up_to_the_vault),
        TEST(test_vault_keys__are_not_seen_without_the_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
