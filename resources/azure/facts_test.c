// SPDX-License-Identifier: MPL-2.0
#include "azure/facts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "azure/roles.h"
#include "azure/test_kit.h"
#include "base/buf.h"

#define NO_EDITS ((const char *const[CC_AZ_KIT_EDITS_MAX]){NULL})

static const struct cc_json *parsed(struct cc_az_kit *kit, const char *text)
{
    struct cc_str reason;
    const struct cc_json *json = cc_json_parse(&kit->arena, cc_str_from(text), &reason);
    assert_non_null(json);
    return json;
}

static void expect_text(struct cc_az_kit *kit, struct cc_str text, const char *expected)
{
    assert_string_equal(cc_str_c(&kit->arena, text), expected);
}

static void test_facts__a_vault_is_read_in_one_spelling(void **state)
{
    (void)state;
    struct cc_az_kit kit;
    cc_az_kit_open(&kit, (const char *const[CC_AZ_KIT_EDITS_MAX]){
                             "vault location \"West Europe\"",
                             "vault properties.vaultUri \"https://KV-Orders.vault.azure.net:443/\"",
                             "vault properties.sku.name \"Premium\""});
    expect_text(&kit, kit.facts.vault.location, "westeurope");
    expect_text(&kit, kit.facts.vault.host, "kv-orders.vault.azure.net");
    expect_text(&kit, kit.facts.vault.sku, "premium");
    expect_text(&kit, kit.facts.key.host, "kv-orders.vault.azure.net");
    assert_int_equal(kit.facts.vault.soft_delete_days, 90);
    cc_az_kit_close(&kit);
}

static void test_facts__texts_are_clipped_and_printable(void **state)
{
    (void)state;
    struct cc_az_kit kit;
    struct cc_buf json;
    cc_az_kit_open(&kit, NO_EDITS);
    cc_buf_init(&json, &kit.arena, 5000);
    cc_buf_append_str(&json, CC_STR("{\"properties\":{\"tenantId\":\"\\u001b"));
    for (size_t i = 0; i < 1500; i++)
        cc_buf_append_str(&json, CC_STR("\xc3\xa4"));
    cc_buf_append_str(&json, CC_STR("\"}}"));
    cc_az_facts_vault(&kit.arena, &kit.facts, parsed(&kit, cc_buf_str(&json).ptr));
    assert_true(cc_str_is_utf8(kit.facts.vault.tenant_id));
    assert_false(cc_str_contains(kit.facts.vault.tenant_id, CC_STR("\x1b")));
    assert_in_range(kit.facts.vault.tenant_id.len, 900, 1010);
    cc_az_kit_close(&kit);
}

