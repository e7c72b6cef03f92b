/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/account/feature.h"

#include "platform/account/guard.h"
#include "platform/account/login.h"
#include "platform/account/mails.h"
#include "platform/account/pages.h"

#define THEN                                                                                                 \
    {                                                                                                        \
        "then", PARAMETER_TEXT, 2000                                                                         \
    }
#define TEXTS(name)                                                                                          \
    {                                                                                                        \
        (name), PARAMETER_TEXT, 0                                                                            \
    }

static const Route routes[] = {
    {GET, "/account/sign-in/", guard_everyone, .show = sign_in_show, .help = "The sign-in.",
     .parameters = {THEN, TEXTS("done"), TEXTS("address")}},
    {POST, "/account/sign-in/", guard_everyone, .prepare = sign_in_prepare, .apply = sign_in_apply,
     .again = sign_in_show, .help = "Signs in with address and password.",
     .parameters = {THEN, TEXTS("done"), TEXTS("address"), TEXTS("password")}},
    {POST, "/account/sign-out/", guard_everyone, .apply = sign_out_apply, .again = sign_in_show,
     .help = "Ends this browser's login.", .parameters = {THEN, TEXTS("done"), TEXTS("address")}},
    {GET, "/account/register/", guard_everyone, .show = register_show, .help = "Asks for an account.",
     .parameters = {THEN, TEXTS("name"), TEXTS("address")}},
    {POST, "/account/register/", guard_everyone, .apply = register_apply, .again = register_show,
     .help = "Sends the link that opens a new account.",
     .parameters = {THEN, TEXTS("name"), TEXTS("address")}},
    {GET, "/account/register/{token}/", guard_everyone, .show = register_link_show,
     .help = "Where a new account gets its password.", .parameters = {TEXTS("name")}},
    {POST, "/account/register/{token}/", guard_everyone, .prepare = link_prepare,
     .apply = register_link_apply, .again = register_link_show, .help = "Opens a new account.",
     .parameters = {TEXTS("name"), TEXTS("password")}},
    {GET, "/account/forgot/", guard_everyone, .show = forgot_show, .help = "Asks for a new password.",
     .parameters = {TEXTS("address")}},
    {POST, "/account/forgot/", guard_everyone, .apply = forgot_apply, .again = forgot_show,
     .help = "Sends the link to a new password, if there is such an account.",
     .parameters = {TEXTS("address")}},
    {GET, "/account/reset/{token}/", guard_everyone, .show = reset_link_show,
     .help = "Where a new password is chosen.", .parameters = {TEXTS("name")}},
    {POST, "/account/reset/{token}/", guard_everyone, .prepare = link_prepare, .apply = reset_link_apply,
     .again = reset_link_show, .help = "Sets a new password and ends all logins.",
     .parameters = {TEXTS("name"), TEXTS("password")}},
    {GET, "/account/sent/", guard_everyone, .show = sent_show, .help = "Says that a mail is on its way.",
     .parameters = {TEXTS("for")}},
    {GET, "/account/invitation/{token}/", guard_everyone, .show = invitation_show, .help = "An invitation.",
     .parameters = {TEXTS("name")}},
    {POST, "/account/invitation/{token}/", guard_everyone, .prepare = invitation_prepare,
     .apply = invitation_apply, .again = invitation_show,
     .help = "Accepts an invitation, with the account that is signed in or a new one.",
     .parameters = {TEXTS("name"), TEXTS("password")}},
    {GET, "/account/", guard_signed_in, .show = account_show, .help = "One's own account.",
     .parameters = {TEXTS("done"), TEXTS("name"), TEXTS("language"), TEXTS("zone")}},
    {POST, "/account/", guard_signed_in, .apply = account_apply, .again = account_show,
     .help = "Changes name, language and time zone.",
     .parameters = {TEXTS("done"), TEXTS("name"), TEXTS("language"), TEXTS("zone")}},
    {GET, "/account/password/", guard_signed_in, .show = password_show, .help = "Change of the password.",
     .parameters = {TEXTS("address")}},
    {POST, "/account/password/", guard_signed_in, .prepare = password_prepare, .apply = password_apply,
     .again = password_show, .help = "Changes the password; other devices are signed out.",
     .parameters = {TEXTS("address"), TEXTS("password-current"), TEXTS("password")}},
    {GET, "/account/address/", guard_signed_in, .show = address_show, .help = "Change of the address.",
     .parameters = {TEXTS("address")}},
    {POST, "/account/address/", guard_signed_in, .prepare = address_prepare, .apply = address_apply,
     .again = address_show, .help = "Sends a link to the new address.",
     .parameters = {TEXTS("address"), TEXTS("password-current")}},
    {GET, "/account/confirm/{token}/", guard_signed_in, .show = confirm_show,
     .help = "Confirmation of an address."},
    {POST, "/account/confirm/{token}/", guard_signed_in, .apply = confirm_apply, .again = confirm_show,
     .help = "Confirms the new address."},
    {GET, "/account/devices/", guard_signed_in, .show = devices_show, .help = "Where one is signed in."},
    {POST, "/account/devices/", guard_signed_in, .apply = device_apply, .again = devices_show,
     .help = "Signs a device out.", .parameters = {TEXTS("login")}},
    {POST, "/account/devices/others/", guard_signed_in, .apply = devices_others_apply, .again = devices_show,
     .help = "Signs all other devices out."},
};

static const Command commands[] = {
    {"user add", "ADDRESS [--name NAME] [--role ROLE] [--json]",
     "Makes an account and prints its link to a password.", account_command_add},
    {"user list", "[PART] [--json]", "Lists accounts and their roles.", account_command_list},
    {"user password", "ADDRESS [--link] [--json]", "Sets a password, or prints a link to set it.",
     account_command_password},
    {"user role", "ADDRESS grant|revoke ROLE [--scope SCOPE]", "Grants or revokes a role.",
     account_command_role},
};

static bool tidy(Change *change, void *context)
{
    (void)context;
    account_tidy(change);
    return true;
}

static void tidy_up(Store *store, const Settings *settings, Arena *arena)
{
    (void)settings;
    store_change(store, arena, (AccountId){0}, tidy, NULL);
}

static const Job jobs[] = {{"account/tidy", HOUR_US, tidy_up}};

extern const Migration account_migrations[];

const Feature account_feature = {
    .name = "account",
    .routes = routes,
    .route_count = sizeof routes / sizeof *routes,
    .commands = commands,
    .command_count = sizeof commands / sizeof *commands,
    .jobs = jobs,
    .job_count = sizeof jobs / sizeof *jobs,
    .migrations = account_migrations,
    .migration_count = 1,
};

static void find_login(Snapshot *at, const Request *request, Text cookie, Login *login)
{
    login_find(at, cookie, request_client_is_loopback(request), login);
}

static void touch_login(Change *change, const Login *login)
{
    login_touch(change, login->login);
}

const ServerHooks account_server_hooks = {
    .login = find_login,
    .touch = touch_login,
    .sign_in = "/account/sign-in/",
};

void account_register(void)
{
    mail_register(account_mail_kinds, account_mail_kind_count);
}
