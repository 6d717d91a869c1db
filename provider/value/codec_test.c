// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

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

static struct cc_value decoded(const struct cc_type *type, struct cc_str bytes)
{
    struct cc_value value;
    struct cc_codec_error error = {.reason = CC_STR_ABSENT};
    if (!cc_msgpack_decode(&arena, type, bytes, &value, &error))
        fail_msg("%s: %s", error.where.ptr, error.reason.ptr);
    return value;
}

static const char *encoded(const struct cc_type *type, const struct cc_value *value)
{
    return cc_testing_hex(&arena, cc_msgpack_encode(&arena, type, value));
}

static const char *written(const struct cc_golden *golden)
{
    return golden->written ? golden->written : golden->hex;
}

static void test_codec__golden_vectors_decode(void **state)
{
    (void)state;
    for (size_t i = 0; i < cc_golden_count; i++) {
        const struct cc_type *type = cc_testing_type(&arena, cc_goldens[i].type);
        struct cc_value value = decoded(type, cc_testing_unhex(&arena, cc_goldens[i].hex));
        assert_string_equal(cc_testing_dump(&arena, &value), cc_goldens[i].dump);
    }
}

static void test_codec__golden_vectors_encode(void **state)
{
    (void)state;
    for (size_t i = 0; i < cc_golden_count; i++) {
        const struct cc_type *type = cc_testing_type(&arena, cc_goldens[i].type);
        struct cc_value value = decoded(type, cc_testing_unhex(&arena, cc_goldens[i].hex));
        assert_string_equal(encoded(type, &value), written(&cc_goldens[i]));
    }
}

static void test_codec__golden_vectors_in_json(void **state)
{
    (void)state;
    for (size_t i = 0; i < cc_golden_count; i++) {
        struct cc_value value;
        struct cc_codec_error error;
        if (!cc_goldens[i].json)
            continue;
        const struct cc_type *type = cc_testing_type(&arena, cc_goldens[i].type);
        assert_true(
            cc_value_from_json(&arena, type, cc_str_from(cc_goldens[i].json), &value, &error));
        assert_string_equal(cc_testing_dump(&arena, &value), cc_goldens[i].dump);
        assert_string_equal(encoded(type, &value), written(&cc_goldens[i]));
    }
}

static void test_codec__values_made_here_encode_as_a_host_does(void **state)
{
    (void)state;
    const struct cc_type *list = cc_type_collection(&arena, CC_TYPE_LIST, &cc_type_string);
    struct cc_value items = cc_value_sequence(&arena, 3);
    items.items[0] = cc_value_str(CC_STR("b"));
    items.items[2] = cc_value_unknown();
    assert_string_equal(encoded(list, &items), "93a162c0d40000");
    const struct cc_type *map = cc_type_collection(&arena, CC_TYPE_MAP, &cc_type_number);
    struct cc_value members = cc_value_mapping(&arena, 2);
    members.members[0] = (struct cc_value_member){CC_STR("b"), cc_value_int(&arena, 1)};
    members.members[1] = (struct cc_value_member){CC_STR("a"), cc_value_int(&arena, 2)};
    assert_string_equal(encoded(map, &members), "82a161a132a162a131");
    assert_string_equal(members.members[0].name.ptr, "b"); /* sorted in a copy */
}

