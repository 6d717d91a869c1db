// SPDX-License-Identifier: MPL-2.0
#include "base/log.h"

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"

#include "base/banned.h"

enum {
    TEXT_BYTES_MAX = 4 * 1024,
    ESCAPE_BYTES_MAX = 3, /* the longest thing one byte of text can become: U+FFFD */
    ENVELOPE_BYTES_MAX = 160,
    LINE_BYTES_MAX = TEXT_BYTES_MAX * ESCAPE_BYTES_MAX + ENVELOPE_BYTES_MAX,
};

static const struct cc_str level_names[] = {
    [CC_LOG_TRACE] = CC_STR_INIT("trace"), [CC_LOG_DEBUG] = CC_STR_INIT("debug"),
    [CC_LOG_INFO] = CC_STR_INIT("info"),   [CC_LOG_WARN] = CC_STR_INIT("warn"),
    [CC_LOG_ERROR] = CC_STR_INIT("error"), [CC_LOG_OFF] = CC_STR_INIT("off"),
};

/* Mutable because the process has one stderr and one environment. */
static _Atomic(enum cc_log_level) level_wanted = CC_LOG_WARN;

/* A pipe keeps only short lines in one piece by itself. */
static pthread_mutex_t line_mutex = PTHREAD_MUTEX_INITIALIZER;

static enum cc_log_level level_from(struct cc_str name)
{
    for (size_t i = 0; i < sizeof(level_names) / sizeof(level_names[0]); i++) {
        if (cc_str_equal_nocase(level_names[i], name))
            return (enum cc_log_level)i;
    }
    return CC_LOG_TRACE;
}

void cc_log_init(void)
{
    static const char *const variables[] = {"TF_LOG_PROVIDER_CCLOUD", "TF_LOG_PROVIDER", "TF_LOG"};
    enum cc_log_level level = CC_LOG_WARN;
    for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
        struct cc_str name = cc_str_from(getenv(variables[i]));
        if (!cc_str_is_empty(name)) {
            level = level_from(name);
            break;
        }
    }
    atomic_store(&level_wanted, level);
}

struct line {
    size_t len;
    char bytes[LINE_BYTES_MAX];
};

static void line_add(struct line *line, struct cc_str part)
{
    memcpy(line->bytes + line->len, part.ptr, part.len);
    line->len += part.len;
}

/* What stands in the JSON text for the character `text` starts with. */
static struct cc_str escaped(struct cc_str text, size_t taken)
{
    if (taken == 0)
        return CC_STR("\xEF\xBF\xBD");
    if (cc_str_starts_with_control(text))
        return CC_STR("");
    switch (text.ptr[0]) {
    case '"':
        return CC_STR("\\\"");
    case '\\':
        return CC_STR("\\\\");
    case '\n':
        return CC_STR("\\n");
    case '\t':
        return CC_STR("\\t");
    default:
        return cc_str_slice(text, 0, taken);
    }
}

static void line_add_escaped(struct line *line, struct cc_str text)
{
    while (text.len > 0) {
        size_t taken = cc_str_utf8_len(text);
        line_add(line, escaped(text, taken));
        text = cc_str_slice(text, taken ? taken : 1, text.len);
    }
}

/* Hosts read a time with any other number of fractional digits as no time at all. */
static void line_add_timestamp(struct line *line)
{
    int64_t wall_us = cc_clock_wall_us();
    time_t seconds = (time_t)(wall_us / 1000000);
    struct tm utc = {0};
    gmtime_r(&seconds, &utc);
    char text[64];
    size_t len = strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &utc);
    line_add(line, (struct cc_str){text, len});
    int fraction_len = snprintf(text, sizeof(text), ".%06dZ", (int)(wall_us % 1000000));
    line_add(line, (struct cc_str){text, (size_t)fraction_len});
}

/* A message the host has closed its ear to is lost; there is nobody left to tell. */
static void line_write(const struct line *line)
{
    pthread_mutex_lock(&line_mutex);
    size_t done = 0;
    while (done < line->len) {
        ssize_t written = write(STDERR_FILENO, line->bytes + done, line->len - done);
        if (written > 0)
            done += (size_t)written;
        else if (written == 0 || errno != EINTR)
            break;
    }
    pthread_mutex_unlock(&line_mutex);
}

/* Formats into `bytes`; a text that is too long ends before the character that did not fit. */
static struct cc_str format_text(char *bytes, size_t size, const char *format, va_list args)
    __attribute__((format(printf, 3, 0)));

static struct cc_str format_text(char *bytes, size_t size, const char *format, va_list args)
{
    int wanted = vsnprintf(bytes, size, format, args);
    if (wanted < 0)
        return CC_STR("");
    if ((size_t)wanted < size)
        return (struct cc_str){bytes, (size_t)wanted};
    size_t len = size - 1;
    while (len > 0 && ((unsigned char)bytes[len - 1] & 0xC0) == 0x80)
        len--;
    if (len > 0 && ((unsigned char)bytes[len - 1] & 0x80) != 0)
        len--;
    return (struct cc_str){bytes, len};
}

void cc_log(enum cc_log_level level, const char *format, ...)
{
    if (level < atomic_load(&level_wanted) || level >= CC_LOG_OFF)
        return;
    int saved_errno = errno;
    char text[TEXT_BYTES_MAX + 1];
    va_list args;
    va_start(args, format);
    struct cc_str message = format_text(text, sizeof(text), format, args);
    va_end(args);

    struct line line;
    line.len = 0;
    line_add(&line, CC_STR("{\"@level\":\""));
    line_add(&line, level_names[level]);
    line_add(&line, CC_STR("\",\"@message\":\""));
    line_add_escaped(&line, message);
    line_add(&line, CC_STR("\",\"@module\":\"ccloud\",\"@timestamp\":\""));
    line_add_timestamp(&line);
    line_add(&line, CC_STR("\"}\n"));
    line_write(&line);
    errno = saved_errno;
}
