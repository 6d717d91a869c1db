// SPDX-License-Identifier: MPL-2.0
#include "shared/snapshot.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "base/clock.h"

enum { OBJECTS_MAX = 1000, READERS_MAX = 12 };

/* What pages are fetched from.  Objects are numbered and have a version, which writes raise. */
struct service {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    size_t object_count, page_size;
    bool tells_total, leaves_out_version;
    unsigned versions[OBJECTS_MAX];
    size_t fetch_count;             /* pages that were asked for */
    size_t answer_max;              /* fetches beyond it wait for more to be allowed */
    size_t failing;                 /* the number of the fetch that fails, from 1; 0: none */
    size_t padding;                 /* bytes more in each object */
    size_t circle;                  /* so many tokens lead to each other; 0: the list ends */
    unsigned failing_percent, seed; /* by chance */
    void (*on_fetch)(struct service *service);
};

struct bench {
    struct cc_snapshot snapshot;
    struct service service;
    struct cc_snapshot_source source;
};

static void nap(long microseconds)
{
    struct timespec time = {.tv_nsec = microseconds * 1000};
    nanosleep(&time, NULL);
}

static bool may_answer(struct service *service, size_t number, struct cc_cancel *cancel)
{
    while (number > service->answer_max && !cc_cancel_is_triggered(cancel)) {
        pthread_mutex_unlock(&service->mutex);
        nap(200);
        pthread_mutex_lock(&service->mutex);
    }
    return !cc_cancel_is_triggered(cancel);
}

static const struct cc_json *object_make(struct service *service, struct cc_arena *arena,
                                         size_t number)
{
    struct cc_json *object = cc_json_object(arena);
    cc_json_set_str(object, "id", cc_str_format(arena, "cck-%zu", number));
    if (!service->leaves_out_version)
        cc_json_set_int(object, "version", service->versions[number]);
    if (service->padding > 0) {
        char *bytes = cc_arena_alloc(arena, service->padding);
        for (size_t i = 0; i < service->padding; i++)
            bytes[i] = 'x';
        cc_json_set_str(object, "padding", (struct cc_str){bytes, service->padding});
    }
    return object;
}

static void page_make(struct service *service, struct cc_arena *arena, size_t from,
                      struct cc_snapshot_page *page)
{
    size_t end = from + service->page_size;
    if (end > service->object_count)
        end = service->object_count;
    const struct cc_json **items = cc_arena_array(arena, end - from, const struct cc_json *);
    for (size_t i = from; i < end; i++)
        items[i - from] = object_make(service, arena, i);
    *page = (struct cc_snapshot_page){.items = items,
                                      .item_count = end - from,
                                      .total = service->tells_total ? (int64_t)service->object_count
                                                                    : -1,
                                      .request_id = CC_STR("r-1")};
    if (service->circle > 0)
        page->next = cc_str_format(arena, "%zu", 7 + (from + 1) % service->circle);
    else if (end < service->object_count)
        page->next = cc_str_format(arena, "%zu", end);
}

static bool fails(struct service *service, size_t number)
{
    return number == service->failing ||
           (service->failing_percent > 0 &&
            (unsigned)rand_r(&service->seed) % 100 < service->failing_percent);
}

static enum cc_snapshot_fetched fetch(void *context, struct cc_arena *arena,
                                      struct cc_cancel *cancel, struct cc_str token,
                                      struct cc_snapshot_page *page)
{
    struct service *service = context;
    enum cc_snapshot_fetched how = CC_SNAPSHOT_NOT_NOW;
    size_t from = (size_t)strtoul(cc_str_c(arena, token), NULL, 10);
    pthread_mutex_lock(&service->mutex);
    size_t number = ++service->fetch_count;
    page_make(service, arena, from, page); /* as it is when the request comes */
    if (service->on_fetch != NULL)
        service->on_fetch(service);
    if (may_answer(service, number, cancel))
        how = fails(service, number) ? CC_SNAPSHOT_FAILED : CC_SNAPSHOT_FETCHED;
    pthread_mutex_unlock(&service->mutex);
    return how;
}

