// SPDX-License-Identifier: MPL-2.0
#pragma once

/* The command line.  Strings are lent from argv. */

#include <stdint.h>
#include <stdio.h>

struct emu_options {
    const char *listen; /* HOST:PORT, [HOST]:PORT */
    const char *database;
    const char *api_key;       /* KEY:SECRET */
    const char *oauth_client;  /* ID:SECRET at the identity provider */
    const char *identity_pool; /* the one whose tokens are exchanged */
    const char *tls_cert;      /* both or none */
    const char *tls_key;
    const char *azure_region; /* where Azure keys turn out to live */
    int64_t latency_ms;
    int64_t token_lifetime_s;
    int64_t provisioning_us;
    int64_t validation_us;
    int64_t deletion_us;
    unsigned gone_status; /* what a cluster that is not there is answered with */
};

enum emu_options_outcome { EMU_OPTIONS_RUN, EMU_OPTIONS_HELP, EMU_OPTIONS_BAD };

/* Fills `options`, defaults included; what is wrong is written to `errors`. */
enum emu_options_outcome emu_options_parse(struct emu_options *options, int argc, char **argv,
                                           FILE *errors);

void emu_options_help(FILE *out);
