// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "emulator/kit.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define VAULT                                                                               \
    "/subscriptions/3f1c0000-0000-4000-8000-00000000a001/resourceGroups/rg-data/providers/" \
    "Microsoft.KeyVault/vaults/kv-orders"
#define TENANT "9d2e0000-0000-4000-8000-00000000b002"
#define AZURE(name)                                                                                \
    "{'display_name':'orders at rest','key':{'kind':'AzureKey','key_id':'https://kv-orders.vault." \
    "azure.net/keys/" name "','key_vault_id':'" VAULT "','tenant_id':'" TENANT "'}}"
#define AWS_ARN "arn:aws:kms:eu-central-1:123412341234:key/0f0f0f0f-1111-4222-8333-444455556666"
#define AWS "{'key':{'kind':'AwsKey','key_arn':'" AWS_ARN "'}}"
#define GCP_PATH "projects/acme-prod/locations/europe-west3/keyRings/ring1/cryptoKeys/orders"
#define GCP "{'key':{'kind':'GcpKey','key_id':'" GCP_PATH "'}}"

static struct emu_kit kit;

static int up(void **state)
{
    (void)state;
    emu_kit_start(&kit, (const char *const[]){"--validation", "60", NULL});
    return 0;
}

static int down(void **state)
{
    (void)state;
    emu_kit_stop(&kit);
    return 0;
}

static struct emu_kit_answer key_post(const char *body)
{
    struct emu_kit_answer answer = emu_kit_ask(&kit, "POST", "/byok/v1/keys", body);
    if (answer.status != 201)
        fail_msg("%ld %s", answer.status, answer.text.ptr);
    return answer;
}

static struct emu_kit_answer key_get(const char *id)
{
    return emu_kit_askf(&kit, "GET", NULL, "/byok/v1/keys/%s", id);
}

static void test_keys__a_new_key_is_answered_as_the_api_describes_it(void **state)
{
    (void)state;
    struct emu_kit_answer made = key_post(AZURE("orders-cmk"));
    const char *id = emu_kit_text(&made, "id");
    assert_int_equal(strncmp(id, "cck-", 4), 0);
    assert_string_equal(emu_kit_text(&made, "api_version"), "byok/v1");
    assert_string_equal(emu_kit_text(&made, "kind"), "Key");
    assert_string_equal(emu_kit_text(&made, "display_name"), "orders at rest");
    assert_string_equal(emu_kit_text(&made, "provider"), "Azure");
    assert_string_equal(emu_kit_text(&made, "state"), "AVAILABLE");
    assert_string_equal(emu_kit_text(&made, "validation.phase"), "INITIALIZING");
    assert_false(emu_doc_has(made.body, "validation.region"));
    assert_string_equal(emu_kit_text(&made, "key.tenant_id"), TENANT);
    assert_string_equal(emu_kit_text(&made, "key.key_vault_id"), VAULT);
    assert_true(cc_str_is_uuid(emu_doc_str(made.body, "key.application_id")));
    assert_non_null(strstr(emu_kit_text(&made, "metadata.resource_name"), id));
    assert_true(emu_doc_has(made.body, "metadata.created_at"));
    assert_true(
        cc_str_equal(emu_kit_header(&made, "Location"), emu_doc_str(made.body, "metadata.self")));
    struct emu_kit_answer read =
        emu_kit_ask(&kit, "GET", emu_kit_text(&made, "metadata.self"), NULL);
    assert_true(json_equal(made.body, read.body));
}

static void test_keys__aws_and_gcp_keys_name_whom_to_grant_access(void **state)
{
    (void)state;
    struct emu_kit_answer aws = key_post(AWS);
    assert_true(json_array_size(emu_doc_at(aws.body, "key.roles")) >= 1);
    assert_string_equal(emu_kit_text(&aws, "provider"), "AWS");
    struct emu_kit_answer gcp = key_post(GCP);
    assert_non_null(strchr(emu_kit_text(&gcp, "key.security_group"), '@'));
    assert_false(emu_doc_has(gcp.body, "display_name"));
}

static void test_keys__each_azure_key_has_an_application_of_its_own(void **state)
{
    (void)state;
    struct emu_kit_answer one = key_post(AZURE("one"));
    struct emu_kit_answer two = key_post(AZURE("two"));
    assert_string_not_equal(emu_kit_text(&one, "key.application_id"),
                            emu_kit_text(&two, "key.application_id"));
}

