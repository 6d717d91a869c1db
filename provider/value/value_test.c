// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "value/testing.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static struct cc_arena arena;

static int arena_up(void **state)
{
    (void)state;
    cc_arena_init(&arena);
    return 0;
}

static int arena_down(void **state)
{
    (void)state;
    cc_arena_release(&arena);
    return 0;
}

static struct cc_value from_json(const struct cc_type *type, const char *json)
{
    struct cc_value value;
    struct cc_codec_error error;
    assert_true(cc_value_from_json(&arena, type, cc_str_from(json), &value, &error));
    return value;
}

static const char *const place_type =
    "[\"object\",{\"name\":\"string\",\"inner\":[\"object\",{\"id\":\"string\"}],"
    "\"tags\":[\"list\",\"string\"]}]";

static void test_value__fresh_ones_are_null(void **state)
{
    (void)state;
    struct cc_value sequence = cc_value_sequence(&arena, 2);
    struct cc_value mapping = cc_value_mapping(&arena, 1);
    struct cc_value object = cc_value_object(&arena, cc_testing_type(&arena, place_type));
    struct cc_value absent = cc_value_str(CC_STR_ABSENT);
    struct cc_value empty = cc_value_str(CC_STR(""));
    assert_string_equal(cc_testing_dump(&arena, &sequence), "[null,null]");
    assert_string_equal(cc_testing_dump(&arena, &mapping), "{\"\"=null}");
    assert_string_equal(cc_testing_dump(&arena, &object),
                        "{\"inner\"=null,\"name\"=null,\"tags\"=null}");
    assert_true(cc_value_is_null(&absent));
    assert_true(cc_value_is_known(&empty));
}

static void test_value__members_are_found_by_name_and_path(void **state)
{
    (void)state;
    const struct cc_type *type = cc_testing_type(&arena, place_type);
    struct cc_value object = from_json(type, "{\"name\":\"n\",\"inner\":{\"id\":\"i\"}}");
    struct cc_value unknown = cc_value_unknown();
    struct cc_value null = cc_value_null();
    assert_string_equal(cc_value_text(cc_value_get(&object, CC_STR("name"))).ptr, "n");
    assert_string_equal(cc_value_text(cc_value_at(&object, "inner.id")).ptr, "i");
    assert_ptr_equal(cc_value_at(&object, ""), &object);
    assert_true(cc_value_is_null(cc_value_get(&object, CC_STR("nothing"))));
    assert_true(cc_value_is_null(cc_value_at(&object, "name.id")));
    assert_true(cc_value_is_null(cc_value_at(&null, "inner.id")));
    assert_true(cc_value_is_unknown(cc_value_at(&unknown, "inner.id")));
    cc_value_set(&object, CC_STR("inner"), cc_value_unknown());
    assert_true(cc_value_is_unknown(cc_value_at(&object, "inner.id")));
}

static void test_value__reads_only_what_it_is(void **state)
{
    (void)state;
    int64_t number = 0;
    struct cc_value seven = cc_value_int(&arena, -7);
    struct cc_value truth = cc_value_bool(true);
    struct cc_value lie = cc_value_bool(false);
    struct cc_value text = cc_value_str(CC_STR("7"));
    struct cc_value half;
    assert_true(cc_value_number(&arena, CC_STR("5e-1"), &half));
    assert_true(cc_value_to_int(&seven, &number) && number == -7);
    assert_false(cc_value_to_int(&half, &number));
    assert_false(cc_value_to_int(&text, &number));
    assert_true(cc_value_is_true(&truth));
    assert_false(cc_value_is_true(&lie));
    assert_false(cc_value_is_true(&text));
    assert_true(cc_str_is_absent(cc_value_text(&seven)));
    assert_false(cc_value_number(&arena, CC_STR("seven"), &half));
}

