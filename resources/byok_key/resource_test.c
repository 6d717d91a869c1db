// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "byok_key/key.h"
#include "byok_key/sample_test.h"
#include "shared/test_kit.h"

extern const struct cc_resource_type cc_resource_byok_key;

enum { ROWS_MAX = 4 };

#define KEYS "/byok/v1/keys"
#define KEY "/byok/v1/keys/cck-1"
#define FORBIDDEN "{\"errors\":[{\"code\":\"forbidden_access\",\"detail\":\"not allowed\"}]}"
#define NOT_FOUND "{\"errors\":[{\"code\":\"resource_not_found\"}]}"
#define NO_KEYS "{\"data\":[]}"
#define OTHERS                                                                            \
    "{\"data\":[{\"id\":\"cck-2\",\"metadata\":{\"resource_name\":\"" CRN "\"}},{\"id\":" \
    "\"cck-11\"}]}"
#define ORGANIZATIONS "/org/v2/organizations"

struct verb_case {
    const char *name;
    const char *prior;
    struct cc_stub_row rows[ROWS_MAX];
    const char *state; /* NULL: the key is gone */
    const char *path;  /* of the error or warning */
    const char *error, *warning;
};

static const struct verb_case reads[] = {
    {.name = "a healthy key looks as before",
     .prior = AZURE_STATE,
     .rows = {{.path = KEY, .status = 200, .answer = AZURE_ANSWER}},
     .state = AZURE_STATE},
    {.name = "its phases are no change",
     .prior = AZURE_STATE_WITH(",\"on_destroy\":\"retain\""),
     .rows = {{.path = KEY,
               .status = 200,
               .answer = AZURE_ANSWER_WITH("{\"phase\":\"VALID\",\"region\":\"westeurope\"}")}},
     .state = AZURE_STATE_WITH(",\"on_destroy\":\"retain\"")},
    {.name = "after import everything is filled in",
     .prior = "{\"id\":\"cck-1\"}",
     .rows = {{.path = KEY, .status = 200, .answer = AZURE_ANSWER}},
     .state = AZURE_STATE},
    {.name = "lost access shows and is warned about",
     .prior = AZURE_STATE,
     .rows = {{.path = KEY,
               .status = 200,
               .answer = AZURE_ANSWER_WITH("{\"phase\":\"INVALID\",\"message\":\"disabled\"}")}},
     .state = AZURE_STATE_WITH(",\"validation_error\":\"disabled\""),
     .path = "validation_error",
     .warning = "disabled"},
    {.name = "another key behind the id shows and is warned about",
     .prior = AZURE_STATE,
     .rows = {{.path = KEY,
               .status = 200,
               .answer = "{\"id\":\"cck-1\",\"display_name\":\"orders at rest\",\"key\":{\"kind\":"
                         "\"AwsKey\",\"key_arn\":\"" ARN "\"}}"}},
     .state = "{\"id\":\"cck-1\",\"display_name\":\"orders at rest\",\"cloud\":\"AWS\","
              "\"aws\":{\"key_arn\":\"" ARN "\"}}",
     .path = "aws.key_arn",
     .warning = IDENTIFIER},
    {.name = "what the service leaves out of the binding is no change",
     .prior = AZURE_STATE,
     .rows = {{.path = KEY,
               .status = 200,
               .answer = "{\"id\":\"cck-1\",\"key\":{\"kind\":\"AzureKey\",\"key_id\":"
                         "\"" IDENTIFIER "\"}}"}},
     .state = "{\"id\":\"cck-1\",\"cloud\":\"AZURE\",\"azure\":{" AZURE_VALUE "}}"},
    {.name = "404 in the service's words is gone",
     .prior = AZURE_STATE,
     .rows = {{.path = KEY, .status = 404, .answer = NOT_FOUND},
              {.path = KEYS, .status = 200, .answer = OTHERS}},
     .path = "",
     .warning = "lost the right to see"},
    {.name = "404 is an error when nobody can list",
     .prior = AZURE_STATE,
     .rows = {{.path = KEY, .status = 404}, {.path = KEYS, .status = 404}},
     .state = AZURE_STATE,
     .path = "",
     .error = "cannot be listed either"},
    {.name = "404 for credentials of another organization is an error",
     .prior = AZURE_STATE,
     .rows = {{.path = KEY, .status = 404, .answer = NOT_FOUND},
              {.path = KEYS, .status = 200, .answer = NO_KEYS},
              {.path = ORGANIZATIONS, .status = 200, .answer = "{\"data\":[{\"id\":\"o-2\"}]}"}},
     .state = AZURE_STATE,
     .path = "",
     .error = "organization o-2"},
    {.name = "403 is gone when the list does not hold the key",
     .prior = AZURE_STATE,
     .rows = {{.path = KEY, .status = 403, .answer = FORBIDDEN},
              {.path = KEYS, .status = 200, .answer = OTHERS}},
     .path = "",
     .warning = "lost the right to see"},
    {.name = "403 is an error when the list is empty",
     .prior = AZURE_STATE,
     .rows = {{.path = KEY, .status = 403, .answer = FORBIDDEN},
              {.path = KEYS, .status = 200, .answer = NO_KEYS},
              {.path = ORGANIZATIONS, .status = 403}},
     .state = AZURE_STATE,
     .path = "",
     .error = "an empty list"},
    {.name = "403 is an error when the list is refused, too",
     .prior = AZURE_STATE,
     .rows = {{.path = KEY, .status = 403, .answer = FORBIDDEN}, {.path = KEYS, .status = 403}},
     .state = AZURE_STATE,
     .path = "",
     .error = "cannot be listed either"},
    {.name = "403 is an error when the list holds the key",
     .prior = AZURE_STATE,
     .rows = {{.path = KEY, .status = 403, .answer = FORBIDDEN},
              {.path = KEYS, .status = 200, .answer = "{\"data\":[{\"id\":\"cck-1\"}]}"}},
     .state = AZURE_STATE,
     .path = "",
     .error = "It exists"},
    {.name = "401 is an error",
     .prior = AZURE_STATE,
     .rows = {{.path = KEY, .status = 401}},
     .state = AZURE_STATE,
     .path = "",
     .error = "cloud_api_key"},
    {.name = "500 is an error",
     .prior = AZURE_STATE,
     .rows = {{.path = KEY, .status = 500}},
     .state = AZURE_STATE,
     .path = "",
     .error = "500"},
    {.name = "no connection is an error",
     .prior = AZURE_STATE,
     .rows = {{.path = KEY, .kind = CC_ANSWER_UNREACHED}},
     .state = AZURE_STATE,
     .path = "",
     .error = "no connection"},
    {.name = "a malformed answer is an error",
     .prior = AZURE_STATE,
     .rows = {{.path = KEY, .status = 200, .kind = CC_ANSWER_MALFORMED}},
     .state = AZURE_STATE,
     .path = "",
     .error = "cannot be used"},
    {.name = "an empty answer is an error",
     .prior = AZURE_STATE,
     .rows = {{.path = KEY, .status = 200}},
     .state = AZURE_STATE,
     .path = "",
     .error = "not an object"},
    {.name = "an answer without id is an error",
     .prior = AZURE_STATE,
     .rows = {{.path = KEY, .status = 200, .answer = "{\"key\":{\"kind\":\"AzureKey\"}}"}},
     .state = AZURE_STATE,
     .path = "",
     .error = "no id"},
    {.name = "an answer about another id is an error",
     .prior = AZURE_STATE,
     .rows = {{.path = KEY,
               .status = 200,
               .answer =
                   "{\"id\":\"cck-2\",\"key\":{\"kind\":\"AwsKey\",\"key_arn\":\"" ARN "\"}}"}},
     .state = AZURE_STATE,
     .path = "",
     .error = "cck-2"},
};

