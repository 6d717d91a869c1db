// SPDX-License-Identifier: MPL-2.0
#include "value/mapping.h"

#include <stdlib.h>

static int member_compare(const void *a, const void *b)
{
    const struct cc_value_member *left = a;
    const struct cc_value_member *right = b;
    return cc_str_compare(left->name, right->name);
}

bool cc_mapping_is_sorted(const struct cc_value *mapping)
{
    for (size_t i = 1; i < mapping->count; i++) {
        if (member_compare(&mapping->members[i - 1], &mapping->members[i]) > 0)
            return false;
    }
    return true;
}

void cc_mapping_sort(struct cc_value *mapping)
{
    if (!cc_mapping_is_sorted(mapping))
        qsort(mapping->members, mapping->count, sizeof(*mapping->members), member_compare);
}

const struct cc_value_member *cc_mapping_twice(const struct cc_value *mapping)
{
    for (size_t i = 1; i < mapping->count; i++) {
        if (cc_str_equal(mapping->members[i - 1].name, mapping->members[i].name))
            return &mapping->members[i];
    }
    return NULL;
}
