/* SPDX-License-Identifier: Apache-2.0 */
/* Who judges what: experts are assigned to applications, exactly.
 *
 * An application p needs demand_p experts; an expert r takes between load_min_r and load_max_r
 * applications; a pair has an affinity of 0 … 1,000,000. A pair that isn't given, or is FORBIDDEN,
 * is a conflict of interest: it can never be chosen. KEPT pairs (scores that are finished) always
 * are. Among all choices that one is taken which has, each only where those before are equal,
 *   1. the fewest places left empty            (none, if the input allows it),
 *   2. the least sum of loads missing to load_min,
 *   3. the most STAYING pairs                  (a repair moves as little as can be),
 *   4. with loads_first: the least Σ load²     (loads as even as can be; that choice of loads is
 *      also the best for every other convex measure: Harvey, Ladner, Lovász, Tamir 2006),
 *   5. the greatest Σ affinity − load_penalty · Σ load².
 * It is a minimum-cost flow with convex costs, so an integral optimum exists and is found: a
 * bounded auction (Bertsekas 1988) sets prices, every application takes its best at these prices,
 * and shortest augmenting paths with potentials (Edmonds, Karp 1972) repair the loads; where much is
 * to be moved, all the paths that cost nothing are used before the next search.
 *
 * Proof: with the costs of 1–4 as weights (missing_cost …), w = affinity + stay_bonus of a staying
 * pair, kept_r the kept pairs of r, and one price per expert, the value
 *   Σ_chosen free pairs w − load_penalty Σ load² − missing_cost · missing − load_missing_cost · load_missing
 * equals  Σ_p (the sum of the best (demand_p − kept_p) of: w_pr − price_r of its free pairs, −missing_cost
 * any number of times)  +  Σ_r max over load kept_r … load_max_r of
 *   (price_r (load − kept_r) − load_penalty load² − load_missing_cost · max(0, load_min_r − load)).
 * No choice can exceed the right side at any prices (weak duality), so equality proves the optimum.
 * engine/assign_check.h checks it, in code that shares nothing with the solver.
 *
 * The result depends on keys, numbers and seed alone, not on the order of the input. Among equal
 * optima the seed decides. Memory: the pairs are worked on where they are; beside them some 100 bytes
 * an application, an expert and a place. */
#ifndef ENGINE_ASSIGN_H
#define ENGINE_ASSIGN_H

#include "base/arena.h"
#include "engine/watch.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ASSIGN_RULE "assign/1"

enum {
    ASSIGN_AFFINITY_MAX = 1000000,
    ASSIGN_PENALTY_MAX = 1000000000,
    ASSIGN_DEMAND_MAX = 1000,
    ASSIGN_COUNT_MAX = 10000000 /* applications, experts */
};
#define ASSIGN_PAIRS_MAX (UINT32_MAX - 1)

typedef enum {
    ASSIGN_FREE,     /* may be chosen */
    ASSIGN_STAYING,  /* may be chosen, and was before: it stays if it can */
    ASSIGN_KEPT,     /* is chosen */
    ASSIGN_FORBIDDEN /* as if the pair weren't there */
} AssignPin;

typedef struct {
    int64_t key;    /* unique among the applications */
    int32_t demand; /* 0 … ASSIGN_DEMAND_MAX; raised to its kept pairs, if they are more */
} AssignApplication;

typedef struct {
    int64_t key;                /* unique among the experts */
    int32_t load_min, load_max; /* 0 <= load_min <= load_max; load_max is raised to the kept pairs */
} AssignExpert;

/* An expert (its place in the list), an affinity and a pin: eight bytes, for there may be ten million. */
typedef struct {
    uint64_t bits;
} AssignPair;

enum { ASSIGN_AFFINITY_AT = 32, ASSIGN_PIN_AT = 52 };

