// SPDX-License-Identifier: MPL-2.0
#include "dedicated_cluster/cluster_test.h"

#define KEY_PATH "/byok/v1/keys/cck-1"
#define KEY_OF(members)                                                             \
    {                                                                               \
        .path = KEY_PATH, .status = 200, .answer = "{\"id\":\"cck-1\"," members "}" \
    }
#define AZURE_KEY(state, validation) \
    KEY_OF("\"provider\":\"Azure\",\"state\":\"" state "\",\"validation\":{" validation "}")
#define VALID_IN(region) "\"phase\":\"VALID\",\"region\":\"" region "\""
#define NAMED(id, name) "{\"id\":\"" id "\",\"spec\":{\"display_name\":\"" name "\"}}"

struct ahead_row {
    const char *what;
    const char *config, *prior; /* prior NULL: a creation */
    struct cc_stub_row rows[3]; /* ends with a row without path */
    const char *error_path, *error_part;
    const char *warning_path, *warning_part;
};

#define ANY_AWS                                                                               \
    "{\"display_name\":\"orders\",\"environment_id\":\"env-1\",\"cloud\":\"AWS\",\"region\":" \
    "\"eu-central-1\",\"availability\":\"MULTI_ZONE\",\"cku\":2,\"byok_key_id\":\"cck-1\"}"
#define ANY_GCP                                                                               \
    "{\"display_name\":\"orders\",\"environment_id\":\"env-1\",\"cloud\":\"GCP\",\"region\":" \
    "\"europe-west3\",\"availability\":\"MULTI_ZONE\",\"cku\":2,\"byok_key_id\":\"cck-1\"}"
#define AWS_KEY(region)                                                      \
    KEY_OF("\"provider\":\"AWS\",\"key\":{\"key_arn\":\"arn:aws:kms:" region \
           ":123412341234:key/x\"}")
#define GCP_KEY(location)                                                              \
    KEY_OF("\"provider\":\"GCP\",\"key\":{\"key_id\":\"projects/p/locations/" location \
           "/keyRings/r/cryptoKeys/k\"}")
#define NO_CLUSTERS LIST_OF("")

static const struct ahead_row ahead_rows[] = {
    {"nothing stands in the way",
     CONFIG(KEY("cck-1")),
     NULL,
     {NO_CLUSTERS, AZURE_KEY("AVAILABLE", VALID_IN("westeurope"))},
     NULL,
     NULL,
     NULL,
     NULL},
    {"a key that was not used yet",
     CONFIG(KEY("cck-1")),
     NULL,
     {NO_CLUSTERS, AZURE_KEY("AVAILABLE", "\"phase\":\"INITIALIZING\"")},
     NULL,
     NULL,
     NULL,
     NULL},
    {"a name that is taken",
     CONFIG(""),
     NULL,
     {LIST_OF(NAMED("lkc-9", "orders"))},
     NULL,
     NULL,
     "display_name",
     "tofu import ccloud_dedicated_cluster.<name> env-1/lkc-9"},
    {"another name",
     CONFIG(""),
     NULL,
     {LIST_OF(NAMED("lkc-9", "payments"))},
     NULL,
     NULL,
     NULL,
     NULL},
    {"names may repeat",
     CONFIG(",\"allow_duplicate_name\":true"),
     NULL,
     {END},
     NULL,
     NULL,
     NULL,
     NULL},
    {"an environment that cannot be seen",
     CONFIG(""),
     NULL,
     {LIST(.status = 403)},
     NULL,
     NULL,
     "environment_id",
     "no such environment"},
    {"names that cannot be listed",
     CONFIG(""),
     NULL,
     {LIST(.status = 500)},
     NULL,
     NULL,
     "display_name",
     "could not be checked"},
    {"wrong credentials",
     CONFIG(""),
     NULL,
     {LIST(.status = 401)},
     "",
     "CONFLUENT_CLOUD_API_KEY",
     NULL,
     NULL},
    {"a key in use",
     CONFIG(KEY("cck-1")),
     NULL,
     {NO_CLUSTERS, AZURE_KEY("IN_USE", VALID_IN("westeurope"))},
     NULL,
     NULL,
     "byok_key_id",
     "a key of its own"},
    {"a key in use, for a replacement",
     CONFIG(KEY("cck-1") ",\"network_id\":\"n-1\""),
     STATE_BYOK_UNPROTECTED(""),
     {AZURE_KEY("IN_USE", VALID_IN("westeurope")), END},
     "byok_key_id",
     "tofu destroy -refresh=false",
     "network_id",
     "All topics"},
    {"a key of another region",
     CONFIG(KEY("cck-1")),
     NULL,
     {NO_CLUSTERS, AZURE_KEY("AVAILABLE", VALID_IN("northeurope"))},
     "byok_key_id",
     "It lies in region northeurope",
     NULL,
     NULL},
    {"a key of another cloud",
     CONFIG(KEY("cck-1")),
     NULL,
     {NO_CLUSTERS, AWS_KEY("eu-central-1")},
     "byok_key_id",
     "a key of AWS",
     NULL,
     NULL},
    {"a key that does not exist",
     CONFIG(KEY("cck-1")),
     NULL,
     {NO_CLUSTERS, {.path = KEY_PATH, .status = 404, .answer = ERRORS("resource_not_found", "")}},
     "byok_key_id",
     "knows no such key",
     NULL,
     NULL},
    {"a key that may not be seen",
     CONFIG(KEY("cck-1")),
     NULL,
     {NO_CLUSTERS, {.path = KEY_PATH, .status = 403}},
     NULL,
     NULL,
     "byok_key_id",
     "could not be checked"},
    {"a key Confluent cannot use",
     CONFIG(KEY("cck-1")),
     NULL,
     {NO_CLUSTERS,
      AZURE_KEY("AVAILABLE", "\"phase\":\"INVALID\",\"message\":\"access was revoked\"")},
     NULL,
     NULL,
     "byok_key_id",
     "access was revoked"},
    {"an AWS key of the region in its name",
     ANY_AWS,
     NULL,
     {NO_CLUSTERS, AWS_KEY("eu-central-1")},
     NULL,
     NULL,
     NULL,
     NULL},
    {"an AWS key of another region in its name",
     ANY_AWS,
     NULL,
     {NO_CLUSTERS, AWS_KEY("us-east-1")},
     "byok_key_id",
     "us-east-1",
     NULL,
     NULL},
    {"a GCP key of the region in its name",
     ANY_GCP,
     NULL,
     {NO_CLUSTERS, GCP_KEY("europe-west3")},
     NULL,
     NULL,
     NULL,
     NULL},
    {"a GCP key that is global",
     ANY_GCP,
     NULL,
     {NO_CLUSTERS, GCP_KEY("global")},
     "byok_key_id",
     "It lies in region global",
     NULL,
     NULL},
    {"no change of the key",
     CONFIG(KEY("cck-1") ",\"deletion_protection\":false"),
     STATE_BYOK_UNPROTECTED(""),
     {END},
     NULL,
     NULL,
     NULL,
     NULL},
};

