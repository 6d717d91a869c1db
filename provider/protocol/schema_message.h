// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Attribute tables as the protocol's Schema message. */

#include "protocol/wire.h"

Tfplugin6__Schema *cc_schema_message(struct cc_arena *arena, const struct cc_schema *schema);
