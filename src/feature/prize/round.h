/* SPDX-License-Identifier: Apache-2.0 */
/* The result of a round: computed as the scores stand, confirmed by an organiser, kept. */
#ifndef PRIZE_ROUND_H
#define PRIZE_ROUND_H

#include "feature/prize/line.h"
#include "feature/prize/reserve.h"
#include "feature/prize/review.h"

/* An entrant as the organiser's tables show it. */
typedef struct {
    LineRow line;
    ApplicationId application;
    Text number, title, tongue, city, country, region, category;
    bool is_withdrawn;
    bool has_moved_up;
    int64_t place_of; /* into whose place it moved up; 0: none, or the viewer is in conflict with it */
} RoundRow;

typedef struct {
    int64_t round, entrants, places;
    int64_t passed;  /* places given: who moved up has that of another */
    int64_t missing; /* reviews that are assigned and not sent; of a screening: not decided */
    bool is_confirmed;
    bool is_coming; /* it takes a while to calculate: ask again; there are no rows yet */
    Instant confirmed;
    LineInput input;       /* it was computed from; empty once it is confirmed */
    LIST(RoundRow) rows;   /* by rank */
    LIST(int64_t) lacking; /* of each floor */
} RoundResult;

/* How many entered a round, and how many places it gave; 0 until it is confirmed. For organisers. */
typedef struct {
    int64_t entrants, passed;
    bool is_confirmed;
} RoundCounts;
RoundCounts round_counts(Snapshot *at, const Edition *edition, int64_t round);

/* As it was confirmed, or as the scores stand now. Rows of applications on which the viewer is in
 * conflict are left out. For organisers. */
bool round_result(Snapshot *at, const Edition *edition, int64_t round, RoundResult *result);

/* What line_compute() needs, read from the store; of a confirmed round whoever had entered it. */
LineInput round_input(Snapshot *at, const Edition *edition, int64_t round);
/* The same of the rows of a result alone: without what the viewer is in conflict with. */
LineInput round_visible_input(Snapshot *at, const Edition *edition, const RoundResult *result);

/* Confirms it: the result is kept and journalled with its rules; after the last round the
 * candidates stand. Refused while reviews are missing unless the organiser says so with a note, and before
 * the round before is confirmed. */
bool round_confirm(Change *change, const Edition *edition, int64_t round, Text note, bool with_missing,
                   Problems *problems);
bool round_is_confirmed(Snapshot *at, const Edition *edition, int64_t round);

/* A place that became free after the round was confirmed. */
typedef struct {
    Vacancy of;
    MoveState state;
} RoundVacancy;
/* False: no place is free, or the viewer is in conflict with the one who left it or may take it. For
 * organisers. */
bool round_vacancy(Snapshot *at, const Edition *edition, int64_t round, RoundVacancy *vacancy);
Message round_move_words(MoveState state); /* why nobody may move up now */

typedef struct {
    ApplicationId application, place_of;
    Text reason;
} RoundMove;
/* The first of the reserve list who may takes the free place: an entrant of the next round, or a candidate.
 * Refused when round_vacancy() now has others, without a reason, and once what follows is closed.
 * Journalled; the applicant is told as those who passed were. */
bool round_move_up(Change *change, const Edition *edition, int64_t round, const RoundMove *move,
                   Problems *problems);

/* From its publication on, applicants read the feedback of a round that was released. */
void round_release_feedback(Change *change, const Edition *edition, int64_t round);

#endif
