// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "emulator/azure/kit.h"

#define GRANT "grant_type=client_credentials"
#define ID "&client_id=" CLIENT
#define KEY "&client_secret=" SECRET
#define SCOPE "&scope=https%3A%2F%2F" ARM_HOST "%2F.default"
#define ASSERTION_TYPE \
    "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
#define APPLICATION "applications/" CLIENT
#define AUDIENCE "https://login.microsoftonline.com/" TENANT "/oauth2/v2.0/token"

static struct emu_kit kit;

static int up(void **state)
{
    (void)state;
    emu_kit_start(&kit, (const char *const[]){"--token-lifetime", "600", NULL});
    kit.user = NULL;
    emu_azure_setup(&kit, NULL);
    return 0;
}

static int down(void **state)
{
    (void)state;
    emu_kit_stop(&kit);
    return 0;
}

static void expect_number(const struct emu_kit_answer *answer, long status, const char *error,
                          int64_t number)
{
    if (answer->status != status || strcmp(emu_kit_text(answer, "error"), error) != 0)
        fail_msg("not %ld %s: %ld %s", status, error, answer->status, answer->text.ptr);
    const json_t *codes = emu_doc_at(answer->body, "error_codes");
    assert_int_equal(json_integer_value(json_array_get(codes, 0)), number);
    assert_non_null(
        strstr(emu_kit_text(answer, "error_description"), emu_kit_text(answer, "correlation_id")));
    assert_true(emu_doc_has(answer->body, "trace_id"));
}

static void test_entra__a_secret_gives_a_token(void **state)
{
    (void)state;
    struct emu_kit_answer answer = emu_kit_ask(&kit, "POST", LOGIN_PATH, GRANT ID KEY SCOPE);
    assert_int_equal(answer.status, 200);
    assert_string_equal(emu_kit_text(&answer, "token_type"), "Bearer");
    assert_int_equal(emu_kit_number(&answer, "expires_in"), 600);
    assert_true(strlen(emu_kit_text(&answer, "access_token")) > 40);
}

static void test_entra__refusals_have_their_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *path, *form;
        long status;
        const char *error;
        int64_t number;
    } cases[] = {
        {LOGIN_PATH, GRANT ID "&client_secret=wrong" SCOPE, 401, "invalid_client", 7000215},
        {LOGIN_PATH, GRANT ID "&client_secret=" SCOPE, 401, "invalid_client", 7000215},
        {LOGIN_PATH, GRANT ID SCOPE, 401, "invalid_client", 7000216},
        {LOGIN_PATH, GRANT "&client_id=" SOMEBODY KEY SCOPE, 400, "unauthorized_client", 700016},
        {"/azure/login.microsoftonline.com/" OTHER_TENANT "/oauth2/v2.0/token", GRANT ID KEY SCOPE,
         400, "invalid_request", 90002},
        {LOGIN_PATH, "grant_type=password" ID KEY SCOPE, 400, "unsupported_grant_type", 70003},
        {LOGIN_PATH, GRANT ID KEY, 400, "invalid_request", 900144},
        {LOGIN_PATH, GRANT KEY SCOPE, 400, "invalid_request", 900144},
        {LOGIN_PATH, "", 400, "invalid_request", 900144},
        {LOGIN_PATH, GRANT ID KEY "&scope=https://" ARM_HOST, 400, "invalid_scope", 1002012},
        {LOGIN_PATH, GRANT ID KEY "&scope=https://example.com/.default", 400, "invalid_resource",
         500011},
        {LOGIN_PATH, GRANT ID KEY "&scope=https://management.usgovcloudapi.net/.default", 400,
         "invalid_resource", 500011},
        {LOGIN_PATH, GRANT ID SCOPE "&client_assertion=x", 400, "invalid_request", 900144},
        {LOGIN_PATH, GRANT ID SCOPE ASSERTION_TYPE "&client_assertion=x.y.z", 401, "invalid_client",
         50027},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct emu_kit_answer answer = emu_kit_ask(&kit, "POST", cases[i].path, cases[i].form);
        expect_number(&answer, cases[i].status, cases[i].error, cases[i].number);
    }
}