static void expect(struct cc_kit *kit, const struct verb_case *test, bool good)
{
    const char *path = test->path != NULL ? test->path : "";
    cc_kit_expect_error(kit, path, test->error);
    cc_kit_expect_warning(kit, path, test->warning);
    assert_int_equal(good, test->error == NULL);
}

static void test_resource__reading_tells_the_truth_and_never_forgets_by_mistake(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof reads / sizeof reads[0]; i++) {
        print_message("%s\n", reads[i].name);
        struct cc_kit kit;
        cc_kit_open(&kit, &cc_key_schema, reads[i].rows);
        struct cc_value prior = cc_kit_value(&kit, reads[i].prior), now = prior;
        expect(&kit, &reads[i], cc_resource_byok_key.read(&kit.call, &prior, &now));
        if (reads[i].state != NULL)
            cc_kit_expect_value(&kit, &now, reads[i].state);
        else
            assert_true(cc_value_is_null(&now));
        cc_kit_close(&kit);
    }
}

/* The second one finds the key on a page, in full; so does the third, in part. */
static void test_resource__reads_of_many_come_from_list_pages(void **state)
{
    (void)state;
    static const struct cc_stub_row rows[] = {
        {.path = KEY, .status = 200, .answer = AZURE_ANSWER},
        {.path = KEYS, .status = 200, .answer = "{\"data\":[" AZURE_ANSWER "]}"},
        {.method = CC_DELETE, .path = "/byok/v1/keys/cck-2", .status = 204},
        {.path = KEYS, .status = 200, .answer = "{\"data\":[{\"id\":\"cck-1\"," AZURE_KEY "}}]}"},
        {.path = KEY, .status = 200, .answer = AZURE_ANSWER},
        {.path = NULL},
    };
    struct cc_kit kit;
    cc_kit_open(&kit, &cc_key_schema, rows);
    struct cc_value prior = cc_kit_value(&kit, AZURE_STATE);
    for (size_t i = 0; i < 3; i++) {
        struct cc_value now = prior;
        if (i == 2)
            cc_key_delete(&kit.call, &kit.ccloud, CC_STR("cck-2"));
        assert_true(cc_resource_byok_key.read(&kit.call, &prior, &now));
        cc_kit_expect_value(&kit, &now, AZURE_STATE);
    }
    assert_int_equal(kit.diags.count, 0);
    cc_kit_close(&kit);
}

