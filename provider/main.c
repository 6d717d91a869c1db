// SPDX-License-Identifier: MPL-2.0
/* terraform-provider-ccloud: hands the registry to the shim and becomes what the host talks to. */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "protocol/dispatch.h"
#include "registry.h"
#include "shim/shim.h"

static int print_version(void)
{
    printf("terraform-provider-ccloud %s (plugin protocol 6)\n", CC_VERSION);
    return 0;
}

static int print_usage(const char *unknown)
{
    fprintf(stderr, "terraform-provider-ccloud: unknown argument %s\n", unknown);
    fputs("Usage: terraform-provider-ccloud [--version | --debug]\n", stderr);
    return 2;
}

static int serve(bool debug)
{
    cc_log_init();
    struct cc_server *server = cc_server_new(&cc_provider_ccloud);
    int status = cc_shim_run(&(struct cc_shim_options){
        .server = server,
        .version = CC_VERSION,
        .provider_address = "ccloud/ccloud",
        .debug = debug,
    });
    cc_server_free(server);
    return status;
}

int main(int argc, char **argv)
{
    bool debug = false;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--version") == 0)
            return print_version();
        if (strcmp(argv[i], "--debug") != 0)
            return print_usage(argv[i]);
        debug = true;
    }
    return serve(debug);
}
