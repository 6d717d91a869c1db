// SPDX-License-Identifier: MPL-2.0
#include "emulator/http.h"

#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "emulator/document.h"

enum { PEM_BYTES_MAX = 1024 * 1024, RATE_LIMIT = 10000 };

struct emu_http {
    struct MHD_Daemon *daemon;
    struct emu_service *service;
    struct cc_str url;
    const char *scheme;
};

/* One request from its first byte to the end of its answer.  Lies in its own arena. */
struct exchange {
    struct cc_arena arena;
    struct emu_http *http;
    struct emu_request request;
    struct emu_answer answer;
    struct cc_buf body;
};

static struct cc_str header(struct MHD_Connection *connection, const char *name)
{
    return cc_str_from(MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name));
}

static bool is_loopback(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *v4 = (const void *)address;
        return ntohl(v4->sin_addr.s_addr) >> 24 == 127;
    }
    const struct sockaddr_in6 *v6 = (const void *)address;
    return address->sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
}

static enum MHD_Result query_append(void *context, enum MHD_ValueKind kind, const char *name,
                                    const char *value)
{
    (void)kind;
    struct exchange *exchange = context;
    const struct emu_query **end = &exchange->request.query;
    while (*end)
        end = (const struct emu_query **)(uintptr_t) & (*end)->next;
    struct emu_query *query = cc_arena_new(&exchange->arena, struct emu_query);
    query->name = cc_str_copy_into(&exchange->arena, cc_str_from(name));
    query->value = cc_str_copy_into(&exchange->arena, cc_str_from(value ? value : ""));
    *end = query;
    return MHD_YES;
}

/* What the client calls us, if it looks like a host: links must lead back to the same address. */
static struct cc_str base_url(const struct exchange *exchange, struct MHD_Connection *connection)
{
    struct cc_str host = header(connection, MHD_HTTP_HEADER_HOST);
    if (!cc_str_only(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:[]"))
        return exchange->http->url;
    return cc_str_format((struct cc_arena *)(uintptr_t)&exchange->arena, "%s://%.*s",
                         exchange->http->scheme, CC_STR_ARG(host));
}

/* The vendor's command line puts /api before every path when the host is not the vendor's. */
static void path_read(struct exchange *exchange, struct cc_str path)
{
    const struct cc_str prefix = CC_STR("/api");
    struct emu_request *request = &exchange->request;
    request->path = path;
    if (!cc_str_starts_with(path, CC_STR("/api/")))
        return;
    request->path = cc_str_slice(path, prefix.len, path.len);
    request->base_url = cc_str_format(&exchange->arena, "%.*s/api", CC_STR_ARG(request->base_url));
}

static struct exchange *exchange_new(struct emu_http *http, struct MHD_Connection *connection,
                                     const char *url, const char *method)
{
    struct cc_arena arena;
    cc_arena_init(&arena);
    struct exchange *exchange = cc_arena_new(&arena, struct exchange);
    exchange->arena = arena;
    exchange->http = http;
    struct emu_request *request = &exchange->request;
    request->turn.arena = &exchange->arena;
    exchange->answer.arena = &exchange->arena;
    request->method = cc_str_copy_into(&exchange->arena, cc_str_from(method));
    request->base_url = base_url(exchange, connection);
    path_read(exchange, cc_str_copy_into(&exchange->arena, cc_str_from(url)));
    request->authorization =
        cc_str_copy_into(&exchange->arena, header(connection, MHD_HTTP_HEADER_AUTHORIZATION));
    request->user_agent =
        cc_str_copy_into(&exchange->arena, header(connection, MHD_HTTP_HEADER_USER_AGENT));
    request->metadata = cc_str_copy_into(&exchange->arena, header(connection, "Metadata"));
    request->from_loopback = is_loopback(
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr);
    MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, query_append, exchange);
    cc_buf_init(&exchange->body, &exchange->arena, EMU_BODY_BYTES_MAX);
    emu_service_begin(http->service, request);
    return exchange;
}

static void exchange_end(void *context, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode code)
{
    (void)connection;
    (void)code;
    struct emu_http *http = context;
    struct exchange *exchange = *state;
    if (!exchange)
        return;
    emu_service_end(http->service, &exchange->request);
    struct cc_arena arena = exchange->arena;
    cc_arena_release(&arena);
    *state = NULL;
}

struct half {
    size_t len;
    char bytes[];
};

static ssize_t half_read(void *context, uint64_t at, char *out, size_t max)
{
    const struct half *half = context;
    if (at >= half->len)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    size_t len = half->len - (size_t)at;
    if (len > max)
        len = max;
    memcpy(out, half->bytes + at, len);
    return (ssize_t)len;
}

/* Announces the whole body, sends half of it and closes.  The half lies in the exchange, which
 * lives until the connection has been closed. */
static struct MHD_Response *half_response(struct exchange *exchange, struct cc_str text)
{
    struct half *half = cc_arena_alloc(&exchange->arena, sizeof(*half) + text.len);
    half->len = text.len / 2;
    memcpy(half->bytes, text.ptr, half->len);
    return MHD_create_response_from_callback(text.len, 4096, half_read, half, NULL);
}

static void add_header(struct MHD_Response *response, const char *name, struct cc_str value)
{
    if (value.len > 0)
        MHD_add_response_header(response, name, value.ptr);
}

static void headers_add(struct exchange *exchange, struct MHD_Response *response, bool has_body)
{
    const struct emu_answer *answer = &exchange->answer;
    struct cc_arena *arena = &exchange->arena;
    const char *type = answer->text_type ? answer->text_type : "application/json";
    if (has_body)
        add_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, cc_str_from(type));
    add_header(response, answer->shape ? "x-ms-request-id" : "X-Request-Id", answer->request_id);
    add_header(response, MHD_HTTP_HEADER_LOCATION, answer->location);
    if (answer->status == 401)
        add_header(response, MHD_HTTP_HEADER_WWW_AUTHENTICATE,
                   answer->shape ? answer->challenge : CC_STR("Basic realm=\"Confluent Cloud\""));
    if (answer->retry_after_s > 0)
        add_header(response, MHD_HTTP_HEADER_RETRY_AFTER,
                   cc_str_format(arena, "%lld", (long long)answer->retry_after_s));
    if (answer->shape || (answer->status >= 300 && answer->status != 429))
        return; /* the rest is Confluent Cloud's */
    add_header(response, "X-RateLimit-Limit", cc_str_format(arena, "%d", RATE_LIMIT));
    add_header(response, "X-RateLimit-Remaining",
               cc_str_format(arena, "%d", answer->status == 429 ? 0 : RATE_LIMIT - 1));
    add_header(response, "X-RateLimit-Reset", CC_STR("1"));
}

