// SPDX-License-Identifier: MPL-2.0
#include "shim/test_plugin.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"

enum { PATIENCE_MS = 60 * 1000, LINE_BYTES_MAX = 16 * 1024, STDERR_BYTES_MAX = 1024 * 1024 };

enum { ARGUMENTS_MAX = 8, VARIABLES_MAX = 16 };

static void make_pipe(int ends[2])
{
    assert_int_equal(pipe(ends), 0);
    for (int i = 0; i < 2; i++) /* no child may hold the end that is not its own */
        assert_int_equal(fcntl(ends[i], F_SETFD, FD_CLOEXEC), 0);
}

/* Sanitizers take their options from the environment, too. */
static void add_sanitizers(struct cc_arena *arena, const char *const *variables, const char **all)
{
    static const char *const names[] = {"ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS"};
    size_t count = 0;
    for (; variables[count] != NULL; count++) {
        assert_true(count < VARIABLES_MAX / 2);
        all[count] = variables[count];
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (getenv(names[i]) != NULL)
            all[count++] = cc_str_format(arena, "%s=%s", names[i], getenv(names[i])).ptr;
}

static void spawn(const char *const *arguments, const char *const *variables, const int out[2],
                  struct cc_test_plugin *plugin)
{
    int err[2];
    make_pipe(err);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err[1], STDERR_FILENO);
    plugin->out = out[0];
    plugin->err = err[0];
    const char *all[VARIABLES_MAX] = {0};
    add_sanitizers(plugin->arena, variables, all);
    int error = posix_spawn(&plugin->pid, arguments[0], &actions, NULL,
                            (char *const *)(uintptr_t)arguments, (char *const *)(uintptr_t)all);
    assert_int_equal(error, 0);
    posix_spawn_file_actions_destroy(&actions);
    close(out[1]);
    close(err[1]);
}

void cc_test_plugin_start(struct cc_arena *arena, const char *const *arguments,
                          const char *const *variables, struct cc_test_plugin *plugin)
{
    const char *all[ARGUMENTS_MAX] = {CC_STUB_PLUGIN};
    for (size_t i = 0; arguments[i] != NULL; i++)
        all[i + 1] = arguments[i];
    int out[2];
    make_pipe(out);
    *plugin = (struct cc_test_plugin){.arena = arena};
    spawn(all, variables, out, plugin);
}

void cc_test_plugin_start_deaf(struct cc_arena *arena, const char *const *variables,
                               struct cc_test_plugin *plugin)
{
    const char *all[] = {CC_STUB_PLUGIN, NULL};
    int out[2];
    make_pipe(out);
    close(out[0]);
    out[0] = -1;
    *plugin = (struct cc_test_plugin){.arena = arena};
    spawn(all, variables, out, plugin);
}

void cc_test_plugin_start_below(struct cc_arena *arena, const char *const *variables,
                                struct cc_test_plugin *plugin)
{
    const char *all[] = {"/bin/sh", "-c", "\"$0\" & wait", CC_STUB_PLUGIN, NULL};
    int out[2];
    make_pipe(out);
    *plugin = (struct cc_test_plugin){.arena = arena};
    spawn(all, variables, out, plugin);
}

/* False at the end of the stream. */
static bool read_byte(int fd, char *byte)
{
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
    assert_int_equal(poll(&poll_fd, 1, PATIENCE_MS), 1);
    ssize_t count = read(fd, byte, 1);
    assert_true(count >= 0);
    return count == 1;
}

struct cc_str cc_test_plugin_line(struct cc_test_plugin *plugin)
{
    struct cc_buf line;
    char byte;
    cc_buf_init(&line, plugin->arena, LINE_BYTES_MAX);
    while (read_byte(plugin->out, &byte)) {
        if (byte == '\n')
            return cc_buf_str(&line);
        assert_true(cc_buf_append_byte(&line, byte));
    }
    assert_int_equal(line.len, 0); /* a line without an end */
    return CC_STR_ABSENT;
}

void cc_test_plugin_signal(const struct cc_test_plugin *plugin, int number)
{
    assert_int_equal(kill(plugin->pid, number), 0);
}

struct cc_str cc_test_plugin_finish(struct cc_test_plugin *plugin)
{
    struct cc_buf text;
    char byte;
    cc_buf_init(&text, plugin->arena, STDERR_BYTES_MAX);
    while (read_byte(plugin->err, &byte))
        assert_true(cc_buf_append_byte(&text, byte));
    close(plugin->err);
    if (plugin->out >= 0)
        close(plugin->out);
    return cc_buf_str(&text);
}

int cc_test_plugin_status(struct cc_test_plugin *plugin, int killed_by)
{
    int status;
    assert_int_equal(waitpid(plugin->pid, &status, 0), plugin->pid);
    if (killed_by == 0)
        assert_true(WIFEXITED(status));
    else
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == killed_by);
    return WEXITSTATUS(status);
}