static bool is_whole(void *context, const struct cc_json *object)
{
    int64_t version = 0;
    (void)context;
    return cc_json_int(object, "version", &version);
}

static void bench_open(struct bench *bench, size_t object_count, size_t page_size)
{
    *bench = (struct bench){0};
    cc_snapshot_init(&bench->snapshot);
    assert_int_equal(pthread_mutex_init(&bench->service.mutex, NULL), 0);
    bench->service.object_count = object_count;
    bench->service.page_size = page_size;
    bench->service.answer_max = SIZE_MAX;
    bench->source = (struct cc_snapshot_source){
        .name = CC_STR("keys"), .fetch = fetch, .is_whole = is_whole, .context = &bench->service};
}

static void bench_close(struct bench *bench)
{
    cc_snapshot_release(&bench->snapshot);
    pthread_mutex_destroy(&bench->service.mutex);
}

static size_t fetch_count(struct bench *bench)
{
    pthread_mutex_lock(&bench->service.mutex);
    size_t count = bench->service.fetch_count;
    pthread_mutex_unlock(&bench->service.mutex);
    return count;
}

/* Waits until so many pages were asked for. */
static void await_fetches(struct bench *bench, size_t count)
{
    while (fetch_count(bench) < count)
        nap(200);
}

static void allow(struct bench *bench, size_t answer_max)
{
    pthread_mutex_lock(&bench->service.mutex);
    bench->service.answer_max = answer_max;
    pthread_mutex_unlock(&bench->service.mutex);
}

/* Reads one object; the version that was told, or -1 when it has to be asked for. */
static int64_t read_one(struct bench *bench, struct cc_cancel *cancel, size_t number)
{
    struct cc_arena arena;
    struct cc_snapshot_found found;
    int64_t version = -1;
    cc_arena_init(&arena);
    struct cc_str id = cc_str_format(&arena, "cck-%zu", number);
    if (cc_snapshot_find(&bench->snapshot, &arena, cancel, &bench->source, id, &found)) {
        assert_true(cc_str_equal(cc_json_str(found.object, "id"), id));
        assert_true(cc_str_equal(found.request_id, CC_STR("r-1")));
        cc_json_int(found.object, "version", &version);
    }
    cc_arena_release(&arena);
    return version;
}

/* One read on a thread of its own. */
struct reader {
    struct bench *bench;
    struct cc_cancel cancel;
    size_t number;
    int64_t version;
    pthread_t thread;
};

static void *reader_run(void *argument)
{
    struct reader *reader = argument;
    reader->version = read_one(reader->bench, &reader->cancel, reader->number);
    return NULL;
}

static void reader_start(struct reader *reader, struct bench *bench, size_t number)
{
    *reader = (struct reader){.bench = bench, .number = number};
    cc_cancel_init(&reader->cancel);
    assert_int_equal(pthread_create(&reader->thread, NULL, reader_run, reader), 0);
}

static int64_t reader_join(struct reader *reader)
{
    assert_int_equal(pthread_join(reader->thread, NULL), 0);
    cc_cancel_release(&reader->cancel);
    return reader->version;
}

/* Waits until so many reads are neither served nor on their own. */
static void await_waiting(struct bench *bench, size_t count)
{
    while (cc_snapshot_waiting(&bench->snapshot) != count)
        nap(200);
}

static void change(struct bench *bench, size_t number)
{
    pthread_mutex_lock(&bench->service.mutex);
    bench->service.versions[number]++;
    pthread_mutex_unlock(&bench->service.mutex);
}

static void read_now(struct bench *bench, size_t number, int64_t version)
{
    struct reader reader;
    reader_start(&reader, bench, number);
    assert_int_equal(reader_join(&reader), version);
}

static void read_any(struct bench *bench, size_t number)
{
    struct reader reader;
    reader_start(&reader, bench, number);
    reader_join(&reader);
}

