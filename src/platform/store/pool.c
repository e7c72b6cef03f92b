/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fail.h"
#include "platform/store/engine.h"

#include <errno.h>

enum { WAIT_SECONDS_MAX = 30 };

void pool_begin(Store *store)
{
    pthread_mutex_init(&store->lock, NULL);
    pthread_cond_init(&store->given_back, NULL);
}

void pool_end(Store *store)
{
    pthread_mutex_destroy(&store->lock);
    pthread_cond_destroy(&store->given_back);
}

static struct timespec latest(void)
{
    struct timespec spec;
    clock_gettime(CLOCK_REALTIME, &spec);
    spec.tv_sec += WAIT_SECONDS_MAX;
    return spec;
}

/* An idle connection; or NULL and the right to open one (*may_connect); or NULL: time is up. */
static StoreConnection *take_idle(Store *store, bool *may_connect)
{
    struct timespec until = latest();
    pthread_mutex_lock(&store->lock);
    while (!store->idle && store->connections == store->connections_max) {
        if (pthread_cond_timedwait(&store->given_back, &store->lock, &until) == ETIMEDOUT) break;
    }
    StoreConnection *connection = store->idle;
    if (connection) store->idle = connection->next;
    *may_connect = !connection && store->connections < store->connections_max;
    if (*may_connect) store->connections++;
    pthread_mutex_unlock(&store->lock);
    return connection;
}

static void forget_one(Store *store)
{
    pthread_mutex_lock(&store->lock);
    store->connections--;
    pthread_cond_signal(&store->given_back);
    pthread_mutex_unlock(&store->lock);
}

typedef struct {
    Store *store;
    StoreConnection *connection;
} Connecting;

static void connect_one(void *context)
{
    Connecting *connecting = context;
    connecting->connection = connecting->store->engine->connect(connecting->store);
}

StoreConnection *pool_borrow(Store *store)
{
    bool may_connect;
    StoreConnection *connection = take_idle(store, &may_connect);
    if (connection) return connection;
    if (!may_connect) fail_as(FAILURE_BUSY, "store: no connection was free for %d s", WAIT_SECONDS_MAX);
    Connecting connecting = {.store = store};
    Failure failure;
    if (boundary_run(connect_one, &connecting, &failure)) return connecting.connection;
    forget_one(store);
    fail_again(&failure);
}

void pool_give_back(StoreConnection *connection, bool usable)
{
    Store *store = connection->store;
    if (!usable) {
        store->engine->disconnect(connection);
        forget_one(store);
        return;
    }
    pthread_mutex_lock(&store->lock);
    connection->next = store->idle;
    store->idle = connection;
    pthread_cond_signal(&store->given_back);
    pthread_mutex_unlock(&store->lock);
}

void pool_close(Store *store)
{
    pthread_mutex_lock(&store->lock);
    while (store->connections) {
        while (!store->idle) pthread_cond_wait(&store->given_back, &store->lock);
        StoreConnection *connection = store->idle;
        store->idle = connection->next;
        store->connections--;
        store->engine->disconnect(connection);
    }
    pthread_mutex_unlock(&store->lock);
}
