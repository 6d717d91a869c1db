// SPDX-License-Identifier: MPL-2.0
#include "shim/pool.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/log.h"

struct cc_pool {
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    struct cc_job *first, **end; /* jobs nobody has taken yet, oldest first */
    size_t waiting;              /* their number */
    size_t idle;                 /* workers that wait for a job */
    bool closing;
    size_t worker_count, workers_max;
    pthread_t *workers;
};

struct cc_pool *cc_pool_new(struct cc_arena *arena, size_t workers_max)
{
    struct cc_pool *pool = cc_arena_new(arena, struct cc_pool);
    pool->workers = cc_arena_array(arena, workers_max, pthread_t);
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->wake, NULL);
    pool->end = &pool->first;
    pool->workers_max = workers_max;
    return pool;
}

/* Under the lock: waits for the oldest job; NULL when the pool closes and nothing is left. */
static struct cc_job *next_job(struct cc_pool *pool)
{
    pool->idle++;
    while (pool->first == NULL && !pool->closing)
        pthread_cond_wait(&pool->wake, &pool->mutex);
    pool->idle--;
    struct cc_job *job = pool->first;
    if (job == NULL)
        return NULL;
    pool->first = job->next;
    pool->waiting--;
    if (pool->first == NULL)
        pool->end = &pool->first;
    return job;
}

static void *work(void *context)
{
    struct cc_pool *pool = context;
    pthread_mutex_lock(&pool->mutex);
    for (struct cc_job *job; (job = next_job(pool)) != NULL;) {
        pthread_mutex_unlock(&pool->mutex);
        job->run(job);
        pthread_mutex_lock(&pool->mutex);
    }
    pthread_mutex_unlock(&pool->mutex);
    return NULL;
}

/* Under the lock.  A thread that cannot be started is no tragedy while there are others. */
static void add_worker(struct cc_pool *pool)
{
    if (pthread_create(&pool->workers[pool->worker_count], NULL, work, pool) == 0)
        pool->worker_count++;
    else
        cc_log(CC_LOG_WARN, "no further worker thread can be started");
    if (pool->worker_count == 0)
        abort(); /* the host would wait for ever */
}

void cc_pool_submit(struct cc_pool *pool, struct cc_job *job)
{
    pthread_mutex_lock(&pool->mutex);
    job->next = NULL;
    *pool->end = job;
    pool->end = &job->next;
    pool->waiting++;
    if (pool->waiting > pool->idle && pool->worker_count < pool->workers_max)
        add_worker(pool);
    pthread_cond_signal(&pool->wake);
    pthread_mutex_unlock(&pool->mutex);
}

void cc_pool_free(struct cc_pool *pool)
{
    pthread_mutex_lock(&pool->mutex);
    pool->closing = true;
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->mutex);
    for (size_t i = 0; i < pool->worker_count; i++)
        pthread_join(pool->workers[i], NULL);
    pthread_cond_destroy(&pool->wake);
    pthread_mutex_destroy(&pool->mutex);
}
