// SPDX-License-Identifier: MPL-2.0
#include "shim/exchange.h"

#include <assert.h>
#include <grpc/byte_buffer_reader.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/secret.h"
#include "shim/route.h"
#include "shim/server_state.h"

enum { SHUTDOWN_GRACE_MS = 300 }; /* a host waits two seconds, its user waits with it */

struct cc_exchange {
    struct cc_arena arena; /* its own memory */
    struct cc_grpc *grpc;
    grpc_call *call;
    grpc_call_details details;
    grpc_metadata_array metadata;
    enum cc_route route;
    grpc_byte_buffer *request, *answer;
    grpc_slice reply;
    int was_cancelled;
    struct cc_cancel cancel;
    struct cc_flight flight; /* of a call that goes to dispatch: from its receipt to its answer */
    unsigned use_count;
    atomic_bool is_lent; /* to gRPC, at least once */
    struct cc_job job;
    struct cc_exchange_step accepted, received, sent, ended;
};

/* The operations of gRPC and what follows them, in the order they happen. */

static void on_accepted(struct cc_exchange *exchange, bool ok);
static void on_received(struct cc_exchange *exchange, bool ok);
static void on_sent(struct cc_exchange *exchange, bool ok);
static void on_ended(struct cc_exchange *exchange, bool ok);

static struct cc_exchange *exchange_new(struct cc_grpc *grpc)
{
    struct cc_arena arena;
    cc_arena_init(&arena);
    struct cc_exchange *exchange = cc_arena_new(&arena, struct cc_exchange);
    exchange->arena = arena;
    exchange->grpc = grpc;
    exchange->reply = grpc_empty_slice();
    grpc_call_details_init(&exchange->details);
    grpc_metadata_array_init(&exchange->metadata);
    cc_cancel_init(&exchange->cancel);
    exchange->use_count = 2;
    exchange->accepted = (struct cc_exchange_step){on_accepted, exchange};
    exchange->received = (struct cc_exchange_step){on_received, exchange};
    exchange->sent = (struct cc_exchange_step){on_sent, exchange};
    exchange->ended = (struct cc_exchange_step){on_ended, exchange};
    return exchange;
}

static void exchange_free(struct cc_exchange *exchange)
{
    if (exchange->call != NULL)
        grpc_call_unref(exchange->call);
    grpc_call_details_destroy(&exchange->details);
    grpc_metadata_array_destroy(&exchange->metadata);
    cc_cancel_release(&exchange->cancel);
    struct cc_arena arena = exchange->arena;
    cc_arena_release(&arena);
}

static void exchange_drop(struct cc_exchange *exchange)
{
    if (--exchange->use_count == 0)
        exchange_free(exchange);
}

/* Each batch ends with an event for its step, also when it fails; by then the exchange may be gone
 * already.  gRPC's own locks order this and what the step does, but race detectors do not see them,
 * hence the flag. */
static void batch(struct cc_exchange *exchange, const grpc_op *ops, size_t count,
                  struct cc_exchange_step *step)
{
    grpc_call *call = exchange->call;
    atomic_store(&exchange->is_lent, true);
    grpc_call_error error = grpc_call_start_batch(call, ops, count, step, NULL);
    if (error == GRPC_CALL_OK)
        return;
    cc_log(CC_LOG_ERROR, "gRPC refused a batch: %s", grpc_call_error_to_string(error));
    abort(); /* only our own misuse of its interface leads here */
}

void cc_exchange_step_run(const struct cc_exchange_step *step, bool ok)
{
    assert(atomic_load(&step->exchange->is_lent));
    step->done(step->exchange, ok);
}

/* gRPC core leaves a call to a method it does not know hanging for ever, unless somebody takes
 * every call; so there is always one exchange that waits. */
void cc_exchange_expect(struct cc_grpc *grpc)
{
    struct cc_exchange *exchange = exchange_new(grpc);
    atomic_store(&exchange->is_lent, true);
    grpc_call_error error = grpc_server_request_call(grpc->server, &exchange->call,
                                                     &exchange->details, &exchange->metadata,
                                                     grpc->queue, grpc->queue, &exchange->accepted);
    grpc->is_accepting = error == GRPC_CALL_OK;
    if (!grpc->is_accepting) /* the server is ending; there will be no event */
        exchange_free(exchange);
}

static void watch_end(struct cc_exchange *exchange)
{
    grpc_op op = {.op = GRPC_OP_RECV_CLOSE_ON_SERVER};
    op.data.recv_close_on_server.cancelled = &exchange->was_cancelled;
    batch(exchange, &op, 1, &exchange->ended);
}

