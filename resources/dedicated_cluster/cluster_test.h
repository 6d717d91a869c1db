// SPDX-License-Identifier: MPL-2.0
#pragma once

/* For the tests of this room: one cluster in all its forms, rows of a conversation about it, and a
 * clock that moves only when somebody asks for the time, so that waits end at once. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "dedicated_cluster/cluster.h"
#include "shared/test_kit.h"

extern const struct cc_resource_type cc_resource_dedicated_cluster;

/* A configuration; `more` begins with a comma or is empty. */
#define CONFIG(more)                                                                 \
    "{\"display_name\":\"orders\",\"environment_id\":\"env-1\",\"cloud\":\"AZURE\"," \
    "\"region\":\"westeurope\",\"availability\":\"MULTI_ZONE\",\"cku\":2" more "}"

#define CRN \
    "crn://confluent.cloud/organization=o-1/environment=env-1/cloud-cluster=lkc-1/kafka=lkc-1"

/* What the service answers: `spec` and `config` add members and begin with a comma or are empty. */
#define CLUSTER(spec, config, status)                                                   \
    "{\"api_version\":\"cmk/v2\",\"kind\":\"Cluster\",\"id\":\"lkc-1\",\"metadata\":{"  \
    "\"resource_name\":\"" CRN "\",\"created_at\":\"2026-08-25T10:20:00Z\"},\"spec\":{" \
    "\"display_name\":\"orders\",\"availability\":\"HIGH\",\"cloud\":\"AZURE\","        \
    "\"region\":\"westeurope\",\"environment\":{\"id\":\"env-1\"},"                     \
    "\"config\":{\"kind\":\"Dedicated\"" config "}" spec "},\"status\":{" status "}}"

#define ENDPOINTS                                                                                 \
    ",\"endpoints\":{\"PUBLIC\":{\"kafka_bootstrap_endpoint\":\"SASL_SSL://lkc-1.example:9092\"," \
    "\"http_endpoint\":\"https://lkc-1.example\",\"connection_type\":\"PUBLIC\"}}"
#define PROTECTED ",\"deletion_protection\":true"
#define BYOK(id) ",\"byok\":{\"id\":\"" id "\"}"
#define CKU(n) ",\"cku\":" #n
#define PROVISIONING "\"phase\":\"PROVISIONING\""
#define PROVISIONED(n) "\"phase\":\"PROVISIONED\",\"cku\":" #n

/* The ordinary cluster while it is made and when it is ready. */
#define CLUSTER_NEW CLUSTER(PROTECTED, CKU(2), PROVISIONING)
#define CLUSTER_READY CLUSTER(PROTECTED ENDPOINTS, CKU(2), PROVISIONED(2))

/* The state of CLUSTER_READY; `more` begins with a comma or is empty. */
#define STATE_FACTS                                                                              \
    ",\"id\":\"lkc-1\",\"phase\":\"PROVISIONED\",\"current_cku\":2,"                             \
    "\"release_priority\":\"REGULAR\",\"bootstrap_endpoint\":\"lkc-1.example:9092\","            \
    "\"rest_endpoint\":\"https://lkc-1.example\",\"endpoints\":{\"PUBLIC\":{"                    \
    "\"bootstrap_endpoint\":\"lkc-1.example:9092\",\"rest_endpoint\":\"https://lkc-1.example\"," \
    "\"connection_type\":\"PUBLIC\"}},\"resource_name\":\"" CRN "\",\"rbac_crn\":"               \
    "\"crn://confluent.cloud/organization=o-1/environment=env-1/cloud-cluster=lkc-1\","          \
    "\"created_at\":\"2026-08-25T10:20:00Z\""
#define STATE_AS(mode, key, protection, more)                  \
    CONFIG(STATE_FACTS ",\"encryption_mode\":\"" mode "\"" key \
                       ",\"deletion_protection\":" protection more)
#define KEY(id) ",\"byok_key_id\":\"" id "\""
#define STATE(more) STATE_AS("automatic", "", "true", more)
#define STATE_UNPROTECTED(more) STATE_AS("automatic", "", "false", more)
#define STATE_BYOK(more) STATE_AS("self_managed", KEY("cck-1"), "true", more)
#define STATE_BYOK_UNPROTECTED(more) STATE_AS("self_managed", KEY("cck-1"), "false", more)

#define ERRORS(code, pointer)                                                                \
    "{\"errors\":[{\"id\":\"e-1\",\"code\":\"" code "\",\"detail\":\"as the service says\"," \
    "\"source\":{\"pointer\":\"" pointer "\"}}]}"

/* Rows of a conversation. */
#define ONE_PATH "/cmk/v2/clusters/lkc-1"
#define ALL_PATH "/cmk/v2/clusters"
#define IN_ENVIRONMENT .query = "environment=env-1"
#define GET_ONE(...)                                                    \
    {                                                                   \
        .method = CC_GET, .path = ONE_PATH, IN_ENVIRONMENT, __VA_ARGS__ \
    }
