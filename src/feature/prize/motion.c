/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/motion.h"

#include "base/random.h"
#include "feature/prize/expert.h"
#include "platform/account/account.h"

#include <assert.h>

/* ---- as they are kept */

#define MOTION_COLUMNS                                                                                       \
    "SELECT motion.key, motion.kind, motion.state, motion.award, motion.reason, motion.contest, "            \
    "motion.moved_by,"                                                                                       \
    " motion.opened_at, motion.closed_at, motion.content, motion.result,"                                    \
    " (SELECT count(*) FROM ballot WHERE ballot.motion = motion.key),"                                       \
    " (SELECT count(*) FROM committee_member AS m WHERE m.edition = motion.edition AND m.left_at IS NULL),"  \
    " motion.tongue"                                                                                         \
    " FROM motion"

static Motion read_motion(Snapshot *at, const Rows *row)
{
    Motion motion = {.id = {row_int(row, 0)},
                     .kind = (MotionKind)TEXT_INDEX(row_text(row, 1), motion_kind_codes),
                     .state = (MotionState)TEXT_INDEX(row_text(row, 2), motion_state_codes),
                     .award = row_text(row, 3),
                     .reason = {row_text(row, 4), row_text(row, 13)},
                     .contest = {row_text(row, 5), row_text(row, 13)},
                     .moved_by = {row_int(row, 6)},
                     .opened = row_instant(row, 7),
                     .closed = row_instant(row, 8),
                     .result = row_text(row, 10),
                     .cast = row_int(row, 11),
                     .entitled = row_int(row, 12)};
    bool good = placings_read(at->arena, row_text(row, 9), &motion.placings);
    assert(good); /* our own */
    return motion;
}

Motions motions_of(Snapshot *at, const Edition *edition)
{
    Motions list = {0};
    Rows *rows = store_rows(at, SQL(MOTION_COLUMNS " WHERE motion.edition = $1 ORDER BY motion.key"),
                            BIND(edition->id.key));
    while (rows_next(rows)) *LIST_ADD(at->arena, &list) = read_motion(at, rows);
    return list;
}

bool motion_find(Snapshot *at, const Edition *edition, MotionId id, Motion *motion)
{
    Rows *row = store_row(at, SQL(MOTION_COLUMNS " WHERE motion.edition = $1 AND motion.key = $2"),
                          BIND(edition->id.key, id.key));
    if (row) *motion = read_motion(at, row);
    return row != NULL;
}

/* ---- opened and contested */

bool motion_may_begin(Change *change, const Edition *edition, Problems *problems)
{
    if (committee_has_decided(&change->at, edition))
        problems_add(problems, TEXT(""), M("The winners are decided. Nothing more can be moved."));
    else if (!committee_is_chairing(&change->at, edition, change->at.viewer))
        problems_add(problems, TEXT(""), M("Only the chair or the deputy can do this."));
    else if (!round_is_confirmed(&change->at, edition, (int64_t)edition->rounds.count))
        problems_add(problems, TEXT(""), M("The candidates are not confirmed yet."));
    else if (store_row(&change->at, SQL("SELECT 1 FROM motion WHERE edition = $1 AND state = 'open'"),
                       BIND(edition->id.key)))
        problems_add(problems, TEXT(""), M("Another vote is open. Close it first."));
    return !problems_any(problems);
}

static MotionId open_motion(Change *change, const Edition *edition, MotionKind kind, Text award,
                            const Placings *placings, Text reason)
{
    Arena *arena = change->at.arena;
    MotionId id = {random_key()};
    Text content = placings_write(arena, placings);
    Decided decided =
        DECIDE(change, edition->book, "motion.opened", "", SAYS_TEXT("motion", text_of_int(arena, id.key)),
               SAYS_TEXT("kind", text_of(motion_kind_codes[kind])), SAYS_TEXT("award", award),
               SAYS_JSON("placings", content), SAYS_SECRETLY("reason", reason));
    store_write(change, decided,
                SQL("INSERT INTO motion (key, edition, kind, award, state, reason, contest, content, "
                    "moved_by, opened_at, result, tongue)"
                    " VALUES ($1, $2, $3, $4, 'open', $5, '', $6, $7, $8, '', $9)"),
                BIND(id.key, edition->id.key, motion_kind_codes[kind], award, reason, content,
                     change->at.viewer, change->at.now, change->at.tongue));
    return id;
}

bool motion_propose(Change *change, const Edition *edition, Problems *problems, MotionId *id)
{
    if (!motion_may_begin(change, edition, problems)) return false;
    Placings placings = committee_ranking(&change->at, edition);
    *id = open_motion(change, edition, MOTION_PROPOSAL, TEXT(""), &placings, TEXT(""));
    return true;
}

