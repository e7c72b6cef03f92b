/* SPDX-License-Identifier: Apache-2.0 */
#include "http_fixture.h"

#include "base/fail.h"
#include "platform/account/login.h"
#include "platform/config/settings.h"
#include "platform/http/exchange.h"
#include "platform/http/keep.h"
#include "platform/http/percent.h"

#include <assert.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIXTURE_MEMORY_BYTES = 1 << 30, CONNECTIONS = 4 };

static void register_all(const Feature *const *all)
{
    store_register_migrations(http_migrations, http_migrations_count);
    for (; *all; all++)
        if ((*all)->migration_count > 0 && *all != &http_feature)
            store_register_migrations((*all)->migrations, (*all)->migration_count);
}

HttpFixture *http_fixture_on(Store *store, Arena *arena, const Feature *const *all)
{
    HttpFixture *site = ARENA_NEW(arena, HttpFixture);
    *site = (HttpFixture){.arena = arena,
                          .store = store,
                          .settings = settings_default(arena),
                          .client = TEXT("127.0.0.1")};
    site->service = service_new(store, site->settings, all);
    return site;
}

HttpFixture *http_fixture_open(const char *name, const Feature *const *all)
{
    Arena *arena = arena_new(FIXTURE_MEMORY_BYTES);
    const char *postgres = getenv("MADANG_TEST_POSTGRES");
    const char *folder = getenv("TMPDIR");
    Text pattern = text_format(arena, "%s/madang_%s_XXXXXX", folder ? folder : "/tmp", name);
    char *directory = (char *)text_c(arena, pattern);
    assert(mkdtemp(directory));
    register_all(all);
    Store *store = store_open(postgres ? postgres : directory, postgres ? directory : NULL, CONNECTIONS);
    HttpFixture *site = http_fixture_on(store, arena, all);
    site->directory = directory;
    return site;
}

static int remove_one(const char *path, const struct stat *stat, int kind, struct FTW *place)
{
    return remove(path);
}

