/* SPDX-License-Identifier: Apache-2.0 */
/* What the templates of accounts are given. */
#ifndef PLATFORM_ACCOUNT_VIEWS_H
#define PLATFORM_ACCOUNT_VIEWS_H

#include "platform/account/login.h"
#include "platform/page/views.h"

typedef struct {
    Text name, address, site_name;
    Url link;
} AccountMail;

typedef struct {
    Shell shell;
    FormToken token;
    Problems problems;
    Field address, password;
    Url action, forgot, registering;
} SignInPage;

typedef struct {
    Shell shell;
    FormToken token;
    Problems problems;
    Field name, address;
    Url action, sign_in;
} RegisterPage;

typedef struct {
    Shell shell;
    FormToken token;
    Problems problems;
    Field address;
    Url action;
} ForgotPage;

/* What a link was sent for. */
typedef enum { SENT_REGISTER, SENT_RESET, SENT_ADDRESS } SentFor;
typedef struct {
    Shell shell;
    SentFor what;
    bool is_in_outbox; /* no mail server is set: the operator reads it there */
} SentPage;

/* The page behind a link that sets a password. */
typedef struct {
    Shell shell;
    FormToken token;
    Problems problems;
    bool is_new; /* registration: the name is asked for too */
    Text address;
    Field name, password;
    Url action;
} SetPasswordPage;

typedef struct {
    Shell shell;
    FormToken token;
    Problems problems;
    Message about; /* what one is invited to; none */
    Text address;  /* whom it was sent to */
    Instant expires;
    bool is_signed_in; /* accept with this account, or: */
    bool can_create;   /* the invited account has no password yet */
    Text signed_in_name;
    Field name, password;
    Url action, sign_in, registering;
} InvitationPage;

typedef struct {
    Text scope;
    Message label; /* none: the code is shown */
    Text code;
} RoleRow;

typedef struct {
    Shell shell;
    FormToken token;
    Problems problems;
    Text address;
    Field name, zone;
    ChoiceField language;
    LIST(RoleRow) roles;
    Url action, password, new_address, devices;
} AccountPage;

typedef struct {
    Shell shell;
    FormToken token;
    Problems problems;
    Field address; /* of ChangeAddress */
    Field current, password;
    Url action, back;
} ChangePage;

typedef struct {
    Shell shell;
    FormToken token;
    LoginEntries logins;
    bool has_others;
    Url end_one, end_others;
} DevicesPage;

#endif
