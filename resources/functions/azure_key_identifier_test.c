// SPDX-License-Identifier: MPL-2.0
#include "functions/sample_test.h"

extern const struct cc_function cc_function_azure_key_identifier;

#define VAULT "https://kv-orders.vault.azure.net"
#define VERSION "0123456789abcdef0123456789abcdef"

static void test_azure_key_identifier__parts_are_told(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {VAULT "/keys/orders/" VERSION,
         "{\"vault\":\"kv-orders\",\"name\":\"orders\",\"version\":\"" VERSION "\","
         "\"versionless_id\":\"" VAULT "/keys/orders\"}",
         NULL},
        {VAULT "/keys/orders",
         "{\"vault\":\"kv-orders\",\"name\":\"orders\",\"version\":null,"
         "\"versionless_id\":\"" VAULT "/keys/orders\"}",
         NULL},
        {"https://KV-Orders.Vault.Azure.Net:443/keys/Orders/",
         "{\"vault\":\"kv-orders\",\"name\":\"Orders\",\"version\":null,"
         "\"versionless_id\":\"" VAULT "/keys/Orders\"}",
         NULL},
        {"https://kv1.vault.azure.cn/keys/o",
         "{\"vault\":\"kv1\",\"name\":\"o\",\"version\":null,"
         "\"versionless_id\":\"https://kv1.vault.azure.cn/keys/o\"}",
         NULL},
        {NULL, NULL, NULL},
    };
    expect_samples(&cc_function_azure_key_identifier, samples);
}

static void test_azure_key_identifier__what_is_none_is_explained(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"", NULL, "no https URL"},
        {"orders", NULL, "no https URL"},
        {"https://hsm1.managedhsm.azure.net/keys/orders", NULL, "key of a managed HSM"},
        {VAULT "/secrets/orders/" VERSION, NULL, "a secret"},
        {VAULT "/keys/orders/latest", NULL, "no version of a key"},
        {VAULT "/keys/orders/" VERSION "/x", NULL, "goes on"},
        {"https://example.com/keys/orders", NULL, "none of a key vault"},
        {NULL, NULL, NULL},
    };
    expect_samples(&cc_function_azure_key_identifier, samples);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_azure_key_identifier__parts_are_told),
        cmocka_unit_test(test_azure_key_identifier__what_is_none_is_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
