/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/http/workers.h"

#include "base/fail.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

struct Workers {
    pthread_mutex_t mutex;
    pthread_cond_t has_work;
    Work *first, *last;
    size_t waiting, waiting_max, running;
    bool ends;
    int thread_count;
    pthread_t threads[];
};

static Work *take(Workers *workers)
{
    pthread_mutex_lock(&workers->mutex);
    while (!workers->first && !workers->ends) pthread_cond_wait(&workers->has_work, &workers->mutex);
    Work *work = workers->first;
    if (work) {
        workers->first = work->next;
        workers->waiting--;
        workers->running++;
    }
    pthread_mutex_unlock(&workers->mutex);
    return work;
}

static void *serve(void *context)
{
    Workers *workers = context;
    for (Work *work; (work = take(workers));) {
        work->run(work->context);
        pthread_mutex_lock(&workers->mutex);
        workers->running--;
        pthread_mutex_unlock(&workers->mutex);
    }
    return NULL;
}

Workers *workers_new(int threads, size_t waiting_max)
{
    Workers *workers = calloc(1, sizeof *workers + (size_t)threads * sizeof(pthread_t));
    assert(workers && threads > 0);
    pthread_mutex_init(&workers->mutex, NULL);
    pthread_cond_init(&workers->has_work, NULL);
    workers->waiting_max = waiting_max;
    for (int i = 0; i < threads; i++) {
        if (pthread_create(&workers->threads[i], NULL, serve, workers) != 0) fail("no thread can be had");
        workers->thread_count++;
    }
    return workers;
}

bool workers_add(Workers *workers, Work *work, bool is_under_way)
{
    pthread_mutex_lock(&workers->mutex);
    bool has_room = is_under_way || workers->waiting < workers->waiting_max;
    if (has_room) {
        work->next = NULL;
        if (workers->first) workers->last->next = work;
        else workers->first = work;
        workers->last = work;
        workers->waiting++;
        pthread_cond_signal(&workers->has_work);
    }
    pthread_mutex_unlock(&workers->mutex);
    return has_room;
}

size_t workers_size(Workers *workers)
{
    pthread_mutex_lock(&workers->mutex);
    size_t size = workers->waiting + workers->running;
    pthread_mutex_unlock(&workers->mutex);
    return size;
}

void workers_free(Workers *workers)
{
    pthread_mutex_lock(&workers->mutex);
    workers->ends = true;
    pthread_cond_broadcast(&workers->has_work);
    pthread_mutex_unlock(&workers->mutex);
    for (int i = 0; i < workers->thread_count; i++) pthread_join(workers->threads[i], NULL);
    free(workers);
}
