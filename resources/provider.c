// SPDX-License-Identifier: MPL-2.0
#include "registry.h"

#include <stdlib.h>

#include "provider_oauth.h"
#include "provider_settings.h"
#include "schema/function.h"
#include "shared/ccloud.h"

/* What configure returns: resources see the first member only. */
struct configured {
    struct ccloud ccloud;
    struct cc_creations creations;
    struct cc_snapshot snapshot;
    struct cc_arena arena; /* holds this struct, too */
};

/* The struct lies in the arena that it then carries. */
static struct configured *configured_new(void)
{
    struct cc_arena arena;
    cc_arena_init(&arena);
    struct configured *configured = cc_arena_new(&arena, struct configured);
    configured->arena = arena;
    cc_creations_init(&configured->creations);
    configured->ccloud.creations = &configured->creations;
    cc_snapshot_init(&configured->snapshot);
    configured->ccloud.snapshot = &configured->snapshot;
    return configured;
}

static void configured_free(struct configured *configured)
{
    struct cc_arena arena = configured->arena;
    cc_snapshot_release(&configured->snapshot);
    cc_creations_release(&configured->creations);
    cc_arena_release(&arena);
}

static const char *environment(const char *name)
{
    return getenv(name);
}

static bool connect_client(struct cc_call *call, const struct cc_value *config,
                           struct ccloud *ccloud)
{
    struct cc_client_options options;
    if (!cc_provider_settings(call, config, environment, &options))
        return false;
    ccloud->client = cc_client_new(&options);
    if (ccloud->client != NULL)
        return true;
    return cc_diags_error(call->diags, cc_path_from(""), CC_STR("The HTTP client cannot start"),
                          "The system gave it no thread or no memory.");
}

/* Values that another resource has to provide first are no error: many plans need no request, and
 * the one that does says what is missing. */
static void *provider_configure(struct cc_call *call, const struct cc_value *config)
{
    struct configured *configured = configured_new();
    configured->ccloud.is_unknown = !cc_value_is_wholly_known(config);
    if (configured->ccloud.is_unknown || connect_client(call, config, &configured->ccloud))
        return &configured->ccloud;
    configured_free(configured);
    return NULL;
}

static void provider_release(void *provider)
{
    struct configured *configured = provider;
    if (configured->ccloud.client != NULL)
        cc_client_free(configured->ccloud.client);
    configured_free(configured);
}

/* The registry three times: declarations, the table of resources, the table of functions. */
#define CC_RESOURCE(name) extern const struct cc_resource_type cc_resource_##name;
#define CC_FUNCTION(name) extern const struct cc_function cc_function_##name;
#include "registry.def"
#undef CC_RESOURCE
#undef CC_FUNCTION

#define CC_RESOURCE(name) &cc_resource_##name,
#define CC_FUNCTION(name)
static const struct cc_resource_type *const resources[] = {
#include "registry.def"
    NULL,
};
#undef CC_RESOURCE
#undef CC_FUNCTION

#define CC_RESOURCE(name)
#define CC_FUNCTION(name) &cc_function_##name,
static const struct cc_function *const functions[] = {
#include "registry.def"
    NULL,
};
#undef CC_RESOURCE
#undef CC_FUNCTION

#define CC_DATA_SOURCE(name, folder) extern const struct cc_data_source_type cc_data_source_##name;
#include "data_sources.def"
#undef CC_DATA_SOURCE

#define CC_DATA_SOURCE(name, folder) &cc_data_source_##name,
static const struct cc_data_source_type *const data_sources[] = {
#include "data_sources.def"
    NULL,
};
#undef CC_DATA_SOURCE

const struct cc_provider_type cc_provider_ccloud = {
    .name = "ccloud",
    .schema = &cc_provider_schema,
    .validate = cc_provider_oauth_validate,
    .configure = provider_configure,
    .release = provider_release,
    .resources = resources,
    .data_sources = data_sources,
    .functions = functions,
};
