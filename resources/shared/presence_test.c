// SPDX-License-Identifier: MPL-2.0
#include "shared/presence.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shared/test_kit.h"

static const struct cc_attribute attributes[] = {
    {.name = "name", .mode = CC_OPTIONAL, .type = &cc_type_string},
    {.name = NULL},
};
static const struct cc_schema schema = {.attributes = attributes};

#define CRN(organization) "crn://confluent.cloud/organization=" organization "/key=x"
#define ITEM(id, organization) \
    "{\"id\":\"" id "\",\"metadata\":{\"resource_name\":\"" CRN(organization) "\"}}"
#define PARENT(organization) "{\"metadata\":{\"resource_name\":\"" CRN(organization) "\"}}"
#define PAGE(items) .status = 200, .answer = "{\"data\":[" items "]}"

static const struct cc_api_error not_found = {.code = CC_STR_INIT("resource_not_found")};
static const struct cc_answer own_404 = {
    .kind = CC_ANSWER_REFUSED, .http_status = 404, .errors = &not_found, .error_count = 1};
static const struct cc_answer foreign_404 = {.kind = CC_ANSWER_REFUSED, .http_status = 404};
static const struct cc_answer forbidden = {.kind = CC_ANSWER_REFUSED, .http_status = 403};

struct row {
    const struct cc_answer *answer;
    struct cc_stub_row conversation[4]; /* ends with a row without path */
    bool has_parent, is_gone;
    const char *says; /* part of the error, or of the warning when it is gone; NULL: none */
};

/* In every row the object is x-1 of organization o-1. */
static const struct row rows[] = {
    /* Gone, for sure or as far as anybody can tell. */
    {&own_404, {{.path = "/things", PAGE(ITEM("x-2", "o-1"))}}, false, true, "a second one"},
    {&own_404,
     {{.path = "/things", PAGE("")}, {.path = "/org/v2/organizations", PAGE("{\"id\":\"o-1\"}")}},
     false,
     true,
     "a second one"},
    {&forbidden, {{.path = "/things", PAGE(ITEM("x-2", "o-1"))}}, false, true, "a second one"},
    {&foreign_404, {{.path = "/things", PAGE(ITEM("x-2", "o-1"))}}, false, true, "a second one"},
    {&forbidden,
     {{.path = "/things", PAGE("")}, {.path = "/parent", .status = 200, .answer = PARENT("o-1")}},
     true,
     true,
     "a second one"},
    {&own_404,
     {{.path = "/things", PAGE("")}, {.path = "/parent", .status = 200, .answer = PARENT("o-1")}},
     true,
     true,
     "a second one"},
    {&own_404,
     {{.path = "/things", PAGE("")},
      {.path = "/parent", .status = 200, .answer = "{}"},
      {.path = "/org/v2/organizations", .status = 403}},
     true,
     true,
     "a second one"},
    /* Kept. */
    {&forbidden, {{.path = "/things", PAGE(ITEM("x-1", "o-1"))}}, false, false, "It exists"},
    {&own_404, {{.path = "/things", PAGE(ITEM("x-1", "o-1"))}}, false, false, "It exists"},
    {&forbidden, {{.path = "/things", .status = 403}}, false, false, "cannot be listed"},
    {&own_404, {{.path = "/things", .status = 404}}, false, false, "cannot be listed"},
    {&own_404, {{.path = "/things", .kind = CC_ANSWER_LOST}}, false, false, "cannot be listed"},
    {&own_404,
     {{.path = "/things", PAGE(ITEM("x-2", "o-2"))}},
     false,
     false,
     "credentials belong to organization o-2"},
    {&own_404,
     {{.path = "/things", PAGE("")}, {.path = "/org/v2/organizations", PAGE("{\"id\":\"o-2\"}")}},
     false,
     false,
     "credentials belong to organization o-2"},
    {&forbidden,
     {{.path = "/things", PAGE("")}, {.path = "/org/v2/organizations", PAGE("{\"id\":\"o-1\"}")}},
     false,
     false,
     "an empty list"},
    {&forbidden,
     {{.path = "/things", PAGE("")},
      {.path = "/parent", .status = 403},
      {.path = "/org/v2/organizations", PAGE("{\"id\":\"o-1\"}")}},
     true,
     false,
     "an empty list"},
    {&own_404,
     {{.path = "/things", PAGE("")}, {.path = "/parent", .status = 200, .answer = PARENT("o-2")}},
     true,
     false,
     "credentials belong to organization o-2"},
    /* Nobody says whose credentials they are. */
    {&own_404,
     {{.path = "/things", PAGE("")}, {.path = "/org/v2/organizations", .status = 403}},
     false,
     false,
     "an empty list"},
    {&own_404,
     {{.path = "/things", PAGE("")}, {.path = "/org/v2/organizations", PAGE("")}},
     false,
     false,
     "an empty list"},
    {&own_404,
     {{.path = "/things", PAGE("")},
      {.path = "/org/v2/organizations", .kind = CC_ANSWER_CANCELLED}},
     false,
     false,
     "an empty list"},
};

