// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "byok_key/key.h"
#include "byok_key/sample_test.h"
#include "shared/test_kit.h"

extern const struct cc_resource_type cc_resource_byok_key;

struct config_case {
    const char *config;
    const char *unknown[3]; /* attributes that are not known yet */
    const char *path;
    const char *error; /* NULL: accepted */
};

static const struct config_case configs[] = {
    {AZURE_CONFIG, {NULL}, "", NULL},
    {AWS_CONFIG, {NULL}, "", NULL},
    {GCP_CONFIG, {NULL}, "", NULL},
    {"{}", {NULL}, "", "Exactly one"},
    {"{\"display_name\":\"x\"}", {NULL}, "", "Exactly one"},
    {"{}", {"azure"}, "", NULL},
    {"{}", {"azure", "aws", "gcp"}, "", NULL},
    {AZURE_CONFIG, {"aws"}, "", NULL},
    {"{\"azure\":{" AZURE_VALUE "},\"aws\":{\"key_arn\":\"" ARN "\"}}",
     {NULL},
     "aws",
     "azure is set already"},
    {"{\"azure\":{" AZURE_VALUE "},\"aws\":{\"key_arn\":\"" ARN "\"}}", {"azure"}, "", NULL},
    {"{\"aws\":{\"key_arn\":\"" ARN "\"},\"gcp\":{\"key_id\":\"" GCP_ID "\"}}",
     {NULL},
     "gcp",
     "aws is set already"},
    {"{\"azure\":{" AZURE_WITH("https://kv-other.vault.azure.net/keys/orders") "}}",
     {NULL},
     "azure.key_identifier",
     "vault \"kv-other\", but key_vault_id names vault \"kv-orders\""},
    {"{\"azure\":{" AZURE_WITH("https://KV-ORDERS.vault.azure.net/keys/orders") "}}",
     {NULL},
     "",
     NULL},
    {"{\"azure\":{" AZURE_WITH("https://kv-other.vault.azure.net/keys/orders") "}}",
     {"azure.key_vault_id"},
     "",
     NULL},
    {"{\"azure\":{" AZURE_WITH("https://kv-other.vault.azure.net/keys/orders") "}}",
     {"azure.key_identifier"},
     "",
     NULL},
    {AZURE_CONFIG, {"azure.key_identifier", "azure.key_vault_id", "azure.tenant_id"}, "", NULL},
    {"{\"azure\":{" AZURE_WITH("nonsense") "}}", {NULL}, "azure.key_identifier", "no https URL"},
    {"{\"azure\":{\"tenant_id\":\"contoso\",\"key_vault_id\":\"" VAULT_ID
     "\",\"key_identifier\":\"" IDENTIFIER "\"}}",
     {NULL},
     "azure.tenant_id",
     "no UUID"},
    {"{\"azure\":{\"tenant_id\":\"" TENANT "\",\"key_vault_id\":\"kv-orders\","
     "\"key_identifier\":\"" IDENTIFIER "\"}}",
     {NULL},
     "azure.key_vault_id",
     "shape"},
    {"{\"aws\":{\"key_arn\":\"alias/orders\"}}", {NULL}, "aws.key_arn", "shape"},
    {"{\"aws\":{\"key_arn\":\"alias/orders\"}}", {"aws.key_arn"}, "", NULL},
    {"{\"gcp\":{\"key_id\":\"" GCP_ID "/cryptoKeyVersions/1\"}}", {NULL}, "gcp.key_id", "Write"},
    {"{\"display_name\":\" x\",\"aws\":{\"key_arn\":\"" ARN "\"}}",
     {NULL},
     "display_name",
     "white space"},
    {"{\"on_destroy\":\"keep\",\"aws\":{\"key_arn\":\"" ARN "\"}}",
     {NULL},
     "on_destroy",
     "\"retain\""},
    {"{\"on_destroy\":\"retain\",\"aws\":{\"key_arn\":\"" ARN "\"}}", {NULL}, "", NULL},
};

