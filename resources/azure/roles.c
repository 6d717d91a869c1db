// SPDX-License-Identifier: MPL-2.0
#include "azure/roles.h"

#include "base/buf.h"

enum { ACTIONS_MAX = 4, NAMES_BYTES_MAX = 2000 };

/* Azure's own roles: what they allow on keys, as far as it matters here. */
struct known_role {
    struct cc_str id, name;
    struct cc_str actions[ACTIONS_MAX]; /* ends with an absent one */
};

static const struct known_role known_roles[] = {
    {CC_STR_INIT("e147488a-f6f5-4113-8e2d-b22465e65bf6"),
     CC_STR_INIT("Key Vault Crypto Service Encryption User"),
     {CC_STR_INIT("Microsoft.KeyVault/vaults/keys/read"),
      CC_STR_INIT("Microsoft.KeyVault/vaults/keys/wrap/action"),
      CC_STR_INIT("Microsoft.KeyVault/vaults/keys/unwrap/action")}},
    {CC_STR_INIT("21090545-7ca7-4776-b22c-e363652d74d2"),
     CC_STR_INIT("Key Vault Reader"),
     {CC_STR_INIT("Microsoft.KeyVault/vaults/*/read")}},
    {CC_STR_INIT("00482a5a-887f-4fb3-b363-3b7fe8e74483"),
     CC_STR_INIT("Key Vault Administrator"),
     {CC_STR_INIT("Microsoft.KeyVault/vaults/*")}},
    {CC_STR_INIT("14b46e9e-c2b7-41b4-b07b-48a6ebf60603"),
     CC_STR_INIT("Key Vault Crypto Officer"),
     {CC_STR_INIT("Microsoft.KeyVault/vaults/keys/*")}},
    {CC_STR_INIT("12338af0-0e69-4776-bea7-57ae8d297424"),
     CC_STR_INIT("Key Vault Crypto User"),
     {CC_STR_INIT("Microsoft.KeyVault/vaults/keys/read"),
      CC_STR_INIT("Microsoft.KeyVault/vaults/keys/wrap/action"),
      CC_STR_INIT("Microsoft.KeyVault/vaults/keys/unwrap/action")}},
    /* These manage the vault and see nothing in it: often mistaken for the ones above. */
    {CC_STR_INIT("8e3af657-a8ff-443c-a75c-2fe8c4bcb635"), CC_STR_INIT("Owner"), {{0}}},
    {CC_STR_INIT("b24988ac-6180-42a0-ab88-20f7382dd24c"), CC_STR_INIT("Contributor"), {{0}}},
    {CC_STR_INIT("acdd72a7-3385-48ef-bd42-f606fba81ae7"), CC_STR_INIT("Reader"), {{0}}},
    {CC_STR_INIT("f25e0fa2-a7c8-4377-a976-54943a77a395"),
     CC_STR_INIT("Key Vault Contributor"),
     {{0}}},
};

static const struct known_role *known_role_find(struct cc_str id)
{
    for (size_t i = 0; i < sizeof known_roles / sizeof known_roles[0]; i++) {
        if (cc_str_equal_nocase(known_roles[i].id, id))
            return &known_roles[i];
    }
    return NULL;
}

static const struct cc_az_definition *definition_find(const struct cc_az_facts *facts,
                                                      struct cc_str id)
{
    const struct cc_az_definition *definition = facts->definitions;
    while (definition != NULL && !cc_str_equal_nocase(definition->role_id, id))
        definition = definition->next;
    return definition;
}

/* What roles say of an assignment; at most one of the two is there. */
struct role {
    const struct known_role *known;
    const struct cc_az_definition *definition;
    struct cc_str name;
};

static struct role role_of(const struct cc_az_facts *facts,
                           const struct cc_az_assignment *assignment)
{
    struct cc_str id = cc_az_last_segment(assignment->definition_id);
    struct role role = {.known = known_role_find(id), .name = id};
    if (role.known != NULL)
        role.name = role.known->name;
    else
        role.definition = definition_find(facts, id);
    if (role.definition != NULL && !cc_str_is_absent(role.definition->name))
        role.name = role.definition->name;
    return role;
}

/* Where '*' in the pattern stands for any text.  Goes back to the last '*' when it does not fit. */
static bool is_covered(struct cc_str text, struct cc_str pattern)
{
    size_t at = 0, i = 0, star = pattern.len, resume = 0;
    while (at < text.len) {
        bool is_star = i < pattern.len && pattern.ptr[i] == '*';
        if (is_star) {
            star = i++;
            resume = at;
        } else if (cc_str_equal_nocase(cc_str_slice(pattern, i, 1), cc_str_slice(text, at, 1))) {
            i++;
            at++;
        } else if (star < pattern.len) {
            i = star + 1;
            at = ++resume;
        } else {
            return false;
        }
    }
    return cc_str_only(cc_str_slice(pattern, i, pattern.len), "*") || i == pattern.len;
}

static bool is_any_covering(const struct cc_az_list *patterns, struct cc_str action)
{
    for (size_t i = 0; i < patterns->count; i++) {
        if (is_covered(action, patterns->items[i]))
            return true;
    }
    return false;
}

/* The action may be a pattern itself: a part of it that is taken away makes it incomplete. */
static bool is_any_taken(const struct cc_az_list *patterns, struct cc_str action)
{
    for (size_t i = 0; i < patterns->count; i++) {
        if (is_covered(patterns->items[i], action))
            return true;
    }
    return is_any_covering(patterns, action);
}

