// SPDX-License-Identifier: MPL-2.0
#include "base/secret.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

/* A call through a volatile pointer cannot be proven to be memset, so it cannot be left out. */
static void *(*const volatile wipe)(void *, int, size_t) = memset;

void cc_secret_wipe(void *bytes, size_t len)
{
    if (len > 0)
        wipe(bytes, 0, len);
}

void cc_secret_init(struct cc_secret *secret, struct cc_str value)
{
    *secret = (struct cc_secret){0};
    if (cc_str_is_absent(value))
        return;
    char *bytes = malloc(value.len + 1);
    if (!bytes)
        cc_arena_exhausted(value.len + 1);
    memcpy(bytes, value.ptr, value.len);
    bytes[value.len] = '\0';
    *secret = (struct cc_secret){bytes, value.len};
}

void cc_secret_release(struct cc_secret *secret)
{
    cc_secret_wipe(secret->bytes, secret->len);
    free(secret->bytes);
    *secret = (struct cc_secret){0};
}

bool cc_secret_is_absent(const struct cc_secret *secret)
{
    return secret->bytes == NULL;
}

struct cc_str cc_secret_lend(const struct cc_secret *secret)
{
    return (struct cc_str){secret->bytes, secret->len};
}