static struct cc_value config_of(struct cc_kit *kit, const struct config_case *test)
{
    struct cc_value config = cc_kit_value(kit, test->config);
    for (size_t i = 0; i < 3 && test->unknown[i] != NULL; i++)
        config = cc_kit_with(kit, &config, test->unknown[i], cc_value_unknown());
    return config;
}

static void test_rules__mistakes_are_told_at_their_attribute(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof configs / sizeof configs[0]; i++) {
        struct cc_kit kit;
        cc_kit_open(&kit, &cc_key_schema, NULL);
        struct cc_value config = config_of(&kit, &configs[i]);
        bool good = cc_schema_validate(&kit.call, cc_key_schema.attributes, &config);
        good &= cc_resource_byok_key.validate(&kit.call, &config);
        cc_kit_expect_error(&kit, configs[i].path, configs[i].error);
        assert_int_equal(good, configs[i].error == NULL);
        cc_kit_close(&kit);
    }
}

static void test_rules__three_clouds_at_once_are_two_too_many(void **state)
{
    (void)state;
    struct cc_kit kit;
    cc_kit_open(&kit, &cc_key_schema, NULL);
    struct cc_value config =
        cc_kit_value(&kit, "{\"azure\":{" AZURE_VALUE "},\"aws\":{\"key_arn\":\"" ARN
                           "\"},\"gcp\":{\"key_id\":\"" GCP_ID "\"}}");
    assert_false(cc_key_validate(&kit.call, &config));
    assert_int_equal(kit.diags.error_count, 2);
    cc_kit_close(&kit);
}

/* Plans `config` over `prior` the way the host asks for it. */
static struct cc_plan plan_of(struct cc_kit *kit, const struct cc_value *config,
                              const struct cc_value *prior, const struct cc_value *proposed)
{
    struct cc_plan plan = {.config = config, .prior = prior, .proposed = proposed};
    assert_true(cc_plan_make(&kit->call, &cc_resource_byok_key, &plan));
    cc_kit_expect_error(kit, "", NULL);
    return plan;
}

