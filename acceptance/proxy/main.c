// SPDX-License-Identifier: MPL-2.0
/* A proxy for tests: whatever host a client asks for with CONNECT, it connects to one port of this
 * machine, so that names which exist nowhere can be reached.  On stdout it says where it listens,
 * and then, line by line, what it was asked for and how it answered.
 *
 *   ccloud-test-proxy PORT [CREDENTIALS]
 *
 * With credentials (base64 of "user:password") it wants those, in the way that proxies do. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEAD_BYTES_MAX = 8192, PIECE_BYTES = 16384, HOST_BYTES_MAX = 255, BACKLOG = 64 };

static struct sockaddr_in loopback(uint16_t port)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

/* Byte by byte, because what follows the head belongs to the other side. */
static bool read_head(int client, char *head)
{
    size_t len = 0;
    while (len < HEAD_BYTES_MAX - 1 && read(client, head + len, 1) == 1) {
        head[++len] = '\0';
        if (len >= 4 && strcmp(head + len - 4, "\r\n\r\n") == 0)
            return true;
    }
    return false;
}

static bool is_welcome(const char *head, const char *credentials)
{
    const char *sent = strstr(head, "\r\nProxy-Authorization: Basic ");
    if (!credentials)
        return true;
    if (!sent)
        return false;
    sent = strstr(sent, "Basic ") + strlen("Basic ");
    size_t len = strlen(credentials);
    return strncmp(sent, credentials, len) == 0 && sent[len] == '\r';
}

static bool answer(int client, const char *head, const char *credentials)
{
    char host[HOST_BYTES_MAX + 1] = "";
    const char *text = "HTTP/1.1 200 Connection established\r\n\r\n";
    if (sscanf(head, "CONNECT %255s", host) != 1)
        text = "HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\n\r\n";
    else if (!is_welcome(head, credentials))
        text = "HTTP/1.1 407 Proxy Authentication Required\r\n"
               "Proxy-Authenticate: Basic realm=\"test\"\r\nContent-Length: 0\r\n"
               "Connection: close\r\n\r\n";
    dprintf(STDOUT_FILENO, "CONNECT %s: %.3s\n", host, text + strlen("HTTP/1.1 "));
    bool is_sent = write(client, text, strlen(text)) == (ssize_t)strlen(text);
    return is_sent && strstr(text, " 200 ") != NULL;
}

/* False at the end of either side. */
static bool pass_on(int from, int to)
{
    char piece[PIECE_BYTES];
    ssize_t len = read(from, piece, sizeof(piece));
    for (ssize_t done = 0, more; done < len; done += more) {
        more = write(to, piece + done, (size_t)(len - done));
        if (more <= 0)
            return false;
    }
    return len > 0;
}

static void relay(int client, int server)
{
    struct pollfd sides[] = {{.fd = client, .events = POLLIN}, {.fd = server, .events = POLLIN}};
    bool is_open = true;
    while (is_open && poll(sides, 2, -1) > 0) {
        if (sides[0].revents)
            is_open = pass_on(client, server);
        if (is_open && sides[1].revents)
            is_open = pass_on(server, client);
    }
}

static void serve(int client, uint16_t port, const char *credentials)
{
    char head[HEAD_BYTES_MAX];
    struct sockaddr_in address = loopback(port);
    int server = socket(AF_INET, SOCK_STREAM, 0);
    if (read_head(client, head) && answer(client, head, credentials) &&
        connect(server, (struct sockaddr *)&address, sizeof(address)) == 0)
        relay(client, server);
    _exit(0);
}

static int listen_anywhere(void)
{
    struct sockaddr_in address = loopback(0);
    socklen_t len = sizeof(address);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&address, len) != 0 || listen(listener, BACKLOG) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &len) != 0) {
        perror("ccloud-test-proxy");
        exit(1);
    }
    dprintf(STDOUT_FILENO, "listening on http://127.0.0.1:%u\n", (unsigned)ntohs(address.sin_port));
    return listener;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "Usage: ccloud-test-proxy PORT [CREDENTIALS]\n");
        return 2;
    }
    uint16_t port = (uint16_t)strtoul(argv[1], NULL, 10);
    signal(SIGCHLD, SIG_IGN); /* each connection is a process of its own, and nobody waits for it */
    int listener = listen_anywhere();
    for (;;) {
        int client = accept(listener, NULL, NULL);
        if (client >= 0 && fork() == 0)
            serve(client, port, argv[2]);
        if (client >= 0)
            close(client);
    }
}
