// SPDX-License-Identifier: MPL-2.0
#pragma once

/* The fuzz entry of this room, in the shape fuzzers look for. */

#include <stddef.h>
#include <stdint.h>

/* Byte 0 chooses the form (even: MessagePack, odd: JSON), byte 1 the type, the rest is the value.
 * Always 0; whatever is wrong ends the process. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* How byte 1 must read for this type; for seeds. */
uint8_t cc_codec_fuzz_type(const char *json);
