// SPDX-License-Identifier: MPL-2.0
#pragma once

/* One request of a client and the answer it gets, without the HTTP library.
 *
 * Both live in the request's arena.  A turn is what a handler may use up: it runs alone, at one
 * moment of the service's time, as one change of the store.
 */

#include <jansson.h>

#include "emulator/options.h"
#include "emulator/store.h"

struct emu_turn {
    struct cc_arena *arena;
    struct emu_store *store;
    const struct emu_options *options;
    struct emu_counters *counters;
    struct emu_faults *faults;
    int64_t now_us;
};

struct emu_refusal;

/* One query parameter, decoded, in the order of the request. */
struct emu_query {
    struct cc_str name;
    struct cc_str value;
    const struct emu_query *next;
};

/* What stands for the placeholders of the route's pattern, in their order. */
enum { EMU_PARTS_MAX = 4 };
struct emu_part {
    struct cc_str name;
    struct cc_str value;
};
struct emu_parts {
    struct emu_part list[EMU_PARTS_MAX];
    size_t count;
};

struct emu_request {
    struct emu_turn turn;
    struct cc_str method;
    struct cc_str path;     /* without the prefix /api */
    struct cc_str base_url; /* as the client sees the service, prefix included */
    struct cc_str authorization;
    struct cc_str user_agent;
    struct cc_str metadata; /* the header of this name, which only Azure's machines look at */
    const struct emu_query *query;
    struct cc_str body_text;
    bool body_too_large;
    bool from_loopback;

    const struct emu_azure_host *azure; /* NULL: not on the Azure side */
    const json_t *caller;               /* there: what the caller's token says */
    const struct emu_route *route;      /* NULL: no such path, or no such method */
    bool path_known;                    /* with another method at least */
    struct emu_parts parts;
    struct cc_str id;   /* the part {id} */
    const json_t *body; /* an object; NULL for methods without one */
    bool drop_byok;     /* faults that change what a handler does */
    bool provisioning_fails;
};

enum emu_delivery { EMU_DELIVER, EMU_DELIVER_HALF, EMU_DROP };

struct emu_answer {
    struct cc_arena *arena;
    unsigned status;
    json_t *body;       /* NULL: none */
    struct cc_str text; /* instead of `body`, when a fault spoils it */
    const char *text_type;
    struct cc_str location;
    struct cc_str request_id;
    int64_t retry_after_s;   /* 0: not sent */
    struct cc_str challenge; /* with 401, if the answer has a shape of its own */
    /* How a refusal is written down; NULL: as Confluent Cloud does (errors.h). */
    void (*shape)(struct emu_answer *answer, const struct emu_refusal *refusal);
    enum emu_delivery delivery;
};

/* What stands for {name} in the route's pattern, absent if it has no such placeholder. */
struct cc_str emu_request_part(const struct emu_request *request, const char *name);

/* The first value of a parameter, absent if it was not sent. */
struct cc_str emu_request_query(const struct emu_request *request, const char *name);

/* A field of a form that was sent as the body, absent if it was not sent. */
struct cc_str emu_request_form(const struct emu_request *request, const char *name);

/* The same query behind another address; one parameter is replaced, or left out if `value` is
 * absent. */
struct cc_str emu_request_link(const struct emu_request *request, struct cc_str address,
                               const char *parameter, struct cc_str value);

/* An answer with a body that is tied to the arena. */
void emu_answer_with(struct emu_answer *answer, unsigned status, json_t *body);
void emu_answer_created(struct emu_answer *answer, unsigned status, json_t *body);
