/* SPDX-License-Identifier: Apache-2.0 */
/* The mails about accounts, and how long their links last. */
#ifndef PLATFORM_ACCOUNT_MAILS_H
#define PLATFORM_ACCOUNT_MAILS_H

#include "platform/account/account.h"
#include "platform/mail/mail.h"

#define LINK_RESET_US (2 * HOUR_US)
#define LINK_REGISTER_US (2 * DAY_US)
#define LINK_CONFIRM_US (2 * DAY_US)

/* The absolute address of a single-use link, for mails: "/account/reset/{}/" in a language. */
Text account_link_url(Arena *arena, const Settings *settings, Language language, const char *pattern,
                      Text token);

/* "account/register", "account/known", "account/reset", "account/password-changed",
 * "account/address-confirm", "account/address-changed". */
extern const MailKind account_mail_kinds[];
extern const size_t account_mail_kind_count;

/* Queues one of them: to the account, or to another address of theirs ("": the account's). */
void account_mail(Change *change, const char *kind, const Account *account, Text address, Text token);

#endif
