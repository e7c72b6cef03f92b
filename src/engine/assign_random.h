/* SPDX-License-Identifier: Apache-2.0 */
/* Who judges what, by lot: no pair is certain beyond a cap, so that no expert can count on a bid.
 *
 * A pair is chosen with a chance of so many 1024ths, at most its cap. Among all such chances that one is
 * taken which leaves the fewest places empty, then lacks the least to load_min, then has the greatest
 * expected affinity, all in expectation (Jecmen, Zhang, Liu, Shah, Conitzer, Fang 2020). Demands, loads, kept
 * and forbidden pairs are those of engine/assign.h; a kept pair is certain; STAYING is as FREE; loads_first
 * and load_penalty count for nothing. It is a flow with capacities in 1024ths, so the optimum is in whole
 * ones.
 *
 * Proof, all in 1024ths: with the costs below, one price per expert and over free pairs alone,
 *   Σ affinity · chance − missing_cost · missing − load_missing_cost · load_missing
 * equals  Σ_p (the most of Σ (affinity − price_r) · chance over chances up to the caps that sum to what p
 * demands beyond its kept, an empty place for −missing_cost as often as need be)  +  Σ_r max over a load of
 * 0 … load_max_r less the kept of (price_r · load − load_missing_cost · what it lacks to load_min_r).
 * engine/assign_random_check.h checks it, in code that shares nothing with the solver.
 *
 * A draw is an assignment in which each pair stands with exactly its chance, and each application and expert
 * has its expected number of pairs, rounded down or up: where nothing is missing each demand and load holds
 * (Gandhi, Khuller, Parthasarathy, Srinivasan 2006: along a cycle or a path of pairs that aren't decided
 * chances are raised and lowered in turn, so far that one is decided; the lot falls on the two directions
 * so that each chance stays what it is on average). All in integers: the chance is kept exactly.
 *
 * Keys, numbers and seeds alone decide, not the order of the input. */
#ifndef ENGINE_ASSIGN_RANDOM_H
#define ENGINE_ASSIGN_RANDOM_H

#include "engine/assign.h"

#define ASSIGN_RANDOM_RULE "random/1"

enum { ASSIGN_CERTAIN = 1024 }; /* the unit of chances */

typedef struct {
    const AssignProblem *problem; /* faultless (assign_find_fault); stays as it is */
    int32_t cap;                  /* of every pair: 1 … ASSIGN_CERTAIN */
    const uint16_t *caps;         /* of each of problem->pairs besides: 0 … ASSIGN_CERTAIN; NULL: none */
} AssignRandomProblem;

typedef struct {
    int32_t application, expert; /* places in the lists */
    int32_t affinity;
    int32_t chance; /* 1 … ASSIGN_CERTAIN */
} AssignChance;

typedef struct {
    AssignChance *chances; /* by key of application and expert */
    size_t chance_count;
    int64_t affinity_sum;     /* expected, in 1024ths */
    int64_t *loads;           /* expected, of each expert, in 1024ths */
    int64_t *missing_of;      /* of each application: places empty, in 1024ths */
    int64_t missing;          /* their sum */
    int64_t load_missing;     /* what the loads lack to load_min, in 1024ths */
    size_t worst_application; /* with the least expected affinity, the least key among equals; only if any */
    int64_t worst_affinity;   /* in 1024ths */
    int64_t *prices;          /* of each expert: the certificate */
    int64_t load_missing_cost, missing_cost; /* of the proof */
    const Assignment *uncapped;              /* the optimum without any cap, and what it is worth */
} AssignRandom;

/* The result lives in the arena. Fails as assign_experts does. NULL: the watch ended it. */
const AssignRandom *assign_random(Arena *arena, const AssignRandomProblem *problem, const Watch *watch);

/* One draw. It has no prices, and nothing of a proof. */
const Assignment *assign_random_draw(Arena *arena, const AssignProblem *problem, const AssignRandom *random,
                                     uint64_t seed);

#endif
