// SPDX-License-Identifier: MPL-2.0
#include "dedicated_cluster/cluster_test.h"

enum { HOUR_MS = 60 * 60 * 1000, ROWS_MAX = 40 };

static struct cc_cluster_at at_of(struct cc_kit *kit)
{
    return (struct cc_cluster_at){&kit->ccloud, CC_STR("env-1"), CC_STR("lkc-1")};
}

#define READY GET_ONE(.status = 200, .answer = CLUSTER_READY)
#define NOT_YET GET_ONE(.status = 200, .answer = CLUSTER_NEW)

static bool wait_provisioned(struct cc_kit *kit, const struct cc_stub_row *rows, int64_t timeout_ms,
                             struct cc_cluster *last)
{
    open_kit(kit, rows);
    struct cc_cluster_at at = at_of(kit);
    *last = (struct cc_cluster){0};
    return cc_cluster_wait_provisioned(&kit->call, &at, timeout_ms, last);
}

static const struct cc_stub_row passing_failures[] = {
    GET_ONE(.kind = CC_ANSWER_LOST),
    GET_ONE(.kind = CC_ANSWER_UNREACHED),
    GET_ONE(.kind = CC_ANSWER_MALFORMED, .status = 200),
    GET_ONE(.status = 200),
    GET_ONE(.status = 200, .answer = "{\"id\":\"lkc-2\"}"),
    GET_ONE(.status = 429),
    GET_ONE(.status = 500),
    GET_ONE(.status = 503),
    GET_ONE(.status = 404), /* not yet: right after the creation */
    GET_ONE(.status = 403),
};

static void test_wait__single_failed_looks_are_tolerated(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof passing_failures / sizeof passing_failures[0]; i++) {
        const struct cc_stub_row rows[] = {
            passing_failures[i], NOT_YET, passing_failures[i], passing_failures[i], READY, END,
        };
        struct cc_kit kit;
        struct cc_cluster last;
        assert_true(wait_provisioned(&kit, rows, HOUR_MS, &last));
        assert_string_equal(last.phase.ptr, "PROVISIONED");
        assert_int_equal(kit.diags.count, 0);
        cc_kit_close(&kit);
    }
}

static void test_wait__ten_failed_looks_in_a_row_are_too_many(void **state)
{
    (void)state;
    for (size_t failures = 9; failures <= 10; failures++) {
        struct cc_stub_row failure = GET_ONE(.status = 500), ready = READY, end = END;
        struct cc_stub_row not_yet = NOT_YET;
        struct cc_stub_row rows[ROWS_MAX];
        size_t count = 0;
        rows[count++] = not_yet;
        for (size_t i = 0; i < failures; i++)
            rows[count++] = failure;
        if (failures < 10)
            rows[count++] = ready;
        rows[count] = end;
        struct cc_kit kit;
        struct cc_cluster last;
        assert_int_equal(wait_provisioned(&kit, rows, HOUR_MS, &last), failures < 10);
        cc_kit_expect_error(&kit, "", failures < 10 ? NULL : "kept in state");
        assert_string_equal(last.id.ptr, "lkc-1");
        cc_kit_close(&kit);
    }
}

static void test_wait__ten_answers_about_something_else_are_told_as_such(void **state)
{
    (void)state;
    const struct cc_stub_row other = GET_ONE(.status = 200, .answer = "{\"id\":\"lkc-2\"}");
    const struct cc_stub_row rows[] = {other, other, other, other, other, other,
                                       other, other, other, other, END};
    struct cc_kit kit;
    struct cc_cluster last = {0};
    open_kit(&kit, rows);
    struct cc_cluster_at at = at_of(&kit);
    assert_false(cc_cluster_wait_provisioned(&kit.call, &at, HOUR_MS, &last));
    cc_kit_expect_error(&kit, "", "describes another cluster");
    cc_kit_close(&kit);
}

static void test_wait__a_good_look_starts_the_count_again(void **state)
{
    (void)state;
    struct cc_stub_row failure = GET_ONE(.status = 500), not_yet = NOT_YET, ready = READY;
    struct cc_stub_row end = END;
    struct cc_stub_row rows[ROWS_MAX];
    for (size_t i = 0; i < 20; i++)
        rows[i] = i % 10 == 9 ? not_yet : failure;
    rows[20] = ready;
    rows[21] = end;
    struct cc_kit kit;
    struct cc_cluster last;
    assert_true(wait_provisioned(&kit, rows, HOUR_MS, &last));
    assert_int_equal(kit.diags.count, 0);
    cc_kit_close(&kit);
}

