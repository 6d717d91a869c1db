// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "client/answer.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct cc_arena arena;

static int set_up(void **state)
{
    (void)state;
    cc_arena_init(&arena);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    cc_arena_release(&arena);
    return 0;
}

static void assert_text(const char *what, struct cc_str actual, const char *expected)
{
    if (cc_str_is_absent(actual) != (expected == NULL) ||
        !cc_str_equal(actual, cc_str_from(expected)))
        fail_msg("%s: %.*s", what, CC_STR_ARG(actual));
}

static const struct cc_veil no_veil;

static struct cc_answer refused_with(const char *body)
{
    struct cc_reply reply = {.end = CC_REPLY_WHOLE, .status = 422, .body = cc_str_from(body)};
    struct cc_answer answer = cc_answer_from_reply(&arena, &no_veil, &reply);
    assert_int_equal(answer.kind, CC_ANSWER_REFUSED);
    assert_int_equal(answer.http_status, 422);
    return answer;
}

static void test_answer__understands_every_known_error_body(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        const char *id, *code, *title, *detail, *pointer, *parameter;
    } cases[] = {
        {"{\"errors\":[{\"id\":\"7f0c\",\"status\":\"422\",\"code\":\"invalid_configuration\","
         "\"title\":\"Validation Failed\",\"detail\":\"region must not be empty\","
         "\"source\":{\"pointer\":\"/spec/region\"}}]}",
         "7f0c", "invalid_configuration", "Validation Failed", "region must not be empty",
         "/spec/region", NULL},
        {"{\"errors\":[{\"status\":\"404\",\"title\":\"Not Found\","
         "\"source\":{\"parameter\":\"environment\"}}]}",
         NULL, NULL, "Not Found", NULL, NULL, "environment"},
        {"{\"errors\":[{\"detail\":\"no quota left\",\"resolution\":\"ask support\"}]}", NULL, NULL,
         NULL, "no quota left. ask support", NULL, NULL},
        {"{\"errors\":[{\"detail\":\"No quota left.\",\"resolution\":\"Ask support.\"}]}", NULL,
         NULL, NULL, "No quota left. Ask support.", NULL, NULL},
        {"{\"errors\":[{\"title\":\"x\",\"resolution\":\"Ask support.\"}]}", NULL, NULL, "x",
         "Ask support.", NULL, NULL},
        {"{\"errors\":[{\"message\":\"old gateway\",\"code\":40301}]}", NULL, "40301", NULL,
         "old gateway", NULL, NULL},
        {"{\"errors\":[\"just text\"]}", NULL, NULL, NULL, "just text", NULL, NULL},
        {"{\"errors\":[],\"message\":\"outside\"}", NULL, NULL, NULL, "outside", NULL, NULL},
        {"{\"errors\":[{}],\"message\":\"outside\"}", NULL, NULL, NULL, "outside", NULL, NULL},
        {"{\"message\":\"resource not found\"}", NULL, NULL, NULL, "resource not found", NULL,
         NULL},
        {"{\"error_code\":40403,\"message\":\"unknown\"}", NULL, "40403", NULL, "unknown", NULL,
         NULL},
        {"{\"error\":{\"message\":\"older service\",\"code\":7}}", NULL, "7", NULL, "older service",
         NULL, NULL},
        {"{\"status\":429,\"error\":{\"code\":\"RATE_LIMITED\",\"message\":\"Slow down\","
         "\"details\":\"100 per minute\",\"timestamp\":\"t\",\"path\":\"/x\","
         "\"suggestion\":\"wait a minute\"},\"requestId\":\"r-9\",\"doc_url\":\"u\"}",
         NULL, "RATE_LIMITED", NULL, "Slow down. 100 per minute. wait a minute", NULL, NULL},
        {"{\"error\":{\"code\":\"X\",\"message\":\"m\",\"details\":{\"a\":1}}}", NULL, "X", NULL,
         "m", NULL, NULL},
        {"{\"error\":\"invalid_client\",\"error_description\":\"who are you\"}", NULL,
         "invalid_client", NULL, "who are you", NULL, NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct cc_answer answer = refused_with(cases[i].body);
        if (answer.error_count != 1)
            fail_msg("%s: %zu errors", cases[i].body, answer.error_count);
        const struct cc_api_error *error = &answer.errors[0];
        assert_text(cases[i].body, error->id, cases[i].id);
        assert_text(cases[i].body, error->code, cases[i].code);
        assert_text(cases[i].body, error->title, cases[i].title);
        assert_text(cases[i].body, error->detail, cases[i].detail);
        assert_text(cases[i].body, error->pointer, cases[i].pointer);
        assert_text(cases[i].body, error->parameter, cases[i].parameter);
    }
}

static void test_answer__keeps_each_entry_in_order(void **state)
{
    (void)state;
    struct cc_answer answer = refused_with("{\"errors\":[{\"detail\":\"a\"},null,true,{\"detail\":"
                                           "\"b\"}]}");
    assert_int_equal(answer.error_count, 2);
    assert_text("first", answer.errors[0].detail, "a");
    assert_text("second", answer.errors[1].detail, "b");
}