#define LIST(...)                                                       \
    {                                                                   \
        .method = CC_GET, .path = ALL_PATH, IN_ENVIRONMENT, __VA_ARGS__ \
    }
#define LIST_OF(items) LIST(.status = 200, .answer = "{\"data\":[" items "]}")
#define NOT_FOUND_ONE GET_ONE(.status = 404, .answer = ERRORS("resource_not_found", ""))
#define ORGANIZATION                                                                              \
    {                                                                                             \
        .path = "/org/v2/organizations", .status = 200, .answer = "{\"data\":[{\"id\":\"o-1\"}]}" \
    }
#define ENVIRONMENT_OF(organization, code)                                                        \
    {                                                                                             \
        .path = "/org/v2/environments/env-1", .status = (code),                                   \
        .answer =                                                                                 \
            "{\"metadata\":{\"resource_name\":\"crn://confluent.cloud/organization=" organization \
            "/environment=env-1\"}}"                                                              \
    }
#define ENVIRONMENT(code) ENVIRONMENT_OF("o-1", code)
#define FOREIGN_ENVIRONMENT ENVIRONMENT_OF("o-2", 200)
#define DELETE_ONE(...)                                                    \
    {                                                                      \
        .method = CC_DELETE, .path = ONE_PATH, IN_ENVIRONMENT, __VA_ARGS__ \
    }
#define PATCH_ONE(json, ...)                                            \
    {                                                                   \
        .method = CC_PATCH, .path = ONE_PATH, .body = json, __VA_ARGS__ \
    }
#define POST_ONE(json, ...)                                            \
    {                                                                  \
        .method = CC_POST, .path = ALL_PATH, .body = json, __VA_ARGS__ \
    }
#define END          \
    {                \
        .path = NULL \
    }

static int64_t test_time_ms;

static inline int64_t test_now_ms(void)
{
    return test_time_ms += 1000;
}

static inline int test_begin(void **state)
{
    (void)state;
    test_time_ms = 0;
    cc_clock_set_source(test_now_ms, NULL);
    return 0;
}

static inline int test_end(void **state)
{
    (void)state;
    cc_clock_set_source(NULL, NULL);
    return 0;
}

#define test_row(f) cmocka_unit_test_setup_teardown(f, test_begin, test_end)

/* For the `before` column. */
static inline void let_ten_minutes_pass(void *context)
{
    (void)context;
    test_time_ms += 10 * 60 * 1000;
}

static inline void cancel(void *context)
{
    cc_cancel_trigger(context);
}

static inline void open_kit(struct cc_kit *kit, const struct cc_stub_row *rows)
{
    cc_kit_open(kit, &cc_cluster_schema, rows);
}

/* What a host proposes: the configuration, and the prior value of what the service decides. */
static inline struct cc_value propose(struct cc_kit *kit, const struct cc_value *config,
                                      const struct cc_value *prior)
{
    struct cc_value proposed = cc_value_copy(&kit->arena, config);
    for (const struct cc_attribute *row = cc_cluster_schema.attributes; row->name; row++)
        if (cc_attribute_is_computed(row) && cc_value_is_null(cc_value_at(config, row->name)))
            cc_value_set(&proposed, cc_str_from(row->name), *cc_value_at(prior, row->name));
    return proposed;
}

/* A whole plan; prior NULL is a creation. */
static inline struct cc_plan make_plan(struct cc_kit *kit, const struct cc_value *config,
                                       const struct cc_value *prior, bool *is_good)
{
    struct cc_value *copies = cc_arena_array(&kit->arena, 3, struct cc_value);
    copies[0] = *config;
    copies[1] = prior != NULL ? *prior : cc_value_null();
    copies[2] = propose(kit, config, &copies[1]);
    struct cc_plan plan = {.config = &copies[0], .prior = &copies[1], .proposed = &copies[2]};
    void *provider = kit->call.provider;
    kit->call.provider = NULL; /* ahead_test.c is about what a plan asks */
    *is_good = cc_plan_make(&kit->call, &cc_resource_dedicated_cluster, &plan);
    kit->call.provider = provider;
    return plan;
}

static inline struct cc_value planned_of(struct cc_kit *kit, const char *config, const char *prior)
{
    bool is_good;
    struct cc_value config_value = cc_kit_value(kit, config);
    struct cc_value prior_value = prior != NULL ? cc_kit_value(kit, prior) : cc_value_null();
    struct cc_plan plan =
        make_plan(kit, &config_value, prior != NULL ? &prior_value : NULL, &is_good);
    assert_true(is_good);
    return plan.planned;
}
