/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/review.h"

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

bool screening_decide(Change *change, const Edition *edition, int64_t round, ApplicationId application,
                      bool eligible, Text reason, Problems *problems)
{
    const Round *rules = edition_round(edition, round);
    if (!rules || rules->kind != ROUND_SCREENING || !is_entrant(change, edition, round, application))
        return false;
    if (!eligible && !text_trim(reason).size)
        problems_add(problems, TEXT("reason"),
                     M("Give the reason. The applicant reads it when the result is published."));
    if (store_row(&change->at, SQL("SELECT 1 FROM round_confirmation WHERE edition = $1 AND round = $2"),
                  BIND(edition->id.key, round)))
        problems_add(problems, TEXT(""), M("This round is confirmed. Its result no longer changes."));
    if (problems_any(problems)) return false;
    Decided decided =
        DECIDE(change, edition->book, "screening.decided", "", SAYS_NUMBER("round", round),
               SAYS_TEXT("application", text_format(change->at.arena, "%lld", (long long)application.key)),
               SAYS_NUMBER("eligible", eligible), SAYS_SECRETLY("reason", reason));
    store_write(
        change, decided,
        SQL("INSERT INTO screening (edition, round, application, eligible, reason, decided_by, decided_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (round, application) DO UPDATE"
            " SET eligible = excluded.eligible, reason = excluded.reason, decided_by = excluded.decided_by,"
            " decided_at = excluded.decided_at"),
        BIND(edition->id.key, round, application.key, (int64_t)eligible, reason, change->at.viewer,
             change->at.now));
    return true;
}