struct update_case {
    const char *name;
    const char *prior, *planned, *state;
    struct cc_stub_row rows[ROWS_MAX];
    const char *path, *error;
};

#define NAMED(name, more) \
    "{\"id\":\"cck-1\"," name "\"cloud\":\"AZURE\",\"azure\":{" AZURE_VALUE "}" more "}"
#define PATCH(name, code, reply)                                                    \
    {                                                                               \
        .method = CC_PATCH, .path = KEY, .body = "{\"display_name\":\"" name "\"}", \
        .status = code, .answer = reply                                             \
    }

static const struct update_case updates[] = {
    {.name = "a new name is sent",
     .prior = NAMED("\"display_name\":\"a\",", ""),
     .planned = NAMED("\"display_name\":\"b\",", ""),
     .rows = {PATCH("b", 200, "{\"id\":\"cck-1\",\"display_name\":\"b\"}")},
     .state = NAMED("\"display_name\":\"b\",", "")},
    {.name = "no name is sent as the empty one",
     .prior = NAMED("\"display_name\":\"a\",", ""),
     .planned = NAMED("", ""),
     .rows = {PATCH("", 200, "{\"id\":\"cck-1\"}")},
     .state = NAMED("", "")},
    {.name = "what is ours alone is not sent",
     .prior = NAMED("\"display_name\":\"a\",", ""),
     .planned = NAMED("\"display_name\":\"a\",", ",\"on_destroy\":\"retain\""),
     .rows = {{.path = NULL}},
     .state = NAMED("\"display_name\":\"a\",", ",\"on_destroy\":\"retain\"")},
    {.name = "a refusal keeps the old name",
     .prior = NAMED("\"display_name\":\"a\",", ""),
     .planned = NAMED("\"display_name\":\"b\",", ""),
     .rows = {PATCH("b", 422,
                    "{\"errors\":[{\"detail\":\"bad name\",\"source\":{\"pointer\":"
                    "\"/display_name\"}}]}")},
     .state = NAMED("\"display_name\":\"a\",", ""),
     .path = "display_name",
     .error = "bad name"},
    {.name = "a key that is gone is told",
     .prior = NAMED("\"display_name\":\"a\",", ""),
     .planned = NAMED("\"display_name\":\"b\",", ""),
     .rows = {PATCH("b", 404, NULL)},
     .state = NAMED("\"display_name\":\"a\",", ""),
     .error = "does not exist any more"},
    {.name = "how the service spells the name is for the next read",
     .prior = NAMED("\"display_name\":\"a\",", ""),
     .planned = NAMED("\"display_name\":\"b\",", ""),
     .rows = {PATCH("b", 200, "{\"id\":\"cck-1\",\"display_name\":\"B\"}")},
     .state = NAMED("\"display_name\":\"b\",", "")},
    {.name = "an answer about nothing is looked after",
     .prior = NAMED("\"display_name\":\"a\",", ""),
     .planned = NAMED("\"display_name\":\"b\",", ""),
     .rows = {PATCH("b", 200, "{}"),
              {.path = KEY,
               .status = 200,
               .answer = "{\"id\":\"cck-1\",\"display_name\":\"a\"," AZURE_KEY "}}"}},
     .state = NAMED("\"display_name\":\"a\",", ""),
     .path = "",
     .error = "Renaming"},
    {.name = "a strange answer is looked after: renamed",
     .prior = NAMED("\"display_name\":\"a\",", ""),
     .planned = NAMED("\"display_name\":\"b\",", ""),
     .rows = {{.method = CC_PATCH,
               .path = KEY,
               .body = "{\"display_name\":\"b\"}",
               .status = 200,
               .kind = CC_ANSWER_MALFORMED},
              {.path = KEY,
               .status = 200,
               .answer = "{\"id\":\"cck-1\",\"display_name\":\"b\"," AZURE_KEY "}}"}},
     .state = NAMED("\"display_name\":\"b\",", "")},
    {.name = "a lost answer is looked after: not renamed",
     .prior = NAMED("\"display_name\":\"a\",", ""),
     .planned = NAMED("\"display_name\":\"b\",", ""),
     .rows = {{.method = CC_PATCH,
               .path = KEY,
               .body = "{\"display_name\":\"b\"}",
               .kind = CC_ANSWER_LOST},
              {.path = KEY,
               .status = 200,
               .answer = "{\"id\":\"cck-1\",\"display_name\":\"a\"," AZURE_KEY "}}"}},
     .state = NAMED("\"display_name\":\"a\",", ""),
     .path = "",
     .error = "lost"},
    {.name = "a lost answer is looked after: named by somebody else",
     .prior = NAMED("\"display_name\":\"a\",", ""),
     .planned = NAMED("\"display_name\":\"b\",", ""),
     .rows = {PATCH("b", 502, NULL),
              {.path = KEY,
               .status = 200,
               .answer = "{\"id\":\"cck-1\",\"display_name\":\"c\"," AZURE_KEY "}}"}},
     .state = NAMED("\"display_name\":\"c\",", ""),
     .path = "",
     .error = "502"},
    {.name = "a lost answer that cannot be looked after keeps the old name",
     .prior = NAMED("\"display_name\":\"a\",", ""),
     .planned = NAMED("\"display_name\":\"b\",", ""),
     .rows = {PATCH("b", 500, NULL), {.path = KEY, .status = 500}},
     .state = NAMED("\"display_name\":\"a\",", ""),
     .path = "",
     .error = "500"},
};

