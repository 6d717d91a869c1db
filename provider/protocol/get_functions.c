// SPDX-License-Identifier: MPL-2.0
#include "protocol/function_message.h"

typedef Tfplugin6__GetFunctions__Response Response;
typedef Tfplugin6__GetFunctions__Response__FunctionsEntry Entry;

/* Hosts ask this only for a function that the schema did not list: the same list once more lets
 * them name the one that the user misses. */
bool cc_get_functions(struct cc_rpc *rpc)
{
    struct cc_arena *arena = rpc->call.arena;
    Response *response = rpc->response;
    const struct cc_function *const *functions =
        cc_server_functions(rpc->server, &response->n_functions);
    response->functions = cc_arena_array(arena, response->n_functions, Entry *);
    for (size_t i = 0; i < response->n_functions; i++) {
        Entry *entry = cc_wire_message(
            arena, &tfplugin6__get_functions__response__functions_entry__descriptor);
        entry->key = cc_wire_text(arena, cc_str_from(functions[i]->name));
        entry->value = cc_function_message(arena, functions[i]);
        response->functions[i] = entry;
    }
    return true;
}
