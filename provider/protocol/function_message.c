// SPDX-License-Identifier: MPL-2.0
#include "protocol/function_message.h"

static Tfplugin6__Function__Parameter *parameter_message(struct cc_arena *arena,
                                                         const struct cc_parameter *parameter)
{
    Tfplugin6__Function__Parameter *message =
        cc_wire_message(arena, &tfplugin6__function__parameter__descriptor);
    message->name = cc_wire_text(arena, cc_str_from(parameter->name));
    message->type = cc_wire_data(cc_type_to_json(arena, parameter->type));
    message->allow_null_value = parameter->allow_null;
    message->allow_unknown_values = parameter->allow_unknown;
    message->description = cc_wire_text(arena, cc_str_from(parameter->description));
    message->description_kind = TFPLUGIN6__STRING_KIND__MARKDOWN;
    return message;
}

Tfplugin6__Function *cc_function_message(struct cc_arena *arena, const struct cc_function *function)
{
    Tfplugin6__Function *message = cc_wire_message(arena, &tfplugin6__function__descriptor);
    message->n_parameters = cc_function_arity(function);
    message->parameters =
        cc_arena_array(arena, message->n_parameters, Tfplugin6__Function__Parameter *);
    for (size_t i = 0; i < message->n_parameters; i++)
        message->parameters[i] = parameter_message(arena, &function->parameters[i]);
    message->return_ = cc_wire_message(arena, &tfplugin6__function__return__descriptor);
    message->return_->type = cc_wire_data(cc_type_to_json(arena, function->returns));
    message->summary = cc_wire_text(arena, cc_str_from(function->summary));
    message->description = cc_wire_text(arena, cc_str_from(function->description));
    message->description_kind = TFPLUGIN6__STRING_KIND__MARKDOWN;
    return message;
}
