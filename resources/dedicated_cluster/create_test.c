// SPDX-License-Identifier: MPL-2.0
#include "dedicated_cluster/cluster_test.h"

#define BODY(more)                                                                                \
    "{\"spec\":{\"display_name\":\"orders\",\"availability\":\"MULTI_ZONE\",\"cloud\":\"AZURE\"," \
    "\"region\":\"westeurope\",\"config\":{\"kind\":\"Dedicated\",\"cku\":2},"                    \
    "\"deletion_protection\":true,\"environment\":{\"id\":\"env-1\"}" more "}}"

/* Another cluster of the environment. */
#define OTHER(id, name, kind)                                                              \
    "{\"id\":\"" id "\",\"metadata\":{\"created_at\":\"2026-01-01T00:00:00Z\"},\"spec\":{" \
    "\"display_name\":\"" name "\",\"cloud\":\"azure\",\"region\":\"westeurope\","         \
    "\"config\":{\"kind\":\"" kind "\"}}}"

/* One creation from configuration to state, with the conversation it needs. */
struct creation {
    struct cc_kit kit;
    struct cc_value config, planned, state;
    bool is_good;
};

static void create(struct creation *creation, const char *config, const struct cc_stub_row *rows)
{
    struct cc_kit *kit = &creation->kit;
    bool is_planned;
    open_kit(kit, rows);
    creation->config = cc_kit_value(kit, config);
    creation->planned = make_plan(kit, &creation->config, NULL, &is_planned).planned;
    assert_true(is_planned);
    creation->state = cc_value_null();
    creation->is_good = cc_cluster_create(&kit->call, &creation->planned, &creation->state);
    assert_int_equal(creation->is_good, kit->diags.error_count == 0);
    if (!cc_value_is_null(&creation->state))
        assert_true(cc_value_is_wholly_known(&creation->state));
}

/* What the host demands of a result, and that a second plan changes nothing. */
static void expect_compatible(struct creation *creation)
{
    struct cc_kit *kit = &creation->kit;
    bool is_good;
    assert_true(creation->is_good);
    for (size_t i = 0; i < creation->planned.count; i++) {
        struct cc_str name = creation->planned.members[i].name;
        const struct cc_type *type = cc_type_find(kit->call.type, name)->type;
        const struct cc_value *planned = &creation->planned.members[i].value;
        if (!cc_value_is_unknown(planned))
            assert_true(cc_value_equal(type, planned, cc_value_get(&creation->state, name)));
    }
    struct cc_plan plan = make_plan(kit, &creation->config, &creation->state, &is_good);
    assert_true(is_good);
    assert_true(cc_value_equal(kit->call.type, &creation->state, &plan.planned));
}

static void expect_nothing_stored(struct creation *creation, const char *path, const char *part)
{
    assert_false(creation->is_good);
    assert_true(cc_value_is_null(&creation->state));
    cc_kit_expect_error(&creation->kit, path, part);
    cc_kit_close(&creation->kit);
}

static void expect_text(struct creation *creation, const char *name, const char *text)
{
    const struct cc_value *value = cc_value_at(&creation->state, name);
    assert_int_equal(cc_value_is_null(value), text == NULL);
    assert_string_equal(cc_str_c(&creation->kit.arena, cc_value_text(value)),
                        text != NULL ? text : "");
}

static void test_create__a_cluster_is_ordered_awaited_and_stored(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        LIST_OF(OTHER("lkc-0", "payments", "Dedicated")),
        POST_ONE(BODY(""), .status = 202, .answer = CLUSTER_NEW),
        GET_ONE(.status = 200, .answer = CLUSTER_NEW),
        GET_ONE(.status = 200, .answer = CLUSTER_READY),
        END,
    };
    struct creation creation;
    create(&creation, CONFIG(""), rows);
    cc_kit_expect_value(&creation.kit, &creation.state, STATE(""));
    assert_int_equal(creation.kit.diags.count, 0);
    expect_compatible(&creation);
    cc_kit_close(&creation.kit);
}

