// SPDX-License-Identifier: MPL-2.0
#include "byok_key/key.h"

static struct cc_str id_of(const struct cc_value *state)
{
    return cc_value_text(cc_value_at(state, "id"));
}

static bool refused(struct cc_call *call, const struct cc_answer *answer, const char *verb,
                    struct cc_str id, struct cc_str advice)
{
    static const struct cc_pointer_row pointers[] = {{"/display_name", "display_name"},
                                                     {NULL, NULL}};
    struct cc_api_words words = {
        .summary = cc_str_format(call->arena, "%s key %.*s", verb, CC_STR_ARG(id)),
        .pointers = pointers,
        .advice = advice,
    };
    return cc_api_error_file(call, answer, &words);
}

static void warn_rebound(struct cc_call *call, const struct cc_key *known, const struct cc_key *key)
{
    cc_diags_warning(
        call->diags, cc_path_from(cc_key_clouds[key->cloud].identifier),
        cc_str_format(call->arena, "Key %.*s stands for another key now", CC_STR_ARG(key->id)),
        "In state it is %s key %.*s; the service answers with %s key %.*s (vault \"%.*s\", tenant "
        "\"%.*s\"). A registration cannot be changed, so find out what happened before applying: "
        "going back to the configured key means to replace it.",
        cc_key_clouds[known->cloud].word, CC_STR_ARG(known->identifier),
        cc_key_clouds[key->cloud].word, CC_STR_ARG(key->identifier), CC_STR_ARG(key->key_vault_id),
        CC_STR_ARG(key->tenant_id));
}

static struct cc_presence presence_of(const struct ccloud *ccloud, const struct cc_value *state)
{
    return cc_key_presence(ccloud, id_of(state),
                           cc_value_text(cc_value_at(state, "resource_name")));
}

static bool key_read(struct cc_call *call, const struct cc_value *prior, struct cc_value *state)
{
    struct cc_key known, key;
    struct cc_str id = id_of(prior);
    const struct ccloud *ccloud = cc_ccloud_require(call);
    if (ccloud == NULL)
        return false;
    struct cc_answer answer = cc_key_refresh(call, ccloud, prior);
    if (cc_presence_is_doubtful(&answer)) {
        struct cc_presence presence = presence_of(ccloud, prior);
        return cc_presence_read_missing(call, &presence, &answer, state);
    }
    if (answer.kind != CC_ANSWER_OK)
        return refused(call, &answer, "Reading", id, CC_STR_ABSENT);
    if (!cc_key_understood(call, &answer, id, &key))
        return false;
    if (cc_key_from_value(prior, &known)) {
        cc_key_fill_binding(&key, &known);
        if (!cc_key_same_binding(&known, &key))
            warn_rebound(call, &known, &key);
    }
    cc_creations_note(ccloud->creations, id, cc_json_text(answer.json, "state"));
    cc_key_warn_invalid(call, &key);
    *state = cc_key_to_value(call->arena, call->type, prior, &key);
    return true;
}

static struct cc_str rename_advice(const struct cc_answer *answer)
{
    return cc_api_error_is(answer, CC_STATUS_NOT_FOUND)
               ? CC_STR("If the key does not exist any more, the next plan notices.")
               : CC_STR_ABSENT;
}

/* The answer left open whether the name was taken over, so the key itself is asked. */
static bool is_renamed(struct cc_call *call, const struct ccloud *ccloud,
                       const struct cc_value *prior, struct cc_str name, struct cc_value *state)
{
    struct cc_key known, key;
    struct cc_str reason, id = id_of(prior);
    struct cc_answer answer = cc_key_get(call, ccloud, id);
    if (answer.kind != CC_ANSWER_OK || !cc_key_from_json(call->arena, answer.json, &key, &reason) ||
        !cc_str_equal(key.id, id))
        return false;
    if (cc_key_from_value(prior, &known))
        cc_key_fill_binding(&key, &known);
    *state = cc_key_to_value(call->arena, call->type, prior, &key);
    return cc_str_equal(key.display_name, name);
}

/* How the service spells the name is for the next read. */
static bool rename_key(struct cc_call *call, const struct cc_value *prior, struct cc_str name,
                       struct cc_value *state)
{
    const struct ccloud *ccloud = cc_ccloud_require(call);
    if (ccloud == NULL)
        return false;
    struct cc_answer answer = cc_key_patch(call, ccloud, id_of(prior), name);
    if (answer.kind == CC_ANSWER_OK && cc_str_equal(cc_json_str(answer.json, "id"), id_of(prior)))
        return true;
    if (!cc_api_error_is_final(&answer) && is_renamed(call, ccloud, prior, name, state))
        return true;
    return refused(call, &answer, "Renaming", id_of(prior), rename_advice(&answer));
}

