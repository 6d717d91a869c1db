// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "emulator/key_format.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define UUID "3f1c0000-0000-4000-8000-00000000a001"
#define VERSION "0123456789abcdef0123456789ABCDEF"
#define HOST "https://kv-orders.vault.azure.net"
#define GROUP "/subscriptions/" UUID "/resourceGroups/rg"
#define ARN "arn:aws:kms:eu-central-1:123412341234:"
#define RING "projects/acme-prod/locations/europe-west3/keyRings/ring1/cryptoKeys/orders"

static void test_key_format__members_are_told_apart(void **state)
{
    (void)state;
    static const struct {
        const char *kind;
        int member;
        const char *value;
        bool accepted;
    } cases[] = {
        {"AzureKey", 0, HOST "/keys/orders-cmk", true},
        {"AzureKey", 0, HOST ":443/keys/orders-cmk", true},
        {"AzureKey", 0, HOST "/keys/k/" VERSION, true},
        {"AzureKey", 0, "HTTPS://KV-Orders.Vault.Azure.NET/keys/k", true},
        {"AzureKey", 0, "https://hsm.managedhsm.azure.net/keys/k", true},
        {"AzureKey", 0, "", false},
        {"AzureKey", 0, "https://", false},
        {"AzureKey", 0, "http://kv-orders.vault.azure.net/keys/k", false},
        {"AzureKey", 0, HOST, false},
        {"AzureKey", 0, HOST "/keys/", false},
        {"AzureKey", 0, HOST "/keys/k/", false},
        {"AzureKey", 0, HOST "/keys/k/latest", false},
        {"AzureKey", 0, HOST "/keys/k/" VERSION "/x", false},
        {"AzureKey", 0, HOST "/secrets/k", false},
        {"AzureKey", 0, HOST ":8443/keys/k", false},
        {"AzureKey", 0, "https://.vault.azure.net/keys/k", false},
        {"AzureKey", 0, "https://kv-orders.example.org/keys/k", false},
        {"AzureKey", 0, "https://kv_orders.vault.azure.net/keys/k", false},
        {"AzureKey", 1, GROUP "/providers/Microsoft.KeyVault/vaults/kv-orders", true},
        {"AzureKey", 1, GROUP "/providers/microsoft.keyvault/managedHSMs/hsm", true},
        {"AzureKey", 1, GROUP "/providers/Microsoft.KeyVault/vaults/", false},
        {"AzureKey", 1, GROUP "/providers/Microsoft.KeyVault/vaults/kv/keys/k", false},
        {"AzureKey", 1, GROUP "/providers/Microsoft.Storage/accounts/kv", false},
        {"AzureKey", 1, "/subscriptions/x/resourceGroups/rg", false},
        {"AzureKey", 1, "kv-orders", false},
        {"AzureKey", 2, UUID, true},
        {"AzureKey", 2, "contoso.example", false},
        {"AwsKey", 0, ARN "key/" UUID, true},
        {"AwsKey", 0, ARN "key/mrk-0123456789abcdef0123456789abcdef", true},
        {"AwsKey", 0, "arn:aws-us-gov:kms:us-gov-west-1:123412341234:key/" UUID, true},
        {"AwsKey", 0, ARN "alias/orders", false},
        {"AwsKey", 0, ARN "key/", false},
        {"AwsKey", 0, ARN "key/mrk-", false},
        {"AwsKey", 0, "arn:aws:kms:eu-central-1:1234:key/" UUID, false},
        {"AwsKey", 0, "arn:aws:s3:eu-central-1:123412341234:key/" UUID, false},
        {"AwsKey", 0, "arn", false},
        {"GcpKey", 0, RING, true},
        {"GcpKey", 0, RING "/cryptoKeyVersions/7", true},
        {"GcpKey", 0, RING "/cryptoKeyVersions/", false},
        {"GcpKey", 0, RING "/", false},
        {"GcpKey", 0, "projects/acme-prod", false},
        {"GcpKey", 0, "/" RING, false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct emu_key_kind *kind = emu_key_kind_find(cc_str_from(cases[i].kind));
        bool accepted = kind->members[cases[i].member].accepts(cc_str_from(cases[i].value));
        if (accepted != cases[i].accepted)
            fail_msg("%s %d: %s", cases[i].kind, cases[i].member, cases[i].value);
    }
}

static void test_key_format__spellings_of_one_key_share_an_identity(void **state)
{
    (void)state;
    static const struct {
        const char *kind;
        const char *one;
        const char *other;
        bool same;
    } cases[] = {
        {"AzureKey", HOST "/keys/k", HOST "/keys/k/" VERSION, true},
        {"AzureKey", HOST "/keys/k", "https://KV-ORDERS.vault.azure.net:443/keys/k", true},
        {"AzureKey", HOST "/keys/k", HOST "/keys/k2", false},
        {"AwsKey", ARN "key/" UUID, ARN "key/" UUID, true},
        {"GcpKey", RING, RING "/cryptoKeyVersions/7", true},
        {"GcpKey", RING, RING "2", false},
    };
    struct cc_arena arena;
    cc_arena_init(&arena);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct emu_key_kind *kind = emu_key_kind_find(cc_str_from(cases[i].kind));
        struct cc_str one = kind->identity(&arena, cc_str_from(cases[i].one));
        struct cc_str other = kind->identity(&arena, cc_str_from(cases[i].other));
        assert_int_equal(cc_str_equal(one, other), cases[i].same);
    }
    cc_arena_release(&arena);
}

static void test_key_format__regions_are_read_off_the_name(void **state)
{
    (void)state;
    const struct emu_key_kind *aws = emu_key_kind_find(CC_STR("AwsKey"));
    const struct emu_key_kind *gcp = emu_key_kind_find(CC_STR("GcpKey"));
    assert_true(cc_str_equal(aws->region(CC_STR(ARN "key/" UUID)), CC_STR("eu-central-1")));
    assert_true(cc_str_equal(gcp->region(CC_STR(RING)), CC_STR("europe-west3")));
    assert_null(emu_key_kind_find(CC_STR("AzureKey"))->region);
}

static void test_key_format__older_kind_names_are_known(void **state)
{
    (void)state;
    assert_ptr_equal(emu_key_kind_find(CC_STR("byok.v1.AwsKey")),
                     emu_key_kind_find(CC_STR("AwsKey")));
    assert_null(emu_key_kind_find(CC_STR("awskey")));
    assert_null(emu_key_kind_find(CC_STR("byok.v1.")));
    assert_null(emu_key_kind_find(CC_STR_ABSENT));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_key_format__members_are_told_apart),
        cmocka_unit_test(test_key_format__spellings_of_one_key_share_an_identity),
        cmocka_unit_test(test_key_format__regions_are_read_off_the_name),
        cmocka_unit_test(test_key_format__older_kind_names_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
