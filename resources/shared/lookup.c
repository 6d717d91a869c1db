// SPDX-License-Identifier: MPL-2.0
#include "shared/lookup.h"

#include <stdlib.h>

#include "base/buf.h"
#include "shared/presence.h"

enum {
    CANDIDATES_MAX = 20, /* who has more of them looks elsewhere */
    CANDIDATES_BYTES_MAX = 16 * 1024,
    LABEL_BYTES_MAX = 200,
    NAMES_BYTES_MAX = 200,
};

/* Items of a list that could be meant. */
struct candidates {
    const struct cc_json *const *items;
    size_t count;
};

/* Validation. */

static struct cc_str names_format(struct cc_arena *arena, const char *const *names)
{
    struct cc_buf buf;
    cc_buf_init(&buf, arena, NAMES_BYTES_MAX);
    for (size_t i = 0; names[i] != NULL; i++) {
        const char *between = names[i + 1] == NULL ? " and " : ", ";
        cc_buf_appendf(&buf, "%s%s", i == 0 ? "" : between, names[i]);
    }
    return cc_buf_str(&buf);
}

bool cc_lookup_is_unique(struct cc_call *call, const struct cc_value *config,
                         const char *const *names)
{
    const char *first = NULL, *second = NULL;
    size_t unknown_count = 0;
    for (size_t i = 0; names[i] != NULL; i++) {
        const struct cc_value *value = cc_value_at(config, names[i]);
        unknown_count += cc_value_is_unknown(value);
        if (!cc_value_is_known(value))
            continue;
        if (first == NULL)
            first = names[i];
        else
            second = names[i];
    }
    if (second == NULL && (first != NULL || unknown_count > 0))
        return true;
    struct cc_str all = names_format(call->arena, names);
    if (second == NULL)
        return cc_diags_error(call->diags, cc_path_from(""), CC_STR("Nothing to look for"),
                              "Exactly one of %.*s must be set.", CC_STR_ARG(all));
    return cc_diags_error(call->diags, cc_path_from(second), CC_STR("Two things to look for"),
                          "%s is set already. Exactly one of %.*s must be set.", first,
                          CC_STR_ARG(all));
}

/* Saying what there is. */

static void append_labels(struct cc_buf *buf, const struct cc_lookup *lookup,
                          const struct cc_json *item)
{
    const char *before = " (";
    for (size_t i = 0; i < CC_LOOKUP_LABELS_MAX && lookup->labels[i] != NULL; i++) {
        struct cc_str label =
            cc_str_slice(cc_json_text(item, lookup->labels[i]), 0, LABEL_BYTES_MAX);
        if (cc_str_is_empty(label))
            continue;
        cc_buf_appendf(buf, "%s%.*s", before, CC_STR_ARG(label));
        before = ", ";
    }
    if (before[0] == ',')
        cc_buf_appendf(buf, ")");
}

static struct cc_str candidates_format(struct cc_arena *arena, const struct cc_lookup *lookup,
                                       const struct candidates *list)
{
    struct cc_buf buf;
    cc_buf_init(&buf, arena, CANDIDATES_BYTES_MAX);
    for (size_t i = 0; i < list->count && i < CANDIDATES_MAX; i++) {
        cc_buf_appendf(&buf, "\n  %.*s", CC_STR_ARG(cc_json_str(list->items[i], "id")));
        append_labels(&buf, lookup, list->items[i]);
    }
    if (list->count > CANDIDATES_MAX)
        cc_buf_appendf(&buf, "\n  and %zu more", list->count - CANDIDATES_MAX);
    return cc_buf_str(&buf);
}

static struct cc_answer list(struct cc_call *call, const struct cc_lookup *lookup,
                             struct candidates *found)
{
    *found = (struct candidates){0};
    return cc_ccloud_list(call, lookup->ccloud, &lookup->list, &found->items, &found->count);
}

static bool file_list_refusal(struct cc_call *call, const struct cc_lookup *lookup,
                              const struct cc_answer *answer)
{
    struct cc_api_words words = {
        .summary = cc_str_format(call->arena, "Listing %.*s", CC_STR_ARG(lookup->list_name))};
    return cc_api_error_file(call, answer, &words);
}

static bool file_refusal(struct cc_call *call, const struct cc_lookup *lookup,
                         const struct cc_answer *answer)
{
    struct cc_api_words words = {.summary =
                                     cc_str_format(call->arena, "Looking for %s %.*s", lookup->noun,
                                                   CC_STR_ARG(lookup->wanted))};
    return cc_api_error_file(call, answer, &words);
}

/* The one thing that a list of names does not show at a glance. */
static struct cc_str letters_format(struct cc_arena *arena, const struct cc_lookup *lookup,
                                    const struct candidates *list)
{
    for (size_t i = 0; i < list->count; i++) {
        struct cc_str name = cc_json_str(list->items[i], lookup->labels[0]);
        if (cc_str_equal_nocase(name, lookup->wanted))
            return cc_str_format(
                arena,
                " There is \"%.*s\", which differs in upper and lower case only: write that.",
                CC_STR_ARG(name));
    }
    return CC_STR("");
}

