// SPDX-License-Identifier: MPL-2.0
#include "schema/function.h"

size_t cc_function_arity(const struct cc_function *function)
{
    size_t count = 0;
    while (function->parameters[count].name != NULL)
        count++;
    return count;
}

struct cc_path cc_argument_path(size_t index)
{
    return cc_path_index(cc_path_from(""), (int64_t)index);
}

static bool is_identifier(const char *name)
{
    struct cc_str text = cc_str_from(name);
    return cc_str_only(text, "abcdefghijklmnopqrstuvwxyz0123456789_") &&
           (text.ptr[0] < '0' || text.ptr[0] > '9');
}

static bool is_blank(const char *text)
{
    return cc_str_is_empty(cc_str_from(text));
}

static const char *parameter_fault(const struct cc_parameter *first,
                                   const struct cc_parameter *parameter)
{
    if (!is_identifier(parameter->name))
        return "needs a name of lower-case letters, digits and underscores";
    if (parameter->type == NULL)
        return "needs a type";
    if (is_blank(parameter->description))
        return "needs a description";
    for (const struct cc_parameter *other = first; other != parameter; other++)
        if (cc_str_equal(cc_str_from(other->name), cc_str_from(parameter->name)))
            return "appears twice";
    return NULL;
}

/* Types written by hand lack the sorting that cc_type_object does; values are encoded in that order
 * and looked up by it. */
static bool is_sorted(const struct cc_type *type)
{
    if (type->kind != CC_TYPE_OBJECT)
        return type->element == NULL || is_sorted(type->element);
    for (size_t i = 0; i < type->member_count; i++) {
        if (i > 0 && cc_str_compare(type->members[i - 1].name, type->members[i].name) >= 0)
            return false;
        if (!is_sorted(type->members[i].type))
            return false;
    }
    return true;
}

static const char *head_fault(const struct cc_function *function)
{
    if (!is_identifier(function->name))
        return "needs a name of lower-case letters, digits and underscores";
    if (is_blank(function->summary) || is_blank(function->description))
        return "needs a summary and a description";
    if (function->returns == NULL || !is_sorted(function->returns))
        return "needs a return type whose members are sorted by name";
    return function->call == NULL ? "does nothing" : NULL;
}

struct cc_str cc_function_fault(struct cc_arena *arena, const struct cc_function *function)
{
    const char *fault = head_fault(function);
    if (fault != NULL)
        return cc_str_format(arena, "%s %s", function->name, fault);
    for (const struct cc_parameter *row = function->parameters; row->name != NULL; row++) {
        fault = parameter_fault(function->parameters, row);
        if (fault != NULL)
            return cc_str_format(arena, "%s(%s) %s", function->name, row->name, fault);
    }
    return CC_STR_ABSENT;
}
