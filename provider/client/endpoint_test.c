// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "client/endpoint.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct cc_arena arena;

static int set_up(void **state)
{
    (void)state;
    cc_arena_init(&arena);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    cc_arena_release(&arena);
    return 0;
}

static void assert_text(struct cc_str actual, const char *expected)
{
    assert_string_equal(cc_str_c(&arena, actual), expected);
}

static struct cc_endpoint endpoint_of(const char *text)
{
    struct cc_endpoint endpoint;
    struct cc_str reason;
    assert_true(cc_endpoint_parse(&arena, cc_str_from(text), &endpoint, &reason));
    return endpoint;
}

static void test_endpoint__accepts_https_and_plain_http_on_loopback_only(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *base; /* NULL: refused */
        bool is_tls;
        bool is_loopback;
    } cases[] = {
        {"https://api.confluent.cloud", "https://api.confluent.cloud", true, false},
        {"https://api.confluent.cloud/", "https://api.confluent.cloud", true, false},
        {"HTTPS://Api.Confluent.Cloud", "https://Api.Confluent.Cloud", true, false},
        {"https://proxy.example:8443/cc/v1//", "https://proxy.example:8443/cc/v1", true, false},
        {"https://h/a/../b", "https://h/b", true, false},
        {"https://localhost", "https://localhost", true, true},
        {"http://localhost:8080", "http://localhost:8080", false, true},
        {"http://LOCALHOST:8080", "http://LOCALHOST:8080", false, true},
        {"http://127.0.0.1:1", "http://127.0.0.1:1", false, true},
        {"http://127.255.0.9", "http://127.255.0.9", false, true},
        {"http://[::1]:8080/x", "http://[::1]:8080/x", false, true},
        {"http://api.confluent.cloud", NULL},
        {"http://127.0.0.1.example.com", NULL},
        {"http://localhost.example.com", NULL},
        {"http://128.0.0.1", NULL},
        {"http://0.0.0.0", NULL},
        {"http://[::2]", NULL},
        {"http://[::ffff:8.8.8.8]", NULL},
        {"ftp://localhost", NULL},
        {"file:///etc/passwd", NULL},
        {"api.confluent.cloud", NULL},
        {"localhost:8080", NULL},
        {"//localhost", NULL},
        {"https://", NULL},
        {"https:///x", "https://x", true, false}, /* as lenient as libcurl is */
        {"https://user:secret@api.confluent.cloud", NULL},
        {"https://user@api.confluent.cloud", NULL},
        {"http://localhost@evil.example", NULL},
        {"https://host?x=1", NULL},
        {"https://host/?", NULL},
        {"https://host#part", NULL},
        {"https://host/#", NULL},
        {"https://ho st", NULL},
        {"https://host\nX-A: 1", NULL},
        {"https://host:99999", NULL},
        {"https://host:port", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct cc_endpoint endpoint;
        struct cc_str reason;
        bool ok = cc_endpoint_parse(&arena, cc_str_from(cases[i].text), &endpoint, &reason);
        if (ok != (cases[i].base != NULL))
            fail_msg("%s: accepted %d", cases[i].text, ok);
        assert_int_equal(cc_str_is_absent(reason), ok);
        if (!ok)
            continue;
        assert_text(endpoint.base, cases[i].base);
        assert_int_equal(endpoint.is_tls, cases[i].is_tls);
        assert_int_equal(endpoint.is_loopback, cases[i].is_loopback);
    }
}

static void test_endpoint__says_what_is_accepted_and_repeats_no_secret(void **state)
{
    (void)state;
    struct cc_endpoint endpoint;
    struct cc_str reason;
    assert_false(cc_endpoint_parse(&arena, CC_STR("https://key:hush@host"), &endpoint, &reason));
    assert_false(cc_str_contains(reason, CC_STR("hush")));
    assert_true(cc_str_contains(reason, CC_STR("user name")));
    assert_false(cc_endpoint_parse(&arena, CC_STR("http://host"), &endpoint, &reason));
    assert_true(cc_str_contains(reason, CC_STR("https")));
    assert_true(cc_str_contains(reason, CC_STR("localhost")));
    assert_false(cc_endpoint_parse(&arena, CC_STR_ABSENT, &endpoint, &reason));
    assert_false(cc_endpoint_parse(&arena, CC_STR("https://host\0.evil"), &endpoint, &reason));
}

static void test_endpoint__puts_path_and_query_behind_the_prefix(void **state)
{
    (void)state;
    struct cc_endpoint endpoint = endpoint_of("https://host:8443/prefix/");
    struct cc_request request = {
        .path = CC_STR("/cmk/v2/clusters/lkc-1"),
        .query = {{"environment", CC_STR("env-1&x=2")},
                  {"left_out", CC_STR_ABSENT},
                  {"spec.network", CC_STR("")},
                  {"name", CC_STR("\xC3\xA4 +%/?#")}},
    };
    assert_text(cc_endpoint_url(&arena, &endpoint, &request),
                "https://host:8443/prefix/cmk/v2/clusters/lkc-1"
                "?environment=env-1%26x%3D2&spec.network=&name=%C3%A4%20%2B%25%2F%3F%23");
    struct cc_request plain = {.path = CC_STR("/byok/v1/keys")};
    assert_text(cc_endpoint_url(&arena, &endpoint, &plain),
                "https://host:8443/prefix/byok/v1/keys");
}

