/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fail.h"
#include "platform/http/server.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 4096 };

static int try_listen(const struct addrinfo *place)
{
    int on = 1, listening = socket(place->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (listening < 0) return -1;
    setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listening, place->ai_addr, place->ai_addrlen) == 0 && listen(listening, BACKLOG) == 0)
        return listening;
    int cause = errno;
    close(listening);
    errno = cause;
    return -1;
}

int listen_at(Text address, int64_t port)
{
    char host[256], service[24];
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV};
    struct addrinfo *place;
    snprintf(host, sizeof host, "%.*s", TEXT_PRINT(address));
    snprintf(service, sizeof service, "%lld", (long long)port);
    if (getaddrinfo(host, service, &hints, &place) != 0) fail("“%s” is no address to listen at", host);
    int listening = try_listen(place);
    int cause = errno;
    freeaddrinfo(place);
    if (listening < 0) fail("cannot listen at %s, port %s: %s", host, service, strerror(cause));
    return listening;
}

int listen_port(int listening)
{
    struct sockaddr_storage place = {0};
    socklen_t size = sizeof place;
    if (getsockname(listening, (struct sockaddr *)&place, &size) != 0) return -1;
    if (place.ss_family == AF_INET6) return ntohs(((struct sockaddr_in6 *)&place)->sin6_port);
    return ntohs(((struct sockaddr_in *)&place)->sin_port);
}
