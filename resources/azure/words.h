// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Texts with blanks: "Vault {vault} has no purge protection".  A blank is a lower-case word in
 * braces and must have a filling; other braces stay. */

#include "azure/wanted.h"

struct cc_az_blank {
    const char *name;
    struct cc_str text;
    bool is_list; /* of words separated by spaces: a b in a command, "a", "b" elsewhere */
};

enum { CC_AZ_BLANKS_MAX = 20 };

struct cc_az_blanks {
    struct cc_az_blank list[CC_AZ_BLANKS_MAX];
    size_t count;
};

/* The blanks that what is wanted fills: vault, key, identifier, group, vault_id, tenant, region,
 * application, caller, later (a time in two years). */
struct cc_az_blanks cc_az_blanks_of(struct cc_arena *arena, const struct cc_az_wanted *wanted);
void cc_az_blanks_add(struct cc_az_blanks *blanks, const char *name, struct cc_str text);
void cc_az_blanks_add_list(struct cc_az_blanks *blanks, const char *name, struct cc_str words);

/* The text with its blanks filled, printable; absent for NULL. */
struct cc_str cc_az_fill(struct cc_arena *arena, const char *text,
                         const struct cc_az_blanks *blanks);

/* The same for a command line: a shell takes each filling for one word. */
struct cc_str cc_az_fill_command(struct cc_arena *arena, const char *text,
                                 const struct cc_az_blanks *blanks);

/* "2026-03-01" and "2026-03-01T00:00:00Z" of seconds since 1970, UTC. */
struct cc_str cc_az_date(struct cc_arena *arena, int64_t epoch_s);
struct cc_str cc_az_date_time(struct cc_arena *arena, int64_t epoch_s);
