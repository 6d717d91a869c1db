// SPDX-License-Identifier: MPL-2.0
/* ARNs of AWS KMS keys. */
#include "byok_key/identifier.h"

#include "shared/segments.h"

enum { ARN, PARTITION, SERVICE, REGION, ACCOUNT, RESOURCE, FIELD_COUNT };
enum { ACCOUNT_DIGITS = 12, MULTI_REGION_DIGITS = 32 };

struct fields {
    struct cc_str at[CC_SEGMENTS_MAX];
    size_t count;
};

static const char lower_hyphen[] = "abcdefghijklmnopqrstuvwxyz-";
static const char lower_digits_hyphen[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

static bool no_arn(const struct fields *fields)
{
    return fields->count != FIELD_COUNT || !cc_str_equal(fields->at[ARN], CC_STR("arn"));
}

/* "aws", "aws-cn", "aws-us-gov" and whatever comes next. */
static bool partition_bad(const struct fields *fields)
{
    struct cc_str partition = fields->at[PARTITION];
    return !cc_str_only(partition, lower_hyphen) ||
           !(cc_str_equal(partition, CC_STR("aws")) ||
             cc_str_starts_with(partition, CC_STR("aws-")));
}

static bool service_other(const struct fields *fields)
{
    return !cc_str_equal(fields->at[SERVICE], CC_STR("kms"));
}

static bool region_bad(const struct fields *fields)
{
    struct cc_str region = fields->at[REGION];
    return !cc_str_only(region, lower_digits_hyphen) || !cc_str_contains(region, CC_STR("-"));
}

static bool account_bad(const struct fields *fields)
{
    return fields->at[ACCOUNT].len != ACCOUNT_DIGITS ||
           !cc_str_only(fields->at[ACCOUNT], "0123456789");
}

static bool alias(const struct fields *fields)
{
    return cc_str_starts_with(fields->at[RESOURCE], CC_STR("alias/"));
}

static bool is_key_id(struct cc_str id)
{
    static const struct cc_str multi_region = CC_STR_INIT("mrk-");
    if (cc_str_is_uuid(id))
        return true;
    struct cc_str digits = cc_str_slice(id, multi_region.len, id.len);
    return cc_str_starts_with(id, multi_region) && digits.len == MULTI_REGION_DIGITS &&
           cc_str_only(digits, "0123456789abcdef");
}

static bool key_bare(const struct fields *fields)
{
    return is_key_id(fields->at[RESOURCE]);
}

static bool resource_bad(const struct fields *fields)
{
    static const struct cc_str key = CC_STR_INIT("key/");
    struct cc_str resource = fields->at[RESOURCE];
    return !cc_str_starts_with(resource, key) ||
           !is_key_id(cc_str_slice(resource, key.len, resource.len));
}

static const struct rule {
    bool (*is_broken)(const struct fields *fields);
    const char *why;
} rules[] = {
    {no_arn, "It does not have the shape arn:<partition>:kms:<region>:<account>:key/<id>."},
    {partition_bad, "Its partition is none of AWS: aws, aws-cn, aws-us-gov, …"},
    {service_other, "It belongs to another service than kms."},
    {region_bad, "Its region is not possible; regions look like eu-central-1."},
    {account_bad, "Its account is not 12 digits."},
    {alias, "It names an alias. An alias can be pointed at another key at any time, so Confluent "
            "Cloud wants the ARN of the key itself (`aws kms describe-key` shows it)."},
    {key_bare, "Its last field lacks \"key/\"."},
    {resource_bad, "Its last field is not key/ followed by a UUID, or by mrk- and 32 hexadecimal "
                   "digits for a multi-Region key."},
};

/* The only mistake that leaves no doubt about what was meant. */
static struct cc_str corrected_format(struct cc_arena *arena, const struct fields *fields)
{
    return cc_str_format(arena, "\n\nWrite \"arn:%.*s:kms:%.*s:%.*s:key/%.*s\".",
                         CC_STR_ARG(fields->at[PARTITION]), CC_STR_ARG(fields->at[REGION]),
                         CC_STR_ARG(fields->at[ACCOUNT]), CC_STR_ARG(fields->at[RESOURCE]));
}

bool cc_key_check_arn(struct cc_call *call, struct cc_path path, const struct cc_value *value)
{
    struct cc_str text = cc_value_text(value);
    struct fields fields = {.count = 0};
    fields.count = cc_segments_split(text, ':', fields.at);
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (!rules[i].is_broken(&fields))
            continue;
        struct cc_str advice = CC_STR_ABSENT;
        if (rules[i].is_broken == key_bare)
            advice = corrected_format(call->arena, &fields);
        return cc_diags_error(call->diags, path, CC_STR("Not the ARN of an AWS KMS key"),
                              "\"%.*s\": %s%.*s", CC_STR_ARG(text), rules[i].why,
                              CC_STR_ARG(advice));
    }
    return true;
}
