// SPDX-License-Identifier: MPL-2.0
#include "azure/test_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"

#define TENANT "9d2e0000-0000-4000-8000-00000000b002"
#define ROLES                                                        \
    "/subscriptions/3f1c0000-0000-4000-8000-00000000a001/providers/" \
    "Microsoft.Authorization/roleDefinitions/"
#define LETTERS "QrStUvWxYzAbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdEfGhIjKlMnOp"
/* 342 letters of base64url: 2048 bits. */
#define MODULUS "s" LETTERS LETTERS LETTERS LETTERS LETTERS "QrStUvWxYzAbCdEfGhIjK"

enum { DOCUMENT_BYTES_MAX = 100000 };

static const char vault[] =
    "{\"id\":\"" CC_AZ_KIT_VAULT_ID "\",\"name\":\"kv-orders\",\"location\":\"westeurope\","
    "\"type\":\"Microsoft.KeyVault/vaults\",\"tags\":{},\"properties\":{\"tenantId\":\"" TENANT
    "\",\"sku\":{\"family\":\"A\",\"name\":\"premium\"},"
    "\"vaultUri\":\"https://kv-orders.vault.azure.net/\",\"enableSoftDelete\":true,"
    "\"softDeleteRetentionInDays\":90,\"enablePurgeProtection\":true,"
    "\"enableRbacAuthorization\":true,\"publicNetworkAccess\":\"Enabled\","
    "\"networkAcls\":{\"bypass\":\"AzureServices\",\"defaultAction\":\"Deny\",\"ipRules\":[],"
    "\"virtualNetworkRules\":[]},\"provisioningState\":\"Succeeded\",\"accessPolicies\":[]}}";

static const char key[] =
    "{\"id\":\"" CC_AZ_KIT_VAULT_ID "/keys/orders-cmk\",\"name\":\"orders-cmk\","
    "\"type\":\"Microsoft.KeyVault/vaults/keys\",\"location\":\"westeurope\",\"properties\":{"
    "\"attributes\":{\"enabled\":true,\"nbf\":1700000000,\"exp\":1900000000,"
    "\"created\":1700000000,\"updated\":1700000000,\"recoveryLevel\":\"Recoverable\","
    "\"exportable\":false},\"kty\":\"RSA\",\"keyOps\":[\"wrapKey\",\"unwrapKey\",\"encrypt\"],"
    "\"keySize\":3072,\"keyUri\":\"https://kv-orders.vault.azure.net:443/keys/orders-cmk\","
    "\"keyUriWithVersion\":\"https://kv-orders.vault.azure.net:443/keys/orders-cmk/"
    "0123456789abcdef0123456789abcdef\",\"rotationPolicy\":{\"attributes\":{\"created\":1,"
    "\"updated\":1},\"lifetimeActions\":[{\"trigger\":{\"timeAfterCreate\":\"P1Y\"},"
    "\"action\":{\"type\":\"rotate\"}},{\"trigger\":{\"timeBeforeExpiry\":\"P30D\"},"
    "\"action\":{\"type\":\"notify\"}}]}}}";

static const char data_key[] =
    "{\"key\":{\"kid\":\"https://kv-orders.vault.azure.net/keys/orders-cmk/"
    "0123456789abcdef0123456789abcdef\",\"kty\":\"RSA\",\"key_ops\":[\"wrapKey\",\"unwrapKey\"],"
    "\"n\":\"" MODULUS "\",\"e\":\"AQAB\"},\"attributes\":{\"enabled\":true,\"nbf\":1700000000,"
    "\"exp\":1900000000,\"created\":1700000000,\"updated\":1700000000,"
    "\"recoveryLevel\":\"Recoverable\",\"recoverableDays\":90,\"exportable\":false,"
    "\"hsmPlatform\":\"0\"},\"tags\":{}}";

