// SPDX-License-Identifier: MPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "emulator/kit.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define IN_DEMO "'environment':{'id':'env-demo01'}"
#define DEDICATED "'config':{'kind':'Dedicated','cku':1}"
#define PLACE "'availability':'SINGLE_ZONE','cloud':'AZURE','region':'westeurope'"
#define SMALL "{'spec':{'display_name':'orders'," PLACE "," DEDICATED "," IN_DEMO "}}"
#define KEY(n)                                                                               \
    "{'key':{'kind':'AzureKey','key_id':'https://kv-orders.vault.azure.net/keys/" n "',"     \
    "'key_vault_id':'/subscriptions/3f1c0000-0000-4000-8000-00000000a001/resourceGroups/rg/" \
    "providers/Microsoft.KeyVault/vaults/kv-orders',"                                        \
    "'tenant_id':'9d2e0000-0000-4000-8000-00000000b002'}}"
#define AWS_KEY                                                                     \
    "{'key':{'kind':'AwsKey','key_arn':'arn:aws:kms:eu-central-1:123412341234:key/" \
    "0f0f0f0f-1111-4222-8333-444455556666'}}"

enum { PROVISIONING_S = 600, FIVE_DAYS_S = 5 * 24 * 3600 };

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

static struct emu_kit_answer post(const char *body)
{
    return emu_kit_ask(&kit, "POST", "/cmk/v2/clusters", body);
}

static const char *post_ok(const char *body)
{
    struct emu_kit_answer answer = post(body);
    if (answer.status != 202)
        fail_msg("%ld %s", answer.status, answer.text.ptr);
    return emu_kit_text(&answer, "id");
}

static struct emu_kit_answer get(const char *id)
{
    return emu_kit_askf(&kit, "GET", NULL, "/cmk/v2/clusters/%s?environment=env-demo01", id);
}

static struct emu_kit_answer patch(const char *id, const char *body)
{
    return emu_kit_askf(&kit, "PATCH", body, "/cmk/v2/clusters/%s", id);
}

static struct emu_kit_answer cluster_delete(const char *id)
{
    return emu_kit_askf(&kit, "DELETE", NULL, "/cmk/v2/clusters/%s?environment=env-demo01", id);
}

static const char *key_post(const char *body)
{
    struct emu_kit_answer answer = emu_kit_ask(&kit, "POST", "/byok/v1/keys", body);
    assert_int_equal(answer.status, 201);
    return emu_kit_text(&answer, "id");
}

/* A small cluster with this key. */
static struct emu_kit_answer post_with_key(const char *key, const char *place)
{
    return post(cc_str_format(&kit.arena,
                              "{'spec':{'display_name':'orders',%s," DEDICATED "," IN_DEMO
                              ",'byok':{'id':'%s'}}}",
                              place, key)
                    .ptr);
}

static void test_clusters__a_new_cluster_is_accepted_and_becomes_ready(void **state)
{
    (void)state;
    struct emu_kit_answer made =
        post("{'spec':{'display_name':'orders-eu','availability':'MULTI_ZONE','cloud':'azure',"
             "'region':'westeurope','config':{'kind':'Dedicated','cku':2}," IN_DEMO "}}");
    assert_int_equal(made.status, 202);
    const char *id = emu_kit_text(&made, "id");
    assert_int_equal(strncmp(id, "lkc-", 4), 0);
    assert_true(
        cc_str_equal(emu_kit_header(&made, "Location"), emu_doc_str(made.body, "metadata.self")));
    assert_non_null(strstr(emu_kit_text(&made, "metadata.resource_name"), "/kafka=lkc-"));
    assert_string_equal(emu_kit_text(&made, "spec.cloud"), "AZURE");
    assert_string_equal(emu_kit_text(&made, "status.phase"), "PROVISIONING");
    assert_string_equal(emu_kit_text(&made, "spec.config.release_priority"), "REGULAR");
    assert_int_equal(json_array_size(emu_doc_at(made.body, "spec.config.zones")), 3);
    assert_false(emu_doc_bool(made.body, "spec.deletion_protection"));
    assert_false(emu_doc_has(made.body, "status.cku"));
    assert_false(emu_doc_has(made.body, "spec.endpoints"));
    emu_kit_advance(&kit, PROVISIONING_S + 1);
    struct emu_kit_answer ready = get(id);
    assert_string_equal(emu_kit_text(&ready, "status.phase"), "PROVISIONED");
    assert_int_equal(emu_kit_number(&ready, "status.cku"), 2);
    assert_true(emu_doc_has(ready.body, "spec.endpoints.PUBLIC.kafka_bootstrap_endpoint"));
    assert_true(emu_doc_has(ready.body, "spec.http_endpoint"));
}

