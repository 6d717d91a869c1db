// SPDX-License-Identifier: MPL-2.0
/* A function of the provider, called by a configuration.
 *
 * The response has no diagnostics but one error with the index of an argument, so what was filed
 * while the call ran is turned into that at the end, whatever it was. */
#include "protocol/wire.h"

typedef Tfplugin6__CallFunction__Request Request;
typedef Tfplugin6__CallFunction__Response Response;

static const struct cc_function *find(struct cc_rpc *rpc, const char *name)
{
    size_t count = 0;
    const struct cc_function *const *functions = cc_server_functions(rpc->server, &count);
    for (size_t i = 0; i < count; i++)
        if (cc_str_equal(cc_str_from(functions[i]->name), cc_str_from(name)))
            return functions[i];
    cc_diags_error(rpc->call.diags, cc_path_from(""), CC_STR("Unknown function"),
                   "This provider has no function \"%s\".", name);
    return NULL;
}

static bool is_arity(struct cc_call *call, const struct cc_function *function, size_t count)
{
    size_t arity = cc_function_arity(function);
    return count == arity ||
           cc_diags_error(call->diags, cc_path_from(""), CC_STR("Wrong number of arguments"),
                          "%s takes %zu, and the host sent %zu.", function->name, arity, count);
}

static bool read_argument(struct cc_call *call, const struct cc_parameter *parameter, size_t index,
                          const Tfplugin6__DynamicValue *message, struct cc_value *argument)
{
    struct cc_str what = cc_str_format(call->arena, "argument \"%s\"", parameter->name);
    call->type = parameter->type;
    if (!cc_wire_read(call, message, what.ptr, argument)) {
        call->diags->last->path = cc_argument_path(index); /* filed without an idea of arguments */
        return false;
    }
    return !cc_value_is_null(argument) || parameter->allow_null ||
           cc_diags_error(call->diags, cc_argument_path(index), CC_STR("No value"),
                          "The argument \"%s\" must not be null.", parameter->name);
}

static bool read_arguments(struct cc_call *call, const struct cc_function *function,
                           const Request *request, struct cc_value *arguments)
{
    if (!is_arity(call, function, request->n_arguments))
        return false;
    for (size_t i = 0; i < request->n_arguments; i++)
        if (!read_argument(call, &function->parameters[i], i, request->arguments[i], &arguments[i]))
            return false;
    return true;
}

/* Hosts do not call with unknowns that the parameter does not allow; one that does gets the only
 * answer that is true. */
static bool is_answerable(const struct cc_function *function, const struct cc_value *arguments)
{
    for (size_t i = 0; function->parameters[i].name != NULL; i++)
        if (!function->parameters[i].allow_unknown && !cc_value_is_wholly_known(&arguments[i]))
            return false;
    return true;
}

static bool run(struct cc_call *call, const struct cc_function *function, const Request *request,
                struct cc_value *result)
{
    struct cc_value *arguments = cc_arena_array(call->arena, request->n_arguments, struct cc_value);
    if (!read_arguments(call, function, request, arguments))
        return false;
    *result = is_answerable(function, arguments) ? cc_value_null() : cc_value_unknown();
    call->type = function->returns;
    return cc_value_is_unknown(result) || function->call(call, arguments, result);
}

static const struct cc_diag *first_error(const struct cc_diags *diags)
{
    const struct cc_diag *diag = diags->first;
    while (diag != NULL && diag->severity != CC_SEVERITY_ERROR)
        diag = diag->next;
    return diag;
}

/* Hosts put the text into a sentence of theirs and end it. */
static struct cc_str without_full_stop(struct cc_str text)
{
    return cc_str_ends_with(text, CC_STR(".")) ? cc_str_slice(text, 0, text.len - 1) : text;
}

static struct cc_str error_text(struct cc_arena *arena, const struct cc_diag *diag)
{
    if (diag == NULL)
        return CC_STR("internal error: the function gave up without saying why");
    return cc_str_format(arena, "%.*s. %.*s", CC_STR_ARG(diag->summary),
                         CC_STR_ARG(without_full_stop(diag->detail)));
}

static Tfplugin6__FunctionError *error_message(struct cc_arena *arena, const struct cc_diag *diag)
{
    Tfplugin6__FunctionError *message =
        cc_wire_message(arena, &tfplugin6__function_error__descriptor);
    message->text = cc_wire_text(arena, error_text(arena, diag));
    if (diag != NULL && diag->path.count > 0 && diag->path.steps[0].kind == CC_STEP_INDEX) {
        message->argument_case = TFPLUGIN6__FUNCTION_ERROR__ARGUMENT_FUNCTION_ARGUMENT;
        message->function_argument = diag->path.steps[0].index;
    }
    return message;
}

bool cc_call_function(struct cc_rpc *rpc)
{
    struct cc_call *call = &rpc->call;
    const Request *request = rpc->request;
    Response *response = rpc->response;
    struct cc_value result;
    const struct cc_function *function = find(rpc, request->name);
    bool is_done = function != NULL && run(call, function, request, &result);
    if (is_done && call->diags->error_count == 0)
        response->result = cc_wire_write(call, &result);
    else
        response->error = error_message(call->arena, first_error(call->diags));
    return true;
}
