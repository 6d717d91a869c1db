// SPDX-License-Identifier: MPL-2.0
/* Refusals are told apart by the status and by Azure's codes, never by its sentences. */
#include "azure/refusal.h"

#include <assert.h>

#include "azure/reading.h"
#include "azure/words.h"

enum { NO_ANSWER = 0, UNAUTHORIZED = 401, FORBIDDEN = 403, NOT_FOUND = 404, TOO_MANY = 429 };

static const char grant_reader[] =
    "az role assignment create --assignee {caller} --role Reader --scope {vault_id}";
static const char grant_key_vault_reader[] =
    "az role assignment create --assignee {caller} --role 'Key Vault Reader' --scope {vault_id}";
/* Graph, and its role Application.Read.All. */
static const char grant_directory[] =
    "az ad app permission add --id {caller} --api 00000003-0000-0000-c000-000000000000 "
    "--api-permissions 9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30=Role && "
    "az ad app permission admin-consent --id {caller}";

/* What is asked, and what whoever asks must be allowed to do. */
static const struct question {
    enum cc_az_group group;
    bool can_be_absent; /* 404 says that there is none */
    const char *asked;
    const char *right;
    const char *grant;
} questions[CC_AZ_QUESTION_COUNT] = {
    [CC_AZ_ASK_VAULT] = {CC_AZ_VAULT, true, "vault {vault}",
                         "the action Microsoft.KeyVault/vaults/read (role Reader)", grant_reader},
    [CC_AZ_ASK_KEY] = {CC_AZ_KEY, true, "key {key} of vault {vault}",
                       "the action Microsoft.KeyVault/vaults/keys/read (role Reader)",
                       grant_reader},
    [CC_AZ_ASK_DATA_KEY] = {CC_AZ_KEY, true, "key {key} in vault {vault}",
                            "the data action Microsoft.KeyVault/vaults/keys/read (role Key Vault "
                            "Reader)",
                            grant_key_vault_reader},
    [CC_AZ_ASK_ROTATION] = {CC_AZ_ROTATION, false, "the rotation policy of key {key}",
                            "the data action Microsoft.KeyVault/vaults/keyrotationpolicies/read "
                            "(role Key Vault Reader)",
                            grant_key_vault_reader},
    [CC_AZ_ASK_DELETED] = {CC_AZ_DELETED, true, "the deleted keys of vault {vault}",
                           "the data action Microsoft.KeyVault/vaults/keys/read (role Key Vault "
                           "Reader)",
                           grant_key_vault_reader},
    [CC_AZ_ASK_PRINCIPAL] = {CC_AZ_PRINCIPAL, true, "the applications of the tenant",
                             "the permission Application.Read.All of Microsoft Graph (or the "
                             "directory role Directory Readers)",
                             grant_directory},
    [CC_AZ_ASK_ASSIGNMENTS] = {CC_AZ_ASSIGNMENTS, false, "the role assignments of vault {vault}",
                               "the action Microsoft.Authorization/roleAssignments/read (role "
                               "Reader)",
                               grant_reader},
    [CC_AZ_ASK_DEFINITION] = {CC_AZ_DEFINITIONS, false, "the definition of a role on vault {vault}",
                              "the action Microsoft.Authorization/roleDefinitions/read (role "
                              "Reader)",
                              grant_reader},
};

/* What a status means; the first row that fits.  `code` is one of Azure's codes, outer or inner;
 * NULL fits all.  A fix that is NULL is the question's own grant where a right is missing. */
