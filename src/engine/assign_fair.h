/* SPDX-License-Identifier: Apache-2.0 */
/* Who judges what, fairly: the application that is served worst is served as well as can be.
 *
 * The choices are those of engine/assign.h (demand, loads, kept and forbidden pairs; STAYING is as FREE,
 * loads_first and load_penalty count for nothing). The sum of an application is that of its affinities.
 * Among the choices with the fewest empty places, and of these with the least sum of loads missing to
 * load_min,
 *   ASSIGN_WORST    takes one whose least sum is greatest, and then whose sum of all is great;
 *   ASSIGN_LEXIMIN  one whose least sum is greatest, of these whose second least sum is, and so on
 *                   (Rawls 1971, Sen 1970; for experts: Stelmakh, Shah, Singh 2021).
 * Both are NP-hard (Garg, Kavitha, Kumar, Mehlhorn, Mestre 2010), so what is found is said with its proof:
 *
 * Bound. For weights y_p >= 0 (not all 0) and prices v_r >= 0 no choice can have a least sum above
 *   (Σ_p Σ of the demand_p greatest of max(0, y_p a_pr − v_r) + Σ_r load_max_r v_r) ÷ Σ_p y_p,
 * where kept pairs count as any other, demand_p and load_max_r are raised to them, and forbidden ones are
 * left out; rounded down to a multiple of what divides all affinities. (Weak duality: the least is at most
 * any weighted mean, and the mean at most the optimum of its relaxation.) is_worst_proven says that the
 * choice reaches its bound. assign_fair_check() verifies it without the solver.
 * is_proven says that every other choice was tried or excluded: so it is for small problems alone.
 *
 * The way: solve for the greatest weighted sum again and again, each time with more weight on who is short
 * (multiplicative weights: Plotkin, Shmoys, Tardos 1995), then pass experts along from one to the next
 * wherever it lifts somebody over those it costs; small problems are searched to the end. */
#ifndef ENGINE_ASSIGN_FAIR_H
#define ENGINE_ASSIGN_FAIR_H

#include "engine/assign.h"

#define ASSIGN_WORST_RULE "worst/1"
#define ASSIGN_LEXIMIN_RULE "leximin/1"

typedef enum { ASSIGN_WORST, ASSIGN_LEXIMIN } AssignAim;

typedef struct {
    AssignChoice *choices; /* by key of application and expert */
    size_t choice_count;
    int64_t affinity_sum;
    int32_t *loads;           /* of each expert */
    int64_t *sums;            /* of each application */
    int64_t worst;            /* the least of them; 0 without any */
    size_t worst_application; /* with the least key among equals; only if any */
    int64_t missing, load_missing;
    AssignHall hall, hall_whole; /* if missing > 0, as in Assignment */
    int64_t bound;               /* no choice has a greater worst */
    int64_t *weights;            /* of each application: y */
    int64_t *prices;             /* of each expert: v */
    bool is_worst_proven, is_proven;
} AssignFair;

/* Asserts that the problem is faultless (assign_find_fault). NULL: the watch ended it. */
const AssignFair *assign_fair(Arena *arena, const AssignProblem *problem, AssignAim aim, const Watch *watch);

typedef enum {
    ASSIGN_FAIR_CHECKED,
    ASSIGN_FAIR_RULE_BROKEN, /* a pair, a demand or a load */
    ASSIGN_FAIR_SUMS_WRONG,
    ASSIGN_FAIR_HALL_WRONG, /* places are missing, and hall_whole doesn't prove that they must be */
    ASSIGN_FAIR_BOUND_WRONG /* the weights and prices don't give this bound, or the worst is above it */
} AssignFairVerdict;
AssignFairVerdict assign_fair_check(Arena *arena, const AssignProblem *problem, const AssignFair *fair);

#endif
