// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "schema/resource.h"

static bool refuse_long(struct cc_call *call, struct cc_path path, const struct cc_value *value)
{
    if (cc_value_text(value).len <= 8)
        return true;
    return cc_diags_error(call->diags, path, CC_STR("Too long"), "Eight bytes at most.");
}

static bool same_letters(struct cc_str a, struct cc_str b)
{
    return cc_str_equal_nocase(a, b);
}

static const char *const colours[] = {"RED", "GREEN", NULL};

static const struct cc_attribute inner[] = {
    {.name = "word",
     .mode = CC_REQUIRED,
     .type = &cc_type_string,
     .equal = same_letters,
     .check = refuse_long,
     .description = "A word."},
    {NULL},
};

static const struct cc_attribute table[] = {
    {.name = "colour",
     .mode = CC_OPTIONAL,
     .type = &cc_type_string,
     .words = colours,
     .description = "A colour."},
    {.name = "count_of_things",
     .mode = CC_OPTIONAL,
     .type = &cc_type_number,
     .min = 1,
     .description = "A number."},
    {.name = "place",
     .mode = CC_OPTIONAL,
     .nesting = CC_NESTING_SINGLE,
     .nested = inner,
     .description = "A place."},
    {.name = "stops",
     .mode = CC_OPTIONAL,
     .nesting = CC_NESTING_LIST,
     .nested = inner,
     .description = "Places on the way."},
    {.name = "answer",
     .mode = CC_COMPUTED,
     .type = &cc_type_string,
     .description = "Nobody writes it."},
    {NULL},
};

struct fixture {
    struct cc_arena arena;
    struct cc_diags diags;
    struct cc_call call;
    struct cc_value config;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    cc_arena_init(&fixture.arena);
    cc_diags_init(&fixture.diags, &fixture.arena);
    fixture.call = (struct cc_call){.arena = &fixture.arena, .diags = &fixture.diags};
    fixture.call.type = cc_schema_type(&fixture.arena, table);
    fixture.config = cc_value_object(&fixture.arena, fixture.call.type);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    cc_arena_release(&fixture->arena);
    return 0;
}

static struct cc_value place(struct fixture *fixture, struct cc_value word)
{
    struct cc_value value =
        cc_value_object(&fixture->arena, cc_schema_type(&fixture->arena, inner));
    cc_value_set(&value, CC_STR("word"), word);
    return value;
}

static void expect_one_error(struct fixture *fixture, const char *path, const char *part)
{
    assert_false(cc_schema_validate(&fixture->call, table, &fixture->config));
    assert_int_equal(fixture->diags.count, 1);
    const struct cc_diag *diag = fixture->diags.first;
    assert_int_equal(diag->severity, CC_SEVERITY_ERROR);
    assert_string_equal(cc_str_c(&fixture->arena, cc_path_format(&fixture->arena, diag->path)),
                        path);
    assert_non_null(strstr(cc_str_c(&fixture->arena, diag->detail), part));
}

static void test_schema__a_good_configuration_passes(void **state)
{
    struct fixture *fixture = *state;
    cc_value_set(&fixture->config, CC_STR("colour"), cc_value_str(CC_STR("RED")));
    cc_value_set(&fixture->config, CC_STR("count_of_things"), cc_value_int(&fixture->arena, 1));
    cc_value_set(&fixture->config, CC_STR("place"), place(fixture, cc_value_str(CC_STR("short"))));
    assert_true(cc_schema_validate(&fixture->call, table, &fixture->config));
    assert_int_equal(fixture->diags.count, 0);
}

static void test_schema__nulls_and_unknowns_pass(void **state)
{
    struct fixture *fixture = *state;
    assert_true(cc_schema_validate(&fixture->call, table, &fixture->config));
    cc_value_set(&fixture->config, CC_STR("colour"), cc_value_unknown());
    cc_value_set(&fixture->config, CC_STR("count_of_things"), cc_value_unknown());
    cc_value_set(&fixture->config, CC_STR("stops"), cc_value_unknown());
    cc_value_set(&fixture->config, CC_STR("place"), place(fixture, cc_value_unknown()));
    assert_true(cc_schema_validate(&fixture->call, table, &fixture->config));
    assert_int_equal(fixture->diags.count, 0);
}

static void test_schema__an_unknown_word_lists_the_known_ones(void **state)
{
    struct fixture *fixture = *state;
    cc_value_set(&fixture->config, CC_STR("colour"), cc_value_str(CC_STR("BLUE")));
    expect_one_error(fixture, "colour", "\"RED\", \"GREEN\"");
}

static void test_schema__a_word_in_other_letters_is_corrected(void **state)
{
    struct fixture *fixture = *state;
    cc_value_set(&fixture->config, CC_STR("colour"), cc_value_str(CC_STR("red")));
    expect_one_error(fixture, "colour", "write \"RED\"");
}

static void test_schema__a_number_below_its_least_value_is_refused(void **state)
{
    struct fixture *fixture = *state;
    cc_value_set(&fixture->config, CC_STR("count_of_things"), cc_value_int(&fixture->arena, 0));
    expect_one_error(fixture, "count_of_things", "1 or more");
}

static void test_schema__a_fraction_is_no_whole_number(void **state)
{
    struct fixture *fixture = *state;
    struct cc_value number;
    assert_true(cc_value_number(&fixture->arena, CC_STR("1.5"), &number));
    cc_value_set(&fixture->config, CC_STR("count_of_things"), number);
    expect_one_error(fixture, "count_of_things", "1.5");
}

