// SPDX-License-Identifier: MPL-2.0
#include "dedicated_cluster/cluster_test.h"

static struct cc_cluster cluster_of(struct cc_kit *kit, const char *json)
{
    struct cc_cluster cluster;
    struct cc_str reason;
    const struct cc_json *node = cc_json_parse(&kit->arena, cc_str_from(json), &reason);
    assert_non_null(node);
    assert_true(cc_cluster_from_json(&kit->arena, node, &cluster));
    return cluster;
}

static struct cc_value refreshed(struct cc_kit *kit, const char *prior, const char *json)
{
    struct cc_cluster cluster = cluster_of(kit, json);
    struct cc_value value = cc_kit_value(kit, prior);
    return cc_cluster_refreshed(&kit->arena, kit->call.type, &value, &cluster);
}

static void test_model__the_create_body_holds_what_is_planned_and_no_more(void **state)
{
    (void)state;
    static const struct {
        const char *value, *body;
    } rows[] = {
        {CONFIG(",\"deletion_protection\":true"),
         "{\"spec\":{\"display_name\":\"orders\",\"availability\":\"MULTI_ZONE\",\"cloud\":"
         "\"AZURE\",\"region\":\"westeurope\",\"config\":{\"kind\":\"Dedicated\",\"cku\":2},"
         "\"deletion_protection\":true,\"environment\":{\"id\":\"env-1\"}}}"},
        {CONFIG(",\"byok_key_id\":\"cck-1\",\"network_id\":\"n-1\",\"zones\":[\"b\",\"a\",\"c\"],"
                "\"release_priority\":\"PRIORITY\",\"allow_duplicate_name\":true,\"timeouts\":{}"),
         "{\"spec\":{\"display_name\":\"orders\",\"availability\":\"MULTI_ZONE\",\"cloud\":"
         "\"AZURE\",\"region\":\"westeurope\",\"config\":{\"kind\":\"Dedicated\",\"cku\":2,"
         "\"zones\":[\"b\",\"a\",\"c\"],\"release_priority\":\"PRIORITY\"},"
         "\"deletion_protection\":false,\"environment\":{\"id\":\"env-1\"},"
         "\"network\":{\"id\":\"n-1\"},\"byok\":{\"id\":\"cck-1\"}}}"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct cc_kit kit;
        open_kit(&kit, NULL);
        struct cc_value value = cc_kit_value(&kit, rows[i].value);
        struct cc_cluster cluster = cc_cluster_from_value(&kit.arena, &value);
        struct cc_str body =
            cc_json_write(&kit.arena, cc_cluster_create_body(&kit.arena, &cluster));
        assert_string_equal(body.ptr, rows[i].body);
        cc_kit_close(&kit);
    }
}

static void test_model__unknowns_are_not_sent(void **state)
{
    (void)state;
    struct cc_kit kit;
    open_kit(&kit, NULL);
    struct cc_value planned = planned_of(&kit, CONFIG(""), NULL);
    assert_true(cc_value_is_unknown(cc_value_at(&planned, "zones")));
    struct cc_cluster cluster = cc_cluster_from_value(&kit.arena, &planned);
    assert_int_equal(cluster.zone_count, 0);
    assert_true(cc_str_is_absent(cluster.release_priority));
    assert_true(cc_str_is_absent(cluster.id));
    cc_kit_close(&kit);
}

static void test_model__an_answer_becomes_a_state(void **state)
{
    (void)state;
    struct cc_kit kit;
    open_kit(&kit, NULL);
    struct cc_value value = refreshed(&kit, "{}", CLUSTER_READY);
    value = cc_kit_with(&kit, &value, "availability", cc_value_str(CC_STR("MULTI_ZONE")));
    cc_kit_expect_value(&kit, &value, STATE(""));
    cc_kit_close(&kit);
}

static void test_model__an_answer_without_id_is_no_cluster(void **state)
{
    (void)state;
    static const char *const rows[] = {"{}", "{\"id\":\"\"}", "{\"id\":null}", "{\"id\":7}", "[]"};
    struct cc_kit kit;
    open_kit(&kit, NULL);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct cc_cluster cluster;
        struct cc_str reason;
        const struct cc_json *json = cc_json_parse(&kit.arena, cc_str_from(rows[i]), &reason);
        assert_false(cc_cluster_from_json(&kit.arena, json, &cluster));
    }
    struct cc_cluster cluster;
    assert_false(cc_cluster_from_json(&kit.arena, NULL, &cluster));
    cc_kit_close(&kit);
}

