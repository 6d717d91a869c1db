// SPDX-License-Identifier: MPL-2.0
#include "value/place.h"

#include <stdarg.h>

enum { QUOTED_BYTES_MAX = 80 };

static struct cc_place place_below(const struct cc_place *parent, struct cc_step step)
{
    return (struct cc_place){
        .parent = parent, .has_step = true, .step = step, .depth = parent->depth + 1};
}

struct cc_place cc_place_attribute(const struct cc_place *parent, struct cc_str name)
{
    return place_below(parent, (struct cc_step){.kind = CC_STEP_ATTRIBUTE, .name = name});
}

struct cc_place cc_place_key(const struct cc_place *parent, struct cc_str key)
{
    return place_below(parent, (struct cc_step){.kind = CC_STEP_KEY, .name = key});
}

struct cc_place cc_place_index(const struct cc_place *parent, size_t index)
{
    return place_below(parent, (struct cc_step){.kind = CC_STEP_INDEX, .index = (int64_t)index});
}

struct cc_place cc_place_inside(const struct cc_place *parent)
{
    return (struct cc_place){.parent = parent, .depth = parent->depth + 1};
}

struct cc_str cc_place_quote(struct cc_arena *arena, struct cc_str name)
{
    return cc_str_printable(arena, cc_str_slice(name, 0, QUOTED_BYTES_MAX));
}

static struct cc_path place_path(struct cc_arena *arena, const struct cc_place *place)
{
    if (!place)
        return cc_path_from("");
    struct cc_path path = place_path(arena, place->parent);
    if (!place->has_step)
        return path;
    struct cc_str name = cc_place_quote(arena, place->step.name);
    switch (place->step.kind) {
    case CC_STEP_ATTRIBUTE:
        return cc_path_attribute(path, name);
    case CC_STEP_KEY:
        return cc_path_key(path, name);
    case CC_STEP_INDEX:
        return cc_path_index(path, place->step.index);
    }
    return path;
}

bool cc_place_refuse(struct cc_arena *arena, const struct cc_place *place,
                     struct cc_codec_error *error, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    error->reason = cc_str_vformat(arena, format, args);
    va_end(args);
    error->where = cc_path_format(arena, place_path(arena, place));
    return false;
}

bool cc_place_check_depth(struct cc_arena *arena, const struct cc_place *place,
                          struct cc_codec_error *error)
{
    if (place->depth <= CC_VALUE_DEPTH_MAX)
        return true;
    return cc_place_refuse(arena, place, error, "it is nested deeper than %d levels",
                           (int)CC_VALUE_DEPTH_MAX);
}

bool cc_place_refuse_kind(struct cc_arena *arena, const struct cc_place *place,
                          struct cc_codec_error *error, const struct cc_type *type, const char *got)
{
    struct cc_str wanted = cc_type_describe(arena, type);
    if (type->kind == CC_TYPE_DYNAMIC)
        wanted = CC_STR("value that brings its type");
    const char *article = type->kind == CC_TYPE_OBJECT ? "an" : "a";
    return cc_place_refuse(arena, place, error, "%s %.*s is required, got %s", article,
                           CC_STR_ARG(wanted), got);
}
