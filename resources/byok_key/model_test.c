// SPDX-License-Identifier: MPL-2.0
#include "byok_key/model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "byok_key/key.h"
#include "byok_key/sample_test.h"
#include "shared/test_kit.h"

static const struct cc_json *parse(struct cc_kit *kit, const char *text)
{
    struct cc_str reason;
    const struct cc_json *json = cc_json_parse(&kit->arena, cc_str_from(text), &reason);
    if (json == NULL)
        fail_msg("%s: %s", text, cc_str_c(&kit->arena, reason));
    return json;
}

static void test_model__values_become_keys_and_bodies(void **state)
{
    (void)state;
    static const struct {
        const char *config, *body;
        enum cc_key_cloud cloud;
    } cases[] = {
        {AZURE_CONFIG, AZURE_BODY, CC_KEY_AZURE},
        {"{\"azure\":{" AZURE_WITH("https://KV-orders.vault.azure.net:443/keys/orders/") "}}",
         "{" AZURE_KEY "}}", CC_KEY_AZURE},
        {AWS_CONFIG, "{\"key\":{\"kind\":\"AwsKey\",\"key_arn\":\"" ARN "\"}}", CC_KEY_AWS},
        {GCP_CONFIG, "{\"key\":{\"kind\":\"GcpKey\",\"key_id\":\"" GCP_ID "\"}}", CC_KEY_GCP},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cc_kit kit;
        struct cc_key key;
        cc_kit_open(&kit, &cc_key_schema, NULL);
        struct cc_value value = cc_kit_value(&kit, cases[i].config);
        assert_true(cc_key_from_value(&value, &key));
        assert_int_equal(key.cloud, cases[i].cloud);
        struct cc_str body = cc_json_write(&kit.arena, cc_key_to_json(&kit.arena, &key));
        assert_string_equal(cc_str_c(&kit.arena, body), cases[i].body);
        cc_kit_close(&kit);
    }
}

static void test_model__a_value_without_a_cloud_still_has_its_id(void **state)
{
    (void)state;
    struct cc_kit kit;
    struct cc_key key;
    cc_kit_open(&kit, &cc_key_schema, NULL);
    struct cc_value value = cc_kit_value(&kit, "{\"id\":\"cck-1\"}");
    assert_false(cc_key_from_value(&value, &key));
    assert_true(cc_str_equal(key.id, CC_STR("cck-1")));
    value = cc_kit_with(&kit, &value, "azure", cc_value_unknown());
    assert_false(cc_key_from_value(&value, &key));
    value = cc_value_null();
    assert_false(cc_key_from_value(&value, &key));
    assert_true(cc_str_is_absent(key.id));
    cc_kit_close(&kit);
}

static void test_model__unknown_members_read_as_absent(void **state)
{
    (void)state;
    struct cc_kit kit;
    struct cc_key key;
    cc_kit_open(&kit, &cc_key_schema, NULL);
    struct cc_value value = cc_kit_value(&kit, AZURE_CONFIG);
    value = cc_kit_with(&kit, &value, "azure.key_identifier", cc_value_unknown());
    value = cc_kit_with(&kit, &value, "display_name", cc_value_unknown());
    assert_true(cc_key_from_value(&value, &key));
    assert_true(cc_str_is_absent(key.identifier));
    assert_true(cc_str_is_absent(key.display_name));
    assert_true(cc_str_equal(key.tenant_id, CC_STR(TENANT)));
    cc_kit_close(&kit);
}

struct answer_case {
    const char *json, *base, *state;
};

