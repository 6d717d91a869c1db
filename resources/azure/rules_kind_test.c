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

#define TYPE "the type of the key"
#define SOFTWARE "that the key is protected by software"
#define HARDWARE "whether the key is protected by software"
#define SIZE "the size of the key"
#define ORIGIN "where the key comes from"
#define OPS "what the key may do"
#define ROTATION "its automatic rotation"
#define VERSIONS "how long its versions are valid"

#define P "key properties."

static const struct cc_az_case cases[] = {
    {TYPE, HOLDS, NULL, {NULL}},
    {TYPE, HOLDS, NULL, {P "kty \"rsa-hsm\""}},
    {TYPE, BROKEN, "Its type is EC;", {P "kty \"EC\""}},
    {TYPE, BROKEN, "--name orders-cmk-rsa --kty RSA", {P "kty \"EC-HSM\""}},
    {TYPE, BROKEN, "key_type = \"RSA\"", {"key 403 X", "data-key key.kty \"oct\""}},
    {TYPE, BROKEN, NULL, {P "kty \"oct-HSM\""}},
    {TYPE, UNKNOWN, NULL, {P "kty -"}},
    {TYPE, UNKNOWN, "lacks the data action", {"key 403 X", "data-key 403 ForbiddenByRbac"}},

    {SOFTWARE, HOLDS, NULL, {"wanted hsm refuse"}},
    {SOFTWARE, HOLDS, NULL, {"wanted hsm warn", P "kty \"RSA-HSM\""}},
    {SOFTWARE,
     HOLDS,
     NULL,
     {"wanted hsm refuse", "key 403 X", "vault properties.sku.name \"Standard\""}},
    {SOFTWARE, BROKEN, NULL, {"wanted hsm refuse", P "kty \"RSA-HSM\""}},
    {SOFTWARE, UNKNOWN, NULL, {"wanted hsm refuse", P "kty 7"}},

    {HARDWARE, HOLDS, NULL, {NULL}},
    {HARDWARE, HOLDS, NULL, {"wanted hsm allow", P "kty \"RSA-HSM\""}},
    {HARDWARE, HOLDS, NULL, {"wanted hsm refuse", P "kty \"RSA-HSM\""}},
    {HARDWARE, HOLDS, NULL, {"key 404 ResourceNotFound"}},
    {HARDWARE, BROKEN, "lives in hardware", {P "kty \"RSA-HSM\""}},
    {HARDWARE, UNKNOWN, NULL, {"key 403 X"}},

    {SIZE, HOLDS, NULL, {NULL}},
    {SIZE, HOLDS, NULL, {P "keySize 2048"}},
    {SIZE, HOLDS, NULL, {"key 403 X", "data-key too"}},
    {SIZE, HOLDS, NULL, {P "kty \"EC\"", P "keySize -"}},
    {SIZE, BROKEN, "It has 1024 bits", {P "keySize 1024"}},
    {SIZE, BROKEN, "It has 24 bits", {"key 403 X", "data-key key.n \"_wAB\""}},
    {SIZE, UNKNOWN, NULL, {P "keySize -"}},
    {SIZE, UNKNOWN, NULL, {P "keySize 0"}},
    {SIZE, UNKNOWN, NULL, {"key 403 X", "data-key key.n \"not base64url\""}},

    {ORIGIN, HOLDS, NULL, {NULL}},
    {ORIGIN, HOLDS, NULL, {P "attributes.exportable -"}},
    {ORIGIN, BROKEN, "can be exported", {P "attributes.exportable true"}},
    {ORIGIN, BROKEN, NULL, {P "attributes.exportable true", "data-key attributes.exportable -"}},
    {ORIGIN, BROKEN, "has a release policy", {P "release_policy {\"data\":\"e30\"}"}},
    {ORIGIN, BROKEN, "belongs to a certificate", {"data-key managed true"}},
    {ORIGIN, UNKNOWN, NULL, {P "attributes.exportable \"no\""}},
    {ORIGIN, UNKNOWN, NULL, {P "release_policy 7"}},

    {OPS, HOLDS, NULL, {NULL}},
    {OPS, HOLDS, NULL, {P "keyOps -"}},
    {OPS, HOLDS, NULL, {P "keyOps [\"WrapKey\",\"UNWRAPKEY\"]"}},
    {OPS, BROKEN, "--name orders-cmk --ops encrypt wrapKey unwrapKey", {P "keyOps [\"encrypt\"]"}},
    {OPS,
     BROKEN,
     "key_opts = [\"unwrapKey\", \"sign\", \"wrapKey\"]",
     {P "keyOps [\"unwrapKey\",\"sign\"]"}},
    {OPS, BROKEN, "It may do: nothing.", {P "keyOps []"}},
    {OPS,
     BROKEN,
     "It may do: sign verify.",
     {"key 403 X", "data-key key.key_ops [\"sign\",\"verify\"]"}},
    {OPS, UNKNOWN, NULL, {P "keyOps \"wrapKey\""}},
    {OPS, UNKNOWN, NULL, {P "keyOps [\"wrapKey\",7]"}},

    {ROTATION, HOLDS, NULL, {NULL}},
    {ROTATION, HOLDS, NULL, {"key 403 X", "rotation too"}},
    {ROTATION, HOLDS, NULL, {"key 404 ResourceNotFound"}},
    {ROTATION,
     BROKEN,
     "az keyvault key rotation-policy update --vault-name kv-orders --name orders-cmk",
     {P "rotationPolicy -"}},
    {ROTATION, BROKEN, "automatic { time_after_creation", {P "rotationPolicy.lifetimeActions []"}},
    {ROTATION,
     BROKEN,
     NULL,
     {"key 403 X", "rotation lifetimeActions [{\"trigger\":{},\"action\":{\"type\":\"Notify\"}}]"}},
    {ROTATION, BROKEN, NULL, {P "rotationPolicy.lifetimeActions null"}},
    {ROTATION, UNKNOWN, NULL, {P "rotationPolicy 7"}},
    {ROTATION, UNKNOWN, "keyrotationpolicies/read", {"key 403 X", "rotation 403 ForbiddenByRbac"}},
    {ROTATION, UNKNOWN, NULL, {P "rotationPolicy.lifetimeActions [7]"}},

    {VERSIONS, HOLDS, NULL, {NULL}},
    {VERSIONS, HOLDS, NULL, {P "rotationPolicy -"}},
    {VERSIONS, BROKEN, "for P2Y only", {P "rotationPolicy.attributes.expiryTime \"P2Y\""}},
    {VERSIONS,
     BROKEN,
     "without expire_after",
     {"key 403 X", "rotation attributes.expiryTime \"P90D\""}},
    {VERSIONS, UNKNOWN, NULL, {"key 403 X", "rotation 403 ForbiddenByFirewall"}},
    {.rule = NULL},
};

static void test_rules_kind__each_is_good_bad_or_unknown(void **state)
{
    (void)state;
    cc_az_kit_run(cc_az_rules_kind, cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_kind__each_is_good_bad_or_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