static inline AssignPair assign_pair(int32_t expert, int32_t affinity, AssignPin pin)
{
    return (AssignPair){(uint64_t)pin << ASSIGN_PIN_AT | (uint64_t)(uint32_t)affinity << ASSIGN_AFFINITY_AT |
                        (uint32_t)expert};
}
static inline int32_t assign_pair_expert(AssignPair pair)
{
    return (int32_t)(uint32_t)pair.bits;
}
static inline int32_t assign_pair_affinity(AssignPair pair)
{
    return (int32_t)(pair.bits >> ASSIGN_AFFINITY_AT & ((1 << (ASSIGN_PIN_AT - ASSIGN_AFFINITY_AT)) - 1));
}
static inline AssignPin assign_pair_pin(AssignPair pair)
{
    return (AssignPin)(pair.bits >> ASSIGN_PIN_AT);
}

typedef struct {
    const AssignApplication *applications;
    size_t application_count;
    const AssignExpert *experts;
    size_t expert_count;
    AssignPair *pairs;        /* at most one of an application and an expert; solving changes their order */
    const size_t *first_pair; /* those of application p: first_pair[p] … first_pair[p + 1] − 1 */
    uint64_t seed;
    bool loads_first;     /* even loads before affinity (4.); then load_penalty counts for nothing */
    int64_t load_penalty; /* 0 … ASSIGN_PENALTY_MAX: what unevenness costs, in units of affinity (5.) */
} AssignProblem;

/* Applications that together need more than all their experts can give (Hall 1935): they want
 * `demand` places, and the experts can fill `capacity` < demand of them: each expert at most
 * load_max, and at most one for each application that it may judge. Kept pairs count on neither side. */
typedef struct {
    size_t *applications, application_count; /* places in the lists, by key */
    size_t *experts, expert_count;
    int64_t demand, capacity;
} AssignHall;

typedef struct {
    int32_t application, expert; /* places in the lists */
    int32_t affinity;
} AssignChoice;

typedef struct {
    AssignChoice *choices; /* by key of application and expert */
    size_t choice_count;
    int64_t affinity_sum;
    int32_t *loads;           /* of each expert */
    int64_t *prices;          /* of each expert: the certificate */
    int64_t missing;          /* places left empty; 0: every demand is met */
    int64_t load_missing;     /* Σ of what the loads lack to load_min */
    int64_t moved;            /* pairs that were staying and did not */
    size_t worst_application; /* with the least sum of affinities, the least key among equals; only if any */
    int64_t worst_affinity;
    AssignHall hall; /* if missing > 0: a violated set, for words; without any one of its applications (and
                        what it wants) the rest of it could be served */
    AssignHall hall_whole; /* if missing > 0: demand − capacity = missing, so that no choice fills more */
    int64_t load_penalty, stay_bonus, load_missing_cost, missing_cost; /* of the proof */
} Assignment;

typedef enum {
    ASSIGN_FAULTLESS,
    ASSIGN_FAULT_SIZE,            /* more than ASSIGN_COUNT_MAX, or a penalty out of range */
    ASSIGN_FAULT_APPLICATION_KEY, /* twice the same */
    ASSIGN_FAULT_DEMAND,
    ASSIGN_FAULT_EXPERT_KEY,
    ASSIGN_FAULT_LOAD,
    ASSIGN_FAULT_PAIR, /* names what isn't there */
    ASSIGN_FAULT_AFFINITY,
    ASSIGN_FAULT_PAIR_TWICE
} AssignFault;

/* The first thing in the input that breaks the ranges above, with its place in *at. */
AssignFault assign_find_fault(Arena *arena, const AssignProblem *problem, size_t *at);

/* Solves the problem. The result lives in the arena. Asserts that the input is faultless; fails
 * (base/fail.h) where costs could leave 62 bits, which no edition of less than 100,000 experts does.
 * NULL: the watch ended it. */
const Assignment *assign_experts(Arena *arena, const AssignProblem *problem, const Watch *watch);

/* The same for a problem that changes: what was found is the beginning of the next search. The problem and
 * its pairs belong to the assigner until the arena ends. */
typedef struct Assigner Assigner;
Assigner *assigner_new(Arena *arena, const AssignProblem *problem);
const Assignment *assigner_solve(Assigner *assigner, const Watch *watch);
/* What was chosen before becomes STAYING; the expert, or the pair, is out. Solve again after it. */
void assigner_drop_expert(Assigner *assigner, size_t expert);
void assigner_forbid(Assigner *assigner, size_t application, size_t expert);

#endif
