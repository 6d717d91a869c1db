// SPDX-License-Identifier: MPL-2.0
/* From the official provider: confluent_byok_key. */
#include "byok_key/key.h"
#include "shared/confluent.h"

static const struct cc_confluent_row rows[] = {
    {"id", "id"},
    {"azure.key_identifier", "key.key_id"},
    {"azure.key_vault_id", "key.key_vault_id"},
    {"azure.tenant_id", "key.tenant_id"},
    {"azure.application_id", "key.application_id"},
    {"aws.key_arn", "key.key_arn"},
    {"aws.roles", "key.roles"},
    {"gcp.key_id", "key.key_id"},
    {"gcp.security_group", "key.security_group"},
    {NULL, NULL},
};

/* Its blocks are called as our attributes; one of them is there. */
static enum cc_key_cloud cloud_of(const struct cc_json *state)
{
    enum cc_key_cloud cloud = 0;
    while (cloud < CC_KEY_CLOUD_COUNT &&
           cc_confluent_at(state, cc_key_clouds[cloud].identifier) == NULL)
        cloud++;
    return cloud;
}

static bool move(struct cc_call *call, const struct cc_move_source *source, struct cc_value *state)
{
    struct cc_key key;
    struct cc_str reason;
    struct cc_json *answer = cc_json_object(call->arena);
    enum cc_key_cloud cloud = cloud_of(source->state);
    if (cloud == CC_KEY_CLOUD_COUNT)
        return cc_confluent_refuse(call, source, CC_STR("it holds no key in azure, aws or gcp"));
    cc_json_set_str(answer, "key.kind", cc_str_from(cc_key_clouds[cloud].kind));
    cc_confluent_copy(source->state, rows, answer);
    if (!cc_key_from_json(call->arena, answer, &key, &reason))
        return cc_confluent_refuse(call, source, reason);
    *state = cc_key_to_value(call->arena, call->type, state, &key);
    return true;
}

const struct cc_move_row cc_key_moves[] = {{CC_CONFLUENT, "confluent_byok_key", move}, {NULL}};