struct endpoint_row {
    const char *spec;
    const char *bootstrap, *rest; /* NULL: null */
};

#define POINT(name, host)                                \
    "\"" name "\":{\"kafka_bootstrap_endpoint\":\"" host \
    ":9092\",\"http_endpoint\":\"https://" host "\",\"connection_type\":\"" name "\"}"
#define OLD_POINT \
    ",\"kafka_bootstrap_endpoint\":\"SASL_SSL://old:9092\",\"http_endpoint\":\"https://old\""

static const struct endpoint_row endpoint_rows[] = {
    {",\"endpoints\":{" POINT("APZ", "z") "," POINT("PUBLIC", "p") "," POINT("AP1", "a") "}",
     "p:9092", "https://p"},
    {",\"endpoints\":{" POINT("PRIVATE_LINK", "l") "}" OLD_POINT, "l:9092", "https://l"},
    {",\"endpoints\":{" POINT("AP2", "b") "," POINT("AP1", "a") "}", "a:9092", "https://a"},
    {OLD_POINT, "old:9092", "https://old"},
    {",\"endpoints\":{}" OLD_POINT, "old:9092", "https://old"},
    {",\"endpoints\":null" OLD_POINT, "old:9092", "https://old"},
    {"", NULL, NULL},
    {",\"kafka_bootstrap_endpoint\":\"\",\"http_endpoint\":\"\"", NULL, NULL},
};

static void expect_text(struct cc_kit *kit, const struct cc_value *state, const char *name,
                        const char *text)
{
    const struct cc_value *value = cc_value_at(state, name);
    assert_int_equal(cc_value_is_null(value), text == NULL);
    assert_string_equal(cc_str_c(&kit->arena, cc_value_text(value)), text != NULL ? text : "");
}

static void test_model__the_public_endpoint_is_preferred_then_the_first(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof endpoint_rows / sizeof endpoint_rows[0]; i++) {
        const struct endpoint_row *row = &endpoint_rows[i];
        struct cc_kit kit;
        open_kit(&kit, NULL);
        struct cc_str json = cc_str_format(
            &kit.arena, "{\"id\":\"lkc-1\",\"spec\":{\"cloud\":\"AWS\"%s}}", row->spec);
        struct cc_value value = refreshed(&kit, "{}", json.ptr);
        expect_text(&kit, &value, "bootstrap_endpoint", row->bootstrap);
        expect_text(&kit, &value, "rest_endpoint", row->rest);
        cc_kit_close(&kit);
    }
}

