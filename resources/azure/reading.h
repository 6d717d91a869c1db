// SPDX-License-Identifier: MPL-2.0
#pragma once

/* How the parsers of facts read members.  A member of another type than it should have is not
 * told; one that is missing or null may have a meaning. */

#include "azure/facts.h"

struct cc_str cc_az_read_text(struct cc_arena *arena, const struct cc_json *node, const char *path);

enum cc_az_told cc_az_read_bool(const struct cc_json *node, const char *path,
                                enum cc_az_told when_missing);

/* YES for one word, NO for the other, in any letter case. */
struct cc_az_word {
    const char *yes, *no;
    enum cc_az_told when_missing;
};
enum cc_az_told cc_az_read_word(const struct cc_json *node, const char *path,
                                const struct cc_az_word *word);

/* YES for an object, NO when it is missing. */
enum cc_az_told cc_az_read_presence(const struct cc_json *node, const char *path);

/* Seconds since 1970, within the years that can be written with four digits. */
struct cc_az_time cc_az_read_time(const struct cc_json *node, const char *path);

/* A list of texts; one item of another type, and none of it is told. */
struct cc_az_list cc_az_read_list(struct cc_arena *arena, const struct cc_json *node,
                                  const char *path);

/* Notes that a group was seen, or that the answer was no answer to the question. */
void cc_az_read_end(struct cc_arena *arena, struct cc_az_facts *facts, enum cc_az_group group,
                    bool is_understood);
