/* SPDX-License-Identifier: Apache-2.0 */
/* The frame of every page: the head of the document, the header, the way back, notices, the foot.
 *
 * Filled by shell_for() (platform/http) from a request; a handler then sets what is its own: the
 * title where it is data, crumbs, notices. Templates begin with {{include page_top &v->shell; t "Title"}}
 * and end with {{include page_end &v->shell}}. */
#ifndef PLATFORM_PAGE_SHELL_H
#define PLATFORM_PAGE_SHELL_H

#include "platform/page/page.h"

/* An entry of a navigation, a crumb, a tab: `text` where the words are data, `label` elsewhere. */
typedef struct {
    Message label;
    Text text;
    Url url; /* of a crumb "": the page itself */
    bool is_current;
} ShellLink;
typedef LIST(ShellLink) ShellLinks;

/* This page in one of the interface's languages. */
typedef struct {
    Language language;
    Url url;      /* for the reader's click */
    Url absolute; /* for rel=alternate */
    bool is_current;
} Alternate;

typedef enum { NOTICE_INFORMATION, NOTICE_GOOD, NOTICE_WARNING, NOTICE_BAD } NoticeKind;
typedef struct {
    NoticeKind kind;
    Message message;
    Text text; /* instead of the message: words that are data */
} Notice;
typedef LIST(Notice) Notices;

typedef struct {
    Language language;
    Text site_name; /* "Madang City Prize 2026" */
    Url home;
    Message area;      /* whose room this is: "Organiser", "Expert"; none on public pages */
    Text title;        /* where the template's title is `none`: words that are data */
    bool has_problems; /* "Error: " stands before the title */
    ShellLinks navigation;
    ShellLinks crumbs; /* from the outside in; the page itself last; empty: none */
    ShellLinks foot;
    LIST(Alternate) alternates; /* all languages, this one too */
    Url canonical;              /* absolute; "" leaves it out */
    bool is_unlisted;           /* not for search engines; always so behind a sign-in */
    bool is_signed_in;          /* then: */
    Text account_name;
    Url account;  /* their own page */
    Url sign_out; /* by POST */
    Text csrf;
    Url sign_in; /* "" leaves it out */
    bool is_demonstration;
    Instant now;     /* to the minute */
    Text zone;       /* of the site */
    Notices notices; /* two at most */
} Shell;

/* A page made of nothing but a sentence or two: errors, "not yet", "done". */
typedef enum {
    PAGE_ERROR_NOT_FOUND,
    PAGE_ERROR_NO_ACCESS,
    PAGE_ERROR_NOT_YET, /* with a reason */
    PAGE_ERROR_BAD_REQUEST,
    PAGE_ERROR_STALE_FORM, /* the form token is too old or not ours; nothing was changed */
    PAGE_ERROR_TOO_LARGE,
    PAGE_ERROR_TOO_MANY,
    PAGE_ERROR_SERVER, /* with the request's number */
    PAGE_ERROR_BUSY,
    PAGE_ERROR_LINK_EXPIRED
} PageErrorKind;
typedef struct {
    Shell shell;
    PageErrorKind kind;
    Message reason;      /* of PAGE_ERROR_NOT_YET, or more about another one; none */
    Text request_number; /* of PAGE_ERROR_SERVER */
} PageError;

/* "Do you really …?": one question, what it means, one action by POST and the way back. */
typedef struct {
    const char *name;
    Text value;
} HiddenField;
typedef struct {
    Text csrf, operation;
    LIST(HiddenField) fields; /* more hidden inputs */
} FormToken;
typedef struct {
    Shell shell;
    Message question; /* title and heading */
    Message meaning;  /* what happens then; none */
    Message button;   /* a verb */
    bool cannot_be_undone;
    Url action, back;
    FormToken token;
} ConfirmPage;

/* What stands in page after page: "1 … 4 [5] 6 … 20". */
typedef struct {
    int64_t number;
    Url url;
    bool is_current;
    bool follows_gap; /* numbers are left out before it */
} PageLink;
typedef struct {
    LIST(PageLink) links; /* empty where one page is enough */
    Url previous, next;   /* "" at the ends */
} Pages;
/* `base` is the address of the list without the page's number, which is added as parameter
 * `page`, after "?" or "&". `current` and `last` count from 1. */
Pages pages_make(Arena *arena, Url base, int64_t current, int64_t last);

/* Adds a crumb: `text` where the words are data; without url for the page itself. */
void shell_add_crumb(Arena *arena, Shell *shell, Message label, Text text, Url url);
void shell_add_notice(Arena *arena, Shell *shell, NoticeKind kind, Message message);
/* "EN", "한", "DE": for the switch on a phone. */
Text language_short_name(Language language);

#endif
