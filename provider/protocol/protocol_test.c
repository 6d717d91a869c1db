// SPDX-License-Identifier: MPL-2.0
/* Bytes in, bytes out: the handlers over a small provider of this test. */
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "protocol/dispatch.h"
#include "protocol/leaving.h"
#include "protocol/wire.h"
#include "value/codec.h"

/* The provider of this test: one resource whose name tells it how to behave. */

static const char *const words[] = {"good", "bad", NULL};

static const struct cc_attribute table[] = {
    {.name = "id",
     .mode = CC_COMPUTED,
     .type = &cc_type_string,
     .keep_prior = true,
     .description = "Id."},
    {.name = "name", .mode = CC_REQUIRED, .type = &cc_type_string, .description = "Name."},
    {.name = "kind",
     .mode = CC_OPTIONAL,
     .type = &cc_type_string,
     .words = words,
     .force_new = true,
     .description = "Kind."},
    {NULL},
};
static const struct cc_schema schema = {.version = 1, .description = "Thing.", .attributes = table};

static bool is_named(const struct cc_value *object, const char *name)
{
    return cc_str_equal(cc_value_text(cc_value_at(object, "name")), cc_str_from(name));
}

static bool thing_create(struct cc_call *call, const struct cc_value *planned,
                         struct cc_value *state)
{
    if (is_named(planned, "refused"))
        return cc_diags_error(call->diags, cc_path_from("name"), CC_STR("Refused"), "No.");
    if (is_named(planned, "silent"))
        return false;
    *state = cc_value_copy(call->arena, planned);
    if (is_named(planned, "half"))
        return cc_diags_error(call->diags, cc_path_from(""), CC_STR("Half done"), "Oh.");
    cc_value_set(state, CC_STR("id"), cc_value_str(CC_STR("t-1")));
    return true;
}

static bool thing_read(struct cc_call *call, const struct cc_value *prior, struct cc_value *state)
{
    if (is_named(prior, "gone"))
        *state = cc_value_null();
    if (is_named(prior, "forbidden"))
        return cc_diags_error(call->diags, cc_path_from(""), CC_STR("Forbidden"), "No.");
    if (is_named(prior, "slow")) {
        sem_post(call->provider);
        cc_cancel_wait_until(call->cancel, NULL, INT64_MAX);
        return cc_diags_error(call->diags, cc_path_from(""), CC_STR("Interrupted"), "Stopped.");
    }
    return true;
}

static bool thing_update(struct cc_call *call, const struct cc_value *prior,
                         const struct cc_value *planned, struct cc_value *state)
{
    (void)prior;
    if (is_named(planned, "refused"))
        return cc_diags_error(call->diags, cc_path_from("name"), CC_STR("Refused"), "No.");
    *state = *planned;
    return true;
}

static bool thing_remove(struct cc_call *call, const struct cc_value *prior)
{
    return !is_named(prior, "held") ||
           cc_diags_error(call->diags, cc_path_from(""), CC_STR("Held"), "No.");
}

static bool thing_import(struct cc_call *call, struct cc_str id, struct cc_value *state)
{
    if (!cc_str_starts_with(id, CC_STR("t-")))
        return cc_diags_error(call->diags, cc_path_from(""), CC_STR("Bad id"), "Write t-….");
    cc_value_set(state, CC_STR("id"), cc_value_str(id));
    return true;
}

static bool thing_move(struct cc_call *call, const struct cc_move_source *source,
                       struct cc_value *state)
{
    if (cc_str_is_absent(cc_json_text(source->state, "old_id")))
        return cc_diags_error(call->diags, cc_path_from(""), CC_STR("No old id"), "No.");
    cc_value_set(state, CC_STR("id"), cc_value_str(cc_json_text(source->state, "old_id")));
    return true;
}

static const struct cc_move_row thing_moves[] = {{"elder", "elder_thing", thing_move}, {NULL}};

static const struct cc_identity_part thing_parts[] = {{"id", NULL}, {NULL, NULL}};
static const struct cc_identity thing_identity = {.version = 2, .parts = thing_parts};

static const struct cc_resource_type thing = {
    .name = "test_thing",
    .schema = &schema,
    .create = thing_create,
    .read = thing_read,
    .update = thing_update,
    .remove = thing_remove,
    .import = thing_import,
    .identity = &thing_identity,
    .moves = thing_moves,
};

/* A second one, that two attributes name, and a third that has no identity. */

static bool pair_import(struct cc_call *call, struct cc_str id, struct cc_value *state)
{
    if (!cc_str_contains(id, CC_STR("/")))
        return cc_diags_error(call->diags, cc_path_from(""), CC_STR("Bad id"), "Write k/t-….");
    cc_value_set(state, CC_STR("kind"), cc_value_str(cc_str_cut(&id, '/')));
    cc_value_set(state, CC_STR("id"), cc_value_str(id));
    return true;
}

static bool kind_check(struct cc_call *call, struct cc_path path, const struct cc_value *value)
{
    return !cc_str_equal(cc_value_text(value), CC_STR("odd")) ||
           cc_diags_error(call->diags, path, CC_STR("An odd kind"), "Not that one.");
}

static const struct cc_identity_part pair_parts[] = {
    {"kind", kind_check}, {"id", NULL}, {NULL, NULL}};
static const struct cc_identity pair_identity = {.parts = pair_parts};

static const struct cc_resource_type pair = {
    .name = "test_pair",
    .schema = &schema,
    .read = thing_read,
    .import = pair_import,
    .identity = &pair_identity,
};
static const struct cc_resource_type nameless = {
    .name = "test_nameless", .schema = &schema, .read = thing_read, .import = pair_import};
static const struct cc_resource_type *const resources[] = {&thing, &pair, &nameless, NULL};

/* Its data source: read must never see what is not known. */
static int data_reads;

static bool data_validate(struct cc_call *call, const struct cc_value *config)
{
    return !is_named(config, "forbidden") ||
           cc_diags_error(call->diags, cc_path_from("name"), CC_STR("Forbidden"), "No.");
}

static bool data_read(struct cc_call *call, const struct cc_value *config, struct cc_value *state)
{
    data_reads++;
    assert_true(cc_value_is_wholly_known(config));
    if (is_named(config, "missing"))
        return cc_diags_error(call->diags, cc_path_from("name"), CC_STR("None found"), "No.");
    cc_value_set(state, CC_STR("id"), cc_value_str(CC_STR("t-1")));
    cc_value_set(state, CC_STR("name"), cc_value_str(CC_STR("as the service spells it")));
    cc_value_set(state, CC_STR("kind"), cc_value_unknown());
    return true;
}

static const struct cc_data_source_type data_thing = {
    .name = "test_thing",
    .schema = &schema,
    .validate = data_validate,
    .read = data_read,
};

/* A list of what the other one tells, with its table. */
static const struct cc_attribute list_table[] = {
    {.name = "things",
     .mode = CC_COMPUTED,
     .nesting = CC_NESTING_LIST,
     .nested = table,
     .description = "Things."},
    {NULL},
};
static const struct cc_schema list_schema = {.description = "Things.", .attributes = list_table};
static const struct cc_data_source_type data_things = {
    .name = "test_things", .schema = &list_schema, .read = data_read};
static const struct cc_data_source_type *const data_sources[] = {&data_thing, &data_things, NULL};

