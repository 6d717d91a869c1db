// SPDX-License-Identifier: MPL-2.0
#include "schema/function.h"
#include "shared/azure_key.h"

static const struct cc_parameter parameters[] = {
    {
        .name = "url",
        .type = &cc_type_string,
        .description = "Key identifier of Azure Key Vault, with or without a version: "
                       "`https://<vault>.vault.azure.net/keys/<name>[/<version>]`.",
    },
    {NULL},
};

static const struct cc_type_member members[] = {
    {CC_STR_INIT("name"), &cc_type_string},
    {CC_STR_INIT("vault"), &cc_type_string},
    {CC_STR_INIT("version"), &cc_type_string},
    {CC_STR_INIT("versionless_id"), &cc_type_string},
};
static const struct cc_type returns = {
    .kind = CC_TYPE_OBJECT, .members = members, .member_count = sizeof members / sizeof members[0]};

static bool take_apart(struct cc_call *call, const struct cc_value *arguments,
                       struct cc_value *result)
{
    struct cc_azure_key key;
    if (!cc_azure_key_parse(call, cc_argument_path(0), cc_value_text(&arguments[0]), &key))
        return false;
    *result = cc_value_object(call->arena, call->type);
    cc_value_set(result, CC_STR("name"), cc_value_str(key.name));
    cc_value_set(result, CC_STR("vault"), cc_value_str(key.vault));
    cc_value_set(result, CC_STR("version"), cc_value_str(key.version));
    cc_value_set(result, CC_STR("versionless_id"), cc_value_str(key.versionless));
    return true;
}

const struct cc_function cc_function_azure_key_identifier = {
    .name = "azure_key_identifier",
    .summary = "Takes the identifier of an Azure key apart",
    .description =
        "The parts of a key identifier: `vault` (in lower case), `name`, `version` (null when the "
        "identifier has none) and `versionless_id`, which is what the `azure.key_identifier` of a "
        "`ccloud_byok_key` wants. Identifiers of managed HSMs are refused.",
    .parameters = parameters,
    .returns = &returns,
    .call = take_apart,
};
