// SPDX-License-Identifier: MPL-2.0
#include <stdio.h>

#include "dedicated_cluster/cluster_test.h"

#define FOUND(id, name, cloud, region, kind)                                               \
    "{\"id\":\"" id "\",\"metadata\":{\"created_at\":\"2026-08-25T10:20:00Z\"},\"spec\":{" \
    "\"display_name\":\"" name "\",\"cloud\":\"" cloud "\",\"region\":\"" region           \
    "\",\"config\":{\"kind\":\"" kind "\",\"cku\":2},\"deletion_protection\":true},"       \
    "\"status\":{\"phase\":\"PROVISIONING\"}}"
#define ITEM(id) FOUND(id, "orders", "AZURE", "westeurope", "Dedicated")

#define BODY                                                                                      \
    "{\"spec\":{\"display_name\":\"orders\",\"availability\":\"MULTI_ZONE\",\"cloud\":\"AZURE\"," \
    "\"region\":\"westeurope\",\"config\":{\"kind\":\"Dedicated\",\"cku\":2},"                    \
    "\"deletion_protection\":true,\"environment\":{\"id\":\"env-1\"}}}"
#define POST_OUTCOME(...) POST_ONE(BODY, __VA_ARGS__)
#define POST_LOST POST_OUTCOME(.kind = CC_ANSWER_LOST)

static bool create(struct cc_kit *kit, const struct cc_stub_row *rows, const char *config,
                   struct cc_value *result)
{
    open_kit(kit, rows);
    struct cc_value planned = planned_of(kit, config, NULL);
    *result = cc_value_null();
    return cc_cluster_create(&kit->call, &planned, result);
}

static const struct cc_stub_row lost_answers[] = {
    POST_OUTCOME(.kind = CC_ANSWER_LOST),
    POST_OUTCOME(.kind = CC_ANSWER_MALFORMED, .status = 202),
    POST_OUTCOME(.status = 202),
    POST_OUTCOME(.status = 202, .answer = "{\"status\":{}}"),
    POST_OUTCOME(.status = 500),
    POST_OUTCOME(.status = 502),
    POST_OUTCOME(.status = 504, .answer = ERRORS("", "")),
};

static void test_lost__the_one_new_cluster_is_taken_and_nothing_is_sent_twice(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lost_answers / sizeof lost_answers[0]; i++) {
        const struct cc_stub_row rows[] = {
            LIST_OF(FOUND("lkc-0", "payments", "AZURE", "westeurope", "Dedicated")),
            lost_answers[i],
            LIST_OF(
                FOUND("lkc-0", "payments", "AZURE", "westeurope", "Dedicated") "," ITEM("lkc-1")),
            GET_ONE(.status = 200, .answer = CLUSTER_READY),
            END,
        };
        struct cc_kit kit;
        struct cc_value result;
        assert_true(create(&kit, rows, CONFIG(""), &result));
        cc_kit_expect_value(&kit, &result, STATE(""));
        cc_kit_expect_warning(&kit, "", "found again");
        cc_kit_close(&kit);
    }
}

static void test_lost__a_list_that_lags_behind_is_asked_again(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        LIST_OF(""),
        POST_LOST,
        LIST_OF(""),
        LIST(.status = 503),
        LIST_OF(""),
        LIST_OF(ITEM("lkc-1")),
        GET_ONE(.status = 200, .answer = CLUSTER_READY),
        END,
    };
    struct cc_kit kit;
    struct cc_value result;
    assert_true(create(&kit, rows, CONFIG(""), &result));
    cc_kit_expect_value(&kit, &result, STATE(""));
    cc_kit_close(&kit);
}

static void test_lost__where_names_repeat_nothing_is_taken_but_told(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        LIST_OF(ITEM("lkc-0")),
        POST_LOST,
        LIST_OF(ITEM("lkc-0") "," ITEM("lkc-1")),
        END,
    };
    struct cc_kit kit;
    struct cc_value result;
    assert_false(create(&kit, rows, CONFIG(",\"allow_duplicate_name\":true"), &result));
    assert_true(cc_value_is_null(&result));
    cc_kit_expect_error(&kit, "", "others may use the name, too");
    assert_true(cc_kit_mentions(&kit, "env-1/lkc-1"));
    assert_false(cc_kit_mentions(&kit, "env-1/lkc-0"));
    cc_kit_close(&kit);
}

