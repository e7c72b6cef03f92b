/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/mail/feature.h"

#include "platform/mail/mail.h"

enum { MAILS_A_ROUND = 200 };

static void send_due(Store *store, const Settings *settings, Arena *arena)
{
    mail_send_due(store, settings, arena, MAILS_A_ROUND);
}

static const Job jobs[] = {{"mail/send", 10 * SECOND_US, send_due}};

static const Command commands[] = {
    {"mail", "[list] [--state STATE] [--json]", "Lists the outbox: all mails, or those of a state.",
     mail_command_list},
    {"mail list", "[--state STATE] [--json]", "Lists the outbox: all mails, or those of a state.",
     mail_command_list},
    {"mail show", "ID [--json]", "Prints a mail as it would go out, secrets included.", mail_command_show},
    {"mail retry", "ID [--json]", "Sends a refused or uncertain mail again, under its Message-ID.",
     mail_command_retry},
    {"mail send", "[--json]", "Sends what is due now.", mail_command_send},
};

extern const Migration mail_migrations[];

const Feature mail_feature = {
    .name = "mail",
    .commands = commands,
    .command_count = sizeof commands / sizeof *commands,
    .jobs = jobs,
    .job_count = sizeof jobs / sizeof *jobs,
    .migrations = mail_migrations,
    .migration_count = 1,
};
