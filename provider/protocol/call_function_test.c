// SPDX-License-Identifier: MPL-2.0
/* Functions, bytes in and bytes out, over a provider of this test without resources. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "protocol/dispatch.h"
#include "protocol/wire.h"
#include "value/codec.h"

/* The functions of this test. */

static const struct cc_type_member pair_members[] = {
    {CC_STR_INIT("left"), &cc_type_string},
    {CC_STR_INIT("right"), &cc_type_number},
};
static const struct cc_type pair = {
    .kind = CC_TYPE_OBJECT, .members = pair_members, .member_count = 2};

static const struct cc_parameter pair_parameters[] = {
    {.name = "left", .type = &cc_type_string, .description = "Left."},
    {.name = "right", .type = &cc_type_number, .description = "Right.", .allow_null = true},
    {NULL},
};
static const struct cc_parameter any_parameters[] = {
    {.name = "any", .type = &cc_type_dynamic, .description = "Any.", .allow_unknown = true},
    {NULL},
};
static const struct cc_parameter no_parameters[] = {{NULL}};

static int calls; /* of make_pair */

static bool make_pair(struct cc_call *call, const struct cc_value *arguments,
                      struct cc_value *result)
{
    calls++;
    if (cc_str_equal(cc_value_text(&arguments[0]), CC_STR("worse")))
        cc_diags_warning(call->diags, cc_path_from(""), CC_STR("Careful"), "It is worse.");
    if (cc_str_equal(cc_value_text(&arguments[0]), CC_STR("bad")))
        return cc_diags_error(call->diags, cc_argument_path(1), CC_STR("Bad"), "Not this one.");
    if (cc_str_equal(cc_value_text(&arguments[0]), CC_STR("silent")))
        return false;
    *result = cc_value_object(call->arena, call->type);
    cc_value_set(result, CC_STR("left"), arguments[0]);
    cc_value_set(result, CC_STR("right"), arguments[1]);
    return true;
}

static bool tell_unknown(struct cc_call *call, const struct cc_value *arguments,
                         struct cc_value *result)
{
    (void)call;
    *result = cc_value_bool(cc_value_is_unknown(&arguments[0]));
    return true;
}

static bool be_nothing(struct cc_call *call, const struct cc_value *arguments,
                       struct cc_value *result)
{
    (void)arguments;
    assert_null(call->provider);
    return cc_value_is_null(result);
}

static const struct cc_function make_pair_function = {
    .name = "make_pair",
    .summary = "Makes a pair",
    .description = "Makes a pair of two.",
    .parameters = pair_parameters,
    .returns = &pair,
    .call = make_pair,
};
static const struct cc_function is_unknown_function = {
    .name = "is_unknown",
    .summary = "Tells unknowns",
    .description = "True for an unknown.",
    .parameters = any_parameters,
    .returns = &cc_type_bool,
    .call = tell_unknown,
};
static const struct cc_function nothing_function = {
    .name = "nothing",
    .summary = "Is null",
    .description = "Always null.",
    .parameters = no_parameters,
    .returns = &cc_type_string,
    .call = be_nothing,
};
static const struct cc_function *const functions[] = {&make_pair_function, &is_unknown_function,
                                                      &nothing_function, NULL};

static const struct cc_attribute no_attributes[] = {{NULL}};
static const struct cc_schema no_schema = {.description = "None.", .attributes = no_attributes};
static const struct cc_resource_type *const no_resources[] = {NULL};
static const struct cc_provider_type provider = {
    .name = "test", .schema = &no_schema, .resources = no_resources, .functions = functions};
static const struct cc_provider_type bare_provider = {
    .name = "test", .schema = &no_schema, .resources = no_resources};

/* The bench: a server that was never configured, and one exchange. */

struct fixture {
    struct cc_arena arena;
    struct cc_server *server;
    struct cc_cancel cancel;
    struct cc_str reply;
};

static int set_up_provider(void **state, const struct cc_provider_type *type)
{
    static struct fixture fixture;
    cc_arena_init(&fixture.arena);
    fixture.server = cc_server_new(type);
    cc_cancel_init(&fixture.cancel);
    calls = 0;
    *state = &fixture;
    return 0;
}

