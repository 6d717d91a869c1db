// SPDX-License-Identifier: MPL-2.0
/* Lists registered keys. */
#include "base/log.h"
#include "byok_key/key.h"
#include "shared/check.h"
#include "shared/lookup.h"

static const char *const cloud_words[] = {"AZURE", "AWS", "GCP", NULL};
static const char *const state_words[] = {"AVAILABLE", "IN_USE", NULL};
static const char *const phase_words[] = {"INITIALIZING", "VALID", "INVALID", NULL};

static const struct cc_filter filters[] = {{"display_name", "display_name"},
                                           {"cloud", "cloud"},
                                           {"state", "state"},
                                           {"validation_phase", "validation.phase"},
                                           {NULL, NULL}};

static const struct cc_attribute attributes[] = {
    CC_FILTER_ROW("display_name", cc_check_name, "Only keys of this name."),
    {
        .name = "cloud",
        .mode = CC_OPTIONAL,
        .type = &cc_type_string,
        .words = cloud_words,
        .description = "Only keys of this cloud: `AZURE`, `AWS` or `GCP`.",
    },
    CC_FILTER_OF("state", state_words, "Only keys in this state: `AVAILABLE` or `IN_USE`."),
    CC_FILTER_OF("validation_phase", phase_words,
                 "Only keys whose last validation ended like this: "
                 "`INITIALIZING`, `VALID` or `INVALID`."),
    {
        .name = "keys",
        .mode = CC_COMPUTED,
        .nesting = CC_NESTING_LIST,
        .nested = cc_key_told,
        .description = "The keys, by id, with the attributes of `data.ccloud_byok_key`.",
    },
    {.name = NULL},
};

static const struct cc_schema schema = {
    .description = "The self-managed encryption keys (BYOK) that are registered with Confluent "
                   "Cloud.",
    .attributes = attributes,
};

/* Registrations of a cloud that came after this provider cannot be told. */
static bool is_known(struct cc_arena *arena, const struct cc_json *item, struct cc_key *key)
{
    struct cc_str reason;
    if (cc_key_from_json(arena, item, key, &reason))
        return true;
    cc_log(CC_LOG_WARN, "key %.*s is left out: %.*s", CC_STR_ARG(key->id), CC_STR_ARG(reason));
    return false;
}

static bool read_keys(struct cc_call *call, const struct cc_value *config, struct cc_value *state)
{
    const struct ccloud *ccloud = cc_ccloud_require(call);
    const struct cc_type *type = cc_type_find(call->type, CC_STR("keys"))->type->element;
    const struct cc_type *managed_type = cc_schema_type(call->arena, cc_key_schema.attributes);
    const struct cc_json *const *items;
    size_t count;
    if (ccloud == NULL)
        return false;
    struct cc_presence all = cc_key_presence(ccloud, CC_STR_ABSENT, CC_STR_ABSENT);
    struct cc_lookup lookup = {.ccloud = ccloud, .list_name = all.list_name, .list = all.list};
    if (!cc_lookup_all(call, &lookup, &items, &count))
        return false;
    struct cc_value keys = cc_value_sequence(call->arena, count);
    keys.count = 0;
    for (size_t i = 0; i < count; i++) {
        struct cc_key key;
        if (!is_known(call->arena, items[i], &key))
            continue;
        struct cc_value value = cc_key_told_value(call->arena, type, managed_type, &key);
        if (cc_lookup_fits(filters, config, &value))
            keys.items[keys.count++] = value;
    }
    cc_value_set(state, CC_STR("keys"), keys);
    return true;
}

const struct cc_data_source_type cc_data_source_byok_keys = {
    .name = "ccloud_byok_keys",
    .schema = &schema,
    .read = read_keys,
};
