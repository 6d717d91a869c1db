// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <curl/curl.h>
#include <string.h>

#include "emulator/kit.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define KEY "{'key':{'kind':'GcpKey','key_id':'projects/p/locations/l/keyRings/r/cryptoKeys/k'}}"
#define CLUSTER                                                                               \
    "{'spec':{'display_name':'x','availability':'LOW','cloud':'AZURE','region':'westeurope'," \
    "'config':{'kind':'Dedicated','cku':1},'environment':{'id':'env-demo01'}%s}}"

static struct emu_kit kit;

static int up(void **state)
{
    (void)state;
    emu_kit_start(&kit, (const char *const[]){"--provisioning", "600", NULL});
    return 0;
}

static int down(void **state)
{
    (void)state;
    emu_kit_stop(&kit);
    return 0;
}

static void order(const char *faults)
{
    struct emu_kit_answer answer = emu_kit_ask(&kit, "POST", "/_emulator/faults", faults);
    if (answer.status != 200)
        fail_msg("%s", answer.text.ptr);
}

static struct emu_kit_answer keys(void)
{
    return emu_kit_ask(&kit, "GET", "/byok/v1/keys", NULL);
}

static size_t keys_count(void)
{
    struct emu_kit_answer list;
    emu_kit_ask(&kit, "DELETE", "/_emulator/faults", NULL);
    list = keys();
    return emu_kit_count(&list);
}

static void test_faults__a_status_replaces_the_answer_and_nothing_happens(void **state)
{
    (void)state;
    order("[{'method':'POST','route':'/byok/v1/keys','kind':'status','value':503}]");
    struct emu_kit_answer answer = emu_kit_ask(&kit, "POST", "/byok/v1/keys", KEY);
    emu_kit_expect_refusal(&answer, 503, "emulator_fault", NULL);
    assert_int_equal(keys_count(), 0);
}

static void test_faults__status_after_happens_first(void **state)
{
    (void)state;
    order("[{'method':'POST','kind':'status-after','value':500,'code':'c','detail':'words'}]");
    struct emu_kit_answer answer = emu_kit_ask(&kit, "POST", "/byok/v1/keys", KEY);
    emu_kit_expect_refusal(&answer, 500, "c", NULL);
    assert_non_null(strstr(answer.text.ptr, "words"));
    assert_int_equal(keys_count(), 1);
}

static void test_faults__too_many_requests_name_the_time_to_wait(void **state)
{
    (void)state;
    order("[{'kind':'status','value':429,'nth':1},"
          "{'kind':'status','value':429,'nth':2,'retry_after':7}]");
    struct emu_kit_answer answer = keys();
    assert_int_equal(answer.status, 429);
    assert_true(cc_str_equal(emu_kit_header(&answer, "Retry-After"), CC_STR("1")));
    assert_true(cc_str_equal(emu_kit_header(&answer, "X-RateLimit-Remaining"), CC_STR("0")));
    answer = keys();
    assert_true(cc_str_equal(emu_kit_header(&answer, "Retry-After"), CC_STR("7")));
    answer = keys();
    assert_int_equal(answer.status, 200);
}

static void test_faults__nth_and_count_choose_the_requests(void **state)
{
    (void)state;
    order("[{'route':'/byok/v1/keys','kind':'status','value':500,'nth':2,'count':2}]");
    static const long expected[] = {200, 500, 500, 200};
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        struct emu_kit_answer other = emu_kit_ask(&kit, "GET", "/org/v2/environments", NULL);
        struct emu_kit_answer answer = keys();
        assert_int_equal(other.status, 200);
        assert_int_equal(answer.status, expected[i]);
    }
}

static void test_faults__probability_hits_some_of_them_the_same_ones_each_time(void **state)
{
    (void)state;
    int hits[2] = {0};
    for (int round = 0; round < 2; round++) {
        struct emu_kit one;
        emu_kit_start(&one, NULL);
        emu_kit_ask(&one, "POST", "/_emulator/faults",
                    "[{'kind':'status','value':500,'probability':0.5}]");
        for (int i = 0; i < 40; i++) {
            struct emu_kit_answer answer = emu_kit_ask(&one, "GET", "/byok/v1/keys", NULL);
            hits[round] += answer.status == 500;
        }
        emu_kit_stop(&one);
    }
    assert_in_range(hits[0], 5, 35);
    assert_int_equal(hits[0], hits[1]);
}

