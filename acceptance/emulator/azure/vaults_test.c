// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "emulator/azure/kit.h"

#define NEW VAULTS_OF("rg-new") "/kv-new"
#define BODY(properties)                                                                   \
    "{'location':'West Europe','properties':{'tenantId':'" TENANT "','sku':{'family':'A'," \
    "'name':'standard'}" properties "}}"

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

static void test_vaults__a_new_vault_has_the_defaults_of_the_service(void **state)
{
    (void)state;
    struct emu_kit_answer made = emu_arm(&kit, "PUT", NEW, BODY(""));
    assert_int_equal(made.status, 201);
    assert_string_equal(emu_kit_text(&made, "id"), NEW);
    assert_string_equal(emu_kit_text(&made, "name"), "kv-new");
    assert_string_equal(emu_kit_text(&made, "location"), "West Europe");
    assert_string_equal(emu_kit_text(&made, "properties.vaultUri"),
                        "https://kv-new.vault.azure.net/");
    assert_string_equal(emu_kit_text(&made, "properties.provisioningState"), "Succeeded");
    assert_true(emu_doc_bool(made.body, "properties.enableSoftDelete"));
    assert_int_equal(emu_kit_number(&made, "properties.softDeleteRetentionInDays"), 90);
    assert_false(emu_doc_bool(made.body, "properties.enableRbacAuthorization"));
    assert_false(emu_doc_has(made.body, "properties.enablePurgeProtection"));
    assert_false(emu_doc_has(made.body, "properties.networkAcls"));
    struct emu_kit_answer read = emu_arm(&kit, "GET", NEW, NULL);
    assert_true(json_equal(made.body, read.body));
}

static void test_vaults__letter_case_of_an_id_does_not_matter(void **state)
{
    (void)state;
    struct emu_kit_answer read = emu_arm(
        &kit, "GET",
        "/SUBSCRIPTIONS/3F1C0000-0000-4000-8000-00000000A001/resourcegroups/RG-data/providers/"
        "microsoft.keyvault/VAULTS/KV-Orders",
        NULL);
    assert_int_equal(read.status, 200);
    assert_string_equal(emu_kit_text(&read, "id"), VAULT);
}

static void test_vaults__what_cannot_be_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *path, *body;
        long status;
        const char *code;
    } cases[] = {
        {VAULTS_OF("rg-new") "/k", BODY(""), 400, "VaultNameNotValid"},
        {VAULTS_OF("rg-new") "/kv--new", BODY(""), 400, "VaultNameNotValid"},
        {VAULTS_OF("rg-new") "/kv-new-", BODY(""), 400, "VaultNameNotValid"},
        {VAULTS_OF("rg-new") "/1kv-new", BODY(""), 400, "VaultNameNotValid"},
        {VAULTS_OF("rg-new") "/kv-new4567890123456789012345", BODY(""), 400, "VaultNameNotValid"},
        {NEW, "{'properties':{'tenantId':'" TENANT "','sku':{'name':'standard'}}}", 400,
         "LocationRequired"},
        {NEW, "{'location':'westeurope','properties':{'sku':{'name':'standard'}}}", 400,
         "BadRequest"},
        {NEW, "{'location':'westeurope','properties':{'tenantId':'" TENANT "'}}", 400,
         "BadRequest"},
        {NEW, BODY(",'softDeleteRetentionInDays':6"), 400, "BadRequest"},
        {NEW, BODY(",'softDeleteRetentionInDays':91"), 400, "BadRequest"},
        {VAULTS_OF("rg-new") "/KV-orders", BODY(""), 409, "VaultAlreadyExists"},
        {NEW, BODY(",'createMode':'recover'"), 404, "ResourceNotFound"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct emu_kit_answer answer = emu_arm(&kit, "PUT", cases[i].path, cases[i].body);
        emu_azure_expect(&answer, cases[i].status, cases[i].code, NULL);
    }
    struct emu_kit_answer none = emu_arm(&kit, "GET", NEW, NULL);
    emu_azure_expect(&none, 404, "ResourceNotFound", NULL);
    none = emu_arm(&kit, "PATCH", NEW, "{}");
    emu_azure_expect(&none, 404, "ResourceNotFound", NULL);
}

static void test_vaults__purge_protection_is_never_taken_away(void **state)
{
    (void)state;
    struct emu_kit_answer answer =
        emu_arm(&kit, "PATCH", VAULT, "{'properties':{'enablePurgeProtection':false}}");
    emu_azure_expect(&answer, 400, "BadRequest", NULL);
    answer = emu_arm(&kit, "PUT", VAULT, BODY(""));
    assert_int_equal(answer.status, 400); /* other letters of the region would move the vault */
    answer = emu_arm(&kit, "PATCH", VAULT,
                     "{'tags':{'a':'b'},'properties':{'enableRbacAuthorization':false}}");
    assert_int_equal(answer.status, 200);
    assert_true(emu_doc_bool(answer.body, "properties.enablePurgeProtection"));
    assert_false(emu_doc_bool(answer.body, "properties.enableRbacAuthorization"));
    assert_string_equal(emu_kit_text(&answer, "tags.a"), "b");
    answer = emu_arm(&kit, "PUT", NEW, BODY(",'enablePurgeProtection':false"));
    assert_int_equal(answer.status, 201);
    assert_false(emu_doc_has(answer.body, "properties.enablePurgeProtection"));
}

