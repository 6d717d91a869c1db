// SPDX-License-Identifier: MPL-2.0
#include "protocol/schema_message.h"

/* `is_told`: these lie inside a computed attribute. */
static Tfplugin6__Schema__Attribute **attribute_messages(struct cc_arena *arena,
                                                         const struct cc_attribute *attributes,
                                                         bool is_told, size_t *count);

static Tfplugin6__Schema__Object *nested_message(struct cc_arena *arena,
                                                 const struct cc_attribute *row, bool is_told)
{
    static const Tfplugin6__Schema__Object__NestingMode modes[] = {
        [CC_NESTING_SINGLE] = TFPLUGIN6__SCHEMA__OBJECT__NESTING_MODE__SINGLE,
        [CC_NESTING_LIST] = TFPLUGIN6__SCHEMA__OBJECT__NESTING_MODE__LIST,
        [CC_NESTING_MAP] = TFPLUGIN6__SCHEMA__OBJECT__NESTING_MODE__MAP,
    };
    Tfplugin6__Schema__Object *object =
        cc_wire_message(arena, &tfplugin6__schema__object__descriptor);
    object->nesting = modes[row->nesting];
    object->attributes = attribute_messages(arena, row->nested, is_told, &object->n_attributes);
    return object;
}

static Tfplugin6__Schema__Attribute *attribute_message(struct cc_arena *arena,
                                                       const struct cc_attribute *row, bool is_told)
{
    Tfplugin6__Schema__Attribute *message =
        cc_wire_message(arena, &tfplugin6__schema__attribute__descriptor);
    message->name = cc_wire_text(arena, cc_str_from(row->name));
    message->description = cc_wire_text(arena, cc_str_from(row->description));
    message->description_kind = TFPLUGIN6__STRING_KIND__MARKDOWN;
    enum cc_mode mode = is_told ? CC_COMPUTED : row->mode;
    message->required = mode == CC_REQUIRED;
    message->optional = mode == CC_OPTIONAL || mode == CC_OPTIONAL_COMPUTED;
    message->computed = mode == CC_COMPUTED || mode == CC_OPTIONAL_COMPUTED;
    message->sensitive = row->sensitive;
    if (row->nested != NULL)
        message->nested_type = nested_message(arena, row, mode == CC_COMPUTED);
    else
        message->type = cc_wire_data(cc_type_to_json(arena, row->type));
    return message;
}

static Tfplugin6__Schema__Attribute **attribute_messages(struct cc_arena *arena,
                                                         const struct cc_attribute *attributes,
                                                         bool is_told, size_t *count)
{
    *count = 0;
    while (attributes[*count].name != NULL)
        ++*count;
    Tfplugin6__Schema__Attribute **messages =
        cc_arena_array(arena, *count, Tfplugin6__Schema__Attribute *);
    for (size_t i = 0; i < *count; i++)
        messages[i] = attribute_message(arena, &attributes[i], is_told);
    return messages;
}

Tfplugin6__Schema *cc_schema_message(struct cc_arena *arena, const struct cc_schema *schema)
{
    Tfplugin6__Schema *message = cc_wire_message(arena, &tfplugin6__schema__descriptor);
    message->version = schema->version;
    message->block = cc_wire_message(arena, &tfplugin6__schema__block__descriptor);
    message->block->description = cc_wire_text(arena, cc_str_from(schema->description));
    message->block->description_kind = TFPLUGIN6__STRING_KIND__MARKDOWN;
    message->block->attributes =
        attribute_messages(arena, schema->attributes, false, &message->block->n_attributes);
    return message;
}
