// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "value/testing.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Linked in the arena's place (--wrap=calloc), to see how much a message makes it ask for. */
void *__real_calloc(size_t count, size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes);

static size_t bytes_asked;

void *__wrap_calloc(size_t count, size_t bytes)
{
    bytes_asked += count * bytes;
    return __real_calloc(count, bytes);
}

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

/* Decodes from memory of exactly that size, so that a sanitizer sees a look beyond it. */
static bool decodes(const struct cc_type *type, struct cc_str bytes, struct cc_codec_error *error)
{
    struct cc_value value;
    char *copy = malloc(bytes.len ? bytes.len : 1);
    assert_non_null(copy);
    if (bytes.len > 0)
        memcpy(copy, bytes.ptr, bytes.len);
    bool good = cc_msgpack_decode(&arena, type, (struct cc_str){copy, bytes.len}, &value, error);
    free(copy);
    return good;
}

static void test_codec_malformed__every_truncation_is_an_error(void **state)
{
    (void)state;
    for (size_t i = 0; i < cc_golden_count; i++) {
        const struct cc_type *type = cc_testing_type(&arena, cc_goldens[i].type);
        struct cc_str bytes = cc_testing_unhex(&arena, cc_goldens[i].hex);
        for (size_t len = 1; len < bytes.len; len++) {
            struct cc_codec_error error = {.reason = CC_STR_ABSENT};
            assert_false(decodes(type, cc_str_slice(bytes, 0, len), &error));
            assert_false(cc_str_is_empty(error.reason));
        }
    }
}

static void test_codec_malformed__a_byte_more_is_an_error(void **state)
{
    (void)state;
    for (size_t i = 0; i < cc_golden_count; i++) {
        const struct cc_type *type = cc_testing_type(&arena, cc_goldens[i].type);
        struct cc_str hex = cc_str_format(&arena, "%sc0", cc_goldens[i].hex);
        struct cc_codec_error error;
        assert_false(decodes(type, cc_testing_unhex(&arena, hex.ptr), &error));
        assert_string_equal(error.reason.ptr, "1 bytes follow the value");
    }
}

static const char *const types[] = {
    "\"string\"",
    "\"number\"",
    "\"bool\"",
    "\"dynamic\"",
    "[\"list\",\"string\"]",
    "[\"set\",\"number\"]",
    "[\"map\",\"string\"]",
    "[\"list\",[\"list\",[\"list\",[\"list\",\"bool\"]]]]",
    "[\"object\",{\"a\":\"number\",\"b\":\"string\"}]",
    "[\"tuple\",[\"string\",\"string\"]]",
};

/* Whatever is claimed, the memory asked for stays within what the bytes themselves can fill. */
static void test_codec_malformed__a_huge_claim_costs_nothing(void **state)
{
    static const char *const claims[] = {
        "a5",
        "bf",
        "d9ff",
        "daffff",
        "dbffffffff",
        "db7fffffff",
        "c4ff",
        "c5ffff",
        "c6ffffffff",
        "c7ff0c",
        "c8ffff0c",
        "c9ffffffff0c",
        "d80c",
        "9f",
        "dcffff",
        "ddffffffff",
        "dd7fffffff",
        "8f",
        "deffff",
        "dfffffffff",
        "df7fffffffc0",
        "ddffffffffc0",
        "dbffffffff61",
        "c6ffffffff61",
        "c9ffffffff",
        "ddffffffff9f9f",
        "dfffffffffa161c0",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        const struct cc_type *type = cc_testing_type(&arena, types[i]);
        for (size_t j = 0; j < COUNT_OF(claims); j++) {
            struct cc_codec_error error;
            struct cc_str bytes = cc_testing_unhex(&arena, claims[j]);
            bytes_asked = 0;
            assert_false(decodes(type, bytes, &error));
            assert_true(bytes_asked < 64 * 1024);
        }
    }
}

/* Each level claims all the bytes that are left; added up that would be thousands of times the
 * message. */
static void test_codec_malformed__nested_claims_do_not_multiply(void **state)
{
    (void)state;
    enum { LEVELS = 60, BYTES = 100 * 1000, PER_BYTE_MAX = 4 * sizeof(struct cc_value) };
    const struct cc_type *type = &cc_type_bool;
    for (int level = 0; level < LEVELS; level++)
        type = cc_type_collection(&arena, CC_TYPE_LIST, type);
    uint8_t *bytes = cc_arena_alloc(&arena, BYTES);
    memset(bytes, 0xc0, BYTES);
    for (uint32_t at = 0; at < LEVELS * 5; at += 5) {
        uint32_t left = BYTES - at - 5;
        const uint8_t head[] = {0xdd, (uint8_t)(left >> 24), (uint8_t)(left >> 16),
                                (uint8_t)(left >> 8), (uint8_t)left};
        memcpy(bytes + at, head, sizeof(head));
    }
    struct cc_codec_error error;
    bytes_asked = 0;
    assert_false(decodes(type, (struct cc_str){(const char *)bytes, BYTES}, &error));
    assert_true(bytes_asked < (size_t)BYTES * PER_BYTE_MAX);
    assert_non_null(strstr(error.reason.ptr, "the input ends before"));
}