static void test_snapshot__a_single_object_is_asked_for(void **state)
{
    (void)state;
    struct bench bench;
    bench_open(&bench, 1, 100);
    read_now(&bench, 0, -1);
    assert_int_equal(fetch_count(&bench), 0);
    bench_close(&bench);
}

static void test_snapshot__others_are_told_by_one_page(void **state)
{
    (void)state;
    struct bench bench;
    bench_open(&bench, 50, 100);
    bench.service.versions[7] = 3;
    read_now(&bench, 0, -1);
    for (size_t i = 1; i < 50; i++)
        read_now(&bench, i, i == 7 ? 3 : 0);
    assert_int_equal(fetch_count(&bench), 1);
    read_now(&bench, 0, 0);  /* the page told it, too */
    read_now(&bench, 7, -1); /* once: what was read may have changed since */
    assert_int_equal(fetch_count(&bench), 1);
    bench_close(&bench);
}

static void test_snapshot__what_no_page_tells_is_asked_for(void **state)
{
    (void)state;
    struct bench bench;
    bench_open(&bench, 30, 10);
    read_now(&bench, 0, -1);
    for (size_t i = 1; i < 10; i++)
        read_now(&bench, i, 0);
    read_now(&bench, 900, -1);
    assert_int_equal(fetch_count(&bench), 3); /* the rest was looked through */
    read_now(&bench, 901, -1);
    assert_int_equal(fetch_count(&bench), 3);
    read_now(&bench, 25, 0);
    bench_close(&bench);
}

static void test_snapshot__an_object_told_in_part_is_asked_for(void **state)
{
    (void)state;
    struct bench bench;
    bench_open(&bench, 10, 100);
    bench.service.leaves_out_version = true;
    for (size_t i = 0; i < 4; i++)
        read_now(&bench, i, -1);
    assert_int_equal(fetch_count(&bench), 1);
    bench_close(&bench);
}

static void test_snapshot__lists_are_told_apart(void **state)
{
    (void)state;
    struct bench bench;
    bench_open(&bench, 10, 100);
    read_now(&bench, 0, -1);
    read_now(&bench, 1, 0);
    bench.source.name = CC_STR("others");
    read_now(&bench, 2, -1);
    assert_int_equal(fetch_count(&bench), 1);
    read_now(&bench, 3, 0);
    assert_int_equal(fetch_count(&bench), 2);
    bench_close(&bench);
}

static void test_snapshot__a_page_that_fails_sends_all_who_wait_on_their_own(void **state)
{
    (void)state;
    struct bench bench;
    struct reader readers[8];
    bench_open(&bench, 100, 10);
    bench.service.failing = 2;
    bench.service.answer_max = 1;
    read_now(&bench, 99, -1);
    for (size_t i = 0; i < 8; i++)
        reader_start(&readers[i], &bench, i < 4 ? i : 40 + i);
    await_fetches(&bench, 2);
    await_waiting(&bench, 4);
    allow(&bench, SIZE_MAX);
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(reader_join(&readers[i]), i < 4 ? 0 : -1);
    assert_int_equal(fetch_count(&bench), 2);
    read_now(&bench, 5, 0); /* what came before is not lost */
    bench_close(&bench);
}

static void test_snapshot__a_list_that_fails_again_is_left_alone(void **state)
{
    (void)state;
    struct bench bench;
    bench_open(&bench, 100, 10);
    bench.service.failing_percent = 100;
    for (size_t i = 0; i < 50; i++)
        read_now(&bench, i, -1);
    assert_int_equal(fetch_count(&bench), CC_SNAPSHOT_FAILURES_MAX);
    bench_close(&bench);
}

static void test_snapshot__a_list_that_leads_in_a_circle_is_left_alone(void **state)
{
    (void)state;
    for (size_t circle = 1; circle <= 3; circle++) {
        struct bench bench;
        bench_open(&bench, 100, 10);
        bench.service.circle = circle;
        for (size_t i = 0; i < 7; i++) /* so many were served that many pages would pay */
            read_any(&bench, i);
        for (size_t i = 60; i < 90; i++)
            read_now(&bench, i, -1);
        assert_true(fetch_count(&bench) <= 4 * (circle + 1));
        bench_close(&bench);
    }
}

