// SPDX-License-Identifier: MPL-2.0
#pragma once

/* A value that must never be seen: copied into memory of its own, wiped on release.
 *
 * There is no function that prints one.  `lend` is for the one place that puts it on the wire.
 */

#include "base/str.h"

struct cc_secret {
    char *bytes; /* NULL: absent */
    size_t len;
};

/* Copies; the absent string gives an absent secret. */
void cc_secret_init(struct cc_secret *secret, struct cc_str value);

/* Wipes and frees; harmless when absent or released before. */
void cc_secret_release(struct cc_secret *secret);

bool cc_secret_is_absent(const struct cc_secret *secret);

/* The bytes, lent until release: hand them to the wire, not to a log, a diagnostic or an arena. */
struct cc_str cc_secret_lend(const struct cc_secret *secret);

/* Overwrites with zeros in a way the compiler may not leave out; NULL with length 0 is allowed. */
void cc_secret_wipe(void *bytes, size_t len);