static void test_clusters__options_are_kept_as_they_were_sent(void **state)
{
    (void)state;
    const char *id = post_ok(
        "{'spec':{'display_name':'x','availability':'HIGH','cloud':'AWS','region':'eu-central-1',"
        "'config':{'kind':'Dedicated','cku':2,'zones':['euc1-az1','euc1-az2','euc1-az3'],"
        "'release_priority':'PRIORITY'},'deletion_protection':true,'network':{'id':'n-4z5w6'}"
        "," IN_DEMO "}}");
    emu_kit_advance(&kit, PROVISIONING_S + 1);
    struct emu_kit_answer read = get(id);
    assert_string_equal(emu_kit_text(&read, "spec.availability"), "HIGH");
    assert_string_equal(emu_kit_text(&read, "spec.config.release_priority"), "PRIORITY");
    assert_string_equal(emu_kit_text(&read, "spec.network.id"), "n-4z5w6");
    assert_true(emu_doc_bool(read.body, "spec.deletion_protection"));
    assert_int_equal(json_array_size(emu_doc_at(read.body, "spec.config.zones")), 3);
    assert_true(emu_doc_has(read.body, "spec.endpoints.PRIVATE_LINK"));
}

static void test_clusters__malformed_members_are_refused_at_their_place(void **state)
{
    (void)state;
    static const struct {
        const char *spec;
        const char *pointer;
    } cases[] = {
        {"", "/spec/display_name"},
        {"'display_name':''", "/spec/display_name"},
        {"'availability':'MEDIUM'", "/spec/availability"},
        {"'cloud':'OVH'", "/spec/cloud"},
        {"'region':''", "/spec/region"},
        {"'region':'West Europe'", "/spec/region"},
        {"'config':{'kind':'Gigantic'}", "/spec/config/kind"},
        {"'config':{'kind':'Dedicated'}", "/spec/config/cku"},
        {"'config':{'kind':'Dedicated','cku':'2'}", "/spec/config/cku"},
        {"'config':{'kind':'Dedicated','cku':0}", "/spec/config/cku"},
        {"'availability':'MULTI_ZONE'," DEDICATED, "/spec/config/cku"},
        {"'availability':'HIGH'," DEDICATED, "/spec/config/cku"},
        {"'availability':'LOW','config':{'kind':'Enterprise'}", "/spec/availability"},
        {"'config':{'kind':'Dedicated','cku':1,'zones':[]}", "/spec/config/zones"},
        {"'config':{'kind':'Dedicated','cku':1,'zones':['1','1']}", "/spec/config/zones"},
        {"'config':{'kind':'Dedicated','cku':1,'zones':['1','2','3','4']}", "/spec/config/zones"},
        {"'config':{'kind':'Dedicated','cku':1,'release_priority':'LATER'}",
         "/spec/config/release_priority"},
        {"'deletion_protection':'yes'", "/spec/deletion_protection"},
        {"'network':{'id':'vnet'}", "/spec/network"},
        {"'environment':{}", "/spec/environment"},
        {"'environment':null", "/spec/environment"},
        {DEDICATED ",'byok':{}", "/spec/byok"},
        {DEDICATED ",'byok':{'id':'cck-nobody'}", "/spec/byok"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cc_str body = cc_str_format(&kit.arena, "{'spec':{%s}}", cases[i].spec);
        struct emu_kit_answer answer = post(body.ptr);
        emu_kit_expect_refusal(&answer, 400, "invalid_configuration", cases[i].pointer);
    }
    struct emu_kit_answer lost = post("{'spec':{'display_name':'x'," PLACE "," DEDICATED
                                      ",'environment':{'id':'env-nobody'}}}");
    emu_kit_expect_refusal(&lost, 404, "resource_not_found", "/spec/environment");
    struct emu_kit_answer list =
        emu_kit_ask(&kit, "GET", "/cmk/v2/clusters?environment=env-demo01", NULL);
    assert_int_equal(emu_kit_count(&list), 0);
}

static void test_clusters__the_environment_must_be_named(void **state)
{
    (void)state;
    const char *id = post_ok(SMALL);
    struct emu_kit_answer list = emu_kit_ask(&kit, "GET", "/cmk/v2/clusters", NULL);
    emu_kit_expect_refusal(&list, 400, "invalid_filter", "environment");
    struct emu_kit_answer read = emu_kit_askf(&kit, "GET", NULL, "/cmk/v2/clusters/%s", id);
    emu_kit_expect_refusal(&read, 400, "invalid_filter", "environment");
    struct emu_kit_answer removed = emu_kit_askf(&kit, "DELETE", NULL, "/cmk/v2/clusters/%s", id);
    emu_kit_expect_refusal(&removed, 400, "invalid_filter", "environment");
    struct emu_kit_answer changed = patch(id, "{'spec':{'display_name':'x'}}");
    emu_kit_expect_refusal(&changed, 400, "invalid_configuration", "/spec/environment");
    struct emu_kit_answer other =
        emu_kit_askf(&kit, "GET", NULL, "/cmk/v2/clusters/%s?environment=env-other", id);
    emu_kit_expect_refusal(&other, 403, "forbidden_access", NULL);
    struct emu_kit_answer nothing = get("lkc-nobody");
    emu_kit_expect_refusal(&nothing, 403, "forbidden_access", NULL);
}

static void test_clusters__a_key_belongs_to_one_cluster_of_its_region_and_cloud(void **state)
{
    (void)state;
    const char *key = key_post(KEY("one"));
    const char *aws = key_post(AWS_KEY);
    struct emu_kit_answer fresh = emu_kit_askf(&kit, "GET", NULL, "/byok/v1/keys/%s", key);
    assert_string_equal(emu_kit_text(&fresh, "validation.phase"), "INITIALIZING");
    struct emu_kit_answer far =
        post_with_key(key, "'availability':'LOW','cloud':'AZURE','region':'northeurope'");
    emu_kit_expect_refusal(&far, 400, "invalid_configuration", "/spec/byok");
    assert_non_null(strstr(far.text.ptr, "westeurope"));
    struct emu_kit_answer foreign = post_with_key(aws, PLACE);
    emu_kit_expect_refusal(&foreign, 400, "invalid_configuration", "/spec/byok");
    assert_non_null(strstr(foreign.text.ptr, "eu-central-1"));
    struct emu_kit_answer made = post_with_key(key, PLACE);
    assert_int_equal(made.status, 202);
    assert_string_equal(emu_kit_text(&made, "spec.byok.id"), key);
    struct emu_kit_answer second = post_with_key(key, PLACE);
    emu_kit_expect_refusal(&second, 409, "conflict", "/spec/byok");
    assert_non_null(strstr(second.text.ptr, "westeurope"));
    struct emu_kit_answer used = emu_kit_askf(&kit, "GET", NULL, "/byok/v1/keys/%s", key);
    assert_string_equal(emu_kit_text(&used, "state"), "IN_USE");
}

static void test_clusters__an_invalid_key_is_refused_with_its_reason(void **state)
{
    (void)state;
    const char *key = key_post(KEY("one"));
    emu_kit_askf(&kit, "PATCH", "{'validation':{'phase':'INVALID','message':'no wrap'}}",
                 "/_emulator/keys/%s", key);
    struct emu_kit_answer answer = post_with_key(key, PLACE);
    emu_kit_expect_refusal(&answer, 400, "invalid_configuration", "/spec/byok");
    assert_non_null(strstr(answer.text.ptr, "no wrap"));
}

static void test_clusters__a_basic_cluster_drops_its_key_silently(void **state)
{
    (void)state;
    const char *key = key_post(KEY("one"));
    struct emu_kit_answer made =
        post(cc_str_format(&kit.arena,
                           "{'spec':{'display_name':'b'," PLACE
                           ",'config':{'kind':'Basic'}," IN_DEMO ",'byok':{'id':'%s'}}}",
                           key)
                 .ptr);
    assert_int_equal(made.status, 202);
    assert_false(emu_doc_has(made.body, "spec.byok"));
    struct emu_kit_answer read = emu_kit_askf(&kit, "GET", NULL, "/byok/v1/keys/%s", key);
    assert_string_equal(emu_kit_text(&read, "state"), "AVAILABLE");
}

static void test_clusters__a_key_is_held_for_five_days_after_its_cluster(void **state)
{
    (void)state;
    const char *key = key_post(KEY("one"));
    struct emu_kit_answer made = post_with_key(key, PLACE);
    const char *id = emu_kit_text(&made, "id");
    struct emu_kit_answer used = emu_kit_askf(&kit, "DELETE", NULL, "/byok/v1/keys/%s", key);
    emu_kit_expect_refusal(&used, 409, "conflict", NULL);
    struct emu_kit_answer removed = cluster_delete(id);
    assert_int_equal(removed.status, 204);
    removed = get(id);
    emu_kit_expect_refusal(&removed, 403, "forbidden_access", NULL);
    emu_kit_advance(&kit, FIVE_DAYS_S - 60);
    used = emu_kit_askf(&kit, "DELETE", NULL, "/byok/v1/keys/%s", key);
    emu_kit_expect_refusal(&used, 409, "conflict", NULL);
    struct emu_kit_answer reused = post_with_key(key, PLACE);
    emu_kit_expect_refusal(&reused, 409, "conflict", "/spec/byok");
    emu_kit_advance(&kit, 61);
    used = emu_kit_askf(&kit, "GET", NULL, "/byok/v1/keys/%s", key);
    assert_string_equal(emu_kit_text(&used, "state"), "AVAILABLE");
    used = emu_kit_askf(&kit, "DELETE", NULL, "/byok/v1/keys/%s", key);
    assert_int_equal(used.status, 204);
}

static void test_clusters__a_resize_takes_its_time_and_stands_alone(void **state)
{
    (void)state;
    static const char to_2[] = "{'spec':{" IN_DEMO ",'config':{'kind':'Dedicated','cku':2}}}";
    static const char to_3[] = "{'spec':{" IN_DEMO ",'config':{'kind':'Dedicated','cku':3}}}";
    const char *id = post_ok(SMALL);
    struct emu_kit_answer early = patch(id, to_2);
    emu_kit_expect_refusal(&early, 400, "invalid_configuration", "/spec/config/cku");
    emu_kit_advance(&kit, PROVISIONING_S + 1);
    struct emu_kit_answer started = patch(id, to_2);
    assert_int_equal(started.status, 200);
    assert_int_equal(emu_kit_number(&started, "spec.config.cku"), 2);
    assert_int_equal(emu_kit_number(&started, "status.cku"), 1);
    assert_string_equal(emu_kit_text(&started, "status.phase"), "PROVISIONED");
    struct emu_kit_answer second = patch(id, to_3);
    emu_kit_expect_refusal(&second, 409, "conflict", "/spec/config/cku");
    struct emu_kit_answer renamed = patch(id, "{'spec':{" IN_DEMO ",'display_name':'emea'}}");
    assert_int_equal(renamed.status, 200);
    emu_kit_advance(&kit, PROVISIONING_S + 1);
    struct emu_kit_answer done = get(id);
    assert_int_equal(emu_kit_number(&done, "status.cku"), 2);
    assert_string_equal(emu_kit_text(&done, "spec.display_name"), "emea");
    done = patch(id, to_3);
    assert_int_equal(done.status, 200);
}

static void test_clusters__what_is_immutable_is_refused_at_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *spec;
        long status;
        const char *pointer;
    } cases[] = {
        {"'availability':'MULTI_ZONE'", 422, "/spec/availability"},
        {"'cloud':'AWS'", 422, "/spec/cloud"},
        {"'region':'northeurope'", 422, "/spec/region"},
        {"'network':{'id':'n-1'}", 422, "/spec/network"},
        {"'byok':{'id':'cck-1'}", 422, "/spec/byok"},
        {"'config':{'kind':'Dedicated','cku':1,'zones':['2']}", 422, "/spec/config/zones"},
        {"'config':{'kind':'Standard'}", 422, "/spec/config/kind"},
        {"'config':{'cku':2}", 400, "/spec/config/kind"},
        {"'config':{'kind':'Dedicated'}", 400, "/spec/config/cku"},
        {"'config':{'kind':'Dedicated','cku':0}", 400, "/spec/config/cku"},
        {"'display_name':''", 400, "/spec/display_name"},
    };
    const char *id = post_ok(SMALL);
    emu_kit_advance(&kit, PROVISIONING_S + 1);
    struct emu_kit_answer before = get(id);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cc_str body = cc_str_format(&kit.arena, "{'spec':{" IN_DEMO ",%s}}", cases[i].spec);
        struct emu_kit_answer answer = patch(id, body.ptr);
        emu_kit_expect_refusal(&answer, cases[i].status, "invalid_configuration", cases[i].pointer);
    }
    struct emu_kit_answer after = get(id);
    assert_true(json_equal(before.body, after.body));
    struct emu_kit_answer same =
        patch(id, "{'spec':{" IN_DEMO ",'availability':'LOW','cloud':'azure','region':'westeurope',"
                  "'byok':null,'config':{'kind':'Dedicated','cku':1}}}");
    assert_int_equal(same.status, 200);
}

