/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/http/request.h"

#include "base/random.h"
#include "platform/config/settings.h"
#include "platform/http/exchange.h"
#include "platform/http/percent.h"

#include <assert.h>
#include <sodium.h>

enum { TOKEN_BYTES = 18 }; /* 24 characters */
#define VISITOR_COOKIE "form"

static bool is_of_path(const RouteMatch *match, Text name)
{
    for (size_t i = 0; i < match->value_count; i++)
        if (text_is(match->values[i].name, name)) return true;
    return false;
}

/* Asking for what the route does not declare is a mistake in the program, found by the first test.
 * A page asks for its form's fields, so those of the path's other method count; a page that is shown again
 * asks for those of all its forms. */
static void check_declared(const Request *request, Text name)
{
    const struct RequestPrivate *own = request->own;
    const Exchange *exchange = own->exchange;
    if (is_of_path(&exchange->match, name) || route_parameter(request->route, name)) return;
    if (request->is_again) return; /* the page has other forms, whose fields were not sent */
    assert(exchange->form_route && route_parameter(exchange->form_route, name));
}

static const NamedText *find(const NamedTexts *values, Text name)
{
    for (size_t i = 0; i < values->count; i++)
        if (text_is(values->at[i].name, name)) return &values->at[i];
    return NULL;
}

static const NamedText *value_of(const Request *request, const char *name)
{
    check_declared(request, text_of(name));
    const NamedText *value = find(&request->own->values, text_of(name));
    return value ? value : find(&request->own->kept, text_of(name));
}

Text request_text(const Request *request, const char *name)
{
    const NamedText *value = value_of(request, name);
    return value ? value->value : (Text){0};
}

bool request_has(const Request *request, const char *name)
{
    return value_of(request, name) != NULL;
}

bool request_int(const Request *request, const char *name, int64_t *value)
{
    return text_to_int(request_text(request, name), value);
}

static void add_named(const Request *request, const NamedTexts *from, Text name, Texts *texts)
{
    for (size_t i = 0; i < from->count; i++)
        if (text_is(from->at[i].name, name)) *LIST_ADD(request->arena, texts) = from->at[i].value;
}

Texts request_texts(const Request *request, const char *name)
{
    Texts texts = {0};
    check_declared(request, text_of(name));
    add_named(request, &request->own->values, text_of(name), &texts);
    if (texts.count == 0) add_named(request, &request->own->kept, text_of(name), &texts);
    return texts;
}

static void add_prefixed(const Request *request, const NamedTexts *from, Text prefix, NamedTexts *found)
{
    for (size_t i = 0; i < from->count; i++)
        if (text_starts(from->at[i].name, prefix)) *LIST_ADD(request->arena, found) = from->at[i];
}

NamedTexts request_prefixed(const Request *request, const char *prefix)
{
    NamedTexts found = {0};
    Text beginning = text_of(prefix);
    if (text_ends(beginning, TEXT("*"))) beginning.size--;
    check_declared(request, beginning);
    add_prefixed(request, &request->own->values, beginning, &found);
    if (found.count == 0) add_prefixed(request, &request->own->kept, beginning, &found);
    return found;
}

Upload *request_upload(const Request *request, const char *name)
{
    check_declared(request, text_of(name));
    for (size_t i = 0; i < request->own->uploads.count; i++)
        if (text_is_c(request->own->uploads.at[i].field, name)) return &request->own->uploads.at[i];
    return NULL;
}

Text request_header(const Request *request, const char *name)
{
    Text value = exchange_header(request->own->exchange, name);
    return text_is_utf8(value) ? value : (Text){0};
}

/* On https a cookie's name promises that it is ours alone (RFC 6265bis, 4.1.3.2). */
static Text cookie_name(const Request *request, const char *name)
{
    return text_format(request->arena, "%s%s", request->own->is_https ? "__Host-" : "", name);
}

Text request_cookie(const Request *request, const char *name)
{
    Text wanted = cookie_name(request, name), rest = request_header(request, "Cookie");
    while (rest.size > 0) {
        Text value = text_next(&rest, ';'), given = text_trim(text_next(&value, '='));
        if (text_is(given, wanted)) return text_trim(value);
    }
    return (Text){0};
}

bool request_client_is_loopback(const Request *request)
{
    return address_is_loopback(&request->own->client.address);
}

uint64_t request_client_key(const Request *request)
{
    return address_hash(&request->own->client.address);
}

bool request_is_https(const Request *request)
{
    return request->own->is_https;
}

int64_t request_number(const Request *request)
{
    return request->own->exchange->number;
}

static Text new_token(Arena *arena)
{
    unsigned char secret[TOKEN_BYTES];
    char *token = arena_take(arena, 2 * TOKEN_BYTES);
    random_secret(secret, sizeof secret);
    sodium_bin2base64(token, 2 * TOKEN_BYTES, secret, sizeof secret,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return text_of(token);
}

static Text cookie_under_way(const Request *request, const char *name)
{
    for (size_t i = 0; i < request->own->cookies.count; i++)
        if (text_is_c(request->own->cookies.at[i].name, name)) return request->own->cookies.at[i].value;
    return (Text){0};
}

Text request_csrf(Request *request)
{
    request->own->has_secret = true;
    if (request->login.account.key != 0) return request->login.csrf;
    Text token = request_cookie(request, VISITOR_COOKIE);
    if (token.size == 0) token = cookie_under_way(request, VISITOR_COOKIE);
    if (token.size > 0) return token;
    token = new_token(request->arena);
    response_cookie(request, VISITOR_COOKIE, token, 0);
    return token;
}

Text request_operation_token(Request *request)
{
    request->own->has_secret = true;
    return new_token(request->arena);
}

bool request_csrf_is_good(const Request *request)
{
    const NamedText *sent = find(&request->own->values, TEXT(CSRF_FIELD));
    Text due =
        request->login.account.key != 0 ? request->login.csrf : request_cookie(request, VISITOR_COOKIE);
    if (!sent || due.size == 0 || due.size != sent->value.size) return false;
    return sodium_memcmp(due.at, sent->value.at, due.size) == 0;
}

Text request_own_field(const Request *request, const char *name)
{
    const NamedText *sent = find(&request->own->values, text_of(name));
    return sent ? sent->value : (Text){0};
}

Text request_secret(Request *request)
{
    return new_token(request->arena);
}

void request_publish(Request *request, Text topic, Text data)
{
    *LIST_ADD(request->arena, &request->own->publications) =
        (Publication){text_copy(request->arena, topic), text_copy(request->arena, data)};
}

Url url_absolute(Arena *arena, const Settings *settings, Url url)
{
    return (Url){text_join(arena, settings->public_url, url.address)};
}

Url url_ours(const Request *request, Text address)
{
    bool is_path = address.size > 0 && address.at[0] == '/' && text_is_utf8(address);
    if (address.size > 1 && (address.at[1] == '/' || address.at[1] == '\\')) is_path = false;
    for (size_t i = 0; i < address.size; i++)
        if ((unsigned char)address.at[i] <= ' ' || address.at[i] == '\\' || address.at[i] == 0x7f)
            is_path = false;
    if (is_path) return (Url){address};
    return URL(request->arena, request->language, "/");
}
