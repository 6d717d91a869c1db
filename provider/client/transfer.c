// SPDX-License-Identifier: MPL-2.0
#include "client/transfer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "client/proxy.h"

#include "base/banned.h"

enum { CONNECT_MS_MAX = 20 * 1000 };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const method_names[] = {
    [CC_GET] = "GET",
    [CC_POST] = "POST",
    [CC_PATCH] = "PATCH",
    [CC_DELETE] = "DELETE",
};

const char *cc_transfer_method_name(enum cc_method method)
{
    assert(method < COUNT(method_names));
    return method_names[method];
}

struct cc_transfer *cc_transfer_new(const struct cc_transfer_order *order)
{
    struct cc_arena arena;
    cc_arena_init(&arena);
    struct cc_transfer *transfer = cc_arena_new(&arena, struct cc_transfer);
    transfer->arena = arena; /* from here on the transfer's copy is the arena */
    transfer->order = *order;
    transfer->order.url = cc_str_copy_into(&transfer->arena, order->url);
    transfer->order.body = cc_str_copy_into(&transfer->arena, order->body);
    transfer->order.bearer = cc_str_copy_into(&transfer->arena, order->bearer);
    cc_buf_init(&transfer->body, &transfer->arena, CC_CLIENT_BODY_BYTES_MAX);
    return transfer;
}

void cc_transfer_release_easy(struct cc_transfer *transfer)
{
    curl_easy_cleanup(transfer->easy);
    curl_slist_free_all(transfer->headers);
    transfer->easy = NULL;
    transfer->headers = NULL;
}

void cc_transfer_free(struct cc_transfer *transfer)
{
    cc_transfer_release_easy(transfer);
    struct cc_arena arena = transfer->arena; /* the transfer itself lies in it */
    cc_arena_release(&arena);
}

/* Leaves UNSENT for another stage; false when somebody did so before. */
static bool leave_unsent(struct cc_transfer *transfer, enum cc_transfer_stage stage)
{
    int unsent = CC_TRANSFER_UNSENT;
    return atomic_compare_exchange_strong(&transfer->stage, &unsent, (int)stage);
}

bool cc_transfer_withdraw(struct cc_transfer *transfer)
{
    return leave_unsent(transfer, CC_TRANSFER_WITHDRAWN) ||
           atomic_load(&transfer->stage) == CC_TRANSFER_WITHDRAWN;
}

/* Called when a connection stands and the request is about to be written to it; again if libcurl
 * starts over on another connection. */
static int before_request(void *context, char *primary_ip, char *local_ip, int primary_port,
                          int local_port)
{
    struct cc_transfer *transfer = context;
    (void)primary_ip, (void)local_ip, (void)primary_port, (void)local_port;
    bool may_be_sent =
        leave_unsent(transfer, CC_TRANSFER_SENT) ||
        (atomic_load(&transfer->stage) == CC_TRANSFER_SENT && transfer->order.method != CC_POST);
    return may_be_sent ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

static size_t body_arrives(char *bytes, size_t size, size_t count, void *context)
{
    struct cc_transfer *transfer = context;
    size_t len = size * count;
    if (cc_buf_append(&transfer->body, bytes, len))
        return len;
    transfer->is_too_large = true;
    return CURL_WRITEFUNC_ERROR;
}

static void add_header(struct cc_transfer *transfer, const char *line, bool *ok)
{
    struct curl_slist *longer = curl_slist_append(transfer->headers, line);
    if (longer)
        transfer->headers = longer;
    else
        *ok = false;
}

/* Every option goes through here; one that libcurl refuses spoils the handle. */
#define SET(transfer, option, value) \
    (*ok = curl_easy_setopt((transfer)->easy, (option), (value)) == CURLE_OK && *ok)

static const char *content_type_line(struct cc_transfer *t)
{
    const char *type = t->order.content_type ? t->order.content_type : "application/json";
    return cc_str_format(&t->arena, "Content-Type: %s", type).ptr;
}

static void set_request(struct cc_transfer *t, bool *ok)
{
    const struct cc_transfer_order *order = &t->order;
    bool has_body = !cc_str_is_absent(order->body);
    add_header(t, "Accept: application/json", ok);
    add_header(t, "Expect:", ok); /* no round trip to ask whether a body is welcome */
    if (has_body)
        add_header(t, content_type_line(t), ok);
    if (has_body || order->method == CC_POST) {
        SET(t, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)order->body.len);
        SET(t, CURLOPT_POSTFIELDS, has_body ? order->body.ptr : "");
    }
    SET(t, CURLOPT_CUSTOMREQUEST, cc_transfer_method_name(order->method));
    SET(t, CURLOPT_HTTPHEADER, t->headers);
    SET(t, CURLOPT_URL, order->url.ptr);
    SET(t, CURLOPT_PATH_AS_IS, 1L);
    SET(t, CURLOPT_ACCEPT_ENCODING, "");
    SET(t, CURLOPT_FRESH_CONNECT, order->is_fresh || order->method == CC_POST ? 1L : 0L);
}

