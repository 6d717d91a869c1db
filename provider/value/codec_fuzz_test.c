// SPDX-License-Identifier: MPL-2.0
/* Runs the fuzz entry over mutations of the golden vectors: a few thousand, or for as many seconds
 * as the first argument says.  It is no cmocka program, because what is wrong ends the process; the
 * seed that is printed first repeats it. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "value/codec_fuzz.h"
#include "value/testing.h"

enum { RUNS = 20000, INPUT_BYTES_MAX = 512, MUTATIONS_MAX = 5, RUNS_PER_LOOK_AT_CLOCK = 1000 };

/* Codes and lengths at the borders of their forms, and what JSON is made of. */
static const uint8_t likely[] = {0x00, 0x7f, 0x80, 0x81, 0x8f, 0x90, 0x91, 0x92, 0x9f, 0xa0, 0xa1,
                                 0xbf, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9,
                                 0xca, 0xcb, 0xcc, 0xcf, 0xd0, 0xd3, 0xd4, 0xd8, 0xd9, 0xda, 0xdb,
                                 0xdc, 0xdd, 0xde, 0xdf, 0xe0, 0xff, 0x0c, '"',  '\\', '[',  ']',
                                 '{',  '}',  ':',  ',',  'e',  '-',  '.',  '1',  ' '};

struct input {
    uint8_t bytes[INPUT_BYTES_MAX];
    size_t len;
};

static void input_insert(struct input *input, size_t at, const uint8_t *bytes, size_t len)
{
    if (len > sizeof(input->bytes) - input->len)
        return;
    memmove(input->bytes + at + len, input->bytes + at, input->len - at);
    memcpy(input->bytes + at, bytes, len);
    input->len += len;
}

static void input_remove(struct input *input, size_t at, size_t len)
{
    if (len > input->len - at)
        len = input->len - at;
    memmove(input->bytes + at, input->bytes + at + len, input->len - at - len);
    input->len -= len;
}

static struct input golden_input(struct cc_arena *arena, const struct cc_golden *golden, bool json)
{
    json = json && golden->json;
    struct cc_str value = json ? cc_str_from(golden->json) : cc_testing_unhex(arena, golden->hex);
    struct input input = {.bytes = {json, cc_codec_fuzz_type(golden->type)}, .len = 2};
    input_insert(&input, 2, (const uint8_t *)value.ptr, value.len);
    return input;
}

static void mutate(struct cc_random *random, struct input *input, const struct input *other)
{
    size_t at = (size_t)cc_random_below(random, input->len + 1);
    uint8_t byte = likely[cc_random_below(random, sizeof(likely))];
    size_t from = (size_t)cc_random_below(random, other->len);
    switch (cc_random_below(random, 7)) {
    case 0:
        if (at < input->len)
            input->bytes[at] ^= (uint8_t)(1U << cc_random_below(random, 8));
        break;
    case 1:
        if (at < input->len)
            input->bytes[at] = byte;
        break;
    case 2:
        input_insert(input, at, &byte, 1);
        break;
    case 3:
        input_remove(input, at, 1);
        break;
    case 4:
        input_remove(input, at, input->len);
        break;
    case 5:
        input_insert(input, at, other->bytes + from, other->len - from);
        break;
    default:
        if (input->len > 1)
            input->bytes[1] = (uint8_t)cc_random_below(random, 256);
        break;
    }
}

/* In memory of exactly that size, so that a sanitizer sees a look beyond it. */
static void input_run(const struct input *input)
{
    uint8_t *copy = malloc(input->len ? input->len : 1);
    assert(copy);
    memcpy(copy, input->bytes, input->len);
    LLVMFuzzerTestOneInput(copy, input->len);
    free(copy);
}

static void mutation_run(struct cc_arena *arena, struct cc_random *random)
{
    const struct cc_golden *golden = &cc_goldens[cc_random_below(random, cc_golden_count)];
    const struct cc_golden *another = &cc_goldens[cc_random_below(random, cc_golden_count)];
    bool json = cc_random_below(random, 3) == 0;
    struct input input = golden_input(arena, golden, json);
    struct input other = golden_input(arena, another, json);
    for (uint64_t left = cc_random_below(random, MUTATIONS_MAX + 1); left > 0; left--)
        mutate(random, &input, &other);
    input_run(&input);
    cc_arena_reset(arena);
}

int main(int argc, char **argv)
{
    struct cc_random random = cc_random_seeded();
    struct cc_arena arena;
    int64_t seconds = argc > 1 ? strtol(argv[1], NULL, 10) : 0;
    int64_t end_ms = cc_clock_now_ms() + seconds * 1000;
    uint64_t runs = 0;
    cc_arena_init(&arena);
    while (runs < RUNS || (runs % RUNS_PER_LOOK_AT_CLOCK != 0 || cc_clock_now_ms() < end_ms)) {
        mutation_run(&arena, &random);
        runs++;
    }
    cc_arena_release(&arena);
    printf("%llu inputs\n", (unsigned long long)runs);
    return 0;
}
