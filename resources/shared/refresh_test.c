// SPDX-License-Identifier: MPL-2.0
#include "shared/refresh.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shared/api_error.h"
#include "shared/test_kit.h"

#define ATTRIBUTE(label, its_type)                                    \
    {                                                                 \
        .name = label, .mode = CC_OPTIONAL_COMPUTED, .type = its_type \
    }

static const struct cc_attribute attributes[] = {
    ATTRIBUTE("id", &cc_type_string),
    ATTRIBUTE("resource_name", &cc_type_string),
    ATTRIBUTE("name", &cc_type_string),
    ATTRIBUTE("protected", &cc_type_bool),
    {.name = NULL},
};
static const struct cc_schema schema = {.attributes = attributes};

static const struct cc_refresh_member members[] = {
    {NULL, "phase"}, {"name", "name"}, {"protected", "spec.protected"}, {NULL, NULL}};

#define STATE(id, more) "{\"id\":\"" id "\",\"resource_name\":\"crn\"" more "}"
#define THING(id, more) "{\"id\":\"" id "\",\"phase\":\"READY\"" more "}"
#define ONE(id)                                                                              \
    {                                                                                        \
        .path = "/things/" id, .query = "place=here", .status = 200, .answer = THING(id, "") \
    }
#define LIST(status_code, text)                                                           \
    {                                                                                     \
        .path = "/things", .query = "place=here", .status = (status_code), .answer = text \
    }
#define END          \
    {                \
        .path = NULL \
    }

static struct cc_answer refresh_in(struct cc_kit *kit, const char *place, const char *state)
{
    struct cc_value prior = cc_kit_value(kit, state);
    struct cc_str id = cc_value_text(cc_value_at(&prior, "id"));
    struct cc_query query = {"place", cc_str_from(place)};
    struct cc_refresh refresh = {
        .one = {.path = cc_client_path(&kit->arena, "/things", id), .query = {query}},
        .list = {.path = CC_STR("/things"), .query = {query}},
        .members = members};
    return cc_refresh_send(&kit->call, &kit->ccloud, &refresh, &prior);
}

static void expect(struct cc_kit *kit, const char *state, const char *id)
{
    struct cc_answer answer = refresh_in(kit, "here", state);
    assert_int_equal(answer.kind, CC_ANSWER_OK);
    assert_int_equal(answer.http_status, CC_STATUS_OK);
    assert_true(cc_str_equal(cc_json_str(answer.json, "id"), cc_str_from(id)));
    assert_true(cc_str_equal(answer.request_id, CC_STR("r-1")));
}

static void test_refresh__the_first_asks_and_the_others_are_told(void **state)
{
    (void)state;
    static const struct cc_stub_row rows[] = {
        ONE("t-1"),
        LIST(200, "{\"data\":[" THING("t-2", "") "," THING("t-3", "") "]}"),
        END,
    };
    struct cc_kit kit;
    cc_kit_open(&kit, &schema, rows);
    expect(&kit, STATE("t-1", ""), "t-1");
    expect(&kit, STATE("t-2", ""), "t-2");
    expect(&kit, STATE("t-3", ""), "t-3");
    cc_kit_close(&kit);
}

static void test_refresh__pages_are_turned_with_their_tokens(void **state)
{
    (void)state;
    static const struct cc_stub_row rows[] = {
        ONE("t-1"),
        LIST(200, "{\"data\":[" THING("t-2", "") "],\"metadata\":{\"next\":\"a+b\"}}"),
        {.path = "/things",
         .query = "place=here&page_token=a+b",
         .status = 200,
         .answer = "{\"data\":[" THING("t-3", "") "]}"},
        END,
    };
    struct cc_kit kit;
    cc_kit_open(&kit, &schema, rows);
    expect(&kit, STATE("t-1", ""), "t-1");
    expect(&kit, STATE("t-3", ""), "t-3");
    expect(&kit, STATE("t-2", ""), "t-2");
    cc_kit_close(&kit);
}

static void test_refresh__a_list_that_is_told_to_be_long_is_not_read_for_two(void **state)
{
    (void)state;
    static const struct cc_stub_row rows[] = {
        ONE("t-1"),
        LIST(200, "{\"data\":[" THING("t-4", "") "],\"metadata\":{\"next\":\"a\",\"total_size\":"
                                                 "9}}"),
        ONE("t-2"),
        END,
    };
    struct cc_kit kit;
    cc_kit_open(&kit, &schema, rows);
    expect(&kit, STATE("t-1", ""), "t-1");
    expect(&kit, STATE("t-2", ""), "t-2");
    cc_kit_close(&kit);
}

static void test_refresh__other_places_have_other_lists(void **state)
{
    (void)state;
    static const struct cc_stub_row rows[] = {
        ONE("t-1"),
        LIST(200, "{\"data\":[" THING("t-2", "") "]}"),
        {.path = "/things/t-2", .query = "place=there", .status = 404},
        END,
    };
    struct cc_kit kit;
    cc_kit_open(&kit, &schema, rows);
    expect(&kit, STATE("t-1", ""), "t-1");
    expect(&kit, STATE("t-2", ""), "t-2");
    struct cc_answer answer = refresh_in(&kit, "there", STATE("t-2", ""));
    assert_int_equal(answer.http_status, CC_STATUS_NOT_FOUND);
    cc_kit_close(&kit);
}

