/* SPDX-License-Identifier: Apache-2.0 */
/* What the templates of the site's desk are given. */
#ifndef ADMIN_VIEWS_H
#define ADMIN_VIEWS_H

#include "platform/account/account.h"
#include "platform/mail/mail.h"
#include "platform/page/views.h"

typedef struct {
    MailState state;
    int64_t count;
    Url url;
} OutboxCount;
typedef LIST(OutboxCount) OutboxCounts;

typedef struct {
    const char *name;
    int64_t every_seconds;
} JobRow;

typedef struct {
    Shell shell;
    const char *version, *engine;
    bool is_ready, is_operator;
    int64_t accounts, decisions;
    OutboxCounts mails;
    LIST(JobRow) jobs;
    Url outbox, people, journal;
} DeskPage;

typedef struct {
    Mail mail;
    Url url;
} OutboxRow;

typedef struct {
    Shell shell;
    OutboxCounts states;
    LIST(OutboxRow) mails;
    Url next; /* "" at the end */
} OutboxPage;

typedef struct {
    Shell shell;
    FormToken token;
    Mail mail;
    bool has_text, is_masked, may_retry;
    MailText text;
    Url retry;
} MailPage;

typedef struct {
    Account account;
    Url url;
} AccountRow;

typedef struct {
    Shell shell;
    Field part;
    LIST(AccountRow) accounts;
    bool is_cut; /* there are more */
    Url action;
} AccountsPage;

typedef struct {
    Text scope, code;
    Message label;
    bool is_of_site; /* to be revoked here */
} AccountRole;

typedef struct {
    Shell shell;
    FormToken token;
    Problems problems;
    Account account;
    LIST(AccountRole) roles;
    bool may_grant_operator, may_grant_organiser;
    Url action;
} AccountDetailPage;

typedef struct {
    Text name; /* where it has no word */
    Message word;
    Text value; /* "": nothing */
} SaidField;

typedef struct {
    int64_t number;
    Instant at;
    Text kind, rule, who; /* who: "" for the program */
    Message word;         /* of the kind; none: it has none */
    Text subject;
    LIST(SaidField) says;
    bool is_chained;  /* its "prev" is the digest of the line before */
    bool is_withheld; /* the reader is recused from what it is about: only number and instant */
} JournalRow;
typedef LIST(JournalRow) JournalRows;

typedef struct {
    Shell shell;
    Text book, zone;
    bool is_of_site;
    int64_t count, broken; /* of this page's entries */
    JournalRows entries;   /* the newest first */
    Pages pages;
} JournalPage;

#endif
