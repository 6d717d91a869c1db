// SPDX-License-Identifier: MPL-2.0
/* Reads the command line, opens the service, listens, and waits for the signal to end. */
#include <signal.h>
#include <stdio.h>

#include "emulator/http.h"

enum { EXIT_OK, EXIT_RUN_FAILED, EXIT_USAGE };

static int complain(struct cc_str reason)
{
    fprintf(stderr, "ccloud-emulator: %.*s\n", CC_STR_ARG(reason));
    return EXIT_RUN_FAILED;
}

/* Blocked before any thread exists, so that only the wait below sees them. */
static void signals_block(sigset_t *ending)
{
    sigemptyset(ending);
    sigaddset(ending, SIGINT);
    sigaddset(ending, SIGTERM);
    pthread_sigmask(SIG_BLOCK, ending, NULL);
    sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
}

static int listen_until_signal(struct emu_service *service, struct cc_arena *arena)
{
    sigset_t ending;
    int signal_number;
    struct cc_str reason;
    signals_block(&ending);
    struct emu_http *http = emu_http_start(service, arena, &reason);
    if (!http)
        return complain(reason);
    printf("listening on %.*s\n", CC_STR_ARG(emu_http_url(http)));
    fflush(stdout);
    sigwait(&ending, &signal_number);
    emu_http_stop(http);
    return EXIT_OK;
}

static int run(const struct emu_options *options, struct cc_arena *arena)
{
    struct emu_service service;
    struct cc_str reason;
    if (!emu_service_open(&service, options, arena, &reason))
        return complain(reason);
    int status = listen_until_signal(&service, arena);
    emu_service_close(&service);
    return status;
}

int main(int argc, char **argv)
{
    struct emu_options options;
    switch (emu_options_parse(&options, argc, argv, stderr)) {
    case EMU_OPTIONS_HELP:
        emu_options_help(stdout);
        return EXIT_OK;
    case EMU_OPTIONS_BAD:
        return EXIT_USAGE;
    case EMU_OPTIONS_RUN:
        break;
    }
    struct cc_arena arena;
    cc_arena_init(&arena);
    int status = run(&options, &arena);
    cc_arena_release(&arena);
    return status;
}