static void test_codec__accepts_every_form_a_host_may_send(void **state)
{
    static const struct {
        const char *type;
        const char *hex;
        const char *dump;
    } rows[] = {
        {"\"number\"", "05", "5"},
        {"\"number\"", "cc05", "5"},
        {"\"number\"", "cd0005", "5"},
        {"\"number\"", "ce00000005", "5"},
        {"\"number\"", "cf0000000000000005", "5"},
        {"\"number\"", "d005", "5"},
        {"\"number\"", "d10005", "5"},
        {"\"number\"", "d200000005", "5"},
        {"\"number\"", "d30000000000000005", "5"},
        {"\"number\"", "ca40a00000", "5"},
        {"\"number\"", "cb4014000000000000", "5"},
        {"\"number\"", "a135", "5"},
        {"\"number\"", "a3352e30", "5"},
        {"\"number\"", "a435653030", "5"},
        {"\"number\"", "a53530652d31", "5"},
        {"\"number\"", "cfffffffffffffffff", "18446744073709551615"},
        {"\"number\"", "d0ff", "-1"},
        {"\"number\"", "d3ffffffffffffffff", "-1"},
        {"\"number\"", "d38000000000000000", "-9223372036854775808"},
        {"\"number\"", "cb3fb999999999999a", "0.1"},
        {"\"number\"", "ca3dcccccd", "0.100000001490116119384765625"},
        {"\"number\"", "cb8000000000000000", "0"},
        {"\"number\"", "cb3d70000000000000", "0.0000000000009094947017729282379150390625"},
        {"\"string\"", "d90161", "\"a\""},
        {"\"string\"", "da000161", "\"a\""},
        {"\"string\"", "db0000000161", "\"a\""},
        {"\"string\"", "c40161", "\"a\""},
        {"\"string\"", "c5000161", "\"a\""},
        {"\"string\"", "c60000000161", "\"a\""},
        {"\"string\"", "a0", "\"\""},
        {"[\"list\",\"bool\"]", "dc0001c3", "[true]"},
        {"[\"list\",\"bool\"]", "dd00000001c3", "[true]"},
        {"[\"map\",\"bool\"]", "de0001a161c3", "{\"a\"=true}"},
        {"[\"map\",\"bool\"]", "df00000001c40161c3", "{\"a\"=true}"},
        {"[\"map\",\"bool\"]", "82a162c2a161c3", "{\"a\"=true,\"b\"=false}"},
        {"[\"object\",{\"a\":\"bool\",\"b\":\"bool\"}]", "82a162c2a161c3",
         "{\"a\"=true,\"b\"=false}"},
        {"[\"list\",[\"list\",\"bool\"]]", "9290d40000", "[[],?]"},
        {"[\"object\",{\"a\":[\"set\",\"bool\"]}]", "81a161d40000", "{\"a\"=?}"},
        {"\"dynamic\"", "92d90822737472696e6722a178", "(\"string\")\"x\""},
        {"\"dynamic\"", "92c4092264796e616d696322c0", "null"},
        {"\"dynamic\"", "92c4092264796e616d69632292c40622626f6f6c22c3", "(\"bool\")true"},
        {"[\"object\",{}]", "80", "{}"},
        {"[\"object\",{\"a\":\"bool\"}]", "", "null"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct cc_type *type = cc_testing_type(&arena, rows[i].type);
        struct cc_value value = decoded(type, cc_testing_unhex(&arena, rows[i].hex));
        assert_string_equal(cc_testing_dump(&arena, &value), rows[i].dump);
    }
}

/* Whatever its code and body, an extension says "not known yet"; only refinements are kept. */
static void test_codec__every_extension_is_an_unknown(void **state)
{
    static const struct {
        const char *hex;
        const char *dump;
        const char *again; /* as it is sent back */
    } rows[] = {
        {"d40000", "?", "d40000"},
        {"d400ff", "?", "d40000"},
        {"c70000", "?", "d40000"},
        {"d47f01", "?", "d40000"},
        {"d5ff0102", "?", "d40000"},
        {"d60101020304", "?", "d40000"},
        {"d7010102030405060708", "?", "d40000"},
        {"d80100000000000000000000000000000000", "?", "d40000"},
        {"c7050301020304ff", "?", "d40000"},
        {"c70002", "?", "d40000"},
        {"c80003050102ff", "?", "d40000"},
        {"c9000000010bff", "?", "d40000"},
        {"c7000c", "?", "d40000"},
        {"d40c80", "?", "d40000"},
        {"c7010c80", "?", "d40000"},
        {"c7030c8101c2", "?8101c2", "c7030c8101c2"},
        {"c800030c8101c2", "?8101c2", "c7030c8101c2"},
        {"d60c81fe0102", "?81fe0102", "d60c81fe0102"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cc_value value = decoded(&cc_type_string, cc_testing_unhex(&arena, rows[i].hex));
        assert_string_equal(cc_testing_dump(&arena, &value), rows[i].dump);
        assert_string_equal(encoded(&cc_type_string, &value), rows[i].again);
    }
}

static struct cc_value unknown_with_body(size_t len)
{
    char *bytes = cc_arena_alloc(&arena, 4 + len);
    const uint8_t head[] = {0xc8, (uint8_t)(len >> 8), (uint8_t)len, 12};
    memcpy(bytes, head, sizeof(head));
    memset(bytes + sizeof(head), 0x81, len);
    return decoded(&cc_type_string, (struct cc_str){bytes, sizeof(head) + len});
}

static void test_codec__refinements_are_kept_up_to_their_limit(void **state)
{
    static const struct {
        size_t len;
        bool kept;
    } rows[] = {{16, true}, {17, true}, {255, true}, {256, true}, {1024, true}, {1025, false}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct cc_value value = unknown_with_body(rows[i].len);
        assert_true(cc_value_is_unknown(&value));
        assert_int_equal(value.text.len, rows[i].kept ? rows[i].len : 0);
        struct cc_str bytes = cc_msgpack_encode(&arena, &cc_type_string, &value);
        struct cc_value again = decoded(&cc_type_string, bytes);
        assert_true(cc_str_equal(again.text, value.text));
    }
}

static void test_codec__refuses_what_does_not_fit_and_says_where(void **state)
{
    static const struct {
        const char *type;
        const char *hex;
        const char *where;
        const char *reason;
    } rows[] = {
        {"\"string\"", "c3", "", "a string is required, got a bool"},
        {"\"string\"", "01", "", "a string is required, got a number"},
        {"\"string\"", "a1ff", "", "the text is not valid UTF-8"},
        {"\"string\"", "a3eda080", "", "the text is not valid UTF-8"},
        {"\"string\"", "a161a162", "", "2 bytes follow the value"},
        {"\"string\"", "c1", "", "the code c1 means nothing"},
        {"\"string\"", "a261", "", "the input ends within the value"},
        {"\"bool\"", "01", "", "a bool is required, got a number"},
        {"\"bool\"", "a474727565", "", "a bool is required, got a string"},
        {"\"number\"", "c3", "", "a number is required, got a bool"},
        {"\"number\"", "90", "", "a number is required, got a list"},
        {"\"number\"", "c40131", "", "a number is required, got bytes"},
        {"\"number\"", "a3666f6f", "",
         "a number is required, got a string that is none or has more than 1024 digits"},
        {"\"number\"", "a631653939393939", "",
         "a number is required, got a string that is none or has more than 1024 digits"},
        {"\"number\"", "cb7ff8000000000000", "", "not a number (NaN)"},
        {"\"number\"", "ca7fc00000", "", "not a number (NaN)"},
        {"\"number\"", "cb7ff0000000000000", "", "an infinite number is not supported"},
        {"\"number\"", "caff800000", "", "an infinite number is not supported"},
        {"[\"list\",\"string\"]", "80", "", "a list of string is required, got a map"},
        {"[\"list\",\"string\"]", "92a161c3", "[1]", "a string is required, got a bool"},
        {"[\"set\",\"string\"]", "92a161c3", "", "a string is required, got a bool"},
        {"[\"list\",\"string\"]", "92a161", "[1]", "the input ends within the value"},
        {"[\"list\",\"string\"]", "93a161", "",
         "3 elements are claimed, but the input ends before"},
        {"[\"tuple\",[\"string\"]]", "90", "", "a tuple of 1 is required, got 0 elements"},
        {"[\"tuple\",[\"string\"]]", "92c0c0", "", "a tuple of 1 is required, got 2 elements"},
        {"[\"map\",\"string\"]", "90", "", "a map of string is required, got a list"},
        {"[\"map\",\"string\"]", "81a161c3", "[\"a\"]", "a string is required, got a bool"},
        {"[\"map\",\"string\"]", "8101a161", "", "a name must be a string, got a number"},
        {"[\"map\",\"string\"]", "81a1ffa161", "", "the text is not valid UTF-8"},
        {"[\"map\",\"string\"]", "83a161c0a162c0a161c0", "", "the key \"a\" occurs twice"},
        {"[\"object\",{\"a\":\"bool\",\"b\":\"bool\"}]", "81a161c3", "",
         "the attribute \"b\" is missing"},
        {"[\"object\",{\"a\":\"bool\"}]", "80", "", "the attribute \"a\" is missing"},
        {"[\"object\",{\"a\":\"bool\"}]", "82a161c3a162c3", "",
         "the attribute \"b\" is not part of the object"},
        {"[\"object\",{\"a\":\"bool\",\"b\":\"bool\"}]", "82a161c3a161c3", "",
         "the attribute \"a\" occurs twice"},
        {"[\"object\",{\"a\":\"bool\"}]", "90", "", "an object is required, got a list"},
        {"[\"object\",{\"a\":[\"object\",{\"b\":\"bool\"}]}]", "81a16181a162a163", "a.b",
         "a bool is required, got a string"},
        {"[\"object\",{\"a\":[\"list\",\"bool\"]}]", "81a16192c3a163", "a[1]",
         "a bool is required, got a string"},
        {"\"dynamic\"", "a178", "", "a value that brings its type is required, got a string"},
        {"\"dynamic\"", "91c40822737472696e6722", "",
         "a value that brings its type is required, got a list"},
        {"\"dynamic\"", "92c40373747201", "", "the type that the value brings is none"},
        {"\"dynamic\"", "92c4052273747222a178", "", "the type that the value brings is none"},
        {"\"dynamic\"", "92c0a178", "", "the type that the value brings is none"},
        {"\"dynamic\"", "92c40822737472696e6722c3", "", "a string is required, got a bool"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct cc_type *type = cc_testing_type(&arena, rows[i].type);
        struct cc_value value = cc_value_bool(true);
        struct cc_codec_error error = {.where = CC_STR_ABSENT};
        assert_false(
            cc_msgpack_decode(&arena, type, cc_testing_unhex(&arena, rows[i].hex), &value, &error));
        assert_true(cc_value_is_null(&value));
        assert_string_equal(error.where.ptr, rows[i].where);
        assert_string_equal(error.reason.ptr, rows[i].reason);
    }
}

static void test_codec__lengths_take_the_shortest_form(void **state)
{
    static const struct {
        size_t len;
        const char *str_head;
        const char *list_head;
    } rows[] = {
        {0, "a0", "90"},
        {15, "af", "9f"},
        {16, "b0", "dc0010"},
        {31, "bf", "dc001f"},
        {32, "d920", "dc0020"},
        {255, "d9ff", "dc00ff"},
        {256, "da0100", "dc0100"},
        {65535, "daffff", "dcffff"},
        {65536, "db00010000", "dd00010000"},
    };
    (void)state;
    const struct cc_type *list = cc_type_collection(&arena, CC_TYPE_LIST, &cc_type_bool);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char *text = cc_arena_alloc(&arena, rows[i].len + 1);
        memset(text, 'x', rows[i].len);
        struct cc_value string = cc_value_str((struct cc_str){text, rows[i].len});
        struct cc_value items = cc_value_sequence(&arena, rows[i].len);
        struct cc_str string_bytes = cc_msgpack_encode(&arena, &cc_type_string, &string);
        struct cc_str list_bytes = cc_msgpack_encode(&arena, list, &items);
        size_t str_len = strlen(rows[i].str_head);
        size_t list_len = strlen(rows[i].list_head);
        assert_int_equal(string_bytes.len, str_len / 2 + rows[i].len);
        assert_int_equal(list_bytes.len, list_len / 2 + rows[i].len);
        assert_memory_equal(cc_testing_hex(&arena, string_bytes), rows[i].str_head, str_len);
        assert_memory_equal(cc_testing_hex(&arena, list_bytes), rows[i].list_head, list_len);
        assert_int_equal(decoded(&cc_type_string, string_bytes).text.len, rows[i].len);
        assert_int_equal(decoded(list, list_bytes).count, rows[i].len);
    }
}

/* The caller may free or reuse the input once it is decoded. */
static void test_codec__a_decoded_value_does_not_lend_the_input(void **state)
{
    (void)state;
    const struct cc_type *type = cc_testing_type(&arena, "[\"map\",\"string\"]");
    char input[] = "\x81\xa1k\xa1v";
    struct cc_value value = decoded(type, (struct cc_str){input, sizeof(input) - 1});
    memset(input, 0, sizeof(input));
    assert_string_equal(cc_testing_dump(&arena, &value), "{\"k\"=\"v\"}");
}

static void test_codec__strings_may_hold_nul_bytes(void **state)
{
    (void)state;
    struct cc_value value = decoded(&cc_type_string, cc_testing_unhex(&arena, "a3610062"));
    assert_int_equal(value.text.len, 3);
    assert_memory_equal(value.text.ptr, "a\0b", 3);
    assert_string_equal(encoded(&cc_type_string, &value), "a3610062");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codec__golden_vectors_decode),
        cmocka_unit_test(test_codec__golden_vectors_encode),
        cmocka_unit_test(test_codec__golden_vectors_in_json),
        cmocka_unit_test(test_codec__values_made_here_encode_as_a_host_does),
        cmocka_unit_test(test_codec__accepts_every_form_a_host_may_send),
        cmocka_unit_test(test_codec__every_extension_is_an_unknown),
        cmocka_unit_test(test_codec__refinements_are_kept_up_to_their_limit),
        cmocka_unit_test(test_codec__refuses_what_does_not_fit_and_says_where),
        cmocka_unit_test(test_codec__lengths_take_the_shortest_form),
        cmocka_unit_test(test_codec__a_decoded_value_does_not_lend_the_input),
        cmocka_unit_test(test_codec__strings_may_hold_nul_bytes),
    };
    return cmocka_run_group_tests(tests, arena_up, arena_down);
}