/* Only the name is sent; `on_destroy` is ours.  The rest stays as planned: what the service changed
 * by itself is for the next read. */
static bool key_update(struct cc_call *call, const struct cc_value *prior,
                       const struct cc_value *planned, struct cc_value *state)
{
    struct cc_str before = cc_value_text(cc_value_at(prior, "display_name"));
    struct cc_str after = cc_value_text(cc_value_at(planned, "display_name"));
    if (!cc_str_equal(before, after) && !rename_key(call, prior, after, state))
        return false;
    *state = cc_value_without_unknowns(call->arena, planned);
    return true;
}

static bool retain(struct cc_call *call, struct cc_str id)
{
    cc_diags_warning(call->diags, cc_path_from(""),
                     cc_str_format(call->arena, "Key %.*s stays registered", CC_STR_ARG(id)),
                     "on_destroy is \"retain\": the key is dropped from the state and nothing else "
                     "happens. It still counts against the organization's quota. To manage it "
                     "again, import it:\n  %.*s",
                     CC_STR_ARG(cc_key_import_command(call->arena, id)));
    return true;
}

static const char in_use_advice[] =
    "A key that a cluster uses cannot be deleted, and after the cluster was deleted the service "
    "keeps the key for five more days. Either destroy it again when they are over, or undo "
    "every other change of this resource, set on_destroy = \"retain\", apply that (with -target if "
    "need be), and then destroy or replace: the key stays registered and is only dropped from the "
    "state.";

static struct cc_str remove_advice(const struct cc_answer *answer)
{
    if (cc_api_error_is(answer, CC_STATUS_CONFLICT))
        return cc_str_from(in_use_advice);
    return cc_presence_removal_advice(answer);
}

/* What answered was perhaps not the service: its word is not enough. */
static bool confirm_removed(struct cc_call *call, const struct ccloud *ccloud,
                            const struct cc_answer *deletion, const struct cc_value *prior)
{
    struct cc_str id = id_of(prior);
    struct cc_answer answer = cc_key_get(call, ccloud, id);
    struct cc_presence presence = presence_of(ccloud, prior);
    if (cc_presence_is_doubtful(&answer))
        return cc_presence_is_gone(call, &presence, &answer);
    return refused(call, deletion, "Deleting", id, remove_advice(deletion));
}

static bool unregister(struct cc_call *call, const struct ccloud *ccloud,
                       const struct cc_value *prior)
{
    struct cc_str id = id_of(prior);
    struct cc_answer answer = cc_key_delete(call, ccloud, id);
    if (answer.kind == CC_ANSWER_OK && answer.http_status == CC_STATUS_NO_CONTENT)
        return true;
    if (answer.kind == CC_ANSWER_OK || answer.kind == CC_ANSWER_MALFORMED)
        return confirm_removed(call, ccloud, &answer, prior);
    struct cc_presence presence = presence_of(ccloud, prior);
    if (cc_api_error_says_gone(&answer))
        return cc_presence_is_gone(call, &presence, &answer);
    return refused(call, &answer, "Deleting", id, remove_advice(&answer));
}

static bool key_remove(struct cc_call *call, const struct cc_value *prior)
{
    if (cc_str_equal(cc_value_text(cc_value_at(prior, "on_destroy")), CC_STR("retain")))
        return retain(call, id_of(prior));
    const struct ccloud *ccloud = cc_ccloud_require(call);
    if (ccloud == NULL || !unregister(call, ccloud, prior))
        return false;
    cc_creations_forget(ccloud->creations, id_of(prior));
    return true;
}

static bool key_import(struct cc_call *call, struct cc_str id, struct cc_value *state)
{
    if (!cc_key_is_id(id))
        return cc_diags_error(call->diags, cc_path_from(""),
                              CC_STR("Not the id of a registered key"),
                              "A key is imported by the id that Confluent gave it, which looks "
                              "like \"cck-7ab3q\"; got \"%.*s\".",
                              CC_STR_ARG(id));
    *state = cc_value_object(call->arena, call->type);
    cc_value_set(state, CC_STR("id"), cc_value_str(id));
    return true;
}

static const struct cc_identity_part identity_parts[] = {{"id", NULL}, {NULL, NULL}};
static const struct cc_identity identity = {.version = 0, .parts = identity_parts};

const struct cc_resource_type cc_resource_byok_key = {
    .name = "ccloud_byok_key",
    .schema = &cc_key_schema,
    .validate = cc_key_validate,
    .plan = cc_key_plan,
    .review = cc_key_review,
    .create = cc_key_create,
    .read = key_read,
    .update = key_update,
    .remove = key_remove,
    .import = key_import,
    .identity = &identity,
    .moves = cc_key_moves,
};
