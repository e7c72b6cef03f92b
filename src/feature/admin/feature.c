/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/admin/feature.h"

#include "feature/admin/pages.h"

static const Route routes[] = {
    {GET, "/desk/", guard_site, .show = desk_show, .help = "How the site is: mails, accounts, decisions."},
    {GET, "/desk/outbox/", guard_site, .show = outbox_show, .help = "The mails that wait, went or did not.",
     .parameters = {{"state", PARAMETER_TEXT, 0}, {"before", PARAMETER_INT, 0}}},
    {GET, "/desk/outbox/{mail:key}/", guard_site, .show = mail_show, .help = "A mail, its secrets hidden."},
    {POST, "/desk/outbox/{mail:key}/retry/", guard_site, .apply = mail_retry_apply, .again = mail_show,
     .help = "Sends a refused or uncertain mail again."},
    {GET, "/desk/accounts/", guard_operator, .show = accounts_show, .help = "Looks for accounts.",
     .parameters = {{"part", PARAMETER_TEXT, 0}}},
    {GET, "/desk/accounts/{account:key}/", guard_operator, .show = account_detail_show,
     .help = "An account and its roles."},
    {POST, "/desk/accounts/{account:key}/roles/", guard_operator, .apply = role_apply,
     .again = account_detail_show, .help = "Grants or revokes a role of the site.",
     .parameters = {{"role", PARAMETER_TEXT, 0}, {"what", PARAMETER_TEXT, 0}}},
    {GET, "/desk/journal/", guard_signed_in, .show = journal_show,
     .help = "A decision log, with its chain checked.",
     .parameters = {{"book", PARAMETER_TEXT, 0}, {"page", PARAMETER_INT, 0}}},
};

static const NavigationEntry navigation[] = {{M("Desk of the site"), "/desk/", guard_site}};

const Feature admin_feature = {
    .name = "admin",
    .routes = routes,
    .route_count = sizeof routes / sizeof *routes,
    .navigation = navigation,
    .navigation_count = sizeof navigation / sizeof *navigation,
};