#define FULL_BODY                                                                                  \
    "{\"spec\":{\"display_name\":\"orders\",\"availability\":\"MULTI_ZONE\",\"cloud\":\"AZURE\","  \
    "\"region\":\"westeurope\",\"config\":{\"kind\":\"Dedicated\",\"cku\":2,\"zones\":[\"2\","     \
    "\"1\","                                                                                       \
    "\"3\"],\"release_priority\":\"PRIORITY\"},\"deletion_protection\":false,"                     \
    "\"environment\":{\"id\":\"env-1\"},\"network\":{\"id\":\"n-1\"},\"byok\":{\"id\":\"cck-1\"}}" \
    "}"
#define FULL_READY                                                                     \
    CLUSTER(BYOK("cck-1") ",\"network\":{\"id\":\"n-1\"}" ENDPOINTS,                   \
            CKU(2) ",\"zones\":[\"1\",\"2\",\"3\"],\"release_priority\":\"PRIORITY\"", \
            PROVISIONED(2))

static void test_create__everything_that_can_be_written_keeps_its_spelling(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        LIST_OF(""),
        POST_ONE(FULL_BODY, .status = 202, .answer = FULL_READY),
        GET_ONE(.status = 200, .answer = FULL_READY),
        END,
    };
    struct creation creation;
    create(&creation,
           CONFIG(",\"byok_key_id\":\"cck-1\",\"network_id\":\"n-1\",\"zones\":[\"2\",\"1\",\"3\"],"
                  "\"release_priority\":\"PRIORITY\",\"deletion_protection\":false,"
                  "\"timeouts\":{\"create\":\"2h\"}"),
           rows);
    assert_int_equal(creation.kit.diags.count, 0);
    expect_text(&creation, "encryption_mode", "self_managed");
    expect_text(&creation, "availability", "MULTI_ZONE");
    expect_compatible(&creation);
    cc_kit_close(&creation.kit);
}

static void test_create__facts_that_come_late_are_waited_for_a_little(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        LIST_OF(""),
        POST_ONE(BODY(""), .status = 202, .answer = CLUSTER_NEW),
        GET_ONE(.status = 200, .answer = CLUSTER(PROTECTED, CKU(2), "\"phase\":\"PROVISIONED\"")),
        GET_ONE(.status = 200, .answer = CLUSTER(PROTECTED, CKU(2), PROVISIONED(2))),
        GET_ONE(.status = 200, .answer = CLUSTER_READY),
        END,
    };
    struct creation creation;
    create(&creation, CONFIG(""), rows);
    cc_kit_expect_value(&creation.kit, &creation.state, STATE(""));
    cc_kit_close(&creation.kit);
}

static void test_create__facts_that_never_come_are_null(void **state)
{
    (void)state;
#define BARE CLUSTER(PROTECTED, CKU(2), "\"phase\":\"PROVISIONED\"")
    const struct cc_stub_row rows[] = {
        LIST_OF(""),
        POST_ONE(BODY(""), .status = 202, .answer = CLUSTER_NEW),
        GET_ONE(.status = 200, .answer = BARE),
        GET_ONE(.status = 200, .answer = BARE),
        GET_ONE(.status = 200, .answer = BARE),
        GET_ONE(.status = 200, .answer = BARE),
        END,
    };
    struct creation creation;
    create(&creation, CONFIG(""), rows);
    assert_true(cc_value_is_null(cc_value_at(&creation.state, "current_cku")));
    assert_true(cc_value_is_null(cc_value_at(&creation.state, "endpoints")));
    expect_compatible(&creation);
    cc_kit_close(&creation.kit);
}

/* Names. */

static void test_create__a_twin_is_refused_with_its_id_and_how_to_import_it(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        LIST_OF(OTHER("lkc-0", "payments", "Dedicated") "," OTHER("lkc-1", "orders", "Dedicated")),
        GET_ONE(.status = 200, .answer = CLUSTER_READY),
        END,
    };
    struct creation creation;
    create(&creation, CONFIG(""), rows);
    assert_true(cc_kit_mentions(&creation.kit, "allow_duplicate_name = true"));
    expect_nothing_stored(&creation, "display_name",
                          "tofu import ccloud_dedicated_cluster.<name> env-1/lkc-1");
}

