// SPDX-License-Identifier: MPL-2.0
/* Registering a key.
 *
 * The service has no idempotency key, so a registration is sent once.  Keys of the same cloud key
 * are looked for before; when the answer does not arrive, they are looked for again, and the only
 * one that is new is ours. */
#include "byok_key/identifier.h"
#include "byok_key/key.h"
#include "shared/poll.h"

/* A request may still be at work after its answer was lost: pauses between the looks for it. */
static const int64_t look_pauses_ms[] = {0, 1000, 4000};

static struct cc_str summary_format(struct cc_arena *arena, const struct cc_key *wanted)
{
    return cc_str_format(arena, "Registering key %.*s", CC_STR_ARG(wanted->identifier));
}

static struct cc_path identifier_path(const struct cc_key *wanted)
{
    return cc_path_from(cc_key_clouds[wanted->cloud].identifier);
}

static bool refused(struct cc_call *call, const struct cc_answer *answer,
                    const struct cc_key *wanted, struct cc_str advice)
{
    struct cc_api_words words = {.summary = summary_format(call->arena, wanted),
                                 .pointers = cc_key_clouds[wanted->cloud].pointers,
                                 .advice = advice};
    return cc_api_error_file(call, answer, &words);
}

static struct cc_str registered_format(struct cc_arena *arena, const struct cc_key_list *found)
{
    struct cc_str ids = cc_key_ids_format(arena, found);
    struct cc_str command = cc_key_import_command(arena, found->keys[0].id);
    return cc_str_format(arena,
                         "The key is registered already, as %.*s. To manage that registration "
                         "here, import it:\n  %.*s",
                         CC_STR_ARG(ids), CC_STR_ARG(command));
}

static bool check_unregistered(struct cc_call *call, const struct ccloud *ccloud,
                               const struct cc_key *wanted)
{
    struct cc_key_list found;
    struct cc_answer answer = cc_key_find(call, ccloud, wanted, &found);
    if (cc_api_error_is(&answer, CC_STATUS_UNAUTHORIZED))
        return refused(call, &answer, wanted, CC_STR_ABSENT);
    if (answer.kind != CC_ANSWER_OK)
        return refused(call, &answer, wanted,
                       CC_STR("This was the look for earlier registrations of the key; nothing "
                              "has been registered."));
    if (found.count == 0)
        return true;
    return cc_diags_error(call->diags, identifier_path(wanted), summary_format(call->arena, wanted),
                          "%.*s", CC_STR_ARG(registered_format(call->arena, &found)));
}

/* Somebody else was faster, or the conflict is about something else. */
static bool file_conflict(struct cc_call *call, const struct ccloud *ccloud,
                          const struct cc_key *wanted, const struct cc_answer *refusal)
{
    struct cc_key_list found;
    struct cc_answer answer = cc_key_find(call, ccloud, wanted, &found);
    struct cc_str advice = CC_STR("The key may be registered already, but no registration of it "
                                  "can be found with these credentials.");
    if (answer.kind == CC_ANSWER_OK && found.count > 0)
        advice = registered_format(call->arena, &found);
    return refused(call, refusal, wanted, advice);
}

/* Looks until a registration shows up or the looks are used up. */
static struct cc_answer look_for_new(struct cc_call *call, const struct ccloud *ccloud,
                                     const struct cc_key *wanted, struct cc_key_list *found)
{
    struct cc_answer answer = {.kind = CC_ANSWER_CANCELLED};
    *found = (struct cc_key_list){0};
    for (size_t i = 0; i < sizeof look_pauses_ms / sizeof look_pauses_ms[0]; i++) {
        if (!cc_poll_pause(call, look_pauses_ms[i]))
            return (struct cc_answer){.kind = CC_ANSWER_CANCELLED};
        answer = cc_key_find(call, ccloud, wanted, found);
        if (answer.kind == CC_ANSWER_CANCELLED || found->count > 0)
            return answer;
    }
    return answer;
}

static bool file_not_found(struct cc_call *call, const struct cc_key *wanted,
                           const struct cc_answer *post, const struct cc_answer *look)
{
    struct cc_str detail =
        look->kind == CC_ANSWER_OK
            ? CC_STR("It was looked for afterwards and is not there. Apply again: that looks for "
                     "it once more before it registers anything.")
            : cc_str_format(call->arena,
                            "Whether it was registered could not be found out: %.*s. Apply again: "
                            "that looks for it before it registers anything.",
                            CC_STR_ARG(cc_api_error_line(call->arena, look)));
    return refused(call, post, wanted, detail);
}

/* No one was there before and nobody else in this process registers the key meanwhile, so a single
 * one is ours.  Of several nobody can tell. */
static bool adopt_lost(struct cc_call *call, const struct ccloud *ccloud,
                       const struct cc_key *wanted, const struct cc_answer *post,
                       struct cc_key *made)
{
    struct cc_key_list found;
    struct cc_answer look = look_for_new(call, ccloud, wanted, &found);
    if (found.count == 0)
        return file_not_found(call, wanted, post, &look);
    if (found.count > 1)
        return refused(call, post, wanted,
                       cc_str_format(call->arena,
                                     "Afterwards there are several registrations of the key, and "
                                     "one may come from this request. %.*s",
                                     CC_STR_ARG(registered_format(call->arena, &found))));
    if (!cc_str_equal(found.keys[0].display_name, wanted->display_name))
        return refused(call, post, wanted,
                       cc_str_format(call->arena,
                                     "Afterwards there is a registration of the key under another "
                                     "name, which may be somebody else's. %.*s",
                                     CC_STR_ARG(registered_format(call->arena, &found))));
    *made = found.keys[0];
    cc_diags_warning(call->diags, cc_path_from(""),
                     cc_str_format(call->arena, "Key %.*s was found again", CC_STR_ARG(made->id)),
                     "The service did not confirm the registration (%.*s). The keys were searched, "
                     "and the one new registration of %.*s is taken for the one that was ordered.",
                     CC_STR_ARG(cc_api_error_line(call->arena, post)),
                     CC_STR_ARG(wanted->identifier));
    return true;
}

