// SPDX-License-Identifier: MPL-2.0
#include "dedicated_cluster/cluster_test.h"

/* Validation. */

struct validate_row {
    const char *config;
    const char *unknown; /* attribute made unknown; NULL: none */
    const char *path;    /* of the error; NULL: it is good */
    const char *part;
};

#define SIZE(availability, cku) "{\"availability\":\"" availability "\",\"cku\":" cku "}"

static const struct validate_row validate_rows[] = {
    {CONFIG(""), NULL, NULL, NULL},
    {CONFIG(",\"encryption_mode\":\"automatic\""), NULL, NULL, NULL},
    {CONFIG(",\"encryption_mode\":\"self_managed\""), NULL, "encryption_mode", "ccloud_byok_key"},
    {CONFIG(",\"encryption_mode\":\"self_managed\",\"byok_key_id\":\"cck-1\""), NULL, NULL, NULL},
    {CONFIG(",\"encryption_mode\":\"automatic\",\"byok_key_id\":\"cck-1\""), NULL, "byok_key_id",
     "Remove byok_key_id"},
    {CONFIG(",\"byok_key_id\":\"cck-1\""), NULL, NULL, NULL},
    {CONFIG(",\"encryption_mode\":\"self_managed\""), "byok_key_id", NULL, NULL},
    {CONFIG(",\"encryption_mode\":\"automatic\""), "byok_key_id", NULL, NULL},
    {CONFIG(",\"byok_key_id\":\"cck-1\""), "encryption_mode", NULL, NULL},
    {SIZE("MULTI_ZONE", "2"), NULL, NULL, NULL},
    {SIZE("MULTI_ZONE", "1"), NULL, "cku", "cku = 2"},
    {SIZE("HIGH", "1"), NULL, "cku", "\"HIGH\""},
    {SIZE("HIGH", "2"), NULL, NULL, NULL},
    {SIZE("SINGLE_ZONE", "1"), NULL, NULL, NULL},
    {SIZE("LOW", "1"), NULL, NULL, NULL},
    {SIZE("HIGH", "1"), "cku", NULL, NULL},
    {SIZE("HIGH", "1"), "availability", NULL, NULL},
};

static void test_rules__attributes_must_fit_together(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof validate_rows / sizeof validate_rows[0]; i++) {
        const struct validate_row *row = &validate_rows[i];
        struct cc_kit kit;
        open_kit(&kit, NULL);
        struct cc_value config = cc_kit_value(&kit, row->config);
        if (row->unknown != NULL)
            config = cc_kit_with(&kit, &config, row->unknown, cc_value_unknown());
        assert_int_equal(cc_cluster_validate(&kit.call, &config), row->path == NULL);
        cc_kit_expect_error(&kit, row->path, row->part);
        cc_kit_close(&kit);
    }
}

static void test_rules__every_contradiction_is_reported_at_once(void **state)
{
    (void)state;
    struct cc_kit kit;
    open_kit(&kit, NULL);
    struct cc_value config = cc_kit_value(
        &kit, "{\"availability\":\"HIGH\",\"cku\":1,\"encryption_mode\":\"self_managed\"}");
    assert_false(cc_cluster_validate(&kit.call, &config));
    assert_int_equal(kit.diags.error_count, 2);
    cc_kit_close(&kit);
}

/* Plans. */

struct mode_row {
    const char *what;
    const char *config, *prior; /* prior NULL: a creation */
    const char *unknown;        /* attribute of the configuration; NULL: none */
    const char *mode;           /* NULL: unknown */
    bool replaces;
};

