/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/http/connection.h"

#include "base/time.h"

#include <assert.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>

enum { REST_SECONDS = 75, SEND_SECONDS = 60, DEAD_LINE_MS = 40000 };

typedef enum { PHASE_HEAD, PHASE_BODY, PHASE_WORK, PHASE_SEND, PHASE_REST } Phase;

struct Connection {
    Connection *next, *previous;
    const Settings *settings;
    int descriptor;
    pthread_mutex_t lock; /* of what follows: the watch looks at it from another thread */
    Phase phase;
    int64_t since_us, until_us; /* monotonic; until 0: no deadline */
    int64_t bytes;              /* of the body; of PHASE_REST all that had come when it began */
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

/* The lock is held. */
static void enter(Connection *connection, Phase phase, int64_t seconds)
{
    connection->phase = phase;
    connection->since_us = clock_monotonic_us();
    connection->until_us = seconds > 0 ? connection->since_us + seconds * SECOND_US : 0;
    connection->bytes = 0;
}

static void enter_alone(Connection *connection, Phase phase, int64_t seconds)
{
    pthread_mutex_lock(&connection->lock);
    enter(connection, phase, seconds);
    pthread_mutex_unlock(&connection->lock);
}

/* All bytes that have come on it: libmicrohttpd tells of a head only once its first line is whole. */
static int64_t bytes_received(const Connection *connection)
{
    struct tcp_info info = {0};
    socklen_t size = sizeof info;
    getsockopt(connection->descriptor, IPPROTO_TCP, TCP_INFO, &info, &size);
    return (int64_t)info.tcpi_bytes_received;
}

Connection *connection_begin(Connections *connections, int descriptor)
{
    Connection *connection = calloc(1, sizeof *connection);
    unsigned dead_line_ms = DEAD_LINE_MS;
    assert(connection);
    setsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &dead_line_ms, sizeof dead_line_ms);
    connection->descriptor = descriptor;
    connection->settings = connections->settings;
    pthread_mutex_init(&connection->lock, NULL);
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
    pthread_mutex_destroy(&connection->lock);
    free(connection);
}

/* The first head's time began with the connection, a later one's with its first byte. */
void connection_reads_head(Connection *connection)
{
    pthread_mutex_lock(&connection->lock);
    if (connection->phase != PHASE_HEAD) enter(connection, PHASE_HEAD, connection->settings->head_seconds);
    pthread_mutex_unlock(&connection->lock);
}

void connection_reads_body(Connection *connection)
{
    enter_alone(connection, PHASE_BODY, 0);
}

void connection_reads(Connection *connection, size_t bytes)
{
    pthread_mutex_lock(&connection->lock);
    connection->bytes += (int64_t)bytes;
    pthread_mutex_unlock(&connection->lock);
}

void connection_works(Connection *connection)
{
    enter_alone(connection, PHASE_WORK, 0);
}

void connection_sends(Connection *connection, int64_t size_bytes)
{
    int64_t rate = connection->settings->body_bytes_per_second_min;
    if (size_bytes < 0) enter_alone(connection, PHASE_SEND, 0);
    else enter_alone(connection, PHASE_SEND, SEND_SECONDS + size_bytes / (rate > 0 ? rate : 1));
}

void connection_rests(Connection *connection)
{
    pthread_mutex_lock(&connection->lock);
    enter(connection, PHASE_REST, REST_SECONDS);
    connection->bytes = bytes_received(connection);
    pthread_mutex_unlock(&connection->lock);
}

static bool is_over(const Connection *connection, int64_t now_us)
{
    const Settings *settings = connection->settings;
    if (connection->until_us > 0) return now_us >= connection->until_us;
    int64_t seconds = (now_us - connection->since_us) / SECOND_US;
    return connection->phase == PHASE_BODY && seconds >= settings->body_seconds_min &&
           connection->bytes < seconds * settings->body_bytes_per_second_min;
}

static void look_at(Connection *connection, int64_t now_us)
{
    pthread_mutex_lock(&connection->lock);
    if (connection->phase == PHASE_REST && bytes_received(connection) > connection->bytes)
        enter(connection, PHASE_HEAD, connection->settings->head_seconds);
    bool ends = is_over(connection, now_us);
    pthread_mutex_unlock(&connection->lock);
    if (ends) shutdown(connection->descriptor, SHUT_RDWR);
}

void connections_reap(Connections *connections)
{
    int64_t now_us = clock_monotonic_us();
    pthread_mutex_lock(&connections->mutex);
    for (Connection *c = connections->all.next; c != &connections->all; c = c->next) look_at(c, now_us);
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
