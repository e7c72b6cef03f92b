/* SPDX-License-Identifier: Apache-2.0 */
/* An assignment as a network for engine/flow.h: what assign_random.c and assign_compose.c share.
 *
 * Applications and experts are numbered by their lots, so that the order of the input decides nothing.
 * Nodes: application number a is a, expert number e is applications + e, then the sink, then what the
 * caller adds. Kept pairs are taken out: they lower what is wanted and the room. An application sends
 * what is wanted along its pairs, or, at a cost, to the sink: so there always is a flow. */
#ifndef ENGINE_ASSIGN_NETWORK_H
#define ENGINE_ASSIGN_NETWORK_H

#include "engine/assign.h"
#include "engine/flow.h"

/* What a unit of each aim costs: each more than all that comes before it. */
typedef struct {
    int64_t load_penalty, stay_bonus, load_missing, least_missing, missing;
} AssignCosts;

typedef struct {
    const AssignProblem *problem;
    size_t applications, experts, pairs; /* pairs that are free or staying */
    size_t *application_at, *expert_at;  /* number → place in the problem's list */
    uint32_t *expert_number;             /* and back */
    size_t *first_pair;                  /* of application a: first_pair[a] … first_pair[a + 1] − 1 */
    uint32_t *pair_at;                   /* places of these pairs in the problem, by number of expert */
    int32_t *wanted;                     /* of an application, beyond the kept */
    int32_t *kept, *room; /* of an expert; room beyond the kept, but at most one place more than it has pairs:
                             that this stays empty says what one more is worth */
    AssignCosts costs;
    uint32_t nodes;
    FlowArc *arcs; /* first the pairs', in their order, then what is put */
    size_t arc_count;
} AssignNetwork;

/* The network without arcs, but with room for `more` than those of pairs, empty places and loads. The problem
 * is faultless. `has_least`: there are aims between loads and empty places. */
AssignNetwork assign_network(Arena *arena, const AssignProblem *problem, size_t more, bool has_least);

uint32_t assign_network_node(AssignNetwork *network); /* one more */
void assign_network_put(AssignNetwork *network, uint32_t from, uint32_t to, int64_t upper, int64_t cost);
void assign_network_put_pair(AssignNetwork *network, size_t pair, uint32_t from, int64_t upper);
/* Empty places, the first to be put, one arc an application; and loads. Both in `scale` units. */
void assign_network_put_empty(AssignNetwork *network, int64_t scale);
void assign_network_put_loads(AssignNetwork *network, int64_t scale);

static inline AssignPair assign_network_pair(const AssignNetwork *network, size_t pair)
{
    return network->problem->pairs[network->pair_at[pair]];
}
static inline int64_t assign_network_weight(const AssignNetwork *network, size_t pair)
{
    AssignPair it = assign_network_pair(network, pair);
    return assign_pair_affinity(it) + (assign_pair_pin(it) == ASSIGN_STAYING ? network->costs.stay_bonus : 0);
}

static inline size_t assign_count_pairs(const AssignProblem *problem)
{
    return problem->application_count ? problem->first_pair[problem->application_count] : 0;
}

/* The pairs once more, to be solved by assign_experts. */
AssignPair *assign_pairs_copy(Arena *arena, const AssignProblem *problem);

/* Potentials of the nodes, from prices of the experts by place in the problem's list. rank[a]: at these
 * prices application a is likely to get so many of its pairs. */
int64_t *assign_network_guess(Arena *arena, const AssignNetwork *network, const int64_t *prices,
                              const int32_t *rank);

const FlowResult *assign_network_solve(Arena *arena, const AssignNetwork *network, int64_t scale,
                                       const int64_t *guess, const Watch *watch);

/* What the flow says an expert's place costs, by place in the problem's list. */
int64_t *assign_network_prices(Arena *arena, const AssignNetwork *network, const FlowResult *flow);

/* The application with the least sum, of equals with the least key; 0 without any. */
size_t assign_worst(const AssignProblem *problem, const int64_t *sums);

/* How pairs of an application and an expert are ordered by their keys. */
int assign_compare_keys(const AssignProblem *problem, int32_t application, int32_t expert,
                        int32_t other_application, int32_t other_expert);

/* What follows from the choices alone: the sum, loads, what they lack, who is worst off. */
void assign_sum_choices(Arena *arena, const AssignProblem *problem, Assignment *assignment);

/* A watch of one of several parts: told within the whole. */
typedef struct {
    const Watch *whole;
    int64_t part, parts;
} AssignPart;
Watch assign_watch_of(const AssignPart *part);

#endif
