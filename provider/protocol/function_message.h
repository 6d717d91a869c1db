// SPDX-License-Identifier: MPL-2.0
#pragma once

/* What a function takes and returns, as the protocol's Function message. */

#include "protocol/wire.h"

Tfplugin6__Function *cc_function_message(struct cc_arena *arena,
                                         const struct cc_function *function);
