// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "conformance/host.h"
#include "value/codec.h"

/* A change of one attribute. */
struct change {
    const char *path;
    const char *json; /* of the whole object with nothing but this attribute; NULL: it is null */
    bool replaces;
};

struct subject {
    const char *what, *type, *base; /* configuration with every attribute that goes together */
    const char *unset;              /* attributes of `base` that may be left out, by spaces */
    const char *own;                /* attributes the service knows nothing of, by spaces */
    bool has_environment;           /* imported as <environment>/<id> */
    struct change changes[12];      /* ends with a row without path */
};

#define TENANT "9d2e0000-0000-4000-8000-00000000b002"
#define VAULT                                                                          \
    "/subscriptions/3f1c0000-0000-4000-8000-00000000a001/resourceGroups/rg/providers/" \
    "Microsoft.KeyVault/vaults/kv-orders"
#define ARN(key) "arn:aws:kms:eu-central-1:123412341234:key/" key
#define GCP(key) "projects/p-orders/locations/europe-west3/keyRings/ring1/cryptoKeys/" key

static const struct subject subjects[] = {
    {.what = "an Azure key",
     .type = "ccloud_byok_key",
     .base =
         "{\"display_name\":\"orders\",\"on_destroy\":\"delete\",\"azure\":{\"tenant_id\":\"" TENANT
         "\",\"key_vault_id\":\"" VAULT
         "\",\"key_identifier\":\"https://kv-orders.vault.azure.net/keys/a\"}}",
     .unset = "display_name on_destroy",
     .own = "on_destroy",
     .changes = {{"display_name", "{\"display_name\":\"renamed\"}", false},
                 {"display_name", NULL, false},
                 {"on_destroy", "{\"on_destroy\":\"retain\"}", false},
                 {"azure.key_identifier",
                  "{\"azure\":{\"key_identifier\":\"https://kv-orders.vault.azure.net/keys/b\"}}",
                  true},
                 {"azure.tenant_id",
                  "{\"azure\":{\"tenant_id\":\"00000000-0000-4000-8000-000000000001\"}}", true}}},
    {.what = "an AWS key",
     .type = "ccloud_byok_key",
     .base = "{\"display_name\":\"orders\",\"aws\":{\"key_arn\":\"" ARN(
         "0f0f0f0f-1111-4222-8333-444455556666") "\"}}",
     .unset = "display_name",
     .own = "on_destroy",
     .changes = {{"display_name", NULL, false},
                 {"aws.key_arn",
                  "{\"aws\":{\"key_arn\":\"" ARN("0f0f0f0f-1111-4222-8333-444455557777") "\"}}",
                  true}}},
    {.what = "a GCP key",
     .type = "ccloud_byok_key",
     .base = "{\"display_name\":\"orders\",\"gcp\":{\"key_id\":\"" GCP("a") "\"}}",
     .unset = "display_name",
     .own = "on_destroy",
     .changes = {{"gcp.key_id", "{\"gcp\":{\"key_id\":\"" GCP("b") "\"}}", true}}},
    {.what = "a cluster",
     .type = "ccloud_dedicated_cluster",
     .base = "{\"display_name\":\"orders\",\"environment_id\":\"env-demo01\",\"cloud\":\"AZURE\","
             "\"region\":\"westeurope\",\"availability\":\"MULTI_ZONE\",\"cku\":2,"
             "\"encryption_mode\":\"automatic\",\"zones\":[\"1\",\"2\",\"3\"],"
             "\"release_priority\":\"REGULAR\",\"deletion_protection\":false,"
             "\"allow_duplicate_name\":false,\"timeouts\":{\"create\":\"1h\",\"update\":\"1h\"}}",
     .unset = "encryption_mode zones release_priority deletion_protection allow_duplicate_name "
              "timeouts",
     .own = "allow_duplicate_name timeouts",
     .has_environment = true,
     .changes = {{"display_name", "{\"display_name\":\"renamed\"}", false},
                 {"cku", "{\"cku\":3}", false},
                 {"release_priority", "{\"release_priority\":\"PRIORITY\"}", false},
                 {"deletion_protection", "{\"deletion_protection\":true}", false},
                 {"deletion_protection", "{\"deletion_protection\":false}", false},
                 {"timeouts", NULL, false},
                 {"availability", "{\"availability\":\"HIGH\"}",
                  false}, /* the same by another word */
                 {"region", "{\"region\":\"northeurope\"}", true},
                 {"availability", "{\"availability\":\"SINGLE_ZONE\"}", true},
                 {"environment_id", "{\"environment_id\":\"env-other\"}", true},
                 {"zones", "{\"zones\":[\"1\",\"2\",\"4\"]}", true}}},
};

