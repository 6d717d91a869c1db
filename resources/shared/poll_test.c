// SPDX-License-Identifier: MPL-2.0
#include "shared/poll.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "shared/test_kit.h"

static const struct cc_attribute attributes[] = {
    {.name = "name", .mode = CC_OPTIONAL, .type = &cc_type_string},
    {.name = NULL},
};
static const struct cc_schema schema = {.attributes = attributes};

/* A script of looks, and a clock that moves only when somebody asks for the time: each question
 * takes one second, so that waits end at once. */
struct script {
    struct cc_kit *kit;
    int count;     /* looks so far */
    int ready_at;  /* the look that is ready; 0: none */
    int failed_at; /* the look that fails; 0: none */
    int cancel_at; /* the look during which the call is cancelled; 0: none */
    struct cc_str seen;
};

static int64_t test_time_ms;

static int64_t test_now_ms(void)
{
    return test_time_ms += 1000;
}

static enum cc_look look(struct cc_call *call, void *context)
{
    struct script *script = context;
    script->count++;
    script->seen = cc_str_format(call->arena, "phase %d", script->count);
    if (script->count == script->cancel_at)
        cc_cancel_trigger(call->cancel);
    if (script->count == script->ready_at)
        return CC_LOOK_READY;
    if (script->count != script->failed_at)
        return CC_LOOK_AGAIN;
    cc_diags_error(call->diags, cc_path_from("name"), CC_STR("Look"), "It FAILED");
    return CC_LOOK_FAILED;
}

static bool run(struct script *script, int64_t timeout_ms)
{
    test_time_ms = 0;
    cc_clock_set_source(test_now_ms, NULL);
    struct cc_poll poll = {.what = CC_STR("cluster lkc-1 to be ready"),
                           .first_ms = 1000,
                           .max_ms = 5000,
                           .timeout_ms = timeout_ms,
                           .aftermath = "It is kept in state.",
                           .timeout_attribute = "timeouts.create",
                           .look = look,
                           .context = script,
                           .seen = &script->seen};
    bool good = cc_poll_run(&script->kit->call, &poll);
    cc_clock_set_source(NULL, NULL);
    return good;
}

static void test_poll__the_first_ready_look_ends_it(void **state)
{
    (void)state;
    for (int at = 1; at < 5; at++) {
        struct cc_kit kit;
        cc_kit_open(&kit, &schema, NULL);
        struct script script = {.kit = &kit, .ready_at = at};
        assert_true(run(&script, 3600 * 1000));
        assert_int_equal(script.count, at);
        cc_kit_expect_error(&kit, "", NULL);
        cc_kit_close(&kit);
    }
}

static void test_poll__a_failed_look_ends_it_with_its_own_error_only(void **state)
{
    (void)state;
    struct cc_kit kit;
    cc_kit_open(&kit, &schema, NULL);
    struct script script = {.kit = &kit, .failed_at = 2, .ready_at = 3};
    assert_false(run(&script, 3600 * 1000));
    assert_int_equal(script.count, 2);
    cc_kit_expect_error(&kit, "name", "It FAILED");
    cc_kit_close(&kit);
}

static void test_poll__the_deadline_ends_it_and_says_where_to_set_a_longer_one(void **state)
{
    (void)state;
    struct cc_kit kit;
    cc_kit_open(&kit, &schema, NULL);
    struct script script = {.kit = &kit};
    assert_false(run(&script, 60 * 1000));
    assert_true(script.count > 2);
    cc_kit_expect_error(&kit, "timeouts.create", "set with timeouts.create");
    assert_true(cc_kit_mentions(&kit, "cluster lkc-1 to be ready"));
    assert_true(cc_kit_mentions(&kit, "kept in state"));
    const char *last = cc_str_c(&kit.arena, cc_str_format(&kit.arena, "phase %d", script.count));
    assert_true(cc_kit_mentions(&kit, last));
    cc_kit_close(&kit);
}

static void test_poll__it_looks_once_even_without_time(void **state)
{
    (void)state;
    struct cc_kit kit;
    cc_kit_open(&kit, &schema, NULL);
    struct script script = {.kit = &kit, .ready_at = 1};
    assert_true(run(&script, 0));
    script = (struct script){.kit = &kit};
    assert_false(run(&script, 0));
    assert_int_equal(script.count, 1);
    cc_kit_close(&kit);
}

static void test_poll__cancellation_ends_it_and_says_that_the_object_is_kept(void **state)
{
    (void)state;
    struct cc_kit kit;
    cc_kit_open(&kit, &schema, NULL);
    struct script script = {.kit = &kit, .cancel_at = 2};
    assert_false(run(&script, 3600 * 1000));
    assert_int_equal(script.count, 2);
    cc_kit_expect_error(&kit, "", "Cancelled");
    assert_true(cc_kit_mentions(&kit, "kept in state"));
    cc_kit_close(&kit);
}

static void test_poll__a_look_that_is_ready_counts_although_cancelled(void **state)
{
    (void)state;
    struct cc_kit kit;
    cc_kit_open(&kit, &schema, NULL);
    struct script script = {.kit = &kit, .cancel_at = 2, .ready_at = 2};
    assert_true(run(&script, 3600 * 1000));
    cc_kit_expect_error(&kit, "", NULL);
    cc_kit_close(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_poll__the_first_ready_look_ends_it),
        cmocka_unit_test(test_poll__a_failed_look_ends_it_with_its_own_error_only),
        cmocka_unit_test(test_poll__the_deadline_ends_it_and_says_where_to_set_a_longer_one),
        cmocka_unit_test(test_poll__it_looks_once_even_without_time),
        cmocka_unit_test(test_poll__cancellation_ends_it_and_says_that_the_object_is_kept),
        cmocka_unit_test(test_poll__a_look_that_is_ready_counts_although_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
