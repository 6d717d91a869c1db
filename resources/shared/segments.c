// SPDX-License-Identifier: MPL-2.0
#include "shared/segments.h"

size_t cc_segments_split(struct cc_str text, char separator,
                         struct cc_str segments[static CC_SEGMENTS_MAX])
{
    size_t count = 0;
    for (; !cc_str_is_absent(text); count++) {
        if (count == CC_SEGMENTS_MAX)
            return CC_SEGMENTS_MAX + 1;
        segments[count] = cc_str_cut(&text, separator);
    }
    return count;
}