static enum MHD_Result answer_send(struct exchange *exchange, struct MHD_Connection *connection)
{
    struct emu_answer *answer = &exchange->answer;
    struct cc_str text = answer->text;
    if (answer->delivery == EMU_DROP)
        return MHD_NO; /* closes the connection */
    if (cc_str_is_absent(text) && answer->body)
        text = emu_doc_write(&exchange->arena, answer->body);
    struct MHD_Response *response =
        answer->delivery == EMU_DELIVER_HALF && text.len > 1
            ? half_response(exchange, text)
            : MHD_create_response_from_buffer(text.len, (void *)(uintptr_t)text.ptr,
                                              MHD_RESPMEM_MUST_COPY);
    if (!response)
        return MHD_NO;
    headers_add(exchange, response, text.len > 0);
    enum MHD_Result result = MHD_queue_response(connection, answer->status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_len, void **state)
{
    (void)version;
    if (!*state) {
        *state = exchange_new(context, connection, url, method);
        return MHD_YES;
    }
    struct exchange *exchange = *state;
    struct emu_request *request = &exchange->request;
    if (*upload_len > 0) {
        /* What is too much is read, and thrown away, so that the client hears the refusal. */
        if (!cc_buf_append(&exchange->body, upload, *upload_len))
            request->body_too_large = true;
        *upload_len = 0;
        return MHD_YES;
    }
    request->body_text = cc_buf_str(&exchange->body);
    emu_serve(exchange->http->service, request, &exchange->answer);
    return answer_send(exchange, connection);
}

/* HOST:PORT or [HOST]:PORT; only numbers, so that nothing is looked up. */
static bool address_read(const char *listen, struct cc_arena *arena, struct sockaddr_storage *out,
                         struct cc_str *host)
{
    const char *port = strrchr(listen, ':');
    struct cc_str name = {listen, (size_t)(port - listen)};
    *host = cc_str_copy_into(arena, name);
    if (cc_str_starts_with(name, CC_STR("[")) && cc_str_ends_with(name, CC_STR("]")))
        name = cc_str_slice(name, 1, name.len - 2);
    if (cc_str_equal(name, CC_STR("localhost")))
        name = CC_STR("127.0.0.1");
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE};
    struct addrinfo *found;
    if (getaddrinfo(cc_str_c(arena, name), port + 1, &hints, &found) != 0)
        return false;
    memcpy(out, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    return true;
}

static bool file_read(struct cc_arena *arena, const char *path, struct cc_str *out,
                      struct cc_str *reason)
{
    struct cc_buf content;
    char piece[4096];
    size_t len;
    bool ok = true;
    cc_buf_init(&content, arena, PEM_BYTES_MAX);
    FILE *file = fopen(path, "r");
    if (file) {
        while (ok && (len = fread(piece, 1, sizeof(piece), file)) > 0)
            ok = cc_buf_append(&content, piece, len);
        ok = ok && !ferror(file);
        fclose(file);
    }
    *out = cc_buf_str(&content);
    if (file && ok)
        return true;
    *reason = cc_str_format(arena, "%s cannot be read: %s", path,
                            ok ? strerror(errno) : "it is too large");
    return false;
}

static bool tls_read(const struct emu_options *options, struct cc_arena *arena, struct cc_str *cert,
                     struct cc_str *key, struct cc_str *reason)
{
    *cert = *key = CC_STR_ABSENT;
    return !options->tls_cert || (file_read(arena, options->tls_cert, cert, reason) &&
                                  file_read(arena, options->tls_key, key, reason));
}

static struct MHD_Daemon *daemon_start(struct emu_http *http, const struct sockaddr *address,
                                       struct cc_str cert, struct cc_str key)
{
    unsigned flags = MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_THREAD_PER_CONNECTION;
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)cert.ptr},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)key.ptr},
        {MHD_OPTION_END, 0, NULL},
    };
    struct MHD_OptionItem plain[] = {{MHD_OPTION_END, 0, NULL}};
    if (cert.ptr)
        flags |= MHD_USE_TLS;
    if (address->sa_family == AF_INET6)
        flags |= MHD_USE_IPv6;
    return MHD_start_daemon(flags, 0, NULL, NULL, on_request, http, MHD_OPTION_SOCK_ADDR, address,
                            MHD_OPTION_NOTIFY_COMPLETED, exchange_end, http, MHD_OPTION_ARRAY,
                            cert.ptr ? tls : plain, MHD_OPTION_END);
}