static void test_entra__an_application_of_another_tenant_is_not_found(void **state)
{
    (void)state;
    emu_azure_behind(&kit, "PATCH", "applications/" SOMEBODY,
                     "{'tenants':['" OTHER_TENANT "'],'client_secret':'s'}");
    struct emu_kit_answer answer = emu_kit_ask(
        &kit, "POST", "/azure/login.microsoftonline.com/" OTHER_TENANT "/oauth2/v2.0/token",
        GRANT ID KEY SCOPE);
    expect_number(&answer, 400, "unauthorized_client", 700016);
}

static void test_entra__a_secret_expires(void **state)
{
    (void)state;
    struct emu_kit_answer now = emu_kit_ask(&kit, "GET", "/_emulator/clock", NULL);
    assert_int_equal(now.status, 200);
    emu_azure_behind(&kit, "PATCH", APPLICATION, "{'secret_expires':4102444800}");
    struct emu_kit_answer answer = emu_kit_ask(&kit, "POST", LOGIN_PATH, GRANT ID KEY SCOPE);
    assert_int_equal(answer.status, 200);
    emu_azure_behind(&kit, "PATCH", APPLICATION, "{'secret_expires':1700000000}");
    answer = emu_kit_ask(&kit, "POST", LOGIN_PATH, GRANT ID KEY SCOPE);
    expect_number(&answer, 401, "invalid_client", 7000222);
}

static const char *base64url(const char *text)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    size_t len = strlen(text), out = 0;
    char *encoded = cc_arena_alloc(&kit.arena, len * 4 / 3 + 4);
    for (size_t bit = 0; bit < len * 8; bit += 6) {
        unsigned high = (unsigned char)text[bit / 8],
                 low = bit / 8 + 1 < len ? (unsigned char)text[bit / 8 + 1] : 0U;
        encoded[out++] = digits[((high << 8 | low) >> (10 - bit % 8)) & 63];
    }
    return encoded;
}

static const char *quoted(const char *text)
{
    char *copy = cc_arena_alloc(&kit.arena, strlen(text) + 1);
    for (size_t i = 0; text[i] != '\0'; i++)
        copy[i] = text[i] == '\'' ? '"' : text[i];
    return copy;
}

/* Signs in with an assertion; apostrophes stand for quotation marks. */
static struct emu_kit_answer assert_identity(const char *header, const char *claims)
{
    struct cc_str form =
        cc_str_format(&kit.arena, "%s%s.%s.c2ln",
                      GRANT ID SCOPE ASSERTION_TYPE "&client_assertion=", base64url(quoted(header)),
                      base64url(quoted(claims)));
    return emu_kit_ask(&kit, "POST", LOGIN_PATH, form.ptr);
}

#define HEADER "{'alg':'PS256','x5t#S256':'thumb'}"
#define CLAIMS(iss, sub, aud) \
    "{'iss':'" iss "','sub':'" sub "','aud':'" aud "','exp':4102444800,'nbf':1700000000}"

static void test_entra__a_certificate_speaks_for_the_application(void **state)
{
    (void)state;
    static const struct {
        const char *header, *claims;
        int64_t number; /* 0: it is let in */
    } cases[] = {
        {HEADER, CLAIMS(CLIENT, CLIENT, AUDIENCE), 0},
        {"{'alg':'RS256','x5t':'thumb'}", CLAIMS(CLIENT, CLIENT, AUDIENCE), 0},
        {HEADER, CLAIMS(CLIENT, CLIENT, "https://login.microsoftonline.com/" TENANT "/v2.0"), 0},
        {"{'alg':'PS256','x5t#S256':'other'}", CLAIMS(CLIENT, CLIENT, AUDIENCE), 700027},
        {HEADER, CLAIMS(CLIENT, SOMEBODY, AUDIENCE), 700021},
        {HEADER, CLAIMS(CLIENT, CLIENT, "https://example.com"), 700023},
        {HEADER, "{'iss':'" CLIENT "','sub':'" CLIENT "','aud':'" AUDIENCE "','exp':1700000000}",
         700024},
        {HEADER, "{'iss':'" CLIENT "','sub':'" CLIENT "','aud':'" AUDIENCE "'}", 700024},
        {HEADER,
         "{'iss':'" CLIENT "','sub':'" CLIENT "','aud':'" AUDIENCE
         "','exp':4102444801,'nbf':4102444800}",
         700024},
    };
    emu_azure_behind(&kit, "PATCH", APPLICATION, "{'certificates':['thumb']}");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct emu_kit_answer answer = assert_identity(cases[i].header, cases[i].claims);
        if (cases[i].number != 0)
            expect_number(&answer, 401, "invalid_client", cases[i].number);
        else
            assert_int_equal(answer.status, 200);
    }
}

