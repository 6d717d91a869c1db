// SPDX-License-Identifier: MPL-2.0
#include "client/test_server.h"

#include <arpa/inet.h>
#include <assert.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/banned.h"

enum { CONNECTIONS_MAX = 64, REQUESTS_MAX = 1024, REQUEST_BYTES_MAX = 64 * 1024 };

struct connection {
    int socket;
    bool is_held;
    size_t len;
    char text[REQUEST_BYTES_MAX + 1];
};

struct test_server {
    const struct test_step *steps;
    size_t step_count;
    bool *is_used;
    int listener;
    int port;
    int wake[2]; /* closing the second ends the thread */
    pthread_t thread;
    struct connection *connections[CONNECTIONS_MAX];
    size_t open_count;
    pthread_mutex_t mutex; /* what follows is read by the test */
    pthread_cond_t changed;
    char *requests[REQUESTS_MAX];
    size_t request_count;
    size_t connection_count;
    bool is_going;
};

/* In a test, whatever should not happen ends the test. */
static void must(bool condition)
{
    if (!condition)
        abort();
}

static void connection_close(struct test_server *server, size_t index, bool is_reset)
{
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    struct connection *connection = server->connections[index];
    if (is_reset)
        setsockopt(connection->socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    close(connection->socket);
    free(connection);
    server->connections[index] = server->connections[--server->open_count];
}

/* The length of the first whole request in the text; 0 while some of it is missing. */
static size_t request_len(const struct connection *connection)
{
    const char *end = strstr(connection->text, "\r\n\r\n");
    if (!end)
        return 0;
    size_t len = (size_t)(end - connection->text) + 4;
    for (const char *line = connection->text; line < end; line = strstr(line, "\r\n") + 2) {
        if (strncasecmp(line, "Content-Length:", 15) == 0)
            len += strtoul(line + 15, NULL, 10);
    }
    return len <= connection->len ? len : 0;
}

static void request_note(struct test_server *server, const char *text, size_t len)
{
    char *copy = malloc(len + 1);
    must(copy != NULL && server->request_count < REQUESTS_MAX);
    memcpy(copy, text, len);
    copy[len] = '\0';
    pthread_mutex_lock(&server->mutex);
    server->requests[server->request_count++] = copy;
    pthread_cond_broadcast(&server->changed);
    pthread_mutex_unlock(&server->mutex);
}

static const struct test_step *step_take(struct test_server *server, const char *request)
{
    size_t line_len = strcspn(request, "\r");
    const struct test_step *last = NULL;
    for (size_t i = 0; i < server->step_count; i++) {
        const struct test_step *step = &server->steps[i];
        const char *at = step->path ? strstr(request, step->path) : request;
        if (!at || at > request + line_len)
            continue;
        last = step;
        if (!server->is_used[i]) {
            server->is_used[i] = true;
            break;
        }
    }
    if (!last)
        abort();
    return last;
}

/* False when the other side has gone. */
static bool send_all(int socket, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t sent = send(socket, bytes, len, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        bytes += sent;
        len -= (size_t)sent;
    }
    return true;
}

static void step_send(int socket, const struct test_step *step)
{
    char filler[4096];
    size_t len = step->answer_len || !step->answer ? step->answer_len : strlen(step->answer);
    bool is_there = send_all(socket, step->answer, len);
    memset(filler, 'x', sizeof(filler));
    for (size_t left = step->filler_len; left > 0 && is_there;) {
        size_t now = left < sizeof(filler) ? left : sizeof(filler);
        is_there = send_all(socket, filler, now);
        left -= now;
    }
}

static void go_await(struct test_server *server)
{
    pthread_mutex_lock(&server->mutex);
    while (!server->is_going)
        pthread_cond_wait(&server->changed, &server->mutex);
    pthread_mutex_unlock(&server->mutex);
}

void test_server_go(struct test_server *server)
{
    pthread_mutex_lock(&server->mutex);
    server->is_going = true;
    pthread_cond_broadcast(&server->changed);
    pthread_mutex_unlock(&server->mutex);
}

/* Answers one request; false when the connection was closed. */
static bool connection_answer(struct test_server *server, size_t index, size_t len)
{
    struct connection *connection = server->connections[index];
    request_note(server, connection->text, len);
    const struct test_step *step = step_take(server, connection->text);
    memmove(connection->text, connection->text + len, connection->len - len + 1);
    connection->len -= len;
    if (step->waits)
        go_await(server);
    step_send(connection->socket, step);
    connection->is_held = step->end == TEST_END_HOLD;
    bool stays = step->end == TEST_END_KEEP || step->end == TEST_END_HOLD;
    if (!stays)
        connection_close(server, index, step->end == TEST_END_RESET);
    return stays;
}

static void connection_read(struct test_server *server, size_t index)
{
    struct connection *connection = server->connections[index];
    char *end = connection->text + connection->len;
    ssize_t got = recv(connection->socket, end, REQUEST_BYTES_MAX - connection->len, 0);
    if (got <= 0) {
        connection_close(server, index, false);
        return;
    }
    connection->len += (size_t)got;
    connection->text[connection->len] = '\0';
    size_t len = 0;
    bool is_open = true;
    while (is_open && !connection->is_held && (len = request_len(connection)) > 0)
        is_open = connection_answer(server, index, len);
}

static void connection_accept(struct test_server *server)
{
    int socket = accept(server->listener, NULL, NULL);
    if (socket < 0)
        return;
    must(server->open_count < CONNECTIONS_MAX);
    struct connection *connection = calloc(1, sizeof(*connection));
    must(connection != NULL);
    connection->socket = socket;
    server->connections[server->open_count++] = connection;
    pthread_mutex_lock(&server->mutex);
    server->connection_count++;
    pthread_cond_broadcast(&server->changed);
    pthread_mutex_unlock(&server->mutex);
}

static void *server_main(void *context)
{
    struct test_server *server = context;
    struct pollfd polled[CONNECTIONS_MAX + 2];
    for (;;) {
        polled[0] = (struct pollfd){.fd = server->wake[0], .events = POLLIN};
        polled[1] = (struct pollfd){.fd = server->listener, .events = POLLIN};
        size_t count = server->open_count;
        for (size_t i = 0; i < count; i++)
            polled[i + 2] = (struct pollfd){.fd = server->connections[i]->socket, .events = POLLIN};
        must(poll(polled, (nfds_t)count + 2, -1) > 0);
        if (polled[0].revents)
            return NULL;
        for (size_t i = count; i > 0; i--) { /* backwards: closing moves the last one down */
            if (polled[i + 1].revents)
                connection_read(server, i - 1);
        }
        if (polled[1].revents)
            connection_accept(server);
    }
}

static int loopback_bind(int *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(address);
    int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    must(descriptor >= 0);
    must(bind(descriptor, (struct sockaddr *)&address, sizeof(address)) == 0);
    must(getsockname(descriptor, (struct sockaddr *)&address, &len) == 0);
    *port = ntohs(address.sin_port);
    return descriptor;
}

int test_port_refusing(int *descriptor)
{
    int port;
    *descriptor = loopback_bind(&port);
    return port;
}

struct test_server *test_server_start(const struct test_step *steps, size_t step_count)
{
    struct test_server *server = calloc(1, sizeof(*server));
    must(server != NULL);
    server->steps = steps;
    server->step_count = step_count;
    server->is_used = calloc(step_count, sizeof(*server->is_used));
    must(server->is_used != NULL);
    pthread_mutex_init(&server->mutex, NULL);
    pthread_cond_init(&server->changed, NULL);
    must(pipe(server->wake) == 0);
    server->listener = loopback_bind(&server->port);
    must(listen(server->listener, CONNECTIONS_MAX) == 0);
    must(pthread_create(&server->thread, NULL, server_main, server) == 0);
    return server;
}

void test_server_stop(struct test_server *server)
{
    test_server_go(server);
    close(server->wake[1]);
    pthread_join(server->thread, NULL);
    close(server->wake[0]);
    close(server->listener);
    while (server->open_count > 0)
        connection_close(server, server->open_count - 1, false);
    for (size_t i = 0; i < server->request_count; i++)
        free(server->requests[i]);
    pthread_cond_destroy(&server->changed);
    pthread_mutex_destroy(&server->mutex);
    free(server->is_used);
    free(server);
}

int test_server_port(const struct test_server *server)
{
    return server->port;
}

static size_t count_read(struct test_server *server, const size_t *count)
{
    pthread_mutex_lock(&server->mutex);
    size_t value = *count;
    pthread_mutex_unlock(&server->mutex);
    return value;
}

static void count_await(struct test_server *server, const size_t *count, size_t wanted)
{
    pthread_mutex_lock(&server->mutex);
    while (*count < wanted)
        pthread_cond_wait(&server->changed, &server->mutex);
    pthread_mutex_unlock(&server->mutex);
}

size_t test_server_requests(struct test_server *server)
{
    return count_read(server, &server->request_count);
}

size_t test_server_connections(struct test_server *server)
{
    return count_read(server, &server->connection_count);
}

void test_server_await_requests(struct test_server *server, size_t count)
{
    count_await(server, &server->request_count, count);
}

void test_server_await_connections(struct test_server *server, size_t count)
{
    count_await(server, &server->connection_count, count);
}

const char *test_server_request(struct test_server *server, size_t index)
{
    pthread_mutex_lock(&server->mutex);
    must(index < server->request_count);
    const char *text = server->requests[index];
    pthread_mutex_unlock(&server->mutex);
    return text;
}
