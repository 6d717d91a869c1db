// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "emulator/document.h"
#include "emulator/store.h"

static struct cc_arena arena;
static struct emu_store store;

static int up(void **state)
{
    (void)state;
    struct cc_str reason;
    cc_arena_init(&arena);
    assert_true(emu_store_open(&store, ":memory:", &arena, &reason));
    return 0;
}

static int down(void **state)
{
    (void)state;
    emu_store_close(&store);
    cc_arena_release(&arena);
    return 0;
}

static void insert(const char *kind, const char *id, const char *scope, const char *unique)
{
    json_t *doc = emu_doc_new(&arena);
    emu_doc_set_text(doc, "id", id);
    emu_store_insert(&store, &arena,
                     &(struct emu_object){.kind = kind,
                                          .id = cc_str_from(id),
                                          .scope = cc_str_from(scope),
                                          .unique = cc_str_from(unique),
                                          .doc = doc});
}

static size_t count(const char *kind, const char *scope)
{
    struct emu_cursor cursor;
    size_t found = 0;
    emu_cursor_open(&cursor, &store, kind, cc_str_from(scope), EMU_SEQ_END);
    while (emu_cursor_next(&cursor, &arena))
        found++;
    emu_cursor_close(&cursor);
    return found;
}

static void test_store__objects_are_found_by_kind_id_and_scope(void **state)
{
    (void)state;
    insert(EMU_CLUSTER, "lkc-1", "env-a", NULL);
    insert(EMU_CLUSTER, "lkc-2", "env-a", NULL);
    insert(EMU_CLUSTER, "lkc-3", "env-b", NULL);
    assert_non_null(emu_store_get(&store, &arena, EMU_CLUSTER, CC_STR("lkc-1")));
    assert_null(emu_store_get(&store, &arena, EMU_KEY, CC_STR("lkc-1")));
    assert_int_equal(count(EMU_CLUSTER, NULL), 3);
    assert_int_equal(count(EMU_CLUSTER, "env-a"), 2);
    assert_false(emu_store_remove(&store, EMU_KEY, CC_STR("lkc-1")));
    assert_true(emu_store_remove(&store, EMU_CLUSTER, CC_STR("lkc-1")));
    assert_false(emu_store_remove(&store, EMU_CLUSTER, CC_STR("lkc-1")));
    assert_int_equal(count(EMU_CLUSTER, "env-a"), 1);
}

static void test_store__what_is_rolled_back_never_was(void **state)
{
    (void)state;
    emu_store_begin(&store);
    insert(EMU_KEY, "cck-1", NULL, "k");
    emu_store_rollback(&store);
    assert_int_equal(count(EMU_KEY, NULL), 0);
    emu_store_begin(&store);
    insert(EMU_KEY, "cck-1", NULL, "k");
    assert_true(emu_store_commit(&store));
    assert_true(
        cc_str_equal(emu_store_find_unique(&store, &arena, EMU_KEY, CC_STR("k")), CC_STR("cck-1")));
}

static void test_store__a_failure_undoes_the_whole_change(void **state)
{
    (void)state;
    emu_store_begin(&store);
    insert(EMU_KEY, "cck-1", NULL, "k");
    insert(EMU_KEY, "cck-2", NULL, "k"); /* not unique */
    insert(EMU_KEY, "cck-3", NULL, "l");
    assert_false(emu_store_commit(&store));
    assert_true(strlen(store.error) > 0);
    emu_store_begin(&store);
    assert_int_equal(count(EMU_KEY, NULL), 0);
    assert_true(emu_store_commit(&store));
}

static void test_store__timers_are_taken_in_order_when_due(void **state)
{
    (void)state;
    struct cc_str id, name;
    int64_t due_us;
    insert(EMU_KEY, "cck-1", NULL, NULL);
    emu_store_timer_set(&store, CC_STR("cck-1"), "late", 200);
    emu_store_timer_set(&store, CC_STR("cck-1"), "early", 100);
    emu_store_timer_set(&store, CC_STR("cck-1"), "moved", 150);
    emu_store_timer_set(&store, CC_STR("cck-1"), "moved", 250);
    assert_false(emu_store_timer_take(&store, &arena, 99, &id, &name, &due_us));
    assert_true(emu_store_timer_take(&store, &arena, 200, &id, &name, &due_us));
    assert_true(cc_str_equal(name, CC_STR("early")));
    assert_int_equal(due_us, 100);
    assert_true(emu_store_timer_take(&store, &arena, 200, &id, &name, &due_us));
    assert_true(cc_str_equal(name, CC_STR("late")));
    assert_false(emu_store_timer_take(&store, &arena, 200, &id, &name, &due_us));
    emu_store_remove(&store, EMU_KEY, CC_STR("cck-1"));
    assert_false(emu_store_timer_take(&store, &arena, 300, &id, &name, &due_us));
}

static void test_store__numbers_start_at_zero(void **state)
{
    (void)state;
    assert_int_equal(emu_store_number(&store, "n"), 0);
    emu_store_set_number(&store, "n", 5);
    emu_store_set_number(&store, "n", 7);
    assert_int_equal(emu_store_number(&store, "n"), 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_store__objects_are_found_by_kind_id_and_scope, up,
                                        down),
        cmocka_unit_test_setup_teardown(test_store__what_is_rolled_back_never_was, up, down),
        cmocka_unit_test_setup_teardown(test_store__a_failure_undoes_the_whole_change, up, down),
        cmocka_unit_test_setup_teardown(test_store__timers_are_taken_in_order_when_due, up, down),
        cmocka_unit_test_setup_teardown(test_store__numbers_start_at_zero, up, down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
