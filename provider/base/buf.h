// SPDX-License-Identifier: MPL-2.0
#pragma once

/* A growing byte buffer in an arena with a cap chosen by its purpose.
 *
 * This is where input from outside is bounded: an append beyond the cap changes nothing and says
 * false.  The content stays valid as long as the arena; growing leaves the old memory to the
 * arena's next reset.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

struct cc_buf {
    struct cc_arena *arena;
    char *ptr;
    size_t len;
    size_t capacity;
    size_t bytes_max;
};

/* An empty buffer that never holds more than `bytes_max` bytes. */
void cc_buf_init(struct cc_buf *buf, struct cc_arena *arena, size_t bytes_max);

/* Appends; false (and no change) when the cap would be exceeded. */
bool cc_buf_append(struct cc_buf *buf, const void *bytes, size_t len);
bool cc_buf_append_str(struct cc_buf *buf, struct cc_str str);
bool cc_buf_append_byte(struct cc_buf *buf, char byte);
bool cc_buf_appendf(struct cc_buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* What has been appended so far, NUL-terminated; lends the buffer's memory. */
struct cc_str cc_buf_str(struct cc_buf *buf);
