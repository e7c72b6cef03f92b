/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/http/exchange.h"

#include "base/fail.h"
#include "base/log.h"
#include "base/random.h"
#include "platform/config/settings.h"
#include "platform/http/keep.h"
#include "platform/http/percent.h"
#include "platform/http/push.h"
#include "platform/http/shelf.h"

#include <stdatomic.h>
#include <unistd.h>

enum { SPARE_BYTES = 4 << 20, PATH_MAX_BYTES = 2000, READ_OVER_BYTES = 16 << 20, KEPT_SECONDS = 3600 };
#define KEPT_COOKIE "kept"
#define LANGUAGE_COOKIE "language"

static atomic_llong next_number;

/* Numbers go on over restarts, as far as the clock does. */
static int64_t new_number(void)
{
    long long unset = 0;
    atomic_compare_exchange_strong(&next_number, &unset, clock_now().us / 1000 % 100000000000);
    return atomic_fetch_add(&next_number, 1);
}

Exchange *exchange_begin(Service *service, Text method, Text target, const SocketAddress *peer)
{
    Arena *arena = shelf_take(service->shelf);
    Exchange *exchange = ARENA_NEW(arena, Exchange);
    *exchange = (Exchange){.arena = arena, .service = service, .peer = *peer};
    exchange->method = text_copy(arena, method);
    exchange->target = text_copy(arena, target);
    exchange->number = new_number();
    exchange->started_us = clock_monotonic_us();
    exchange->own.exchange = exchange;
    exchange->request = (Request){.arena = arena,
                                  .store = service->store,
                                  .settings = service->settings,
                                  .received = clock_now(),
                                  .problems = problems_none(arena),
                                  .own = &exchange->own};
    return exchange;
}

void exchange_add_header(Exchange *exchange, Text name, Text value)
{
    *LIST_ADD(exchange->arena, &exchange->headers) =
        (NamedText){text_copy(exchange->arena, name), text_copy(exchange->arena, value)};
}

static bool is_header(Text name, const char *wanted)
{
    return name.size == strlen(wanted) && strncasecmp(name.at, wanted, name.size) == 0;
}

Text exchange_header(const Exchange *exchange, const char *name)
{
    for (size_t i = 0; i < exchange->headers.count; i++)
        if (is_header(exchange->headers.at[i].name, name)) return exchange->headers.at[i].value;
    return (Text){0};
}

int exchange_header_count(const Exchange *exchange, const char *name)
{
    int count = 0;
    for (size_t i = 0; i < exchange->headers.count; i++)
        count += is_header(exchange->headers.at[i].name, name);
    return count;
}

/* ---- The head ---- */

static void refuse(Exchange *exchange, ErrorKind kind, bool closes)
{
    exchange->is_refused = true;
    exchange->refused = kind;
    if (closes) exchange->own.answer.closes = true;
}

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
    if (codings == 1 && !is_header(coding, "chunked")) return false;
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
    text_next(&rest, '#');
    rest = exchange->target;
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
    if (!is_known && exchange->match.kind == MATCH_FOUND) {
        exchange->match.kind = MATCH_METHOD;
        exchange->match.allows_get = true;
    }
    note_match(exchange);
}

static int64_t body_bytes_max(const Exchange *exchange)
{
    const Route *route = exchange->request.route;
    int64_t files = 0, urlencoded = 3 * (int64_t)TEXT_TOTAL_MAX_BYTES;
    for (size_t i = 0; i < PARAMETERS_MAX && route->parameters[i].name; i++)
        files += route->parameters[i].kind == PARAMETER_FILE;
    return files * exchange->service->settings->upload_bytes_max + urlencoded;
}

static bool takes_files(const Route *route)
{
    for (size_t i = 0; i < PARAMETERS_MAX && route->parameters[i].name; i++)
        if (route->parameters[i].kind == PARAMETER_FILE) return true;
    return false;
}

static void check_query(Exchange *exchange)
{
    Request *request = &exchange->request;
    if (!form_read_query(exchange->arena, request->route, request->query, &exchange->own.values))
        refuse(exchange, ERROR_BAD_REQUEST, false);
    exchange->form_route = router_other_method(exchange->service->router, request->route);
}

