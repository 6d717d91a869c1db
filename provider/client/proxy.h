// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Words about a proxy that did not let a request through.
 *
 * libcurl takes the proxy from the environment by itself.  What it says about one that does not
 * work names neither the variable nor the next step, and where it cannot make sense of a value it
 * quotes it, password and all.
 */

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

/* As getenv. */
typedef const char *cc_proxy_variable(const char *name);

/* `words` are libcurl's; `status` is the proxy's answer to CONNECT, 0 if there was none.  Where the
 * environment names no proxy for https, the words come back as they are. */
struct cc_str cc_proxy_words(struct cc_arena *arena, cc_proxy_variable *variable, int status,
                             struct cc_str words);

/* The proxy would answer in the same way again. */
bool cc_proxy_is_refusal(int status);
