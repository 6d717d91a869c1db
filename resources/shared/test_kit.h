// SPDX-License-Identifier: MPL-2.0
#pragma once

/* For tests of resources: a call to hand to verbs, values from JSON, and what was filed. */

#include "schema/resource.h"
#include "shared/ccloud.h"
#include "shared/client_stub.h"

struct cc_kit {
    struct cc_arena arena;
    struct cc_diags diags;
    struct cc_cancel cancel;
    struct cc_creations creations;
    struct cc_snapshot snapshot;
    struct ccloud ccloud;
    struct cc_call call;
};

/* A call of a configured provider for objects of this table; the client plays `rows` (NULL: no
 * request is expected). */
void cc_kit_open(struct cc_kit *kit, const struct cc_schema *schema,
                 const struct cc_stub_row *rows);

/* Fails the test if a recorded answer was not asked for. */
void cc_kit_close(struct cc_kit *kit);

/* An object of the table; what the text leaves out is null. */
struct cc_value cc_kit_value(struct cc_kit *kit, const char *json);

/* The same object with one attribute ("azure.key_identifier") replaced. */
struct cc_value cc_kit_with(struct cc_kit *kit, const struct cc_value *object, const char *path,
                            struct cc_value value);

/* Fails unless the value equals the object of the text. */
void cc_kit_expect_value(struct cc_kit *kit, const struct cc_value *value, const char *json);

/* Fails unless the only error is at `path` ("" for the whole object) and its texts hold `part`;
 * `part` NULL: there is no error at all. */
void cc_kit_expect_error(struct cc_kit *kit, const char *path, const char *part);

/* The same for warnings. */
void cc_kit_expect_warning(struct cc_kit *kit, const char *path, const char *part);

/* True if any text that was filed holds `part`. */
bool cc_kit_mentions(struct cc_kit *kit, const char *part);
