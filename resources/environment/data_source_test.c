// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shared/test_kit.h"

extern const struct cc_data_source_type cc_data_source_environment;

enum { ROWS_MAX = 3 };

#define ALL "/org/v2/environments"
#define ONE "/org/v2/environments/env-1"
#define ENVIRONMENT(id, name, more)                                                           \
    "{\"id\":\"" id "\",\"display_name\":\"" name "\",\"metadata\":{\"resource_name\":\"crn:" \
    "//confluent.cloud/organization=o-1/environment=" id "\"}" more "}"
#define GOVERNED ",\"stream_governance_config\":{\"package\":\"ADVANCED\"}"
#define LIST(items) "{\"data\":[" items "]}"
#define STATE(package)                                                                         \
    "{\"id\":\"env-1\",\"display_name\":\"production\",\"resource_name\":\"crn://confluent.cl" \
    "oud/organization=o-1/environment=env-1\",\"stream_governance_package\":" package "}"

struct read_case {
    const char *name, *config;
    struct cc_stub_row rows[ROWS_MAX];
    const char *state; /* NULL: an error */
    const char *path, *error;
};

static const struct read_case reads[] = {
    {.name = "an environment by its id",
     .config = "{\"id\":\"env-1\"}",
     .rows = {{.path = ONE, .status = 200, .answer = ENVIRONMENT("env-1", "production", GOVERNED)}},
     .state = STATE("\"ADVANCED\"")},
    {.name = "an environment by its name",
     .config = "{\"display_name\":\"production\"}",
     .rows = {{.path = ALL,
               .status = 200,
               .answer = LIST(ENVIRONMENT("env-2", "Production",
                                          GOVERNED) "," ENVIRONMENT("env-1", "production", ""))}},
     .state = STATE("null")},
    {.name = "an id that does not exist lists the environments",
     .config = "{\"id\":\"env-1\"}",
     .rows = {{.path = ONE, .status = 404},
              {.path = ALL, .status = 200, .answer = LIST(ENVIRONMENT("env-2", "test", ""))}},
     .path = "id",
     .error = "These are the environments:\n  env-2 (test)"},
    {.name = "a name that does not exist lists the environments",
     .config = "{\"display_name\":\"production\"}",
     .rows = {{.path = ALL, .status = 200, .answer = LIST(ENVIRONMENT("env-2", "test", ""))}},
     .path = "display_name",
     .error = "env-2 (test)"},
    {.name = "two of one name are not chosen for you",
     .config = "{\"display_name\":\"test\"}",
     .rows = {{.path = ALL,
               .status = 200,
               .answer =
                   LIST(ENVIRONMENT("env-2", "test", "") "," ENVIRONMENT("env-3", "test", ""))}},
     .path = "display_name",
     .error = "env-2 (test)\n  env-3 (test)"},
    {.name = "a refusal of both is the service's",
     .config = "{\"id\":\"env-1\"}",
     .rows = {{.path = ONE, .status = 403}, {.path = ALL, .status = 403}},
     .path = "",
     .error = "403"},
    {.name = "another environment than the one asked for is an error",
     .config = "{\"id\":\"env-1\"}",
     .rows = {{.path = ONE, .status = 200, .answer = ENVIRONMENT("env-2", "test", "")}},
     .path = "",
     .error = "does not describe"},
    {.name = "an empty answer is an error",
     .config = "{\"id\":\"env-1\"}",
     .rows = {{.path = ONE, .status = 200}},
     .path = "",
     .error = "does not describe"},
};

static void run_read(const struct read_case *read)
{
    struct cc_kit kit;
    cc_kit_open(&kit, cc_data_source_environment.schema, read->rows);
    struct cc_value config = cc_kit_value(&kit, read->config);
    struct cc_value state = config;
    print_message("%s\n", read->name);
    assert_int_equal(cc_data_source_environment.read(&kit.call, &config, &state),
                     read->state != NULL);
    cc_kit_expect_error(&kit, read->path, read->error);
    if (read->state != NULL)
        cc_kit_expect_value(&kit, &state, read->state);
    cc_kit_close(&kit);
}

static void test_environment_data__reads(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof reads / sizeof reads[0]; i++)
        run_read(&reads[i]);
}

static void test_environment_data__arguments_are_checked(void **state)
{
    (void)state;
    static const struct {
        const char *config, *path, *error;
    } cases[] = {
        {"{\"id\":\"env-1\"}", "", NULL},
        {"{\"display_name\":\"production\"}", "", NULL},
        {"{}", "", "Exactly one of id and display_name"},
        {"{\"id\":\"env-1\",\"display_name\":\"a\"}", "display_name", "id is set already"},
        {"{\"id\":\"production\"}", "id", "set display_name instead"},
        {"{\"id\":\"\"}", "id", "does not look like"},
        {"{\"id\":\"env-1/../x\"}", "id", "does not look like"},
        {"{\"display_name\":\" \"}", "display_name", "empty"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cc_kit kit;
        const struct cc_schema *schema = cc_data_source_environment.schema;
        cc_kit_open(&kit, schema, NULL);
        struct cc_value config = cc_kit_value(&kit, cases[i].config);
        bool good = cc_schema_validate(&kit.call, schema->attributes, &config);
        good = cc_data_source_environment.validate(&kit.call, &config) && good;
        assert_int_equal(good, cases[i].error == NULL);
        cc_kit_expect_error(&kit, cases[i].path, cases[i].error);
        cc_kit_close(&kit);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_environment_data__reads),
        cmocka_unit_test(test_environment_data__arguments_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
