/* SPDX-License-Identifier: Apache-2.0 */
/* What a committee's votes come to, from plain facts: the same computation for the store's rows and
 * for a record that somebody verifies. Rules: engine/tally.h and engine/award.h; lots by "lot/2"
 * (line.h) with the number that follows the last round's. */
#ifndef PRIZE_COUNT_H
#define PRIZE_COUNT_H

#include "engine/rational.h"
#include "feature/prize/edition.h"

typedef struct {
    int64_t key;
} MotionId;
typedef enum { SEAT_MEMBER, SEAT_CHAIR, SEAT_DEPUTY } CommitteeSeat;
typedef enum { MOTION_PROPOSAL, MOTION_BALLOT, MOTION_DEPARTURE } MotionKind;
typedef enum { MOTION_OPEN, MOTION_CONTESTED, MOTION_CARRIED, MOTION_LOST, MOTION_INQUORATE } MotionState;
/* As they stand in the store and in a record. */
extern const char *const seat_codes[3], *const motion_kind_codes[3], *const motion_state_codes[5];

/* A place given to an application. */
typedef struct {
    Text award, tier;
    int64_t place; /* within the award, from 1; several hold it where an award is shared */
    int64_t application;
} Placing;
typedef LIST(Placing) Placings;

/* approve: 1; rank: 1 is the best; score: 0 … score_max. Of a departure, one vote with application 0:
 * 1 for, 0 against, -1 abstains. */
typedef struct {
    int64_t application, value;
} Vote;
typedef LIST(Vote) Votes;

typedef struct {
    int64_t key;
    Text category;
    Rational earlier; /* of the last round */
} CountCandidate;
typedef LIST(CountCandidate) CountCandidates; /* by key */
typedef struct {
    int64_t person;
    CommitteeSeat seat;
    bool has_voted;
    Votes votes;
} CountMember;
typedef struct {
    int64_t application, person;
} CountRecusal;
typedef struct {
    CountCandidates candidates;  /* all of the edition */
    LIST(CountMember) members;   /* who are entitled */
    LIST(CountRecusal) recusals; /* of members from candidates */
    Placings taken;              /* by carried motions on other awards */
} CountInput;

typedef enum { DECIDED_BY_VOTES, DECIDED_BY_CASTING_VOTE, DECIDED_BY_SCORE, DECIDED_BY_LOT } DecidedBy;
typedef struct {
    int64_t application, points, of;
    DecidedBy decided_by; /* what told it apart from the one before it */
} CountRow;
typedef LIST(CountRow) CountRows;
typedef struct {
    MotionState state;
    Placings placings;
    CountRows tally; /* in order; of a departure: 0 for, 1 against, 2 abstained */
    int64_t voted, needed;
    bool by_casting_vote;
} CountResult;

/* NULL: there is none of that key. */
const CountCandidate *count_candidate(const CountCandidates *candidates, int64_t key);
/* Whether applications of a category stand for an award. */
bool count_draws_on(const Award *award, Text category);
CountResult count_ballot(Arena *arena, const Edition *edition, const Award *award, const CountInput *input);
/* Who stands for an award: in its categories, and without another award. */
CountCandidates count_field(Arena *arena, const Award *award, const CountInput *input);
/* A departure: its placings are given if it is carried. */
CountResult count_departure(Arena *arena, const Edition *edition, const Placings *placings,
                            const CountInput *input);
/* All awards as the last round's ranking alone gives them. */
Placings count_ranking(Arena *arena, const Edition *edition, const CountCandidates *candidates);
/* "approve/1", "borda/1", "score/1". */
const char *count_rule(const Edition *edition);

/* What a ballot says, canonical: [["<key>",value],…] by key. */
Text votes_write(Arena *arena, const Votes *votes);
bool votes_read(Arena *arena, Text json, Votes *votes);
/* [["award","tier",place,"<key>"],…] */
Text placings_write(Arena *arena, const Placings *placings);
bool placings_read(Arena *arena, Text json, Placings *placings);

#endif
