// SPDX-License-Identifier: MPL-2.0
/* Resource ids of Azure key vaults. */
#include "byok_key/identifier.h"

#include "shared/segments.h"

enum {
    SUBSCRIPTION = 2,
    GROUP = 4,
    TYPE = 7,
    NAME = 8,
    SEGMENT_COUNT = 9, /* the first is the empty one before the leading slash */
    GROUP_NAME_MAX = 90,
};

/* The words of the shape; NULL: a name.  ARM compares ids without letter case. */
static const char *const shape[SEGMENT_COUNT] = {
    "",  "subscriptions", NULL, "resourceGroups", NULL, "providers", "Microsoft.KeyVault", "vaults",
    NULL};

struct id {
    struct cc_str segments[CC_SEGMENTS_MAX];
    size_t count;
};

static bool is_shape(const struct id *id, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        if (shape[i] != NULL && !cc_str_equal_nocase(id->segments[i], cc_str_from(shape[i])))
            return false;
    }
    return true;
}

static bool no_id(const struct id *id)
{
    return id->count < SEGMENT_COUNT || !is_shape(id, 0, TYPE);
}

static bool hsm(const struct id *id)
{
    return cc_str_equal_nocase(id->segments[TYPE], CC_STR("managedHSMs"));
}

static bool other_type(const struct id *id)
{
    return !is_shape(id, TYPE, SEGMENT_COUNT);
}

static bool subscription_bad(const struct id *id)
{
    return !cc_str_is_uuid(id->segments[SUBSCRIPTION]);
}

/* Letters of any script are allowed, so only what can never be one is refused. */
static bool group_bad(const struct id *id)
{
    struct cc_str group = id->segments[GROUP];
    if (group.len == 0 || group.len > (size_t)4 * GROUP_NAME_MAX || group.ptr[group.len - 1] == '.')
        return true;
    for (size_t i = 0; i < group.len; i++) {
        if (cc_str_contains(CC_STR(" \t\r\n\"#%&*+,:;<=>?@[]\\^`{|}~!$'"),
                            cc_str_slice(group, i, 1)))
            return true;
    }
    return false;
}

static bool name_bad(const struct id *id)
{
    return !cc_azure_key_is_vault_name(id->segments[NAME]);
}

static bool longer(const struct id *id)
{
    return id->count > SEGMENT_COUNT;
}

static const struct rule {
    bool (*is_broken)(const struct id *id);
    const char *why;
} rules[] = {
    {no_id, "It does not have the shape /subscriptions/<uuid>/resourceGroups/<group>/providers/"
            "Microsoft.KeyVault/vaults/<name>."},
    {hsm, "It names a managed HSM. Confluent Cloud works with keys of an Azure Key Vault; managed "
          "HSMs are not supported."},
    {other_type, "It is the id of another type than Microsoft.KeyVault/vaults."},
    {subscription_bad, "Its subscription is no UUID."},
    {group_bad, "Its resource group has no possible name: 1 to 90 letters, digits, and _ - . ( ), "
                "not ending with a full stop."},
    {name_bad, "The name of the vault is not possible: 3 to 24 letters, digits and single "
               "hyphens, beginning with a letter, ending with a letter or digit."},
    {longer, "It goes on behind the name of the vault."},
};

static struct cc_str corrected_format(struct cc_arena *arena, const struct id *id)
{
    return cc_str_format(arena,
                         "/subscriptions/%.*s/resourceGroups/%.*s/providers/"
                         "Microsoft.KeyVault/vaults/%.*s",
                         CC_STR_ARG(id->segments[SUBSCRIPTION]), CC_STR_ARG(id->segments[GROUP]),
                         CC_STR_ARG(id->segments[NAME]));
}

bool cc_key_check_vault_id(struct cc_call *call, struct cc_path path, const struct cc_value *value)
{
    struct cc_str text = cc_value_text(value);
    struct id id = {.count = 0};
    id.count = cc_segments_split(text, '/', id.segments);
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (!rules[i].is_broken(&id))
            continue;
        struct cc_str advice = CC_STR_ABSENT;
        if (rules[i].is_broken == longer)
            advice = cc_str_format(call->arena, "\n\nWrite \"%.*s\".",
                                   CC_STR_ARG(corrected_format(call->arena, &id)));
        return cc_diags_error(call->diags, path, CC_STR("Not the id of an Azure key vault"),
                              "\"%.*s\": %s%.*s", CC_STR_ARG(text), rules[i].why,
                              CC_STR_ARG(advice));
    }
    return true;
}

struct cc_str cc_key_azure_vault_of_id(struct cc_str key_vault_id)
{
    struct id id = {.count = 0};
    id.count = cc_segments_split(key_vault_id, '/', id.segments);
    if (id.count != SEGMENT_COUNT || !is_shape(&id, 0, SEGMENT_COUNT) || name_bad(&id))
        return CC_STR_ABSENT;
    return id.segments[NAME];
}
