// SPDX-License-Identifier: MPL-2.0
#include "shared/test_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "value/codec.h"

static const struct cc_stub_row no_rows[] = {{.path = NULL}};

void cc_kit_open(struct cc_kit *kit, const struct cc_schema *schema, const struct cc_stub_row *rows)
{
    *kit = (struct cc_kit){0};
    cc_arena_init(&kit->arena);
    cc_diags_init(&kit->diags, &kit->arena);
    cc_cancel_init(&kit->cancel);
    cc_creations_init(&kit->creations);
    kit->ccloud.creations = &kit->creations;
    cc_snapshot_init(&kit->snapshot);
    kit->ccloud.snapshot = &kit->snapshot;
    kit->ccloud.client = cc_stub_client(&kit->arena, rows != NULL ? rows : no_rows);
    kit->call = (struct cc_call){.arena = &kit->arena,
                                 .diags = &kit->diags,
                                 .cancel = &kit->cancel,
                                 .provider = &kit->ccloud,
                                 .type = cc_schema_type(&kit->arena, schema->attributes)};
}

void cc_kit_close(struct cc_kit *kit)
{
    cc_stub_finish(kit->ccloud.client);
    cc_snapshot_release(&kit->snapshot);
    cc_creations_release(&kit->creations);
    cc_cancel_release(&kit->cancel);
    cc_arena_release(&kit->arena);
}

struct cc_value cc_kit_value(struct cc_kit *kit, const char *json)
{
    struct cc_value value;
    struct cc_codec_error error;
    if (!cc_value_from_json(&kit->arena, kit->call.type, cc_str_from(json), &value, &error))
        fail_msg("%s: %s", json, cc_str_c(&kit->arena, error.reason));
    return value;
}

struct cc_value cc_kit_with(struct cc_kit *kit, const struct cc_value *object, const char *path,
                            struct cc_value value)
{
    return cc_value_with(&kit->arena, object, path, value);
}

static void print_member(struct cc_kit *kit, const struct cc_type_member *member,
                         const struct cc_value *got, const struct cc_value *wanted)
{
    if (!cc_value_equal(member->type, got, wanted))
        print_error("%s: kind %d \"%s\", wanted kind %d \"%s\"\n",
                    cc_str_c(&kit->arena, member->name), (int)got->kind,
                    cc_str_c(&kit->arena, got->text), (int)wanted->kind,
                    cc_str_c(&kit->arena, wanted->text));
}

void cc_kit_expect_value(struct cc_kit *kit, const struct cc_value *value, const char *json)
{
    const struct cc_type *type = kit->call.type;
    struct cc_value wanted = cc_kit_value(kit, json);
    for (size_t i = 0; i < type->member_count; i++)
        print_member(kit, &type->members[i], cc_value_get(value, type->members[i].name),
                     cc_value_get(&wanted, type->members[i].name));
    assert_true(cc_value_equal(type, value, &wanted));
}

static void print_diags(struct cc_kit *kit)
{
    for (const struct cc_diag *diag = kit->diags.first; diag != NULL; diag = diag->next)
        print_error("severity %d at \"%s\": %s\n%s\n", (int)diag->severity,
                    cc_str_c(&kit->arena, cc_path_format(&kit->arena, diag->path)),
                    cc_str_c(&kit->arena, diag->summary), cc_str_c(&kit->arena, diag->detail));
}

static bool holds(const struct cc_diag *diag, const char *part)
{
    return cc_str_contains(diag->detail, cc_str_from(part)) ||
           cc_str_contains(diag->summary, cc_str_from(part));
}

static bool is_as_expected(struct cc_kit *kit, enum cc_severity severity, const char *path,
                           const char *part)
{
    size_t count = 0, match_count = 0;
    for (const struct cc_diag *diag = kit->diags.first; diag != NULL; diag = diag->next) {
        if (diag->severity != severity)
            continue;
        count++;
        struct cc_str at = cc_path_format(&kit->arena, diag->path);
        if (part != NULL && cc_str_equal(at, cc_str_from(path)) && holds(diag, part))
            match_count++;
    }
    return part == NULL ? count == 0 : count == 1 && match_count == 1;
}

static void expect(struct cc_kit *kit, enum cc_severity severity, const char *path,
                   const char *part)
{
    if (is_as_expected(kit, severity, path, part))
        return;
    print_diags(kit);
    fail_msg("wanted %s at \"%s\": %s", severity == CC_SEVERITY_ERROR ? "an error" : "a warning",
             path, part != NULL ? part : "(none)");
}

void cc_kit_expect_error(struct cc_kit *kit, const char *path, const char *part)
{
    expect(kit, CC_SEVERITY_ERROR, path, part);
}

void cc_kit_expect_warning(struct cc_kit *kit, const char *path, const char *part)
{
    expect(kit, CC_SEVERITY_WARNING, path, part);
}

bool cc_kit_mentions(struct cc_kit *kit, const char *part)
{
    for (const struct cc_diag *diag = kit->diags.first; diag != NULL; diag = diag->next) {
        if (holds(diag, part))
            return true;
    }
    return false;
}
