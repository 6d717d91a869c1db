// SPDX-License-Identifier: MPL-2.0
#include "emulator/azure/hosts.h"

#include "emulator/azure/shapes.h"

#define METADATA_HOST "169.254.169.254"

static const struct cc_str clouds[][EMU_AZURE_SERVICES] = {
    {CC_STR_INIT("login.microsoftonline.com"), CC_STR_INIT("management.azure.com"),
     CC_STR_INIT("vault.azure.net"), CC_STR_INIT("graph.microsoft.com"),
     CC_STR_INIT(METADATA_HOST)},
    {CC_STR_INIT("login.microsoftonline.us"), CC_STR_INIT("management.usgovcloudapi.net"),
     CC_STR_INIT("vault.usgovcloudapi.net"), CC_STR_INIT("graph.microsoft.us"),
     CC_STR_INIT(METADATA_HOST)},
    {CC_STR_INIT("login.chinacloudapi.cn"), CC_STR_INIT("management.chinacloudapi.cn"),
     CC_STR_INIT("vault.azure.cn"), CC_STR_INIT("microsoftgraph.chinacloudapi.cn"),
     CC_STR_INIT(METADATA_HOST)},
};
enum { CLOUDS = sizeof(clouds) / sizeof(clouds[0]) };

static void (*const shapes[EMU_AZURE_SERVICES])(struct emu_answer *answer,
                                                const struct emu_refusal *refusal) = {
    [EMU_AZURE_LOGIN] = emu_shape_sign_in,    [EMU_AZURE_MANAGEMENT] = emu_shape_management,
    [EMU_AZURE_VAULT] = emu_shape_management, [EMU_AZURE_GRAPH] = emu_shape_graph,
    [EMU_AZURE_METADATA] = emu_shape_sign_in,
};

struct cc_str emu_azure_name(size_t cloud, enum emu_azure_service service)
{
    return clouds[cloud][service];
}

/* What stands before the name that is known: nothing, or "<vault>." */
static bool label_find(struct cc_str host, size_t cloud, size_t service, struct cc_str *label)
{
    struct cc_str known = clouds[cloud][service];
    if (!cc_str_ends_with_nocase(host, known))
        return false;
    *label = cc_str_slice(host, 0, host.len - known.len);
    return service == EMU_AZURE_VAULT ? cc_str_ends_with(*label, CC_STR(".")) : label->len == 0;
}

static bool host_find(struct cc_str host, size_t *cloud, size_t *service, struct cc_str *label)
{
    for (*cloud = 0; *cloud < CLOUDS; ++*cloud) {
        for (*service = 0; *service < EMU_AZURE_SERVICES; ++*service) {
            if (label_find(host, *cloud, *service, label))
                return true;
        }
    }
    return false;
}

const struct emu_azure_host *emu_azure_host_of(struct cc_arena *arena, struct cc_str path)
{
    const struct cc_str prefix = CC_STR(EMU_AZURE_PREFIX);
    size_t cloud, service;
    struct cc_str label;
    if (!cc_str_starts_with(path, prefix))
        return NULL;
    struct cc_str rest = cc_str_slice(path, prefix.len, path.len);
    struct cc_str name = cc_str_cut(&rest, '/');
    struct emu_azure_host *host = cc_arena_new(arena, struct emu_azure_host);
    *host = (struct emu_azure_host){.service = EMU_AZURE_MANAGEMENT,
                                    .name = name,
                                    .public_path = path,
                                    .shape = emu_shape_management};
    if (!host_find(name, &cloud, &service, &label))
        return host;
    *host = (struct emu_azure_host){
        .service = (enum emu_azure_service)service,
        .cloud = cloud,
        .name = name,
        .public_path = cc_str_format(arena, EMU_AZURE_PREFIX "%.*s%.*s/%.*s", CC_STR_ARG(label),
                                     CC_STR_ARG(clouds[0][service]), CC_STR_ARG(rest)),
        .shape = shapes[service],
    };
    return host;
}

static struct cc_str trim_end(struct cc_str text, struct cc_str end)
{
    return cc_str_ends_with(text, end) ? cc_str_slice(text, 0, text.len - end.len) : text;
}

bool emu_azure_resource_find(struct cc_str resource, size_t *cloud, enum emu_azure_service *service)
{
    static const enum emu_azure_service opened[] = {EMU_AZURE_MANAGEMENT, EMU_AZURE_VAULT,
                                                    EMU_AZURE_GRAPH};
    const struct cc_str scheme = CC_STR("https://");
    if (!cc_str_starts_with(resource, scheme))
        return false;
    struct cc_str name = trim_end(cc_str_slice(resource, scheme.len, resource.len), CC_STR("/"));
    for (size_t i = 0; i < CLOUDS * sizeof(opened) / sizeof(opened[0]); i++) {
        *cloud = i % CLOUDS;
        *service = opened[i / CLOUDS];
        if (cc_str_equal(name, clouds[*cloud][*service]))
            return true;
    }
    return false;
}

struct cc_str emu_azure_address(const struct emu_request *request)
{
    const struct cc_str prefix = CC_STR(EMU_AZURE_PREFIX);
    struct cc_str rest = cc_str_slice(request->path, prefix.len, request->path.len);
    return cc_str_format(request->turn.arena, "https://%.*s", CC_STR_ARG(rest));
}
