/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/config/settings.h"

#include "problems.h"
#include "test.h"

static void the_defaults_serve_this_machine_only(void **state)
{
    Arena *arena = arena_new(1 << 20);
    Settings *settings = settings_default(arena);
    assert_text(settings->listen, "127.0.0.1");
    assert_int_equal(settings->port, 8080);
    assert_text(settings->public_url, "http://127.0.0.1:8080");
    assert_text(settings->store, "data");
    assert_text(settings->mail_server, "");
    assert_text(settings->mail_encryption, "offered");
    assert_int_equal(settings->upload_bytes_max, 50000000);
    assert_int_equal(settings->trusted_proxies.count, 0);
    arena_free(arena);
}

static void a_whole_file_is_read(void **state)
{
    Arena *arena = arena_new(1 << 20);
    Problems problems = problems_none(arena);
    Settings *settings = settings_read_text(
        arena,
        TEXT("store: postgresql://madang@db/madang\nfiles: /srv/files\nlisten: '::'\nport: 81\n"
             "public_url: https://prize.example.org/madang\ntrusted_proxies: [10.0.0.0/8, '::1']\n"
             "site: {name: 상, zone: Asia/Seoul, login_hours: 8}\n"
             "mail: {server: 'smtps://mail.example.org:465', user: u, password_file: /etc/p, from: 'P "
             "<p@x.kr>', encryption: required, certificates: /etc/ca.pem}\n"
             "limits: {upload: 20 MB, body_rate: 512, queue: 3}\n"),
        &problems);
    assert_text(problems_written(&problems), "");
    assert_text(settings->store, "postgresql://madang@db/madang");
    assert_text(settings->public_url, "https://prize.example.org/madang");
    assert_int_equal(settings->trusted_proxies.count, 2);
    assert_text(settings->trusted_proxies.at[1].network, "::1");
    assert_text(settings->site_name, "상");
    assert_int_equal(settings->login_hours, 8);
    assert_text(settings->mail_from, "P <p@x.kr>");
    assert_text(settings->mail_encryption, "required");
    assert_text(settings->mail_certificates, "/etc/ca.pem");
    assert_int_equal(settings->upload_bytes_max, 20000000);
    assert_int_equal(settings->body_bytes_per_second_min, 512);
    assert_int_equal(settings->queue_max, 3);
    arena_free(arena);
}

static void the_public_address_follows_the_port_unless_it_was_given(void **state)
{
    Arena *arena = arena_new(1 << 20);
    Problems problems = problems_none(arena);
    Settings *settings = settings_read_text(arena, TEXT("listen: '::1'\n"), &problems);
    settings_set_port(arena, settings, 9000);
    assert_text(settings->public_url, "http://[::1]:9000");
    settings = settings_read_text(arena, TEXT("listen: 0.0.0.0\nport: 90\n"), &problems);
    assert_text(settings->public_url, "http://127.0.0.1:90");
    settings = settings_read_text(arena, TEXT("public_url: http://a.example\n"), &problems);
    settings_set_port(arena, settings, 9000);
    assert_text(settings->public_url, "http://a.example");
    arena_free(arena);
}

#define NOT_WEB "This must be an http or https address without a slash at its end."
#define NOT_MAIL "This must be smtp://host:port or smtps://host:port."
#define NOT_NETWORK "This must be an address or a network, such as 10.0.0.0/8 or ::1."
#define NOT_MAILBOX "This must be an e-mail address, perhaps with a name: Prize <prize@example.org>."

