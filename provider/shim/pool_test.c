// SPDX-License-Identifier: MPL-2.0
#include "shim/pool.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

enum { WORKERS = 4, JOBS = 64 };

/* Where jobs meet: each enters, waits for the gate, and leaves. */
struct meeting {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    size_t entered_count, inside_count, inside_max, left_count;
    bool is_open; /* the gate */
};

struct visit {
    struct cc_job job; /* first, so that the job is the visit */
    struct meeting *meeting;
    size_t number; /* of its entry, counted from 1 */
};

static void visit_run(struct cc_job *job)
{
    struct visit *visit = (struct visit *)(void *)job;
    struct meeting *meeting = visit->meeting;
    pthread_mutex_lock(&meeting->mutex);
    visit->number = ++meeting->entered_count;
    meeting->inside_count++;
    if (meeting->inside_count > meeting->inside_max)
        meeting->inside_max = meeting->inside_count;
    pthread_cond_broadcast(&meeting->changed);
    while (!meeting->is_open)
        pthread_cond_wait(&meeting->changed, &meeting->mutex);
    meeting->inside_count--;
    meeting->left_count++;
    pthread_cond_broadcast(&meeting->changed);
    pthread_mutex_unlock(&meeting->mutex);
}

static void submit(struct cc_pool *pool, struct meeting *meeting, struct visit *visits,
                   size_t count)
{
    for (size_t i = 0; i < count; i++) {
        visits[i] = (struct visit){.job.run = visit_run, .meeting = meeting};
        cc_pool_submit(pool, &visits[i].job);
    }
}

static void await(struct meeting *meeting, const size_t *counter, size_t count)
{
    pthread_mutex_lock(&meeting->mutex);
    while (*counter < count)
        pthread_cond_wait(&meeting->changed, &meeting->mutex);
    pthread_mutex_unlock(&meeting->mutex);
}

static void open_gate(struct meeting *meeting)
{
    pthread_mutex_lock(&meeting->mutex);
    meeting->is_open = true;
    pthread_cond_broadcast(&meeting->changed);
    pthread_mutex_unlock(&meeting->mutex);
}

#define MEETING                                                                 \
    {                                                                           \
        .mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER \
    }

static void test_pool__jobs_that_wait_do_not_hold_up_others(void **state)
{
    (void)state;
    struct cc_arena arena;
    struct meeting slow = MEETING, quick = MEETING;
    struct visit slow_visits[WORKERS - 1], quick_visit[1];
    cc_arena_init(&arena);
    struct cc_pool *pool = cc_pool_new(&arena, WORKERS);
    quick.is_open = true;
    submit(pool, &slow, slow_visits, WORKERS - 1);
    submit(pool, &quick, quick_visit, 1);
    await(&quick, &quick.left_count, 1);
    open_gate(&slow);
    cc_pool_free(pool);
    assert_int_equal(slow.left_count, WORKERS - 1);
    cc_arena_release(&arena);
}

static void test_pool__the_bound_holds_and_the_rest_waits_its_turn(void **state)
{
    (void)state;
    struct cc_arena arena;
    struct meeting meeting = MEETING;
    struct visit visits[JOBS];
    cc_arena_init(&arena);
    struct cc_pool *pool = cc_pool_new(&arena, WORKERS);
    submit(pool, &meeting, visits, JOBS);
    await(&meeting, &meeting.entered_count, WORKERS);
    open_gate(&meeting);
    cc_pool_free(pool); /* waits for all of them */
    assert_int_equal(meeting.left_count, JOBS);
    assert_int_equal(meeting.inside_max, WORKERS);
    cc_arena_release(&arena);
}

static void test_pool__one_worker_keeps_the_order(void **state)
{
    (void)state;
    struct cc_arena arena;
    struct meeting meeting = MEETING;
    struct visit visits[JOBS];
    cc_arena_init(&arena);
    struct cc_pool *pool = cc_pool_new(&arena, 1);
    submit(pool, &meeting, visits, JOBS);
    open_gate(&meeting);
    cc_pool_free(pool);
    for (size_t i = 0; i < JOBS; i++)
        assert_int_equal(visits[i].number, i + 1);
    cc_arena_release(&arena);
}

static void test_pool__workers_are_used_again(void **state)
{
    (void)state;
    struct cc_arena arena;
    struct meeting meeting = MEETING;
    struct visit visit[1];
    cc_arena_init(&arena);
    struct cc_pool *pool = cc_pool_new(&arena, WORKERS);
    meeting.is_open = true;
    for (size_t i = 1; i <= JOBS; i++) { /* many more than there may be workers */
        submit(pool, &meeting, visit, 1);
        await(&meeting, &meeting.left_count, i);
    }
    cc_pool_free(pool);
    assert_int_equal(meeting.inside_max, 1);
    cc_arena_release(&arena);
}

static void test_pool__an_unused_one_ends_at_once(void **state)
{
    (void)state;
    struct cc_arena arena;
    cc_arena_init(&arena);
    cc_pool_free(cc_pool_new(&arena, WORKERS));
    cc_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pool__jobs_that_wait_do_not_hold_up_others),
        cmocka_unit_test(test_pool__the_bound_holds_and_the_rest_waits_its_turn),
        cmocka_unit_test(test_pool__one_worker_keeps_the_order),
        cmocka_unit_test(test_pool__workers_are_used_again),
        cmocka_unit_test(test_pool__an_unused_one_ends_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