static void test_ahead__what_the_service_knows_is_told_while_planning(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ahead_rows / sizeof ahead_rows[0]; i++) {
        const struct ahead_row *row = &ahead_rows[i];
        print_message("  %s\n", row->what);
        struct cc_kit kit;
        open_kit(&kit, row->rows);
        struct cc_value config = cc_kit_value(&kit, row->config), prior = cc_value_null();
        if (row->prior != NULL)
            prior = cc_kit_value(&kit, row->prior);
        struct cc_value proposed = propose(&kit, &config, &prior);
        struct cc_plan plan = {.config = &config, .prior = &prior, .proposed = &proposed};
        bool is_good = cc_plan_make(&kit.call, &cc_resource_dedicated_cluster, &plan);
        assert_int_equal(is_good, row->error_path == NULL);
        cc_kit_expect_error(&kit, row->error_path, row->error_part);
        cc_kit_expect_warning(&kit, row->warning_path, row->warning_part);
        cc_kit_close(&kit);
    }
}

/* A replacement plans the new one as if there were no old one. */
static void test_ahead__what_this_run_has_read_is_no_namesake(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {LIST_OF(NAMED("lkc-1", "orders")), END};
    struct cc_kit kit;
    open_kit(&kit, rows);
    cc_creations_note(&kit.creations, CC_STR("lkc-1"), CC_STR("PROVISIONED"));
    struct cc_value config = cc_kit_value(&kit, CONFIG("")), prior = cc_value_null();
    struct cc_value proposed = propose(&kit, &config, &prior);
    struct cc_plan plan = {.config = &config, .prior = &prior, .proposed = &proposed};
    assert_true(cc_plan_make(&kit.call, &cc_resource_dedicated_cluster, &plan));
    assert_int_equal(kit.diags.count, 0);
    cc_kit_close(&kit);
}

static void test_ahead__nothing_is_asked_about_what_is_unknown(void **state)
{
    (void)state;
    struct cc_kit kit;
    open_kit(&kit, NULL);
    struct cc_value config = cc_kit_value(&kit, CONFIG("")), prior = cc_value_null();
    config = cc_kit_with(&kit, &config, "display_name", cc_value_unknown());
    config = cc_kit_with(&kit, &config, "byok_key_id", cc_value_unknown());
    struct cc_value proposed = propose(&kit, &config, &prior);
    struct cc_plan plan = {.config = &config, .prior = &prior, .proposed = &proposed};
    assert_true(cc_plan_make(&kit.call, &cc_resource_dedicated_cluster, &plan));
    config = cc_kit_value(&kit, CONFIG(KEY("cck-1")));
    kit.ccloud.is_unknown = true; /* credentials that another resource makes */
    proposed = propose(&kit, &config, &prior);
    assert_true(cc_plan_make(&kit.call, &cc_resource_dedicated_cluster, &plan));
    assert_int_equal(kit.diags.count, 0);
    cc_kit_close(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_row(test_ahead__what_the_service_knows_is_told_while_planning),
        test_row(test_ahead__what_this_run_has_read_is_no_namesake),
        test_row(test_ahead__nothing_is_asked_about_what_is_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
