// SPDX-License-Identifier: MPL-2.0
#include "schema/schema.h"

#include <assert.h>

const struct cc_type cc_type_string_list = {.kind = CC_TYPE_LIST, .element = &cc_type_string};
const struct cc_type cc_type_string_set = {.kind = CC_TYPE_SET, .element = &cc_type_string};

bool cc_attribute_is_computed(const struct cc_attribute *attribute)
{
    return attribute->mode == CC_COMPUTED || attribute->mode == CC_OPTIONAL_COMPUTED;
}

bool cc_attribute_is_configurable(const struct cc_attribute *attribute)
{
    return attribute->mode != CC_COMPUTED;
}

static const struct cc_type *attribute_type(struct cc_arena *arena,
                                            const struct cc_attribute *attribute)
{
    switch (attribute->nesting) {
    case CC_NESTING_NONE:
        return attribute->type;
    case CC_NESTING_SINGLE:
        return cc_schema_type(arena, attribute->nested);
    case CC_NESTING_LIST:
        return cc_type_collection(arena, CC_TYPE_LIST, cc_schema_type(arena, attribute->nested));
    case CC_NESTING_MAP:
        return cc_type_collection(arena, CC_TYPE_MAP, cc_schema_type(arena, attribute->nested));
    }
    assert(!"every nesting has a type");
    return NULL;
}

const struct cc_type *cc_schema_type(struct cc_arena *arena, const struct cc_attribute *attributes)
{
    size_t count = 0;
    while (attributes[count].name != NULL)
        count++;
    struct cc_type_member *members = cc_arena_array(arena, count, struct cc_type_member);
    for (size_t i = 0; i < count; i++) {
        members[i].name = cc_str_from(attributes[i].name);
        members[i].type = attribute_type(arena, &attributes[i]);
    }
    return cc_type_object(arena, members, count);
}
