/* SPDX-License-Identifier: Apache-2.0 */
/* The line of a round: who passes, by which rule, and why. The engine decides; this module gives it
 * the scores and keeps the confirmed result. */
#ifndef PRIZE_ROUND_H
#define PRIZE_ROUND_H

#include "feature/prize/review.h"
#include "platform/page/page.h"

typedef enum {
    OUTCOME_RANK,
    OUTCOME_FLOOR,
    OUTCOME_TIE,
    OUTCOME_LOT,
    OUTCOME_ELIGIBLE, /* passed */
    OUTCOME_CAPPED,
    OUTCOME_RESERVE,
    OUTCOME_BELOW,
    OUTCOME_MINIMUM,
    OUTCOME_INELIGIBLE
} Outcome;

typedef struct {
    ApplicationId application;
    Text number;
    Written title;
    Text city, country, region, category;
    int64_t rank;
    Ratio mean;                 /* decides, by rule "mean/1" */
    int64_t offset_thousandths; /* "offset/1", beside it for information */
    int64_t reviews;
    Outcome outcome;
    bool passed;
    int64_t reserve;           /* place on the reserve list, 0: none */
    ApplicationId in_place_of; /* of OUTCOME_FLOOR: who stands below for it; zero: nobody */
} RoundRow;

typedef struct {
    int64_t round, entrants, places, passed;
    bool is_confirmed;
    Instant confirmed;
    LIST(RoundRow) rows; /* by rank */
    Messages remarks;    /* ties and how they were resolved, floors that could not be filled */
} RoundResult;

/* As the scores stand now (a preview), or as it was confirmed. Organisers only. */
bool round_result(Snapshot *at, const Edition *edition, int64_t round, RoundResult *result);
/* Confirms it: the result is kept, journalled with rule and version; after the last round the
 * candidates stand. Refused while reviews are missing, unless the organiser says so with a note. */
bool round_confirm(Change *change, const Edition *edition, int64_t round, Text note, bool with_missing,
                   Problems *problems);
/* Feedback may be read by applicants from its publication on. */
void round_release_feedback(Change *change, const Edition *edition, int64_t round);

#endif
