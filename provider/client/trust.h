// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Which certificate authorities are trusted: the system's, and a file that the user named.
 *
 * The binary is linked statically and runs on any distribution, so it cannot rely on the place that
 * its libcurl was built for.
 */

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

enum { CC_TRUST_BYTES_MAX = 8 * 1024 * 1024 };

struct cc_trust_own;
struct ssl_ctx_st;

/* One of the first two is present, or none when the system has no certificates at all. */
struct cc_trust {
    struct cc_str file;       /* a PEM bundle */
    struct cc_str directory;  /* hashed names, as OpenSSL looks them up */
    struct cc_trust_own *own; /* the user's certificates beside those; NULL: none */
};

struct cc_trust cc_trust_find(struct cc_arena *arena, struct cc_str ca_file);
void cc_trust_release(struct cc_trust *trust);

/* Adds the user's certificates to those that a connection trusts.  They are parsed at the first
 * call, and kept: a bundle takes longer to parse than a request.  One thread only. */
bool cc_trust_extend(struct cc_trust_own *own, struct ssl_ctx_st *connections);

/* The first of the paths that can be read; absent when none can.  The list ends with NULL. */
struct cc_str cc_trust_first_readable(const char *const paths[]);

/* True if the file can be read and holds a PEM certificate; else fills `reason`, a sentence. */
bool cc_trust_check(struct cc_arena *arena, struct cc_str ca_file, struct cc_str *reason);