static void test_entra__a_foreign_token_speaks_for_the_application(void **state)
{
    (void)state;
    static const char issuer[] = "https://token.example.com";
    static const struct {
        const char *claims;
        int64_t number;
    } cases[] = {
        {CLAIMS("https://token.example.com", "repo:orders", "api://AzureADTokenExchange"), 0},
        {CLAIMS("https://other.example.com", "repo:orders", "api://AzureADTokenExchange"), 700211},
        {CLAIMS("https://token.example.com", "repo:orders", "api://other"), 700212},
        {CLAIMS("https://token.example.com", "repo:other", "api://AzureADTokenExchange"), 700213},
    };
    struct cc_str patch = cc_str_format(&kit.arena,
                                        "{'federated':[{'issuer':'%s','subject':'repo:orders',"
                                        "'audience':'api://AzureADTokenExchange'}]}",
                                        issuer);
    emu_azure_behind(&kit, "PATCH", APPLICATION, patch.ptr);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct emu_kit_answer answer = assert_identity("{'alg':'RS256'}", cases[i].claims);
        if (cases[i].number != 0)
            expect_number(&answer, 401, "invalid_client", cases[i].number);
        else
            assert_int_equal(answer.status, 200);
    }
}

#define MACHINE "/azure/169.254.169.254/metadata/identity/oauth2/token"

