// SPDX-License-Identifier: MPL-2.0
#include "dedicated_cluster/cluster_test.h"

extern const struct cc_data_source_type cc_data_source_dedicated_cluster;

enum { ROWS_MAX = 3 };

#define BY_ID "{\"environment_id\":\"env-1\",\"id\":\"lkc-1\"}"
#define BY_NAME "{\"environment_id\":\"env-1\",\"display_name\":\"orders\"}"
#define NAMED(id, name, kind)                                                            \
    "{\"id\":\"" id "\",\"spec\":{\"display_name\":\"" name "\",\"config\":{\"kind\":\"" \
    "" kind "\"}}}"
#define STATE_DATA(mode, key)                                                              \
    "{\"display_name\":\"orders\",\"environment_id\":\"env-1\",\"cloud\":\"AZURE\","       \
    "\"region\":\"westeurope\",\"availability\":\"HIGH\",\"cku\":2,\"encryption_mode\":\"" \
    "" mode "\",\"deletion_protection\":true" key STATE_FACTS "}"

struct read_case {
    const char *name, *config;
    struct cc_stub_row rows[ROWS_MAX];
    const char *state; /* NULL: an error */
    const char *path, *error;
};

static const struct read_case reads[] = {
    {.name = "a cluster by its id",
     .config = BY_ID,
     .rows = {GET_ONE(.status = 200, .answer = CLUSTER_READY)},
     .state = STATE_DATA("automatic", "")},
    {.name = "a cluster by its name, with its key",
     .config = BY_NAME,
     .rows = {LIST_OF(NAMED("lkc-2", "Orders", "Dedicated") "," CLUSTER(
         PROTECTED ENDPOINTS BYOK("cck-1"), CKU(2), PROVISIONED(2)))},
     .state = STATE_DATA("self_managed", KEY("cck-1"))},
    {.name = "a Basic cluster is none, by its id",
     .config = BY_ID,
     .rows = {GET_ONE(.status = 200, .answer = NAMED("lkc-1", "orders", "Basic"))},
     .path = "id",
     .error = "kind Basic"},
    {.name = "a Basic cluster is none, by its name",
     .config = BY_NAME,
     .rows = {LIST_OF(NAMED("lkc-1", "orders", "Basic"))},
     .path = "display_name",
     .error = "kind Basic"},
    {.name = "an id that does not exist lists the environment",
     .config = BY_ID,
     .rows = {GET_ONE(.status = 403, .answer = ERRORS("forbidden_access", "")),
              LIST_OF(NAMED("lkc-2", "logs", "Basic"))},
     .path = "id",
     .error = "These are the clusters of env-1:\n  lkc-2 (logs, Basic)"},
    {.name = "a name that does not exist lists the environment",
     .config = BY_NAME,
     .rows = {LIST_OF(NAMED("lkc-2", "logs", "Dedicated"))},
     .path = "display_name",
     .error = "lkc-2 (logs, Dedicated)"},
    {.name = "two of one name are not chosen for you",
     .config = BY_NAME,
     .rows = {LIST_OF(
         NAMED("lkc-1", "orders", "Dedicated") "," NAMED("lkc-2", "orders", "Dedicated"))},
     .path = "display_name",
     .error = "its id:\n  lkc-1 (orders, Dedicated)\n  lkc-2 (orders, Dedicated)"},
    {.name = "a Basic one of the same name is not meant",
     .config = BY_NAME,
     .rows = {LIST_OF(NAMED("lkc-2", "orders", "Basic") "," CLUSTER(
         PROTECTED ENDPOINTS BYOK("cck-1"), CKU(2), PROVISIONED(2)))},
     .state = STATE_DATA("self_managed", KEY("cck-1"))},
    {.name = "an environment that may not be seen is an error",
     .config = BY_ID,
     .rows = {GET_ONE(.status = 403), LIST(.status = 403)},
     .path = "",
     .error = "403"},
    {.name = "a list that is refused is an error",
     .config = BY_NAME,
     .rows = {LIST(.status = 403)},
     .path = "",
     .error = "403"},
    {.name = "another cluster than the one asked for is an error",
     .config = BY_ID,
     .rows = {GET_ONE(.status = 200, .answer = NAMED("lkc-2", "orders", "Dedicated"))},
     .path = "",
     .error = "another cluster"},
};

