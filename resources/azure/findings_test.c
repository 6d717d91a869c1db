// SPDX-License-Identifier: MPL-2.0
#include "azure/findings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "azure/rule.h"
#include "azure/test_kit.h"
#include "shared/test_kit.h"

static const struct cc_schema no_schema = {.attributes = (const struct cc_attribute[]){{0}}};

static bool is_told(int number)
{
    for (const struct cc_az_rule *const *table = cc_az_rule_tables; *table != NULL; table++) {
        for (const struct cc_az_rule *rule = *table; rule->name != NULL; rule++) {
            if (rule->number == number || rule->also == number)
                return true;
        }
    }
    return false;
}

/* 11 and 12 are looked at by validation, 22 and 23 at Confluent. */
static void test_findings__every_line_of_the_checklist_that_needs_facts_has_a_row(void **state)
{
    (void)state;
    static const int elsewhere[] = {11, 12, 22, 23};
    for (int number = 3; number <= 26; number++) {
        bool is_elsewhere = false;
        for (size_t i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++)
            is_elsewhere = is_elsewhere || elsewhere[i] == number;
        if (is_told(number) == is_elsewhere)
            fail_msg("rule %d", number);
    }
}

static void test_findings__names_of_rules_are_unique(void **state)
{
    (void)state;
    for (const struct cc_az_rule *const *a = cc_az_rule_tables; *a != NULL; a++) {
        for (const struct cc_az_rule *one = *a; one->name != NULL; one++) {
            size_t count = 0;
            for (const struct cc_az_rule *const *b = cc_az_rule_tables; *b != NULL; b++)
                for (const struct cc_az_rule *other = *b; other->name != NULL; other++)
                    count += cc_str_equal(cc_str_from(one->name), cc_str_from(other->name));
            assert_int_equal(count, 1);
        }
    }
}

static void test_findings__a_good_key_has_none_at_any_moment(void **state)
{
    (void)state;
    static const char *const plain[CC_AZ_KIT_EDITS_MAX] = {NULL};
    static const char *const all[CC_AZ_KIT_EDITS_MAX] = {
        "data-key too", "rotation too", "deleted 404 KeyNotFound", "definition too"};
    for (enum cc_az_moment moment = 0; moment < CC_AZ_MOMENT_COUNT; moment++) {
        struct cc_az_kit kit;
        cc_az_kit_open(&kit, plain);
        assert_int_equal(cc_az_kit_findings(&kit, moment).count, 0);
        cc_az_kit_close(&kit);
        cc_az_kit_open(&kit, all);
        assert_int_equal(cc_az_kit_findings(&kit, moment).count, 0);
        cc_az_kit_close(&kit);
    }
}

