// SPDX-License-Identifier: MPL-2.0
#pragma once

/* A host for tests: it sends the provider bytes as OpenTofu does, with an emulator as the service,
 * and checks what a host checks.  Source of the checks: plugin protocol, "what core proposes",
 * "what core checks on the plan" and "ApplyResourceChange".
 *
 * Whatever cannot work fails the test; answers lie in the host's arena until it stops.
 */

#include "emulator/kit.h"
#include "protocol/dispatch.h"
#include "schema/resource.h"

struct host {
    struct cc_arena arena;
    struct emu_kit emulator;
    struct cc_server *server; /* of the real provider, configured for the emulator */
    struct cc_cancel cancel;
    struct cc_str reply;
};

void host_start(struct host *host);
void host_stop(struct host *host);

/* One resource as the host sees it. */
struct host_resource {
    const struct cc_resource_type *resource;
    const struct cc_type *type;
};

struct host_resource host_find(struct host *host, const char *name);

/* An object of the table; what the JSON leaves out is null. */
struct cc_value host_value(struct host *host, const struct host_resource *at, const char *json);

/* The object with the attribute at `path` ("azure.key_identifier") replaced. */
struct cc_value host_with(struct host *host, const struct cc_value *object, const char *path,
                          struct cc_value value);

struct host_plan {
    struct cc_value planned;
    struct cc_str replace[16]; /* paths as text */
    size_t replace_count;
    size_t error_count;
};

/* ValidateResourceConfig: how many errors. */
size_t host_validate(struct host *host, const struct host_resource *at,
                     const struct cc_value *config);

/* PlanResourceChange, with what a host proposes; a null config is a destroy. */
struct host_plan host_plan(struct host *host, const struct host_resource *at,
                           const struct cc_value *config, const struct cc_value *prior);

/* ApplyResourceChange; no error may come back. */
struct cc_value host_apply(struct host *host, const struct host_resource *at,
                           const struct cc_value *config, const struct cc_value *prior,
                           const struct cc_value *planned);

/* ReadResource; no error may come back. */
struct cc_value host_read(struct host *host, const struct host_resource *at,
                          const struct cc_value *state);

/* ImportResourceState. */
struct cc_value host_import(struct host *host, const struct host_resource *at, const char *id);

/* One data source, its configurations, and ReadDataSource; no error may come back. */
struct host_data {
    const struct cc_data_source_type *data_source;
    const struct cc_type *type;
};

struct host_data host_find_data(struct host *host, const char *name);
struct cc_value host_data_value(struct host *host, const struct host_data *at, struct cc_str json);
struct cc_value host_read_data(struct host *host, const struct host_data *at,
                               const struct cc_value *config);

/* Sends any bytes to any method; true unless the provider refused them as no message. */
bool host_send_bytes(struct host *host, const char *method, struct cc_str bytes);

/* The bytes of a plan of this object's creation. */
struct cc_str host_plan_bytes(struct host *host, const struct host_resource *at,
                              const struct cc_value *config);

/* A host refuses plans and results that break these; `what` names the case in the failure. */
void host_check_plan(struct host *host, const struct host_resource *at, const char *what,
                     const struct cc_value *config, const struct cc_value *prior,
                     const struct cc_value *planned);
void host_check_applied(struct host *host, const struct host_resource *at, const char *what,
                        const struct cc_value *planned, const struct cc_value *state);
void host_check_equal(struct host *host, const struct host_resource *at, const char *what,
                      const struct cc_value *a, const struct cc_value *b);
