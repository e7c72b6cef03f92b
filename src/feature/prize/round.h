/* SPDX-License-Identifier: Apache-2.0 */
/* The result of a round: computed as the scores stand, confirmed by an organiser, kept. */
#ifndef PRIZE_ROUND_H
#define PRIZE_ROUND_H

#include "feature/prize/line.h"
#include "feature/prize/review.h"

/* An entrant as the organiser's tables show it. */
typedef struct {
    LineRow line;
    ApplicationId application;
    Text number, title, tongue, city, country, region, category;
} RoundRow;

typedef struct {
    int64_t round, entrants, places, passed;
    int64_t missing; /* reviews that are assigned and not sent; of a screening: not decided */
    bool is_confirmed;
    Instant confirmed;
    LIST(RoundRow) rows;   /* by rank */
    LIST(int64_t) lacking; /* of each floor */
} RoundResult;

/* As it was confirmed, or as the scores stand now. Rows of applications on which the viewer is in
 * conflict are left out. For organisers. */
bool round_result(Snapshot *at, const Edition *edition, int64_t round, RoundResult *result);

/* What line_compute() needs, read from the store. */
LineInput round_input(Snapshot *at, const Edition *edition, int64_t round);

/* Confirms it: the result is kept and journalled with its rules; after the last round the
 * candidates stand. Refused while reviews are missing unless the organiser says so with a note, and before
 * the round before is confirmed. */
bool round_confirm(Change *change, const Edition *edition, int64_t round, Text note, bool with_missing,
                   Problems *problems);
bool round_is_confirmed(Snapshot *at, const Edition *edition, int64_t round);

/* From its publication on, applicants read the feedback of a round that was released. */
void round_release_feedback(Change *change, const Edition *edition, int64_t round);

#endif