struct emu_http *emu_http_start(struct emu_service *service, struct cc_arena *arena,
                                struct cc_str *reason)
{
    struct sockaddr_storage address;
    struct cc_str host, cert, key;
    const char *listen = service->options->listen;
    if (!address_read(listen, arena, &address, &host)) {
        *reason = cc_str_format(arena, "%s is not an address to listen on", listen);
        return NULL;
    }
    if (!tls_read(service->options, arena, &cert, &key, reason))
        return NULL;
    struct emu_http *http = cc_arena_new(arena, struct emu_http);
    http->service = service;
    http->scheme = cert.ptr ? "https" : "http";
    errno = 0;
    http->daemon = daemon_start(http, (const struct sockaddr *)&address, cert, key);
    if (!http->daemon) {
        *reason = cc_str_format(arena, "cannot listen on %s%s%s%s", listen,
                                cert.ptr ? " with this certificate and key" : "",
                                errno != 0 ? ": " : "", errno != 0 ? strerror(errno) : "");
        return NULL;
    }
    unsigned port = MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
    http->url = cc_str_format(arena, "%s://%.*s:%u", http->scheme, CC_STR_ARG(host), port);
    return http;
}

void emu_http_stop(struct emu_http *http)
{
    cc_cancel_trigger(&http->service->stopping);
    MHD_stop_daemon(http->daemon);
}

struct cc_str emu_http_url(const struct emu_http *http)
{
    return http->url;
}
