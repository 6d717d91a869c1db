// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "emulator/azure/kit.h"

#define GROUP "bbbbbbbb-0000-4000-8000-000000000001"
#define NAME(digits) "cccccccc-0000-4000-8000-0000000000" digits
#define BODY_OF(role, principal)                                            \
    "{'properties':{'roleDefinitionId':'" SUBSCRIPTION DEFINITIONS "/" role \
    "','principalId':'" principal "','principalType':'ServicePrincipal'}}"

static struct emu_kit kit;

static int up(void **state)
{
    (void)state;
    emu_kit_start(&kit, NULL);
    emu_azure_setup(&kit, NULL);
    return 0;
}

static int down(void **state)
{
    (void)state;
    emu_kit_stop(&kit);
    return 0;
}

static void assign(const char *scope, const char *name, const char *role, const char *principal)
{
    struct cc_str path = cc_str_format(&kit.arena, "%s" ROLES "/%s", scope, name);
    struct cc_str body =
        cc_str_format(&kit.arena,
                      "{'properties':{'roleDefinitionId':'" DEFINITIONS "/%s','principalId':'%s',"
                      "'principalType':'ServicePrincipal'}}",
                      role, principal);
    struct emu_kit_answer answer = emu_arm(&kit, "PUT", path.ptr, body.ptr);
    if (answer.status != 201)
        fail_msg("%ld %s", answer.status, answer.text.ptr);
}

static size_t count(const char *scope, const char *query)
{
    struct cc_str path = cc_str_format(&kit.arena, "%s" ROLES "?$filter=%s", scope, query);
    struct emu_kit_answer answer = emu_arm(&kit, "GET", path.ptr, NULL);
    if (answer.status != 200)
        fail_msg("%s: %ld %s", query, answer.status, answer.text.ptr);
    return json_array_size(emu_doc_at(answer.body, "value"));
}

static void test_roles__an_assignment_is_answered_as_the_service_does(void **state)
{
    (void)state;
    struct emu_kit_answer made =
        emu_arm(&kit, "PUT", VAULT ROLES "/" NAME("01"), BODY_OF(READER, SOMEBODY));
    assert_int_equal(made.status, 201);
    assert_string_equal(emu_kit_text(&made, "id"), VAULT ROLES "/" NAME("01"));
    assert_string_equal(emu_kit_text(&made, "properties.roleDefinitionId"),
                        SUBSCRIPTION DEFINITIONS "/" READER);
    assert_string_equal(emu_kit_text(&made, "properties.principalId"), SOMEBODY);
    assert_string_equal(emu_kit_text(&made, "properties.scope"), VAULT);
    struct emu_kit_answer list = emu_arm(&kit, "GET", VAULT ROLES, NULL);
    assert_true(json_equal(made.body, json_array_get(emu_doc_at(list.body, "value"), 0)));
    assert_false(emu_doc_has(list.body, "nextLink"));
    struct emu_kit_answer gone = emu_arm(&kit, "DELETE", VAULT ROLES "/" NAME("01"), NULL);
    assert_int_equal(gone.status, 200);
    gone = emu_arm(&kit, "DELETE", VAULT ROLES "/" NAME("01"), NULL);
    assert_int_equal(gone.status, 204);
}

