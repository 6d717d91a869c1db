// SPDX-License-Identifier: MPL-2.0
#pragma once

/* What happens by itself.  Nobody sleeps: each request first lets everything happen that has become
 * due since the one before, at the time it was due. */

#include "emulator/request.h"

#define EMU_TIMER_VALIDATE "validate" /* a key is looked at */
#define EMU_TIMER_RELEASE "release"   /* a key may be deleted or used again */
#define EMU_TIMER_READY "ready"       /* a cluster is provisioned or resized */
#define EMU_TIMER_FAIL "fail"         /* a cluster's provisioning gives up */
#define EMU_TIMER_VANISH "vanish"     /* a deleted cluster can no longer be seen */

void emu_timers_run(struct emu_turn *turn);