static void test_resource__an_update_sends_the_name_and_nothing_else(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof updates / sizeof updates[0]; i++) {
        const struct update_case *test = &updates[i];
        print_message("%s\n", test->name);
        struct cc_kit kit;
        cc_kit_open(&kit, &cc_key_schema, test->rows);
        struct cc_value prior = cc_kit_value(&kit, test->prior), now = prior;
        struct cc_value planned = cc_kit_value(&kit, test->planned);
        bool good = cc_resource_byok_key.update(&kit.call, &prior, &planned, &now);
        cc_kit_expect_error(&kit, test->path != NULL ? test->path : "", test->error);
        assert_int_equal(good, test->error == NULL);
        cc_kit_expect_value(&kit, &now, test->state);
        cc_kit_close(&kit);
    }
}

static const struct verb_case removals[] = {
    {.name = "204 is done",
     .prior = AZURE_STATE,
     .rows = {{.method = CC_DELETE, .path = KEY, .status = 204}}},
    {.name = "an accepted deletion with a strange body is looked after",
     .prior = AZURE_STATE,
     .rows = {{.method = CC_DELETE, .path = KEY, .status = 200, .kind = CC_ANSWER_MALFORMED},
              {.path = KEY, .status = 404, .answer = NOT_FOUND},
              {.path = KEYS, .status = 200, .answer = OTHERS}},
     .path = "",
     .warning = "lost the right to see"},
    {.name = "a strange body is no confirmation when nobody can list",
     .prior = AZURE_STATE,
     .rows = {{.method = CC_DELETE, .path = KEY, .status = 200, .kind = CC_ANSWER_MALFORMED},
              {.path = KEY, .status = 403},
              {.path = KEYS, .status = 403}},
     .path = "",
     .error = "cannot be listed either"},
    {.name = "404 is an error while the key is listed",
     .prior = AZURE_STATE,
     .rows = {{.method = CC_DELETE, .path = KEY, .status = 404, .answer = NOT_FOUND},
              {.path = KEYS, .status = 200, .answer = "{\"data\":[{\"id\":\"cck-1\"}]}"}},
     .path = "",
     .error = "It exists"},
    {.name = "404 is an error for credentials of another organization",
     .prior = AZURE_STATE,
     .rows = {{.method = CC_DELETE, .path = KEY, .status = 404, .answer = NOT_FOUND},
              {.path = KEYS, .status = 200, .answer = NO_KEYS},
              {.path = ORGANIZATIONS, .status = 200, .answer = "{\"data\":[{\"id\":\"o-2\"}]}"}},
     .path = "",
     .error = "organization o-2"},
    {.name = "a 200 that is not the documented 204 confirms nothing alone",
     .prior = AZURE_STATE,
     .rows = {{.method = CC_DELETE, .path = KEY, .status = 200, .answer = "{\"errors\":[]}"},
              {.path = KEY, .status = 200, .answer = AZURE_ANSWER}},
     .path = "",
     .error = "the next plan looks"},
    {.name = "a strange body alone confirms nothing",
     .prior = AZURE_STATE,
     .rows = {{.method = CC_DELETE, .path = KEY, .status = 200, .kind = CC_ANSWER_MALFORMED},
              {.path = KEY, .status = 200, .answer = AZURE_ANSWER}},
     .path = "",
     .error = "the next plan looks"},
    {.name = "404 is done",
     .prior = AZURE_STATE,
     .rows = {{.method = CC_DELETE, .path = KEY, .status = 404, .answer = NOT_FOUND},
              {.path = KEYS, .status = 200, .answer = OTHERS}},
     .path = "",
     .warning = "lost the right to see"},
    {.name = "404 without the service's words is an error",
     .prior = AZURE_STATE,
     .rows = {{.method = CC_DELETE, .path = KEY, .status = 404}},
     .path = "",
     .error = "the next plan looks"},
    {.name = "403 is an error",
     .prior = AZURE_STATE,
     .rows = {{.method = CC_DELETE, .path = KEY, .status = 403, .answer = FORBIDDEN}},
     .path = "",
     .error = "the next plan looks"},
    {.name = "delete is the default by its word, too",
     .prior = AZURE_STATE_WITH(",\"on_destroy\":\"delete\""),
     .rows = {{.method = CC_DELETE, .path = KEY, .status = 204}}},
    {.name = "retain asks nobody and warns",
     .prior = AZURE_STATE_WITH(",\"on_destroy\":\"retain\""),
     .rows = {{.path = NULL}},
     .path = "",
     .warning = "tofu import ccloud_byok_key.<name> cck-1"},
    {.name = "409 explains the five days and the way out",
     .prior = AZURE_STATE,
     .rows = {{.method = CC_DELETE,
               .path = KEY,
               .status = 409,
               .answer = "{\"errors\":[{\"detail\":\"key in use\"}]}"}},
     .path = "",
     .error = "five more days"},
    {.name = "a lost answer is an error",
     .prior = AZURE_STATE,
     .rows = {{.method = CC_DELETE, .path = KEY, .kind = CC_ANSWER_LOST}},
     .path = "",
     .error = "lost"},
    {.name = "500 is an error",
     .prior = AZURE_STATE,
     .rows = {{.method = CC_DELETE, .path = KEY, .status = 500}},
     .path = "",
     .error = "500"},
};