static void test_rules__a_creation_knows_its_cloud_and_nothing_else_of_the_service(void **state)
{
    (void)state;
    static const struct {
        const char *config, *cloud, *computed;
    } cases[] = {
        {AZURE_CONFIG, "AZURE", "azure.application_id"},
        {AWS_CONFIG, "AWS", "aws.roles"},
        {GCP_CONFIG, "GCP", "gcp.security_group"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cc_kit kit;
        cc_kit_open(&kit, &cc_key_schema, NULL);
        struct cc_value config = cc_kit_value(&kit, cases[i].config);
        struct cc_value proposed = cc_kit_value(&kit, cases[i].config), prior = cc_value_null();
        struct cc_plan plan = plan_of(&kit, &config, &prior, &proposed);
        struct cc_str cloud = cc_value_text(cc_value_at(&plan.planned, "cloud"));
        assert_string_equal(cc_str_c(&kit.arena, cloud), cases[i].cloud);
        const char *unknown[] = {"id", "resource_name", "created_at", "validation_error",
                                 cases[i].computed};
        for (size_t j = 0; j < sizeof unknown / sizeof unknown[0]; j++)
            assert_true(cc_value_is_unknown(cc_value_at(&plan.planned, unknown[j])));
        assert_true(cc_value_is_null(cc_value_at(&plan.planned, "on_destroy")));
        cc_kit_close(&kit);
    }
}

static void test_rules__the_cloud_of_an_unknown_choice_is_unknown(void **state)
{
    (void)state;
    struct cc_kit kit;
    cc_kit_open(&kit, &cc_key_schema, NULL);
    struct cc_value config = cc_kit_value(&kit, "{}"), prior = cc_value_null();
    config = cc_kit_with(&kit, &config, "azure", cc_value_unknown());
    struct cc_value proposed = cc_value_copy(&kit.arena, &config);
    struct cc_plan plan = plan_of(&kit, &config, &prior, &proposed);
    assert_true(cc_value_is_unknown(cc_value_at(&plan.planned, "cloud")));
    cc_kit_close(&kit);
}

struct change_case {
    const char *config, *proposed;
    bool is_same;        /* the plan is empty */
    const char *replace; /* what forces a replacement; NULL: nothing */
};

#define AZURE_STATE_AT(identifier)                                                     \
    "{\"id\":\"cck-1\",\"display_name\":\"orders at rest\",\"cloud\":\"AZURE\","       \
    "\"resource_name\":\"" CRN "\",\"created_at\":\"2026-08-25T10:11:12.123456789Z\"," \
    "\"azure\":{" AZURE_WITH(                                                          \
        identifier) ","                                                                \
                    "\"application_id\":\"c1a50000-0000-4000-8000-00000000c003\"}}"

#define OTHER_SPELLING "https://KV-ORDERS.vault.azure.net:443/keys/orders/"
#define OTHER_KEY "https://kv-orders.vault.azure.net/keys/other"

static const struct change_case changes[] = {
    {AZURE_CONFIG, AZURE_STATE, true, NULL},
    {"{\"display_name\":\"orders at rest\",\"azure\":{" AZURE_WITH(OTHER_SPELLING) "}}",
     AZURE_STATE_AT(OTHER_SPELLING), true, NULL},
    {"{\"display_name\":\"orders at rest\",\"azure\":{" AZURE_WITH(OTHER_KEY) "}}",
     AZURE_STATE_AT(OTHER_KEY), false, "azure.key_identifier"},
    {"{\"display_name\":\"orders at rest\",\"on_destroy\":\"retain\",\"azure\":{" AZURE_VALUE "}}",
     AZURE_STATE_WITH(",\"on_destroy\":\"retain\""), false, NULL},
};

static void test_rules__only_another_key_replaces_and_another_spelling_is_no_change(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        struct cc_kit kit;
        cc_kit_open(&kit, &cc_key_schema, NULL);
        kit.call.provider = NULL;
        struct cc_value config = cc_kit_value(&kit, changes[i].config);
        struct cc_value prior = cc_kit_value(&kit, AZURE_STATE);
        struct cc_value proposed = cc_kit_value(&kit, changes[i].proposed);
        struct cc_plan plan = plan_of(&kit, &config, &prior, &proposed);
        assert_int_equal(cc_value_equal(kit.call.type, &prior, &plan.planned), changes[i].is_same);
        assert_int_equal(plan.replace_count, changes[i].replace != NULL);
        if (changes[i].replace != NULL)
            assert_string_equal(cc_str_c(&kit.arena, cc_path_format(&kit.arena, plan.replace[0])),
                                changes[i].replace);
        assert_true(cc_value_is_wholly_known(&plan.planned));
        cc_kit_close(&kit);
    }
}

struct review_case {
    const char *config; /* NULL: a destroy */
    const char *more;   /* members of the state */
    const char *seen;   /* the state the refresh has seen; NULL: none has, so it is asked for */
    struct cc_stub_row asked[2];
    const char *error_part, *warning_part;
};

#define TO_OTHER_KEY "{\"display_name\":\"orders at rest\",\"azure\":{" AZURE_WITH(OTHER_KEY) "}}"
#define KEY_PATH "/byok/v1/keys/cck-1"
#define KEY_STATE(word)                                                                            \
    {                                                                                              \
        {                                                                                          \
            .path = KEY_PATH, .status = 200, .answer = "{\"id\":\"cck-1\",\"state\":\"" word "\"}" \
        }                                                                                          \
    }
#define NOBODY           \
    {                    \
        {                \
            .path = NULL \
        }                \
    }
#define RETAIN ",\"on_destroy\":\"retain\""

