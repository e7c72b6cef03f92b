/* SPDX-License-Identifier: Apache-2.0 */
/* Between the files of the pages of accounts. */
#ifndef PLATFORM_ACCOUNT_PAGES_H
#define PLATFORM_ACCOUNT_PAGES_H

#include "account_templates.h"
#include "platform/account/mails.h"
#include "platform/config/settings.h"
#include "platform/http/server.h"
#include "platform/http/shell.h"

/* What a form sent, trimmed; a password as it is. Both in NFC. */
Text typed_text(const Request *request, const char *name);
Text typed_password(const Request *request, const char *name);
/* The client, for attempts. */
Text client_of(const Request *request);
/* "Too many attempts. Try again at {time}." */
void add_wait_problem(Problems *problems, const Request *request, Instant until);
/* Signs the request's browser in, always with a new cookie; an old login of it ends. */
void sign_in_here(Request *request, Change *change, AccountId account);
/* A page's address after signing in: the typed "then", if it is ours. */
Url then_of(const Request *request);
/* The same, to be put behind another address of ours. */
Text then_text(const Request *request);
void keep_then(FormToken *token, const Request *request);
/* Claims the attempts that sending a mail to an address needs; a problem where it is too early. */
bool claim_mail(Request *request, Change *change, Text address);

/* A password that was typed to prove who types: verified and slowed down in prepare. */
typedef struct {
    bool is_too_early;
    Instant until;
    AccountId account;
    bool fits;
    Text hash;     /* that was verified: the account's must still be it when it is used */
    Text new_hash; /* with today's limits, or of a new password; "" none */
} Proof;
/* Blocks for the time of a hash. `address`: whose password it should be. */
void proof_make(Request *request, Text address, Text password, Proof *proof);
/* In apply: true if it still holds; otherwise a problem of that field is added. */
bool proof_holds(Request *request, Change *change, const Proof *proof, Text field);

/* Checks the password of field "password" and hashes it; the problems are kept for apply. */
typedef struct {
    Problems problems;
    Text hash;
} NewPassword;
void new_password_make(Request *request, Text name, Text address, NewPassword *made);

ShowFunction sign_in_show, register_show, forgot_show, sent_show, register_link_show, reset_link_show,
    invitation_show, account_show, password_show, address_show, confirm_show, devices_show;
PrepareFunction sign_in_prepare, link_prepare, invitation_prepare, password_prepare, address_prepare;
ApplyFunction sign_in_apply, sign_out_apply, register_apply, forgot_apply, register_link_apply,
    reset_link_apply, invitation_apply, account_apply, password_apply, address_apply, confirm_apply,
    device_apply, devices_others_apply;

#endif
