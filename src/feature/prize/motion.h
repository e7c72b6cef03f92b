/* SPDX-License-Identifier: Apache-2.0 */
/* Motions and their sealed ballots.
 *
 * Committees mostly agree: the chair proposes the awards as the ranking gives them, and if nobody
 * contests it the proposal is carried when it is closed. Otherwise awards go to ballots, one by one.
 * What departs from the ranking without a ballot needs a motion of its own, with a reason and a vote.
 * For an award, the last carried motion that covers it counts. */
#ifndef PRIZE_MOTION_H
#define PRIZE_MOTION_H

#include "feature/prize/committee.h"
#include "platform/page/page.h"

typedef struct {
    MotionId id;
    MotionKind kind;
    MotionState state;
    Text award;
    Written reason, contest; /* contest: why somebody contested a proposal, which has no reason */
    AccountId moved_by;
    Placings placings; /* of a proposal or departure; of a closed ballot what it gave */
    Instant opened, closed;
    int64_t cast, entitled;
    Text result; /* JSON of the closed motion, as in the record; "" while it is open */
} Motion;
typedef LIST(Motion) Motions;
Motions motions_of(Snapshot *at, const Edition *edition); /* the oldest first */
bool motion_find(Snapshot *at, const Edition *edition, MotionId id, Motion *motion);

/* All of these act for the viewer and refuse, with a problem, what the rules don't give them. */
bool motion_propose(Change *change, const Edition *edition, Problems *problems, MotionId *id);
bool motion_contest(Change *change, const Edition *edition, MotionId motion, Text reason, Problems *problems);
bool motion_open_ballot(Change *change, const Edition *edition, Text award, Problems *problems, MotionId *id);
bool motion_depart(Change *change, const Edition *edition, const Placings *placings, Text reason,
                   Problems *problems, MotionId *id);
/* A member's ballot, sealed: the journal gets a commitment (BLAKE2b-256 over salt and content), and nobody
 * who signs in can read the content before the motion is closed. It may be replaced until then. */
bool ballot_cast(Change *change, const Edition *edition, MotionId motion, const Votes *votes,
                 Problems *problems);
/* The quorum of an open motion as it stands, told from who has voted, not how. Of a ballot it holds for each
 * candidate: `needed` is of the one that needs most, 0: there is none; enough ballots may still be too few
 * for a candidate from whom some who voted are recused. */
typedef struct {
    int64_t needed;
    bool is_reached;
} MotionQuorum;
MotionQuorum motion_quorum(Snapshot *at, const Edition *edition, const Motion *motion);
/* Opens all ballots together and counts them. */
bool motion_close(Change *change, const Edition *edition, MotionId motion, Problems *problems);
/* What a closed motion came to. */
typedef struct {
    CountRows tally;
    int64_t voted, needed;
    bool by_casting_vote;
} MotionResult;
bool motion_result(Arena *arena, const Motion *motion, MotionResult *result); /* false: it is open */
/* The opened ballots of a closed motion; empty before, and where the rules keep names out of the minutes. */
typedef struct {
    Text name;
    Votes votes;
} OpenedBallot;
typedef LIST(OpenedBallot) OpenedBallots;
OpenedBallots ballots_opened(Snapshot *at, const Edition *edition, const Motion *motion);
/* The viewer's own ballot while it can be changed. */
Votes ballot_own(Snapshot *at, MotionId motion);

/* The chair or the deputy may begin something new now; otherwise a problem says why not. */
bool motion_may_begin(Change *change, const Edition *edition, Problems *problems);
/* An open motion in which the viewer, a member, may take part; otherwise a problem. */
bool motion_find_open(Change *change, const Edition *edition, MotionId id, Motion *motion,
                      Problems *problems);
/* Who stands for an award now. */
CountCandidates motion_field(Snapshot *at, const Edition *edition, const Award *award);
/* The motion that an award stands by now; NULL: there is none. */
const Motion *motion_behind(const Motions *motions, Text award);
/* The placings of all awards as carried motions give them now. */
Placings motions_standing(Snapshot *at, const Edition *edition);

#endif