static const struct answer_case answers[] = {
    {AZURE_ANSWER, AZURE_CONFIG, AZURE_STATE},
    {AZURE_ANSWER, "{\"id\":\"cck-1\"}", AZURE_STATE},
    {AZURE_ANSWER, "{\"id\":\"cck-1\",\"on_destroy\":\"retain\"}",
     AZURE_STATE_WITH(",\"on_destroy\":\"retain\"")},
    {AZURE_ANSWER_WITH("{\"phase\":\"VALID\",\"message\":\"fine\",\"region\":\"westeurope\"}"),
     AZURE_CONFIG, AZURE_STATE},
    {AZURE_ANSWER_WITH("{\"phase\":\"SOMETHING_NEW\",\"message\":\"m\"}"), AZURE_CONFIG,
     AZURE_STATE},
    {AZURE_ANSWER_WITH("null"), AZURE_CONFIG, AZURE_STATE},
    {AZURE_ANSWER_WITH("{\"phase\":\"INVALID\",\"message\":\"no access\"}"), AZURE_CONFIG,
     AZURE_STATE_WITH(",\"validation_error\":\"no access\"")},
    {AZURE_ANSWER_WITH("{\"phase\":\"invalid\"}"), AZURE_CONFIG,
     AZURE_STATE_WITH(",\"validation_error\":\"The service gives no reason.\"")},
    /* An answer of 2023: no name, no validation, no application, the old kind. */
    {"{\"id\":\"cck-1\",\"key\":{\"kind\":\"byok.v1.AzureKey\",\"key_id\":\"" IDENTIFIER
     "\",\"key_vault_id\":\"" VAULT_ID "\",\"tenant_id\":\"" TENANT "\"},\"unheard\":{\"of\":1}}",
     AZURE_CONFIG, "{\"id\":\"cck-1\",\"cloud\":\"AZURE\",\"azure\":{" AZURE_VALUE "}}"},
    {"{\"id\":\"cck-2\",\"display_name\":\"\",\"key\":{\"kind\":\"AwsKey\",\"key_arn\":\"" ARN
     "\",\"roles\":[\"r2\",\"r1\",\"r2\",7]}}",
     AWS_CONFIG,
     "{\"id\":\"cck-2\",\"cloud\":\"AWS\",\"aws\":{\"key_arn\":\"" ARN
     "\",\"roles\":[\"r1\",\"r2\"]}}"},
    {"{\"id\":\"cck-2\",\"key\":{\"kind\":\"AwsKey\",\"key_arn\":\"" ARN "\",\"roles\":[]}}",
     AWS_CONFIG, "{\"id\":\"cck-2\",\"cloud\":\"AWS\",\"aws\":{\"key_arn\":\"" ARN "\"}}"},
    {"{\"id\":\"cck-3\",\"key\":{\"kind\":\"GcpKey\",\"key_id\":\"" GCP_ID
     "/cryptoKeyVersions/1\",\"security_group\":\"g@example.com\"}}",
     GCP_CONFIG,
     "{\"id\":\"cck-3\",\"cloud\":\"GCP\",\"gcp\":{\"key_id\":\"" GCP_ID
     "\",\"security_group\":\"g@example.com\"}}"},
    /* Spelled as configured wherever it means the same. */
    {AZURE_ANSWER,
     "{\"azure\":{\"tenant_id\":\"9D2E0000-0000-4000-8000-00000000B002\","
     "\"key_vault_id\":\"/SUBSCRIPTIONS/3f1c0000-0000-4000-8000-00000000a001/"
     "resourcegroups/RG-DATA/providers/microsoft.keyvault/vaults/kv-orders\","
     "\"key_identifier\":\"https://KV-orders.vault.azure.net:443/keys/orders/\"}}",
     "{\"id\":\"cck-1\",\"display_name\":\"orders at rest\",\"cloud\":\"AZURE\","
     "\"resource_name\":\"" CRN "\",\"created_at\":\"2026-08-25T10:11:12.123456789Z\","
     "\"azure\":{\"tenant_id\":\"9D2E0000-0000-4000-8000-00000000B002\","
     "\"key_vault_id\":\"/SUBSCRIPTIONS/3f1c0000-0000-4000-8000-00000000a001/"
     "resourcegroups/RG-DATA/providers/microsoft.keyvault/vaults/kv-orders\","
     "\"key_identifier\":\"https://KV-orders.vault.azure.net:443/keys/orders/\","
     "\"application_id\":\"c1a50000-0000-4000-8000-00000000c003\"}}"},
};

static void test_model__answers_become_states(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        struct cc_kit kit;
        struct cc_key key;
        struct cc_str reason = CC_STR_ABSENT;
        cc_kit_open(&kit, &cc_key_schema, NULL);
        assert_true(cc_key_from_json(&kit.arena, parse(&kit, answers[i].json), &key, &reason));
        struct cc_value base = cc_kit_value(&kit, answers[i].base);
        struct cc_value value = cc_key_to_value(&kit.arena, kit.call.type, &base, &key);
        cc_kit_expect_value(&kit, &value, answers[i].state);
        cc_kit_close(&kit);
    }
}

static void test_model__a_role_counts_once(void **state)
{
    (void)state;
    struct cc_kit kit;
    struct cc_key key;
    struct cc_str reason;
    cc_kit_open(&kit, &cc_key_schema, NULL);
    const char *text = "{\"id\":\"cck-2\",\"key\":{\"kind\":\"AwsKey\",\"key_arn\":\"" ARN
                       "\",\"roles\":[\"r2\",\"r1\",\"r2\",null,\"r1\"]}}";
    assert_true(cc_key_from_json(&kit.arena, parse(&kit, text), &key, &reason));
    assert_int_equal(key.role_count, 2);
    assert_true(cc_str_equal(key.roles[0], CC_STR("r1")));
    assert_true(cc_str_equal(key.roles[1], CC_STR("r2")));
    cc_kit_close(&kit);
}