static struct cc_presence presence_of(const struct cc_kit *kit, bool has_parent)
{
    struct cc_presence presence = {.ccloud = &kit->ccloud,
                                   .noun = "Thing",
                                   .id = CC_STR("x-1"),
                                   .resource_name = CC_STR(CRN("o-1")),
                                   .list_name = CC_STR("the things"),
                                   .list = {.path = CC_STR("/things")}};
    if (has_parent)
        presence.parent = (struct cc_request){.path = CC_STR("/parent")};
    return presence;
}

static void test_presence__only_what_is_proven_gone_is_gone(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct cc_kit kit;
        cc_kit_open(&kit, &schema, rows[i].conversation);
        struct cc_presence presence = presence_of(&kit, rows[i].has_parent);
        bool is_gone = cc_presence_is_gone(&kit.call, &presence, rows[i].answer);
        if (is_gone != rows[i].is_gone)
            fail_msg("row %zu: wrong judgement", i);
        cc_kit_expect_warning(&kit, "", is_gone ? rows[i].says : NULL);
        cc_kit_expect_error(&kit, "", is_gone ? NULL : rows[i].says);
        cc_kit_close(&kit);
    }
}

/* Not only imports know none: an object whose creation was answered badly may lack it, too. */
static void test_presence__without_a_resource_name_an_empty_list_proves_nothing(void **state)
{
    (void)state;
    static const struct cc_stub_row conversation[] = {{.path = "/things", PAGE("")},
                                                      {.path = NULL}};
    struct cc_kit kit;
    cc_kit_open(&kit, &schema, conversation);
    struct cc_presence presence = presence_of(&kit, false);
    presence.resource_name = CC_STR_ABSENT;
    assert_false(cc_presence_is_gone(&kit.call, &presence, &own_404));
    cc_kit_expect_error(&kit, "", "an empty list");
    cc_kit_close(&kit);
}

static void test_presence__a_look_tells_what_the_list_holds(void **state)
{
    (void)state;
    static const struct cc_stub_row conversation[] = {
        {.path = "/things", PAGE(ITEM("x-2", "o-1") "," ITEM("x-1", "o-1"))},
        {.path = "/things", PAGE(ITEM("x-2", "o-1"))},
        {.path = "/things", PAGE("")},
        {.path = "/parent", .status = 200, .answer = "{}"},
        {.path = "/things", PAGE("")},
        {.path = "/parent", .status = 403},
        {.path = "/things", .status = 403},
        {.path = NULL}};
    static const enum cc_presence_sight sights[] = {CC_PRESENCE_LISTED, CC_PRESENCE_UNLISTED,
                                                    CC_PRESENCE_UNLISTED, CC_PRESENCE_UNSEEN,
                                                    CC_PRESENCE_UNSEEN};
    struct cc_kit kit;
    struct cc_answer answer;
    cc_kit_open(&kit, &schema, conversation);
    struct cc_presence presence = presence_of(&kit, true);
    for (size_t i = 0; i < sizeof sights / sizeof sights[0]; i++)
        assert_int_equal(cc_presence_look(&kit.call, &presence, &answer), sights[i]);
    assert_int_equal(answer.http_status, 403);
    cc_kit_close(&kit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_presence__only_what_is_proven_gone_is_gone),
        cmocka_unit_test(test_presence__without_a_resource_name_an_empty_list_proves_nothing),
        cmocka_unit_test(test_presence__a_look_tells_what_the_list_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
