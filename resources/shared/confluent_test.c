// SPDX-License-Identifier: MPL-2.0
#include "shared/confluent.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char state_json[] =
    "{\"id\":\"x-1\",\"empty\":\"\",\"none\":null,\"count\":2,\"good\":true,\"list\":[\"b\",\"a\","
    "3],\"block\":[{\"id\":\"y-1\",\"inner\":[{\"id\":\"z-1\"}]}],\"no_block\":[],"
    "\"blank_block\":[{\"id\":\"\"}],\"plain\":{\"id\":\"p-1\"}}";

static const struct cc_json *parse(struct cc_arena *arena)
{
    struct cc_str reason;
    const struct cc_json *json = cc_json_parse(arena, CC_STR(state_json), &reason);
    assert_non_null(json);
    return json;
}

static void test_confluent__blocks_are_looked_through(void **state)
{
    (void)state;
    static const struct {
        const char *path, *text; /* NULL: there is nothing */
    } rows[] = {
        {"id", "x-1"},   {"block.id", "y-1"},    {"block.inner.id", "z-1"}, {"plain.id", "p-1"},
        {"none", NULL},  {"none.id", NULL},      {"no_block.id", NULL},     {"block.other", NULL},
        {"id.id", NULL}, {"blank_block.id", ""}, {"nothing", NULL},         {"list.id", NULL},
    };
    struct cc_arena arena;
    cc_arena_init(&arena);
    const struct cc_json *json = parse(&arena);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct cc_json *node = cc_confluent_at(json, rows[i].path);
        assert_int_equal(node == NULL, rows[i].text == NULL);
        assert_true(cc_str_equal(cc_json_str(node, ""), cc_str_from(rows[i].text)));
    }
    assert_null(cc_confluent_at(NULL, "id"));
    cc_arena_release(&arena);
}

static void test_confluent__what_is_set_is_copied(void **state)
{
    (void)state;
    static const struct cc_confluent_row rows[] = {
        {"id", "a.id"},       {"empty", "a.empty"},
        {"count", "a.count"}, {"good", "a.good"},
        {"list", "a.list"},   {"block.inner.id", "b"},
        {"no_block.id", "c"}, {"blank_block.id", "d.id"},
        {"nothing", "e"},     {"no_block", "a.none"},
        {"plain", "f"},       {"list", "a.id"},
        {NULL, NULL},
    };
    struct cc_arena arena;
    cc_arena_init(&arena);
    struct cc_json *answer = cc_json_object(&arena);
    cc_confluent_copy(parse(&arena), rows, answer);
    assert_string_equal(cc_json_write(&arena, answer).ptr,
                        "{\"a\":{\"id\":\"x-1\",\"count\":2,\"good\":true,\"list\":[\"b\",\"a\"]},"
                        "\"b\":\"z-1\"}");
    cc_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_confluent__blocks_are_looked_through),
        cmocka_unit_test(test_confluent__what_is_set_is_copied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
