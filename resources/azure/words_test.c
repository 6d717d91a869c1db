// SPDX-License-Identifier: MPL-2.0
#include "azure/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"

static int arena_open(void **state)
{
    static struct cc_arena arena;
    cc_arena_init(&arena);
    *state = &arena;
    return 0;
}

static int arena_close(void **state)
{
    cc_arena_release(*state);
    return 0;
}

static const struct cc_az_wanted wanted = {
    .key_identifier = CC_STR_INIT("https://KV-orders.vault.azure.net:443/keys/orders-cmk/"),
    .key_vault_id = CC_STR_INIT("/subscriptions/1/resourceGroups/rg (old)/providers/"
                                "Microsoft.KeyVault/vaults/kv-orders"),
    .now_s = 1760000000,
};

static void test_words__blanks_are_filled_and_other_braces_stay(void **state)
{
    struct cc_arena *arena = *state;
    static const struct {
        const char *text, *filled, *command;
    } rows[] = {
        {"key {key} in {vault}", "key orders-cmk in kv-orders", "key orders-cmk in kv-orders"},
        {"{vault}", "kv-orders", "kv-orders"},
        {"", "", ""},
        {"a { b = {vault} } {}", "a { b = kv-orders } {}", "a { b = kv-orders } {}"},
        {"{\"a\":1} {Vault} {", "{\"a\":1} {Vault} {", "{\"a\":1} {Vault} {"},
        {"-g {group}", "-g rg (old)", "-g 'rg (old)'"},
        {"--x {odd}", "--x a'b; rm", "--x 'a'\\''b; rm'"},
        {"--x {empty}", "--x ", "--x ''"},
        {"[{words}]", "[\"one\", \"two;\"]", "[one 'two;']"},
        {"{later}", "2027-10-09T08:53:20Z", "2027-10-09T08:53:20Z"},
        {"{control}", "ab", "'ab'"},
    };
    struct cc_az_blanks blanks = cc_az_blanks_of(arena, &wanted);
    cc_az_blanks_add(&blanks, "odd", CC_STR("a'b; rm"));
    cc_az_blanks_add(&blanks, "empty", CC_STR_ABSENT);
    cc_az_blanks_add(&blanks, "control",
                     CC_STR("a\x1b"
                            "b"));
    cc_az_blanks_add_list(&blanks, "words", CC_STR("one two;"));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct cc_str filled = cc_az_fill(arena, rows[i].text, &blanks);
        struct cc_str command = cc_az_fill_command(arena, rows[i].text, &blanks);
        assert_string_equal(cc_str_c(arena, filled), rows[i].filled);
        assert_string_equal(cc_str_c(arena, command), rows[i].command);
    }
    assert_true(cc_str_is_absent(cc_az_fill(arena, NULL, &blanks)));
}

static void test_words__names_come_from_either_id(void **state)
{
    struct cc_arena *arena = *state;
    static const struct {
        const char *vault_id, *identifier, *vault, *key, *group;
    } rows[] = {
        {"/subscriptions/1/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-a",
         "https://kv-b.vault.azure.net/keys/k/0123456789abcdef0123456789abcdef", "kv-a", "k", "rg"},
        {NULL, "https://KV-b.vault.azure.net/keys/k", "kv-b", "k", "?"},
        {"nonsense", NULL, "?", "?", "?"},
        {NULL, NULL, "?", "?", "?"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct cc_az_wanted given = {.key_vault_id = cc_str_from(rows[i].vault_id),
                                     .key_identifier = cc_str_from(rows[i].identifier)};
        struct cc_az_names names = cc_az_wanted_names(arena, &given);
        assert_string_equal(cc_str_c(arena, names.vault), rows[i].vault);
        assert_string_equal(cc_str_c(arena, names.key), rows[i].key);
        assert_string_equal(cc_str_c(arena, names.resource_group), rows[i].group);
    }
}

static void test_words__dates_are_utc(void **state)
{
    struct cc_arena *arena = *state;
    assert_string_equal(cc_str_c(arena, cc_az_date(arena, 0)), "1970-01-01");
    assert_string_equal(cc_str_c(arena, cc_az_date(arena, 1709164800)), "2024-02-29");
    assert_string_equal(cc_str_c(arena, cc_az_date_time(arena, INT64_C(253402300799))),
                        "9999-12-31T23:59:59Z");
    assert_int_not_equal(cc_az_date_time(arena, INT64_MAX).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_words__blanks_are_filled_and_other_braces_stay,
                                        arena_open, arena_close),
        cmocka_unit_test_setup_teardown(test_words__names_come_from_either_id, arena_open,
                                        arena_close),
        cmocka_unit_test_setup_teardown(test_words__dates_are_utc, arena_open, arena_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
