// SPDX-License-Identifier: MPL-2.0
#include "shared/api_error.h"

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

static const struct cc_pointer_row pointers[] = {
    {"/spec", "name"},
    {"/spec/config/cku", "cku"},
    {"/spec/config/zones", "zones"},
    {NULL, NULL},
};

static const struct cc_api_words words = {
    .summary = CC_STR_INIT("Creating cluster \"orders\""),
    .pointers = pointers,
};

static struct cc_answer refusal(int status, const struct cc_api_error *errors, size_t count)
{
    return (struct cc_answer){.kind = CC_ANSWER_REFUSED,
                              .http_status = status,
                              .request_id = CC_STR("r-7"),
                              .errors = errors,
                              .error_count = count};
}

static void test_api_error__a_pointer_becomes_the_path_of_its_attribute(void **state)
{
    (void)state;
    static const struct {
        const char *pointer, *path;
    } cases[] = {
        {"/spec/config/cku", "cku"},
        {"/spec/config/zones/0", "zones"},
        {"/spec/config/zonesx", "name"},
        {"/spec/region", "name"},
        {"/spec", "name"},
        {"/status", ""},
        {"/specx", ""},
        {NULL, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cc_kit kit;
        cc_kit_open(&kit, &schema, NULL);
        struct cc_api_error error = {.detail = CC_STR("no"),
                                     .pointer = cc_str_from(cases[i].pointer)};
        struct cc_answer answer = refusal(422, &error, 1);
        assert_false(cc_api_error_file(&kit.call, &answer, &words));
        cc_kit_expect_error(&kit, cases[i].path, "422 Unprocessable Content: no");
        cc_kit_close(&kit);
    }
}

static void test_api_error__every_entry_is_told_with_all_it_says(void **state)
{
    (void)state;
    static const struct cc_api_error errors[] = {
        {.id = CC_STR_INIT("e-1"),
         .code = CC_STR_INIT("invalid_configuration"),
         .title = CC_STR_INIT("Validation Failed"),
         .detail = CC_STR_INIT("cku is too small"),
         .pointer = CC_STR_INIT("/spec/config/cku")},
        {.title = CC_STR_INIT("Only a title")},
        {.code = CC_STR_INIT("only_a_code"), .parameter = CC_STR_INIT("environment")},
    };
    struct cc_kit kit;
    cc_kit_open(&kit, &schema, NULL);
    struct cc_answer answer = refusal(400, errors, 3);
    assert_false(cc_api_error_file(&kit.call, &answer, &words));
    assert_int_equal(kit.diags.error_count, 3);
    static const char *const parts[] = {
        "Creating cluster \"orders\"",
        "Validation Failed: cku is too small",
        "invalid_configuration",
        "/spec/config/cku",
        "e-1",
        "400 Bad Request: Only a title",
        "only_a_code",
        "parameter environment",
        "request id r-7",
    };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        assert_true(cc_kit_mentions(&kit, parts[i]));
    cc_kit_close(&kit);
}

static void test_api_error__a_flood_of_entries_is_cut_and_counted(void **state)
{
    (void)state;
    static const struct cc_api_error errors[100];
    struct cc_kit kit;
    cc_kit_open(&kit, &schema, NULL);
    struct cc_answer answer = refusal(422, errors, 100);
    assert_false(cc_api_error_file(&kit.call, &answer, &words));
    assert_int_equal(kit.diags.error_count, 21);
    assert_true(cc_kit_mentions(&kit, "100 errors"));
    cc_kit_close(&kit);
}

static void test_api_error__advice_of_the_caller_goes_before_the_general_one(void **state)
{
    (void)state;
    struct cc_api_words own = words;
    own.advice = CC_STR("Do this.");
    for (int has_own = 0; has_own < 2; has_own++) {
        struct cc_kit kit;
        cc_kit_open(&kit, &schema, NULL);
        struct cc_answer answer = refusal(401, NULL, 0);
        assert_false(cc_api_error_file(&kit.call, &answer, has_own ? &own : &words));
        assert_int_equal(cc_kit_mentions(&kit, "cloud_api_secret"), !has_own);
        assert_int_equal(cc_kit_mentions(&kit, "Do this."), has_own);
        cc_kit_close(&kit);
    }
}

static void test_api_error__answers_without_entries_still_say_what_came_back(void **state)
{
    (void)state;
    static const struct {
        struct cc_answer answer;
        const char *part;
    } cases[] = {
        {{.kind = CC_ANSWER_REFUSED, .http_status = 418}, "418"},
        {{.kind = CC_ANSWER_REFUSED, .http_status = 502, .excerpt = CC_STR_INIT("<html>")},
         "502 Bad Gateway: <html>"},
        {{.kind = CC_ANSWER_MALFORMED, .http_status = 200, .reason = CC_STR_INIT("cut off")},
         "200 OK with a body that cannot be used: cut off"},
        {{.kind = CC_ANSWER_UNREACHED, .reason = CC_STR_INIT("no route"), .tries = 2},
         "no connection after 2 tries: no route"},
        {{.kind = CC_ANSWER_LOST, .reason = CC_STR_INIT("reset")}, "the answer was lost: reset"},
        {{.kind = CC_ANSWER_CANCELLED}, "cancelled"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cc_kit kit;
        cc_kit_open(&kit, &schema, NULL);
        assert_false(cc_api_error_file(&kit.call, &cases[i].answer, &words));
        cc_kit_expect_error(&kit, "", cases[i].part);
        cc_kit_close(&kit);
    }
}

static void test_api_error__one_line_holds_status_words_and_request(void **state)
{
    (void)state;
    struct cc_kit kit;
    cc_kit_open(&kit, &schema, NULL);
    struct cc_api_error error = {.title = CC_STR("Conflict"), .detail = CC_STR("key in use")};
    struct cc_answer answer = refusal(409, &error, 1);
    assert_string_equal(cc_api_error_line(&kit.arena, &answer).ptr,
                        "409 Conflict: key in use (request r-7)");
    error = (struct cc_api_error){.code = CC_STR("quota_exceeded")};
    answer = refusal(402, &error, 1);
    assert_string_equal(cc_api_error_line(&kit.arena, &answer).ptr,
                        "402 Payment Required: quota_exceeded (request r-7)");
    answer = (struct cc_answer){.kind = CC_ANSWER_LOST, .reason = CC_STR("reset")};
    assert_string_equal(cc_api_error_line(&kit.arena, &answer).ptr, "the answer was lost: reset");
    cc_kit_close(&kit);
}

static void test_api_error__only_a_404_in_the_services_words_says_gone(void **state)
{
    (void)state;
    static const struct cc_api_error error = {.code = CC_STR_INIT("resource_not_found")};
    static const struct {
        struct cc_answer answer;
        bool is_gone;
    } cases[] = {
        {{.kind = CC_ANSWER_REFUSED, .http_status = 404, .errors = &error, .error_count = 1}, true},
        {{.kind = CC_ANSWER_REFUSED, .http_status = 404}, false}, /* a proxy's page */
        {{.kind = CC_ANSWER_REFUSED, .http_status = 403, .errors = &error, .error_count = 1},
         false},
        {{.kind = CC_ANSWER_REFUSED, .http_status = 410, .errors = &error, .error_count = 1},
         false},
        {{.kind = CC_ANSWER_MALFORMED, .http_status = 404}, false},
        {{.kind = CC_ANSWER_LOST}, false},
        {{.kind = CC_ANSWER_OK, .http_status = 200}, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(cc_api_error_says_gone(&cases[i].answer), cases[i].is_gone);
}

static void test_api_error__what_may_have_been_carried_out_is_not_final(void **state)
{
    (void)state;
    static const struct {
        struct cc_answer answer;
        bool is_final;
    } cases[] = {
        {{.kind = CC_ANSWER_REFUSED, .http_status = 409}, true},
        {{.kind = CC_ANSWER_REFUSED, .http_status = 429}, true},
        {{.kind = CC_ANSWER_REFUSED, .http_status = 302}, false},
        {{.kind = CC_ANSWER_REFUSED, .http_status = 408}, false},
        {{.kind = CC_ANSWER_REFUSED, .http_status = 425}, false},
        {{.kind = CC_ANSWER_REFUSED, .http_status = 499}, false},
        {{.kind = CC_ANSWER_REFUSED, .http_status = 500}, false},
        {{.kind = CC_ANSWER_REFUSED, .http_status = 504}, false},
        {{.kind = CC_ANSWER_OK, .http_status = 200}, false},
        {{.kind = CC_ANSWER_MALFORMED, .http_status = 202}, false},
        {{.kind = CC_ANSWER_LOST}, false},
        {{.kind = CC_ANSWER_UNREACHED}, true},
        {{.kind = CC_ANSWER_CANCELLED}, true},
        {{.kind = CC_ANSWER_CANCELLED, .may_have_been_processed = true}, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(cc_api_error_is_final(&cases[i].answer), cases[i].is_final);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_api_error__a_pointer_becomes_the_path_of_its_attribute),
        cmocka_unit_test(test_api_error__every_entry_is_told_with_all_it_says),
        cmocka_unit_test(test_api_error__a_flood_of_entries_is_cut_and_counted),
        cmocka_unit_test(test_api_error__advice_of_the_caller_goes_before_the_general_one),
        cmocka_unit_test(test_api_error__answers_without_entries_still_say_what_came_back),
        cmocka_unit_test(test_api_error__one_line_holds_status_words_and_request),
        cmocka_unit_test(test_api_error__only_a_404_in_the_services_words_says_gone),
        cmocka_unit_test(test_api_error__what_may_have_been_carried_out_is_not_final),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
