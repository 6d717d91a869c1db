// SPDX-License-Identifier: MPL-2.0
#pragma once

/* The stub plugin as a child process, started the way a host starts it.
 *
 * Whatever goes wrong here fails the running test.
 */

#include <stdbool.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/str.h"

#define CC_TEST_COOKIE \
    "TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"

struct cc_test_plugin {
    struct cc_arena *arena;
    pid_t pid;
    int out, err;
};

/* `arguments` (after the program) and `variables` (the whole environment) end with NULL. */
void cc_test_plugin_start(struct cc_arena *arena, const char *const *arguments,
                          const char *const *variables, struct cc_test_plugin *plugin);

/* As start, but below a shell that waits for the plugin, and that is what `pid` names. */
void cc_test_plugin_start_below(struct cc_arena *arena, const char *const *variables,
                                struct cc_test_plugin *plugin);

/* As start, with nobody at the other end of stdout. */
void cc_test_plugin_start_deaf(struct cc_arena *arena, const char *const *variables,
                               struct cc_test_plugin *plugin);

/* The next line of stdout without its newline; absent at the end of the stream. */
struct cc_str cc_test_plugin_line(struct cc_test_plugin *plugin);

void cc_test_plugin_signal(const struct cc_test_plugin *plugin, int number);

/* Reads stderr until nobody holds it open any more, that is until the plugin has ended. */
struct cc_str cc_test_plugin_finish(struct cc_test_plugin *plugin);

/* The exit code of `pid`; a death by signal fails the test unless it is the expected
 * `killed_by`. */
int cc_test_plugin_status(struct cc_test_plugin *plugin, int killed_by);
