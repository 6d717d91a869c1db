// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <inttypes.h>
#include <string.h>

#include "emulator/azure/kit.h"

#define KEY_AT(url)                                                                                \
    "{'key':{'kind':'AzureKey','key_id':'" url "','key_vault_id':'" VAULT "','tenant_id':'" TENANT \
    "'}}"
#define URL "https://kv-orders.vault.azure.net/keys/orders-cmk"
#define THE_VAULT "vaults/kv-orders"
#define THE_KEY "vaults/kv-orders/keys/orders-cmk"
#define CUSTOM "eeeeeeee-0000-4000-8000-000000000001"

static struct emu_kit kit;
static const char *id, *application, *principal;

static struct emu_kit_answer key_read(void)
{
    return emu_kit_askf(&kit, "GET", NULL, "/byok/v1/keys/%s", id);
}

/* The validation of the one key; its message must hold `words`, none if NULL. */
static void expect(const char *phase, const char *words)
{
    struct emu_kit_answer key = key_read();
    const char *message = emu_kit_text(&key, "validation.message");
    if (strcmp(emu_kit_text(&key, "validation.phase"), phase) != 0)
        fail_msg("not %s (%s): %s", phase, words ? words : "", key.text.ptr);
    if (words ? !strstr(message, words) : message[0] != '\0')
        fail_msg("not \"%s\": %s", words ? words : "", message);
}

static void register_key(const char *body)
{
    struct emu_kit_answer made = emu_kit_ask(&kit, "POST", "/byok/v1/keys", body);
    assert_int_equal(made.status, 201);
    id = emu_kit_text(&made, "id");
    application = emu_kit_text(&made, "key.application_id");
}

static void grants_read(const struct emu_kit_answer *setup)
{
    const json_t *grant = json_array_get(emu_doc_at(setup->body, "grants"), 0);
    principal = emu_doc_str(grant, "principal_id").ptr;
}

/* A key that is VALID because everything is right. */
static int up(void **state)
{
    (void)state;
    emu_kit_start(&kit, (const char *const[]){"--validation", "60", NULL});
    register_key(KEY_AT(URL));
    struct emu_kit_answer setup = emu_azure_setup(&kit, NULL);
    grants_read(&setup);
    emu_kit_advance(&kit, 61);
    return 0;
}

static int down(void **state)
{
    (void)state;
    emu_kit_stop(&kit);
    return 0;
}

static void test_key_validation__a_correct_vault_makes_the_key_valid(void **state)
{
    (void)state;
    expect("VALID", NULL);
    struct emu_kit_answer key = key_read();
    assert_string_equal(emu_kit_text(&key, "validation.region"), "westeurope");
}