static void test_clusters__a_protected_cluster_cannot_be_deleted(void **state)
{
    (void)state;
    const char *id = post_ok(SMALL);
    patch(id, "{'spec':{" IN_DEMO ",'deletion_protection':true}}");
    struct emu_kit_answer kept = cluster_delete(id);
    emu_kit_expect_refusal(&kept, 409, "deletion_protection_enabled", NULL);
    kept = emu_kit_ask(&kit, "DELETE", "/org/v2/environments/env-demo01", NULL);
    emu_kit_expect_refusal(&kept, 409, "deletion_protection_enabled", NULL);
    patch(id, "{'spec':{" IN_DEMO ",'deletion_protection':false}}");
    kept = cluster_delete(id);
    assert_int_equal(kept.status, 204);
}

static void test_clusters__basic_clusters_cannot_be_protected(void **state)
{
    (void)state;
    struct emu_kit_answer answer =
        post("{'spec':{'display_name':'b'," PLACE ",'config':{'kind':'Basic'}," IN_DEMO
             ",'deletion_protection':true}}");
    emu_kit_expect_refusal(&answer, 422, "invalid_configuration", "/spec/deletion_protection");
}

static void test_clusters__names_repeat_and_filters_narrow_the_list(void **state)
{
    (void)state;
    post_ok(SMALL);
    const char *protected_one = post_ok(SMALL);
    patch(protected_one, "{'spec':{" IN_DEMO ",'deletion_protection':true}}");
    post_ok("{'spec':{'display_name':'n'," PLACE "," DEDICATED "," IN_DEMO
            ",'network':{'id':'n-1'}}}");
    static const struct {
        const char *query;
        size_t count;
    } cases[] = {
        {"", 3},
        {"&spec.deletion_protection=true", 1},
        {"&spec.deletion_protection=false", 2},
        {"&spec.network=n-1", 1},
        {"&spec.network=n-2", 0},
        {"&spec.network=n-2&spec.network=n-1", 1},
        {"&page_size=2", 2},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct emu_kit_answer list = emu_kit_askf(
            &kit, "GET", NULL, "/cmk/v2/clusters?environment=env-demo01%s", cases[i].query);
        if (emu_kit_count(&list) != cases[i].count)
            fail_msg("%s: %zu clusters", cases[i].query, emu_kit_count(&list));
    }
    struct emu_kit_answer page =
        emu_kit_ask(&kit, "GET", "/cmk/v2/clusters?environment=env-demo01&page_size=2", NULL);
    page = emu_kit_ask(&kit, "GET", emu_kit_text(&page, "metadata.next"), NULL);
    assert_int_equal(emu_kit_count(&page), 1);
}