/* A configured provider is a semaphore that the slow read posts. */
static int released;

static void *test_configure(struct cc_call *call, const struct cc_value *config)
{
    (void)call;
    (void)config;
    sem_t *semaphore = malloc(sizeof *semaphore);
    sem_init(semaphore, 0, 0);
    return semaphore;
}

static void test_release(void *provider)
{
    __atomic_add_fetch(&released, 1, __ATOMIC_SEQ_CST);
    sem_destroy(provider);
    free(provider);
}

static const struct cc_provider_type provider = {
    .name = "test",
    .schema = &schema,
    .configure = test_configure,
    .release = test_release,
    .resources = resources,
    .data_sources = data_sources,
};

/* The bench: a server, an arena, and one exchange. */

struct fixture {
    struct cc_arena arena;
    struct cc_server *server;
    struct cc_cancel cancel;
    const struct cc_type *type;
    struct cc_str reply;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    cc_arena_init(&fixture.arena);
    fixture.server = cc_server_new(&provider);
    cc_cancel_init(&fixture.cancel);
    fixture.type = cc_schema_type(&fixture.arena, table);
    released = 0;
    data_reads = 0;
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    cc_server_free(fixture->server);
    cc_cancel_release(&fixture->cancel);
    cc_arena_release(&fixture->arena);
    return 0;
}

static uint8_t *reserve(void *context, size_t bytes)
{
    struct fixture *fixture = context;
    uint8_t *memory = cc_arena_alloc(&fixture->arena, bytes);
    fixture->reply = (struct cc_str){(const char *)memory, bytes};
    return memory;
}

static enum cc_dispatch_status exchange_bytes(struct fixture *fixture, const char *path,
                                              struct cc_str request)
{
    struct cc_dispatch_reply reply = {.reserve = reserve, .context = fixture};
    struct cc_flight flight;
    cc_server_begin(fixture->server, &flight, &fixture->cancel);
    enum cc_dispatch_status status =
        cc_dispatch(fixture->server, cc_str_from(path), request, &flight, reply);
    cc_server_end(fixture->server, &flight);
    return status;
}

static const void *exchange(struct fixture *fixture, const char *name, const void *request,
                            const ProtobufCMessageDescriptor *type)
{
    size_t bytes = protobuf_c_message_get_packed_size(request);
    uint8_t *packed = cc_arena_alloc(&fixture->arena, bytes);
    protobuf_c_message_pack(request, packed);
    struct cc_str path = cc_str_format(&fixture->arena, "/" CC_SERVICE "/%s", name);
    assert_int_equal(exchange_bytes(fixture, path.ptr, (struct cc_str){(char *)packed, bytes}),
                     CC_DISPATCH_OK);
    ProtobufCAllocator allocator = cc_wire_allocator(&fixture->arena);
    const void *response = protobuf_c_message_unpack(type, &allocator, fixture->reply.len,
                                                     (const uint8_t *)fixture->reply.ptr);
    assert_non_null(response);
    return response;
}

static struct cc_value thing_of(struct fixture *fixture, const char *id, const char *name)
{
    struct cc_value value = cc_value_object(&fixture->arena, fixture->type);
    cc_value_set(&value, CC_STR("id"), cc_value_str(cc_str_from(id)));
    cc_value_set(&value, CC_STR("name"), cc_value_str(cc_str_from(name)));
    return value;
}

static Tfplugin6__DynamicValue *wire(struct fixture *fixture, struct cc_value value)
{
    struct cc_call call = {.arena = &fixture->arena, .type = fixture->type};
    return cc_wire_write(&call, &value);
}

static struct cc_value unwire(struct fixture *fixture, const Tfplugin6__DynamicValue *message)
{
    struct cc_value value;
    struct cc_codec_error error;
    assert_non_null(message);
    assert_true(cc_msgpack_decode(&fixture->arena, fixture->type, cc_wire_bytes(message->msgpack),
                                  &value, &error));
    return value;
}

static void expect_error(size_t count, Tfplugin6__Diagnostic **diagnostics, const char *part)
{
    assert_int_equal(count, 1);
    assert_int_equal(diagnostics[0]->severity, TFPLUGIN6__DIAGNOSTIC__SEVERITY__ERROR);
    if (strstr(diagnostics[0]->summary, part) == NULL)
        assert_non_null(strstr(diagnostics[0]->detail, part));
}

static char *thing_name(void)
{
    static char name[] = "test_thing";
    return name;
}

static const Tfplugin6__ApplyResourceChange__Response *apply(struct fixture *fixture,
                                                             struct cc_value prior,
                                                             struct cc_value planned)
{
    Tfplugin6__ApplyResourceChange__Request request =
        TFPLUGIN6__APPLY_RESOURCE_CHANGE__REQUEST__INIT;
    request.type_name = thing_name();
    request.prior_state = wire(fixture, prior);
    request.planned_state = wire(fixture, planned);
    request.planned_private = cc_wire_data(CC_STR("p1"));
    return exchange(fixture, "ApplyResourceChange", &request,
                    &tfplugin6__apply_resource_change__response__descriptor);
}

static const Tfplugin6__ReadResource__Response *read_state(struct fixture *fixture,
                                                           struct cc_value current)
{
    Tfplugin6__ReadResource__Request request = TFPLUGIN6__READ_RESOURCE__REQUEST__INIT;
    request.type_name = thing_name();
    request.current_state = wire(fixture, current);
    request.private_ = cc_wire_data(CC_STR("p1"));
    return exchange(fixture, "ReadResource", &request,
                    &tfplugin6__read_resource__response__descriptor);
}

static const Tfplugin6__PlanResourceChange__Response *plan(struct fixture *fixture,
                                                           struct cc_value prior,
                                                           struct cc_value proposed)
{
    Tfplugin6__PlanResourceChange__Request request = TFPLUGIN6__PLAN_RESOURCE_CHANGE__REQUEST__INIT;
    request.type_name = thing_name();
    request.prior_state = wire(fixture, prior);
    request.proposed_new_state = wire(fixture, proposed);
    request.config = wire(fixture, proposed);
    request.prior_private = cc_wire_data(CC_STR("p1"));
    return exchange(fixture, "PlanResourceChange", &request,
                    &tfplugin6__plan_resource_change__response__descriptor);
}

static const Tfplugin6__UpgradeResourceState__Response *upgrade(struct fixture *fixture,
                                                                int64_t version, const char *json)
{
    Tfplugin6__UpgradeResourceState__Request request =
        TFPLUGIN6__UPGRADE_RESOURCE_STATE__REQUEST__INIT;
    Tfplugin6__RawState raw = TFPLUGIN6__RAW_STATE__INIT;
    raw.json = cc_wire_data(cc_str_from(json));
    request.type_name = thing_name();
    request.version = version;
    request.raw_state = &raw;
    return exchange(fixture, "UpgradeResourceState", &request,
                    &tfplugin6__upgrade_resource_state__response__descriptor);
}