bool motion_open_ballot(Change *change, const Edition *edition, Text award, Problems *problems, MotionId *id)
{
    if (!edition_award(edition, award)) problems_add(problems, TEXT("award"), M("Choose an award."));
    if (problems_any(problems) || !motion_may_begin(change, edition, problems)) return false;
    *id = open_motion(change, edition, MOTION_BALLOT, award, &(Placings){0}, TEXT(""));
    return true;
}

static bool has_one_twice(const Placings *placings)
{
    for (size_t i = 0; i < placings->count; i++) {
        for (size_t k = 0; k < i; k++) {
            if (placings->at[k].application == placings->at[i].application) return true;
        }
    }
    return false;
}

bool motion_depart(Change *change, const Edition *edition, const Placings *placings, Text reason,
                   Problems *problems, MotionId *id)
{
    CountCandidates candidates = committee_candidates(&change->at, edition);
    if (!text_trim(reason).size)
        problems_add(problems, TEXT("reason"),
                     M("Give the reason for departing from the ranking. It stands in the record."));
    if (!placings->count) problems_add(problems, TEXT("placings"), M("Choose at least one candidate."));
    if (has_one_twice(placings))
        problems_add(problems, TEXT("placings"), M("A candidate can have one place only. Choose another."));
    for (size_t i = 0; i < placings->count; i++) {
        if (!edition_award(edition, placings->at[i].award) ||
            !count_candidate(&candidates, placings->at[i].application))
            problems_add(problems, TEXT("placings"), M("Choose candidates of this edition."));
        else if (conflict_stands(&change->at, (ApplicationId){placings->at[i].application},
                                 change->at.viewer))
            problems_add(problems, TEXT("placings"),
                         M("You are recused from one of these candidates. The deputy can move it."));
    }
    if (problems_any(problems) || !motion_may_begin(change, edition, problems)) return false;
    *id = open_motion(change, edition, MOTION_DEPARTURE, placings->at[0].award, placings, reason);
    return true;
}

bool motion_find_open(Change *change, const Edition *edition, MotionId id, Motion *motion, Problems *problems)
{
    if (!motion_find(&change->at, edition, id, motion) || motion->state != MOTION_OPEN)
        problems_add(problems, TEXT(""), M("This vote is closed. Nothing was changed."));
    else if (!committee_has_member(&change->at, edition, change->at.viewer))
        problems_add(problems, TEXT(""), M("Only members of the committee can vote."));
    return !problems_any(problems);
}

bool motion_contest(Change *change, const Edition *edition, MotionId id, Text reason, Problems *problems)
{
    Motion motion;
    if (!motion_find_open(change, edition, id, &motion, problems) || motion.kind != MOTION_PROPOSAL)
        return false;
    if (!text_trim(reason).size) {
        problems_add(problems, TEXT("reason"), M("Say what you contest. The committee reads it."));
        return false;
    }
    Decided decided =
        DECIDE(change, edition->book, "motion.contested", "",
               SAYS_TEXT("motion", text_of_int(change->at.arena, id.key)), SAYS_SECRETLY("reason", reason));
    store_write(change, decided,
                SQL("UPDATE motion SET state = 'contested', contest = $2, closed_at = $3, tongue = $4"
                    " WHERE key = $1"),
                BIND(id.key, reason, change->at.now, change->at.tongue));
    return true;
}

/* ---- what stands */

static bool covers(const Motion *motion, Text award)
{
    if (motion->kind == MOTION_PROPOSAL) return true;
    if (motion->kind == MOTION_BALLOT) return text_is(motion->award, award);
    for (size_t i = 0; i < motion->placings.count; i++) {
        if (text_is(motion->placings.at[i].award, award)) return true;
    }
    return false;
}

const Motion *motion_behind(const Motions *motions, Text award)
{
    for (size_t i = motions->count; i-- > 0;) {
        if (motions->at[i].state == MOTION_CARRIED && covers(&motions->at[i], award)) return &motions->at[i];
    }
    return NULL;
}

Placings motions_standing(Snapshot *at, const Edition *edition)
{
    Placings standing = {0};
    Motions motions = motions_of(at, edition);
    for (size_t i = 0; i < edition->awards.count; i++) {
        Text award = edition->awards.at[i].code;
        const Motion *motion = motion_behind(&motions, award);
        for (size_t k = 0; motion && k < motion->placings.count; k++) {
            if (text_is(motion->placings.at[k].award, award))
                *LIST_ADD(at->arena, &standing) = motion->placings.at[k];
        }
    }
    return standing;
}

CountCandidates motion_field(Snapshot *at, const Edition *edition, const Award *award)
{
    CountInput input = {.candidates = committee_candidates(at, edition),
                        .taken = motions_standing(at, edition)};
    return count_field(at->arena, award, &input);
}