static void test_create__a_namesake_of_another_kind_is_not_offered_for_import(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        LIST_OF(OTHER("lkc-1", "orders", "Basic")),
        GET_ONE(.status = 200, .answer = CLUSTER_READY),
        END,
    };
    struct creation creation;
    create(&creation, CONFIG(""), rows);
    assert_false(cc_kit_mentions(&creation.kit, "tofu import"));
    expect_nothing_stored(&creation, "display_name", "of kind Basic");
}

static void test_create__a_twin_that_was_just_deleted_is_no_twin(void **state)
{
    (void)state;
    static const int statuses[] = {404, 403};
    for (size_t i = 0; i < 2; i++) {
        const struct cc_stub_row rows[] = {
            LIST_OF(OTHER("lkc-1", "orders", "Dedicated")),
            GET_ONE(.status = statuses[i]),
            LIST_OF(OTHER("lkc-1", "orders", "Dedicated")), /* it lags behind */
            LIST_OF(""),
            ENVIRONMENT(200),
            LIST_OF(OTHER("lkc-2", "payments", "Dedicated")),
            POST_ONE(BODY(""), .status = 202, .answer = CLUSTER_NEW),
            GET_ONE(.status = 200, .answer = CLUSTER_READY),
            END,
        };
        struct creation creation;
        create(&creation, CONFIG(""), rows);
        assert_true(creation.is_good);
        cc_kit_close(&creation.kit);
    }
}

static void test_create__a_twin_that_stays_listed_but_is_not_shown_is_one(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        LIST_OF(OTHER("lkc-1", "orders", "Dedicated")),
        GET_ONE(.status = 403),
        LIST_OF(OTHER("lkc-1", "orders", "Dedicated")),
        LIST_OF(OTHER("lkc-1", "orders", "Dedicated")),
        LIST_OF(OTHER("lkc-1", "orders", "Dedicated")),
        END,
    };
    struct creation creation;
    create(&creation, CONFIG(""), rows);
    expect_nothing_stored(&creation, "display_name", "env-1/lkc-1");
}

/* To call it a twin would invite people to allow duplicates. */
static void test_create__a_twin_that_cannot_be_looked_at_is_none_and_stops_the_order(void **state)
{
    (void)state;
    static const struct {
        struct cc_stub_row look, list, parent; /* without path: none */
    } cases[] = {
        {GET_ONE(.status = 500), END, END},
        {GET_ONE(.status = 401), END, END},
        {GET_ONE(.kind = CC_ANSWER_LOST), END, END},
        {GET_ONE(.kind = CC_ANSWER_CANCELLED), END, END},
        {GET_ONE(.status = 403), LIST(.status = 500), END},
        {GET_ONE(.status = 404), LIST(.kind = CC_ANSWER_CANCELLED), END},
        {GET_ONE(.status = 403), LIST_OF(""), ENVIRONMENT(403)},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct cc_stub_row rows[] = {
            LIST_OF(OTHER("lkc-1", "orders", "Dedicated")),
            cases[i].look,
            cases[i].list,
            cases[i].parent,
            END,
        };
        struct creation creation;
        create(&creation, CONFIG(""), rows);
        assert_false(cc_kit_mentions(&creation.kit, "allow_duplicate_name"));
        expect_nothing_stored(&creation, "", "whether it exists still");
    }
}

static void test_create__nothing_is_ordered_once_cancelled_while_another_orders(void **state)
{
    (void)state;
    struct cc_kit kit;
    struct cc_str latest, turn = CC_STR("cluster env-1 orders");
    open_kit(&kit, NULL);
    assert_true(cc_creations_begin(&kit.creations, &kit.cancel, turn, &latest));
    cc_cancel_trigger(&kit.cancel);
    struct cc_value planned = planned_of(&kit, CONFIG(""), NULL), made = cc_value_null();
    assert_false(cc_cluster_create(&kit.call, &planned, &made));
    cc_kit_expect_error(&kit, "", "before anything was ordered");
    cc_creations_end(&kit.creations, turn, CC_STR_ABSENT);
    cc_kit_close(&kit);
}

