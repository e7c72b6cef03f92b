/* SPDX-License-Identifier: Apache-2.0 */
#include "test.h"

#include "platform/http/address.h"

static Arena *arena;
static Networks proxies;

static int set_up(void **state)
{
    arena = arena_new(1 << 16);
    assert_true(network_read(TEXT("10.0.0.0/8"), LIST_ADD(arena, &proxies)));
    assert_true(network_read(TEXT("::1"), LIST_ADD(arena, &proxies)));
    assert_true(network_read(TEXT("2001:db8::/33"), LIST_ADD(arena, &proxies)));
    return 0;
}

static SocketAddress address(const char *text)
{
    SocketAddress read = {0};
    assert_true(address_read(text_of(text), &read));
    return read;
}

static bool is_same(SocketAddress a, const char *b)
{
    SocketAddress other = address(b);
    return a.is_known && memcmp(a.bytes, other.bytes, 16) == 0;
}

static Client behind(const char *peer, const char *forwarded, const char *list, const char *protocol)
{
    SocketAddress from = address(peer);
    return client_behind(&from, &proxies, text_of(forwarded), text_of(list), text_of(protocol));
}

static void a_stranger_cannot_speak_for_others(void **state)
{
    Client client = behind("192.0.2.1", "", "127.0.0.1", "https");
    assert_true(is_same(client.address, "192.0.2.1"));
    assert_false(client.is_https);
}

static void a_trusted_proxy_is_believed_but_not_what_lies_before_it(void **state)
{
    Client client = behind("10.1.2.3", "", "127.0.0.1, 198.51.100.7, 10.0.0.9", "http, https");
    assert_true(is_same(client.address, "198.51.100.7"));
    assert_true(client.is_https);
}

static void the_standard_header_is_read(void **state)
{
    Client client =
        behind("::1", "for=127.0.0.1, For=\"[2001:db8:8000::7]:4711\";Proto=https", "127.0.0.1", "http");
    assert_true(is_same(client.address, "2001:db8:8000::7"));
    assert_true(client.is_https);
}

static void behind_a_silent_proxy_nobody_is_on_loopback(void **state)
{
    Client silent = behind("::1", "", "", ""), broken = behind("::1", "", "unknown", "");
    assert_false(address_is_loopback(&silent.address));
    assert_false(address_is_loopback(&broken.address));
}

static void behind_a_proxy_on_this_machine_that_nobody_named_nobody_is_on_loopback(void **state)
{
    Client client = behind("127.0.0.1", "", "127.0.0.1", "https"),
           standard = behind("127.0.0.1", "for=127.0.0.1", "", ""), nobodys = behind("127.0.0.1", "", "", "");
    assert_false(address_is_loopback(&client.address));
    assert_false(client.is_https);
    assert_false(address_is_loopback(&standard.address));
    assert_true(address_is_loopback(&nobodys.address));
}

static void loopback_is_known(void **state)
{
    SocketAddress a = address("127.8.9.1"), b = address("::1"), c = address("::ffff:127.0.0.1"),
                  d = address("128.0.0.1");
    assert_true(address_is_loopback(&a) && address_is_loopback(&b) && address_is_loopback(&c));
    assert_false(address_is_loopback(&d));
}

static void networks_end_at_any_bit(void **state)
{
    SocketAddress in = address("2001:db8:7fff::1"), out = address("2001:db8:8000::1");
    assert_true(networks_hold(&proxies, &in));
    assert_false(networks_hold(&proxies, &out));
    Network network;
    assert_false(network_read(TEXT("10.0.0.0/33"), &network));
    assert_false(network_read(TEXT("ten"), &network));
}

static void a_household_of_ipv6_has_one_key(void **state)
{
    SocketAddress a = address("2001:db8:1:2:3::4"), b = address("2001:db8:1:2::9"),
                  c = address("2001:db8:1:3::4");
    assert_true(address_hash(&a) == address_hash(&b));
    assert_true(address_hash(&a) != address_hash(&c));
}

int main(void)
{
    const struct CMUnitTest all[] = {
        TEST(a_stranger_cannot_speak_for_others),
        TEST(a_trusted_proxy_is_believed_but_not_what_lies_before_it),
        TEST(the_standard_header_is_read),
        TEST(behind_a_silent_proxy_nobody_is_on_loopback),
        TEST(behind_a_proxy_on_this_machine_that_nobody_named_nobody_is_on_loopback),
        TEST(loopback_is_known),
        TEST(networks_end_at_any_bit),
        TEST(a_household_of_ipv6_has_one_key),
    };
    return cmocka_run_group_tests(all, set_up, NULL) != 0;
}
