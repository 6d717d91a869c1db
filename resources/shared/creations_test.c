// SPDX-License-Identifier: MPL-2.0
#include "shared/creations.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"

static const struct cc_str orders = CC_STR_INIT("cluster env-1 orders");
static const struct cc_str payments = CC_STR_INIT("cluster env-1 payments");

/* A creation on a thread of its own. */
struct other {
    struct cc_creations *creations;
    struct cc_cancel cancel;
    struct cc_str name, latest, makes;
    bool has_begun;
    pthread_t thread;
};

static void *other_run(void *argument)
{
    struct other *other = argument;
    other->has_begun =
        cc_creations_begin(other->creations, &other->cancel, other->name, &other->latest);
    if (other->has_begun)
        cc_creations_end(other->creations, other->name, other->makes);
    return NULL;
}

static void other_start(struct other *other, struct cc_creations *creations, struct cc_str makes)
{
    *other = (struct other){.creations = creations, .name = orders, .makes = makes};
    cc_cancel_init(&other->cancel);
    assert_int_equal(pthread_create(&other->thread, NULL, other_run, other), 0);
}

static void other_join(struct other *other)
{
    assert_int_equal(pthread_join(other->thread, NULL), 0);
    cc_cancel_release(&other->cancel);
}

static void test_creations__creations_of_one_name_take_turns(void **state)
{
    (void)state;
    struct cc_creations creations;
    struct cc_cancel cancel;
    struct cc_str latest;
    cc_creations_init(&creations);
    cc_cancel_init(&cancel);
    assert_true(cc_creations_begin(&creations, &cancel, orders, &latest));
    assert_true(cc_str_is_absent(latest));
    struct other others[3];
    for (size_t i = 0; i < 3; i++)
        other_start(&others[i], &creations, CC_STR("lkc-2"));
    assert_false(cc_creations_is_known(&creations, CC_STR("lkc-2")));
    cc_creations_end(&creations, orders, CC_STR("lkc-1"));
    for (size_t i = 0; i < 3; i++) {
        other_join(&others[i]);
        assert_true(others[i].has_begun);
        assert_false(cc_str_is_absent(others[i].latest)); /* nobody went before the first */
    }
    assert_true(cc_creations_is_known(&creations, CC_STR("lkc-1")));
    assert_true(cc_creations_is_known(&creations, CC_STR("lkc-2")));
    cc_cancel_release(&cancel);
    cc_creations_release(&creations);
}

static void test_creations__other_names_do_not_wait(void **state)
{
    (void)state;
    struct cc_creations creations;
    struct cc_cancel cancel;
    struct cc_str latest;
    cc_creations_init(&creations);
    cc_cancel_init(&cancel);
    assert_true(cc_creations_begin(&creations, &cancel, orders, &latest));
    assert_true(cc_creations_begin(&creations, &cancel, payments, &latest));
    cc_creations_end(&creations, payments, CC_STR("lkc-1"));
    cc_creations_end(&creations, orders, CC_STR_ABSENT);
    assert_true(cc_creations_begin(&creations, &cancel, orders, &latest));
    assert_true(cc_str_is_absent(latest)); /* nothing was made under this name */
    cc_creations_end(&creations, orders, CC_STR_ABSENT);
    cc_cancel_release(&cancel);
    cc_creations_release(&creations);
}

static void test_creations__who_is_cancelled_leaves_the_line(void **state)
{
    (void)state;
    struct cc_creations creations;
    struct cc_cancel cancel;
    struct cc_str latest;
    struct other leaver, stayer;
    cc_creations_init(&creations);
    cc_cancel_init(&cancel);
    assert_true(cc_creations_begin(&creations, &cancel, orders, &latest));
    other_start(&leaver, &creations, CC_STR("lkc-3"));
    other_start(&stayer, &creations, CC_STR("lkc-2"));
    cc_cancel_trigger(&leaver.cancel);
    other_join(&leaver);
    assert_false(leaver.has_begun);
    cc_creations_end(&creations, orders, CC_STR("lkc-1"));
    other_join(&stayer);
    assert_true(stayer.has_begun);
    assert_true(cc_str_equal(stayer.latest, CC_STR("lkc-1")));
    assert_false(cc_creations_is_known(&creations, CC_STR("lkc-3")));
    cc_cancel_release(&cancel);
    cc_creations_release(&creations);
}

static void test_creations__what_was_read_is_known_in_its_last_state(void **state)
{
    (void)state;
    struct cc_creations creations;
    cc_creations_init(&creations);
    assert_false(cc_creations_is_known(&creations, CC_STR("cck-1")));
    assert_true(cc_str_is_absent(cc_creations_state(&creations, CC_STR("cck-1"))));
    cc_creations_note(&creations, CC_STR("cck-1"), CC_STR("AVAILABLE"));
    cc_creations_note(&creations, CC_STR("cck-2"), CC_STR_ABSENT);
    cc_creations_note(&creations, CC_STR("cck-1"), CC_STR("IN_USE"));
    assert_true(cc_creations_is_known(&creations, CC_STR("cck-2")));
    assert_true(cc_str_equal(cc_creations_state(&creations, CC_STR("cck-1")), CC_STR("IN_USE")));
    cc_creations_release(&creations);
}

static void test_creations__what_was_deleted_frees_its_name(void **state)
{
    (void)state;
    struct cc_creations creations;
    struct cc_cancel cancel;
    struct cc_str latest;
    cc_creations_init(&creations);
    cc_cancel_init(&cancel);
    assert_true(cc_creations_begin(&creations, &cancel, orders, &latest));
    cc_creations_end(&creations, orders, CC_STR("lkc-1"));
    cc_creations_note(&creations, CC_STR("lkc-2"), CC_STR_ABSENT);
    cc_creations_forget(&creations, CC_STR("lkc-1"));
    cc_creations_forget(&creations, CC_STR("lkc-3"));
    assert_false(cc_creations_is_known(&creations, CC_STR("lkc-1")));
    assert_true(cc_creations_is_known(&creations, CC_STR("lkc-2")));
    assert_true(cc_creations_begin(&creations, &cancel, orders, &latest));
    assert_true(cc_str_is_absent(latest));
    cc_creations_end(&creations, orders, CC_STR_ABSENT);
    cc_cancel_release(&cancel);
    cc_creations_release(&creations);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_creations__creations_of_one_name_take_turns),
        cmocka_unit_test(test_creations__other_names_do_not_wait),
        cmocka_unit_test(test_creations__what_was_read_is_known_in_its_last_state),
        cmocka_unit_test(test_creations__what_was_deleted_frees_its_name),
        cmocka_unit_test(test_creations__who_is_cancelled_leaves_the_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
