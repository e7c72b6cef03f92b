/* SPDX-License-Identifier: Apache-2.0 */
/* Verifies an assignment with rules on who judges together: that it keeps them and every other rule, and by
 * its certificate that none is better. It shares no code with the solver, and trusts none of its numbers.
 * O(pairs · log pairs). */
#ifndef ENGINE_ASSIGN_COMPOSE_CHECK_H
#define ENGINE_ASSIGN_COMPOSE_CHECK_H

#include "engine/assign_compose.h"

typedef enum {
    ASSIGN_COMPOSE_CHECKED,       /* the rules are kept and the optimum is proven */
    ASSIGN_COMPOSE_PAIR_WRONG,    /* a pair that isn't in the list, or is forbidden, or is chosen twice */
    ASSIGN_COMPOSE_KEPT_LOST,     /* a kept pair is not chosen */
    ASSIGN_COMPOSE_DEMAND_WRONG,  /* an application has more experts than it demands (or kept) */
    ASSIGN_COMPOSE_LOAD_EXCEEDED, /* an expert has more than load_max (or kept) */
    ASSIGN_COMPOSE_RULE_BROKEN,   /* an application has more of a group than its rule allows (or kept) */
    ASSIGN_COMPOSE_UNMET_WRONG,   /* what is missing to a rule's `least`, or their sum, isn't what was said */
    ASSIGN_COMPOSE_SUMS_WRONG,    /* another sum doesn't fit the pairs */
    ASSIGN_COMPOSE_COSTS_WRONG,   /* a cost of the proof is less than the order of the aims needs */
    ASSIGN_COMPOSE_NOT_PROVEN     /* the certificate doesn't close: there may be better */
} AssignComposeVerdict;

AssignComposeVerdict assign_compose_check(Arena *arena, const AssignComposeProblem *problem,
                                          const AssignComposed *composed);

#endif