static const Tfplugin6__ValidateResourceConfig__Response *validate(struct fixture *fixture,
                                                                   struct cc_str msgpack)
{
    Tfplugin6__ValidateResourceConfig__Request request =
        TFPLUGIN6__VALIDATE_RESOURCE_CONFIG__REQUEST__INIT;
    Tfplugin6__DynamicValue config = TFPLUGIN6__DYNAMIC_VALUE__INIT;
    config.msgpack = cc_wire_data(msgpack);
    request.type_name = thing_name();
    request.config = &config;
    return exchange(fixture, "ValidateResourceConfig", &request,
                    &tfplugin6__validate_resource_config__response__descriptor);
}

static const Tfplugin6__ValidateDataResourceConfig__Response *validate_data(struct fixture *fixture,
                                                                            struct cc_value config)
{
    Tfplugin6__ValidateDataResourceConfig__Request request =
        TFPLUGIN6__VALIDATE_DATA_RESOURCE_CONFIG__REQUEST__INIT;
    request.type_name = thing_name();
    request.config = wire(fixture, config);
    return exchange(fixture, "ValidateDataResourceConfig", &request,
                    &tfplugin6__validate_data_resource_config__response__descriptor);
}

static const Tfplugin6__ReadDataSource__Response *read_data_bytes(struct fixture *fixture,
                                                                  char *type_name,
                                                                  struct cc_str msgpack)
{
    Tfplugin6__ReadDataSource__Request request = TFPLUGIN6__READ_DATA_SOURCE__REQUEST__INIT;
    Tfplugin6__DynamicValue config = TFPLUGIN6__DYNAMIC_VALUE__INIT;
    config.msgpack = cc_wire_data(msgpack);
    request.type_name = type_name;
    request.config = &config;
    return exchange(fixture, "ReadDataSource", &request,
                    &tfplugin6__read_data_source__response__descriptor);
}

static const Tfplugin6__ReadDataSource__Response *read_data(struct fixture *fixture,
                                                            struct cc_value config)
{
    return read_data_bytes(fixture, thing_name(),
                           cc_msgpack_encode(&fixture->arena, fixture->type, &config));
}

static void configure(struct fixture *fixture)
{
    Tfplugin6__ConfigureProvider__Request request = TFPLUGIN6__CONFIGURE_PROVIDER__REQUEST__INIT;
    const Tfplugin6__ConfigureProvider__Response *response =
        exchange(fixture, "ConfigureProvider", &request,
                 &tfplugin6__configure_provider__response__descriptor);
    assert_int_equal(response->n_diagnostics, 0);
}

/* Methods and messages. */

static void test_protocol__unknown_methods_are_unimplemented(void **state)
{
    static const char *const paths[] = {
        "/tfplugin6.Provider/OpenEphemeralResource",
        "/tfplugin6.Provider/ListResource",
        "/tfplugin6.Provider/",
        "/tfplugin5.Provider/GetProviderSchema",
        "GetProviderSchema",
        "",
    };
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        assert_int_equal(exchange_bytes(*state, paths[i], CC_STR("")), CC_DISPATCH_UNIMPLEMENTED);
}

static void test_protocol__bytes_that_are_no_message_are_refused(void **state)
{
    static const char *const bytes[] = {"\xff\xff\xff\xff", "\x0a\x7f", "\x0a", "\x0f"};
    static const char *const paths[] = {"/tfplugin6.Provider/ReadResource",
                                        "/tfplugin6.Provider/ReadDataSource",
                                        "/tfplugin6.Provider/ValidateDataResourceConfig"};
    for (size_t path = 0; path < sizeof paths / sizeof paths[0]; path++)
        for (size_t i = 0; i < sizeof bytes / sizeof bytes[0]; i++)
            assert_int_equal(exchange_bytes(*state, paths[path], cc_str_from(bytes[i])),
                             CC_DISPATCH_INVALID_ARGUMENT);
}

static void test_protocol__only_methods_that_never_wait_are_immediate(void **state)
{
    (void)state;
    assert_true(cc_dispatch_is_immediate(CC_STR("/tfplugin6.Provider/StopProvider")));
    assert_true(cc_dispatch_is_immediate(CC_STR("/tfplugin6.Provider/GetProviderSchema")));
    assert_false(cc_dispatch_is_immediate(CC_STR("/tfplugin6.Provider/ReadResource")));
    assert_false(cc_dispatch_is_immediate(CC_STR("/tfplugin6.Provider/ReadDataSource")));
    assert_false(cc_dispatch_is_immediate(CC_STR("/tfplugin6.Provider/ApplyResourceChange")));
    assert_false(cc_dispatch_is_immediate(CC_STR("/tfplugin6.Provider/Nothing")));
}

static void test_protocol__the_schema_is_complete_and_the_same_every_time(void **state)
{
    struct fixture *fixture = *state;
    Tfplugin6__GetProviderSchema__Request request = TFPLUGIN6__GET_PROVIDER_SCHEMA__REQUEST__INIT;
    const ProtobufCMessageDescriptor *type = &tfplugin6__get_provider_schema__response__descriptor;
    const Tfplugin6__GetProviderSchema__Response *response =
        exchange(fixture, "GetProviderSchema", &request, type);
    struct cc_str first = fixture->reply;
    exchange(fixture, "GetProviderSchema", &request, type);
    assert_true(cc_str_equal(first, fixture->reply));
    assert_non_null(response->provider->block);
    assert_true(response->server_capabilities->plan_destroy);
    assert_true(response->server_capabilities->move_resource_state);
    assert_int_equal(response->n_resource_schemas, 3);
    assert_string_equal(response->resource_schemas[0]->key, "test_thing");
    const Tfplugin6__Schema *of_thing = response->resource_schemas[0]->value;
    assert_int_equal(of_thing->version, 1);
    assert_int_equal(of_thing->block->n_attributes, 3);
    assert_true(of_thing->block->attributes[0]->computed);
    assert_memory_equal(of_thing->block->attributes[0]->type.data, "\"string\"", 8);
    assert_true(of_thing->block->attributes[1]->required);
    assert_int_equal(response->n_data_source_schemas, 2);
    assert_string_equal(response->data_source_schemas[0]->key, "test_thing");
    assert_int_equal(response->data_source_schemas[0]->value->block->n_attributes, 3);
}

static void test_protocol__what_lies_inside_a_computed_attribute_is_computed(void **state)
{
    Tfplugin6__GetProviderSchema__Request request = TFPLUGIN6__GET_PROVIDER_SCHEMA__REQUEST__INIT;
    const Tfplugin6__GetProviderSchema__Response *response =
        exchange(*state, "GetProviderSchema", &request,
                 &tfplugin6__get_provider_schema__response__descriptor);
    const Tfplugin6__Schema__Block *block = response->data_source_schemas[1]->value->block;
    const Tfplugin6__Schema__Object *object = block->attributes[0]->nested_type;
    assert_int_equal(object->nesting, TFPLUGIN6__SCHEMA__OBJECT__NESTING_MODE__LIST);
    assert_int_equal(object->n_attributes, 3);
    for (size_t i = 0; i < object->n_attributes; i++) {
        assert_true(object->attributes[i]->computed);
        assert_false(object->attributes[i]->required || object->attributes[i]->optional);
    }
}