static void receive(struct cc_exchange *exchange)
{
    grpc_op op = {.op = GRPC_OP_RECV_MESSAGE};
    op.data.recv_message.recv_message = &exchange->request;
    batch(exchange, &op, 1, &exchange->received);
}

static void answer(struct cc_exchange *exchange, grpc_status_code status, const char *text)
{
    grpc_slice details = grpc_slice_from_static_string(text);
    grpc_op ops[3] = {{.op = GRPC_OP_SEND_INITIAL_METADATA},
                      {.op = GRPC_OP_SEND_STATUS_FROM_SERVER},
                      {.op = GRPC_OP_SEND_MESSAGE}};
    ops[1].data.send_status_from_server.status = status;
    ops[1].data.send_status_from_server.status_details = &details;
    if (status == GRPC_STATUS_OK)
        exchange->answer = grpc_raw_byte_buffer_create(&exchange->reply, 1);
    grpc_slice_unref(exchange->reply);
    ops[2].data.send_message.send_message = exchange->answer;
    batch(exchange, ops, status == GRPC_STATUS_OK ? 3 : 2, &exchange->sent);
}

/* Dispatch: the request lies in one piece, the reply is written into gRPC's own memory. */

static struct cc_str lend(const grpc_slice *slice)
{
    return (struct cc_str){(const char *)GRPC_SLICE_START_PTR(*slice), GRPC_SLICE_LENGTH(*slice)};
}

/* Requests carry credentials, and gRPC does not clean up behind itself. */
static void wipe(grpc_byte_buffer *buffer)
{
    grpc_byte_buffer_reader reader;
    grpc_slice *slice;
    if (!grpc_byte_buffer_reader_init(&reader, buffer))
        return;
    while (grpc_byte_buffer_reader_peek(&reader, &slice))
        cc_secret_wipe(GRPC_SLICE_START_PTR(*slice), GRPC_SLICE_LENGTH(*slice));
    grpc_byte_buffer_reader_destroy(&reader);
}

static grpc_slice read_request(struct cc_exchange *exchange)
{
    grpc_byte_buffer_reader reader;
    if (!grpc_byte_buffer_reader_init(&reader, exchange->request))
        return grpc_empty_slice();
    grpc_slice request = grpc_byte_buffer_reader_readall(&reader);
    grpc_byte_buffer_reader_destroy(&reader);
    wipe(exchange->request);
    grpc_byte_buffer_destroy(exchange->request);
    exchange->request = NULL;
    return request;
}

static uint8_t *reserve_reply(void *context, size_t bytes)
{
    struct cc_exchange *exchange = context;
    exchange->reply = grpc_slice_malloc(bytes);
    return GRPC_SLICE_START_PTR(exchange->reply);
}

static void begin(struct cc_exchange *exchange)
{
    cc_server_begin(exchange->grpc->options.server, &exchange->flight, &exchange->cancel);
}

static enum cc_dispatch_status dispatch(struct cc_exchange *exchange)
{
    struct cc_server *server = exchange->grpc->options.server;
    grpc_slice request = read_request(exchange);
    enum cc_dispatch_status status =
        cc_dispatch(server, lend(&exchange->details.method), lend(&request), &exchange->flight,
                    (struct cc_dispatch_reply){.reserve = reserve_reply, .context = exchange});
    cc_secret_wipe(GRPC_SLICE_START_PTR(request), GRPC_SLICE_LENGTH(request));
    grpc_slice_unref(request);
    cc_server_end(server, &exchange->flight);
    return status;
}

static void dispatch_and_answer(struct cc_exchange *exchange)
{
    switch (dispatch(exchange)) {
    case CC_DISPATCH_OK:
        answer(exchange, GRPC_STATUS_OK, "");
        return;
    case CC_DISPATCH_UNIMPLEMENTED:
        answer(exchange, GRPC_STATUS_UNIMPLEMENTED, "this provider does not offer the method");
        return;
    case CC_DISPATCH_INVALID_ARGUMENT:
        answer(exchange, GRPC_STATUS_INVALID_ARGUMENT, "the request cannot be decoded");
        return;
    }
}

static void run_job(struct cc_job *job)
{
    dispatch_and_answer((void *)((char *)job - offsetof(struct cc_exchange, job)));
}