static const char rotation[] =
    "{\"id\":\"https://kv-orders.vault.azure.net/keys/orders-cmk/rotationpolicy\","
    "\"lifetimeActions\":[{\"trigger\":{\"timeAfterCreate\":\"P1Y\"},"
    "\"action\":{\"type\":\"Rotate\"}}],\"attributes\":{\"created\":1,\"updated\":1}}";

static const char deleted[] =
    "{\"recoveryId\":\"https://kv-orders.vault.azure.net/deletedkeys/orders-cmk\","
    "\"deletedDate\":1755000000,\"scheduledPurgeDate\":1762776000,\"key\":{\"kty\":\"RSA\"},"
    "\"attributes\":{\"enabled\":true}}";

static const char principal[] =
    "{\"@odata.context\":\"https://graph.microsoft.com/v1.0/$metadata#servicePrincipals/$entity\","
    "\"id\":\"" CC_AZ_KIT_PRINCIPAL "\",\"appId\":\"c4d10000-0000-4000-8000-00000000c001\","
    "\"accountEnabled\":true}";

#define ASSIGNMENT(role, scope)                                                            \
    "{\"id\":\"" CC_AZ_KIT_VAULT_ID                                                        \
    "/providers/Microsoft.Authorization/roleAssignments/1\",\"properties\":{"              \
    "\"roleDefinitionId\":\"" ROLES role "\",\"principalId\":\"" CC_AZ_KIT_PRINCIPAL "\"," \
    "\"principalType\":\"ServicePrincipal\",\"scope\":\"" scope "\",\"condition\":null}}"

static const char assignments[] = "{\"value\":[" ASSIGNMENT(
    "e147488a-f6f5-4113-8e2d-b22465e65bf6",
    CC_AZ_KIT_VAULT_ID) "," ASSIGNMENT("21090545-7ca7-4776-b22c-e363652d74d2",
                                       "/subscriptions/3f1c0000-0000-4000-8000-00000000a001/"
                                       "resourceGroups/RG-orders") "]}";

static const char definition[] =
    "{\"id\":\"" ROLES "77770000-0000-4000-8000-00000000f001\",\"name\":"
    "\"77770000-0000-4000-8000-00000000f001\",\"properties\":{\"roleName\":\"Key user\","
    "\"type\":\"CustomRole\",\"permissions\":[{\"actions\":[],\"notActions\":[],\"dataActions\":["
    "\"Microsoft.KeyVault/vaults/keys/read\",\"Microsoft.KeyVault/vaults/keys/*/action\"],"
    "\"notDataActions\":[]}]}}";

/* The parser of an answer, for all but the assignments. */
typedef void parser(struct cc_arena *arena, struct cc_az_facts *facts, const struct cc_json *json);

static const struct document {
    const char *name, *text;
    parser *parse;
    bool is_extra; /* asked for only when an edit names it */
} documents[CC_AZ_QUESTION_COUNT] = {
    [CC_AZ_ASK_VAULT] = {"vault", vault, cc_az_facts_vault, false},
    [CC_AZ_ASK_KEY] = {"key", key, cc_az_facts_key, false},
    [CC_AZ_ASK_DATA_KEY] = {"data-key", data_key, cc_az_facts_data_key, true},
    [CC_AZ_ASK_ROTATION] = {"rotation", rotation, cc_az_facts_rotation, true},
    [CC_AZ_ASK_DELETED] = {"deleted", deleted, cc_az_facts_deleted, true},
    [CC_AZ_ASK_PRINCIPAL] = {"principal", principal, cc_az_facts_principal, false},
    [CC_AZ_ASK_ASSIGNMENTS] = {"assignments", assignments, NULL, false},
    [CC_AZ_ASK_DEFINITION] = {"definition", definition, cc_az_facts_definition, true},
};

const char *cc_az_kit_question_name(enum cc_az_question question)
{
    return documents[question].name;
}

