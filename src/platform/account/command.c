/* SPDX-License-Identifier: Apache-2.0 */
/* `madang user …`: how the operator makes the first organiser, and helps who is locked out. */
#include "platform/account/feature.h"
#include "platform/account/login.h"
#include "platform/account/mails.h"
#include "platform/config/settings.h"
#include "platform/store/json.h"
#include "platform/store/workplace.h"

#include <termios.h>
#include <unistd.h>

enum { LISTED_MOST = 100000, PASSWORD_BYTES = 1000 };

typedef struct {
    Workplace here;
    bool as_json, is_from_input, is_revoked;
    AccountDraft draft;
    Text role, scope, hash;
    AccountId account;
    Text token; /* of a link */
    bool is_new;
} Work;

static void complain(Work *work, const char *what, Text about)
{
    fprintf(stderr, "madang user: %s: %.*s\n", what, TEXT_PRINT(about));
    work->here.status = 1;
}

static void complain_all(Work *work, const Problems *problems)
{
    for (size_t i = 0; i < problems->count; i++)
        complain(work, text_c(work->here.arena, problems->at[i].field),
                 message_write(work->here.arena, LANGUAGE_EN, &problems->at[i].message));
}

/* One line of the input; what is typed at a terminal is not shown. */
static Text read_password(Arena *arena)
{
    char line[PASSWORD_BYTES] = "";
    struct termios before;
    bool is_terminal = tcgetattr(STDIN_FILENO, &before) == 0;
    if (is_terminal) {
        struct termios silent = before;
        silent.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(STDIN_FILENO, TCSANOW, &silent);
        fputs("Password: ", stderr);
    }
    bool is_read = fgets(line, sizeof line, stdin) != NULL;
    if (is_terminal) {
        tcsetattr(STDIN_FILENO, TCSANOW, &before);
        fputs("\n", stderr);
    }
    Text typed = text_of(is_read ? line : "");
    if (text_ends(typed, TEXT("\n"))) typed.size--;
    return text_is_utf8(typed) ? text_normalise(arena, text_copy(arena, typed)) : TEXT("");
}

/* Asks for a password and hashes it; false after a complaint. */
static bool take_password(Work *work, Text name, Text address)
{
    Problems problems = problems_none(work->here.arena);
    Text password = read_password(work->here.arena);
    password_check(password, name, address, &problems);
    complain_all(work, &problems);
    if (problems_any(&problems)) return false;
    work->hash = password_hash(work->here.arena, password);
    return true;
}

/* "link": null where a password was given. */
static void print_link(const Work *work)
{
    Text link = {0};
    if (work->token.size)
        link = account_link_url(work->here.arena, work->here.settings, LANGUAGE_EN, "/account/reset/{}/",
                                work->token);
    if (work->as_json)
        json_print(stdout, json_pack("{s:o, s:o}", "address", json_from_text(work->draft.address), "link",
                                     link.size ? json_from_text(link) : json_null()));
    else if (link.size) printf("%.*s\n", TEXT_PRINT(link));
}

static Text make_link(Change *change, const Work *work)
{
    Link link = {.purpose = TEXT("reset"),
                 .account = work->account,
                 .address = work->draft.address,
                 .expires = instant_plus(change->at.now, LINK_RESET_US)};
    return link_make(change, &link);
}

/* A misspelt role, or one of no edition that there is, would count nowhere. */
static void check_grant(Snapshot *at, void *context)
{
    Work *work = context;
    bool has_scope = !text_is(account_scope_name(at, LANGUAGE_EN, work->scope), work->scope);
    if (!account_role_label(work->role).english) complain(work, "there is no role", work->role);
    else if (!has_scope) complain(work, "there is no scope", work->scope);
}