static void test_key_validation__each_broken_rule_is_told_and_can_be_repaired(void **state)
{
    (void)state;
    static const struct {
        const char *path, *patch, *words;
    } cases[] = {
        {THE_VAULT, "{'properties':{'enableRbacAuthorization':false}}", "access policies"},
        {THE_VAULT, "{'properties':{'enableRbacAuthorization':null}}", "access policies"},
        {THE_VAULT, "{'properties':{'enablePurgeProtection':null}}", "Purge protection"},
        {THE_VAULT, "{'properties':{'networkAcls':{'defaultAction':'Deny','bypass':'None'}}}",
         "trusted Microsoft services"},
        {THE_VAULT,
         "{'properties':{'publicNetworkAccess':'disabled','networkAcls':{'bypass':"
         "'None'}}}",
         "trusted Microsoft services"},
        {THE_VAULT, "{'properties':{'tenantId':'" OTHER_TENANT "'}}", "another tenant"},
        {THE_VAULT, "{'properties':{'vaultUri':'https://kv-else.vault.azure.net/'}}",
         "not an address of this key vault"},
        {THE_KEY, "{'properties':{'kty':'EC'}}", "not an RSA key"},
        {THE_KEY, "{'properties':{'attributes':{'enabled':false}}}", "disabled"},
        {THE_KEY, "{'properties':{'attributes':{'exp':1700000000}}}", "expired"},
        {THE_KEY, "{'properties':{'attributes':{'nbf':4102444800}}}", "not active yet"},
        {THE_KEY, "{'properties':{'keyOps':['wrapKey']}}", "unwrapKey"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        emu_azure_behind(&kit, "PATCH", cases[i].path, cases[i].patch);
        expect("INVALID", cases[i].words);
        emu_azure_setup(&kit, NULL);
        expect("VALID", NULL);
    }
}

static void test_key_validation__what_only_looks_wrong_is_right(void **state)
{
    (void)state;
    static const struct {
        const char *path, *patch;
    } cases[] = {
        {THE_VAULT, "{'properties':{'networkAcls':{'defaultAction':'Deny','bypass':"
                    "'AzureServices'}}}"},
        {THE_VAULT, "{'properties':{'networkAcls':{'defaultAction':'Deny'}}}"},
        {THE_VAULT, "{'properties':{'networkAcls':{'defaultAction':'Allow','bypass':'None'}}}"},
        {THE_VAULT, "{'properties':{'publicNetworkAccess':'Disabled'}}"},
        {THE_KEY, "{'properties':{'kty':'RSA-HSM'}}"},
        {THE_KEY, "{'properties':{'keyOps':null}}"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        emu_azure_setup(&kit, NULL);
        emu_azure_behind(&kit, "PATCH", cases[i].path, cases[i].patch);
        expect("VALID", NULL);
    }
}

static void test_key_validation__the_application_needs_its_principal(void **state)
{
    (void)state;
    const char *path = cc_str_format(&kit.arena, "principals/%s", application).ptr;
    emu_azure_behind(&kit, "PATCH", path, "{'accountEnabled':false}");
    expect("INVALID", "service principal");
    emu_azure_behind(&kit, "PATCH", path, "{'accountEnabled':true}");
    expect("VALID", NULL);
    emu_azure_behind(&kit, "DELETE", path, NULL);
    expect("INVALID", "service principal");
    struct emu_kit_answer made =
        emu_graph(&kit, "POST", "/v1.0/servicePrincipals",
                  cc_str_format(&kit.arena, "{'appId':'%s'}", application).ptr);
    assert_int_equal(made.status, 201);
    expect("INVALID", "Encryption User"); /* the new one has another object id */
    emu_azure_setup(&kit, NULL);
    expect("VALID", NULL);
}

/* Takes every assignment away, then gives this role at this scope. */
static void roles_are(const char *const *scopes, const char *const *roles, size_t count)
{
    struct emu_kit_answer list = emu_arm(&kit, "GET", SUBSCRIPTION ROLES, NULL);
    const json_t *value = emu_doc_at(list.body, "value");
    for (size_t i = 0; i < json_array_size(value); i++)
        emu_arm(&kit, "DELETE", emu_doc_str(json_array_get(value, i), "id").ptr, NULL);
    for (size_t i = 0; i < count; i++) {
        struct cc_str path = cc_str_format(
            &kit.arena, "%s" ROLES "/cccccccc-0000-4000-8000-00000000000%zu", scopes[i], i);
        struct cc_str body = cc_str_format(
            &kit.arena,
            "{'properties':{'roleDefinitionId':'%s','principalId':'%s','principalType':"
            "'ServicePrincipal'}}",
            roles[i], principal);
        struct emu_kit_answer made = emu_arm(&kit, "PUT", path.ptr, body.ptr);
        if (made.status != 201)
            fail_msg("%ld %s", made.status, made.text.ptr);
    }
}

static void test_key_validation__both_roles_are_needed_at_the_key_or_above(void **state)
{
    (void)state;
    static const char administrator[] = "00482a5a-887f-4fb3-b363-3b7fe8e74483";
    static const struct {
        const char *scopes[2], *roles[2];
        size_t count;
        const char *words; /* NULL: valid */
    } cases[] = {
        {{NULL}, {NULL}, 0, "Key Vault Crypto Service Encryption User"},
        {{VAULT}, {ENCRYPTION_USER}, 1, "Key Vault Reader"},
        {{VAULT}, {READER}, 1, "Key Vault Crypto Service Encryption User"},
        {{VAULT, VAULT}, {ENCRYPTION_USER, READER}, 2, NULL},
        {{SUBSCRIPTION, VAULT "/keys/orders-cmk"}, {ENCRYPTION_USER, READER}, 2, NULL},
        {{VAULT "/keys/other", VAULT}, {ENCRYPTION_USER, READER}, 2, "Encryption User"},
        {{VAULTS_OF("rg-data") "/kv-orders-2", VAULT},
         {ENCRYPTION_USER, READER},
         2,
         "Encryption User"},
        {{SUBSCRIPTION "/resourceGroups/rg-data"}, {administrator}, 1, NULL},
        {{VAULT}, {CUSTOM}, 1, NULL},
    };
    emu_arm(&kit, "PUT", SUBSCRIPTION DEFINITIONS "/" CUSTOM,
            "{'properties':{'permissions':[{'dataActions':['Microsoft.KeyVault/vaults/*'],"
            "'notDataActions':['Microsoft.KeyVault/vaults/secrets/*']}]}}");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        roles_are(cases[i].scopes, cases[i].roles, cases[i].count);
        expect(cases[i].words ? "INVALID" : "VALID", cases[i].words);
    }
}

static void test_key_validation__a_condition_is_not_judged(void **state)
{
    (void)state;
    struct emu_kit_answer list = emu_arm(&kit, "GET", VAULT ROLES, NULL);
    const json_t *first = json_array_get(emu_doc_at(list.body, "value"), 0);
    struct cc_str path = cc_str_format(&kit.arena, "roles/%s", emu_doc_str(first, "name").ptr);
    emu_azure_behind(&kit, "PATCH", path.ptr, "{'properties':{'condition':'@Resource[x]'}}");
    expect("INVALID", "lacks the role");
    emu_azure_behind(&kit, "PATCH", path.ptr, "{'properties':{'condition':null}}");
    expect("VALID", NULL);
}

static void test_key_validation__a_deleted_key_or_vault_ends_it_until_it_is_recovered(void **state)
{
    (void)state;
    emu_vault(&kit, "DELETE", "/keys/orders-cmk", NULL);
    expect("INVALID", "does not exist");
    emu_vault(&kit, "POST", "/deletedkeys/orders-cmk/recover", NULL);
    expect("VALID", NULL);
    emu_arm(&kit, "DELETE", VAULT, NULL);
    expect("INVALID", "has been deleted");
    emu_arm(&kit, "PUT", VAULT, "{'properties':{'createMode':'recover'}}");
    expect("VALID", NULL);
}

static void test_key_validation__time_alone_ends_a_key(void **state)
{
    (void)state;
    struct emu_kit_answer key = emu_vault(&kit, "GET", "/keys/orders-cmk", NULL);
    int64_t now = emu_kit_number(&key, "attributes.created");
    struct cc_str patch = cc_str_format(
        &kit.arena, "{'properties':{'attributes':{'nbf':%" PRId64 ",'exp':%" PRId64 "}}}",
        now + 1000, now + 5000);
    emu_azure_behind(&kit, "PATCH", THE_KEY, patch.ptr);
    expect("INVALID", "not active yet");
    emu_kit_advance(&kit, 2000);
    expect("VALID", NULL);
    emu_kit_advance(&kit, 4000);
    expect("INVALID", "expired");
}

static void test_key_validation__the_verdict_keeps_its_time(void **state)
{
    (void)state;
    struct emu_kit_answer before = key_read();
    emu_azure_behind(&kit, "PATCH", THE_VAULT, "{'tags':{'a':'b'}}");
    struct emu_kit_answer after = key_read();
    assert_true(json_equal(before.body, after.body));
}

static void test_key_validation__a_new_key_waits_for_its_time(void **state)
{
    (void)state;
    register_key(KEY_AT("https://kv-orders.vault.azure.net/keys/none"));
    emu_azure_behind(&kit, "PATCH", THE_VAULT, "{'tags':{'a':'b'}}");
    expect("INITIALIZING", NULL);
    emu_kit_advance(&kit, 61);
    expect("INVALID", "does not exist");
}

static void test_key_validation__the_region_is_the_vaults(void **state)
{
    (void)state;
    emu_azure_behind(&kit, "PATCH", THE_VAULT, "{'location':'North Europe'}");
    struct emu_kit_answer key = key_read();
    assert_string_equal(emu_kit_text(&key, "validation.region"), "northeurope");
    struct cc_str cluster = cc_str_format(
        &kit.arena,
        "{'spec':{'display_name':'x','availability':'LOW','cloud':'AZURE','region':'westeurope',"
        "'config':{'kind':'Dedicated','cku':1},'environment':{'id':'env-demo01'},"
        "'byok':{'id':'%s'}}}",
        id);
    struct emu_kit_answer made = emu_kit_ask(&kit, "POST", "/cmk/v2/clusters", cluster.ptr);
    emu_kit_expect_refusal(&made, 400, "invalid_configuration", "/spec/byok");
}

static void test_key_validation__what_is_written_by_hand_stays_until_azure_changes(void **state)
{
    (void)state;
    emu_kit_askf(&kit, "PATCH", "{'validation':{'phase':'INVALID','message':'by hand'}}",
                 "/_emulator/keys/%s", id);
    emu_kit_advance(&kit, 3600);
    expect("INVALID", "by hand");
    emu_azure_setup(&kit, NULL);
    expect("VALID", NULL);
}

static void test_key_validation__a_vault_that_is_not_here_decides_nothing(void **state)
{
    (void)state;
    emu_azure_behind(&kit, "DELETE", THE_VAULT, NULL);
    expect("VALID", NULL);
    register_key("{'key':{'kind':'AzureKey','key_id':'https://kv-else.vault.azure.net/keys/k',"
                 "'key_vault_id':'" VAULTS_OF("rg-data") "/kv-else','tenant_id':'" TENANT "'}}");
    emu_kit_advance(&kit, 61);
    expect("VALID", NULL);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, up, down)
    const struct CMUnitTest tests[] = {
        TEST(test_key_validation__a_correct_vault_makes_the_key_valid),
        TEST(test_key_validation__each_broken_rule_is_told_and_can_be_repaired),
        TEST(test_key_validation__what_only_looks_wrong_is_right),
        TEST(test_key_validation__the_application_needs_its_principal),
        TEST(test_key_validation__both_roles_are_needed_at_the_key_or_above),
        TEST(test_key_validation__a_condition_is_not_judged),
        TEST(test_key_validation__a_deleted_key_or_vault_ends_it_until_it_is_recovered),
        TEST(test_key_validation__time_alone_ends_a_key),
        TEST(test_key_validation__the_verdict_keeps_its_time),
        TEST(test_key_validation__a_new_key_waits_for_its_time),
        TEST(test_key_validation__the_region_is_the_vaults),
        TEST(test_key_validation__what_is_written_by_hand_stays_until_azure_changes),
        TEST(test_key_validation__a_vault_that_is_not_here_decides_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
