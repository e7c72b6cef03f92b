/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/http/exchange_parts.h"

#include "platform/config/settings.h"
#include "platform/http/keep.h"
#include "platform/http/push_relay.h"

static Text address_host(Text origin)
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
         ours = address_host(exchange->service->settings->public_url);
    if (site.size > 0 && !text_is_c(site, "same-origin") && !text_is_c(site, "none")) return false;
    if (origin.size == 0) origin = exchange_header(exchange, "Referer");
    if (origin.size == 0) return true;
    Text from = address_host(origin);
    return from.size > 0 && (text_is(from, host) || text_is(from, ours));
}

typedef struct {
    Exchange *exchange;
    Verdict verdict;
    Text operation;
    Text earlier; /* the answer that this operation had already */
    size_t problems_before;
} Post;

static void look_first(Snapshot *at, void *context)
{
    Post *post = context;
    Request *request = &post->exchange->request;
    exchange_find_login(at, request);
    post->verdict = request->route->guard(at, request);
    post->operation = operation_of(request);
    if (post->operation.size > 0) post->earlier = operation_find(at, post->operation);
    request->own->at = NULL;
}

static void show_verdict(Snapshot *at, void *context)
{
    Post *post = context;
    exchange_find_login(at, &post->exchange->request);
    exchange_answer_verdict(&post->exchange->request, at, post->verdict);
    post->exchange->request.own->at = NULL;
}

/* Where a reader goes who has to sign in: the page of the form, or else where they came from. */
static Text page_of_form(const Exchange *exchange)
{
    const Request *request = &exchange->request;
    if (exchange->form_route) return request->path;
    Text referer = exchange_header(exchange, "Referer"), host = address_host(referer);
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
    exchange_to_sign_in(&exchange->request, page_of_form(exchange));
    exchange_keep_typed(exchange);
}

static void begin_again(Post *post)
{
    response_reset(&post->exchange->request);
    post->exchange->request.problems.count = post->problems_before;
}

static void remember(Post *post, Change *change)
{
    Request *request = &post->exchange->request;
    if (request->own->location.size == 0) fail("route %s: apply set no redirect", request->route->path);
    if (post->operation.size > 0) operation_keep(change, post->operation, request->own->location);
    exchange_forget_kept(post->exchange, change);
}

static void publish(const Post *post, Change *change)
{
    const struct RequestPrivate *own = post->exchange->request.own;
    for (size_t i = 0; i < own->publications.count; i++)
        push_relay_add(change, own->publications.at[i].topic, own->publications.at[i].data);
}

static bool apply(Change *change, void *context)
{
    Post *post = context;
    Request *request = &post->exchange->request;
    begin_again(post);
    exchange_find_login(&change->at, request);
    AccountId account = request->login.account;
    post->verdict = request->route->guard(&change->at, request);
    if (post->verdict != ADMITTED) return false;
    post->operation = operation_of(request);
    post->earlier = post->operation.size > 0 ? operation_find(&change->at, post->operation) : (Text){0};
    if (post->earlier.size > 0) return false;
    bool is_done = request->route->apply(request, change) &&
                   request->problems.count == post->problems_before && post->problems_before == 0;
    change->at.viewer = account;
    if (is_done) {
        remember(post, change);
        publish(post, change);
    }
    request->own->at = NULL;
    return is_done;
}

static void show_again(Snapshot *at, void *context)
{
    Post *post = context;
    Request *request = &post->exchange->request;
    exchange_find_login(at, request);
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
    if (request->own->is_error && exchange_has_answer(exchange)) return;
    response_reset(request);
    response_status(request, 422);
    request->is_again = true;
    store_read(exchange->service->store, exchange->arena, request->login.account, show_again, post);
    if (!exchange_has_answer(exchange)) fail("route %s answered nothing", request->route->path);
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

void exchange_apply_form(Exchange *exchange)
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
    if (!exchange_run(exchange, admit, exchange)) exchange->own.answer.closes = true;
    return exchange_has_answer(exchange) ? EXCHANGE_ANSWERED : EXCHANGE_BODY;
}