static void test_protocol__the_metadata_names_everything(void **state)
{
    Tfplugin6__GetMetadata__Request request = TFPLUGIN6__GET_METADATA__REQUEST__INIT;
    const Tfplugin6__GetMetadata__Response *response =
        exchange(*state, "GetMetadata", &request, &tfplugin6__get_metadata__response__descriptor);
    assert_int_equal(response->n_resources, 3);
    assert_string_equal(response->resources[0]->type_name, "test_thing");
    assert_int_equal(response->n_data_sources, 2);
    assert_string_equal(response->data_sources[0]->type_name, "test_thing");
}

static void test_protocol__an_unknown_resource_type_is_named(void **state)
{
    Tfplugin6__ReadResource__Request request = TFPLUGIN6__READ_RESOURCE__REQUEST__INIT;
    char name[] = "test_other";
    request.type_name = name;
    const Tfplugin6__ReadResource__Response *response =
        exchange(*state, "ReadResource", &request, &tfplugin6__read_resource__response__descriptor);
    expect_error(response->n_diagnostics, response->diagnostics, "test_other");
}

/* Values that are not what they should be. */

static void test_protocol__validation_names_the_attribute(void **state)
{
    struct fixture *fixture = *state;
    struct cc_value config = thing_of(fixture, NULL, "a");
    cc_value_set(&config, CC_STR("kind"), cc_value_str(CC_STR("ugly")));
    const Tfplugin6__ValidateResourceConfig__Response *response =
        validate(fixture, cc_msgpack_encode(&fixture->arena, fixture->type, &config));
    expect_error(response->n_diagnostics, response->diagnostics, "ugly");
    assert_int_equal(response->diagnostics[0]->attribute->n_steps, 1);
    assert_string_equal(response->diagnostics[0]->attribute->steps[0]->attribute_name, "kind");
}

static void test_protocol__truncated_msgpack_is_an_error_at_every_length(void **state)
{
    struct fixture *fixture = *state;
    struct cc_value config = thing_of(fixture, NULL, "a name");
    struct cc_str whole = cc_msgpack_encode(&fixture->arena, fixture->type, &config);
    assert_int_equal(validate(fixture, whole)->n_diagnostics, 0);
    for (size_t len = 1; len < whole.len; len++) {
        const Tfplugin6__ValidateResourceConfig__Response *response =
            validate(fixture, cc_str_slice(whole, 0, len));
        expect_error(response->n_diagnostics, response->diagnostics, "cannot be read");
    }
}

static void test_protocol__nesting_ten_thousand_deep_is_an_error(void **state)
{
    struct fixture *fixture = *state;
    char deep[10000];
    memset(deep, 0x91, sizeof deep);
    const Tfplugin6__ValidateResourceConfig__Response *response =
        validate(fixture, (struct cc_str){deep, sizeof deep});
    expect_error(response->n_diagnostics, response->diagnostics, "cannot be read");
}

static void test_protocol__a_wrong_type_is_told_with_its_attribute(void **state)
{
    const Tfplugin6__ValidateResourceConfig__Response *response =
        validate(*state, CC_STR("\x83\xa2id\xc0\xa4kind\xc0\xa4name\xc3"));
    expect_error(response->n_diagnostics, response->diagnostics, "name");
}

/* Plans. */

static void test_protocol__a_creation_plans_unknowns_and_no_private_bytes(void **state)
{
    struct fixture *fixture = *state;
    const Tfplugin6__PlanResourceChange__Response *response =
        plan(fixture, cc_value_null(), thing_of(fixture, NULL, "a"));
    assert_int_equal(response->n_diagnostics, 0);
    struct cc_value planned = unwire(fixture, response->planned_state);
    assert_true(cc_value_is_unknown(cc_value_at(&planned, "id")));
    assert_int_equal(response->planned_private.len, 0);
    assert_false(response->legacy_type_system);
}

static void test_protocol__a_plan_is_the_same_every_time(void **state)
{
    struct fixture *fixture = *state;
    struct cc_value prior = thing_of(fixture, "t-1", "a");
    struct cc_value proposed = thing_of(fixture, "t-1", "b");
    cc_value_set(&proposed, CC_STR("kind"), cc_value_str(CC_STR("good")));
    const Tfplugin6__PlanResourceChange__Response *response = plan(fixture, prior, proposed);
    struct cc_str first = fixture->reply;
    plan(fixture, prior, proposed);
    assert_true(cc_str_equal(first, fixture->reply));
    assert_int_equal(response->n_requires_replace, 1);
    assert_string_equal(response->requires_replace[0]->steps[0]->attribute_name, "kind");
}

/* The note of the first plan tells the second what is leaving; nobody keeps it. */
static void test_protocol__a_replacement_knows_what_is_leaving(void **state)
{
    struct fixture *fixture = *state;
    struct cc_value prior = thing_of(fixture, "t-1", "a");
    struct cc_rpc rpc = {.call = {.arena = &fixture->arena, .type = fixture->type}};
    const Tfplugin6__PlanResourceChange__Response *response = plan(fixture, prior, prior);
    ProtobufCBinaryData note = response->planned_private;
    struct cc_value leaving = cc_leaving_read(&rpc, note);
    assert_true(cc_value_equal(fixture->type, &leaving, &prior));
    assert_int_equal(cc_leaving_without(note).len, 0);
    note.len--;
    leaving = cc_leaving_read(&rpc, note);
    assert_true(cc_value_is_null(&leaving));
    leaving = cc_leaving_read(&rpc, cc_wire_data(CC_STR("p1")));
    assert_true(cc_value_is_null(&leaving));
    assert_int_equal(cc_leaving_without(cc_wire_data(CC_STR("p1"))).len, 2);
}

/* Applies. */

static struct cc_value planned_thing(struct fixture *fixture, const char *name)
{
    struct cc_value planned = thing_of(fixture, NULL, name);
    cc_value_set(&planned, CC_STR("id"), cc_value_unknown());
    return planned;
}

static void test_protocol__a_creation_returns_what_exists(void **state)
{
    struct fixture *fixture = *state;
    const Tfplugin6__ApplyResourceChange__Response *response =
        apply(fixture, cc_value_null(), planned_thing(fixture, "a"));
    assert_int_equal(response->n_diagnostics, 0);
    struct cc_value created = unwire(fixture, response->new_state);
    assert_string_equal(cc_value_at(&created, "id")->text.ptr, "t-1");
    assert_memory_equal(response->private_.data, "p1", 2);
}

static void test_protocol__a_creation_that_fails_half_way_keeps_its_object(void **state)
{
    struct fixture *fixture = *state;
    const Tfplugin6__ApplyResourceChange__Response *response =
        apply(fixture, cc_value_null(), planned_thing(fixture, "half"));
    expect_error(response->n_diagnostics, response->diagnostics, "Half done");
    struct cc_value kept = unwire(fixture, response->new_state);
    assert_true(cc_value_is_known(&kept));
    assert_true(cc_value_is_wholly_known(&kept));
}

static void test_protocol__a_creation_that_was_refused_leaves_nothing(void **state)
{
    struct fixture *fixture = *state;
    const Tfplugin6__ApplyResourceChange__Response *response =
        apply(fixture, cc_value_null(), planned_thing(fixture, "refused"));
    expect_error(response->n_diagnostics, response->diagnostics, "Refused");
    struct cc_value nothing = unwire(fixture, response->new_state);
    assert_true(cc_value_is_null(&nothing));
}