static const struct mode_row mode_rows[] = {
    {"no key means automatic", CONFIG(""), NULL, NULL, "automatic", false},
    {"a key means self-managed", CONFIG(",\"byok_key_id\":\"cck-1\""), NULL, NULL, "self_managed",
     false},
    {"an unknown key leaves it open", CONFIG(""), NULL, "byok_key_id", NULL, false},
    {"a written mode stays", CONFIG(",\"encryption_mode\":\"self_managed\""), NULL, "byok_key_id",
     "self_managed", false},
    {"an unknown mode stays", CONFIG(",\"byok_key_id\":\"cck-1\""), NULL, "encryption_mode", NULL,
     false},
    {"unchanged", CONFIG(""), STATE(""), NULL, "automatic", false},
    {"unchanged with key", CONFIG(",\"byok_key_id\":\"cck-1\""), STATE_BYOK(""), NULL,
     "self_managed", false},
    {"writing what is there changes nothing",
     CONFIG(",\"byok_key_id\":\"cck-1\",\"encryption_mode\":\"self_managed\""), STATE_BYOK(""),
     NULL, "self_managed", false},
    {"adding a key", CONFIG(",\"byok_key_id\":\"cck-1\""), STATE_UNPROTECTED(""), NULL,
     "self_managed", true},
    {"removing the key", CONFIG(""), STATE_BYOK_UNPROTECTED(""), NULL, "automatic", true},
    {"another key", CONFIG(",\"byok_key_id\":\"cck-2\""), STATE_BYOK_UNPROTECTED(""), NULL,
     "self_managed", true},
    {"a key that will be another", CONFIG(""), STATE_BYOK_UNPROTECTED(""), "byok_key_id", NULL,
     true},
    {"an old binding without key id stays", CONFIG(""), STATE_AS("self_managed", "", "true", ""),
     NULL, "self_managed", false},
};

static void test_rules__the_mode_follows_from_the_key(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof mode_rows / sizeof mode_rows[0]; i++) {
        const struct mode_row *row = &mode_rows[i];
        print_message("  %s\n", row->what);
        struct cc_kit kit;
        bool is_good;
        open_kit(&kit, NULL);
        struct cc_value config = cc_kit_value(&kit, row->config);
        struct cc_value prior =
            row->prior != NULL ? cc_kit_value(&kit, row->prior) : cc_value_null();
        if (row->unknown != NULL)
            config = cc_kit_with(&kit, &config, row->unknown, cc_value_unknown());
        struct cc_plan plan =
            make_plan(&kit, &config, row->prior != NULL ? &prior : NULL, &is_good);
        assert_true(is_good);
        const struct cc_value *mode = cc_value_at(&plan.planned, "encryption_mode");
        assert_int_equal(cc_value_is_unknown(mode), row->mode == NULL);
        assert_string_equal(cc_str_c(&kit.arena, cc_value_text(mode)),
                            row->mode != NULL ? row->mode : "");
        assert_int_equal(plan.replace_count > 0, row->replaces);
        cc_kit_close(&kit);
    }
}

