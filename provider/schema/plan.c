// SPDX-License-Identifier: MPL-2.0
#include "schema/plan.h"

#include <assert.h>

#include "schema/resource.h"

bool cc_plan_is_create(const struct cc_plan *plan)
{
    return cc_value_is_null(plan->prior) && !cc_value_is_null(plan->proposed);
}

bool cc_plan_is_successor(const struct cc_plan *plan)
{
    return cc_plan_is_create(plan) && plan->leaving != NULL && !cc_value_is_null(plan->leaving);
}

bool cc_plan_is_destroy(const struct cc_plan *plan)
{
    return cc_value_is_null(plan->proposed);
}

/* A default is taken at creation only: later the prior value stands for "not configured". */
static bool takes_default(const struct cc_attribute *row, const struct cc_value *config,
                          const struct cc_value *prior)
{
    return row->default_text != NULL && cc_value_is_null(config) && cc_value_is_null(prior);
}

/* The proposal with defaults filled in.  Where prior and configuration mean the same, the prior
 * spelling stays. */
static struct cc_value plan_defaults(struct cc_arena *arena, const struct cc_attribute *attributes,
                                     const struct cc_plan *at)
{
    if (!cc_value_is_known(at->proposed))
        return *at->proposed;
    struct cc_value settled = cc_schema_settle(arena, attributes, at->prior, at->proposed);
    struct cc_value planned = cc_value_copy(arena, &settled); /* the proposal stays as it came */
    for (const struct cc_attribute *row = attributes; row->name != NULL; row++) {
        struct cc_str name = cc_str_from(row->name);
        struct cc_plan inner = {.config = cc_value_get(at->config, name),
                                .prior = cc_value_get(at->prior, name),
                                .proposed = cc_value_get(&planned, name)};
        if (row->nesting == CC_NESTING_SINGLE)
            cc_value_set(&planned, name, plan_defaults(arena, row->nested, &inner));
        else if (takes_default(row, inner.config, inner.prior))
            cc_value_set(&planned, name, cc_value_str(cc_str_from(row->default_text)));
    }
    return planned;
}

/* What a computed attribute becomes that neither the configuration, nor a default, nor the
 * resource's verb has decided. */
static struct cc_value computed_after(const struct cc_attribute *row,
                                      const struct cc_value *planned, bool is_create)
{
    bool is_kept = is_create ? !cc_value_is_null(planned) : row->keep_prior;
    return is_kept ? *planned : cc_value_unknown();
}

/* Marks what the service will decide: computed, not configured, not decided by default or verb. */
static struct cc_value plan_unknowns(struct cc_arena *arena, const struct cc_type *type,
                                     const struct cc_attribute *attributes,
                                     const struct cc_plan *at, const struct cc_value *decided)
{
    if (!cc_value_is_known(decided))
        return *decided;
    struct cc_value planned = cc_value_copy(arena, decided);
    bool is_create = !cc_value_is_known(at->prior);
    for (const struct cc_attribute *row = attributes; row->name != NULL; row++) {
        struct cc_str name = cc_str_from(row->name);
        const struct cc_type *member = cc_type_find(type, name)->type;
        const struct cc_value *value = cc_value_get(decided, name);
        struct cc_plan inner = {.config = cc_value_get(at->config, name),
                                .prior = cc_value_get(at->prior, name)};
        if (row->nesting == CC_NESTING_SINGLE && cc_attribute_is_configurable(row))
            cc_value_set(&planned, name, plan_unknowns(arena, member, row->nested, &inner, value));
        else if (cc_attribute_is_computed(row) && cc_value_is_null(inner.config) &&
                 (is_create || cc_value_equal(member, inner.prior, value)))
            cc_value_set(&planned, name, computed_after(row, value, is_create));
    }
    return planned;
}

static void replace_add(struct cc_plan *plan, struct cc_path path)
{
    assert(plan->replace_count < CC_PLAN_REPLACE_MAX);
    plan->replace[plan->replace_count++] = path;
}

/* Lists the force-new attributes that differ, as deep as both sides have the object. */
static void plan_replace(struct cc_plan *plan, struct cc_path parent, const struct cc_type *type,
                         const struct cc_attribute *attributes, const struct cc_value *prior,
                         const struct cc_value *planned)
{
    for (const struct cc_attribute *row = attributes; row->name != NULL; row++) {
        struct cc_str name = cc_str_from(row->name);
        struct cc_path path = cc_path_attribute(parent, name);
        const struct cc_type *member = cc_type_find(type, name)->type;
        const struct cc_value *before = cc_value_get(prior, name);
        const struct cc_value *after = cc_value_get(planned, name);
        if (row->nesting == CC_NESTING_SINGLE && cc_value_is_known(before) &&
            cc_value_is_known(after))
            plan_replace(plan, path, member, row->nested, before, after);
        else if (row->force_new && !cc_value_equal(member, before, after))
            replace_add(plan, path);
    }
}

/* Without an update verb every configured difference replaces the object. */
static void plan_replace_all(struct cc_plan *plan, const struct cc_type *type,
                             const struct cc_attribute *attributes)
{
    for (const struct cc_attribute *row = attributes; row->name != NULL; row++) {
        struct cc_str name = cc_str_from(row->name);
        if (cc_attribute_is_configurable(row) && !row->force_new &&
            !cc_value_equal(cc_type_find(type, name)->type, cc_value_get(plan->prior, name),
                            cc_value_get(&plan->planned, name)))
            replace_add(plan, cc_path_attribute(cc_path_from(""), name));
    }
}

static bool plan_change(struct cc_call *call, const struct cc_resource_type *resource,
                        struct cc_plan *plan)
{
    const struct cc_attribute *attributes = resource->schema->attributes;
    plan->planned = plan_defaults(call->arena, attributes, plan);
    if (resource->plan != NULL && !resource->plan(call, plan))
        return false;
    if (cc_value_equal(call->type, plan->prior, &plan->planned)) {
        plan->planned = *plan->prior;
        return true;
    }
    plan->planned = plan_unknowns(call->arena, call->type, attributes, plan, &plan->planned);
    if (cc_plan_is_create(plan))
        return true;
    plan_replace(plan, cc_path_from(""), call->type, attributes, plan->prior, &plan->planned);
    if (resource->update == NULL)
        plan_replace_all(plan, call->type, attributes);
    return true;
}

bool cc_plan_make(struct cc_call *call, const struct cc_resource_type *resource,
                  struct cc_plan *plan)
{
    plan->planned = cc_value_null();
    plan->replace_count = 0;
    if (!cc_plan_is_destroy(plan) && !plan_change(call, resource, plan))
        return false;
    return resource->review == NULL || resource->review(call, plan);
}

bool cc_plan_permits_update(struct cc_call *call, const struct cc_resource_type *resource,
                            const struct cc_value *prior, const struct cc_value *planned)
{
    struct cc_plan *plan = cc_arena_new(call->arena, struct cc_plan);
    plan_replace(plan, cc_path_from(""), call->type, resource->schema->attributes, prior, planned);
    for (size_t i = 0; i < plan->replace_count; i++) {
        struct cc_str name = cc_path_format(call->arena, plan->replace[i]);
        cc_diags_error(
            call->diags, plan->replace[i],
            cc_str_format(call->arena, "%.*s cannot be changed in place", CC_STR_ARG(name)),
            "It is chosen when the object is created; a change replaces the object. "
            "Nothing was changed. Make a new plan.");
    }
    return plan->replace_count == 0;
}
