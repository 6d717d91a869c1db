// SPDX-License-Identifier: MPL-2.0
#include "protocol/resource_identity.h"

enum { PARTS_MAX = 8 };

static size_t part_count(const struct cc_identity *identity)
{
    size_t count = 0;
    while (count < PARTS_MAX && identity->parts[count].attribute != NULL)
        count++;
    return count;
}

const struct cc_type *cc_identity_type(struct cc_arena *arena,
                                       const struct cc_resource_type *resource)
{
    struct cc_type_member members[PARTS_MAX];
    if (resource->identity == NULL)
        return NULL;
    size_t count = part_count(resource->identity);
    for (size_t i = 0; i < count; i++)
        members[i] = (struct cc_type_member){cc_str_from(resource->identity->parts[i].attribute),
                                             &cc_type_string};
    return cc_type_object(arena, members, count);
}

/* The first part that is not there, or NULL. */
static const char *missing_part(const struct cc_identity *identity, const struct cc_value *object)
{
    for (size_t i = 0; i < part_count(identity); i++)
        if (cc_str_is_empty(cc_value_text(cc_value_at(object, identity->parts[i].attribute))))
            return identity->parts[i].attribute;
    return NULL;
}

Tfplugin6__ResourceIdentityData *cc_identity_of(struct cc_rpc *rpc,
                                                const struct cc_resource_type *resource,
                                                const struct cc_value *state)
{
    struct cc_call call = rpc->call;
    call.type = cc_identity_type(call.arena, resource);
    if (call.type == NULL || missing_part(resource->identity, state) != NULL)
        return NULL;
    struct cc_value identity = cc_value_object(call.arena, call.type);
    for (size_t i = 0; i < part_count(resource->identity); i++) {
        const char *name = resource->identity->parts[i].attribute;
        cc_value_set(&identity, cc_str_from(name), *cc_value_at(state, name));
    }
    Tfplugin6__ResourceIdentityData *message =
        cc_wire_message(call.arena, &tfplugin6__resource_identity_data__descriptor);
    message->identity_data = cc_wire_write(&call, &identity);
    return message;
}

/* A message may be there and hold nothing, or a null. */
static bool says_something(const Tfplugin6__ResourceIdentityData *message)
{
    const struct cc_str nil = CC_STR("\xc0"), null = CC_STR("null");
    if (message == NULL || message->identity_data == NULL)
        return false;
    struct cc_str msgpack = cc_wire_bytes(message->identity_data->msgpack);
    struct cc_str json = cc_wire_bytes(message->identity_data->json);
    return (msgpack.len > 0 && !cc_str_equal(msgpack, nil)) ||
           (json.len > 0 && !cc_str_equal(json, null));
}

Tfplugin6__ResourceIdentityData *cc_identity_keep(struct cc_rpc *rpc,
                                                  const struct cc_resource_type *resource,
                                                  Tfplugin6__ResourceIdentityData *known,
                                                  const struct cc_value *state)
{
    bool is_kept = resource->identity != NULL && says_something(known);
    return is_kept ? known : cc_identity_of(rpc, resource, state);
}

/* Every part that cannot be is told, not only the first. */
static bool check_parts(struct cc_call *call, const struct cc_identity *identity,
                        const struct cc_value *object)
{
    bool are_good = true;
    for (size_t i = 0; i < part_count(identity); i++) {
        const struct cc_identity_part *part = &identity->parts[i];
        struct cc_path path = cc_path_from(part->attribute);
        if (part->check != NULL)
            are_good &= part->check(call, path, cc_value_at(object, part->attribute));
    }
    return are_good;
}

bool cc_identity_read(struct cc_rpc *rpc, const struct cc_resource_type *resource,
                      const Tfplugin6__DynamicValue *data, struct cc_value *identity)
{
    struct cc_call call = rpc->call;
    call.type = cc_identity_type(call.arena, resource);
    if (call.type == NULL)
        return cc_diags_error(call.diags, cc_path_from(""),
                              cc_str_format(call.arena, "%s has no identity", resource->name),
                              "Objects of this type are known by their id only.");
    if (!cc_wire_read(&call, data, "identity", identity))
        return false;
    const char *missing = missing_part(resource->identity, identity);
    if (missing == NULL)
        return check_parts(&call, resource->identity, identity);
    return cc_diags_error(call.diags, cc_path_from(""),
                          cc_str_format(call.arena, "The identity lacks %s", missing),
                          "Every attribute of the identity of %s must be set.", resource->name);
}

struct cc_str cc_identity_to_id(struct cc_arena *arena, const struct cc_resource_type *resource,
                                const struct cc_value *identity)
{
    struct cc_str id = CC_STR("");
    for (size_t i = 0; i < part_count(resource->identity); i++) {
        struct cc_str part =
            cc_value_text(cc_value_at(identity, resource->identity->parts[i].attribute));
        id =
            cc_str_format(arena, "%.*s%s%.*s", CC_STR_ARG(id), i == 0 ? "" : "/", CC_STR_ARG(part));
    }
    return id;
}
