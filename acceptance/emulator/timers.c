// SPDX-License-Identifier: MPL-2.0
#include "emulator/timers.h"

#include "emulator/cluster_life.h"
#include "emulator/key_validation.h"
#include "emulator/keys.h"

static const struct {
    const char *name;
    void (*act)(struct emu_turn *turn, struct cc_str id, int64_t due_us);
} timers[] = {
    {EMU_TIMER_VALIDATE, emu_key_timer_validate}, {EMU_TIMER_RELEASE, emu_key_timer_release},
    {EMU_TIMER_READY, emu_cluster_timer_ready},   {EMU_TIMER_FAIL, emu_cluster_timer_fail},
    {EMU_TIMER_VANISH, emu_cluster_timer_vanish},
};

static void timer_act(struct emu_turn *turn, struct cc_str name, struct cc_str id, int64_t due_us)
{
    for (size_t i = 0; i < sizeof(timers) / sizeof(timers[0]); i++) {
        if (cc_str_equal(name, cc_str_from(timers[i].name)))
            timers[i].act(turn, id, due_us);
    }
}

void emu_timers_run(struct emu_turn *turn)
{
    struct cc_str id, name;
    int64_t due_us;
    struct emu_turn then = *turn;
    while (emu_store_timer_take(turn->store, turn->arena, turn->now_us, &id, &name, &due_us)) {
        then.now_us = due_us; /* a cluster that vanished an hour ago released its key then */
        timer_act(&then, name, id, due_us);
    }
}