static const struct review_case reviews[] = {
    {NULL, "", NULL, {{.path = KEY_PATH, .status = 404}}, NULL, "stays as it is"},
    {NULL, "", NULL, KEY_STATE("IN_USE"), NULL, "five days"},
    {NULL, "", "AVAILABLE", NOBODY, NULL, "stays as it is"},
    {NULL, "", "IN_USE", NOBODY, NULL, "five days"},
    {NULL, RETAIN, "IN_USE", NOBODY, NULL, NULL},
    {TO_OTHER_KEY, "", NULL, KEY_STATE("AVAILABLE"), NULL, NULL},
    {TO_OTHER_KEY, "", NULL, KEY_STATE("IN_USE"), "apply that alone", NULL},
    {TO_OTHER_KEY, "", "AVAILABLE", NOBODY, NULL, NULL},
    {TO_OTHER_KEY, "", "IN_USE", NOBODY, "apply that alone", NULL},
    {TO_OTHER_KEY, RETAIN, "IN_USE", NOBODY, NULL, NULL},
    {AZURE_CONFIG, "", "IN_USE", NOBODY, NULL, NULL},
};

/* The second plan of a replacement that the user orders: no prior state, but somebody leaves. */
static void test_rules__a_key_in_use_is_not_replaced_by_order(void **state)
{
    (void)state;
    static const struct {
        const char *seen, *more;
        bool is_refused;
    } rows[] = {{"IN_USE", "", true}, {"AVAILABLE", "", false}, {"IN_USE", RETAIN, false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct cc_kit kit;
        cc_kit_open(&kit, &cc_key_schema, NULL);
        cc_creations_note(&kit.creations, CC_STR("cck-1"), cc_str_from(rows[i].seen));
        struct cc_str text = cc_str_format(&kit.arena, AZURE_STATE_WITH("%s"), rows[i].more);
        struct cc_value leaving = cc_kit_value(&kit, text.ptr), prior = cc_value_null();
        struct cc_value config = cc_kit_value(&kit, AZURE_CONFIG);
        struct cc_plan plan = {
            .config = &config, .prior = &prior, .proposed = &config, .leaving = &leaving};
        bool is_good = cc_plan_make(&kit.call, &cc_resource_byok_key, &plan);
        assert_int_equal(is_good, !rows[i].is_refused);
        cc_kit_close(&kit);
    }
}

static void test_rules__a_key_in_use_is_not_replaced_and_its_destruction_is_explained(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof reviews / sizeof reviews[0]; i++) {
        const struct review_case *test = &reviews[i];
        struct cc_kit kit;
        cc_kit_open(&kit, &cc_key_schema, test->asked);
        if (test->seen != NULL)
            cc_creations_note(&kit.creations, CC_STR("cck-1"), cc_str_from(test->seen));
        struct cc_str prior_text = cc_str_format(&kit.arena, AZURE_STATE_WITH("%s"), test->more);
        struct cc_value prior = cc_kit_value(&kit, prior_text.ptr), config = cc_value_null();
        if (test->config != NULL)
            config = cc_kit_value(&kit, test->config);
        struct cc_plan plan = {.config = &config, .prior = &prior, .proposed = &config};
        bool is_good = cc_plan_make(&kit.call, &cc_resource_byok_key, &plan);
        assert_int_equal(is_good, test->error_part == NULL);
        cc_kit_expect_error(&kit, "azure.key_identifier", test->error_part);
        cc_kit_expect_warning(&kit, "", test->warning_part);
        cc_kit_close(&kit);
    }
}

static void test_rules__the_table_keeps_the_rules_of_tables(void **state)
{
    (void)state;
    struct cc_kit kit;
    cc_kit_open(&kit, &cc_key_schema, NULL);
    assert_string_equal(cc_str_c(&kit.arena, cc_schema_fault(&kit.arena, &cc_key_schema)), "");
    cc_kit_close(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules__mistakes_are_told_at_their_attribute),
        cmocka_unit_test(test_rules__three_clouds_at_once_are_two_too_many),
        cmocka_unit_test(test_rules__a_creation_knows_its_cloud_and_nothing_else_of_the_service),
        cmocka_unit_test(test_rules__the_cloud_of_an_unknown_choice_is_unknown),
        cmocka_unit_test(test_rules__only_another_key_replaces_and_another_spelling_is_no_change),
        cmocka_unit_test(test_rules__a_key_in_use_is_not_replaced_and_its_destruction_is_explained),
        cmocka_unit_test(test_rules__a_key_in_use_is_not_replaced_by_order),
        cmocka_unit_test(test_rules__the_table_keeps_the_rules_of_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
