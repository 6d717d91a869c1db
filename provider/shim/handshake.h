// SPDX-License-Identifier: MPL-2.0
#pragma once

/* What is said before gRPC begins: the cookie, the version, the handshake line.
 *
 * Pure text; source: plugin protocol, "how a process is started" and "handshake line".
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

enum { CC_PROTOCOL_VERSION = 6 };

/* True if the environment's cookie says that a plugin host started us.  NULL: not set. */
bool cc_handshake_is_host(const char *cookie);

/* True if the comma-separated list of majors, in any order, holds `version`. */
bool cc_handshake_offers(const char *versions, int version);

/* Standard alphabet without padding, as hosts demand it for the certificate. */
struct cc_str cc_handshake_base64(struct cc_arena *arena, struct cc_str bytes);

/* The line, newline included.  `certificate` is DER, absent without TLS; `with_mux` adds the
 * seventh field for hosts that asked for it. */
struct cc_str cc_handshake_line(struct cc_arena *arena, struct cc_str network,
                                struct cc_str address, struct cc_str certificate, bool with_mux);

/* The value of TF_REATTACH_PROVIDERS: a JSON object for one provider. */
struct cc_str cc_handshake_reattach(struct cc_arena *arena, struct cc_str provider,
                                    struct cc_str network, struct cc_str address, int64_t pid);
