// SPDX-License-Identifier: MPL-2.0
#include "shim/server.h"

#include <grpc/grpc.h>
#include <grpc/grpc_security.h>
#include <grpc/support/log.h>
#include <grpc/support/time.h>

#include "base/clock.h"
#include "base/log.h"
#include "shim/exchange.h"
#include "shim/server_state.h"

enum {
    LOOK_UP_MS = 1000,      /* the end may be begun by another thread */
    LOOK_UP_ENDING_MS = 50, /* a call may slip in while the others are being woken */
};

/* abseil's switch, where the build gives it this name (cmake/static.cmake). */
extern void cc_abseil_deadlock_detection(int mode) __attribute__((weak));
enum { ABSEIL_DETECTION_OFF = 0 };

static void log_from_grpc(gpr_log_func_args *args)
{
    static const enum cc_log_level levels[] = {
        [GPR_LOG_SEVERITY_DEBUG] = CC_LOG_DEBUG,
        [GPR_LOG_SEVERITY_INFO] = CC_LOG_INFO,
        [GPR_LOG_SEVERITY_ERROR] = CC_LOG_ERROR,
    };
    cc_log(levels[args->severity], "grpc: %s", args->message);
}

static grpc_arg integer_arg(const char *key, int value)
{
    return (grpc_arg){.type = GRPC_ARG_INTEGER,
                      .key = (char *)(uintptr_t)key, /* only read; gRPC copies it */
                      .value.integer = value};
}

static grpc_server *server_new(void)
{
    grpc_arg args[] = {
        integer_arg(GRPC_ARG_MAX_RECEIVE_MESSAGE_LENGTH, CC_GRPC_REQUEST_BYTES_MAX),
        integer_arg(GRPC_ARG_ALLOW_REUSEPORT, 0), /* the port is ours alone */
        integer_arg(GRPC_ARG_ENABLE_CHANNELZ, 0), /* nobody looks at its statistics */
    };
    grpc_channel_args list = {.num_args = sizeof args / sizeof args[0], .args = args};
    return grpc_server_create(&list, NULL);
}

static grpc_server_credentials *credentials_new(const struct cc_grpc_options *options)
{
    if (options->identity == NULL)
        return grpc_insecure_server_credentials_create();
    grpc_ssl_pem_key_cert_pair pair = {options->identity->key_pem.ptr,
                                       options->identity->certificate_pem.ptr};
    return grpc_ssl_server_credentials_create_ex(
        options->client_certificate, &pair, 1,
        GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY, NULL);
}

static bool bind_endpoint(struct cc_grpc *grpc, struct cc_arena *arena,
                          struct cc_endpoint *endpoint)
{
    grpc_server_credentials *credentials = credentials_new(&grpc->options);
    int port = grpc_server_add_http2_port(grpc->server, cc_endpoint_target(arena, endpoint).ptr,
                                          credentials);
    grpc_server_credentials_release(credentials);
    return port != 0 && cc_endpoint_opened(arena, endpoint, port);
}

/* The mode of a socket keeps other users out; at a port, nothing but a certificate does. */
static bool open_endpoint(struct cc_grpc *grpc, struct cc_arena *arena,
                          struct cc_endpoint *endpoint)
{
    if (!cc_str_is_absent(endpoint->folder) && bind_endpoint(grpc, arena, endpoint))
        return true;
    cc_endpoint_give_up(arena, endpoint);
    return grpc->options.identity != NULL && bind_endpoint(grpc, arena, endpoint);
}

struct cc_grpc *cc_grpc_start(struct cc_arena *arena, const struct cc_grpc_options *options,
                              struct cc_endpoint *endpoint)
{
    struct cc_grpc *grpc = cc_arena_new(arena, struct cc_grpc);
    gpr_set_log_function(log_from_grpc);
    if (cc_abseil_deadlock_detection)
        cc_abseil_deadlock_detection(ABSEIL_DETECTION_OFF);
    grpc_init();
    grpc->options = *options;
    grpc->queue = grpc_completion_queue_create_for_next(NULL);
    grpc->server = server_new();
    grpc->pool = cc_pool_new(arena, CC_GRPC_WORKERS_MAX);
    grpc_server_register_completion_queue(grpc->server, grpc->queue, NULL);
    bool is_open = open_endpoint(grpc, arena, endpoint);
    grpc_server_start(grpc->server);
    cc_exchange_expect(grpc);
    if (is_open)
        return grpc;
    cc_grpc_end(grpc, CC_GRPC_GRACE_MS);
    if (cc_grpc_serve(grpc))
        cc_grpc_free(grpc);
    return NULL;
}

/* Once the last answer is out, the held streams are all that is left.  Once they are gone, too, and
 * the server with them, nobody will put anything into the queue any more. */
static void advance_end(struct cc_grpc *grpc)
{
    if (grpc->is_accepting || grpc->handling_count > 0)
        return;
    if (!grpc->has_let_go)
        grpc_server_cancel_all_calls(grpc->server);
    grpc->has_let_go = true;
    if (!grpc->is_closed || grpc->is_finished)
        return;
    grpc_server_destroy(grpc->server);
    grpc_completion_queue_shutdown(grpc->queue);
    grpc->is_finished = true;
}

static grpc_event next_event(struct cc_grpc *grpc)
{
    int64_t wait_ms = cc_grpc_is_ending(grpc) ? LOOK_UP_ENDING_MS : LOOK_UP_MS;
    gpr_timespec until =
        gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_millis(wait_ms, GPR_TIMESPAN));
    return grpc_completion_queue_next(grpc->queue, until, NULL);
}

static void run_step(struct cc_grpc *grpc, grpc_event event)
{
    if (event.tag == grpc)
        grpc->is_closed = true;
    else
        cc_exchange_step_run(event.tag, event.success != 0);
}

static bool is_out_of_patience(struct cc_grpc *grpc)
{
    return cc_grpc_is_ending(grpc) && cc_clock_now_ms() >= atomic_load(&grpc->ends_at_ms);
}

bool cc_grpc_serve(struct cc_grpc *grpc)
{
    for (;;) {
        grpc_event event = next_event(grpc);
        if (event.type == GRPC_QUEUE_SHUTDOWN)
            return true;
        if (event.type == GRPC_OP_COMPLETE)
            run_step(grpc, event);
        else if (is_out_of_patience(grpc))
            return false;
        else if (cc_grpc_is_ending(grpc))
            cc_server_stop(grpc->options.server);
        advance_end(grpc);
    }
}

bool cc_grpc_is_ending(struct cc_grpc *grpc)
{
    return atomic_load(&grpc->ends_at_ms) != 0;
}

void cc_grpc_end(struct cc_grpc *grpc, int64_t grace_ms)
{
    int64_t wanted_ms = cc_clock_now_ms() + grace_ms + 1; /* never 0, which means "not ending" */
    int64_t known_ms = 0;
    while (known_ms == 0 || wanted_ms < known_ms)
        if (atomic_compare_exchange_weak(&grpc->ends_at_ms, &known_ms, wanted_ms))
            break;
    if (known_ms != 0)
        return; /* begun before, at most hurried up now */
    cc_server_stop(grpc->options.server);
    grpc_server_shutdown_and_notify(grpc->server, grpc->queue, grpc);
}

void cc_grpc_free(struct cc_grpc *grpc)
{
    cc_pool_free(grpc->pool);
    grpc_completion_queue_destroy(grpc->queue);
    grpc_shutdown();
}
