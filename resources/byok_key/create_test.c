// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "byok_key/key.h"
#include "byok_key/sample_test.h"
#include "shared/test_kit.h"

enum { ROWS_MAX = 8 };

#define KEYS "/byok/v1/keys"
#define NONE "{\"data\":[]}"
#define ONE "{\"data\":[" AZURE_ANSWER "]}"
#define TWIN                                                       \
    "{\"id\":\"cck-2\",\"key\":{\"kind\":\"AzureKey\",\"key_id\":" \
    "\"https://KV-Orders.vault.azure.net/keys/orders/0123\"}}"
#define FOREIGN "{\"data\":[" TWIN "]}"
#define TWO "{\"data\":[" AZURE_ANSWER "," TWIN "]}"
/* What the filter also lets through: another key whose name begins alike, and a broken item. */
#define SIMILAR                                                               \
    "{\"data\":[{\"id\":\"cck-8\",\"key\":{\"kind\":\"AzureKey\",\"key_id\":" \
    "\"https://kv-orders.vault.azure.net/keys/orders2\"}},{\"id\":\"cck-9\"}]}"

#define LOOK(reply)                                                                 \
    {                                                                               \
        .method = CC_GET, .path = KEYS, .query = "key=/keys/orders", .status = 200, \
        .answer = reply                                                             \
    }
#define POST(code, reply)                                                                    \
    {                                                                                        \
        .method = CC_POST, .path = KEYS, .body = AZURE_BODY, .status = code, .answer = reply \
    }

/* A clock that moves whenever it is asked, so that pauses end at once. */
static int64_t test_time_ms;

static int64_t test_now_ms(void)
{
    return test_time_ms += 10 * 1000;
}

struct create_case {
    const char *name;
    const char *config;
    struct cc_stub_row rows[ROWS_MAX];
    const char *state;   /* NULL: nothing is put into the state */
    const char *path;    /* of the error */
    const char *error;   /* NULL: none */
    const char *warning; /* about validation_error */
    bool adopts;         /* what was found after a lost answer, with a warning that says so */
};

