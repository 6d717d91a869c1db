// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "value/type.h"

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

static const struct cc_type *read(struct cc_str json)
{
    struct cc_str reason;
    const struct cc_json *node = cc_json_parse(&arena, json, &reason);
    assert_non_null(node);
    return cc_type_from_json(&arena, node);
}

static void test_type__json_round_trips(void **state)
{
    static const struct {
        const char *json;
        const char *written; /* NULL: as it came */
        const char *described;
    } rows[] = {
        {"\"string\"", NULL, "string"},
        {"\"number\"", NULL, "number"},
        {"\"bool\"", NULL, "bool"},
        {"\"dynamic\"", NULL, "any type"},
        {"[\"list\",\"string\"]", NULL, "list of string"},
        {"[\"set\",[\"map\",\"bool\"]]", NULL, "set of map of bool"},
        {"[\"object\",{}]", NULL, "object"},
        {"[\"tuple\",[]]", NULL, "tuple"},
        {"[\"tuple\",[\"string\",[\"list\",\"dynamic\"]]]", NULL, "tuple"},
        {"[\"list\",[\"object\",{\"b\":\"string\",\"a\":[\"tuple\",[\"bool\"]]}]]",
         "[\"list\",[\"object\",{\"a\":[\"tuple\",[\"bool\"]],\"b\":\"string\"}]]",
         "list of object"},
        {" [ \"object\" , { \"a\" : \"string\" } , [ \"a\" ] ] ", "[\"object\",{\"a\":\"string\"}]",
         "object"},
        {"[\"object\",{\"q\\\"\\\\\\u0001\":\"string\"}]", NULL, "object"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct cc_type *type = read(cc_str_from(rows[i].json));
        assert_non_null(type);
        assert_string_equal(cc_type_to_json(&arena, type).ptr,
                            rows[i].written ? rows[i].written : rows[i].json);
        assert_string_equal(cc_type_describe(&arena, type).ptr, rows[i].described);
    }
}

static void test_type__json_of_a_primitive_has_its_quotes(void **state)
{
    (void)state;
    assert_int_equal(cc_type_to_json(&arena, &cc_type_string).len, 8);
}

static void test_type__refuses_what_is_no_type(void **state)
{
    static const char *const rows[] = {
        "null",
        "1",
        "{}",
        "[]",
        "\"String\"",
        "\"list\"",
        "\"object\"",
        "[\"string\"]",
        "[\"string\",\"string\"]",
        "[\"list\"]",
        "[\"list\",null]",
        "[\"list\",\"string\",\"string\"]",
        "[\"object\"]",
        "[\"object\",[]]",
        "[\"object\",{\"a\":1}]",
        "[\"object\",{},[],[]]",
        "[\"tuple\",{}]",
        "[\"tuple\",[null]]",
        "[\"tuple\",[],[]]",
        "[[\"list\"],\"string\"]",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_null(read(cc_str_from(rows[i])));
    assert_null(cc_type_from_json(&arena, NULL));
}

/* Each level takes a level of JSON, so the JSON's own bound is the one that is met. */
static void test_type__nesting_has_an_end(void **state)
{
    (void)state;
    struct cc_str json = CC_STR("\"string\"");
    for (int depth = 0; depth < CC_JSON_DEPTH_MAX; depth++)
        json = cc_str_format(&arena, "[\"list\",%.*s]", CC_STR_ARG(json));
    struct cc_str reason;
    const struct cc_json *node = cc_json_parse(&arena, json, &reason);
    assert_true(!node || !cc_type_from_json(&arena, node));
}

static void test_type__object_is_sorted_and_copied(void **state)
{
    (void)state;
    struct cc_type_member members[] = {
        {CC_STR("zones"), &cc_type_string},
        {CC_STR("a"), &cc_type_bool},
        {CC_STR("cku"), &cc_type_number},
    };
    const struct cc_type *object = cc_type_object(&arena, members, COUNT_OF(members));
    members[0].type = NULL;
    assert_string_equal(object->members[0].name.ptr, "a");
    assert_string_equal(object->members[2].name.ptr, "zones");
    assert_ptr_equal(cc_type_find(object, CC_STR("zones"))->type, &cc_type_string);
    assert_null(cc_type_find(object, CC_STR("zone")));
    assert_null(cc_type_find(object, CC_STR("")));
    assert_null(cc_type_find(cc_type_object(&arena, NULL, 0), CC_STR("a")));
}

static void test_type__equality_looks_inside(void **state)
{
    static const char *const rows[] = {
        "\"string\"",
        "\"number\"",
        "\"dynamic\"",
        "[\"list\",\"string\"]",
        "[\"set\",\"string\"]",
        "[\"list\",\"number\"]",
        "[\"tuple\",[]]",
        "[\"tuple\",[\"string\"]]",
        "[\"tuple\",[\"string\",\"string\"]]",
        "[\"object\",{}]",
        "[\"object\",{\"a\":\"string\"}]",
        "[\"object\",{\"b\":\"string\"}]",
        "[\"object\",{\"a\":\"bool\"}]",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        for (size_t j = 0; j < COUNT_OF(rows); j++)
            assert_int_equal(cc_type_equal(read(cc_str_from(rows[i])), read(cc_str_from(rows[j]))),
                             i == j);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_type__json_round_trips),
        cmocka_unit_test(test_type__json_of_a_primitive_has_its_quotes),
        cmocka_unit_test(test_type__refuses_what_is_no_type),
        cmocka_unit_test(test_type__nesting_has_an_end),
        cmocka_unit_test(test_type__object_is_sorted_and_copied),
        cmocka_unit_test(test_type__equality_looks_inside),
    };
    return cmocka_run_group_tests(tests, arena_up, arena_down);
}
