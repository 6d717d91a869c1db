// SPDX-License-Identifier: MPL-2.0
#include "emulator/counters.h"

#include <assert.h>
#include <stdio.h>

#include "emulator/document.h"
#include "emulator/routes.h"

void emu_counters_init(struct emu_counters *counters)
{
    assert(emu_route_count <= EMU_COUNTED_ROUTES_MAX);
    *counters = (struct emu_counters){0};
    pthread_mutex_init(&counters->mutex, NULL);
}

void emu_counters_release(struct emu_counters *counters)
{
    pthread_mutex_destroy(&counters->mutex);
}

void emu_counters_begin(struct emu_counters *counters, const struct emu_route *route,
                        struct cc_str user_agent)
{
    pthread_mutex_lock(&counters->mutex);
    counters->total++;
    if (route)
        counters->by_route[route - emu_routes]++;
    else
        counters->unknown++;
    snprintf(counters->user_agent, sizeof(counters->user_agent), "%.*s", CC_STR_ARG(user_agent));
    counters->in_flight++;
    if (counters->in_flight > counters->in_flight_max)
        counters->in_flight_max = counters->in_flight;
    pthread_mutex_unlock(&counters->mutex);
}

void emu_counters_end(struct emu_counters *counters)
{
    pthread_mutex_lock(&counters->mutex);
    counters->in_flight--;
    pthread_mutex_unlock(&counters->mutex);
}

void emu_counters_reset(struct emu_counters *counters)
{
    pthread_mutex_lock(&counters->mutex);
    counters->total = 0;
    counters->unknown = 0;
    counters->in_flight_max = counters->in_flight;
    counters->user_agent[0] = '\0';
    for (size_t i = 0; i < EMU_COUNTED_ROUTES_MAX; i++)
        counters->by_route[i] = 0;
    pthread_mutex_unlock(&counters->mutex);
}

static void route_report(struct cc_arena *arena, json_t *routes, const struct emu_route *route,
                         int64_t count)
{
    struct cc_str name = cc_str_format(arena, "%s %s", route->method, route->pattern);
    if (count > 0)
        json_object_set_new(routes, name.ptr, json_integer(count));
}

json_t *emu_counters_report(struct emu_counters *counters, struct cc_arena *arena)
{
    json_t *report = emu_doc_new(arena);
    json_t *routes = json_object();
    pthread_mutex_lock(&counters->mutex);
    emu_doc_set_int(report, "total", counters->total);
    emu_doc_set_int(report, "in_flight_max", counters->in_flight_max);
    json_object_set_new(report, "user_agent", json_string(counters->user_agent));
    for (size_t i = 0; i < emu_route_count; i++)
        route_report(arena, routes, &emu_routes[i], counters->by_route[i]);
    if (counters->unknown > 0)
        json_object_set_new(routes, "unknown", json_integer(counters->unknown));
    pthread_mutex_unlock(&counters->mutex);
    emu_doc_set(report, "routes", routes);
    return report;
}
