/* SPDX-License-Identifier: Apache-2.0 */
/* Verifies a randomised assignment: that its chances keep every rule, and by its certificate that none are
 * better. It shares no code with the solver, and trusts none of its numbers. O(pairs · log pairs). */
#ifndef ENGINE_ASSIGN_RANDOM_CHECK_H
#define ENGINE_ASSIGN_RANDOM_CHECK_H

#include "engine/assign_random.h"

typedef enum {
    ASSIGN_RANDOM_CHECKED,       /* the rules are kept and the optimum is proven */
    ASSIGN_RANDOM_PAIR_WRONG,    /* a pair that isn't in the list, or is forbidden, or stands there twice */
    ASSIGN_RANDOM_CHANCE_WRONG,  /* a chance above its cap, or a kept pair that isn't certain */
    ASSIGN_RANDOM_DEMAND_WRONG,  /* an application is expected to get more than it demands */
    ASSIGN_RANDOM_LOAD_EXCEEDED, /* an expert is expected to get more than load_max */
    ASSIGN_RANDOM_SUMS_WRONG,    /* a sum doesn't fit the chances */
    ASSIGN_RANDOM_COSTS_WRONG,   /* a cost of the proof is less than the order of the aims needs */
    ASSIGN_RANDOM_NOT_PROVEN     /* the certificate doesn't close: there may be better */
} AssignRandomVerdict;

/* The optimum without caps isn't looked at: that is for assign_check, with STAYING as FREE. */
AssignRandomVerdict assign_random_check(Arena *arena, const AssignRandomProblem *problem,
                                        const AssignRandom *random);

/* Whether a draw can be one of checked chances: each of its pairs has one, what is certain is among them, and
 * each application and expert has its expected number of pairs, rounded down or up. */
bool assign_random_check_draw(Arena *arena, const AssignProblem *problem, const AssignRandom *random,
                              const AssignChoice *choices, size_t choice_count);

#endif