/* The least that must not be forgotten. */
static struct cc_value state_of_id(struct cc_call *call, const struct cc_value *planned,
                                   struct cc_str id)
{
    struct cc_value known = cc_value_without_unknowns(call->arena, planned);
    struct cc_value state = cc_value_copy(call->arena, &known);
    cc_value_set(&state, CC_STR("id"), cc_value_str(id));
    return state;
}

/* From here on the key exists: its id goes into the state before anything else can fail. */
static bool understand(struct cc_call *call, const struct cc_answer *answer,
                       const struct cc_value *planned, struct cc_value *state, struct cc_key *made)
{
    struct cc_str reason, id = cc_json_str(answer->json, "id");
    *state = state_of_id(call, planned, id);
    if (cc_key_from_json(call->arena, answer->json, made, &reason))
        return true;
    return cc_diags_error(call->diags, cc_path_from(""),
                          cc_str_format(call->arena, "Registering key %.*s", CC_STR_ARG(id)),
                          "The service registered it, but its answer cannot be used: %.*s. The key "
                          "is kept in state.",
                          CC_STR_ARG(reason));
}

static bool register_key(struct cc_call *call, const struct ccloud *ccloud,
                         const struct cc_key *wanted, const struct cc_value *planned,
                         struct cc_value *state, struct cc_key *made)
{
    struct cc_answer answer = cc_key_post(call, ccloud, wanted);
    if (answer.kind == CC_ANSWER_OK && cc_key_is_id(cc_json_str(answer.json, "id")))
        return understand(call, &answer, planned, state, made);
    if (!cc_api_error_is_final(&answer))
        return adopt_lost(call, ccloud, wanted, &answer, made);
    if (cc_api_error_is(&answer, CC_STATUS_CONFLICT))
        return file_conflict(call, ccloud, wanted, &answer);
    return refused(call, &answer, wanted,
                   answer.kind == CC_ANSWER_CANCELLED ? CC_STR("Nothing was registered.")
                                                      : CC_STR_ABSENT);
}

/* The same for every spelling of the key. */
static struct cc_str turn_name(struct cc_arena *arena, const struct cc_key *wanted)
{
    struct cc_str identifier = cc_key_clouds[wanted->cloud].canonical(arena, wanted->identifier);
    return cc_str_format(arena, "key %.*s", CC_STR_ARG(identifier));
}

/* Registrations of one key take turns: what is found after a lost answer must not belong to another
 * resource of the same run. */
static bool register_in_turn(struct cc_call *call, const struct ccloud *ccloud,
                             const struct cc_key *wanted, const struct cc_value *planned,
                             struct cc_value *state, struct cc_key *made)
{
    struct cc_str name = turn_name(call->arena, wanted);
    if (!cc_creations_begin(ccloud->creations, call->cancel, name, NULL))
        return cc_diags_error(call->diags, cc_path_from(""), summary_format(call->arena, wanted),
                              "Cancelled before anything was registered.");
    bool is_made = check_unregistered(call, ccloud, wanted) &&
                   register_key(call, ccloud, wanted, planned, state, made);
    cc_creations_end(ccloud->creations, name, is_made ? made->id : CC_STR_ABSENT);
    return is_made;
}

static bool check_binding(struct cc_call *call, const struct cc_key *wanted,
                          const struct cc_key *made)
{
    if (cc_key_same_binding(wanted, made))
        return true;
    return cc_diags_error(call->diags, identifier_path(wanted), summary_format(call->arena, wanted),
                          "The service registered another key than the one that was asked for: "
                          "%.*s has %s key %.*s (vault \"%.*s\", tenant \"%.*s\"). It is kept in "
                          "state as it is.",
                          CC_STR_ARG(made->id), cc_key_clouds[made->cloud].word,
                          CC_STR_ARG(made->identifier), CC_STR_ARG(made->key_vault_id),
                          CC_STR_ARG(made->tenant_id));
}

bool cc_key_create(struct cc_call *call, const struct cc_value *planned, struct cc_value *state)
{
    struct cc_key wanted, made;
    const struct ccloud *ccloud = cc_ccloud_require(call);
    if (ccloud == NULL)
        return false;
    if (!cc_key_from_value(planned, &wanted))
        return cc_diags_error(call->diags, cc_path_from(""), CC_STR("Registering a key"),
                              "Exactly one of azure, aws and gcp must be set.");
    if (!register_in_turn(call, ccloud, &wanted, planned, state, &made))
        return false;
    cc_key_fill_binding(&made, &wanted);
    made.display_name = wanted.display_name; /* how the service spells it is for the next read */
    *state = cc_key_to_value(call->arena, call->type, planned, &made);
    cc_key_warn_invalid(call, &made);
    return check_binding(call, &wanted, &made);
}
