// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

extern char **environ;

static char captured[256 * 1024];

/* The environment is swapped rather than changed: nothing else runs, and nothing is left behind. */
static void log_init_with(char **variables)
{
    char **real = environ;
    environ = variables;
    cc_log_init();
    environ = real;
}

static void log_everything(void)
{
    char level[] = "TF_LOG=trace";
    char *variables[] = {level, NULL};
    log_init_with(variables);
}

/* Runs `act` with stderr in a file and returns what was written. */
static struct cc_str capture(void (*act)(void *context), void *context)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    int real = dup(STDERR_FILENO);
    assert_true(real >= 0);
    assert_true(dup2(fileno(file), STDERR_FILENO) >= 0);
    act(context);
    assert_true(dup2(real, STDERR_FILENO) >= 0);
    close(real);
    rewind(file);
    size_t len = fread(captured, 1, sizeof(captured), file);
    fclose(file);
    assert_true(len < sizeof(captured));
    captured[len] = '\0';
    return (struct cc_str){captured, len};
}

static int64_t test_wall_us(void)
{
    return INT64_C(1767323045) * 1000000 + 42;
}

static void log_hello(void *context)
{
    (void)context;
    cc_log(CC_LOG_INFO, "Hello %s %d", "world", 7);
}

static void test_log__a_line_has_the_form_hosts_parse(void **state)
{
    (void)state;
    log_everything();
    cc_clock_set_source(NULL, test_wall_us);
    struct cc_str line = capture(log_hello, NULL);
    cc_clock_set_source(NULL, NULL);
    struct cc_str expected =
        CC_STR("{\"@level\":\"info\",\"@message\":\"Hello world 7\",\"@module\":\"ccloud\","
               "\"@timestamp\":\"2026-01-02T03:04:05.000042Z\"}\n");
    assert_int_equal(line.len, expected.len);
    assert_memory_equal(line.ptr, expected.ptr, expected.len);
}

static void log_each_level(void *context)
{
    (void)context;
    for (enum cc_log_level level = CC_LOG_TRACE; level <= CC_LOG_OFF; level++)
        cc_log(level, "at %d", (int)level);
}

static void test_log__the_environment_chooses_the_level(void **state)
{
    (void)state;
    static const struct {
        const char *ours, *provider, *all;
        const char *expected; /* the first letters of the levels that are written */
    } cases[] = {
        {NULL, NULL, NULL, "we"},          {"", "", "", "we"},
        {NULL, NULL, "TRACE", "tdiwe"},    {NULL, NULL, "trace", "tdiwe"},
        {NULL, NULL, "Debug", "diwe"},     {NULL, NULL, "INFO", "iwe"},
        {NULL, NULL, "WARN", "we"},        {NULL, NULL, "ERROR", "e"},
        {NULL, NULL, "OFF", ""},           {NULL, NULL, "JSON", "tdiwe"},
        {NULL, NULL, "1", "tdiwe"},        {NULL, "ERROR", "TRACE", "e"},
        {"INFO", "ERROR", "TRACE", "iwe"}, {"", "ERROR", "TRACE", "e"},
        {"OFF", NULL, "TRACE", ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *values[] = {cases[i].ours, cases[i].provider, cases[i].all};
        const char *names[] = {"TF_LOG_PROVIDER_CCLOUD", "TF_LOG_PROVIDER", "TF_LOG"};
        char texts[3][64];
        char *variables[4];
        size_t count = 0;
        for (size_t at = 0; at < 3; at++) {
            if (!values[at])
                continue;
            snprintf(texts[at], sizeof(texts[at]), "%s=%s", names[at], values[at]);
            variables[count++] = texts[at];
        }
        variables[count] = NULL;
        log_init_with(variables);

        struct cc_str rest = capture(log_each_level, NULL);
        char letters[8] = "";
        while (rest.len > 0) {
            struct cc_str line = cc_str_cut(&rest, '\n');
            assert_true(cc_str_starts_with(line, CC_STR("{\"@level\":\"")));
            letters[strlen(letters)] = line.ptr[strlen("{\"@level\":\"")];
        }
        assert_string_equal(letters, cases[i].expected);
    }
}

static void log_text(void *context)
{
    cc_log(CC_LOG_ERROR, "%s", (const char *)context);
}

/* Reads the line with a JSON parser and returns its message. */
static struct cc_str message_of(struct cc_arena *arena, char *text)
{
    struct cc_str reason;
    const struct cc_json *line = cc_json_parse(arena, capture(log_text, text), &reason);
    assert_non_null(line);
    assert_int_equal(cc_json_count(line), 4);
    return cc_json_str(line, "@message");
}

static void test_log__any_text_stays_one_json_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"", ""},
        {"a \"quoted\" \\ word/", "a \"quoted\" \\ word/"},
        {"two\nlines\tand\r more", "two\nlines\tand more"},
        {"\x1B[31mred\x01\x7F\xC2\x85", "[31mred"},
        {"\xC3\xA4 \xE2\x82\xAC \xF0\x9F\x98\x80", "\xC3\xA4 \xE2\x82\xAC \xF0\x9F\x98\x80"},
        {"bad \xFF\xED\xA0\x80", "bad \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"cut \xE2\x82", "cut \xEF\xBF\xBD\xEF\xBF\xBD"},
    };
    log_everything();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cc_arena arena;
        cc_arena_init(&arena);
        char text[64];
        snprintf(text, sizeof(text), "%s", cases[i].text);
        assert_string_equal(message_of(&arena, text).ptr, cases[i].expected);
        size_t newlines = 0;
        for (const char *at = captured; (at = strchr(at, '\n')); at++)
            newlines++;
        assert_int_equal(newlines, 1);
        cc_arena_release(&arena);
    }
}

