/* SPDX-License-Identifier: Apache-2.0 */
/* Logins: a browser that is signed in, and how often somebody may try to be.
 *
 * A login's cookie is 256 secret bits; the table keeps its digest, so that a copy of the table
 * opens nothing. A login ends when it is revoked, after a rest (idle) and in any case after
 * LOGIN_LONGEST_US. */
#ifndef PLATFORM_LOGIN_H
#define PLATFORM_LOGIN_H

#include "platform/account/account.h"
#include "platform/http/request.h"

#define LOGIN_LONGEST_US (30 * DAY_US)
#define LOGIN_SEEN_STEP_US (5 * MINUTE_US) /* how exactly "last seen" is kept */

/* Signs in: a new login, always with a new cookie, whose value is returned once. `idle_us` is the
 * rest after which it ends. */
Text login_open(Change *change, AccountId account, Text user_agent, int64_t idle_us);
/* Who a cookie belongs to; false if it is nobody's any more. Accounts of a demonstration are
 * nobody unless the client is on loopback. login->is_stale: login_touch is due. */
bool login_find(Snapshot *at, Text cookie, bool is_loopback, Login *login);
/* Notes that a login was used now. */
void login_touch(Change *change, int64_t login);
/* What forms of this login carry: follows from the cookie, tells nothing about it. */
Text login_form_token(Arena *arena, Text cookie);

void login_close(Change *change, AccountId account, int64_t login);      /* one of their own */
void login_close_others(Change *change, AccountId account, int64_t but); /* 0: all of them */
void login_close_cookie(Change *change, Text cookie);

/* Words for a browser, from its user agent; never the string itself. */
typedef struct {
    const char *browser; /* "Firefox"; "" unknown */
    const char *machine; /* "Windows"; "" unknown */
} Device;
Device device_of(Text user_agent);

typedef struct {
    int64_t key;
    Text browser, machine;
    Instant since, seen;
    bool is_here; /* the login that asks */
} LoginEntry;
typedef LIST(LoginEntry) LoginEntries;
LoginEntries login_list(Snapshot *at, AccountId account, int64_t here); /* the last seen first */

/* Attempts, to slow down guessing: a first few are free, then each waits twice as long as the one
 * before, up to a bound; nobody is shut out for good. Claimed before the work, so that attempts
 * side by side all count. */
typedef enum {
    ATTEMPT_SIGN_IN_ACCOUNT, /* subject: the address key */
    ATTEMPT_SIGN_IN_CLIENT,  /* subject: the client */
    ATTEMPT_MAIL_ADDRESS,    /* mails that strangers can cause, by address */
    ATTEMPT_MAIL_CLIENT      /* and by client */
} AttemptKind;
/* False: not yet, from *until on again; nothing was counted. */
bool attempt_claim(Change *change, AttemptKind kind, Text subject, Instant *until);
void attempt_forgive(Change *change, AttemptKind kind, Text subject); /* forget all of them */
void attempt_return(Change *change, AttemptKind kind, Text subject);  /* forget the last one */

/* Removes what has ended: logins, links, attempts. */
void account_tidy(Change *change);

#endif
