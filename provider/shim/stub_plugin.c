// SPDX-License-Identifier: MPL-2.0
/* The shim as a process of its own, with methods behind it that only tests want. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "protocol/dispatch.h"
#include "shim/shim.h"

/* Calls in flight, some of which wait for their cancellation, and calls that wait for those to be
 * there. */
struct cc_server {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    struct cc_flight *flights;
    size_t flight_count;
    size_t waiting_count;
    size_t cancelled_count; /* calls that the host cancelled, ever */
};

struct stub_call {
    struct cc_server *server;
    struct cc_str request;
    struct cc_cancel *cancel;
    struct cc_dispatch_reply reply;
};

static void reply_with(const struct stub_call *call, struct cc_str bytes)
{
    uint8_t *memory = call->reply.reserve(call->reply.context, bytes.len);
    if (bytes.len > 0)
        memcpy(memory, bytes.ptr, bytes.len);
}

static enum cc_dispatch_status echo(const struct stub_call *call)
{
    reply_with(call, call->request);
    return CC_DISPATCH_OK;
}

static enum cc_dispatch_status refuse(const struct stub_call *call)
{
    (void)call;
    return CC_DISPATCH_INVALID_ARGUMENT;
}

static enum cc_dispatch_status print_to_stdout(const struct stub_call *call)
{
    ssize_t written = write(STDOUT_FILENO, call->request.ptr, call->request.len);
    reply_with(call, written == (ssize_t)call->request.len ? CC_STR("written") : CC_STR("failed"));
    return CC_DISPATCH_OK;
}

static void enter(const struct stub_call *call)
{
    struct cc_server *server = call->server;
    pthread_mutex_lock(&server->mutex);
    server->waiting_count++;
    pthread_cond_broadcast(&server->changed);
    pthread_mutex_unlock(&server->mutex);
}

static void leave(const struct stub_call *call)
{
    struct cc_server *server = call->server;
    pthread_mutex_lock(&server->mutex);
    server->waiting_count--;
    server->cancelled_count++;
    pthread_cond_broadcast(&server->changed);
    pthread_mutex_unlock(&server->mutex);
}

static enum cc_dispatch_status wait_for_cancellation(const struct stub_call *call)
{
    enter(call);
    while (cc_cancel_wait_until(call->cancel, NULL, INT64_MAX) != CC_CANCEL_WAIT_CANCELLED) {
    }
    leave(call);
    reply_with(call, CC_STR("cancelled"));
    return CC_DISPATCH_OK;
}

/* As a handler that hangs. */
static enum cc_dispatch_status ignore_cancellation(const struct stub_call *call)
{
    enter(call);
    while (pause() < 0) {
    }
    return CC_DISPATCH_OK;
}

/* The request's only byte says how many calls must wait by now (or have been cancelled). */
static enum cc_dispatch_status await_count(const struct stub_call *call, const size_t *count)
{
    pthread_mutex_lock(&call->server->mutex);
    while (*count < (uint8_t)call->request.ptr[0])
        pthread_cond_wait(&call->server->changed, &call->server->mutex);
    pthread_mutex_unlock(&call->server->mutex);
    reply_with(call, CC_STR("they are"));
    return CC_DISPATCH_OK;
}

static enum cc_dispatch_status await_waiting(const struct stub_call *call)
{
    return await_count(call, &call->server->waiting_count);
}

/* At once, as one byte. */
static enum cc_dispatch_status reply_count(const struct stub_call *call, const size_t *count)
{
    pthread_mutex_lock(&call->server->mutex);
    char byte = (char)*count;
    pthread_mutex_unlock(&call->server->mutex);
    reply_with(call, (struct cc_str){&byte, 1});
    return CC_DISPATCH_OK;
}

static enum cc_dispatch_status count_waiting(const struct stub_call *call)
{
    return reply_count(call, &call->server->waiting_count);
}

/* The call that asks is one of them. */
static enum cc_dispatch_status count_flights(const struct stub_call *call)
{
    return reply_count(call, &call->server->flight_count);
}

