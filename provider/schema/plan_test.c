// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "schema/resource.h"

static bool same_letters(struct cc_str a, struct cc_str b)
{
    return cc_str_equal_nocase(a, b);
}

static const struct cc_attribute key_table[] = {
    {.name = "url",
     .mode = CC_REQUIRED,
     .type = &cc_type_string,
     .force_new = true,
     .equal = same_letters,
     .description = "Force-new."},
    {.name = "application",
     .mode = CC_COMPUTED,
     .type = &cc_type_string,
     .keep_prior = true,
     .description = "Computed inside."},
    {NULL},
};

static const struct cc_attribute table[] = {
    {.name = "id",
     .mode = CC_COMPUTED,
     .type = &cc_type_string,
     .keep_prior = true,
     .description = "Stays."},
    {.name = "name", .mode = CC_REQUIRED, .type = &cc_type_string, .description = "Updated."},
    {.name = "note", .mode = CC_OPTIONAL, .type = &cc_type_string, .description = "Updated."},
    {.name = "region",
     .mode = CC_REQUIRED,
     .type = &cc_type_string,
     .force_new = true,
     .description = "Force-new."},
    {.name = "size_now",
     .mode = CC_COMPUTED,
     .type = &cc_type_number,
     .description = "Changes with updates."},
    {.name = "level",
     .mode = CC_OPTIONAL_COMPUTED,
     .type = &cc_type_string,
     .keep_prior = true,
     .default_text = "low",
     .description = "Has a default."},
    {.name = "tone",
     .mode = CC_OPTIONAL_COMPUTED,
     .type = &cc_type_string,
     .keep_prior = true,
     .force_new = true,
     .description = "Decided by the verb."},
    {.name = "key",
     .mode = CC_OPTIONAL,
     .nesting = CC_NESTING_SINGLE,
     .nested = key_table,
     .force_new = true,
     .description = "Nested."},
    {NULL},
};

static const struct cc_schema schema = {.attributes = table};

static bool update_nothing(struct cc_call *call, const struct cc_value *prior,
                           const struct cc_value *planned, struct cc_value *state)
{
    (void)call;
    (void)prior;
    *state = *planned;
    return true;
}

/* As a cross-attribute default would: the tone follows the note. */
static bool plan_tone(struct cc_call *call, struct cc_plan *plan)
{
    (void)call;
    const struct cc_value *note = cc_value_at(plan->config, "note");
    if (cc_value_is_null(cc_value_at(plan->config, "tone")))
        cc_value_set(
            &plan->planned, CC_STR("tone"),
            cc_value_is_unknown(note)
                ? cc_value_unknown()
                : cc_value_str(cc_value_is_null(note) ? CC_STR("dull") : CC_STR("bright")));
    return true;
}

static bool review_refusal(struct cc_call *call, const struct cc_plan *plan)
{
    if (plan->replace_count == 0 && !cc_plan_is_destroy(plan))
        return true;
    return cc_diags_error(call->diags, cc_path_from("name"), CC_STR("Protected"), "No.");
}

static const struct cc_resource_type plain = {
    .name = "test_plain", .schema = &schema, .update = update_nothing};
static const struct cc_resource_type toned = {
    .name = "test_toned", .schema = &schema, .update = update_nothing, .plan = plan_tone};
static const struct cc_resource_type guarded = {
    .name = "test_guarded", .schema = &schema, .update = update_nothing, .review = review_refusal};
static const struct cc_resource_type frozen = {.name = "test_frozen", .schema = &schema};

struct fixture {
    struct cc_arena arena;
    struct cc_diags diags;
    struct cc_call call;
    struct cc_value config, prior, proposed;
    struct cc_plan plan;
};

static void set(struct fixture *fixture, struct cc_value *object, const char *name,
                const char *text)
{
    (void)fixture;
    cc_value_set(object, cc_str_from(name), cc_value_str(cc_str_from(text)));
}

static struct cc_value key_of(struct fixture *fixture, const char *url, const char *application)
{
    struct cc_value key =
        cc_value_object(&fixture->arena, cc_schema_type(&fixture->arena, key_table));
    set(fixture, &key, "url", url);
    set(fixture, &key, "application", application);
    return key;
}

static int set_up(void **state)
{
    static struct fixture fixture;
    memset(&fixture, 0, sizeof fixture);
    cc_arena_init(&fixture.arena);
    cc_diags_init(&fixture.diags, &fixture.arena);
    fixture.call = (struct cc_call){.arena = &fixture.arena, .diags = &fixture.diags};
    fixture.call.type = cc_schema_type(&fixture.arena, table);
    fixture.config = cc_value_object(&fixture.arena, fixture.call.type);
    set(&fixture, &fixture.config, "name", "orders");
    set(&fixture, &fixture.config, "region", "west");
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    cc_arena_release(&fixture->arena);
    return 0;
}