/* Redirects are followed by the client, which looks where they lead before credentials go there. */
static void set_manners(struct cc_transfer *t, const struct cc_transfer_profile *profile, bool *ok)
{
    int64_t asked_ms = t->order.timeout_ms > 0 ? t->order.timeout_ms : profile->timeout_ms;
    int64_t timeout_ms = asked_ms < profile->timeout_ms ? asked_ms : profile->timeout_ms;
    int64_t connect_ms = timeout_ms < CONNECT_MS_MAX ? timeout_ms : CONNECT_MS_MAX;
    SET(t, CURLOPT_PROTOCOLS_STR, t->order.is_tls ? "https" : "http");
    SET(t, CURLOPT_FOLLOWLOCATION, 0L);
    SET(t, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    SET(t, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    SET(t, CURLOPT_NOSIGNAL, 1L);
    SET(t, CURLOPT_QUICK_EXIT, 1L); /* dropping a transfer must not wait for a slow name server */
    SET(t, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
    SET(t, CURLOPT_CONNECTTIMEOUT_MS, (long)connect_ms);
    SET(t, CURLOPT_TCP_KEEPALIVE, 1L);
    SET(t, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    if (t->order.is_loopback) /* a proxy cannot reach what listens on this machine */
        SET(t, CURLOPT_NOPROXY, "*");
    if (!cc_str_is_empty(profile->user_agent))
        SET(t, CURLOPT_USERAGENT, profile->user_agent.ptr);
}

static void set_credentials(struct cc_transfer *t, const struct cc_transfer_profile *profile,
                            bool *ok)
{
    if (!cc_str_is_absent(t->order.bearer)) {
        SET(t, CURLOPT_HTTPAUTH, (long)CURLAUTH_BEARER);
        SET(t, CURLOPT_XOAUTH2_BEARER, t->order.bearer.ptr);
        return;
    }
    if (cc_secret_is_absent(&profile->user))
        return;
    SET(t, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
    SET(t, CURLOPT_USERNAME, cc_secret_lend(&profile->user).ptr);
    SET(t, CURLOPT_PASSWORD, cc_secret_lend(&profile->password).ptr);
}

static CURLcode extend_trust(CURL *easy, void *connections, void *own)
{
    (void)easy;
    return cc_trust_extend(own, connections) ? CURLE_OK : CURLE_SSL_CACERT_BADFILE;
}

/* A directory that libcurl was built with is switched off: with one, it would read the bundle again
 * for each connection instead of keeping it. */
static void set_trust(struct cc_transfer *t, const struct cc_trust *trust, bool *ok)
{
    SET(t, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(t, CURLOPT_CAINFO, trust->file.ptr);
    SET(t, CURLOPT_CAPATH, trust->directory.ptr);
    SET(t, CURLOPT_PROXY_CAINFO, trust->file.ptr);
    SET(t, CURLOPT_PROXY_CAPATH, trust->directory.ptr);
    if (!trust->own)
        return;
    SET(t, CURLOPT_SSL_CTX_FUNCTION, extend_trust);
    SET(t, CURLOPT_SSL_CTX_DATA, trust->own);
}

static void set_callbacks(struct cc_transfer *t, CURLSH *share, bool *ok)
{
    SET(t, CURLOPT_PRIVATE, t);
    SET(t, CURLOPT_SHARE, share);
    SET(t, CURLOPT_ERRORBUFFER, t->error);
    SET(t, CURLOPT_PREREQFUNCTION, before_request);
    SET(t, CURLOPT_PREREQDATA, t);
    SET(t, CURLOPT_WRITEFUNCTION, body_arrives);
    SET(t, CURLOPT_WRITEDATA, t);
}

bool cc_transfer_prepare(struct cc_transfer *transfer, const struct cc_transfer_profile *profile,
                         CURLSH *share)
{
    bool ok = true;
    transfer->easy = curl_easy_init();
    if (!transfer->easy)
        return false;
    set_request(transfer, &ok);
    set_manners(transfer, profile, &ok);
    set_credentials(transfer, profile, &ok);
    set_trust(transfer, &profile->trust, &ok);
    set_callbacks(transfer, share, &ok);
    return ok;
}

/* What would fail again in the same way: certificates, and what this libcurl cannot do. */
static const CURLcode permanent_codes[] = {
    CURLE_PEER_FAILED_VERIFICATION,
    CURLE_SSL_CACERT_BADFILE,
    CURLE_SSL_CERTPROBLEM,
    CURLE_SSL_ISSUER_ERROR,
    CURLE_SSL_INVALIDCERTSTATUS,
    CURLE_SSL_CIPHER,
    CURLE_UNSUPPORTED_PROTOCOL,
    CURLE_URL_MALFORMAT,
    CURLE_NOT_BUILT_IN,
    CURLE_BAD_FUNCTION_ARGUMENT,
    CURLE_SSL_PINNEDPUBKEYNOTMATCH,
    CURLE_UNKNOWN_OPTION,
};

static bool is_permanent(CURLcode code)
{
    for (size_t i = 0; i < COUNT(permanent_codes); i++) {
        if (permanent_codes[i] == code)
            return true;
    }
    return false;
}

static enum cc_reply_end end_of(const struct cc_transfer *transfer, CURLcode code, int status)
{
    if (code == CURLE_OK)
        return CC_REPLY_WHOLE;
    if (atomic_load(&transfer->stage) != CC_TRANSFER_SENT)
        return CC_REPLY_UNREACHED;
    if (status == 0)
        return CC_REPLY_LOST;
    return transfer->is_too_large ? CC_REPLY_TOO_LARGE : CC_REPLY_CUT_OFF;
}

/* An interim status (1xx) is no answer. */
static int status_of(const struct cc_transfer *transfer)
{
    long status = 0;
    if (atomic_load(&transfer->stage) != CC_TRANSFER_SENT)
        return 0; /* the status, if any, is a proxy's */
    curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
    return status >= 200 ? (int)status : 0;
}

/* What a proxy answered to CONNECT; 0: nothing, or there was none. */
static int proxy_status_of(const struct cc_transfer *transfer)
{
    long status = 0;
    curl_easy_getinfo(transfer->easy, CURLINFO_HTTP_CONNECTCODE, &status);
    return (int)status;
}

static const char *environment(const char *name)
{
    return getenv(name);
}

static struct cc_str words_of(struct cc_transfer *transfer, CURLcode code)
{
    if (code == CURLE_OK)
        return CC_STR_ABSENT;
    if (code == CURLE_ABORTED_BY_CALLBACK)
        return CC_STR("the connection broke before an answer came");
    const char *text = transfer->error[0] ? transfer->error : curl_easy_strerror(code);
    struct cc_str words = cc_str_copy_into(&transfer->arena, cc_str_from(text));
    bool is_proxy_possible =
        !transfer->order.is_loopback && atomic_load(&transfer->stage) != CC_TRANSFER_SENT;
    return is_proxy_possible
               ? cc_proxy_words(&transfer->arena, environment, proxy_status_of(transfer), words)
               : words;
}

static struct cc_str header_of(struct cc_transfer *transfer, const char *name)
{
    struct curl_header *header = NULL;
    if (curl_easy_header(transfer->easy, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
        return CC_STR_ABSENT;
    return cc_str_copy_into(&transfer->arena, cc_str_from(header->value));
}

static void read_headers(struct cc_transfer *transfer)
{
    struct cc_reply *reply = &transfer->reply;
    reply->content_type = header_of(transfer, "Content-Type");
    reply->location = header_of(transfer, "Location");
    reply->request_id = header_of(transfer, "X-Request-Id");
    reply->retry_after = header_of(transfer, "Retry-After");
    reply->limit_reset = header_of(transfer, "X-RateLimit-Reset");
    reply->limit_remaining = header_of(transfer, "X-RateLimit-Remaining");
}

void cc_transfer_conclude(struct cc_transfer *transfer, CURLcode code)
{
    int status = status_of(transfer);
    transfer->reply = (struct cc_reply){
        .end = end_of(transfer, code, status),
        .is_permanent = is_permanent(code) || cc_proxy_is_refusal(proxy_status_of(transfer)),
        .status = status,
        .words = words_of(transfer, code),
        .body = cc_buf_str(&transfer->body),
    };
    if (status != 0)
        read_headers(transfer);
}
