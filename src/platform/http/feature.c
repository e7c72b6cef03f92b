/* SPDX-License-Identifier: Apache-2.0 */
/* What the server itself brings. */
#include "platform/http/feature.h"

#include "base/fail.h"
#include "platform/http/keep.h"
#include "platform/http/server.h"

enum { YEAR_SECONDS = 365 * 86400 };

/* /language/ko/?then=/prize/demo/: remembers the choice in a cookie, and goes there. */
static void show_language(Request *request, Snapshot *at)
{
    Language language;
    if (!language_from_code(request_text(request, "code"), &language)) {
        response_not_found(request);
        return;
    }
    Text then = request_text(request, "then");
    if (!text_is(url_ours(request, then).address, then)) then = TEXT("/");
    Text code = language_code(language);
    response_cookie(request, "language", code, YEAR_SECONDS);
    response_redirect(request,
                      (Url){text_format(request->arena, "/%.*s%.*s", TEXT_PRINT(code), TEXT_PRINT(then))});
}

static void show_ready(Request *request, Snapshot *at)
{
    bool is_ready = store_is_ready(request->store);
    if (!is_ready) response_status(request, 503);
    response_bytes(request, "text/plain; charset=utf-8",
                   is_ready ? TEXT("ready\n") : TEXT("the store is away\n"));
}

static const Route routes[] = {
    {GET, "/language/{code}/", guard_everyone, .show = show_language,
     .parameters = {{"then", PARAMETER_TEXT, 2000}}, .neutral = true,
     .help = "Remembers a choice of language and goes to that path in it."},
    {GET, "/readyz", guard_everyone, .show = show_ready, .neutral = true,
     .help = "For load balancers: the store answers. (/healthz answers without it.)"},
};

static const Job jobs[] = {{"http/expire", HOUR_US, keep_expire}};

const Feature http_feature = {.name = "http",
                              .routes = routes,
                              .route_count = sizeof routes / sizeof *routes,
                              .jobs = jobs,
                              .job_count = sizeof jobs / sizeof *jobs,
                              .migrations = http_migrations,
                              .migration_count = 2};
