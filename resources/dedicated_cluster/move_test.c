// SPDX-License-Identifier: MPL-2.0
#include "dedicated_cluster/cluster_test.h"

/* The official provider's state, without what its kind says; `more` begins with a comma or is
 * empty. */
#define THEIRS_AS(dedicated, more)                                                               \
    "{\"id\":\"lkc-1\",\"api_version\":\"cmk/v2\",\"kind\":\"Cluster\",\"display_name\":"        \
    "\"orders\",\"cloud\":\"AZURE\",\"region\":\"westeurope\",\"availability\":\"MULTI_ZONE\","  \
    "\"environment\":[{\"id\":\"env-1\"}],\"basic\":[],\"standard\":[],\"enterprise\":[],"       \
    "\"freight\":[],\"dedicated\":[" dedicated "],\"bootstrap_endpoint\":\"SASL_SSL://lkc-1."    \
    "example:9092\",\"rest_endpoint\":\"https://lkc-1.example\",\"rbac_crn\":\"crn://confluent." \
    "cloud/organization=o-1/environment=env-1/cloud-cluster=lkc-1\"" more "}"
#define DEDICATED(key) "{\"cku\":2,\"encryption_key\":\"" key "\",\"zones\":[]}"
#define THEIRS(more) THEIRS_AS(DEDICATED(""), more)
#define NO_KEY ",\"byok_key\":[{\"id\":\"\"}],\"network\":[{\"id\":\"\"}]"
#define THEIR_ENDPOINTS                                                                            \
    ",\"endpoints\":[{\"access_point_id\":\"PUBLIC\",\"bootstrap_endpoint\":\"SASL_SSL://"         \
    "lkc-1.example:9092\",\"rest_endpoint\":\"https://lkc-1.example\",\"connection_type\":"        \
    "\"PUBLIC\"},{\"access_point_id\":\"\"},{\"access_point_id\":\"a.b\",\"rest_endpoint\":\"r\"}" \
    "]"

/* What becomes of it before a refresh. */
#define MOVED_AS(mode, more)                                                                    \
    CONFIG(",\"id\":\"lkc-1\",\"current_cku\":2,\"encryption_mode\":\"" mode                    \
           "\",\"release_priority\":\"REGULAR\",\"bootstrap_endpoint\":\"lkc-1.example:9092\"," \
           "\"rest_endpoint\":\"https://lkc-1.example\",\"resource_name\":\"" CRN               \
           "\",\"rbac_crn\":\"crn://confluent.cloud/organization=o-1/environment=env-1/"        \
           "cloud-cluster=lkc-1\"" more)
#define UNPROTECTED ",\"deletion_protection\":false"

static bool move(struct cc_kit *kit, const char *json, struct cc_value *moved)
{
    struct cc_str reason;
    struct cc_move_source source = {
        .provider_address = CC_STR("hosts.example/confluentinc/confluent"),
        .type_name = CC_STR("confluent_kafka_cluster"),
        .schema_version = 1,
        .state = cc_json_parse(&kit->arena, cc_str_from(json), &reason),
    };
    if (source.state == NULL)
        fail_msg("%s: %s", json, cc_str_c(&kit->arena, reason));
    *moved = cc_value_object(&kit->arena, kit->call.type);
    return cc_cluster_moves[0].move(&kit->call, &source, moved);
}

static void test_move__dedicated_clusters_become_ours(void **state)
{
    (void)state;
    static const struct {
        const char *theirs, *ours;
    } rows[] = {
        {THEIRS(NO_KEY), MOVED_AS("automatic", UNPROTECTED)},
        {THEIRS(""), MOVED_AS("automatic", UNPROTECTED)},
        {THEIRS(",\"byok_key\":[{\"id\":\"cck-1\"}],\"network\":[{\"id\":\"n-1\"}],"
                "\"deletion_protection\":true"),
         MOVED_AS("self_managed", ",\"byok_key_id\":\"cck-1\",\"network_id\":\"n-1\","
                                  "\"deletion_protection\":true")},
        {THEIRS(",\"deletion_protection\":null,\"timeouts\":null"),
         MOVED_AS("automatic", UNPROTECTED)},
        {THEIRS(",\"timeouts\":{\"create\":\"3h\",\"update\":null}"),
         MOVED_AS("automatic", UNPROTECTED ",\"timeouts\":{\"create\":\"3h\"}")},
        {THEIRS(",\"timeouts\":{\"create\":null,\"update\":null}"),
         MOVED_AS("automatic", UNPROTECTED)},
        {THEIRS(THEIR_ENDPOINTS),
         MOVED_AS("automatic", UNPROTECTED
                  ",\"endpoints\":{\"PUBLIC\":{\"bootstrap_endpoint\":\"lkc-1.example:9092\","
                  "\"rest_endpoint\":\"https://lkc-1.example\",\"connection_type\":"
                  "\"PUBLIC\"}}")},
        /* Bound to a key before keys had ids. */
        {THEIRS_AS(DEDICATED("arn:aws:kms:x"), NO_KEY), MOVED_AS("self_managed", UNPROTECTED)},
        {THEIRS_AS(DEDICATED("arn:aws:kms:x"), ",\"byok_key\":[{\"id\":\"cck-1\"}]"),
         MOVED_AS("self_managed", UNPROTECTED ",\"byok_key_id\":\"cck-1\"")},
        {THEIRS_AS("{\"cku\":2,\"zones\":[\"b\",\"a\"]}", ""),
         MOVED_AS("automatic", UNPROTECTED ",\"zones\":[\"b\",\"a\"]")},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct cc_kit kit;
        struct cc_value moved;
        open_kit(&kit, NULL);
        assert_true(move(&kit, rows[i].theirs, &moved));
        cc_kit_expect_value(&kit, &moved, rows[i].ours);
        cc_kit_close(&kit);
    }
}

