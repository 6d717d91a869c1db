// SPDX-License-Identifier: MPL-2.0
#pragma once

/* How Azure's services write a refusal down: one error each, a later one replaces it. */

#include "emulator/errors.h"

/* {"error":{"code","message","innererror":{"code"}}} */
void emu_shape_management(struct emu_answer *answer, const struct emu_refusal *refusal);

/* The same with the request's id and the time as "innerError". */
void emu_shape_graph(struct emu_answer *answer, const struct emu_refusal *refusal);

/* {"error","error_description","error_codes","trace_id","correlation_id", …}; the number is read
 * off the detail ("AADSTS7000215: …"). */
void emu_shape_sign_in(struct emu_answer *answer, const struct emu_refusal *refusal);
