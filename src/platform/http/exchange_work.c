/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/http/exchange_parts.h"

#include "platform/http/push.h"
#include "platform/http/push_relay.h"

static void read_page(Snapshot *at, void *context)
{
    Exchange *exchange = context;
    Request *request = &exchange->request;
    exchange_find_login(at, request);
    Verdict verdict = request->route->guard(at, request);
    if (verdict != ADMITTED) {
        exchange_answer_verdict(request, at, verdict);
    } else {
        exchange_find_kept(at, exchange);
        request->route->show(request, at);
    }
    request->own->at = NULL;
}

static void run_get(Exchange *exchange)
{
    store_read(exchange->service->store, exchange->arena, (AccountId){0}, read_page, exchange);
    if (!exchange_has_answer(exchange)) fail("route %s answered nothing", exchange->request.route->path);
}

static void show_refusal(Snapshot *at, void *context)
{
    Exchange *exchange = context;
    exchange_find_login(at, &exchange->request);
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

/* What a change published stands in the outbox by now; a page's is told here and now. */
static void publish(Exchange *exchange, bool is_change)
{
    if (is_change && exchange->own.publications.count > 0) push_relay_wake();
    for (size_t i = 0; !is_change && i < exchange->own.publications.count; i++)
        push_publish(exchange->own.publications.at[i].topic, exchange->own.publications.at[i].data);
}

static void do_work(void *context)
{
    Exchange *exchange = context;
    const Route *route = exchange->request.route;
    bool is_post = route && route->method == POST && !exchange->is_refused;
    if (is_post) exchange_end_body(exchange);
    if (exchange->is_refused) run_refusal(exchange);
    else if (is_post) exchange_apply_form(exchange);
    else run_get(exchange);
    publish(exchange, is_post);
    answer_finish(exchange);
}

void exchange_work(Exchange *exchange)
{
    if (exchange_has_answer(exchange)) return; /* its body failed */
    int64_t before = store_statements();
    bool is_done = exchange_run(exchange, do_work, exchange);
    exchange->statements += store_statements() - before;
    if (!is_done) return;
    Failure failure; /* of no consequence for the answer */
    if (!boundary_run(exchange_touch_login, exchange, &failure)) exchange_log_failure(&failure);
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
    exchange_finish(exchange);
}
