/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/http/exchange_parts.h"

#include "platform/http/percent.h"

void exchange_find_login(Snapshot *at, Request *request)
{
    Text cookie = request_cookie(request, LOGIN_COOKIE);
    request->login = (Login){0};
    if (cookie.size > 0 && server_hooks()->login) server_hooks()->login(at, request, cookie, &request->login);
    at->viewer = request->login.account;
    at->tongue = language_code(request->language);
    request->own->at = at;
}

void exchange_to_sign_in(Request *request, Text then)
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

void exchange_answer_verdict(Request *request, Snapshot *at, Verdict verdict)
{
    if (verdict == SIGN_IN) exchange_to_sign_in(request, own_address(request));
    else response_error(request, at, verdict == HIDDEN ? ERROR_NOT_FOUND : ERROR_FORBIDDEN, NULL);
}

static bool touch(Change *change, void *context)
{
    server_hooks()->touch(change, context);
    return true;
}

void exchange_touch_login(void *context)
{
    Exchange *exchange = context;
    Login *login = &exchange->request.login;
    if (login->account.key == 0 || !login->is_stale || !server_hooks()->touch) return;
    store_change(exchange->service->store, exchange->arena, login->account, touch, login);
}
