// SPDX-License-Identifier: MPL-2.0
#include "conformance/host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "protocol/wire.h"
#include "registry.h"
#include "value/codec.h"

/* Bytes. */

static uint8_t *reserve(void *context, size_t bytes)
{
    struct host *host = context;
    uint8_t *memory = cc_arena_alloc(&host->arena, bytes);
    host->reply = (struct cc_str){(const char *)memory, bytes};
    return memory;
}

bool host_send_bytes(struct host *host, const char *method, struct cc_str bytes)
{
    struct cc_dispatch_reply reply = {.reserve = reserve, .context = host};
    struct cc_flight flight;
    struct cc_str path = cc_str_format(&host->arena, "/" CC_SERVICE "/%s", method);
    cc_server_begin(host->server, &flight, &host->cancel);
    enum cc_dispatch_status status = cc_dispatch(host->server, path, bytes, &flight, reply);
    cc_server_end(host->server, &flight);
    assert_int_not_equal(status, CC_DISPATCH_UNIMPLEMENTED);
    return status == CC_DISPATCH_OK;
}

static struct cc_str pack(struct host *host, const void *request)
{
    size_t bytes = protobuf_c_message_get_packed_size(request);
    uint8_t *packed = cc_arena_alloc(&host->arena, bytes);
    protobuf_c_message_pack(request, packed);
    return (struct cc_str){(const char *)packed, bytes};
}

static const void *ask(struct host *host, const char *method, const void *request,
                       const ProtobufCMessageDescriptor *type)
{
    assert_true(host_send_bytes(host, method, pack(host, request)));
    ProtobufCAllocator allocator = cc_wire_allocator(&host->arena);
    const void *response = protobuf_c_message_unpack(type, &allocator, host->reply.len,
                                                     (const uint8_t *)host->reply.ptr);
    assert_non_null(response);
    return response;
}

static Tfplugin6__DynamicValue *wire(struct host *host, const struct cc_type *type,
                                     const struct cc_value *value)
{
    struct cc_call call = {.arena = &host->arena, .type = type};
    return cc_wire_write(&call, value);
}

static struct cc_value unwire(struct host *host, const struct cc_type *type,
                              const Tfplugin6__DynamicValue *message)
{
    struct cc_value value;
    struct cc_codec_error error;
    assert_non_null(message);
    if (!cc_msgpack_decode(&host->arena, type, cc_wire_bytes(message->msgpack), &value, &error))
        fail_msg("%s: %s", cc_str_c(&host->arena, error.where),
                 cc_str_c(&host->arena, error.reason));
    return value;
}

static size_t count_errors(size_t count, Tfplugin6__Diagnostic **diagnostics)
{
    size_t errors = 0;
    for (size_t i = 0; i < count; i++)
        errors += diagnostics[i]->severity == TFPLUGIN6__DIAGNOSTIC__SEVERITY__ERROR;
    return errors;
}

static void expect_none(const char *method, size_t count, Tfplugin6__Diagnostic **diagnostics)
{
    for (size_t i = 0; i < count; i++)
        if (diagnostics[i]->severity == TFPLUGIN6__DIAGNOSTIC__SEVERITY__ERROR)
            fail_msg("%s: %s\n%s", method, diagnostics[i]->summary, diagnostics[i]->detail);
}

/* Start and end. */

static void configure(struct host *host)
{
    const struct cc_type *type =
        cc_schema_type(&host->arena, cc_provider_ccloud.schema->attributes);
    struct cc_str json = cc_str_format(&host->arena,
                                       "{\"cloud_api_key\":\"emulator-key\",\"cloud_api_secret\":"
                                       "\"emulator-secret\",\"endpoint\":\"%.*s\"}",
                                       CC_STR_ARG(host->emulator.url));
    struct cc_value config;
    struct cc_codec_error error;
    assert_true(cc_value_from_json(&host->arena, type, json, &config, &error));
    Tfplugin6__ConfigureProvider__Request request = TFPLUGIN6__CONFIGURE_PROVIDER__REQUEST__INIT;
    request.config = wire(host, type, &config);
    const Tfplugin6__ConfigureProvider__Response *response = ask(
        host, "ConfigureProvider", &request, &tfplugin6__configure_provider__response__descriptor);
    expect_none("ConfigureProvider", response->n_diagnostics, response->diagnostics);
}

