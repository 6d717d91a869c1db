// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "value/path.h"

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

static const char *formatted(struct cc_path path)
{
    return cc_path_format(&arena, path).ptr;
}

static void test_path__formats_each_kind_of_step(void **state)
{
    (void)state;
    struct cc_path zones = cc_path_from("zones");
    struct cc_path tags = cc_path_key(cc_path_from("tags"), CC_STR("a.b"));
    assert_string_equal(formatted(cc_path_from("azure.key_identifier")), "azure.key_identifier");
    assert_string_equal(formatted(cc_path_index(zones, 1)), "zones[1]");
    assert_string_equal(formatted(tags), "tags[\"a.b\"]");
    assert_string_equal(formatted(cc_path_attribute(cc_path_index(zones, 0), CC_STR("name"))),
                        "zones[0].name");
}

static void test_path__of_nothing_is_the_whole_object(void **state)
{
    (void)state;
    assert_int_equal(cc_path_from(NULL).count, 0);
    assert_int_equal(cc_path_from("").count, 0);
    assert_string_equal(formatted(cc_path_from("")), "");
}

static void test_path__one_step_too_many_stays_at_the_parent(void **state)
{
    (void)state;
    struct cc_path full = cc_path_from("a.b.c.d.e.f.g.h");
    assert_int_equal(full.count, CC_PATH_STEPS_MAX);
    assert_int_equal(cc_path_index(full, 3).count, CC_PATH_STEPS_MAX);
    assert_string_equal(formatted(cc_path_key(full, CC_STR("i"))), "a.b.c.d.e.f.g.h");
    assert_string_equal(formatted(cc_path_from("a.b.c.d.e.f.g.h.i.j")), "a.b.c.d.e.f.g.h");
}

static void test_path__a_longer_one_leaves_its_parent_alone(void **state)
{
    (void)state;
    struct cc_path parent = cc_path_from("azure");
    struct cc_path child = cc_path_attribute(parent, CC_STR("tenant_id"));
    assert_int_equal(parent.count, 1);
    assert_int_equal(child.count, 2);
    assert_int_equal(child.steps[1].kind, CC_STEP_ATTRIBUTE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_path__formats_each_kind_of_step),
        cmocka_unit_test(test_path__of_nothing_is_the_whole_object),
        cmocka_unit_test(test_path__one_step_too_many_stays_at_the_parent),
        cmocka_unit_test(test_path__a_longer_one_leaves_its_parent_alone),
    };
    return cmocka_run_group_tests(tests, arena_up, arena_down);
}