static void test_rules__protection_is_on_unless_said_otherwise(void **state)
{
    (void)state;
    static const struct {
        const char *config, *prior;
        bool is_unknown, expected;
    } rows[] = {
        {CONFIG(""), NULL, false, true},
        {CONFIG(",\"deletion_protection\":false"), NULL, false, false},
        {CONFIG(",\"deletion_protection\":true"), NULL, false, true},
        {CONFIG(""), STATE_UNPROTECTED(""), false, false},
        {CONFIG(""), STATE(""), false, true},
        {CONFIG(",\"deletion_protection\":false"), STATE(""), false, false},
        {CONFIG(""), NULL, true, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct cc_kit kit;
        bool is_good;
        open_kit(&kit, NULL);
        struct cc_value config = cc_kit_value(&kit, rows[i].config);
        struct cc_value prior =
            rows[i].prior != NULL ? cc_kit_value(&kit, rows[i].prior) : cc_value_null();
        if (rows[i].is_unknown)
            config = cc_kit_with(&kit, &config, "deletion_protection", cc_value_unknown());
        struct cc_plan plan =
            make_plan(&kit, &config, rows[i].prior != NULL ? &prior : NULL, &is_good);
        const struct cc_value *value = cc_value_at(&plan.planned, "deletion_protection");
        assert_int_equal(cc_value_is_unknown(value), rows[i].is_unknown);
        assert_int_equal(cc_value_is_true(value), rows[i].expected);
        cc_kit_close(&kit);
    }
}

static void test_rules__a_plan_without_change_is_the_prior_state(void **state)
{
    (void)state;
    static const char *const configs[] = {
        CONFIG(""),
        CONFIG(",\"deletion_protection\":true,\"encryption_mode\":\"automatic\""),
        "{\"display_name\":\"orders\",\"environment_id\":\"env-1\",\"cloud\":\"AZURE\","
        "\"region\":\"westeurope\",\"availability\":\"HIGH\",\"cku\":2}",
    };
    for (size_t i = 0; i < sizeof configs / sizeof configs[0]; i++) {
        struct cc_kit kit;
        open_kit(&kit, NULL);
        struct cc_value planned = planned_of(&kit, configs[i], STATE(""));
        cc_kit_expect_value(&kit, &planned, STATE(""));
        assert_int_equal(kit.diags.count, 0);
        cc_kit_close(&kit);
    }
}

static void test_rules__a_resize_leaves_all_but_the_running_size_known(void **state)
{
    (void)state;
    struct cc_kit kit;
    open_kit(&kit, NULL);
    struct cc_value planned =
        planned_of(&kit,
                   "{\"display_name\":\"orders\",\"environment_id\":\"env-1\",\"cloud\":\"AZURE\","
                   "\"region\":\"westeurope\",\"availability\":\"MULTI_ZONE\",\"cku\":3}",
                   STATE(""));
    assert_true(cc_value_is_unknown(cc_value_at(&planned, "current_cku")));
    planned = cc_kit_with(&kit, &planned, "current_cku", cc_value_null());
    assert_true(cc_value_is_wholly_known(&planned));
    cc_kit_close(&kit);
}

static void test_rules__a_rename_leaves_everything_known(void **state)
{
    (void)state;
    struct cc_kit kit;
    open_kit(&kit, NULL);
    struct cc_value planned =
        planned_of(&kit,
                   "{\"display_name\":\"renamed\",\"environment_id\":\"env-1\",\"cloud\":\"AZURE\","
                   "\"region\":\"westeurope\",\"availability\":\"MULTI_ZONE\",\"cku\":2}",
                   STATE(""));
    assert_true(cc_value_is_wholly_known(&planned));
    cc_kit_close(&kit);
}

/* Reviews. */

struct review_row {
    const char *what;
    const char *config, *prior; /* config NULL: a destroy */
    const char *error_path, *error_part;
    const char *warning_path, *warning_part;
};

static const struct review_row review_rows[] = {
    {"a key for a protected cluster", CONFIG(",\"byok_key_id\":\"cck-1\""), STATE(""),
     "encryption_mode", "deletion_protection = false", NULL, NULL},
    {"a mode for a protected cluster",
     CONFIG(",\"byok_key_id\":\"cck-1\",\"encryption_mode\":\"self_managed\""), STATE(""),
     "encryption_mode", "never change after that", NULL, NULL},
    {"another key for a protected cluster", CONFIG(",\"byok_key_id\":\"cck-2\""), STATE_BYOK(""),
     "byok_key_id", "five days", NULL, NULL},
    {"lifting the protection in the same step",
     CONFIG(",\"byok_key_id\":\"cck-2\",\"deletion_protection\":false"), STATE_BYOK(""),
     "byok_key_id", "apply that alone", NULL, NULL},
    {"a network for a protected cluster", CONFIG(",\"network_id\":\"n-1\""), STATE(""),
     "network_id", "All topics and data", NULL, NULL},
    {"zones for a protected cluster", CONFIG(",\"zones\":[\"1\"]"), STATE(",\"zones\":[\"2\"]"),
     "zones", "All topics and data", NULL, NULL},
    {"another key", CONFIG(",\"byok_key_id\":\"cck-2\""), STATE_BYOK_UNPROTECTED(""), NULL, NULL,
     "byok_key_id", "five days"},
    {"a network", CONFIG(",\"network_id\":\"n-1\""), STATE_UNPROTECTED(""), NULL, NULL,
     "network_id", "All topics and data"},
    {"destroying a protected cluster", NULL, STATE(""), "deletion_protection", "then destroy", NULL,
     NULL},
    {"destroying an unprotected cluster", NULL, STATE_UNPROTECTED(""), NULL, NULL, NULL, NULL},
    {"a change in place", CONFIG(",\"deletion_protection\":false"), STATE(""), NULL, NULL, NULL,
     NULL},
    {"a creation", CONFIG(""), NULL, NULL, NULL, NULL, NULL},
    {"the old key for the cluster that follows",
     CONFIG(",\"byok_key_id\":\"cck-1\","
            "\"network_id\":\"n-1\""),
     STATE_BYOK_UNPROTECTED(""), NULL, NULL, "network_id", "advises against using it again"},
    {"the old key for a protected cluster",
     CONFIG(",\"byok_key_id\":\"cck-1\","
            "\"network_id\":\"n-1\""),
     STATE_BYOK(""), "network_id", "until then the new one cannot be created", NULL, NULL},
    {"one zone for several", CONFIG(",\"zones\":[\"1\"]"), NULL, NULL, NULL, "zones",
     "usually lives in three zones, and zones names 1"},
    {"three zones for several", CONFIG(",\"zones\":[\"1\",\"2\",\"3\"]"), NULL, NULL, NULL, NULL,
     NULL},
};

static bool review(struct cc_kit *kit, const struct review_row *row)
{
    bool is_good;
    struct cc_value prior = row->prior != NULL ? cc_kit_value(kit, row->prior) : cc_value_null();
    if (row->config != NULL) {
        struct cc_value config = cc_kit_value(kit, row->config);
        make_plan(kit, &config, row->prior != NULL ? &prior : NULL, &is_good);
        return is_good;
    }
    struct cc_value nothing = cc_value_null();
    struct cc_plan plan = {.config = &nothing, .prior = &prior, .proposed = &nothing};
    return cc_plan_make(&kit->call, &cc_resource_dedicated_cluster, &plan);
}

static void test_rules__what_loses_data_is_refused_or_announced(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof review_rows / sizeof review_rows[0]; i++) {
        const struct review_row *row = &review_rows[i];
        print_message("  %s\n", row->what);
        struct cc_kit kit;
        open_kit(&kit, NULL);
        assert_int_equal(review(&kit, row), row->error_path == NULL);
        cc_kit_expect_error(&kit, row->error_path, row->error_part);
        cc_kit_expect_warning(&kit, row->warning_path, row->warning_part);
        cc_kit_close(&kit);
    }
}