static bool add(Change *change, void *context)
{
    Work *work = context;
    Account there;
    Language language = LANGUAGE_EN;
    language_from_code(work->draft.language, &language);
    work->is_new = !account_find_by_address(&change->at, work->draft.address, &there);
    if (!work->is_new) return false;
    work->account = account_ensure(change, work->draft.name, work->draft.address, language);
    account_set_profile(change, work->account, work->draft.name, language, work->draft.zone);
    account_confirm_address(change, work->account, work->draft.address);
    if (work->role.size)
        account_grant(change, work->account, work->scope, text_c(change->at.arena, work->role));
    if (work->hash.size) account_set_password(change, work->account, work->hash);
    else work->token = make_link(change, work);
    return true;
}

int account_command_add(int count, char **arguments)
{
    Work work = {.scope = TEXT("site")};
    Place place = {.begins_store = true};
    const Option options[] = {PLACE_OPTIONS(&place),
                              {"name", "NAME", "how they are greeted", .text = &work.draft.name},
                              {"language", "CODE", "en, ko or de", .text = &work.draft.language},
                              {"zone", "ZONE", "time zone, such as Asia/Seoul", .text = &work.draft.zone},
                              {"role", "ROLE", "a role to begin with: operator, organiser",
                               .text = &work.role},
                              {"scope", "SCOPE", "where the role counts (default: site)",
                               .text = &work.scope},
                              {"password", NULL, "read a password from the input instead of printing a link",
                               .flag = &work.is_from_input},
                              JSON_OPTION(&work.as_json)};
    const CommandSyntax syntax = {"user add", "ADDRESS", 1, 1, OPTIONS(options)};
    if (!workplace_begin(&work.here, &syntax, &place, &count, arguments)) return workplace_end(&work.here);
    Problems problems = problems_none(work.here.arena);
    work.draft.address = text_of(arguments[0]);
    if (!work.draft.name.size) work.draft.name = work.draft.address;
    account_check_draft(work.here.arena, &work.draft, &problems);
    complain_all(&work, &problems);
    if (work.role.size) store_read(work.here.store, work.here.arena, (AccountId){0}, check_grant, &work);
    if (work.here.status) return workplace_end(&work.here);
    if (work.is_from_input && !take_password(&work, work.draft.name, work.draft.address))
        return workplace_end(&work.here);
    if (!store_change(work.here.store, work.here.arena, (AccountId){0}, add, &work))
        complain(&work, "there is an account already", work.draft.address);
    else print_link(&work);
    return workplace_end(&work.here);
}

static json_t *json_of_roles(const Roles *roles)
{
    json_t *array = json_array();
    for (size_t i = 0; i < roles->count; i++) {
        json_t *role = json_object();
        json_object_set_new(role, "scope", json_from_text(roles->at[i].scope));
        json_object_set_new(role, "role", json_from_text(roles->at[i].role));
        json_array_append_new(array, role);
    }
    return array;
}

static json_t *json_of_account(const Account *account, const Roles *roles)
{
    json_t *object = json_object();
    json_object_set_new(object, "address", json_from_text(account->address));
    json_object_set_new(object, "name", json_from_text(account->name));
    json_object_set_new(object, "language", json_from_text(language_code(account->language)));
    json_object_set_new(object, "zone", json_from_text(account->zone));
    json_object_set_new(object, "confirmed", json_boolean(account->confirmed));
    json_object_set_new(object, "password", json_boolean(account->has_password));
    json_object_set_new(object, "demonstration", json_boolean(account->demonstration));
    json_object_set_new(object, "roles", json_of_roles(roles));
    return object;
}

static void print_account(const Account *account, const Roles *roles)
{
    printf("%.*s  %.*s", TEXT_PRINT(account->address), TEXT_PRINT(account->name));
    for (size_t i = 0; i < roles->count; i++)
        printf("  %.*s:%.*s", TEXT_PRINT(roles->at[i].scope), TEXT_PRINT(roles->at[i].role));
    putchar('\n');
}

static void list(Snapshot *at, void *context)
{
    Work *work = context;
    Accounts accounts = account_search(at, work->draft.name, LISTED_MOST);
    json_t *array = json_array();
    for (size_t i = 0; i < accounts.count; i++) {
        Roles roles = account_roles(at, accounts.at[i].id);
        if (work->as_json) json_array_append_new(array, json_of_account(&accounts.at[i], &roles));
        else print_account(&accounts.at[i], &roles);
    }
    if (work->as_json) json_print(stdout, array);
    else json_decref(array);
}