static void check_length(Exchange *exchange)
{
    int64_t length;
    Text written = exchange_header(exchange, "Content-Length");
    if (written.size == 0) return;
    if (!text_to_int(written, &length) || length < 0) refuse(exchange, ERROR_BAD_REQUEST, true);
    else if (length > body_bytes_max(exchange)) refuse(exchange, ERROR_TOO_LARGE, true);
}

static void judge_match(Exchange *exchange)
{
    switch (exchange->match.kind) {
    case MATCH_BAD:
        refuse(exchange, ERROR_BAD_REQUEST, true);
        break;
    case MATCH_NOT_FOUND:
        refuse(exchange, ERROR_NOT_FOUND, has_body(exchange));
        break;
    case MATCH_METHOD:
        refuse(exchange, ERROR_METHOD, has_body(exchange));
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
        refuse(exchange, ERROR_BAD_REQUEST, true);
        exchange->request.language = reader_language(&exchange->request);
        return;
    }
    if (answer_at_once(exchange)) return;
    look_up(exchange);
    judge_match(exchange);
    bool is_post = exchange->match.kind == MATCH_FOUND && exchange->request.route->method == POST;
    if (has_body(exchange) && !is_post && !exchange->is_refused) refuse(exchange, ERROR_BAD_REQUEST, true);
}

static bool run(Exchange *exchange, void (*work)(void *));
static void finish(void *context);

ExchangeNext exchange_head(Exchange *exchange)
{
    exchange->request.received = clock_now();
    if (!run(exchange, read_head)) return EXCHANGE_ANSWERED;
    if (exchange->is_refused) return EXCHANGE_WORK;
    if (exchange->own.answer.kind != ANSWER_NONE) {
        run(exchange, finish);
        return EXCHANGE_ANSWERED;
    }
    const Route *route = exchange->request.route;
    if (!route || route->method == GET) return EXCHANGE_WORK;
    return takes_files(route) ? EXCHANGE_ADMIT : EXCHANGE_BODY;
}

/* ---- The body ---- */

static void begin_form(Exchange *exchange)
{
    const Route *route = exchange->request.route;
    int64_t file_max = exchange->is_lost ? 0 : exchange->service->settings->upload_bytes_max;
    exchange->body_writes_files = takes_files(route) && !exchange->is_lost;
    exchange->form = form_new(exchange->arena, exchange->service->store, route,
                              exchange_header(exchange, "Content-Type"), file_max);
}

typedef struct {
    Exchange *exchange;
    Text bytes;
} Piece;

static void read_piece(void *context)
{
    Piece *piece = context;
    Exchange *exchange = piece->exchange;
    if (!exchange->form) begin_form(exchange);
    form_add(exchange->form, piece->bytes.at, piece->bytes.size);
}

static bool has_answer(const Exchange *exchange)
{
    return exchange->own.answer.kind != ANSWER_NONE;
}

static bool run_piece(Exchange *exchange, const char *bytes, size_t size);

bool exchange_body(Exchange *exchange, const char *bytes, size_t size)
{
    int64_t most = body_bytes_max(exchange);
    exchange->body_bytes += (int64_t)size;
    if (exchange->body_bytes > most && !exchange->is_refused) refuse(exchange, ERROR_TOO_LARGE, true);
    if (exchange->is_refused || has_answer(exchange)) return exchange->body_bytes <= most + READ_OVER_BYTES;
    run_piece(exchange, bytes, size);
    return true;
}

static void take_values(Exchange *exchange)
{
    NamedTexts sent = form_values(exchange->form);
    for (size_t i = 0; i < sent.count; i++) *LIST_ADD(exchange->arena, &exchange->own.values) = sent.at[i];
    for (size_t i = 0; i < form_upload_count(exchange->form); i++)
        *LIST_ADD(exchange->arena, &exchange->own.uploads) = form_upload(exchange->form, i);
}

/* The rest of the body's checks; a text that is too long is a problem of its field, and shown again whole. */
static void check_values(Exchange *exchange)
{
    Request *request = &exchange->request;
    for (size_t i = 0; i < exchange->own.values.count; i++) {
        const NamedText *value = &exchange->own.values.at[i];
        const Parameter *parameter = route_parameter(request->route, value->name);
        int64_t most =
            parameter && parameter->size_max_bytes ? parameter->size_max_bytes : TEXT_DEFAULT_MAX_BYTES;
        if (parameter && (int64_t)value->value.size > most)
            problems_add(&request->problems, value->name,
                         M("Shorten this text. At most {size} fit here.", WITH_BYTES("size", most)));
    }
}

