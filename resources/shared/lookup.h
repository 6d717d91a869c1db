// SPDX-License-Identifier: MPL-2.0
#pragma once

/* What data sources share: which argument names the object, and what to say when it does not name
 * exactly one.
 *
 * An object that is not found is an error at the argument that named it, and the error lists what
 * could have been meant: the list is one request away, and usually shows the mistake.
 */

#include "schema/resource.h"
#include "shared/api_error.h"
#include "shared/ccloud.h"

enum { CC_LOOKUP_LABELS_MAX = 3 };

/* Row of a filter: an optional text, checked as the resource checks it.  What can never be found is
 * a mistake, and an empty list would hide it. */
#define CC_FILTER_ROW(argument, its_check, text)                                            \
    {                                                                                       \
        .name = argument, .mode = CC_OPTIONAL, .type = &cc_type_string, .check = its_check, \
        .description = text                                                                 \
    }

/* The same for one of a few words. */
#define CC_FILTER_OF(argument, its_words, text)                                             \
    {                                                                                       \
        .name = argument, .mode = CC_OPTIONAL, .type = &cc_type_string, .words = its_words, \
        .description = text                                                                 \
    }

/* Rows of an attribute table that only tell something: a text, a value of another type, an object
 * of further rows. */
#define CC_TOLD(attribute, words) CC_TOLD_AS(attribute, &cc_type_string, words)
#define CC_TOLD_AS(attribute, its_type, words)                                         \
    {                                                                                  \
        .name = attribute, .mode = CC_COMPUTED, .type = its_type, .description = words \
    }
#define CC_TOLD_INSIDE(attribute, rows, words)                                                \
    {                                                                                         \
        .name = attribute, .mode = CC_COMPUTED, .nesting = CC_NESTING_SINGLE, .nested = rows, \
        .description = words                                                                  \
    }

struct cc_lookup {
    const struct ccloud *ccloud;
    const char *noun;        /* "registered key": in the middle of a sentence */
    const char *path;        /* the argument that names the object: "display_name" */
    struct cc_str wanted;    /* and its value */
    struct cc_str list_name; /* "the registered keys" */
    struct cc_request list;  /* holds every object that could be meant */
    const char *labels[CC_LOOKUP_LABELS_MAX]; /* where an item of the list says what it is called;
                                               * the first is its name */
    bool (*is_meant)(const struct cc_json *item); /* of several of one name; NULL: all alike */
};

/* For `validate`: exactly one of the string attributes (ends with NULL) is set; unknowns may turn
 * out either way.  Files an error and returns false otherwise. */
bool cc_lookup_is_unique(struct cc_call *call, const struct cc_value *config,
                         const char *const *names);

/* The only item of the list whose name is `wanted`, or NULL after an error was filed. */
const struct cc_json *cc_lookup_by_name(struct cc_call *call, const struct cc_lookup *lookup);

/* Judges what the service answered to a request for the object itself: true when it shows it.
 * Otherwise files an error, which lists what there is if the object may not exist. */
bool cc_lookup_is_shown(struct cc_call *call, const struct cc_lookup *lookup,
                        const struct cc_answer *answer);

/* Files that nothing fits, with what the list holds; returns false. */
bool cc_lookup_file_none(struct cc_call *call, const struct cc_lookup *lookup);

/* Files that all these fit; returns false. */
bool cc_lookup_file_several(struct cc_call *call, const struct cc_lookup *lookup,
                            const struct cc_json *const *items, size_t count);

/* Every item of the list, sorted by id so that plans do not follow the service's moods; false after
 * an error was filed. */
bool cc_lookup_all(struct cc_call *call, const struct cc_lookup *lookup,
                   const struct cc_json *const **items, size_t *count);

/* An argument that picks items of a list, and what it is compared with: "validation.phase". */
struct cc_filter {
    const char *argument, *path;
};

/* True if every filter that is configured (ends with a NULL argument) equals its text in `item`. */
bool cc_lookup_fits(const struct cc_filter *filters, const struct cc_value *config,
                    const struct cc_value *item);

/* An object of `type` with what it has in common with `source`, an object of `source_type`; the
 * rest is null.  So a data source tells what the resource of the same thing would. */
struct cc_value cc_lookup_mirror(struct cc_arena *arena, const struct cc_type *type,
                                 const struct cc_type *source_type, const struct cc_value *source);
