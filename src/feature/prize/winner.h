/* SPDX-License-Identifier: Apache-2.0 */
/* The winners: decided by the committee, and known when their instant has come. */
#ifndef PRIZE_WINNER_H
#define PRIZE_WINNER_H

#include "feature/prize/motion.h"

/* The winners stand from now on, hidden until the announcement. */
bool winners_decide(Change *change, const Edition *edition, Problems *problems);

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
