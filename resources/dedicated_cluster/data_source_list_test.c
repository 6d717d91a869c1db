// SPDX-License-Identifier: MPL-2.0
#include "dedicated_cluster/cluster_test.h"

extern const struct cc_data_source_type cc_data_source_dedicated_clusters;

#define SMALL(id, kind, more)                                                            \
    "{\"id\":\"" id "\",\"spec\":{\"display_name\":\"" id "\",\"region\":\"eu-1\"," more \
    "\"config\":{\"kind\":\"" kind "\"}}}"

/* Only what tells them apart; the value as a whole is the business of data_source_test.c. */
static void expect_ids(struct cc_kit *kit, const struct cc_value *clusters, const char *ids)
{
    struct cc_str rest = cc_str_from(ids);
    assert_int_equal(clusters->kind, CC_VALUE_SEQUENCE);
    for (size_t i = 0; i < clusters->count; i++) {
        struct cc_str id = cc_value_text(cc_value_at(&clusters->items[i], "id"));
        assert_string_equal(cc_str_c(&kit->arena, id),
                            cc_str_c(&kit->arena, cc_str_cut(&rest, ' ')));
    }
    assert_true(cc_str_is_empty(rest));
}

static void test_cluster_list__holds_dedicated_clusters_that_fit(void **state)
{
    (void)state;
    static const struct cc_stub_row rows[] = {
        LIST_OF(SMALL("lkc-3", "Dedicated", "\"byok\":{\"id\":\"cck-1\"},") "," CLUSTER_READY
                                                                            "," SMALL("lkc-2",
                                                                                      "Basic", "")),
        END};
    static const struct {
        const char *filters, *ids;
    } cases[] = {
        {"", "lkc-1 lkc-3"},
        {",\"display_name\":\"orders\"", "lkc-1"},
        {",\"region\":\"eu-1\"", "lkc-3"},
        {",\"byok_key_id\":\"cck-1\"", "lkc-3"},
        {",\"phase\":\"PROVISIONED\"", "lkc-1"},
        {",\"phase\":\"PROVISIONED\",\"region\":\"eu-1\"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cc_kit kit;
        cc_kit_open(&kit, cc_data_source_dedicated_clusters.schema, rows);
        struct cc_str text =
            cc_str_format(&kit.arena, "{\"environment_id\":\"env-1\"%s}", cases[i].filters);
        struct cc_value config = cc_kit_value(&kit, text.ptr);
        struct cc_value told = cc_value_copy(&kit.arena, &config);
        assert_true(cc_data_source_dedicated_clusters.read(&kit.call, &config, &told));
        expect_ids(&kit, cc_value_at(&told, "clusters"), cases[i].ids);
        cc_kit_close(&kit);
    }
}

static void test_cluster_list__filters_that_can_fit_nothing_are_mistakes(void **state)
{
    (void)state;
    static const struct {
        const char *filter, *path;
    } cases[] = {
        {"\"display_name\":\"\"", "display_name"},    {"\"region\":\"\"", "region"},
        {"\"region\":\"West Europe\"", "region"},     {"\"byok_key_id\":\"\"", "byok_key_id"},
        {"\"byok_key_id\":\"lkc-1\"", "byok_key_id"}, {"\"phase\":\"\"", "phase"},
        {"\"byok_key_id\":\"cck-1\"", NULL},
    };
    const struct cc_schema *schema = cc_data_source_dedicated_clusters.schema;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cc_kit kit;
        cc_kit_open(&kit, schema, NULL);
        struct cc_str text =
            cc_str_format(&kit.arena, "{\"environment_id\":\"env-1\",%s}", cases[i].filter);
        struct cc_value config = cc_kit_value(&kit, text.ptr);
        assert_int_equal(cc_schema_validate(&kit.call, schema->attributes, &config),
                         cases[i].path == NULL);
        cc_kit_expect_error(&kit, cases[i].path, cases[i].path != NULL ? "" : NULL);
        cc_kit_close(&kit);
    }
}

static void test_cluster_list__a_refusal_is_an_error(void **state)
{
    (void)state;
    static const struct cc_stub_row rows[] = {LIST(.status = 403), END};
    struct cc_kit kit;
    cc_kit_open(&kit, cc_data_source_dedicated_clusters.schema, rows);
    struct cc_value config = cc_kit_value(&kit, "{\"environment_id\":\"env-1\"}"), told = config;
    assert_false(cc_data_source_dedicated_clusters.read(&kit.call, &config, &told));
    cc_kit_expect_error(&kit, "", "Listing the clusters of env-1");
    cc_kit_close(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cluster_list__holds_dedicated_clusters_that_fit),
        cmocka_unit_test(test_cluster_list__filters_that_can_fit_nothing_are_mistakes),
        cmocka_unit_test(test_cluster_list__a_refusal_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
