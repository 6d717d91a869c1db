// SPDX-License-Identifier: MPL-2.0
#include "azure/rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "azure/test_kit.h"

#define HOLDS CC_AZ_HOLDS
#define BROKEN CC_AZ_BROKEN
#define UNKNOWN CC_AZ_UNKNOWN

#define EXISTS "that the key exists"
#define DELETED "that the key was not deleted"
#define ENABLED "that the key is enabled"
#define FIRST "the first day of the key"
#define LAST "the last day of the key"
#define LONG "how long the key is valid"

#define A "key properties.attributes."

/* The day of these cases is 1760000000, 2025-10-09. */
static const struct cc_az_case cases[] = {
    {EXISTS, HOLDS, NULL, {NULL}},
    {EXISTS, HOLDS, NULL, {"key 403 X", "data-key too"}},
    {EXISTS, HOLDS, NULL, {"vault 404 ResourceNotFound", "key 404 ResourceNotFound"}},
    {EXISTS, BROKEN, "There is no key orders-cmk in vault kv-orders", {"key 404 ResourceNotFound"}},
    {EXISTS,
     BROKEN,
     "az keyvault key create --vault-name kv-orders --name orders-cmk",
     {"key 403 X", "data-key 404 KeyNotFound"}},
    {EXISTS, UNKNOWN, "Microsoft.KeyVault/vaults/keys/read (role Reader)", {"key 403 X"}},
    {EXISTS,
     UNKNOWN,
     "firewall of vault kv-orders",
     {"key 403 X", "data-key 403 ForbiddenByFirewall"}},
    {EXISTS, UNKNOWN, "the host name was not found", {"key 0"}},
    {EXISTS, UNKNOWN, NULL, {"key properties 7"}},

    {DELETED, HOLDS, NULL, {NULL}},
    {DELETED, HOLDS, NULL, {"deleted 404 KeyNotFound"}},
    {DELETED, HOLDS, NULL, {"deleted 403 ForbiddenByRbac"}},
    {DELETED, BROKEN, "until 2025-11-10", {"key 404 ResourceNotFound", "deleted too"}},
    {DELETED,
     BROKEN,
     "az keyvault key recover --vault-name kv-orders --name orders-cmk",
     {"key 404 ResourceNotFound", "deleted scheduledPurgeDate \"soon\""}},
    {DELETED, BROKEN, NULL, {"key 403 X", "deleted too"}},
    {DELETED,
     UNKNOWN,
     "role Key Vault Reader",
     {"key 404 ResourceNotFound", "deleted 403 ForbiddenByRbac"}},
    {DELETED, UNKNOWN, NULL, {"key 403 X"}},

    {ENABLED, HOLDS, NULL, {NULL}},
    {ENABLED, BROKEN, "--name orders-cmk --enabled true", {A "enabled false"}},
    {ENABLED, BROKEN, NULL, {"data-key attributes.enabled false"}},
    {ENABLED, UNKNOWN, NULL, {A "enabled \"yes\""}},
    {ENABLED, UNKNOWN, NULL, {A "enabled -"}},
    {ENABLED, UNKNOWN, NULL, {"key 429 TooManyRequests"}},

    {FIRST, HOLDS, NULL, {A "nbf 1760000000"}},
    {FIRST, HOLDS, NULL, {A "nbf -"}},
    {FIRST, BROKEN, "valid from 2025-10-09 on", {A "nbf 1760000001"}},
    {FIRST, BROKEN, "not_before_date", {"data-key attributes.nbf 1770000000"}},
    {FIRST, UNKNOWN, NULL, {A "nbf \"2030-01-01\""}},
    {FIRST, UNKNOWN, NULL, {A "nbf 99999999999999"}},
    {FIRST, UNKNOWN, NULL, {"key properties.attributes -"}},

    {LAST, HOLDS, NULL, {A "exp null"}},
    {LAST, HOLDS, NULL, {A "exp 1760000001"}},
    {LAST, BROKEN, "valid until 2025-10-09", {A "exp 1760000000"}},
    {LAST, BROKEN, "expiration_date = \"2027-10-09T08:53:20Z\"", {A "exp 0"}},
    {LAST,
     BROKEN,
     "--expires 2027-10-09T08:53:20Z",
     {A "exp -", "data-key attributes.exp 1700000000"}},
    {LAST, UNKNOWN, NULL, {A "exp -1"}},
    {LAST, UNKNOWN, NULL, {A "exp true"}},

    {LONG, HOLDS, NULL, {A "exp null"}},
    {LONG, HOLDS, NULL, {A "exp 1767776000"}},
    {LONG, HOLDS, NULL, {A "exp 1759999999"}},
    {LONG, BROKEN, "expires soon", {A "exp 1767775999"}},
    {LONG, UNKNOWN, NULL, {A "exp {}"}},
    {.rule = NULL},
};

static void test_rules_key__each_is_good_bad_or_unknown(void **state)
{
    (void)state;
    cc_az_kit_run(cc_az_rules_key, cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_key__each_is_good_bad_or_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