static void test_model__endpoints_are_sorted(void **state)
{
    (void)state;
    struct cc_kit kit;
    open_kit(&kit, NULL);
    struct cc_value value = refreshed(
        &kit, "{}",
        CLUSTER(",\"endpoints\":{" POINT("B", "b") "," POINT("C", "c") "," POINT("A", "a") "}", "",
                ""));
    const struct cc_value *map = cc_value_at(&value, "endpoints");
    assert_int_equal(map->count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(map->members[i].name.ptr[0], "ABC"[i]);
    cc_kit_close(&kit);
}

struct refresh_row {
    const char *what;
    const char *prior, *answer;
    const char *expected; /* of the whole state */
};

static const struct refresh_row refresh_rows[] = {
    {"nothing has changed", STATE(""), CLUSTER_READY, STATE("")},
    {"what is left out keeps its value", STATE(",\"zones\":[\"1\"]"),
     "{\"id\":\"lkc-1\",\"spec\":{\"deletion_protection\":true}}", STATE(",\"zones\":[\"1\"]")},
    {"null means left out", STATE(""),
     "{\"id\":\"lkc-1\",\"spec\":{\"deletion_protection\":true,\"byok\":null,\"network\":null,"
     "\"endpoints\":null,\"config\":null},\"status\":null}",
     STATE("")},
    {"a size of nothing is not said", STATE(""),
     CLUSTER(PROTECTED, CKU(2), "\"phase\":\"PROVISIONED\",\"cku\":0"), STATE("")},
    {"what is not the service's stays",
     STATE(",\"allow_duplicate_name\":true,\"timeouts\":{\"create\":\"3h\"}"), CLUSTER_READY,
     STATE(",\"allow_duplicate_name\":true,\"timeouts\":{\"create\":\"3h\"}")},
    {"zones in another order are the same", STATE(",\"zones\":[\"3\",\"1\",\"2\"]"),
     CLUSTER(PROTECTED, CKU(2) ",\"zones\":[\"1\",\"2\",\"3\"]", PROVISIONED(2)),
     STATE(",\"zones\":[\"3\",\"1\",\"2\"]")},
    {"other zones are drift", STATE(",\"zones\":[\"1\",\"2\",\"3\"]"),
     CLUSTER(PROTECTED, CKU(2) ",\"zones\":[\"1\",\"2\",\"4\"]", PROVISIONED(2)),
     STATE(",\"zones\":[\"1\",\"2\",\"4\"]")},
    {"protection that was lifted is drift", STATE(""), CLUSTER(ENDPOINTS, CKU(2), PROVISIONED(2)),
     STATE_UNPROTECTED("")},
    {"the key is read", STATE_BYOK(""), CLUSTER(PROTECTED BYOK("cck-1"), CKU(2), PROVISIONED(2)),
     STATE_BYOK("")},
    {"a key that is gone is drift", STATE_BYOK(""), CLUSTER_READY, STATE("")},
    {"a key that appeared is drift", STATE(""),
     CLUSTER(PROTECTED BYOK("cck-1"), CKU(2), PROVISIONED(2)), STATE_BYOK("")},
    {"an empty reference is none", STATE(""),
     CLUSTER(PROTECTED BYOK("") ",\"network\":{\"id\":\"\"}", CKU(2), PROVISIONED(2)), STATE("")},
    {"an old binding keeps what is stored", STATE_BYOK(""),
     CLUSTER(PROTECTED, CKU(2) ",\"encryption_key\":\"arn:old\"", PROVISIONED(2)), STATE_BYOK("")},
};

static void test_model__a_refresh_tells_drift_from_spelling(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refresh_rows / sizeof refresh_rows[0]; i++) {
        struct cc_kit kit;
        open_kit(&kit, NULL);
        print_message("  %s\n", refresh_rows[i].what);
        struct cc_value value = refreshed(&kit, refresh_rows[i].prior, refresh_rows[i].answer);
        cc_kit_expect_value(&kit, &value, refresh_rows[i].expected);
        cc_kit_close(&kit);
    }
}

static void test_model__an_old_binding_is_imported_as_self_managed(void **state)
{
    (void)state;
    struct cc_kit kit;
    open_kit(&kit, NULL);
    struct cc_value value =
        refreshed(&kit, "{}", CLUSTER("", CKU(2) ",\"encryption_key\":\"arn:old\"", ""));
    expect_text(&kit, &value, "encryption_mode", "self_managed");
    expect_text(&kit, &value, "byok_key_id", NULL);
    cc_kit_close(&kit);
}

static void test_model__another_network_is_drift(void **state)
{
    (void)state;
    struct cc_kit kit;
    open_kit(&kit, NULL);
    struct cc_value value = refreshed(&kit, STATE(",\"network_id\":\"n-1\""), CLUSTER_READY);
    expect_text(&kit, &value, "network_id", NULL);
    value = refreshed(&kit, STATE(",\"network_id\":\"n-1\""),
                      CLUSTER(",\"network\":{\"id\":\"n-2\"}", "", ""));
    expect_text(&kit, &value, "network_id", "n-2");
    cc_kit_close(&kit);
}

