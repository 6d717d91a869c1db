// SPDX-License-Identifier: MPL-2.0
#include "dedicated_cluster/cluster_test.h"

static const struct cc_resource_type *const resource = &cc_resource_dedicated_cluster;

/* Reading. */

static bool read_state(struct cc_kit *kit, const struct cc_stub_row *rows, const char *prior,
                       struct cc_value *result)
{
    open_kit(kit, rows);
    struct cc_value value = cc_kit_value(kit, prior);
    *result = value;
    bool is_good = resource->read(&kit->call, &value, result);
    assert_int_equal(is_good, kit->diags.error_count == 0);
    return is_good;
}

static void test_resource__a_healthy_cluster_shows_no_drift(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {GET_ONE(.status = 200, .answer = CLUSTER_READY), END};
    struct cc_kit kit;
    struct cc_value result;
    assert_true(read_state(&kit, rows, STATE(",\"timeouts\":{\"create\":\"2h\"}"), &result));
    cc_kit_expect_value(&kit, &result, STATE(",\"timeouts\":{\"create\":\"2h\"}"));
    assert_int_equal(kit.diags.count, 0);
    cc_kit_close(&kit);
}

/* A page that leaves the key out says nothing about it: the cluster itself is asked. */
static void test_resource__reads_of_many_come_from_pages_of_their_environment(void **state)
{
    (void)state;
    const char *ready = CLUSTER(PROTECTED ENDPOINTS BYOK("cck-1"), CKU(2), PROVISIONED(2));
    const struct cc_stub_row rows[] = {
        GET_ONE(.status = 200, .answer = ready),
        LIST_OF(CLUSTER(PROTECTED ENDPOINTS BYOK("cck-1"), CKU(2), PROVISIONED(2))),
        DELETE_ONE(.status = 403),
        LIST_OF(CLUSTER_READY),
        GET_ONE(.status = 200, .answer = ready),
        END,
    };
    struct cc_kit kit;
    open_kit(&kit, rows);
    struct cc_cluster_at at = {
        .ccloud = &kit.ccloud, .environment_id = CC_STR("env-1"), .id = CC_STR("lkc-1")};
    struct cc_value prior = cc_kit_value(&kit, STATE_BYOK(""));
    for (size_t i = 0; i < 3; i++) {
        struct cc_value now = prior;
        if (i == 2)
            cc_cluster_delete(&kit.call, &at);
        assert_true(resource->read(&kit.call, &prior, &now));
        cc_kit_expect_value(&kit, &now, STATE_BYOK(""));
    }
    assert_int_equal(kit.diags.count, 0);
    cc_kit_close(&kit);
}

static void test_resource__a_resize_made_elsewhere_is_drift_of_the_wanted_size(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        GET_ONE(.status = 200, .answer = CLUSTER(PROTECTED ENDPOINTS, CKU(4), PROVISIONED(2))),
        END,
    };
    struct cc_kit kit;
    struct cc_value result;
    int64_t cku = 0, current = 0;
    assert_true(read_state(&kit, rows, STATE(""), &result));
    assert_true(cc_value_to_int(cc_value_at(&result, "cku"), &cku));
    assert_true(cc_value_to_int(cc_value_at(&result, "current_cku"), &current));
    assert_int_equal(cku, 4);
    assert_int_equal(current, 2);
    cc_kit_close(&kit);
}

static void test_resource__a_cluster_that_is_not_found_is_gone(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {NOT_FOUND_ONE, LIST_OF(""), ENVIRONMENT(200), END};
    struct cc_kit kit;
    struct cc_value result;
    assert_true(read_state(&kit, rows, STATE(""), &result));
    assert_true(cc_value_is_null(&result));
    cc_kit_close(&kit);
}

