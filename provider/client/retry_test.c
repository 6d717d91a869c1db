// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "client/retry.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct cc_retry_policy policy = {
    .max_retries = 3, .pause_first_ms = 1000, .pause_max_ms = 30000, .hint_max_ms = 300000};

static void test_retry__repeats_only_what_can_do_no_harm(void **state)
{
    (void)state;
    static const struct {
        struct cc_reply reply;
        bool get, post, patch, remove;
    } cases[] = {
        {{.end = CC_REPLY_WHOLE, .status = 200}, false, false, false, false},
        {{.end = CC_REPLY_WHOLE, .status = 204}, false, false, false, false},
        {{.end = CC_REPLY_WHOLE, .status = 307}, false, false, false, false},
        {{.end = CC_REPLY_WHOLE, .status = 400}, false, false, false, false},
        {{.end = CC_REPLY_WHOLE, .status = 401}, false, false, false, false},
        {{.end = CC_REPLY_WHOLE, .status = 404}, false, false, false, false},
        {{.end = CC_REPLY_WHOLE, .status = 409}, false, false, false, false},
        {{.end = CC_REPLY_WHOLE, .status = 429}, true, true, true, true},
        {{.end = CC_REPLY_WHOLE, .status = 500}, true, false, true, true},
        {{.end = CC_REPLY_WHOLE, .status = 501}, false, false, false, false},
        {{.end = CC_REPLY_WHOLE, .status = 502}, true, false, true, true},
        {{.end = CC_REPLY_WHOLE, .status = 503}, true, false, true, true},
        {{.end = CC_REPLY_WHOLE, .status = 504}, true, false, true, true},
        {{.end = CC_REPLY_UNREACHED}, true, true, true, true},
        {{.end = CC_REPLY_UNREACHED, .is_permanent = true}, false, false, false, false},
        {{.end = CC_REPLY_LOST}, true, false, true, true},
        {{.end = CC_REPLY_LOST, .is_permanent = true}, false, false, false, false},
        {{.end = CC_REPLY_CUT_OFF, .status = 200}, true, false, true, true},
        {{.end = CC_REPLY_CUT_OFF, .status = 404}, false, false, false, false},
        {{.end = CC_REPLY_CUT_OFF, .status = 429}, true, true, true, true},
        {{.end = CC_REPLY_CUT_OFF, .status = 500}, true, false, true, true},
        {{.end = CC_REPLY_TOO_LARGE, .status = 200}, false, false, false, false},
        {{.end = CC_REPLY_TOO_LARGE, .status = 500}, true, false, true, true},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct cc_reply *reply = &cases[i].reply;
        bool get = cc_retry_is_due(&policy, CC_GET, reply, 1);
        bool post = cc_retry_is_due(&policy, CC_POST, reply, 1);
        bool patch = cc_retry_is_due(&policy, CC_PATCH, reply, 1);
        bool remove = cc_retry_is_due(&policy, CC_DELETE, reply, 1);
        if (get != cases[i].get || post != cases[i].post || patch != cases[i].patch ||
            remove != cases[i].remove)
            fail_msg("case %zu: GET %d POST %d PATCH %d DELETE %d", i, get, post, patch, remove);
    }
}

static void test_retry__ends_after_the_retries_that_were_asked_for(void **state)
{
    (void)state;
    struct cc_retry_policy none = policy;
    struct cc_reply busy = {.end = CC_REPLY_WHOLE, .status = 429};
    none.max_retries = 0;
    assert_false(cc_retry_is_due(&none, CC_GET, &busy, 1));
    assert_true(cc_retry_is_due(&policy, CC_GET, &busy, 3));
    assert_false(cc_retry_is_due(&policy, CC_GET, &busy, 4));
}

struct pause_case {
    struct cc_reply reply;
    int64_t tries;
    int64_t least_ms; /* with the random number 0 */
    int64_t most_ms;  /* over all random numbers */
};

static int64_t greatest_pause_ms(const struct pause_case *row)
{
    int64_t greatest_ms = 0;
    for (uint64_t random = 0; random <= 20000; random++) {
        int64_t pause_ms = cc_retry_pause_ms(&policy, &row->reply, row->tries, random);
        if (pause_ms > greatest_ms)
            greatest_ms = pause_ms;
        assert_true(pause_ms >= row->least_ms);
    }
    return greatest_ms;
}

#define BUSY .end = CC_REPLY_WHOLE, .status = 429