static void test_wait__not_found_is_believed_after_five_minutes(void **state)
{
    (void)state;
    static const int statuses[] = {403, 404};
    for (size_t i = 0; i < 2; i++) {
        const struct cc_stub_row rows[] = {
            GET_ONE(.status = statuses[i]),
            GET_ONE(.status = statuses[i], .before = let_ten_minutes_pass),
            END,
        };
        struct cc_kit kit;
        struct cc_cluster last;
        assert_false(wait_provisioned(&kit, rows, HOUR_MS, &last));
        cc_kit_expect_error(&kit, "", "lkc-1");
        assert_true(cc_str_is_absent(last.id));
        cc_kit_close(&kit);
    }
}

static void test_wait__refusals_that_stay_end_it_at_once(void **state)
{
    (void)state;
    static const int statuses[] = {400, 401};
    for (size_t i = 0; i < 2; i++) {
        const struct cc_stub_row rows[] = {GET_ONE(.status = statuses[i]), END};
        struct cc_kit kit;
        struct cc_cluster last;
        assert_false(wait_provisioned(&kit, rows, HOUR_MS, &last));
        assert_int_equal(kit.diags.error_count, 1);
        cc_kit_close(&kit);
    }
}

static void test_wait__unknown_phases_are_waited_through(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        GET_ONE(.status = 200, .answer = CLUSTER("", CKU(2), "\"phase\":\"WARMING_UP\"")),
        GET_ONE(.status = 200, .answer = CLUSTER("", CKU(2), "")),
        READY,
        END,
    };
    struct cc_kit kit;
    struct cc_cluster last;
    assert_true(wait_provisioned(&kit, rows, HOUR_MS, &last));
    cc_kit_close(&kit);
}

static void test_wait__cancellation_ends_it_and_keeps_what_was_seen(void **state)
{
    (void)state;
    struct cc_kit kit;
    struct cc_cluster last;
    const struct cc_stub_row rows[] = {
        NOT_YET,
        GET_ONE(.kind = CC_ANSWER_CANCELLED, .before = cancel, .context = &kit.cancel),
        END,
    };
    assert_false(wait_provisioned(&kit, rows, HOUR_MS, &last));
    cc_kit_expect_error(&kit, "", "Cancelled");
    assert_true(cc_kit_mentions(&kit, "phase PROVISIONING, 0 of 2 CKU running"));
    assert_string_equal(last.phase.ptr, "PROVISIONING");
    cc_kit_close(&kit);
}

static void test_wait__the_deadline_names_its_attribute(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        NOT_YET,
        GET_ONE(.status = 200, .answer = CLUSTER_NEW, .before = let_ten_minutes_pass),
        END,
    };
    struct cc_kit kit;
    struct cc_cluster last;
    assert_false(wait_provisioned(&kit, rows, 5 * 60 * 1000, &last));
    cc_kit_expect_error(&kit, "timeouts.create", "5m");
    cc_kit_close(&kit);
}

/* Resizes. */

#define SIZES(wanted, running) \
    GET_ONE(.status = 200, .answer = CLUSTER(PROTECTED, CKU(wanted), PROVISIONED(running)))

static bool wait_resized(struct cc_kit *kit, const struct cc_stub_row *rows)
{
    struct cc_cluster last = {0};
    open_kit(kit, rows);
    struct cc_cluster_at at = at_of(kit);
    bool is_resized = cc_cluster_wait_resized(&kit->call, &at, 3, HOUR_MS, &last);
    assert_true(!is_resized || last.current_cku == 3);
    return is_resized;
}

static void test_wait__a_resize_is_over_when_both_sizes_agree(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        SIZES(2, 2), /* an answer from before the change */
        SIZES(3, 2),
        GET_ONE(.status = 200, .answer = CLUSTER(PROTECTED, CKU(3), "\"phase\":\"PROVISIONED\"")),
        SIZES(2, 3),
        SIZES(3, 3),
        END,
    };
    struct cc_kit kit;
    assert_true(wait_resized(&kit, rows));
    cc_kit_close(&kit);
}

static void test_wait__a_cluster_that_vanishes_or_fails_in_a_resize_is_an_error(void **state)
{
    (void)state;
    static const struct cc_stub_row ends[] = {
        GET_ONE(.status = 404),
        GET_ONE(.status = 403),
        GET_ONE(.status = 200, .answer = CLUSTER(PROTECTED, CKU(3), "\"phase\":\"FAILED\"")),
    };
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        const struct cc_stub_row rows[] = {SIZES(3, 2), ends[i], END};
        struct cc_kit kit;
        assert_false(wait_resized(&kit, rows));
        assert_int_equal(kit.diags.error_count, 1);
        cc_kit_close(&kit);
    }
}

/* Deletions. */