static void test_clusters__zones_follow_cloud_and_availability(void **state)
{
    (void)state;
    static const struct {
        const char *place;
        const char *zones;
    } cases[] = {
        {"'availability':'LOW','cloud':'AZURE','region':'westeurope'", "[\"1\"]"},
        {"'availability':'LOW','cloud':'AWS','region':'eu-central-1'", "[\"euc1-az1\"]"},
        {"'availability':'LOW','cloud':'GCP','region':'europe-west3'", "[\"europe-west3-a\"]"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cc_str body =
            cc_str_format(&kit.arena, "{'spec':{'display_name':'z',%s," DEDICATED "," IN_DEMO "}}",
                          cases[i].place);
        struct emu_kit_answer made = post(body.ptr);
        const json_t *zones = emu_doc_at(made.body, "spec.config.zones");
        assert_string_equal(emu_doc_write(&kit.arena, zones).ptr, cases[i].zones);
    }
}

static void test_clusters__references_say_where_they_lead(void **state)
{
    (void)state;
    static const struct {
        const char *related;
        const char *resource_name;
        const char *end;
    } cases[] = {
        {"spec.environment.related", "spec.environment.resource_name", "env-demo01"},
        {"spec.network.related", "spec.network.resource_name", "n-4z5w6"},
        {"spec.byok.related", "spec.byok.resource_name", "cck-other"},
    };
    const char *id = post_ok("{'spec':{'display_name':'n'," PLACE "," DEDICATED "," IN_DEMO
                             ",'network':{'id':'n-4z5w6'}}}");
    struct emu_kit_answer bare = get(id);
    assert_false(emu_doc_has(bare.body, "spec.byok"));
    emu_kit_askf(&kit, "PATCH", "{'spec':{'byok':{'id':'cck-other'}}}", "/_emulator/clusters/%s",
                 id);
    struct emu_kit_answer read = get(id);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cc_str related = emu_doc_str(read.body, cases[i].related);
        struct cc_str name = emu_doc_str(read.body, cases[i].resource_name);
        assert_true(cc_str_starts_with(related, kit.url));
        assert_true(cc_str_ends_with(related, cc_str_from(cases[i].end)));
        assert_true(cc_str_starts_with(name, CC_STR("crn://")));
        assert_true(cc_str_ends_with(name, cc_str_from(cases[i].end)));
    }
}

