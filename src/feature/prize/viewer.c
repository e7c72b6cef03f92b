/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/viewer.h"

#include "feature/prize/access.h"

bool viewer_is_organiser(Snapshot *at, EditionId edition)
{
    if (!at->viewer.key) return false;
    return store_row(at, SQL("SELECT 1 FROM edition WHERE edition.key = $2 AND " IS_ORGANISER),
                     BIND(at->viewer, edition.key));
}

bool viewer_is_expert(Snapshot *at, EditionId edition)
{
    if (!at->viewer.key) return false;
    return store_row(at, SQL("SELECT 1 FROM expert WHERE edition = $2 AND account = $1 AND left_at IS NULL"),
                     BIND(at->viewer, edition.key));
}

bool viewer_has_accepted(Snapshot *at, EditionId edition)
{
    if (!at->viewer.key) return false;
    return store_row(at, SQL("SELECT 1 FROM expert WHERE edition = $2 AND account = $1 AND state = 'active'"),
                     BIND(at->viewer, edition.key));
}

bool viewer_is_committee(Snapshot *at, EditionId edition)
{
    if (!at->viewer.key) return false;
    return store_row(
        at, SQL("SELECT 1 FROM committee_member WHERE edition = $2 AND account = $1 AND left_at IS NULL"),
        BIND(at->viewer, edition.key));
}

bool viewer_is_chair(Snapshot *at, EditionId edition)
{
    if (!at->viewer.key) return false;
    return store_row(at,
                     SQL("SELECT 1 FROM committee_member WHERE edition = $2 AND account = $1"
                         " AND left_at IS NULL AND role IN ('chair', 'deputy')"),
                     BIND(at->viewer, edition.key));
}

bool viewer_is_team(Snapshot *at, EditionId edition, int64_t application)
{
    if (!at->viewer.key) return false;
    return store_row(at,
                     SQL("SELECT 1 FROM application WHERE application.edition = $2 AND application.key = $3"
                         " AND " IS_ON_TEAM),
                     BIND(at->viewer, edition.key, application));
}
