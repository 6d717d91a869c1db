// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdatomic.h>

#include "base/cancel.h"
#include "base/clock.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static void test_cancel__answers_at_once_when_there_is_an_answer(void **state)
{
    (void)state;
    static const struct {
        bool flag, cancelled;
        int64_t deadline_ms;
        enum cc_cancel_wait expected;
    } cases[] = {
        {true, false, INT64_MAX, CC_CANCEL_WAIT_DONE},
        {true, true, INT64_MAX, CC_CANCEL_WAIT_DONE},
        {true, true, INT64_MIN, CC_CANCEL_WAIT_DONE},
        {false, true, INT64_MAX, CC_CANCEL_WAIT_CANCELLED},
        {false, true, INT64_MIN, CC_CANCEL_WAIT_CANCELLED},
        {false, false, INT64_MIN, CC_CANCEL_WAIT_TIMEOUT},
        {false, false, 0, CC_CANCEL_WAIT_TIMEOUT},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cc_cancel cancel;
        cc_cancel_init(&cancel);
        assert_false(cc_cancel_is_triggered(&cancel));
        if (cases[i].cancelled)
            cc_cancel_trigger(&cancel);
        assert_int_equal(cc_cancel_is_triggered(&cancel), cases[i].cancelled);
        bool flag = cases[i].flag;
        assert_int_equal(cc_cancel_wait_until(&cancel, &flag, cases[i].deadline_ms),
                         cases[i].expected);
        cc_cancel_release(&cancel);
    }
}

struct other {
    struct cc_cancel *cancel;
    bool *flag; /* NULL: cancel instead */
};

static void *other_run(void *context)
{
    struct other *other = context;
    if (other->flag)
        cc_cancel_signal(other->cancel, other->flag);
    else
        cc_cancel_trigger(other->cancel);
    return NULL;
}

/* Many rounds, so that the signal arrives before, during and after the wait begins. */
static void test_cancel__another_thread_ends_the_wait(void **state)
{
    (void)state;
    for (int round = 0; round < 200; round++) {
        struct cc_cancel cancel;
        cc_cancel_init(&cancel);
        bool flag = false;
        struct other other = {&cancel, round % 2 ? &flag : NULL};
        pthread_t thread;
        assert_int_equal(pthread_create(&thread, NULL, other_run, &other), 0);
        assert_int_equal(cc_cancel_wait_until(&cancel, &flag, INT64_MAX),
                         round % 2 ? CC_CANCEL_WAIT_DONE : CC_CANCEL_WAIT_CANCELLED);
        assert_int_equal(pthread_join(thread, NULL), 0);
        cc_cancel_release(&cancel);
    }
}

static void test_cancel__real_deadlines_pass(void **state)
{
    (void)state;
    struct cc_cancel cancel;
    cc_cancel_init(&cancel);
    bool flag = false;
    int64_t deadline_ms = cc_clock_now_ms() + 3;
    assert_int_equal(cc_cancel_wait_until(&cancel, &flag, deadline_ms), CC_CANCEL_WAIT_TIMEOUT);
    assert_true(cc_clock_now_ms() >= deadline_ms);
    assert_int_equal(cc_cancel_wait_until(&cancel, NULL, deadline_ms), CC_CANCEL_WAIT_TIMEOUT);
    cc_cancel_release(&cancel);
}

static _Atomic int64_t hours;

/* A clock on which an hour passes at each look. */
static int64_t hasty_now_ms(void)
{
    return atomic_fetch_add(&hours, 1) * 3600 * 1000;
}

static void test_cancel__a_replaced_clock_decides(void **state)
{
    (void)state;
    struct cc_cancel cancel;
    cc_cancel_init(&cancel);
    cc_clock_set_source(hasty_now_ms, NULL);
    int64_t deadline_ms = INT64_C(24) * 3600 * 1000;
    assert_int_equal(cc_cancel_wait_until(&cancel, NULL, deadline_ms), CC_CANCEL_WAIT_TIMEOUT);
    assert_true(atomic_load(&hours) >= 24);
    cc_clock_set_source(NULL, NULL);
    cc_cancel_release(&cancel);
}

static int64_t negative_now_ms(void)
{
    return INT64_MIN;
}

static void test_cancel__no_deadline_is_too_far(void **state)
{
    (void)state;
    struct cc_cancel cancel;
    cc_cancel_init(&cancel);
    bool flag = false;
    struct other other = {&cancel, &flag};
    pthread_t thread;
    cc_clock_set_source(negative_now_ms, NULL);
    assert_int_equal(pthread_create(&thread, NULL, other_run, &other), 0);
    assert_int_equal(cc_cancel_wait_until(&cancel, &flag, INT64_MAX), CC_CANCEL_WAIT_DONE);
    assert_int_equal(pthread_join(thread, NULL), 0);
    cc_clock_set_source(NULL, NULL);
    cc_cancel_release(&cancel);
}

static void test_cancel__what_must_not_be_left_is_awaited_although_cancelled(void **state)
{
    (void)state;
    struct cc_cancel cancel;
    cc_cancel_init(&cancel);
    bool flag = false;
    struct other other = {&cancel, &flag};
    pthread_t thread;
    cc_cancel_trigger(&cancel);
    assert_int_equal(pthread_create(&thread, NULL, other_run, &other), 0);
    assert_true(cc_cancel_wait_regardless(&cancel, &flag, INT64_MAX));
    assert_int_equal(pthread_join(thread, NULL), 0);
    flag = false;
    assert_false(cc_cancel_wait_regardless(&cancel, &flag, cc_clock_now_ms() + 1));
    cc_cancel_release(&cancel);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cancel__answers_at_once_when_there_is_an_answer),
        cmocka_unit_test(test_cancel__another_thread_ends_the_wait),
        cmocka_unit_test(test_cancel__real_deadlines_pass),
        cmocka_unit_test(test_cancel__a_replaced_clock_decides),
        cmocka_unit_test(test_cancel__no_deadline_is_too_far),
        cmocka_unit_test(test_cancel__what_must_not_be_left_is_awaited_although_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