static void test_keys__validation_succeeds_after_its_time_with_the_region(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        const char *region;
    } cases[] = {{AZURE("k"), "westeurope"}, {AWS, "eu-central-1"}, {GCP, "europe-west3"}};
    const char *ids[COUNT_OF(cases)];
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct emu_kit_answer made = key_post(cases[i].body);
        ids[i] = emu_kit_text(&made, "id");
    }
    emu_kit_advance(&kit, 61);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct emu_kit_answer key = key_get(ids[i]);
        assert_string_equal(emu_kit_text(&key, "validation.phase"), "VALID");
        assert_string_equal(emu_kit_text(&key, "validation.region"), cases[i].region);
    }
}

static void test_keys__a_versioned_identifier_is_echoed(void **state)
{
    (void)state;
    struct emu_kit_answer made = key_post(AZURE("k/0123456789abcdef0123456789abcdef"));
    assert_non_null(strstr(emu_kit_text(&made, "key.key_id"), "/0123456789abcdef"));
}

static void test_keys__malformed_members_are_refused_at_their_place(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        const char *pointer;
    } cases[] = {
        {"{}", "/key"},
        {"{'key':null}", "/key"},
        {"{'key':'x'}", "/key"},
        {"{'key':{}}", "/key/kind"},
        {"{'key':{'kind':'OracleKey'}}", "/key/kind"},
        {"{'key':{'kind':'AzureKey'}}", "/key/key_id"},
        {"{'key':{'kind':'AzureKey','key_id':'http://kv-orders.vault.azure.net/keys/k'}}",
         "/key/key_id"},
        {"{'key':{'kind':'AzureKey','key_id':'https://kv-orders.vault.azure.net/secrets/k'}}",
         "/key/key_id"},
        {"{'key':{'kind':'AzureKey','key_vault_id':'/subscriptions/x'}}", "/key/key_vault_id"},
        {"{'key':{'kind':'AzureKey','tenant_id':'contoso'}}", "/key/tenant_id"},
        {"{'key':{'kind':'AwsKey','key_arn':'arn:aws:kms:eu-central-1:123412341234:alias/x'}}",
         "/key/key_arn"},
        {"{'key':{'kind':'AwsKey','key_arn':5}}", "/key/key_arn"},
        {"{'key':{'kind':'GcpKey','key_id':'projects/a'}}", "/key/key_id"},
        {"{'display_name':'','key':{'kind':'AwsKey','key_arn':'" AWS_ARN "'}}", "/display_name"},
        {"{'display_name':7,'key':{'kind':'AwsKey','key_arn':'" AWS_ARN "'}}", "/display_name"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct emu_kit_answer answer = emu_kit_ask(&kit, "POST", "/byok/v1/keys", cases[i].body);
        emu_kit_expect_refusal(&answer, 400, "invalid_configuration", cases[i].pointer);
    }
    struct emu_kit_answer list = emu_kit_ask(&kit, "GET", "/byok/v1/keys", NULL);
    assert_int_equal(emu_kit_count(&list), 0);
}

static void test_keys__null_members_are_missing_and_unknown_ones_ignored(void **state)
{
    (void)state;
    struct emu_kit_answer made = key_post("{'display_name':null,'colour':'red','key':{'kind':"
                                          "'AwsKey','key_arn':'" AWS_ARN "','roles':null}}");
    assert_false(emu_doc_has(made.body, "display_name"));
    assert_false(emu_doc_has(made.body, "colour"));
}

static void test_keys__the_same_cloud_key_is_registered_once(void **state)
{
    (void)state;
    struct emu_kit_answer made = key_post(AZURE("orders-cmk"));
    static const char *const again[] = {
        AZURE("orders-cmk"),
        AZURE("orders-cmk/0123456789abcdef0123456789abcdef"),
        "{'key':{'kind':'AzureKey','key_id':'https://KV-Orders.vault.azure.net:443/keys/"
        "orders-cmk','key_vault_id':'" VAULT "','tenant_id':'" TENANT "'}}",
    };
    for (size_t i = 0; i < COUNT_OF(again); i++) {
        struct emu_kit_answer answer = emu_kit_ask(&kit, "POST", "/byok/v1/keys", again[i]);
        emu_kit_expect_refusal(&answer, 409, "resource_already_exists", "/key");
        assert_non_null(strstr(answer.text.ptr, emu_kit_text(&made, "id")));
        assert_true(
            cc_str_equal(emu_kit_header(&answer, "Location"), emu_kit_header(&made, "Location")));
    }
}

