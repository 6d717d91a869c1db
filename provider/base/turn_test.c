// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/turn.h"

enum { CALLS = 8 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct cc_turn turn;

/* One call in a thread of its own, and what became of it. */
struct caller {
    struct cc_cancel cancel;
    pthread_t thread;
    bool had_turn;
    int place; /* how many had their turn before */
};

static int served;

static void *call(void *context)
{
    struct caller *caller = context;
    pthread_mutex_lock(&mutex);
    caller->had_turn = cc_turn_take(&turn, &mutex, &caller->cancel);
    if (caller->had_turn) {
        caller->place = served++;
        cc_turn_give(&turn);
    }
    pthread_mutex_unlock(&mutex);
    return NULL;
}

/* Whether somebody new waits: the line only grows while the turn is taken. */
static const struct cc_turn_waiter *first_in_line(void)
{
    pthread_mutex_lock(&mutex);
    const struct cc_turn_waiter *first = turn.waiters;
    pthread_mutex_unlock(&mutex);
    return first;
}

static void start(struct caller *caller)
{
    cc_cancel_init(&caller->cancel);
    assert_int_equal(pthread_create(&caller->thread, NULL, call, caller), 0);
}

static void finish(struct caller *caller)
{
    pthread_join(caller->thread, NULL);
    cc_cancel_release(&caller->cancel);
}

static void take_it(struct cc_cancel *cancel)
{
    pthread_mutex_lock(&mutex);
    assert_true(cc_turn_take(&turn, &mutex, cancel));
    pthread_mutex_unlock(&mutex);
}

static void give_it(void)
{
    pthread_mutex_lock(&mutex);
    cc_turn_give(&turn);
    pthread_mutex_unlock(&mutex);
}

static void test_turn__comes_to_everybody_who_waits(void **state)
{
    (void)state;
    struct caller callers[CALLS] = {0};
    struct cc_cancel own;
    unsigned places = 0;
    served = 0;
    cc_cancel_init(&own);
    take_it(&own);
    for (int i = 0; i < CALLS; i++)
        start(&callers[i]);
    give_it();
    for (int i = 0; i < CALLS; i++) {
        finish(&callers[i]);
        assert_true(callers[i].had_turn);
        places |= 1u << callers[i].place;
    }
    assert_int_equal(places, (1u << CALLS) - 1);
    assert_false(turn.is_taken);
    cc_cancel_release(&own);
}

static void test_turn__is_not_had_by_who_is_cancelled(void **state)
{
    (void)state;
    struct caller leaving = {0}, staying = {0};
    struct cc_cancel own;
    cc_cancel_init(&own);
    take_it(&own);
    start(&leaving);
    while (first_in_line() == NULL) {
        /* until the first waits */
    }
    start(&staying);
    cc_cancel_trigger(&leaving.cancel);
    finish(&leaving);
    give_it();
    finish(&staying);
    assert_false(leaving.had_turn);
    assert_true(staying.had_turn);
    assert_false(turn.is_taken);
    cc_cancel_release(&own);
}

static void test_turn__that_is_free_is_had_even_if_cancelled(void **state)
{
    (void)state;
    struct cc_cancel own;
    cc_cancel_init(&own);
    cc_cancel_trigger(&own);
    take_it(&own);
    give_it();
    assert_false(turn.is_taken);
    cc_cancel_release(&own);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_turn__comes_to_everybody_who_waits),
        cmocka_unit_test(test_turn__is_not_had_by_who_is_cancelled),
        cmocka_unit_test(test_turn__that_is_free_is_had_even_if_cancelled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
