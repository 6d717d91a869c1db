// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Attribute tables: everything about an attribute that can be said as data.
 *
 * A table is a const array that ends with a row without name.  What the columns say is carried out
 * once, for all resources: the schema message, validation, planning (plan.h) and the comparison of
 * a remote object with the state.  Source of the rules a table must keep: plugin protocol, "schema
 * messages"; cc_schema_fault proves them and is run over every table by the tests.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "value/path.h"
#include "value/type.h"
#include "value/value.h"

struct cc_call;

enum cc_mode {
    CC_REQUIRED = 1,
    CC_OPTIONAL,
    CC_COMPUTED,
    CC_OPTIONAL_COMPUTED,
};

enum cc_nesting { CC_NESTING_NONE, CC_NESTING_SINGLE, CC_NESTING_LIST, CC_NESTING_MAP };

struct cc_attribute {
    const char *name;
    enum cc_mode mode;
    const struct cc_type *type; /* NULL when nested */
    enum cc_nesting nesting;    /* with `nested`: attributes inside this one */
    /* List and map: must not hold computed next to configured.  Inside a computed attribute all are
     * computed, whatever their mode says: so a list of objects can use the table of one. */
    const struct cc_attribute *nested;
    bool force_new;  /* a change replaces the object */
    bool sensitive;  /* never shown by the host */
    bool keep_prior; /* computed: an update never changes it, so plans keep the prior value */
    const char *default_text; /* computed string, absent from the configuration at creation */
    const char *const *words; /* string: the only accepted values, ends with NULL */
    int64_t min;              /* number: the least accepted integer; 0 means no bound */
    /* String: two spellings of one thing.  The prior spelling is kept in plan and state. */
    bool (*equal)(struct cc_str a, struct cc_str b);
    /* A check of one known value; files an error at `path` and returns false when it fails. */
    bool (*check)(struct cc_call *call, struct cc_path path, const struct cc_value *value);
    const char *description; /* Markdown */
};

struct cc_schema {
    int64_t version; /* of stored states; raised when their shape changes */
    const char *description;
    const struct cc_attribute *attributes;
};

extern const struct cc_type cc_type_string_list, cc_type_string_set;

/* The object type of a table, for as long as the arena lives. */
const struct cc_type *cc_schema_type(struct cc_arena *arena, const struct cc_attribute *attributes);

bool cc_attribute_is_computed(const struct cc_attribute *attribute);
bool cc_attribute_is_configurable(const struct cc_attribute *attribute);

/* Checks every known value of a configuration against words, min and check; unknowns and nulls
 * pass.  Files one error per attribute and returns false if there was any. */
bool cc_schema_validate(struct cc_call *call, const struct cc_attribute *attributes,
                        const struct cc_value *config);

/* `fresh` (from the remote service) with the prior spelling wherever both mean the same. */
struct cc_value cc_schema_settle(struct cc_arena *arena, const struct cc_attribute *attributes,
                                 const struct cc_value *prior, const struct cc_value *fresh);

/* The first broken rule of a table as a sentence, or absent: for tests. */
struct cc_str cc_schema_fault(struct cc_arena *arena, const struct cc_schema *schema);
