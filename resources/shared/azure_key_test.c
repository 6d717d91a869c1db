// SPDX-License-Identifier: MPL-2.0
#include "shared/azure_key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shared/test_kit.h"

#define NAME_127                                                                       \
    "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggggggggghhhhhhhhhh" \
    "iiiiiiiiiijjjjjjjjjjkkkkkkkkkkllllllllllmmmmmmm"

#define VERSION "0123456789abcdef0123456789abcdef"

static const struct cc_attribute attributes[] = {
    {.name = "key", .mode = CC_OPTIONAL, .type = &cc_type_string},
    {.name = NULL},
};
static const struct cc_schema schema = {.attributes = attributes};

struct check_case {
    const char *text;
    const char *error; /* NULL: accepted */
};

static void test_azure_key__checked_keys_are_versionless_urls_of_a_vault(void **state)
{
    (void)state;
    static const struct check_case cases[] = {
        {"https://kv-orders.vault.azure.net/keys/orders-cmk", NULL},
        {"https://KV-Orders.Vault.Azure.Net/keys/Orders", NULL},
        {"HTTPS://kv-orders.vault.azure.net/keys/o", NULL},
        {"https://kv-orders.vault.azure.net:443/keys/orders", NULL},
        {"https://kv-orders.vault.azure.net/keys/orders/", NULL},
        {"https://kv1.vault.azure.cn/keys/orders", NULL},
        {"https://kv1.vault.usgovcloudapi.net/keys/orders", NULL},
        {"https://kv1.vault.microsoftazure.de/keys/orders", NULL},
        {"https://abcdefghijklmnopqrstuvwx.vault.azure.net/keys/" NAME_127, NULL},
        {"", "no https URL"},
        {"orders", "no https URL"},
        {"http://kv-orders.vault.azure.net/keys/orders",
         "Write \"https://kv-orders.vault.azure.net/keys/orders\""},
        {"kv-orders.vault.azure.net/keys/orders",
         "Write \"https://kv-orders.vault.azure.net/keys/orders\""},
        {"https://", "none of a key vault"},
        {"https://hsm1.managedhsm.azure.net/keys/orders", "managed HSM"},
        {"https://hsm1.managedhsm.usgovcloudapi.net/keys/orders", "managed HSM"},
        {"https://vault.azure.net/keys/orders", "none of a key vault"},
        {"https://kv-orders.vault.azure.net.evil.example/keys/orders", "none of a key vault"},
        {"https://kv-orders.example.com/keys/orders", "none of a key vault"},
        {"https://a.kv-orders.vault.azure.net/keys/orders", "name of the vault"},
        {"https://me@kv-orders.vault.azure.net/keys/orders", "name of the vault"},
        {"https://kv.vault.azure.net/keys/orders", "name of the vault"},
        {"https://abcdefghijklmnopqrstuvwxy.vault.azure.net/keys/orders", "name of the vault"},
        {"https://1kv.vault.azure.net/keys/orders", "name of the vault"},
        {"https://kv-.vault.azure.net/keys/orders", "name of the vault"},
        {"https://kv--1.vault.azure.net/keys/orders", "name of the vault"},
        {"https://kv-orders.vault.azure.net:8443/keys/orders", "default port"},
        {"https://kv-orders.vault.azure.net/secrets/orders", "a secret"},
        {"https://kv-orders.vault.azure.net/certificates/orders",
         "Write \"https://kv-orders.vault.azure.net/keys/orders\""},
        {"https://kv-orders.vault.azure.net/Keys/orders",
         "Write \"https://kv-orders.vault.azure.net/keys/orders\""},
        {"https://kv-orders.vault.azure.net", "not /keys/<name>"},
        {"https://kv-orders.vault.azure.net/", "not /keys/<name>"},
        {"https://kv-orders.vault.azure.net/keys", "not /keys/<name>"},
        {"https://kv-orders.vault.azure.net/keys/", "not /keys/<name>"},
        {"https://kv-orders.vault.azure.net//keys/orders", "not /keys/<name>"},
        {"https://kv-orders.vault.azure.net/storage/orders", "not /keys/<name>"},
        {"https://kv-orders.vault.azure.net/keys/or_ders", "name of the key"},
        {"https://kv-orders.vault.azure.net/keys/orders?x=1", "name of the key"},
        {"https://kv-orders.vault.azure.net/keys/orders%20", "name of the key"},
        {"https://kv-orders.vault.azure.net/keys/" NAME_127 "x", "name of the key"},
        {"https://KV-orders.vault.azure.net/keys/orders/0123456789abcdef0123456789abcdef",
         "Write \"https://kv-orders.vault.azure.net/keys/orders\""},
        {"https://kv-orders.vault.azure.net/keys/orders/latest",
         "Write \"https://kv-orders.vault.azure.net/keys/orders\""},
        {"https://kv-orders.vault.azure.net/keys/orders/0123456789abcdef0123456789abcdef/",
         "Write \"https://kv-orders.vault.azure.net/keys/orders\""},
        {"https://kv-orders.vault.azure.net/keys/orders/a/b/c/d/e/f/g/h/i/j/k/l", "goes on"},
        {"https://kv-orders.vault.azure.net/keys/orders//", "version"},
        {NULL, NULL},
    };
    for (const struct check_case *row = cases; row->text != NULL; row++) {
        struct cc_kit kit;
        cc_kit_open(&kit, &schema, NULL);
        struct cc_value value = cc_value_str(cc_str_from(row->text));
        bool good = cc_azure_key_check(&kit.call, cc_path_from("key"), &value);
        cc_kit_expect_error(&kit, "key", row->error);
        assert_int_equal(good, row->error == NULL);
        cc_kit_close(&kit);
    }
}

