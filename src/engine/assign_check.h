/* SPDX-License-Identifier: Apache-2.0 */
/* Verifies an assignment: that it keeps every rule, and by its certificate that none is better.
 * It shares no code with the solver, and trusts none of its numbers. O(pairs × greatest demand). */
#ifndef ENGINE_ASSIGN_CHECK_H
#define ENGINE_ASSIGN_CHECK_H

#include "engine/assign.h"

typedef enum {
    ASSIGN_CHECKED,       /* the rules are kept and the optimum is proven */
    ASSIGN_NO_PAIR,       /* a pair that isn't in the list, or is forbidden, or is chosen twice */
    ASSIGN_KEPT_LOST,     /* a kept pair is not chosen */
    ASSIGN_DEMAND_WRONG,  /* an application has more experts than it demands (or kept) */
    ASSIGN_LOAD_EXCEEDED, /* an expert has more than load_max (or kept) */
    ASSIGN_SUMS_WRONG,    /* affinity_sum, missing, load_missing, moved, loads or the worst-off don't fit the
                             pairs */
    ASSIGN_COSTS_WRONG,   /* a cost of the proof is less than the order of the aims needs */
    ASSIGN_HALL_WRONG,    /* places are missing, and hall_whole doesn't prove that they must be */
    ASSIGN_NOT_PROVEN,    /* the certificate doesn't close: there may be better */
} AssignVerdict;

/* Whether a violated set is what it says: its applications demand so much, and their experts can fill so
 * much. The experts that it names aren't looked at. */
bool assign_check_hall(Arena *arena, const AssignProblem *problem, const AssignHall *hall);

AssignVerdict assign_check(Arena *arena, const AssignProblem *problem, const Assignment *assignment);

#endif
