// SPDX-License-Identifier: MPL-2.0
#include "byok_key/identifier.h"
#include "byok_key/key.h"

/* What the three attributes say together. */
struct choice {
    size_t set_count, unknown_count;
    enum cc_key_cloud first; /* of those that are set */
};

static struct choice choice_of(const struct cc_value *config)
{
    struct choice choice = {.first = CC_KEY_CLOUD_COUNT};
    for (enum cc_key_cloud i = 0; i < CC_KEY_CLOUD_COUNT; i++) {
        const struct cc_value *value = cc_value_at(config, cc_key_clouds[i].attribute);
        choice.unknown_count += cc_value_is_unknown(value);
        if (!cc_value_is_known(value))
            continue;
        choice.set_count++;
        if (choice.first == CC_KEY_CLOUD_COUNT)
            choice.first = i;
    }
    return choice;
}

static bool file_second(struct cc_call *call, const struct cc_value *config,
                        enum cc_key_cloud first)
{
    for (enum cc_key_cloud i = first + 1; i < CC_KEY_CLOUD_COUNT; i++) {
        const char *attribute = cc_key_clouds[i].attribute;
        if (cc_value_is_known(cc_value_at(config, attribute)))
            cc_diags_error(call->diags, cc_path_from(attribute), CC_STR("A second key"),
                           "%s is set already. Exactly one of azure, aws and gcp must be set: one "
                           "resource registers one key.",
                           cc_key_clouds[first].attribute);
    }
    return false;
}

static bool validate_choice(struct cc_call *call, const struct cc_value *config)
{
    struct choice choice = choice_of(config);
    if (choice.set_count > 1)
        return file_second(call, config, choice.first);
    if (choice.set_count == 1 || choice.unknown_count > 0)
        return true;
    return cc_diags_error(call->diags, cc_path_from(""), CC_STR("No key"),
                          "Exactly one of azure, aws and gcp must be set: it says which key is "
                          "registered.");
}

/* Only for values that pass their own checks: one mistake, one error. */
static bool validate_vault(struct cc_call *call, const struct cc_value *config)
{
    struct cc_str identifier = cc_value_text(cc_value_at(config, "azure.key_identifier"));
    struct cc_str id = cc_value_text(cc_value_at(config, "azure.key_vault_id"));
    struct cc_str in_identifier = cc_key_azure_vault_of_identifier(identifier);
    struct cc_str in_id = cc_key_azure_vault_of_id(id);
    if (cc_str_is_absent(in_identifier) || cc_str_is_absent(in_id) ||
        cc_str_equal_nocase(in_identifier, in_id))
        return true;
    return cc_diags_error(call->diags, cc_path_from("azure.key_identifier"),
                          CC_STR("Key and vault do not belong together"),
                          "The key lies in vault \"%.*s\", but key_vault_id names vault \"%.*s\".",
                          CC_STR_ARG(in_identifier), CC_STR_ARG(in_id));
}

bool cc_key_validate(struct cc_call *call, const struct cc_value *config)
{
    bool good = validate_choice(call, config);
    return validate_vault(call, config) && good;
}

/* The cloud is known as soon as one of the three attributes is there, whatever is inside it. */
bool cc_key_plan(struct cc_call *call, struct cc_plan *plan)
{
    (void)call;
    struct choice choice = choice_of(&plan->planned);
    if (choice.set_count != 1)
        return true;
    cc_value_set(&plan->planned, CC_STR("cloud"),
                 cc_value_str(cc_str_from(cc_key_clouds[choice.first].word)));
    return true;
}
