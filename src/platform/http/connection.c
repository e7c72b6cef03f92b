/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/http/connection.h"

#include "base/time.h"

#include <assert.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

enum { REST_SECONDS = 75, SEND_SECONDS = 60, DEAD_LINE_MS = 40000 };

typedef enum { PHASE_HEAD, PHASE_BODY, PHASE_WORK, PHASE_SEND, PHASE_REST } Phase;

struct Connection {
    Connection *next, *previous;
    const Settings *settings;
    int descriptor;
    bool is_first;
    _Atomic Phase phase;
    atomic_llong since_us, until_us; /* monotonic; until 0: no deadline */
    atomic_llong bytes;
};

struct Connections {
    pthread_mutex_t mutex;
    const Settings *settings;
    Connection all; /* a ring */
};

Connections *connections_new(const Settings *settings)
{
    Connections *connections = calloc(1, sizeof *connections);
    assert(connections);
    pthread_mutex_init(&connections->mutex, NULL);
    connections->settings = settings;
    connections->all.next = connections->all.previous = &connections->all;
    return connections;
}

void connections_free(Connections *connections)
{
    free(connections);
}

static void enter(Connection *connection, Phase phase, int64_t seconds)
{
    int64_t now_us = clock_monotonic_us();
    atomic_store(&connection->since_us, now_us);
    atomic_store(&connection->bytes, 0);
    atomic_store(&connection->until_us, seconds > 0 ? now_us + seconds * SECOND_US : 0);
    atomic_store(&connection->phase, phase);
}

Connection *connection_begin(Connections *connections, int descriptor)
{
    Connection *connection = calloc(1, sizeof *connection);
    unsigned dead_line_ms = DEAD_LINE_MS;
    assert(connection);
    setsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &dead_line_ms, sizeof dead_line_ms);
    connection->descriptor = descriptor;
    connection->settings = connections->settings;
    connection->is_first = true;
    enter(connection, PHASE_HEAD, connections->settings->head_seconds);
    pthread_mutex_lock(&connections->mutex);
    connection->next = connections->all.next;
    connection->previous = &connections->all;
    connections->all.next->previous = connection;
    connections->all.next = connection;
    pthread_mutex_unlock(&connections->mutex);
    return connection;
}

void connection_end(Connections *connections, Connection *connection)
{
    pthread_mutex_lock(&connections->mutex);
    connection->previous->next = connection->next;
    connection->next->previous = connection->previous;
    pthread_mutex_unlock(&connections->mutex);
    free(connection);
}

/* The first head's time began with the connection. */
void connection_reads_head(Connection *connection)
{
    if (!connection->is_first) enter(connection, PHASE_HEAD, connection->settings->head_seconds);
    connection->is_first = false;
}

void connection_reads_body(Connection *connection)
{
    enter(connection, PHASE_BODY, 0);
}

void connection_reads(Connection *connection, size_t bytes)
{
    atomic_fetch_add(&connection->bytes, (long long)bytes);
}

void connection_works(Connection *connection)
{
    enter(connection, PHASE_WORK, 0);
}

void connection_sends(Connection *connection, int64_t size_bytes)
{
    int64_t rate = connection->settings->body_bytes_per_second_min;
    if (size_bytes < 0) enter(connection, PHASE_SEND, 0);
    else enter(connection, PHASE_SEND, SEND_SECONDS + size_bytes / (rate > 0 ? rate : 1));
}

void connection_rests(Connection *connection)
{
    enter(connection, PHASE_REST, REST_SECONDS);
}

static bool is_over(const Connection *connection, int64_t now_us)
{
    const Settings *settings = connection->settings;
    int64_t until_us = atomic_load(&connection->until_us);
    if (until_us > 0) return now_us >= until_us;
    int64_t seconds = (now_us - atomic_load(&connection->since_us)) / SECOND_US;
    return atomic_load(&connection->phase) == PHASE_BODY && seconds >= settings->body_seconds_min &&
           atomic_load(&connection->bytes) < seconds * settings->body_bytes_per_second_min;
}

void connections_reap(Connections *connections)
{
    int64_t now_us = clock_monotonic_us();
    pthread_mutex_lock(&connections->mutex);
    for (Connection *c = connections->all.next; c != &connections->all; c = c->next)
        if (is_over(c, now_us)) shutdown(c->descriptor, SHUT_RDWR);
    pthread_mutex_unlock(&connections->mutex);
}

SocketAddress connection_address(const struct sockaddr *address)
{
    SocketAddress known = {0};
    if (address->sa_family == AF_INET6) {
        memcpy(known.bytes, &((const struct sockaddr_in6 *)address)->sin6_addr, 16);
        known.is_known = true;
    } else if (address->sa_family == AF_INET) {
        memset(known.bytes + 10, 0xff, 2);
        memcpy(known.bytes + 12, &((const struct sockaddr_in *)address)->sin_addr, 4);
        known.is_known = true;
    }
    return known;
}