/* The second plan of a replacement that the user orders: no prior state, but somebody leaves. */
static void test_rules__a_successor_of_a_protected_cluster_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *config, *leaving, *error_path;
    } rows[] = {
        {CONFIG(",\"deletion_protection\":false"), STATE(""), "deletion_protection"},
        {CONFIG(",\"deletion_protection\":false"), STATE_UNPROTECTED(""), NULL},
        {CONFIG(",\"deletion_protection\":true"), STATE_UNPROTECTED(""), "deletion_protection"},
        {CONFIG(""), STATE_UNPROTECTED(""), NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct cc_kit kit;
        open_kit(&kit, NULL);
        kit.call.provider = NULL; /* nobody to ask */
        struct cc_value config = cc_kit_value(&kit, rows[i].config), prior = cc_value_null();
        struct cc_value leaving = cc_kit_value(&kit, rows[i].leaving);
        struct cc_plan plan = {
            .config = &config, .prior = &prior, .proposed = &config, .leaving = &leaving};
        bool is_good = cc_plan_make(&kit.call, &cc_resource_dedicated_cluster, &plan);
        assert_int_equal(is_good, rows[i].error_path == NULL);
        cc_kit_expect_error(&kit, rows[i].error_path, rows[i].error_path ? "lost for good" : NULL);
        cc_kit_close(&kit);
    }
}

static void test_rules__the_five_days_are_only_told_about_keys(void **state)
{
    (void)state;
    struct cc_kit kit;
    bool is_good;
    open_kit(&kit, NULL);
    struct cc_value config = cc_kit_value(&kit, CONFIG(",\"network_id\":\"n-1\""));
    struct cc_value prior = cc_kit_value(&kit, STATE_UNPROTECTED(""));
    make_plan(&kit, &config, &prior, &is_good);
    assert_int_equal(kit.diags.count, 1);
    assert_false(cc_kit_mentions(&kit, "five days"));
    assert_true(cc_kit_mentions(&kit, "lkc-1"));
    cc_kit_close(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_row(test_rules__attributes_must_fit_together),
        test_row(test_rules__every_contradiction_is_reported_at_once),
        test_row(test_rules__the_mode_follows_from_the_key),
        test_row(test_rules__protection_is_on_unless_said_otherwise),
        test_row(test_rules__a_plan_without_change_is_the_prior_state),
        test_row(test_rules__a_resize_leaves_all_but_the_running_size_known),
        test_row(test_rules__a_rename_leaves_everything_known),
        test_row(test_rules__what_loses_data_is_refused_or_announced),
        test_row(test_rules__the_five_days_are_only_told_about_keys),
        test_row(test_rules__a_successor_of_a_protected_cluster_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
