// SPDX-License-Identifier: MPL-2.0
#include "client/veil.h"

#include <assert.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/buf.h"

#include "base/banned.h"

enum {
    SECRET_LEN_MIN = 4,
    TOKEN_LEN_MIN = 8,
    WEB_TOKEN_LEN_MIN = 20,
    CREDENTIALS_LEN_MIN = 4, /* base64 of ":" */
};

static const struct cc_str cover = CC_STR_INIT("(hidden)");
static const struct cc_str schemes[] = {CC_STR_INIT("basic "), CC_STR_INIT("bearer ")};

enum { SCHEME_COUNT = sizeof schemes / sizeof schemes[0] };

static void add(struct cc_veil *veil, struct cc_str secret)
{
    size_t slot = 0;
    while (slot < CC_VEIL_SECRETS_MAX && !cc_secret_is_absent(&veil->secrets[slot]))
        slot++;
    assert(slot < CC_VEIL_SECRETS_MAX);
    cc_secret_init(&veil->secrets[slot], secret);
}

void cc_veil_add(struct cc_veil *veil, struct cc_str secret)
{
    if (secret.len >= SECRET_LEN_MIN)
        add(veil, secret);
}

/* The plain pair exists only here, and is wiped. */
static void add_basic(struct cc_veil *veil, struct cc_str user, struct cc_str password)
{
    struct cc_arena arena;
    cc_arena_init(&arena);
    struct cc_str pair = cc_str_format(&arena, "%.*s:%.*s", CC_STR_ARG(user), CC_STR_ARG(password));
    char *encoded = cc_arena_alloc(&arena, pair.len / 3 * 4 + 5);
    int len =
        EVP_EncodeBlock((unsigned char *)encoded, (const unsigned char *)pair.ptr, (int)pair.len);
    add(veil, (struct cc_str){encoded, (size_t)len});
    cc_arena_release(&arena);
}

void cc_veil_init(struct cc_veil *veil, struct cc_str user, struct cc_str password)
{
    *veil = (struct cc_veil){0};
    if (cc_str_is_empty(password))
        return;
    cc_veil_add(veil, password);
    add_basic(veil, user, password);
}

void cc_veil_release(struct cc_veil *veil)
{
    for (size_t i = 0; i < CC_VEIL_SECRETS_MAX; i++)
        cc_secret_release(&veil->secrets[i]);
}

/* A semicolon is none: where HTML escapes base64 it ends an entity in the middle of it. */
static bool is_token_end(char c)
{
    return c == '"' || c == '\'' || c == '<' || c == ',' || (c >= 0 && c <= ' ');
}

static size_t token_len(struct cc_str rest)
{
    size_t len = 0;
    while (len < rest.len && !is_token_end(rest.ptr[len]))
        len++;
    return len;
}

/* The beginning that nothing escapes: JSON, HTML and URLs write '+', '/' and '=' in other ways. */
static struct cc_str plain_start(struct cc_str secret)
{
    size_t len = 0;
    while (len < secret.len && secret.ptr[len] != '+' && secret.ptr[len] != '/' &&
           secret.ptr[len] != '=')
        len++;
    return len >= TOKEN_LEN_MIN ? cc_str_slice(secret, 0, len) : secret;
}

/* Also what a cut has left of it at the end of the text. */
static size_t secret_len(struct cc_str whole, struct cc_str rest)
{
    if (cc_str_is_empty(whole) || rest.ptr[0] != whole.ptr[0]) /* asked at every byte of a body */
        return 0;
    if (cc_str_starts_with(rest, whole))
        return whole.len;
    if (cc_str_starts_with(rest, plain_start(whole)))
        return token_len(rest);
    return rest.len >= TOKEN_LEN_MIN && cc_str_starts_with(whole, rest) ? rest.len : 0;
}

/* "eyJ" is how base64 writes the beginning of a JSON object; the parts are joined by dots. */
static size_t web_token_len(struct cc_str rest)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789-_.";
    size_t len = 0;
    if (!cc_str_starts_with(rest, CC_STR("eyJ")))
        return 0;
    while (len < rest.len && rest.ptr[len] != '\0' && strchr(letters, rest.ptr[len]))
        len++;
    return len >= WEB_TOKEN_LEN_MIN ? len : 0;
}

/* How much of one of our own secrets is at the start of `rest`. */
static size_t own_len(const struct cc_veil *veil, struct cc_str rest)
{
    size_t len = 0;
    for (size_t i = 0; i < CC_VEIL_LENT_MAX && len == 0; i++)
        len = secret_len(veil->lent[i], rest);
    for (size_t i = 0; i < CC_VEIL_SECRETS_MAX && len == 0; i++)
        len = secret_len(cc_secret_lend(&veil->secrets[i]), rest);
    return len;
}

/* How many bytes at the start of `rest` are credentials; `kept` of them name the scheme. */
static size_t credentials_len(const struct cc_veil *veil, struct cc_str rest, size_t *kept)
{
    *kept = 0;
    for (size_t i = 0; i < SCHEME_COUNT; i++) {
        if (!cc_str_equal_nocase(cc_str_slice(rest, 0, schemes[i].len), schemes[i]))
            continue;
        size_t len = token_len(cc_str_slice(rest, schemes[i].len, rest.len));
        *kept = schemes[i].len;
        return len >= TOKEN_LEN_MIN ? schemes[i].len + len : 0; /* "a basic look" is no secret */
    }
    size_t len = own_len(veil, rest);
    return len > 0 ? len : web_token_len(rest);
}

/* Where the next credentials begin; the end of the text when there are none. */
static size_t find(const struct cc_veil *veil, struct cc_str text, size_t from, size_t *len,
                   size_t *kept)
{
    size_t at = from;
    *len = 0;
    while (at < text.len &&
           (*len = credentials_len(veil, cc_str_slice(text, at, text.len), kept)) == 0)
        at++;
    return at;
}

struct cc_str cc_veil_text(const struct cc_veil *veil, struct cc_arena *arena, struct cc_str text)
{
    size_t len, kept, from = 0;
    size_t at = find(veil, text, from, &len, &kept);
    if (at == text.len)
        return text;
    struct cc_buf buf;
    cc_buf_init(&buf, arena, text.len + (text.len / CREDENTIALS_LEN_MIN + 1) * cover.len);
    for (; at < text.len; at = find(veil, text, from, &len, &kept)) {
        cc_buf_append(&buf, text.ptr + from, at - from + kept);
        cc_buf_append(&buf, cover.ptr, cover.len);
        from = at + len;
    }
    cc_buf_append(&buf, text.ptr + from, text.len - from);
    return cc_buf_str(&buf);
}
