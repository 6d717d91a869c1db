// SPDX-License-Identifier: MPL-2.0
#include "client/veil.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* base64 of "user:s3cret-of-mine" */
#define BASIC "dXNlcjpzM2NyZXQtb2YtbWluZQ=="
#define BASIC_IN_HTML "dXNlcjpzM2NyZXQtb2YtbWluZQ&#61;&#61;"

static void expect(const struct cc_veil *veil, const char *text, const char *expected)
{
    struct cc_arena arena;
    cc_arena_init(&arena);
    struct cc_str seen = cc_veil_text(veil, &arena, cc_str_from(text));
    assert_string_equal(cc_str_c(&arena, seen), expected);
    cc_arena_release(&arena);
}

static void test_veil__credentials_are_hidden_and_nothing_else(void **state)
{
    (void)state;
    static const struct {
        const char *text, *seen;
    } cases[] = {
        {"", ""},
        {"nothing of it", "nothing of it"},
        {"s3cret-of-mine", "(hidden)"},
        {"a s3cret-of-mine, s3cret-of-mine.", "a (hidden), (hidden)."},
        {BASIC, "(hidden)"},
        {"Authorization: Basic " BASIC, "Authorization: Basic (hidden)"},
        {"\"basic c29tZTpib2R5\\/Pz8=\"", "\"basic (hidden)\""},
        {"BEARER abcdefgh.ijkl x", "BEARER (hidden) x"},
        {"<pre>Basic " BASIC_IN_HTML "</pre>", "<pre>Basic (hidden)</pre>"},
        {"<pre>" BASIC_IN_HTML "</pre>", "<pre>(hidden)</pre>"},
        {"a basic look at Basic rules", "a basic look at Basic rules"},
        {"s3cret-of-min", "(hidden)"}, /* cut off */
        {"s3cret-of-minors", "s3cret-of-minors"},
        {"s3cret", "s3cret"},
        {"token=eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln-_&x=1", "token=(hidden)&x=1"},
        {"eyJ is how it begins", "eyJ is how it begins"},
    };
    struct cc_veil veil;
    cc_veil_init(&veil, CC_STR("user"), CC_STR("s3cret-of-mine"));
    for (size_t i = 0; i < COUNT(cases); i++)
        expect(&veil, cases[i].text, cases[i].seen);
    cc_veil_release(&veil);
}

static void test_veil__short_secrets_do_not_mangle_words(void **state)
{
    (void)state;
    struct cc_veil veil;
    cc_veil_init(&veil, CC_STR("a"), CC_STR("b"));
    expect(&veil, "about a cab YTpi", "about a cab (hidden)"); /* base64 of "a:b" */
    cc_veil_release(&veil);
    cc_veil_init(&veil, CC_STR("a"), CC_STR_ABSENT);
    expect(&veil, "a: Bearer 0123456789", "a: Bearer (hidden)");
    cc_veil_release(&veil);
}

static void test_veil__what_is_escaped_in_other_ways_is_hidden_too(void **state)
{
    (void)state;
    static const char *const texts[] = {"abcdefgh\\/ijk+l", "abcdefgh&#x2F;ijk&#43;l",
                                        "abcdefgh%2Fijk%2Bl", "abcdefgh/ijk+l"};
    struct cc_veil veil;
    cc_veil_init(&veil, CC_STR("user"), CC_STR("abcdefgh/ijk+l"));
    for (size_t i = 0; i < COUNT(texts); i++)
        expect(&veil, texts[i], "(hidden)");
    cc_veil_release(&veil);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_veil__credentials_are_hidden_and_nothing_else),
        cmocka_unit_test(test_veil__what_is_escaped_in_other_ways_is_hidden_too),
        cmocka_unit_test(test_veil__short_secrets_do_not_mangle_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