static void dispatch_here(struct cc_exchange *exchange)
{
    begin(exchange);
    dispatch_and_answer(exchange);
}

/* The pool runs every job it was given, also while the server ends, so no flight is left over. */
static void dispatch_on_worker(struct cc_exchange *exchange)
{
    begin(exchange);
    exchange->job.run = run_job;
    cc_pool_submit(exchange->grpc->pool, &exchange->job);
}

/* The services of a plugin that are not the provider's. */

static void answer_empty(struct cc_exchange *exchange)
{
    answer(exchange, GRPC_STATUS_OK, "");
}

static void answer_unknown(struct cc_exchange *exchange)
{
    answer(exchange, GRPC_STATUS_UNIMPLEMENTED, "there is no such method");
}

static void answer_health(struct cc_exchange *exchange)
{
    grpc_slice request = read_request(exchange);
    struct cc_str health = cc_route_health(lend(&request));
    grpc_slice_unref(request);
    if (cc_str_is_absent(health)) {
        answer(exchange, GRPC_STATUS_NOT_FOUND, "there is no such service");
        return;
    }
    exchange->reply = grpc_slice_from_static_buffer(health.ptr, health.len);
    answer(exchange, GRPC_STATUS_OK, "");
}

/* Nothing is ever sent on this stream; that it ends is what matters. */
static void hold(struct cc_exchange *exchange)
{
    grpc_op op = {.op = GRPC_OP_SEND_INITIAL_METADATA};
    batch(exchange, &op, 1, &exchange->sent);
}

static void handle(struct cc_exchange *exchange)
{
    static void (*const handlers[])(struct cc_exchange * exchange) = {
        [CC_ROUTE_WORKER] = dispatch_on_worker,
        [CC_ROUTE_IMMEDIATE] = dispatch_here,
        [CC_ROUTE_SHUTDOWN] = answer_empty,
        [CC_ROUTE_HEALTH] = answer_health,
        [CC_ROUTE_HOLD] = hold,
        [CC_ROUTE_UNKNOWN] = answer_unknown,
    };
    handlers[exchange->route](exchange);
}

static void on_accepted(struct cc_exchange *exchange, bool ok)
{
    struct cc_grpc *grpc = exchange->grpc;
    if (!ok) { /* the server is ending */
        grpc->is_accepting = false;
        exchange_free(exchange);
        return;
    }
    cc_exchange_expect(grpc);
    grpc->handling_count++;
    exchange->route = cc_route_of(lend(&exchange->details.method));
    watch_end(exchange);
    if (cc_grpc_is_ending(grpc))
        answer(exchange, GRPC_STATUS_UNAVAILABLE, "the provider is ending");
    else if (exchange->route == CC_ROUTE_UNKNOWN) /* perhaps a stream that never sends */
        answer_unknown(exchange);
    else
        receive(exchange);
}

/* A request beyond the limit never arrives: gRPC ends such a call itself, whatever we answer. */
static void on_received(struct cc_exchange *exchange, bool ok)
{
    if (ok && exchange->request != NULL)
        handle(exchange);
    else
        answer(exchange, GRPC_STATUS_INVALID_ARGUMENT, "there is no request");
}

/* Not ok means that the host is gone, which on_ended learns as well. */
static void on_sent(struct cc_exchange *exchange, bool ok)
{
    (void)ok;
    struct cc_grpc *grpc = exchange->grpc;
    enum cc_route route = exchange->route;
    if (exchange->request != NULL) /* health and dispatch have taken theirs */
        grpc_byte_buffer_destroy(exchange->request);
    if (exchange->answer != NULL)
        grpc_byte_buffer_destroy(exchange->answer);
    grpc->handling_count--; /* a held stream is not handled any longer, either */
    exchange_drop(exchange);
    if (route == CC_ROUTE_SHUTDOWN)
        cc_grpc_end(grpc, SHUTDOWN_GRACE_MS);
}

static void on_ended(struct cc_exchange *exchange, bool ok)
{
    (void)ok;
    struct cc_grpc *grpc = exchange->grpc;
    enum cc_route route = exchange->route;
    if (exchange->was_cancelled)
        cc_cancel_trigger(&exchange->cancel);
    exchange_drop(exchange);
    if (route == CC_ROUTE_HOLD && grpc->options.ends_with_host && !cc_grpc_is_ending(grpc)) {
        cc_log(CC_LOG_INFO, "the host has closed its connection");
        cc_grpc_end(grpc, CC_GRPC_GRACE_MS);
    }
}