static void test_codec_malformed__deep_nesting_is_an_error(void **state)
{
    (void)state;
    enum { LEVELS = 10000 };
    const struct cc_type *deep = &cc_type_bool;
    for (int level = 0; level < LEVELS; level++)
        deep = cc_type_collection(&arena, CC_TYPE_LIST, deep);
    char *arrays = cc_arena_alloc(&arena, LEVELS + 1);
    memset(arrays, '\x91', LEVELS);
    arrays[LEVELS] = '\xc3';
    struct cc_codec_error error;
    assert_false(decodes(deep, (struct cc_str){arrays, LEVELS + 1}, &error));
    assert_string_equal(error.reason.ptr, "it is nested deeper than 64 levels");

    /* A value may bring the type "dynamic", and so on without an end in the type. */
    static const struct cc_str level = CC_STR_INIT("\x92\xc4\x09\"dynamic\"");
    struct cc_buf dynamics;
    cc_buf_init(&dynamics, &arena, LEVELS * 16);
    for (int i = 0; i < LEVELS; i++)
        cc_buf_append_str(&dynamics, level);
    cc_buf_append_byte(&dynamics, '\xc0');
    assert_false(decodes(&cc_type_dynamic, cc_buf_str(&dynamics), &error));
    assert_string_equal(error.reason.ptr, "it is nested deeper than 64 levels");
}

static void test_codec_malformed__the_last_allowed_level_decodes(void **state)
{
    (void)state;
    char bytes[CC_VALUE_DEPTH_MAX + 2];
    struct cc_codec_error error;
    const struct cc_type *type = &cc_type_bool;
    for (int level = 0; level < CC_VALUE_DEPTH_MAX; level++)
        type = cc_type_collection(&arena, CC_TYPE_LIST, type);
    memset(bytes, '\x91', sizeof(bytes));
    bytes[CC_VALUE_DEPTH_MAX] = '\xc3';
    assert_true(decodes(type, (struct cc_str){bytes, CC_VALUE_DEPTH_MAX + 1}, &error));
    type = cc_type_collection(&arena, CC_TYPE_LIST, type);
    bytes[CC_VALUE_DEPTH_MAX] = '\x91';
    bytes[CC_VALUE_DEPTH_MAX + 1] = '\xc3';
    assert_false(decodes(type, (struct cc_str){bytes, CC_VALUE_DEPTH_MAX + 2}, &error));
}

static void test_codec_malformed__a_brought_type_nested_too_deep_is_an_error(void **state)
{
    (void)state;
    enum { LEVELS = 5000 };
    struct cc_buf json;
    cc_buf_init(&json, &arena, 1024 * 1024);
    for (int i = 0; i < LEVELS; i++)
        cc_buf_append_str(&json, CC_STR("[\"list\","));
    struct cc_buf bytes;
    cc_buf_init(&bytes, &arena, 1024 * 1024);
    cc_buf_append_str(&bytes, CC_STR("\x92\xc5"));
    cc_buf_append_byte(&bytes, (char)(json.len >> 8));
    cc_buf_append_byte(&bytes, (char)(json.len & 0xff));
    cc_buf_append_str(&bytes, cc_buf_str(&json));
    cc_buf_append_byte(&bytes, '\xc0');
    struct cc_codec_error error;
    assert_false(decodes(&cc_type_dynamic, cc_buf_str(&bytes), &error));
    assert_string_equal(error.reason.ptr, "the type that the value brings is none");
}

/* Every first byte, alone and followed by a few others, for every type: an error or a value, never
 * a crash. */
static void test_codec_malformed__every_code_is_survived(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        const struct cc_type *type = cc_testing_type(&arena, types[i]);
        for (int code = 0; code <= 0xff; code++) {
            for (int next = 0; next <= 0xff; next++) {
                const char bytes[] = {(char)code, (char)next, (char)next, (char)next};
                struct cc_codec_error error = {.reason = CC_STR_ABSENT};
                size_t len = 1 + (size_t)next % sizeof(bytes);
                bool good = decodes(type, (struct cc_str){bytes, len}, &error);
                assert_int_equal(good, cc_str_is_absent(error.reason));
            }
        }
        cc_arena_reset(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codec_malformed__every_truncation_is_an_error),
        cmocka_unit_test(test_codec_malformed__a_byte_more_is_an_error),
        cmocka_unit_test(test_codec_malformed__a_huge_claim_costs_nothing),
        cmocka_unit_test(test_codec_malformed__nested_claims_do_not_multiply),
        cmocka_unit_test(test_codec_malformed__deep_nesting_is_an_error),
        cmocka_unit_test(test_codec_malformed__the_last_allowed_level_decodes),
        cmocka_unit_test(test_codec_malformed__a_brought_type_nested_too_deep_is_an_error),
        cmocka_unit_test(test_codec_malformed__every_code_is_survived),
    };
    return cmocka_run_group_tests(tests, arena_up, arena_down);
}
