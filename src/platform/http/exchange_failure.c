/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/http/exchange_parts.h"

#include "base/log.h"

enum { SPARE_BYTES = 4 << 20 };

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

void exchange_log_failure(const Failure *failure)
{
    LOG(failure->kind == FAILURE_BROKEN ? LOG_ERROR : LOG_WARNING, "request.failed",
        LOG_TEXT("cause", text_of(failure->cause)));
}

static void answer_failure(Exchange *exchange, const Failure *failure)
{
    Failure second;
    exchange_log_failure(failure);
    exchange->refused = failure->kind == FAILURE_BROKEN ? ERROR_BROKEN : ERROR_BUSY;
    exchange->spare = exchange->spare ? exchange->spare : arena_new(SPARE_BYTES);
    exchange->request.arena = exchange->spare;
    exchange->own.at = NULL;
    exchange->own.cookies.at = NULL;
    exchange->own.cookies.count = exchange->own.cookies.room = 0;
    if (boundary_run(show_failure, exchange, &second)) return;
    exchange_log_failure(&second);
    if (!boundary_run(show_bare, exchange, &second)) fail_again(&second);
}

bool exchange_run(Exchange *exchange, void (*work)(void *context), void *context)
{
    Failure failure;
    log_set_request(exchange->number);
    bool is_good = boundary_run(work, context, &failure);
    if (!is_good) answer_failure(exchange, &failure);
    log_set_request(0);
    return is_good;
}

static void finish(void *context)
{
    answer_finish(context);
}

void exchange_finish(Exchange *exchange)
{
    exchange_run(exchange, finish, exchange);
}
