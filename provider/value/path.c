// SPDX-License-Identifier: MPL-2.0
#include "value/path.h"

#include <inttypes.h>

#include "base/buf.h"

static struct cc_path path_with(struct cc_path path, struct cc_step step)
{
    if (path.count < CC_PATH_STEPS_MAX)
        path.steps[path.count++] = step;
    return path;
}

struct cc_path cc_path_from(const char *dotted)
{
    struct cc_path path = {.count = 0};
    struct cc_str rest = cc_str_from(dotted);
    while (!cc_str_is_empty(rest))
        path = cc_path_attribute(path, cc_str_cut(&rest, '.'));
    return path;
}

struct cc_path cc_path_attribute(struct cc_path path, struct cc_str name)
{
    return path_with(path, (struct cc_step){.kind = CC_STEP_ATTRIBUTE, .name = name});
}

struct cc_path cc_path_key(struct cc_path path, struct cc_str key)
{
    return path_with(path, (struct cc_step){.kind = CC_STEP_KEY, .name = key});
}

struct cc_path cc_path_index(struct cc_path path, int64_t index)
{
    return path_with(path, (struct cc_step){.kind = CC_STEP_INDEX, .index = index});
}

/* Appends piece by piece, because a name may hold any byte and be of any length. */
static void format_step(struct cc_buf *text, const struct cc_step *step)
{
    switch (step->kind) {
    case CC_STEP_ATTRIBUTE:
        if (text->len > 0)
            cc_buf_append_byte(text, '.');
        cc_buf_append_str(text, step->name);
        break;
    case CC_STEP_KEY:
        cc_buf_append_str(text, CC_STR("[\""));
        cc_buf_append_str(text, step->name);
        cc_buf_append_str(text, CC_STR("\"]"));
        break;
    case CC_STEP_INDEX:
        cc_buf_appendf(text, "[%" PRId64 "]", step->index);
        break;
    }
}

struct cc_str cc_path_format(struct cc_arena *arena, struct cc_path path)
{
    struct cc_buf text;
    cc_buf_init(&text, arena, SIZE_MAX / 4); /* names are bounded where they come from */
    for (size_t i = 0; i < path.count; i++)
        format_step(&text, &path.steps[i]);
    return cc_buf_str(&text);
}