/* What was saved before may not be spent on a single read. */
static void test_snapshot__nobody_waits_for_the_whole_list(void **state)
{
    (void)state;
    struct bench bench;
    bench_open(&bench, 1000, 2);
    for (size_t i = 0; i < 200; i++)
        read_any(&bench, i);
    size_t before = fetch_count(&bench);
    read_now(&bench, 5000, -1);
    assert_true(fetch_count(&bench) - before <= 10);
    bench_close(&bench);
}

static void test_snapshot__no_more_is_kept_than_the_limit(void **state)
{
    (void)state;
    struct bench bench;
    bench_open(&bench, 100, 4);
    bench.service.padding = CC_SNAPSHOT_BYTES_MAX / 7;
    read_now(&bench, 0, -1);
    read_now(&bench, 1, 0);
    for (size_t i = 50; i < 60; i++)
        read_now(&bench, i, -1);
    assert_true(fetch_count(&bench) <= 3);
    bench_close(&bench);
}

static void test_snapshot__a_cancelled_leader_hands_over(void **state)
{
    (void)state;
    struct bench bench;
    struct reader leader, others[3];
    bench_open(&bench, 10, 100);
    bench.service.answer_max = 0;
    read_now(&bench, 0, -1);
    reader_start(&leader, &bench, 1);
    await_fetches(&bench, 1);
    for (size_t i = 0; i < 3; i++)
        reader_start(&others[i], &bench, 2 + i);
    await_waiting(&bench, 4);
    cc_cancel_trigger(&leader.cancel);
    assert_int_equal(reader_join(&leader), -1);
    await_fetches(&bench, 2);
    allow(&bench, SIZE_MAX);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(reader_join(&others[i]), 0);
    assert_int_equal(fetch_count(&bench), 2);
    bench_close(&bench);
}

static void test_snapshot__who_is_cancelled_leaves_the_line(void **state)
{
    (void)state;
    struct bench bench;
    struct reader leader, leaver, stayer;
    bench_open(&bench, 10, 100);
    bench.service.answer_max = 0;
    read_now(&bench, 0, -1);
    reader_start(&leader, &bench, 1);
    await_fetches(&bench, 1);
    reader_start(&leaver, &bench, 2);
    reader_start(&stayer, &bench, 3);
    await_waiting(&bench, 3);
    cc_cancel_trigger(&leaver.cancel);
    assert_int_equal(reader_join(&leaver), -1);
    allow(&bench, SIZE_MAX);
    assert_int_equal(reader_join(&leader), 0);
    assert_int_equal(reader_join(&stayer), 0);
    bench_close(&bench);
}

static void test_snapshot__a_write_drops_what_was_told(void **state)
{
    (void)state;
    struct bench bench;
    bench_open(&bench, 10, 100);
    read_now(&bench, 0, -1);
    read_now(&bench, 1, 0);
    cc_snapshot_drop(&bench.snapshot);
    change(&bench, 2);
    cc_snapshot_drop(&bench.snapshot);
    read_now(&bench, 2, 1);
    assert_int_equal(fetch_count(&bench), 2);
    bench_close(&bench);
}

/* The page was made before the write and comes after it. */
static void test_snapshot__a_write_drops_a_page_that_is_on_its_way(void **state)
{
    (void)state;
    struct bench bench;
    struct reader early, late;
    bench_open(&bench, 10, 100);
    bench.service.answer_max = 0;
    read_now(&bench, 0, -1);
    reader_start(&early, &bench, 1);
    await_fetches(&bench, 1);
    cc_snapshot_drop(&bench.snapshot);
    change(&bench, 2);
    cc_snapshot_drop(&bench.snapshot);
    reader_start(&late, &bench, 2);
    await_waiting(&bench, 2);
    allow(&bench, SIZE_MAX);
    assert_int_equal(reader_join(&late), 1);
    assert_int_equal(reader_join(&early), 0);
    assert_int_equal(fetch_count(&bench), 2);
    bench_close(&bench);
}

