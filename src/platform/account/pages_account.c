/* SPDX-License-Identifier: Apache-2.0 */
/* One's own account: profile, password, address, devices. */
#include "base/fail.h"
#include "platform/account/pages.h"

static Account own_account(Snapshot *at, const Request *request)
{
    Account account = {0};
    if (!account_find(at, request->login.account, &account)) fail("account: of a login, but not there");
    return account;
}

static void add_roles(AccountPage *view, Snapshot *at, AccountId account, Language language)
{
    Roles roles = account_roles(at, account);
    for (size_t i = 0; i < roles.count; i++)
        *LIST_ADD(at->arena, &view->roles) =
            (RoleRow){account_scope_name(at, language, roles.at[i].scope),
                      account_role_label(roles.at[i].role), roles.at[i].role};
}

static void add_notices(Shell *shell, const Request *request)
{
    Text done = request_text(request, "done");
    if (text_is_c(done, "profile"))
        shell_add_notice(request->arena, shell, NOTICE_GOOD, M("Your account is saved."));
    if (text_is_c(done, "password"))
        shell_add_notice(request->arena, shell, NOTICE_GOOD,
                         M("Your password was changed. Your other devices are signed out."));
    if (text_is_c(done, "address"))
        shell_add_notice(request->arena, shell, NOTICE_GOOD, M("Your e-mail address was changed."));
}

void account_show(Request *request, Snapshot *at)
{
    Arena *arena = request->arena;
    Account account = own_account(at, request);
    bool again = request->is_again;
    Text name = again ? typed_text(request, "name") : account.name;
    Text zone = again ? typed_text(request, "zone") : account.zone;
    Text chosen = again ? typed_text(request, "language") : language_code(account.language);
    AccountPage view = {
        .shell = shell_for(request, at, (Message){0}),
        .token = form_token_for(request),
        .problems = request->problems,
        .address = account.address,
        .name = field_make(&request->problems, TEXT("name"), name),
        .zone = field_make(&request->problems, TEXT("zone"), zone),
        .language = choice_field_make(&request->problems, TEXT("language")),
        .action = URL(arena, request->language, "/account/"),
        .password = URL(arena, request->language, "/account/password/"),
        .new_address = URL(arena, request->language, "/account/address/"),
        .devices = URL(arena, request->language, "/account/devices/"),
    };
    for (Language language = 0; language < LANGUAGE_COUNT; language++) {
        Choice *choice = choice_add(arena, &view.language, language_code(language), (Message){0}, chosen);
        choice->text = language_own_name(language);
        choice->tongue = language_code(language);
    }
    view.name.autocomplete = "name";
    view.zone.is_optional = true;
    add_roles(&view, at, account.id, request->language);
    add_notices(&view.shell, request);
    RESPOND(request, account_account_html, &view);
}

bool account_apply(Request *request, Change *change)
{
    Account account = own_account(&change->at, request);
    Language language = account.language;
    AccountDraft draft = {typed_text(request, "name"), account.address, typed_text(request, "language"),
                          typed_text(request, "zone")};
    account_check_draft(request->arena, &draft, &request->problems);
    if (problems_any(&request->problems)) return false;
    language_from_code(draft.language, &language);
    account_set_profile(change, account.id, draft.name, language, draft.zone);
    response_redirect(request, URL(request->arena, request->language, "/account/?done=profile"));
    return true;
}

static ChangePage change_page(Request *request, Snapshot *at)
{
    ChangePage view = {
        .shell = shell_for(request, at, (Message){0}),
        .token = form_token_for(request),
        .problems = request->problems,
        .address = field_make(&request->problems, TEXT("address"), typed_text(request, "address")),
        .current = field_make(&request->problems, TEXT("password-current"), TEXT("")),
        .password = field_make(&request->problems, TEXT("password"), TEXT("")),
        .action = url_ours(request, request->path),
        .back = URL(request->arena, request->language, "/account/"),
    };
    view.address.type = "email";
    view.address.autocomplete = "email";
    view.password.autocomplete = "new-password";
    return view;
}

void password_show(Request *request, Snapshot *at)
{
    ChangePage view = change_page(request, at);
    RESPOND(request, account_change_password_html, &view);
}