static const struct cc_json *parsed(struct cc_arena *arena, struct cc_str text)
{
    struct cc_str reason = CC_STR_ABSENT;
    const struct cc_json *json = cc_json_parse(arena, text, &reason);
    if (json == NULL)
        fail_msg("%.*s in %.*s", CC_STR_ARG(reason), CC_STR_ARG(text));
    return json;
}

const struct cc_json *cc_az_kit_sample(struct cc_arena *arena, enum cc_az_question question)
{
    return parsed(arena, cc_str_from(documents[question].text));
}

/* Edited documents are written anew, with the replacement where the path ends. */
struct edit {
    struct cc_arena *arena;
    struct cc_buf out;
    struct cc_str text;
};

static void write_node(struct edit *edit, const struct cc_json *node, struct cc_str path);

static void write_child(struct edit *edit, const struct cc_json *child, struct cc_str name,
                        struct cc_str path)
{
    struct cc_str rest = path;
    if (cc_str_equal(cc_str_cut(&rest, '.'), name))
        write_node(edit, child, rest);
    else
        cc_buf_append_str(&edit->out, cc_json_write(edit->arena, child));
}

static void write_array(struct edit *edit, const struct cc_json *node, struct cc_str path)
{
    for (size_t i = 0; i < cc_json_count(node); i++) {
        struct cc_str index = cc_str_format(edit->arena, "%zu", i);
        cc_buf_append_str(&edit->out, cc_str_from(i == 0 ? "[" : ","));
        write_child(edit, cc_json_item(node, i), index, path);
    }
    cc_buf_append_str(&edit->out, CC_STR("]"));
}

static void write_object(struct edit *edit, const struct cc_json *node, struct cc_str path)
{
    void *iterator = NULL;
    struct cc_str name, rest = path, step = cc_str_cut(&rest, '.');
    const struct cc_json *child;
    bool is_removed = cc_str_is_absent(rest) && cc_str_equal(edit->text, CC_STR("-"));
    bool is_new = cc_json_member(node, step) == NULL;
    const char *separator = "{";
    while (cc_json_next(node, &iterator, &name, &child)) {
        if (is_removed && cc_str_equal(name, step))
            continue;
        cc_buf_appendf(&edit->out, "%s\"%.*s\":", separator, CC_STR_ARG(name));
        write_child(edit, child, name, path);
        separator = ",";
    }
    if (is_new && !is_removed)
        cc_buf_appendf(&edit->out, "%s\"%.*s\":%.*s", separator, CC_STR_ARG(step),
                       CC_STR_ARG(edit->text));
    cc_buf_append_str(&edit->out,
                      cc_str_from(separator[0] == '{' && (!is_new || is_removed) ? "{}" : "}"));
}

static void write_node(struct edit *edit, const struct cc_json *node, struct cc_str path)
{
    if (cc_str_is_absent(path))
        cc_buf_append_str(&edit->out, edit->text);
    else if (cc_json_is_array(node))
        write_array(edit, node, path);
    else
        write_object(edit, node, path);
}

const struct cc_json *cc_az_kit_edited(struct cc_arena *arena, const struct cc_json *json,
                                       struct cc_str path, struct cc_str text)
{
    struct edit edit = {.arena = arena, .text = text};
    cc_buf_init(&edit.out, arena, DOCUMENT_BYTES_MAX);
    write_node(&edit, json, path);
    return parsed(arena, cc_buf_str(&edit.out));
}

void cc_az_kit_play(struct cc_az_kit *kit, enum cc_az_question question, const struct cc_json *json)
{
    if (documents[question].parse != NULL)
        documents[question].parse(&kit->arena, &kit->facts, json);
    else
        cc_az_facts_assignments(&kit->arena, &kit->facts, &kit->wanted, json);
}

