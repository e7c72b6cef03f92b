/* SPDX-License-Identifier: Apache-2.0 */
/* Awards to candidates ("award/1").
 *
 * A process, not an optimum, so that a committee can follow it on paper: the awards are given in the
 * order of the edition. Each takes the best of its own standing (the tally of its ballot, or the
 * ranking) who are in its categories and have no award yet, until its places are full; the best get
 * its first tier. A candidate below the award's least support gets none: the place stays empty.
 * So special awards, which come last, go to candidates that the others left. */
#ifndef ENGINE_AWARD_H
#define ENGINE_AWARD_H

#include "base/arena.h"
#include "engine/rational.h"

#define AWARD_RULE "award/1"
enum { AWARD_NO_TIER = -1 };

/* One who stands for an award. */
typedef struct {
    size_t candidate; /* place among the candidates */
    Rational support;
} AwardStanding;

typedef struct {
    int64_t places;
    const int64_t *tiers; /* places of each tier, the first the highest; they sum to `places` */
    size_t tier_count;    /* 0: no tiers */
    const int32_t *categories;
    size_t category_count;          /* 0: all */
    const AwardStanding *standings; /* in order: the first stands best */
    size_t standing_count;
    Rational least_support; /* RATIONAL_NONE: any */
} AwardOffer;

typedef struct {
    size_t award, candidate;
    int32_t tier;  /* or AWARD_NO_TIER */
    int64_t place; /* within the award, from 1 */
} AwardWinner;

typedef struct {
    AwardWinner *winners; /* by award, then place */
    size_t winner_count;
    int64_t *empty; /* of each award: places that nobody took */
} Awards;

/* categories[candidate]: the category of each candidate. */
const Awards *award_allocate(Arena *arena, const AwardOffer *awards, size_t award_count,
                             const int32_t *categories, size_t candidate_count);

#endif