enum { SUBJECTS = sizeof subjects / sizeof subjects[0] };

static const struct cc_value nothing = {.kind = CC_VALUE_NULL};

static struct cc_value changed(struct host *host, const struct host_resource *at,
                               const struct cc_value *object, const struct change *change)
{
    struct cc_value source = change->json != NULL ? host_value(host, at, change->json) : nothing;
    return host_with(host, object, change->path,
                     change->json != NULL ? *cc_value_at(&source, change->path) : cc_value_null());
}

/* Made, settled, and what the host would keep. */
static struct cc_value create(struct host *host, const struct host_resource *at, const char *what,
                              const struct cc_value *config)
{
    struct host_plan plan = host_plan(host, at, config, &nothing);
    assert_int_equal(plan.error_count, 0);
    assert_int_equal(plan.replace_count, 0);
    host_check_plan(host, at, what, config, &nothing, &plan.planned);
    struct cc_value state = host_apply(host, at, config, &nothing, &plan.planned);
    host_check_applied(host, at, what, &plan.planned, &state);
    return state;
}

/* After an apply nothing is left to do, and nothing looks different. */
static void expect_settled(struct host *host, const struct host_resource *at, const char *what,
                           const struct cc_value *config, const struct cc_value *state)
{
    struct cc_value read = host_read(host, at, state);
    host_check_equal(host, at, what, state, &read);
    struct host_plan again = host_plan(host, at, config, &read);
    assert_int_equal(again.error_count, 0);
    assert_int_equal(again.replace_count, 0);
    host_check_equal(host, at, what, &read, &again.planned);
}

static struct cc_value lift_protection(struct host *host, const struct host_resource *at,
                                       const struct cc_value *state)
{
    struct cc_value planned = host_with(host, state, "deletion_protection", cc_value_bool(false));
    return host_apply(host, at, &planned, state, &planned);
}

static void destroy(struct host *host, const struct host_resource *at, const struct cc_value *state)
{
    struct cc_value prior = *state;
    if (cc_value_is_true(cc_value_at(state, "deletion_protection")))
        prior = lift_protection(host, at, state);
    assert_int_equal(host_plan(host, at, &nothing, &prior).error_count, 0);
    struct cc_value gone = host_apply(host, at, &nothing, &prior, &nothing);
    assert_true(cc_value_is_null(&gone));
}

#define each_subject(subject)                 \
    const struct subject *subject = subjects; \
    subject < subjects + SUBJECTS;            \
    subject++

static void test_conformance__what_was_planned_is_applied_and_settles(void **state)
{
    struct host *host = *state;
    for (each_subject(subject)) {
        struct host_resource at = host_find(host, subject->type);
        struct cc_value config = host_value(host, &at, subject->base);
        assert_int_equal(host_validate(host, &at, &config), 0);
        struct cc_value made = create(host, &at, subject->what, &config);
        expect_settled(host, &at, subject->what, &config, &made);
        destroy(host, &at, &made);
    }
}

static void test_conformance__every_attribute_may_be_left_out_or_unknown(void **state)
{
    struct host *host = *state;
    for (each_subject(subject)) {
        struct host_resource at = host_find(host, subject->type);
        struct cc_value base = host_value(host, &at, subject->base);
        struct cc_str names = cc_str_from(subject->unset);
        while (!cc_str_is_absent(names)) {
            const char *name = cc_str_c(&host->arena, cc_str_cut(&names, ' '));
            struct cc_value config = host_with(host, &base, name, cc_value_null());
            struct cc_value made = create(host, &at, name, &config);
            expect_settled(host, &at, name, &config, &made);
            destroy(host, &at, &made);
        }
        for (const struct cc_attribute *row = at.resource->schema->attributes; row->name; row++) {
            if (!cc_attribute_is_configurable(row))
                continue;
            struct cc_value config = host_with(host, &base, row->name, cc_value_unknown());
            assert_int_equal(host_validate(host, &at, &config), 0);
            struct host_plan plan = host_plan(host, &at, &config, &nothing);
            assert_int_equal(plan.error_count, 0);
            host_check_plan(host, &at, row->name, &config, &nothing, &plan.planned);
        }
    }
}