static void test_model__a_flood_of_roles_is_refused(void **state)
{
    (void)state;
    struct cc_arena arena;
    struct cc_buf buf;
    struct cc_key key;
    struct cc_str reason;
    cc_arena_init(&arena);
    cc_buf_init(&buf, &arena, 1 << 20);
    cc_buf_appendf(&buf, "{\"id\":\"cck-1\",\"key\":{\"kind\":\"AwsKey\",\"key_arn\":\"" ARN
                         "\",\"roles\":[");
    for (int i = 0; i <= 1000; i++)
        cc_buf_appendf(&buf, "%s\"r%d\"", i > 0 ? "," : "", i);
    cc_buf_appendf(&buf, "]}}");
    const struct cc_json *json = cc_json_parse(&arena, cc_buf_str(&buf), &reason);
    assert_non_null(json);
    assert_false(cc_key_from_json(&arena, json, &key, &reason));
    assert_true(cc_str_contains(reason, CC_STR("more than 1000 roles")));
    cc_arena_release(&arena);
}

static void test_model__what_is_no_key_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *json, *reason;
    } cases[] = {
        {"[]", "not an object"},
        {"null", "not an object"},
        {"{}", "no id"},
        {"{\"id\":\"\"}", "no id"},
        {"{\"id\":7,\"key\":{\"kind\":\"AwsKey\",\"key_arn\":\"a\"}}", "no id"},
        {"{\"id\":\"cck-1\"}", "key.kind \"\""},
        {"{\"id\":\"cck-1\",\"key\":null}", "key.kind \"\""},
        {"{\"id\":\"cck-1\",\"key\":{\"kind\":\"OracleKey\"}}", "key.kind \"OracleKey\""},
        {"{\"id\":\"cck-1\",\"key\":{\"kind\":\"AzureKey\"}}", "no key.key_id"},
        {"{\"id\":\"cck-1\",\"key\":{\"kind\":\"AwsKey\",\"key_id\":\"a\"}}", "no key.key_arn"},
        {"{\"id\":\"cck-1\",\"key\":{\"kind\":\"GcpKey\",\"key_id\":[]}}", "no key.key_id"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cc_kit kit;
        struct cc_key key;
        struct cc_str reason = CC_STR_ABSENT;
        cc_kit_open(&kit, &cc_key_schema, NULL);
        assert_false(cc_key_from_json(&kit.arena, parse(&kit, cases[i].json), &key, &reason));
        if (!cc_str_contains(reason, cc_str_from(cases[i].reason)))
            fail_msg("%s: %s", cases[i].json, cc_str_c(&kit.arena, reason));
        cc_kit_close(&kit);
    }
}

static void test_model__bindings_differ_by_cloud_key_vault_and_tenant(void **state)
{
    (void)state;
    const struct cc_key azure = {.cloud = CC_KEY_AZURE,
                                 .identifier = CC_STR(IDENTIFIER),
                                 .key_vault_id = CC_STR(VAULT_ID),
                                 .tenant_id = CC_STR(TENANT)};
    struct cc_key other = azure;
    assert_true(cc_key_same_binding(&azure, &other));
    other.id = CC_STR("cck-2");
    other.display_name = CC_STR("x");
    assert_true(cc_key_same_binding(&azure, &other));
    other.identifier = CC_STR("https://kv-orders.vault.azure.net/keys/orders2");
    assert_false(cc_key_same_binding(&azure, &other));
    other = azure;
    other.key_vault_id = CC_STR("/subscriptions/x");
    assert_false(cc_key_same_binding(&azure, &other));
    other = azure;
    other.tenant_id = CC_STR_ABSENT;
    assert_false(cc_key_same_binding(&azure, &other));
    cc_key_fill_binding(&other, &azure);
    assert_true(cc_key_same_binding(&azure, &other));
    other = (struct cc_key){.cloud = CC_KEY_GCP, .identifier = azure.identifier};
    cc_key_fill_binding(&other, &azure);
    assert_true(cc_str_is_absent(other.tenant_id));
    assert_false(cc_key_same_binding(&azure, &other));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_model__values_become_keys_and_bodies),
        cmocka_unit_test(test_model__a_value_without_a_cloud_still_has_its_id),
        cmocka_unit_test(test_model__unknown_members_read_as_absent),
        cmocka_unit_test(test_model__answers_become_states),
        cmocka_unit_test(test_model__a_role_counts_once),
        cmocka_unit_test(test_model__a_flood_of_roles_is_refused),
        cmocka_unit_test(test_model__what_is_no_key_is_named),
        cmocka_unit_test(test_model__bindings_differ_by_cloud_key_vault_and_tenant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