static const struct create_case creations[] = {
    {.name = "the answer becomes the state",
     .config = AZURE_CONFIG,
     .rows = {LOOK(NONE), POST(201, AZURE_ANSWER)},
     .state = AZURE_STATE},
    {.name = "other keys do not matter",
     .config = AZURE_CONFIG,
     .rows = {LOOK(SIMILAR), POST(201, AZURE_ANSWER)},
     .state = AZURE_STATE},
    {.name = "a key that is invalid at once is kept and warned about",
     .config = AZURE_CONFIG,
     .rows = {LOOK(NONE),
              POST(201, AZURE_ANSWER_WITH("{\"phase\":\"INVALID\",\"message\":\"no access\"}"))},
     .state = AZURE_STATE_WITH(",\"validation_error\":\"no access\""),
     .warning = "no access"},
    {.name = "on AWS",
     .config = AWS_CONFIG,
     .rows = {{.path = KEYS, .query = "key=" ARN, .status = 200, .answer = NONE},
              {.method = CC_POST,
               .path = KEYS,
               .body = "{\"key\":{\"kind\":\"AwsKey\",\"key_arn\":\"" ARN "\"}}",
               .status = 201,
               .answer = "{\"id\":\"cck-2\",\"key\":{\"kind\":\"AwsKey\",\"key_arn\":\"" ARN
                         "\",\"roles\":[\"r1\"]}}"}},
     .state = "{\"id\":\"cck-2\",\"cloud\":\"AWS\",\"aws\":{\"key_arn\":\"" ARN
              "\",\"roles\":[\"r1\"]}}"},
    {.name = "on GCP",
     .config = GCP_CONFIG,
     .rows = {{.path = KEYS, .query = "key=" GCP_ID, .status = 200, .answer = NONE},
              {.method = CC_POST,
               .path = KEYS,
               .body = "{\"key\":{\"kind\":\"GcpKey\",\"key_id\":\"" GCP_ID "\"}}",
               .status = 201,
               .answer = "{\"id\":\"cck-3\",\"key\":{\"kind\":\"GcpKey\",\"key_id\":\"" GCP_ID
                         "\",\"security_group\":\"g@example.com\"}}"}},
     .state = "{\"id\":\"cck-3\",\"cloud\":\"GCP\",\"gcp\":{\"key_id\":\"" GCP_ID
              "\",\"security_group\":\"g@example.com\"}}"},
    {.name = "a registered key is not registered again",
     .config = AZURE_CONFIG,
     .rows = {LOOK(ONE)},
     .path = "azure.key_identifier",
     .error = "tofu import ccloud_byok_key.<name> cck-1"},
    {.name = "nothing is registered when nobody could look before",
     .config = AZURE_CONFIG,
     .rows = {{.path = KEYS, .query = "key=/keys/orders", .status = 403}},
     .error = "nothing has been registered"},
    {.name = "a conflict names the registration",
     .config = AZURE_CONFIG,
     .rows = {LOOK(NONE), POST(409, "{\"errors\":[{\"title\":\"Conflict\"}]}"), LOOK(ONE)},
     .error = "tofu import"},
    {.name = "a conflict without registration says what the service says",
     .config = AZURE_CONFIG,
     .rows = {LOOK(NONE), POST(409, "{\"errors\":[{\"detail\":\"busy\"}]}"), LOOK(NONE)},
     .error = "409 Conflict: busy"},
    {.name = "a refusal is told at its attribute",
     .config = AZURE_CONFIG,
     .rows = {LOOK(NONE), POST(422, "{\"errors\":[{\"detail\":\"tenant unknown\",\"source\":"
                                    "{\"pointer\":\"/key/tenant_id\"}}]}")},
     .path = "azure.tenant_id",
     .error = "tenant unknown"},
    {.name = "without connection nothing is looked for",
     .config = AZURE_CONFIG,
     .rows = {LOOK(NONE),
              {.method = CC_POST, .path = KEYS, .body = AZURE_BODY, .kind = CC_ANSWER_UNREACHED}},
     .error = "no connection"},
    {.name = "a lost answer is looked for",
     .config = AZURE_CONFIG,
     .rows = {LOOK(NONE),
              {.method = CC_POST, .path = KEYS, .body = AZURE_BODY, .kind = CC_ANSWER_LOST},
              LOOK(ONE)},
     .state = AZURE_STATE,
     .adopts = true},
    {.name = "a lost answer is looked for more than once",
     .config = AZURE_CONFIG,
     .rows = {LOOK(SIMILAR),
              {.method = CC_POST, .path = KEYS, .body = AZURE_BODY, .kind = CC_ANSWER_LOST},
              LOOK(SIMILAR),
              {.path = KEYS, .query = "key=/keys/orders", .status = 500},
              LOOK(ONE)},
     .state = AZURE_STATE,
     .adopts = true},
    {.name = "a lost registration that did not happen is an error",
     .config = AZURE_CONFIG,
     .rows = {LOOK(NONE),
              {.method = CC_POST, .path = KEYS, .body = AZURE_BODY, .kind = CC_ANSWER_LOST},
              LOOK(NONE),
              LOOK(NONE),
              LOOK(NONE)},
     .error = "is not there"},
    {.name = "a lost registration that cannot be looked for is an error",
     .config = AZURE_CONFIG,
     .rows = {LOOK(NONE),
              {.method = CC_POST, .path = KEYS, .body = AZURE_BODY, .kind = CC_ANSWER_LOST},
              LOOK(NONE),
              LOOK(NONE),
              {.path = KEYS, .query = "key=/keys/orders", .kind = CC_ANSWER_UNREACHED}},
     .error = "could not be found out: no connection"},
    {.name = "of two new registrations nobody knows which is ours",
     .config = AZURE_CONFIG,
     .rows = {LOOK(NONE),
              {.method = CC_POST, .path = KEYS, .body = AZURE_BODY, .kind = CC_ANSWER_LOST},
              LOOK(TWO)},
     .error = "cck-1, cck-2"},
    {.name = "a new registration under another name is somebody else's",
     .config = AZURE_CONFIG,
     .rows = {LOOK(NONE),
              {.method = CC_POST, .path = KEYS, .body = AZURE_BODY, .kind = CC_ANSWER_LOST},
              LOOK(FOREIGN)},
     .error = "somebody else's"},
    {.name = "a malformed answer is looked for",
     .config = AZURE_CONFIG,
     .rows = {LOOK(NONE),
              {.method = CC_POST,
               .path = KEYS,
               .body = AZURE_BODY,
               .status = 201,
               .kind = CC_ANSWER_MALFORMED},
              LOOK(ONE)},
     .state = AZURE_STATE,
     .adopts = true},
    {.name = "an answer without id is looked for",
     .config = AZURE_CONFIG,
     .rows = {LOOK(NONE), POST(201, "{\"display_name\":\"orders at rest\"}"), LOOK(ONE)},
     .state = AZURE_STATE,
     .adopts = true},
    {.name = "an answer about something else is looked for",
     .config = AZURE_CONFIG,
     .rows = {LOOK(NONE), POST(201, "{\"id\":\"req-1\",\"message\":\"queued\"}"), LOOK(ONE)},
     .state = AZURE_STATE,
     .adopts = true},
    {.name = "an empty answer is looked for",
     .config = AZURE_CONFIG,
     .rows = {LOOK(NONE), POST(201, NULL), LOOK(ONE)},
     .state = AZURE_STATE,
     .adopts = true},
    {.name = "a server's failure may have registered the key",
     .config = AZURE_CONFIG,
     .rows = {LOOK(NONE), POST(504, NULL), LOOK(ONE)},
     .state = AZURE_STATE,
     .adopts = true},
    {.name = "a server's failure that registered nothing is told",
     .config = AZURE_CONFIG,
     .rows = {LOOK(NONE), POST(500, "{\"errors\":[{\"detail\":\"oops\"}]}"), LOOK(NONE), LOOK(NONE),
              LOOK(NONE)},
     .error = "500 Internal Server Error: oops"},
    {.name = "a cancelled registration that was not sent says so",
     .config = AZURE_CONFIG,
     .rows = {LOOK(NONE),
              {.method = CC_POST, .path = KEYS, .body = AZURE_BODY, .kind = CC_ANSWER_CANCELLED}},
     .error = "Nothing was registered"},
    {.name = "a cancelled registration that was sent may exist",
     .config = AZURE_CONFIG,
     .rows = {LOOK(NONE),
              {.method = CC_POST,
               .path = KEYS,
               .body = AZURE_BODY,
               .kind = CC_ANSWER_CANCELLED,
               .may_have_been_processed = true},
              {.path = KEYS, .query = "key=/keys/orders", .kind = CC_ANSWER_CANCELLED}},
     .error = "could not be found out: cancelled"},
    {.name = "an answer of another kind fails with the id in state",
     .config = AZURE_CONFIG,
     .rows = {LOOK(NONE), POST(201, "{\"id\":\"cck-1\",\"key\":{\"kind\":\"OracleKey\"}}")},
     .state = "{\"id\":\"cck-1\",\"display_name\":\"orders at rest\",\"azure\":{" AZURE_VALUE
              "},\"cloud\":\"AZURE\"}",
     .error = "OracleKey"},
    {.name = "another key than asked for fails with the truth in state",
     .config = AZURE_CONFIG,
     .rows = {LOOK(NONE),
              POST(201,
                   "{\"id\":\"cck-1\",\"key\":{\"kind\":\"AwsKey\",\"key_arn\":\"" ARN "\"}}")},
     .state = "{\"id\":\"cck-1\",\"display_name\":\"orders at rest\",\"cloud\":\"AWS\","
              "\"aws\":{\"key_arn\":\"" ARN "\"}}",
     .path = "azure.key_identifier",
     .error = "another key"},
    {.name = "another tenant than asked for fails",
     .config = AZURE_CONFIG,
     .rows = {LOOK(NONE),
              POST(201, "{\"id\":\"cck-1\",\"key\":{\"kind\":\"AzureKey\",\"key_id\":\"" IDENTIFIER
                        "\",\"tenant_id\":\"9d2e0000-0000-4000-8000-00000000ffff\"}}")},
     .state = "{\"id\":\"cck-1\",\"display_name\":\"orders at rest\",\"cloud\":\"AZURE\","
              "\"azure\":{\"key_identifier\":\"" IDENTIFIER "\",\"key_vault_id\":\"" VAULT_ID
              "\",\"tenant_id\":\"9d2e0000-0000-4000-8000-00000000ffff\"}}",
     .path = "azure.key_identifier",
     .error = "00000000ffff"},
    {.name = "a plan without key is refused",
     .config = "{\"display_name\":\"x\"}",
     .rows = {{.path = NULL}},
     .error = "Exactly one"},
};