static void test_resource__forbidden_is_gone_only_when_a_list_lacks_it(void **state)
{
    (void)state;
    static const struct {
        const struct cc_stub_row more[4]; /* of the conversation */
        const char *part;                 /* of the error; NULL: gone */
    } cases[] = {
        {{LIST_OF("{\"id\":\"lkc-0\",\"metadata\":{\"resource_name\":\"" CRN "\"}}")}, NULL},
        {{LIST_OF(""), ENVIRONMENT(200)}, NULL},
        {{LIST_OF(""), ENVIRONMENT(403), ORGANIZATION}, "an empty list"},
        {{LIST_OF("{\"id\":\"lkc-0\"},{\"id\":\"lkc-1\"}")}, "It exists"},
        {{LIST(.status = 403)}, "cannot be listed either"},
        {{LIST(.status = 500)}, "cannot be listed either"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct cc_stub_row rows[] = {
            GET_ONE(.status = 403, .answer = ERRORS("forbidden_access", "")),
            cases[i].more[0],
            cases[i].more[1],
            cases[i].more[2],
            END,
        };
        struct cc_kit kit;
        struct cc_value result;
        bool is_good = read_state(&kit, rows, STATE(""), &result);
        assert_int_equal(is_good, cases[i].part == NULL);
        assert_int_equal(cc_value_is_null(&result), cases[i].part == NULL);
        cc_kit_expect_error(&kit, "", cases[i].part);
        cc_kit_expect_warning(&kit, "", is_good ? "lost the right to see" : NULL);
        cc_kit_close(&kit);
    }
}

static void test_resource__credentials_of_another_organization_lose_nothing(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        NOT_FOUND_ONE,
        LIST_OF(""),
        FOREIGN_ENVIRONMENT,
        END,
    };
    struct cc_kit kit;
    struct cc_value result;
    assert_false(read_state(&kit, rows, STATE(""), &result));
    cc_kit_expect_error(&kit, "", "organization o-2");
    cc_kit_expect_value(&kit, &result, STATE(""));
    cc_kit_close(&kit);
}

static void test_resource__any_other_answer_keeps_the_state(void **state)
{
    (void)state;
    static const struct cc_stub_row answers[] = {
        GET_ONE(.status = 401),
        GET_ONE(.status = 500),
        GET_ONE(.kind = CC_ANSWER_LOST),
        GET_ONE(.kind = CC_ANSWER_UNREACHED),
        GET_ONE(.kind = CC_ANSWER_MALFORMED, .status = 200),
        GET_ONE(.kind = CC_ANSWER_CANCELLED),
        GET_ONE(.status = 200),
        GET_ONE(.status = 200, .answer = "{}"),
        GET_ONE(.status = 200, .answer = "{\"id\":\"lkc-2\"}"),
    };
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        const struct cc_stub_row rows[] = {answers[i], END};
        struct cc_kit kit;
        struct cc_value result;
        assert_false(read_state(&kit, rows, STATE(""), &result));
        assert_int_equal(kit.diags.error_count, 1);
        cc_kit_expect_value(&kit, &result, STATE(""));
        cc_kit_close(&kit);
    }
}

static void test_resource__a_cluster_of_another_kind_is_refused(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        GET_ONE(.status = 200,
                .answer = "{\"id\":\"lkc-1\",\"spec\":{\"config\":{\"kind\":\"Standard\"}}}"),
        END,
    };
    struct cc_kit kit;
    struct cc_value result;
    assert_false(
        read_state(&kit, rows, "{\"id\":\"lkc-1\",\"environment_id\":\"env-1\"}", &result));
    cc_kit_expect_error(&kit, "id", "of kind Standard");
    cc_kit_close(&kit);
}

#define READY_BYOK(id) CLUSTER(PROTECTED BYOK(id) ENDPOINTS, CKU(2), PROVISIONED(2))

