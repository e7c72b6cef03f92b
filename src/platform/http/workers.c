/* SPDX-License-Identifier: Apache-2.0 */
/* Each thread sleeps on a semaphore of its own, and who fell asleep last is woken first: its memory is still
 * in the processor's caches, and no woken thread meets another at the lock. */
#include "platform/http/workers.h"

#include "base/fail.h"

#include <assert.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

typedef struct Worker {
    Workers *workers;
    struct Worker *below; /* among the idle ones */
    Work *given;          /* to an idle one, before it is woken */
    sem_t wake;
    pthread_t thread;
} Worker;

struct Workers {
    pthread_mutex_t mutex;
    Work *first, *last; /* waiting: only while nobody is idle */
    Worker *idle;
    size_t waiting, waiting_max, running;
    bool ends;
    int thread_count;
    Worker threads[];
};

/* With the lock held; NULL: the end. */
static Work *next(Worker *self)
{
    Workers *workers = self->workers;
    Work *work = workers->first;
    if (work) {
        workers->first = work->next;
        workers->waiting--;
        workers->running++;
        return work;
    }
    if (workers->ends) return NULL;
    self->given = NULL;
    self->below = workers->idle;
    workers->idle = self;
    pthread_mutex_unlock(&workers->mutex);
    while (sem_wait(&self->wake) != 0) continue; /* a signal's interruption */
    pthread_mutex_lock(&workers->mutex);
    return self->given;
}

static void *serve(void *context)
{
    Worker *self = context;
    Workers *workers = self->workers;
    pthread_mutex_lock(&workers->mutex);
    for (Work *work; (work = next(self));) {
        pthread_mutex_unlock(&workers->mutex);
        work->run(work->context);
        pthread_mutex_lock(&workers->mutex);
        workers->running--;
    }
    pthread_mutex_unlock(&workers->mutex);
    return NULL;
}

Workers *workers_new(int threads, size_t waiting_max)
{
    Workers *workers = calloc(1, sizeof *workers + (size_t)threads * sizeof(Worker));
    assert(workers && threads > 0);
    pthread_mutex_init(&workers->mutex, NULL);
    workers->waiting_max = waiting_max;
    for (Worker *worker = workers->threads; worker < workers->threads + threads; worker++) {
        worker->workers = workers;
        sem_init(&worker->wake, 0, 0);
        if (pthread_create(&worker->thread, NULL, serve, worker) != 0) fail("no thread can be had");
        workers->thread_count++;
    }
    return workers;
}

/* The idle one that fell asleep last, with that work to do, or NULL. */
static Worker *give(Workers *workers, Work *work)
{
    Worker *worker = workers->idle;
    if (!worker) return NULL;
    workers->idle = worker->below;
    workers->running++;
    worker->given = work;
    return worker;
}

static bool wait_in_line(Workers *workers, Work *work, bool is_under_way)
{
    if (!is_under_way && workers->waiting >= workers->waiting_max) return false;
    work->next = NULL;
    if (workers->first) workers->last->next = work;
    else workers->first = work;
    workers->last = work;
    workers->waiting++;
    return true;
}

bool workers_add(Workers *workers, Work *work, bool is_under_way)
{
    pthread_mutex_lock(&workers->mutex);
    Worker *worker = workers->ends ? NULL : give(workers, work);
    bool is_taken = worker || (!workers->ends && wait_in_line(workers, work, is_under_way));
    pthread_mutex_unlock(&workers->mutex);
    if (worker) sem_post(&worker->wake);
    return is_taken;
}

size_t workers_size(Workers *workers)
{
    pthread_mutex_lock(&workers->mutex);
    size_t size = workers->waiting + workers->running;
    pthread_mutex_unlock(&workers->mutex);
    return size;
}

void workers_end(Workers *workers)
{
    pthread_mutex_lock(&workers->mutex);
    workers->ends = true;
    for (Worker *worker = workers->idle; worker; worker = worker->below) sem_post(&worker->wake);
    pthread_mutex_unlock(&workers->mutex);
    for (int i = 0; i < workers->thread_count; i++) {
        pthread_join(workers->threads[i].thread, NULL);
        sem_destroy(&workers->threads[i].wake);
    }
}

void workers_free(Workers *workers)
{
    assert(workers->ends);
    pthread_mutex_destroy(&workers->mutex);
    free(workers);
}
