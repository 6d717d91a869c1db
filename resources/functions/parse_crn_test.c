// SPDX-License-Identifier: MPL-2.0
#include "functions/sample_test.h"

extern const struct cc_function cc_function_parse_crn;

#define CLUSTER "crn://confluent.cloud/organization=o-1/environment=env-1/cloud-cluster=lkc-1"

static void test_parse_crn__parts_are_told(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {CLUSTER "/kafka=lkc-1",
         "{\"authority\":\"confluent.cloud\",\"organization\":\"o-1\",\"environment\":\"env-1\","
         "\"cloud_cluster\":\"lkc-1\",\"kafka\":\"lkc-1\",\"resource_type\":\"kafka\","
         "\"resource_id\":\"lkc-1\"}",
         NULL},
        {CLUSTER,
         "{\"authority\":\"confluent.cloud\",\"organization\":\"o-1\",\"environment\":\"env-1\","
         "\"cloud_cluster\":\"lkc-1\",\"resource_type\":\"cloud-cluster\","
         "\"resource_id\":\"lkc-1\"}",
         NULL},
        {"crn://confluent.cloud/organization=o-1/key=cck-1",
         "{\"authority\":\"confluent.cloud\",\"organization\":\"o-1\",\"resource_type\":\"key\","
         "\"resource_id\":\"cck-1\"}",
         NULL},
        {"crn:///kafka=lkc-1/topic=a=b*",
         "{\"kafka\":\"lkc-1\",\"resource_type\":\"topic\",\"resource_id\":\"a=b*\"}", NULL},
        {"crn://c/organization=o-1/topic=a/topic=b",
         "{\"authority\":\"c\",\"organization\":\"o-1\",\"resource_type\":\"topic\","
         "\"resource_id\":\"b\"}",
         NULL},
        {NULL, NULL, NULL},
    };
    expect_samples(&cc_function_parse_crn, samples);
}

static void test_parse_crn__what_is_none_is_explained(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"", NULL, "does not begin with crn://"},
        {"lkc-1", NULL, "does not begin with crn://"},
        {"crn:/confluent.cloud/organization=o-1", NULL, "does not begin with crn://"},
        {"arn:aws:kms:eu-central-1:1:key/1", NULL, "does not begin with crn://"},
        {"crn://", NULL, "names no resource"},
        {"crn://confluent.cloud", NULL, "names no resource"},
        {"crn://confluent.cloud/", NULL, "names no resource"},
        {"crn://confluent.cloud/organization", NULL, "part \"organization\" is not"},
        {"crn://confluent.cloud/organization=", NULL, "part \"organization=\" is not"},
        {"crn://confluent.cloud/=o-1", NULL, "part \"=o-1\" is not"},
        {CLUSTER "/", NULL, "part \"\" is not"},
        {CLUSTER "//kafka=lkc-1", NULL, "part \"\" is not"},
        {CLUSTER "/environment=env-2", NULL, "two parts environment="},
        {NULL, NULL, NULL},
    };
    expect_samples(&cc_function_parse_crn, samples);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse_crn__parts_are_told),
        cmocka_unit_test(test_parse_crn__what_is_none_is_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