static void test_log__long_text_is_cut_between_characters(void **state)
{
    (void)state;
    static const struct {
        const char *unit;
        size_t text_len, expected_len;
    } cases[] = {
        {"a", 4095, 4095},
        {"a", 4096, 4096},
        {"a", 4097, 4096},
        {"a", 60000, 4096},
        {"\xE2\x82\xAC", 60000, 4095},
        {"\xF0\x9F\x98\x80", 60000, 4092},
        {"\xC3\xA4", 60000, 4094},
        {"\"", 60000, 4096},
    };
    static char text[60001];
    log_everything();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cc_arena arena;
        cc_arena_init(&arena);
        for (size_t at = 0; at < cases[i].text_len; at++)
            text[at] = cases[i].unit[at % strlen(cases[i].unit)];
        text[cases[i].text_len] = '\0';
        struct cc_str message = message_of(&arena, text);
        assert_int_equal(message.len, cases[i].expected_len);
        assert_memory_equal(message.ptr, text, message.len);
        cc_arena_release(&arena);
    }
}

static void test_log__the_worst_text_fits_a_line(void **state)
{
    (void)state;
    static char text[5000];
    struct cc_arena arena;
    cc_arena_init(&arena);
    memset(text, 0xFF, sizeof(text) - 1);
    log_everything();
    struct cc_str message = message_of(&arena, text);
    assert_true(message.len > 0 && message.len % 3 == 0);
    assert_true(cc_str_is_utf8(message));
    cc_arena_release(&arena);
}

enum { THREADS = 4, LINES = 20 };

static void *log_many(void *text)
{
    for (int i = 0; i < LINES; i++)
        log_text(text);
    return NULL;
}

static void log_from_threads(void *text)
{
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, log_many, text), 0);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
}

static void test_log__lines_of_threads_do_not_mix(void **state)
{
    (void)state;
    static char text[2000];
    memset(text, 'x', sizeof(text) - 1);
    log_everything();
    struct cc_arena arena;
    cc_arena_init(&arena);
    struct cc_str rest = capture(log_from_threads, text);
    size_t lines = 0;
    for (; rest.len > 0; lines++) {
        struct cc_str reason;
        const struct cc_json *line = cc_json_parse(&arena, cc_str_cut(&rest, '\n'), &reason);
        assert_string_equal(cc_json_str(line, "@message").ptr, text);
    }
    assert_int_equal(lines, THREADS * LINES);
    cc_arena_release(&arena);
}

static void close_stderr_and_log(void *context)
{
    close(STDERR_FILENO);
    errno = 4711;
    log_text(context);
    assert_int_equal(errno, 4711);
}

static void test_log__a_closed_stderr_is_no_trouble(void **state)
{
    (void)state;
    char text[] = "nobody hears";
    log_everything();
    assert_int_equal(capture(close_stderr_and_log, text).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_log__a_line_has_the_form_hosts_parse),
        cmocka_unit_test(test_log__the_environment_chooses_the_level),
        cmocka_unit_test(test_log__any_text_stays_one_json_line),
        cmocka_unit_test(test_log__long_text_is_cut_between_characters),
        cmocka_unit_test(test_log__the_worst_text_fits_a_line),
        cmocka_unit_test(test_log__lines_of_threads_do_not_mix),
        cmocka_unit_test(test_log__a_closed_stderr_is_no_trouble),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
