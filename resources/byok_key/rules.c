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
    struct cc_str in_identifier = cc_azure_key_vault(identifier);
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

/* The state as this process has read it; a host may plan destroys in a process that reads nothing,
 * so it is asked for then.  Absent when nobody tells: that is for applying to find out. */
static struct cc_str service_state(struct cc_call *call, struct cc_str id)
{
    const struct ccloud *ccloud = call->provider;
    if (ccloud == NULL || cc_ccloud_is_unknown(call))
        return CC_STR_ABSENT;
    struct cc_str state = cc_creations_state(ccloud->creations, id);
    if (!cc_str_is_absent(state))
        return state;
    struct cc_answer answer = cc_key_glance(call, ccloud, id);
    state = answer.kind == CC_ANSWER_OK ? cc_json_text(answer.json, "state") : CC_STR_ABSENT;
    cc_creations_note(ccloud->creations, id, state);
    return state;
}

static bool is_in_use(struct cc_call *call, struct cc_str id)
{
    return cc_str_equal(service_state(call, id), CC_STR("IN_USE"));
}

static const char in_use_words[] =
    "A cluster uses it, or was deleted less than five days ago: until five days after that the "
    "service refuses to delete the key (409).";

static void remind_destroy(struct cc_call *call, struct cc_str id)
{
    bool is_held = is_in_use(call, id);
    cc_diags_warning(
        call->diags, cc_path_from(""),
        cc_str_format(call->arena,
                      is_held ? "Key %.*s cannot be unregistered yet: applying will fail"
                              : "Key %.*s will be unregistered",
                      CC_STR_ARG(id)),
        "Only its registration at Confluent is deleted; the key in your cloud stays as "
        "it is.%s%s%s",
        is_held ? " " : "", is_held ? in_use_words : "",
        is_held
            ? " To go on without waiting: set on_destroy = \"retain\" and apply that alone; the "
              "key then stays registered."
            : "");
}

/* It would stop half-way, after the cluster that uses the key has been replaced. */
static bool refuse_replacement(struct cc_call *call, const struct cc_plan *plan, struct cc_str id)
{
    return cc_diags_error(
        call->diags, plan->replace_count > 0 ? plan->replace[0] : cc_path_from(""),
        cc_str_format(call->arena, "Key %.*s is in use and cannot be replaced now", CC_STR_ARG(id)),
        "%s\n\nAnother key means another cluster: all data of the present one would be lost. To go "
        "on with another key today: undo this change, set on_destroy = \"retain\" and "
        "apply that alone, then make the change again. The old key stays registered. If everything "
        "is only to be destroyed: `tofu destroy -refresh=false` plans nothing else.",
        in_use_words);
}

/* What is destroyed is what the state says, whatever the configuration says now. */
bool cc_key_review(struct cc_call *call, const struct cc_plan *plan)
{
    bool is_successor = cc_plan_is_successor(plan);
    const struct cc_value *present = is_successor ? plan->leaving : plan->prior;
    struct cc_str id = cc_value_text(cc_value_at(present, "id"));
    struct cc_str on_destroy = cc_value_text(cc_value_at(present, "on_destroy"));
    if (cc_value_is_null(present) || cc_str_equal(on_destroy, CC_STR("retain")))
        return true;
    if (cc_plan_is_destroy(plan))
        remind_destroy(call, id);
    bool is_replaced = is_successor || plan->replace_count > 0;
    return !is_replaced || !is_in_use(call, id) || refuse_replacement(call, plan, id);
}
