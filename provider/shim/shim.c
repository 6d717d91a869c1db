// SPDX-License-Identifier: MPL-2.0
#include "shim/shim.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "shim/endpoint.h"
#include "shim/handshake.h"
#include "shim/identity.h"
#include "shim/server.h"
#include "shim/watcher.h"

/* What the host has put into the environment; NULL where it has not. */
struct host {
    bool is_debug; /* hosts come and go */
    pid_t parent;  /* 0 in debug mode */
    const char *versions;
    const char *client_certificate;
    const char *socket_folder, *temporary_folder, *socket_group;
    bool wants_mux;
};

/* An empty variable counts as unset. */
static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value == NULL || value[0] == '\0' ? NULL : value;
}

static struct host read_host(bool debug)
{
    struct host host = {.is_debug = debug, .temporary_folder = variable("TMPDIR")};
    if (debug)
        return host;
    host.parent = getppid();
    host.versions = variable("PLUGIN_PROTOCOL_VERSIONS");
    host.client_certificate = variable("PLUGIN_CLIENT_CERT");
    host.socket_folder = variable("PLUGIN_UNIX_SOCKET_DIR");
    host.socket_group = variable("PLUGIN_UNIX_SOCKET_GROUP");
    host.wants_mux = variable("PLUGIN_MULTIPLEX_GRPC") != NULL;
    return host;
}

static int explain(const struct cc_shim_options *options)
{
    fprintf(stderr,
            "terraform-provider-ccloud %s is a plugin; by itself it does nothing.\n"
            "OpenTofu or Terraform starts it when a configuration asks for the provider.\n"
            "Put ccloud = { source = \"%s\" } into required_providers of the terraform block, tell "
            "the host where this file lies (README.md), and run `tofu plan`.\n",
            options->version, options->provider_address);
    return 1;
}

static int fail(const char *why)
{
    fprintf(stderr, "terraform-provider-ccloud cannot start: %s\n", why);
    return 1;
}

static int fail_to_open(struct cc_arena *arena, const struct cc_endpoint *endpoint, bool with_tls)
{
    const char *port = with_tls ? "no loopback port either"
                                : "a loopback port would let in every local user, because there is "
                                  "no PLUGIN_CLIENT_CERT";
    return fail(cc_str_format(arena,
                              "no unix socket can be opened (%.*s), and %s. Set TMPDIR to a folder "
                              "you may write to, with a short absolute path.",
                              CC_STR_ARG(endpoint->trouble), port)
                    .ptr);
}

/* stdout carries this text and nothing else: whatever a library might print later must neither
 * confuse the host nor block on a pipe that nobody empties. */
static bool print_once(struct cc_str text)
{
    bool is_printed = write(STDOUT_FILENO, text.ptr, text.len) == (ssize_t)text.len;
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nowhere >= 0 && nowhere != STDOUT_FILENO) {
        dup2(nowhere, STDOUT_FILENO);
        close(nowhere);
    }
    return is_printed;
}

static bool print_handshake(struct cc_arena *arena, const struct host *host,
                            const struct cc_endpoint *endpoint, const struct cc_identity *identity)
{
    if (!cc_handshake_offers(host->versions, CC_PROTOCOL_VERSION)) /* the host reports it, too */
        cc_log(CC_LOG_WARN, "the host does not offer plugin protocol %d", CC_PROTOCOL_VERSION);
    return print_once(cc_handshake_line(arena, endpoint->network, endpoint->address,
                                        identity->certificate_der, host->wants_mux));
}

static bool print_reattach(struct cc_arena *arena, const struct cc_shim_options *options,
                           const struct cc_endpoint *endpoint)
{
    fputs("The provider waits for hosts that have the following in their environment. Ctrl-C ends "
          "it.\n",
          stderr);
    struct cc_str json =
        cc_handshake_reattach(arena, cc_str_from(options->provider_address), endpoint->network,
                              endpoint->address, (int64_t)getpid());
    return print_once(cc_str_format(arena, "TF_REATTACH_PROVIDERS='%.*s'\n", CC_STR_ARG(json)));
}

/* Calls that ignored their end still run and use everything, so only the system can clean up. */
static int serve(struct cc_arena *arena, struct cc_grpc *grpc, const struct host *host,
                 const struct cc_endpoint *endpoint)
{
    struct cc_watcher *watcher = cc_watcher_start(arena, grpc, host->is_debug, host->parent);
    if (watcher == NULL)
        cc_log(CC_LOG_WARN, "no thread for signals can be started");
    if (!cc_grpc_serve(grpc)) {
        cc_log(CC_LOG_WARN, "calls in flight did not end in time");
        cc_endpoint_remove(endpoint);
        _exit(0);
    }
    cc_watcher_free(watcher);
    cc_grpc_free(grpc);
    return 0;
}

static int start(struct cc_arena *arena, const struct cc_shim_options *options,
                 const struct host *host, struct cc_endpoint *endpoint)
{
    struct cc_identity identity = {0};
    bool with_tls = host->client_certificate != NULL;
    if (with_tls && !cc_identity_is_certificate(host->client_certificate))
        return fail("PLUGIN_CLIENT_CERT holds no PEM certificate");
    if (with_tls && !cc_identity_make(arena, &identity))
        return fail("no certificate could be made");
    struct cc_grpc *grpc =
        cc_grpc_start(arena,
                      &(struct cc_grpc_options){.server = options->server,
                                                .identity = with_tls ? &identity : NULL,
                                                .client_certificate = host->client_certificate,
                                                .ends_with_host = !options->debug},
                      endpoint);
    if (grpc == NULL)
        return fail_to_open(arena, endpoint, with_tls);
    if (host->socket_group != NULL && !cc_endpoint_share(endpoint, host->socket_group))
        cc_log(CC_LOG_ERROR, "the socket cannot be given to group %s", host->socket_group);
    bool is_printed = options->debug ? print_reattach(arena, options, endpoint)
                                     : print_handshake(arena, host, endpoint, &identity);
    if (!is_printed)
        cc_grpc_end(grpc, 0); /* nobody is there */
    return serve(arena, grpc, host, endpoint);
}

int cc_shim_run(const struct cc_shim_options *options)
{
    if (!options->debug && !cc_handshake_is_host(getenv("TF_PLUGIN_MAGIC_COOKIE")))
        return explain(options);
    struct cc_arena arena;
    struct cc_endpoint endpoint;
    struct host host = read_host(options->debug);
    const char *parents[4] = {0};
    size_t parent_count = 0;
    if (host.socket_folder != NULL)
        parents[parent_count++] = host.socket_folder;
    if (host.temporary_folder != NULL)
        parents[parent_count++] = host.temporary_folder;
    parents[parent_count++] = "/tmp";
    cc_watcher_prepare(options->debug);
    cc_arena_init(&arena);
    cc_endpoint_choose(&arena, parents, &endpoint);
    int status = start(&arena, options, &host, &endpoint);
    cc_endpoint_remove(&endpoint);
    cc_arena_release(&arena);
    return status;
}
