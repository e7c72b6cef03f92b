/* SPDX-License-Identifier: Apache-2.0 */
/* Time limits of connections. libmicrohttpd ends only those on which nothing moves; these end clients
 * that drip: a head has its deadline, a body its least rate, an answer the time that a slow line needs. */
#ifndef PLATFORM_CONNECTION_H
#define PLATFORM_CONNECTION_H

#include "platform/config/settings.h"
#include "platform/http/address.h"

struct sockaddr;

typedef struct Connection Connection;
typedef struct Connections Connections;

Connections *connections_new(const Settings *settings);
void connections_free(Connections *connections);
/* Shuts those whose time is over; to be called every second. */
void connections_reap(Connections *connections);

Connection *connection_begin(Connections *connections, int descriptor);
void connection_end(Connections *connections, Connection *connection);

/* What the client is expected to do from now on. */
void connection_reads_head(Connection *connection);
void connection_reads_body(Connection *connection);
void connection_reads(Connection *connection, size_t bytes);
void connection_works(Connection *connection);                     /* it waits for us: no limit */
void connection_sends(Connection *connection, int64_t size_bytes); /* -1: a stream, no limit */
void connection_rests(Connection *connection);                     /* kept for a next request */

SocketAddress connection_address(const struct sockaddr *address);

#endif
