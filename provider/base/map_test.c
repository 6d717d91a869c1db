// SPDX-License-Identifier: MPL-2.0
#include "base/map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct thing {
    struct cc_map_node node;
    size_t number;
};

static struct thing *thing_add(struct cc_arena *arena, struct cc_map *map, size_t number)
{
    struct thing *thing = cc_arena_new(arena, struct thing);
    thing->number = number;
    cc_map_add(map, cc_str_format(arena, "cck-%zu", number), &thing->node);
    return thing;
}

static void test_map__an_empty_map_holds_nothing(void **state)
{
    (void)state;
    struct cc_map map = {0};
    assert_null(cc_map_find(&map, CC_STR("cck-1")));
    assert_null(cc_map_find(&map, CC_STR("")));
    cc_map_release(&map);
}

static void test_map__every_one_of_many_is_found_by_its_name(void **state)
{
    (void)state;
    enum { MANY = 5000 };
    struct cc_arena arena;
    struct cc_map map = {0};
    cc_arena_init(&arena);
    for (size_t i = 0; i < MANY; i++)
        thing_add(&arena, &map, i);
    assert_int_equal(map.count, MANY);
    for (size_t i = 0; i < MANY; i++) {
        struct cc_map_node *node = cc_map_find(&map, cc_str_format(&arena, "cck-%zu", i));
        assert_non_null(node);
        assert_int_equal(((struct thing *)(void *)node)->number, i);
    }
    assert_null(cc_map_find(&map, CC_STR("cck-5000")));
    cc_map_release(&map);
    assert_null(cc_map_find(&map, CC_STR("cck-1")));
    cc_arena_release(&arena);
}

static void test_map__what_is_removed_is_gone_and_its_name_is_free(void **state)
{
    (void)state;
    enum { SOME = 40 };
    struct cc_arena arena;
    struct cc_map map = {0};
    struct thing *things[SOME];
    cc_arena_init(&arena);
    for (size_t i = 0; i < SOME; i++)
        things[i] = thing_add(&arena, &map, i);
    for (size_t i = 0; i < SOME; i += 2)
        cc_map_remove(&map, &things[i]->node);
    assert_int_equal(map.count, SOME / 2);
    for (size_t i = 0; i < SOME; i++) {
        bool is_there = cc_map_find(&map, things[i]->node.name) != NULL;
        assert_int_equal(is_there, i % 2);
    }
    thing_add(&arena, &map, 0);
    assert_non_null(cc_map_find(&map, CC_STR("cck-0")));
    cc_map_release(&map);
    cc_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_map__an_empty_map_holds_nothing),
        cmocka_unit_test(test_map__every_one_of_many_is_found_by_its_name),
        cmocka_unit_test(test_map__what_is_removed_is_gone_and_its_name_is_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
