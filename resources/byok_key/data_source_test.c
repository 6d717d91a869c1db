// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "byok_key/key.h"
#include "byok_key/sample_test.h"
#include "shared/test_kit.h"

extern const struct cc_data_source_type cc_data_source_byok_key;

enum { ROWS_MAX = 3 };

#define KEYS "/byok/v1/keys"
#define KEY "/byok/v1/keys/cck-1"
#define NOT_FOUND "{\"errors\":[{\"code\":\"resource_not_found\",\"detail\":\"unknown key\"}]}"
#define VALID                                                         \
    "{\"phase\":\"VALID\",\"region\":\"westeurope\",\"since\":\"2026" \
    "-08-25T10:11:12Z\"}"
#define ANSWER AZURE_ANSWER_WITH(VALID)
#define AWS_ANSWER                                                                               \
    "{\"id\":\"cck-2\",\"display_name\":\"logs\",\"key\":{\"kind\":\"AwsKey\",\"key_arn"         \
    "\":\"" ARN "\",\"roles\":[\"arn:aws:iam::1:role/b\",\"arn:aws:iam::1:role/a\"]},\"state\":" \
    "\"IN_USE\"}"
#define GCP_ANSWER                                                                 \
    "{\"id\":\"cck-3\",\"key\":{\"kind\":\"GcpKey\",\"key_id\":\"" GCP_ID "\"},\"" \
    "validation\":{\"phase\":\"INVALID\",\"message\":\"disabled\"}}"
#define LIST(items) "{\"data\":[" items "]}"

/* The state of ANSWER, under the identifier it was asked by. */
#define STATE(identifier)                                                              \
    AZURE_STATE_WITH(",\"key_identifier\":\"" identifier "\",\"state\":\"AVAILABLE\"," \
                     "\"validation\":" VALID)

struct read_case {
    const char *name, *config;
    struct cc_stub_row rows[ROWS_MAX];
    const char *state;            /* NULL: an error */
    const char *path, *error;     /* at `path`, with a text that holds `error` … */
    const char *mentions, *omits; /* … and `mentions`, but never `omits`; NULL: whatever */
};

