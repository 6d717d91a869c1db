// SPDX-License-Identifier: MPL-2.0
#include "emulator/azure/objects.h"

#include "emulator/key_validation.h"

void emu_azure_put(struct emu_turn *turn, const struct emu_object *object)
{
    if (emu_store_get(turn->store, turn->arena, object->kind, object->id))
        emu_store_update(turn->store, turn->arena, object->id, object->doc);
    else
        emu_store_insert(turn->store, turn->arena, object);
    emu_keys_revalidate(turn);
}

bool emu_azure_drop(struct emu_turn *turn, const char *kind, struct cc_str id)
{
    emu_keys_revalidate(turn);
    return emu_store_remove(turn->store, kind, id);
}

void emu_azure_move(struct emu_turn *turn, const char *from, const struct emu_object *to)
{
    emu_azure_drop(turn, from, to->id);
    emu_azure_put(turn, to);
}

struct cc_str emu_azure_id(struct cc_arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct cc_str id = cc_str_vformat(arena, format, args);
    va_end(args);
    return cc_str_lower(arena, id);
}

struct cc_str emu_azure_subscription(const struct emu_request *request)
{
    struct cc_str id = emu_request_part(request, "subscription");
    struct cc_str rest = emu_request_part(request, "scope");
    if (cc_str_equal_nocase(cc_str_cut(&rest, '/'), CC_STR("subscriptions")))
        id = cc_str_cut(&rest, '/');
    return emu_azure_id(request->turn.arena, "/subscriptions/%.*s", CC_STR_ARG(id));
}

int64_t emu_azure_now_s(const struct emu_turn *turn)
{
    return turn->now_us / 1000000;
}