/* The host's side of it is in the protocol room; this says which attributes it is about. */
static void test_resource__another_key_permits_no_update(void **state)
{
    (void)state;
    static const struct {
        const char *planned, *path;
    } cases[] = {
        {"{\"id\":\"cck-1\",\"cloud\":\"AZURE\",\"azure\":"
         "{" AZURE_WITH("https://kv-orders.vault.azure.net/keys/other") "}}",
         "azure.key_identifier"},
        {"{\"id\":\"cck-1\",\"cloud\":\"AZURE\"}", "azure"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cc_kit kit;
        cc_kit_open(&kit, &cc_key_schema, NULL);
        struct cc_value prior = cc_kit_value(&kit, NAMED("", ""));
        struct cc_value planned = cc_kit_value(&kit, cases[i].planned);
        assert_false(cc_plan_permits_update(&kit.call, &cc_resource_byok_key, &prior, &planned));
        cc_kit_expect_error(&kit, cases[i].path, "a change replaces the object");
        cc_kit_close(&kit);
    }
}

static void test_resource__removing_ends_when_the_key_is_gone(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof removals / sizeof removals[0]; i++) {
        print_message("%s\n", removals[i].name);
        struct cc_kit kit;
        cc_kit_open(&kit, &cc_key_schema, removals[i].rows);
        struct cc_value prior = cc_kit_value(&kit, removals[i].prior);
        expect(&kit, &removals[i], cc_resource_byok_key.remove(&kit.call, &prior));
        cc_kit_close(&kit);
    }
}