/* Another resource of the same run has made it a moment ago, and the list does not show it yet. */
static void test_create__what_this_run_has_made_is_a_twin_before_it_is_listed(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {LIST_OF(""), END};
    struct creation creation;
    struct cc_kit *kit = &creation.kit;
    struct cc_str latest, name = CC_STR("cluster env-1 orders");
    open_kit(kit, rows);
    assert_true(cc_creations_begin(&kit->creations, &kit->cancel, name, &latest));
    cc_creations_end(&kit->creations, name, CC_STR("lkc-1"));
    struct cc_value planned = planned_of(kit, CONFIG(""), NULL), made = cc_value_null();
    assert_false(cc_cluster_create(&kit->call, &planned, &made));
    cc_kit_expect_error(kit, "display_name", "env-1/lkc-1");
    cc_kit_close(kit);
}

static void test_create__a_twin_may_be_allowed(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        LIST_OF(OTHER("lkc-0", "orders", "Dedicated")),
        POST_ONE(BODY(""), .status = 202, .answer = CLUSTER_NEW),
        GET_ONE(.status = 200, .answer = CLUSTER_READY),
        END,
    };
    struct creation creation;
    create(&creation, CONFIG(",\"allow_duplicate_name\":true"), rows);
    expect_compatible(&creation);
    cc_kit_close(&creation.kit);
}

static void test_create__nothing_is_ordered_without_a_look_for_twins(void **state)
{
    (void)state;
    static const struct {
        int status;
        enum cc_answer_kind kind;
        const char *config, *part, *path;
    } lists[] = {
        {403, CC_ANSWER_OK, CONFIG(""), "allow_duplicate_name = true", "environment_id"},
        {500, CC_ANSWER_OK, CONFIG(""), "500"},
        {0, CC_ANSWER_LOST, CONFIG(""), "lost"},
        {401, CC_ANSWER_OK, CONFIG(""), "CONFLUENT_CLOUD_API_KEY"},
        {0, CC_ANSWER_CANCELLED, CONFIG(""), "cancelled"},
        {401, CC_ANSWER_OK, CONFIG(",\"allow_duplicate_name\":true"), "CONFLUENT_CLOUD_API_KEY"},
        {0, CC_ANSWER_CANCELLED, CONFIG(",\"allow_duplicate_name\":true"), "cancelled"},
    };
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        const struct cc_stub_row rows[] = {
            LIST(.status = lists[i].status, .kind = lists[i].kind),
            END,
        };
        struct creation creation;
        create(&creation, lists[i].config, rows);
        expect_nothing_stored(&creation, lists[i].path != NULL ? lists[i].path : "", lists[i].part);
    }
}

static void test_create__allowed_twins_need_no_list(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        LIST(.status = 403),
        POST_ONE(BODY(""), .status = 202, .answer = CLUSTER_NEW),
        GET_ONE(.status = 200, .answer = CLUSTER_READY),
        END,
    };
    struct creation creation;
    create(&creation, CONFIG(",\"allow_duplicate_name\":true"), rows);
    assert_true(creation.is_good);
    assert_int_equal(creation.kit.diags.count, 0);
    cc_kit_close(&creation.kit);
}

static void test_create__an_answer_about_something_else_is_no_cluster(void **state)
{
    (void)state;
    static const char *const answers[] = {
        "{\"id\":\"req-1234\",\"message\":\"queued\"}",
        "{\"id\":\"lkc-7\",\"spec\":{\"display_name\":\"payments\"}}",
    };
    for (size_t i = 0; i < 2; i++) {
        const struct cc_stub_row rows[] = {
            LIST_OF(""),
            POST_ONE(BODY(""), .status = 202, .answer = answers[i]),
            LIST_OF(OTHER("lkc-1", "orders", "Dedicated")),
            GET_ONE(.status = 200, .answer = CLUSTER_READY),
            END,
        };
        struct creation creation;
        create(&creation, CONFIG(""), rows);
        assert_true(creation.is_good);
        expect_text(&creation, "id", "lkc-1");
        cc_kit_close(&creation.kit);
    }
}

/* Refusals. */

