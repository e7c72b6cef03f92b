/* SPDX-License-Identifier: Apache-2.0 */
/* The final committee: members, recusals, proposal, sealed ballots, winners, minutes. */
#ifndef PRIZE_COMMITTEE_H
#define PRIZE_COMMITTEE_H

#include "feature/prize/round.h"

typedef enum { SEAT_MEMBER, SEAT_CHAIR, SEAT_DEPUTY } Seat;
typedef struct {
    AccountId account;
    Text name;
    Seat seat;
    bool voted; /* in the open motion */
} CommitteeMember;
typedef LIST(CommitteeMember) CommitteeMembers;

bool committee_seat(Change *change, const Edition *edition, AccountId account, Seat seat, Problems *problems);
CommitteeMembers committee_members(Snapshot *at, const Edition *edition);
/* The chair acts, or the deputy where the chair is recused or has left. */
bool committee_is_chairing(Snapshot *at, const Edition *edition, AccountId account);

typedef struct {
    int64_t key;
} MotionId;
typedef enum { MOTION_PROPOSAL, MOTION_BALLOT, MOTION_DEPARTURE } MotionKind;
typedef enum { MOTION_OPEN, MOTION_CONTESTED, MOTION_CARRIED, MOTION_LOST, MOTION_INQUORATE } MotionState;

/* A place given to an application. */
typedef struct {
    Text award, tier;
    int64_t place; /* within the award, from 1 */
    ApplicationId application;
} Placing;
typedef LIST(Placing) Placings;

typedef struct {
    MotionId id;
    MotionKind kind;
    MotionState state;
    Text award, reason;
    AccountId moved_by;
    Placings placings; /* of a proposal or departure */
    Instant opened, closed;
    int64_t cast, entitled, recused, needed; /* votes for the quorum */
} Motion;
typedef LIST(Motion) Motions;

/* The chair's proposal for all awards: confirmed if nobody contests it before it is closed, else
 * each award goes to a ballot. A placing that departs from the ranking is refused here: it needs a
 * motion of its own with a reason and a vote, and the record says that it departs. */
bool committee_propose(Change *change, const Edition *edition, const Placings *placings, Problems *problems,
                       MotionId *id);
bool committee_contest(Change *change, const Edition *edition, MotionId motion, Text reason,
                       Problems *problems);
bool committee_open_ballot(Change *change, const Edition *edition, Text award, Problems *problems,
                           MotionId *id);
bool committee_move_departure(Change *change, const Edition *edition, const Placings *placings, Text reason,
                              Problems *problems, MotionId *id);

/* A member's ballot: sealed. The journal gets a commitment, BLAKE2b-256 over salt and content; nobody
 * who signs in can read the content before the motion is closed. It may be replaced until then. */
typedef struct {
    ApplicationId application;
    int64_t value; /* approve: 1; rank: 1, 2, …; score: 0 … score_max. Of a departure or proposal: 1 for, 0
                      against, -1 abstains */
} Vote;
typedef LIST(Vote) Votes;
bool committee_cast(Change *change, const Edition *edition, MotionId motion, const Votes *votes,
                    Problems *problems);
/* Opens all ballots together, counts them by the engine, decides or says what is missing. Chair only. */
bool committee_close(Change *change, const Edition *edition, MotionId motion, Problems *problems);
Motions committee_motions(Snapshot *at, const Edition *edition);

/* Confirms the whole: winners stand, the notices under embargo can go out. Two awards to one
 * application, an unfilled place that must be filled: problems. */
bool committee_decide(Change *change, const Edition *edition, Problems *problems);

typedef struct {
    ApplicationId application;
    Text number;
    Written title;
    Text city, country, region, category, award, tier;
    int64_t place;
} Winner;
typedef LIST(Winner) Winners;
/* What the viewer may know of them (access.h): empty before the announcement, but for the committee
 * and the organisers who are not in conflict. */
Winners winners_known(Snapshot *at, const Edition *edition);

#endif
