// SPDX-License-Identifier: MPL-2.0
#include "base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/banned.h"

enum { CAPACITY_MIN = 256 };

void cc_buf_init(struct cc_buf *buf, struct cc_arena *arena, size_t bytes_max)
{
    assert(bytes_max < SIZE_MAX / 2); /* keeps the sums below from overflowing */
    *buf = (struct cc_buf){.arena = arena, .bytes_max = bytes_max};
}

/* Makes room for `len` more bytes and the NUL behind them; false when the cap forbids it. */
static bool buf_reserve(struct cc_buf *buf, size_t len)
{
    if (len > buf->bytes_max - buf->len)
        return false;
    size_t needed = buf->len + len + 1;
    if (needed <= buf->capacity)
        return true;
    size_t capacity = buf->capacity < CAPACITY_MIN ? CAPACITY_MIN : buf->capacity * 2;
    if (capacity > buf->bytes_max + 1)
        capacity = buf->bytes_max + 1;
    if (capacity < needed)
        capacity = needed;
    char *grown = cc_arena_alloc(buf->arena, capacity);
    if (buf->len > 0)
        memcpy(grown, buf->ptr, buf->len);
    buf->ptr = grown;
    buf->capacity = capacity;
    return true;
}

bool cc_buf_append(struct cc_buf *buf, const void *bytes, size_t len)
{
    if (len == 0)
        return true;
    if (!buf_reserve(buf, len))
        return false;
    memcpy(buf->ptr + buf->len, bytes, len);
    buf->len += len;
    buf->ptr[buf->len] = '\0';
    return true;
}

bool cc_buf_append_str(struct cc_buf *buf, struct cc_str str)
{
    return cc_buf_append(buf, str.ptr, str.len);
}

bool cc_buf_append_byte(struct cc_buf *buf, char byte)
{
    return cc_buf_append(buf, &byte, 1);
}

bool cc_buf_appendf(struct cc_buf *buf, const char *format, ...)
{
    va_list args;
    va_list again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    assert(len >= 0);
    bool fits = buf_reserve(buf, (size_t)len);
    if (fits) {
        vsnprintf(buf->ptr + buf->len, (size_t)len + 1, format, again);
        buf->len += (size_t)len;
    }
    va_end(again);
    va_end(args);
    return fits;
}

struct cc_str cc_buf_str(struct cc_buf *buf)
{
    return buf->ptr ? (struct cc_str){buf->ptr, buf->len} : CC_STR("");
}
