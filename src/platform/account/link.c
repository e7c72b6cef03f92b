/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/account/account.h"

#include "base/random.h"
#include "platform/account/secret.h"

#include <assert.h>

enum { KIND_LISTS_MAX = 16 };
static struct {
    const InvitationKind *kinds;
    size_t count;
} kind_lists[KIND_LISTS_MAX];
static size_t kind_list_count;

void account_register_invitations(const InvitationKind *kinds, size_t count)
{
    for (size_t i = 0; i < kind_list_count; i++)
        if (kind_lists[i].kinds == kinds) return;
    assert(kind_list_count < KIND_LISTS_MAX);
    kind_lists[kind_list_count].kinds = kinds;
    kind_lists[kind_list_count++].count = count;
}

const InvitationKind *account_invitation_kind(Text purpose)
{
    for (size_t i = 0; i < kind_list_count; i++)
        for (size_t k = 0; k < kind_lists[i].count; k++)
            if (text_is_c(purpose, kind_lists[i].kinds[k].purpose)) return &kind_lists[i].kinds[k];
    return NULL;
}

static Value account_or_null(AccountId account)
{
    return account.key ? value_account(account) : NULL_VALUE;
}

Text link_make(Change *change, const Link *link)
{
    Text token = token_make(change->at.arena);
    assert(link->purpose.size && instant_is_set(link->expires));
    store_write(change, NOT_A_DECISION,
                SQL("INSERT INTO link (key, digest, purpose, scope, role, account, address, subject, made,"
                    " expires) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"),
                BIND(random_key(), token_digest(change->at.arena, "link", token), link->purpose, link->scope,
                     link->role, account_or_null(link->account), link->address, link->subject_key,
                     change->at.now, link->expires));
    return token;
}

bool link_find(Snapshot *at, Text token, Link *link)
{
    if (!token_is_one(token)) return false;
    Rows *row = store_row(at,
                          SQL("SELECT key, purpose, scope, role, account, address, subject, expires FROM link"
                              " WHERE digest = $1 AND consumed IS NULL"),
                          BIND(token_digest(at->arena, "link", token)));
    if (!row || instant_passed(row_instant(row, 7), at->now)) return false;
    *link = (Link){
        .key = row_int(row, 0),
        .purpose = row_text(row, 1),
        .scope = row_text(row, 2),
        .role = row_text(row, 3),
        .account = {row_int(row, 4)},
        .address = row_text(row, 5),
        .subject_key = row_int(row, 6),
        .expires = row_instant(row, 7),
    };
    return true;
}

bool link_consume(Change *change, Text token, AccountId by)
{
    Link link;
    if (!link_find(&change->at, token, &link)) return false;
    int64_t taken = store_write(
        change, NOT_A_DECISION,
        SQL("UPDATE link SET consumed = $2, consumed_by = $3 WHERE key = $1 AND consumed IS NULL"),
        BIND(link.key, change->at.now, account_or_null(by)));
    if (taken == 1 && link.role.size && by.key)
        account_grant(change, by, link.scope, text_c(change->at.arena, link.role));
    return taken == 1;
}

void link_withdraw(Change *change, AccountId account, Text purpose)
{
    store_write(change, NOT_A_DECISION,
                SQL("UPDATE link SET consumed = $3 WHERE account = $1 AND purpose = $2 AND consumed IS NULL"),
                BIND(account, purpose, change->at.now));
}
