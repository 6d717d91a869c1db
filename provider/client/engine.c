// SPDX-License-Identifier: MPL-2.0
#include "client/engine.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>

#include "base/clock.h"
#include "base/lock.h"

#include "base/banned.h"

enum {
    POLL_MS = 60 * 1000, /* orders wake the thread; libcurl's own timers shorten the wait */
    IDLE_CONNECTIONS_MAX = 16,
};

struct cc_engine {
    const struct cc_transfer_profile *profile;
    pthread_t thread;
    pthread_mutex_t mutex;
    struct cc_transfer *queued;  /* newest first: handed over, not yet started */
    struct cc_transfer *dropped; /* their callers have left */
    bool is_stopping;
    CURLM *multi; /* other threads may only wake it up */
    CURLSH *share;
};

/* The last touch of a transfer by the I/O thread, unless its caller has left and put it on the list
 * of dropped ones.  Signalled under the engine's lock: the caller takes that lock before it leaves,
 * so its cc_cancel is there for as long as it is used here. */
static void transfer_finish(struct cc_engine *engine, struct cc_transfer *transfer, CURLcode code)
{
    cc_transfer_conclude(transfer, code);
    cc_transfer_release_easy(transfer);
    cc_lock(&engine->mutex);
    if (transfer->waiter)
        cc_cancel_signal(transfer->waiter, &transfer->is_done);
    cc_unlock(&engine->mutex);
}

static void transfer_start(struct cc_engine *engine, struct cc_transfer *transfer)
{
    bool is_started = cc_transfer_prepare(transfer, engine->profile, engine->share) &&
                      curl_multi_add_handle(engine->multi, transfer->easy) == CURLM_OK;
    if (!is_started)
        transfer_finish(engine, transfer, CURLE_FAILED_INIT);
}

static void start_all(struct cc_engine *engine, struct cc_transfer *queued)
{
    while (queued) {
        struct cc_transfer *transfer = queued;
        queued = transfer->next_queued; /* read first: once started, it may end and be freed */
        transfer_start(engine, transfer);
    }
}

static void discard_all(struct cc_engine *engine, struct cc_transfer *dropped)
{
    while (dropped) {
        struct cc_transfer *transfer = dropped;
        dropped = transfer->next_dropped;
        if (transfer->easy)
            curl_multi_remove_handle(engine->multi, transfer->easy);
        cc_transfer_free(transfer);
    }
}

/* Starts what was handed over and frees what was dropped meanwhile; false when the engine stops.
 * Started first, so that whatever is dropped was seen before. */
static bool engine_take_orders(struct cc_engine *engine)
{
    cc_lock(&engine->mutex);
    struct cc_transfer *queued = engine->queued;
    struct cc_transfer *dropped = engine->dropped;
    bool is_stopping = engine->is_stopping;
    engine->queued = NULL;
    engine->dropped = NULL;
    cc_unlock(&engine->mutex);
    start_all(engine, queued);
    discard_all(engine, dropped);
    return !is_stopping;
}

static void engine_harvest(struct cc_engine *engine)
{
    struct CURLMsg *message;
    int left;
    while ((message = curl_multi_info_read(engine->multi, &left)) != NULL) {
        assert(message->msg == CURLMSG_DONE);
        struct cc_transfer *transfer = NULL;
        CURLcode code = message->data.result; /* the message is gone after the removal */
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&transfer);
        assert(transfer != NULL);
        curl_multi_remove_handle(engine->multi, message->easy_handle);
        transfer_finish(engine, transfer, code);
    }
}

static void *engine_main(void *context)
{
    struct cc_engine *engine = context;
    while (engine_take_orders(engine)) {
        int running;
        curl_multi_perform(engine->multi, &running);
        engine_harvest(engine);
        curl_multi_poll(engine->multi, NULL, 0, POLL_MS, NULL);
    }
    return NULL;
}

/* All signals are blocked in the new thread: the process handles them elsewhere, and a connection
 * that breaks while TLS writes to it must not end us with SIGPIPE. */
static bool engine_start_thread(struct cc_engine *engine)
{
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&engine->thread, NULL, engine_main, engine);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error == 0;
}

/* Sessions are shared so that a fresh connection (each POST makes one) resumes TLS. */
static bool engine_start_curl(struct cc_engine *engine)
{
    engine->multi = curl_multi_init();
    engine->share = curl_share_init();
    return engine->multi && engine->share &&
           curl_multi_setopt(engine->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_MULTIPLEX) ==
               CURLM_OK &&
           curl_multi_setopt(engine->multi, CURLMOPT_MAXCONNECTS, (long)IDLE_CONNECTIONS_MAX) ==
               CURLM_OK &&
           curl_share_setopt(engine->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION) ==
               CURLSHE_OK;
}

static void engine_release(struct cc_engine *engine)
{
    curl_multi_cleanup(engine->multi);
    curl_share_cleanup(engine->share);
    pthread_mutex_destroy(&engine->mutex);
    curl_global_cleanup();
}

struct cc_engine *cc_engine_new(struct cc_arena *arena, const struct cc_transfer_profile *profile)
{
    struct cc_engine *engine = cc_arena_new(arena, struct cc_engine);
    engine->profile = profile;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return NULL;
    int error = pthread_mutex_init(&engine->mutex, NULL);
    assert(error == 0);
    (void)error;
    if (engine_start_curl(engine) && engine_start_thread(engine))
        return engine;
    engine_release(engine);
    return NULL;
}

void cc_engine_free(struct cc_engine *engine)
{
    if (!engine)
        return;
    cc_lock(&engine->mutex);
    engine->is_stopping = true;
    cc_unlock(&engine->mutex);
    curl_multi_wakeup(engine->multi);
    pthread_join(engine->thread, NULL);
    assert(!engine->queued && !engine->dropped);
    engine_release(engine);
}

static void engine_hand_over(struct cc_engine *engine, struct cc_transfer *transfer)
{
    cc_lock(&engine->mutex);
    assert(!engine->is_stopping);
    transfer->next_queued = engine->queued;
    engine->queued = transfer;
    cc_unlock(&engine->mutex);
    curl_multi_wakeup(engine->multi);
}

/* Ends the wait: either the transfer is done and comes back, or the I/O thread gets it for good. */
static bool engine_take_back(struct cc_engine *engine, struct cc_transfer *transfer,
                             bool *may_have_gone_out)
{
    cc_lock(&engine->mutex);
    bool is_done = transfer->is_done;
    *may_have_gone_out = !cc_transfer_withdraw(transfer);
    transfer->waiter = NULL;
    if (!is_done) {
        transfer->next_dropped = engine->dropped;
        engine->dropped = transfer;
    }
    cc_unlock(&engine->mutex);
    if (!is_done)
        curl_multi_wakeup(engine->multi);
    return is_done;
}

bool cc_engine_run(struct cc_engine *engine, struct cc_cancel *cancel, struct cc_transfer *transfer,
                   bool *may_have_gone_out)
{
    transfer->waiter = cancel;
    engine_hand_over(engine, transfer);
    /* The deadline of this wait is libcurl's: it ends each transfer by the profile's timeout. */
    bool is_cancelled =
        cc_cancel_wait_until(cancel, &transfer->is_done, INT64_MAX) == CC_CANCEL_WAIT_CANCELLED;
    if (is_cancelled && transfer->order.grace_ms > 0 && !cc_transfer_withdraw(transfer))
        cc_cancel_wait_regardless(cancel, &transfer->is_done,
                                  cc_clock_now_ms() + transfer->order.grace_ms);
    return engine_take_back(engine, transfer, may_have_gone_out);
}