static void test_move__other_clusters_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *theirs, *part;
    } rows[] = {
        {"{\"id\":\"lkc-1\",\"dedicated\":[],\"basic\":[{}]}", "it is of kind basic"},
        {"{\"id\":\"lkc-1\",\"standard\":[{\"max_ecku\":3}]}", "it is of kind standard"},
        {"{\"id\":\"lkc-1\",\"enterprise\":[{}]}", "only Dedicated"},
        {"{\"id\":\"lkc-1\",\"freight\":[{\"zones\":[]}]}", "it is of kind freight"},
        {"{\"id\":\"lkc-1\"}", "does not hold the block dedicated"},
        {"{\"dedicated\":[{\"cku\":1}],\"environment\":[{\"id\":\"env-1\"}]}", "is missing"},
        {"{\"id\":\"lkc-1\",\"dedicated\":[{\"cku\":1}],\"environment\":[{\"id\":\"\"}]}", "lkc-1"},
        {"{\"id\":\"lkc-1\",\"dedicated\":[{\"cku\":1}]}", "is missing"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct cc_kit kit;
        struct cc_value moved;
        open_kit(&kit, NULL);
        assert_false(move(&kit, rows[i].theirs, &moved));
        cc_kit_expect_error(&kit, "", rows[i].part);
        cc_kit_close(&kit);
    }
}

struct plan_case {
    const char *theirs, *answer, *config;
};

static void expect_empty(const struct plan_case *row)
{
    const struct cc_stub_row rows[] = {GET_ONE(.status = 200, .answer = row->answer), END};
    struct cc_kit kit;
    struct cc_value moved;
    bool is_good;
    open_kit(&kit, rows);
    assert_true(move(&kit, row->theirs, &moved));
    struct cc_value read = moved, config = cc_kit_value(&kit, row->config);
    assert_true(cc_resource_dedicated_cluster.read(&kit.call, &moved, &read));
    cc_kit_expect_warning(&kit, "", NULL);
    struct cc_plan plan = make_plan(&kit, &config, &read, &is_good);
    assert_true(is_good);
    assert_true(cc_value_equal(kit.call.type, &read, &plan.planned));
    cc_kit_close(&kit);
}

static void test_move__the_plan_after_a_refresh_is_empty(void **state)
{
    (void)state;
    static const struct plan_case rows[] = {
        {THEIRS(NO_KEY), CLUSTER_READY, CONFIG("")},
        {THEIRS(",\"deletion_protection\":true"), CLUSTER_READY,
         CONFIG(",\"deletion_protection\":true,\"encryption_mode\":\"automatic\"")},
        {THEIRS(",\"byok_key\":[{\"id\":\"cck-1\"}]"),
         CLUSTER(PROTECTED ENDPOINTS BYOK("cck-1"), CKU(2), PROVISIONED(2)), CONFIG(KEY("cck-1"))},
        {THEIRS(",\"timeouts\":{\"create\":\"3h\"}"), CLUSTER_READY,
         CONFIG(",\"timeouts\":{\"create\":\"3h\"}")},
        {THEIRS_AS(DEDICATED("arn:aws:kms:x"), ""),
         CLUSTER(PROTECTED, CKU(2) ",\"encryption_key\":\"arn:aws:kms:x\"", PROVISIONED(2)),
         CONFIG("")},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        expect_empty(&rows[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_row(test_move__dedicated_clusters_become_ours),
        test_row(test_move__other_clusters_are_refused),
        test_row(test_move__the_plan_after_a_refresh_is_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