/* Made by another resource of the same run, under another name that was changed since. */
static void test_lost__what_this_run_has_made_is_not_taken(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        LIST_OF(""),
        POST_LOST,
        LIST_OF(ITEM("lkc-2")),
        LIST_OF(ITEM("lkc-2") "," ITEM("lkc-1")),
        GET_ONE(.status = 200, .answer = CLUSTER_READY),
        END,
    };
    struct cc_kit kit;
    struct cc_str latest, other = CC_STR("cluster env-1 other");
    open_kit(&kit, rows);
    assert_true(cc_creations_begin(&kit.creations, &kit.cancel, other, &latest));
    cc_creations_end(&kit.creations, other, CC_STR("lkc-2"));
    struct cc_value planned = planned_of(&kit, CONFIG(""), NULL), result = cc_value_null();
    assert_true(cc_cluster_create(&kit.call, &planned, &result));
    cc_kit_expect_value(&kit, &result, STATE(""));
    assert_true(cc_creations_is_known(&kit.creations, CC_STR("lkc-1")));
    cc_kit_close(&kit);
}

static void test_lost__a_cancelled_order_that_may_have_been_carried_out_is_told(void **state)
{
    (void)state;
    struct cc_kit kit;
    struct cc_value result;
    const struct cc_stub_row rows[] = {
        LIST_OF(""),
        POST_OUTCOME(.kind = CC_ANSWER_CANCELLED, .may_have_been_processed = true, .before = cancel,
                     .context = &kit.cancel),
        LIST(.kind = CC_ANSWER_CANCELLED),
        END,
    };
    assert_false(create(&kit, rows, CONFIG(""), &result));
    cc_kit_expect_error(&kit, "", "search for it was interrupted");
    cc_kit_close(&kit);
}

struct miss_row {
    const char *what;
    const char *before, *after; /* items of the lists */
    const char *part;           /* of the error */
};

static const struct miss_row miss_rows[] = {
    {"nothing", "", "", "No new cluster of this name was found in env-1"},
    {"another name", "", FOUND("lkc-2", "orders-2", "AZURE", "westeurope", "Dedicated"),
     "No new cluster"},
    {"another cloud", "", FOUND("lkc-2", "orders", "AWS", "westeurope", "Dedicated"),
     "No new cluster"},
    {"another region", "", FOUND("lkc-2", "orders", "AZURE", "northeurope", "Dedicated"),
     "No new cluster"},
    {"another kind", "", FOUND("lkc-2", "orders", "AZURE", "westeurope", "Basic"),
     "No new cluster"},
    {"only an older one", ITEM("lkc-0"), ITEM("lkc-0"), "No new cluster"},
};

static void expect_miss(const struct miss_row *row)
{
    struct cc_stub_row list = LIST(.status = 200);
    struct cc_stub_row rows[] = {list, POST_LOST, list, list, list, list, END};
    struct cc_kit kit;
    struct cc_value result;
    char before[2048], after[2048];
    snprintf(before, sizeof before, "{\"data\":[%s]}", row->before);
    snprintf(after, sizeof after, "{\"data\":[%s]}", row->after);
    rows[0].answer = before;
    for (size_t i = 2; i < 6; i++)
        rows[i].answer = after;
    assert_false(create(&kit, rows, CONFIG(",\"allow_duplicate_name\":true"), &result));
    assert_true(cc_value_is_null(&result));
    cc_kit_expect_error(&kit, "", row->part);
    assert_true(cc_kit_mentions(&kit, "confluent kafka cluster list --environment env-1"));
    cc_kit_close(&kit);
}

static void test_lost__a_cluster_that_is_not_found_is_an_error_that_says_how_to_look(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof miss_rows / sizeof miss_rows[0]; i++) {
        print_message("  %s\n", miss_rows[i].what);
        expect_miss(&miss_rows[i]);
    }
}

