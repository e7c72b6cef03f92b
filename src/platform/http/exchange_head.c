/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/http/exchange_parts.h"

#include "platform/config/settings.h"

enum { PATH_MAX_BYTES = 2000 };
#define LANGUAGE_COOKIE "language"

static void see_client(Exchange *exchange)
{
    const Settings *settings = exchange->service->settings;
    Text host = exchange_header(exchange, "Host"), url = settings->public_url;
    struct RequestPrivate *own = &exchange->own;
    own->client =
        client_behind(&exchange->peer, &exchange->service->proxies, exchange_header(exchange, "Forwarded"),
                      exchange_header(exchange, "X-Forwarded-For"),
                      exchange_header(exchange, "X-Forwarded-Proto"));
    bool is_public = text_starts(url, TEXT("https://"));
    url = text_from(url, 8);
    own->is_https = own->client.is_https || (is_public && text_is(text_next(&url, '/'), host));
}

/* The form of HTTP itself; what is ambiguous here is how requests are smuggled past proxies. */
static bool is_framed_well(const Exchange *exchange)
{
    Text coding = exchange_header(exchange, "Transfer-Encoding");
    int lengths = exchange_header_count(exchange, "Content-Length");
    int codings = exchange_header_count(exchange, "Transfer-Encoding");
    if (lengths > 1 || codings > 1 || lengths + codings > 1) return false;
    if (codings == 1 && !header_is(coding, "chunked")) return false;
    return exchange_header_count(exchange, "Host") <= 1;
}

static bool has_body(const Exchange *exchange)
{
    Text length = exchange_header(exchange, "Content-Length");
    return exchange_header_count(exchange, "Transfer-Encoding") > 0 ||
           (length.size > 0 && !text_is_c(length, "0"));
}

static void split_target(Exchange *exchange)
{
    Request *request = &exchange->request;
    Text rest = exchange->target;
    request->path = text_next(&rest, '?');
    request->query = rest;
}

static Language reader_language(const Request *request)
{
    Language language;
    if (language_from_code(request_cookie(request, LANGUAGE_COOKIE), &language)) return language;
    return language_negotiate(request_header(request, "Accept-Language"));
}

static void redirect_path(Exchange *exchange)
{
    Request *request = &exchange->request;
    const RouteMatch *match = &exchange->match;
    Text to = match->to;
    if (match->wants_language)
        to = text_format(exchange->arena, "/%.*s%.*s", TEXT_PRINT(language_code(request->language)),
                         TEXT_PRINT(to));
    if (request->query.size > 0)
        to = text_format(exchange->arena, "%.*s?%.*s", TEXT_PRINT(to), TEXT_PRINT(request->query));
    response_see(request, match->wants_language ? 302 : 308, to);
    if (match->wants_language) response_header(request, "Vary", TEXT("Accept-Language, Cookie"));
}

static void note_match(Exchange *exchange)
{
    Request *request = &exchange->request;
    const RouteMatch *match = &exchange->match;
    request->language = match->has_language ? match->language : reader_language(request);
    request->path_neutral = match->neutral;
    request->route = match->route;
    for (size_t i = 0; i < match->value_count; i++)
        *LIST_ADD(exchange->arena, &exchange->own.values) = match->values[i];
}

static void look_up(Exchange *exchange)
{
    Request *request = &exchange->request;
    bool is_post = text_is_c(exchange->method, "POST");
    exchange->is_head = text_is_c(exchange->method, "HEAD");
    bool is_known = is_post || exchange->is_head || text_is_c(exchange->method, "GET");
    if (request->path.size > PATH_MAX_BYTES || request->path.size == 0) {
        exchange->match.kind = MATCH_BAD;
        return;
    }
    exchange->match = router_match(exchange->service->router, exchange->arena, is_post, request->path);
    bool is_there = exchange->match.kind == MATCH_FOUND || exchange->match.kind == MATCH_REDIRECT;
    if (!is_known && is_there) {
        exchange->match.kind = MATCH_METHOD;
        exchange->match.allows_get = true;
    }
    note_match(exchange);
}

static void check_query(Exchange *exchange)
{
    Request *request = &exchange->request;
    if (!form_read_query(exchange->arena, request->route, request->query, &exchange->own.values))
        exchange_refuse(exchange, ERROR_BAD_REQUEST, false);
    exchange->form_route = router_other_method(exchange->service->router, request->route);
}

static void check_length(Exchange *exchange)
{
    int64_t length;
    Text written = exchange_header(exchange, "Content-Length");
    if (written.size == 0) return;
    if (!text_to_int(written, &length) || length < 0) exchange_refuse(exchange, ERROR_BAD_REQUEST, true);
    else if (length > exchange_body_max_bytes(exchange)) exchange_refuse(exchange, ERROR_TOO_LARGE, true);
}

static void judge_match(Exchange *exchange)
{
    switch (exchange->match.kind) {
    case MATCH_BAD:
        exchange_refuse(exchange, ERROR_BAD_REQUEST, true);
        break;
    case MATCH_NOT_FOUND:
        exchange_refuse(exchange, ERROR_NOT_FOUND, has_body(exchange));
        break;
    case MATCH_METHOD:
        exchange_refuse(exchange, ERROR_METHOD, has_body(exchange));
        break;
    case MATCH_REDIRECT:
        redirect_path(exchange);
        break;
    case MATCH_FOUND:
        if (exchange->request.route->method == GET) check_query(exchange);
        else check_length(exchange);
    }
}

static bool answer_at_once(Exchange *exchange)
{
    Request *request = &exchange->request;
    bool is_read = text_is_c(exchange->method, "GET") || text_is_c(exchange->method, "HEAD");
    if (is_read && text_is_c(request->path, "/healthz")) {
        response_bytes(request, "text/plain; charset=utf-8", TEXT("ok\n"));
        return true;
    }
    return is_read && asset_answer(exchange, request->path);
}

static void read_head(void *context)
{
    Exchange *exchange = context;
    split_target(exchange);
    see_client(exchange);
    if (!is_framed_well(exchange)) {
        exchange_refuse(exchange, ERROR_BAD_REQUEST, true);
        exchange->request.language = reader_language(&exchange->request);
        return;
    }
    if (answer_at_once(exchange)) return;
    look_up(exchange);
    judge_match(exchange);
    bool is_post = exchange->match.kind == MATCH_FOUND && exchange->request.route->method == POST;
    if (has_body(exchange) && !is_post && !exchange->is_refused)
        exchange_refuse(exchange, ERROR_BAD_REQUEST, true);
}

ExchangeNext exchange_head(Exchange *exchange)
{
    exchange->request.received = clock_now();
    if (!exchange_run(exchange, read_head, exchange)) return EXCHANGE_ANSWERED;
    if (exchange->is_refused) return EXCHANGE_WORK;
    if (exchange_has_answer(exchange)) {
        exchange_finish(exchange);
        return EXCHANGE_ANSWERED;
    }
    const Route *route = exchange->request.route;
    if (!route || route->method == GET) return EXCHANGE_WORK;
    return route_takes_files(route) ? EXCHANGE_ADMIT : EXCHANGE_BODY;
}
