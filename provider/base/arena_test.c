// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdalign.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"

static void assert_zeroed(const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        assert_int_equal(bytes[i], 0);
}

static void test_arena__pieces_are_zeroed_aligned_and_apart(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 15, 16, 17, 4095, 4096, 4097, 100, 70000, 2000000, 1};
    enum { COUNT = sizeof(sizes) / sizeof(sizes[0]) };
    char *pieces[COUNT];
    struct cc_arena arena;
    cc_arena_init(&arena);
    for (size_t i = 0; i < COUNT; i++) {
        pieces[i] = cc_arena_alloc(&arena, sizes[i]);
        assert_non_null(pieces[i]);
        assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
        assert_zeroed(pieces[i], sizes[i]);
        memset(pieces[i], (int)i + 1, sizes[i]);
    }
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t at = 0; at < sizes[i]; at++)
            assert_int_equal(pieces[i][at], (int)i + 1);
    }
    cc_arena_release(&arena);
}

static void test_arena__many_small_pieces_survive_growth(void **state)
{
    (void)state;
    enum { COUNT = 100000 };
    struct cc_arena arena;
    cc_arena_init(&arena);
    uint32_t **numbers = cc_arena_array(&arena, COUNT, uint32_t *);
    for (uint32_t i = 0; i < COUNT; i++) {
        numbers[i] = cc_arena_new(&arena, uint32_t);
        *numbers[i] = i;
    }
    for (uint32_t i = 0; i < COUNT; i++)
        assert_int_equal(*numbers[i], i);
    cc_arena_release(&arena);
}

static void test_arena__memory_is_zeroed_again_after_reset(void **state)
{
    (void)state;
    struct cc_arena arena;
    cc_arena_init(&arena);
    for (int round = 0; round < 4; round++) {
        for (size_t bytes = 1; bytes < 20000; bytes = bytes * 2 + 1) {
            char *piece = cc_arena_alloc(&arena, bytes);
            assert_zeroed(piece, bytes);
            memset(piece, 'x', bytes);
        }
        cc_arena_reset(&arena);
    }
    cc_arena_release(&arena);
}

/* Looks where the piece was: allowed because a first, small block is kept.  The debug twin frees
 * everything, so there is nothing to look at. */
static void test_arena__reset_wipes_what_was_used(void **state)
{
    (void)state;
#ifdef CC_ARENA_DEBUG
    skip();
#else
    struct cc_arena arena;
    cc_arena_init(&arena);
    char *secret = cc_arena_alloc(&arena, 64);
    memset(secret, 's', 64);
    cc_arena_reset(&arena);
    assert_non_null(arena.block);
    assert_zeroed(secret, 64);
    assert_ptr_equal(cc_arena_alloc(&arena, 64), secret);
    cc_arena_release(&arena);
#endif
}

static void test_arena__reset_keeps_no_big_block(void **state)
{
    (void)state;
    struct cc_arena arena;
    cc_arena_init(&arena);
    cc_arena_alloc(&arena, 3000000);
    cc_arena_reset(&arena);
    assert_null(arena.block);
    cc_arena_release(&arena);
}

static void test_arena__release_leaves_an_empty_arena(void **state)
{
    (void)state;
    struct cc_arena arena;
    cc_arena_init(&arena);
    cc_arena_alloc(&arena, 10);
    cc_arena_release(&arena);
    assert_null(arena.block);
    assert_null(arena.release);
    cc_arena_release(&arena);
}

struct trace {
    struct cc_arena *arena;
    char *log;
    char name;
};

static void trace_run(void *object)
{
    struct trace *trace = object;
    trace->log[strlen(trace->log)] = trace->name;
}

static struct trace *trace_tie(struct cc_arena *arena, char *log, char name)
{
    struct trace *trace = cc_arena_new(arena, struct trace);
    *trace = (struct trace){arena, log, name};
    cc_arena_defer(arena, trace_run, trace);
    return trace;
}

static void test_arena__hooks_run_once_and_newest_first(void **state)
{
    (void)state;
    char log[8] = "";
    struct cc_arena arena;
    cc_arena_init(&arena);
    trace_tie(&arena, log, 'a');
    trace_tie(&arena, log, 'b');
    cc_arena_alloc(&arena, 100000);
    trace_tie(&arena, log, 'c');
    cc_arena_reset(&arena);
    assert_string_equal(log, "cba");
    trace_tie(&arena, log, 'd');
    cc_arena_release(&arena);
    assert_string_equal(log, "cbad");
}

static void tie_another(void *object)
{
    struct trace *trace = object;
    trace_tie(trace->arena, trace->log, trace->name);
}

static void test_arena__a_hook_may_tie_another_object(void **state)
{
    (void)state;
    char log[8] = "";
    struct trace outer = {.log = log, .name = 'z'};
    struct cc_arena arena;
    cc_arena_init(&arena);
    outer.arena = &arena;
    cc_arena_defer(&arena, tie_another, &outer);
    cc_arena_release(&arena);
    assert_string_equal(log, "z");
}

/* Runs in a child, whose stderr is the pipe, and must not return. */
static void ask_for_too_much(size_t count, size_t bytes)
{
    struct cc_arena arena;
    cc_arena_init(&arena);
    cc_arena_alloc_array(&arena, count, bytes);
}

static void test_arena__an_impossible_size_ends_the_process_with_one_line(void **state)
{
    (void)state;
    static const struct {
        size_t count, bytes;
    } cases[] = {{SIZE_MAX / 2, 4}, {SIZE_MAX, 1}, {SIZE_MAX / 2 + 1, 1}, {2, SIZE_MAX / 2 + 1}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            signal(SIGABRT, SIG_DFL);
            dup2(ends[1], STDERR_FILENO);
            ask_for_too_much(cases[i].count, cases[i].bytes);
            _exit(0);
        }
        close(ends[1]);
        char text[512] = "";
        ssize_t len = read(ends[0], text, sizeof(text) - 1);
        close(ends[0]);
        int status = 0;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status));
        assert_int_equal(WTERMSIG(status), SIGABRT);
        assert_true(len > 0);
        assert_non_null(strstr(text, "\"@message\":\"Out of memory: "));
    }
}

static void test_arena__an_array_of_nothing_is_a_piece(void **state)
{
    (void)state;
    struct cc_arena arena;
    cc_arena_init(&arena);
    assert_non_null(cc_arena_alloc_array(&arena, 0, 8));
    assert_non_null(cc_arena_alloc_array(&arena, SIZE_MAX, 0));
    cc_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena__pieces_are_zeroed_aligned_and_apart),
        cmocka_unit_test(test_arena__many_small_pieces_survive_growth),
        cmocka_unit_test(test_arena__memory_is_zeroed_again_after_reset),
        cmocka_unit_test(test_arena__reset_wipes_what_was_used),
        cmocka_unit_test(test_arena__reset_keeps_no_big_block),
        cmocka_unit_test(test_arena__release_leaves_an_empty_arena),
        cmocka_unit_test(test_arena__hooks_run_once_and_newest_first),
        cmocka_unit_test(test_arena__a_hook_may_tie_another_object),
        cmocka_unit_test(test_arena__an_impossible_size_ends_the_process_with_one_line),
        cmocka_unit_test(test_arena__an_array_of_nothing_is_a_piece),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