static void test_create__a_refusal_reaches_the_attribute(void **state)
{
    (void)state;
    static const struct {
        int status;
        const char *answer, *config, *path, *part;
    } refusals[] = {
        {422, ERRORS("invalid_configuration", "/spec/region"), CONFIG(""), "region",
         "as the service says"},
        {400, ERRORS("invalid_configuration", "/spec/config/cku"), CONFIG(""), "cku",
         "invalid_configuration"},
        {402, ERRORS("quota_exceeded", ""), CONFIG(""), "", "quota"},
        {409, ERRORS("resource_already_exists", "/spec/display_name"), CONFIG(""), "display_name",
         "resource_already_exists"},
        {400, ERRORS("invalid_configuration", "/spec/environment/id"), CONFIG(""), "environment_id",
         "request id r-1"},
        {403, NULL, CONFIG(""), "", "OrganizationAdmin"},
    };
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        const struct cc_stub_row rows[] = {
            LIST_OF(""),
            POST_ONE(BODY(""), .status = refusals[i].status, .answer = refusals[i].answer),
            END,
        };
        struct creation creation;
        create(&creation, refusals[i].config, rows);
        expect_nothing_stored(&creation, refusals[i].path, refusals[i].part);
    }
}

static void test_create__a_refusal_with_a_key_says_what_keys_must_fulfil(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        LIST_OF(""),
        POST_ONE(BODY(",\"byok\":{\"id\":\"cck-1\"}"), .status = 400,
                 .answer = ERRORS("invalid_configuration", "/spec/byok/id")),
        END,
    };
    struct creation creation;
    create(&creation, CONFIG(KEY("cck-1")), rows);
    expect_nothing_stored(&creation, "byok_key_id", "same cloud and region");
}

static void test_create__what_was_certainly_not_sent_is_not_looked_for(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        LIST_OF(""),
        POST_ONE(BODY(""), .kind = CC_ANSWER_UNREACHED),
        END,
    };
    struct creation creation;
    create(&creation, CONFIG(""), rows);
    expect_nothing_stored(&creation, "", "no connection");
}

static void test_create__an_order_cancelled_before_it_was_sent_says_so(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        LIST_OF(""),
        POST_ONE(BODY(""), .kind = CC_ANSWER_CANCELLED),
        END,
    };
    struct creation creation;
    create(&creation, CONFIG(""), rows);
    expect_nothing_stored(&creation, "", "Nothing was ordered");
}

/* Keys. */

static void test_create__a_key_that_was_dropped_or_swapped_is_an_error(void **state)
{
    (void)state;
    static const struct {
        const char *config, *body, *answer;
        const char *key, *mode; /* in the state afterwards */
    } cases[] = {
        {CONFIG(KEY("cck-1")), BODY(",\"byok\":{\"id\":\"cck-1\"}"), CLUSTER_NEW, NULL,
         "automatic"},
        {CONFIG(KEY("cck-1")), BODY(",\"byok\":{\"id\":\"cck-1\"}"),
         CLUSTER(BYOK("cck-2"), CKU(2), PROVISIONING), "cck-2", "self_managed"},
        {CONFIG(""), BODY(""), CLUSTER(BYOK("cck-2"), CKU(2), PROVISIONING), "cck-2",
         "self_managed"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct cc_stub_row rows[] = {
            LIST_OF(""),
            POST_ONE(cases[i].body, .status = 202, .answer = cases[i].answer),
            END,
        };
        struct creation creation;
        create(&creation, cases[i].config, rows);
        cc_kit_expect_error(&creation.kit, "byok_key_id", "billed");
        expect_text(&creation, "id", "lkc-1");
        expect_text(&creation, "byok_key_id", cases[i].key);
        expect_text(&creation, "encryption_mode", cases[i].mode);
        cc_kit_close(&creation.kit);
    }
}

static void test_create__a_key_that_is_lost_while_waiting_is_an_error(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        LIST_OF(""),
        POST_ONE(BODY(",\"byok\":{\"id\":\"cck-1\"}"), .status = 202,
                 .answer = CLUSTER(PROTECTED BYOK("cck-1"), CKU(2), PROVISIONING)),
        GET_ONE(.status = 200, .answer = CLUSTER_READY),
        END,
    };
    struct creation creation;
    create(&creation, CONFIG(KEY("cck-1")), rows);
    cc_kit_expect_error(&creation.kit, "byok_key_id", "without the key");
    expect_text(&creation, "byok_key_id", NULL);
    cc_kit_close(&creation.kit);
}