static void run_read(const struct read_case *read)
{
    struct cc_kit kit;
    cc_kit_open(&kit, cc_data_source_dedicated_cluster.schema, read->rows);
    struct cc_value config = cc_kit_value(&kit, read->config);
    struct cc_value state = config;
    print_message("%s\n", read->name);
    assert_int_equal(cc_data_source_dedicated_cluster.read(&kit.call, &config, &state),
                     read->state != NULL);
    cc_kit_expect_error(&kit, read->path, read->error);
    cc_kit_expect_warning(&kit, "", NULL);
    if (read->state != NULL)
        cc_kit_expect_value(&kit, &state, read->state);
    cc_kit_close(&kit);
}

static void test_cluster_data__reads(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof reads / sizeof reads[0]; i++)
        run_read(&reads[i]);
}

static void test_cluster_data__arguments_are_checked(void **state)
{
    (void)state;
    static const struct {
        const char *config, *path, *error;
    } cases[] = {
        {BY_ID, "", NULL},
        {BY_NAME, "", NULL},
        {"{\"environment_id\":\"env-1\"}", "", "Exactly one of id and display_name"},
        {"{\"environment_id\":\"env-1\",\"id\":\"lkc-1\",\"display_name\":\"orders\"}",
         "display_name", "id is set already"},
        {"{\"environment_id\":\"lkc-1\",\"id\":\"lkc-1\"}", "environment_id", "env-1x2y3"},
        {"{\"environment_id\":\"env-1\",\"id\":\"orders\"}", "id", "lkc-9k8j7"},
        {"{\"environment_id\":\"env-1\",\"id\":\"\"}", "id", "lkc-9k8j7"},
        {"{\"environment_id\":\"env-1\",\"display_name\":\"\"}", "display_name", "empty"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cc_kit kit;
        const struct cc_schema *schema = cc_data_source_dedicated_cluster.schema;
        cc_kit_open(&kit, schema, NULL);
        struct cc_value config = cc_kit_value(&kit, cases[i].config);
        bool good = cc_schema_validate(&kit.call, schema->attributes, &config);
        good = cc_data_source_dedicated_cluster.validate(&kit.call, &config) && good;
        assert_int_equal(good, cases[i].error == NULL);
        cc_kit_expect_error(&kit, cases[i].path, cases[i].error);
        cc_kit_close(&kit);
    }
}

static bool is_left_out(struct cc_str name)
{
    static const char *const names[] = {"allow_duplicate_name", "timeouts", NULL};
    for (size_t i = 0; names[i] != NULL; i++)
        if (cc_str_equal(name, cc_str_from(names[i])))
            return true;
    return false;
}

/* What the resource gains, the data source must gain, too, unless it says nothing of a cluster. */
static void test_cluster_data__everything_of_the_resource_is_told(void **state)
{
    (void)state;
    struct cc_kit kit;
    cc_kit_open(&kit, cc_data_source_dedicated_cluster.schema, NULL);
    const struct cc_type *managed = cc_schema_type(&kit.arena, cc_cluster_schema.attributes);
    for (size_t i = 0; i < managed->member_count; i++) {
        const struct cc_type_member *member = &managed->members[i];
        const struct cc_type_member *told = cc_type_find(kit.call.type, member->name);
        assert_int_equal(told == NULL, is_left_out(member->name));
        assert_true(told == NULL || cc_type_equal(told->type, member->type));
    }
    cc_kit_close(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cluster_data__reads),
        cmocka_unit_test(test_cluster_data__arguments_are_checked),
        cmocka_unit_test(test_cluster_data__everything_of_the_resource_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