/* Expects a conflict whose Location ends like this. */
static void expect_conflict_at(const struct emu_kit_answer *answer, const char *end)
{
    assert_int_equal(answer->status, 409);
    struct cc_str location = emu_kit_header(answer, "Location");
    if (!cc_str_starts_with(location, kit.url) || !cc_str_ends_with(location, cc_str_from(end)))
        fail_msg("Location: %.*s", CC_STR_ARG(location));
}

static void test_clusters__conflicts_say_what_stands_in_the_way(void **state)
{
    (void)state;
    const char *key = key_post(KEY("one"));
    struct emu_kit_answer answer = post_with_key(key, PLACE);
    const char *id = emu_kit_text(&answer, "id");
    answer = post_with_key(key, PLACE);
    expect_conflict_at(&answer, key);
    answer = emu_kit_askf(&kit, "DELETE", NULL, "/byok/v1/keys/%s", key);
    expect_conflict_at(&answer, key);
    patch(id, "{'spec':{" IN_DEMO ",'deletion_protection':true}}");
    answer = cluster_delete(id);
    expect_conflict_at(&answer, id);
    emu_kit_advance(&kit, PROVISIONING_S + 1);
    patch(id, "{'spec':{" IN_DEMO ",'config':{'kind':'Dedicated','cku':2}}}");
    answer = patch(id, "{'spec':{" IN_DEMO ",'config':{'kind':'Dedicated','cku':3}}}");
    expect_conflict_at(&answer, id);
    answer = post(cc_str_format(&kit.arena, "{'spec':{'byok':{'id':'%s'}}}", key).ptr);
    assert_int_equal(answer.status, 400); /* the first mistake decides, and has no place */
    assert_true(cc_str_is_absent(emu_kit_header(&answer, "Location")));
}