static void end_body(Exchange *exchange)
{
    if (!exchange->form) begin_form(exchange);
    FormState state = form_end(exchange->form);
    take_values(exchange);
    if (state == FORM_TOO_LARGE) refuse(exchange, ERROR_TOO_LARGE, false);
    else if (state != FORM_GOOD) refuse(exchange, ERROR_BAD_REQUEST, false);
    else check_values(exchange);
}

/* ---- In a snapshot ---- */

static void find_login(Snapshot *at, Request *request)
{
    Text cookie = request_cookie(request, LOGIN_COOKIE);
    request->login = (Login){0};
    if (cookie.size > 0 && server_hooks()->login) server_hooks()->login(at, request, cookie, &request->login);
    at->viewer = request->login.account;
    request->own->at = at;
}

static void to_sign_in(Request *request, Text then)
{
    Arena *arena = request->arena;
    const char *pattern = server_hooks()->sign_in;
    if (!pattern) {
        response_error(request, request->own->at, ERROR_FORBIDDEN, NULL);
        return;
    }
    Url sign_in = url_make(arena, request->language, pattern, (const Text[]){TEXT("")});
    response_see(request, 303,
                 text_format(arena, "%.*s?then=%.*s", TEXT_PRINT(sign_in.address),
                             TEXT_PRINT(percent_encode(arena, then))));
}

static Text own_address(const Request *request)
{
    if (request->query.size == 0 || request->route->method == POST) return request->path;
    return text_format(request->arena, "%.*s?%.*s", TEXT_PRINT(request->path), TEXT_PRINT(request->query));
}

static void answer_verdict(Request *request, Snapshot *at, Verdict verdict)
{
    if (verdict == SIGN_IN) to_sign_in(request, own_address(request));
    else response_error(request, at, verdict == HIDDEN ? ERROR_NOT_FOUND : ERROR_FORBIDDEN, NULL);
}

static void find_kept(Snapshot *at, Exchange *exchange)
{
    Request *request = &exchange->request;
    Text secret = request_cookie(request, KEPT_COOKIE);
    if (!exchange->form_route || secret.size == 0) return;
    exchange->own.kept = kept_form_find(at, secret, request->path);
    if (exchange->own.kept.count > 0) request->is_again = true;
}

static void read_page(Snapshot *at, void *context)
{
    Exchange *exchange = context;
    Request *request = &exchange->request;
    find_login(at, request);
    Verdict verdict = request->route->guard(at, request);
    if (verdict != ADMITTED) {
        answer_verdict(request, at, verdict);
    } else {
        find_kept(at, exchange);
        request->route->show(request, at);
    }
    request->own->at = NULL;
}

static void run_get(Exchange *exchange)
{
    store_read(exchange->service->store, exchange->arena, (AccountId){0}, read_page, exchange);
    if (!has_answer(exchange)) fail("route %s answered nothing", exchange->request.route->path);
}

/* ---- A POST ---- */

static Text origin_host(Text origin)
{
    ptrdiff_t start = text_find(origin, TEXT("://"));
    if (start < 0) return (Text){0};
    Text rest = text_from(origin, (size_t)start + 3);
    return text_next(&rest, '/');
}

/* From a page of ours, as far as the browser says (older ones say less; then the token alone decides). */
static bool is_of_our_origin(const Exchange *exchange)
{
    Text site = exchange_header(exchange, "Sec-Fetch-Site"), origin = exchange_header(exchange, "Origin");
    Text host = exchange_header(exchange, "Host"),
         ours = origin_host(exchange->service->settings->public_url);
    if (site.size > 0 && !text_is_c(site, "same-origin") && !text_is_c(site, "none")) return false;
    if (origin.size == 0) origin = exchange_header(exchange, "Referer");
    if (origin.size == 0) return true;
    Text from = origin_host(origin);
    return from.size > 0 && (text_is(from, host) || text_is(from, ours));
}

typedef struct {
    Exchange *exchange;
    Verdict verdict;
    bool token_is_good;
    Text earlier; /* the answer that this operation had already */
    size_t problems_before;
} Post;