static const struct meaning {
    int status;
    const char *code;
    bool is_right; /* a right of the caller is missing */
    const char *why;
    const char *fix;
} meanings[] = {
    {NO_ANSWER, NULL, false, "Azure did not answer when asked for {asked}: {line}.", NULL},
    {UNAUTHORIZED, NULL, false,
     "Azure does not accept the credentials when asked for {asked}: they may belong to another "
     "tenant than {tenant}, in which the vault is, or have ended.",
     "az login --tenant {tenant}"},
    {FORBIDDEN, "ForbiddenByFirewall", false,
     "The firewall of vault {vault} does not let this machine in, so {asked} could not be seen.",
     "az keyvault network-rule add --name {vault} --ip-address '<address of this machine>'"},
    {FORBIDDEN, "ForbiddenByConnection", false,
     "Vault {vault} admits private connections only, and this machine has none, so {asked} could "
     "not be seen.",
     NULL},
    {FORBIDDEN, "ForbiddenByPolicy", false,
     "Vault {vault} has no access policy that lets the caller get keys, so {asked} could not be "
     "seen.",
     "az keyvault set-policy --name {vault} --spn {caller} --key-permissions get"},
    {FORBIDDEN, NULL, true, "The caller may not see {asked}: it lacks {right}.", NULL},
    {NOT_FOUND, "SubscriptionNotFound", false,
     "The subscription of vault {vault} is none that the caller can see, so {asked} could not be "
     "seen.",
     "az login --tenant {tenant}"},
    {TOO_MANY, NULL, false, "Azure is asked too often at the moment, so {asked} was not told.",
     NULL},
    {-1, NULL, false, "Asked for {asked}, Azure answered with {status}.", NULL},
};

static bool has_code(const struct cc_json *body, const char *code)
{
    struct cc_str outer = cc_json_text(body, "error.code");
    struct cc_str inner = cc_json_text(body, "error.innererror.code");
    return cc_str_equal(outer, cc_str_from(code)) || cc_str_equal(inner, cc_str_from(code));
}

static const struct meaning *meaning_of(const struct cc_az_refusal *refusal)
{
    const struct meaning *meaning = meanings;
    while (meaning->status != -1 &&
           !(meaning->status == refusal->status &&
             (meaning->code == NULL || has_code(refusal->body, meaning->code))))
        meaning++;
    return meaning;
}

/* "SubscriptionNotFound" may only mean that the caller is of another tenant, and a page of some
 * proxy has no code at all. */
static bool says_absent(const struct question *question, const struct cc_az_refusal *refusal)
{
    struct cc_str code = cc_json_text(refusal->body, "error.code");
    return question->can_be_absent && refusal->status == NOT_FOUND &&
           cc_str_ends_with(code, CC_STR("NotFound")) &&
           !has_code(refusal->body, "SubscriptionNotFound");
}

static struct cc_str status_format(struct cc_arena *arena, const struct cc_az_refusal *refusal)
{
    struct cc_str code = cc_az_read_text(arena, refusal->body, "error.code");
    if (cc_str_is_absent(code))
        return cc_str_format(arena, "%d", refusal->status);
    return cc_str_format(arena, "%d %.*s", refusal->status, CC_STR_ARG(code));
}

static struct cc_az_sight sight_from(struct cc_arena *arena, const struct cc_az_wanted *wanted,
                                     const struct question *question,
                                     const struct cc_az_refusal *refusal)
{
    const struct meaning *meaning = meaning_of(refusal);
    struct cc_az_blanks blanks = cc_az_blanks_of(arena, wanted);
    cc_az_blanks_add(&blanks, "asked", cc_az_fill(arena, question->asked, &blanks));
    cc_az_blanks_add(&blanks, "right", cc_str_from(question->right));
    cc_az_blanks_add(&blanks, "line", refusal->line);
    cc_az_blanks_add(&blanks, "status", status_format(arena, refusal));
    const char *fix = meaning->is_right ? question->grant : meaning->fix;
    return (struct cc_az_sight){.seen = CC_AZ_UNSEEN,
                                .why = cc_az_fill(arena, meaning->why, &blanks),
                                .fix = cc_az_fill_command(arena, fix, &blanks)};
}

enum cc_az_group cc_az_question_group(enum cc_az_question question)
{
    assert(question < CC_AZ_QUESTION_COUNT);
    return questions[question].group;
}

void cc_az_facts_refused(struct cc_arena *arena, struct cc_az_facts *facts,
                         const struct cc_az_wanted *wanted, enum cc_az_question question,
                         const struct cc_az_refusal *refusal)
{
    const struct question *row = &questions[question];
    struct cc_az_sight sight = {.seen = CC_AZ_ABSENT};
    if (!says_absent(row, refusal))
        sight = sight_from(arena, wanted, row, refusal);
    cc_az_facts_note(arena, facts, cc_az_question_group(question), sight);
}
