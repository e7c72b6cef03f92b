/* SPDX-License-Identifier: Apache-2.0 */
/* Between the files of this folder. */
#ifndef ADMIN_PAGES_H
#define ADMIN_PAGES_H

#include "admin_templates.h"
#include "platform/account/guard.h"
#include "platform/config/settings.h"
#include "platform/http/server.h"
#include "platform/http/shell.h"

/* The shell of a page of the desk, with its crumbs up to `label` (or `text`, where it is data). */
Shell desk_shell(Request *request, Snapshot *at, Message label, Text text);
bool viewer_is_operator(Snapshot *at, const Request *request);
/* A notice where mails cannot leave. */
void note_no_server(const Request *request, Shell *shell);
OutboxCounts outbox_counts(Request *request, Snapshot *at);

ShowFunction desk_show, outbox_show, mail_show, accounts_show, account_detail_show, journal_show;
ApplyFunction mail_retry_apply, role_apply;

#endif
