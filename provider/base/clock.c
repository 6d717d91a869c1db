// SPDX-License-Identifier: MPL-2.0
#include "base/clock.h"

#include <stdatomic.h>
#include <stddef.h>
#include <time.h>

#include "base/banned.h"

static int64_t real_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t real_wall_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Mutable on purpose: the seam through which tests set the time. */
static int64_t (*_Atomic source_now_ms)(void) = real_now_ms;
static int64_t (*_Atomic source_wall_us)(void) = real_wall_us;

int64_t cc_clock_now_ms(void)
{
    return atomic_load(&source_now_ms)();
}

int64_t cc_clock_wall_us(void)
{
    return atomic_load(&source_wall_us)();
}

void cc_clock_set_source(int64_t (*now_ms)(void), int64_t (*wall_us)(void))
{
    atomic_store(&source_now_ms, now_ms ? now_ms : real_now_ms);
    atomic_store(&source_wall_us, wall_us ? wall_us : real_wall_us);
}

bool cc_clock_is_real(void)
{
    return atomic_load(&source_now_ms) == real_now_ms;
}

static const int64_t ns_per_ms = 1000000;
static const int64_t duration_ms_max = INT64_C(10) * 365 * 24 * 3600 * 1000;

static const struct unit {
    struct cc_str name;
    int64_t ms;
} units[] = {
    {CC_STR_INIT("h"), 3600000},
    {CC_STR_INIT("m"), 60000},
    {CC_STR_INIT("s"), 1000},
    {CC_STR_INIT("ms"), 1},
};

/* Takes the longest start of `text` made of bytes that are (or are not) of a number. */
static struct cc_str take(struct cc_str *text, bool number)
{
    size_t len = 0;
    while (len < text->len && cc_str_only(cc_str_slice(*text, len, 1), "0123456789.") == number)
        len++;
    struct cc_str taken = cc_str_slice(*text, 0, len);
    *text = cc_str_slice(*text, len, text->len);
    return taken;
}

/* Digits only; false when there are others or the value is beyond any duration. */
static bool read_whole(struct cc_str digits, int64_t *value)
{
    *value = 0;
    for (size_t i = 0; i < digits.len; i++) {
        if (digits.ptr[i] < '0' || digits.ptr[i] > '9' || *value > duration_ms_max)
            return false;
        *value = *value * 10 + (digits.ptr[i] - '0');
    }
    return *value <= duration_ms_max;
}

/* Reads "5" of "1.5h" as nanoseconds; digits finer than a millionth of the unit do not count. */
static bool read_fraction(struct cc_str digits, int64_t unit_ms, int64_t *ns)
{
    if (!cc_str_is_empty(digits) && !cc_str_only(digits, "0123456789"))
        return false;
    int64_t weight = unit_ms * ns_per_ms;
    *ns = 0;
    for (size_t i = 0; i < digits.len; i++) {
        weight /= 10;
        *ns += weight * (digits.ptr[i] - '0');
    }
    return true;
}

static const struct unit *unit_find(struct cc_str name)
{
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (cc_str_equal(units[i].name, name))
            return &units[i];
    }
    return NULL;
}

/* Adds one number with its unit; false also when the sum passes the limit. */
static bool add_part(struct cc_str number, struct cc_str unit_name, int64_t *sum_ns)
{
    const struct unit *unit = unit_find(unit_name);
    if (!unit || number.len == 0 || cc_str_equal(number, CC_STR(".")))
        return false;
    struct cc_str whole_digits = cc_str_cut(&number, '.');
    int64_t whole;
    int64_t fraction_ns;
    if (!read_whole(whole_digits, &whole) || !read_fraction(number, unit->ms, &fraction_ns))
        return false;
    if (whole > duration_ms_max / unit->ms)
        return false;
    *sum_ns += whole * unit->ms * ns_per_ms + fraction_ns;
    return *sum_ns <= duration_ms_max * ns_per_ms;
}

bool cc_clock_parse_duration(struct cc_str text, int64_t *duration_ms)
{
    int64_t sum_ns = 0;
    while (text.len > 0) {
        struct cc_str number = take(&text, true);
        struct cc_str unit_name = take(&text, false);
        if (!add_part(number, unit_name, &sum_ns))
            return false;
    }
    *duration_ms = sum_ns / ns_per_ms;
    return *duration_ms > 0;
}

/* "1h" or "1h 5m": the amount of a unit and, unless it is zero, of the next smaller one. */
static struct cc_str format_pair(struct cc_arena *arena, int64_t duration_ms,
                                 const struct unit *unit, const struct unit *smaller)
{
    long long amount = (long long)(duration_ms / unit->ms);
    long long rest = (long long)(duration_ms % unit->ms / smaller->ms);
    if (rest == 0)
        return cc_str_format(arena, "%lld%s", amount, unit->name.ptr);
    return cc_str_format(arena, "%lld%s %lld%s", amount, unit->name.ptr, rest, smaller->name.ptr);
}

struct cc_str cc_clock_format_duration(struct cc_arena *arena, int64_t duration_ms)
{
    enum { HOURS, MINUTES, SECONDS };
    for (size_t i = HOURS; i < SECONDS; i++) {
        if (duration_ms >= units[i].ms)
            return format_pair(arena, duration_ms, &units[i], &units[i + 1]);
    }
    if (duration_ms > 0 && duration_ms < units[SECONDS].ms)
        return cc_str_format(arena, "%lldms", (long long)duration_ms);
    long long seconds = duration_ms > 0 ? (long long)(duration_ms / units[SECONDS].ms) : 0;
    return cc_str_format(arena, "%llds", seconds);
}
