// SPDX-License-Identifier: MPL-2.0
#include "azure/words.h"

#include <assert.h>
#include <time.h>

#include "base/buf.h"

enum { FILLED_BYTES_MAX = 16000, SECONDS_PER_DAY = 86400, LATER_DAYS = 730, DATE_LEN = 10 };

static const char plain_in_shell[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:@,";
static const char blank_letters[] = "abcdefghijklmnopqrstuvwxyz_";

void cc_az_blanks_add(struct cc_az_blanks *blanks, const char *name, struct cc_str text)
{
    assert(blanks->count < CC_AZ_BLANKS_MAX);
    blanks->list[blanks->count++] = (struct cc_az_blank){.name = name, .text = text};
}

void cc_az_blanks_add_list(struct cc_az_blanks *blanks, const char *name, struct cc_str words)
{
    cc_az_blanks_add(blanks, name, words);
    blanks->list[blanks->count - 1].is_list = true;
}

static struct cc_str or_other(struct cc_str text, const char *other)
{
    return cc_str_is_empty(text) ? cc_str_from(other) : text;
}

struct cc_az_blanks cc_az_blanks_of(struct cc_arena *arena, const struct cc_az_wanted *wanted)
{
    struct cc_az_names names = cc_az_wanted_names(arena, wanted);
    struct cc_az_blanks blanks = {.count = 0};
    int64_t later_s = wanted->now_s + (int64_t)LATER_DAYS * SECONDS_PER_DAY;
    cc_az_blanks_add(&blanks, "vault", names.vault);
    cc_az_blanks_add(&blanks, "key", names.key);
    cc_az_blanks_add(&blanks, "group", names.resource_group);
    cc_az_blanks_add(&blanks, "identifier", wanted->key_identifier);
    cc_az_blanks_add(&blanks, "vault_id", wanted->key_vault_id);
    cc_az_blanks_add(&blanks, "tenant", wanted->tenant_id);
    cc_az_blanks_add(&blanks, "region", wanted->region);
    cc_az_blanks_add(&blanks, "application", wanted->application_id);
    cc_az_blanks_add(&blanks, "caller", or_other(wanted->caller_id, "<client id>"));
    cc_az_blanks_add(&blanks, "later", cc_az_date_time(arena, later_s));
    return blanks;
}

static const struct cc_az_blank *blank_find(const struct cc_az_blanks *blanks, struct cc_str name)
{
    for (size_t i = 0; i < blanks->count; i++) {
        if (cc_str_equal(cc_str_from(blanks->list[i].name), name))
            return &blanks->list[i];
    }
    return NULL;
}

/* Single quotes hold everything but themselves. */
static void append_text_for_shell(struct cc_buf *buf, struct cc_str text)
{
    if (cc_str_only(text, plain_in_shell)) {
        cc_buf_append_str(buf, text);
        return;
    }
    cc_buf_append_byte(buf, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\'')
            cc_buf_append_str(buf, CC_STR("'\\''"));
        else
            cc_buf_append_byte(buf, text.ptr[i]);
    }
    cc_buf_append_byte(buf, '\'');
}

static void append_text_as_is(struct cc_buf *buf, struct cc_str text)
{
    cc_buf_append_str(buf, text);
}

static void append_text_in_quotes(struct cc_buf *buf, struct cc_str text)
{
    cc_buf_appendf(buf, "\"%.*s\"", CC_STR_ARG(text));
}

/* How a filling is written: alone, as one of a list, and what stands between those. */
struct spelling {
    void (*append)(struct cc_buf *buf, struct cc_str text);
    void (*append_item)(struct cc_buf *buf, struct cc_str text);
    const char *separator;
};

static const struct spelling in_command = {append_text_for_shell, append_text_for_shell, " "};
static const struct spelling in_text = {append_text_as_is, append_text_in_quotes, ", "};

static void append_filling(struct cc_buf *buf, const struct cc_az_blank *blank,
                           const struct spelling *spelling)
{
    struct cc_str rest = blank->text;
    if (!blank->is_list) {
        spelling->append(buf, blank->text);
        return;
    }
    for (bool is_first = true; !cc_str_is_empty(rest); is_first = false) {
        cc_buf_append_str(buf, cc_str_from(is_first ? "" : spelling->separator));
        spelling->append_item(buf, cc_str_cut(&rest, ' '));
    }
}

/* The name of the blank that the text begins with, or absent. */
static struct cc_str blank_at(struct cc_str text)
{
    if (!cc_str_starts_with(text, CC_STR("{")))
        return CC_STR_ABSENT;
    struct cc_str rest = cc_str_slice(text, 1, text.len);
    struct cc_str name = cc_str_cut(&rest, '}');
    bool is_blank = !cc_str_is_absent(rest) && cc_str_only(name, blank_letters);
    return is_blank ? name : CC_STR_ABSENT;
}

static struct cc_str fill(struct cc_arena *arena, const char *text,
                          const struct cc_az_blanks *blanks, const struct spelling *spelling)
{
    struct cc_buf buf;
    struct cc_str rest = cc_str_from(text);
    cc_buf_init(&buf, arena, FILLED_BYTES_MAX);
    while (rest.len > 0) {
        struct cc_str name = blank_at(rest);
        if (cc_str_is_absent(name)) {
            cc_buf_append_byte(&buf, rest.ptr[0]);
            rest = cc_str_slice(rest, 1, rest.len);
            continue;
        }
        const struct cc_az_blank *blank = blank_find(blanks, name);
        assert(blank != NULL);
        append_filling(&buf, blank, spelling);
        rest = cc_str_slice(rest, name.len + 2, rest.len);
    }
    return text == NULL ? CC_STR_ABSENT : cc_str_printable(arena, cc_buf_str(&buf));
}

struct cc_str cc_az_fill(struct cc_arena *arena, const char *text,
                         const struct cc_az_blanks *blanks)
{
    return fill(arena, text, blanks, &in_text);
}

struct cc_str cc_az_fill_command(struct cc_arena *arena, const char *text,
                                 const struct cc_az_blanks *blanks)
{
    return fill(arena, text, blanks, &in_command);
}

struct cc_str cc_az_date_time(struct cc_arena *arena, int64_t epoch_s)
{
    time_t at = (time_t)epoch_s;
    struct tm tm;
    if (gmtime_r(&at, &tm) == NULL)
        return CC_STR("?");
    return cc_str_format(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900, tm.tm_mon + 1,
                         tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

struct cc_str cc_az_date(struct cc_arena *arena, int64_t epoch_s)
{
    return cc_str_slice(cc_az_date_time(arena, epoch_s), 0, DATE_LEN);
}
