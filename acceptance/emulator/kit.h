// SPDX-License-Identifier: MPL-2.0
#pragma once

/* What the tests share: an emulator of one's own, and a client that asks it.  Not part of the
 * program.  Whatever cannot work fails the test. */

#include "emulator/document.h"

struct emu_kit {
    struct cc_arena arena; /* holds answers until stop */
    int pid;
    struct cc_str url;
    void *curl;
    const char *user;   /* KEY:SECRET; NULL: none */
    const char *bearer; /* a token instead of the user; NULL: none */
    const char *header; /* one more, such as "Metadata: true"; NULL: none */
    const char *ca_file;
    bool fresh; /* a connection for each request: libcurl repeats one that broke on an old one */
};

/* Starts the program with these options (NULL ends them; at most 15) on a free port. */
void emu_kit_start(struct emu_kit *kit, const char *const *options);

/* Ends the program by signal; it must leave cleanly. */
void emu_kit_stop(struct emu_kit *kit);

/* A client of its own, for a thread of its own. */
void *emu_kit_client(void);
void emu_kit_client_free(void *client);

struct emu_kit_answer {
    int transfer; /* libcurl's result; 0: the answer arrived as a whole */
    long status;
    struct cc_str head;
    struct cc_str text;
    json_t *body; /* NULL if it is not JSON */
};

/* `path` may be a whole URL.  Apostrophes in `body` stand for quotation marks; NULL: no body. */
struct emu_kit_answer emu_kit_ask(struct emu_kit *kit, const char *method, const char *path,
                                  const char *body);

/* As ask, with a format for the path. */
struct emu_kit_answer emu_kit_askf(struct emu_kit *kit, const char *method, const char *body,
                                   const char *path_format, ...)
    __attribute__((format(printf, 4, 5)));

/* A header of the answer, absent if it is not there. */
struct cc_str emu_kit_header(const struct emu_kit_answer *answer, const char *name);

/* A string of the body as C text, "" if absent. */
const char *emu_kit_text(const struct emu_kit_answer *answer, const char *path);
int64_t emu_kit_number(const struct emu_kit_answer *answer, const char *path);

/* Objects in the list of the answer. */
size_t emu_kit_count(const struct emu_kit_answer *answer);

/* The answer is a refusal with this status, and one of its errors has this code and place (a JSON
 * pointer, a parameter, or NULL for none). */
void emu_kit_expect_refusal(const struct emu_kit_answer *answer, long status, const char *code,
                            const char *place);

/* Moves the emulator's clock. */
void emu_kit_advance(struct emu_kit *kit, int64_t seconds);

/* Runs the program to its end; returns its exit status and everything it wrote. */
int emu_kit_run(struct cc_arena *arena, const char *const *options, struct cc_str *output);