static enum cc_dispatch_status await_cancelled(const struct stub_call *call)
{
    return await_count(call, &call->server->cancelled_count);
}

static enum cc_dispatch_status stop(const struct stub_call *call)
{
    cc_server_stop(call->server);
    reply_with(call, CC_STR(""));
    return CC_DISPATCH_OK;
}

static const struct {
    struct cc_str path;
    enum cc_dispatch_status (*run)(const struct stub_call *call);
    bool is_immediate;
} methods[] = {
    {CC_STR_INIT("/" CC_SERVICE "/Echo"), echo, false},
    {CC_STR_INIT("/" CC_SERVICE "/EchoAtOnce"), echo, true},
    {CC_STR_INIT("/" CC_SERVICE "/Refuse"), refuse, false},
    {CC_STR_INIT("/" CC_SERVICE "/Print"), print_to_stdout, true},
    {CC_STR_INIT("/" CC_SERVICE "/Wait"), wait_for_cancellation, false},
    {CC_STR_INIT("/" CC_SERVICE "/Hang"), ignore_cancellation, false},
    {CC_STR_INIT("/" CC_SERVICE "/AwaitWaiting"), await_waiting, false},
    {CC_STR_INIT("/" CC_SERVICE "/CountWaiting"), count_waiting, true},
    {CC_STR_INIT("/" CC_SERVICE "/CountFlights"), count_flights, true},
    {CC_STR_INIT("/" CC_SERVICE "/AwaitCancelled"), await_cancelled, false},
    {CC_STR_INIT("/" CC_SERVICE "/StopProvider"), stop, true},
};

enum { METHOD_COUNT = sizeof methods / sizeof methods[0] };

static size_t method_find(struct cc_str path)
{
    size_t i = 0;
    while (i < METHOD_COUNT && !cc_str_equal(path, methods[i].path))
        i++;
    return i;
}

bool cc_dispatch_is_immediate(struct cc_str path)
{
    size_t i = method_find(path);
    return i < METHOD_COUNT && methods[i].is_immediate;
}

enum cc_dispatch_status cc_dispatch(struct cc_server *server, struct cc_str path,
                                    struct cc_str request, const struct cc_flight *flight,
                                    struct cc_dispatch_reply reply)
{
    size_t i = method_find(path);
    if (i == METHOD_COUNT)
        return CC_DISPATCH_UNIMPLEMENTED;
    return methods[i].run(&(struct stub_call){server, request, flight->cancel, reply});
}

void cc_server_begin(struct cc_server *server, struct cc_flight *flight, struct cc_cancel *cancel)
{
    pthread_mutex_lock(&server->mutex);
    *flight =
        (struct cc_flight){.cancel = cancel, .next = server->flights, .link = &server->flights};
    if (flight->next != NULL)
        flight->next->link = &flight->next;
    server->flights = flight;
    server->flight_count++;
    pthread_mutex_unlock(&server->mutex);
}

void cc_server_end(struct cc_server *server, struct cc_flight *flight)
{
    pthread_mutex_lock(&server->mutex);
    *flight->link = flight->next;
    if (flight->next != NULL)
        flight->next->link = flight->link;
    server->flight_count--;
    pthread_mutex_unlock(&server->mutex);
}

void cc_server_stop(struct cc_server *server)
{
    pthread_mutex_lock(&server->mutex);
    for (struct cc_flight *flight = server->flights; flight != NULL; flight = flight->next)
        cc_cancel_trigger(flight->cancel);
    pthread_mutex_unlock(&server->mutex);
}

int main(int argc, char **argv)
{
    cc_log_init();
    struct cc_server server = {.mutex = PTHREAD_MUTEX_INITIALIZER,
                               .changed = PTHREAD_COND_INITIALIZER};
    return cc_shim_run(&(struct cc_shim_options){
        .server = &server,
        .version = "0.0.0",
        .provider_address = "test/stub",
        .debug = argc > 1 && strcmp(argv[1], "--debug") == 0,
    });
}