/* The state after a creation from the configuration, and the host's proposal for no change. */
static void exists(struct fixture *fixture)
{
    fixture->prior = cc_value_copy(&fixture->arena, &fixture->config);
    set(fixture, &fixture->prior, "id", "t-1");
    set(fixture, &fixture->prior, "level", "low");
    set(fixture, &fixture->prior, "tone", "dull");
    cc_value_set(&fixture->prior, CC_STR("size_now"), cc_value_int(&fixture->arena, 3));
    fixture->proposed = cc_value_copy(&fixture->arena, &fixture->prior);
}

static void change(struct fixture *fixture, const char *name, const char *text)
{
    set(fixture, &fixture->config, name, text);
    set(fixture, &fixture->proposed, name, text);
}

static bool plan_with(struct fixture *fixture, const struct cc_resource_type *resource)
{
    fixture->plan = (struct cc_plan){
        .config = &fixture->config, .prior = &fixture->prior, .proposed = &fixture->proposed};
    return cc_plan_make(&fixture->call, resource, &fixture->plan);
}

static void expect_text(struct fixture *fixture, const char *path, const char *text)
{
    const struct cc_value *value = cc_value_at(&fixture->plan.planned, path);
    assert_int_equal(value->kind, CC_VALUE_STRING);
    assert_string_equal(cc_str_c(&fixture->arena, value->text), text);
}

static void expect_unknown(struct fixture *fixture, const char *path)
{
    assert_true(cc_value_is_unknown(cc_value_at(&fixture->plan.planned, path)));
}

static void expect_replace(struct fixture *fixture, const char *path)
{
    assert_int_equal(fixture->plan.replace_count, 1);
    assert_string_equal(
        cc_str_c(&fixture->arena, cc_path_format(&fixture->arena, fixture->plan.replace[0])), path);
}

static void test_plan__creation_leaves_computed_attributes_to_the_service(void **state)
{
    struct fixture *fixture = *state;
    fixture->proposed = fixture->config;
    assert_true(plan_with(fixture, &plain));
    expect_text(fixture, "name", "orders");
    expect_text(fixture, "level", "low");
    expect_unknown(fixture, "id");
    expect_unknown(fixture, "size_now");
    expect_unknown(fixture, "tone");
    assert_true(cc_value_is_null(cc_value_at(&fixture->plan.planned, "note")));
    assert_true(cc_value_is_null(cc_value_at(&fixture->plan.planned, "key")));
    assert_int_equal(fixture->plan.replace_count, 0);
}

static void test_plan__creation_marks_computed_attributes_inside_nested_objects(void **state)
{
    struct fixture *fixture = *state;
    cc_value_set(&fixture->config, CC_STR("key"), key_of(fixture, "https://a", NULL));
    fixture->proposed = fixture->config;
    assert_true(plan_with(fixture, &plain));
    expect_text(fixture, "key.url", "https://a");
    expect_unknown(fixture, "key.application");
}

static void test_plan__nothing_changed_returns_the_prior_state(void **state)
{
    struct fixture *fixture = *state;
    exists(fixture);
    assert_true(plan_with(fixture, &plain));
    assert_true(cc_value_equal(fixture->call.type, &fixture->prior, &fixture->plan.planned));
    assert_int_equal(fixture->plan.replace_count, 0);
}

static void test_plan__a_rename_keeps_what_an_update_never_changes(void **state)
{
    struct fixture *fixture = *state;
    exists(fixture);
    change(fixture, "name", "orders-eu");
    assert_true(plan_with(fixture, &plain));
    expect_text(fixture, "name", "orders-eu");
    expect_text(fixture, "id", "t-1");
    expect_text(fixture, "level", "low");
    expect_unknown(fixture, "size_now");
    assert_int_equal(fixture->plan.replace_count, 0);
}

static void test_plan__a_default_is_not_taken_again_when_the_service_has_another_value(void **state)
{
    struct fixture *fixture = *state;
    exists(fixture);
    set(fixture, &fixture->prior, "level", "high");
    set(fixture, &fixture->proposed, "level", "high");
    assert_true(plan_with(fixture, &plain));
    expect_text(fixture, "level", "high");
}

static void test_plan__a_force_new_attribute_replaces(void **state)
{
    struct fixture *fixture = *state;
    exists(fixture);
    change(fixture, "region", "north");
    assert_true(plan_with(fixture, &plain));
    expect_replace(fixture, "region");
}

static void test_plan__an_unknown_force_new_attribute_replaces(void **state)
{
    struct fixture *fixture = *state;
    exists(fixture);
    cc_value_set(&fixture->config, CC_STR("region"), cc_value_unknown());
    cc_value_set(&fixture->proposed, CC_STR("region"), cc_value_unknown());
    assert_true(plan_with(fixture, &plain));
    expect_replace(fixture, "region");
    expect_unknown(fixture, "region");
}