static void look_first(Snapshot *at, void *context)
{
    Post *post = context;
    Request *request = &post->exchange->request;
    find_login(at, request);
    post->verdict = request->route->guard(at, request);
    Text token = request_own_field(request, OPERATION_FIELD);
    if (token.size > 0) post->earlier = operation_find(at, token, request->login.account, request->path);
    request->own->at = NULL;
}

static void show_verdict(Snapshot *at, void *context)
{
    Post *post = context;
    find_login(at, &post->exchange->request);
    answer_verdict(&post->exchange->request, at, post->verdict);
    post->exchange->request.own->at = NULL;
}

static bool may_be_kept(Text name)
{
    return !text_is_c(name, CSRF_FIELD) && !text_is_c(name, OPERATION_FIELD) &&
           !text_starts(name, TEXT("password"));
}

typedef struct {
    Request *request;
    Text secret, path;
    NamedTexts typed;
} Keeping;

static bool keep_typed(Change *change, void *context)
{
    Keeping *keeping = context;
    return kept_form_add(change, keeping->secret, keeping->path, &keeping->typed);
}

/* Only for a browser that was signed in: strangers have nothing to lose here. */
static void keep_for_later(Exchange *exchange)
{
    Request *request = &exchange->request;
    Keeping keeping = {.request = request, .secret = request_secret(request), .path = request->path};
    if (request_cookie(request, LOGIN_COOKIE).size == 0 || !exchange->form_route) return;
    for (size_t i = 0; i < exchange->own.values.count; i++)
        if (may_be_kept(exchange->own.values.at[i].name))
            *LIST_ADD(exchange->arena, &keeping.typed) = exchange->own.values.at[i];
    if (store_change(request->store, exchange->arena, (AccountId){0}, keep_typed, &keeping))
        response_cookie(request, KEPT_COOKIE, keeping.secret, KEPT_SECONDS);
}

/* Where a reader goes who has to sign in: the page of the form, or else where they came from. */
static Text page_of_form(const Exchange *exchange)
{
    const Request *request = &exchange->request;
    if (exchange->form_route) return request->path;
    Text referer = exchange_header(exchange, "Referer"), host = origin_host(referer);
    ptrdiff_t start = host.size > 0 ? text_find(referer, host) : -1;
    Text path = start < 0 ? (Text){0} : text_from(referer, (size_t)start + host.size);
    return url_ours(request, path).address;
}

static void turn_away(Post *post)
{
    Exchange *exchange = post->exchange;
    if (post->verdict != SIGN_IN) {
        store_read(exchange->service->store, exchange->arena, (AccountId){0}, show_verdict, post);
        return;
    }
    response_reset(&exchange->request);
    to_sign_in(&exchange->request, page_of_form(exchange));
    keep_for_later(exchange);
}

static void begin_again(Post *post)
{
    response_reset(&post->exchange->request);
    post->exchange->request.problems.count = post->problems_before;
}

static void remember(Post *post, Change *change)
{
    Request *request = &post->exchange->request;
    Text token = request_own_field(request, OPERATION_FIELD), kept = request_cookie(request, KEPT_COOKIE);
    if (request->own->location.size == 0) fail("route %s: apply set no redirect", request->route->path);
    if (token.size > 0)
        operation_keep(change, token, change->at.viewer, request->path, request->own->location);
    if (kept.size > 0) {
        kept_form_remove(change, kept);
        response_cookie(request, KEPT_COOKIE, TEXT(""), 0);
    }
}

static bool apply(Change *change, void *context)
{
    Post *post = context;
    Request *request = &post->exchange->request;
    begin_again(post);
    find_login(&change->at, request);
    AccountId account = request->login.account;
    Text token = request_own_field(request, OPERATION_FIELD);
    post->verdict = request->route->guard(&change->at, request);
    if (post->verdict != ADMITTED) return false;
    post->earlier = token.size > 0 ? operation_find(&change->at, token, account, request->path) : (Text){0};
    if (post->earlier.size > 0) return false;
    bool is_done = request->route->apply(request, change) &&
                   request->problems.count == post->problems_before && post->problems_before == 0;
    change->at.viewer = account;
    if (is_done) remember(post, change);
    request->own->at = NULL;
    return is_done;
}

static void show_again(Snapshot *at, void *context)
{
    Post *post = context;
    Request *request = &post->exchange->request;
    find_login(at, request);
    if (request->route->again) request->route->again(request, at);
    else response_error(request, at, ERROR_FORM_EXPIRED, NULL);
    request->own->at = NULL;
}