extern const struct cc_resource_type cc_resource_byok_key;

/* What the host would send for this configuration: planned by the same table. */
static struct cc_value plan_from(struct cc_kit *kit, const char *text)
{
    struct cc_value config = cc_kit_value(kit, text), prior = cc_value_null();
    struct cc_value proposed = cc_kit_value(kit, text);
    struct cc_plan plan = {.config = &config, .prior = &prior, .proposed = &proposed};
    assert_true(cc_plan_make(&kit->call, &cc_resource_byok_key, &plan));
    return plan.planned;
}

static void run(const struct create_case *test)
{
    struct cc_kit kit;
    cc_kit_open(&kit, &cc_key_schema, test->rows);
    struct cc_value planned = plan_from(&kit, test->config), state = cc_value_null();
    bool good = cc_resource_byok_key.create(&kit.call, &planned, &state);
    cc_kit_expect_error(&kit, test->path != NULL ? test->path : "", test->error);
    cc_kit_expect_warning(&kit, test->adopts ? "" : "validation_error",
                          test->adopts ? "found again" : test->warning);
    assert_int_equal(good, test->error == NULL);
    if (test->state != NULL)
        cc_kit_expect_value(&kit, &state, test->state);
    else
        assert_true(cc_value_is_null(&state));
    cc_kit_close(&kit);
}