static void test_plan__a_nested_force_new_attribute_is_named_exactly(void **state)
{
    struct fixture *fixture = *state;
    cc_value_set(&fixture->config, CC_STR("key"), key_of(fixture, "https://a", NULL));
    exists(fixture);
    cc_value_set(&fixture->prior, CC_STR("key"), key_of(fixture, "https://a", "app-1"));
    cc_value_set(&fixture->config, CC_STR("key"), key_of(fixture, "https://b", NULL));
    cc_value_set(&fixture->proposed, CC_STR("key"), key_of(fixture, "https://b", "app-1"));
    assert_true(plan_with(fixture, &plain));
    expect_replace(fixture, "key.url");
}

static void test_plan__a_nested_object_that_goes_away_replaces(void **state)
{
    struct fixture *fixture = *state;
    exists(fixture);
    cc_value_set(&fixture->prior, CC_STR("key"), key_of(fixture, "https://a", "app-1"));
    assert_true(plan_with(fixture, &plain));
    expect_replace(fixture, "key");
}

static void test_plan__another_spelling_of_the_same_is_no_change(void **state)
{
    struct fixture *fixture = *state;
    cc_value_set(&fixture->config, CC_STR("key"), key_of(fixture, "HTTPS://A", NULL));
    exists(fixture);
    cc_value_set(&fixture->prior, CC_STR("key"), key_of(fixture, "https://a", "app-1"));
    cc_value_set(&fixture->proposed, CC_STR("key"), key_of(fixture, "HTTPS://A", "app-1"));
    assert_true(plan_with(fixture, &plain));
    assert_true(cc_value_equal(fixture->call.type, &fixture->prior, &fixture->plan.planned));
}

static void test_plan__the_verb_decides_across_attributes(void **state)
{
    struct fixture *fixture = *state;
    fixture->proposed = fixture->config;
    assert_true(plan_with(fixture, &toned));
    expect_text(fixture, "tone", "dull");
    cc_value_set(&fixture->config, CC_STR("note"), cc_value_unknown());
    fixture->proposed = fixture->config;
    assert_true(plan_with(fixture, &toned));
    expect_unknown(fixture, "tone");
}

static void test_plan__what_the_verb_changes_can_replace(void **state)
{
    struct fixture *fixture = *state;
    exists(fixture);
    change(fixture, "note", "hello");
    assert_true(plan_with(fixture, &toned));
    expect_text(fixture, "tone", "bright");
    expect_replace(fixture, "tone");
}

static void test_plan__without_an_update_verb_every_change_replaces(void **state)
{
    struct fixture *fixture = *state;
    exists(fixture);
    change(fixture, "name", "orders-eu");
    assert_true(plan_with(fixture, &frozen));
    expect_replace(fixture, "name");
}

static void test_plan__the_review_sees_replacements_and_destroys(void **state)
{
    struct fixture *fixture = *state;
    exists(fixture);
    assert_true(plan_with(fixture, &guarded));
    change(fixture, "region", "north");
    assert_false(plan_with(fixture, &guarded));
    fixture->config = cc_value_null();
    fixture->proposed = cc_value_null();
    assert_false(plan_with(fixture, &guarded));
    assert_int_equal(fixture->diags.error_count, 2);
}

static void test_plan__a_destroy_plans_null(void **state)
{
    struct fixture *fixture = *state;
    exists(fixture);
    fixture->config = cc_value_null();
    fixture->proposed = cc_value_null();
    assert_true(plan_with(fixture, &plain));
    assert_true(cc_value_is_null(&fixture->plan.planned));
    assert_int_equal(fixture->plan.replace_count, 0);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(test_plan__##name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(creation_leaves_computed_attributes_to_the_service),
        CASE(creation_marks_computed_attributes_inside_nested_objects),
        CASE(nothing_changed_returns_the_prior_state),
        CASE(a_rename_keeps_what_an_update_never_changes),
        CASE(a_default_is_not_taken_again_when_the_service_has_another_value),
        CASE(a_force_new_attribute_replaces),
        CASE(an_unknown_force_new_attribute_replaces),
        CASE(a_nested_force_new_attribute_is_named_exactly),
        CASE(a_nested_object_that_goes_away_replaces),
        CASE(another_spelling_of_the_same_is_no_change),
        CASE(the_verb_decides_across_attributes),
        CASE(what_the_verb_changes_can_replace),
        CASE(without_an_update_verb_every_change_replaces),
        CASE(the_review_sees_replacements_and_destroys),
        CASE(a_destroy_plans_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
