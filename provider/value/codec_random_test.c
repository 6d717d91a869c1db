// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "value/testing.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

enum { ROUNDS = 1500, LEVELS_MAX = 4, CHILDREN_MAX = 5 };

static struct cc_value value_make(struct cc_arena *arena, struct cc_random *random,
                                  const struct cc_type *type, int levels);

static struct cc_str name_make(struct cc_arena *arena, struct cc_random *random, size_t index)
{
    /* The index keeps names distinct, the letter in front of it their order open. */
    static const char *const letters[] = {"a", "z", "\xc3\xa9", "_", ""};
    return cc_str_format(arena, "%s%zu", letters[cc_random_below(random, COUNT_OF(letters))],
                         index);
}

static const struct cc_type *type_make(struct cc_arena *arena, struct cc_random *random, int levels)
{
    static const struct cc_type *const primitives[] = {&cc_type_string, &cc_type_number,
                                                       &cc_type_bool, &cc_type_dynamic};
    static const enum cc_type_kind collections[] = {CC_TYPE_LIST, CC_TYPE_SET, CC_TYPE_MAP};
    uint64_t choice = cc_random_below(random, levels > 0 ? 9 : 4);
    if (choice < COUNT_OF(primitives))
        return primitives[choice];
    if (choice < 7)
        return cc_type_collection(arena, collections[choice - 4],
                                  type_make(arena, random, levels - 1));
    struct cc_type_member members[CHILDREN_MAX];
    size_t count = (size_t)cc_random_below(random, CHILDREN_MAX);
    for (size_t i = 0; i < count; i++)
        members[i] = (struct cc_type_member){name_make(arena, random, i),
                                             type_make(arena, random, levels - 1)};
    const struct cc_type *object = cc_type_object(arena, members, count);
    if (choice == 7)
        return object;
    struct cc_type *tuple = cc_arena_new(arena, struct cc_type);
    struct cc_type_member *items = cc_arena_array(arena, count, struct cc_type_member);
    for (size_t i = 0; i < count; i++)
        items[i].type = object->members[i].type;
    *tuple = (struct cc_type){.kind = CC_TYPE_TUPLE, .members = items, .member_count = count};
    return tuple;
}

static struct cc_value number_make(struct cc_arena *arena, struct cc_random *random)
{
    struct cc_buf text;
    struct cc_value number = cc_value_null();
    cc_buf_init(&text, arena, 256);
    size_t digits = 1 + (size_t)cc_random_below(random, 25);
    size_t point = (size_t)cc_random_below(random, 50);
    cc_buf_append_str(&text, cc_random_below(random, 2) ? CC_STR("-") : CC_STR(""));
    for (size_t i = 0; i < digits; i++) {
        if (i == point)
            cc_buf_append_byte(&text, '.');
        cc_buf_append_byte(&text, (char)('0' + cc_random_below(random, 10)));
    }
    if (cc_random_below(random, 4) == 0)
        cc_buf_appendf(&text, "e%d", (int)cc_random_below(random, 61) - 30);
    assert_true(cc_value_number(arena, cc_buf_str(&text), &number));
    return number;
}

/* A fraction that is exactly a double: some integer divided by a power of two. */
static struct cc_value fraction_make(struct cc_arena *arena, struct cc_random *random)
{
    double number = (double)cc_random_below(random, 1000);
    for (uint64_t halvings = cc_random_below(random, 30); halvings > 0; halvings--)
        number /= 2;
    struct cc_value value = cc_value_null();
    assert_true(cc_value_number(arena, cc_str_format(arena, "%.40f", number), &value));
    return value;
}

static struct cc_value string_make(struct cc_arena *arena, struct cc_random *random)
{
    static const struct cc_str pieces[] = {CC_STR_INIT("a"), CC_STR_INIT("\xc3\xa9"),
                                           CC_STR_INIT("\0"), CC_STR_INIT("\xf0\x9f\x94\x91"),
                                           CC_STR_INIT("0123456789012345678901234567890123456789")};
    struct cc_buf text;
    cc_buf_init(&text, arena, 4096);
    for (uint64_t left = cc_random_below(random, 12); left > 0; left--)
        cc_buf_append_str(&text, pieces[cc_random_below(random, COUNT_OF(pieces))]);
    return cc_value_str(cc_buf_str(&text));
}