void host_start(struct host *host)
{
    *host = (struct host){0};
    cc_arena_init(&host->arena);
    cc_cancel_init(&host->cancel);
    emu_kit_start(&host->emulator, (const char *const[]){"--provisioning", "0", NULL});
    host->server = cc_server_new(&cc_provider_ccloud);
    configure(host);
}

void host_stop(struct host *host)
{
    cc_server_free(host->server);
    emu_kit_stop(&host->emulator);
    cc_cancel_release(&host->cancel);
    cc_arena_release(&host->arena);
}

struct host_resource host_find(struct host *host, const char *name)
{
    const struct cc_resource_type *const *row = cc_provider_ccloud.resources;
    while (*row != NULL && !cc_str_equal(cc_str_from((*row)->name), cc_str_from(name)))
        row++;
    assert_non_null(*row);
    return (struct host_resource){*row, cc_schema_type(&host->arena, (*row)->schema->attributes)};
}

/* Values. */

static struct cc_value decode(struct host *host, const struct cc_type *type, struct cc_str json)
{
    struct cc_value value;
    struct cc_codec_error error;
    if (!cc_value_from_json(&host->arena, type, json, &value, &error))
        fail_msg("%s: %s", cc_str_c(&host->arena, json), cc_str_c(&host->arena, error.reason));
    return value;
}

struct cc_value host_value(struct host *host, const struct host_resource *at, const char *json)
{
    return decode(host, at->type, cc_str_from(json));
}

struct cc_value host_with(struct host *host, const struct cc_value *object, const char *path,
                          struct cc_value value)
{
    return cc_value_with(&host->arena, object, path, value);
}

/* Configured values as they are; what is left out keeps its prior value if the provider may decide
 * it, else it is null. */
static struct cc_value propose(struct cc_arena *arena, const struct cc_attribute *attributes,
                               const struct cc_value *config, const struct cc_value *prior)
{
    if (!cc_value_is_known(config))
        return *config;
    struct cc_value proposed = cc_value_copy(arena, config);
    for (const struct cc_attribute *row = attributes; row->name != NULL; row++) {
        struct cc_str name = cc_str_from(row->name);
        const struct cc_value *mine = cc_value_get(config, name);
        const struct cc_value *old = cc_value_get(prior, name);
        if (row->nesting == CC_NESTING_SINGLE && cc_value_is_known(mine))
            cc_value_set(&proposed, name, propose(arena, row->nested, mine, old));
        else if (cc_value_is_null(mine) && cc_attribute_is_computed(row))
            cc_value_set(&proposed, name, *old);
    }
    return proposed;
}

/* Calls. */

size_t host_validate(struct host *host, const struct host_resource *at,
                     const struct cc_value *config)
{
    Tfplugin6__ValidateResourceConfig__Request request =
        TFPLUGIN6__VALIDATE_RESOURCE_CONFIG__REQUEST__INIT;
    request.type_name = cc_wire_text(&host->arena, cc_str_from(at->resource->name));
    request.config = wire(host, at->type, config);
    const Tfplugin6__ValidateResourceConfig__Response *response =
        ask(host, "ValidateResourceConfig", &request,
            &tfplugin6__validate_resource_config__response__descriptor);
    return count_errors(response->n_diagnostics, response->diagnostics);
}

static void fill_plan(struct host *host, const struct host_resource *at,
                      const struct cc_value *config, const struct cc_value *prior,
                      Tfplugin6__PlanResourceChange__Request *request)
{
    struct cc_value proposed =
        propose(&host->arena, at->resource->schema->attributes, config, prior);
    request->type_name = cc_wire_text(&host->arena, cc_str_from(at->resource->name));
    request->config = wire(host, at->type, config);
    request->prior_state = wire(host, at->type, prior);
    request->proposed_new_state = wire(host, at->type, &proposed);
}

static struct cc_str path_text(struct host *host, const Tfplugin6__AttributePath *path)
{
    struct cc_str text = CC_STR("");
    for (size_t i = 0; i < path->n_steps; i++)
        text = cc_str_format(&host->arena, "%.*s%s%s", CC_STR_ARG(text), i > 0 ? "." : "",
                             path->steps[i]->attribute_name);
    return text;
}

