// SPDX-License-Identifier: MPL-2.0
#include "provider_settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "value/codec.h"

/* Made by main in the folder of the run: only its form is looked at here. */
#define CA_FILE "provider_settings_test.pem"

/* The environment of a test: pairs of name and value, ended by NULL.  The lookup gets no context,
 * so the pairs of the running case stand here. */
static const char *const *test_environment;

static const char *lookup(const char *name)
{
    for (const char *const *pair = test_environment; pair != NULL && *pair != NULL; pair += 2) {
        if (strcmp(pair[0], name) == 0)
            return pair[1];
    }
    return NULL;
}

struct kit {
    struct cc_arena arena;
    struct cc_diags diags;
    struct cc_call call;
};

static void kit_open(struct kit *kit)
{
    cc_arena_init(&kit->arena);
    cc_diags_init(&kit->diags, &kit->arena);
    kit->call = (struct cc_call){.arena = &kit->arena,
                                 .diags = &kit->diags,
                                 .type = cc_schema_type(&kit->arena, cc_provider_schema.attributes),
                                 .host_version = CC_STR("1.12.6")};
}

static bool settle(struct kit *kit, const char *config, const char *const *environment,
                   struct cc_client_options *options)
{
    struct cc_value value;
    struct cc_codec_error error;
    kit_open(kit);
    test_environment = environment;
    assert_true(
        cc_value_from_json(&kit->arena, kit->call.type, cc_str_from(config), &value, &error));
    return cc_provider_settings(&kit->call, &value, lookup, options);
}

static void assert_text(struct kit *kit, struct cc_str text, const char *wanted)
{
    assert_string_equal(cc_str_c(&kit->arena, text), wanted);
}

#define OAUTH(arguments) "{\"oauth\":{\"identity_pool_id\":\"pool-1\"" arguments "}}"
#define CLIENT ",\"external_client_id\":\"c\",\"external_client_secret\":\"SECRET-VALUE\""
#define URL ",\"external_token_url\":\"https://login.example/token\""
#define TOKEN ",\"external_access_token\":\"SECRET-VALUE\""
#define WITH_KEY "\"cloud_api_key\":\"KEY\",\"cloud_api_secret\":\"SECRET-VALUE\""

static void test_provider_settings__defaults_need_nothing_but_credentials(void **state)
{
    (void)state;
    struct kit kit;
    struct cc_client_options options;
    assert_true(settle(&kit, "{" WITH_KEY "}", NULL, &options));
    assert_text(&kit, options.endpoint, "https://api.confluent.cloud");
    assert_text(&kit, options.api_key, "KEY");
    assert_text(&kit, options.api_secret, "SECRET-VALUE");
    assert_true(cc_str_is_absent(options.ca_file));
    assert_int_equal(options.max_retries, CC_CLIENT_RETRIES_DEFAULT);
    assert_int_equal(options.request_timeout_ms, CC_CLIENT_TIMEOUT_MS_DEFAULT);
    assert_text(&kit, options.user_agent, "terraform-provider-ccloud/" CC_VERSION " (host 1.12.6)");
    cc_arena_release(&kit.arena);
}

static void test_provider_settings__the_configuration_goes_before_the_environment(void **state)
{
    (void)state;
    static const char *const environment[] = {"CONFLUENT_CLOUD_API_KEY",
                                              "OTHER",
                                              "CONFLUENT_CLOUD_API_SECRET",
                                              "OTHER",
                                              "CONFLUENT_CLOUD_ENDPOINT",
                                              "https://other.example",
                                              "CCLOUD_MAX_RETRIES",
                                              "77",
                                              "CCLOUD_CA_FILE",
                                              "/nowhere",
                                              "TF_APPEND_USER_AGENT",
                                              "ci/1",
                                              NULL};
    struct kit kit;
    struct cc_client_options options;
    assert_true(settle(&kit,
                       "{" WITH_KEY ",\"endpoint\":\"https://api.example\",\"max_retries\":0,"
                       "\"request_timeout\":\"5s\",\"ca_file\":\"" CA_FILE "\","
                       "\"user_agent_suffix\":\"team/2\"}",
                       environment, &options));
    assert_text(&kit, options.api_key, "KEY");
    assert_text(&kit, options.endpoint, "https://api.example");
    assert_text(&kit, options.ca_file, CA_FILE);
    assert_int_equal(options.max_retries, 0);
    assert_int_equal(options.request_timeout_ms, 5000);
    assert_text(&kit, options.user_agent,
                "terraform-provider-ccloud/" CC_VERSION " (host 1.12.6) ci/1 team/2");
    cc_arena_release(&kit.arena);
}