void address_show(Request *request, Snapshot *at)
{
    ChangePage view = change_page(request, at);
    RESPOND(request, account_change_address_html, &view);
}

typedef struct {
    AccountId id;
    bool is_there;
    Account account;
    Proof proof;
    NewPassword made;
} OwnChange;

static void find_own(Snapshot *at, void *context)
{
    OwnChange *own = context;
    own->is_there = account_find(at, own->id, &own->account);
}

/* The current password, verified like at the sign-in, and slowed down with it. */
static OwnChange *prove_current(Request *request)
{
    OwnChange *own = request->prepared = ARENA_NEW(request->arena, OwnChange);
    own->id = request->login.account;
    store_read(request->store, request->arena, own->id, find_own, own);
    if (own->is_there)
        proof_make(request, own->account.address, typed_password(request, "password-current"), &own->proof);
    return own;
}

void password_prepare(Request *request)
{
    OwnChange *own = prove_current(request);
    own->made.problems = problems_none(request->arena);
    if (own->proof.fits) new_password_make(request, own->account.name, own->account.address, &own->made);
}

bool password_apply(Request *request, Change *change)
{
    const OwnChange *own = request->prepared;
    Account account = own_account(&change->at, request);
    if (!proof_holds(request, change, &own->proof, TEXT("password-current"))) return false;
    for (size_t i = 0; i < own->made.problems.count; i++)
        problems_add(&request->problems, own->made.problems.at[i].field, own->made.problems.at[i].message);
    if (problems_any(&request->problems)) return false;
    account_set_password(change, account.id, own->made.hash);
    login_close_others(change, account.id, 0);
    link_withdraw(change, account.id, TEXT("reset"));
    sign_in_here(request, change, account.id);
    account_mail(change, "account/password-changed", &account, TEXT(""), TEXT(""));
    response_redirect(request, URL(request->arena, request->language, "/account/?done=password"));
    return true;
}

void address_prepare(Request *request)
{
    prove_current(request);
}

bool address_apply(Request *request, Change *change)
{
    const OwnChange *own = request->prepared;
    Account account = own_account(&change->at, request), other;
    Text address = typed_text(request, "address");
    if (!address_is_good(address))
        problems_add(&request->problems, TEXT("address"),
                     M("Enter an e-mail address, such as name@example.org."));
    if (!proof_holds(request, change, &own->proof, TEXT("password-current"))) return false;
    if (problems_any(&request->problems) || !claim_mail(request, change, address)) return false;
    if (account_find_by_address(&change->at, address, &other) && other.id.key != account.id.key) {
        account_mail(change, "account/known", &other, TEXT(""), TEXT(""));
    } else {
        link_withdraw(change, account.id, TEXT("address"));
        Link link = {.purpose = TEXT("address"),
                     .account = account.id,
                     .address = address,
                     .expires = instant_plus(change->at.now, LINK_CONFIRM_US)};
        account_mail(change, "account/address-confirm", &account, address, link_make(change, &link));
    }
    response_redirect(request, URL(request->arena, request->language, "/account/sent/?for=address"));
    return true;
}

void devices_show(Request *request, Snapshot *at)
{
    DevicesPage view = {
        .shell = shell_for(request, at, (Message){0}),
        .token = {.csrf = request_csrf(request)}, /* several forms of one page, each may be sent again */
        .logins = login_list(at, request->login.account, request->login.login),
        .end_one = URL(request->arena, request->language, "/account/devices/"),
        .end_others = URL(request->arena, request->language, "/account/devices/others/"),
    };
    view.has_others = view.logins.count > 1;
    shell_add_crumb(request->arena, &view.shell, M("Your account"), TEXT(""),
                    URL(request->arena, request->language, "/account/"));
    shell_add_crumb(request->arena, &view.shell, M("Signed-in devices"), TEXT(""), (Url){0});
    RESPOND(request, account_devices_html, &view);
}

bool device_apply(Request *request, Change *change)
{
    int64_t login = 0;
    if (request_int(request, "login", &login)) login_close(change, request->login.account, login);
    response_redirect(request, URL(request->arena, request->language, "/account/devices/"));
    return true;
}

bool devices_others_apply(Request *request, Change *change)
{
    login_close_others(change, request->login.account, request->login.login);
    response_redirect(request, URL(request->arena, request->language, "/account/devices/"));
    return true;
}