static bool is_among(const struct host_plan *plan, const char *path)
{
    for (size_t i = 0; i < plan->replace_count; i++)
        if (cc_str_equal(plan->replace[i], cc_str_from(path)))
            return true;
    return false;
}

static void apply_change(struct host *host, const struct host_resource *at,
                         const struct change *change, struct cc_value *config,
                         struct cc_value *made)
{
    struct cc_value wanted = changed(host, at, config, change);
    struct host_plan plan = host_plan(host, at, &wanted, made);
    assert_int_equal(plan.error_count, 0);
    host_check_plan(host, at, change->path, &wanted, made, &plan.planned);
    if (change->replaces != is_among(&plan, change->path))
        fail_msg("%s: %s", change->path, change->replaces ? "no replacement" : "a replacement");
    if (change->replaces)
        return;
    struct cc_value now = *made;
    if (!cc_value_equal(at->type, made, &plan.planned))
        now = host_apply(host, at, &wanted, made, &plan.planned);
    host_check_applied(host, at, change->path, &plan.planned, &now);
    expect_settled(host, at, change->path, &wanted, &now);
    *config = wanted;
    *made = now;
}

static void test_conformance__every_change_updates_or_replaces_as_the_table_says(void **state)
{
    struct host *host = *state;
    for (each_subject(subject)) {
        struct host_resource at = host_find(host, subject->type);
        struct cc_value config = host_value(host, &at, subject->base);
        struct cc_value made = create(host, &at, subject->what, &config);
        for (const struct change *change = subject->changes; change->path != NULL; change++)
            apply_change(host, &at, change, &config, &made);
        struct cc_value prior =
            host_with(host, &made, "display_name", *cc_value_at(&made, "display_name"));
        if (cc_str_equal(cc_str_from(subject->own), CC_STR("on_destroy")))
            prior = host_with(host, &prior, "on_destroy", cc_value_null());
        destroy(host, &at, &prior);
    }
}

static void test_conformance__an_import_and_a_read_give_the_state(void **state)
{
    struct host *host = *state;
    for (each_subject(subject)) {
        struct host_resource at = host_find(host, subject->type);
        struct cc_value config = host_value(host, &at, subject->base);
        struct cc_value made = create(host, &at, subject->what, &config);
        struct cc_str id = cc_value_text(cc_value_at(&made, "id"));
        if (subject->has_environment)
            id = cc_str_format(&host->arena, "env-demo01/%.*s", CC_STR_ARG(id));
        struct cc_value imported = host_import(host, &at, cc_str_c(&host->arena, id));
        struct cc_value read = host_read(host, &at, &imported), known = made;
        struct cc_str own = cc_str_from(subject->own);
        while (!cc_str_is_absent(own))
            known = host_with(host, &known, cc_str_c(&host->arena, cc_str_cut(&own, ' ')),
                              cc_value_null());
        if (subject->has_environment) /* the service answers with the word it likes */
            known = host_with(host, &known, "availability", *cc_value_at(&read, "availability"));
        host_check_equal(host, &at, subject->what, &known, &read);
        struct host_plan plan = host_plan(host, &at, &config, &read);
        assert_int_equal(plan.replace_count, 0);
        destroy(host, &at, &made);
    }
}

/* Configurations of data sources; some name what was made before by its id. */
static const struct lookup {
    const char *type, *config;
    bool by_id;
} lookups[] = {
    {"ccloud_byok_key", "{}", true},
    {"ccloud_byok_key", "{\"key_identifier\":\"https://kv-orders.vault.azure.net/keys/a\"}"},
    {"ccloud_byok_keys", "{}"},
    {"ccloud_dedicated_cluster", "{\"environment_id\":\"env-demo01\"}", true},
    {"ccloud_dedicated_cluster", "{\"environment_id\":\"env-demo01\",\"display_name\":\"orders\"}"},
    {"ccloud_dedicated_clusters", "{\"environment_id\":\"env-demo01\"}"},
    {"ccloud_environment", "{\"id\":\"env-demo01\"}"},
    {"ccloud_environment", "{\"display_name\":\"default\"}"},
    {"ccloud_environments", "{}"},
};

