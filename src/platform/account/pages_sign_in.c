/* SPDX-License-Identifier: Apache-2.0 */
/* Signing in and out, registering, forgotten passwords. What a stranger can ask here has the same
 * answer whether or not there is such an account. */
#include "platform/account/pages.h"

static Url with_then(const Request *request, Url plain)
{
    Text then = then_text(request);
    if (!then.size) return plain;
    Url query = URL(request->arena, request->language, "?then={}", then);
    return (Url){text_join(request->arena, plain.address, query.address)};
}

void sign_in_show(Request *request, Snapshot *at)
{
    Arena *arena = request->arena;
    Language language = request->language;
    if (request->login.account.key && !problems_any(&request->problems)) {
        response_redirect(request, then_of(request));
        return;
    }
    SignInPage view = {
        .shell = shell_for(request, at, (Message){0}),
        .token = form_token_for(request),
        .problems = request->problems,
        .address = field_make(&request->problems, TEXT("address"), typed_text(request, "address")),
        .password = field_make(&request->problems, TEXT("password"), TEXT("")),
        .action = URL(arena, language, "/account/sign-in/"),
        .forgot = URL(arena, language, "/account/forgot/"),
        .registering = with_then(request, URL(arena, language, "/account/register/")),
    };
    view.shell.is_unlisted = true;
    view.shell.sign_in = (Url){0};
    view.address.type = "email";
    view.address.autocomplete = "username";
    keep_then(&view.token, request);
    if (text_is_c(request_text(request, "done"), "password"))
        shell_add_notice(arena, &view.shell, NOTICE_GOOD,
                         M("Your password was changed. Sign in with the new one."));
    RESPOND(request, account_sign_in_html, &view);
}

void sign_in_prepare(Request *request)
{
    Proof *proof = request->prepared = ARENA_NEW(request->arena, Proof);
    proof_make(request, typed_text(request, "address"), typed_password(request, "password"), proof);
}

/* An account of the demonstration is open on this machine only. */
static bool may_sign_in_here(Request *request, Change *change, AccountId id)
{
    Account account;
    if (!account_find(&change->at, id, &account)) return false;
    if (!account.demonstration || request_client_is_loopback(request)) return true;
    problems_add(&request->problems, TEXT(""),
                 M("This account belongs to the demonstration. It opens only on the machine that runs it."));
    return false;
}

bool sign_in_apply(Request *request, Change *change)
{
    const Proof *proof = request->prepared;
    if (!proof_holds(request, change, proof, TEXT(""))) return false;
    if (!may_sign_in_here(request, change, proof->account)) return false;
    if (proof->new_hash.size) account_set_password(change, proof->account, proof->new_hash);
    sign_in_here(request, change, proof->account);
    response_redirect(request, then_of(request));
    return true;
}

bool sign_out_apply(Request *request, Change *change)
{
    login_close_cookie(change, request_cookie(request, LOGIN_COOKIE));
    response_cookie(request, LOGIN_COOKIE, TEXT(""), 0);
    response_redirect(request, URL(request->arena, request->language, "/"));
    return true;
}

void register_show(Request *request, Snapshot *at)
{
    Arena *arena = request->arena;
    RegisterPage view = {
        .shell = shell_for(request, at, (Message){0}),
        .token = form_token_for(request),
        .problems = request->problems,
        .name = field_make(&request->problems, TEXT("name"), typed_text(request, "name")),
        .address = field_make(&request->problems, TEXT("address"), typed_text(request, "address")),
        .action = URL(arena, request->language, "/account/register/"),
        .sign_in = with_then(request, URL(arena, request->language, "/account/sign-in/")),
    };
    view.shell.is_unlisted = true;
    view.name.autocomplete = "name";
    view.address.type = "email";
    view.address.autocomplete = "email";
    keep_then(&view.token, request);
    RESPOND(request, account_register_html, &view);
}

static void redirect_sent(Request *request, Text what)
{
    response_redirect(request, URL(request->arena, request->language, "/account/sent/?for={}", what));
}

/* The link's scope keeps where they wanted to go. */
static void send_register_link(Request *request, Change *change, AccountId id)
{
    Account account;
    account_find(&change->at, id, &account);
    Link link = {.purpose = TEXT("register"),
                 .scope = then_text(request),
                 .account = id,
                 .address = account.address,
                 .expires = instant_plus(change->at.now, LINK_REGISTER_US)};
    account_mail(change, "account/register", &account, TEXT(""), link_make(change, &link));
}

bool register_apply(Request *request, Change *change)
{
    Account there;
    AccountDraft draft = {typed_text(request, "name"), typed_text(request, "address"),
                          language_code(request->language), TEXT("")};
    account_check_draft(request->arena, &draft, &request->problems);
    if (problems_any(&request->problems) || !claim_mail(request, change, draft.address)) return false;
    if (account_find_by_address(&change->at, draft.address, &there) && there.has_password)
        account_mail(change, "account/known", &there, TEXT(""), TEXT(""));
    else
        send_register_link(request, change,
                           account_ensure(change, draft.name, draft.address, request->language));
    redirect_sent(request, TEXT("register"));
    return true;
}

void forgot_show(Request *request, Snapshot *at)
{
    ForgotPage view = {
        .shell = shell_for(request, at, (Message){0}),
        .token = form_token_for(request),
        .problems = request->problems,
        .address = field_make(&request->problems, TEXT("address"), typed_text(request, "address")),
        .action = URL(request->arena, request->language, "/account/forgot/"),
    };
    view.shell.is_unlisted = true;
    view.address.type = "email";
    view.address.autocomplete = "email";
    RESPOND(request, account_forgot_html, &view);
}

bool forgot_apply(Request *request, Change *change)
{
    Account account;
    Text address = typed_text(request, "address");
    if (!address_is_good(address)) {
        problems_add(&request->problems, TEXT("address"),
                     M("Enter an e-mail address, such as name@example.org."));
        return false;
    }
    if (!claim_mail(request, change, address)) return false;
    if (account_find_by_address(&change->at, address, &account)) {
        Link link = {.purpose = TEXT("reset"),
                     .account = account.id,
                     .address = account.address,
                     .expires = instant_plus(change->at.now, LINK_RESET_US)};
        account_mail(change, "account/reset", &account, TEXT(""), link_make(change, &link));
    }
    redirect_sent(request, TEXT("reset"));
    return true;
}

void sent_show(Request *request, Snapshot *at)
{
    Text what = request_text(request, "for");
    SentPage view = {
        .shell = shell_for(request, at, (Message){0}),
        .what = text_is_c(what, "reset")     ? SENT_RESET
                : text_is_c(what, "address") ? SENT_ADDRESS
                                             : SENT_REGISTER,
        .is_in_outbox = !request->settings->mail_server.size && request_client_is_loopback(request),
    };
    view.shell.is_unlisted = true;
    RESPOND(request, account_sent_html, &view);
}
