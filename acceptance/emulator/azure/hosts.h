// SPDX-License-Identifier: MPL-2.0
#pragma once

/* The Azure side: /azure/<host>/<path> stands for https://<host>/<path>.
 *
 * The hosts of the public and of two sovereign clouds are known; all of them look at the same
 * store.  Addresses inside answers are those of the real hosts: a client that knows the stand-in
 * puts its prefix before them as before any other.
 */

#include "emulator/request.h"

#define EMU_AZURE_PREFIX "/azure/"

enum emu_azure_service {
    EMU_AZURE_LOGIN,
    EMU_AZURE_MANAGEMENT,
    EMU_AZURE_VAULT,
    EMU_AZURE_GRAPH,
    EMU_AZURE_METADATA, /* of the machine a program runs on */
    EMU_AZURE_SERVICES,
};

struct emu_azure_host {
    enum emu_azure_service service;
    size_t cloud;
    struct cc_str name;        /* as asked */
    struct cc_str public_path; /* the request's path with the public cloud's host */
    void (*shape)(struct emu_answer *answer, const struct emu_refusal *refusal);
};

/* NULL: the path is not one of the Azure side.  No route answers an unknown host. */
const struct emu_azure_host *emu_azure_host_of(struct cc_arena *arena, struct cc_str path);

/* The host of a service, for vaults the domain behind their names. */
struct cc_str emu_azure_name(size_t cloud, enum emu_azure_service service);

/* What a token for "https://management.azure.com" opens.  False: nothing that is known here. */
bool emu_azure_resource_find(struct cc_str resource, size_t *cloud,
                             enum emu_azure_service *service);

/* The address a client of the real service would have asked, without the query. */
struct cc_str emu_azure_address(const struct emu_request *request);
