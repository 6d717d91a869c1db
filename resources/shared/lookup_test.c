// SPDX-License-Identifier: MPL-2.0
#include "shared/lookup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "shared/test_kit.h"

static const struct cc_attribute attributes[] = {
    {.name = "id", .mode = CC_OPTIONAL_COMPUTED, .type = &cc_type_string},
    {.name = "name", .mode = CC_OPTIONAL_COMPUTED, .type = &cc_type_string},
    {.name = "place", .mode = CC_OPTIONAL, .type = &cc_type_string},
    {.name = NULL},
};
static const struct cc_schema schema = {.attributes = attributes};

static struct cc_lookup lookup_in(struct cc_kit *kit, const char *wanted)
{
    return (struct cc_lookup){
        .ccloud = &kit->ccloud,
        .noun = "thing",
        .path = "name",
        .wanted = cc_str_from(wanted),
        .list_name = CC_STR("the things"),
        .list = {.method = CC_GET, .path = CC_STR("/things")},
        .labels = {"name", "kind"},
    };
}

static void test_lookup__one_of_three_arguments(void **state)
{
    (void)state;
    static const char *const names[] = {"id", "name", "place", NULL};
    static const struct {
        const char *config, *unknown, *path, *error;
    } cases[] = {
        {"{\"place\":\"x\"}", NULL, "", NULL},
        {"{\"place\":\"x\"}", "id", "", NULL},
        {"{}", "name", "", NULL},
        {"{}", NULL, "", "Exactly one of id, name and place"},
        {"{\"id\":\"x\",\"place\":\"x\"}", NULL, "place", "id is set already"},
        {"{\"id\":\"x\",\"name\":\"x\"}", "place", "name", "id is set already"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cc_kit kit;
        cc_kit_open(&kit, &schema, NULL);
        struct cc_value config = cc_kit_value(&kit, cases[i].config);
        if (cases[i].unknown != NULL)
            cc_value_set(&config, cc_str_from(cases[i].unknown), cc_value_unknown());
        assert_int_equal(cc_lookup_is_unique(&kit.call, &config, names), cases[i].error == NULL);
        cc_kit_expect_error(&kit, cases[i].path, cases[i].error);
        cc_kit_close(&kit);
    }
}

static void test_lookup__names_are_exact_and_single(void **state)
{
    (void)state;
    static const struct {
        const char *wanted, *answer, *id, *error;
    } cases[] = {
        {"a", "{\"data\":[{\"id\":\"t-1\",\"name\":\"b\"},{\"id\":\"t-2\",\"name\":\"a\"}]}", "t-2",
         NULL},
        {"a", "{\"data\":[{\"id\":\"t-1\",\"name\":\"A\"},{\"id\":\"t-2\"}]}", NULL,
         ":\n  t-1 (A)\n  t-2"},
        {"a", "{\"data\":[{\"id\":\"t-2\"},{\"id\":\"t-1\",\"name\":\"A\"}]}", NULL,
         "not found. There is \"A\", which differs in upper and lower case only"},
        {"b", "{\"data\":[{\"id\":\"t-2\"}]}", NULL, "not found.\n\nThese"},
        {"a", "{\"data\":[]}", NULL, "none that these credentials may see"},
        {"a",
         "{\"data\":[{\"id\":\"t-1\",\"name\":\"a\",\"kind\":\"k\"},{\"id\":\"t-2\","
         "\"name\":\"a\"}]}",
         NULL, "by its id:\n  t-1 (a, k)\n  t-2 (a)"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cc_kit kit;
        struct cc_stub_row rows[] = {{.path = "/things", .status = 200, .answer = cases[i].answer},
                                     {.path = NULL}};
        cc_kit_open(&kit, &schema, rows);
        struct cc_lookup lookup = lookup_in(&kit, cases[i].wanted);
        const struct cc_json *item = cc_lookup_by_name(&kit.call, &lookup);
        assert_int_equal(item == NULL, cases[i].id == NULL);
        if (item != NULL)
            assert_true(cc_str_equal(cc_json_str(item, "id"), cc_str_from(cases[i].id)));
        cc_kit_expect_error(&kit, "name", cases[i].error);
        cc_kit_close(&kit);
    }
}

static void test_lookup__only_twenty_candidates_are_listed(void **state)
{
    (void)state;
    struct cc_kit kit;
    struct cc_stub_row rows[] = {{.path = "/things", .status = 200}, {.path = NULL}};
    cc_kit_open(&kit, &schema, rows);
    struct cc_buf buf;
    cc_buf_init(&buf, &kit.arena, 4096);
    for (int i = 1; i <= 23; i++)
        cc_buf_appendf(&buf, "%s{\"id\":\"t-%d\"}", i == 1 ? "{\"data\":[" : ",", i);
    cc_buf_appendf(&buf, "]}");
    rows[0].answer = cc_buf_str(&buf).ptr;
    struct cc_lookup lookup = lookup_in(&kit, "a");
    assert_null(cc_lookup_by_name(&kit.call, &lookup));
    assert_true(cc_kit_mentions(&kit, "t-20\n  and 3 more"));
    assert_false(cc_kit_mentions(&kit, "t-21"));
    cc_kit_close(&kit);
}

static void test_lookup__a_list_that_is_refused_is_an_error(void **state)
{
    (void)state;
    static const struct cc_stub_row rows[] = {{.path = "/things", .status = 403}, {.path = NULL}};
    struct cc_kit kit;
    cc_kit_open(&kit, &schema, rows);
    struct cc_lookup lookup = lookup_in(&kit, "a");
    assert_null(cc_lookup_by_name(&kit.call, &lookup));
    cc_kit_expect_error(&kit, "", "403");
    cc_kit_close(&kit);
}

static void test_lookup__lists_are_sorted_by_id(void **state)
{
    (void)state;
    static const struct cc_stub_row rows[] = {
        {.path = "/things",
         .status = 200,
         .answer = "{\"data\":[{\"id\":\"t-2\"},{\"id\":\"t-3\"},{\"id\":\"t-1\"}]}"},
        {.path = "/things", .status = 200, .answer = "{\"data\":[]}"},
        {.path = "/things", .status = 500},
        {.path = NULL}};
    const struct cc_json *const *items;
    size_t count;
    struct cc_kit kit;
    cc_kit_open(&kit, &schema, rows);
    struct cc_lookup lookup = lookup_in(&kit, "");
    assert_true(cc_lookup_all(&kit.call, &lookup, &items, &count));
    assert_int_equal(count, 3);
    assert_string_equal(cc_json_str(items[0], "id").ptr, "t-1");
    assert_string_equal(cc_json_str(items[2], "id").ptr, "t-3");
    assert_true(cc_lookup_all(&kit.call, &lookup, &items, &count));
    assert_int_equal(count, 0);
    assert_false(cc_lookup_all(&kit.call, &lookup, &items, &count));
    cc_kit_expect_error(&kit, "", "Listing the things");
    cc_kit_close(&kit);
}

static void test_lookup__filters_are_all_meant(void **state)
{
    (void)state;
    static const struct cc_filter filters[] = {{"name", "name"}, {"place", "place"}, {NULL, NULL}};
    static const struct {
        const char *config;
        bool fits;
    } cases[] = {
        {"{}", true},
        {"{\"name\":\"a\"}", true},
        {"{\"name\":\"A\"}", false},
        {"{\"place\":\"x\"}", false},
        {"{\"name\":\"a\",\"place\":\"x\"}", false},
    };
    struct cc_kit kit;
    cc_kit_open(&kit, &schema, NULL);
    struct cc_value item = cc_kit_value(&kit, "{\"id\":\"t-1\",\"name\":\"a\"}");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cc_value config = cc_kit_value(&kit, cases[i].config);
        assert_int_equal(cc_lookup_fits(filters, &config, &item), cases[i].fits);
    }
    cc_kit_close(&kit);
}

static void test_lookup__a_mirror_holds_what_both_have(void **state)
{
    (void)state;
    static const struct cc_attribute other[] = {
        {.name = "name", .mode = CC_REQUIRED, .type = &cc_type_string},
        {.name = "more", .mode = CC_REQUIRED, .type = &cc_type_string},
        {.name = NULL},
    };
    struct cc_kit kit;
    cc_kit_open(&kit, &schema, NULL);
    const struct cc_type *type = cc_schema_type(&kit.arena, other);
    struct cc_value source = cc_value_object(&kit.arena, type);
    cc_value_set(&source, CC_STR("name"), cc_value_str(CC_STR("a")));
    cc_value_set(&source, CC_STR("more"), cc_value_str(CC_STR("b")));
    struct cc_value mirror = cc_lookup_mirror(&kit.arena, kit.call.type, type, &source);
    cc_kit_expect_value(&kit, &mirror, "{\"name\":\"a\"}");
    cc_kit_close(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lookup__one_of_three_arguments),
        cmocka_unit_test(test_lookup__names_are_exact_and_single),
        cmocka_unit_test(test_lookup__only_twenty_candidates_are_listed),
        cmocka_unit_test(test_lookup__a_list_that_is_refused_is_an_error),
        cmocka_unit_test(test_lookup__lists_are_sorted_by_id),
        cmocka_unit_test(test_lookup__filters_are_all_meant),
        cmocka_unit_test(test_lookup__a_mirror_holds_what_both_have),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