static void test_vaults__a_vault_stays_in_its_region(void **state)
{
    (void)state;
    struct emu_kit_answer answer = emu_arm(&kit, "PATCH", VAULT, "{'location':'northeurope'}");
    emu_azure_expect(&answer, 400, "InvalidResourceLocation", NULL);
}

static void test_vaults__a_deleted_vault_keeps_its_name_and_comes_back(void **state)
{
    (void)state;
    static const char deleted[] =
        SUBSCRIPTION "/providers/Microsoft.KeyVault/locations/westeurope/deletedVaults/kv-orders";
    struct emu_kit_answer answer = emu_arm(&kit, "GET", deleted, NULL);
    emu_azure_expect(&answer, 404, "DeletedVaultNotFound", NULL);
    answer = emu_arm(&kit, "DELETE", VAULT, NULL);
    assert_int_equal(answer.status, 200);
    answer = emu_arm(&kit, "DELETE", VAULT, NULL);
    assert_int_equal(answer.status, 204);
    answer = emu_arm(&kit, "GET", VAULT, NULL);
    emu_azure_expect(&answer, 404, "ResourceNotFound", NULL);
    answer = emu_vault(&kit, "GET", "/keys/orders-cmk", NULL);
    emu_azure_expect(&answer, 404, "VaultNotFound", NULL);
    answer = emu_arm(&kit, "GET", deleted, NULL);
    assert_string_equal(emu_kit_text(&answer, "properties.vaultId"), VAULT);
    answer = emu_arm(&kit, "PUT", VAULTS_OF("rg-new") "/kv-orders", BODY(""));
    emu_azure_expect(&answer, 409, "ConflictError", NULL);
    answer = emu_arm(&kit, "PUT", VAULT, BODY(",'createMode':'recover'"));
    assert_int_equal(answer.status, 200);
    answer = emu_vault(&kit, "GET", "/keys/orders-cmk", NULL);
    assert_int_equal(answer.status, 200);
}

static void test_vaults__are_not_seen_without_the_right(void **state)
{
    (void)state;
    emu_azure_behind(&kit, "PATCH", "rights", "{'vault_read':false}");
    struct emu_kit_answer answer = emu_arm(&kit, "GET", VAULT, NULL);
    emu_azure_expect(&answer, 403, "AuthorizationFailed", NULL);
    assert_non_null(strstr(answer.text.ptr, "Microsoft.KeyVault/vaults/read"));
    answer = emu_arm(&kit, "GET", VAULT "/keys/orders-cmk", NULL);
    assert_int_equal(answer.status, 200);
    emu_azure_behind(&kit, "PATCH", "rights", "{'vault_read':true}");
    answer = emu_arm(&kit, "GET", VAULT, NULL);
    assert_int_equal(answer.status, 200);
}

static void test_vaults__every_request_names_its_version(void **state)
{
    (void)state;
    kit.bearer = emu_azure_token(&kit, TENANT, ARM_HOST);
    struct emu_kit_answer answer = emu_kit_ask(&kit, "GET", "/azure/" ARM_HOST VAULT, NULL);
    emu_azure_expect(&answer, 400, "MissingApiVersionParameter", NULL);
    answer = emu_kit_ask(&kit, "GET", "/azure/" ARM_HOST "/nothing?api-version=2023-07-01", NULL);
    emu_azure_expect(&answer, 404, "resource_not_found", NULL);
    answer = emu_kit_ask(&kit, "GET", "/azure/example.com" VAULT "?api-version=2023-07-01", NULL);
    emu_azure_expect(&answer, 404, "resource_not_found", NULL);
    answer = emu_kit_ask(&kit, "PUT", "/azure/" ARM_HOST NEW "?api-version=2023-07-01", "[]");
    assert_int_equal(answer.status, 400);
}

static void test_vaults__outlive_the_program(void **state)
{
    (void)state;
    char folder[] = "/tmp/ccloud-azure-test-XXXXXX";
    struct emu_kit one;
    assert_non_null(mkdtemp(folder));
    const char *file = cc_str_format(&kit.arena, "%s/state", folder).ptr;
    for (int round = 0; round < 2; round++) {
        emu_kit_start(&one, (const char *const[]){"--database", file, NULL});
        if (round == 0) {
            emu_azure_setup(&one, "{'application_id':'" SOMEBODY "'}");
            emu_azure_behind(&one, "PATCH", "rights", "{'key_read':false}");
        }
        struct emu_kit_answer vault = emu_arm(&one, "GET", VAULT, NULL);
        struct emu_kit_answer key = emu_arm(&one, "GET", VAULT "/keys/orders-cmk", NULL);
        struct emu_kit_answer roles = emu_arm(&one, "GET", VAULT ROLES, NULL);
        assert_int_equal(vault.status, 200);
        assert_int_equal(key.status, 403);
        assert_int_equal(json_array_size(emu_doc_at(roles.body, "value")), 2);
        emu_kit_stop(&one);
    }
    remove(file);
    rmdir(folder);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, up, down)
    const struct CMUnitTest tests[] = {
        TEST(test_vaults__a_new_vault_has_the_defaults_of_the_service),
        TEST(test_vaults__letter_case_of_an_id_does_not_matter),
        TEST(test_vaults__what_cannot_be_is_refused),
        TEST(test_vaults__purge_protection_is_never_taken_away),
        TEST(test_vaults__a_vault_stays_in_its_region),
        TEST(test_vaults__a_deleted_vault_keeps_its_name_and_comes_back),
        TEST(test_vaults__are_not_seen_without_the_right),
        TEST(test_vaults__every_request_names_its_version),
        TEST(test_vaults__outlive_the_program),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