static void test_provider_settings__the_environment_stands_in(void **state)
{
    (void)state;
    static const char *const environment[] = {"CONFLUENT_CLOUD_API_KEY",
                                              "EKEY",
                                              "CONFLUENT_CLOUD_API_SECRET",
                                              "ESECRET",
                                              "CONFLUENT_CLOUD_ENDPOINT",
                                              "http://127.0.0.1:8080",
                                              "CCLOUD_MAX_RETRIES",
                                              "3",
                                              "CCLOUD_CA_FILE",
                                              "",
                                              "SSL_CERT_FILE",
                                              CA_FILE,
                                              NULL};
    struct kit kit;
    struct cc_client_options options;
    assert_true(settle(&kit, "{}", environment, &options));
    assert_text(&kit, options.api_key, "EKEY");
    assert_text(&kit, options.api_secret, "ESECRET");
    assert_text(&kit, options.endpoint, "http://127.0.0.1:8080");
    assert_text(&kit, options.ca_file, CA_FILE);
    assert_int_equal(options.max_retries, 3);
    cc_arena_release(&kit.arena);
}

static void test_provider_settings__oauth_goes_before_the_environments_key(void **state)
{
    (void)state;
    static const char *const environment[] = {"CONFLUENT_CLOUD_API_KEY", "EKEY",
                                              "CONFLUENT_CLOUD_API_SECRET", "ESECRET", NULL};
    struct kit kit;
    struct cc_client_options options;
    assert_true(
        settle(&kit, OAUTH(URL CLIENT ",\"external_token_scope\":\"a b\""), environment, &options));
    assert_non_null(options.oauth);
    assert_true(cc_str_is_absent(options.api_key));
    assert_text(&kit, options.oauth->external_token_url, "https://login.example/token");
    assert_text(&kit, options.oauth->external_client_id, "c");
    assert_text(&kit, options.oauth->external_client_secret, "SECRET-VALUE");
    assert_text(&kit, options.oauth->external_token_scope, "a b");
    assert_text(&kit, options.oauth->identity_pool_id, "pool-1");
    assert_true(cc_str_is_absent(options.oauth->external_access_token));
    cc_arena_release(&kit.arena);
    assert_true(settle(&kit, OAUTH(TOKEN), environment, &options));
    assert_text(&kit, options.oauth->external_access_token, "SECRET-VALUE");
    cc_arena_release(&kit.arena);
}

struct refusal {
    const char *config;
    const char *environment[9];
    const char *path, *part;
};

