// SPDX-License-Identifier: MPL-2.0
#pragma once

/* For tests of functions with one string as argument. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "schema/function.h"
#include "shared/test_kit.h"

struct sample {
    const char *argument; /* NULL ends the samples */
    const char *result;   /* JSON; what it leaves out is null */
    const char *error;    /* part of the error about the argument; NULL: it works */
};

/* Calls as a host does: no provider is configured. */
static void expect_sample(const struct cc_function *function, const struct sample *sample)
{
    static const struct cc_attribute attributes[] = {{NULL}};
    static const struct cc_schema schema = {.attributes = attributes};
    struct cc_kit kit;
    cc_kit_open(&kit, &schema, NULL);
    struct cc_value argument = cc_value_str(cc_str_from(sample->argument));
    struct cc_value result = cc_value_null();
    kit.call.provider = NULL;
    kit.call.type = function->returns;
    bool good = function->call(&kit.call, &argument, &result);
    cc_kit_expect_error(&kit, sample->error == NULL ? "" : "[0]", sample->error);
    assert_int_equal(good, sample->error == NULL);
    if (good)
        cc_kit_expect_value(&kit, &result, sample->result);
    cc_kit_close(&kit);
}

static void expect_samples(const struct cc_function *function, const struct sample *samples)
{
    for (; samples->argument != NULL; samples++)
        expect_sample(function, samples);
}