static void test_value__a_copy_leaves_the_original_alone(void **state)
{
    (void)state;
    const struct cc_type *type = cc_testing_type(&arena, place_type);
    struct cc_value object = from_json(type, "{\"name\":\"n\",\"tags\":[\"a\"]}");
    struct cc_value copy = cc_value_copy(&arena, &object);
    cc_value_set(&copy, CC_STR("name"), cc_value_str(CC_STR("other")));
    struct cc_value tags = cc_value_copy(&arena, cc_value_get(&object, CC_STR("tags")));
    tags.items[0] = cc_value_null();
    assert_string_equal(cc_testing_dump(&arena, &object),
                        "{\"inner\"=null,\"name\"=\"n\",\"tags\"=[\"a\"]}");
    assert_string_equal(cc_value_text(cc_value_get(&copy, CC_STR("name"))).ptr, "other");
}

static void test_value__equality_is_the_hosts(void **state)
{
    static const struct {
        const char *type;
        const char *a;
        const char *b;
        bool equal;
    } rows[] = {
        {"\"string\"", "\"a\"", "\"a\"", true},
        {"\"string\"", "\"a\"", "\"b\"", false},
        {"\"string\"", "\"\"", "null", false},
        {"\"string\"", "null", "null", true},
        {"\"bool\"", "true", "true", true},
        {"\"bool\"", "true", "false", false},
        {"\"number\"", "1.50", "15e-1", true},
        {"\"number\"", "1", "2", false},
        {"[\"list\",\"string\"]", "[\"a\",\"b\"]", "[\"b\",\"a\"]", false},
        {"[\"list\",\"string\"]", "[\"a\"]", "[\"a\",\"a\"]", false},
        {"[\"list\",\"string\"]", "[]", "null", false},
        {"[\"list\",\"string\"]", "[]", "[]", true},
        {"[\"set\",\"string\"]", "[\"a\",\"b\"]", "[\"b\",\"a\"]", true},
        {"[\"set\",\"string\"]", "[\"a\",\"b\",\"a\"]", "[\"b\",\"a\"]", true},
        {"[\"set\",\"string\"]", "[\"a\",\"b\"]", "[\"a\",\"c\"]", false},
        {"[\"set\",\"string\"]", "[\"a\",\"b\"]", "[\"a\"]", false},
        {"[\"set\",\"string\"]", "[\"a\"]", "[\"a\",\"b\"]", false},
        {"[\"set\",[\"set\",\"number\"]]", "[[1,2],[3]]", "[[3.0],[2,1]]", true},
        {"[\"map\",\"number\"]", "{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", true},
        {"[\"map\",\"number\"]", "{\"a\":1}", "{\"b\":1}", false},
        {"[\"map\",\"number\"]", "{\"a\":1}", "{\"a\":1,\"b\":1}", false},
        {"[\"map\",\"number\"]", "{\"a\":1}", "{\"a\":2}", false},
        {"[\"tuple\",[\"number\",\"string\"]]", "[1,\"1\"]", "[1.0,\"1\"]", true},
        {"[\"tuple\",[\"number\",\"string\"]]", "[1,\"1\"]", "[1,\"2\"]", false},
        {"[\"object\",{\"a\":\"number\"}]", "{\"a\":1}", "{\"a\":1.0}", true},
        {"[\"object\",{\"a\":\"number\"}]", "{\"a\":1}", "{\"a\":null}", false},
        {"\"dynamic\"", "{\"value\":1,\"type\":\"number\"}", "{\"value\":1.0,\"type\":\"number\"}",
         true},
        {"\"dynamic\"", "{\"value\":\"1\",\"type\":\"string\"}",
         "{\"value\":1,\"type\":\"number\"}", false},
        {"\"dynamic\"", "{\"value\":[],\"type\":[\"tuple\",[]]}",
         "{\"value\":[],\"type\":[\"list\",\"string\"]}", false},
        {"\"dynamic\"", "{\"value\":null,\"type\":\"string\"}", "null", false},
        {"\"dynamic\"", "null", "null", true},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct cc_type *type = cc_testing_type(&arena, rows[i].type);
        struct cc_value a = from_json(type, rows[i].a);
        struct cc_value b = from_json(type, rows[i].b);
        assert_int_equal(cc_value_equal(type, &a, &b), rows[i].equal);
        assert_int_equal(cc_value_equal(type, &b, &a), rows[i].equal);
    }
}