/* The form again, with what was typed and what is wrong. Cookies that apply set go; an error page that
 * it chose stays. */
static void run_again(Post *post)
{
    Exchange *exchange = post->exchange;
    Request *request = &exchange->request;
    if (request->own->is_error && has_answer(exchange)) return;
    response_reset(request);
    response_status(request, 422);
    request->is_again = true;
    store_read(exchange->service->store, exchange->arena, request->login.account, show_again, post);
    if (!has_answer(exchange)) fail("route %s answered nothing", request->route->path);
}

static void run_change(Post *post)
{
    Exchange *exchange = post->exchange;
    Request *request = &exchange->request;
    if (request->route->prepare) request->route->prepare(request);
    post->problems_before = request->problems.count;
    bool is_done = store_change(request->store, exchange->arena, request->login.account, apply, post);
    if (is_done) return;
    if (post->verdict != ADMITTED) turn_away(post);
    else if (post->earlier.size > 0) response_see(request, 303, post->earlier);
    else run_again(post);
}

static void run_post(Exchange *exchange)
{
    Request *request = &exchange->request;
    Post post = {.exchange = exchange};
    exchange->form_route = router_other_method(exchange->service->router, request->route);
    store_read(request->store, exchange->arena, (AccountId){0}, look_first, &post);
    if (!is_of_our_origin(exchange)) {
        response_error(request, NULL, ERROR_FORM_EXPIRED, NULL);
    } else if (post.verdict != ADMITTED) {
        turn_away(&post);
    } else if (!request_csrf_is_good(request)) {
        problems_add(&request->problems, TEXT(""),
                     M("This form was open for too long. Check what you typed and send it again."));
        run_again(&post);
    } else if (post.earlier.size > 0) {
        response_see(request, 303, post.earlier);
    } else if (problems_any(&request->problems)) {
        run_again(&post);
    } else {
        run_change(&post);
    }
}

/* ---- Work ---- */

static void show_refusal(Snapshot *at, void *context)
{
    Exchange *exchange = context;
    find_login(at, &exchange->request);
    response_error(&exchange->request, at, exchange->refused, NULL);
    exchange->own.at = NULL;
}

static void run_refusal(Exchange *exchange)
{
    bool closes = exchange->own.answer.closes;
    bool has_page = exchange->refused == ERROR_NOT_FOUND || exchange->refused == ERROR_METHOD;
    if (has_page)
        store_read(exchange->service->store, exchange->arena, (AccountId){0}, show_refusal, exchange);
    else response_error(&exchange->request, NULL, exchange->refused, NULL);
    exchange->own.answer.closes = closes;
    if (exchange->refused != ERROR_METHOD) return;
    const RouteMatch *match = &exchange->match;
    const char *allow = match->allows_get && match->allows_post ? "GET, HEAD, POST"
                        : match->allows_post                    ? "POST"
                                                                : "GET, HEAD";
    response_header(&exchange->request, "Allow", text_of(allow));
}

static void publish(Exchange *exchange)
{
    for (size_t i = 0; i < exchange->own.publications.count; i++)
        push_publish(exchange->own.publications.at[i].topic, exchange->own.publications.at[i].data);
}

static void do_work(void *context)
{
    Exchange *exchange = context;
    const Route *route = exchange->request.route;
    bool is_post = route && route->method == POST && !exchange->is_refused;
    if (is_post) end_body(exchange);
    if (exchange->is_refused) run_refusal(exchange);
    else if (is_post) run_post(exchange);
    else run_get(exchange);
    publish(exchange);
    answer_finish(exchange);
}

static bool touch(Change *change, void *context)
{
    server_hooks()->touch(change, context);
    return true;
}

static void touch_login(void *context)
{
    Exchange *exchange = context;
    Login *login = &exchange->request.login;
    if (login->account.key == 0 || !login->is_stale || !server_hooks()->touch) return;
    store_change(exchange->service->store, exchange->arena, login->account, touch, login);
}

static void finish(void *context)
{
    answer_finish(context);
}

/* ---- Failures ---- */

static void show_failure(void *context)
{
    Exchange *exchange = context;
    bool is_busy = exchange->refused == ERROR_BUSY;
    response_error(&exchange->request, NULL, is_busy ? ERROR_BUSY : ERROR_BROKEN, NULL);
    answer_finish(exchange);
}