struct host_plan host_plan(struct host *host, const struct host_resource *at,
                           const struct cc_value *config, const struct cc_value *prior)
{
    Tfplugin6__PlanResourceChange__Request request = TFPLUGIN6__PLAN_RESOURCE_CHANGE__REQUEST__INIT;
    fill_plan(host, at, config, prior, &request);
    const Tfplugin6__PlanResourceChange__Response *response =
        ask(host, "PlanResourceChange", &request,
            &tfplugin6__plan_resource_change__response__descriptor);
    struct host_plan plan = {.planned = unwire(host, at->type, response->planned_state)};
    plan.error_count = count_errors(response->n_diagnostics, response->diagnostics);
    for (size_t i = 0; i < response->n_requires_replace; i++)
        plan.replace[plan.replace_count++] = path_text(host, response->requires_replace[i]);
    return plan;
}

struct cc_str host_plan_bytes(struct host *host, const struct host_resource *at,
                              const struct cc_value *config)
{
    struct cc_value nothing = cc_value_null();
    Tfplugin6__PlanResourceChange__Request request = TFPLUGIN6__PLAN_RESOURCE_CHANGE__REQUEST__INIT;
    fill_plan(host, at, config, &nothing, &request);
    return pack(host, &request);
}

struct cc_value host_apply(struct host *host, const struct host_resource *at,
                           const struct cc_value *config, const struct cc_value *prior,
                           const struct cc_value *planned)
{
    Tfplugin6__ApplyResourceChange__Request request =
        TFPLUGIN6__APPLY_RESOURCE_CHANGE__REQUEST__INIT;
    request.type_name = cc_wire_text(&host->arena, cc_str_from(at->resource->name));
    request.config = wire(host, at->type, config);
    request.prior_state = wire(host, at->type, prior);
    request.planned_state = wire(host, at->type, planned);
    const Tfplugin6__ApplyResourceChange__Response *response =
        ask(host, "ApplyResourceChange", &request,
            &tfplugin6__apply_resource_change__response__descriptor);
    expect_none("ApplyResourceChange", response->n_diagnostics, response->diagnostics);
    return unwire(host, at->type, response->new_state);
}

struct cc_value host_read(struct host *host, const struct host_resource *at,
                          const struct cc_value *state)
{
    Tfplugin6__ReadResource__Request request = TFPLUGIN6__READ_RESOURCE__REQUEST__INIT;
    request.type_name = cc_wire_text(&host->arena, cc_str_from(at->resource->name));
    request.current_state = wire(host, at->type, state);
    const Tfplugin6__ReadResource__Response *response =
        ask(host, "ReadResource", &request, &tfplugin6__read_resource__response__descriptor);
    expect_none("ReadResource", response->n_diagnostics, response->diagnostics);
    return unwire(host, at->type, response->new_state);
}

struct cc_value host_import(struct host *host, const struct host_resource *at, const char *id)
{
    Tfplugin6__ImportResourceState__Request request =
        TFPLUGIN6__IMPORT_RESOURCE_STATE__REQUEST__INIT;
    request.type_name = cc_wire_text(&host->arena, cc_str_from(at->resource->name));
    request.id = cc_wire_text(&host->arena, cc_str_from(id));
    const Tfplugin6__ImportResourceState__Response *response =
        ask(host, "ImportResourceState", &request,
            &tfplugin6__import_resource_state__response__descriptor);
    expect_none("ImportResourceState", response->n_diagnostics, response->diagnostics);
    assert_int_equal(response->n_imported_resources, 1);
    return unwire(host, at->type, response->imported_resources[0]->state);
}

struct host_data host_find_data(struct host *host, const char *name)
{
    const struct cc_data_source_type *const *row = cc_provider_ccloud.data_sources;
    while (*row != NULL && !cc_str_equal(cc_str_from((*row)->name), cc_str_from(name)))
        row++;
    assert_non_null(*row);
    return (struct host_data){*row, cc_schema_type(&host->arena, (*row)->schema->attributes)};
}

struct cc_value host_data_value(struct host *host, const struct host_data *at, struct cc_str json)
{
    return decode(host, at->type, json);
}

