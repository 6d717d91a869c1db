// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "client/paging.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct cc_arena arena;
static struct cc_paging *paging;
static const struct cc_endpoint endpoint = {.base = CC_STR_INIT("https://h")};

static int set_up(void **state)
{
    (void)state;
    cc_arena_init(&arena);
    paging = cc_arena_new(&arena, struct cc_paging);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    cc_arena_release(&arena);
    return 0;
}

static size_t page_len = 100;

static bool take(const char *text, struct cc_str *reason)
{
    struct cc_str syntax;
    const struct cc_json *page = cc_json_parse(&arena, cc_str_from(text), &syntax);
    assert_non_null(page);
    return cc_paging_take(&arena, paging, &endpoint, page, page_len, reason);
}

static void test_paging__asks_for_full_pages_and_by_token(void **state)
{
    (void)state;
    struct cc_str reason;
    struct cc_request first = {.path = CC_STR("/cmk/v2/clusters"),
                               .query = {{"environment", CC_STR("env-1")}}};
    struct cc_request page = cc_paging_request(&arena, paging, &first);
    assert_string_equal(cc_endpoint_url(&arena, &endpoint, &page).ptr,
                        "https://h/cmk/v2/clusters?environment=env-1&page_size=100");
    assert_true(take("{\"data\":[],\"metadata\":{\"next\":\"/x?page_token=a%2Bb\"}}", &reason));
    page = cc_paging_request(&arena, paging, &first);
    assert_string_equal(
        cc_endpoint_url(&arena, &endpoint, &page).ptr,
        "https://h/cmk/v2/clusters?environment=env-1&page_size=100&page_token=a%2Bb");
}

static void test_paging__ends_where_next_is_missing_null_or_empty(void **state)
{
    (void)state;
    static const char *const pages[] = {
        "{\"data\":[{\"id\":\"x\"}]}",
        "{\"data\":[{\"id\":\"x\"}],\"metadata\":null}",
        "{\"data\":[{\"id\":\"x\"}],\"metadata\":{}}",
        "{\"data\":[{\"id\":\"x\"}],\"metadata\":{\"next\":null}}",
        "{\"data\":[{\"id\":\"x\"}],\"metadata\":{\"next\":\"\"}}",
    };
    struct cc_str reason;
    for (size_t i = 0; i < COUNT(pages); i++) {
        assert_true(take(pages[i], &reason));
        assert_true(cc_str_is_absent(paging->token));
        assert_int_equal(paging->item_count, i + 1);
    }
}

static void test_paging__accepts_empty_pages(void **state)
{
    (void)state;
    struct cc_str reason;
    assert_true(take("{\"data\":[],\"metadata\":{\"next\":\"?page_token=a\"}}", &reason));
    assert_false(cc_str_is_absent(paging->token));
    assert_true(take("{\"data\":null}", &reason));
    assert_int_equal(paging->item_count, 0);
}

static void test_paging__refuses_pages_that_make_no_sense(void **state)
{
    (void)state;
    static const char *const pages[] = {
        "{}",
        "[]",
        "5",
        "{\"data\":{}}",
        "{\"data\":\"x\"}",
        "{\"data\":[{\"id\":\"x\"},5]}",
        "{\"data\":[{}]}",
        "{\"data\":[{\"id\":\"\"}]}",
        "{\"data\":[],\"metadata\":{\"next\":{\"href\":\"?page_token=a\"}}}",
        "{\"data\":[],\"metadata\":{\"next\":7}}",
        "{\"data\":[null]}",
        "{\"data\":[],\"metadata\":{\"next\":\"/x\"}}",
        "{\"data\":[],\"metadata\":{\"next\":\"https://\"}}",
    };
    for (size_t i = 0; i < COUNT(pages); i++) {
        struct cc_str reason;
        if (take(pages[i], &reason))
            fail_msg("accepted: %s", pages[i]);
        assert_false(cc_str_is_absent(reason));
    }
}

static void test_paging__refuses_a_token_that_came_before(void **state)
{
    (void)state;
    struct cc_str reason;
    assert_true(take("{\"data\":[],\"metadata\":{\"next\":\"?page_token=a\"}}", &reason));
    assert_true(take("{\"data\":[],\"metadata\":{\"next\":\"?page_token=b\"}}", &reason));
    assert_false(take("{\"data\":[],\"metadata\":{\"next\":\"?page_token=a\"}}", &reason));
    assert_true(cc_str_contains(reason, CC_STR("earlier page")));
}

static void test_paging__refuses_a_list_without_end(void **state)
{
    (void)state;
    struct cc_str reason = CC_STR_ABSENT;
    int taken = 0;
    while (taken <= CC_CLIENT_PAGES_MAX &&
           take(cc_str_format(
                    &arena,
                    "{\"data\":[{\"id\":\"x\"}],\"metadata\":{\"next\":\"?page_token=%d\"}}", taken)
                    .ptr,
                &reason))
        taken++;
    assert_int_equal(taken, CC_CLIENT_PAGES_MAX - 1);
    assert_true(cc_str_contains(reason, CC_STR("does not end")));
    for (size_t i = 0; i < paging->item_count; i++)
        assert_non_null(paging->items[i]);
}

static void test_paging__refuses_a_list_that_is_too_large(void **state)
{
    (void)state;
    struct cc_str reason;
    page_len = CC_CLIENT_LIST_BYTES_MAX / 2;
    assert_true(
        take("{\"data\":[{\"id\":\"x\"}],\"metadata\":{\"next\":\"?page_token=a\"}}", &reason));
    assert_true(
        take("{\"data\":[{\"id\":\"x\"}],\"metadata\":{\"next\":\"?page_token=b\"}}", &reason));
    assert_false(take("{\"data\":[{\"id\":\"x\"}]}", &reason));
    assert_true(cc_str_contains(reason, CC_STR("longer than")));
    page_len = 100;
    *paging = (struct cc_paging){.item_count = CC_CLIENT_LIST_ITEMS_MAX};
    assert_true(take("{\"data\":[]}", &reason));
    assert_false(take("{\"data\":[{\"id\":\"x\"}]}", &reason));
    assert_true(cc_str_contains(reason, CC_STR("longer than")));
}

static void test_paging__full_last_page_is_no_error(void **state)
{
    (void)state;
    struct cc_str reason;
    paging->page_count = CC_CLIENT_PAGES_MAX - 1;
    assert_true(take("{\"data\":[]}", &reason));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_paging__asks_for_full_pages_and_by_token),
        TEST(test_paging__ends_where_next_is_missing_null_or_empty),
        TEST(test_paging__accepts_empty_pages),
        TEST(test_paging__refuses_pages_that_make_no_sense),
        TEST(test_paging__refuses_a_token_that_came_before),
        TEST(test_paging__refuses_a_list_without_end),
        TEST(test_paging__refuses_a_list_that_is_too_large),
        TEST(test_paging__full_last_page_is_no_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
