// SPDX-License-Identifier: MPL-2.0
#include "shared/check.h"

#include "base/clock.h"

static bool is_space(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static struct cc_str trimmed(struct cc_str text)
{
    while (text.len > 0 && is_space(text.ptr[0]))
        text = cc_str_slice(text, 1, text.len - 1);
    while (text.len > 0 && is_space(text.ptr[text.len - 1]))
        text = cc_str_slice(text, 0, text.len - 1);
    return text;
}

bool cc_check_name(struct cc_call *call, struct cc_path path, const struct cc_value *value)
{
    struct cc_str text = cc_value_text(value), inner = trimmed(text);
    if (inner.len == 0)
        return cc_diags_error(call->diags, path, CC_STR("Name is empty"),
                              "A name needs at least one character that is not white space.");
    if (inner.len != text.len)
        return cc_diags_error(call->diags, path, CC_STR("Name begins or ends with white space"),
                              "Write \"%.*s\".", CC_STR_ARG(inner));
    return true;
}

bool cc_check_duration(struct cc_call *call, struct cc_path path, const struct cc_value *value)
{
    int64_t duration_ms = 0;
    if (cc_clock_parse_duration(cc_value_text(value), &duration_ms))
        return true;
    return cc_diags_error(call->diags, path, CC_STR("Not a duration"),
                          "\"%.*s\" is no duration. Write numbers with the units h, m, s or ms, "
                          "such as \"90s\", \"45m\" or \"1h30m\"; more than zero, at most ten "
                          "years.",
                          CC_STR_ARG(cc_value_text(value)));
}

bool cc_check_uuid(struct cc_call *call, struct cc_path path, const struct cc_value *value)
{
    if (cc_str_is_uuid(cc_value_text(value)))
        return true;
    return cc_diags_error(call->diags, path, CC_STR("Not a UUID"),
                          "\"%.*s\" is no UUID: 32 hexadecimal digits in groups of 8-4-4-4-12, "
                          "such as \"9d2e0000-0000-4000-8000-00000000b002\".",
                          CC_STR_ARG(cc_value_text(value)));
}
