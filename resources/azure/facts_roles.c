// SPDX-License-Identifier: MPL-2.0
/* Who has which role on the vault, and what roles allow. */
#include "azure/facts.h"

#include "azure/reading.h"

/* Scopes of management groups stand above every subscription below them; Azure lists them with a
 * vault only when they are. */
static const struct cc_str management_group =
    CC_STR_INIT("/providers/Microsoft.Management/managementGroups/");

static bool starts_with_nocase(struct cc_str text, struct cc_str prefix)
{
    return cc_str_equal_nocase(cc_str_slice(text, 0, prefix.len), prefix);
}

static struct cc_str without_slash(struct cc_str text)
{
    return cc_str_ends_with(text, CC_STR("/")) ? cc_str_slice(text, 0, text.len - 1) : text;
}

/* True when `scope` is `id` or stands above it: "/a/b" above "/a/b/c", but not above "/a/bc". */
static bool is_above(struct cc_str scope, struct cc_str id)
{
    return starts_with_nocase(id, scope) &&
           (id.len == scope.len || scope.len == 0 || id.ptr[scope.len] == '/');
}

static bool is_in_reach(struct cc_arena *arena, const struct cc_az_wanted *wanted,
                        struct cc_str scope)
{
    struct cc_az_names names = cc_az_wanted_names(arena, wanted);
    struct cc_str vault = without_slash(wanted->key_vault_id), at = without_slash(scope);
    struct cc_str key =
        cc_str_format(arena, "%.*s/keys/%.*s", CC_STR_ARG(vault), CC_STR_ARG(names.key));
    return is_above(at, vault) || cc_str_equal_nocase(at, key) ||
           starts_with_nocase(at, management_group);
}

/* A condition of any kind is one that cannot be judged. */
static bool has_condition(const struct cc_json *properties)
{
    const struct cc_json *condition = cc_json_at(properties, "condition");
    struct cc_str text = CC_STR_ABSENT;
    return condition != NULL && !(cc_json_node_str(condition, &text) && cc_str_is_empty(text));
}

static struct cc_az_assignment assignment_from(struct cc_arena *arena, const struct cc_json *item)
{
    const struct cc_json *properties = cc_json_at(item, "properties");
    struct cc_az_assignment assignment = {
        .definition_id = cc_az_read_text(arena, properties, "roleDefinitionId"),
        .principal_id = cc_az_read_text(arena, properties, "principalId"),
        .is_group = cc_str_equal_nocase(cc_json_text(properties, "principalType"), CC_STR("Group")),
        .has_condition = has_condition(properties),
    };
    assignment.is_misread =
        cc_str_is_absent(assignment.definition_id) || cc_str_is_absent(assignment.principal_id);
    return assignment;
}

static void keep(struct cc_arena *arena, struct cc_az_facts *facts,
                 struct cc_az_assignment assignment)
{
    struct cc_az_assignment *kept = cc_arena_new(arena, struct cc_az_assignment);
    *kept = assignment;
    kept->next = facts->assignments;
    facts->assignments = kept;
    facts->assignment_count++;
}

static void take_assignment(struct cc_arena *arena, struct cc_az_facts *facts,
                            const struct cc_az_wanted *wanted, const struct cc_json *item)
{
    struct cc_az_assignment assignment = assignment_from(arena, item);
    struct cc_str scope = cc_az_read_text(arena, item, "properties.scope");
    if (cc_str_is_absent(scope))
        assignment.is_misread = true;
    else if (!is_in_reach(arena, wanted, scope))
        return;
    keep(arena, facts, assignment);
}

void cc_az_facts_assignments(struct cc_arena *arena, struct cc_az_facts *facts,
                             const struct cc_az_wanted *wanted, const struct cc_json *json)
{
    const struct cc_json *page = cc_json_at(json, "value");
    cc_az_read_end(arena, facts, CC_AZ_ASSIGNMENTS, cc_json_is_array(page));
    if (!cc_json_is_array(page))
        return;
    size_t count = cc_json_count(page);
    for (size_t i = 0; i < count && facts->assignment_count < CC_AZ_ASSIGNMENTS_MAX; i++)
        take_assignment(arena, facts, wanted, cc_json_item(page, i));
    if (facts->assignment_count == CC_AZ_ASSIGNMENTS_MAX)
        cc_az_facts_note(
            arena, facts, CC_AZ_ASSIGNMENTS,
            (struct cc_az_sight){.seen = CC_AZ_SEEN,
                                 .why = CC_STR("There are more role assignments than are read.")});
}

static struct cc_az_permission permission_from(struct cc_arena *arena, const struct cc_json *item)
{
    return (struct cc_az_permission){
        .data_actions = cc_az_read_list(arena, item, "dataActions"),
        .not_data_actions = cc_az_read_list(arena, item, "notDataActions"),
    };
}

static bool is_misread(const struct cc_json *item, const struct cc_az_permission *permission)
{
    return !cc_json_is_object(item) || permission->data_actions.is_set == CC_AZ_NOT_TOLD ||
           permission->not_data_actions.is_set == CC_AZ_NOT_TOLD;
}

static void read_permissions(struct cc_arena *arena, const struct cc_json *list,
                             struct cc_az_definition *definition)
{
    size_t count = cc_json_is_array(list) ? cc_json_count(list) : 0;
    struct cc_az_permission *permissions = cc_arena_array(arena, count, struct cc_az_permission);
    definition->is_misread = !cc_json_is_array(list);
    for (size_t i = 0; i < count; i++) {
        const struct cc_json *item = cc_json_item(list, i);
        permissions[i] = permission_from(arena, item);
        if (is_misread(item, &permissions[i]))
            definition->is_misread = true;
    }
    definition->permissions = permissions;
    definition->permission_count = count;
}

void cc_az_facts_definition(struct cc_arena *arena, struct cc_az_facts *facts,
                            const struct cc_json *json)
{
    struct cc_str role_id = cc_az_last_segment(cc_az_read_text(arena, json, "id"));
    bool is_definition = !cc_str_is_empty(role_id);
    cc_az_read_end(arena, facts, CC_AZ_DEFINITIONS, is_definition);
    if (!is_definition)
        return;
    struct cc_az_definition *definition = cc_arena_new(arena, struct cc_az_definition);
    definition->role_id = role_id;
    definition->name = cc_az_read_text(arena, json, "properties.roleName");
    read_permissions(arena, cc_json_at(json, "properties.permissions"), definition);
    definition->next = facts->definitions;
    facts->definitions = definition;
}
