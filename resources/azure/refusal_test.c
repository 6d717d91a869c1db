// SPDX-License-Identifier: MPL-2.0
#include "azure/refusal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "azure/test_kit.h"

struct refusal_case {
    enum cc_az_question question;
    const char *edit;
    enum cc_az_seen seen;
    const char *why, *fix; /* parts; NULL: there is none */
};

static const struct refusal_case cases[] = {
    {CC_AZ_ASK_VAULT, "vault 404 ResourceNotFound", CC_AZ_ABSENT, NULL, NULL},
    {CC_AZ_ASK_VAULT, "vault 404 VaultNotFound", CC_AZ_ABSENT, NULL, NULL},
    {CC_AZ_ASK_VAULT, "vault 404 ResourceGroupNotFound", CC_AZ_ABSENT, NULL, NULL},
    {CC_AZ_ASK_VAULT, "vault 404 SubscriptionNotFound", CC_AZ_UNSEEN, "subscription of vault",
     "az login --tenant 9d2e"},
    {CC_AZ_ASK_VAULT, "vault 404", CC_AZ_UNSEEN, "answered with 404.", NULL},
    {CC_AZ_ASK_VAULT, "vault 403 AuthorizationFailed", CC_AZ_UNSEEN,
     "may not see vault kv-orders: it lacks the action Microsoft.KeyVault/vaults/read",
     "--role Reader --scope " CC_AZ_KIT_VAULT_ID},
    {CC_AZ_ASK_VAULT, "vault 401 ExpiredAuthenticationToken", CC_AZ_UNSEEN, "credentials",
     "az login"},
    {CC_AZ_ASK_VAULT, "vault 0", CC_AZ_UNSEEN,
     "did not answer when asked for vault kv-orders: the host name was not found.", NULL},
    {CC_AZ_ASK_VAULT, "vault 429 TooManyRequests", CC_AZ_UNSEEN, "too often", NULL},
    {CC_AZ_ASK_VAULT, "vault 503 ServerBusy", CC_AZ_UNSEEN, "answered with 503 ServerBusy.", NULL},
    {CC_AZ_ASK_KEY, "key 403 AuthorizationFailed", CC_AZ_UNSEEN,
     "the action Microsoft.KeyVault/vaults/keys/read", "--role Reader"},
    {CC_AZ_ASK_KEY, "key 404 ResourceNotFound", CC_AZ_ABSENT, NULL, NULL},
    {CC_AZ_ASK_DATA_KEY, "data-key 404 KeyNotFound", CC_AZ_ABSENT, NULL, NULL},
    {CC_AZ_ASK_DATA_KEY, "data-key 403 ForbiddenByRbac", CC_AZ_UNSEEN,
     "the data action Microsoft.KeyVault/vaults/keys/read (role Key Vault Reader)",
     "--role 'Key Vault Reader'"},
    {CC_AZ_ASK_DATA_KEY, "data-key 403 ForbiddenByFirewall", CC_AZ_UNSEEN, "firewall",
     "az keyvault network-rule add --name kv-orders"},
    {CC_AZ_ASK_DATA_KEY, "data-key 403 ForbiddenByConnection", CC_AZ_UNSEEN, "private connections",
     NULL},
    {CC_AZ_ASK_DATA_KEY, "data-key 403 ForbiddenByPolicy", CC_AZ_UNSEEN, "access policy",
     "az keyvault set-policy --name kv-orders --spn ca11"},
    {CC_AZ_ASK_ROTATION, "rotation 403 ForbiddenByRbac", CC_AZ_UNSEEN, "keyrotationpolicies/read",
     "'Key Vault Reader'"},
    {CC_AZ_ASK_ROTATION, "rotation 404 KeyNotFound", CC_AZ_UNSEEN, "404 KeyNotFound", NULL},
    {CC_AZ_ASK_DELETED, "deleted 404 KeyNotFound", CC_AZ_ABSENT, NULL, NULL},
    {CC_AZ_ASK_DELETED, "deleted 403 ForbiddenByRbac", CC_AZ_UNSEEN, "deleted keys of vault",
     "'Key Vault Reader'"},
    {CC_AZ_ASK_PRINCIPAL, "principal 404 Request_ResourceNotFound", CC_AZ_ABSENT, NULL, NULL},
    {CC_AZ_ASK_PRINCIPAL, "principal 403 Authorization_RequestDenied", CC_AZ_UNSEEN,
     "Application.Read.All", "az ad app permission add --id ca11"},
    {CC_AZ_ASK_ASSIGNMENTS, "assignments 403 AuthorizationFailed", CC_AZ_UNSEEN,
     "Microsoft.Authorization/roleAssignments/read", "--role Reader"},
    {CC_AZ_ASK_ASSIGNMENTS, "assignments 404 ResourceNotFound", CC_AZ_UNSEEN, "404", NULL},
    {CC_AZ_ASK_DEFINITION, "definition 403 AuthorizationFailed", CC_AZ_UNSEEN,
     "Microsoft.Authorization/roleDefinitions/read", "--role Reader"},
    {CC_AZ_ASK_DEFINITION, "definition 404 RoleDefinitionDoesNotExist", CC_AZ_UNSEEN, "404", NULL},
};

static void expect_part(struct cc_str text, const char *part, const char *edit)
{
    if (part == NULL ? !cc_str_is_absent(text) : !cc_str_contains(text, cc_str_from(part)))
        fail_msg("%s: %.*s", edit, CC_STR_ARG(text));
}

static void test_refusal__names_the_right_that_is_missing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct refusal_case *row = &cases[i];
        struct cc_az_kit kit;
        cc_az_kit_open(&kit, (const char *const[CC_AZ_KIT_EDITS_MAX]){row->edit});
        enum cc_az_group group = cc_az_question_group(row->question);
        bool is_second_answer =
            row->question == CC_AZ_ASK_DATA_KEY || row->question == CC_AZ_ASK_ROTATION;
        if (!is_second_answer) /* the control plane told */
            assert_int_equal(kit.facts.sights[group].seen, row->seen);
        expect_part(kit.facts.sights[group].why, row->why, row->edit);
        expect_part(kit.facts.sights[group].fix, row->fix, row->edit);
        cc_az_kit_close(&kit);
    }
}

static void test_refusal__reasons_of_several_answers_add_up(void **state)
{
    (void)state;
    struct cc_az_kit kit;
    cc_az_kit_open(&kit, (const char *const[CC_AZ_KIT_EDITS_MAX]){"key 403 AuthorizationFailed",
                                                                  "data-key 403 ForbiddenByRbac"});
    const struct cc_az_sight *sight = &kit.facts.sights[CC_AZ_KEY];
    assert_int_equal(sight->seen, CC_AZ_UNSEEN);
    expect_part(sight->why, "(role Reader). The caller", "both");
    expect_part(sight->why, "(role Key Vault Reader).", "both");
    cc_az_kit_close(&kit);
}

/* Not to know who asks leaves something to fill in. */
static void test_refusal__an_unknown_caller_is_a_gap_in_the_command(void **state)
{
    (void)state;
    struct cc_az_kit kit;
    cc_az_kit_open(&kit,
                   (const char *const[CC_AZ_KIT_EDITS_MAX]){"vault 403 X", "wanted caller_id"});
    expect_part(kit.facts.sights[CC_AZ_VAULT].fix, "--assignee '<client id>' --role", "caller");
    cc_az_kit_close(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refusal__names_the_right_that_is_missing),
        cmocka_unit_test(test_refusal__reasons_of_several_answers_add_up),
        cmocka_unit_test(test_refusal__an_unknown_caller_is_a_gap_in_the_command),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