/* When even the page of the failure fails. */
static void show_bare(void *context)
{
    Exchange *exchange = context;
    response_reset(&exchange->request);
    response_status(&exchange->request, 500);
    response_bytes(&exchange->request, "text/plain; charset=utf-8", TEXT("Something is broken here.\n"));
    answer_finish(exchange);
}

static void log_failure(const Failure *failure)
{
    LOG(failure->kind == FAILURE_BROKEN ? LOG_ERROR : LOG_WARNING, "request.failed",
        LOG_TEXT("cause", text_of(failure->cause)));
}

static void answer_failure(Exchange *exchange, const Failure *failure)
{
    Failure second;
    log_failure(failure);
    exchange->refused = failure->kind == FAILURE_BROKEN ? ERROR_BROKEN : ERROR_BUSY;
    exchange->spare = exchange->spare ? exchange->spare : arena_new(SPARE_BYTES);
    exchange->request.arena = exchange->spare;
    exchange->own.at = NULL;
    exchange->own.cookies.at = NULL;
    exchange->own.cookies.count = exchange->own.cookies.room = 0;
    if (boundary_run(show_failure, exchange, &second)) return;
    log_failure(&second);
    if (!boundary_run(show_bare, exchange, &second)) fail_again(&second);
}

static bool run(Exchange *exchange, void (*work)(void *))
{
    Failure failure;
    log_set_request(exchange->number);
    bool is_good = boundary_run(work, exchange, &failure);
    if (!is_good) answer_failure(exchange, &failure);
    log_set_request(0);
    return is_good;
}

static bool run_piece(Exchange *exchange, const char *bytes, size_t size)
{
    Failure failure;
    Piece piece = {exchange, {bytes, size}};
    log_set_request(exchange->number);
    bool is_good = boundary_run(read_piece, &piece, &failure);
    if (!is_good) answer_failure(exchange, &failure);
    log_set_request(0);
    return is_good;
}

void exchange_work(Exchange *exchange)
{
    if (has_answer(exchange)) return; /* its body failed */
    if (!run(exchange, do_work)) return;
    Failure failure; /* of no consequence for the answer */
    if (!boundary_run(touch_login, exchange, &failure)) log_failure(&failure);
}

static void admit(void *context)
{
    Exchange *exchange = context;
    Post post = {.exchange = exchange};
    store_read(exchange->service->store, exchange->arena, (AccountId){0}, look_first, &post);
    exchange->is_lost = post.verdict == SIGN_IN;
    if (post.verdict == ADMITTED || post.verdict == SIGN_IN) return;
    turn_away(&post);
    exchange->own.answer.closes = true;
    answer_finish(exchange);
}

ExchangeNext exchange_admit(Exchange *exchange)
{
    if (!run(exchange, admit)) exchange->own.answer.closes = true;
    return has_answer(exchange) ? EXCHANGE_ANSWERED : EXCHANGE_BODY;
}

void exchange_refuse_busy(Exchange *exchange)
{
    Request *request = &exchange->request;
    Text page = exchange->service->busy_page[request->language];
    response_reset(request);
    response_status(request, 503);
    response_header(request, "Retry-After", TEXT("5"));
    response_bytes(request, "text/html; charset=utf-8", page);
    exchange->own.is_error = true;
    exchange->own.has_secret = true; /* made before: not compressed on a thread that is short of time */
    run(exchange, finish);
}

void exchange_log(const Exchange *exchange, int64_t sent_bytes)
{
    const Route *route = exchange->request.route;
    log_set_request(exchange->number);
    LOG(LOG_INFO, "request", LOG_TEXT("method", exchange->method),
        LOG_TEXT("route", text_of(route ? route->path : "")),
        LOG_NUMBER("status", exchange->own.answer.status),
        LOG_NUMBER("us", clock_monotonic_us() - exchange->started_us), LOG_NUMBER("bytes", sent_bytes));
    log_set_request(0);
}

void exchange_end(Exchange *exchange)
{
    Arena *spare = exchange->spare;
    if (exchange->own.answer.kind == ANSWER_FILE) close(exchange->own.answer.descriptor);
    shelf_return(exchange->service->shelf, exchange->arena);
    if (spare) arena_free(spare);
}