static void test_faults__connections_break_before_and_after(void **state)
{
    (void)state;
    kit.fresh = true;
    order("[{'method':'POST','kind':'reset','nth':1},{'method':'POST','kind':'lost-answer','nth':2}"
          "]");
    struct emu_kit_answer answer = emu_kit_ask(&kit, "POST", "/byok/v1/keys", KEY);
    assert_int_not_equal(answer.transfer, CURLE_OK);
    struct emu_kit_answer list = keys();
    assert_int_equal(emu_kit_count(&list), 0);
    answer = emu_kit_ask(&kit, "POST", "/byok/v1/keys", KEY);
    assert_int_not_equal(answer.transfer, CURLE_OK);
    assert_int_equal(keys_count(), 1);
}

static void test_faults__answers_are_spoilt_in_their_own_ways(void **state)
{
    (void)state;
    emu_kit_ask(&kit, "POST", "/byok/v1/keys", KEY);
    order("[{'kind':'truncated','nth':1},{'kind':'half-json','nth':2},{'kind':'not-json','nth':3},"
          "{'kind':'missing-id','nth':4},{'kind':'patch','nth':5,'value':{'data':null}}]");
    struct emu_kit_answer truncated = keys();
    assert_int_equal(truncated.transfer, CURLE_PARTIAL_FILE);
    assert_true(truncated.text.len > 0);
    struct emu_kit_answer half = keys();
    assert_int_equal(half.transfer, CURLE_OK);
    assert_null(half.body);
    struct emu_kit_answer html = keys();
    assert_int_equal(html.status, 200);
    assert_true(cc_str_equal(emu_kit_header(&html, "Content-Type"), CC_STR("text/html")));
    struct emu_kit_answer nameless = keys();
    assert_int_equal(emu_kit_count(&nameless), 1);
    assert_false(emu_doc_has(json_array_get(emu_doc_at(nameless.body, "data"), 0), "id"));
    struct emu_kit_answer patched = keys();
    assert_false(emu_doc_has(patched.body, "data"));
    struct emu_kit_answer whole = keys();
    assert_int_equal(emu_kit_count(&whole), 1);
}

static void test_faults__a_new_key_can_come_without_its_id(void **state)
{
    (void)state;
    order("[{'kind':'missing-id','nth':1}]");
    struct emu_kit_answer made = emu_kit_ask(&kit, "POST", "/byok/v1/keys", KEY);
    assert_int_equal(made.status, 201);
    assert_false(emu_doc_has(made.body, "id"));
    assert_int_equal(keys_count(), 1);
}

static void test_faults__a_deletion_can_be_answered_by_somebody_else(void **state)
{
    (void)state;
    struct emu_kit_answer made = emu_kit_ask(&kit, "POST", "/byok/v1/keys", KEY);
    order("[{'method':'DELETE','kind':'not-json'}]");
    struct emu_kit_answer removed =
        emu_kit_askf(&kit, "DELETE", NULL, "/byok/v1/keys/%s", emu_kit_text(&made, "id"));
    assert_int_equal(removed.status, 200);
    assert_true(removed.text.len > 0);
    assert_int_equal(keys_count(), 0);
}

static void test_faults__somebody_on_the_way_answers_instead_of_the_service(void **state)
{
    (void)state;
    order("[{'method':'POST','kind':'proxy','value':502},{'method':'GET','kind':'echo','nth':1}]");
    struct emu_kit_answer page = emu_kit_ask(&kit, "POST", "/byok/v1/keys", KEY);
    assert_int_equal(page.status, 502);
    assert_true(cc_str_equal(emu_kit_header(&page, "Content-Type"), CC_STR("text/html")));
    struct emu_kit_answer echo = keys();
    assert_int_equal(echo.status, 500);
    assert_non_null(strstr(emu_kit_text(&echo, "message"), "Authorization: Basic "));
    assert_int_equal(keys_count(), 0);
}

static void test_faults__a_slow_answer_is_an_answer(void **state)
{
    (void)state;
    order("[{'kind':'slow','value':5}]");
    struct emu_kit_answer list = keys();
    assert_int_equal(emu_kit_count(&list), 0);
}

