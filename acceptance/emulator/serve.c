// SPDX-License-Identifier: MPL-2.0
#include "emulator/serve.h"

#include "base/clock.h"
#include "emulator/azure/access.h"
#include "emulator/azure/hosts.h"
#include "emulator/clock.h"
#include "emulator/document.h"
#include "emulator/errors.h"
#include "emulator/ids.h"
#include "emulator/organization.h"
#include "emulator/routes.h"
#include "emulator/timers.h"
#include "emulator/tokens.h"

static struct cc_str base64(struct cc_arena *arena, struct cc_str bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *text = cc_arena_alloc(arena, bytes.len / 3 * 4 + 5);
    size_t len = 0;
    for (size_t i = 0; i < bytes.len; i += 3) {
        unsigned group = 0;
        for (size_t j = 0; j < 3; j++)
            group = group << 8 | (i + j < bytes.len ? (unsigned char)bytes.ptr[i + j] : 0U);
        for (size_t j = 0; j < 4; j++)
            text[len++] = i + j > bytes.len ? '=' : digits[group >> (18 - 6 * j) & 63];
    }
    return (struct cc_str){text, len};
}

static bool store_seed(struct emu_service *service, struct cc_arena *arena, struct cc_str *reason)
{
    emu_store_begin(&service->store);
    struct emu_turn turn = {.arena = arena,
                            .store = &service->store,
                            .options = service->options,
                            .now_us = emu_clock_now_us(&service->store)};
    emu_organization_seed(&turn);
    if (emu_store_commit(&service->store))
        return true;
    *reason = cc_str_format(arena, "the database cannot be written: %s", service->store.error);
    return false;
}

bool emu_service_open(struct emu_service *service, const struct emu_options *options,
                      struct cc_arena *arena, struct cc_str *reason)
{
    *service = (struct emu_service){.options = options};
    if (!emu_store_open(&service->store, options->database, arena, reason))
        return false;
    if (!store_seed(service, arena, reason)) {
        emu_store_close(&service->store);
        return false;
    }
    emu_counters_init(&service->counters);
    emu_faults_init(&service->faults);
    cc_cancel_init(&service->stopping);
    cc_arena_init(&service->arena);
    struct cc_str credentials = base64(arena, cc_str_from(options->api_key));
    service->authorization = cc_str_format(&service->arena, "Basic %.*s", CC_STR_ARG(credentials));
    pthread_mutex_init(&service->mutex, NULL);
    return true;
}

void emu_service_close(struct emu_service *service)
{
    pthread_mutex_destroy(&service->mutex);
    cc_arena_release(&service->arena);
    cc_cancel_release(&service->stopping);
    emu_faults_release(&service->faults);
    emu_counters_release(&service->counters);
    emu_store_close(&service->store);
}

/* The hosts of all of Azure's clouds share the routes of the public one. */
static struct cc_str path_of_route(const struct emu_request *request)
{
    return request->azure ? request->azure->public_path : request->path;
}

void emu_service_begin(struct emu_service *service, struct emu_request *request)
{
    bool is_control = emu_path_is_control(request->path);
    request->turn.store = &service->store;
    request->turn.options = service->options;
    request->turn.counters = &service->counters;
    request->turn.faults = &service->faults;
    request->azure = emu_azure_host_of(request->turn.arena, request->path);
    request->route =
        emu_route_find(is_control ? emu_control_routes : emu_routes,
                       is_control ? emu_control_route_count : emu_route_count, request->method,
                       path_of_route(request), &request->parts, &request->path_known);
    request->id = emu_request_part(request, "id");
    if (!is_control)
        emu_counters_begin(&service->counters, request->route, request->user_agent);
}

void emu_service_end(struct emu_service *service, const struct emu_request *request)
{
    if (!emu_path_is_control(request->path))
        emu_counters_end(&service->counters);
}

static bool is_sign_in(const struct emu_request *request)
{
    return request->route && request->route->is_sign_in;
}

static bool bearer_opens(struct emu_service *service, struct emu_request *request)
{
    const struct cc_str scheme = CC_STR("Bearer ");
    struct emu_turn *turn = &request->turn;
    if (!cc_str_starts_with(request->authorization, scheme))
        return false;
    pthread_mutex_lock(&service->mutex);
    turn->now_us = emu_clock_now_us(turn->store);
    bool opens = emu_tokens_opens(
        turn, cc_str_slice(request->authorization, scheme.len, request->authorization.len));
    pthread_mutex_unlock(&service->mutex);
    return opens;
}

static bool authorised(struct emu_service *service, struct emu_request *request,
                       struct emu_answer *answer)
{
    if (request->azure) /* has doors of its own, which the handler's turn looks after */
        return true;
    if (is_sign_in(request) || cc_str_equal(request->authorization, service->authorization) ||
        bearer_opens(service, request))
        return true;
    return emu_refuse(answer, (struct emu_refusal){.status = 401,
                                                   .code = "user_unauthenticated",
                                                   .detail = CC_STR("invalid API key or token")});
}