static void test_value__an_unknown_equals_nothing(void **state)
{
    (void)state;
    struct cc_value unknown = cc_value_unknown();
    struct cc_value null = cc_value_null();
    struct cc_value list = cc_value_sequence(&arena, 1);
    list.items[0] = unknown;
    const struct cc_type *strings = cc_type_collection(&arena, CC_TYPE_LIST, &cc_type_string);
    const struct cc_type *set = cc_type_collection(&arena, CC_TYPE_SET, &cc_type_string);
    assert_false(cc_value_equal(&cc_type_string, &unknown, &unknown));
    assert_false(cc_value_equal(&cc_type_string, &unknown, &null));
    assert_false(cc_value_equal(&cc_type_dynamic, &unknown, &unknown));
    assert_false(cc_value_equal(strings, &list, &list));
    assert_false(cc_value_equal(set, &list, &list));
}

static void test_value__a_map_made_in_any_order_equals_the_sorted_one(void **state)
{
    (void)state;
    const struct cc_type *type = cc_type_collection(&arena, CC_TYPE_MAP, &cc_type_bool);
    struct cc_value sorted = from_json(type, "{\"a\":true,\"b\":false}");
    struct cc_value made = cc_value_mapping(&arena, 2);
    made.members[0] = sorted.members[1];
    made.members[1] = sorted.members[0];
    assert_true(cc_value_equal(type, &made, &sorted));
    assert_true(cc_value_equal(type, &sorted, &made));
}

static void test_value__unknowns_become_null_at_any_depth(void **state)
{
    (void)state;
    const struct cc_type *type = cc_testing_type(&arena, place_type);
    struct cc_value object = from_json(type, "{\"inner\":{},\"tags\":[\"a\",\"b\"]}");
    struct cc_value inner = *cc_value_get(&object, CC_STR("inner"));
    cc_value_set(&inner, CC_STR("id"), cc_value_unknown());
    cc_value_get(&object, CC_STR("tags"))->items[1] = cc_value_unknown();
    cc_value_set(&object, CC_STR("name"), cc_value_unknown());
    const char *before = cc_testing_dump(&arena, &object);
    assert_string_equal(before, "{\"inner\"={\"id\"=?},\"name\"=?,\"tags\"=[\"a\",?]}");
    assert_false(cc_value_is_wholly_known(&object));
    assert_true(cc_value_is_known(&object));
    struct cc_value without = cc_value_without_unknowns(&arena, &object);
    assert_string_equal(cc_testing_dump(&arena, &without),
                        "{\"inner\"={\"id\"=null},\"name\"=null,\"tags\"=[\"a\",null]}");
    assert_true(cc_value_is_wholly_known(&without));
    assert_string_equal(cc_testing_dump(&arena, &object), before);
}

static void test_value__an_unknown_that_brought_its_type_keeps_it_as_null(void **state)
{
    (void)state;
    struct cc_value unknown = {.kind = CC_VALUE_UNKNOWN, .type = &cc_type_string};
    struct cc_value without = cc_value_without_unknowns(&arena, &unknown);
    assert_string_equal(cc_testing_dump(&arena, &without), "(\"string\")null");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_value__fresh_ones_are_null),
        cmocka_unit_test(test_value__members_are_found_by_name_and_path),
        cmocka_unit_test(test_value__reads_only_what_it_is),
        cmocka_unit_test(test_value__a_copy_leaves_the_original_alone),
        cmocka_unit_test(test_value__equality_is_the_hosts),
        cmocka_unit_test(test_value__an_unknown_equals_nothing),
        cmocka_unit_test(test_value__a_map_made_in_any_order_equals_the_sorted_one),
        cmocka_unit_test(test_value__unknowns_become_null_at_any_depth),
        cmocka_unit_test(test_value__an_unknown_that_brought_its_type_keeps_it_as_null),
    };
    return cmocka_run_group_tests(tests, arena_up, arena_down);
}
