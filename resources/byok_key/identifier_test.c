// SPDX-License-Identifier: MPL-2.0
#include "byok_key/identifier.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "byok_key/key.h"
#include "shared/test_kit.h"

#define SUBSCRIPTION "/subscriptions/3f1c0000-0000-4000-8000-00000000a001"

typedef bool check_function(struct cc_call *call, struct cc_path path,
                            const struct cc_value *value);

struct check_case {
    const char *text;
    const char *error; /* NULL: accepted */
};

static void run(check_function *check, const char *path, const struct check_case *cases)
{
    for (; cases->text != NULL; cases++) {
        struct cc_kit kit;
        cc_kit_open(&kit, &cc_key_schema, NULL);
        struct cc_value value = cc_value_str(cc_str_from(cases->text));
        bool good = check(&kit.call, cc_path_from(path), &value);
        cc_kit_expect_error(&kit, path, cases->error);
        assert_int_equal(good, cases->error == NULL);
        cc_kit_close(&kit);
    }
}

static void test_identifier__vault_ids_are_resource_ids_of_key_vaults(void **state)
{
    (void)state;
    static const struct check_case cases[] = {
        {SUBSCRIPTION "/resourceGroups/rg-data/providers/Microsoft.KeyVault/vaults/kv-orders",
         NULL},
        {SUBSCRIPTION "/resourcegroups/RG_(1).x/providers/microsoft.keyvault/Vaults/KV1", NULL},
        {SUBSCRIPTION "/resourceGroups/d\xC3\xA4ten/providers/Microsoft.KeyVault/vaults/kv1", NULL},
        {"", "shape"},
        {"/", "shape"},
        {"kv-orders", "shape"},
        {"subscriptions/3f1c0000-0000-4000-8000-00000000a001/resourceGroups/rg/providers/"
         "Microsoft.KeyVault/vaults/kv1",
         "shape"},
        {SUBSCRIPTION "/resourceGroups/rg/providers/Microsoft.Storage/vaults/kv1", "shape"},
        {SUBSCRIPTION "/resourceGroups/rg/providers/Microsoft.KeyVault/vaults", "shape"},
        {SUBSCRIPTION "/resourceGroups/rg/providers/Microsoft.KeyVault/managedHSMs/hsm1",
         "managed HSM"},
        {SUBSCRIPTION "/resourceGroups/rg/providers/Microsoft.KeyVault/locations/x",
         "another type"},
        {"/subscriptions/mine/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv1",
         "no UUID"},
        {SUBSCRIPTION "/resourceGroups//providers/Microsoft.KeyVault/vaults/kv1", "resource group"},
        {SUBSCRIPTION "/resourceGroups/a b/providers/Microsoft.KeyVault/vaults/kv1",
         "resource group"},
        {SUBSCRIPTION "/resourceGroups/rg./providers/Microsoft.KeyVault/vaults/kv1",
         "resource group"},
        {SUBSCRIPTION "/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv", "vault"},
        {SUBSCRIPTION "/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/", "vault"},
        {SUBSCRIPTION "/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv1/",
         "Write \"" SUBSCRIPTION "/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv1\""},
        {SUBSCRIPTION "/resourcegroups/rg/providers/Microsoft.KeyVault/vaults/kv1/keys/orders",
         "Write \"" SUBSCRIPTION "/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv1\""},
        {NULL, NULL},
    };
    run(cc_key_check_vault_id, "azure.key_vault_id", cases);
}

#define KEY_UUID "0f0f0f0f-1111-4222-8333-444455556666"

static void test_identifier__aws_keys_are_arns_of_the_key_itself(void **state)
{
    (void)state;
    static const struct check_case cases[] = {
        {"arn:aws:kms:eu-central-1:123412341234:key/" KEY_UUID, NULL},
        {"arn:aws-cn:kms:cn-north-1:123412341234:key/" KEY_UUID, NULL},
        {"arn:aws-us-gov:kms:us-gov-west-1:123412341234:key/" KEY_UUID, NULL},
        {"arn:aws:kms:us-east-1:123412341234:key/mrk-0123456789abcdef0123456789abcdef", NULL},
        {"", "shape"},
        {KEY_UUID, "shape"},
        {"arn:aws:kms:eu-central-1:123412341234", "shape"},
        {"arn:aws:kms:eu-central-1:123412341234:key/" KEY_UUID ":x", "shape"},
        {"ARN:aws:kms:eu-central-1:123412341234:key/" KEY_UUID, "shape"},
        {"arn:azure:kms:eu-central-1:123412341234:key/" KEY_UUID, "partition"},
        {"arn::kms:eu-central-1:123412341234:key/" KEY_UUID, "partition"},
        {"arn:aws:s3:eu-central-1:123412341234:key/" KEY_UUID, "another service"},
        {"arn:aws:kms::123412341234:key/" KEY_UUID, "region"},
        {"arn:aws:kms:Frankfurt:123412341234:key/" KEY_UUID, "region"},
        {"arn:aws:kms:eu-central-1:12341234123:key/" KEY_UUID, "12 digits"},
        {"arn:aws:kms:eu-central-1:12341234123x:key/" KEY_UUID, "12 digits"},
        {"arn:aws:kms:eu-central-1:123412341234:alias/orders", "alias"},
        {"arn:aws:kms:eu-central-1:123412341234:" KEY_UUID,
         "Write \"arn:aws:kms:eu-central-1:123412341234:key/" KEY_UUID "\""},
        {"arn:aws:kms:eu-central-1:123412341234:key/orders", "UUID"},
        {"arn:aws:kms:eu-central-1:123412341234:key/", "UUID"},
        {"arn:aws:kms:eu-central-1:123412341234:key/mrk-0123456789abcdef0123456789abcde", "mrk-"},
        {"a:b:c:d:e:f:g:h:i:j:k:l:m", "shape"},
        {NULL, NULL},
    };
    run(cc_key_check_arn, "aws.key_arn", cases);
}

