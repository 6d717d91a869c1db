// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "emulator/kit.h"
#include "emulator/options.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static enum emu_options_outcome parse(struct emu_options *options, const char *const *arguments)
{
    char *argv[16] = {(char *)(uintptr_t) "ccloud-emulator"};
    int argc = 1;
    for (; *arguments; arguments++)
        argv[argc++] = (char *)(uintptr_t)*arguments;
    FILE *nowhere = fopen("/dev/null", "w");
    assert_non_null(nowhere);
    enum emu_options_outcome outcome = emu_options_parse(options, argc, argv, nowhere);
    fclose(nowhere);
    return outcome;
}

static void test_options__defaults_start_at_once(void **state)
{
    (void)state;
    struct emu_options options;
    assert_int_equal(parse(&options, (const char *const[]){NULL}), EMU_OPTIONS_RUN);
    assert_string_equal(options.listen, "127.0.0.1:0");
    assert_string_equal(options.database, ":memory:");
    assert_string_equal(options.api_key, "emulator-key:emulator-secret");
    assert_string_equal(options.oauth_client, "emulator-client:emulator-client-secret");
    assert_string_equal(options.identity_pool, "pool-emu01");
    assert_int_equal(options.token_lifetime_s, 900);
    assert_null(options.tls_cert);
    assert_int_equal(options.provisioning_us, 2000000);
    assert_int_equal(options.validation_us, 2000000);
    assert_int_equal(options.gone_status, 403);
}

static void test_options__values_come_behind_or_after_an_equals_sign(void **state)
{
    (void)state;
    struct emu_options options;
    const char *const arguments[] = {"--provisioning=0.5", "--latency", "50",
                                     "--api-key=k:s:t",    "--gone",    "404",
                                     "--listen",           "[::1]:80",  NULL};
    assert_int_equal(parse(&options, arguments), EMU_OPTIONS_RUN);
    assert_int_equal(options.provisioning_us, 500000);
    assert_int_equal(options.latency_ms, 50);
    assert_string_equal(options.api_key, "k:s:t");
    assert_int_equal(options.gone_status, 404);
    assert_string_equal(options.listen, "[::1]:80");
}

static void test_options__a_validation_takes_as_long_as_provisioning_unless_told(void **state)
{
    (void)state;
    static const struct {
        const char *arguments[5];
        int64_t validation_us;
    } cases[] = {
        {{"--provisioning", "7"}, 7000000},
        {{"--provisioning", "0"}, 0},
        {{"--validation", "0"}, 0},
        {{"--validation", "0.5", "--provisioning", "7"}, 500000},
        {{"--provisioning", "7", "--validation", "60"}, 60000000},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct emu_options options;
        assert_int_equal(parse(&options, cases[i].arguments), EMU_OPTIONS_RUN);
        assert_int_equal(options.validation_us, cases[i].validation_us);
    }
}

static void test_options__what_cannot_be_meant_is_refused(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"--colour", NULL},       {"listen", NULL},
        {"--listen", NULL},       {"--listen", "localhost"},
        {"--listen", ":80"},      {"--listen", "127.0.0.1:"},
        {"--latency", "fast"},    {"--latency", "-1"},
        {"--latency", "nan"},     {"--latency", "1e30"},
        {"--provisioning", "2s"}, {"--provisioning", ""},
        {"--api-key", "key"},     {"--api-key", "key:"},
        {"--api-key", ":secret"}, {"--gone", "410"},
        {"--database", ""},       {"--tls-cert", "cert.pem"},
        {"--tls-key", "key.pem"}, {"--listening=127.0.0.1:0"},
        {"--azure-region="},      {"--oauth-client", "id"},
        {"--identity-pool", ""},  {"--token-lifetime", "0"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct emu_options options;
        if (parse(&options, cases[i]) != EMU_OPTIONS_BAD)
            fail_msg("%s %s", cases[i][0], cases[i][1] ? cases[i][1] : "");
    }
}

static void test_options__help_names_the_default_key(void **state)
{
    (void)state;
    struct cc_arena arena;
    struct cc_str output;
    cc_arena_init(&arena);
    assert_int_equal(emu_kit_run(&arena, (const char *const[]){"--help", NULL}, &output), 0);
    assert_true(cc_str_contains(output, CC_STR("emulator-key:emulator-secret")));
    assert_true(cc_str_contains(output, CC_STR("--provisioning")));
    cc_arena_release(&arena);
}

static void test_options__mistakes_are_explained(void **state)
{
    (void)state;
    static const struct {
        const char *options[5];
        int status;
        const char *words;
    } cases[] = {
        {{"--colour"}, 2, "unknown option \"--colour\""},
        {{"--gone", "410"}, 2, "--gone expects 403|404, not \"410\""},
        {{"--tls-cert", "x"}, 2, "go together"},
        {{"--listen", "localhost.example:0"}, 1, "not an address"},
        {{"--database", "/nowhere/at/all"}, 1, "/nowhere/at/all"},
        {{"--tls-cert", "/nowhere", "--tls-key", "/nowhere"}, 1, "/nowhere cannot be read"},
        {{"--tls-cert", "/dev/null", "--tls-key", "/dev/null"}, 1, "certificate"},
    };
    struct cc_arena arena;
    cc_arena_init(&arena);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cc_str output;
        assert_int_equal(emu_kit_run(&arena, cases[i].options, &output), cases[i].status);
        if (!cc_str_contains(output, cc_str_from(cases[i].words)))
            fail_msg("%s", output.ptr);
    }
    cc_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_options__defaults_start_at_once),
        cmocka_unit_test(test_options__values_come_behind_or_after_an_equals_sign),
        cmocka_unit_test(test_options__a_validation_takes_as_long_as_provisioning_unless_told),
        cmocka_unit_test(test_options__what_cannot_be_meant_is_refused),
        cmocka_unit_test(test_options__help_names_the_default_key),
        cmocka_unit_test(test_options__mistakes_are_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
