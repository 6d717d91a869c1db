// SPDX-License-Identifier: MPL-2.0
#include "registry.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "schema/function.h"
#include "shared/ccloud.h"
#include "value/codec.h"

struct kit {
    struct cc_arena arena;
    struct cc_diags diags;
    struct cc_call call;
};

static void kit_open(struct kit *kit)
{
    cc_arena_init(&kit->arena);
    cc_diags_init(&kit->diags, &kit->arena);
    const struct cc_type *type = cc_schema_type(&kit->arena, cc_provider_ccloud.schema->attributes);
    kit->call = (struct cc_call){.arena = &kit->arena, .diags = &kit->diags, .type = type};
}

static struct cc_value config_from(struct kit *kit, const char *json)
{
    struct cc_value value;
    struct cc_codec_error error;
    assert_true(cc_value_from_json(&kit->arena, kit->call.type, cc_str_from(json), &value, &error));
    return value;
}

static const char full_config[] =
    "{\"cloud_api_key\":\"KEY\",\"cloud_api_secret\":\"SECRET\","
    "\"endpoint\":\"http://127.0.0.1:1\",\"user_agent_suffix\":\"team/2\",\"max_retries\":0}";

static void test_provider__a_configuration_makes_a_connection(void **state)
{
    (void)state;
    struct kit kit;
    kit_open(&kit);
    struct cc_value config = config_from(&kit, full_config);
    struct ccloud *ccloud = cc_provider_ccloud.configure(&kit.call, &config);
    assert_non_null(ccloud);
    assert_int_equal(kit.diags.count, 0);
    assert_non_null(ccloud->client);
    assert_false(ccloud->is_unknown);
    cc_arena_reset(&kit.arena); /* nothing of the call may be needed any more */
    cc_provider_ccloud.release(ccloud);
    cc_arena_release(&kit.arena);
}

static void test_provider__an_unknown_value_makes_an_unknown_connection(void **state)
{
    (void)state;
    static const char *const names[] = {"cloud_api_key", "cloud_api_secret", "endpoint",
                                        "max_retries"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct kit kit;
        kit_open(&kit);
        struct cc_value config = config_from(&kit, full_config);
        cc_value_set(&config, cc_str_from(names[i]), cc_value_unknown());
        struct ccloud *ccloud = cc_provider_ccloud.configure(&kit.call, &config);
        assert_non_null(ccloud);
        assert_int_equal(kit.diags.count, 0);
        assert_null(ccloud->client);
        assert_true(ccloud->is_unknown);
        cc_provider_ccloud.release(ccloud);
        cc_arena_release(&kit.arena);
    }
}

static void test_provider__a_wrong_configuration_makes_none(void **state)
{
    (void)state;
    struct kit kit;
    kit_open(&kit);
    struct cc_value config = config_from(&kit, full_config);
    cc_value_set(&config, CC_STR("endpoint"), cc_value_str(CC_STR("nonsense")));
    assert_null(cc_provider_ccloud.configure(&kit.call, &config));
    assert_int_equal(kit.diags.error_count, 1);
    cc_arena_release(&kit.arena);
}

static void test_provider__every_resource_keeps_the_rules_of_tables(void **state)
{
    (void)state;
    size_t count = 0;
    struct kit kit;
    kit_open(&kit);
    for (; cc_provider_ccloud.resources[count] != NULL; count++) {
        const struct cc_resource_type *resource = cc_provider_ccloud.resources[count];
        assert_int_equal(strncmp(resource->name, "ccloud_", 7), 0);
        struct cc_str fault = cc_schema_fault(&kit.arena, resource->schema);
        if (!cc_str_is_absent(fault))
            fail_msg("%s: %s", resource->name, cc_str_c(&kit.arena, fault));
        assert_non_null(resource->create);
        assert_non_null(resource->read);
        assert_non_null(resource->remove);
    }
    assert_true(count > 0);
    cc_arena_release(&kit.arena);
}

static const struct cc_attribute *row_of(const struct cc_resource_type *resource, const char *name)
{
    const struct cc_attribute *row = resource->schema->attributes;
    while (row->name != NULL && strcmp(row->name, name) != 0)
        row++;
    return row;
}

/* Hosts take a changed identity for a bug of the provider. */
static void test_provider__identities_are_text_that_never_changes(void **state)
{
    (void)state;
    for (size_t i = 0; cc_provider_ccloud.resources[i] != NULL; i++) {
        const struct cc_resource_type *resource = cc_provider_ccloud.resources[i];
        for (size_t k = 0;
             resource->identity != NULL && resource->identity->parts[k].attribute != NULL; k++) {
            const struct cc_attribute *row =
                row_of(resource, resource->identity->parts[k].attribute);
            assert_ptr_equal(row->type, &cc_type_string);
            assert_true(row->force_new || (row->mode == CC_COMPUTED && row->keep_prior));
        }
    }
}

static void test_provider__every_data_source_keeps_the_rules_of_tables(void **state)
{
    (void)state;
    struct kit kit;
    kit_open(&kit);
    size_t count = 0;
    for (; cc_provider_ccloud.data_sources[count] != NULL; count++) {
        const struct cc_data_source_type *data_source = cc_provider_ccloud.data_sources[count];
        assert_int_equal(strncmp(data_source->name, "ccloud_", 7), 0);
        struct cc_str fault = cc_schema_fault(&kit.arena, data_source->schema);
        if (!cc_str_is_absent(fault))
            fail_msg("%s: %s", data_source->name, cc_str_c(&kit.arena, fault));
        assert_non_null(data_source->read);
    }
    assert_true(count > 0);
    cc_arena_release(&kit.arena);
}

static void test_provider__every_function_keeps_the_rules_of_functions(void **state)
{
    (void)state;
    size_t count = 0;
    struct kit kit;
    kit_open(&kit);
    for (; cc_provider_ccloud.functions[count] != NULL; count++) {
        struct cc_str fault = cc_function_fault(&kit.arena, cc_provider_ccloud.functions[count]);
        if (!cc_str_is_absent(fault))
            fail_msg("%s", cc_str_c(&kit.arena, fault));
    }
    assert_true(count > 0);
    cc_arena_release(&kit.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_provider__a_configuration_makes_a_connection),
        cmocka_unit_test(test_provider__an_unknown_value_makes_an_unknown_connection),
        cmocka_unit_test(test_provider__a_wrong_configuration_makes_none),
        cmocka_unit_test(test_provider__every_resource_keeps_the_rules_of_tables),
        cmocka_unit_test(test_provider__identities_are_text_that_never_changes),
        cmocka_unit_test(test_provider__every_data_source_keeps_the_rules_of_tables),
        cmocka_unit_test(test_provider__every_function_keeps_the_rules_of_functions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