static void test_keys__only_the_name_can_be_changed(void **state)
{
    (void)state;
    struct emu_kit_answer made = key_post(AZURE("orders-cmk"));
    const char *id = emu_kit_text(&made, "id");
    struct emu_kit_answer renamed =
        emu_kit_askf(&kit, "PATCH", "{'display_name':'EU'}", "/byok/v1/keys/%s", id);
    assert_int_equal(renamed.status, 200);
    assert_string_equal(emu_kit_text(&renamed, "display_name"), "EU");
    struct emu_kit_answer same =
        emu_kit_askf(&kit, "PATCH", "{'key':{'tenant_id':'" TENANT "'}}", "/byok/v1/keys/%s", id);
    assert_int_equal(same.status, 200);
    struct emu_kit_answer moved =
        emu_kit_askf(&kit, "PATCH", "{'key':{'tenant_id':'00000000-0000-4000-8000-00000000b002'}}",
                     "/byok/v1/keys/%s", id);
    emu_kit_expect_refusal(&moved, 422, "invalid_configuration", "/key/tenant_id");
    struct emu_kit_answer read = key_get(id);
    assert_string_equal(emu_kit_text(&read, "display_name"), "EU");
    assert_string_equal(emu_kit_text(&read, "key.tenant_id"), TENANT);
}

static void test_keys__an_empty_name_takes_the_name_away(void **state)
{
    (void)state;
    struct emu_kit_answer made = key_post(AZURE("orders-cmk"));
    const char *id = emu_kit_text(&made, "id");
    struct emu_kit_answer same =
        emu_kit_askf(&kit, "PATCH", "{'display_name':null}", "/byok/v1/keys/%s", id);
    assert_string_equal(emu_kit_text(&same, "display_name"), "orders at rest");
    struct emu_kit_answer wrong =
        emu_kit_askf(&kit, "PATCH", "{'display_name':7}", "/byok/v1/keys/%s", id);
    emu_kit_expect_refusal(&wrong, 400, "invalid_configuration", "/display_name");
    struct emu_kit_answer cleared =
        emu_kit_askf(&kit, "PATCH", "{'display_name':''}", "/byok/v1/keys/%s", id);
    assert_int_equal(cleared.status, 200);
    assert_false(emu_doc_has(cleared.body, "display_name"));
    struct emu_kit_answer read = key_get(id);
    assert_false(emu_doc_has(read.body, "display_name"));
}

static void test_keys__a_deleted_key_is_gone_and_can_be_registered_again(void **state)
{
    (void)state;
    struct emu_kit_answer made = key_post(AWS);
    const char *id = emu_kit_text(&made, "id");
    struct emu_kit_answer removed = emu_kit_askf(&kit, "DELETE", NULL, "/byok/v1/keys/%s", id);
    assert_int_equal(removed.status, 204);
    assert_int_equal(removed.text.len, 0);
    static const char *const methods[] = {"GET", "DELETE", "PATCH"};
    for (size_t i = 0; i < COUNT_OF(methods); i++) {
        struct emu_kit_answer gone =
            emu_kit_askf(&kit, methods[i], i == 2 ? "{}" : NULL, "/byok/v1/keys/%s", id);
        emu_kit_expect_refusal(&gone, 404, "resource_not_found", NULL);
    }
    key_post(AWS);
}

static void test_keys__pages_lead_through_all_keys_once(void **state)
{
    (void)state;
    enum { KEYS = 23 };
    bool seen[KEYS] = {false};
    for (int i = 0; i < KEYS; i++) {
        struct cc_str body = cc_str_format(
            &kit.arena,
            "{'display_name':'key-%d','key':{'kind':'GcpKey','key_id':'" GCP_PATH "-%d'}}", i, i);
        key_post(body.ptr);
    }
    const char *path = "/byok/v1/keys?display_name=key%2D";
    size_t pages = 0;
    while (path[0] != '\0') {
        struct emu_kit_answer page = emu_kit_ask(&kit, "GET", path, NULL);
        pages++;
        assert_true(emu_kit_count(&page) <= 10);
        for (size_t i = 0; i < emu_kit_count(&page); i++) {
            const json_t *key = json_array_get(emu_doc_at(page.body, "data"), i);
            int number = -1;
            assert_int_equal(sscanf(emu_doc_str(key, "display_name").ptr, "key-%d", &number), 1);
            assert_false(seen[number]);
            seen[number] = true;
        }
        /* null would be a trap for some clients: the member is left out instead */
        assert_true(emu_doc_has(page.body, "metadata.next") ||
                    !json_object_get(emu_doc_at(page.body, "metadata"), "next"));
        path = emu_kit_text(&page, "metadata.next");
    }
    assert_int_equal(pages, 3);
    for (int i = 0; i < KEYS; i++)
        assert_true(seen[i]);
}