static bool permission_allows(const struct cc_az_permission *permission, struct cc_str action)
{
    return is_any_covering(&permission->data_actions, action) &&
           !is_any_taken(&permission->not_data_actions, action);
}

static enum cc_az_told definition_allows(const struct cc_az_definition *definition,
                                         struct cc_str action)
{
    if (definition == NULL || definition->is_misread)
        return CC_AZ_NOT_TOLD;
    for (size_t i = 0; i < definition->permission_count; i++) {
        if (permission_allows(&definition->permissions[i], action))
            return CC_AZ_YES;
    }
    return CC_AZ_NO;
}

static enum cc_az_told role_allows(const struct role *role, struct cc_str action)
{
    if (role->known == NULL)
        return definition_allows(role->definition, action);
    for (size_t i = 0; i < ACTIONS_MAX && !cc_str_is_absent(role->known->actions[i]); i++) {
        if (is_covered(action, role->known->actions[i]))
            return CC_AZ_YES;
    }
    return CC_AZ_NO;
}

/* Groups are in the answer only when the principal is their member. */
static bool is_of_principal(const struct cc_az_facts *facts,
                            const struct cc_az_assignment *assignment)
{
    return assignment->is_group || cc_str_is_absent(assignment->principal_id) ||
           cc_str_equal_nocase(assignment->principal_id, facts->principal.object_id);
}

static enum cc_az_told assignment_allows(const struct cc_az_facts *facts,
                                         const struct cc_az_assignment *assignment,
                                         struct cc_str action)
{
    if (!is_of_principal(facts, assignment))
        return CC_AZ_NO;
    if (cc_str_is_absent(assignment->definition_id))
        return CC_AZ_NOT_TOLD;
    struct role role = role_of(facts, assignment);
    enum cc_az_told allows = role_allows(&role, action);
    bool is_doubtful = assignment->has_condition || assignment->is_misread;
    return allows == CC_AZ_YES && is_doubtful ? CC_AZ_NOT_TOLD : allows;
}

enum cc_az_told cc_az_roles_allow(const struct cc_az_facts *facts, struct cc_str action)
{
    bool is_whole = cc_str_is_absent(facts->sights[CC_AZ_ASSIGNMENTS].why);
    enum cc_az_told result = is_whole ? CC_AZ_NO : CC_AZ_NOT_TOLD;
    const struct cc_az_assignment *assignment = facts->assignments;
    for (; assignment != NULL; assignment = assignment->next) {
        enum cc_az_told allows = assignment_allows(facts, assignment, action);
        if (allows == CC_AZ_YES)
            return CC_AZ_YES;
        if (allows == CC_AZ_NOT_TOLD)
            result = CC_AZ_NOT_TOLD;
    }
    return result;
}

struct cc_str cc_az_roles_format(struct cc_arena *arena, const struct cc_az_facts *facts)
{
    struct cc_buf names;
    cc_buf_init(&names, arena, NAMES_BYTES_MAX);
    const struct cc_az_assignment *assignment = facts->assignments;
    for (; assignment != NULL; assignment = assignment->next) {
        struct role role = role_of(facts, assignment);
        if (is_of_principal(facts, assignment) && !cc_str_is_empty(role.name))
            cc_buf_appendf(&names, "%s%.*s", names.len > 0 ? ", " : "", CC_STR_ARG(role.name));
    }
    return names.len > 0 ? cc_buf_str(&names) : CC_STR_ABSENT;
}

static bool is_definition_unseen(const struct cc_az_facts *facts,
                                 const struct cc_az_assignment *assignment)
{
    struct role role = role_of(facts, assignment);
    return !assignment->is_misread && role.known == NULL && role.definition == NULL;
}

static struct cc_str doubt_format(struct cc_arena *arena, const struct cc_az_facts *facts,
                                  const struct cc_az_assignment *assignment)
{
    const char *why = "its definition was not understood";
    if (assignment->is_misread)
        return CC_STR("the answer about an assignment was not understood");
    if (is_definition_unseen(facts, assignment))
        why = "its definition was not seen";
    else if (assignment->has_condition)
        why = "its assignment has a condition, which is not judged here";
    struct cc_str name = role_of(facts, assignment).name;
    return cc_str_format(arena, "role \"%.*s\" may do: %s", CC_STR_ARG(name), why);
}

struct cc_az_role_doubt cc_az_roles_doubt(struct cc_arena *arena, const struct cc_az_facts *facts,
                                          struct cc_str action)
{
    struct cc_az_role_doubt doubt = {.group = CC_AZ_ASSIGNMENTS};
    bool is_asked = facts->sights[CC_AZ_DEFINITIONS].seen != CC_AZ_NOT_ASKED;
    const struct cc_az_assignment *assignment = facts->assignments;
    while (assignment != NULL && assignment_allows(facts, assignment, action) != CC_AZ_NOT_TOLD)
        assignment = assignment->next;
    if (assignment == NULL)
        return doubt;
    doubt.words = doubt_format(arena, facts, assignment);
    if (is_asked && is_definition_unseen(facts, assignment))
        doubt.group = CC_AZ_DEFINITIONS;
    return doubt;
}

const struct cc_az_assignment *cc_az_roles_unjudged(const struct cc_az_facts *facts,
                                                    const struct cc_az_assignment *after)
{
    const struct cc_az_assignment *assignment = after == NULL ? facts->assignments : after->next;
    for (; assignment != NULL; assignment = assignment->next) {
        struct role role = role_of(facts, assignment);
        if (role.known == NULL && role.definition == NULL && !assignment->is_misread &&
            is_of_principal(facts, assignment))
            return assignment;
    }
    return NULL;
}
