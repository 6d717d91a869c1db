// SPDX-License-Identifier: MPL-2.0
#include "shim/watcher.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"

enum { TICK_S = 1 };

struct cc_watcher {
    struct cc_grpc *grpc;
    pid_t parent;
    sigset_t signals;
    atomic_bool is_over;
    pthread_t thread;
};

/* SIGUSR1 only wakes the watcher. */
static sigset_t watched_signals(bool debug)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGUSR1);
    if (debug)
        sigaddset(&set, SIGINT);
    return set;
}

void cc_watcher_prepare(bool debug)
{
    sigset_t set = watched_signals(debug);
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGPIPE, &ignore, NULL);
    if (!debug)
        sigaction(SIGINT, &ignore, NULL);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

static void end(struct cc_watcher *watcher, const char *why)
{
    if (cc_grpc_is_ending(watcher->grpc))
        return;
    cc_log(CC_LOG_INFO, "ending: %s", why);
    cc_grpc_end(watcher->grpc, CC_GRPC_GRACE_MS);
}

static void *watch(void *context)
{
    struct cc_watcher *watcher = context;
    const struct timespec tick = {.tv_sec = TICK_S};
    while (!atomic_load(&watcher->is_over)) {
        int number = sigtimedwait(&watcher->signals, NULL, &tick);
        if (number == SIGTERM || number == SIGINT)
            end(watcher, "a signal asked for it");
        if (watcher->parent != 0 && getppid() != watcher->parent)
            end(watcher, "the host is gone");
    }
    return NULL;
}

struct cc_watcher *cc_watcher_start(struct cc_arena *arena, struct cc_grpc *grpc, bool debug,
                                    pid_t parent)
{
    struct cc_watcher *watcher = cc_arena_new(arena, struct cc_watcher);
    watcher->grpc = grpc;
    watcher->parent = parent;
    watcher->signals = watched_signals(debug);
    return pthread_create(&watcher->thread, NULL, watch, watcher) == 0 ? watcher : NULL;
}

void cc_watcher_free(struct cc_watcher *watcher)
{
    if (watcher == NULL)
        return;
    atomic_store(&watcher->is_over, true);
    pthread_kill(watcher->thread, SIGUSR1);
    pthread_join(watcher->thread, NULL);
}
