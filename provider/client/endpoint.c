// SPDX-License-Identifier: MPL-2.0
#include "client/endpoint.h"

#include <arpa/inet.h>
#include <assert.h>
#include <netinet/in.h>
#include <string.h>

#include <curl/curl.h>

#include "base/buf.h"

#include "base/banned.h"

enum { URL_BYTES_MAX = 64 * 1024 };

#define ACCEPTED "an https URL (plain http is accepted for localhost, 127.0.0.0/8 and [::1] only)"

/* A parsed URL with its parts in the arena; absent parts are absent. */
struct parts {
    struct cc_str scheme, host, port, path, query, fragment, whole;
};

static struct cc_str url_part(struct cc_arena *arena, CURLU *url, CURLUPart what, unsigned flags)
{
    char *text = NULL;
    if (curl_url_get(url, what, &text, flags) != CURLUE_OK)
        return CC_STR_ABSENT;
    struct cc_str part = cc_str_copy_into(arena, cc_str_from(text));
    curl_free(text);
    return part;
}

static void url_parts(struct cc_arena *arena, CURLU *url, struct parts *parts)
{
    *parts = (struct parts){
        .scheme = url_part(arena, url, CURLUPART_SCHEME, 0),
        .host = url_part(arena, url, CURLUPART_HOST, 0),
        .port = url_part(arena, url, CURLUPART_PORT, CURLU_DEFAULT_PORT),
        .path = url_part(arena, url, CURLUPART_PATH, 0),
        .query = url_part(arena, url, CURLUPART_QUERY, 0),
        .fragment = url_part(arena, url, CURLUPART_FRAGMENT, 0),
        .whole = url_part(arena, url, CURLUPART_URL, 0),
    };
}

/* Parses `text`, relative to `base` unless that is absent; user names in URLs are refused. */
static bool url_parse(struct cc_arena *arena, struct cc_str base, struct cc_str text,
                      struct parts *parts)
{
    if (text.len > URL_BYTES_MAX || (text.len > 0 && memchr(text.ptr, '\0', text.len)))
        return false;
    CURLU *url = curl_url();
    unsigned flags = CURLU_DISALLOW_USER;
    bool is_read = url &&
                   (cc_str_is_absent(base) ||
                    curl_url_set(url, CURLUPART_URL, cc_str_c(arena, base), flags) == CURLUE_OK) &&
                   curl_url_set(url, CURLUPART_URL, cc_str_c(arena, text), flags) == CURLUE_OK;
    if (is_read)
        url_parts(arena, url, parts);
    curl_url_cleanup(url);
    return is_read && !cc_str_is_absent(parts->whole);
}

static bool is_loopback_ipv6(struct cc_arena *arena, struct cc_str host)
{
    struct in6_addr address;
    if (host.len < 2 || host.ptr[0] != '[')
        return false;
    const char *inner = cc_str_c(arena, cc_str_slice(host, 1, host.len - 2));
    return inet_pton(AF_INET6, inner, &address) == 1 && IN6_IS_ADDR_LOOPBACK(&address);
}

static bool is_loopback_ipv4(struct cc_arena *arena, struct cc_str host)
{
    struct in_addr address;
    return inet_pton(AF_INET, cc_str_c(arena, host), &address) == 1 &&
           ntohl(address.s_addr) >> 24 == 127;
}

static bool is_loopback(struct cc_arena *arena, struct cc_str host)
{
    return cc_str_equal_nocase(host, CC_STR("localhost")) || is_loopback_ipv4(arena, host) ||
           is_loopback_ipv6(arena, host);
}

/* Without the slashes at its end, so that a request's path can follow. */
static struct cc_str trim_slashes(struct cc_str url)
{
    while (url.len > 0 && url.ptr[url.len - 1] == '/')
        url.len--;
    return url;
}

static bool scheme_is_accepted(const struct cc_endpoint *endpoint, const struct parts *parts)
{
    return endpoint->is_tls ||
           (cc_str_equal(parts->scheme, CC_STR("http")) && endpoint->is_loopback);
}

/* What every address must be. */
static bool address_parse(struct cc_arena *arena, struct cc_str text, struct cc_endpoint *endpoint,
                          struct parts *parts, struct cc_str *reason)
{
    *endpoint = (struct cc_endpoint){0};
    *reason = CC_STR_ABSENT;
    if (!cc_str_contains(text, CC_STR("://")))
        *reason = CC_STR("It has no scheme: write https:// in front of it (http:// for an "
                         "emulator on this machine).");
    else if (!url_parse(arena, CC_STR_ABSENT, text, parts))
        *reason = CC_STR("It cannot be read as a URL without user name; expected is " ACCEPTED ".");
    if (!cc_str_is_absent(*reason))
        return false;
    endpoint->is_tls = cc_str_equal(parts->scheme, CC_STR("https"));
    endpoint->is_loopback = is_loopback(arena, parts->host);
    endpoint->base = parts->whole;
    if (!scheme_is_accepted(endpoint, parts))
        *reason = CC_STR("It must be " ACCEPTED ".");
    return cc_str_is_absent(*reason);
}