static bool has_body(const struct emu_request *request)
{
    return cc_str_equal(request->method, CC_STR("PATCH")) ||
           cc_str_equal(request->method, CC_STR("PUT")) ||
           (cc_str_equal(request->method, CC_STR("POST")) && request->body_text.len > 0);
}

/* A list is a body of the control interface only. */
static bool body_read(struct emu_request *request, struct emu_answer *answer, bool list_allowed)
{
    struct cc_str reason = CC_STR("it is not an object");
    if (request->body_too_large)
        return emu_refuse(answer,
                          (struct emu_refusal){.status = 413,
                                               .code = "content_too_large",
                                               .detail = CC_STR("the body is larger than 1 MiB")});
    if (!has_body(request) || is_sign_in(request))
        return true;
    request->body = emu_doc_parse(request->turn.arena, request->body_text, &reason);
    if (json_is_object(request->body) || (list_allowed && json_is_array(request->body)))
        return true;
    return emu_refuse(
        answer,
        (struct emu_refusal){.status = 400,
                             .code = "invalid_configuration",
                             .detail = cc_str_format(answer->arena, "the body cannot be read: %.*s",
                                                     CC_STR_ARG(reason))});
}

static bool route_check(const struct emu_request *request, struct emu_answer *answer)
{
    if (request->route)
        return true;
    return emu_refuse(
        answer,
        (struct emu_refusal){
            .status = request->path_known ? 405 : 404,
            .code = request->path_known ? "method_not_allowed" : "resource_not_found",
            .detail = cc_str_format(answer->arena, "nothing answers %.*s %.*s",
                                    CC_STR_ARG(request->method), CC_STR_ARG(request->path))});
}

static void store_refuse(struct emu_answer *answer, const struct emu_store *store)
{
    answer->status = 0;
    emu_refuse(answer,
               (struct emu_refusal){.status = 500,
                                    .code = "emulator_database",
                                    .detail = cc_str_format(answer->arena, "%s", store->error)});
}

/* What a refused request has done is undone; what happened by itself stays. */
static void handle_alone(struct emu_service *service, struct emu_request *request,
                         struct emu_answer *answer)
{
    struct emu_turn *turn = &request->turn;
    pthread_mutex_lock(&service->mutex);
    emu_store_begin(turn->store);
    turn->now_us = emu_clock_now_us(turn->store);
    emu_timers_run(turn);
    if (emu_store_commit(turn->store)) {
        emu_store_begin(turn->store);
        if (!request->azure || emu_access_admit(request, answer))
            request->route->handle(request, answer);
        if (emu_answer_is_refusal(answer) && turn->store->error[0] == '\0')
            emu_store_rollback(turn->store);
        else
            emu_store_commit(turn->store);
    }
    if (turn->store->error[0] != '\0')
        store_refuse(answer, turn->store);
    pthread_mutex_unlock(&service->mutex);
}

/* Only what was made and what stands in the way have a place; the latter is the object that was
 * asked for, unless the handler knows better. */
static void location_settle(const struct emu_request *request, struct emu_answer *answer)
{
    if (emu_answer_is_refusal(answer) && answer->status != 409)
        answer->location = CC_STR_ABSENT;
    if (answer->status == 409 && cc_str_is_absent(answer->location) &&
        !cc_str_is_absent(request->id))
        answer->location = cc_str_format(answer->arena, "%.*s%.*s", CC_STR_ARG(request->base_url),
                                         CC_STR_ARG(request->path));
}

static void delay(struct emu_service *service, int64_t delay_ms)
{
    if (delay_ms > 0)
        (void)cc_cancel_wait_until(&service->stopping, NULL, cc_clock_now_ms() + delay_ms);
}

static void serve_api(struct emu_service *service, struct emu_request *request,
                      struct emu_answer *answer)
{
    const struct emu_fault_hit *hits = emu_faults_draw(&service->faults, request);
    delay(service, service->options->latency_ms + emu_faults_delay_ms(hits));
    if (emu_faults_before(hits, request, answer))
        return;
    if (authorised(service, request, answer) && route_check(request, answer) &&
        body_read(request, answer, false))
        handle_alone(service, request, answer);
    emu_faults_after(hits, answer);
    location_settle(request, answer);
}

static void serve_control(struct emu_service *service, struct emu_request *request,
                          struct emu_answer *answer)
{
    if (!request->from_loopback)
        emu_refuse_forbidden(answer);
    else if (route_check(request, answer) && body_read(request, answer, true))
        handle_alone(service, request, answer);
}

void emu_serve(struct emu_service *service, struct emu_request *request, struct emu_answer *answer)
{
    answer->request_id = emu_id_random(answer->arena, "", 32);
    answer->shape = request->azure ? request->azure->shape : NULL;
    if (emu_path_is_control(request->path))
        serve_control(service, request, answer);
    else
        serve_api(service, request, answer);
}