static void test_answer__has_no_errors_where_the_body_says_nothing(void **state)
{
    (void)state;
    static const char *const bodies[] = {
        "",
        "{}",
        "[]",
        "null",
        "\"text\"",
        "<html>busy</html>",
        "{",
        "17",
        "{\"errors\":{}}",
        "{\"errors\":[]}",
        "{\"error\":{}}",
        "{\"message\":5.5}",
        "\xFF\xFE",
        "{\"message\":\"\"}",
    };
    for (size_t i = 0; i < COUNT(bodies); i++) {
        struct cc_answer answer = refused_with(bodies[i]);
        if (answer.error_count != 0)
            fail_msg("%s: %zu errors", bodies[i], answer.error_count);
    }
    assert_text("excerpt", refused_with("<html>busy</html>").excerpt, "<html>busy</html>");
}

static void test_answer__bounds_the_number_of_errors_and_their_length(void **state)
{
    (void)state;
    struct cc_buf body;
    cc_buf_init(&body, &arena, 1024 * 1024);
    cc_buf_append_str(&body, CC_STR("{\"errors\":[{\"detail\":\""));
    for (int i = 0; i < CC_ANSWER_TEXT_BYTES_MAX; i++)
        cc_buf_append_str(&body, CC_STR("\xC3\xA4"));
    cc_buf_append_str(&body, CC_STR("\"}"));
    for (int i = 0; i < CC_ANSWER_ERRORS_MAX; i++)
        cc_buf_append_str(&body, CC_STR(",{\"code\":\"c\"}"));
    cc_buf_append_str(&body, CC_STR("]}"));
    struct cc_answer answer = refused_with(cc_buf_str(&body).ptr);
    assert_int_equal(answer.error_count, CC_ANSWER_ERRORS_MAX);
    assert_int_equal(answer.errors[0].detail.len, CC_ANSWER_TEXT_BYTES_MAX);
}

static void test_answer__excerpt_is_printable_and_short(void **state)
{
    (void)state;
    char body[1000];
    memset(body, '\xFF', sizeof(body)); /* each byte becomes a character of three bytes */
    struct cc_reply reply = {.end = CC_REPLY_WHOLE, .status = 502, .body = {body, sizeof(body)}};
    struct cc_str excerpt = cc_answer_from_reply(&arena, &no_veil, &reply).excerpt;
    assert_int_equal(excerpt.len, CC_ANSWER_EXCERPT_BYTES_MAX);
    assert_true(cc_str_is_utf8(excerpt));
    memset(body, 'a', sizeof(body));
    memcpy(body + CC_ANSWER_EXCERPT_BYTES_MAX - 1, "\xC3\xA4", 2); /* across the bound */
    excerpt = cc_answer_from_reply(&arena, &no_veil, &reply).excerpt;
    assert_int_equal(excerpt.len, CC_ANSWER_EXCERPT_BYTES_MAX - 1);
    assert_true(cc_str_is_utf8(excerpt));
}

#define OK_WITH(type, text)                                                      \
    {                                                                            \
        .end = CC_REPLY_WHOLE, .status = 200, .content_type = CC_STR_INIT(type), \
        .body = CC_STR_INIT(text)                                                \
    }

