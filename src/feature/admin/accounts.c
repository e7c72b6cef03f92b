/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/admin/pages.h"

enum { ACCOUNTS_SHOWN = 100 };

static Url account_url(const Request *request, AccountId id)
{
    return URL(request->arena, request->language, "/desk/accounts/{}/",
               text_format(request->arena, "%lld", (long long)id.key));
}

void accounts_show(Request *request, Snapshot *at)
{
    Text part = text_normalise(request->arena, text_trim(request_text(request, "part")));
    AccountsPage view = {
        .shell = desk_shell(request, at, M("Accounts"), TEXT("")),
        .part = field_make(NULL, TEXT("part"), part),
        .action = URL(request->arena, request->language, "/desk/accounts/"),
    };
    view.part.type = "search";
    view.part.width = WIDTH_MIDDLE;
    Accounts accounts = account_search(at, part, ACCOUNTS_SHOWN + 1);
    view.is_cut = accounts.count > ACCOUNTS_SHOWN;
    for (size_t i = 0; i < accounts.count && i < ACCOUNTS_SHOWN; i++)
        *LIST_ADD(request->arena, &view.accounts) =
            (AccountRow){accounts.at[i], account_url(request, accounts.at[i].id)};
    RESPOND(request, admin_accounts_html, &view);
}

static bool find_account(Snapshot *at, const Request *request, Account *account)
{
    int64_t key;
    return request_int(request, "account", &key) && account_find(at, (AccountId){key}, account);
}

void account_detail_show(Request *request, Snapshot *at)
{
    Account account;
    if (!find_account(at, request, &account)) {
        response_not_found(request);
        return;
    }
    AccountDetailPage view = {
        .shell = desk_shell(request, at, (Message){0}, account.name),
        .token = {.csrf = request_csrf(request)}, /* several forms of one page */
        .problems = request->problems,
        .account = account,
        .may_grant_operator = !account_has_role(at, account.id, TEXT("site"), "operator"),
        .may_grant_organiser = !account_has_role(at, account.id, TEXT("site"), "organiser"),
        .action = URL(request->arena, request->language, "/desk/accounts/{}/roles/",
                      text_format(request->arena, "%lld", (long long)account.id.key)),
    };
    view.shell.title = account.name;
    Roles roles = account_roles(at, account.id);
    for (size_t i = 0; i < roles.count; i++)
        *LIST_ADD(request->arena, &view.roles) =
            (AccountRole){account_scope_name(at, request->language, roles.at[i].scope), roles.at[i].role,
                          account_role_label(roles.at[i].role), text_is_c(roles.at[i].scope, "site")};
    RESPOND(request, admin_account_html, &view);
}

static bool is_last_operator(Snapshot *at, AccountId account)
{
    RoleHolders holders = account_role_holders(at, TEXT("site"), "operator");
    return holders.count == 1 && holders.at[0].account.key == account.key;
}

/* The roles of the site only: those of an edition are given on its own pages. */
bool role_apply(Request *request, Change *change)
{
    Account account;
    Text role = request_text(request, "role");
    bool is_operator = text_is_c(role, "operator"),
         is_grant = text_is_c(request_text(request, "what"), "grant");
    if (!find_account(&change->at, request, &account)) return false;
    if (!is_operator && !text_is_c(role, "organiser")) {
        problems_add(&request->problems, TEXT(""), M("There is no such role of the site."));
        return false;
    }
    if (!is_grant && is_operator && is_last_operator(&change->at, account.id)) {
        problems_add(&request->problems, TEXT(""),
                     M("This is the last operator. Grant the role to another account first."));
        return false;
    }
    const char *code = is_operator ? "operator" : "organiser";
    if (is_grant) account_grant(change, account.id, TEXT("site"), code);
    else account_revoke(change, account.id, TEXT("site"), code);
    response_redirect(request, account_url(request, account.id));
    return true;
}
