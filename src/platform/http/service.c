/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/http/service.h"

#include "base/fail.h"
#include "platform/config/settings.h"
#include "platform/http/exchange.h"
#include "platform/http/shelf.h"

enum { SERVICE_MEMORY_BYTES = 64 << 20, ARENAS_KEPT = 64 };

Verdict guard_everyone(Snapshot *at, const Request *request)
{
    return ADMITTED;
}

Verdict guard_signed_in(Snapshot *at, const Request *request)
{
    return request->login.account.key != 0 ? ADMITTED : SIGN_IN;
}

static void read_proxies(Service *service)
{
    for (size_t i = 0; i < service->settings->trusted_proxies.count; i++) {
        Text written = service->settings->trusted_proxies.at[i].network;
        Network network;
        if (!network_read(written, &network)) fail("“%.*s” is no network", TEXT_PRINT(written));
        *LIST_ADD(service->arena, &service->proxies) = network;
    }
}

typedef struct {
    Service *service;
    Language language;
} BusyPage;

static void make_busy_page(void *context)
{
    BusyPage *page = context;
    Exchange *exchange = exchange_begin(page->service, TEXT("GET"), TEXT("/"), &(SocketAddress){0});
    exchange->request.language = page->language;
    response_error(&exchange->request, NULL, ERROR_BUSY, NULL);
    page->service->busy_page[page->language] = text_copy(page->service->arena, exchange->own.answer.body);
    exchange_end(exchange);
}

Service *service_new(Store *store, const Settings *settings, const Feature *const *all)
{
    Arena *arena = arena_new(SERVICE_MEMORY_BYTES);
    Service *service = ARENA_NEW(arena, Service);
    *service = (Service){.store = store, .settings = settings, .arena = arena};
    service->shelf = shelf_new(ARENAS_KEPT, (size_t)settings->request_memory_bytes);
    service->router = router_new(arena, all);
    read_proxies(service);
    asset_prepare(arena);
    for (Language language = 0; language < LANGUAGE_COUNT; language++)
        make_busy_page(&(BusyPage){service, language});
    return service;
}

void service_free(Service *service)
{
    shelf_free(service->shelf);
    arena_free(service->arena);
}