static void test_resource__another_key_is_drift_with_a_warning(void **state)
{
    (void)state;
    static const struct {
        const char *prior, *answer;
        bool warns;
    } cases[] = {
        {STATE_BYOK(""), READY_BYOK("cck-1"), false},
        {STATE_BYOK(""), READY_BYOK("cck-2"), true},
        {STATE_BYOK(""), CLUSTER_READY, true},
        {STATE(""), READY_BYOK("cck-1"), true},
        {"{\"id\":\"lkc-1\",\"environment_id\":\"env-1\"}", READY_BYOK("cck-1"), false},
        {STATE_BYOK(""), CLUSTER(PROTECTED, CKU(2) ",\"encryption_key\":\"arn:old\"", ""), false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct cc_stub_row rows[] = {GET_ONE(.status = 200, .answer = cases[i].answer), END};
        struct cc_kit kit;
        struct cc_value result;
        assert_true(read_state(&kit, rows, cases[i].prior, &result));
        cc_kit_expect_warning(&kit, "byok_key_id", cases[i].warns ? "immutable" : NULL);
        cc_kit_close(&kit);
    }
}

/* Importing. */

static void test_resource__an_import_needs_both_ids(void **state)
{
    (void)state;
    static const struct {
        const char *id;
        bool is_good;
    } rows[] = {
        {"env-1/lkc-1", true},
        {"lkc-1", false},
        {"env-1", false},
        {"lkc-1/env-1", false},
        {"env-1/", false},
        {"/lkc-1", false},
        {"", false},
        {"env-1/lkc-1/", false},
        {"env-/lkc-1", false},
        {"env-1/lkc-", false},
        {"env-1/lkc-1 b", false},
        {"env-1 lkc-1", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct cc_kit kit;
        struct cc_value result = cc_value_null();
        open_kit(&kit, NULL);
        assert_int_equal(resource->import(&kit.call, cc_str_from(rows[i].id), &result),
                         rows[i].is_good);
        cc_kit_expect_error(&kit, "", rows[i].is_good ? NULL : "env-1x2y3/lkc-9k8j7");
        if (rows[i].is_good)
            cc_kit_expect_value(&kit, &result, "{\"environment_id\":\"env-1\",\"id\":\"lkc-1\"}");
        cc_kit_close(&kit);
    }
}

static void test_resource__after_an_import_and_a_read_the_plan_is_empty(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {GET_ONE(.status = 200, .answer = READY_BYOK("cck-1")), END};
    struct cc_kit kit;
    struct cc_value imported, read;
    bool is_good;
    open_kit(&kit, rows);
    assert_true(resource->import(&kit.call, CC_STR("env-1/lkc-1"), &imported));
    assert_true(resource->read(&kit.call, &imported, &read));
    struct cc_value config = cc_kit_value(&kit, CONFIG(KEY("cck-1")));
    struct cc_plan plan = make_plan(&kit, &config, &read, &is_good);
    assert_true(is_good);
    assert_true(cc_value_equal(kit.call.type, &plan.planned, &read));
    assert_int_equal(kit.diags.count, 0);
    cc_kit_close(&kit);
}

/* Updating. */

struct update {
    struct cc_kit kit;
    struct cc_value config, prior, planned, state;
    bool is_good;
};

#define CONFIG_AS(name, cku, more)                                                   \
    "{\"display_name\":\"" name                                                      \
    "\",\"environment_id\":\"env-1\",\"cloud\":\"AZURE\",\"region\":\"westeurope\"," \
    "\"availability\":\"MULTI_ZONE\",\"cku\":" cku more "}"
#define PATCH_BODY(more) "{\"spec\":{\"environment\":{\"id\":\"env-1\"}" more "}}"
#define RESIZE_BODY(n) PATCH_BODY(",\"config\":{\"kind\":\"Dedicated\",\"cku\":" #n "}")
#define SIZED(spec, status) CLUSTER(PROTECTED ENDPOINTS, CKU(spec), PROVISIONED(status))

static void update(struct update *update, const char *config, const char *prior,
                   const struct cc_stub_row *rows)
{
    struct cc_kit *kit = &update->kit;
    bool is_planned;
    open_kit(kit, rows);
    update->config = cc_kit_value(kit, config);
    update->prior = cc_kit_value(kit, prior);
    struct cc_plan plan = make_plan(kit, &update->config, &update->prior, &is_planned);
    assert_true(is_planned);
    assert_int_equal(plan.replace_count, 0);
    update->planned = plan.planned;
    update->state = update->prior;
    update->is_good =
        resource->update(&kit->call, &update->prior, &update->planned, &update->state);
    assert_int_equal(update->is_good, kit->diags.error_count == 0);
    assert_true(cc_value_is_wholly_known(&update->state));
}

static void expect_second_plan_empty(struct update *update)
{
    bool is_good;
    struct cc_plan plan = make_plan(&update->kit, &update->config, &update->state, &is_good);
    assert_true(is_good);
    assert_true(cc_value_equal(update->kit.call.type, &plan.planned, &update->state));
}

static int64_t size_in(const struct cc_value *state, const char *name)
{
    int64_t size = -1;
    cc_value_to_int(cc_value_at(state, name), &size);
    return size;
}

static void test_resource__what_only_we_know_needs_no_request(void **state)
{
    (void)state;
    struct update made;
    update(&made, CONFIG(",\"timeouts\":{\"update\":\"3h\"},\"allow_duplicate_name\":true"),
           STATE(""), NULL);
    assert_true(made.is_good);
    cc_kit_expect_value(&made.kit, &made.state,
                        STATE(",\"timeouts\":{\"update\":\"3h\"},\"allow_duplicate_name\":true"));
    expect_second_plan_empty(&made);
    cc_kit_close(&made.kit);
}

static void test_resource__a_rename_is_one_request(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        PATCH_ONE(PATCH_BODY(",\"display_name\":\"sales\""), .status = 200,
                  .answer = CLUSTER_READY),
        END,
    };
    struct update made;
    update(&made, CONFIG_AS("sales", "2", ""), STATE(""), rows);
    assert_true(made.is_good);
    assert_int_equal(size_in(&made.state, "current_cku"), 2);
    assert_string_equal(cc_value_text(cc_value_at(&made.state, "display_name")).ptr, "sales");
    expect_second_plan_empty(&made);
    cc_kit_close(&made.kit);
}

static void test_resource__several_changes_are_one_request_and_a_resize_is_awaited(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        PATCH_ONE(PATCH_BODY(",\"display_name\":\"sales\",\"deletion_protection\":false,"
                             "\"config\":{\"kind\":\"Dedicated\",\"cku\":3,\"release_priority\":"
                             "\"PRIORITY\"}"),
                  .status = 200, .answer = SIZED(3, 2)),
        GET_ONE(.status = 200, .answer = SIZED(3, 2)),
        GET_ONE(.status = 503),
        GET_ONE(.status = 200, .answer = SIZED(3, 3)),
        END,
    };
    struct update made;
    update(
        &made,
        CONFIG_AS("sales", "3", ",\"deletion_protection\":false,\"release_priority\":\"PRIORITY\""),
        STATE(""), rows);
    assert_true(made.is_good);
    assert_int_equal(size_in(&made.state, "cku"), 3);
    assert_int_equal(size_in(&made.state, "current_cku"), 3);
    expect_second_plan_empty(&made);
    cc_kit_close(&made.kit);
}

