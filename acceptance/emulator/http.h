// SPDX-License-Identifier: MPL-2.0
#pragma once

/* The HTTP server: libmicrohttpd stops here.  One thread for each connection. */

#include "emulator/serve.h"

struct emu_http;

/* Listens and answers in threads of its own until stop.  NULL and a reason if it cannot. */
struct emu_http *emu_http_start(struct emu_service *service, struct cc_arena *arena,
                                struct cc_str *reason);

/* Ends delays, closes all connections and waits for the threads. */
void emu_http_stop(struct emu_http *http);

/* The address clients use, such as http://127.0.0.1:40123. */
struct cc_str emu_http_url(const struct emu_http *http);
