/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/http/push_relay.h"

#include "base/fail.h"
#include "base/list.h"
#include "base/log.h"
#include "base/random.h"
#include "platform/http/push.h"

#include <pthread.h>

enum { LOOK_MEMORY_BYTES = 16 << 20, LOOK_US = 250000, PAUSE_AFTER_FAILURE_US = 2000000 };

/* Longer than any change takes, so that a row is seen however late its change is committed. */
#define ROW_LIFE_US MINUTE_US

typedef LIST(int64_t) Keys;

static struct {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    pthread_t thread;
    bool ends, is_woken; /* of the mutex */
    Store *store;
    bool is_shared; /* other processes may write to the store */
    Arena *now, *before;
    Keys seen; /* the rows that the last look found, in the arena `before` */
} relay = {.mutex = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

void push_relay_add(Change *change, Text topic, Text data)
{
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO push_event (key, at, topic, data) VALUES ($1, $2, $3, $4)"),
                BIND(random_key(), change->at.now, topic, data));
}

static bool was_seen(int64_t key)
{
    for (size_t i = 0; i < relay.seen.count; i++)
        if (relay.seen.at[i] == key) return true;
    return false;
}

static void look(Snapshot *at, void *context)
{
    bool *tells = context;
    Keys found = {0};
    Rows *rows = store_rows(at, SQL("SELECT key, topic, data FROM push_event WHERE at > $1 ORDER BY at, key"),
                            BIND(instant_plus(at->now, -ROW_LIFE_US)));
    while (rows_next(rows)) {
        int64_t key = row_int(rows, 0);
        *LIST_ADD(at->arena, &found) = key;
        if (*tells && !was_seen(key)) push_publish(row_text(rows, 1), row_text(rows, 2));
    }
    relay.seen = found;
}

static void look_once(void *tells)
{
    store_read(relay.store, relay.now, (AccountId){0}, look, tells);
    Arena *arena = relay.before;
    relay.before = relay.now;
    relay.now = arena;
    arena_reset(relay.now);
}

/* False: the store is away; what it holds is told once it is back. */
static bool look_and_tell(void)
{
    bool tells = true;
    Failure failure;
    if (boundary_run(look_once, &tells, &failure)) return true;
    LOG(LOG_WARNING, "push.relay", LOG_TEXT("cause", text_of(failure.cause)));
    arena_reset(relay.now);
    return false;
}

static struct timespec after(int64_t us)
{
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    int64_t ns = time.tv_nsec + us % SECOND_US * 1000;
    return (struct timespec){time.tv_sec + us / SECOND_US + ns / 1000000000, ns % 1000000000};
}

/* Until rows may be there; false: it is over. */
static bool wait_for_rows(int64_t us)
{
    struct timespec until = after(us);
    pthread_mutex_lock(&relay.mutex);
    int status = 0;
    while (!relay.ends && !relay.is_woken && status == 0)
        status = us > 0 ? pthread_cond_timedwait(&relay.changed, &relay.mutex, &until)
                        : pthread_cond_wait(&relay.changed, &relay.mutex);
    relay.is_woken = false;
    bool goes_on = !relay.ends;
    pthread_mutex_unlock(&relay.mutex);
    return goes_on;
}

static void *serve(void *context)
{
    int64_t pause_us = relay.is_shared ? LOOK_US : 0;
    bool is_good = true;
    while (wait_for_rows(is_good ? pause_us : PAUSE_AFTER_FAILURE_US)) is_good = look_and_tell();
    return NULL;
}

void push_relay_start(Store *store)
{
    bool tells = false;
    relay.store = store;
    relay.is_shared = text_is_c(text_of(store_engine(store)), "postgresql");
    relay.now = arena_new(LOOK_MEMORY_BYTES);
    relay.before = arena_new(LOOK_MEMORY_BYTES);
    relay.seen = (Keys){0};
    relay.ends = relay.is_woken = false;
    look_once(&tells);
    if (pthread_create(&relay.thread, NULL, serve, NULL) != 0) fail("no thread can be had");
}

static void signal_relay(bool ends)
{
    pthread_mutex_lock(&relay.mutex);
    relay.is_woken = true;
    relay.ends = ends;
    pthread_cond_signal(&relay.changed);
    pthread_mutex_unlock(&relay.mutex);
}

void push_relay_stop(void)
{
    signal_relay(true);
    pthread_join(relay.thread, NULL);
    arena_free(relay.now);
    arena_free(relay.before);
}

void push_relay_wake(void)
{
    signal_relay(false);
}

void push_relay_expire(Change *change)
{
    store_write(change, NOT_A_DECISION, SQL("DELETE FROM push_event WHERE at < $1"),
                BIND(instant_plus(change->at.now, -2 * ROW_LIFE_US)));
}
