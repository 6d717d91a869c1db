// SPDX-License-Identifier: MPL-2.0
#include "schema/function.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static bool do_nothing(struct cc_call *call, const struct cc_value *arguments,
                       struct cc_value *result)
{
    (void)call;
    (void)arguments;
    (void)result;
    return true;
}

static const struct cc_parameter good[] = {
    {.name = "one", .type = &cc_type_string, .description = "One."},
    {.name = "two", .type = &cc_type_number, .description = "Two."},
    {NULL},
};
static const struct cc_parameter twice[] = {
    {.name = "one", .type = &cc_type_string, .description = "One."},
    {.name = "one", .type = &cc_type_string, .description = "One."},
    {NULL},
};
static const struct cc_parameter untyped[] = {{.name = "one", .description = "One."}, {NULL}};
static const struct cc_parameter mute[] = {{.name = "one", .type = &cc_type_string}, {NULL}};
static const struct cc_parameter loud[] = {{.name = "One"}, {NULL}};

static const struct cc_type_member unsorted_members[] = {
    {CC_STR_INIT("b"), &cc_type_string},
    {CC_STR_INIT("a"), &cc_type_string},
};
static const struct cc_type unsorted = {
    .kind = CC_TYPE_OBJECT, .members = unsorted_members, .member_count = 2};
static const struct cc_type unsorted_list = {.kind = CC_TYPE_LIST, .element = &unsorted};

static const struct cc_function sound = {
    .name = "f",
    .summary = "Does it",
    .description = "Does it.",
    .parameters = good,
    .returns = &cc_type_string,
    .call = do_nothing,
};

static void expect(struct cc_function function, const char *fault)
{
    struct cc_arena arena;
    cc_arena_init(&arena);
    assert_string_equal(cc_str_c(&arena, cc_function_fault(&arena, &function)), fault);
    cc_arena_release(&arena);
}

#define WITH(field, value)               \
    __extension__({                      \
        struct cc_function copy = sound; \
        copy.field = (value);            \
        copy;                            \
    })

static void test_function__faults_are_named(void **state)
{
    (void)state;
    expect(sound, "");
    expect(WITH(name, "F"), "F needs a name of lower-case letters, digits and underscores");
    expect(WITH(name, "1f"), "1f needs a name of lower-case letters, digits and underscores");
    expect(WITH(summary, NULL), "f needs a summary and a description");
    expect(WITH(description, ""), "f needs a summary and a description");
    expect(WITH(returns, NULL), "f needs a return type whose members are sorted by name");
    expect(WITH(returns, &unsorted), "f needs a return type whose members are sorted by name");
    expect(WITH(returns, &unsorted_list), "f needs a return type whose members are sorted by name");
    expect(WITH(call, NULL), "f does nothing");
    expect(WITH(parameters, twice), "f(one) appears twice");
    expect(WITH(parameters, untyped), "f(one) needs a type");
    expect(WITH(parameters, mute), "f(one) needs a description");
    expect(WITH(parameters, loud),
           "f(One) needs a name of lower-case letters, digits and underscores");
}

static void test_function__arguments_are_counted_and_addressed(void **state)
{
    (void)state;
    struct cc_path path = cc_argument_path(1);
    assert_int_equal(cc_function_arity(&sound), 2);
    assert_int_equal(path.count, 1);
    assert_int_equal(path.steps[0].kind, CC_STEP_INDEX);
    assert_int_equal(path.steps[0].index, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_function__faults_are_named),
        cmocka_unit_test(test_function__arguments_are_counted_and_addressed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