static void edit_wanted(struct cc_az_kit *kit, struct cc_str name, struct cc_str text)
{
    struct {
        const char *name;
        struct cc_str *text;
    } rows[] = {
        {"region", &kit->wanted.region},
        {"tenant_id", &kit->wanted.tenant_id},
        {"key_vault_id", &kit->wanted.key_vault_id},
        {"key_identifier", &kit->wanted.key_identifier},
        {"application_id", &kit->wanted.application_id},
        {"caller_id", &kit->wanted.caller_id},
    };
    static const char *const hsm[] = {"warn", "allow", "refuse"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (cc_str_equal(name, cc_str_from(rows[i].name)))
            *rows[i].text = text;
    for (enum cc_az_hsm i = 0; i < sizeof hsm / sizeof hsm[0]; i++)
        if (cc_str_equal(name, CC_STR("hsm")) && cc_str_equal(text, cc_str_from(hsm[i])))
            kit->wanted.hsm = i;
    if (cc_str_equal(name, CC_STR("enforce")))
        kit->wanted.mode = CC_AZ_MODE_ENFORCE;
}

static void refuse(struct cc_az_kit *kit, enum cc_az_question question, struct cc_str status,
                   struct cc_str code)
{
    struct cc_str body =
        cc_str_format(&kit->arena,
                      "{\"error\":{\"code\":\"%.*s\",\"message\":\"No.\",\"innererror\":{\"code\":"
                      "\"%.*s\"}}}",
                      CC_STR_ARG(code), CC_STR_ARG(code));
    struct cc_az_refusal refusal = {
        .status = (int)strtol(cc_str_c(&kit->arena, status), NULL, 10),
        .body = cc_str_is_absent(code) ? NULL : parsed(&kit->arena, body),
        .line = CC_STR("the host name was not found"),
    };
    cc_az_facts_refused(&kit->arena, &kit->facts, &kit->wanted, question, &refusal);
}

static bool is_number(struct cc_str text)
{
    return cc_str_only(text, "0123456789");
}

/* Gives the facts one answer, with all edits that are about it. */
static void answer(struct cc_az_kit *kit, enum cc_az_question question, const char *const *edits)
{
    const struct document *document = &documents[question];
    const struct cc_json *json = cc_az_kit_sample(&kit->arena, question);
    bool is_asked = !document->is_extra;
    for (size_t i = 0; i < CC_AZ_KIT_EDITS_MAX && edits[i] != NULL; i++) {
        struct cc_str text = cc_str_from(edits[i]);
        if (!cc_str_equal(cc_str_cut(&text, ' '), cc_str_from(document->name)))
            continue;
        struct cc_str path = cc_str_cut(&text, ' ');
        is_asked = !cc_str_equal(path, CC_STR("unasked")) && !is_number(path);
        if (is_number(path))
            refuse(kit, question, path, text);
        else if (!cc_str_is_absent(text))
            json = cc_az_kit_edited(&kit->arena, json, path, text);
    }
    if (is_asked)
        cc_az_kit_play(kit, question, json);
}

void cc_az_kit_open(struct cc_az_kit *kit, const char *const *edits)
{
    *kit = (struct cc_az_kit){
        .wanted = {.key_identifier = CC_STR("https://kv-orders.vault.azure.net/keys/orders-cmk"),
                   .key_vault_id = CC_STR(CC_AZ_KIT_VAULT_ID),
                   .tenant_id = CC_STR(TENANT),
                   .region = CC_STR("westeurope"),
                   .application_id = CC_STR("c4d10000-0000-4000-8000-00000000c001"),
                   .caller_id = CC_STR("ca110000-0000-4000-8000-00000000e001"),
                   .now_s = 1760000000}};
    cc_arena_init(&kit->arena);
    for (size_t i = 0; i < CC_AZ_KIT_EDITS_MAX && edits[i] != NULL; i++) {
        struct cc_str text = cc_str_from(edits[i]);
        if (!cc_str_equal(cc_str_cut(&text, ' '), CC_STR("wanted")))
            continue;
        struct cc_str name = cc_str_cut(&text, ' ');
        edit_wanted(kit, name, text);
    }
    for (enum cc_az_question question = 0; question < CC_AZ_QUESTION_COUNT; question++)
        answer(kit, question, edits);
}

void cc_az_kit_close(struct cc_az_kit *kit)
{
    cc_arena_release(&kit->arena);
}

struct cc_az_findings cc_az_kit_findings(struct cc_az_kit *kit, enum cc_az_moment moment)
{
    return cc_az_findings_make(&kit->arena, &kit->facts, &kit->wanted, moment);
}

const struct cc_az_finding *cc_az_kit_find(const struct cc_az_findings *findings,
                                           const char *rule_name, bool is_doubt)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct cc_az_finding *finding = &findings->list[i];
        bool is_found = is_doubt ? cc_str_contains(finding->detail, cc_str_from(rule_name))
                                 : cc_str_equal(finding->name, cc_str_from(rule_name));
        if ((finding->rule == 0) == is_doubt && is_found)
            return finding;
    }
    return NULL;
}

