// SPDX-License-Identifier: MPL-2.0
#pragma once

/* The contract between the protocol and a resource.
 *
 * A resource is one const struct: a name, a table, and the verbs that are special about it.  A verb
 * returns false after it has filed an error in the call's diagnostics.  Verbs run on any thread,
 * many at once; everything they share hangs on call->provider and protects itself.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/str.h"
#include "schema/diag.h"
#include "schema/plan.h"
#include "schema/schema.h"
#include "value/type.h"
#include "value/value.h"

struct cc_json; /* base/json.h */

/* One RPC of the host: what it may use up and whom it may ask. */
struct cc_call {
    struct cc_arena *arena;
    struct cc_diags *diags;
    struct cc_cancel *cancel;   /* triggered by StopProvider, a cancelled RPC, a vanished host */
    void *provider;             /* what configure returned; NULL before ConfigureProvider */
    const struct cc_type *type; /* the object type of the resource (or provider) at hand */
    struct cc_str host_version; /* configure only: what the host calls its version */
};

/* An object of another provider that is to become one of ours: its state as that provider stored
 * it, lent for the call. */
struct cc_move_source {
    struct cc_str provider_address; /* "hosts.example/confluentinc/confluent" */
    struct cc_str type_name;        /* "confluent_byok_key" */
    int64_t schema_version;         /* of that provider's table */
    const struct cc_json *state;    /* an object with that provider's attributes */
};

/* One type of objects that can become ours. */
struct cc_move_row {
    const char *provider;  /* the last part of its address; hosts and namespaces are mirrored */
    const char *type_name; /* NULL ends the table */

    /* Translates the state, as far as the stored one tells; the host reads the object next.  Files
     * an error where the object is none of ours.  A pure function: it may run before configure. */
    bool (*move)(struct cc_call *call, const struct cc_move_source *source, struct cc_value *state);
};

/* One part of what names an object: a text attribute of the state that never changes. */
struct cc_identity_part {
    const char *attribute;

    /* For what somebody typed: files an error at `path`, which names the part, and returns false
     * when it cannot be.  Absent: `import` sees to it. */
    bool (*check)(struct cc_call *call, struct cc_path path, const struct cc_value *value);
};

/* What names an object for good.  Its parts joined by slashes, in this order, are the id that
 * people import by. */
struct cc_identity {
    int64_t version;                      /* of stored identities; raised when the names change */
    const struct cc_identity_part *parts; /* ends with a NULL attribute */
};

struct cc_resource_type {
    const char *name; /* "ccloud_byok_key" */
    const struct cc_schema *schema;

    /* Rules across attributes; each value may be unknown.  No network.  Absent: none. */
    bool (*validate)(struct cc_call *call, const struct cc_value *config);

    /* Sets planned values that depend on several attributes of the configuration.  A pure function
     * of the plan's inputs: it runs again while applying, in another process.  Absent: none. */
    bool (*plan)(struct cc_call *call, struct cc_plan *plan);

    /* Looks at the finished plan, to refuse or warn; changes nothing.  Also called for destroys
     * (plan->planned is null).  May ask the service.  Absent: none. */
    bool (*review)(struct cc_call *call, const struct cc_plan *plan);

    /* Creates what is planned.  `state` is null at first; as soon as the object exists it is set,
     * so that a later failure leaves a known object. */
    bool (*create)(struct cc_call *call, const struct cc_value *planned, struct cc_value *state);

    /* The object as it is now.  `state` is the prior state at first; null when the object is
     * certainly gone. */
    bool (*read)(struct cc_call *call, const struct cc_value *prior, struct cc_value *state);

    /* Absent: every change replaces.  `state` is the prior state at first; what was changed before
     * a failure is set in it. */
    bool (*update)(struct cc_call *call, const struct cc_value *prior,
                   const struct cc_value *planned, struct cc_value *state);

    /* True when the object is gone, also when it had been gone before. */
    bool (*remove)(struct cc_call *call, const struct cc_value *prior);

    /* Sets at least what read needs to find the object, from what the user typed.  No network.
     * Absent: the resource cannot be imported. */
    bool (*import)(struct cc_call *call, struct cc_str id, struct cc_value *state);

    /* Absent: hosts know the object by its address only. */
    const struct cc_identity *identity;

    /* What can be moved here by a `moved` block.  Absent: nothing. */
    const struct cc_move_row *moves;
};

/* Something that is looked up and never changed.  Its table says what is looked for (required and
 * optional attributes) and what is told about it (computed ones). */
struct cc_data_source_type {
    const char *name; /* "ccloud_byok_key": may be the name of a resource, too */
    const struct cc_schema *schema;

    /* Rules across attributes; each value may be unknown.  No network.  Absent: none. */
    bool (*validate)(struct cc_call *call, const struct cc_value *config);

    /* Looks it up.  `config` is wholly known and has passed validate; `state` is the configuration
     * at first.  What is not found is an error: there is no null. */
    bool (*read)(struct cc_call *call, const struct cc_value *config, struct cc_value *state);
};
struct cc_function; /* schema/function.h */

struct cc_provider_type {
    const char *name; /* "ccloud": the prefix of every resource */
    const struct cc_schema *schema;
    bool (*validate)(struct cc_call *call, const struct cc_value *config);

    /* Makes what the resources share from a configuration whose values may be unknown; NULL after
     * an error was filed.  No network. */
    void *(*configure)(struct cc_call *call, const struct cc_value *config);
    void (*release)(void *provider); /* called when no call uses it any more */

    const struct cc_resource_type *const *resources;       /* ends with NULL */
    const struct cc_data_source_type *const *data_sources; /* ends with NULL; absent: none */
    const struct cc_function *const *functions;            /* likewise */
};
