/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/http/address.h"

#include "base/random.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sodium.h>

static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff}; /* ::ffff:0:0/96 */

static bool read_plain(Text text, SocketAddress *address)
{
    char written[INET6_ADDRSTRLEN];
    if (text.size == 0 || text.size >= sizeof written) return false;
    memcpy(written, text.at, text.size);
    written[text.size] = 0;
    *address = (SocketAddress){.is_known = true};
    if (inet_pton(AF_INET6, written, address->bytes) == 1) return true;
    memcpy(address->bytes, mapped, sizeof mapped);
    address->is_known = inet_pton(AF_INET, written, address->bytes + 12) == 1;
    return address->is_known;
}

bool address_read(Text text, SocketAddress *address)
{
    text = text_trim(text);
    if (text_starts(text, TEXT("["))) {
        Text rest = text_from(text, 1);
        if (text_find(rest, TEXT("]")) < 0) return false;
        return read_plain(text_next(&rest, ']'), address);
    }
    if (read_plain(text, address)) return true;
    Text rest = text, host = text_next(&rest, ':');
    return text_find(rest, TEXT(":")) < 0 && read_plain(host, address);
}

bool network_read(Text text, Network *network)
{
    Text rest = text_trim(text), base = text_next(&rest, '/');
    int64_t bits = 0;
    if (!read_plain(base, &network->base)) return false;
    bool is_ipv4 = text_find(base, TEXT(":")) < 0;
    if (rest.size == 0) bits = is_ipv4 ? 32 : 128;
    else if (!text_to_int(rest, &bits) || bits < 0 || bits > (is_ipv4 ? 32 : 128)) return false;
    network->bits = (int)bits + (is_ipv4 ? 96 : 0);
    return true;
}

bool network_holds(const Network *network, const SocketAddress *address)
{
    int whole = network->bits / 8, left = network->bits % 8;
    if (!address->is_known || memcmp(network->base.bytes, address->bytes, (size_t)whole) != 0) return false;
    return left == 0 || ((network->base.bytes[whole] ^ address->bytes[whole]) >> (8 - left)) == 0;
}

bool networks_hold(const Networks *networks, const SocketAddress *address)
{
    for (size_t i = 0; i < networks->count; i++)
        if (network_holds(&networks->at[i], address)) return true;
    return false;
}

bool address_is_loopback(const SocketAddress *address)
{
    static const unsigned char one[16] = {[15] = 1};
    if (!address->is_known) return false;
    if (memcmp(address->bytes, mapped, sizeof mapped) == 0) return address->bytes[12] == 127;
    return memcmp(address->bytes, one, sizeof one) == 0;
}

static unsigned char secret[crypto_shorthash_KEYBYTES];

static void make_secret(void)
{
    random_secret(secret, sizeof secret);
}

uint64_t address_hash(const SocketAddress *address)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_secret);
    unsigned char hash[crypto_shorthash_BYTES];
    bool is_ipv4 = memcmp(address->bytes, mapped, sizeof mapped) == 0;
    crypto_shorthash(hash, address->bytes, is_ipv4 ? 16 : 8, secret);
    uint64_t key;
    memcpy(&key, hash, sizeof key);
    return key;
}

static Text last_item(Text *list)
{
    size_t start = list->size;
    while (start > 0 && list->at[start - 1] != ',') start--;
    Text item = text_trim(text_from(*list, start));
    list->size = start > 0 ? start - 1 : 0;
    return item;
}

static bool is_word(Text a, const char *lower)
{
    size_t size = strlen(lower);
    return a.size == size && strncasecmp(a.at, lower, size) == 0;
}

/* A parameter of one element of Forwarded (RFC 7239): for="[2001:db8::1]:80";proto=https */
static Text forwarded_parameter(Text element, const char *name)
{
    while (element.size > 0) {
        Text pair = text_next(&element, ';'), key = text_trim(text_next(&pair, '=')), value = text_trim(pair);
        if (!is_word(key, name)) continue;
        if (value.size >= 2 && value.at[0] == '"') value = text_slice(value, 1, value.size - 2);
        return value;
    }
    return (Text){0};
}

Client client_behind(const SocketAddress *peer, const Networks *proxies, Text forwarded, Text forwarded_for,
                     Text forwarded_proto)
{
    Client client = {.address = *peer};
    bool by_standard = forwarded.size > 0;
    Text list = by_standard ? forwarded : forwarded_for;
    if (!networks_hold(proxies, peer)) {
        bool is_proxy = list.size > 0 && address_is_loopback(peer);
        return is_proxy ? (Client){0} : client;
    }
    Text nearest = by_standard ? forwarded : last_item(&forwarded_proto);
    client.is_https =
        is_word(by_standard ? forwarded_parameter(last_item(&nearest), "proto") : nearest, "https");
    client.address = (SocketAddress){0};
    while (list.size > 0) {
        Text item = last_item(&list);
        if (!address_read(by_standard ? forwarded_parameter(item, "for") : item, &client.address))
            client.address = (SocketAddress){0};
        if (!networks_hold(proxies, &client.address)) break;
    }
    return client;
}
