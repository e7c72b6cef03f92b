/* SPDX-License-Identifier: Apache-2.0 */
#include "platform/account/guard.h"

#include "platform/account/account.h"

static Verdict verdict_of(const Request *request, bool may)
{
    if (!request->login.account.key) return SIGN_IN;
    return may ? ADMITTED : HIDDEN;
}

Verdict guard_operator(Snapshot *at, const Request *request)
{
    return verdict_of(request, account_has_role(at, request->login.account, TEXT("site"), "operator"));
}

Verdict guard_site(Snapshot *at, const Request *request)
{
    AccountId account = request->login.account;
    return verdict_of(request, account_has_role(at, account, TEXT("site"), "operator") ||
                                   account_has_role(at, account, TEXT("site"), "organiser"));
}