static void test_resource__a_change_confirmed_without_content_is_looked_up(void **state)
{
    (void)state;
    static const struct cc_stub_row answers[] = {
        PATCH_ONE(RESIZE_BODY(3), .status = 200),
        PATCH_ONE(RESIZE_BODY(3), .status = 200, .kind = CC_ANSWER_MALFORMED),
    };
    for (size_t i = 0; i < 2; i++) {
        const struct cc_stub_row rows[] = {
            answers[i],
            GET_ONE(.status = 200, .answer = SIZED(3, 3)),
            GET_ONE(.status = 200, .answer = SIZED(3, 3)),
            END,
        };
        struct update made;
        update(&made, CONFIG_AS("orders", "3", ""), STATE(""), rows);
        assert_true(made.is_good);
        cc_kit_close(&made.kit);
    }
}

struct refused_row {
    const char *config, *body;
    int status;
    const char *answer, *path, *part;
};

static const struct refused_row refused_rows[] = {
    {CONFIG_AS("orders", "3", ""), RESIZE_BODY(3), 409, ERRORS("conflict", ""), "",
     "resize may be in progress"},
    {CONFIG_AS("orders", "3", ""), RESIZE_BODY(3), 402,
     ERRORS("quota_exceeded", "/spec/config/cku"), "cku", "quota"},
    {CONFIG_AS("sales", "2", ""), PATCH_BODY(",\"display_name\":\"sales\""), 422,
     ERRORS("invalid_configuration", "/spec/display_name"), "display_name", "as the service says"},
    {CONFIG_AS("sales", "2", ""), PATCH_BODY(",\"display_name\":\"sales\""), 403, NULL, "",
     "OrganizationAdmin"},
};

