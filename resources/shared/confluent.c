// SPDX-License-Identifier: MPL-2.0
#include "shared/confluent.h"

const struct cc_json *cc_confluent_at(const struct cc_json *state, const char *path)
{
    struct cc_str rest = cc_str_from(path);
    const struct cc_json *node = state;
    while (!cc_str_is_absent(rest)) {
        if (cc_json_is_array(node)) /* a block: the one object in it */
            node = cc_json_count(node) == 0 ? NULL : cc_json_item(node, 0);
        if (!cc_json_is_object(node))
            return NULL;
        node = cc_json_member(node, cc_str_cut(&rest, '.'));
    }
    return cc_json_is_null(node) ? NULL : node;
}

static void copy_list(const struct cc_json *list, const char *to, struct cc_json *answer)
{
    struct cc_str text;
    for (size_t i = 0; i < cc_json_count(list); i++)
        if (cc_json_node_str(cc_json_item(list, i), &text))
            cc_json_append_str(answer, to, text);
}

static void copy(const struct cc_json *node, const char *to, struct cc_json *answer)
{
    int64_t number;
    bool boolean;
    if (cc_json_is_array(node))
        copy_list(node, to, answer);
    else if (cc_json_int(node, "", &number))
        cc_json_set_int(answer, to, number);
    else if (cc_json_bool(node, "", &boolean))
        cc_json_set_bool(answer, to, boolean);
    else
        cc_json_set_str(answer, to, cc_json_text(node, ""));
}

void cc_confluent_copy(const struct cc_json *state, const struct cc_confluent_row *rows,
                       struct cc_json *answer)
{
    for (const struct cc_confluent_row *row = rows; row->from != NULL; row++) {
        const struct cc_json *node = cc_confluent_at(state, row->from);
        if (node != NULL && cc_json_at(answer, row->to) == NULL)
            copy(node, row->to, answer);
    }
}

bool cc_confluent_refuse(struct cc_call *call, const struct cc_move_source *source,
                         struct cc_str reason)
{
    struct cc_str id = cc_json_text(source->state, "id");
    return cc_diags_error(
        call->diags, cc_path_from(""),
        cc_str_format(call->arena, "Moving %.*s %.*s", CC_STR_ARG(source->type_name),
                      CC_STR_ARG(cc_str_is_absent(id) ? CC_STR("without id") : id)),
        "Its state cannot be taken over: %.*s. It was left as it is.\n\nRemove the moved block. If "
        "the object can be managed here all the same, import it by its id.",
        CC_STR_ARG(reason));
}