static int64_t fake_ms;

static int64_t fake_now_ms(void)
{
    return fake_ms;
}

static void test_snapshot__what_is_old_is_told_anew(void **state)
{
    (void)state;
    struct bench bench;
    cc_clock_set_source(fake_now_ms, NULL);
    bench_open(&bench, 20, 10);
    read_now(&bench, 0, -1);
    for (size_t i = 1; i < 12; i++)
        read_now(&bench, i, 0);
    assert_int_equal(fetch_count(&bench), 2);
    change(&bench, 15);
    change(&bench, 16);
    fake_ms += CC_SNAPSHOT_MS;
    read_now(&bench, 15, 0);
    fake_ms += 1;
    read_now(&bench, 16, 1);
    assert_int_equal(fetch_count(&bench), 4);
    bench_close(&bench);
    cc_clock_set_source(NULL, NULL);
}

static void test_snapshot__a_round_that_was_broken_off_begins_anew(void **state)
{
    (void)state;
    struct bench bench;
    cc_clock_set_source(fake_now_ms, NULL);
    bench_open(&bench, 100, 10);
    read_now(&bench, 0, -1);
    read_now(&bench, 1, 0);
    fake_ms += CC_SNAPSHOT_MS + 1;
    read_now(&bench, 15, 0);
    assert_int_equal(fetch_count(&bench), 3);
    read_now(&bench, 5, 0); /* from the first page, which was fetched again */
    bench_close(&bench);
    cc_clock_set_source(NULL, NULL);
}

static void let_a_slow_answer_come(struct service *service)
{
    (void)service;
    fake_ms += CC_SNAPSHOT_PAGE_MS_MAX + 1;
}

static void test_snapshot__a_slow_list_is_left_alone(void **state)
{
    (void)state;
    struct bench bench;
    cc_clock_set_source(fake_now_ms, NULL);
    bench_open(&bench, 100, 10);
    bench.service.on_fetch = let_a_slow_answer_come;
    read_now(&bench, 0, -1);
    for (size_t i = 1; i < 30; i++)
        read_now(&bench, i, i < 20 ? 0 : -1);
    assert_int_equal(fetch_count(&bench), CC_SNAPSHOT_FAILURES_MAX);
    bench_close(&bench);
    cc_clock_set_source(NULL, NULL);
}

/* Everybody reads, some write, pages fail, some are cancelled: nobody is told what was no longer
 * true when the read began, and nobody is left waiting. */
struct crowd {
    struct bench bench;
    unsigned
        done[OBJECTS_MAX]; /* versions of writes that are over; guarded by the service's mutex */
};

struct member {
    struct crowd *crowd;
    struct cc_cancel cancel;
    unsigned seed;
    size_t told, asked;
    pthread_t thread;
};

static unsigned done_version(struct crowd *crowd, size_t number)
{
    pthread_mutex_lock(&crowd->bench.service.mutex);
    unsigned version = crowd->done[number];
    pthread_mutex_unlock(&crowd->bench.service.mutex);
    return version;
}

static void write_one(struct crowd *crowd, size_t number)
{
    struct service *service = &crowd->bench.service;
    cc_snapshot_drop(&crowd->bench.snapshot);
    pthread_mutex_lock(&service->mutex);
    unsigned version = ++service->versions[number];
    pthread_mutex_unlock(&service->mutex);
    cc_snapshot_drop(&crowd->bench.snapshot);
    pthread_mutex_lock(&service->mutex);
    if (crowd->done[number] < version)
        crowd->done[number] = version;
    pthread_mutex_unlock(&service->mutex);
}

