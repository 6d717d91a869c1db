// SPDX-License-Identifier: MPL-2.0
#include "client/proxy.h"

#include "base/banned.h"

enum { STATUS_FORBIDDEN = 403, STATUS_CREDENTIALS_WANTED = 407 };

/* In the order in which libcurl asks for them; an empty one counts as unset there, too. */
static const char *const variables[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};

enum { VARIABLE_COUNT = sizeof variables / sizeof variables[0] };

struct proxy {
    const char *variable; /* NULL: the environment names none */
    struct cc_str value;
    struct cc_str address; /* what may be shown of the value */
    bool has_credentials;
};

/* Passwords may hold anything, so only what follows the last '@' is certainly none. */
static void split_credentials(struct proxy *proxy)
{
    struct cc_str part, rest = proxy->value;
    while (!cc_str_is_absent(rest)) {
        part = cc_str_cut(&rest, '@');
        proxy->has_credentials |= !cc_str_is_absent(rest);
    }
    static const struct cc_str mark = CC_STR_INIT("://");
    for (size_t i = 0; !proxy->has_credentials && i + mark.len <= part.len; i++)
        if (cc_str_equal(cc_str_slice(part, i, mark.len), mark))
            part = cc_str_slice(part, i + mark.len, part.len);
    proxy->address = part;
}

static struct proxy proxy_find(cc_proxy_variable *variable)
{
    struct proxy proxy = {0};
    for (size_t i = 0; i < VARIABLE_COUNT && cc_str_is_empty(proxy.value); i++) {
        const char *value = variable(variables[i]);
        proxy.value = value ? cc_str_from(value) : CC_STR_ABSENT;
        proxy.variable = variables[i];
    }
    if (cc_str_is_empty(proxy.value))
        return (struct proxy){0};
    split_credentials(&proxy);
    return proxy;
}

/* Long values are quoted only in part, so the way in which libcurl begins is looked at, too. */
static bool is_quoted(const struct proxy *proxy, struct cc_str words)
{
    return cc_str_starts_with(words, CC_STR("Unsupported proxy")) ||
           cc_str_contains(words, proxy->value);
}

bool cc_proxy_is_refusal(int status)
{
    return status == STATUS_FORBIDDEN || status == STATUS_CREDENTIALS_WANTED;
}

static struct cc_str refusal_words(struct cc_arena *arena, const struct proxy *proxy, int status)
{
    const char *wish =
        status != STATUS_CREDENTIALS_WANTED ? ""
        : proxy->has_credentials
            ? ": it does not accept the user and the password in that variable"
            : ": it wants a user and a password, as in http://user:password@host:port";
    return cc_str_format(arena, "the proxy %.*s, which %s names, refused the connection (%d)%s",
                         CC_STR_ARG(proxy->address), proxy->variable, status, wish);
}

struct cc_str cc_proxy_words(struct cc_arena *arena, cc_proxy_variable *variable, int status,
                             struct cc_str words)
{
    struct proxy proxy = proxy_find(variable);
    if (!proxy.variable)
        return words;
    if (is_quoted(&proxy, words))
        return cc_str_format(arena,
                             "the value of %s names no usable proxy: it has to look like "
                             "http://host:port or http://user:password@host:port, with special "
                             "characters of a password percent-encoded",
                             proxy.variable);
    if (status >= 300)
        return refusal_words(arena, &proxy, status);
    return cc_str_format(arena,
                         "%.*s (through the proxy %.*s, which %s names, unless NO_PROXY lists the "
                         "host)",
                         CC_STR_ARG(words), CC_STR_ARG(proxy.address), proxy.variable);
}