static struct cc_value sequence_make(struct cc_arena *arena, struct cc_random *random,
                                     const struct cc_type *type, int levels)
{
    size_t count = type->element ? (size_t)cc_random_below(random, 20) : type->member_count;
    struct cc_value value = cc_value_sequence(arena, count);
    for (size_t i = 0; i < count; i++)
        value.items[i] = value_make(arena, random,
                                    type->element ? type->element : type->members[i].type, levels);
    return value;
}

static struct cc_value map_make(struct cc_arena *arena, struct cc_random *random,
                                const struct cc_type *type, int levels)
{
    struct cc_value value = cc_value_mapping(arena, (size_t)cc_random_below(random, 20));
    for (size_t i = 0; i < value.count; i++) {
        value.members[i].name = name_make(arena, random, i);
        value.members[i].value = value_make(arena, random, type->element, levels);
    }
    return value;
}

static struct cc_value object_make(struct cc_arena *arena, struct cc_random *random,
                                   const struct cc_type *type, int levels)
{
    struct cc_value value = cc_value_object(arena, type);
    for (size_t i = 0; i < value.count; i++)
        value.members[i].value = value_make(arena, random, type->members[i].type, levels);
    return value;
}

static struct cc_value dynamic_make(struct cc_arena *arena, struct cc_random *random, int levels)
{
    const struct cc_type *type = type_make(arena, random, levels > 2 ? 2 : levels);
    struct cc_value value = value_make(arena, random, type, levels - 1);
    if (type->kind != CC_TYPE_DYNAMIC)
        value.type = type;
    return value;
}

static struct cc_value known_make(struct cc_arena *arena, struct cc_random *random,
                                  const struct cc_type *type, int levels)
{
    switch (type->kind) {
    case CC_TYPE_STRING:
        return string_make(arena, random);
    case CC_TYPE_NUMBER:
        return cc_random_below(random, 3) ? number_make(arena, random)
                                          : fraction_make(arena, random);
    case CC_TYPE_BOOL:
        return cc_value_bool(cc_random_below(random, 2) == 1);
    case CC_TYPE_DYNAMIC:
        return dynamic_make(arena, random, levels);
    case CC_TYPE_LIST:
    case CC_TYPE_SET:
    case CC_TYPE_TUPLE:
        return sequence_make(arena, random, type, levels - 1);
    case CC_TYPE_MAP:
        return map_make(arena, random, type, levels - 1);
    case CC_TYPE_OBJECT:
        return object_make(arena, random, type, levels - 1);
    }
    return cc_value_null();
}

static struct cc_value value_make(struct cc_arena *arena, struct cc_random *random,
                                  const struct cc_type *type, int levels)
{
    struct cc_value unknown = cc_value_unknown();
    uint64_t choice = cc_random_below(random, 12);
    if (choice == 0 || levels < 0)
        return cc_value_null();
    if (choice == 1 && cc_random_below(random, 2))
        unknown.text = CC_STR("\x81\x01\xc2");
    return choice == 1 ? unknown : known_make(arena, random, type, levels);
}

static void round_run(struct cc_arena *arena, struct cc_random *random)
{
    const struct cc_type *type = type_make(arena, random, LEVELS_MAX);
    struct cc_value value = value_make(arena, random, type, LEVELS_MAX);
    struct cc_str bytes = cc_msgpack_encode(arena, type, &value);
    struct cc_value again;
    struct cc_codec_error error = {.reason = CC_STR_ABSENT};
    if (!cc_msgpack_decode(arena, type, bytes, &again, &error))
        fail_msg("%s: %s", error.where.ptr, error.reason.ptr);
    assert_int_equal(cc_value_is_wholly_known(&again), cc_value_is_wholly_known(&value));
    assert_int_equal(cc_value_equal(type, &value, &again), cc_value_is_wholly_known(&value));
    struct cc_str bytes_again = cc_msgpack_encode(arena, type, &again);
    assert_string_equal(cc_testing_hex(arena, bytes_again), cc_testing_hex(arena, bytes));
}

static void test_codec_random__decoding_gives_back_what_was_encoded(void **state)
{
    (void)state;
    struct cc_random random = cc_random_seeded();
    struct cc_arena arena;
    cc_arena_init(&arena);
    for (int i = 0; i < ROUNDS; i++) {
        round_run(&arena, &random);
        cc_arena_reset(&arena);
    }
    cc_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codec_random__decoding_gives_back_what_was_encoded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