static const struct refusal refusals[] = {
    {"{}", {NULL}, "cloud_api_key", "CONFLUENT_CLOUD_API_SECRET"},
    {"{}",
     {"CONFLUENT_CLOUD_API_KEY", "", "CONFLUENT_CLOUD_API_SECRET", "", NULL},
     "cloud_api_key",
     "CONFLUENT_CLOUD_API_KEY"},
    {"{\"cloud_api_key\":\"KEY\"}", {NULL}, "cloud_api_secret", "CONFLUENT_CLOUD_API_SECRET"},
    {"{\"cloud_api_secret\":\"SECRET-VALUE\"}", {NULL}, "cloud_api_key", "CONFLUENT_CLOUD_API_KEY"},
    {"{}",
     {"CONFLUENT_CLOUD_API_KEY", "KEY", NULL},
     "cloud_api_secret",
     "CONFLUENT_CLOUD_API_SECRET"},
    {"{\"cloud_api_key\":\"\",\"cloud_api_secret\":\"SECRET-VALUE\"}",
     {NULL},
     "cloud_api_key",
     "is empty"},
    {"{\"cloud_api_key\":\"KEY\",\"cloud_api_secret\":\"SECRET-VALUE\\n\"}",
     {NULL},
     "cloud_api_secret",
     "line end"},
    {"{}",
     {"CONFLUENT_CLOUD_API_KEY", "KEY", "CONFLUENT_CLOUD_API_SECRET", "SECRET-VALUE ", NULL},
     "cloud_api_secret",
     "environment variable CONFLUENT_CLOUD_API_SECRET"},
    {OAUTH(""), {NULL}, "oauth", "external_access_token"},
    {OAUTH(URL TOKEN), {NULL}, "oauth.external_token_url", "only one"},
    {OAUTH(TOKEN ",\"external_token_scope\":\"s\""),
     {NULL},
     "oauth.external_token_scope",
     "only one"},
    {OAUTH(CLIENT), {NULL}, "oauth.external_token_url", "is needed"},
    {OAUTH(URL ",\"external_client_id\":\"c\""),
     {NULL},
     "oauth.external_client_secret",
     "is needed"},
    {OAUTH(CLIENT ",\"external_token_url\":\"http://login.example/token\""),
     {NULL},
     "oauth.external_token_url",
     "https"},
    {OAUTH(CLIENT ",\"external_token_url\":\"login.example/token\""),
     {NULL},
     "oauth.external_token_url",
     "scheme"},
    {OAUTH(",\"external_access_token\":\"SECRET-VALUE\\n\""),
     {NULL},
     "oauth.external_access_token",
     "line end"},
    {OAUTH(URL CLIENT ",\"external_token_scope\":\"\""),
     {NULL},
     "oauth.external_token_scope",
     "is empty"},
    {"{\"oauth\":{\"identity_pool_id\":\"\"" TOKEN "}}",
     {NULL},
     "oauth.identity_pool_id",
     "is empty"},
    {"{\"cloud_api_key\":\"KEY\",\"oauth\":{\"identity_pool_id\":\"pool-1\"" TOKEN "}}",
     {NULL},
     "cloud_api_key",
     "exclude each other"},
    {"{\"cloud_api_secret\":\"S\",\"oauth\":{\"identity_pool_id\":\"pool-1\"" TOKEN "}}",
     {NULL},
     "cloud_api_secret",
     "exclude each other"},
    {"{" WITH_KEY ",\"endpoint\":\"http://api.example\"}", {NULL}, "endpoint", "endpoint"},
    {"{" WITH_KEY ",\"endpoint\":\"\"}", {NULL}, "endpoint", "endpoint"},
    {"{" WITH_KEY "}",
     {"CONFLUENT_CLOUD_ENDPOINT", "ftp://x", NULL},
     "endpoint",
     "CONFLUENT_CLOUD_ENDPOINT"},
    {"{" WITH_KEY "}", {"CCLOUD_MAX_RETRIES", "-1", NULL}, "max_retries", "CCLOUD_MAX_RETRIES"},
    {"{" WITH_KEY "}", {"CCLOUD_MAX_RETRIES", "many", NULL}, "max_retries", "\"many\""},
    {"{" WITH_KEY "}",
     {"CCLOUD_MAX_RETRIES", "99999999999999999999", NULL},
     "max_retries",
     "CCLOUD_MAX_RETRIES"},
    {"{" WITH_KEY ",\"max_retries\":-1}", {NULL}, "max_retries", "0 or more"},
    {"{" WITH_KEY ",\"max_retries\":1.5}", {NULL}, "max_retries", "1.5"},
    {"{" WITH_KEY ",\"request_timeout\":\"60\"}", {NULL}, "request_timeout", "duration"},
    {"{" WITH_KEY ",\"user_agent_suffix\":\"a\\nb\"}", {NULL}, "user_agent_suffix", "User-Agent"},
    {"{" WITH_KEY ",\"ca_file\":\"\"}", {NULL}, "ca_file", "PEM"},
    {"{" WITH_KEY ",\"ca_file\":\"/dev/null\"}", {NULL}, "ca_file", "no regular file"},
    {"{" WITH_KEY ",\"ca_file\":\"/proc/self/status\"}", {NULL}, "ca_file", "no certificate"},
    {"{" WITH_KEY ",\"ca_file\":\"/nowhere/ca.pem\"}", {NULL}, "ca_file", "/nowhere/ca.pem"},
    {"{" WITH_KEY "}", {"SSL_CERT_FILE", "/nowhere/ca.pem", NULL}, "ca_file", "SSL_CERT_FILE"},
};

