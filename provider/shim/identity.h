// SPDX-License-Identifier: MPL-2.0
#pragma once

/* The certificate of this process: made at start, trusted by one host, gone with the process.
 *
 * ECDSA P-256, self-signed, name `localhost` (as a subject alternative name; hosts ignore the
 * common name), for both ends of a connection, valid from a minute ago, because clocks differ.
 */

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

struct cc_identity {
    struct cc_str key_pem; /* private: in the arena, which is wiped */
    struct cc_str certificate_pem;
    struct cc_str certificate_der; /* for the handshake line */
};

/* False when OpenSSL refuses, which only happens when it cannot get random bytes. */
bool cc_identity_make(struct cc_arena *arena, struct cc_identity *identity);

/* True if the text is wrapped as a trust store needs it: PEM, "CERTIFICATE", one whole ASN.1
 * sequence.  Whether that is a certificate is seen when the store is made of it. */
bool cc_identity_is_certificate(const char *pem);
