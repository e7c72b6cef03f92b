/* SPDX-License-Identifier: Apache-2.0 */
/* What a round of scores hangs on: who would pass, had one thing been a little different.
 *
 * Tried are, each alone,
 *   - every grade of every review that counts, moved to the next one of its criterion up and down;
 *   - every expert left out, with all reviews that count in the round;
 *   - every criterion weighed more and less: step by step to half as much again and to half, and by one
 *     whole step if that is more. Of each direction the smallest change that changes who passes stands.
 * The line is computed anew for each through the same selection as the round's own, quotas, ties and lots
 * included, so that every answer is exact; what is proven to change nothing is not computed (fragility.c).
 *
 * From plain facts: the same for the store's rows and for a record. */
#ifndef PRIZE_FRAGILITY_H
#define PRIZE_FRAGILITY_H

#include "engine/watch.h"
#include "feature/prize/line.h"

typedef enum { FRAGILITY_GRADE, FRAGILITY_EXPERT, FRAGILITY_WEIGHT } FragilityKind;
typedef struct {
    FragilityKind kind;
    int64_t application, person;            /* whose review it is (GRADE); who is left out (EXPERT) */
    size_t criterion;                       /* of the round's rubric; of GRADE and WEIGHT */
    int32_t from, to;                       /* the grade */
    int64_t from_hundredths, to_hundredths; /* the weight */
    int64_t in, out;                        /* so many pass who do not, and the other way round */
} FragilityChange;

typedef struct {
    int64_t key;
    bool passed;
    LIST(size_t) hangs_on; /* places in `changes`; none: it is safe */
} FragilityRow;

typedef struct {
    LIST(FragilityChange) changes; /* that change who passes: weights, then experts, then grades */
    LIST(FragilityRow) rows;       /* by rank */
    int64_t tried;                 /* changes that were looked at */
} Fragility;

/* Of a round of ROUND_SCORING. False: the watch ended it. */
bool fragility_find(Arena *arena, const Edition *edition, int64_t round, const LineInput *input,
                    const Watch *watch, Fragility *result);

#endif