static void look_up(struct host *host, const struct lookup *lookup, struct cc_str id)
{
    struct host_data at = host_find_data(host, lookup->type);
    struct cc_value config = host_data_value(host, &at, cc_str_from(lookup->config));
    if (lookup->by_id)
        config = host_with(host, &config, "id", cc_value_str(id));
    struct cc_value first = host_read_data(host, &at, &config);
    struct cc_value second = host_read_data(host, &at, &config);
    assert_true(cc_value_is_wholly_known(&first));
    assert_true(cc_value_equal(at.type, &first, &second));
    for (size_t i = 0; i < at.type->member_count; i++) {
        const struct cc_value *mine = cc_value_get(&config, at.type->members[i].name);
        const struct cc_value *told = cc_value_get(&first, at.type->members[i].name);
        if (!cc_value_is_null(mine) && !cc_value_equal(at.type->members[i].type, mine, told))
            fail_msg("%s: another value than configured", lookup->type);
    }
}

static void test_conformance__data_sources_tell_the_same_twice_and_keep_what_was_asked(void **state)
{
    struct host *host = *state;
    const char *const made_before[] = {"an Azure key", "a cluster"};
    struct cc_str ids[2];
    size_t count = 0;
    for (each_subject(subject)) {
        if (count == 2 ||
            !cc_str_equal(cc_str_from(subject->what), cc_str_from(made_before[count])))
            continue;
        struct host_resource at = host_find(host, subject->type);
        struct cc_value config = host_value(host, &at, subject->base);
        struct cc_value made = create(host, &at, subject->what, &config);
        ids[count++] = cc_value_text(cc_value_at(&made, "id"));
    }
    assert_int_equal(count, 2);
    for (size_t i = 0; i < sizeof lookups / sizeof lookups[0]; i++)
        look_up(host, &lookups[i],
                cc_str_starts_with(cc_str_from(lookups[i].type), CC_STR("ccloud_byok")) ? ids[0]
                                                                                        : ids[1]);
}

static void test_conformance__plans_are_repeatable(void **state)
{
    struct host *host = *state;
    for (each_subject(subject)) {
        struct host_resource at = host_find(host, subject->type);
        struct cc_value config = host_value(host, &at, subject->base);
        struct host_plan first = host_plan(host, &at, &config, &nothing);
        struct host_plan second = host_plan(host, &at, &config, &nothing);
        struct cc_str bytes = cc_msgpack_encode(&host->arena, at.type, &first.planned);
        assert_true(cc_str_equal(bytes, cc_msgpack_encode(&host->arena, at.type, &second.planned)));
    }
}

/* Whatever arrives, there is an answer, and the next call works. */
static void test_conformance__spoilt_bytes_never_end_the_provider(void **state)
{
    struct host *host = *state;
    static const char *const methods[] = {"PlanResourceChange",  "ValidateResourceConfig",
                                          "ReadResource",        "UpgradeResourceState",
                                          "ImportResourceState", "ReadDataSource",
                                          "MoveResourceState",   "UpgradeResourceIdentity",
                                          "CallFunction",        "ValidateDataResourceConfig"};
    struct host_resource at = host_find(host, "ccloud_byok_key");
    struct cc_value config = host_value(host, &at, subjects[0].base);
    struct cc_str whole = host_plan_bytes(host, &at, &config);
    char *spoilt = cc_arena_alloc(&host->arena, whole.len);
    for (size_t m = 0; m < sizeof methods / sizeof methods[0]; m++)
        for (size_t i = 0; i < whole.len; i++) {
            host_send_bytes(host, methods[m], cc_str_slice(whole, 0, i));
            for (size_t j = 0; j < whole.len; j++)
                spoilt[j] = whole.ptr[j];
            spoilt[i] = (char)~spoilt[i];
            host_send_bytes(host, methods[m], (struct cc_str){spoilt, whole.len});
        }
    assert_int_equal(host_plan(host, &at, &config, &nothing).error_count, 0);
}

static int set_up(void **state)
{
    static struct host host;
    host_start(&host);
    *state = &host;
    return 0;
}

static int tear_down(void **state)
{
    host_stop(*state);
    return 0;
}

#define CASE(name) cmocka_unit_test_setup_teardown(test_conformance__##name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_was_planned_is_applied_and_settles),
        CASE(every_attribute_may_be_left_out_or_unknown),
        CASE(every_change_updates_or_replaces_as_the_table_says),
        CASE(an_import_and_a_read_give_the_state),
        CASE(data_sources_tell_the_same_twice_and_keep_what_was_asked),
        CASE(plans_are_repeatable),
        CASE(spoilt_bytes_never_end_the_provider),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