static void test_resource__a_refused_change_changes_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused_rows / sizeof refused_rows[0]; i++) {
        const struct refused_row *row = &refused_rows[i];
        const struct cc_stub_row rows[] = {
            PATCH_ONE(row->body, .status = row->status, .answer = row->answer),
            END,
        };
        struct update made;
        update(&made, row->config, STATE(""), rows);
        cc_kit_expect_error(&made.kit, row->path, row->part);
        cc_kit_expect_value(&made.kit, &made.state, STATE(""));
        cc_kit_close(&made.kit);
    }
}

static void test_resource__a_refused_shrink_says_how_far_it_may_go(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        PATCH_ONE(RESIZE_BODY(2), .status = 400, .answer = ERRORS("invalid_configuration", "")),
        END,
    };
    struct cc_kit kit;
    open_kit(&kit, rows);
    struct cc_value planned = cc_kit_value(&kit, STATE(""));
    struct cc_value prior = cc_kit_with(&kit, &planned, "cku", cc_value_int(&kit.arena, 4));
    struct cc_value result = prior;
    assert_false(resource->update(&kit.call, &prior, &planned, &result));
    cc_kit_expect_error(&kit, "", "only by one CKU at a time");
    cc_kit_close(&kit);
}

static void test_resource__a_change_of_unknown_outcome_is_looked_up(void **state)
{
    (void)state;
    static const struct cc_stub_row answers[] = {
        PATCH_ONE(RESIZE_BODY(3), .kind = CC_ANSWER_LOST),
        PATCH_ONE(RESIZE_BODY(3), .status = 500),
    };
    for (size_t i = 0; i < 2; i++) {
        const struct cc_stub_row rows[] = {
            answers[i],
            GET_ONE(.status = 200, .answer = SIZED(3, 2)),
            END,
        };
        struct update made;
        update(&made, CONFIG_AS("orders", "3", ""), STATE(""), rows);
        assert_false(made.is_good);
        assert_int_equal(made.kit.diags.error_count, 1);
        assert_int_equal(size_in(&made.state, "cku"), 3);
        assert_int_equal(size_in(&made.state, "current_cku"), 2);
        cc_kit_close(&made.kit);
    }
}

static void test_resource__a_resize_that_is_not_awaited_shows_in_the_state(void **state)
{
    (void)state;
    struct update made;
    const struct cc_stub_row rows[] = {
        PATCH_ONE(RESIZE_BODY(3), .status = 200, .answer = SIZED(3, 2)),
        GET_ONE(.status = 200, .answer = SIZED(3, 2), .before = cancel,
                .context = &made.kit.cancel),
        END,
    };
    update(&made, CONFIG_AS("orders", "3", ",\"timeouts\":{\"update\":\"3h\"}"), STATE(""), rows);
    cc_kit_expect_error(&made.kit, "", "Cancelled");
    assert_int_equal(size_in(&made.state, "cku"), 3);
    assert_int_equal(size_in(&made.state, "current_cku"), 2);
    cc_kit_close(&made.kit);
}

/* The host's side of it is in the protocol room; this says which attributes it is about. */
static void test_resource__what_is_chosen_at_creation_permits_no_update(void **state)
{
    (void)state;
    static const char *const names[] = {"byok_key_id", "encryption_mode", "network_id",    "region",
                                        "cloud",       "availability",    "environment_id"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct cc_kit kit;
        open_kit(&kit, NULL);
        struct cc_value prior = cc_kit_value(&kit, STATE(""));
        struct cc_value planned =
            cc_kit_with(&kit, &prior, names[i], cc_value_str(CC_STR("another")));
        assert_false(cc_plan_permits_update(&kit.call, resource, &prior, &planned));
        cc_kit_expect_error(&kit, names[i], "a change replaces the object");
        cc_kit_close(&kit);
    }
}

/* Removing. */

