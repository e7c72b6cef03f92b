/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of engine/assign.h: the problem in its canonical form, and the steps that solve it.
 *
 * Applications and experts are numbered by their lots, pairs sorted by application and falling
 * weight; kept pairs are taken out (they lower demand and room), forbidden ones left out. What an
 * application can't get it takes from "nobody", at missing_cost a place: so a solution always exists. */
#ifndef ENGINE_ASSIGN_FLOW_H
#define ENGINE_ASSIGN_FLOW_H

#include "engine/assign.h"

enum { ARC_NOBODY = -1 };

typedef struct {
    size_t applications, experts, arcs, slots;
    size_t *first;      /* arcs of application p: first[p] … first[p + 1] − 1, by falling weight */
    int32_t *expert;    /* of an arc */
    int64_t *weight;    /* of an arc */
    size_t *origin;     /* of an arc: its place in the problem's pairs */
    size_t *first_slot; /* places of application p to fill: first_slot[p] … first_slot[p + 1] − 1 */
    int32_t *room;      /* of an expert: how many more than the kept, at most as many as it has arcs */
    bool *is_spare;     /* of an expert: its load_max allows more than it has arcs */
    int32_t *kept;      /* of an expert */
    int32_t *load_min;  /* of an expert */
    int64_t load_penalty, stay_bonus, load_missing_cost, missing_cost;
    int64_t affinity_range; /* the greatest less the least affinity */
} AssignGraph;

/* What the `unit`-th place beyond the kept (from 1) of an expert costs; it never falls with `unit`. */
static inline int64_t assign_marginal_cost(const AssignGraph *graph, size_t expert, int64_t unit)
{
    int64_t load = graph->kept[expert] + unit;
    int64_t cost = graph->load_penalty * (2 * load - 1);
    return load <= graph->load_min[expert] ? cost - graph->load_missing_cost : cost;
}

/* Good prices to begin with; any would do. */
int64_t *assign_auction(Arena *arena, const AssignGraph *graph);

typedef struct {
    int64_t *arc_of_slot; /* an arc or ARC_NOBODY */
    int64_t *prices;      /* of the experts, against a place that nobody fills */
} AssignFlow;

/* The optimum, from any prices. */
AssignFlow assign_flow(Arena *arena, const AssignGraph *graph, int64_t *prices);

/* Of an optimum: marks the applications among which `application`, which lacks an expert, can find none:
 * all who may judge them are full. */
void assign_hall_mark(Arena *arena, const AssignGraph *graph, const AssignFlow *flow, size_t application,
                      bool *applications);

#endif
