/* SPDX-License-Identifier: Apache-2.0 */
/* The reviews of a round as the engine calibrates them (engine/calibrate.h).
 *
 * Those that count of the applications that entered, carried ones too; of an expert who judged an application
 * in several rounds, the mean. Experts are numbered from 1 by what they said: by their first application (the
 * least key), the score they gave it, then their second, and so on; whoever said less comes first. So the
 * same data are the same numbers to the last bit, whether experts are accounts of a store or pseudonyms of a
 * record. */
#ifndef PRIZE_LINE_SCORES_H
#define PRIZE_LINE_SCORES_H

#include "engine/calibrate.h"
#include "feature/prize/line.h"

typedef struct {
    ScoredReview *reviews; /* by expert, then application */
    size_t count;
    int64_t *people; /* expert 1 is people[0] */
    size_t experts;
} LineScores;

LineScores line_scores(Arena *arena, const Edition *edition, int64_t round, const LineInput *input);

/* With places, seed and ranges of the round, and so many draws. False: the engine could not take it. */
bool line_problem(Arena *arena, const Edition *edition, int64_t round, const LineScores *scores,
                  int32_t draws, CalibrateProblem *problem);

/* All scores that a round can have are multiples of 1 over this; more than CALIBRATE_UNIT_MAX cannot be
 * calibrated. */
int64_t line_finest(const Edition *edition, int64_t round);

#endif
