/* SPDX-License-Identifier: Apache-2.0 */
/* The pages behind single-use links: GET looks, POST consumes. */
#include "platform/account/pages.h"

#include "platform/http/route.h"

enum { GONE = 410 };

static void show_expired(Request *request, Snapshot *at)
{
    response_sorry(request, at, GONE, PAGE_ERROR_LINK_EXPIRED, (Message){0});
}

/* The link of the path, if it is of this purpose and its account is there. */
static bool find_link(Snapshot *at, const Request *request, const char *purpose, Link *link, Account *account)
{
    return link_find(at, request_text(request, "token"), link) && text_is_c(link->purpose, purpose) &&
           account_find(at, link->account, account);
}

static void show_set_password(Request *request, Snapshot *at, const char *purpose, bool is_new)
{
    Link link;
    Account account;
    if (!find_link(at, request, purpose, &link, &account)) {
        show_expired(request, at);
        return;
    }
    Text name = request->is_again ? typed_text(request, "name") : account.name;
    SetPasswordPage view = {
        .shell = shell_for(request, at, (Message){0}),
        .token = form_token_for(request),
        .problems = request->problems,
        .is_new = is_new,
        .address = account.address,
        .name = field_make(&request->problems, TEXT("name"), name),
        .password = field_make(&request->problems, TEXT("password"), TEXT("")),
        .action = url_ours(request, request->path),
    };
    view.shell.is_unlisted = true;
    view.name.autocomplete = "name";
    view.password.autocomplete = "new-password";
    RESPOND(request, account_set_password_html, &view);
}

void register_link_show(Request *request, Snapshot *at)
{
    show_set_password(request, at, "register", true);
}

void reset_link_show(Request *request, Snapshot *at)
{
    show_set_password(request, at, "reset", false);
}

typedef struct {
    Text token;
    bool is_good;
    Account account;
} LinkLook;

static void look_at_link(Snapshot *at, void *context)
{
    LinkLook *look = context;
    Link link;
    look->is_good = link_find(at, look->token, &link) && account_find(at, link.account, &look->account);
}

/* Only who has a link makes the server compute a hash. */
void link_prepare(Request *request)
{
    LinkLook look = {.token = request_text(request, "token")};
    NewPassword *made = request->prepared = ARENA_NEW(request->arena, NewPassword);
    store_read(request->store, request->arena, (AccountId){0}, look_at_link, &look);
    if (look.is_good) new_password_make(request, look.account.name, look.account.address, made);
}

static void copy_problems(Request *request, const Problems *from)
{
    for (size_t i = 0; i < from->count; i++)
        problems_add(&request->problems, from->at[i].field, from->at[i].message);
}

/* What every password by link does: consumed once, the address is proven, all other logins end. */
static bool set_password_by_link(Request *request, Change *change, const Link *link, const Account *account)
{
    const NewPassword *made = request->prepared;
    copy_problems(request, &made->problems);
    if (problems_any(&request->problems) || !made->hash.size) return false;
    if (!link_consume(change, request_text(request, "token"), account->id)) return false;
    account_set_password(change, account->id, made->hash);
    Text key = address_key(request->arena, account->address);
    if (text_is(address_key(request->arena, link->address), key))
        account_confirm_address(change, account->id, account->address);
    login_close_others(change, account->id, 0);
    link_withdraw(change, account->id, TEXT("reset"));
    link_withdraw(change, account->id, TEXT("register"));
    attempt_forgive(change, ATTEMPT_SIGN_IN_ACCOUNT, key);
    return true;
}

bool register_link_apply(Request *request, Change *change)
{
    Link link;
    Account account;
    if (!find_link(&change->at, request, "register", &link, &account)) return false;
    AccountDraft draft = {typed_text(request, "name"), account.address, language_code(account.language),
                          account.zone};
    account_check_draft(request->arena, &draft, &request->problems);
    if (!set_password_by_link(request, change, &link, &account)) return false;
    account_set_profile(change, account.id, draft.name, account.language, account.zone);
    if (account.demonstration && !request_client_is_loopback(request)) return false;
    sign_in_here(request, change, account.id);
    response_redirect(request, url_ours(request, link.scope));
    return true;
}

bool reset_link_apply(Request *request, Change *change)
{
    Link link;
    Account account;
    if (!find_link(&change->at, request, "reset", &link, &account)) return false;
    if (!set_password_by_link(request, change, &link, &account)) return false;
    account_mail(change, "account/password-changed", &account, TEXT(""), TEXT(""));
    response_redirect(request, URL(request->arena, request->language, "/account/sign-in/?done=password"));
    return true;
}

/* ---- invitations: claimed by whoever signs in, or by the new account they were made for */

static bool find_invitation(Snapshot *at, const Request *request, Link *link)
{
    return link_find(at, request_text(request, "token"), link) && text_starts(link->purpose, TEXT("invite/"));
}

static bool can_create(Snapshot *at, const Link *link, Account *account)
{
    return account_find(at, link->account, account) && !account->has_password;
}