static void test_model__the_access_name_ends_before_the_kafka_part(void **state)
{
    (void)state;
    static const struct {
        const char *name, *rbac;
    } rows[] = {
        {"crn://c/cloud-cluster=lkc-1/kafka=lkc-1", "crn://c/cloud-cluster=lkc-1"},
        {"crn://c/kafka=a/kafka=b", "crn://c"},
        {"crn://c/cloud-cluster=lkc-1", NULL},
        {"/kafka", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct cc_kit kit;
        open_kit(&kit, NULL);
        struct cc_str json = cc_str_format(
            &kit.arena, "{\"id\":\"lkc-1\",\"metadata\":{\"resource_name\":\"%s\"}}", rows[i].name);
        struct cc_value value = refreshed(&kit, "{}", json.ptr);
        expect_text(&kit, &value, "rbac_crn", rows[i].rbac);
        cc_kit_close(&kit);
    }
}

#define PATCH_BODY(more) "{\"spec\":{\"environment\":{\"id\":\"env-1\"}" more "}}"

static void test_model__one_body_holds_all_changes(void **state)
{
    (void)state;
    static const struct {
        const char *attribute, *json, *body; /* body NULL: nothing to send */
    } rows[] = {
        {"display_name", "\"other\"", PATCH_BODY(",\"display_name\":\"other\"")},
        {"deletion_protection", "false", PATCH_BODY(",\"deletion_protection\":false")},
        {"cku", "4", PATCH_BODY(",\"config\":{\"kind\":\"Dedicated\",\"cku\":4}")},
        {"release_priority", "\"PRIORITY\"",
         PATCH_BODY(",\"config\":{\"kind\":\"Dedicated\",\"cku\":2,\"release_priority\":"
                    "\"PRIORITY\"}")},
        {"timeouts", "{\"create\":\"5h\"}", NULL},
        {"allow_duplicate_name", "true", NULL},
        {"byok_key_id", "\"cck-2\"", NULL}, /* never sent, whatever the plan says */
        {"encryption_mode", "\"self_managed\"", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct cc_kit kit;
        open_kit(&kit, NULL);
        struct cc_str json =
            cc_str_format(&kit.arena, "{\"%s\":%s}", rows[i].attribute, rows[i].json);
        struct cc_value prior = cc_kit_value(&kit, STATE(""));
        struct cc_value change = cc_kit_value(&kit, json.ptr);
        struct cc_value planned =
            cc_kit_with(&kit, &prior, rows[i].attribute, *cc_value_at(&change, rows[i].attribute));
        const struct cc_json *body = cc_cluster_update_body(&kit.arena, &prior, &planned);
        assert_int_equal(body == NULL, rows[i].body == NULL);
        if (body != NULL)
            assert_string_equal(cc_json_write(&kit.arena, body).ptr, rows[i].body);
        cc_kit_close(&kit);
    }
}

static void test_model__an_unknown_is_no_change_to_send(void **state)
{
    (void)state;
    struct cc_kit kit;
    open_kit(&kit, NULL);
    struct cc_value prior = cc_kit_value(&kit, STATE(""));
    struct cc_value planned = cc_kit_with(&kit, &prior, "deletion_protection", cc_value_unknown());
    planned = cc_kit_with(&kit, &planned, "current_cku", cc_value_unknown());
    assert_null(cc_cluster_update_body(&kit.arena, &prior, &planned));
    cc_kit_close(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_row(test_model__the_create_body_holds_what_is_planned_and_no_more),
        test_row(test_model__unknowns_are_not_sent),
        test_row(test_model__an_answer_becomes_a_state),
        test_row(test_model__an_answer_without_id_is_no_cluster),
        test_row(test_model__the_public_endpoint_is_preferred_then_the_first),
        test_row(test_model__endpoints_are_sorted),
        test_row(test_model__a_refresh_tells_drift_from_spelling),
        test_row(test_model__an_old_binding_is_imported_as_self_managed),
        test_row(test_model__another_network_is_drift),
        test_row(test_model__the_access_name_ends_before_the_kafka_part),
        test_row(test_model__one_body_holds_all_changes),
        test_row(test_model__an_unknown_is_no_change_to_send),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
