/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/guard.h"

#include <assert.h>

static bool edition_is_there(Snapshot *at, const Request *request, EditionId *id)
{
    Rows *row =
        store_row(at, SQL("SELECT key FROM edition WHERE code = $1"), BIND(request_text(request, "edition")));
    if (row) id->key = row_int(row, 0);
    return row;
}

const Edition *edition_of(Snapshot *at, const Request *request)
{
    const Edition *edition = edition_find_by_code(at, request_text(request, "edition"));
    assert(edition);
    return edition;
}

typedef bool ViewerQuestion(Snapshot *at, EditionId edition);

static Verdict verdict(Snapshot *at, const Request *request, ViewerQuestion *may)
{
    EditionId id;
    if (!edition_is_there(at, request, &id)) return HIDDEN;
    if (!at->viewer.key) return SIGN_IN;
    return may(at, id) ? ADMITTED : HIDDEN;
}

Verdict guard_edition(Snapshot *at, const Request *request)
{
    EditionId id;
    return edition_is_there(at, request, &id) ? ADMITTED : HIDDEN;
}

static bool is_anyone(Snapshot *at, EditionId edition)
{
    (void)edition;
    return at->viewer.key != 0;
}

Verdict guard_account(Snapshot *at, const Request *request)
{
    return verdict(at, request, is_anyone);
}

Verdict guard_organiser(Snapshot *at, const Request *request)
{
    return verdict(at, request, viewer_is_organiser);
}

Verdict guard_expert(Snapshot *at, const Request *request)
{
    return verdict(at, request, viewer_is_expert);
}

Verdict guard_reviewer(Snapshot *at, const Request *request)
{
    return verdict(at, request, viewer_has_accepted);
}

Verdict guard_committee(Snapshot *at, const Request *request)
{
    return verdict(at, request, viewer_is_committee);
}

Verdict guard_chair(Snapshot *at, const Request *request)
{
    return verdict(at, request, viewer_is_chair);
}

static bool is_announcer(Snapshot *at, EditionId edition)
{
    return viewer_is_organiser(at, edition) || viewer_is_chair(at, edition);
}

Verdict guard_announcer(Snapshot *at, const Request *request)
{
    return verdict(at, request, is_announcer);
}

static bool is_jury(Snapshot *at, EditionId edition)
{
    return viewer_is_organiser(at, edition) || viewer_is_committee(at, edition);
}

Verdict guard_jury(Snapshot *at, const Request *request)
{
    return verdict(at, request, is_jury);
}

Verdict guard_team(Snapshot *at, const Request *request)
{
    EditionId id;
    int64_t application;
    if (!edition_is_there(at, request, &id) || !request_int(request, "application", &application))
        return HIDDEN;
    if (!at->viewer.key) return SIGN_IN;
    return viewer_is_team(at, id, application) ? ADMITTED : HIDDEN;
}