static void test_refresh__an_import_asks_the_object(void **state)
{
    (void)state;
    static const struct cc_stub_row rows[] = {ONE("t-1"), ONE("t-2"), ONE("t-3"), END};
    struct cc_kit kit;
    cc_kit_open(&kit, &schema, rows);
    expect(&kit, "{\"id\":\"t-1\"}", "t-1");
    expect(&kit, "{\"id\":\"t-2\"}", "t-2");
    expect(&kit, STATE("t-3", ""), "t-3");
    cc_kit_close(&kit);
}

static void test_refresh__what_a_page_leaves_out_is_asked_for(void **state)
{
    (void)state;
    static const struct {
        const char *prior, *told;
        bool is_believed;
    } cases[] = {
        {STATE("t-2", ""), THING("t-2", ""), true},
        {STATE("t-2", ""), "{\"id\":\"t-2\"}", false},
        {STATE("t-2", ""), "{\"id\":\"t-2\",\"phase\":null}", false},
        {STATE("t-2", ",\"name\":\"a\""), THING("t-2", ",\"name\":\"b\""), true},
        {STATE("t-2", ",\"name\":\"a\""), THING("t-2", ""), false},
        {STATE("t-2", ",\"protected\":true"), THING("t-2", ""), false},
        {STATE("t-2", ",\"protected\":false"), THING("t-2", ""), true},
        {STATE("t-2", ",\"protected\":true"), THING("t-2", ",\"spec\":{\"protected\":false}"),
         true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cc_kit kit;
        struct cc_arena arena;
        cc_arena_init(&arena);
        const char *page = cc_str_format(&arena, "{\"data\":[%s]}", cases[i].told).ptr;
        const struct cc_stub_row told[] = {ONE("t-1"), LIST(200, page), END};
        const struct cc_stub_row asked[] = {ONE("t-1"), LIST(200, page), ONE("t-2"), END};
        cc_kit_open(&kit, &schema, cases[i].is_believed ? told : asked);
        expect(&kit, STATE("t-1", ""), "t-1");
        expect(&kit, cases[i].prior, "t-2");
        cc_kit_close(&kit);
        cc_arena_release(&arena);
    }
}

static void test_refresh__a_page_that_does_not_come_changes_nothing(void **state)
{
    (void)state;
    static const struct cc_stub_row failures[] = {
        LIST(403, NULL),
        LIST(500, NULL),
        {.path = "/things", .query = "place=here", .kind = CC_ANSWER_LOST},
        {.path = "/things", .query = "place=here", .kind = CC_ANSWER_MALFORMED},
        LIST(429, NULL),
    };
    for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++) {
        const struct cc_stub_row rows[] = {ONE("t-1"), failures[i], ONE("t-2"), failures[i],
                                           ONE("t-3"), ONE("t-4"),  END};
        struct cc_kit kit;
        cc_kit_open(&kit, &schema, rows);
        expect(&kit, STATE("t-1", ""), "t-1");
        expect(&kit, STATE("t-2", ""), "t-2");
        expect(&kit, STATE("t-3", ""), "t-3");
        expect(&kit, STATE("t-4", ""), "t-4");
        cc_kit_close(&kit);
    }
}

static void test_refresh__a_write_makes_pages_old(void **state)
{
    (void)state;
    static const struct cc_stub_row rows[] = {
        ONE("t-1"),
        LIST(200, "{\"data\":[" THING("t-2", "") "," THING("t-3", "") "]}"),
        {.method = CC_DELETE, .path = "/things/t-3", .status = 204},
        LIST(200, "{\"data\":[" THING("t-2", "") "]}"),
        {.path = "/things/t-3", .query = "place=here", .status = 404},
        END,
    };
    struct cc_kit kit;
    cc_kit_open(&kit, &schema, rows);
    expect(&kit, STATE("t-1", ""), "t-1");
    expect(&kit, STATE("t-2", ""), "t-2");
    struct cc_request removal = {.method = CC_DELETE, .path = CC_STR("/things/t-3")};
    cc_ccloud_send(&kit.call, &kit.ccloud, &removal);
    struct cc_answer answer = refresh_in(&kit, "here", STATE("t-3", ""));
    assert_int_equal(answer.http_status, CC_STATUS_NOT_FOUND);
    cc_kit_close(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refresh__the_first_asks_and_the_others_are_told),
        cmocka_unit_test(test_refresh__pages_are_turned_with_their_tokens),
        cmocka_unit_test(test_refresh__a_list_that_is_told_to_be_long_is_not_read_for_two),
        cmocka_unit_test(test_refresh__other_places_have_other_lists),
        cmocka_unit_test(test_refresh__an_import_asks_the_object),
        cmocka_unit_test(test_refresh__what_a_page_leaves_out_is_asked_for),
        cmocka_unit_test(test_refresh__a_page_that_does_not_come_changes_nothing),
        cmocka_unit_test(test_refresh__a_write_makes_pages_old),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
