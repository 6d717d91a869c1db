// SPDX-License-Identifier: MPL-2.0
#include "emulator/clock.h"

#include <time.h>

#include "base/clock.h"

static const char advance_name[] = "clock_advance_us";
static const int64_t advance_us_max = INT64_C(100) * 365 * 24 * 3600 * 1000000;

int64_t emu_clock_now_us(struct emu_store *store)
{
    return cc_clock_wall_us() + emu_store_number(store, advance_name);
}

bool emu_clock_advance(struct emu_store *store, int64_t add_us)
{
    int64_t advance_us = emu_store_number(store, advance_name);
    if (add_us < 0 || add_us > advance_us_max - advance_us)
        return false;
    emu_store_set_number(store, advance_name, advance_us + add_us);
    return true;
}

struct cc_str emu_clock_format(struct cc_arena *arena, int64_t time_us)
{
    time_t seconds = (time_t)(time_us / 1000000);
    struct tm tm;
    gmtime_r(&seconds, &tm);
    return cc_str_format(arena, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", tm.tm_year + 1900,
                         tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
                         (int)(time_us % 1000000));
}