static bool wait_gone(struct cc_kit *kit, const struct cc_stub_row *rows)
{
    open_kit(kit, rows);
    struct cc_cluster_at at = at_of(kit);
    return cc_cluster_wait_gone(&kit->call, &at, HOUR_MS);
}

static void test_wait__a_deleted_cluster_is_gone_when_it_is_not_found(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        READY,
        GET_ONE(.status = 500),
        GET_ONE(.kind = CC_ANSWER_LOST),
        NOT_FOUND_ONE,
        LIST_OF(""),
        ENVIRONMENT(200),
        END,
    };
    struct cc_kit kit;
    assert_true(wait_gone(&kit, rows));
    assert_int_equal(kit.diags.count, 0);
    cc_kit_close(&kit);
}

static void test_wait__forbidden_is_gone_when_the_list_says_so(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        GET_ONE(.status = 403),        LIST_OF("{\"id\":\"lkc-0\"},{\"id\":\"lkc-1\"}"),
        GET_ONE(.status = 403),        LIST(.status = 503),
        GET_ONE(.status = 404), /* without the service's words */
        LIST_OF("{\"id\":\"lkc-0\"}"), END,
    };
    struct cc_kit kit;
    assert_true(wait_gone(&kit, rows));
    assert_int_equal(kit.diags.count, 0);
    cc_kit_close(&kit);
}

static void test_wait__forbidden_without_a_list_decides_nothing(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {GET_ONE(.status = 403), LIST(.status = 403), END};
    struct cc_kit kit;
    assert_false(wait_gone(&kit, rows));
    cc_kit_expect_error(&kit, "", "cannot be listed either");
    cc_kit_close(&kit);
}

static void test_wait__a_404_is_not_believed_while_the_cluster_is_listed(void **state)
{
    (void)state;
    const struct cc_stub_row rows[] = {
        NOT_FOUND_ONE,
        LIST_OF("{\"id\":\"lkc-1\"}"),
        GET_ONE(.status = 403),
        LIST_OF(""),
        ENVIRONMENT(403), /* nothing is proven */
        NOT_FOUND_ONE,
        LIST_OF("{\"id\":\"lkc-0\"}"),
        END,
    };
    struct cc_kit kit;
    assert_true(wait_gone(&kit, rows));
    cc_kit_close(&kit);
}

static void test_wait__a_deletion_can_be_cancelled(void **state)
{
    (void)state;
    struct cc_kit kit;
    const struct cc_stub_row rows[] = {
        GET_ONE(.status = 200, .answer = CLUSTER_READY, .before = cancel, .context = &kit.cancel),
        END,
    };
    assert_false(wait_gone(&kit, rows));
    cc_kit_expect_error(&kit, "", "Cancelled");
    cc_kit_close(&kit);
}

static void test_wait__timeouts_are_the_users_or_ours(void **state)
{
    (void)state;
    struct cc_kit kit;
    open_kit(&kit, NULL);
    struct cc_value value = cc_kit_value(&kit, "{\"timeouts\":{\"create\":\"90m\"}}");
    assert_int_equal(cc_cluster_timeout_ms(&value, "timeouts.create", HOUR_MS), 90 * 60 * 1000);
    assert_int_equal(cc_cluster_timeout_ms(&value, "timeouts.update", HOUR_MS), HOUR_MS);
    value = cc_kit_value(&kit, "{}");
    assert_int_equal(cc_cluster_timeout_ms(&value, "timeouts.create", HOUR_MS), HOUR_MS);
    cc_kit_close(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_row(test_wait__single_failed_looks_are_tolerated),
        test_row(test_wait__ten_failed_looks_in_a_row_are_too_many),
        test_row(test_wait__ten_answers_about_something_else_are_told_as_such),
        test_row(test_wait__a_good_look_starts_the_count_again),
        test_row(test_wait__not_found_is_believed_after_five_minutes),
        test_row(test_wait__refusals_that_stay_end_it_at_once),
        test_row(test_wait__unknown_phases_are_waited_through),
        test_row(test_wait__cancellation_ends_it_and_keeps_what_was_seen),
        test_row(test_wait__the_deadline_names_its_attribute),
        test_row(test_wait__a_resize_is_over_when_both_sizes_agree),
        test_row(test_wait__a_cluster_that_vanishes_or_fails_in_a_resize_is_an_error),
        test_row(test_wait__a_deleted_cluster_is_gone_when_it_is_not_found),
        test_row(test_wait__forbidden_is_gone_when_the_list_says_so),
        test_row(test_wait__forbidden_without_a_list_decides_nothing),
        test_row(test_wait__a_404_is_not_believed_while_the_cluster_is_listed),
        test_row(test_wait__a_deletion_can_be_cancelled),
        test_row(test_wait__timeouts_are_the_users_or_ours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