static void test_create__protection_that_is_not_confirmed_is_a_warning(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        LIST_OF(""),
        POST_ONE(BODY(""), .status = 202, .answer = CLUSTER_NEW),
        GET_ONE(.status = 200, .answer = CLUSTER(ENDPOINTS, CKU(2), PROVISIONED(2))),
        END,
    };
    struct creation creation;
    create(&creation, CONFIG(""), rows);
    cc_kit_expect_warning(&creation.kit, "deletion_protection", "not confirmed");
    expect_compatible(&creation);
    cc_kit_close(&creation.kit);
}

/* Failures while waiting keep what exists. */

static void test_create__a_failed_cluster_is_kept_in_state(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        LIST_OF(""),
        POST_ONE(BODY(""), .status = 202, .answer = CLUSTER_NEW),
        GET_ONE(.status = 200, .answer = CLUSTER(PROTECTED, CKU(2), "\"phase\":\"FAILED\"")),
        END,
    };
    struct creation creation;
    create(&creation, CONFIG(""), rows);
    cc_kit_expect_error(&creation.kit, "", "phase is FAILED");
    expect_text(&creation, "id", "lkc-1");
    expect_text(&creation, "phase", "FAILED");
    cc_kit_close(&creation.kit);
}

static void test_create__a_wait_that_ends_too_early_keeps_the_id(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        LIST_OF(""),
        POST_ONE(BODY(""), .status = 202, .answer = "{\"id\":\"lkc-1\"}"),
        GET_ONE(.status = 200, .answer = CLUSTER_NEW),
        GET_ONE(.status = 401),
        END,
    };
    struct creation creation;
    create(&creation, CONFIG(""), rows);
    cc_kit_expect_error(&creation.kit, "", "kept in state");
    expect_text(&creation, "id", "lkc-1");
    expect_text(&creation, "environment_id", "env-1");
    expect_text(&creation, "phase", "PROVISIONING");
    cc_kit_close(&creation.kit);
}

static void test_create__an_unconfigured_provider_is_an_error(void **state)
{
    (void)state;
    struct cc_kit kit;
    open_kit(&kit, NULL);
    struct cc_value planned = planned_of(&kit, CONFIG(""), NULL), result = cc_value_null();
    kit.call.provider = NULL;
    assert_false(cc_cluster_create(&kit.call, &planned, &result));
    cc_kit_expect_error(&kit, "", "not configured");
    cc_kit_close(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_row(test_create__a_cluster_is_ordered_awaited_and_stored),
        test_row(test_create__everything_that_can_be_written_keeps_its_spelling),
        test_row(test_create__facts_that_come_late_are_waited_for_a_little),
        test_row(test_create__facts_that_never_come_are_null),
        test_row(test_create__a_twin_is_refused_with_its_id_and_how_to_import_it),
        test_row(test_create__a_namesake_of_another_kind_is_not_offered_for_import),
        test_row(test_create__a_twin_that_was_just_deleted_is_no_twin),
        test_row(test_create__a_twin_may_be_allowed),
        test_row(test_create__a_twin_that_stays_listed_but_is_not_shown_is_one),
        test_row(test_create__a_twin_that_cannot_be_looked_at_is_none_and_stops_the_order),
        test_row(test_create__nothing_is_ordered_once_cancelled_while_another_orders),
        test_row(test_create__what_this_run_has_made_is_a_twin_before_it_is_listed),
        test_row(test_create__nothing_is_ordered_without_a_look_for_twins),
        test_row(test_create__allowed_twins_need_no_list),
        test_row(test_create__an_answer_about_something_else_is_no_cluster),
        test_row(test_create__a_refusal_reaches_the_attribute),
        test_row(test_create__a_refusal_with_a_key_says_what_keys_must_fulfil),
        test_row(test_create__what_was_certainly_not_sent_is_not_looked_for),
        test_row(test_create__an_order_cancelled_before_it_was_sent_says_so),
        test_row(test_create__a_key_that_was_dropped_or_swapped_is_an_error),
        test_row(test_create__a_key_that_is_lost_while_waiting_is_an_error),
        test_row(test_create__protection_that_is_not_confirmed_is_a_warning),
        test_row(test_create__a_failed_cluster_is_kept_in_state),
        test_row(test_create__a_wait_that_ends_too_early_keeps_the_id),
        test_row(test_create__an_unconfigured_provider_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