static void test_keys__page_parameters_are_checked(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        const char *parameter;
    } cases[] = {
        {"page_size=0", "page_size"},     {"page_size=101", "page_size"},
        {"page_size=-1", "page_size"},    {"page_size=1x", "page_size"},
        {"page_size=", "page_size"},      {"page_token=", "page_token"},
        {"page_token=17", "page_token"},  {"page_token=1%2B000000%3D%3D", "page_token"},
        {"page_token=%FF", "page_token"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct emu_kit_answer answer =
            emu_kit_askf(&kit, "GET", NULL, "/byok/v1/keys?%s", cases[i].query);
        emu_kit_expect_refusal(&answer, 400, "invalid_filter", cases[i].parameter);
    }
    struct emu_kit_answer largest = emu_kit_ask(&kit, "GET", "/byok/v1/keys?page_size=100", NULL);
    assert_int_equal(largest.status, 200);
}

static void test_keys__filters_narrow_the_list(void **state)
{
    (void)state;
    key_post(AZURE("orders-cmk"));
    key_post(AWS);
    emu_kit_advance(&kit, 61);
    key_post(GCP);
    static const struct {
        const char *query;
        size_t count;
    } cases[] = {
        {"", 3},
        {"display_name=at", 1},
        {"display_name=nobody", 0},
        {"key=kv-orders.vault.azure.net", 1},
        {"key=123412341234", 1},
        {"provider=AWS", 1},
        {"provider=AZURE", 1},
        {"state=AVAILABLE", 3},
        {"state=IN_USE", 0},
        {"validation_phase=VALID", 2},
        {"validation_phase=INITIALIZING", 1},
        {"validation_region=westeurope", 1},
        {"provider=AWS&validation_region=westeurope", 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct emu_kit_answer list =
            emu_kit_askf(&kit, "GET", NULL, "/byok/v1/keys?%s", cases[i].query);
        if (emu_kit_count(&list) != cases[i].count)
            fail_msg("%s: %zu keys", cases[i].query, emu_kit_count(&list));
    }
}

static void test_keys__a_key_can_be_changed_behind_everybodys_back(void **state)
{
    (void)state;
    struct emu_kit_answer made = key_post(AZURE("orders-cmk"));
    const char *id = emu_kit_text(&made, "id");
    emu_kit_askf(&kit, "PATCH", "{'validation':{'phase':'INVALID','message':'revoked'}}",
                 "/_emulator/keys/%s", id);
    emu_kit_advance(&kit, 3600);
    struct emu_kit_answer key = key_get(id);
    assert_string_equal(emu_kit_text(&key, "validation.phase"), "INVALID");
    assert_string_equal(emu_kit_text(&key, "validation.message"), "revoked");
    struct emu_kit_answer removed = emu_kit_askf(&kit, "DELETE", NULL, "/_emulator/keys/%s", id);
    assert_int_equal(removed.status, 204);
    key = key_get(id);
    assert_int_equal(key.status, 404);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_keys__a_new_key_is_answered_as_the_api_describes_it,
                                        up, down),
        cmocka_unit_test_setup_teardown(test_keys__aws_and_gcp_keys_name_whom_to_grant_access, up,
                                        down),
        cmocka_unit_test_setup_teardown(test_keys__each_azure_key_has_an_application_of_its_own, up,
                                        down),
        cmocka_unit_test_setup_teardown(
            test_keys__validation_succeeds_after_its_time_with_the_region, up, down),
        cmocka_unit_test_setup_teardown(test_keys__a_versioned_identifier_is_echoed, up, down),
        cmocka_unit_test_setup_teardown(test_keys__malformed_members_are_refused_at_their_place, up,
                                        down),
        cmocka_unit_test_setup_teardown(
            test_keys__null_members_are_missing_and_unknown_ones_ignored, up, down),
        cmocka_unit_test_setup_teardown(test_keys__the_same_cloud_key_is_registered_once, up, down),
        cmocka_unit_test_setup_teardown(test_keys__only_the_name_can_be_changed, up, down),
        cmocka_unit_test_setup_teardown(test_keys__an_empty_name_takes_the_name_away, up, down),
        cmocka_unit_test_setup_teardown(
            test_keys__a_deleted_key_is_gone_and_can_be_registered_again, up, down),
        cmocka_unit_test_setup_teardown(test_keys__pages_lead_through_all_keys_once, up, down),
        cmocka_unit_test_setup_teardown(test_keys__page_parameters_are_checked, up, down),
        cmocka_unit_test_setup_teardown(test_keys__filters_narrow_the_list, up, down),
        cmocka_unit_test_setup_teardown(test_keys__a_key_can_be_changed_behind_everybodys_back, up,
                                        down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
