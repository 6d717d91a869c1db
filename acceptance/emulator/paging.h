// SPDX-License-Identifier: MPL-2.0
#pragma once

/* Lists, page by page: newest object first, an absolute link to the next page, and no such member
 * at the end.  The token is opaque; it holds characters that a client must percent-encode. */

#include "emulator/request.h"

struct emu_listing {
    const char *kind; /* in the store */
    const char *api_version;
    const char *list_kind;
    struct cc_str scope;                                                   /* absent: all */
    bool (*matches)(const struct emu_request *request, const json_t *doc); /* NULL: every one */
    void (*dress)(const struct emu_request *request,
                  json_t *doc); /* adds what depends on the URL */
};

void emu_page_answer(const struct emu_request *request, struct emu_answer *answer,
                     const struct emu_listing *listing);