static struct cc_str all_words(struct cc_arena *arena, const struct cc_az_finding *finding)
{
    return cc_str_format(arena, "%.*s\n%.*s\n%.*s", CC_STR_ARG(finding->summary),
                         CC_STR_ARG(finding->detail), CC_STR_ARG(finding->fix));
}

static void expect_words(struct cc_az_kit *kit, const struct cc_az_case *row,
                         const struct cc_az_finding *finding)
{
    struct cc_str words = all_words(&kit->arena, finding);
    if (row->words != NULL && !cc_str_contains(words, cc_str_from(row->words)))
        fail_msg("%s: no \"%s\" in: %.*s", row->rule, row->words, CC_STR_ARG(words));
    if (finding->rule != 0 && !cc_str_contains(finding->fix, CC_STR("kv-orders")) &&
        !cc_str_contains(finding->fix, CC_STR("orders-cmk")))
        fail_msg("%s: nobody's name in: %.*s", row->rule, CC_STR_ARG(finding->fix));
    if (finding->rule == 0 && finding->severity != CC_SEVERITY_WARNING)
        fail_msg("%s: what was not seen is no error", row->rule);
}

static void run_case(const struct cc_az_case *row)
{
    struct cc_az_kit kit;
    cc_az_kit_open(&kit, row->edits);
    struct cc_az_findings findings = cc_az_kit_findings(&kit, CC_AZ_CLUSTER_PLAN);
    const struct cc_az_finding *broken = cc_az_kit_find(&findings, row->rule, false);
    const struct cc_az_finding *doubt = cc_az_kit_find(&findings, row->rule, true);
    if ((broken != NULL) != (row->expected == CC_AZ_BROKEN))
        fail_msg("%s (%s): %s", row->rule, row->edits[0] == NULL ? "good" : row->edits[0],
                 broken == NULL ? "is not broken" : "is broken");
    if ((doubt != NULL) != (row->expected == CC_AZ_UNKNOWN))
        fail_msg("%s (%s): %s", row->rule, row->edits[0] == NULL ? "good" : row->edits[0],
                 doubt == NULL ? "is known" : "is not known");
    if (broken != NULL || doubt != NULL)
        expect_words(&kit, row, broken != NULL ? broken : doubt);
    cc_az_kit_close(&kit);
}

static bool has_case(const struct cc_az_case *cases, const char *rule, enum cc_az_holding holding)
{
    for (; cases->rule != NULL; cases++) {
        if (cases->expected == holding && cc_str_equal(cc_str_from(cases->rule), cc_str_from(rule)))
            return true;
    }
    return false;
}

void cc_az_kit_run(const struct cc_az_rule *rules, const struct cc_az_case *cases)
{
    for (const struct cc_az_case *row = cases; row->rule != NULL; row++)
        run_case(row);
    for (; rules->name != NULL; rules++) {
        for (enum cc_az_holding holding = CC_AZ_HOLDS; holding <= CC_AZ_UNKNOWN; holding++) {
            if (!has_case(cases, rules->name, holding))
                fail_msg("%s: no case of kind %d", rules->name, (int)holding);
        }
    }
}