static void test_endpoint__keeps_an_id_inside_its_segment(void **state)
{
    (void)state;
    static const struct {
        struct cc_str id;
        const char *segment;
    } cases[] = {
        {CC_STR_INIT("cck-7ab3q"), "cck-7ab3q"},
        {CC_STR_INIT("a/b"), "a%2Fb"},
        {CC_STR_INIT("../../org/v2"), "..%2F..%2Forg%2Fv2"},
        {CC_STR_INIT("a?b#c"), "a%3Fb%23c"},
        {CC_STR_INIT("a%2Fb"), "a%252Fb"},
        {CC_STR_INIT("a b\\c;d"), "a%20b%5Cc%3Bd"},
        {CC_STR_INIT("\r\n"), "%0D%0A"},
        {CC_STR_INIT("a\0b"), "a%00b"},
        {CC_STR_INIT("\xFF"), "%FF"},
        {CC_STR_INIT("."), "%252E"},
        {CC_STR_INIT(".."), "%252E%252E"},
        {CC_STR_INIT("..."), "..."},
        {CC_STR_INIT(""), "%28none%29"},
        {{NULL, 0}, "%28none%29"},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_text(cc_endpoint_segment(&arena, cases[i].id), cases[i].segment);
    assert_text(cc_client_path(&arena, "/byok/v1/keys", CC_STR("a/../b")),
                "/byok/v1/keys/a%2F..%2Fb");
}

static void test_endpoint__follows_redirects_within_the_origin_only(void **state)
{
    (void)state;
    static const struct {
        const char *url;
        const char *location;
        const char *target; /* NULL: not followed */
    } cases[] = {
        {"https://h/a/b", "https://h/c?d=1", "https://h/c?d=1"},
        {"https://h/a/b", "https://H:443/c", "https://H:443/c"},
        {"https://h:443/a", "https://h/c", "https://h/c"},
        {"https://h/a/b", "/c", "https://h/c"},
        {"https://h/a/b", "c", "https://h/a/c"},
        {"https://h/a/b", "../c", "https://h/c"},
        {"http://127.0.0.1:81/a", "http://127.0.0.1:81/c", "http://127.0.0.1:81/c"},
        {"https://h/a", "https://other/c", NULL},
        {"https://h/a", "https://h.evil/c", NULL},
        {"https://h/a", "https://h:8443/c", NULL},
        {"https://h/a", "http://h/c", NULL},
        {"https://h/a", "http://h:443/c", NULL},
        {"https://h/a", "//other/c", NULL},
        {"https://h/a", "https://h@other/c", NULL},
        {"https://h/a", "https://user:pass@h/c", NULL},
        {"http://127.0.0.1:81/a", "http://localhost:81/c", NULL},
        {"https://h/a", "ftp://h/c", NULL},
        {"https://h/a", "javascript:alert(1)", NULL},
        {"https://h/a", "", NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct cc_str target = CC_STR_ABSENT;
        bool ok = cc_endpoint_redirect(&arena, cc_str_from(cases[i].url),
                                       cc_str_from(cases[i].location), &target);
        if (ok != (cases[i].target != NULL))
            fail_msg("%s to %s: %d", cases[i].url, cases[i].location, ok);
        if (ok)
            assert_text(target, cases[i].target);
    }
}

static void test_endpoint__finds_the_page_token_of_a_next_link(void **state)
{
    (void)state;
    static const struct {
        const char *next;
        const char *token; /* NULL: none */
    } cases[] = {
        {"https://api.confluent.cloud/byok/v1/keys?page_token=abc", "abc"},
        {"https://elsewhere.example/keys?page_size=9&page_token=a%2Fb%3d%3D&x=1", "a/b=="},
        {"/byok/v1/keys?page_token=abc#part", "abc"},
        {"?page_token=abc", "abc"},
        {"keys?page_token=a+b%2Bc", "a b+c"},
        {"/keys?page_token=a%zz%4", "a%zz%4"},
        {"/keys?my_page_token=no&page_token=yes", "yes"},
        {"/keys?page_token=a=b", "a=b"},
        {"/keys?page_token=", NULL},
        {"/keys?page_token", NULL},
        {"/keys?page_size=10", NULL},
        {"/keys", NULL},
        {"/page_token=abc", NULL},
        {"mailto:page_token", NULL},
    };
    struct cc_endpoint endpoint = endpoint_of("https://api.confluent.cloud");
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct cc_str token = CC_STR_ABSENT;
        bool ok = cc_endpoint_page_token(&arena, &endpoint, cc_str_from(cases[i].next), &token);
        if (ok != (cases[i].token != NULL))
            fail_msg("%s: %d", cases[i].next, ok);
        if (ok)
            assert_text(token, cases[i].token);
    }
}

static void test_endpoint__refuses_a_page_token_beyond_its_bound(void **state)
{
    (void)state;
    struct cc_endpoint endpoint = endpoint_of("https://h");
    char *next = cc_arena_alloc(&arena, CC_ENDPOINT_TOKEN_BYTES_MAX + 32);
    struct cc_str token;
    size_t start = strlen("?page_token=");
    memcpy(next, "?page_token=", start);
    memset(next + start, 'a', CC_ENDPOINT_TOKEN_BYTES_MAX);
    assert_true(cc_endpoint_page_token(&arena, &endpoint, cc_str_from(next), &token));
    assert_int_equal(token.len, CC_ENDPOINT_TOKEN_BYTES_MAX);
    next[start + CC_ENDPOINT_TOKEN_BYTES_MAX] = 'a';
    assert_false(cc_endpoint_page_token(&arena, &endpoint, cc_str_from(next), &token));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_endpoint__accepts_https_and_plain_http_on_loopback_only),
        TEST(test_endpoint__says_what_is_accepted_and_repeats_no_secret),
        TEST(test_endpoint__puts_path_and_query_behind_the_prefix),
        TEST(test_endpoint__keeps_an_id_inside_its_segment),
        TEST(test_endpoint__follows_redirects_within_the_origin_only),
        TEST(test_endpoint__finds_the_page_token_of_a_next_link),
        TEST(test_endpoint__refuses_a_page_token_beyond_its_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