static const struct read_case reads[] = {
    {.name = "a key by its id",
     .config = "{\"id\":\"cck-1\"}",
     .rows = {{.path = KEY, .status = 200, .answer = ANSWER}},
     .state = STATE(IDENTIFIER)},
    {.name = "an Azure key by another spelling of its identifier",
     .config = "{\"key_identifier\":\"https://KV-orders.vault.azure.net:443/keys/orders/\"}",
     .rows = {{.path = KEYS,
               .query = "key=/keys/orders",
               .status = 200,
               .answer = LIST(ANSWER "," AWS_ANSWER)}},
     .state = STATE(IDENTIFIER)},
    {.name = "an AWS key by its ARN",
     .config = "{\"key_identifier\":\"" ARN "\"}",
     .rows = {{.path = KEYS, .query = "key=" ARN, .status = 200, .answer = LIST(AWS_ANSWER)}},
     .state = "{\"id\":\"cck-2\",\"display_name\":\"logs\",\"key_identifier\":\"" ARN
              "\",\"cloud\":\"AWS\",\"state\":\"IN_USE\",\"validation\":{},\"aws\":{\"key_arn\":"
              "\"" ARN "\",\"roles\":[\"arn:aws:iam::1:role/a\",\"arn:aws:iam::1:role/b\"]}}"},
    {.name = "a GCP key that cannot be used is told, not warned about",
     .config = "{\"key_identifier\":\"" GCP_ID "\"}",
     .rows = {{.path = KEYS, .query = "key=" GCP_ID, .status = 200, .answer = LIST(GCP_ANSWER)}},
     .state = "{\"id\":\"cck-3\",\"key_identifier\":\"" GCP_ID "\",\"cloud\":\"GCP\",\"gcp\":{"
              "\"key_id\":\"" GCP_ID "\"},\"validation\":{\"phase\":\"INVALID\",\"message\":"
              "\"disabled\"},\"validation_error\":\"disabled\"}"},
    {.name = "what is registered with a version is told without",
     .config = "{\"id\":\"cck-3\"}",
     .rows = {{.path = KEYS "/cck-3",
               .status = 200,
               .answer = "{\"id\":\"cck-3\",\"key\":{\"kind\":\"GcpKey\",\"key_id\":\"" GCP_ID
                         "/cryptoKeyVersions/1\"}}"}},
     .state = "{\"id\":\"cck-3\",\"key_identifier\":\"" GCP_ID "\",\"cloud\":\"GCP\",\"gcp\":{"
              "\"key_id\":\"" GCP_ID "\"},\"validation\":{}}"},
    {.name = "an id that does not exist lists the keys",
     .config = "{\"id\":\"cck-1\"}",
     .rows = {{.path = KEY, .status = 404, .answer = NOT_FOUND},
              {.path = KEYS, .status = 200, .answer = LIST(AWS_ANSWER "," GCP_ANSWER)}},
     .path = "id",
     .error = "404 Not Found: unknown key",
     .mentions = "cck-2 (logs, " ARN ")\n  cck-3 (" GCP_ID ")"},
    {.name = "an identifier that is not registered lists the keys",
     .config = "{\"key_identifier\":\"" IDENTIFIER "\"}",
     .rows = {{.path = KEYS, .query = "key=/keys/orders", .status = 200, .answer = LIST("")},
              {.path = KEYS, .status = 200, .answer = LIST(AWS_ANSWER)}},
     .path = "key_identifier",
     .error = "cck-2 (logs, " ARN ")"},
    {.name = "without any key there is nothing to list",
     .config = "{\"id\":\"cck-1\"}",
     .rows = {{.path = KEY, .status = 403}, {.path = KEYS, .status = 200, .answer = LIST("")}},
     .path = "id",
     .error = "none that these credentials may see"},
    {.name = "a key registered twice is not chosen for you",
     .config = "{\"key_identifier\":\"" GCP_ID "\"}",
     .rows = {{.path = KEYS,
               .query = "key=" GCP_ID,
               .status = 200,
               .answer = LIST(GCP_ANSWER ",{\"id\":\"cck-4\",\"key\":{\"kind\":\"GcpKey\",\"key_id"
                                         "\":\"" GCP_ID "/cryptoKeyVersions/1\"}}," AWS_ANSWER)}},
     .path = "key_identifier",
     .error = "2 of them are called",
     .mentions = "cck-4",
     .omits = "cck-2"},
    {.name = "a refusal of key and list is the service's",
     .config = "{\"id\":\"cck-1\"}",
     .rows = {{.path = KEY, .status = 403}, {.path = KEYS, .status = 403}},
     .path = "",
     .error = "403"},
    {.name = "a list that cannot be read is an error",
     .config = "{\"key_identifier\":\"" GCP_ID "\"}",
     .rows = {{.path = KEYS, .query = "key=" GCP_ID, .status = 500}},
     .path = "",
     .error = "500"},
    {.name = "no connection is an error",
     .config = "{\"id\":\"cck-1\"}",
     .rows = {{.path = KEY, .kind = CC_ANSWER_UNREACHED}},
     .path = "",
     .error = "no connection"},
    {.name = "another key than the one asked for is an error",
     .config = "{\"id\":\"cck-1\"}",
     .rows = {{.path = KEY, .status = 200, .answer = AWS_ANSWER}},
     .path = "",
     .error = "another key: cck-2"},
};

