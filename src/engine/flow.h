/* SPDX-License-Identifier: Apache-2.0 */
/* The cheapest flow in a network, exactly, with its proof.
 *
 * A node v gives supply_v units (or takes them, where it is negative); an arc carries between `lower`
 * and `upper` units, each at `cost`. Found is a flow of least Σ cost · flow among all that keep
 * supplies and bounds, in integers, or a proof that there is none.
 *
 * Proof of the optimum: with potentials π, an arc's reduced cost is cost + π_from − π_to. An arc whose
 * reduced cost is positive carries `lower`, one whose is negative `upper` (complementary slackness).
 * Proof that there is none: a set of nodes S, the cut, with
 *   Σ_S supply + Σ lower of the arcs into S − Σ upper of the arcs out of it  =  unshipped  >  0:
 * so much stays in S whatever is done (Hoffman 1960). Then `flows` keep all bounds and leave no more than
 * that.
 *
 * A guess of the potentials, if it is near, saves most of the time: the flow begins at the bounds that it
 * asks for. No guess changes what is least, but among equals another flow may be found.
 *
 * Network simplex with strongly feasible trees, so that it ends (Cunningham 1976), and block search for the
 * arc that enters (Grigoriadis 1986; Király, Kovács 2012 measure both). Same input, same result; the order
 * of nodes and arcs decides among equals, so the caller gives them an order of its own. 49 bytes an arc and
 * some 100 a node. */
#ifndef ENGINE_FLOW_H
#define ENGINE_FLOW_H

#include "base/arena.h"
#include "engine/watch.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FLOW_COUNT_MAX (UINT32_MAX / 4)   /* nodes; arcs */
#define FLOW_UNITS_MAX (INT64_C(1) << 60) /* Σ |supply| + Σ |lower| + Σ |upper| */
#define FLOW_COST_MAX                                                                                        \
    (INT64_C(1) << 58) /* what a way through the network can cost; any |cost|, any |guess| */

typedef struct {
    uint32_t from, to; /* two nodes */
    int64_t lower, upper, cost;
} FlowArc;

typedef struct {
    size_t node_count, arc_count;
    const int64_t *supply; /* of each node; they sum to 0 */
    const FlowArc *arcs;
    const int64_t
        *guess; /* of each node: a potential; the nearer to the optimal ones, the faster. NULL: none */
} FlowProblem;

typedef struct {
    int64_t *flows;      /* of each arc */
    int64_t *potentials; /* of each node */
    int64_t unshipped;   /* 0: all supplies and bounds are kept */
    bool *cut;           /* of each node: whether it is in S; NULL if nothing is unshipped */
} FlowResult;

/* The result lives in the arena. Asserts what is said of the input above, but fails (base/fail.h) where ways
 * cost more than twice FLOW_COST_MAX, each arc taken at its reduced cost by the guess. NULL: the watch ended
 * it. */
const FlowResult *flow_solve(Arena *arena, const FlowProblem *problem, const Watch *watch);

#endif