void http_fixture_close(HttpFixture *site)
{
    char directory[200];
    snprintf(directory, sizeof directory, "%s", site->directory);
    service_free(site->service);
    store_close(site->store);
    arena_free(site->arena);
    nftw(directory, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static Text cookie_line(HttpFixture *site)
{
    TextBuffer line = {.arena = site->arena};
    for (size_t i = 0; i < site->cookies.count; i++)
        buffer_add_format(&line, "%.*s=%.*s; ", TEXT_PRINT(site->cookies.at[i].name),
                          TEXT_PRINT(site->cookies.at[i].value));
    if (site->login_cookie.size > 0)
        buffer_add_format(&line, "%s=%.*s; ", LOGIN_COOKIE, TEXT_PRINT(site->login_cookie));
    return buffer_text(&line);
}

static void set_cookie(HttpFixture *site, Text header)
{
    Text rest = header, pair = text_next(&rest, ';'), name = text_next(&pair, '=');
    if (text_is_c(name, LOGIN_COOKIE)) {
        site->login_cookie = pair;
        return;
    }
    for (size_t i = 0; i < site->cookies.count; i++)
        if (text_is(site->cookies.at[i].name, name)) {
            site->cookies.at[i].value = pair;
            return;
        }
    *LIST_ADD(site->arena, &site->cookies) = (HttpField){.name = name, .value = pair};
}

static Text read_file(Arena *arena, const Answer *answer)
{
    char *bytes = arena_take(arena, (size_t)answer->size_bytes + 1);
    ssize_t size = pread(answer->descriptor, bytes, (size_t)answer->size_bytes, answer->offset);
    assert(size == answer->size_bytes);
    return (Text){bytes, (size_t)size};
}

static HttpAnswer take_answer(HttpFixture *site, Exchange *exchange)
{
    const Answer *answer = &exchange->own.answer;
    HttpAnswer taken = {.status = answer->status};
    taken.media = text_copy(site->arena, answer->media);
    taken.body =
        answer->kind == ANSWER_FILE ? read_file(site->arena, answer) : text_copy(site->arena, answer->body);
    if (exchange->is_head) taken.body.size = 0;
    for (size_t i = 0; i < answer->headers.count; i++) {
        HttpField *header = LIST_ADD(site->arena, &taken.headers);
        header->name = text_copy(site->arena, answer->headers.at[i].name);
        header->value = text_copy(site->arena, answer->headers.at[i].value);
        if (text_is_c(header->name, "Set-Cookie")) set_cookie(site, header->value);
    }
    return taken;
}

static void add_headers(HttpFixture *site, Exchange *exchange)
{
    exchange_add_header(exchange, TEXT("Host"), TEXT("127.0.0.1:8080"));
    for (size_t i = 0; i < site->headers.count; i++)
        if (site->headers.at[i].value.size > 0)
            exchange_add_header(exchange, site->headers.at[i].name, site->headers.at[i].value);
    Text cookies = cookie_line(site);
    if (cookies.size > 0) exchange_add_header(exchange, TEXT("Cookie"), cookies);
}

/* As the server does it (server.c). */
static void drive(Exchange *exchange, Text body)
{
    enum { PIECE_BYTES = 1000 };
    ExchangeNext next = exchange_head(exchange);
    if (next == EXCHANGE_ADMIT) next = exchange_admit(exchange);
    if (next == EXCHANGE_ANSWERED) return;
    for (size_t i = 0; next == EXCHANGE_BODY && i < body.size; i += PIECE_BYTES) {
        Text piece = text_slice(body, i, PIECE_BYTES);
        if (!exchange_body(exchange, piece.at, piece.size)) break;
    }
    exchange_work(exchange);
}

HttpAnswer http_send(HttpFixture *site, const char *method, const char *target, Text media, Text body)
{
    SocketAddress peer = {0};
    address_read(site->client, &peer);
    Exchange *exchange = exchange_begin(site->service, text_of(method), text_of(target), &peer);
    add_headers(site, exchange);
    if (media.size > 0) {
        exchange_add_header(exchange, TEXT("Content-Type"), media);
        exchange_add_header(exchange, TEXT("Content-Length"), text_format(site->arena, "%zu", body.size));
    }
    drive(exchange, body);
    HttpAnswer answer = take_answer(site, exchange);
    exchange_end(exchange);
    return answer;
}

HttpAnswer http_get(HttpFixture *site, const char *target)
{
    return http_send(site, "GET", target, (Text){0}, (Text){0});
}

HttpAnswer http_head(HttpFixture *site, const char *target)
{
    return http_send(site, "HEAD", target, (Text){0}, (Text){0});
}

static void find_token(Snapshot *at, void *context)
{
    HttpFixture *site = context;
    SocketAddress peer = {0};
    address_read(site->client, &peer);
    Exchange *exchange = exchange_begin(site->service, TEXT("GET"), TEXT("/"), &peer);
    add_headers(site, exchange);
    exchange->own.client.address = peer;
    Login login = {0};
    server_hooks()->login(at, &exchange->request, site->login_cookie, &login);
    site->csrf = text_copy(site->arena, login.csrf);
    exchange_end(exchange);
}

/* The form token of the login, or of the visitor's cookie. */
static Text right_token(HttpFixture *site)
{
    Text given = site->csrf;
    if (given.size > 0) return given;
    if (site->login_cookie.size > 0 && server_hooks()->login)
        store_read(site->store, site->arena, (AccountId){0}, find_token, site);
    Text token = site->csrf;
    site->csrf = (Text){0};
    if (token.size > 0) return token;
    for (size_t i = 0; i < site->cookies.count; i++)
        if (text_is_c(site->cookies.at[i].name, "form")) return site->cookies.at[i].value;
    set_cookie(site, TEXT("form=visitor"));
    return TEXT("visitor");
}

static void add_part(TextBuffer *body, const char *name, const char *value)
{
    buffer_add_format(body, "--fixture\r\nContent-Disposition: form-data; name=\"%s\"",
                      *name == '@' ? name + 1 : name);
    if (*name == '@')
        buffer_add_format(body, "; filename=\"%s.pdf\"\r\nContent-Type: application/pdf", name + 1);
    buffer_add(body, TEXT("\r\n\r\n"));
    buffer_add(body, text_of(value));
    buffer_add(body, TEXT("\r\n"));
}

static HttpAnswer post_multipart(HttpFixture *site, const char *target, const char *const *fields, Text token)
{
    TextBuffer body = {.arena = site->arena};
    for (; *fields; fields += 2) add_part(&body, fields[0], fields[1]);
    add_part(&body, CSRF_FIELD, text_c(site->arena, token));
    buffer_add(&body, TEXT("--fixture--\r\n"));
    return http_send(site, "POST", target, TEXT("multipart/form-data; boundary=fixture"), buffer_text(&body));
}

HttpAnswer http_post(HttpFixture *site, const char *target, const char *const *fields)
{
    TextBuffer body = {.arena = site->arena};
    Text token = right_token(site);
    for (size_t i = 0; fields[i]; i += 2)
        if (*fields[i] == '@') return post_multipart(site, target, fields, token);
    for (; *fields; fields += 2)
        buffer_add_format(&body, "%.*s=%.*s&", TEXT_PRINT(percent_encode(site->arena, text_of(fields[0]))),
                          TEXT_PRINT(percent_encode(site->arena, text_of(fields[1]))));
    buffer_add_format(&body, CSRF_FIELD "=%.*s", TEXT_PRINT(token));
    return http_send(site, "POST", target, TEXT("application/x-www-form-urlencoded"), buffer_text(&body));
}

Text http_header(const HttpAnswer *answer, const char *name)
{
    for (size_t i = 0; i < answer->headers.count; i++)
        if (text_is_c(answer->headers.at[i].name, name)) return answer->headers.at[i].value;
    return (Text){0};
}

const char *http_hidden(HttpFixture *site, const HttpAnswer *answer, const char *name)
{
    Text mark = text_format(site->arena, "name=\"%s\" value=\"", name);
    ptrdiff_t at = text_find(answer->body, mark);
    if (at < 0) fail("the answer has no hidden field %s", name);
    Text rest = text_from(answer->body, (size_t)at + mark.size);
    return text_c(site->arena, text_next(&rest, '"'));
}

bool http_has(const HttpAnswer *answer, const char *part)
{
    return text_find(answer->body, text_of(part)) >= 0;
}

typedef struct {
    AccountId who;
    Text cookie;
} Opening;

static bool open_login(Change *change, void *context)
{
    Opening *it = context;
    it->cookie = text_copy(change->at.arena, login_open(change, it->who, TEXT("test"), 400 * DAY_US));
    return true;
}

void http_sign_in(HttpFixture *site, AccountId who)
{
    Opening opening = {.who = who};
    if (!store_change(site->store, site->arena, (AccountId){0}, open_login, &opening)) abort();
    site->login_cookie = opening.cookie;
}