static void test_roles__filters_and_scopes_choose(void **state)
{
    (void)state;
    assign(SUBSCRIPTION, NAME("01"), READER, SOMEBODY);
    assign(SUBSCRIPTION "/resourceGroups/rg-data", NAME("02"), READER, GROUP);
    assign(VAULT, NAME("03"), ENCRYPTION_USER, SOMEBODY);
    assign(VAULT "/keys/orders-cmk", NAME("04"), ENCRYPTION_USER, SOMEBODY);
    assign(VAULTS_OF("rg-data") "/kv-orders-2", NAME("05"), READER, SOMEBODY);
    static const struct {
        const char *scope, *filter;
        size_t count;
    } cases[] = {
        {VAULT, "atScope()", 3},
        {VAULT, "principalId%20eq%20'" SOMEBODY "'", 3},
        {VAULT, "principalId+eq+%27" GROUP "%27", 1},
        {VAULT, "assignedTo('" SOMEBODY "')", 3},
        {VAULT, "atScope()%20and%20assignedTo('" SOMEBODY "')", 2},
        {VAULT "/keys/orders-cmk", "atScope()", 4},
        {SUBSCRIPTION, "atScope()", 1},
        {SUBSCRIPTION, "assignedTo('" SOMEBODY "')", 4},
        {VAULT, "principalId%20eq%20'" CLIENT "'", 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        if (count(cases[i].scope, cases[i].filter) != cases[i].count)
            fail_msg("%s %s: %zu", cases[i].scope, cases[i].filter,
                     count(cases[i].scope, cases[i].filter));
    }
}

static void test_roles__of_a_group_belong_to_its_members(void **state)
{
    (void)state;
    struct emu_kit_answer made =
        emu_graph(&kit, "POST", "/v1.0/servicePrincipals", "{'appId':'" SOMEBODY "'}");
    const char *id = emu_kit_text(&made, "id");
    emu_azure_behind(&kit, "PATCH", "principals/" SOMEBODY, "{'groups':['" GROUP "']}");
    assign(VAULT, NAME("01"), READER, GROUP);
    assert_int_equal(count(VAULT, cc_str_format(&kit.arena, "assignedTo('%s')", id).ptr), 1);
    assert_int_equal(count(VAULT, cc_str_format(&kit.arena, "principalId%%20eq%%20'%s'", id).ptr),
                     0);
}

static void test_roles__pages_lead_through_all_of_them_once(void **state)
{
    (void)state;
    enum { ASSIGNMENTS = 23 };
    bool seen[ASSIGNMENTS] = {false};
    for (int i = 0; i < ASSIGNMENTS; i++) {
        const char *name = cc_str_format(&kit.arena, NAME("%02d"), i).ptr;
        assign(VAULT, name, READER,
               cc_str_format(&kit.arena, "dddddddd-0000-4000-8000-0000000000%02d", i).ptr);
    }
    const char *url = "https://" ARM_HOST VAULT ROLES "?$filter=atScope()&api-version=2022-04-01";
    size_t pages = 0;
    kit.bearer = emu_azure_token(&kit, TENANT, ARM_HOST);
    for (; url[0] != '\0'; pages++) {
        /* The link names the real host, and so it gets the prefix every address gets. */
        assert_int_equal(strncmp(url, "https://" ARM_HOST "/", strlen("https://" ARM_HOST "/")), 0);
        struct emu_kit_answer page =
            emu_kit_askf(&kit, "GET", NULL, "/azure/%s", url + strlen("https://"));
        const json_t *value = emu_doc_at(page.body, "value");
        assert_in_range(json_array_size(value), 1, 10);
        for (size_t i = 0; i < json_array_size(value); i++) {
            int number = -1;
            struct cc_str name = emu_doc_str(json_array_get(value, i), "name");
            assert_int_equal(sscanf(name.ptr + name.len - 2, "%d", &number), 1);
            assert_false(seen[number]);
            seen[number] = true;
        }
        url = emu_kit_text(&page, "nextLink");
    }
    assert_int_equal(pages, 3);
}

static void test_roles__what_cannot_be_is_refused(void **state)
{
    (void)state;
    assign(VAULT, NAME("01"), READER, SOMEBODY);
    static const struct {
        const char *method, *path, *body;
        long status;
        const char *code;
    } cases[] = {
        {"PUT", VAULT ROLES "/mine", BODY_OF(READER, GROUP), 400, "InvalidRoleAssignmentId"},
        {"PUT", VAULT ROLES "/" NAME("02"), BODY_OF(GROUP, GROUP), 404,
         "RoleDefinitionDoesNotExist"},
        {"PUT", VAULT ROLES "/" NAME("02"), "{}", 404, "RoleDefinitionDoesNotExist"},
        {"PUT", VAULT ROLES "/" NAME("02"), BODY_OF(READER, "me"), 400, "PrincipalNotFound"},
        {"PUT", VAULT ROLES "/" NAME("02"),
         "{'properties':{'roleDefinitionId':'" READER "','principalId':'" GROUP "'}}", 400,
         "PrincipalNotFound"},
        {"PUT", VAULT ROLES "/" NAME("02"), BODY_OF(READER, SOMEBODY), 409, "RoleAssignmentExists"},
        {"PUT", VAULT ROLES "/" NAME("01"), BODY_OF(READER, GROUP), 409,
         "RoleAssignmentUpdateNotPermitted"},
        {"GET", VAULT ROLES "?$filter=everything", NULL, 400, "UnsupportedQuery"},
        {"GET", VAULT ROLES "?$filter=", NULL, 400, "UnsupportedQuery"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct emu_kit_answer answer = emu_arm(&kit, cases[i].method, cases[i].path, cases[i].body);
        emu_azure_expect(&answer, cases[i].status, cases[i].code, NULL);
    }
}

static void test_roles__definitions_tell_what_they_allow(void **state)
{
    (void)state;
    struct emu_kit_answer read =
        emu_arm(&kit, "GET", SUBSCRIPTION DEFINITIONS "/" ENCRYPTION_USER, NULL);
    assert_int_equal(read.status, 200);
    assert_string_equal(emu_kit_text(&read, "properties.roleName"),
                        "Key Vault Crypto Service Encryption User");
    const json_t *permission = json_array_get(emu_doc_at(read.body, "properties.permissions"), 0);
    assert_int_equal(json_array_size(emu_doc_at(permission, "dataActions")), 3);
    read = emu_arm(&kit, "GET", DEFINITIONS "/" READER, NULL);
    assert_int_equal(read.status, 200);
    read = emu_arm(&kit, "GET", DEFINITIONS "/" GROUP, NULL);
    emu_azure_expect(&read, 404, "RoleDefinitionDoesNotExist", NULL);
    struct emu_kit_answer made =
        emu_arm(&kit, "PUT", SUBSCRIPTION DEFINITIONS "/" GROUP,
                "{'properties':{'roleName':'ours','permissions':[{'dataActions':['a/b']}]}}");
    assert_int_equal(made.status, 201);
    read = emu_arm(&kit, "GET", DEFINITIONS "/" GROUP, NULL);
    assert_string_equal(emu_kit_text(&read, "properties.type"), "CustomRole");
    made = emu_arm(&kit, "PUT", SUBSCRIPTION DEFINITIONS "/" SOMEBODY, "{}");
    emu_azure_expect(&made, 400, "InvalidRoleDefinition", NULL);
}

static void test_roles__are_not_seen_without_the_right(void **state)
{
    (void)state;
    emu_azure_behind(&kit, "PATCH", "rights", "{'role_read':false}");
    struct emu_kit_answer answer = emu_arm(&kit, "GET", VAULT ROLES, NULL);
    emu_azure_expect(&answer, 403, "AuthorizationFailed", NULL);
    answer = emu_arm(&kit, "GET", DEFINITIONS "/" READER, NULL);
    emu_azure_expect(&answer, 403, "AuthorizationFailed", NULL);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, up, down)
    const struct CMUnitTest tests[] = {
        TEST(test_roles__an_assignment_is_answered_as_the_service_does),
        TEST(test_roles__filters_and_scopes_choose),
        TEST(test_roles__of_a_group_belong_to_its_members),
        TEST(test_roles__pages_lead_through_all_of_them_once),
        TEST(test_roles__what_cannot_be_is_refused),
        TEST(test_roles__definitions_tell_what_they_allow),
        TEST(test_roles__are_not_seen_without_the_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
