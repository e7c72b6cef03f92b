/* SPDX-License-Identifier: Apache-2.0 */
/* Cheapest flows the slow way, to compare with: from empty arcs, what each node has to give goes to the sink
 * by the cheapest way there is, one way after the other (Jewell 1958; ways by Bellman 1958, Ford 1956). */
#ifndef TEST_ENGINE_CHEAPEST_H
#define TEST_ENGINE_CHEAPEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CHEAPEST_NODES = 128 };

typedef struct {
    size_t from, to;
    int64_t upper, cost, flow;
} CheapestArc;

typedef struct {
    CheapestArc *arcs;
    size_t count, nodes;
    size_t by[CHEAPEST_NODES]; /* arc × 2, and 1 against it */
    int64_t distance[CHEAPEST_NODES];
} Cheapest;

static inline size_t cheapest_from(const Cheapest *flow, size_t step)
{
    return step % 2 ? flow->arcs[step / 2].to : flow->arcs[step / 2].from;
}
static inline size_t cheapest_to(const Cheapest *flow, size_t step)
{
    return cheapest_from(flow, step ^ 1);
}
static inline int64_t cheapest_room(const Cheapest *flow, size_t step)
{
    const CheapestArc *arc = &flow->arcs[step / 2];
    return step % 2 ? arc->flow : arc->upper - arc->flow;
}

static inline bool cheapest_relax(Cheapest *flow, size_t step)
{
    int64_t cost = flow->arcs[step / 2].cost;
    int64_t before = flow->distance[cheapest_from(flow, step)];
    int64_t distance = before + (step % 2 ? -cost : cost);
    size_t to = cheapest_to(flow, step);
    if (before == INT64_MAX || !cheapest_room(flow, step) || distance >= flow->distance[to]) return false;
    flow->distance[to] = distance;
    flow->by[to] = step;
    return true;
}

/* One way from the node to the sink, for as much as goes along it and at most `most`; 0: there is none. */
static inline int64_t cheapest_send(Cheapest *flow, size_t node, size_t sink, int64_t most)
{
    for (size_t i = 0; i < flow->nodes; i++) flow->distance[i] = INT64_MAX;
    flow->distance[node] = 0;
    for (bool changes = true; changes;) {
        changes = false;
        for (size_t step = 0; step < 2 * flow->count; step++) changes |= cheapest_relax(flow, step);
    }
    if (flow->distance[sink] == INT64_MAX) return 0;
    for (size_t at = sink; at != node; at = cheapest_from(flow, flow->by[at]))
        if (cheapest_room(flow, flow->by[at]) < most) most = cheapest_room(flow, flow->by[at]);
    for (size_t at = sink; at != node; at = cheapest_from(flow, flow->by[at]))
        flow->arcs[flow->by[at] / 2].flow += flow->by[at] % 2 ? -most : most;
    return most;
}

#endif
