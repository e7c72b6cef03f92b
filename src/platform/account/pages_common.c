/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/account/pages.h"

Text typed_text(const Request *request, const char *name)
{
    return text_normalise(request->arena, text_trim(request_text(request, name)));
}

Text typed_password(const Request *request, const char *name)
{
    return text_normalise(request->arena, request_text(request, name));
}

Text client_of(const Request *request)
{
    return text_format(request->arena, "%016llx", (unsigned long long)request_client_key(request));
}

void add_wait_problem(Problems *problems, const Request *request, Instant until)
{
    /* up to the next whole minute, so that the time said is never too early */
    Instant minute = {(until.us / MINUTE_US + 1) * MINUTE_US};
    problems_add(problems, TEXT(""),
                 M("Too many attempts. For safety, try again at {time} ({zone}).",
                   WITH_TIME("time", minute, request->settings->zone),
                   WITH_TEXT("zone", zone_city(request->arena, request->language, request->settings->zone))));
}

void sign_in_here(Request *request, Change *change, AccountId account)
{
    login_close_cookie(change, request_cookie(request, LOGIN_COOKIE));
    Text cookie = login_open(change, account, request_header(request, "User-Agent"),
                             request->settings->login_hours * HOUR_US);
    response_cookie(request, LOGIN_COOKIE, cookie, LOGIN_LONGEST_US / SECOND_US);
}

Text then_text(const Request *request)
{
    Text then = request_text(request, "then");
    return text_is(url_ours(request, then).address, then) ? then : TEXT("");
}

Url then_of(const Request *request)
{
    return url_ours(request, request_text(request, "then"));
}

void keep_then(FormToken *token, const Request *request)
{
    Text then = then_text(request);
    if (then.size) *LIST_ADD(request->arena, &token->fields) = (HiddenField){"then", then};
}

bool claim_mail(Request *request, Change *change, Text address)
{
    Instant until;
    bool may = attempt_claim(change, ATTEMPT_MAIL_CLIENT, client_of(request), &until) &&
               attempt_claim(change, ATTEMPT_MAIL_ADDRESS, address_key(request->arena, address), &until);
    if (!may) add_wait_problem(&request->problems, request, until);
    return may;
}

typedef struct {
    Request *request;
    Text key; /* of the address */
    Proof *proof;
} ProofWork;

static bool claim_attempt(Change *change, void *context)
{
    ProofWork *work = context;
    Account account;
    *work->proof = (Proof){0};
    Instant *until = &work->proof->until;
    work->proof->is_too_early =
        !attempt_claim(change, ATTEMPT_SIGN_IN_CLIENT, client_of(work->request), until) ||
        !attempt_claim(change, ATTEMPT_SIGN_IN_ACCOUNT, work->key, until);
    if (work->proof->is_too_early) return false;
    if (!account_find_by_address(&change->at, work->key, &account)) return true;
    work->proof->account = account.id;
    work->proof->hash = account_password_hash(&change->at, account.id);
    return true;
}

void proof_make(Request *request, Text address, Text password, Proof *proof)
{
    ProofWork work = {request, address_key(request->arena, address), proof};
    store_change(request->store, request->arena, (AccountId){0}, claim_attempt, &work);
    if (proof->is_too_early) return;
    proof->fits = password_verify(proof->hash, password);
    if (proof->fits && password_is_outdated(proof->hash))
        proof->new_hash = password_hash(request->arena, password);
}

bool proof_holds(Request *request, Change *change, const Proof *proof, Text field)
{
    if (proof->is_too_early) {
        add_wait_problem(&request->problems, request, proof->until);
        return false;
    }
    if (!proof->fits || !text_is(account_password_hash(&change->at, proof->account), proof->hash)) {
        Message wrong = field.size ? M("The current password is not correct.")
                                   : M("The e-mail address or password is not correct.");
        problems_add(&request->problems, field, wrong);
        return false;
    }
    Account account;
    account_find(&change->at, proof->account, &account);
    attempt_forgive(change, ATTEMPT_SIGN_IN_ACCOUNT, address_key(request->arena, account.address));
    attempt_return(change, ATTEMPT_SIGN_IN_CLIENT, client_of(request));
    return true;
}

void new_password_make(Request *request, Text name, Text address, NewPassword *made)
{
    Text password = typed_password(request, "password");
    *made = (NewPassword){.problems = problems_none(request->arena)};
    password_check(password, name, address, &made->problems);
    if (!problems_any(&made->problems)) made->hash = password_hash(request->arena, password);
}