static bool remove_state(struct cc_kit *kit, const struct cc_stub_row *rows)
{
    open_kit(kit, rows);
    struct cc_value prior = cc_kit_value(kit, STATE_UNPROTECTED(""));
    bool is_gone = resource->remove(&kit->call, &prior);
    assert_int_equal(is_gone, kit->diags.error_count == 0);
    return is_gone;
}

static void test_resource__a_deleted_cluster_is_awaited_until_it_is_gone(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        DELETE_ONE(.status = 204),
        GET_ONE(.status = 200, .answer = CLUSTER_READY),
        NOT_FOUND_ONE,
        LIST_OF(""),
        ENVIRONMENT(200),
        END,
    };
    struct cc_kit kit;
    assert_true(remove_state(&kit, rows));
    cc_kit_close(&kit);
}

static void test_resource__a_strange_confirmation_is_looked_after(void **state)
{
    (void)state;
    static const struct {
        struct cc_stub_row more[3];
        const char *part; /* of the error; NULL: gone */
    } cases[] = {
        {{NOT_FOUND_ONE, LIST_OF(""), ENVIRONMENT(200)}, NULL},
        {{GET_ONE(.status = 200, .answer = CLUSTER_READY)}, "the next plan looks"},
        {{GET_ONE(.status = 403), LIST_OF(""), ENVIRONMENT(403)}, "an empty list"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct cc_stub_row organization = ORGANIZATION;
        const struct cc_stub_row end = END;
        const struct cc_stub_row rows[] = {
            DELETE_ONE(.kind = CC_ANSWER_MALFORMED, .status = 200),
            cases[i].more[0],
            cases[i].more[1],
            cases[i].more[2],
            i == 2 ? organization : end,
            END,
        };
        struct cc_kit kit;
        assert_int_equal(remove_state(&kit, rows), cases[i].part == NULL);
        cc_kit_expect_error(&kit, "", cases[i].part);
        cc_kit_close(&kit);
    }
}

static void test_resource__what_is_gone_already_is_removed(void **state)
{
    (void)state;
    const struct cc_stub_row not_found[] = {
        DELETE_ONE(.status = 404, .answer = ERRORS("resource_not_found", "")),
        LIST_OF(""),
        ENVIRONMENT(200),
        END,
    };
    struct cc_kit kit;
    assert_true(remove_state(&kit, not_found));
    cc_kit_close(&kit);
}

static void test_resource__a_refused_deletion_says_why(void **state)
{
    (void)state;
    static const struct {
        struct cc_stub_row answer;
        const char *part;
    } cases[] = {
        {DELETE_ONE(.status = 409, .answer = ERRORS("deletion_protection_enabled", "")),
         "deletion_protection = false"},
        {DELETE_ONE(.status = 409, .answer = ERRORS("conflict", "")), "ksqlDB"},
        {DELETE_ONE(.status = 500), "500"},
        {DELETE_ONE(.status = 401), "CONFLUENT_CLOUD_API_KEY"},
        {DELETE_ONE(.kind = CC_ANSWER_LOST), "lost"},
        {DELETE_ONE(.kind = CC_ANSWER_CANCELLED), "cancelled"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct cc_stub_row rows[] = {cases[i].answer, END};
        struct cc_kit kit;
        assert_false(remove_state(&kit, rows));
        cc_kit_expect_error(&kit, "", cases[i].part);
        cc_kit_close(&kit);
    }
}

static void test_resource__a_404_of_what_is_listed_or_foreign_is_no_deletion(void **state)
{
    (void)state;
    static const struct {
        struct cc_stub_row more[2];
        const char *part;
    } cases[] = {
        {{LIST_OF("{\"id\":\"lkc-1\"}"), END}, "It exists"},
        {{LIST_OF(""), FOREIGN_ENVIRONMENT}, "organization o-2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct cc_stub_row rows[] = {
            DELETE_ONE(.status = 404, .answer = ERRORS("resource_not_found", "")),
            cases[i].more[0],
            cases[i].more[1],
            END,
        };
        struct cc_kit kit;
        assert_false(remove_state(&kit, rows));
        cc_kit_expect_error(&kit, "", cases[i].part);
        cc_kit_close(&kit);
    }
}

static void test_resource__a_change_that_does_not_show_is_not_believed(void **state)
{
    (void)state;
    static const struct cc_stub_row answers[] = {
        PATCH_ONE(RESIZE_BODY(3), .status = 200, .answer = "{}"),
        PATCH_ONE(RESIZE_BODY(3), .status = 200, .kind = CC_ANSWER_MALFORMED),
    };
    for (size_t i = 0; i < 2; i++) {
        const struct cc_stub_row rows[] = {
            answers[i],
            GET_ONE(.status = 200, .answer = SIZED(2, 2)),
            END,
        };
        struct update made;
        update(&made, CONFIG_AS("orders", "3", ""), STATE(""), rows);
        cc_kit_expect_error(&made.kit, "", "does not show the change");
        assert_int_equal(size_in(&made.state, "cku"), 2);
        cc_kit_close(&made.kit);
    }
}

static void test_resource__an_accepted_change_that_cannot_be_read_back_is_kept(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        PATCH_ONE(RESIZE_BODY(3), .status = 200),
        GET_ONE(.status = 500),
        END,
    };
    struct update made;
    update(&made, CONFIG_AS("orders", "3", ""), STATE(""), rows);
    cc_kit_expect_error(&made.kit, "", "The change may have been made");
    assert_int_equal(size_in(&made.state, "cku"), 3);
    assert_int_equal(size_in(&made.state, "current_cku"), 2);
    cc_kit_close(&made.kit);
}

/* Neither 403 nor a page of somebody on the way proves that a deletion has happened. */
static void test_resource__a_deletion_nobody_confirms_keeps_the_state(void **state)
{
    (void)state;
    static const struct cc_stub_row answers[] = {
        DELETE_ONE(.status = 403),
        DELETE_ONE(.status = 403, .answer = ERRORS("forbidden_access", "")),
        DELETE_ONE(.status = 404),
    };
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        const struct cc_stub_row rows[] = {answers[i], END};
        struct cc_kit kit;
        assert_false(remove_state(&kit, rows));
        cc_kit_expect_error(&kit, "", "the next plan looks");
        cc_kit_close(&kit);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_row(test_resource__a_healthy_cluster_shows_no_drift),
        test_row(test_resource__reads_of_many_come_from_pages_of_their_environment),
        test_row(test_resource__a_resize_made_elsewhere_is_drift_of_the_wanted_size),
        test_row(test_resource__a_cluster_that_is_not_found_is_gone),
        test_row(test_resource__forbidden_is_gone_only_when_a_list_lacks_it),
        test_row(test_resource__credentials_of_another_organization_lose_nothing),
        test_row(test_resource__any_other_answer_keeps_the_state),
        test_row(test_resource__a_cluster_of_another_kind_is_refused),
        test_row(test_resource__another_key_is_drift_with_a_warning),
        test_row(test_resource__an_import_needs_both_ids),
        test_row(test_resource__after_an_import_and_a_read_the_plan_is_empty),
        test_row(test_resource__what_only_we_know_needs_no_request),
        test_row(test_resource__a_rename_is_one_request),
        test_row(test_resource__several_changes_are_one_request_and_a_resize_is_awaited),
        test_row(test_resource__a_change_confirmed_without_content_is_looked_up),
        test_row(test_resource__a_refused_change_changes_nothing),
        test_row(test_resource__a_refused_shrink_says_how_far_it_may_go),
        test_row(test_resource__a_change_of_unknown_outcome_is_looked_up),
        test_row(test_resource__a_resize_that_is_not_awaited_shows_in_the_state),
        test_row(test_resource__what_is_chosen_at_creation_permits_no_update),
        test_row(test_resource__a_deleted_cluster_is_awaited_until_it_is_gone),
        test_row(test_resource__a_strange_confirmation_is_looked_after),
        test_row(test_resource__what_is_gone_already_is_removed),
        test_row(test_resource__a_refused_deletion_says_why),
        test_row(test_resource__a_404_of_what_is_listed_or_foreign_is_no_deletion),
        test_row(test_resource__a_change_that_does_not_show_is_not_believed),
        test_row(test_resource__an_accepted_change_that_cannot_be_read_back_is_kept),
        test_row(test_resource__a_deletion_nobody_confirms_keeps_the_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
