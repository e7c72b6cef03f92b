/* SPDX-License-Identifier: Apache-2.0 */
/* bench_store PLACE [SECONDS]: durable changes a second (one row each; one row and a decision), and
 * readings of one row, by numbers of threads. PLACE is a directory or postgresql://… */
#include "base/log.h"
#include "base/random.h"
#include "platform/store/journal.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { THREADS_MAX = 64 };

static Store *store;
static atomic_bool ended;

static bool put(Change *change, void *context)
{
    store_write(change, NOT_A_DECISION, SQL("INSERT INTO vote (key, who, what) VALUES ($1, $2, $3)"),
                BIND(random_key(), TEXT("voter-0123456789"), 7));
    return true;
}

static bool decide(Change *change, void *context)
{
    int64_t key = random_key();
    Decided decided = DECIDE(change, TEXT("prize/bench"), "vote.cast", "", SAYS_NUMBER("vote", key));
    store_write(change, decided, SQL("INSERT INTO vote (key, who, what) VALUES ($1, $2, $3)"),
                BIND(key, TEXT("voter-0123456789"), 7));
    return true;
}

static void look(Snapshot *at, void *context)
{
    store_row(at, SQL("SELECT who, what FROM vote WHERE key = $1"), BIND(1));
}

typedef struct {
    ChangeFunction *change; /* NULL: read */
    long done;
} Worker;

static void *work(void *context)
{
    Worker *worker = context;
    Arena *arena = arena_new(16 << 20);
    while (!atomic_load(&ended)) {
        if (worker->change) store_change(store, arena, (AccountId){1}, worker->change, NULL);
        else store_read(store, arena, (AccountId){1}, look, NULL);
        worker->done++;
        arena_reset(arena);
    }
    arena_free(arena);
    return NULL;
}

static void measure(const char *name, ChangeFunction *change, int count, double seconds)
{
    pthread_t threads[THREADS_MAX];
    Worker workers[THREADS_MAX] = {0};
    int64_t begun = clock_monotonic_us();
    long done = 0;
    atomic_store(&ended, false);
    for (int i = 0; i < count; i++) {
        workers[i].change = change;
        if (pthread_create(&threads[i], NULL, work, &workers[i])) abort();
    }
    struct timespec pause = {(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)};
    nanosleep(&pause, NULL);
    atomic_store(&ended, true);
    for (int i = 0; i < count; i++) pthread_join(threads[i], NULL), done += workers[i].done;
    double took = (double)(clock_monotonic_us() - begun) / 1e6;
    printf("%-28s %2d threads %9.0f a second\n", name, count, (double)done / took);
}

int main(int count, char **arguments)
{
    static const Migration migration = {
        "bench/0001", "CREATE TABLE vote (key INT64 PRIMARY KEY, who TEXT NOT NULL, what INT64 NOT NULL);"};
    if (count < 2) return 2;
    double seconds = count > 2 ? strtod(arguments[2], NULL) : 2;
    log_open(2, LOG_WARNING);
    store_register_migrations(&migration, 1);
    store = store_open(arguments[1], count > 3 ? arguments[3] : "/tmp", 32);
    for (int threads = 1; threads <= THREADS_MAX; threads *= 8) {
        measure("changes", put, threads, seconds);
        measure("changes with a decision", decide, threads, seconds);
        measure("readings", NULL, threads, seconds);
    }
    store_close(store);
    return 0;
}
