// SPDX-License-Identifier: MPL-2.0
#pragma once

/* The go-plugin host's side door: process start, handshake, gRPC server, end of life.
 *
 * Everything that is specific to how a host starts and talks to a plugin lives here (plugin
 * protocol, sections "process start and transport"): cookie, version negotiation, the handshake
 * line, automatic mutual TLS, the controller, stdio, broker and health services, signals.  What the
 * provider does is behind protocol/dispatch.h.
 */

#include "protocol/dispatch.h"

struct cc_shim_options {
    struct cc_server *server;
    const char *version;          /* for --version and the text for people */
    const char *provider_address; /* "namespace/type", for TF_REATTACH_PROVIDERS */
    bool debug;                   /* no cookie, no TLS; print what a host needs to attach */
};

/* Serves until the host says so or is gone.  Returns the process's exit code. */
int cc_shim_run(const struct cc_shim_options *options);