static void test_faults__a_cluster_can_lose_its_key_or_fail(void **state)
{
    (void)state;
    struct emu_kit_answer key = emu_kit_ask(
        &kit, "POST", "/byok/v1/keys",
        "{'key':{'kind':'AzureKey','key_id':'https://kv-orders.vault.azure.net/keys/k',"
        "'key_vault_id':'/subscriptions/3f1c0000-0000-4000-8000-00000000a001/resourceGroups/rg/"
        "providers/Microsoft.KeyVault/vaults/kv-orders',"
        "'tenant_id':'9d2e0000-0000-4000-8000-00000000b002'}}");
    order("[{'method':'POST','route':'/cmk/v2/clusters','nth':1,'kind':'drop-byok'},"
          "{'method':'POST','route':'/cmk/v2/clusters','nth':1,'kind':'provisioning-failed'}]");
    const char *byok =
        cc_str_format(&kit.arena, ",'byok':{'id':'%s'}", emu_kit_text(&key, "id")).ptr;
    struct cc_str body = cc_str_format(&kit.arena, CLUSTER, byok);
    struct emu_kit_answer made = emu_kit_ask(&kit, "POST", "/cmk/v2/clusters", body.ptr);
    assert_int_equal(made.status, 202);
    assert_false(emu_doc_has(made.body, "spec.byok"));
    emu_kit_advance(&kit, 601);
    made = emu_kit_askf(&kit, "GET", NULL, "/cmk/v2/clusters/%s?environment=env-demo01",
                        emu_kit_text(&made, "id"));
    assert_string_equal(emu_kit_text(&made, "status.phase"), "FAILED");
    made = emu_kit_ask(&kit, "POST", "/cmk/v2/clusters", body.ptr);
    assert_true(emu_doc_has(made.body, "spec.byok.id"));
}

static void test_faults__orders_that_could_never_happen_are_refused(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "{}",
        "[{}]",
        "[{'kind':'explode'}]",
        "[{'kind':'status','route':'/byok/v1/key'}]",
        "[{'kind':'status','value':200}]",
        "[{'kind':'status','value':'500'}]",
        "[{'kind':'reset','nth':0}]",
        "[{'kind':'reset','nth':'first'}]",
        "[{'kind':'reset','probability':2}]",
        "[{'kind':'slow'}]",
        "[{'kind':'patch'}]",
        "[{'kind':'status'},{'kind':'explode'}]",
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct emu_kit_answer answer = emu_kit_ask(&kit, "POST", "/_emulator/faults", cases[i]);
        if (answer.status != 400)
            fail_msg("%s: %ld", cases[i], answer.status);
    }
    struct emu_kit_answer none = emu_kit_ask(&kit, "GET", "/_emulator/faults", NULL);
    assert_int_equal(json_array_size(emu_doc_at(none.body, "faults")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            test_faults__a_status_replaces_the_answer_and_nothing_happens, up, down),
        cmocka_unit_test_setup_teardown(test_faults__status_after_happens_first, up, down),
        cmocka_unit_test_setup_teardown(test_faults__too_many_requests_name_the_time_to_wait, up,
                                        down),
        cmocka_unit_test_setup_teardown(test_faults__nth_and_count_choose_the_requests, up, down),
        cmocka_unit_test(test_faults__probability_hits_some_of_them_the_same_ones_each_time),
        cmocka_unit_test_setup_teardown(test_faults__connections_break_before_and_after, up, down),
        cmocka_unit_test_setup_teardown(test_faults__answers_are_spoilt_in_their_own_ways, up,
                                        down),
        cmocka_unit_test_setup_teardown(test_faults__a_new_key_can_come_without_its_id, up, down),
        cmocka_unit_test_setup_teardown(test_faults__a_deletion_can_be_answered_by_somebody_else,
                                        up, down),
        cmocka_unit_test_setup_teardown(
            test_faults__somebody_on_the_way_answers_instead_of_the_service, up, down),
        cmocka_unit_test_setup_teardown(test_faults__a_slow_answer_is_an_answer, up, down),
        cmocka_unit_test_setup_teardown(test_faults__a_cluster_can_lose_its_key_or_fail, up, down),
        cmocka_unit_test_setup_teardown(test_faults__orders_that_could_never_happen_are_refused, up,
                                        down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