static void test_provider_settings__mistakes_are_told_at_the_argument_and_without_secrets(
    void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        struct kit kit;
        struct cc_client_options options;
        assert_false(settle(&kit, refusals[i].config, refusals[i].environment, &options));
        assert_int_equal(kit.diags.count, 1);
        const struct cc_diag *diag = kit.diags.first;
        assert_text(&kit, cc_path_format(&kit.arena, diag->path), refusals[i].path);
        if (!cc_str_contains(diag->detail, cc_str_from(refusals[i].part)))
            fail_msg("case %zu: %s", i, cc_str_c(&kit.arena, diag->detail));
        assert_false(cc_str_contains(diag->detail, CC_STR("SECRET-VALUE")));
        assert_false(cc_str_contains(diag->summary, CC_STR("SECRET-VALUE")));
        cc_arena_release(&kit.arena);
    }
}

static void test_provider_settings__all_mistakes_are_told_at_once(void **state)
{
    (void)state;
    static const char *const environment[] = {"CONFLUENT_CLOUD_ENDPOINT", "nonsense",
                                              "CCLOUD_MAX_RETRIES", "x", NULL};
    struct kit kit;
    struct cc_client_options options;
    assert_false(settle(&kit, "{}", environment, &options));
    assert_int_equal(kit.diags.error_count, 3);
    cc_arena_release(&kit.arena);
}

static void test_provider_settings__an_unusable_appended_agent_is_left_out(void **state)
{
    (void)state;
    static const char *const environment[] = {"TF_APPEND_USER_AGENT", "a\r\nb", NULL};
    struct kit kit;
    struct cc_client_options options;
    assert_true(settle(&kit, "{" WITH_KEY "}", environment, &options));
    assert_text(&kit, options.user_agent, "terraform-provider-ccloud/" CC_VERSION " (host 1.12.6)");
    cc_arena_release(&kit.arena);
}

static void test_provider_settings__the_table_keeps_the_rules_of_tables(void **state)
{
    (void)state;
    struct kit kit;
    kit_open(&kit);
    struct cc_str fault = cc_schema_fault(&kit.arena, &cc_provider_schema);
    assert_text(&kit, fault, "");
    cc_arena_release(&kit.arena);
}

static void ca_file_write(void)
{
    FILE *file = fopen(CA_FILE, "wb");
    assert_non_null(file);
    assert_true(fputs("-----BEGIN CERTIFICATE-----\n", file) >= 0);
    assert_int_equal(fclose(file), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_provider_settings__defaults_need_nothing_but_credentials),
        cmocka_unit_test(test_provider_settings__the_configuration_goes_before_the_environment),
        cmocka_unit_test(test_provider_settings__the_environment_stands_in),
        cmocka_unit_test(test_provider_settings__oauth_goes_before_the_environments_key),
        cmocka_unit_test(
            test_provider_settings__mistakes_are_told_at_the_argument_and_without_secrets),
        cmocka_unit_test(test_provider_settings__all_mistakes_are_told_at_once),
        cmocka_unit_test(test_provider_settings__an_unusable_appended_agent_is_left_out),
        cmocka_unit_test(test_provider_settings__the_table_keeps_the_rules_of_tables),
    };
    ca_file_write();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