void invitation_show(Request *request, Snapshot *at)
{
    Link link;
    Account account = {0};
    if (!find_invitation(at, request, &link)) {
        show_expired(request, at);
        return;
    }
    Arena *arena = request->arena;
    Language language = request->language;
    const InvitationKind *kind = account_invitation_kind(link.purpose);
    bool may_create = can_create(at, &link, &account);
    InvitationPage view = {
        .shell = shell_for(request, at, (Message){0}),
        .token = form_token_for(request),
        .problems = request->problems,
        .address = account.address,
        .expires = link.expires,
        .is_signed_in = request->login.account.key != 0,
        .can_create = may_create,
        .signed_in_name = request->login.name,
        .name = field_make(&request->problems, TEXT("name"),
                           request->is_again ? typed_text(request, "name") : account.name),
        .password = field_make(&request->problems, TEXT("password"), TEXT("")),
        .action = url_ours(request, request->path),
        .sign_in = URL(arena, language, "/account/sign-in/?then={}", request->path),
        .registering = URL(arena, language, "/account/register/?then={}", request->path),
    };
    if (kind && kind->about) view.about = kind->about(at, language, &link);
    view.shell.is_unlisted = true;
    view.name.autocomplete = "name";
    view.password.autocomplete = "new-password";
    RESPOND(request, account_invitation_html, &view);
}

void invitation_prepare(Request *request)
{
    if (!request->login.account.key) link_prepare(request);
}

/* The invited account gets its password and is who claims. */
static bool create_claimant(Request *request, Change *change, const Link *link, AccountId *claimant)
{
    Account account;
    const NewPassword *made = request->prepared;
    if (!made || !can_create(&change->at, link, &account)) return false;
    AccountDraft draft = {typed_text(request, "name"), account.address, language_code(account.language),
                          account.zone};
    account_check_draft(request->arena, &draft, &request->problems);
    copy_problems(request, &made->problems);
    if (problems_any(&request->problems) || !made->hash.size) return false;
    account_set_profile(change, account.id, draft.name, account.language, account.zone);
    account_set_password(change, account.id, made->hash);
    account_confirm_address(change, account.id, account.address);
    *claimant = account.id;
    return true;
}

static Url after_claim(const Request *request, const InvitationKind *kind, const Link *link)
{
    if (!kind || !kind->then) return URL(request->arena, request->language, "/account/");
    Text subject = text_format(request->arena, "%lld", (long long)link->subject_key);
    return url_make(request->arena, request->language, kind->then, (const Text[]){subject, TEXT("")});
}

bool invitation_apply(Request *request, Change *change)
{
    Link link;
    AccountId claimant = request->login.account;
    bool is_new = claimant.key == 0;
    if (!find_invitation(&change->at, request, &link)) return false;
    if (is_new && !create_claimant(request, change, &link, &claimant)) return false;
    if (!link_consume(change, request_text(request, "token"), claimant)) return false;
    const InvitationKind *kind = account_invitation_kind(link.purpose);
    if (kind && kind->claimed) kind->claimed(change, &link, claimant);
    if (is_new) sign_in_here(request, change, claimant);
    response_redirect(request, after_claim(request, kind, &link));
    return true;
}

/* ---- a new address, confirmed from there by who is signed in: otherwise one could make a stranger
 * lend an address by a click */

static bool find_confirmation(Snapshot *at, const Request *request, Link *link, Account *account)
{
    return find_link(at, request, "address", link, account) && account->id.key == request->login.account.key;
}

void confirm_show(Request *request, Snapshot *at)
{
    Link link;
    Account account;
    if (!find_confirmation(at, request, &link, &account)) {
        show_expired(request, at);
        return;
    }
    ConfirmPage view = {
        .shell = shell_for(request, at, (Message){0}),
        .question = M("Use this address from now on?"),
        .meaning = M("You sign in with {address}, and mails go there.", WITH_TEXT("address", link.address)),
        .button = M("Confirm the address"),
        .action = url_ours(request, request->path),
        .back = URL(request->arena, request->language, "/account/"),
        .token = form_token_for(request),
    };
    for (size_t i = 0; i < request->problems.count; i++)
        shell_add_notice(request->arena, &view.shell, NOTICE_BAD, request->problems.at[i].message);
    view.shell.is_unlisted = true;
    RESPOND(request, page_confirm_html, &view);
}

bool confirm_apply(Request *request, Change *change)
{
    Link link;
    Account account;
    if (!find_confirmation(&change->at, request, &link, &account)) return false;
    if (!link_consume(change, request_text(request, "token"), account.id)) return false;
    if (!account_confirm_address(change, account.id, link.address)) {
        problems_add(&request->problems, TEXT(""), M("Another account has this address by now."));
        return false;
    }
    Text old = account.address;
    account.address = link.address;
    account_mail(change, "account/address-changed", &account, old, TEXT(""));
    response_redirect(request, URL(request->arena, request->language, "/account/?done=address"));
    return true;
}