#define GCP_KEY "projects/acme-prod/locations/europe-west3/keyRings/ring1/cryptoKeys/orders"

static void test_identifier__gcp_keys_are_versionless_names_in_a_region(void **state)
{
    (void)state;
    static const struct check_case cases[] = {
        {GCP_KEY, NULL},
        {"projects/example.com:acme/locations/us-east1/keyRings/R_1-x/cryptoKeys/K", NULL},
        {"", "shape"},
        {"projects/acme/locations/europe-west3/keyRings/ring1", "shape"},
        {"projects/acme/locations/europe-west3/keyrings/ring1/cryptoKeys/orders", "shape"},
        {GCP_KEY "/", "shape"},
        {GCP_KEY "/cryptoKeyVersions", "shape"},
        {GCP_KEY "/cryptoKeyVersions/1/x", "shape"},
        {GCP_KEY "/cryptoKeyVersions/1", "Write \"" GCP_KEY "\""},
        {"/" GCP_KEY, "Write \"" GCP_KEY "\""},
        {"//cloudkms.googleapis.com/" GCP_KEY, "Write \"" GCP_KEY "\""},
        {"https://cloudkms.googleapis.com/v1/" GCP_KEY "/cryptoKeyVersions/3",
         "Write \"" GCP_KEY "\""},
        {"projects//locations/europe-west3/keyRings/ring1/cryptoKeys/orders", "project"},
        {"projects/Acme/locations/europe-west3/keyRings/ring1/cryptoKeys/orders", "project"},
        {"projects/acme/locations/global/keyRings/ring1/cryptoKeys/orders", "global"},
        {"projects/acme/locations/europe/keyRings/ring1/cryptoKeys/orders", "multi-region"},
        {"projects/acme/locations/Europe-West3/keyRings/ring1/cryptoKeys/orders", "location"},
        {"projects/acme/locations/europe-west3/keyRings/ring 1/cryptoKeys/orders", "key ring"},
        {"projects/acme/locations/europe-west3/keyRings/ring1/cryptoKeys/or.ders",
         "key has no possible name"},
        {NULL, NULL},
    };
    run(cc_key_check_gcp, "gcp.key_id", cases);
}

static void test_identifier__spellings_of_one_key_are_equal(void **state)
{
    (void)state;
    static const struct {
        bool (*equal)(struct cc_str a, struct cc_str b);
        const char *a, *b;
        bool is_equal;
    } cases[] = {
        {cc_key_equal_gcp, GCP_KEY, GCP_KEY, true},
        {cc_key_equal_gcp, GCP_KEY, GCP_KEY "/cryptoKeyVersions/1", true},
        {cc_key_equal_gcp, GCP_KEY "/cryptoKeyVersions/2", GCP_KEY "/cryptoKeyVersions/1", true},
        {cc_key_equal_gcp, GCP_KEY, GCP_KEY "2", false},
        {cc_key_equal_gcp, "", GCP_KEY, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cc_str a = cc_str_from(cases[i].a), b = cc_str_from(cases[i].b);
        assert_int_equal(cases[i].equal(a, b), cases[i].is_equal);
        assert_int_equal(cases[i].equal(b, a), cases[i].is_equal);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_identifier__vault_ids_are_resource_ids_of_key_vaults),
        cmocka_unit_test(test_identifier__aws_keys_are_arns_of_the_key_itself),
        cmocka_unit_test(test_identifier__gcp_keys_are_versionless_names_in_a_region),
        cmocka_unit_test(test_identifier__spellings_of_one_key_are_equal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
