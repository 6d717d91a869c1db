// SPDX-License-Identifier: MPL-2.0
#pragma once

/* A scripted HTTP/1.1 server for tests: plain sockets, so that it can do what no server library
 * does, such as cutting an answer off or never giving one.
 *
 * One thread, any number of connections, loopback only, a port of the system's choice.  Each
 * request uses up the first unused step whose path it names; when all are used, the last such step
 * again.
 */

#include <stdbool.h>
#include <stddef.h>

enum test_end {
    TEST_END_KEEP,  /* the connection stays for further requests */
    TEST_END_CLOSE, /* an orderly end, whether or not the answer is whole */
    TEST_END_RESET, /* RST instead of FIN */
    TEST_END_HOLD,  /* nothing more comes, and the connection stays */
};

struct test_step {
    const char *path;   /* a part of the request line; NULL: any */
    const char *answer; /* all bytes of it; NULL: none */
    size_t answer_len;  /* 0: up to the NUL */
    size_t filler_len;  /* so many 'x' follow */
    enum test_end end;
    bool waits; /* answered only after test_server_go */
};

struct test_server;

/* The steps are lent until stop. */
struct test_server *test_server_start(const struct test_step *steps, size_t step_count);
void test_server_stop(struct test_server *server);

int test_server_port(const struct test_server *server);

/* Lets steps that wait go on, now and later. */
void test_server_go(struct test_server *server);

/* How many requests and connections have come so far; a request counts before it is answered. */
size_t test_server_requests(struct test_server *server);
size_t test_server_connections(struct test_server *server);

/* Waits until at least so many have come. */
void test_server_await_requests(struct test_server *server, size_t count);
void test_server_await_connections(struct test_server *server, size_t count);

/* The text of a request, from 0; lent until stop. */
const char *test_server_request(struct test_server *server, size_t index);

/* A port of this machine on which nobody listens until it is closed (close the descriptor). */
int test_port_refusing(int *descriptor);
