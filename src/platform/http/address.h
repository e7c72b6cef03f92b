/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses of clients: whom a trusted proxy speaks for, and no more of them than is needed. */
#ifndef PLATFORM_ADDRESS_H
#define PLATFORM_ADDRESS_H

#include "base/list.h"
#include "base/text.h"

/* An IPv6 address; IPv4 stands as ::ffff:a.b.c.d. */
typedef struct {
    unsigned char bytes[16];
    bool is_known;
} SocketAddress;

typedef struct {
    SocketAddress base;
    int bits; /* of 128 */
} Network;
typedef LIST(Network) Networks;

typedef struct {
    SocketAddress address;
    bool is_https; /* a trusted proxy says so */
} Client;

/* "192.0.2.1", "192.0.2.1:80", "2001:db8::1", "[2001:db8::1]:80". */
bool address_read(Text text, SocketAddress *address);
/* "10.0.0.0/8", "::1"; bits of the host part are ignored. */
bool network_read(Text text, Network *network);
bool network_holds(const Network *network, const SocketAddress *address);
bool networks_hold(const Networks *networks, const SocketAddress *address);
bool address_is_loopback(const SocketAddress *address);
/* Keyed by a secret of this process. */
uint64_t address_hash(const SocketAddress *address);

/* Who stands behind a peer. From the right, forwarded addresses count as long as those who report
 * them are trusted. Any of the headers may be "". Behind a proxy that forwards none, or one that cannot
 * be read, the client is unknown (and so never on loopback); so it is if somebody on this machine
 * forwards and was never named as a proxy. */
Client client_behind(const SocketAddress *peer, const Networks *proxies, Text forwarded, Text forwarded_for,
                     Text forwarded_proto);

#endif
