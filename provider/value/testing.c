// SPDX-License-Identifier: MPL-2.0
#include "value/testing.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

const struct cc_golden cc_goldens[] = {
    {"\"string\"", "null", "c0", "null"},
    {"\"string\"", "?", "d40000", NULL},
    {"\"string\"", "?8101c2", "c7030c8101c2", NULL},
    {"\"string\"", "?8201c202a47072652d", "c7090c8201c202a47072652d", NULL},
    {"\"number\"", "?8201c2039200c3", "c7070c8201c2039200c3", NULL},
    {"[\"list\",\"string\"]", "?8301c205010603", "c7070c8301c205010603", NULL},
    {"\"string\"", "\"a\xc3\xa9\"", "a361c3a9", "\"a\xc3\xa9\""},
    {"\"bool\"", "true", "c3", "true"},
    {"\"bool\"", "false", "c2", "false"},
    {"\"number\"", "0", "00", "0", "a130"},
    {"\"number\"", "127", "7f", "127", "a3313237"},
    {"\"number\"", "128", "cc80", "128", "a3313238"},
    {"\"number\"", "255", "ccff", "255", "a3323535"},
    {"\"number\"", "256", "cd0100", "256", "a3323536"},
    {"\"number\"", "65535", "cdffff", "65535", "a53635353335"},
    {"\"number\"", "65536", "ce00010000", "65536", "a53635353336"},
    {"\"number\"", "4294967296", "cf0000000100000000", "4294967296", "aa34323934393637323936"},
    {"\"number\"", "-1", "ff", "-1", "a22d31"},
    {"\"number\"", "-32", "e0", "-32", "a32d3332"},
    {"\"number\"", "-33", "d0df", "-33", "a32d3333"},
    {"\"number\"", "-128", "d080", "-128", "a42d313238"},
    {"\"number\"", "-129", "d1ff7f", "-129", "a42d313239"},
    {"\"number\"", "-32769", "d2ffff7fff", "-32769", "a62d3332373639"},
    {"\"number\"", "-2147483649", "d3ffffffff7fffffff", "-2147483649", "ab2d32313437343833363439"},
    {"\"number\"", "-9223372036854775808", "d38000000000000000", "-9223372036854775808",
     "b42d39323233333732303336383534373735383038"},
    {"\"number\"", "9223372036854775807", "cf7fffffffffffffff", "9223372036854775807",
     "b339323233333732303336383534373735383037"},
    {"\"number\"", "9223372036854775808", "b339323233333732303336383534373735383038",
     "9223372036854775808"},
    {"\"number\"", "0.5", "cb3fe0000000000000", "0.5", "a3302e35"},
    {"\"number\"", "0.1", "a3302e31", "0.1"},
    {"\"number\"", "0.0000001", "a9302e30303030303031", "0.0000001"},
    {"[\"list\",\"string\"]", "[\"b\",null,?]", "93a162c0d40000", NULL},
    {"[\"set\",\"string\"]", "[\"B\",\"a\",\"b\"]", "93a142a161a162", "[\"B\",\"a\",\"b\"]"},
    {"[\"map\",\"number\"]", "{\"a\"=2,\"b\"=1}", "82a16102a16201", "{\"b\":1,\"a\":2}",
     "82a161a132a162a131"},
    {"[\"object\",{\"a\":\"number\",\"b\":\"string\"}]", "{\"a\"=1,\"b\"=null}", "82a16101a162c0",
     "{\"a\":1,\"b\":null}", "82a161a131a162c0"},
    {"[\"tuple\",[\"string\",\"bool\"]]", "[\"x\",true]", "92a178c3", "[\"x\",true]"},
    {"\"dynamic\"", "(\"string\")\"x\"", "92c40822737472696e6722a178",
     "{\"value\":\"x\",\"type\":\"string\"}"},
    {"\"dynamic\"", "null", "c0", "null"},
    {"\"dynamic\"", "?", "d40000", NULL},
    {"\"dynamic\"", "(\"string\")null", "92c40822737472696e6722c0",
     "{\"value\":null,\"type\":\"string\"}"},
    {"\"dynamic\"", "(\"string\")?", "92c40822737472696e6722d40000", NULL},
    {"\"dynamic\"", "([\"tuple\",[]])[]", "92c40c5b227475706c65222c5b5d5d90",
     "{\"value\":[],\"type\":[\"tuple\",[]]}"},
    {"[\"list\",\"dynamic\"]", "[(\"bool\")true,null]", "9292c40622626f6f6c22c3c0",
     "[{\"value\":true,\"type\":\"bool\"},null]"},
};

