/* SPDX-License-Identifier: Apache-2.0 */
#include "feature/prize/motion.h"

#include "base/random.h"
#include "feature/prize/expert.h"
#include "platform/store/json.h"

/* ---- cast, sealed */

static bool vote_fits(const Edition *edition, const Motion *motion, const Vote *vote, size_t count)
{
    if (motion->kind == MOTION_DEPARTURE)
        return vote->application == 0 && vote->value >= -1 && vote->value <= 1;
    switch (edition->committee.ballot) {
    case BALLOT_APPROVE:
        return vote->value == 1;
    case BALLOT_RANK:
        return vote->value >= 1 && vote->value <= (int64_t)count;
    case BALLOT_SCORE:
        return vote->value >= 0 && vote->value <= edition->committee.score_max;
    }
    return false;
}

/* As the form calls it: "v-117"; of a departure "vote". */
static Text vote_field(Arena *arena, const Motion *motion, const Vote *vote)
{
    if (motion->kind == MOTION_DEPARTURE) return TEXT("vote");
    return text_format(arena, "v-%lld", (long long)vote->application);
}

static Message say_unfit(const Edition *edition)
{
    if (edition->committee.ballot == BALLOT_SCORE)
        return M("Give whole points from 0 to {most}, or none.",
                 WITH_NUMBER("most", edition->committee.score_max));
    return M("This ballot cannot be read. Fill it in again.");
}

static void check_votes(Change *change, const Edition *edition, const Motion *motion, const Votes *votes,
                        Problems *problems)
{
    CountCandidates candidates = committee_candidates(&change->at, edition);
    for (size_t i = 0; i < votes->count; i++) {
        const Vote *vote = &votes->at[i];
        Text field = vote_field(problems->arena, motion, vote);
        bool known = motion->kind == MOTION_DEPARTURE || count_candidate(&candidates, vote->application);
        if (!known || !vote_fits(edition, motion, vote, candidates.count))
            problems_add(problems, field, say_unfit(edition));
        else if (vote->application &&
                 conflict_stands(&change->at, (ApplicationId){vote->application}, change->at.viewer))
            problems_add(problems, field, M("You are recused from one of these candidates. Leave it out."));
    }
    if (motion->kind == MOTION_DEPARTURE && votes->count != 1)
        problems_add(problems, TEXT("vote"), M("Choose for, against or abstain."));
}

bool ballot_cast(Change *change, const Edition *edition, MotionId id, const Votes *votes, Problems *problems)
{
    enum { SALT_BYTES = 32 };
    Arena *arena = change->at.arena;
    Motion motion;
    if (!motion_find_open(change, edition, id, &motion, problems)) return false;
    if (motion.kind == MOTION_PROPOSAL) {
        problems_add(problems, TEXT(""), M("A proposal is not voted on: contest it, or let it stand."));
        return false;
    }
    check_votes(change, edition, &motion, votes, problems);
    if (problems_any(problems)) return false;
    unsigned char bytes[SALT_BYTES];
    random_record(bytes, sizeof bytes);
    Text salt = text_hex(arena, bytes, sizeof bytes), content = votes_write(arena, votes);
    Text commitment = journal_commitment(arena, salt, content);
    Decided decided =
        DECIDE(change, edition->book, "ballot.cast", "", SAYS_TEXT("motion", text_of_int(arena, id.key)),
               SAYS_PERSON("person", change->at.viewer), SAYS_TEXT("commitment", commitment));
    store_write(change, decided,
                SQL("INSERT INTO ballot (motion, account, commitment, salt, content, cast_at)"
                    " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (motion, account) DO UPDATE"
                    " SET commitment = excluded.commitment, salt = excluded.salt, content = excluded.content,"
                    " cast_at = excluded.cast_at"),
                BIND(id.key, change->at.viewer, commitment, salt, content, change->at.now));
    return true;
}

Votes ballot_own(Snapshot *at, MotionId motion)
{
    Votes votes = {0};
    Rows *row = store_row(at, SQL("SELECT content FROM ballot WHERE motion = $1 AND account = $2"),
                          BIND(motion.key, at->viewer));
    if (row) votes_read(at->arena, row_text(row, 0), &votes);
    return votes;
}

/* ---- opened */

OpenedBallots ballots_opened(Snapshot *at, const Edition *edition, const Motion *motion)
{
    OpenedBallots list = {0};
    if (!edition->committee.names_in_minutes) return list;
    Rows *rows = store_rows(at,
                            SQL("SELECT account.name, ballot.content FROM ballot"
                                " JOIN motion ON motion.key = ballot.motion AND motion.state <> 'open'"
                                " JOIN account ON account.key = ballot.account"
                                " WHERE ballot.motion = $1 AND motion.edition = $2"
                                " ORDER BY account.name, account.key"),
                            BIND(motion->id.key, edition->id.key));
    while (rows_next(rows)) {
        OpenedBallot ballot = {.name = row_text(rows, 0)};
        votes_read(at->arena, row_text(rows, 1), &ballot.votes);
        *LIST_ADD(at->arena, &list) = ballot;
    }
    return list;
}