/* What a moment makes of one broken rule. */
static void test_findings__severity_follows_moment_and_mode(void **state)
{
    (void)state;
    enum { NONE = 0, WARNING = CC_SEVERITY_WARNING, ERROR = CC_SEVERITY_ERROR };
    static const struct {
        const char *rule;
        const char *edits[CC_AZ_KIT_EDITS_MAX];
        int severities[CC_AZ_MOMENT_COUNT];
    } rows[] = {
        {"purge protection",
         {"vault properties.enablePurgeProtection null"},
         {WARNING, WARNING, WARNING}},
        {"purge protection",
         {"vault properties.enablePurgeProtection null", "wanted enforce"},
         {ERROR, ERROR, ERROR}},
        {"the region", {"wanted region northeurope", "wanted enforce"}, {NONE, ERROR, ERROR}},
        {"the size of the key",
         {"key properties.keySize 1024", "wanted enforce"},
         {WARNING, WARNING, NONE}},
        {"that the application exists in the tenant",
         {"principal 404 Request_ResourceNotFound", "wanted enforce"},
         {WARNING, WARNING, ERROR}},
        {"the role Key Vault Reader",
         {"assignments value []", "wanted enforce"},
         {NONE, WARNING, ERROR}},
        {"the role Key Vault Reader", {"assignments value []"}, {NONE, WARNING, WARNING}},
        {"that the key was not deleted",
         {"key 404 ResourceNotFound", "deleted too", "wanted enforce"},
         {ERROR, WARNING, ERROR}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (enum cc_az_moment moment = 0; moment < CC_AZ_MOMENT_COUNT; moment++) {
            struct cc_az_kit kit;
            cc_az_kit_open(&kit, rows[i].edits);
            struct cc_az_findings findings = cc_az_kit_findings(&kit, moment);
            const struct cc_az_finding *found = cc_az_kit_find(&findings, rows[i].rule, false);
            assert_int_equal(found == NULL ? 0 : (int)found->severity, rows[i].severities[moment]);
            cc_az_kit_close(&kit);
        }
    }
}

static void test_findings__sit_on_the_attribute_of_the_moment(void **state)
{
    (void)state;
    static const struct {
        const char *rule, *key_path, *cluster_path;
        const char *edits[CC_AZ_KIT_EDITS_MAX];
    } rows[] = {
        {"the tenant", "azure.tenant_id", "byok_key_id", {"vault properties.tenantId \"x\""}},
        {"the network rules",
         "azure.key_vault_id",
         "byok_key_id",
         {"vault properties.networkAcls.bypass \"None\""}},
        {"the type of the key",
         "azure.key_identifier",
         "byok_key_id",
         {"key properties.kty \"EC\""}},
        {"the region", NULL, "region", {"wanted region northeurope"}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *const paths[] = {rows[i].key_path, rows[i].cluster_path, rows[i].cluster_path};
        for (enum cc_az_moment moment = 0; moment < CC_AZ_MOMENT_COUNT; moment++) {
            struct cc_az_kit kit;
            cc_az_kit_open(&kit, rows[i].edits);
            struct cc_az_findings findings = cc_az_kit_findings(&kit, moment);
            const struct cc_az_finding *found = cc_az_kit_find(&findings, rows[i].rule, false);
            assert_int_equal(found != NULL, paths[moment] != NULL);
            if (found != NULL)
                assert_string_equal(cc_str_c(&kit.arena, cc_path_format(&kit.arena, found->path)),
                                    paths[moment]);
            cc_az_kit_close(&kit);
        }
    }
}

/* One mistake, one finding: what is missing altogether has no faults of its own. */
static void test_findings__what_is_not_there_is_told_once(void **state)
{
    (void)state;
    static const struct {
        const char *edits[CC_AZ_KIT_EDITS_MAX];
        size_t count;
        int rule;
    } rows[] = {
        {{"vault 404 ResourceNotFound", "key 404 ResourceNotFound"}, 1, 13},
        {{"key 404 ResourceNotFound", "deleted 404 KeyNotFound"}, 1, 14},
        {{"key 404 ResourceNotFound", "deleted too"}, 1, 25},
        {{"principal 404 Request_ResourceNotFound", "assignments unasked"}, 1, 18},
        {{"key properties.attributes.exp 1700000000"}, 1, 14},
        {{"vault 403 AuthorizationFailed"}, 1, 0},
        {{"key 403 AuthorizationFailed", "data-key 403 ForbiddenByRbac", "rotation 403 X"}, 2, 0},
        {{"principal 403 Authorization_RequestDenied", "assignments unasked"}, 1, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct cc_az_kit kit;
        cc_az_kit_open(&kit, rows[i].edits);
        struct cc_az_findings findings = cc_az_kit_findings(&kit, CC_AZ_BEFORE_CREATE);
        if (findings.count != rows[i].count && rows[i].rule != 0)
            fail_msg("%s: %zu findings", rows[i].edits[0], findings.count);
        assert_int_equal(findings.list[0].rule, rows[i].rule);
        findings = cc_az_kit_findings(&kit, CC_AZ_CLUSTER_PLAN);
        if (findings.count != rows[i].count)
            fail_msg("%s: %zu findings in a plan", rows[i].edits[0], findings.count);
        cc_az_kit_close(&kit);
    }
}

/* Values that are not known yet are silence in a plan; before an order there is nothing unknown, so
 * what nobody asked for must not look like fine. */
static void test_findings__what_was_never_asked_is_silent_in_plans_only(void **state)
{
    (void)state;
    struct cc_az_kit kit;
    cc_az_kit_open(&kit, (const char *const[CC_AZ_KIT_EDITS_MAX]){"vault unasked", "key unasked",
                                                                  "principal unasked",
                                                                  "assignments unasked"});
    assert_int_equal(cc_az_kit_findings(&kit, CC_AZ_KEY_PLAN).count, 0);
    assert_int_equal(cc_az_kit_findings(&kit, CC_AZ_CLUSTER_PLAN).count, 0);
    struct cc_az_findings findings = cc_az_kit_findings(&kit, CC_AZ_BEFORE_CREATE);
    assert_int_equal(findings.count, 3); /* vault, key, application */
    for (size_t i = 0; i < findings.count; i++) {
        assert_int_equal(findings.list[i].rule, 0);
        assert_int_equal(findings.list[i].severity, CC_SEVERITY_WARNING);
        assert_true(cc_str_contains(findings.list[i].detail, CC_STR("was not asked")));
    }
    cc_az_kit_close(&kit);
}

static void test_findings__a_missing_right_is_one_warning_with_all_that_was_not_checked(
    void **state)
{
    (void)state;
    struct cc_az_kit kit;
    cc_az_kit_open(&kit, (const char *const[CC_AZ_KIT_EDITS_MAX]){"vault 403 AuthorizationFailed",
                                                                  "wanted enforce"});
    struct cc_az_findings findings = cc_az_kit_findings(&kit, CC_AZ_BEFORE_CREATE);
    assert_int_equal(findings.count, 1);
    const struct cc_az_finding *only = &findings.list[0];
    assert_int_equal(only->severity, CC_SEVERITY_WARNING);
    assert_string_equal(cc_str_c(&kit.arena, only->summary),
                        "Vault kv-orders could not be checked");
    assert_string_equal(
        cc_str_c(&kit.arena, only->detail),
        "The caller may not see vault kv-orders: it lacks the action "
        "Microsoft.KeyVault/vaults/read "
        "(role Reader). Not checked: that the vault exists; the tenant; the permission model; the "
        "region; the network rules. The cluster is ordered without it; the service may refuse it.");
    assert_string_equal(cc_str_c(&kit.arena, only->fix),
                        "az role assignment create --assignee ca110000-0000-4000-8000-00000000e001 "
                        "--role Reader --scope " CC_AZ_KIT_VAULT_ID);
    cc_az_kit_close(&kit);
}

static void test_findings__are_filed_with_their_fix(void **state)
{
    (void)state;
    struct cc_kit call;
    struct cc_az_kit kit;
    cc_kit_open(&call, &no_schema, NULL);
    cc_az_kit_open(&kit, (const char *const[CC_AZ_KIT_EDITS_MAX]){
                             "vault properties.enablePurgeProtection null", "wanted enforce"});
    struct cc_az_findings findings = cc_az_kit_findings(&kit, CC_AZ_KEY_PLAN);
    assert_false(cc_az_findings_file(&call.call, &findings));
    cc_kit_expect_error(&call, "azure.key_vault_id",
                        "To put it right:\n"
                        "  az keyvault update --name kv-orders --enable-purge-protection true\n"
                        "  azurerm_key_vault (kv-orders): purge_protection_enabled = true");
    cc_az_kit_close(&kit);
    cc_kit_close(&call);
}

static void test_findings__warnings_let_the_plan_go_on(void **state)
{
    (void)state;
    struct cc_kit call;
    struct cc_az_kit kit;
    cc_kit_open(&call, &no_schema, NULL);
    cc_az_kit_open(&kit, (const char *const[CC_AZ_KIT_EDITS_MAX]){"key 0"});
    struct cc_az_findings findings = cc_az_kit_findings(&kit, CC_AZ_KEY_PLAN);
    assert_true(cc_az_findings_file(&call.call, &findings));
    cc_kit_expect_error(&call, "", NULL);
    cc_kit_expect_warning(&call, "azure.key_identifier", "the host name was not found");
    cc_az_kit_close(&kit);
    cc_kit_close(&call);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_findings__every_line_of_the_checklist_that_needs_facts_has_a_row),
        cmocka_unit_test(test_findings__names_of_rules_are_unique),
        cmocka_unit_test(test_findings__a_good_key_has_none_at_any_moment),
        cmocka_unit_test(test_findings__severity_follows_moment_and_mode),
        cmocka_unit_test(test_findings__sit_on_the_attribute_of_the_moment),
        cmocka_unit_test(test_findings__what_is_not_there_is_told_once),
        cmocka_unit_test(test_findings__what_was_never_asked_is_silent_in_plans_only),
        cmocka_unit_test(
            test_findings__a_missing_right_is_one_warning_with_all_that_was_not_checked),
        cmocka_unit_test(test_findings__are_filed_with_their_fix),
        cmocka_unit_test(test_findings__warnings_let_the_plan_go_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