const size_t cc_golden_count = sizeof(cc_goldens) / sizeof(cc_goldens[0]);

const struct cc_type *cc_testing_type(struct cc_arena *arena, const char *json)
{
    struct cc_str reason;
    const struct cc_json *node = cc_json_parse(arena, cc_str_from(json), &reason);
    assert(node);
    const struct cc_type *type = cc_type_from_json(arena, node);
    assert(type);
    return type;
}

struct cc_str cc_testing_unhex(struct cc_arena *arena, const char *hex)
{
    size_t len = strlen(hex) / 2;
    char *bytes = cc_arena_alloc(arena, len);
    for (size_t i = 0; i < len; i++) {
        const char digits[] = {hex[2 * i], hex[2 * i + 1], '\0'};
        bytes[i] = (char)strtoul(digits, NULL, 16);
    }
    return (struct cc_str){bytes, len};
}

static void append_hex(struct cc_buf *text, struct cc_str bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        cc_buf_appendf(text, "%02x", (unsigned)(unsigned char)bytes.ptr[i]);
}

const char *cc_testing_hex(struct cc_arena *arena, struct cc_str bytes)
{
    struct cc_buf text;
    cc_buf_init(&text, arena, SIZE_MAX / 4);
    append_hex(&text, bytes);
    return cc_buf_str(&text).ptr;
}

static void append_quoted(struct cc_buf *text, struct cc_str content)
{
    cc_buf_append_byte(text, '"');
    cc_buf_append_str(text, content);
    cc_buf_append_byte(text, '"');
}

static void append_value(struct cc_buf *text, const struct cc_value *value);

static void append_children(struct cc_buf *text, const struct cc_value *value)
{
    bool named = value->kind == CC_VALUE_MAPPING;
    cc_buf_append_byte(text, named ? '{' : '[');
    for (size_t i = 0; i < value->count; i++) {
        if (i > 0)
            cc_buf_append_byte(text, ',');
        if (named) {
            append_quoted(text, value->members[i].name);
            cc_buf_append_byte(text, '=');
        }
        append_value(text, named ? &value->members[i].value : &value->items[i]);
    }
    cc_buf_append_byte(text, named ? '}' : ']');
}

static void append_value(struct cc_buf *text, const struct cc_value *value)
{
    if (value->type) {
        struct cc_str type = cc_type_to_json(text->arena, value->type);
        cc_buf_appendf(text, "(%.*s)", CC_STR_ARG(type));
    }
    switch (value->kind) {
    case CC_VALUE_NULL:
        cc_buf_append_str(text, CC_STR("null"));
        break;
    case CC_VALUE_UNKNOWN:
        cc_buf_append_byte(text, '?');
        append_hex(text, value->text);
        break;
    case CC_VALUE_BOOL:
        cc_buf_append_str(text, value->boolean ? CC_STR("true") : CC_STR("false"));
        break;
    case CC_VALUE_NUMBER:
        cc_buf_append_str(text, value->text);
        break;
    case CC_VALUE_STRING:
        append_quoted(text, value->text);
        break;
    case CC_VALUE_SEQUENCE:
    case CC_VALUE_MAPPING:
        append_children(text, value);
        break;
    }
}

const char *cc_testing_dump(struct cc_arena *arena, const struct cc_value *value)
{
    struct cc_buf text;
    cc_buf_init(&text, arena, SIZE_MAX / 4);
    append_value(&text, value);
    return cc_buf_str(&text).ptr;
}

/* xorshift64*: any state but zero runs through all others. */
static uint64_t random_next(struct cc_random *random)
{
    random->state ^= random->state >> 12;
    random->state ^= random->state << 25;
    random->state ^= random->state >> 27;
    return random->state * UINT64_C(2685821657736338717);
}

uint64_t cc_random_below(struct cc_random *random, uint64_t limit)
{
    assert(limit > 0);
    return (random_next(random) >> 11) % limit;
}

struct cc_random cc_random_seeded(void)
{
    const char *given = getenv("CC_SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : (uint64_t)cc_clock_wall_us();
    printf("seed: CC_SEED=%" PRIu64 "\n", seed);
    return (struct cc_random){.state = seed | 1};
}
