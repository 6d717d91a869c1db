// SPDX-License-Identifier: MPL-2.0
#include "emulator/azure/role_filter.h"

static const struct cc_str and = CC_STR_INIT(" and ");

/* Cuts off what stands before " and ". */
static struct cc_str term_cut(struct cc_str *rest)
{
    struct cc_str all = *rest;
    for (size_t i = 0; i + and.len <= all.len; i++) {
        if (!cc_str_equal_nocase(cc_str_slice(all, i, and.len), and))
            continue;
        *rest = cc_str_slice(all, i + and.len, all.len);
        return cc_str_slice(all, 0, i);
    }
    *rest = CC_STR_ABSENT;
    return all;
}

/* What stands between the two, if that is a UUID. */
static bool id_read(struct cc_str term, struct cc_str before, struct cc_str after,
                    struct cc_str *out)
{
    if (term.len < before.len + after.len || !cc_str_starts_with(term, before) ||
        !cc_str_ends_with(term, after))
        return false;
    *out = cc_str_slice(term, before.len, term.len - before.len - after.len);
    return cc_str_is_uuid(*out);
}

static bool term_read(struct cc_str term, struct emu_role_filter *out)
{
    if (cc_str_equal(term, CC_STR("atScope()"))) {
        out->at_scope = true;
        return true;
    }
    return id_read(term, CC_STR("principalId eq '"), CC_STR("'"), &out->principal_id) ||
           id_read(term, CC_STR("assignedTo('"), CC_STR("')"), &out->assigned_to);
}

bool emu_role_filter_read(struct cc_str text, struct emu_role_filter *out)
{
    *out = (struct emu_role_filter){0};
    while (!cc_str_is_absent(text)) {
        if (!term_read(term_cut(&text), out))
            return false;
    }
    return cc_str_is_absent(out->principal_id) ||
           (!out->at_scope && cc_str_is_absent(out->assigned_to));
}