static void test_retry__pauses_as_the_service_asks_or_longer_each_time(void **state)
{
    (void)state;
    static const struct pause_case cases[] = {
        {{.end = CC_REPLY_LOST}, 1, 500, 1000},
        {{.end = CC_REPLY_LOST}, 2, 1000, 2000},
        {{.end = CC_REPLY_LOST}, 3, 2000, 4000},
        {{.end = CC_REPLY_LOST}, 5, 8000, 16000},
        {{.end = CC_REPLY_LOST}, 6, 15000, 30000},
        {{.end = CC_REPLY_LOST}, 1000, 15000, 30000},
        {{.end = CC_REPLY_LOST}, INT64_MAX, 15000, 30000},
        {{BUSY}, 1, 500, 1000},
        {{BUSY, .retry_after = CC_STR_INIT("7")}, 1, 7000, 8000},
        {{BUSY, .retry_after = CC_STR_INIT("7")}, 6, 7000, 8000},
        {{BUSY, .retry_after = CC_STR_INIT("0")}, 3, 0, 1000},
        {{BUSY, .retry_after = CC_STR_INIT("301")}, 1, 300000, 301000},
        {{BUSY, .retry_after = CC_STR_INIT("999999999")}, 1, 300000, 301000},
        {{BUSY, .retry_after = CC_STR_INIT("9999999999999999999999")}, 1, 500, 1000},
        {{BUSY, .retry_after = CC_STR_INIT("-1")}, 1, 500, 1000},
        {{BUSY, .retry_after = CC_STR_INIT("")}, 1, 500, 1000},
        {{BUSY, .retry_after = CC_STR_INIT("1.5")}, 1, 500, 1000},
        {{BUSY, .retry_after = CC_STR_INIT("Fri, 31 Dec 1999 23:59:59 GMT")}, 1, 500, 1000},
        {{BUSY, .limit_reset = CC_STR_INIT("9")}, 1, 9000, 10000},
        {{BUSY, .retry_after = CC_STR_INIT("3"), .limit_reset = CC_STR_INIT("9")}, 1, 3000, 4000},
        {{BUSY, .retry_after = CC_STR_INIT("soon"), .limit_reset = CC_STR_INIT("9")},
         1,
         9000,
         10000},
        {{.end = CC_REPLY_WHOLE, .status = 503, .retry_after = CC_STR_INIT("2")}, 1, 2000, 3000},
        {{.end = CC_REPLY_WHOLE, .status = 503, .limit_reset = CC_STR_INIT("9")}, 1, 500, 1000},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t least_ms = cc_retry_pause_ms(&policy, &cases[i].reply, cases[i].tries, 0);
        int64_t most_ms = greatest_pause_ms(&cases[i]);
        if (least_ms != cases[i].least_ms || most_ms != cases[i].most_ms)
            fail_msg("case %zu: %lld to %lld", i, (long long)least_ms, (long long)most_ms);
    }
}

static void test_retry__a_used_up_limit_holds_for_all_calls(void **state)
{
    (void)state;
    static const struct {
        struct cc_reply reply;
        int64_t limit_ms;
    } cases[] = {
        {{BUSY}, 0},
        {{BUSY, .retry_after = CC_STR_INIT("4")}, 4000},
        {{BUSY, .limit_reset = CC_STR_INIT("5")}, 5000},
        {{BUSY, .retry_after = CC_STR_INIT("99999")}, 300000},
        {{.end = CC_REPLY_WHOLE, .status = 503, .retry_after = CC_STR_INIT("4")}, 0},
        {{.end = CC_REPLY_WHOLE, .status = 200, .limit_reset = CC_STR_INIT("5")}, 0},
        {{.end = CC_REPLY_WHOLE,
          .status = 200,
          .limit_remaining = CC_STR_INIT("1"),
          .limit_reset = CC_STR_INIT("5")},
         0},
        {{.end = CC_REPLY_WHOLE,
          .status = 200,
          .limit_remaining = CC_STR_INIT("0"),
          .limit_reset = CC_STR_INIT("5")},
         5000},
        {{.end = CC_REPLY_WHOLE, .status = 200, .limit_remaining = CC_STR_INIT("0")}, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (cc_retry_limit_ms(&policy, &cases[i].reply) != cases[i].limit_ms)
            fail_msg("case %zu", i);
    }
}

static void test_retry__default_pauses_are_bounded(void **state)
{
    (void)state;
    struct cc_retry_policy in_use = cc_retry_policy_default(8);
    struct cc_reply lost = {.end = CC_REPLY_LOST};
    assert_int_equal(in_use.max_retries, 8);
    assert_true(cc_retry_pause_ms(&in_use, &lost, 1, 0) > 0);
    assert_true(cc_retry_pause_ms(&in_use, &lost, 100, UINT64_MAX) <= 30000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_retry__repeats_only_what_can_do_no_harm),
        cmocka_unit_test(test_retry__ends_after_the_retries_that_were_asked_for),
        cmocka_unit_test(test_retry__pauses_as_the_service_asks_or_longer_each_time),
        cmocka_unit_test(test_retry__a_used_up_limit_holds_for_all_calls),
        cmocka_unit_test(test_retry__default_pauses_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