/* Sizes of keys as the data plane tells them: letters of base64url, the first one given. */
static void test_facts__the_size_is_counted_from_the_modulus(void **state)
{
    (void)state;
    static const struct {
        const char *first;
        size_t letters; /* behind those */
        const char *last;
        int64_t bits;
    } rows[] = {
        {"s", 341, "", 2048},  {"s", 511, "", 3072},   {"s", 682, "", 4096},
        {"s", 170, "", 1024},  {"s", 341, "==", 2048}, /* padding does not count */
        {"AI", 341, "", 2048},                         /* a zero byte before it */
        {"f", 341, "", 2047},  {"B", 341, "", 2043},   {"A", 0, "", 0},
        {"", 0, "", 0},        {"s+", 340, "", 0},     {"s", 340, "/", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct cc_az_kit kit;
        struct cc_buf edit;
        struct cc_arena arena;
        cc_arena_init(&arena);
        cc_buf_init(&edit, &arena, 2000);
        cc_buf_appendf(&edit, "data-key key.n \"%s", rows[i].first);
        for (size_t k = 0; k < rows[i].letters; k++)
            cc_buf_append_byte(&edit, 'x');
        cc_buf_appendf(&edit, "%s\"", rows[i].last);
        cc_az_kit_open(
            &kit, (const char *const[CC_AZ_KIT_EDITS_MAX]){"key unasked", cc_buf_str(&edit).ptr});
        assert_int_equal(kit.facts.key.size_bits, rows[i].bits);
        cc_az_kit_close(&kit);
        cc_arena_release(&arena);
    }
}

static void test_facts__both_planes_tell_about_one_key(void **state)
{
    (void)state;
    struct cc_az_kit kit;
    cc_az_kit_open(&kit, (const char *const[CC_AZ_KIT_EDITS_MAX]){
                             "key properties.kty -", "key properties.attributes.exp -",
                             "data-key attributes.exportable true", "data-key key.key_ops -",
                             "data-key attributes.recoveryLevel -"});
    const struct cc_az_key *key = &kit.facts.key;
    expect_text(&kit, key->kty, "RSA");
    assert_int_equal(key->expires.is_set, CC_AZ_YES);
    assert_int_equal(key->expires.epoch_s, 1900000000);
    assert_int_equal(key->exportable, CC_AZ_YES);
    assert_int_equal(key->ops.is_set, CC_AZ_YES);
    assert_int_equal(key->ops.count, 3);
    expect_text(&kit, key->recovery_level, "Recoverable");
    assert_int_equal(kit.facts.sights[CC_AZ_KEY].seen, CC_AZ_SEEN);
    cc_az_kit_close(&kit);
}

static void test_facts__a_refusal_does_not_hide_what_was_seen(void **state)
{
    (void)state;
    struct cc_az_kit kit;
    cc_az_kit_open(&kit, (const char *const[CC_AZ_KIT_EDITS_MAX]){
                             "data-key 403 ForbiddenByFirewall", "rotation 404 KeyNotFound"});
    assert_int_equal(kit.facts.sights[CC_AZ_KEY].seen, CC_AZ_SEEN);
    assert_int_equal(kit.facts.sights[CC_AZ_ROTATION].seen, CC_AZ_SEEN);
    assert_true(cc_str_contains(kit.facts.sights[CC_AZ_KEY].why, CC_STR("firewall")));
    cc_az_kit_close(&kit);
}

static void test_facts__pages_of_assignments_add_up(void **state)
{
    (void)state;
    struct cc_az_kit kit;
    cc_az_kit_open(&kit, NO_EDITS);
    assert_int_equal(kit.facts.assignment_count, 2);
    cc_az_kit_play(&kit, CC_AZ_ASK_ASSIGNMENTS,
                   cc_az_kit_sample(&kit.arena, CC_AZ_ASK_ASSIGNMENTS));
    assert_int_equal(kit.facts.assignment_count, 4);
    assert_true(cc_str_is_absent(kit.facts.sights[CC_AZ_ASSIGNMENTS].why));
    for (size_t i = 0; i < CC_AZ_ASSIGNMENTS_MAX; i++)
        cc_az_kit_play(&kit, CC_AZ_ASK_ASSIGNMENTS,
                       cc_az_kit_sample(&kit.arena, CC_AZ_ASK_ASSIGNMENTS));
    assert_int_equal(kit.facts.assignment_count, CC_AZ_ASSIGNMENTS_MAX);
    assert_false(cc_str_is_absent(kit.facts.sights[CC_AZ_ASSIGNMENTS].why));
    cc_az_kit_close(&kit);
}

/* What is missing may be on the page that was refused. */
static void test_facts__a_page_that_is_refused_leaves_a_doubt(void **state)
{
    (void)state;
    struct cc_az_kit kit;
    cc_az_kit_open(&kit, (const char *const[CC_AZ_KIT_EDITS_MAX]){"assignments value []"});
    struct cc_str action = CC_STR("Microsoft.KeyVault/vaults/keys/read");
    assert_int_equal(cc_az_roles_allow(&kit.facts, action), CC_AZ_NO);
    struct cc_az_refusal refusal = {.status = 429};
    cc_az_facts_refused(&kit.arena, &kit.facts, &kit.wanted, CC_AZ_ASK_ASSIGNMENTS, &refusal);
    assert_int_equal(cc_az_roles_allow(&kit.facts, action), CC_AZ_NOT_TOLD);
    struct cc_az_findings findings = cc_az_kit_findings(&kit, CC_AZ_BEFORE_CREATE);
    assert_int_equal(findings.count, 1);
    assert_int_equal(findings.list[0].rule, 0);
    assert_true(cc_str_contains(findings.list[0].detail, CC_STR("asked too often")));
    cc_az_kit_close(&kit);
}

static void test_facts__roles_that_are_not_known_are_to_be_asked_for(void **state)
{
    (void)state;
    struct cc_az_kit kit;
    cc_az_kit_open(&kit, (const char *const[CC_AZ_KIT_EDITS_MAX]){
                             "assignments value.0.properties.roleDefinitionId "
                             "\"/x/roleDefinitions/77770000-0000-4000-8000-00000000f001\"",
                             "assignments value.1.properties.roleDefinitionId "
                             "\"/x/roleDefinitions/77770000-0000-4000-8000-00000000f002\""});
    const struct cc_az_assignment *second = cc_az_roles_unjudged(&kit.facts, NULL);
    const struct cc_az_assignment *first = cc_az_roles_unjudged(&kit.facts, second);
    expect_text(&kit, second->definition_id,
                "/x/roleDefinitions/77770000-0000-4000-8000-00000000f002");
    expect_text(&kit, first->definition_id,
                "/x/roleDefinitions/77770000-0000-4000-8000-00000000f001");
    assert_null(cc_az_roles_unjudged(&kit.facts, first));
    cc_az_kit_play(&kit, CC_AZ_ASK_DEFINITION, cc_az_kit_sample(&kit.arena, CC_AZ_ASK_DEFINITION));
    assert_ptr_equal(cc_az_roles_unjudged(&kit.facts, NULL), second);
    assert_null(cc_az_roles_unjudged(&kit.facts, second));
    cc_az_kit_close(&kit);
}

static void test_facts__patterns_of_actions_cover_what_they_say(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *action;
        bool is_covered;
    } rows[] = {
        {"*", "a/b/read", true},          {"a/*", "a/b/read", true},
        {"a/*/read", "a/b/c/read", true}, {"A/B/READ", "a/b/read", true},
        {"a/*/read", "a/*/read", true},   {"a/b/read", "a/*/read", false},
        {"a/b/*", "a/*/read", false},     {"a/*/wrap", "a/b/wrap/action", false},
        {"*/read", "a/b/reader", false},  {"a/b", "a/b/read", false},
        {"*a*b*", "xxaxxbxx", true},      {"a/b/read**", "a/b/read", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct cc_az_kit kit;
        struct cc_arena arena;
        cc_arena_init(&arena);
        struct cc_str edit = cc_str_format(
            &arena, "definition properties.permissions.0.dataActions [\"%s\"]", rows[i].pattern);
        cc_az_kit_open(&kit, (const char *const[CC_AZ_KIT_EDITS_MAX]){
                                 "assignments value.0.properties.roleDefinitionId "
                                 "\"/x/roleDefinitions/77770000-0000-4000-8000-00000000F001\"",
                                 edit.ptr});
        enum cc_az_told allows = cc_az_roles_allow(&kit.facts, cc_str_from(rows[i].action));
        if (allows != (rows[i].is_covered ? CC_AZ_YES : CC_AZ_NO))
            fail_msg("%s on %s", rows[i].pattern, rows[i].action);
        cc_az_kit_close(&kit);
        cc_arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_facts__a_vault_is_read_in_one_spelling),
        cmocka_unit_test(test_facts__texts_are_clipped_and_printable),
        cmocka_unit_test(test_facts__the_size_is_counted_from_the_modulus),
        cmocka_unit_test(test_facts__both_planes_tell_about_one_key),
        cmocka_unit_test(test_facts__a_refusal_does_not_hide_what_was_seen),
        cmocka_unit_test(test_facts__pages_of_assignments_add_up),
        cmocka_unit_test(test_facts__a_page_that_is_refused_leaves_a_doubt),
        cmocka_unit_test(test_facts__roles_that_are_not_known_are_to_be_asked_for),
        cmocka_unit_test(test_facts__patterns_of_actions_cover_what_they_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