static void expect_state(const char *key, const char *state)
{
    struct emu_kit_answer read = emu_kit_askf(&kit, "GET", NULL, "/byok/v1/keys/%s", key);
    assert_string_equal(emu_kit_text(&read, "state"), state);
}

static void test_clusters__a_key_exchanged_by_hand_is_in_use(void **state)
{
    (void)state;
    const char *one = key_post(KEY("one"));
    const char *two = key_post(KEY("two"));
    struct emu_kit_answer first = post_with_key(one, PLACE);
    const char *id = emu_kit_text(&first, "id");
    const char *other = post_ok(SMALL);
    static const char to_key[] = "{'spec':{'byok':{'id':'%s'}}}";
    emu_kit_askf(&kit, "PATCH", cc_str_format(&kit.arena, to_key, two).ptr,
                 "/_emulator/clusters/%s", id);
    expect_state(one, "AVAILABLE");
    expect_state(two, "IN_USE");
    emu_kit_askf(&kit, "PATCH", cc_str_format(&kit.arena, to_key, two).ptr,
                 "/_emulator/clusters/%s", other);
    emu_kit_askf(&kit, "PATCH", "{'spec':{'byok':null}}", "/_emulator/clusters/%s", other);
    expect_state(two, "IN_USE"); /* it never was the other cluster's */
    emu_kit_askf(&kit, "PATCH", "{'spec':{'byok':null}}", "/_emulator/clusters/%s", id);
    expect_state(two, "AVAILABLE");
}