static void test_resource__the_409_of_a_removal_offers_on_destroy(void **state)
{
    (void)state;
    static const struct cc_stub_row rows[] = {
        {.method = CC_DELETE, .path = KEY, .status = 409},
        {.path = NULL},
    };
    struct cc_kit kit;
    cc_kit_open(&kit, &cc_key_schema, rows);
    struct cc_value prior = cc_kit_value(&kit, AZURE_STATE);
    assert_false(cc_resource_byok_key.remove(&kit.call, &prior));
    assert_true(cc_kit_mentions(&kit, "on_destroy = \"retain\""));
    assert_true(cc_kit_mentions(&kit, "request id r-1"));
    cc_kit_close(&kit);
}

static void test_resource__import_takes_ids_of_keys_only(void **state)
{
    (void)state;
    char longest[256 + 1] = "cck-";
    memset(longest + 4, 'x', 256 - 4);
    longest[255] = '\0';
    const char *good[] = {"cck-1", "cck-7ab3q", "cck-A_b-9", longest};
    const char *bad[] = {"",       "cck-",        "lkc-1",        "CCK-1",    "cck-1/..",
                         "cck-1 ", "env-1/cck-1", "cck-\xC3\xA4", IDENTIFIER, NULL};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct cc_kit kit;
        cc_kit_open(&kit, &cc_key_schema, NULL);
        struct cc_value imported = cc_value_object(&kit.arena, kit.call.type);
        assert_true(cc_resource_byok_key.import(&kit.call, cc_str_from(good[i]), &imported));
        struct cc_str id = cc_value_text(cc_value_at(&imported, "id"));
        assert_string_equal(cc_str_c(&kit.arena, id), good[i]);
        cc_kit_expect_error(&kit, "", NULL);
        cc_kit_close(&kit);
    }
    longest[255] = 'x'; /* one byte too long */
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct cc_kit kit;
        cc_kit_open(&kit, &cc_key_schema, NULL);
        struct cc_value imported = cc_value_object(&kit.arena, kit.call.type);
        struct cc_str id = cc_str_from(bad[i] != NULL ? bad[i] : longest);
        assert_false(cc_resource_byok_key.import(&kit.call, id, &imported));
        cc_kit_expect_error(&kit, "", "cck-7ab3q");
        cc_kit_close(&kit);
    }
}

static void test_resource__nothing_is_asked_without_a_connection(void **state)
{
    (void)state;
    struct cc_kit kit;
    cc_kit_open(&kit, &cc_key_schema, NULL);
    kit.call.provider = NULL;
    struct cc_value prior = cc_kit_value(&kit, AZURE_STATE), now = prior;
    struct cc_value planned = cc_kit_with(&kit, &prior, "display_name", cc_value_null());
    assert_false(cc_resource_byok_key.read(&kit.call, &prior, &now));
    assert_false(cc_resource_byok_key.update(&kit.call, &prior, &planned, &now));
    assert_false(cc_resource_byok_key.remove(&kit.call, &prior));
    assert_int_equal(kit.diags.error_count, 3);
    cc_kit_expect_value(&kit, &now, AZURE_STATE);
    cc_kit_close(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_resource__reading_tells_the_truth_and_never_forgets_by_mistake),
        cmocka_unit_test(test_resource__reads_of_many_come_from_list_pages),
        cmocka_unit_test(test_resource__an_update_sends_the_name_and_nothing_else),
        cmocka_unit_test(test_resource__another_key_permits_no_update),
        cmocka_unit_test(test_resource__removing_ends_when_the_key_is_gone),
        cmocka_unit_test(test_resource__the_409_of_a_removal_offers_on_destroy),
        cmocka_unit_test(test_resource__import_takes_ids_of_keys_only),
        cmocka_unit_test(test_resource__nothing_is_asked_without_a_connection),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