static void test_schema__nested_checks_name_the_nested_attribute(void **state)
{
    struct fixture *fixture = *state;
    cc_value_set(&fixture->config, CC_STR("place"),
                 place(fixture, cc_value_str(CC_STR("far too long"))));
    expect_one_error(fixture, "place.word", "Eight bytes");
}

static void test_schema__list_elements_are_addressed_by_index(void **state)
{
    struct fixture *fixture = *state;
    struct cc_value stops = cc_value_sequence(&fixture->arena, 2);
    stops.items[0] = place(fixture, cc_value_str(CC_STR("short")));
    stops.items[1] = place(fixture, cc_value_str(CC_STR("far too long")));
    cc_value_set(&fixture->config, CC_STR("stops"), stops);
    expect_one_error(fixture, "stops[1].word", "Eight bytes");
}

static void test_schema__every_mistake_is_reported(void **state)
{
    struct fixture *fixture = *state;
    cc_value_set(&fixture->config, CC_STR("colour"), cc_value_str(CC_STR("")));
    cc_value_set(&fixture->config, CC_STR("count_of_things"), cc_value_int(&fixture->arena, -3));
    assert_false(cc_schema_validate(&fixture->call, table, &fixture->config));
    assert_int_equal(fixture->diags.error_count, 2);
}

static void test_schema__settling_keeps_the_prior_spelling_of_equal_values(void **state)
{
    struct fixture *fixture = *state;
    struct cc_value prior = fixture->config;
    struct cc_value fresh = cc_value_copy(&fixture->arena, &prior);
    cc_value_set(&prior, CC_STR("place"), place(fixture, cc_value_str(CC_STR("Here"))));
    cc_value_set(&fresh, CC_STR("place"), place(fixture, cc_value_str(CC_STR("HERE"))));
    cc_value_set(&fresh, CC_STR("colour"), cc_value_str(CC_STR("RED")));
    struct cc_value settled = cc_schema_settle(&fixture->arena, table, &prior, &fresh);
    assert_string_equal(cc_value_at(&settled, "place.word")->text.ptr, "Here");
    assert_string_equal(cc_value_at(&settled, "colour")->text.ptr, "RED");
}

static void test_schema__settling_takes_a_real_difference(void **state)
{
    struct fixture *fixture = *state;
    struct cc_value prior = cc_value_copy(&fixture->arena, &fixture->config);
    struct cc_value fresh = cc_value_copy(&fixture->arena, &fixture->config);
    cc_value_set(&prior, CC_STR("place"), place(fixture, cc_value_str(CC_STR("Here"))));
    cc_value_set(&fresh, CC_STR("place"), place(fixture, cc_value_str(CC_STR("There"))));
    struct cc_value settled = cc_schema_settle(&fixture->arena, table, &prior, &fresh);
    assert_string_equal(cc_value_at(&settled, "place.word")->text.ptr, "There");
}

static void expect_fault(struct fixture *fixture, struct cc_attribute row, const char *part)
{
    struct cc_attribute rows[] = {row, {NULL}};
    struct cc_schema schema = {.attributes = rows};
    struct cc_str fault = cc_schema_fault(&fixture->arena, &schema);
    if (part == NULL)
        assert_true(cc_str_is_absent(fault));
    else
        assert_non_null(strstr(cc_str_c(&fixture->arena, fault), part));
}

static void test_schema__broken_tables_are_found(void **state)
{
    struct fixture *fixture = *state;
    struct cc_attribute good = {
        .name = "a", .mode = CC_OPTIONAL, .type = &cc_type_string, .description = "d"};
    struct cc_attribute row = good;
    expect_fault(fixture, good, NULL);
    row.name = "Capital";
    expect_fault(fixture, row, "lower-case");
    row.name = "depends_on";
    expect_fault(fixture, row, "reserved");
    row = good, row.type = NULL;
    expect_fault(fixture, row, "either a type or nested");
    row = good, row.keep_prior = true;
    expect_fault(fixture, row, "not computed");
    row = good, row.default_text = "x";
    expect_fault(fixture, row, "default");
    row = good, row.mode = CC_COMPUTED, row.force_new = true;
    expect_fault(fixture, row, "force-new");
    row = good, row.type = &cc_type_number, row.words = colours;
    expect_fault(fixture, row, "no string");
    row = good, row.min = 1;
    expect_fault(fixture, row, "no number");
    row = good, row.mode = CC_COMPUTED, row.words = colours;
    expect_fault(fixture, row, "nobody can configure");
    row = good, row.description = NULL;
    expect_fault(fixture, row, "description");
    row = good, row.mode = 0;
    expect_fault(fixture, row, "mode");
}

static void test_schema__the_table_of_this_test_has_no_fault(void **state)
{
    struct fixture *fixture = *state;
    struct cc_schema schema = {.attributes = table};
    assert_true(cc_str_is_absent(cc_schema_fault(&fixture->arena, &schema)));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(test_schema__##name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(a_good_configuration_passes),
        CASE(nulls_and_unknowns_pass),
        CASE(an_unknown_word_lists_the_known_ones),
        CASE(a_word_in_other_letters_is_corrected),
        CASE(a_number_below_its_least_value_is_refused),
        CASE(a_fraction_is_no_whole_number),
        CASE(nested_checks_name_the_nested_attribute),
        CASE(list_elements_are_addressed_by_index),
        CASE(every_mistake_is_reported),
        CASE(settling_keeps_the_prior_spelling_of_equal_values),
        CASE(settling_takes_a_real_difference),
        CASE(broken_tables_are_found),
        CASE(the_table_of_this_test_has_no_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