static void member_step(struct member *member)
{
    struct crowd *crowd = member->crowd;
    size_t number = (size_t)rand_r(&member->seed) % crowd->bench.service.object_count;
    int chance = rand_r(&member->seed) % 100;
    if (chance == 0) {
        write_one(crowd, number);
        return;
    }
    struct cc_cancel cancelled;
    cc_cancel_init(&cancelled);
    if (chance == 1)
        cc_cancel_trigger(&cancelled);
    unsigned least = done_version(crowd, number);
    int64_t version = read_one(&crowd->bench, &cancelled, number);
    assert_true(version == -1 || version >= (int64_t)least);
    member->told += version != -1;
    member->asked += version == -1;
    cc_cancel_release(&cancelled);
}

static void *member_run(void *argument)
{
    struct member *member = argument;
    for (size_t i = 0; i < 400; i++) {
        if (rand_r(&member->seed) % 8 == 0)
            nap(rand_r(&member->seed) % 300);
        member_step(member);
    }
    return NULL;
}

static void test_snapshot__nobody_in_a_crowd_is_told_old_news(void **state)
{
    (void)state;
    static struct crowd crowd;
    struct member members[READERS_MAX];
    const char *given = getenv("CC_SEED");
    unsigned seed = given != NULL ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);
    print_message("CC_SEED=%u\n", seed);
    for (unsigned round = 0; round < 4; round++) {
        crowd = (struct crowd){0};
        bench_open(&crowd.bench, 200, 20);
        crowd.bench.service.tells_total = round % 2;
        crowd.bench.service.seed = seed + round;
        crowd.bench.service.failing_percent = round == 3 ? 5 : 0;
        size_t told = 0, asked = 0;
        for (unsigned i = 0; i < READERS_MAX; i++) {
            members[i] = (struct member){.crowd = &crowd, .seed = seed + 100 * round + i};
            assert_int_equal(pthread_create(&members[i].thread, NULL, member_run, &members[i]), 0);
        }
        for (size_t i = 0; i < READERS_MAX; i++) {
            assert_int_equal(pthread_join(members[i].thread, NULL), 0);
            told += members[i].told;
            asked += members[i].asked;
        }
        print_message("%zu told by %zu pages, %zu asked\n", told, fetch_count(&crowd.bench), asked);
        assert_true(told > 0 || round == 3);
        assert_true(fetch_count(&crowd.bench) <= 2 * (told + asked));
        bench_close(&crowd.bench);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_snapshot__a_single_object_is_asked_for),
        cmocka_unit_test(test_snapshot__others_are_told_by_one_page),
        cmocka_unit_test(test_snapshot__what_no_page_tells_is_asked_for),
        cmocka_unit_test(test_snapshot__an_object_told_in_part_is_asked_for),
        cmocka_unit_test(test_snapshot__lists_are_told_apart),
        cmocka_unit_test(test_snapshot__a_page_that_fails_sends_all_who_wait_on_their_own),
        cmocka_unit_test(test_snapshot__a_list_that_fails_again_is_left_alone),
        cmocka_unit_test(test_snapshot__a_list_that_leads_in_a_circle_is_left_alone),
        cmocka_unit_test(test_snapshot__nobody_waits_for_the_whole_list),
        cmocka_unit_test(test_snapshot__no_more_is_kept_than_the_limit),
        cmocka_unit_test(test_snapshot__a_cancelled_leader_hands_over),
        cmocka_unit_test(test_snapshot__who_is_cancelled_leaves_the_line),
        cmocka_unit_test(test_snapshot__a_write_drops_what_was_told),
        cmocka_unit_test(test_snapshot__a_write_drops_a_page_that_is_on_its_way),
        cmocka_unit_test(test_snapshot__what_is_old_is_told_anew),
        cmocka_unit_test(test_snapshot__a_round_that_was_broken_off_begins_anew),
        cmocka_unit_test(test_snapshot__a_slow_list_is_left_alone),
        cmocka_unit_test(test_snapshot__nobody_in_a_crowd_is_told_old_news),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
