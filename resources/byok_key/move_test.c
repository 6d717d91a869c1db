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

/* The official provider's state; blocks are lists, and the other ones are empty or missing. */
#define BLOCK(name, members) "{\"id\":\"cck-1\",\"" name "\":[{" members "}]"
#define AZURE_BLOCK                                                                            \
    BLOCK("azure", AZURE_VALUE ",\"application_id\":\"c1a50000-0000-4000-8000-00000000c003\"") \
    ",\"aws\":[],\"gcp\":[]}"

#define AZURE_MOVED(identifier)                                     \
    "{\"id\":\"cck-1\",\"cloud\":\"AZURE\",\"azure\":{" AZURE_WITH( \
        identifier) ",\"application_"                               \
                    "id\":\"c1a50000-0000-4000-8000-00000000c003\"}}"

static bool move(struct cc_kit *kit, const char *json, struct cc_value *moved)
{
    struct cc_str reason;
    struct cc_move_source source = {
        .provider_address = CC_STR("hosts.example/confluentinc/confluent"),
        .type_name = CC_STR("confluent_byok_key"),
        .state = cc_json_parse(&kit->arena, cc_str_from(json), &reason),
    };
    assert_non_null(source.state);
    *moved = cc_value_object(&kit->arena, kit->call.type);
    return cc_key_moves[0].move(&kit->call, &source, moved);
}

static void test_move__keys_of_every_cloud_become_ours(void **state)
{
    (void)state;
    static const struct {
        const char *theirs, *ours;
    } rows[] = {
        {AZURE_BLOCK, AZURE_MOVED(IDENTIFIER)},
        {BLOCK("azure", AZURE_WITH(IDENTIFIER "/0123456789abcdef")) "}",
         "{\"id\":\"cck-1\",\"cloud\":\"AZURE\",\"azure\":{" AZURE_WITH(IDENTIFIER
                                                                        "/0123456789abcdef") "}}"},
        {BLOCK("aws", "\"key_arn\":\"" ARN "\",\"roles\":[\"r2\",\"r1\"]") ",\"azure\":[]}",
         "{\"id\":\"cck-1\",\"cloud\":\"AWS\",\"aws\":{\"key_arn\":\"" ARN
         "\",\"roles\":[\"r1\",\"r2\"]}}"},
        {BLOCK("gcp", "\"key_id\":\"" GCP_ID "\",\"security_group\":\"g@example.com\"") "}",
         "{\"id\":\"cck-1\",\"cloud\":\"GCP\",\"gcp\":{\"key_id\":\"" GCP_ID
         "\",\"security_group\":\"g@example.com\"}}"},
        {BLOCK("gcp", "\"key_id\":\"" GCP_ID "\",\"security_group\":\"\"") ",\"aws\":null}",
         "{\"id\":\"cck-1\",\"cloud\":\"GCP\",\"gcp\":{\"key_id\":\"" GCP_ID "\"}}"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct cc_kit kit;
        struct cc_value moved;
        cc_kit_open(&kit, &cc_key_schema, NULL);
        assert_true(move(&kit, rows[i].theirs, &moved));
        cc_kit_expect_value(&kit, &moved, rows[i].ours);
        cc_kit_close(&kit);
    }
}

static void test_move__a_state_without_a_key_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *theirs, *part;
    } rows[] = {
        {"{\"id\":\"cck-1\",\"azure\":[],\"aws\":[],\"gcp\":[]}", "cck-1"},
        {"{\"id\":\"cck-1\"}", "no key in azure, aws or gcp"},
        {"{}", "without id"},
        {"{\"azure\":[{" AZURE_VALUE "}]}", "it has no id"},
        {BLOCK("aws", "\"key_arn\":\"\"") "}", "it has no key.key_arn"},
        {"{\"id\":\"cck-1\",\"azure\":[7]}", "no key"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct cc_kit kit;
        struct cc_value moved;
        cc_kit_open(&kit, &cc_key_schema, NULL);
        assert_false(move(&kit, rows[i].theirs, &moved));
        cc_kit_expect_error(&kit, "", rows[i].part);
        cc_kit_close(&kit);
    }
}

/* The plan that follows a move and a refresh has nothing to do, also where the old configuration
 * named a version of the key, which ours does not accept. */
static void test_move__the_plan_after_a_refresh_is_empty(void **state)
{
    (void)state;
    static const char *const identifiers[] = {IDENTIFIER, IDENTIFIER "/0123456789abcdef"};
    for (size_t i = 0; i < sizeof identifiers / sizeof identifiers[0]; i++) {
        const struct cc_stub_row rows[] = {
            {.path = "/byok/v1/keys/cck-1", .status = 200, .answer = AZURE_ANSWER}, {.path = NULL}};
        struct cc_kit kit;
        struct cc_value moved;
        cc_kit_open(&kit, &cc_key_schema, rows);
        struct cc_str theirs =
            cc_str_format(&kit.arena, BLOCK("azure", AZURE_WITH("%s")) "}", identifiers[i]);
        assert_true(move(&kit, theirs.ptr, &moved));
        struct cc_value read = moved, config = cc_kit_value(&kit, AZURE_CONFIG);
        assert_true(cc_resource_byok_key.read(&kit.call, &moved, &read));
        cc_kit_expect_warning(&kit, "", NULL);
        struct cc_value proposed = read;
        proposed =
            cc_kit_with(&kit, &proposed, "azure.key_identifier", cc_value_str(CC_STR(IDENTIFIER)));
        struct cc_plan plan = {.config = &config, .prior = &read, .proposed = &proposed};
        assert_true(cc_plan_make(&kit.call, &cc_resource_byok_key, &plan));
        assert_true(cc_value_equal(kit.call.type, &read, &plan.planned));
        cc_kit_close(&kit);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_move__keys_of_every_cloud_become_ours),
        cmocka_unit_test(test_move__a_state_without_a_key_is_refused),
        cmocka_unit_test(test_move__the_plan_after_a_refresh_is_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