static void test_protocol__a_verb_that_fails_silently_is_reported(void **state)
{
    struct fixture *fixture = *state;
    const Tfplugin6__ApplyResourceChange__Response *response =
        apply(fixture, cc_value_null(), planned_thing(fixture, "silent"));
    expect_error(response->n_diagnostics, response->diagnostics, "ApplyResourceChange");
}

static void test_protocol__a_refused_update_keeps_the_prior_state(void **state)
{
    struct fixture *fixture = *state;
    const Tfplugin6__ApplyResourceChange__Response *response =
        apply(fixture, thing_of(fixture, "t-1", "a"), thing_of(fixture, "t-1", "refused"));
    expect_error(response->n_diagnostics, response->diagnostics, "Refused");
    struct cc_value kept = unwire(fixture, response->new_state);
    assert_string_equal(cc_value_at(&kept, "name")->text.ptr, "a");
}

/* A host that asks for this has a plan we never made. */
static void test_protocol__a_force_new_change_is_never_an_update(void **state)
{
    struct fixture *fixture = *state;
    struct cc_value planned = thing_of(fixture, "t-1", "b");
    cc_value_set(&planned, CC_STR("kind"), cc_value_str(cc_str_from(words[0])));
    const Tfplugin6__ApplyResourceChange__Response *response =
        apply(fixture, thing_of(fixture, "t-1", "a"), planned);
    expect_error(response->n_diagnostics, response->diagnostics, "kind cannot be changed in place");
    struct cc_value kept = unwire(fixture, response->new_state);
    assert_string_equal(cc_value_at(&kept, "name")->text.ptr, "a");
}

static void test_protocol__a_removal_returns_null(void **state)
{
    struct fixture *fixture = *state;
    const Tfplugin6__ApplyResourceChange__Response *response =
        apply(fixture, thing_of(fixture, "t-1", "a"), cc_value_null());
    assert_int_equal(response->n_diagnostics, 0);
    struct cc_value nothing = unwire(fixture, response->new_state);
    assert_true(cc_value_is_null(&nothing));
}

static void test_protocol__a_refused_removal_keeps_the_object(void **state)
{
    struct fixture *fixture = *state;
    const Tfplugin6__ApplyResourceChange__Response *response =
        apply(fixture, thing_of(fixture, "t-1", "held"), cc_value_null());
    expect_error(response->n_diagnostics, response->diagnostics, "Held");
    struct cc_value kept = unwire(fixture, response->new_state);
    assert_string_equal(cc_value_at(&kept, "id")->text.ptr, "t-1");
}

/* Reads, upgrades, imports. */

static void test_protocol__reading_returns_null_only_for_what_is_gone(void **state)
{
    struct fixture *fixture = *state;
    const Tfplugin6__ReadResource__Response *response =
        read_state(fixture, thing_of(fixture, "t-1", "gone"));
    struct cc_value value = unwire(fixture, response->new_state);
    assert_true(cc_value_is_null(&value));
    assert_int_equal(response->n_diagnostics, 0);
    response = read_state(fixture, thing_of(fixture, "t-1", "forbidden"));
    expect_error(response->n_diagnostics, response->diagnostics, "Forbidden");
    value = unwire(fixture, response->new_state);
    assert_string_equal(cc_value_at(&value, "id")->text.ptr, "t-1");
    assert_memory_equal(response->private_.data, "p1", 2);
}

static void test_protocol__stored_states_are_read_leniently(void **state)
{
    struct fixture *fixture = *state;
    const Tfplugin6__UpgradeResourceState__Response *response =
        upgrade(fixture, 1, "{\n  \"id\": \"t-1\",\n  \"name\": 7,\n  \"forgotten\": [1]\n}");
    assert_int_equal(response->n_diagnostics, 0);
    struct cc_value value = unwire(fixture, response->upgraded_state);
    assert_string_equal(cc_value_at(&value, "name")->text.ptr, "7");
    assert_true(cc_value_is_null(cc_value_at(&value, "kind")));
}

