// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "client/proxy.h"

#define SECRET "open-sesame"
#define LONG \
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

static const char *name, *value; /* of the one variable that is set */

static const char *one_variable(const char *wanted)
{
    return name && strcmp(name, wanted) == 0 ? value : NULL;
}

static const struct row {
    const char *label;
    const char *name, *value;
    int status;
    const char *words;
    const char *shown[4]; /* parts of the result */
} rows[] = {
    {"no proxy", NULL, NULL, 0, "Could not resolve host: a", {"Could not resolve host: a"}},
    {"an empty variable is none", "HTTPS_PROXY", "", 0, "cut", {"cut"}},
    {"not there",
     "HTTPS_PROXY",
     "http://user:" SECRET "@proxy.example:3128",
     0,
     "Failed to connect to proxy.example port 3128",
     {"Failed to connect to proxy.example port 3128", "the proxy proxy.example:3128",
      "HTTPS_PROXY names", "NO_PROXY"}},
    {"a variable for all schemes",
     "all_proxy",
     "proxy.example:3128",
     0,
     "cut",
     {"the proxy proxy.example:3128, which all_proxy names"}},
    {"credentials are missing",
     "https_proxy",
     "http://proxy.example:3128",
     407,
     "CONNECT tunnel failed, response 407",
     {"the proxy proxy.example:3128, which https_proxy names", "(407)", "wants a user"}},
    {"credentials are wrong",
     "HTTPS_PROXY",
     "http://user:" SECRET "@proxy.example:3128",
     407,
     "CONNECT tunnel failed, response 407",
     {"does not accept the user and the password"}},
    {"refused", "HTTPS_PROXY", "proxy.example", 403, "cut", {"refused the connection (403)"}},
    {"a value that libcurl quotes",
     "HTTPS_PROXY",
     "ftp://user:" SECRET "@proxy.example",
     0,
     "Unsupported proxy scheme for 'ftp://user:" SECRET "@proxy.example'",
     {"the value of HTTPS_PROXY names no usable proxy"}},
    {"a value that libcurl quotes in other words",
     "HTTPS_PROXY",
     "user:" SECRET "@proxy.example",
     0,
     "What is user:" SECRET "@proxy.example?",
     {"the value of HTTPS_PROXY names no usable proxy"}},
    {"a value that libcurl quotes in part",
     "HTTPS_PROXY",
     "http://user:" SECRET LONG LONG "@ proxy",
     0,
     "Unsupported proxy syntax in 'http://user:" SECRET LONG,
     {"the value of HTTPS_PROXY names no usable proxy"}},
    {"a password with the marks of a URL",
     "HTTPS_PROXY",
     "http://user:" SECRET "@/://" SECRET "@proxy.example:1",
     0,
     "cut",
     {"the proxy proxy.example:1, which"}},
};

static void test_proxy__words_name_the_variable_and_show_no_password(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *row = &rows[i];
        struct cc_arena arena;
        cc_arena_init(&arena);
        name = row->name;
        value = row->value;
        struct cc_str words =
            cc_proxy_words(&arena, one_variable, row->status, cc_str_from(row->words));
        print_message("%s: %.*s\n", row->label, CC_STR_ARG(words));
        for (size_t j = 0; j < 4 && row->shown[j]; j++)
            assert_true(cc_str_contains(words, cc_str_from(row->shown[j])));
        assert_false(cc_str_contains(words, CC_STR(SECRET)));
        cc_arena_release(&arena);
    }
}

static void test_proxy__a_refusal_is_final_and_a_failure_is_not(void **state)
{
    (void)state;
    assert_true(cc_proxy_is_refusal(407));
    assert_true(cc_proxy_is_refusal(403));
    assert_false(cc_proxy_is_refusal(502));
    assert_false(cc_proxy_is_refusal(0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_proxy__words_name_the_variable_and_show_no_password),
        cmocka_unit_test(test_proxy__a_refusal_is_final_and_a_failure_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
