/* SPDX-License-Identifier: Apache-2.0 */
/* People: accounts, passwords, logins, roles by edition, single-use links.
 *
 * A role belongs to a scope: "site", or a feature's own ("prize/<edition key>"). Models of features
 * ask account_has_role; guards of pages are built on it. */
#ifndef PLATFORM_ACCOUNT_H
#define PLATFORM_ACCOUNT_H

#include "base/problems.h"
#include "platform/language/language.h"
#include "platform/store/journal.h"
#include "platform/store/store.h"

typedef struct {
    AccountId id;
    Text name;
    Text address;      /* e-mail, as typed; compared in lower case */
    Language language; /* for mails */
    Text zone;         /* IANA, "" if unknown */
    Instant created;
    bool demonstration; /* signs in from loopback only */
} Account;

bool account_find(Snapshot *at, AccountId id, Account *account);
bool account_find_by_address(Snapshot *at, Text address, Account *account);
/* A new account without a password (it is set through a link), or the existing one of the address. */
AccountId account_ensure(Change *change, Text name, Text address, Language language);
/* argon2id; slow on purpose, so never inside a change: hash first (prepare), store then (apply). */
Text password_hash(Arena *arena, Text password);
bool password_verify(Text hash, Text password);
/* Length, and the most common passwords. */
void password_check(Text password, Problems *problems);
void account_set_password(Change *change, AccountId account, Text hash);
Text account_password_hash(Snapshot *at, AccountId account); /* "" : none yet */

/* Roles. `scope` "site" or "prize/<key>"; `role` a code: "organiser", "expert", "chair" … */
bool account_has_role(Snapshot *at, AccountId account, Text scope, const char *role);
void account_grant(Change *change, AccountId account, Text scope, const char *role);
void account_revoke(Change *change, AccountId account, Text scope, const char *role);
typedef struct {
    AccountId account;
    Text name, address;
} RoleHolder;
typedef LIST(RoleHolder) RoleHolders;
RoleHolders account_role_holders(Snapshot *at, Text scope, const char *role);
typedef struct {
    Text scope, role;
} Role;
typedef LIST(Role) Roles;
Roles account_roles(Snapshot *at, AccountId account);

/* Single-use links. The token (43 characters, 256 secret bits) is returned once; the table keeps
 * its digest. A link is looked at by GET and consumed by POST. */
typedef struct {
    int64_t key;
    Text purpose;        /* "invite/expert", "reset" … */
    Text scope;          /* as of roles */
    Text role;           /* granted when claimed; "" none */
    AccountId account;   /* whom it was made for; an invitation may be claimed by another one */
    int64_t subject_key; /* what it is about, for the feature */
    Instant expires;
} Link;
Text link_make(Change *change, const Link *link);
bool link_find(Snapshot *at, Text token, Link *link); /* false: unknown, used or expired */
/* False if it was consumed in between. Grants the link's role to `by`. */
bool link_consume(Change *change, Text token, AccountId by);

/* What a feature does when an invitation of its purpose is claimed; registered once by features.c. */
typedef struct {
    const char *purpose;
    void (*claimed)(Change *change, const Link *link, AccountId by);
    /* where the claimant goes then: a pattern for url_make with the subject key as {} */
    const char *then;
} InvitationKind;
void account_register_invitations(const InvitationKind *kinds, size_t count);

#endif