static void test_lost__several_are_named_with_their_import_commands(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        LIST_OF(""),
        POST_LOST,
        LIST_OF(ITEM("lkc-1") "," ITEM("lkc-2")),
        END,
    };
    struct cc_kit kit;
    struct cc_value result;
    assert_false(create(&kit, rows, CONFIG(""), &result));
    assert_true(cc_value_is_null(&result));
    cc_kit_expect_error(&kit, "", "tofu import ccloud_dedicated_cluster.<name> env-1/lkc-1");
    assert_true(cc_kit_mentions(&kit, "tofu import ccloud_dedicated_cluster.<name> env-1/lkc-2"));
    cc_kit_close(&kit);
}

static void test_lost__without_a_list_before_nothing_is_taken(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        LIST(.status = 500),
        POST_LOST,
        LIST_OF(ITEM("lkc-1")),
        END,
    };
    struct cc_kit kit;
    struct cc_value result;
    assert_false(create(&kit, rows, CONFIG(",\"allow_duplicate_name\":true"), &result));
    assert_true(cc_value_is_null(&result));
    cc_kit_expect_error(&kit, "", "others may use the name, too");
    assert_true(cc_kit_mentions(&kit, "env-1/lkc-1"));
    cc_kit_close(&kit);
}

static void test_lost__a_list_that_never_comes_is_told(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        LIST_OF(""),
        POST_LOST,
        LIST(.status = 500),
        LIST(.status = 500),
        LIST(.status = 500),
        LIST(.status = 403),
        END,
    };
    struct cc_kit kit;
    struct cc_value result;
    assert_false(create(&kit, rows, CONFIG(""), &result));
    cc_kit_expect_error(&kit, "", "could not be looked for either: 403");
    cc_kit_close(&kit);
}

static void test_lost__the_search_can_be_cancelled(void **state)
{
    (void)state;
    struct cc_kit kit;
    struct cc_value result;
    const struct cc_stub_row rows[] = {
        LIST_OF(""),
        POST_LOST,
        LIST(.status = 200, .answer = "{\"data\":[]}", .before = cancel, .context = &kit.cancel),
        END,
    };
    assert_false(create(&kit, rows, CONFIG(""), &result));
    cc_kit_expect_error(&kit, "", "search for it was interrupted");
    cc_kit_close(&kit);
}

static void test_lost__what_was_found_is_checked_for_its_key(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        LIST_OF(""),
        POST_ONE("{\"spec\":{\"display_name\":\"orders\",\"availability\":\"MULTI_ZONE\","
                 "\"cloud\":\"AZURE\",\"region\":\"westeurope\",\"config\":{\"kind\":\"Dedicated\","
                 "\"cku\":2},\"deletion_protection\":true,\"environment\":{\"id\":\"env-1\"},"
                 "\"byok\":{\"id\":\"cck-1\"}}}",
                 .kind = CC_ANSWER_LOST),
        LIST_OF(ITEM("lkc-1")),
        END,
    };
    struct cc_kit kit;
    struct cc_value result;
    assert_false(create(&kit, rows, CONFIG(KEY("cck-1")), &result));
    cc_kit_expect_error(&kit, "byok_key_id", "without the key");
    assert_string_equal(cc_value_text(cc_value_at(&result, "id")).ptr, "lkc-1");
    cc_kit_close(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_row(test_lost__the_one_new_cluster_is_taken_and_nothing_is_sent_twice),
        test_row(test_lost__a_list_that_lags_behind_is_asked_again),
        test_row(test_lost__where_names_repeat_nothing_is_taken_but_told),
        test_row(test_lost__what_this_run_has_made_is_not_taken),
        test_row(test_lost__a_cancelled_order_that_may_have_been_carried_out_is_told),
        test_row(test_lost__a_cluster_that_is_not_found_is_an_error_that_says_how_to_look),
        test_row(test_lost__several_are_named_with_their_import_commands),
        test_row(test_lost__without_a_list_before_nothing_is_taken),
        test_row(test_lost__a_list_that_never_comes_is_told),
        test_row(test_lost__the_search_can_be_cancelled),
        test_row(test_lost__what_was_found_is_checked_for_its_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
