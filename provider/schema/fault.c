// SPDX-License-Identifier: MPL-2.0
/* The rules a host enforces when it loads a schema, and ours about which columns go together. */
#include "schema/schema.h"

struct fault_rule {
    bool (*is_broken)(const struct cc_attribute *row);
    const char *sentence;
};

static bool is_of(const struct cc_attribute *row, enum cc_type_kind kind)
{
    return row->type != NULL && row->type->kind == kind;
}

static bool has_no_mode(const struct cc_attribute *row)
{
    return row->mode < CC_REQUIRED || row->mode > CC_OPTIONAL_COMPUTED;
}

static bool has_not_one_type(const struct cc_attribute *row)
{
    return (row->type == NULL) == (row->nested == NULL) ||
           (row->nested == NULL) != (row->nesting == CC_NESTING_NONE);
}

static bool has_bad_name(const struct cc_attribute *row)
{
    struct cc_str name = cc_str_from(row->name);
    return !cc_str_only(name, "abcdefghijklmnopqrstuvwxyz0123456789_") ||
           (name.ptr[0] >= '0' && name.ptr[0] <= '9');
}

static bool has_no_description(const struct cc_attribute *row)
{
    return row->description == NULL || row->description[0] == '\0';
}

static bool forces_new_without_configuration(const struct cc_attribute *row)
{
    return row->force_new && !cc_attribute_is_configurable(row);
}

static bool keeps_prior_without_computing(const struct cc_attribute *row)
{
    return row->keep_prior && !cc_attribute_is_computed(row);
}

static bool defaults_where_none_is_allowed(const struct cc_attribute *row)
{
    return row->default_text != NULL &&
           (row->mode != CC_OPTIONAL_COMPUTED || !is_of(row, CC_TYPE_STRING));
}

static bool has_string_column_on_other_type(const struct cc_attribute *row)
{
    return (row->words != NULL || row->equal != NULL) && !is_of(row, CC_TYPE_STRING);
}

static bool has_min_on_other_type(const struct cc_attribute *row)
{
    return row->min != 0 && !is_of(row, CC_TYPE_NUMBER);
}

static bool checks_what_nobody_writes(const struct cc_attribute *row)
{
    return !cc_attribute_is_configurable(row) &&
           (row->check != NULL || row->words != NULL || row->min != 0);
}

/* The proposal of the host is only right as it stands for elements without computed parts. */
static bool computes_inside_configured_elements(const struct cc_attribute *row)
{
    if (row->nesting != CC_NESTING_LIST && row->nesting != CC_NESTING_MAP)
        return false;
    if (row->nested == NULL || row->mode == CC_COMPUTED)
        return false;
    for (const struct cc_attribute *inner = row->nested; inner->name != NULL; inner++)
        if (cc_attribute_is_computed(inner))
            return true;
    return false;
}

static const struct fault_rule rules[] = {
    {has_no_mode, "needs a mode"},
    {has_not_one_type, "needs either a type or nested attributes with a nesting"},
    {has_bad_name, "needs a name of lower-case letters, digits and underscores"},
    {has_no_description, "needs a description"},
    {forces_new_without_configuration, "is force-new although nobody can configure it"},
    {keeps_prior_without_computing, "keeps its prior value although it is not computed"},
    {defaults_where_none_is_allowed, "has a default: only optional and computed strings may"},
    {has_string_column_on_other_type, "has words or an equality although it is no string"},
    {has_min_on_other_type, "has a least value although it is no number"},
    {checks_what_nobody_writes, "checks a value that nobody can configure"},
    {computes_inside_configured_elements, "computes attributes inside configured elements"},
};

/* Names a host keeps for itself at the root of a resource or a provider. */
static const char *const reserved[] = {"connection", "count",    "depends_on",  "for_each",
                                       "lifecycle",  "provider", "provisioner", "alias",
                                       "version",    NULL};

static bool is_reserved(struct cc_str name)
{
    for (size_t i = 0; reserved[i] != NULL; i++)
        if (cc_str_equal(name, cc_str_from(reserved[i])))
            return true;
    return false;
}

static bool is_repeated(const struct cc_attribute *attributes, const struct cc_attribute *row)
{
    for (const struct cc_attribute *other = attributes; other != row; other++)
        if (cc_str_equal(cc_str_from(other->name), cc_str_from(row->name)))
            return true;
    return false;
}

static struct cc_str table_fault(struct cc_arena *arena, const struct cc_attribute *attributes)
{
    for (const struct cc_attribute *row = attributes; row->name != NULL; row++) {
        if (is_repeated(attributes, row))
            return cc_str_format(arena, "%s appears twice", row->name);
        for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
            if (rules[i].is_broken(row))
                return cc_str_format(arena, "%s %s", row->name, rules[i].sentence);
        struct cc_str inner = row->nested == NULL ? CC_STR_ABSENT : table_fault(arena, row->nested);
        if (!cc_str_is_absent(inner))
            return cc_str_format(arena, "%s.%.*s", row->name, CC_STR_ARG(inner));
    }
    return CC_STR_ABSENT;
}

struct cc_str cc_schema_fault(struct cc_arena *arena, const struct cc_schema *schema)
{
    if (schema->version < 0)
        return CC_STR("the version is negative");
    for (const struct cc_attribute *row = schema->attributes; row->name != NULL; row++)
        if (is_reserved(cc_str_from(row->name)))
            return cc_str_format(arena, "%s is a reserved name", row->name);
    return table_fault(arena, schema->attributes);
}