static void test_create__one_registration_is_sent_and_what_exists_is_in_state(void **state)
{
    (void)state;
    test_time_ms = 0;
    cc_clock_set_source(test_now_ms, NULL);
    for (size_t i = 0; i < sizeof creations / sizeof creations[0]; i++) {
        print_message("%s\n", creations[i].name);
        run(&creations[i]);
    }
    cc_clock_set_source(NULL, NULL);
}

static void cancel_call(void *context)
{
    cc_cancel_trigger(&((struct cc_kit *)context)->cancel);
}

static void test_create__cancellation_ends_the_looks_for_a_lost_registration(void **state)
{
    (void)state;
    struct cc_kit kit;
    const struct cc_stub_row rows[] = {
        LOOK(NONE),
        {.method = CC_POST, .path = KEYS, .body = AZURE_BODY, .kind = CC_ANSWER_LOST},
        {.path = KEYS,
         .query = "key=/keys/orders",
         .status = 200,
         .answer = NONE,
         .before = cancel_call,
         .context = &kit},
        {.path = NULL},
    };
    cc_kit_open(&kit, &cc_key_schema, rows);
    struct cc_value planned = plan_from(&kit, AZURE_CONFIG), made = cc_value_null();
    assert_false(cc_resource_byok_key.create(&kit.call, &planned, &made));
    cc_kit_expect_error(&kit, "", "could not be found out: cancelled");
    assert_true(cc_value_is_null(&made));
    cc_kit_close(&kit);
}

static void test_create__nothing_is_asked_once_cancelled_while_another_registers(void **state)
{
    (void)state;
    struct cc_kit kit;
    struct cc_str latest, turn = CC_STR("key " IDENTIFIER);
    cc_kit_open(&kit, &cc_key_schema, NULL);
    assert_true(cc_creations_begin(&kit.creations, &kit.cancel, turn, &latest));
    cc_cancel_trigger(&kit.cancel);
    struct cc_value planned = plan_from(&kit, AZURE_CONFIG), made = cc_value_null();
    assert_false(cc_resource_byok_key.create(&kit.call, &planned, &made));
    cc_kit_expect_error(&kit, "", "before anything was registered");
    cc_creations_end(&kit.creations, turn, CC_STR_ABSENT);
    cc_kit_close(&kit);
}

static void test_create__without_connection_nothing_happens(void **state)
{
    (void)state;
    struct cc_kit kit;
    cc_kit_open(&kit, &cc_key_schema, NULL);
    kit.ccloud.is_unknown = true;
    struct cc_value planned = plan_from(&kit, AZURE_CONFIG), made = cc_value_null();
    assert_false(cc_resource_byok_key.create(&kit.call, &planned, &made));
    cc_kit_expect_error(&kit, "", "cloud_api_key");
    cc_kit_close(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_create__one_registration_is_sent_and_what_exists_is_in_state),
        cmocka_unit_test(test_create__cancellation_ends_the_looks_for_a_lost_registration),
        cmocka_unit_test(test_create__nothing_is_asked_once_cancelled_while_another_registers),
        cmocka_unit_test(test_create__without_connection_nothing_happens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
