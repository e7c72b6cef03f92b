/* SPDX-License-Identifier: Apache-2.0 */
/* People: accounts, passwords, logins, roles by edition, single-use links.
 *
 * A role belongs to a scope: "site", or a feature's own ("prize/<edition key>"); the scope is also
 * the book of the journal where granting and revoking are written. Models of features ask
 * account_has_role; guards of pages (guard.h) are built on it. */
#ifndef PLATFORM_ACCOUNT_H
#define PLATFORM_ACCOUNT_H

#include "base/problems.h"
#include "platform/language/language.h"
#include "platform/store/journal.h"
#include "platform/store/store.h"

typedef struct {
    AccountId id;
    Text name;
    Text address;      /* e-mail, as typed; compared by address_key */
    Language language; /* for mails */
    Text zone;         /* IANA, "" if unknown */
    Instant created;
    bool confirmed;     /* the address has answered a link */
    bool has_password;  /* false: it is set through a link */
    bool demonstration; /* signs in from loopback only */
} Account;
typedef LIST(Account) Accounts;

/* What two addresses are compared by: NFC, lower case of all letters, nothing else. */
Text address_key(Arena *arena, Text address);
/* One @, a domain with a dot, at most 254 bytes, nothing that has a meaning in a mail's head. */
bool address_is_good(Text address);

bool account_find(Snapshot *at, AccountId id, Account *account);
bool account_find_by_address(Snapshot *at, Text address, Account *account);
/* Accounts whose name or address contains `part` (any case), by name; at most `most`. */
Accounts account_search(Snapshot *at, Text part, size_t most);
int64_t account_count(Snapshot *at);

/* What a person may say of an account. Fields of problems: "name", "address", "language", "zone". */
typedef struct {
    Text name, address;
    Text language; /* a code; "" is English */
    Text zone;     /* IANA or "" */
} AccountDraft;
/* Trims and normalises the draft in place and names what is wrong with it. */
void account_check_draft(Arena *arena, AccountDraft *draft, Problems *problems);

/* A new account without a password (it is set through a link), or the existing one of the address. */
AccountId account_ensure(Change *change, Text name, Text address, Language language);
void account_set_profile(Change *change, AccountId account, Text name, Language language, Text zone);
/* The address is known to be theirs (a link sent there was used). False if another account has it. */
bool account_confirm_address(Change *change, AccountId account, Text address);
void account_set_demonstration(Change *change, AccountId account);

/* argon2id; slow on purpose, so never inside a change: hash first (prepare), store then (apply).
 * Few are computed at once (64 MiB each); a long queue fails as busy. */
Text password_hash(Arena *arena, Text password);
/* An empty hash (no account, or none set yet) takes as long as a wrong password, and is false. */
bool password_verify(Text hash, Text password);
/* True if the hash was made with other limits than today's: hash anew while the password is known. */
bool password_is_outdated(Text hash);
/* Ten characters or more, not among the most common, not the person's own name or address.
 * Problems are of the field "password". */
void password_check(Text password, Text name, Text address, Problems *problems);
void account_set_password(Change *change, AccountId account, Text hash);
Text account_password_hash(Snapshot *at, AccountId account); /* "" : none yet */

/* Roles. `scope` "site" or "prize/<key>"; `role` a code: "organiser", "expert", "chair" … Of the site:
 * "operator" (runs the server), "organiser" (looks after all editions). */
bool account_has_role(Snapshot *at, AccountId account, Text scope, const char *role);
/* Written into the scope's book; nothing happens if it is so already. */
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
/* A role's word; no message for a code that nobody knows. */
Message account_role_label(Text role);

/* Single-use links. The token (43 characters, 256 secret bits) is returned once; the table keeps
 * its digest. A link is looked at by GET and consumed by POST. */
typedef struct {
    int64_t key;
    Text purpose;        /* "invite/expert", "reset" … */
    Text scope;          /* as of roles */
    Text role;           /* granted when claimed; "" none */
    AccountId account;   /* whom it was made for; an invitation may be claimed by another one */
    Text address;        /* where it was sent, if that proves something; "" none */
    int64_t subject_key; /* what it is about, for the feature */
    Instant expires;
} Link;
Text link_make(Change *change, const Link *link);
bool link_find(Snapshot *at, Text token, Link *link); /* false: unknown, used or expired */
/* False if it was consumed in between. Grants the link's role to `by`. */
bool link_consume(Change *change, Text token, AccountId by);
/* Ends every open link of this purpose that was made for the account. */
void link_withdraw(Change *change, AccountId account, Text purpose);

/* What a feature does when an invitation of its purpose is claimed; each feature's are registered once,
 * by features.c. */
typedef struct {
    const char *purpose;
    void (*claimed)(Change *change, const Link *link, AccountId by);
    /* where the claimant goes then: a pattern for url_make with the subject key as {} */
    const char *then;
    /* what one is invited to, for the page of the link; NULL: only the role's own words */
    Message (*about)(Snapshot *at, Language language, const Link *link);
} InvitationKind;
void account_register_invitations(const InvitationKind *kinds, size_t count);
const InvitationKind *account_invitation_kind(Text purpose); /* NULL: none */

/* How a scope of roles is called: a feature names its own, "" for others'. Registered by features.c. */
typedef Text ScopeName(Snapshot *at, Language language, Text scope);
void account_register_scope_name(ScopeName *name);
/* The scope itself where no feature knows it; of the site its words. */
Text account_scope_name(Snapshot *at, Language language, Text scope);

#endif