bool cc_endpoint_parse(struct cc_arena *arena, struct cc_str text, struct cc_endpoint *endpoint,
                       struct cc_str *reason)
{
    struct parts parts = {0};
    if (cc_str_is_empty(text)) {
        *reason = CC_STR("It is empty: leave it out, or write https://api.confluent.cloud.");
        return false;
    }
    if (!address_parse(arena, text, endpoint, &parts, reason))
        return false;
    endpoint->base = cc_str_copy_into(arena, trim_slashes(endpoint->base));
    if (!cc_str_is_absent(parts.query) || !cc_str_is_absent(parts.fragment) ||
        memchr(text.ptr, '?', text.len) || memchr(text.ptr, '#', text.len))
        *reason = CC_STR("It must end with its host, port or path: a query or a fragment is not "
                         "accepted.");
    return cc_str_is_absent(*reason);
}

bool cc_endpoint_parse_url(struct cc_arena *arena, struct cc_str text, struct cc_endpoint *endpoint,
                           struct cc_str *reason)
{
    struct parts parts = {0};
    if (!address_parse(arena, text, endpoint, &parts, reason))
        return false;
    if (!cc_str_is_absent(parts.fragment))
        *reason = CC_STR("It must not have a fragment (#).");
    return cc_str_is_absent(*reason);
}

/* Everything but RFC 3986's unreserved characters is escaped, so no byte can end the part. */
static void append_escaped(struct cc_buf *buf, struct cc_str text)
{
    static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                     "0123456789-._~";
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        if (byte != '\0' && strchr(unreserved, byte))
            cc_buf_append_byte(buf, (char)byte);
        else
            cc_buf_appendf(buf, "%%%02X", byte);
    }
}

/* "name=value" with '&' between. */
static void append_fields(struct cc_buf *buf, const struct cc_query *fields, size_t count)
{
    const char *separator = "";
    for (size_t i = 0; i < count; i++) {
        if (cc_str_is_absent(fields[i].value))
            continue;
        cc_buf_append_str(buf, cc_str_from(separator));
        append_escaped(buf, cc_str_from(fields[i].name));
        cc_buf_append_byte(buf, '=');
        append_escaped(buf, fields[i].value);
        separator = "&";
    }
}

struct cc_str cc_endpoint_form(struct cc_arena *arena, const struct cc_query *fields, size_t count)
{
    struct cc_buf form;
    cc_buf_init(&form, arena, SIZE_MAX / 4);
    append_fields(&form, fields, count);
    return cc_buf_str(&form);
}

struct cc_str cc_endpoint_url(struct cc_arena *arena, const struct cc_endpoint *endpoint,
                              const struct cc_request *request)
{
    assert(cc_str_starts_with(request->path, CC_STR("/")));
    struct cc_buf url;
    struct cc_str query = cc_endpoint_form(arena, request->query, CC_QUERY_MAX);
    cc_buf_init(&url, arena, SIZE_MAX / 4); /* made of parts that were bounded where they entered */
    cc_buf_append_str(&url, endpoint->base);
    cc_buf_append_str(&url, request->path);
    if (query.len > 0)
        cc_buf_append_byte(&url, '?');
    cc_buf_append_str(&url, query);
    return cc_buf_str(&url);
}

/* Names that a URL parser on the way would resolve or drop, and what is sent in their place: they
 * can name no object, so the service's "not found" is the right answer to each.  A single escape
 * would not do for the dots, because "%2e" counts as a dot. */
static const struct {
    struct cc_str id;
    struct cc_str segment;
} unsafe_ids[] = {
    {CC_STR_INIT(""), CC_STR_INIT("%28none%29")},
    {CC_STR_INIT("."), CC_STR_INIT("%252E")},
    {CC_STR_INIT(".."), CC_STR_INIT("%252E%252E")},
};

struct cc_str cc_endpoint_segment(struct cc_arena *arena, struct cc_str id)
{
    for (size_t i = 0; i < sizeof(unsafe_ids) / sizeof(unsafe_ids[0]); i++) {
        if (cc_str_equal(id, unsafe_ids[i].id))
            return unsafe_ids[i].segment;
    }
    struct cc_buf segment;
    cc_buf_init(&segment, arena, SIZE_MAX / 4);
    append_escaped(&segment, id);
    return cc_buf_str(&segment);
}

static bool is_same_origin(const struct parts *a, const struct parts *b)
{
    return cc_str_equal_nocase(a->scheme, b->scheme) && cc_str_equal_nocase(a->host, b->host) &&
           cc_str_equal(a->port, b->port);
}

bool cc_endpoint_redirect(struct cc_arena *arena, struct cc_str url, struct cc_str location,
                          struct cc_str *target)
{
    struct parts from = {0};
    struct parts to = {0};
    if (cc_str_is_empty(location) || !url_parse(arena, CC_STR_ABSENT, url, &from) ||
        !url_parse(arena, url, location, &to) || !is_same_origin(&from, &to))
        return false;
    *target = to.whole;
    return true;
}

bool cc_endpoint_page_token(struct cc_arena *arena, const struct cc_endpoint *endpoint,
                            struct cc_str next, struct cc_str *token)
{
    struct parts parts = {0};
    if (!url_parse(arena, endpoint->base, next, &parts))
        return false;
    struct cc_str rest = parts.query;
    while (!cc_str_is_absent(rest)) {
        struct cc_str value = cc_str_cut(&rest, '&');
        struct cc_str name = cc_str_cut(&value, '=');
        if (!cc_str_equal(name, CC_STR("page_token")) || cc_str_is_empty(value))
            continue;
        *token = cc_str_form_decode(arena, value);
        return token->len <= CC_ENDPOINT_TOKEN_BYTES_MAX;
    }
    return false;
}