static void test_entra__a_machine_has_an_identity(void **state)
{
    (void)state;
    static const char ask[] =
        MACHINE "?api-version=2018-02-01&resource=https%3A%2F%2F" DATA_HOST "%2F";
    struct emu_kit_answer blind = emu_kit_ask(&kit, "GET", ask, NULL);
    expect_number(&blind, 400, "invalid_request", 0);
    kit.header = "Metadata: true";
    struct emu_kit_answer answer = emu_kit_ask(&kit, "GET", ask, NULL);
    assert_int_equal(answer.status, 200);
    assert_string_equal(emu_kit_text(&answer, "expires_in"), "600");
    assert_true(atoll(emu_kit_text(&answer, "expires_on")) > 600);
    assert_string_equal(emu_kit_text(&answer, "client_id"), CLIENT);
    static const struct {
        const char *query, *error;
    } cases[] = {
        {"?resource=https%3A%2F%2F" DATA_HOST, "invalid_request"},
        {"?api-version=2018-02-01", "invalid_request"},
        {"?api-version=2018-02-01&resource=https%3A%2F%2Fexample.com", "invalid_resource"},
        {"?api-version=2018-02-01&resource=https%3A%2F%2F" DATA_HOST "&client_id=" SOMEBODY,
         "invalid_request"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        answer = emu_kit_askf(&kit, "GET", NULL, MACHINE "%s", cases[i].query);
        assert_int_equal(answer.status, 400);
        assert_string_equal(emu_kit_text(&answer, "error"), cases[i].error);
    }
    emu_azure_behind(&kit, "PATCH", APPLICATION, "{'managed_identity':false}");
    answer = emu_kit_ask(&kit, "GET", ask, NULL);
    expect_number(&answer, 400, "invalid_request", 0);
}

#define KEY_URL "/azure/kv-orders." DATA_HOST "/keys/orders-cmk?api-version=7.4"

static struct emu_kit_answer with_token(const char *token, const char *path)
{
    kit.bearer = token;
    struct emu_kit_answer answer = emu_kit_ask(&kit, "GET", path, NULL);
    kit.bearer = NULL;
    return answer;
}

static void test_entra__a_token_opens_one_service_until_it_ends(void **state)
{
    (void)state;
    const char *token = emu_azure_token(&kit, TENANT, DATA_HOST);
    struct emu_kit_answer answer = with_token(token, KEY_URL);
    assert_int_equal(answer.status, 200);
    answer = with_token(token, "/azure/" ARM_HOST VAULT "?api-version=2023-07-01");
    emu_azure_expect(&answer, 401, "InvalidAuthenticationTokenAudience", NULL);
    answer = with_token(token, "/azure/" GRAPH_HOST "/v1.0/servicePrincipals(appId='" CLIENT "')");
    emu_azure_expect(&answer, 401, "InvalidAuthenticationToken", NULL);
    answer = with_token(token, "/byok/v1/keys");
    assert_int_equal(answer.status, 401);
    answer = with_token("made-up", KEY_URL);
    emu_azure_expect(&answer, 401, "Unauthorized", NULL);
    emu_kit_advance(&kit, 601);
    answer = with_token(token, KEY_URL);
    emu_azure_expect(&answer, 401, "Unauthorized", NULL);
}

static void test_entra__a_closed_door_names_the_tenant_and_the_resource(void **state)
{
    (void)state;
    struct emu_kit_answer answer = emu_kit_ask(&kit, "GET", KEY_URL, NULL);
    emu_azure_expect(&answer, 401, "Unauthorized", NULL);
    assert_true(
        cc_str_equal(emu_kit_header(&answer, "WWW-Authenticate"),
                     CC_STR("Bearer authorization=\"https://login.microsoftonline.com/" TENANT
                            "\", resource=\"https://" DATA_HOST "\"")));
    answer = emu_kit_ask(&kit, "GET", "/azure/" ARM_HOST VAULT "?api-version=2023-07-01", NULL);
    emu_azure_expect(&answer, 401, "AuthenticationFailed", NULL);
    assert_true(cc_str_contains(emu_kit_header(&answer, "WWW-Authenticate"),
                                CC_STR(TENANT "\", resource")));
}

static void test_entra__a_token_of_another_tenant_is_refused(void **state)
{
    (void)state;
    emu_azure_behind(&kit, "PATCH", APPLICATION, "{'tenants':['" TENANT "','" OTHER_TENANT "']}");
    struct emu_kit_answer answer =
        with_token(emu_azure_token(&kit, OTHER_TENANT, DATA_HOST), KEY_URL);
    emu_azure_expect(&answer, 401, "Unauthorized", NULL);
    assert_non_null(strstr(answer.text.ptr, "AKV10032"));
    answer = with_token(emu_azure_token(&kit, OTHER_TENANT, ARM_HOST),
                        "/azure/" ARM_HOST VAULT "?api-version=2023-07-01");
    emu_azure_expect(&answer, 401, "InvalidAuthenticationTokenTenant", NULL);
}

static void test_entra__sovereign_hosts_see_the_same_vaults(void **state)
{
    (void)state;
    struct emu_kit_answer signed_in =
        emu_kit_ask(&kit, "POST", "/azure/login.microsoftonline.us/" TENANT "/oauth2/v2.0/token",
                    GRANT ID KEY "&scope=https://management.usgovcloudapi.net/.default");
    assert_int_equal(signed_in.status, 200);
    const char *token = emu_kit_text(&signed_in, "access_token");
    struct emu_kit_answer answer =
        with_token(token, "/azure/management.usgovcloudapi.net" VAULT "?api-version=2023-07-01");
    assert_int_equal(answer.status, 200);
    answer = with_token(token, "/azure/" ARM_HOST VAULT "?api-version=2023-07-01");
    emu_azure_expect(&answer, 401, "InvalidAuthenticationTokenAudience", NULL);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, up, down)
    const struct CMUnitTest tests[] = {
        TEST(test_entra__a_secret_gives_a_token),
        TEST(test_entra__refusals_have_their_numbers),
        TEST(test_entra__an_application_of_another_tenant_is_not_found),
        TEST(test_entra__a_secret_expires),
        TEST(test_entra__a_certificate_speaks_for_the_application),
        TEST(test_entra__a_foreign_token_speaks_for_the_application),
        TEST(test_entra__a_machine_has_an_identity),
        TEST(test_entra__a_token_opens_one_service_until_it_ends),
        TEST(test_entra__a_closed_door_names_the_tenant_and_the_resource),
        TEST(test_entra__a_token_of_another_tenant_is_refused),
        TEST(test_entra__sovereign_hosts_see_the_same_vaults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
