// SPDX-License-Identifier: MPL-2.0
/* Two spellings of one thing are no difference: the prior one stays. */
#include "schema/schema.h"

static bool same_meaning(const struct cc_attribute *row, const struct cc_value *prior,
                         const struct cc_value *fresh)
{
    return row->equal != NULL && prior->kind == CC_VALUE_STRING && fresh->kind == CC_VALUE_STRING &&
           row->equal(prior->text, fresh->text);
}

struct cc_value cc_schema_settle(struct cc_arena *arena, const struct cc_attribute *attributes,
                                 const struct cc_value *prior, const struct cc_value *fresh)
{
    if (!cc_value_is_known(prior) || !cc_value_is_known(fresh))
        return *fresh;
    struct cc_value settled = cc_value_copy(arena, fresh);
    for (const struct cc_attribute *row = attributes; row->name != NULL; row++) {
        struct cc_str name = cc_str_from(row->name);
        const struct cc_value *old = cc_value_get(prior, name);
        const struct cc_value *now = cc_value_get(fresh, name);
        if (row->nesting == CC_NESTING_SINGLE)
            cc_value_set(&settled, name, cc_schema_settle(arena, row->nested, old, now));
        else if (same_meaning(row, old, now))
            cc_value_set(&settled, name, *old);
    }
    return settled;
}