static void test_azure_key__parsed_keys_may_have_a_version(void **state)
{
    (void)state;
    static const struct check_case cases[] = {
        {"https://kv-orders.vault.azure.net/keys/orders", NULL},
        {"https://kv-orders.vault.azure.net/keys/orders/" VERSION, NULL},
        {"https://kv-orders.vault.azure.net/keys/orders/" VERSION "/", NULL},
        {"https://kv-orders.vault.azure.net/keys/orders/latest", "no version of a key"},
        {"https://kv-orders.vault.azure.net/keys/orders//", "no version of a key"},
        {"https://kv-orders.vault.azure.net/keys/orders/" VERSION "0", "no version of a key"},
        {"https://kv-orders.vault.azure.net/keys/orders/0123456789abcdef-123456789abcdef",
         "no version of a key"},
        {"https://kv-orders.vault.azure.net/keys/orders/" VERSION "/x", "goes on"},
        {"https://hsm1.managedhsm.azure.net/keys/orders/" VERSION, "managed HSM"},
        {"orders", "no https URL"},
        {NULL, NULL},
    };
    for (const struct check_case *row = cases; row->text != NULL; row++) {
        struct cc_kit kit;
        struct cc_azure_key key;
        cc_kit_open(&kit, &schema, NULL);
        bool good =
            cc_azure_key_parse(&kit.call, cc_path_from("key"), cc_str_from(row->text), &key);
        cc_kit_expect_error(&kit, "key", row->error);
        assert_int_equal(good, row->error == NULL);
        cc_kit_close(&kit);
    }
}

static void test_azure_key__spellings_of_one_key_are_equal(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        bool is_equal;
    } cases[] = {
        {"https://kv1.vault.azure.net/keys/a", "https://KV1.vault.azure.net:443/keys/a/", true},
        {"https://kv1.vault.azure.net/keys/a",
         "https://kv1.vault.azure.net/keys/a/0123456789abcdef0123456789abcdef", true},
        {"https://kv1.vault.azure.net/keys/a", "https://kv1.vault.azure.net/keys/b", false},
        {"https://kv1.vault.azure.net/keys/a", "https://kv2.vault.azure.net/keys/a", false},
        {"https://kv1.vault.azure.net/keys/a", "https://kv1.vault.azure.net/secrets/a", false},
        {"https://kv1.vault.azure.net/keys/a", "https://kv1.vault.azure.net:8443/keys/a", false},
        {"nonsense", "nonsense", true},
        {"nonsense", "", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cc_str a = cc_str_from(cases[i].a), b = cc_str_from(cases[i].b);
        assert_int_equal(cc_azure_key_equal(a, b), cases[i].is_equal);
        assert_int_equal(cc_azure_key_equal(b, a), cases[i].is_equal);
    }
}

static void test_azure_key__identifiers_have_one_sent_form_and_a_needle(void **state)
{
    (void)state;
    static const struct {
        const char *text, *canonical, *needle;
    } cases[] = {
        {"https://KV1.Vault.azure.net:443/keys/A-b/", "https://kv1.vault.azure.net/keys/A-b",
         "/keys/A-b"},
        {"https://kv1.vault.azure.net/keys/a/0123", "https://kv1.vault.azure.net/keys/a",
         "/keys/a"},
        {"nonsense", "nonsense", "nonsense"},
        {"", "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cc_kit kit;
        cc_kit_open(&kit, &schema, NULL);
        struct cc_str text = cc_str_from(cases[i].text);
        assert_string_equal(cc_str_c(&kit.arena, cc_azure_key_canonical(&kit.arena, text)),
                            cases[i].canonical);
        assert_string_equal(cc_str_c(&kit.arena, cc_azure_key_needle(&kit.arena, text)),
                            cases[i].needle);
        cc_kit_close(&kit);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_azure_key__checked_keys_are_versionless_urls_of_a_vault),
        cmocka_unit_test(test_azure_key__parsed_keys_may_have_a_version),
        cmocka_unit_test(test_azure_key__spellings_of_one_key_are_equal),
        cmocka_unit_test(test_azure_key__identifiers_have_one_sent_form_and_a_needle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