static const struct {
    const char *file, *problems;
} bad[] = {
    {"prot: 80\n", "line 1, column 1: “prot” is not known here. Did you mean “port”?"},
    {"site:\n  nmae: x\n", "line 2, column 3: “nmae” is not known here. Did you mean “name”?"},
    {"sites:\n  name: x\n", "line 1, column 1: “sites” is not known here. Did you mean “site”?"},
    {"port: 0\n", "line 1, column 7: This must be a whole number from 1 to 65535."},
    {"port: 65536\n", "line 1, column 7: This must be a whole number from 1 to 65535."},
    {"port: 8080x\n", "line 1, column 7: This must be a whole number from 1 to 65535."},
    {"port: [1]\n", "line 1, column 7: This must be a single value."},
    {"port: 1\nport: 2\n", "line 2, column 1: “port” stands here a second time."},
    {"site: x\n", "line 1, column 7: This must be a map of keys and values."},
    {"- port\n", "line 1, column 1: This must be a map of keys and values."},
    {"listen: localhost\n", "line 1, column 9: This must be an IPv4 or IPv6 address."},
    {"public_url: https://x.example/\n", "line 1, column 13: " NOT_WEB},
    {"public_url: ftp://x.example\n", "line 1, column 13: " NOT_WEB},
    {"public_url: https://\n", "line 1, column 13: " NOT_WEB},
    {"public_url: https://x.example:99999\n", "line 1, column 13: " NOT_WEB},
    {"public_url: https://x.example/a?b\n", "line 1, column 13: " NOT_WEB},
    {"public_url: 'https://x.example/a b'\n", "line 1, column 14: " NOT_WEB},
    {"public_url: https://user@x.example\n", "line 1, column 13: " NOT_WEB},
    {"trusted_proxies: 10.0.0.0/8\n", "line 1, column 18: This must be a list."},
    {"trusted_proxies: [10.0.0.0/33]\n", "line 1, column 19: " NOT_NETWORK},
    {"trusted_proxies: ['::1/129']\n", "line 1, column 20: " NOT_NETWORK},
    {"trusted_proxies:\n- 10.0.0.0/8\n- 10.0.0/8\n- 1.2.3.4/\n",
     "line 3, column 3: " NOT_NETWORK "\nline 4, column 3: " NOT_NETWORK},
    {"mail: {server: mail.example.org}\n", "line 1, column 16: " NOT_MAIL},
    {"mail: {server: smtp://mail.example.org/x}\n", "line 1, column 16: " NOT_MAIL},
    {"mail: {encryption: perhaps}\n", "line 1, column 20: This must be offered or required."},
    {"mail: {from: nobody}\n", "line 1, column 14: " NOT_MAILBOX},
    {"mail: {from: 'A <a@b'}\n", "line 1, column 15: " NOT_MAILBOX},
    {"mail: {from: \"A <a@b>\\nBcc: c@d>\"}\n", "line 1, column 15: " NOT_MAILBOX},
    {"mail: {user: me}\n", "line 1, column 14: A user name needs a password_file beside it."},
    {"limits: {upload: 20 miles}\n",
     "line 1, column 18: This must be a size from 1 kB to 10 GB, such as 20 MB."},
    {"limits: {upload: 11 GB}\n",
     "line 1, column 18: This must be a size from 1 kB to 10 GB, such as 20 MB."},
    {"limits: {upload: -1 MB}\n",
     "line 1, column 18: This must be a size from 1 kB to 10 GB, such as 20 MB."},
    {"limits: {upload: 99999999999 GB}\n",
     "line 1, column 18: This must be a size from 1 kB to 10 GB, such as 20 MB."},
    {"store: mysql://x\n",
     "line 1, column 8: This must be a directory or an address that begins with postgresql://."},
    {"store: ''\n",
     "line 1, column 9: This must be a directory or an address that begins with postgresql://."},
};

static void what_is_wrong_is_named_with_line_and_column(void **state)
{
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        Arena *arena = arena_new(1 << 20);
        Problems problems = problems_none(arena);
        settings_read_text(arena, text_of(bad[i].file), &problems);
        assert_text(problems_written(&problems), bad[i].problems);
        arena_free(arena);
    }
}

static void problems_come_in_the_order_of_the_file(void **state)
{
    Arena *arena = arena_new(1 << 20);
    Problems problems = problems_none(arena);
    settings_read_text(arena, TEXT("mail: {user: me}\nzzz: 1\nport: x\n"), &problems);
    assert_text(problems_written(&problems),
                "line 1, column 14: A user name needs a password_file beside it.\n"
                "line 2, column 1: “zzz” is not known here.\n"
                "line 3, column 7: This must be a whole number from 1 to 65535.");
    arena_free(arena);
}

static void a_file_that_is_not_there_is_a_problem(void **state)
{
    Arena *arena = arena_new(1 << 20);
    Problems problems = problems_none(arena);
    settings_read(arena, "/nowhere/madang.yaml", &problems);
    assert_text(problems_written(&problems),
                ": “/nowhere/madang.yaml” can’t be read: No such file or directory");
    arena_free(arena);
}

static void the_example_says_the_defaults(void **state)
{
    Arena *arena = arena_new(1 << 20);
    Problems problems = problems_none(arena);
    Settings *given = settings_read_text(arena, settings_example(arena), &problems);
    Settings *otherwise = settings_default(arena);
    assert_text(problems_written(&problems), "");
    assert_true(text_is(given->public_url, otherwise->public_url));
    assert_true(text_is(given->mail_from, otherwise->mail_from));
    assert_int_equal(given->request_memory_bytes, otherwise->request_memory_bytes);
    assert_int_equal(given->body_bytes_per_second_min, 4000);
    arena_free(arena);
}

RUN_TESTS(TEST(the_defaults_serve_this_machine_only), TEST(a_whole_file_is_read),
          TEST(the_public_address_follows_the_port_unless_it_was_given),
          TEST(what_is_wrong_is_named_with_line_and_column), TEST(problems_come_in_the_order_of_the_file),
          TEST(a_file_that_is_not_there_is_a_problem), TEST(the_example_says_the_defaults))
