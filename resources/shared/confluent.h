// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Stored states of the official provider, "confluent", as far as they can become ours.
 *
 * Such a state is first written down as the service would have answered, so that what makes states
 * of answers makes them of moved objects, too.  Its habits: a block is a list of one object, text
 * that is not set is empty, and a block may be there with nothing but an empty id in it.
 */

#include "base/json.h"
#include "schema/resource.h"

/* The last part of the official provider's address. */
#define CC_CONFLUENT "confluent"

/* One value that both sides know.  A table ends with a row without `from`. */
struct cc_confluent_row {
    const char *from; /* "azure.key_identifier": an attribute, or a block and an attribute in it */
    const char *to;   /* "key.key_id": where the service says it */
};

/* The node at a dotted path through blocks; NULL when there is none. */
const struct cc_json *cc_confluent_at(const struct cc_json *state, const char *path);

/* Copies text that is not empty, numbers, bools and lists of text.  What is there stays: of two
 * rows that lead to one place the first counts. */
void cc_confluent_copy(const struct cc_json *state, const struct cc_confluent_row *rows,
                       struct cc_json *answer);

/* Files why this object cannot be moved and returns false; `reason` is a sentence without full
 * stop. */
bool cc_confluent_refuse(struct cc_call *call, const struct cc_move_source *source,
                         struct cc_str reason);
