// SPDX-License-Identifier: MPL-2.0
#include "azure/reading.h"

enum { TEXT_BYTES_MAX = 1000 };

static const int64_t epoch_s_max = INT64_C(253402300799); /* the end of the year 9999 */

struct cc_str cc_az_read_text(struct cc_arena *arena, const struct cc_json *node, const char *path)
{
    struct cc_str text = cc_json_text(node, path);
    if (cc_str_is_absent(text))
        return text;
    return cc_str_printable(arena, cc_str_slice(text, 0, TEXT_BYTES_MAX));
}

enum cc_az_told cc_az_read_bool(const struct cc_json *node, const char *path,
                                enum cc_az_told when_missing)
{
    const struct cc_json *member = cc_json_at(node, path);
    bool is_true = false;
    if (member == NULL)
        return when_missing;
    if (!cc_json_node_bool(member, &is_true))
        return CC_AZ_NOT_TOLD;
    return is_true ? CC_AZ_YES : CC_AZ_NO;
}

enum cc_az_told cc_az_read_word(const struct cc_json *node, const char *path,
                                const struct cc_az_word *word)
{
    const struct cc_json *member = cc_json_at(node, path);
    struct cc_str text = CC_STR_ABSENT;
    if (member == NULL)
        return word->when_missing;
    cc_json_node_str(member, &text);
    if (cc_str_equal_nocase(text, cc_str_from(word->yes)))
        return CC_AZ_YES;
    return cc_str_equal_nocase(text, cc_str_from(word->no)) ? CC_AZ_NO : CC_AZ_NOT_TOLD;
}

enum cc_az_told cc_az_read_presence(const struct cc_json *node, const char *path)
{
    const struct cc_json *member = cc_json_at(node, path);
    if (member == NULL)
        return CC_AZ_NO;
    return cc_json_is_object(member) ? CC_AZ_YES : CC_AZ_NOT_TOLD;
}

struct cc_az_time cc_az_read_time(const struct cc_json *node, const char *path)
{
    struct cc_az_time time = {.is_set = CC_AZ_NO};
    if (cc_json_at(node, path) == NULL)
        return time;
    bool is_time =
        cc_json_int(node, path, &time.epoch_s) && time.epoch_s >= 0 && time.epoch_s <= epoch_s_max;
    time.is_set = is_time ? CC_AZ_YES : CC_AZ_NOT_TOLD;
    return time;
}

struct cc_az_list cc_az_read_list(struct cc_arena *arena, const struct cc_json *node,
                                  const char *path)
{
    const struct cc_json *array = cc_json_at(node, path);
    if (array == NULL)
        return (struct cc_az_list){.is_set = CC_AZ_NO};
    if (!cc_json_is_array(array))
        return (struct cc_az_list){.is_set = CC_AZ_NOT_TOLD};
    size_t count = cc_json_count(array);
    struct cc_str *items = cc_arena_array(arena, count, struct cc_str);
    for (size_t i = 0; i < count; i++) {
        items[i] = cc_az_read_text(arena, cc_json_item(array, i), "");
        if (cc_str_is_absent(items[i]))
            return (struct cc_az_list){.is_set = CC_AZ_NOT_TOLD};
    }
    return (struct cc_az_list){.is_set = CC_AZ_YES, .items = items, .count = count};
}

void cc_az_read_end(struct cc_arena *arena, struct cc_az_facts *facts, enum cc_az_group group,
                    bool is_understood)
{
    struct cc_az_sight sight = {.seen = CC_AZ_SEEN};
    if (!is_understood)
        sight = (struct cc_az_sight){.seen = CC_AZ_UNSEEN,
                                     .why = CC_STR("Azure's answer was none to what was asked.")};
    cc_az_facts_note(arena, facts, group, sight);
}