struct cc_value host_read_data(struct host *host, const struct host_data *at,
                               const struct cc_value *config)
{
    Tfplugin6__ReadDataSource__Request request = TFPLUGIN6__READ_DATA_SOURCE__REQUEST__INIT;
    request.type_name = cc_wire_text(&host->arena, cc_str_from(at->data_source->name));
    request.config = wire(host, at->type, config);
    const Tfplugin6__ReadDataSource__Response *response =
        ask(host, "ReadDataSource", &request, &tfplugin6__read_data_source__response__descriptor);
    expect_none("ReadDataSource", response->n_diagnostics, response->diagnostics);
    return unwire(host, at->type, response->state);
}

/* Checks. */

static void broken(struct host *host, const char *what, struct cc_path path, const char *rule)
{
    fail_msg("%s: %s: %s", what, cc_str_c(&host->arena, cc_path_format(&host->arena, path)), rule);
}

/* A spelling that means the same may stay as it was. */
static bool repeats(const struct cc_type *type, const struct cc_value *config,
                    const struct cc_value *prior, const struct cc_value *planned)
{
    return cc_value_equal(type, config, planned) ||
           (!cc_value_is_null(prior) && cc_value_equal(type, prior, planned));
}

static void check_plan(struct host *host, const char *what, struct cc_path parent,
                       const struct cc_type *type, const struct cc_attribute *attributes,
                       const struct cc_value *config, const struct cc_value *prior,
                       const struct cc_value *planned)
{
    for (const struct cc_attribute *row = attributes; row->name != NULL; row++) {
        struct cc_str name = cc_str_from(row->name);
        struct cc_path path = cc_path_attribute(parent, name);
        const struct cc_type *member = cc_type_find(type, name)->type;
        const struct cc_value *mine = cc_value_get(config, name), *old = cc_value_get(prior, name);
        const struct cc_value *now = cc_value_get(planned, name);
        if (row->nesting == CC_NESTING_SINGLE && cc_value_is_known(mine) && cc_value_is_known(now))
            check_plan(host, what, path, member, row->nested, mine, old, now);
        else if (cc_value_is_unknown(mine) && !cc_value_is_unknown(now))
            broken(host, what, path, "configured as unknown, planned as known");
        else if (cc_value_is_known(mine) && !repeats(member, mine, old, now))
            broken(host, what, path, "planned as another value than configured");
        else if (cc_value_is_null(mine) && !cc_attribute_is_computed(row) && !cc_value_is_null(now))
            broken(host, what, path, "not configured and not computed, but planned");
    }
}

void host_check_plan(struct host *host, const struct host_resource *at, const char *what,
                     const struct cc_value *config, const struct cc_value *prior,
                     const struct cc_value *planned)
{
    check_plan(host, what, cc_path_from(""), at->type, at->resource->schema->attributes, config,
               prior, planned);
}

static void check_applied(struct host *host, const char *what, struct cc_path path,
                          const struct cc_type *type, const struct cc_value *planned,
                          const struct cc_value *state)
{
    if (cc_value_is_unknown(planned))
        return;
    if (type->kind != CC_TYPE_OBJECT || !cc_value_is_known(planned)) {
        if (!cc_value_equal(type, planned, state))
            broken(host, what, path, "applied as another value than planned");
        return;
    }
    for (size_t i = 0; i < type->member_count; i++)
        check_applied(host, what, cc_path_attribute(path, type->members[i].name),
                      type->members[i].type, cc_value_get(planned, type->members[i].name),
                      cc_value_get(state, type->members[i].name));
}

void host_check_applied(struct host *host, const struct host_resource *at, const char *what,
                        const struct cc_value *planned, const struct cc_value *state)
{
    if (!cc_value_is_wholly_known(state))
        broken(host, what, cc_path_from(""), "something is unknown after the apply");
    check_applied(host, what, cc_path_from(""), at->type, planned, state);
}

void host_check_equal(struct host *host, const struct host_resource *at, const char *what,
                      const struct cc_value *a, const struct cc_value *b)
{
    for (size_t i = 0; i < at->type->member_count; i++) {
        const struct cc_type_member *member = &at->type->members[i];
        if (!cc_value_equal(member->type, cc_value_get(a, member->name),
                            cc_value_get(b, member->name)))
            broken(host, what, cc_path_attribute(cc_path_from(""), member->name), "differs");
    }
}
