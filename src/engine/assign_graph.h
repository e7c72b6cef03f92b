/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of engine/assign.h: the problem in its canonical form.
 *
 * Applications and experts are numbered by their lots. The pairs of an application are its row: arcs,
 * the greater weight first, up to its front, and behind that unsorted, each less than the front's last;
 * kept pairs are taken out (they lower demand and room), forbidden ones too. Rows stay where the
 * problem has them, and are written over: an arc is a pair whose expert is the canonical number.
 * What an application can't get it takes from "nobody", at missing_cost a place: so a solution always
 * exists. */
#ifndef ENGINE_ASSIGN_GRAPH_H
#define ENGINE_ASSIGN_GRAPH_H

#include "engine/assign.h"

#define ASSIGN_NONE UINT32_MAX

enum { ASSIGN_EXPERT_BITS = 24 };

typedef struct {
    uint32_t first, size, front; /* arcs; how many; how many are sorted */
} AssignRow;

typedef struct {
    const AssignProblem *problem;
    size_t applications, experts, slots;
    uint32_t *application_at, *expert_at;         /* canonical number → place in the problem's list */
    uint32_t *application_number, *expert_number; /* and back */
    AssignPair *arcs;
    AssignPair *spare; /* room for the longest row */
    AssignRow *rows;
    uint32_t *first_slot; /* places of application p to fill: first_slot[p] … first_slot[p + 1] − 1 */
    int32_t *room;        /* of an expert: how many more than the kept */
    bool *is_spare;       /* of an expert: it may have more than there are applications */
    int32_t *kept;        /* of an expert */
    int32_t *load_min;    /* of an expert */
    bool has_staying;
    int64_t load_penalty, stay_bonus, load_missing_cost, missing_cost;
    int64_t affinity_range; /* the greatest less the least affinity */
    int64_t affinity_unit;  /* what divides them all */
} AssignGraph;

/* Asserts that the problem is faultless. */
AssignGraph assign_graph(Arena *arena, const AssignProblem *problem);

/* The pairs are again what they were, but for their order. */
void assign_graph_end(AssignGraph *graph);

/* Costs for the pins that there are now. */
void assign_graph_set_costs(AssignGraph *graph);

/* Sorts more of a row, which has more: the new front. */
uint32_t assign_row_sort(AssignGraph *graph, AssignRow *row);

/* What these slots of the row have is STAYING from now on, and nothing else. */
void assign_row_stay(AssignGraph *graph, AssignRow *row, uint32_t *arc_of_slot, uint32_t slots);

/* Forbids a pair, if the row has it; a slot that had it is empty. */
void assign_row_remove(AssignGraph *graph, AssignRow *row, uint32_t *arc_of_slot, uint32_t slots,
                       size_t expert);

static inline size_t assign_arc_expert(const AssignGraph *graph, uint32_t arc)
{
    return graph->arcs[arc].bits & ((1 << ASSIGN_EXPERT_BITS) - 1);
}
/* Whether one of the application's places has this arc. */
static inline bool assign_holds(const AssignGraph *graph, const uint32_t *arc_of_slot, uint32_t application,
                                uint32_t arc)
{
    for (uint32_t slot = graph->first_slot[application]; slot < graph->first_slot[application + 1]; slot++)
        if (arc_of_slot[slot] == arc) return true;
    return false;
}
static inline int64_t assign_arc_weight(const AssignGraph *graph, uint32_t arc)
{
    AssignPair pair = graph->arcs[arc];
    return assign_pair_affinity(pair) + (assign_pair_pin(pair) == ASSIGN_STAYING ? graph->stay_bonus : 0);
}

/* Where affinities have few values most ways cost nothing: all that can be moved on them at once. */
static inline bool assign_has_few_levels(const AssignGraph *graph)
{
    enum { LEVELS_FEW = 32 };
    return graph->affinity_range <= LEVELS_FEW * graph->affinity_unit;
}

/* What the `unit`-th place beyond the kept (from 1) of an expert costs; it never falls with `unit`. */
static inline int64_t assign_marginal_cost(const AssignGraph *graph, size_t expert, int64_t unit)
{
    int64_t load = graph->kept[expert] + unit;
    int64_t cost = graph->load_penalty * (2 * load - 1);
    return load <= graph->load_min[expert] ? cost - graph->load_missing_cost : cost;
}

/* Good prices of the experts to begin with (any would do); false: the watch ended it. */
bool assign_auction(Arena *arena, AssignGraph *graph, int64_t *prices, const Watch *watch);

/* A flow that is optimal for its prices, or on its way to it. */
typedef struct AssignFlow AssignFlow;
/* The choice of each slot, an arc or ASSIGN_NONE, stands in arc_of_slot: the caller's. */
AssignFlow *assign_flow_new(Arena *arena, AssignGraph *graph, uint32_t *arc_of_slot);
/* The optimum, from any prices of the experts; false: the watch ended it. */
bool assign_flow_solve(AssignFlow *flow, const int64_t *prices, const Watch *watch);
/* The optimum again, after an expert was closed: nobody may have it any more. */
bool assign_flow_mend(AssignFlow *flow, const Watch *watch);
void assign_flow_close(AssignFlow *flow, size_t expert);
int64_t assign_flow_price(const AssignFlow *flow, size_t expert); /* against a place that nobody fills */

/* The violated sets of an optimum that leaves places empty. */
void assign_find_halls(Arena *arena, const AssignGraph *graph, const uint32_t *arc_of_slot,
                       Assignment *assignment);

#endif
