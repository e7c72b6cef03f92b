/* SPDX-License-Identifier: Apache-2.0 */
/* The final committee: members, proposal, sealed ballots, departures, winners.
 *
 * Committees mostly agree: the chair proposes the awards as the ranking gives them, and if nobody
 * contests it the proposal is carried when it is closed. Otherwise awards go to ballots, one by one.
 * What departs from the ranking without a ballot needs a motion of its own, with a reason and a vote.
 * For an award, the last carried motion that covers it counts. */
#ifndef PRIZE_COMMITTEE_H
#define PRIZE_COMMITTEE_H

#include "feature/prize/count.h"
#include "feature/prize/round.h"

typedef struct {
    AccountId account;
    Text name;
    CommitteeSeat seat;
    bool has_voted; /* in the motion asked for */
} CommitteeMember;
typedef LIST(CommitteeMember) CommitteeMembers;

/* Seats a person, or changes their seat; one chair and one deputy at most. Journalled. */
bool committee_seat(Change *change, const Edition *edition, AccountId account, CommitteeSeat seat,
                    Problems *problems);
void committee_leave(Change *change, const Edition *edition, AccountId account);
/* Those who have not left: chair, deputy, members by name. */
CommitteeMembers committee_members(Snapshot *at, const Edition *edition, MotionId motion);
/* The chair or the deputy: they propose, open and close. */
bool committee_is_chairing(Snapshot *at, const Edition *edition, AccountId account);

/* What stands before the committee, with the last round's scores. */
CountCandidates committee_candidates(Snapshot *at, const Edition *edition);
/* The placings that the ranking alone gives: what the chair may propose without a vote. */
Placings committee_ranking(Snapshot *at, const Edition *edition);

typedef struct {
    MotionId id;
    MotionKind kind;
    MotionState state;
    Text award, reason, contest; /* contest: why somebody contested a proposal */
    AccountId moved_by;
    Placings placings; /* of a proposal or departure; of a closed ballot what it gave */
    Instant opened, closed;
    int64_t cast, entitled;
    Text result; /* JSON of the closed motion, as in the record; "" while it is open */
} Motion;
typedef LIST(Motion) Motions;
Motions committee_motions(Snapshot *at, const Edition *edition); /* the oldest first */
bool committee_motion(Snapshot *at, const Edition *edition, MotionId id, Motion *motion);

/* All of these act for the viewer and refuse, with a problem, what the rules don't give them. */
bool committee_propose(Change *change, const Edition *edition, Problems *problems, MotionId *id);
bool committee_contest(Change *change, const Edition *edition, MotionId motion, Text reason,
                       Problems *problems);
bool committee_open_ballot(Change *change, const Edition *edition, Text award, Problems *problems,
                           MotionId *id);
bool committee_move_departure(Change *change, const Edition *edition, const Placings *placings, Text reason,
                              Problems *problems, MotionId *id);
/* A member's ballot, sealed: the journal gets a commitment (BLAKE2b-256 over salt and content), and nobody
 * who signs in can read the content before the motion is closed. It may be replaced until then. */
bool committee_cast(Change *change, const Edition *edition, MotionId motion, const Votes *votes,
                    Problems *problems);
/* Opens all ballots together and counts them. */
bool committee_close(Change *change, const Edition *edition, MotionId motion, Problems *problems);
/* What a closed motion came to. */
typedef struct {
    CountRows tally;
    int64_t voted, needed;
    bool by_casting_vote;
} MotionResult;
bool committee_result(Arena *arena, const Motion *motion, MotionResult *result); /* false: it is open */
/* Who stands for an award now. */
CountCandidates committee_field(Snapshot *at, const Edition *edition, const Award *award);
/* The opened ballots of a closed motion; empty before, and where the rules keep names out of the minutes. */
typedef struct {
    Text name;
    Votes votes;
} OpenedBallot;
typedef LIST(OpenedBallot) OpenedBallots;
OpenedBallots committee_opened(Snapshot *at, const Edition *edition, const Motion *motion);
/* Who has stepped back from which candidate, or was kept from it. */
typedef struct {
    ApplicationId application;
    AccountId account;
    Text name;
} Recusal;
typedef LIST(Recusal) Recusals;
Recusals committee_recusals(Snapshot *at, const Edition *edition);
/* The viewer's own ballot while it can be changed. */
Votes committee_own_ballot(Snapshot *at, MotionId motion);

/* The placings of all awards as carried motions give them now. */
Placings committee_standing(Snapshot *at, const Edition *edition);
/* The winners stand from now on, hidden until the announcement. */
bool committee_decide(Change *change, const Edition *edition, Problems *problems);
bool committee_has_decided(Snapshot *at, const Edition *edition);

typedef struct {
    ApplicationId application;
    Text number, title, tongue, city, country, region, category, award, tier;
    int64_t place;
} Winner;
typedef LIST(Winner) Winners;
/* What the viewer may know of the winners: everyone after the announcement; before it the committee and
 * the organisers, without those on which they are in conflict. By award as the edition lists them, then
 * place. */
Winners winners_known(Snapshot *at, const Edition *edition);
/* The candidates that the viewer may know of, by category and title. */
typedef struct {
    ApplicationId application;
    Text number, title, tongue, city, country, region, category;
} Candidate;
typedef LIST(Candidate) Candidates;
Candidates candidates_known(Snapshot *at, const Edition *edition);

#endif