static void test_protocol__states_that_cannot_be_read_are_never_null(void **state)
{
    static const struct {
        int64_t version;
        const char *json, *part;
    } cases[] = {
        {2, "{\"id\":\"t-1\"}", "newer version"},
        {1, "", "0.12"},
        {1, "null", "empty"},
        {1, "{\"id\":", "line 1"},
        {1, "[]", "object"},
        {1, "{\"id\":{}}", "id"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const Tfplugin6__UpgradeResourceState__Response *response =
            upgrade(*state, cases[i].version, cases[i].json);
        expect_error(response->n_diagnostics, response->diagnostics, cases[i].part);
        assert_null(response->upgraded_state);
    }
}

static void test_protocol__imports_return_one_object_or_an_explanation(void **state)
{
    struct fixture *fixture = *state;
    Tfplugin6__ImportResourceState__Request request =
        TFPLUGIN6__IMPORT_RESOURCE_STATE__REQUEST__INIT;
    char good[] = "t-9", bad[] = "nine";
    request.type_name = thing_name();
    request.id = good;
    const Tfplugin6__ImportResourceState__Response *response =
        exchange(fixture, "ImportResourceState", &request,
                 &tfplugin6__import_resource_state__response__descriptor);
    assert_int_equal(response->n_imported_resources, 1);
    assert_string_equal(response->imported_resources[0]->type_name, "test_thing");
    struct cc_value value = unwire(fixture, response->imported_resources[0]->state);
    assert_string_equal(cc_value_at(&value, "id")->text.ptr, "t-9");
    request.id = bad;
    response = exchange(fixture, "ImportResourceState", &request,
                        &tfplugin6__import_resource_state__response__descriptor);
    expect_error(response->n_diagnostics, response->diagnostics, "Write t-");
    assert_int_equal(response->n_imported_resources, 0);
}

/* Identities, as bytes: a map of one or two members. */

#define ID_T1 "\x81\xa2id\xa3t-1"
#define ID_T2 "\x81\xa2id\xa3t-2"

static Tfplugin6__ResourceIdentityData *identity(struct fixture *fixture, struct cc_str bytes)
{
    Tfplugin6__ResourceIdentityData *message =
        cc_wire_message(&fixture->arena, &tfplugin6__resource_identity_data__descriptor);
    if (cc_str_is_absent(bytes))
        return message;
    message->identity_data =
        cc_wire_message(&fixture->arena, &tfplugin6__dynamic_value__descriptor);
    message->identity_data->msgpack = cc_wire_data(bytes);
    return message;
}

static void expect_identity(const Tfplugin6__ResourceIdentityData *message, struct cc_str bytes)
{
    if (cc_str_is_absent(bytes)) {
        assert_null(message);
        return;
    }
    assert_non_null(message);
    assert_true(cc_str_equal(cc_wire_bytes(message->identity_data->msgpack), bytes));
}

static void test_protocol__identity_schemas_name_what_is_needed(void **state)
{
    Tfplugin6__GetResourceIdentitySchemas__Request request =
        TFPLUGIN6__GET_RESOURCE_IDENTITY_SCHEMAS__REQUEST__INIT;
    const Tfplugin6__GetResourceIdentitySchemas__Response *response =
        exchange(*state, "GetResourceIdentitySchemas", &request,
                 &tfplugin6__get_resource_identity_schemas__response__descriptor);
    assert_int_equal(response->n_identity_schemas, 2);
    assert_string_equal(response->identity_schemas[0]->key, "test_thing");
    assert_int_equal(response->identity_schemas[0]->value->version, 2);
    assert_string_equal(response->identity_schemas[1]->key, "test_pair");
    const Tfplugin6__ResourceIdentitySchema *of_pair = response->identity_schemas[1]->value;
    assert_int_equal(of_pair->version, 0);
    assert_int_equal(of_pair->n_identity_attributes, 2);
    assert_string_equal(of_pair->identity_attributes[0]->name, "kind");
    assert_string_equal(of_pair->identity_attributes[1]->name, "id");
    assert_string_equal(of_pair->identity_attributes[1]->description, "Id.");
    assert_memory_equal(of_pair->identity_attributes[1]->type.data, "\"string\"", 8);
    assert_true(of_pair->identity_attributes[1]->required_for_import);
    assert_false(of_pair->identity_attributes[1]->optional_for_import);
}

/* What the host knows comes back; what it does not know is told.  Leaving it out would erase it. */
static void test_protocol__reading_always_returns_the_identity(void **state)
{
    static const struct {
        struct cc_str known; /* absent: an empty message */
        const char *name;
        struct cc_str told;
    } rows[] = {
        {CC_STR_INIT(ID_T1), "a", CC_STR_INIT(ID_T1)},
        {CC_STR_INIT(ID_T2), "a", CC_STR_INIT(ID_T2)},
        {{NULL, 0}, "a", CC_STR_INIT(ID_T1)},
        {CC_STR_INIT("\xc0"), "a", CC_STR_INIT(ID_T1)},
        {CC_STR_INIT(ID_T1), "forbidden", CC_STR_INIT(ID_T1)},
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Tfplugin6__ReadResource__Request request = TFPLUGIN6__READ_RESOURCE__REQUEST__INIT;
        request.type_name = thing_name();
        request.current_state = wire(fixture, thing_of(fixture, "t-1", rows[i].name));
        request.current_identity = identity(fixture, rows[i].known);
        const Tfplugin6__ReadResource__Response *response = exchange(
            fixture, "ReadResource", &request, &tfplugin6__read_resource__response__descriptor);
        expect_identity(response->new_identity, rows[i].told);
    }
    expect_identity(read_state(fixture, thing_of(fixture, "t-1", "a"))->new_identity,
                    CC_STR(ID_T1));
}

static void test_protocol__a_resource_without_identity_is_never_given_one(void **state)
{
    struct fixture *fixture = *state;
    char name[] = "test_nameless";
    Tfplugin6__ReadResource__Request request = TFPLUGIN6__READ_RESOURCE__REQUEST__INIT;
    request.type_name = name;
    request.current_state = wire(fixture, thing_of(fixture, "t-1", "a"));
    const Tfplugin6__ReadResource__Response *response = exchange(
        fixture, "ReadResource", &request, &tfplugin6__read_resource__response__descriptor);
    assert_null(response->new_identity);
}

/* An unknown one breaks OpenTofu's plans, so a creation has none. */
static void test_protocol__plans_repeat_the_identity_but_for_creations(void **state)
{
    struct fixture *fixture = *state;
    const struct cc_value null = cc_value_null(), thing_1 = thing_of(fixture, "t-1", "a");
    const struct {
        struct cc_value prior, proposed;
        struct cc_str known, told;
    } rows[] = {
        {null, thing_of(fixture, NULL, "a"), CC_STR_ABSENT, CC_STR_ABSENT},
        {null, thing_of(fixture, NULL, "a"), CC_STR(ID_T1), CC_STR_ABSENT}, /* a replacement */
        {thing_1, thing_of(fixture, "t-1", "b"), CC_STR(ID_T1), CC_STR(ID_T1)},
        {thing_1, thing_of(fixture, "t-1", "b"), CC_STR_ABSENT, CC_STR(ID_T1)},
        {thing_1, thing_1, CC_STR(ID_T1), CC_STR(ID_T1)},
        {thing_1, null, CC_STR(ID_T1), CC_STR(ID_T1)},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Tfplugin6__PlanResourceChange__Request request =
            TFPLUGIN6__PLAN_RESOURCE_CHANGE__REQUEST__INIT;
        request.type_name = thing_name();
        request.prior_state = wire(fixture, rows[i].prior);
        request.proposed_new_state = wire(fixture, rows[i].proposed);
        request.config = wire(fixture, rows[i].proposed);
        request.prior_identity = identity(fixture, rows[i].known);
        const Tfplugin6__PlanResourceChange__Response *response =
            exchange(fixture, "PlanResourceChange", &request,
                     &tfplugin6__plan_resource_change__response__descriptor);
        expect_identity(response->planned_identity, rows[i].told);
    }
}

static void test_protocol__applying_returns_the_identity_of_what_is_left(void **state)
{
    struct fixture *fixture = *state;
    const struct cc_value null = cc_value_null(), thing_1 = thing_of(fixture, "t-1", "a");
    const struct {
        struct cc_value prior, planned;
        struct cc_str told;
    } rows[] = {
        {null, planned_thing(fixture, "a"), CC_STR(ID_T1)},
        {null, planned_thing(fixture, "half"), CC_STR_ABSENT}, /* its id is not known yet */
        {null, planned_thing(fixture, "refused"), CC_STR_ABSENT},
        {thing_1, thing_of(fixture, "t-1", "b"), CC_STR(ID_T1)},
        {thing_1, thing_of(fixture, "t-1", "refused"), CC_STR(ID_T1)},
        {thing_1, null, CC_STR_ABSENT},
        {thing_of(fixture, "t-1", "held"), null, CC_STR(ID_T1)},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        expect_identity(apply(fixture, rows[i].prior, rows[i].planned)->new_identity, rows[i].told);
}

static const Tfplugin6__ImportResourceState__Response *import_by(struct fixture *fixture,
                                                                 const char *type_name,
                                                                 struct cc_str bytes)
{
    Tfplugin6__ImportResourceState__Request request =
        TFPLUGIN6__IMPORT_RESOURCE_STATE__REQUEST__INIT;
    request.type_name = cc_wire_text(&fixture->arena, cc_str_from(type_name));
    request.identity = identity(fixture, bytes);
    return exchange(fixture, "ImportResourceState", &request,
                    &tfplugin6__import_resource_state__response__descriptor);
}

static void test_protocol__an_identity_imports_like_an_id(void **state)
{
    struct fixture *fixture = *state;
    const struct cc_str bytes = CC_STR("\x82\xa2id\xa3t-1\xa4kind\xa4good");
    const Tfplugin6__ImportResourceState__Response *response =
        import_by(fixture, "test_pair", bytes);
    assert_int_equal(response->n_imported_resources, 1);
    struct cc_value value = unwire(fixture, response->imported_resources[0]->state);
    assert_string_equal(cc_value_at(&value, "id")->text.ptr, "t-1");
    assert_string_equal(cc_value_at(&value, "kind")->text.ptr, "good");
    expect_identity(response->imported_resources[0]->identity, bytes);
    response = import_by(fixture, "test_thing", CC_STR(ID_T2));
    expect_identity(response->imported_resources[0]->identity, CC_STR(ID_T2));
}

static void test_protocol__an_identity_that_names_nothing_is_refused(void **state)
{
    static const struct {
        const char *type_name;
        struct cc_str bytes;
        const char *part;
    } rows[] = {
        {"test_pair", CC_STR_INIT("\x82\xa2id\xa3t-1\xa4kind\xc0"), "lacks kind"},
        {"test_pair", CC_STR_INIT("\x82\xa2id\xa0\xa4kind\xa1k"), "lacks id"},
        {"test_pair", CC_STR_INIT("\xc0"), "lacks kind"},
        {"test_pair", {NULL, 0}, "lacks kind"},
        {"test_pair", CC_STR_INIT(ID_T1), "cannot be read"},
        {"test_thing", CC_STR_INIT("\x81\xa2id\xd4\x00\x00"), "lacks id"}, /* unknown */
        {"test_thing", CC_STR_INIT("\x81\xa2id\xa4nine"), "Write t-"},
        {"test_pair", CC_STR_INIT("\x82\xa2id\xa1t\xa4kind\xa3odd"), "An odd kind"},
        {"test_nameless", CC_STR_INIT(ID_T1), "has no identity"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const Tfplugin6__ImportResourceState__Response *response =
            import_by(*state, rows[i].type_name, rows[i].bytes);
        expect_error(response->n_diagnostics, response->diagnostics, rows[i].part);
        assert_int_equal(response->n_imported_resources, 0);
    }
}

static const Tfplugin6__UpgradeResourceIdentity__Response *upgrade_identity(struct fixture *fixture,
                                                                            int64_t version,
                                                                            const char *json)
{
    Tfplugin6__UpgradeResourceIdentity__Request request =
        TFPLUGIN6__UPGRADE_RESOURCE_IDENTITY__REQUEST__INIT;
    Tfplugin6__RawState raw = TFPLUGIN6__RAW_STATE__INIT;
    raw.json = cc_wire_data(cc_str_from(json));
    request.type_name = thing_name();
    request.version = version;
    request.raw_identity = json == NULL ? NULL : &raw;
    return exchange(fixture, "UpgradeResourceIdentity", &request,
                    &tfplugin6__upgrade_resource_identity__response__descriptor);
}

static void test_protocol__stored_identities_are_read_or_refused(void **state)
{
    static const struct {
        int64_t version;
        const char *json, *part; /* part NULL: it is read */
    } rows[] = {
        {2, "{\n  \"id\": \"t-1\"\n}", NULL},
        {1, "{\"id\":\"t-1\",\"old\":1}", NULL},
        {3, "{\"id\":\"t-1\"}", "newer version"},
        {2, "{\"id\":null}", "lacks id"},
        {2, "{}", "lacks id"},
        {2, "null", "lacks id"},
        {2, "", "lacks id"},
        {2, NULL, "lacks id"},
        {2, "{\"id\":", "line 1"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const Tfplugin6__UpgradeResourceIdentity__Response *response =
            upgrade_identity(*state, rows[i].version, rows[i].json);
        expect_identity(response->upgraded_identity,
                        rows[i].part == NULL ? CC_STR(ID_T1) : CC_STR_ABSENT);
        if (rows[i].part != NULL)
            expect_error(response->n_diagnostics, response->diagnostics, rows[i].part);
    }
}

/* Moves. */

struct move_case {
    const char *address, *type_name, *json, *part; /* part NULL: it is moved */
};

static const Tfplugin6__MoveResourceState__Response *move(struct fixture *fixture,
                                                          const struct move_case *row)
{
    Tfplugin6__MoveResourceState__Request request = TFPLUGIN6__MOVE_RESOURCE_STATE__REQUEST__INIT;
    Tfplugin6__RawState raw = TFPLUGIN6__RAW_STATE__INIT;
    raw.json = cc_wire_data(cc_str_from(row->json));
    request.source_provider_address = cc_wire_text(&fixture->arena, cc_str_from(row->address));
    request.source_type_name = cc_wire_text(&fixture->arena, cc_str_from(row->type_name));
    request.source_schema_version = 3;
    request.source_private = cc_wire_data(CC_STR("{\"of\":\"another\"}"));
    request.target_type_name = thing_name();
    request.source_state = row->json == NULL ? NULL : &raw;
    return exchange(fixture, "MoveResourceState", &request,
                    &tfplugin6__move_resource_state__response__descriptor);
}

static void test_protocol__objects_of_known_providers_are_moved(void **state)
{
    static const char *const addresses[] = {
        "hosts.example/folk/elder",
        "mirror.example/other/elder",
        "elder",
    };
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
        const struct move_case row = {addresses[i], "elder_thing",
                                      "{\n  \"old_id\": \"t-1\",\n  \"more\": [{}]\n}", NULL};
        const Tfplugin6__MoveResourceState__Response *response = move(*state, &row);
        assert_int_equal(response->n_diagnostics, 0);
        struct cc_value value = unwire(*state, response->target_state);
        assert_string_equal(cc_value_at(&value, "id")->text.ptr, "t-1");
        assert_int_equal(response->target_private.len, 0);
        expect_identity(response->target_identity, CC_STR(ID_T1));
    }
}

/* A null state without an error would lose the object. */
static void test_protocol__what_cannot_be_moved_says_what_can(void **state)
{
    static const struct move_case rows[] = {
        {"h/n/elder", "elder_other", "{}", "takes over: elder_thing of a provider called elder."},
        {"h/n/elders", "elder_thing", "{}", "of provider h/n/elders, schema version 3"},
        {"h/elder/x", "elder_thing", "{}", "takes over"},
        {"", "", "{}", "takes over"},
        {"h/n/elder", "elder_thing", NULL, "0.12"},
        {"h/n/elder", "elder_thing", "", "0.12"},
        {"h/n/elder", "elder_thing", "{\"old_id\":", "line 1"},
        {"h/n/elder", "elder_thing", "null", "no object"},
        {"h/n/elder", "elder_thing", "{}", "No old id"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const Tfplugin6__MoveResourceState__Response *response = move(*state, &rows[i]);
        expect_error(response->n_diagnostics, response->diagnostics, rows[i].part);
        assert_null(response->target_state);
    }
}

/* Data sources. */

static void test_protocol__a_data_source_is_validated_like_a_resource(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(validate_data(fixture, thing_of(fixture, NULL, "a"))->n_diagnostics, 0);
    struct cc_value config = thing_of(fixture, NULL, "forbidden");
    cc_value_set(&config, CC_STR("kind"), cc_value_str(CC_STR("ugly")));
    const Tfplugin6__ValidateDataResourceConfig__Response *response =
        validate_data(fixture, config);
    assert_int_equal(response->n_diagnostics, 2);
    assert_int_equal(data_reads, 0);
}

static void test_protocol__an_unknown_configuration_can_be_validated(void **state)
{
    struct fixture *fixture = *state;
    struct cc_value config = thing_of(fixture, NULL, "a");
    cc_value_set(&config, CC_STR("name"), cc_value_unknown());
    assert_int_equal(validate_data(fixture, config)->n_diagnostics, 0);
}

static void test_protocol__data_come_back_with_what_was_written(void **state)
{
    struct fixture *fixture = *state;
    const Tfplugin6__ReadDataSource__Response *response =
        read_data(fixture, thing_of(fixture, NULL, "a"));
    assert_int_equal(response->n_diagnostics, 0);
    struct cc_value value = unwire(fixture, response->state);
    assert_string_equal(cc_value_at(&value, "id")->text.ptr, "t-1");
    assert_string_equal(cc_value_at(&value, "name")->text.ptr, "a");
    assert_true(cc_value_is_null(cc_value_at(&value, "kind"))); /* never an unknown */
}

static void test_protocol__data_that_are_not_found_have_no_state(void **state)
{
    struct fixture *fixture = *state;
    const Tfplugin6__ReadDataSource__Response *response =
        read_data(fixture, thing_of(fixture, NULL, "missing"));
    expect_error(response->n_diagnostics, response->diagnostics, "None found");
    assert_null(response->state);
}

static void test_protocol__what_may_not_be_asked_never_reaches_a_data_source(void **state)
{
    struct fixture *fixture = *state;
    struct cc_value unknown = thing_of(fixture, NULL, "a");
    cc_value_set(&unknown, CC_STR("kind"), cc_value_unknown());
    const struct {
        struct cc_value config;
        const char *part;
    } cases[] = {
        {unknown, "not known yet"},
        {cc_value_unknown(), "not known yet"},
        {cc_value_null(), "not known yet"},
        {thing_of(fixture, NULL, "forbidden"), "Forbidden"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const Tfplugin6__ReadDataSource__Response *response = read_data(fixture, cases[i].config);
        expect_error(response->n_diagnostics, response->diagnostics, cases[i].part);
        assert_null(response->state);
    }
    assert_int_equal(data_reads, 0);
}

static void test_protocol__damaged_data_requests_are_errors(void **state)
{
    struct fixture *fixture = *state;
    char other[] = "test_other";
    struct cc_value config = thing_of(fixture, NULL, "a name");
    struct cc_str whole = cc_msgpack_encode(&fixture->arena, fixture->type, &config);
    for (size_t len = 1; len < whole.len; len++) {
        const Tfplugin6__ReadDataSource__Response *response =
            read_data_bytes(fixture, thing_name(), cc_str_slice(whole, 0, len));
        expect_error(response->n_diagnostics, response->diagnostics, "cannot be read");
    }
    const Tfplugin6__ReadDataSource__Response *response = read_data_bytes(fixture, other, whole);
    expect_error(response->n_diagnostics, response->diagnostics, "no data source \"test_other\"");
    assert_int_equal(data_reads, 0);
}

/* Life of the process. */

struct slow_read {
    struct fixture fixture; /* a bench of its own, the server shared */
    size_t errors;
};

static void *read_slowly(void *context)
{
    struct slow_read *slow = context;
    slow->errors =
        read_state(&slow->fixture, thing_of(&slow->fixture, "t-1", "slow"))->n_diagnostics;
    return NULL;
}

static void slow_read_begin(struct fixture *fixture, struct slow_read *slow, pthread_t *thread)
{
    struct cc_flight flight;
    *slow = (struct slow_read){.fixture = *fixture};
    cc_arena_init(&slow->fixture.arena);
    cc_cancel_init(&slow->fixture.cancel);
    cc_server_begin(fixture->server, &flight, &fixture->cancel);
    assert_int_equal(pthread_create(thread, NULL, read_slowly, slow), 0);
    sem_wait(flight.configured->provider); /* the read is waiting now */
    cc_server_end(fixture->server, &flight);
}

static void slow_read_end(struct slow_read *slow, pthread_t thread)
{
    pthread_join(thread, NULL);
    cc_cancel_release(&slow->fixture.cancel);
    cc_arena_release(&slow->fixture.arena);
}

static void test_protocol__stopping_wakes_every_call_in_flight(void **state)
{
    struct fixture *fixture = *state;
    struct slow_read slow;
    pthread_t thread;
    configure(fixture);
    slow_read_begin(fixture, &slow, &thread);
    Tfplugin6__StopProvider__Request request = TFPLUGIN6__STOP_PROVIDER__REQUEST__INIT;
    const Tfplugin6__StopProvider__Response *response = exchange(
        fixture, "StopProvider", &request, &tfplugin6__stop_provider__response__descriptor);
    assert_string_equal(response->error, "");
    slow_read_end(&slow, thread);
    assert_int_equal(slow.errors, 1);
}

static void test_protocol__a_replaced_configuration_lives_until_its_last_call_ends(void **state)
{
    struct fixture *fixture = *state;
    struct slow_read slow;
    pthread_t thread;
    configure(fixture);
    slow_read_begin(fixture, &slow, &thread);
    configure(fixture);
    assert_int_equal(__atomic_load_n(&released, __ATOMIC_SEQ_CST), 0);
    cc_server_stop(fixture->server);
    slow_read_end(&slow, thread);
    assert_int_equal(__atomic_load_n(&released, __ATOMIC_SEQ_CST), 1);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(test_protocol__##name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(unknown_methods_are_unimplemented),
        CASE(bytes_that_are_no_message_are_refused),
        CASE(only_methods_that_never_wait_are_immediate),
        CASE(the_schema_is_complete_and_the_same_every_time),
        CASE(what_lies_inside_a_computed_attribute_is_computed),
        CASE(the_metadata_names_everything),
        CASE(an_unknown_resource_type_is_named),
        CASE(validation_names_the_attribute),
        CASE(truncated_msgpack_is_an_error_at_every_length),
        CASE(nesting_ten_thousand_deep_is_an_error),
        CASE(a_wrong_type_is_told_with_its_attribute),
        CASE(a_creation_plans_unknowns_and_no_private_bytes),
        CASE(a_replacement_knows_what_is_leaving),
        CASE(a_plan_is_the_same_every_time),
        CASE(a_creation_returns_what_exists),
        CASE(a_creation_that_fails_half_way_keeps_its_object),
        CASE(a_creation_that_was_refused_leaves_nothing),
        CASE(a_verb_that_fails_silently_is_reported),
        CASE(a_refused_update_keeps_the_prior_state),
        CASE(a_force_new_change_is_never_an_update),
        CASE(a_removal_returns_null),
        CASE(a_refused_removal_keeps_the_object),
        CASE(reading_returns_null_only_for_what_is_gone),
        CASE(stored_states_are_read_leniently),
        CASE(states_that_cannot_be_read_are_never_null),
        CASE(imports_return_one_object_or_an_explanation),
        CASE(identity_schemas_name_what_is_needed),
        CASE(reading_always_returns_the_identity),
        CASE(a_resource_without_identity_is_never_given_one),
        CASE(plans_repeat_the_identity_but_for_creations),
        CASE(applying_returns_the_identity_of_what_is_left),
        CASE(an_identity_imports_like_an_id),
        CASE(an_identity_that_names_nothing_is_refused),
        CASE(stored_identities_are_read_or_refused),
        CASE(objects_of_known_providers_are_moved),
        CASE(what_cannot_be_moved_says_what_can),
        CASE(a_data_source_is_validated_like_a_resource),
        CASE(an_unknown_configuration_can_be_validated),
        CASE(data_come_back_with_what_was_written),
        CASE(data_that_are_not_found_have_no_state),
        CASE(what_may_not_be_asked_never_reaches_a_data_source),
        CASE(damaged_data_requests_are_errors),
        CASE(stopping_wakes_every_call_in_flight),
        CASE(a_replaced_configuration_lives_until_its_last_call_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
