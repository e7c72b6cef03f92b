/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/http/exchange_parts.h"

#include "base/log.h"
#include "platform/http/shelf.h"

#include <stdatomic.h>
#include <unistd.h>

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

bool header_is(Text name, const char *wanted)
{
    return name.size == strlen(wanted) && strncasecmp(name.at, wanted, name.size) == 0;
}

Text exchange_header(const Exchange *exchange, const char *name)
{
    for (size_t i = 0; i < exchange->headers.count; i++)
        if (header_is(exchange->headers.at[i].name, name)) return exchange->headers.at[i].value;
    return (Text){0};
}

int exchange_header_count(const Exchange *exchange, const char *name)
{
    int count = 0;
    for (size_t i = 0; i < exchange->headers.count; i++)
        count += header_is(exchange->headers.at[i].name, name);
    return count;
}

void exchange_refuse(Exchange *exchange, ErrorKind kind, bool closes)
{
    exchange->is_refused = true;
    exchange->refused = kind;
    if (closes) exchange->own.answer.closes = true;
}

bool exchange_has_answer(const Exchange *exchange)
{
    return exchange->own.answer.kind != ANSWER_NONE;
}

void exchange_log(const Exchange *exchange, int64_t sent_bytes)
{
    const Route *route = exchange->request.route;
    log_set_request(exchange->number);
    LOG(LOG_INFO, "request", LOG_TEXT("method", exchange->method),
        LOG_TEXT("route", text_of(route ? route->path : "")),
        LOG_NUMBER("status", exchange->own.answer.status),
        LOG_NUMBER("us", clock_monotonic_us() - exchange->started_us), LOG_NUMBER("bytes", sent_bytes),
        LOG_NUMBER("queries", exchange->statements));
    log_set_request(0);
}

void exchange_end(Exchange *exchange)
{
    Arena *spare = exchange->spare;
    if (exchange->own.answer.kind == ANSWER_FILE) close(exchange->own.answer.descriptor);
    shelf_return(exchange->service->shelf, exchange->arena);
    if (spare) arena_free(spare);
}