static void test_answer__tells_good_success_from_bad(void **state)
{
    (void)state;
    static const struct {
        struct cc_reply reply;
        enum cc_answer_kind kind;
        bool has_json;
        const char *reason; /* a part of it */
    } cases[] = {
        {OK_WITH("application/json", "{\"id\":\"x\"}"), CC_ANSWER_OK, true, NULL},
        {OK_WITH("Application/JSON ; charset=utf-8", "[]"), CC_ANSWER_OK, true, NULL},
        {OK_WITH("application/problem+json", "{}"), CC_ANSWER_OK, true, NULL},
        {OK_WITH("text/html", "{}"), CC_ANSWER_MALFORMED, false, "text/html"},
        {OK_WITH("application/jsonp", "{}"), CC_ANSWER_MALFORMED, false, "jsonp"},
        {OK_WITH("application/json", "{\"id\":"), CC_ANSWER_MALFORMED, false, "not JSON"},
        {OK_WITH("application/json", "{} trailing"), CC_ANSWER_MALFORMED, false, "not JSON"},
        {OK_WITH("text/html", ""), CC_ANSWER_OK, false, NULL},
        {{.end = CC_REPLY_WHOLE, .status = 200, .body = CC_STR_INIT("{}")},
         CC_ANSWER_OK,
         true,
         NULL},
        {{.end = CC_REPLY_WHOLE, .status = 200, .body = CC_STR_INIT("<p>")},
         CC_ANSWER_MALFORMED,
         false,
         "not JSON"},
        {{.end = CC_REPLY_WHOLE, .status = 204}, CC_ANSWER_OK, false, NULL},
        {{.end = CC_REPLY_CUT_OFF,
          .status = 201,
          .words = CC_STR_INIT("17 bytes missing"),
          .body = CC_STR_INIT("{}")},
         CC_ANSWER_MALFORMED,
         false,
         "cut off: 17 bytes missing"},
        {{.end = CC_REPLY_TOO_LARGE, .status = 200}, CC_ANSWER_MALFORMED, false, "larger than"},
        {{.end = CC_REPLY_CUT_OFF, .status = 404}, CC_ANSWER_REFUSED, false, NULL},
        {{.end = CC_REPLY_WHOLE, .status = 302}, CC_ANSWER_REFUSED, false, NULL},
        {{.end = CC_REPLY_LOST, .words = CC_STR_INIT("reset")}, CC_ANSWER_LOST, false, "reset"},
        {{.end = CC_REPLY_UNREACHED, .words = CC_STR_INIT("no route")},
         CC_ANSWER_UNREACHED,
         false,
         "no route"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct cc_answer answer = cc_answer_from_reply(&arena, &no_veil, &cases[i].reply);
        if (answer.kind != cases[i].kind || (answer.json != NULL) != cases[i].has_json)
            fail_msg("case %zu: kind %d", i, (int)answer.kind);
        assert_int_equal(answer.http_status, cases[i].reply.status);
        if (cases[i].reason && !cc_str_contains(answer.reason, cc_str_from(cases[i].reason)))
            fail_msg("case %zu: %.*s", i, CC_STR_ARG(answer.reason));
        if (!cases[i].reason)
            assert_true(cc_str_is_absent(answer.reason));
    }
}

static void test_answer__takes_the_request_id_from_header_or_body(void **state)
{
    (void)state;
    struct cc_reply reply = {.end = CC_REPLY_WHOLE,
                             .status = 500,
                             .request_id = CC_STR_INIT("from\x01 header"),
                             .body = CC_STR_INIT("{\"requestId\":\"from body\"}")};
    assert_text("header", cc_answer_from_reply(&arena, &no_veil, &reply).request_id, "from header");
    reply.request_id = CC_STR_ABSENT;
    assert_text("body", cc_answer_from_reply(&arena, &no_veil, &reply).request_id, "from body");
    reply.body = CC_STR_ABSENT;
    assert_text("none", cc_answer_from_reply(&arena, &no_veil, &reply).request_id, NULL);
}

static void test_answer__what_was_echoed_is_hidden_everywhere(void **state)
{
    (void)state;
    /* base64 of "user:s3cret-of-mine" */
    static const char *const bodies[] = {
        "{\"errors\":[{\"title\":\"x\",\"detail\":\"sent Basic dXNlcjpzM2NyZXQtb2YtbWluZQ==, "
        "no\"}]}",
        "{\"errors\":[{\"code\":\"dXNlcjpzM2NyZXQtb2YtbWluZQ==\",\"title\":\"no\"}]}",
        "{\"message\":\"no: s3cret-of-mine\"}",
        "{\"headers\":{\"authorization\":\"Basic dXNlcjpzM2NyZXQtb2YtbWluZQ==\"}} no",
        "<p>no, bearer dXNlcjpzM2NyZXQtb2YtbWluZQ==</p>",
    };
    struct cc_veil veil;
    cc_veil_init(&veil, CC_STR("user"), CC_STR("s3cret-of-mine"));
    for (size_t i = 0; i < COUNT(bodies); i++) {
        struct cc_reply reply = {
            .end = CC_REPLY_WHOLE, .status = 400, .body = cc_str_from(bodies[i])};
        struct cc_answer answer = cc_answer_from_reply(&arena, &veil, &reply);
        const struct cc_api_error *error = answer.error_count > 0 ? answer.errors : NULL;
        const struct cc_str texts[] = {answer.excerpt, error ? error->detail : answer.excerpt,
                                       error ? error->code : answer.excerpt};
        for (size_t j = 0; j < COUNT(texts); j++) {
            assert_false(cc_str_contains(texts[j], CC_STR("s3cret")));
            assert_false(cc_str_contains(texts[j], CC_STR("dXNlcjpz")));
        }
        assert_true(cc_str_contains(answer.excerpt, CC_STR("(hidden)")));
        assert_true(cc_str_contains(answer.excerpt, CC_STR("no")));
    }
    cc_veil_release(&veil);
}

static void test_answer__a_page_of_somebody_else_has_no_errors(void **state)
{
    (void)state;
    static const char *const bodies[] = {"", "<html>404</html>", "404 page not found", "[]", "{}"};
    for (size_t i = 0; i < COUNT(bodies); i++) {
        struct cc_reply reply = {
            .end = CC_REPLY_WHOLE, .status = 404, .body = cc_str_from(bodies[i])};
        assert_int_equal(cc_answer_from_reply(&arena, &no_veil, &reply).error_count, 0);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_answer__what_was_echoed_is_hidden_everywhere),
        TEST(test_answer__a_page_of_somebody_else_has_no_errors),
        TEST(test_answer__understands_every_known_error_body),
        TEST(test_answer__keeps_each_entry_in_order),
        TEST(test_answer__has_no_errors_where_the_body_says_nothing),
        TEST(test_answer__bounds_the_number_of_errors_and_their_length),
        TEST(test_answer__excerpt_is_printable_and_short),
        TEST(test_answer__tells_good_success_from_bad),
        TEST(test_answer__takes_the_request_id_from_header_or_body),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
