// SPDX-License-Identifier: MPL-2.0
/* Answers in which one node at a time is something else than it should be: nothing crashes, and
 * what was not understood is never told as broken. */
#include "azure/findings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "azure/test_kit.h"

static const char *const replacements[] = {"7",    "-7",   "1e300", "2.5",  "\"x\"",
                                           "\"\"", "true", "false", "[]",   "[7]",
                                           "[[]]", "{}",   "[{}]",  "null", "{\"x\":[{}]}"};

/* The kinds of JSON, by the first letter of their text; numbers are one. */
static char kind_of(struct cc_str text)
{
    char first = text.ptr[0];
    if (first == 'f')
        return 't';
    return (first >= '0' && first <= '9') || first == '-' ? '0' : first;
}

struct spoiling {
    struct cc_arena arena;
    enum cc_az_question question;
    const struct cc_json *sample;
};

/* All groups are asked for, so that each parser has its turn. */
static const char *const extras[CC_AZ_KIT_EDITS_MAX] = {
    "deleted 404 KeyNotFound", "definition too",
    "assignments value.0.properties.roleDefinitionId "
    "\"/roleDefinitions/77770000-0000-4000-8000-00000000f001\""};

/* The data plane is on its own, so that the control plane does not make up for it. */
static const char *alone(const struct spoiling *spoiling)
{
    bool is_data_plane =
        spoiling->question == CC_AZ_ASK_DATA_KEY || spoiling->question == CC_AZ_ASK_ROTATION;
    return is_data_plane ? "key 403 AuthorizationFailed" : NULL;
}

static void expect_no_fault(struct cc_az_kit *kit, struct cc_str path, const char *replacement)
{
    for (enum cc_az_moment moment = 0; moment < CC_AZ_MOMENT_COUNT; moment++) {
        struct cc_az_findings findings = cc_az_kit_findings(kit, moment);
        for (size_t i = 0; i < findings.count; i++) {
            if (findings.list[i].rule != 0)
                fail_msg("%.*s = %s: %.*s", CC_STR_ARG(path), replacement,
                         CC_STR_ARG(findings.list[i].summary));
        }
    }
}

/* Null means that it is missing, and often has a meaning; so may another value of the same type. */
static void spoil(struct spoiling *spoiling, const struct cc_json *node, struct cc_str path)
{
    char kind = kind_of(cc_json_write(&spoiling->arena, node));
    for (size_t i = 0; i < sizeof replacements / sizeof replacements[0]; i++) {
        struct cc_str text = cc_str_from(replacements[i]);
        struct cc_str edit = cc_str_format(&spoiling->arena, "%s %.*s %s",
                                           cc_az_kit_question_name(spoiling->question),
                                           CC_STR_ARG(path), replacements[i]);
        const char *const edits[CC_AZ_KIT_EDITS_MAX] = {
            extras[0], extras[1], extras[2], cc_str_c(&spoiling->arena, edit), alone(spoiling)};
        struct cc_az_kit kit;
        cc_az_kit_open(&kit, edits);
        for (enum cc_az_moment moment = 0; moment < CC_AZ_MOMENT_COUNT; moment++)
            cc_az_kit_findings(&kit, moment);
        bool is_other = kind != kind_of(text) && kind_of(text) != 'n' && kind != 'n';
        if (is_other && spoiling->question != CC_AZ_ASK_DELETED)
            expect_no_fault(&kit, edit, replacements[i]);
        cc_az_kit_close(&kit);
    }
}

static void spoil_all_in(struct spoiling *spoiling, const struct cc_json *node, struct cc_str path);

static void spoil_child(struct spoiling *spoiling, const struct cc_json *child, struct cc_str path,
                        struct cc_str name)
{
    struct cc_str at = name;
    if (!cc_str_is_empty(path))
        at = cc_str_format(&spoiling->arena, "%.*s.%.*s", CC_STR_ARG(path), CC_STR_ARG(name));
    if (cc_str_contains(name, CC_STR("."))) /* no path leads there */
        return;
    spoil(spoiling, child, at);
    spoil_all_in(spoiling, child, at);
}

static void spoil_all_in(struct spoiling *spoiling, const struct cc_json *node, struct cc_str path)
{
    void *iterator = NULL;
    struct cc_str name;
    const struct cc_json *child;
    while (cc_json_is_object(node) && cc_json_next(node, &iterator, &name, &child))
        spoil_child(spoiling, child, path, name);
    for (size_t i = 0; cc_json_is_array(node) && i < cc_json_count(node); i++)
        spoil_child(spoiling, cc_json_item(node, i), path,
                    cc_str_format(&spoiling->arena, "%zu", i));
}

static void test_spoilt__what_is_not_understood_is_not_told(void **state)
{
    (void)state;
    for (enum cc_az_question question = 0; question < CC_AZ_QUESTION_COUNT; question++) {
        struct spoiling spoiling = {.question = question};
        cc_arena_init(&spoiling.arena);
        spoiling.sample = cc_az_kit_sample(&spoiling.arena, question);
        spoil_all_in(&spoiling, spoiling.sample, CC_STR(""));
        cc_arena_release(&spoiling.arena);
    }
}

static void test_spoilt__answers_to_something_else_are_unseen(void **state)
{
    (void)state;
    for (enum cc_az_question question = 0; question < CC_AZ_QUESTION_COUNT; question++) {
        for (size_t i = 0; i < sizeof replacements / sizeof replacements[0]; i++) {
            struct cc_az_kit kit;
            struct cc_str reason;
            cc_az_kit_open(&kit, (const char *const[CC_AZ_KIT_EDITS_MAX]){
                                     "vault unasked", "key unasked", "principal unasked",
                                     "assignments unasked"});
            const struct cc_json *json =
                cc_json_parse(&kit.arena, cc_str_from(replacements[i]), &reason);
            cc_az_kit_play(&kit, question, json);
            enum cc_az_group group = cc_az_question_group(question);
            /* Any object may be a principal, a policy or a deleted key that tells nothing. */
            if (!cc_json_is_object(json))
                assert_int_equal(kit.facts.sights[group].seen, CC_AZ_UNSEEN);
            cc_az_kit_play(&kit, question, NULL);
            cc_az_kit_findings(&kit, CC_AZ_BEFORE_CREATE);
            cc_az_kit_close(&kit);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spoilt__what_is_not_understood_is_not_told),
        cmocka_unit_test(test_spoilt__answers_to_something_else_are_unseen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
