// SPDX-License-Identifier: MPL-2.0
#include "value/codec_fuzz.h"

#include <assert.h>
#include <string.h>

#include "value/codec.h"

static const char *const types[] = {
    "\"string\"",
    "\"number\"",
    "\"bool\"",
    "\"dynamic\"",
    "[\"list\",\"string\"]",
    "[\"set\",\"string\"]",
    "[\"map\",\"number\"]",
    "[\"list\",\"dynamic\"]",
    "[\"object\",{\"a\":\"number\",\"b\":\"string\"}]",
    "[\"tuple\",[\"string\",\"bool\"]]",
    "[\"object\",{\"azure\":[\"object\",{\"key\":\"string\",\"roles\":[\"set\",\"string\"]}],"
    "\"cku\":\"number\",\"endpoints\":[\"map\",[\"list\",[\"object\",{\"url\":\"dynamic\"}]]]}]",
};

enum { TYPE_COUNT = sizeof(types) / sizeof(types[0]) };

uint8_t cc_codec_fuzz_type(const char *json)
{
    uint8_t index = 0;
    while (index < TYPE_COUNT - 1 && strcmp(types[index], json) != 0)
        index++;
    return index;
}

/* What has been decoded once must encode, and its bytes must decode to a value with the same
 * bytes; a wholly known one equals it. */
static void round_trip(struct cc_arena *arena, const struct cc_type *type,
                       const struct cc_value *value)
{
    struct cc_value again;
    struct cc_codec_error error;
    struct cc_str bytes = cc_msgpack_encode(arena, type, value);
    bool good = cc_msgpack_decode(arena, type, bytes, &again, &error);
    assert(good);
    assert(cc_str_equal(bytes, cc_msgpack_encode(arena, type, &again)));
    assert(cc_value_equal(type, value, &again) == cc_value_is_wholly_known(value));
    struct cc_value without = cc_value_without_unknowns(arena, &again);
    assert(cc_value_is_wholly_known(&without));
}

static void input_run(struct cc_arena *arena, bool is_json, const char *type_json,
                      struct cc_str input)
{
    struct cc_value value;
    struct cc_str reason;
    struct cc_codec_error error = {.reason = CC_STR_ABSENT};
    const struct cc_type *type =
        cc_type_from_json(arena, cc_json_parse(arena, cc_str_from(type_json), &reason));
    bool good = is_json ? cc_value_from_json(arena, type, input, &value, &error)
                        : cc_msgpack_decode(arena, type, input, &value, &error);
    if (good)
        round_trip(arena, type, &value);
    else
        assert(!cc_str_is_empty(error.reason) && cc_str_is_utf8(error.reason) &&
               cc_str_is_utf8(error.where) && cc_value_is_null(&value));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cc_arena arena;
    if (size < 2)
        return 0;
    cc_arena_init(&arena);
    input_run(&arena, data[0] & 1, types[data[1] % TYPE_COUNT],
              (struct cc_str){(const char *)data + 2, size - 2});
    cc_arena_release(&arena);
    return 0;
}
