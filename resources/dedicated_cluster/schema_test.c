// SPDX-License-Identifier: MPL-2.0
#include "dedicated_cluster/cluster_test.h"

static void test_schema__keeps_every_rule_of_tables(void **state)
{
    (void)state;
    struct cc_kit kit;
    open_kit(&kit, NULL);
    struct cc_str fault = cc_schema_fault(&kit.arena, &cc_cluster_schema);
    assert_string_equal(cc_str_c(&kit.arena, fault), "");
    cc_kit_close(&kit);
}

struct check_row {
    const char *attribute;
    const char *json; /* its value */
    const char *path; /* of the error; NULL: it is good */
    const char *part; /* of the error */
};

static const struct check_row check_rows[] = {
    {"environment_id", "\"env-1x2y3\"", NULL, NULL},
    {"environment_id", "\"env-\"", "environment_id", "env-1x2y3"},
    {"environment_id", "\"lkc-1\"", "environment_id", "env-1x2y3"},
    {"environment_id", "\"env-1/lkc-1\"", "environment_id", "env-1x2y3"},
    {"environment_id", "\"\"", "environment_id", "env-1x2y3"},
    {"byok_key_id", "\"cck-7ab3q\"", NULL, NULL},
    {"byok_key_id", "\"https://kv.vault.azure.net/keys/k\"", "byok_key_id", "ccloud_byok_key"},
    {"byok_key_id", "\"\"", "byok_key_id", "cck-7ab3q"},
    {"network_id", "\"n-1\"", NULL, NULL},
    {"network_id", "\"nr-1\"", NULL, NULL},
    {"network_id", "\"vnet-1\"", "network_id", "n-4z5w6"},
    {"display_name", "\" orders\"", "display_name", "\"orders\""},
    {"display_name", "\"\"", "display_name", "empty"},
    {"cloud", "\"AWS\"", NULL, NULL},
    {"cloud", "\"GCP\"", NULL, NULL},
    {"cloud", "\"Azure\"", "cloud", "write \"AZURE\""},
    {"cloud", "\"OVH\"", "cloud", "\"GCP\""},
    {"region", "\"eu-central-1\"", NULL, NULL},
    {"region", "\"a-region-nobody-knows-yet\"", NULL, NULL},
    {"region", "\"West Europe\"", "region", "\"westeurope\""},
    {"region", "\" \"", "region", "europe-west3"},
    {"availability", "\"LOW\"", NULL, NULL},
    {"availability", "\"HIGH\"", NULL, NULL},
    {"availability", "\"high\"", "availability", "write \"HIGH\""},
    {"cku", "1", NULL, NULL},
    {"cku", "0", "cku", "1 or more"},
    {"cku", "-2", "cku", "1 or more"},
    {"cku", "1.5", "cku", "1 or more"},
    {"encryption_mode", "\"self_managed\"", NULL, NULL},
    {"encryption_mode", "\"self-managed\"", "encryption_mode", "\"self_managed\""},
    {"zones", "[\"1\"]", NULL, NULL},
    {"zones", "[\"1\",\"2\",\"3\"]", NULL, NULL},
    {"zones", "[]", "zones", "1 or 3"},
    {"zones", "[\"1\",\"2\"]", "zones", "1 or 3"},
    {"zones", "[\"1\",\"2\",\"2\"]", "zones[2]", "twice"},
    {"zones", "[\"1\",\"\",\"2\"]", "zones[1]", "empty"},
    {"zones", "[null]", "zones[0]", "empty"},
    {"release_priority", "\"PRIORITY\"", NULL, NULL},
    {"release_priority", "\"EARLY\"", "release_priority", "\"REGULAR\""},
    {"timeouts", "{\"create\":\"36h\",\"update\":\"90m\"}", NULL, NULL},
    {"timeouts", "{\"create\":\"1 day\"}", "timeouts.create", "duration"},
    {"timeouts", "{\"update\":\"\"}", "timeouts.update", "duration"},
    {"timeouts", "{\"delete\":\"0s\"}", "timeouts.delete", "duration"},
};

static void test_schema__checks_single_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof check_rows / sizeof check_rows[0]; i++) {
        const struct check_row *row = &check_rows[i];
        struct cc_kit kit;
        open_kit(&kit, NULL);
        struct cc_str json = cc_str_format(&kit.arena, "{\"%s\":%s}", row->attribute, row->json);
        struct cc_value config = cc_kit_value(&kit, json.ptr);
        bool is_good = cc_schema_validate(&kit.call, cc_cluster_schema.attributes, &config);
        assert_int_equal(is_good, row->path == NULL);
        cc_kit_expect_error(&kit, row->path, row->part);
        cc_kit_close(&kit);
    }
}

static void test_schema__an_id_has_at_most_255_bytes(void **state)
{
    (void)state;
    char text[300] = "cck-";
    for (size_t length = 255; length <= 256; length++) {
        struct cc_kit kit;
        open_kit(&kit, NULL);
        for (size_t i = 4; i < length; i++)
            text[i] = 'a';
        struct cc_value config = cc_kit_value(&kit, "{}");
        config =
            cc_kit_with(&kit, &config, "byok_key_id", cc_value_str((struct cc_str){text, length}));
        bool is_good = cc_schema_validate(&kit.call, cc_cluster_schema.attributes, &config);
        assert_int_equal(is_good, length == 255);
        cc_kit_close(&kit);
    }
}

static void test_schema__unknown_zones_repeat_nothing(void **state)
{
    (void)state;
    struct cc_kit kit;
    open_kit(&kit, NULL);
    struct cc_value zones = cc_value_sequence(&kit.arena, 3);
    for (size_t i = 0; i < 3; i++)
        zones.items[i] = cc_value_unknown();
    struct cc_value config = cc_kit_value(&kit, "{}");
    config = cc_kit_with(&kit, &config, "zones", zones);
    assert_true(cc_schema_validate(&kit.call, cc_cluster_schema.attributes, &config));
    cc_kit_expect_error(&kit, "", NULL);
    cc_kit_close(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_row(test_schema__keeps_every_rule_of_tables),
        test_row(test_schema__checks_single_values),
        test_row(test_schema__an_id_has_at_most_255_bytes),
        test_row(test_schema__unknown_zones_repeat_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