static int set_up(void **state)
{
    return set_up_provider(state, &provider);
}

static int set_up_bare(void **state)
{
    return set_up_provider(state, &bare_provider);
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

static const void *exchange(struct fixture *fixture, struct cc_str path, const void *request,
                            const ProtobufCMessageDescriptor *type)
{
    size_t bytes = protobuf_c_message_get_packed_size(request);
    uint8_t *packed = cc_arena_alloc(&fixture->arena, bytes + 1);
    protobuf_c_message_pack(request, packed);
    struct cc_dispatch_reply reply = {.reserve = reserve, .context = fixture};
    struct cc_flight flight;
    cc_server_begin(fixture->server, &flight, &fixture->cancel);
    enum cc_dispatch_status status =
        cc_dispatch(fixture->server, path, (struct cc_str){(char *)packed, bytes}, &flight, reply);
    cc_server_end(fixture->server, &flight);
    assert_int_equal(status, CC_DISPATCH_OK);
    ProtobufCAllocator allocator = cc_wire_allocator(&fixture->arena);
    const void *response = protobuf_c_message_unpack(type, &allocator, fixture->reply.len,
                                                     (const uint8_t *)fixture->reply.ptr);
    assert_non_null(response);
    return response;
}

enum { ARGUMENTS_MAX = 3 };

/* Calls with arguments as MessagePack; an absent one ends the list. */
static const Tfplugin6__CallFunction__Response *call(struct fixture *fixture, const char *name,
                                                     const struct cc_str arguments[ARGUMENTS_MAX])
{
    Tfplugin6__CallFunction__Request request = TFPLUGIN6__CALL_FUNCTION__REQUEST__INIT;
    Tfplugin6__DynamicValue *messages[ARGUMENTS_MAX];
    request.name = cc_wire_text(&fixture->arena, cc_str_from(name));
    request.arguments = messages;
    while (request.n_arguments < ARGUMENTS_MAX &&
           !cc_str_is_absent(arguments[request.n_arguments])) {
        messages[request.n_arguments] =
            cc_wire_message(&fixture->arena, &tfplugin6__dynamic_value__descriptor);
        messages[request.n_arguments]->msgpack = cc_wire_data(arguments[request.n_arguments]);
        request.n_arguments++;
    }
    return exchange(fixture, CC_STR("/" CC_SERVICE "/CallFunction"), &request,
                    &tfplugin6__call_function__response__descriptor);
}

static struct cc_value result_of(struct fixture *fixture, const struct cc_type *type,
                                 const Tfplugin6__CallFunction__Response *response)
{
    struct cc_value value;
    struct cc_codec_error error;
    assert_null(response->error);
    assert_non_null(response->result);
    assert_true(cc_msgpack_decode(&fixture->arena, type, cc_wire_bytes(response->result->msgpack),
                                  &value, &error));
    return value;
}

enum { NO_ARGUMENT = -1 };

static void expect_error(const Tfplugin6__CallFunction__Response *response, int64_t argument,
                         const char *part)
{
    assert_non_null(response->error);
    assert_null(response->result);
    assert_non_null(strstr(response->error->text, part));
    if (argument == NO_ARGUMENT) {
        assert_int_equal(response->error->argument_case,
                         TFPLUGIN6__FUNCTION_ERROR__ARGUMENT__NOT_SET);
        return;
    }
    assert_int_equal(response->error->argument_case,
                     TFPLUGIN6__FUNCTION_ERROR__ARGUMENT_FUNCTION_ARGUMENT);
    assert_int_equal(response->error->function_argument, argument);
}

/* Messages, as arguments. */
#define A              \
    CC_STR_INIT("\xa1" \
                "a")
#define BAD            \
    CC_STR_INIT("\xa3" \
                "bad")
#define WORSE          \
    CC_STR_INIT("\xa5" \
                "worse")
#define SILENT         \
    CC_STR_INIT("\xa6" \
                "silent")
#define SEVEN CC_STR_INIT("\x07")
#define NIL CC_STR_INIT("\xc0")
#define EMPTY CC_STR_INIT("") /* a DynamicValue without bytes: null, too */
#define UNKNOWN CC_STR_INIT("\xd4\0\0")

/* Lists. */

static void expect_make_pair(const Tfplugin6__Function *function)
{
    assert_string_equal(function->summary, "Makes a pair");
    assert_string_equal(function->description, "Makes a pair of two.");
    assert_int_equal(function->description_kind, TFPLUGIN6__STRING_KIND__MARKDOWN);
    assert_null(function->variadic_parameter);
    assert_int_equal(function->n_parameters, 2);
    assert_string_equal(function->parameters[0]->name, "left");
    assert_memory_equal(function->parameters[0]->type.data, "\"string\"", 8);
    assert_false(function->parameters[0]->allow_null_value);
    assert_true(function->parameters[1]->allow_null_value);
    assert_false(function->parameters[1]->allow_unknown_values);
    assert_true(cc_str_equal(cc_wire_bytes(function->return_->type),
                             CC_STR("[\"object\",{\"left\":\"string\",\"right\":\"number\"}]")));
}

static void test_functions__all_lists_name_them(void **state)
{
    Tfplugin6__GetProviderSchema__Request schema = TFPLUGIN6__GET_PROVIDER_SCHEMA__REQUEST__INIT;
    const Tfplugin6__GetProviderSchema__Response *in_schema =
        exchange(*state, CC_STR("/" CC_SERVICE "/GetProviderSchema"), &schema,
                 &tfplugin6__get_provider_schema__response__descriptor);
    assert_int_equal(in_schema->n_functions, 3);
    assert_string_equal(in_schema->functions[0]->key, "make_pair");
    expect_make_pair(in_schema->functions[0]->value);
    assert_true(in_schema->functions[1]->value->parameters[0]->allow_unknown_values);
    assert_int_equal(in_schema->functions[2]->value->n_parameters, 0);
    Tfplugin6__GetFunctions__Request list = TFPLUGIN6__GET_FUNCTIONS__REQUEST__INIT;
    const Tfplugin6__GetFunctions__Response *in_list =
        exchange(*state, CC_STR("/" CC_SERVICE "/GetFunctions"), &list,
                 &tfplugin6__get_functions__response__descriptor);
    assert_int_equal(in_list->n_functions, 3);
    expect_make_pair(in_list->functions[0]->value);
    Tfplugin6__GetMetadata__Request metadata = TFPLUGIN6__GET_METADATA__REQUEST__INIT;
    const Tfplugin6__GetMetadata__Response *in_metadata =
        exchange(*state, CC_STR("/" CC_SERVICE "/GetMetadata"), &metadata,
                 &tfplugin6__get_metadata__response__descriptor);
    assert_int_equal(in_metadata->n_functions, 3);
    assert_string_equal(in_metadata->functions[2]->name, "nothing");
}

static void test_functions__a_provider_may_have_none(void **state)
{
    Tfplugin6__GetFunctions__Request list = TFPLUGIN6__GET_FUNCTIONS__REQUEST__INIT;
    const Tfplugin6__GetFunctions__Response *in_list =
        exchange(*state, CC_STR("/" CC_SERVICE "/GetFunctions"), &list,
                 &tfplugin6__get_functions__response__descriptor);
    assert_int_equal(in_list->n_functions, 0);
    expect_error(call(*state, "nothing", (struct cc_str[ARGUMENTS_MAX]){{0}}), NO_ARGUMENT,
                 "no function \"nothing\"");
}

/* Results. */

static void test_functions__a_result_is_of_the_declared_type(void **state)
{
    static const struct cc_str arguments[ARGUMENTS_MAX] = {A, SEVEN};
    struct cc_value value = result_of(*state, &pair, call(*state, "make_pair", arguments));
    int64_t right = 0;
    assert_string_equal(cc_value_at(&value, "left")->text.ptr, "a");
    assert_true(cc_value_to_int(cc_value_at(&value, "right"), &right));
    assert_int_equal(right, 7);
}

static void test_functions__none_needs_arguments_or_a_configuration(void **state)
{
    static const struct cc_str arguments[ARGUMENTS_MAX] = {{0}};
    struct cc_value value = result_of(*state, &cc_type_string, call(*state, "nothing", arguments));
    assert_true(cc_value_is_null(&value));
}

/* Terraform sends nil, OpenTofu no bytes at all. */
static void test_functions__nulls_arrive_where_they_are_allowed(void **state)
{
    static const struct cc_str rows[][ARGUMENTS_MAX] = {{A, NIL}, {A, EMPTY}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct cc_value value = result_of(*state, &pair, call(*state, "make_pair", rows[i]));
        assert_true(cc_value_is_known(&value));
        assert_true(cc_value_is_null(cc_value_at(&value, "right")));
    }
}

static void test_functions__an_unknown_argument_makes_the_result_unknown(void **state)
{
    static const struct cc_str rows[][ARGUMENTS_MAX] = {{UNKNOWN, SEVEN}, {A, UNKNOWN}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct cc_value value = result_of(*state, &pair, call(*state, "make_pair", rows[i]));
        assert_true(cc_value_is_unknown(&value));
    }
    assert_int_equal(calls, 0);
}

static void test_functions__an_unknown_reaches_a_function_that_allows_it(void **state)
{
    static const struct cc_str arguments[ARGUMENTS_MAX] = {UNKNOWN};
    struct cc_value value = result_of(*state, &cc_type_bool, call(*state, "is_unknown", arguments));
    assert_true(cc_value_is_true(&value));
}

static void test_functions__a_warning_is_no_error(void **state)
{
    static const struct cc_str arguments[ARGUMENTS_MAX] = {WORSE, SEVEN};
    struct cc_value value = result_of(*state, &pair, call(*state, "make_pair", arguments));
    assert_true(cc_value_is_known(&value));
}

/* Errors: all of them inside an answer that is in order. */

static void test_functions__errors_name_their_argument(void **state)
{
    static const struct {
        const char *name;
        struct cc_str arguments[ARGUMENTS_MAX];
        int64_t argument;
        const char *part;
    } rows[] = {
        {"make_pear", {A}, NO_ARGUMENT, "no function \"make_pear\""},
        {"", {A}, NO_ARGUMENT, "no function \"\""},
        {"make_pair", {{0}}, NO_ARGUMENT, "make_pair takes 2, and the host sent 0"},
        {"make_pair", {A}, NO_ARGUMENT, "make_pair takes 2, and the host sent 1"},
        {"make_pair", {A, SEVEN, A}, NO_ARGUMENT, "make_pair takes 2, and the host sent 3"},
        {"make_pair", {NIL, SEVEN}, 0, "\"left\" must not be null"},
        {"make_pair", {EMPTY, SEVEN}, 0, "\"left\" must not be null"},
        {"make_pair",
         {CC_STR_INIT("\xa9"
                      "a"),
          SEVEN},
         0,
         "argument \"left\" sent by the host"},
        {"make_pair", {A, CC_STR_INIT("\xc1")}, 1, "argument \"right\" sent by the host"},
        {"make_pair", {A, CC_STR_INIT("\x93\x01")}, 1, "cannot be read"},
        {"make_pair", {BAD, SEVEN}, 1, "Bad. Not this one"},
        {"make_pair", {SILENT, SEVEN}, NO_ARGUMENT, "internal error"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        expect_error(call(*state, rows[i].name, rows[i].arguments), rows[i].argument, rows[i].part);
}

/* Hosts end the sentence themselves. */
static void test_functions__an_error_ends_without_a_full_stop(void **state)
{
    static const struct cc_str arguments[ARGUMENTS_MAX] = {BAD, SEVEN};
    assert_string_equal(call(*state, "make_pair", arguments)->error->text, "Bad. Not this one");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(test_functions__##name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(all_lists_name_them),
        cmocka_unit_test_setup_teardown(test_functions__a_provider_may_have_none, set_up_bare,
                                        tear_down),
        CASE(a_result_is_of_the_declared_type),
        CASE(none_needs_arguments_or_a_configuration),
        CASE(nulls_arrive_where_they_are_allowed),
        CASE(an_unknown_argument_makes_the_result_unknown),
        CASE(an_unknown_reaches_a_function_that_allows_it),
        CASE(a_warning_is_no_error),
        CASE(errors_name_their_argument),
        CASE(an_error_ends_without_a_full_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