static void test_clusters__a_cluster_can_be_changed_behind_everybodys_back(void **state)
{
    (void)state;
    const char *key = key_post(KEY("one"));
    struct emu_kit_answer made = post_with_key(key, PLACE);
    const char *id = emu_kit_text(&made, "id");
    emu_kit_askf(&kit, "PATCH",
                 "{'spec':{'byok':null,'availability':'LOW'},'status':{'phase':'FAILED'}}",
                 "/_emulator/clusters/%s", id);
    emu_kit_advance(&kit, PROVISIONING_S + 1);
    struct emu_kit_answer read = get(id);
    assert_string_equal(emu_kit_text(&read, "status.phase"), "FAILED");
    assert_string_equal(emu_kit_text(&read, "spec.availability"), "LOW");
    assert_false(emu_doc_has(read.body, "spec.byok"));
    emu_kit_askf(&kit, "DELETE", NULL, "/_emulator/clusters/%s", id);
    read = get(id);
    assert_int_equal(read.status, 403);
    read = emu_kit_askf(&kit, "GET", NULL, "/byok/v1/keys/%s", key);
    assert_string_equal(emu_kit_text(&read, "state"), "AVAILABLE"); /* it had lost its cluster */
}

static void test_clusters__a_cluster_deleted_by_hand_leaves_its_key_held(void **state)
{
    (void)state;
    const char *key = key_post(KEY("one"));
    struct emu_kit_answer made = post_with_key(key, PLACE);
    emu_kit_askf(&kit, "DELETE", NULL, "/_emulator/clusters/%s", emu_kit_text(&made, "id"));
    expect_state(key, "IN_USE");
    emu_kit_advance(&kit, FIVE_DAYS_S + 1);
    expect_state(key, "AVAILABLE");
}

