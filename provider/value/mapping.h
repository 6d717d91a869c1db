// SPDX-License-Identifier: MPL-2.0
#pragma once

/* The order of a map's members; internal to this room. */

#include "value/value.h"

/* Sorts by the bytes of the names, as hosts write them. */
void cc_mapping_sort(struct cc_value *mapping);

bool cc_mapping_is_sorted(const struct cc_value *mapping);

/* In a sorted mapping: the first member whose name occurs twice, or NULL. */
const struct cc_value_member *cc_mapping_twice(const struct cc_value *mapping);
