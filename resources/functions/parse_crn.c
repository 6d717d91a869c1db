// SPDX-License-Identifier: MPL-2.0
/* Confluent resource names: "crn://<authority>/<type>=<id>/<type>=<id>…", from the organization
 * down to the resource that is meant.  New types of resources appear all the time, so every type is
 * accepted, and only those that everything else hangs on have a member of their own. */
#include "schema/function.h"

static const struct cc_parameter parameters[] = {
    {
        .name = "crn",
        .type = &cc_type_string,
        .description = "Confluent resource name, such as the `resource_name` of a resource: "
                       "`crn://confluent.cloud/organization=…/environment=…/cloud-cluster=…`.",
    },
    {NULL},
};

static const struct cc_type_member members[] = {
    {CC_STR_INIT("authority"), &cc_type_string},
    {CC_STR_INIT("cloud_cluster"), &cc_type_string},
    {CC_STR_INIT("environment"), &cc_type_string},
    {CC_STR_INIT("kafka"), &cc_type_string},
    {CC_STR_INIT("organization"), &cc_type_string},
    {CC_STR_INIT("resource_id"), &cc_type_string},
    {CC_STR_INIT("resource_type"), &cc_type_string},
};
static const struct cc_type returns = {
    .kind = CC_TYPE_OBJECT, .members = members, .member_count = sizeof members / sizeof members[0]};

/* Types of resources that have a member of the result. */
static const struct {
    struct cc_str type, member;
} places[] = {
    {CC_STR_INIT("organization"), CC_STR_INIT("organization")},
    {CC_STR_INIT("environment"), CC_STR_INIT("environment")},
    {CC_STR_INIT("cloud-cluster"), CC_STR_INIT("cloud_cluster")},
    {CC_STR_INIT("kafka"), CC_STR_INIT("kafka")},
};

static struct cc_str member_of(struct cc_str type)
{
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if (cc_str_equal(type, places[i].type))
            return places[i].member;
    return CC_STR_ABSENT;
}

enum { SHOWN_BYTES_MAX = 500 };

static bool refuse(struct cc_call *call, struct cc_str crn, struct cc_str why)
{
    return cc_diags_error(call->diags, cc_argument_path(0), CC_STR("Not a Confluent resource name"),
                          "\"%.*s\": %.*s", CC_STR_ARG(cc_str_slice(crn, 0, SHOWN_BYTES_MAX)),
                          CC_STR_ARG(cc_str_slice(why, 0, SHOWN_BYTES_MAX)));
}

static bool set_part(struct cc_call *call, struct cc_str crn, struct cc_str part,
                     struct cc_value *result)
{
    struct cc_str id = part;
    struct cc_str type = cc_str_cut(&id, '=');
    struct cc_str member = member_of(type);
    if (cc_str_is_empty(type) || cc_str_is_empty(id))
        return refuse(
            call, crn,
            cc_str_format(call->arena, "Its part \"%.*s\" is not <type>=<id>.", CC_STR_ARG(part)));
    if (!cc_str_is_absent(member) && !cc_value_is_null(cc_value_get(result, member)))
        return refuse(call, crn,
                      cc_str_format(call->arena, "It has two parts %.*s=….", CC_STR_ARG(type)));
    if (!cc_str_is_absent(member))
        cc_value_set(result, member, cc_value_str(id));
    cc_value_set(result, CC_STR("resource_type"), cc_value_str(type));
    cc_value_set(result, CC_STR("resource_id"), cc_value_str(id));
    return true;
}

static bool set_parts(struct cc_call *call, struct cc_str crn, struct cc_str parts,
                      struct cc_value *result)
{
    struct cc_str authority = cc_str_cut(&parts, '/');
    if (cc_str_is_empty(parts))
        return refuse(call, crn, CC_STR("It names no resource: there is no <type>=<id> in it."));
    if (!cc_str_is_empty(authority))
        cc_value_set(result, CC_STR("authority"), cc_value_str(authority));
    while (!cc_str_is_absent(parts))
        if (!set_part(call, crn, cc_str_cut(&parts, '/'), result))
            return false;
    return true;
}

static bool parse_crn(struct cc_call *call, const struct cc_value *arguments,
                      struct cc_value *result)
{
    static const struct cc_str scheme = CC_STR_INIT("crn://");
    struct cc_str crn = cc_value_text(&arguments[0]);
    if (!cc_str_starts_with(crn, scheme))
        return refuse(call, crn,
                      CC_STR("It does not begin with crn://, as in "
                             "crn://confluent.cloud/organization=…/environment=…."));
    *result = cc_value_object(call->arena, call->type);
    return set_parts(call, crn, cc_str_slice(crn, scheme.len, crn.len), result);
}

const struct cc_function cc_function_parse_crn = {
    .name = "parse_crn",
    .summary = "Takes a Confluent resource name (CRN) apart",
    .description =
        "The parts of a CRN, as they are written in it: `authority`, `organization`, "
        "`environment`, `cloud_cluster`, `kafka`, and of its last part, which is the resource that "
        "is meant, `resource_type` and `resource_id`. What the CRN does not have is null.",
    .parameters = parameters,
    .returns = &returns,
    .call = parse_crn,
};