/* `because`: what the service said about the object; absent when only the list was read. */
static bool file_none_of(struct cc_call *call, const struct cc_lookup *lookup,
                         struct cc_str because, const struct candidates *all)
{
    struct cc_str listed = candidates_format(call->arena, lookup, all);
    struct cc_str name = cc_str_printable(call->arena, lookup->list_name);
    if (all->count == 0)
        listed = CC_STR(" none that these credentials may see.");
    return cc_diags_error(
        call->diags, cc_path_from(lookup->path),
        cc_str_format(call->arena, "No %s with this %s", lookup->noun, lookup->path),
        "\"%.*s\" was not found.%s%.*s%s%.*s\n\nThese are %.*s:%.*s", CC_STR_ARG(lookup->wanted),
        because.len > 0 ? " The service says " : "", CC_STR_ARG(because),
        because.len > 0 ? "." : "", CC_STR_ARG(letters_format(call->arena, lookup, all)),
        CC_STR_ARG(name), CC_STR_ARG(listed));
}

bool cc_lookup_file_several(struct cc_call *call, const struct cc_lookup *lookup,
                            const struct cc_json *const *items, size_t count)
{
    struct candidates fitting = {items, count};
    return cc_diags_error(
        call->diags, cc_path_from(lookup->path),
        cc_str_format(call->arena, "More than one %s with this %s", lookup->noun, lookup->path),
        "%zu of them are called \"%.*s\". Name the one that is meant by its id:%.*s", count,
        CC_STR_ARG(lookup->wanted), CC_STR_ARG(candidates_format(call->arena, lookup, &fitting)));
}

bool cc_lookup_file_none(struct cc_call *call, const struct cc_lookup *lookup)
{
    struct candidates all;
    struct cc_answer answer = list(call, lookup, &all);
    if (answer.kind != CC_ANSWER_OK)
        return file_refusal(call, lookup, &answer);
    return file_none_of(call, lookup, CC_STR_ABSENT, &all);
}

/* Looking. */

bool cc_lookup_is_shown(struct cc_call *call, const struct cc_lookup *lookup,
                        const struct cc_answer *answer)
{
    struct candidates all;
    if (answer->kind == CC_ANSWER_OK)
        return true;
    if (!cc_presence_is_doubtful(answer) || list(call, lookup, &all).kind != CC_ANSWER_OK)
        return file_refusal(call, lookup, answer);
    return file_none_of(call, lookup, cc_api_error_line(call->arena, answer), &all);
}

/* All of them again when none or all are meant. */
static size_t keep_meant(const struct cc_lookup *lookup, const struct cc_json **items, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (lookup->is_meant(items[i])) {
            const struct cc_json *item = items[i];
            items[i] = items[kept];
            items[kept++] = item;
        }
    return kept > 0 ? kept : count;
}

const struct cc_json *cc_lookup_by_name(struct cc_call *call, const struct cc_lookup *lookup)
{
    struct candidates all;
    struct cc_answer answer = list(call, lookup, &all);
    if (answer.kind != CC_ANSWER_OK) {
        file_refusal(call, lookup, &answer);
        return NULL;
    }
    const struct cc_json **fitting = cc_arena_array(call->arena, all.count, const struct cc_json *);
    size_t count = 0;
    for (size_t i = 0; i < all.count; i++)
        if (cc_str_equal(cc_json_str(all.items[i], lookup->labels[0]), lookup->wanted))
            fitting[count++] = all.items[i];
    if (count > 1 && lookup->is_meant != NULL)
        count = keep_meant(lookup, fitting, count);
    if (count == 1)
        return fitting[0];
    if (count == 0)
        file_none_of(call, lookup, CC_STR_ABSENT, &all);
    else
        cc_lookup_file_several(call, lookup, fitting, count);
    return NULL;
}

struct cc_value cc_lookup_mirror(struct cc_arena *arena, const struct cc_type *type,
                                 const struct cc_type *source_type, const struct cc_value *source)
{
    struct cc_value value = cc_value_object(arena, type);
    for (size_t i = 0; i < source_type->member_count; i++) {
        struct cc_str name = source_type->members[i].name;
        if (cc_type_find(type, name) != NULL)
            cc_value_set(&value, name, *cc_value_get(source, name));
    }
    return value;
}

static int compare_ids(const void *a, const void *b)
{
    const struct cc_json *const *left = a, *const *right = b;
    return cc_str_compare(cc_json_str(*left, "id"), cc_json_str(*right, "id"));
}

bool cc_lookup_all(struct cc_call *call, const struct cc_lookup *lookup,
                   const struct cc_json *const **items, size_t *count)
{
    struct candidates all;
    struct cc_answer answer = list(call, lookup, &all);
    if (answer.kind != CC_ANSWER_OK)
        return file_list_refusal(call, lookup, &answer);
    const struct cc_json **sorted = cc_arena_array(call->arena, all.count, const struct cc_json *);
    for (size_t i = 0; i < all.count; i++)
        sorted[i] = all.items[i];
    if (all.count > 0)
        qsort(sorted, all.count, sizeof sorted[0], compare_ids);
    *items = sorted;
    *count = all.count;
    return true;
}

bool cc_lookup_fits(const struct cc_filter *filters, const struct cc_value *config,
                    const struct cc_value *item)
{
    for (; filters->argument != NULL; filters++) {
        const struct cc_value *wanted = cc_value_at(config, filters->argument);
        if (cc_value_is_known(wanted) &&
            !cc_str_equal(wanted->text, cc_value_text(cc_value_at(item, filters->path))))
            return false;
    }
    return true;
}
