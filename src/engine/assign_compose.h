/* SPDX-License-Identifier: Apache-2.0 */
/* Who judges what, with a say in who judges together: at least one who speaks the language, at most one from
 * the same region, not only juniors.
 *
 * The experts who may judge an application fall into groups: by one attribute of theirs, or, more freely, by
 * what they are to this application (whoever speaks its language, and the others). A rule says how many of a
 * group an application gets: at most `most`, always (or its kept pairs, if they are more), and at least
 * `least`, if it can be. Otherwise the problem is that of engine/assign.h, and its aims hold in this order:
 *   1. the fewest places left empty,
 *   2. the fewest pairs missing to `least`,
 *   3. the least sum of loads missing to load_min, and on as there (staying pairs, even loads, affinity).
 * Groups of one application don't overlap, so that the rules are laminar and it stays a flow (an application
 * reaches a group's experts by way of a node of the group): an integral optimum exists and is found. Rules
 * over two attributes at once are no flow, and in general NP-hard.
 *
 * Proof: with the names of engine/assign.h and least_missing_cost, and one price per expert, the value
 *   Σ_chosen free pairs w − load_penalty Σ load² − missing_cost · missing − least_missing_cost ·
 * least_missing − load_missing_cost · load_missing equals  Σ_p (the most that p could have of: w_pr − price_r
 * of free pairs, as its rules allow, −missing_cost for each place left empty, −least_missing_cost for each
 * pair missing to a `least`)  +  Σ_r (as in assign.h). For p this is simple: in each group, the best first,
 * those up to `most` are allowed, those up to `least` are worth least_missing_cost more; of all these it
 * takes the best. engine/assign_compose_check.h checks it, in code that shares nothing with the solver.
 *
 * Keys, numbers and seed alone decide, not the order of the input. */
#ifndef ENGINE_ASSIGN_COMPOSE_H
#define ENGINE_ASSIGN_COMPOSE_H

#include "engine/assign.h"

#define ASSIGN_COMPOSE_RULE "compose/1"

enum {
    ASSIGN_GROUP_MAX = UINT16_MAX,
    ASSIGN_EACH_GROUP = -1 /* in a rule: every group that no other rule of the application names */
};

typedef struct {
    int32_t application; /* its place in the list */
    int32_t group;       /* 0 … ASSIGN_GROUP_MAX, or ASSIGN_EACH_GROUP */
    int32_t least, most; /* 0 <= least <= most; for ASSIGN_EACH_GROUP least is 0 */
} AssignRule;

typedef struct {
    const AssignProblem *problem; /* faultless (assign_find_fault); stays as it is */
    const uint16_t *groups;       /* of each of problem->pairs; NULL: 0 */
    const AssignRule *rules;      /* at most one of an application and a group */
    size_t rule_count;
} AssignComposeProblem;

typedef struct {
    Assignment assignment;      /* with prices and costs of this proof, and no violated sets */
    int32_t *unmet;             /* of each rule: how many are missing to `least` */
    int64_t least_missing;      /* their sum */
    int64_t least_missing_cost; /* of the proof */
} AssignComposed;

/* The groups of all pairs, by an attribute of the experts (of each: 0 … ASSIGN_GROUP_MAX). */
uint16_t *assign_groups_of(Arena *arena, const AssignProblem *problem, const uint16_t *attributes);

/* True: rules[*at] breaks the ranges above, or says again what an earlier rule has said. */
bool assign_compose_find_fault(Arena *arena, const AssignComposeProblem *problem, size_t *at);

/* The result lives in the arena. Asserts that the input is faultless; fails (base/fail.h) where costs could
 * leave 58 bits. NULL: the watch ended it. */
const AssignComposed *assign_compose(Arena *arena, const AssignComposeProblem *problem, const Watch *watch);

#endif
