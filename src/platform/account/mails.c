/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/account/mails.h"

#include "account_templates.h"
#include "platform/config/settings.h"
#include "platform/http/shell.h"

Text account_link_url(Arena *arena, const Settings *settings, Language language, const char *pattern,
                      Text token)
{
    Url url = url_make(arena, language, pattern, (const Text[]){token, TEXT("")});
    return url_absolute(arena, settings, url).address;
}

/* What all of them are given; false: the account is gone. */
static bool fill(Snapshot *at, const Settings *settings, Language language, int64_t account_key,
                 const char *pattern, Text token, AccountMail *view)
{
    Account account;
    if (!account_find(at, (AccountId){account_key}, &account)) return false;
    *view = (AccountMail){
        .name = account.name,
        .address = account.address,
        .site_name = shell_site_name(at->arena, settings, language),
        .link = {account_link_url(at->arena, settings, language, pattern, token)},
    };
    return true;
}

#define RENDER(function, pattern, template)                                                                  \
    static bool function(Snapshot *at, const Settings *settings, Language language, int64_t subject_key,     \
                         Text argument, MailText *mail)                                                      \
    {                                                                                                        \
        AccountMail view;                                                                                    \
        if (!fill(at, settings, language, subject_key, pattern, argument, &view)) return false;              \
        MAIL_WRITE(at, settings, language, template, &view, mail);                                           \
        return true;                                                                                         \
    }
RENDER(render_register, "/account/register/{}/", account_mail_register_txt)
RENDER(render_known, "/account/sign-in/", account_mail_known_txt)
RENDER(render_reset, "/account/reset/{}/", account_mail_reset_txt)
RENDER(render_password_changed, "/account/forgot/", account_mail_password_changed_txt)
RENDER(render_address_confirm, "/account/confirm/{}/", account_mail_address_confirm_txt)
RENDER(render_address_changed, "/account/", account_mail_address_changed_txt)

const MailKind account_mail_kinds[] = {
    {"account/register", render_register, .label = M("New account")},
    {"account/known", render_known, .label = M("The address has an account already")},
    {"account/reset", render_reset, .label = M("New password")},
    {"account/password-changed", render_password_changed, .label = M("Password changed")},
    {"account/address-confirm", render_address_confirm, .label = M("Confirm an address")},
    {"account/address-changed", render_address_changed, .label = M("Address changed")},
};
const size_t account_mail_kind_count = sizeof account_mail_kinds / sizeof *account_mail_kinds;

void account_mail(Change *change, const char *kind, const Account *account, Text address, Text token)
{
    mail_queue(change, &(MailOrder){.kind = kind,
                                    .to_name = account->name,
                                    .to_address = address.size ? address : account->address,
                                    .to_account = account->id,
                                    .language = account->language,
                                    .subject_key = account->id.key,
                                    .argument = token,
                                    .due = INSTANT_NEVER});
}
