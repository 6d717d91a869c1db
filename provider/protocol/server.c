// SPDX-License-Identifier: MPL-2.0
#include "protocol/server.h"

#include <stdlib.h>

struct cc_server {
    struct cc_arena arena; /* types; constant after cc_server_new */
    const struct cc_provider_type *provider;
    const struct cc_type *provider_type;
    struct cc_resource_entry *resources;
    size_t resource_count;
    struct cc_data_source_entry *data_sources;
    size_t data_source_count;

    pthread_mutex_t mutex; /* protects what follows */
    struct cc_flight *flights;
    struct cc_configured *configured;
};

static void list_resources(struct cc_server *server)
{
    const struct cc_resource_type *const *types = server->provider->resources;
    while (types[server->resource_count] != NULL)
        server->resource_count++;
    server->resources =
        cc_arena_array(&server->arena, server->resource_count, struct cc_resource_entry);
    for (size_t i = 0; i < server->resource_count; i++) {
        server->resources[i].resource = types[i];
        server->resources[i].type = cc_schema_type(&server->arena, types[i]->schema->attributes);
    }
}

static void list_data_sources(struct cc_server *server)
{
    const struct cc_data_source_type *const *types = server->provider->data_sources;
    while (types != NULL && types[server->data_source_count] != NULL)
        server->data_source_count++;
    server->data_sources =
        cc_arena_array(&server->arena, server->data_source_count, struct cc_data_source_entry);
    for (size_t i = 0; i < server->data_source_count; i++) {
        server->data_sources[i].data_source = types[i];
        server->data_sources[i].type = cc_schema_type(&server->arena, types[i]->schema->attributes);
    }
}

struct cc_server *cc_server_new(const struct cc_provider_type *provider)
{
    struct cc_server *server = calloc(1, sizeof *server);
    if (server == NULL)
        abort();
    cc_arena_init(&server->arena);
    pthread_mutex_init(&server->mutex, NULL);
    server->provider = provider;
    server->provider_type = cc_schema_type(&server->arena, provider->schema->attributes);
    list_resources(server);
    list_data_sources(server);
    return server;
}

const struct cc_provider_type *cc_server_provider(const struct cc_server *server)
{
    return server->provider;
}

const struct cc_type *cc_server_provider_type(const struct cc_server *server)
{
    return server->provider_type;
}

const struct cc_resource_entry *cc_server_resources(const struct cc_server *server, size_t *count)
{
    *count = server->resource_count;
    return server->resources;
}

const struct cc_resource_entry *cc_server_find(const struct cc_server *server, struct cc_str name)
{
    for (size_t i = 0; i < server->resource_count; i++)
        if (cc_str_equal(name, cc_str_from(server->resources[i].resource->name)))
            return &server->resources[i];
    return NULL;
}

const struct cc_data_source_entry *cc_server_data_sources(const struct cc_server *server,
                                                          size_t *count)
{
    *count = server->data_source_count;
    return server->data_sources;
}

const struct cc_data_source_entry *cc_server_find_data_source(const struct cc_server *server,
                                                              struct cc_str name)
{
    for (size_t i = 0; i < server->data_source_count; i++)
        if (cc_str_equal(name, cc_str_from(server->data_sources[i].data_source->name)))
            return &server->data_sources[i];
    return NULL;
}

const struct cc_function *const *cc_server_functions(const struct cc_server *server, size_t *count)
{
    const struct cc_function *const *functions = server->provider->functions;
    *count = 0;
    while (functions != NULL && functions[*count] != NULL)
        ++*count;
    return functions;
}

void cc_server_begin(struct cc_server *server, struct cc_flight *flight, struct cc_cancel *cancel)
{
    pthread_mutex_lock(&server->mutex);
    *flight = (struct cc_flight){.cancel = cancel,
                                 .configured = server->configured,
                                 .next = server->flights,
                                 .link = &server->flights};
    if (flight->next != NULL)
        flight->next->link = &flight->next;
    server->flights = flight;
    if (flight->configured != NULL)
        flight->configured->users++;
    pthread_mutex_unlock(&server->mutex);
}

/* Under the lock: gives up one use; returns the configuration if nobody uses it any more. */
static struct cc_configured *configured_drop(struct cc_configured *configured)
{
    if (configured == NULL || --configured->users > 0)
        return NULL;
    return configured;
}

static void configured_free(struct cc_server *server, struct cc_configured *configured)
{
    if (configured == NULL)
        return;
    server->provider->release(configured->provider);
    free(configured);
}

void cc_server_end(struct cc_server *server, struct cc_flight *flight)
{
    pthread_mutex_lock(&server->mutex);
    *flight->link = flight->next;
    if (flight->next != NULL)
        flight->next->link = flight->link;
    struct cc_configured *unused = configured_drop(flight->configured);
    pthread_mutex_unlock(&server->mutex);
    configured_free(server, unused);
}

void cc_server_configure(struct cc_server *server, void *provider)
{
    struct cc_configured *configured = calloc(1, sizeof *configured);
    if (configured == NULL)
        abort();
    *configured = (struct cc_configured){.provider = provider, .users = 1};
    pthread_mutex_lock(&server->mutex);
    struct cc_configured *unused = configured_drop(server->configured);
    server->configured = configured;
    pthread_mutex_unlock(&server->mutex);
    configured_free(server, unused);
}

void cc_server_stop(struct cc_server *server)
{
    pthread_mutex_lock(&server->mutex);
    for (struct cc_flight *flight = server->flights; flight != NULL; flight = flight->next)
        cc_cancel_trigger(flight->cancel);
    pthread_mutex_unlock(&server->mutex);
}

void cc_server_free(struct cc_server *server)
{
    if (server == NULL)
        return;
    configured_free(server, configured_drop(server->configured));
    pthread_mutex_destroy(&server->mutex);
    cc_arena_release(&server->arena);
    free(server);
}
