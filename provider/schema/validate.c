// SPDX-License-Identifier: MPL-2.0
/* The single-value rules of an attribute table, applied to a configuration. */
#include "base/buf.h"
#include "schema/resource.h"

enum { WORDS_BYTES_MAX = 4096 };

static struct cc_str words_list(struct cc_arena *arena, const char *const *words)
{
    struct cc_buf buf;
    cc_buf_init(&buf, arena, WORDS_BYTES_MAX);
    for (size_t i = 0; words[i] != NULL; i++)
        cc_buf_appendf(&buf, "%s\"%s\"", i == 0 ? "" : ", ", words[i]);
    return cc_buf_str(&buf);
}

/* The word that differs in letter case only, for a hint; NULL if there is none. */
static const char *words_nearest(const char *const *words, struct cc_str text)
{
    for (size_t i = 0; words[i] != NULL; i++)
        if (cc_str_equal_nocase(cc_str_from(words[i]), text))
            return words[i];
    return NULL;
}

static bool words_have(const char *const *words, struct cc_str text)
{
    for (size_t i = 0; words[i] != NULL; i++)
        if (cc_str_equal(cc_str_from(words[i]), text))
            return true;
    return false;
}

static bool check_words(struct cc_call *call, struct cc_path path,
                        const struct cc_attribute *attribute, const struct cc_value *value)
{
    struct cc_str text = cc_value_text(value);
    if (attribute->words == NULL || words_have(attribute->words, text))
        return true;
    struct cc_str summary = cc_str_format(call->arena, "Unknown value for %s", attribute->name);
    const char *nearest = words_nearest(attribute->words, text);
    if (nearest != NULL)
        return cc_diags_error(call->diags, path, summary,
                              "\"%.*s\" differs in letter case only: write \"%s\".",
                              CC_STR_ARG(text), nearest);
    return cc_diags_error(call->diags, path, summary, "\"%.*s\" is not one of %.*s.",
                          CC_STR_ARG(text), CC_STR_ARG(words_list(call->arena, attribute->words)));
}

static bool check_min(struct cc_call *call, struct cc_path path,
                      const struct cc_attribute *attribute, const struct cc_value *value)
{
    int64_t number = 0;
    if (attribute->min == 0)
        return true;
    if (cc_value_to_int(value, &number) && number >= attribute->min)
        return true;
    return cc_diags_error(call->diags, path,
                          cc_str_format(call->arena, "Value of %s out of range", attribute->name),
                          "A whole number of %lld or more is required, got %.*s.",
                          (long long)attribute->min, CC_STR_ARG(value->text));
}

static bool validate_table(struct cc_call *call, struct cc_path parent,
                           const struct cc_attribute *attributes, const struct cc_value *config);

static bool validate_nested(struct cc_call *call, struct cc_path path,
                            const struct cc_attribute *attribute, const struct cc_value *value)
{
    if (attribute->nesting == CC_NESTING_SINGLE)
        return validate_table(call, path, attribute->nested, value);
    bool good = true;
    for (size_t i = 0; i < value->count; i++)
        good &= attribute->nesting == CC_NESTING_LIST
                    ? validate_table(call, cc_path_index(path, (int64_t)i), attribute->nested,
                                     &value->items[i])
                    : validate_table(call, cc_path_key(path, value->members[i].name),
                                     attribute->nested, &value->members[i].value);
    return good;
}

static bool validate_one(struct cc_call *call, struct cc_path path,
                         const struct cc_attribute *attribute, const struct cc_value *value)
{
    if (!cc_value_is_known(value))
        return true;
    if (attribute->nested != NULL)
        return validate_nested(call, path, attribute, value) &&
               (attribute->check == NULL || attribute->check(call, path, value));
    return check_words(call, path, attribute, value) && check_min(call, path, attribute, value) &&
           (attribute->check == NULL || attribute->check(call, path, value));
}

static bool validate_table(struct cc_call *call, struct cc_path parent,
                           const struct cc_attribute *attributes, const struct cc_value *config)
{
    bool good = true;
    if (!cc_value_is_known(config))
        return true;
    for (const struct cc_attribute *row = attributes; row->name != NULL; row++) {
        struct cc_str name = cc_str_from(row->name);
        if (cc_attribute_is_configurable(row))
            good &= validate_one(call, cc_path_attribute(parent, name), row,
                                 cc_value_get(config, name));
    }
    return good;
}

bool cc_schema_validate(struct cc_call *call, const struct cc_attribute *attributes,
                        const struct cc_value *config)
{
    return validate_table(call, cc_path_from(""), attributes, config);
}