static void run_read(const struct read_case *read)
{
    struct cc_kit kit;
    cc_kit_open(&kit, cc_data_source_byok_key.schema, read->rows);
    struct cc_value config = cc_kit_value(&kit, read->config);
    struct cc_value state = config;
    print_message("%s\n", read->name);
    assert_int_equal(cc_data_source_byok_key.read(&kit.call, &config, &state), read->state != NULL);
    cc_kit_expect_error(&kit, read->path, read->error);
    cc_kit_expect_warning(&kit, "", NULL);
    if (read->state != NULL)
        cc_kit_expect_value(&kit, &state, read->state);
    assert_true(read->mentions == NULL || cc_kit_mentions(&kit, read->mentions));
    assert_false(read->omits != NULL && cc_kit_mentions(&kit, read->omits));
    cc_kit_close(&kit);
}

static void test_key_data__reads(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof reads / sizeof reads[0]; i++)
        run_read(&reads[i]);
}

static void test_key_data__exactly_one_argument_says_what_to_look_for(void **state)
{
    (void)state;
    static const struct {
        const char *config, *path, *error;
        bool has_unknown_identifier;
    } cases[] = {
        {"{\"id\":\"cck-1\"}", "", NULL, false},
        {"{\"key_identifier\":\"" ARN "\"}", "", NULL, false},
        {"{}", "", NULL, true},
        {"{\"id\":\"cck-1\"}", "", NULL, true},
        {"{}", "", "Exactly one of id and key_identifier", false},
        {"{\"id\":\"cck-1\",\"key_identifier\":\"" ARN "\"}", "key_identifier", "id is set already",
         false},
        {"{\"id\":\"\"}", "id", "does not look like", false},
        {"{\"id\":\"" ARN "\"}", "id", "set key_identifier instead", false},
        {"{\"key_identifier\":\"cck-1\"}", "key_identifier", "is none of", false},
        {"{\"key_identifier\":\"https://cloudkms.googleapis.com/v1/" GCP_ID "\"}", "key_identifier",
         "Write \"" GCP_ID "\"", false},
        {"{\"key_identifier\":\"" IDENTIFIER "/0123456789abcdef0123456789abcdef\"}",
         "key_identifier", "Write \"" IDENTIFIER "\"", false},
        {"{\"key_identifier\":\"arn:aws:kms:eu-central-1:123412341234:alias/orders\"}",
         "key_identifier", "alias", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cc_kit kit;
        const struct cc_schema *schema = cc_data_source_byok_key.schema;
        cc_kit_open(&kit, schema, NULL);
        struct cc_value config = cc_kit_value(&kit, cases[i].config);
        if (cases[i].has_unknown_identifier)
            cc_value_set(&config, CC_STR("key_identifier"), cc_value_unknown());
        bool good = cc_schema_validate(&kit.call, schema->attributes, &config);
        good = cc_data_source_byok_key.validate(&kit.call, &config) && good;
        assert_int_equal(good, cases[i].error == NULL);
        cc_kit_expect_error(&kit, cases[i].path, cases[i].error);
        cc_kit_close(&kit);
    }
}

/* What the resource gains, the data source must gain, too; `on_destroy` says nothing of a key. */
static void test_key_data__everything_of_the_resource_is_told(void **state)
{
    (void)state;
    struct cc_kit kit;
    cc_kit_open(&kit, cc_data_source_byok_key.schema, NULL);
    const struct cc_type *managed = cc_schema_type(&kit.arena, cc_key_schema.attributes);
    for (size_t i = 0; i < managed->member_count; i++) {
        struct cc_str name = managed->members[i].name;
        const struct cc_type_member *told = cc_type_find(kit.call.type, name);
        bool is_left_out = cc_str_equal(name, CC_STR("on_destroy"));
        assert_int_equal(told == NULL, is_left_out);
        assert_true(is_left_out || cc_type_equal(told->type, managed->members[i].type));
    }
    cc_kit_close(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_key_data__reads),
        cmocka_unit_test(test_key_data__exactly_one_argument_says_what_to_look_for),
        cmocka_unit_test(test_key_data__everything_of_the_resource_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
