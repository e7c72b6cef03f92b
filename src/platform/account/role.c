/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/account/account.h"

#include <assert.h>

enum { SCOPE_NAMES_MAX = 16 };

bool account_has_role(Snapshot *at, AccountId account, Text scope, const char *role)
{
    if (!account.key) return false;
    return store_count(at, SQL("SELECT count(*) FROM role WHERE account = $1 AND scope = $2 AND role = $3"),
                       BIND(account, scope, role)) > 0;
}

void account_grant(Change *change, AccountId account, Text scope, const char *role)
{
    if (account_has_role(&change->at, account, scope, role)) return;
    Decided decided = DECIDE(change, scope, "role.granted", "", SAYS_PERSON("account", account),
                             SAYS_TEXT("role", text_of(role)));
    store_write(change, decided,
                SQL("INSERT INTO role (account, scope, role, granted) VALUES ($1, $2, $3, $4)"),
                BIND(account, scope, role, change->at.now));
}

void account_revoke(Change *change, AccountId account, Text scope, const char *role)
{
    if (!account_has_role(&change->at, account, scope, role)) return;
    Decided decided = DECIDE(change, scope, "role.revoked", "", SAYS_PERSON("account", account),
                             SAYS_TEXT("role", text_of(role)));
    store_write(change, decided, SQL("DELETE FROM role WHERE account = $1 AND scope = $2 AND role = $3"),
                BIND(account, scope, role));
}

RoleHolders account_role_holders(Snapshot *at, Text scope, const char *role)
{
    RoleHolders holders = {0};
    Rows *rows = store_rows(at,
                            SQL("SELECT a.key, a.name, a.address FROM role r JOIN account a"
                                " ON a.key = r.account WHERE r.scope = $1 AND r.role = $2"
                                " ORDER BY a.name, a.key"),
                            BIND(scope, role));
    while (rows_next(rows))
        *LIST_ADD(at->arena, &holders) =
            (RoleHolder){{row_int(rows, 0)}, row_text(rows, 1), row_text(rows, 2)};
    return holders;
}

Roles account_roles(Snapshot *at, AccountId account)
{
    Roles roles = {0};
    Rows *rows = store_rows(at, SQL("SELECT scope, role FROM role WHERE account = $1 ORDER BY scope, role"),
                            BIND(account));
    while (rows_next(rows)) *LIST_ADD(at->arena, &roles) = (Role){row_text(rows, 0), row_text(rows, 1)};
    return roles;
}

static ScopeName *scope_names[SCOPE_NAMES_MAX];
static size_t scope_name_count;

void account_register_scope_name(ScopeName *name)
{
    for (size_t i = 0; i < scope_name_count; i++)
        if (scope_names[i] == name) return;
    assert(scope_name_count < SCOPE_NAMES_MAX);
    scope_names[scope_name_count++] = name;
}

Text account_scope_name(Snapshot *at, Language language, Text scope)
{
    Message site = M("the whole site");
    if (text_is_c(scope, "site")) return message_write(at->arena, language, &site);
    for (size_t i = 0; i < scope_name_count; i++) {
        Text name = scope_names[i](at, language, scope);
        if (name.size) return name;
    }
    return scope;
}

Message account_role_label(Text role)
{
    static const struct {
        const char *code;
        Message label;
    } labels[] = {
        {"operator", M("Operator")}, {"organiser", M("Organiser")},     {"applicant", M("Applicant")},
        {"expert", M("Expert")},     {"member", M("Committee member")}, {"committee", M("Committee member")},
        {"chair", M("Chair")},       {"deputy", M("Deputy chair")},
    };
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (text_is_c(role, labels[i].code)) return labels[i].label;
    return (Message){0};
}
