// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "emulator/kit.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#define SIGN_IN "/idp/oauth2/token"
#define EXCHANGE "/sts/v1/oauth2/token"
#define CLIENT "client_id=emulator-client&client_secret=emulator%2Dclient-secret"
#define GRANT "grant_type=client_credentials&"
#define TYPE "urn:ietf:params:oauth:token-type:"
#define EXCHANGE_FORM                                                                     \
    "grant_type=urn:ietf:params:oauth:grant-type:token-exchange&subject_token_type=" TYPE \
    "jwt&requested_token_type=" TYPE "access_token&subject_token="

static struct emu_kit kit;

static int set_up(void **state)
{
    (void)state;
    emu_kit_start(&kit, (const char *const[]){"--token-lifetime", "600", NULL});
    kit.user = NULL;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    emu_kit_stop(&kit);
    return 0;
}

static const char *sign_in(void)
{
    struct emu_kit_answer answer = emu_kit_ask(&kit, "POST", SIGN_IN, GRANT CLIENT);
    assert_int_equal(answer.status, 200);
    assert_int_equal(emu_kit_number(&answer, "expires_in"), 600);
    return emu_kit_text(&answer, "access_token");
}

static struct emu_kit_answer exchange(const char *token, const char *more)
{
    return emu_kit_ask(&kit, "POST", EXCHANGE,
                       cc_str_format(&kit.arena, EXCHANGE_FORM "%s%s", token, more).ptr);
}

static long status_with(const char *bearer)
{
    kit.bearer = bearer;
    struct emu_kit_answer answer = emu_kit_ask(&kit, "GET", "/byok/v1/keys", NULL);
    kit.bearer = NULL;
    return answer.status;
}

static void test_tokens__open_the_door_until_they_end(void **state)
{
    (void)state;
    const char *web_token = sign_in();
    struct emu_kit_answer answer = exchange(web_token, "&identity_pool_id=pool-emu01");
    assert_int_equal(answer.status, 200);
    assert_int_equal(emu_kit_number(&answer, "expires_in"), 600);
    assert_string_equal(emu_kit_text(&answer, "issued_token_type"), TYPE "access_token");
    const char *token = emu_kit_text(&answer, "access_token");
    assert_int_equal(status_with(token), 200);
    assert_int_equal(status_with(web_token), 401);
    emu_kit_advance(&kit, 599);
    assert_int_equal(status_with(token), 200);
    emu_kit_advance(&kit, 2);
    assert_int_equal(status_with(token), 401);
    struct emu_kit_answer late = exchange(web_token, "&identity_pool_id=pool-emu01");
    emu_kit_expect_refusal(&late, 400, "invalid_filter", "subject_token");
}

static void test_tokens__live_shorter_when_that_is_asked_for(void **state)
{
    (void)state;
    struct emu_kit_answer answer =
        exchange(sign_in(), "&identity_pool_id=pool-emu01&expires_in=60");
    assert_int_equal(emu_kit_number(&answer, "expires_in"), 60);
    const char *token = emu_kit_text(&answer, "access_token");
    emu_kit_advance(&kit, 61);
    assert_int_equal(status_with(token), 401);
}

static void test_tokens__are_for_those_who_may_have_them(void **state)
{
    (void)state;
    static const struct {
        const char *form;
        long status;
        const char *error;
    } cases[] = {
        {GRANT "client_id=emulator-client&client_secret=wrong", 401, "invalid_client"},
        {GRANT "client_id=other&client_secret=emulator-client-secret", 401, "invalid_client"},
        {"grant_type=password&" CLIENT, 400, "unsupported_grant_type"},
        {"", 400, "unsupported_grant_type"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct emu_kit_answer answer = emu_kit_ask(&kit, "POST", SIGN_IN, cases[i].form);
        assert_int_equal(answer.status, cases[i].status);
        assert_string_equal(emu_kit_text(&answer, "error"), cases[i].error);
    }
    struct emu_kit_answer pool = exchange(sign_in(), "&identity_pool_id=pool-other");
    emu_kit_expect_refusal(&pool, 400, "invalid_filter", "identity_pool_id");
    struct emu_kit_answer made_up = exchange("made-up", "&identity_pool_id=pool-emu01");
    emu_kit_expect_refusal(&made_up, 400, "invalid_filter", "subject_token");
    struct emu_kit_answer grant = emu_kit_ask(&kit, "POST", EXCHANGE, "grant_type=x");
    emu_kit_expect_refusal(&grant, 400, "invalid_filter", "grant_type");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_tokens__open_the_door_until_they_end, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_tokens__live_shorter_when_that_is_asked_for, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_tokens__are_for_those_who_may_have_them, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