static void test_clusters__deletion_can_linger_and_gone_can_be_404(void **state)
{
    (void)state;
    struct emu_kit slow;
    emu_kit_start(&slow, (const char *const[]){"--deletion", "600", "--gone", "404", NULL});
    struct emu_kit_answer made = emu_kit_ask(&slow, "POST", "/cmk/v2/clusters", SMALL);
    const char *path = cc_str_format(&slow.arena, "/cmk/v2/clusters/%s?environment=env-demo01",
                                     emu_kit_text(&made, "id"))
                           .ptr;
    struct emu_kit_answer removed = emu_kit_ask(&slow, "DELETE", path, NULL);
    struct emu_kit_answer seen = emu_kit_ask(&slow, "GET", path, NULL);
    emu_kit_advance(&slow, 601);
    struct emu_kit_answer gone = emu_kit_ask(&slow, "GET", path, NULL);
    assert_int_equal(removed.status, 204);
    assert_int_equal(seen.status, 200);
    emu_kit_expect_refusal(&gone, 404, "resource_not_found", NULL);
    emu_kit_stop(&slow);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_clusters__a_new_cluster_is_accepted_and_becomes_ready,
                                        up, down),
        cmocka_unit_test_setup_teardown(test_clusters__options_are_kept_as_they_were_sent, up,
                                        down),
        cmocka_unit_test_setup_teardown(test_clusters__malformed_members_are_refused_at_their_place,
                                        up, down),
        cmocka_unit_test_setup_teardown(test_clusters__the_environment_must_be_named, up, down),
        cmocka_unit_test_setup_teardown(
            test_clusters__a_key_belongs_to_one_cluster_of_its_region_and_cloud, up, down),
        cmocka_unit_test_setup_teardown(test_clusters__an_invalid_key_is_refused_with_its_reason,
                                        up, down),
        cmocka_unit_test_setup_teardown(test_clusters__a_basic_cluster_drops_its_key_silently, up,
                                        down),
        cmocka_unit_test_setup_teardown(
            test_clusters__a_key_is_held_for_five_days_after_its_cluster, up, down),
        cmocka_unit_test_setup_teardown(test_clusters__a_resize_takes_its_time_and_stands_alone, up,
                                        down),
        cmocka_unit_test_setup_teardown(test_clusters__what_is_immutable_is_refused_at_its_place,
                                        up, down),
        cmocka_unit_test_setup_teardown(test_clusters__a_protected_cluster_cannot_be_deleted, up,
                                        down),
        cmocka_unit_test_setup_teardown(test_clusters__basic_clusters_cannot_be_protected, up,
                                        down),
        cmocka_unit_test_setup_teardown(test_clusters__names_repeat_and_filters_narrow_the_list, up,
                                        down),
        cmocka_unit_test_setup_teardown(test_clusters__zones_follow_cloud_and_availability, up,
                                        down),
        cmocka_unit_test_setup_teardown(test_clusters__references_say_where_they_lead, up, down),
        cmocka_unit_test_setup_teardown(test_clusters__conflicts_say_what_stands_in_the_way, up,
                                        down),
        cmocka_unit_test_setup_teardown(test_clusters__a_key_exchanged_by_hand_is_in_use, up, down),
        cmocka_unit_test_setup_teardown(
            test_clusters__a_cluster_can_be_changed_behind_everybodys_back, up, down),
        cmocka_unit_test_setup_teardown(
            test_clusters__a_cluster_deleted_by_hand_leaves_its_key_held, up, down),
        cmocka_unit_test(test_clusters__deletion_can_linger_and_gone_can_be_404),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