int account_command_list(int count, char **arguments)
{
    Work work = {0};
    Place place = {0};
    const Option options[] = {PLACE_OPTIONS(&place), JSON_OPTION(&work.as_json)};
    const CommandSyntax syntax = {"user list", "[PART]", 0, 1, OPTIONS(options)};
    if (!workplace_begin(&work.here, &syntax, &place, &count, arguments)) return workplace_end(&work.here);
    if (count == 1) work.draft.name = text_of(arguments[0]);
    store_read(work.here.store, work.here.arena, (AccountId){0}, list, &work);
    return workplace_end(&work.here);
}

static void find(Snapshot *at, void *context)
{
    Work *work = context;
    Account account;
    if (!account_find_by_address(at, work->draft.address, &account)) {
        complain(work, "there is no account", work->draft.address);
        return;
    }
    work->account = account.id;
    work->draft.name = account.name;
}

static bool set_password(Change *change, void *context)
{
    Work *work = context;
    if (!work->hash.size) {
        work->token = make_link(change, work);
        return true;
    }
    account_set_password(change, work->account, work->hash);
    login_close_others(change, work->account, 0);
    attempt_forgive(change, ATTEMPT_SIGN_IN_ACCOUNT, address_key(change->at.arena, work->draft.address));
    return true;
}

int account_command_password(int count, char **arguments)
{
    Work work = {0};
    Place place = {0};
    bool as_link = false;
    const Option options[] = {PLACE_OPTIONS(&place),
                              {"link", NULL, "print a single-use link instead of asking", .flag = &as_link},
                              JSON_OPTION(&work.as_json)};
    const CommandSyntax syntax = {"user password", "ADDRESS", 1, 1, OPTIONS(options)};
    if (!workplace_begin(&work.here, &syntax, &place, &count, arguments)) return workplace_end(&work.here);
    work.draft.address = text_of(arguments[0]);
    store_read(work.here.store, work.here.arena, (AccountId){0}, find, &work);
    if (!work.account.key) return workplace_end(&work.here);
    if (!as_link && !take_password(&work, work.draft.name, work.draft.address))
        return workplace_end(&work.here);
    store_change(work.here.store, work.here.arena, (AccountId){0}, set_password, &work);
    print_link(&work);
    return workplace_end(&work.here);
}

static bool set_role(Change *change, void *context)
{
    Work *work = context;
    const char *role = text_c(change->at.arena, work->role);
    if (work->is_revoked) account_revoke(change, work->account, work->scope, role);
    else account_grant(change, work->account, work->scope, role);
    return true;
}

int account_command_role(int count, char **arguments)
{
    Work work = {.scope = TEXT("site")};
    Place place = {0};
    const Option options[] = {PLACE_OPTIONS(&place),
                              {"scope", "SCOPE", "where it counts (default: site)", .text = &work.scope}};
    const CommandSyntax syntax = {"user role", "ADDRESS grant|revoke ROLE", 3, 3, OPTIONS(options)};
    if (!workplace_begin(&work.here, &syntax, &place, &count, arguments)) return workplace_end(&work.here);
    Text what = text_of(arguments[1]);
    work.draft.address = text_of(arguments[0]);
    work.role = text_of(arguments[2]);
    work.is_revoked = text_is_c(what, "revoke");
    if (!work.is_revoked && !text_is_c(what, "grant")) {
        fprintf(stderr, "madang user role: grant or revoke, not “%s”\n", arguments[1]);
        work.here.status = 2;
        return workplace_end(&work.here);
    }
    store_read(work.here.store, work.here.arena, (AccountId){0}, find, &work);
    if (!work.is_revoked) store_read(work.here.store, work.here.arena, (AccountId){0}, check_grant, &work);
    if (!work.here.status) store_change(work.here.store, work.here.arena, (AccountId){0}, set_role, &work);
    return workplace_end(&work.here);
}
