/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/http/exchange_parts.h"

#include "platform/http/keep.h"

enum { KEPT_SECONDS = 3600 };
#define KEPT_COOKIE "kept"

void exchange_find_kept(Snapshot *at, Exchange *exchange)
{
    Request *request = &exchange->request;
    Text secret = request_cookie(request, KEPT_COOKIE);
    if (!exchange->form_route || secret.size == 0) return;
    exchange->own.kept = kept_form_find(at, secret, request->path);
    if (exchange->own.kept.count > 0) request->is_again = true;
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
void exchange_keep_typed(Exchange *exchange)
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

/* Only by the form itself: the sign-in on the way back to it is a form too. */
void exchange_forget_kept(Exchange *exchange, Change *change)
{
    Request *request = &exchange->request;
    Text secret = request_cookie(request, KEPT_COOKIE);
    if (secret.size > 0 && kept_form_remove(change, secret, request->path))
        response_cookie(request, KEPT_COOKIE, TEXT(""), 0);
}
