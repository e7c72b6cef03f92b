/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/access.h"
#include "feature/prize/review.h"
#include "feature/prize/round.h"
#include "feature/prize/viewer.h"

bool screening_find(Snapshot *at, const Edition *edition, int64_t round, ApplicationId application,
                    ScreeningDecision *screening)
{
    Rows *row = store_row(at,
                          SQL("SELECT eligible, reason, decided_at, decided_by, tongue FROM screening"
                              " WHERE edition = $1 AND round = $2 AND application = $3"),
                          BIND(edition->id.key, round, application.key));
    *screening = (ScreeningDecision){0};
    if (row)
        *screening = (ScreeningDecision){true,
                                         row_int(row, 0) == 1,
                                         {row_text(row, 1), row_text(row, 4)},
                                         row_instant(row, 2),
                                         (AccountId){row_int(row, 3)}};
    return row != NULL;
}

/* An entrant of the round that the viewer is not in conflict with. */
static bool is_entrant(Change *change, const Edition *edition, int64_t round, ApplicationId application)
{
    if (conflict_stands(&change->at, application, change->at.viewer)) return false;
    ApplicationIds entrants = round_entrants(&change->at, edition, round);
    for (size_t i = 0; i < entrants.count; i++) {
        if (entrants.at[i].key == application.key) return true;
    }
    return false;
}

/* The viewer's own assignment of it in this round, 0 if there is none. */
static int64_t own_assignment(Snapshot *at, int64_t round, ApplicationId application)
{
    Rows *row = store_row(at,
                          SQL("SELECT assignment.key FROM assignment JOIN application"
                              " ON application.key = assignment.application WHERE assignment.account = $1"
                              " AND assignment.round = $2 AND assignment.application = $3"
                              " AND assignment.state IN ('open', 'begun', 'sent') AND " IS_ASSIGNED),
                          BIND(at->viewer, round, application.key));
    return row ? row_int(row, 0) : 0;
}

static bool may_decide(Change *change, const Edition *edition, int64_t round, ApplicationId application,
                       int64_t assignment, Problems *problems)
{
    const Round *rules = edition_round(edition, round);
    if (!rules || rules->kind != ROUND_SCREENING || !is_entrant(change, edition, round, application) ||
        (!assignment && !viewer_is_organiser(&change->at, edition->id)))
        problems_add(problems, TEXT(""), M("You cannot decide about this application in this round."));
    else if (round_is_confirmed(&change->at, edition, round))
        problems_add(problems, TEXT(""), M("This round is confirmed. Its result no longer changes."));
    else if (!viewer_is_organiser(&change->at, edition->id) && instant_passed(rules->ends, change->at.now))
        problems_add(problems, TEXT(""),
                     M("The round closed: {when}. Write to the organisers if something must change.",
                       WITH_DATE_TIME("when", rules->ends, edition->zone)));
    return !problems_any(problems);
}

/* A reason that stays as it was keeps the language that it was written in. */
static void keep(Change *change, Decided decided, const Edition *edition, int64_t round,
                 ApplicationId application, bool eligible, Text reason)
{
    store_write(
        change, decided,
        SQL("INSERT INTO screening (edition, round, application, eligible, reason, tongue, decided_by, "
            "decided_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (round, application) DO UPDATE"
            " SET eligible = excluded.eligible, reason = excluded.reason, decided_by = excluded.decided_by,"
            " decided_at = excluded.decided_at, tongue = CASE WHEN screening.reason = excluded.reason"
            " THEN screening.tongue ELSE excluded.tongue END"),
        BIND(edition->id.key, round, application.key, (int64_t)eligible,
             text_normalise(change->at.arena, reason), change->at.tongue, change->at.viewer, change->at.now));
}

bool screening_decide(Change *change, const Edition *edition, int64_t round, ApplicationId application,
                      bool eligible, Text reason, Problems *problems)
{
    int64_t assignment = own_assignment(&change->at, round, application);
    if (!may_decide(change, edition, round, application, assignment, problems)) return false;
    if (!eligible && !text_trim(reason).size) {
        problems_add(problems, TEXT("reason"),
                     M("Give the reason. The applicant reads it when the result is published."));
        return false;
    }
    Decided decided =
        DECIDE(change, edition->book, "screening.decided", "", SAYS_NUMBER("round", round),
               SAYS_TEXT("application", text_format(change->at.arena, "%lld", (long long)application.key)),
               SAYS_NUMBER("eligible", eligible), SAYS_SECRETLY("reason", reason));
    keep(change, decided, edition, round, application, eligible, reason);
    if (assignment)
        store_write(change, decided,
                    SQL("UPDATE assignment SET state = 'sent', ended_at = $2 WHERE key = $1"),
                    BIND(assignment, change->at.now));
    return true;
}
