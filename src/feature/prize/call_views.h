/* SPDX-License-Identifier: Apache-2.0 */
/* What the public pages of an edition are given. */
#ifndef PRIZE_CALL_VIEWS_H
#define PRIZE_CALL_VIEWS_H

#include "feature/prize/edition.h"
#include "platform/page/views.h"

/* Words in the reader's language, with their own where they are missing in it. */
Written words_written(const Words *words, Language language);
/* A rule's number as readers write it; three decimals at most. */
Decimal ratio_decimal(Ratio ratio);
/* What is counted by a bound: "Africa", "each country". `value` in the reader's words. */
Written bound_name(const Edition *edition, const Bound *bound, Language language);

bool words_any(const Words *words);
const Words *kind_name(const Edition *edition, Text code); /* of a kind of applicant */
const Words *criterion_name(const Edition *edition, const Round *round, Text code);
int64_t edition_days_left(const Edition *edition, Instant now); /* until the call closes, in its zone */
const char *phase_code(Phase phase);                            /* "call", "round" … */

/* Where an edition stands, as everyone may know it. */
typedef struct {
    const Edition *edition;
    Standing standing; /* PHASE_DECIDED shows as PHASE_COMMITTEE */
    bool is_signed_in;
    bool has_candidates, has_winners;                          /* they are out */
    Instants publish_at;                                       /* of every step, the winners first */
    Instant winners_at;                                        /* NEVER while held */
    int64_t submitted, cities, countries, candidates, winners; /* once they may be known; else 0 */
} CallState;

typedef struct {
    const Award *award;
    Picture places; /* "": too many to draw */
} CallAward;

typedef struct {
    const Criterion *criterion;
    int64_t percent;
    Picture squares; /* five points a square; "" where it does not come out even */
} CallCriterion;
typedef struct {
    Text code;
    LIST(CallCriterion) criteria;
    int64_t grade_least, grade_greatest;
    bool is_even;
} CallRubric;

typedef struct {
    const Edition *edition;
    const Round *round;
    int64_t number;
    Instant publish_at; /* as it stands now; NEVER: held, or not public */
} CallRound;

typedef struct {
    Shell shell;
    CallState state;
    Steps steps;
    LIST(CallAward) awards;
    LIST(CallRubric) rubrics;
    bool is_organiser, is_expert, is_committee;
} PrizeCall;

Instant round_publish_at(const PrizeCall *view, size_t index);

typedef struct {
    Shell shell;
    bool has_edition;
    CallState state;
    Steps steps;
    Court court;
    Funnel funnel;
} PrizeFront;

typedef struct {
    Shell shell;
    LIST(CallState) editions;
} PrizeList;

#endif
