/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/assign_flow.h"

#include <assert.h>

/* The network: experts 0 … experts − 1, the sink (where their places are counted), applications
 * after it. A pseudoflow that is optimal for its prices has experts who are given more, or less,
 * than they take at these prices; paths of least cost from the one to the other mend that, and
 * raise the prices so that every reduced cost stays non-negative (Edmonds and Karp 1972). */
enum { NONE = -1 };

/* With more in the wrong place than this, all of it is moved at once wherever moving costs nothing;
 * with less, a search for each takes milliseconds. */
enum { BULK_EXCESS = 1000, FEW = 8 };

typedef struct {
    int64_t distance;
    size_t node;
} Label;

typedef struct {
    const AssignGraph *graph;
    size_t sink;
    int64_t price_least;  /* of the experts */
    int64_t *prices;      /* of experts and the sink */
    int64_t *worths;      /* of applications: every pair held nets at least this, every other at most */
    int64_t *arc_of_slot; /* what the flow has chosen */
    size_t *application_of_slot;
    bool *is_held;          /* of an arc */
    int64_t *first_held;    /* of an expert, or the sink for nobody: a list of slots */
    int64_t *next, *before; /* in these lists */
    int32_t *taken;         /* of an expert: how many places it takes at its price */
    int64_t *excess;        /* of an expert or the sink: given less taken */
    /* of one search: */
    uint32_t *stamp; /* of a node: search × 2 when labelled, + 1 when its distance is final */
    uint32_t search;
    int64_t *distance;
    int64_t *parent; /* of a node: the node before */
    int64_t *by;     /* of a node: the arc or slot by which it is reached, or left */
    size_t *final;   /* nodes with a final distance */
    size_t final_count;
    Label *heap;
    size_t heap_count, heap_room;
    int64_t best;    /* the distance of the nearest target found */
    size_t target;   /* NOWHERE: none */
    int64_t *cursor; /* of a node, in one sweep: what of it is still to be tried */
    size_t sink_cursor;
    Arena *arena;
} Flow;

static const size_t NOWHERE = SIZE_MAX;

static bool comes_before(Label a, Label b)
{
    return a.distance != b.distance ? a.distance < b.distance : a.node < b.node;
}

static void heap_put(Flow *flow, Label label)
{
    if (flow->heap_count == flow->heap_room) {
        size_t room = flow->heap_room ? 2 * flow->heap_room : 1024;
        Label *more = ARENA_MANY(flow->arena, room, Label);
        for (size_t i = 0; i < flow->heap_count; i++) more[i] = flow->heap[i];
        flow->heap = more;
        flow->heap_room = room;
    }
    size_t at = flow->heap_count++;
    for (; at && comes_before(label, flow->heap[(at - 1) / 2]); at = (at - 1) / 2)
        flow->heap[at] = flow->heap[(at - 1) / 2];
    flow->heap[at] = label;
}

static Label heap_take(Flow *flow)
{
    Label top = flow->heap[0], last = flow->heap[--flow->heap_count];
    size_t at = 0, count = flow->heap_count;
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && comes_before(flow->heap[child + 1], flow->heap[child])) child++;
        if (!comes_before(flow->heap[child], last)) break;
        flow->heap[at] = flow->heap[child];
    }
    if (count) flow->heap[at] = last;
    return top;
}

static size_t holder_of(const Flow *flow, int64_t arc)
{
    return arc == ARC_NOBODY ? flow->sink : (size_t)flow->graph->expert[arc];
}

static void take_arc(Flow *flow, size_t slot, int64_t arc)
{
    size_t holder = holder_of(flow, arc);
    flow->arc_of_slot[slot] = arc;
    if (arc != ARC_NOBODY) flow->is_held[arc] = true;
    flow->before[slot] = NONE;
    flow->next[slot] = flow->first_held[holder];
    if (flow->next[slot] != NONE) flow->before[flow->next[slot]] = (int64_t)slot;
    flow->first_held[holder] = (int64_t)slot;
}

static void leave_arc(Flow *flow, size_t slot)
{
    int64_t arc = flow->arc_of_slot[slot], next = flow->next[slot], before = flow->before[slot];
    if (arc != ARC_NOBODY) flow->is_held[arc] = false;
    if (next != NONE) flow->before[next] = before;
    if (before != NONE) flow->next[before] = next;
    else flow->first_held[holder_of(flow, arc)] = next;
}

/* Nodes of the search. */

static void reach(Flow *flow, size_t node, int64_t distance, size_t from, int64_t by)
{
    bool is_labelled = flow->stamp[node] >= flow->search;
    if (distance >= flow->best || (is_labelled && distance >= flow->distance[node])) return;
    flow->stamp[node] = flow->search;
    flow->distance[node] = distance;
    flow->parent[node] = (int64_t)from;
    flow->by[node] = by;
    if (node <= flow->sink && flow->excess[node] < 0) {
        flow->best = distance;
        flow->target = node;
    } else {
        heap_put(flow, (Label){distance, node});
    }
}

static void leave_expert(Flow *flow, size_t expert, int64_t distance)
{
    const AssignGraph *graph = flow->graph;
    if (flow->taken[expert] < graph->room[expert]) {
        int64_t cost = assign_marginal_cost(graph, expert, flow->taken[expert] + 1);
        reach(flow, flow->sink, distance + cost - flow->prices[expert] + flow->prices[flow->sink], expert,
              NONE);
    }
    for (int64_t slot = flow->first_held[expert]; slot != NONE; slot = flow->next[slot]) {
        size_t application = flow->application_of_slot[slot];
        int64_t loss =
            graph->weight[flow->arc_of_slot[slot]] - flow->prices[expert] - flow->worths[application];
        reach(flow, flow->sink + 1 + application, distance + loss, expert, slot);
    }
}

static void leave_sink(Flow *flow, int64_t distance)
{
    const AssignGraph *graph = flow->graph;
    int64_t price = flow->prices[flow->sink];
    for (size_t expert = 0; expert < graph->experts; expert++) {
        if (!flow->taken[expert]) continue;
        int64_t saved = assign_marginal_cost(graph, expert, flow->taken[expert]);
        reach(flow, expert, distance + flow->prices[expert] - saved - price, flow->sink, NONE);
    }
    for (int64_t slot = flow->first_held[flow->sink]; slot != NONE; slot = flow->next[slot]) {
        size_t application = flow->application_of_slot[slot];
        int64_t loss = -graph->missing_cost - price - flow->worths[application];
        reach(flow, flow->sink + 1 + application, distance + loss, flow->sink, slot);
    }
}

static void leave_application(Flow *flow, size_t application, int64_t distance)
{
    const AssignGraph *graph = flow->graph;
    size_t node = flow->sink + 1 + application;
    int64_t before = distance + flow->worths[application];
    reach(flow, flow->sink, before + flow->prices[flow->sink] + graph->missing_cost, node, ARC_NOBODY);
    for (size_t arc = graph->first[application]; arc < graph->first[application + 1]; arc++) {
        if (before - graph->weight[arc] + flow->price_least >= flow->best) break; /* the rest is farther */
        if (flow->is_held[arc]) continue;
        size_t expert = (size_t)graph->expert[arc];
        reach(flow, expert, before + flow->prices[expert] - graph->weight[arc], node, (int64_t)arc);
    }
}

/* Dijkstra's search from the nodes with too much, of `from` to before `to`, to the nearest with too little.
 */
static void search_from(Flow *flow, size_t from, size_t to)
{
    flow->search += 2;
    flow->heap_count = flow->final_count = 0;
    flow->best = INT64_MAX;
    flow->target = NOWHERE;
    for (size_t source = from; source < to; source++)
        if (flow->excess[source] > 0) reach(flow, source, 0, source, NONE);
    while (flow->heap_count) {
        Label label = heap_take(flow);
        if (label.distance >= flow->best) break;
        if (flow->stamp[label.node] > flow->search) continue;
        flow->stamp[label.node] = flow->search + 1;
        flow->final[flow->final_count++] = label.node;
        if (label.node == flow->sink) leave_sink(flow, label.distance);
        else if (label.node < flow->sink) leave_expert(flow, label.node, label.distance);
        else leave_application(flow, label.node - flow->sink - 1, label.distance);
    }
    assert(flow->target != NOWHERE); /* "nobody" makes every mending possible */
}

static void find_least_price(Flow *flow)
{
    flow->price_least = INT64_MAX / 2;
    for (size_t expert = 0; expert < flow->graph->experts; expert++)
        if (flow->prices[expert] < flow->price_least) flow->price_least = flow->prices[expert];
}

static void raise_prices(Flow *flow)
{
    for (size_t i = 0; i < flow->final_count; i++) {
        size_t node = flow->final[i];
        int64_t nearer = flow->best - flow->distance[node];
        if (node <= flow->sink) flow->prices[node] += nearer;
        else flow->worths[node - flow->sink - 1] -= nearer;
    }
    if (flow->best) find_least_price(flow);
}

static void augment(Flow *flow, size_t source)
{
    flow->excess[source]--;
    flow->excess[flow->target]++;
    for (size_t node = flow->target; node != source;) {
        size_t from = (size_t)flow->parent[node];
        if (from > flow->sink) { /* an application leaves what it held for what it reached */
            size_t slot = (size_t)flow->by[from];
            leave_arc(flow, slot);
            take_arc(flow, slot, flow->by[node]);
        } else if (node == flow->sink) {
            flow->taken[from]++;
        } else if (from == flow->sink && node < flow->sink) {
            flow->taken[node]--;
        }
        node = from;
    }
}

/* In bulk. Where many are equally good, most of the mending costs nothing: sweeps in depth move all
 * that such paths can carry, and only then a search from all sources raises the prices. A sweep tries
 * everything once; what led nowhere is not tried again in it. */

typedef struct {
    size_t node; /* NOWHERE: none */
    int64_t by;
} Step;

static bool is_new(const Flow *flow, size_t node)
{
    return flow->stamp[node] < flow->search;
}

/* To the next application that could leave its place with this holder for nothing. */
static Step step_to_application(Flow *flow, size_t holder)
{
    int64_t price = flow->prices[holder];
    for (int64_t slot; (slot = flow->cursor[holder]) != NONE;) {
        size_t application = flow->application_of_slot[slot];
        int64_t arc = flow->arc_of_slot[slot];
        int64_t weight = arc == ARC_NOBODY ? -flow->graph->missing_cost : flow->graph->weight[arc];
        flow->cursor[holder] = flow->next[slot];
        if (weight - price == flow->worths[application] && is_new(flow, flow->sink + 1 + application))
            return (Step){flow->sink + 1 + application, slot};
    }
    return (Step){NOWHERE, NONE};
}

static Step step_from_expert(Flow *flow, size_t expert)
{
    int32_t taken = flow->taken[expert];
    if (taken < flow->graph->room[expert] && is_new(flow, flow->sink) &&
        assign_marginal_cost(flow->graph, expert, taken + 1) + flow->prices[flow->sink] ==
            flow->prices[expert])
        return (Step){flow->sink, NONE};
    return step_to_application(flow, expert);
}

static Step step_from_sink(Flow *flow)
{
    while (flow->sink_cursor < flow->sink) {
        size_t expert = flow->sink_cursor++;
        if (flow->taken[expert] && is_new(flow, expert) &&
            assign_marginal_cost(flow->graph, expert, flow->taken[expert]) + flow->prices[flow->sink] ==
                flow->prices[expert])
            return (Step){expert, NONE};
    }
    return step_to_application(flow, flow->sink);
}

static Step step_from_application(Flow *flow, size_t application)
{
    const AssignGraph *graph = flow->graph;
    int64_t *cursor = &flow->cursor[flow->sink + 1 + application], worth = flow->worths[application];
    while (*cursor < (int64_t)graph->first[application + 1]) {
        int64_t arc = (*cursor)++;
        if (worth - graph->weight[arc] + flow->price_least > 0) break; /* the rest costs more */
        size_t expert = (size_t)graph->expert[arc];
        if (worth + flow->prices[expert] == graph->weight[arc] && !flow->is_held[arc] && is_new(flow, expert))
            return (Step){expert, arc};
    }
    bool is_free = worth + flow->prices[flow->sink] + graph->missing_cost == 0;
    return (Step){is_free && is_new(flow, flow->sink) ? flow->sink : NOWHERE, ARC_NOBODY};
}

static Step step_from(Flow *flow, size_t node)
{
    if (node < flow->sink) return step_from_expert(flow, node);
    if (node == flow->sink) return step_from_sink(flow);
    return step_from_application(flow, node - flow->sink - 1);
}

/* Finds a path that costs nothing from a source to a node with too little; what is on it stays new. */
static bool find_free_path(Flow *flow, size_t source)
{
    size_t node = source;
    flow->stamp[source] = flow->search;
    flow->target = NOWHERE;
    while (flow->target == NOWHERE) {
        Step step = step_from(flow, node);
        if (step.node == NOWHERE && node == source) return false;
        if (step.node == NOWHERE) {
            node = (size_t)flow->parent[node];
            continue;
        }
        flow->parent[step.node] = (int64_t)node;
        flow->by[step.node] = step.by;
        if (step.node <= flow->sink && flow->excess[step.node] < 0) flow->target = step.node;
        else flow->stamp[node = step.node] = flow->search;
    }
    for (; node != source; node = (size_t)flow->parent[node]) flow->stamp[node] = 0;
    flow->stamp[source] = 0;
    return true;
}

/* Moves what it finds, and says how much; none: no path is free. */
static size_t sweep(Flow *flow)
{
    size_t moved = 0;
    flow->search += 2;
    for (size_t holder = 0; holder <= flow->sink; holder++) flow->cursor[holder] = flow->first_held[holder];
    for (size_t i = 0; i < flow->graph->applications; i++)
        flow->cursor[flow->sink + 1 + i] = (int64_t)flow->graph->first[i];
    flow->sink_cursor = 0;
    for (size_t source = 0; source <= flow->sink; source++) {
        for (; flow->excess[source] > 0 && is_new(flow, source) && find_free_path(flow, source); moved++)
            augment(flow, source);
    }
    return moved;
}

static int64_t sum_of_excess(const Flow *flow)
{
    int64_t sum = 0;
    for (size_t node = 0; node <= flow->sink; node++)
        if (flow->excess[node] > 0) sum += flow->excess[node];
    return sum;
}

/* Ends where it has moved all, or no longer moves much after a search. */
static void mend_in_bulk(Flow *flow)
{
    for (size_t moved = FEW; moved >= FEW && sum_of_excess(flow);) {
        search_from(flow, 0, flow->sink + 1);
        raise_prices(flow);
        moved = 0;
        for (size_t more; (more = sweep(flow));) moved += more;
    }
}

static void mend_one_by_one(Flow *flow)
{
    for (size_t source = 0; source <= flow->sink; source++) {
        while (flow->excess[source] > 0) {
            search_from(flow, source, source + 1);
            raise_prices(flow);
            augment(flow, source);
        }
    }
}

/* Where it begins. */

/* An application takes its best at the prices; what the next best nets is its worth. */
static void choose(Flow *flow, size_t application, int64_t *net, int64_t *chosen)
{
    const AssignGraph *graph = flow->graph;
    size_t first_slot = graph->first_slot[application];
    size_t demand = graph->first_slot[application + 1] - first_slot, wanted = demand + 1;
    for (size_t i = 0; i < wanted; i++) net[i] = -graph->missing_cost, chosen[i] = ARC_NOBODY;
    for (size_t arc = graph->first[application]; arc < graph->first[application + 1]; arc++) {
        if (graph->weight[arc] - flow->price_least <= net[demand]) break;
        int64_t value = graph->weight[arc] - flow->prices[graph->expert[arc]];
        if (value <= net[demand]) continue;
        size_t at = demand;
        for (; at && net[at - 1] < value; at--) net[at] = net[at - 1], chosen[at] = chosen[at - 1];
        net[at] = value;
        chosen[at] = (int64_t)arc;
    }
    flow->worths[application] = net[demand];
    for (size_t i = 0; i < demand; i++) {
        flow->application_of_slot[first_slot + i] = application;
        take_arc(flow, first_slot + i, chosen[i]);
        flow->excess[holder_of(flow, chosen[i])]++;
    }
}

/* An expert takes as many places as its price is worth: of equally good numbers the nearest. */
static void settle(Flow *flow, size_t expert)
{
    const AssignGraph *graph = flow->graph;
    int32_t taken = 0;
    while (taken < graph->room[expert]) {
        int64_t cost = assign_marginal_cost(graph, expert, taken + 1), price = flow->prices[expert];
        if (cost > price || (cost == price && taken >= flow->excess[expert])) break;
        taken++;
    }
    flow->taken[expert] = taken;
    flow->excess[expert] -= taken;
    flow->excess[flow->sink] += taken;
}

static void begin(Flow *flow)
{
    const AssignGraph *graph = flow->graph;
    int64_t *net = ARENA_MANY(flow->arena, ASSIGN_DEMAND_MAX + 2, int64_t);
    int64_t *chosen = ARENA_MANY(flow->arena, ASSIGN_DEMAND_MAX + 2, int64_t);
    for (size_t holder = 0; holder <= flow->sink; holder++) flow->first_held[holder] = NONE;
    for (size_t application = 0; application < graph->applications; application++)
        choose(flow, application, net, chosen);
    flow->excess[flow->sink] -= (int64_t)graph->slots;
    for (size_t expert = 0; expert < graph->experts; expert++) settle(flow, expert);
}

static Flow new_flow(Arena *arena, const AssignGraph *graph, const int64_t *prices)
{
    size_t nodes = graph->experts + 1 + graph->applications;
    Flow flow = {
        .graph = graph,
        .sink = graph->experts,
        .prices = ARENA_MANY(arena, graph->experts + 1, int64_t),
        .worths = ARENA_MANY(arena, graph->applications + 1, int64_t),
        .arc_of_slot = ARENA_MANY(arena, graph->slots + 1, int64_t),
        .application_of_slot = ARENA_MANY(arena, graph->slots + 1, size_t),
        .is_held = ARENA_MANY(arena, graph->arcs + 1, bool),
        .first_held = ARENA_MANY(arena, graph->experts + 1, int64_t),
        .next = ARENA_MANY(arena, graph->slots + 1, int64_t),
        .before = ARENA_MANY(arena, graph->slots + 1, int64_t),
        .taken = ARENA_MANY(arena, graph->experts + 1, int32_t),
        .excess = ARENA_MANY(arena, graph->experts + 1, int64_t),
        .stamp = ARENA_MANY(arena, nodes, uint32_t),
        .distance = ARENA_MANY(arena, nodes, int64_t),
        .parent = ARENA_MANY(arena, nodes, int64_t),
        .by = ARENA_MANY(arena, nodes, int64_t),
        .final = ARENA_MANY(arena, nodes, size_t),
        .cursor = ARENA_MANY(arena, nodes, int64_t),
        .arena = arena,
    };
    for (size_t expert = 0; expert < graph->experts; expert++) flow.prices[expert] = prices[expert];
    find_least_price(&flow);
    return flow;
}

/* Who has every application that it may judge, and room for more, would take one more for nothing. */
static int64_t final_price(const Flow *flow, size_t expert)
{
    int64_t price = flow->prices[expert] - flow->prices[flow->sink];
    int32_t room = flow->graph->room[expert];
    if (!flow->graph->is_spare[expert] || flow->taken[expert] < room) return price;
    int64_t next = assign_marginal_cost(flow->graph, expert, room + 1);
    return next < price ? next : price;
}

AssignFlow assign_flow(Arena *arena, const AssignGraph *graph, int64_t *prices)
{
    Flow flow = new_flow(arena, graph, prices);
    begin(&flow);
    if (sum_of_excess(&flow) > BULK_EXCESS) mend_in_bulk(&flow);
    mend_one_by_one(&flow);
    for (size_t expert = 0; expert < graph->experts; expert++) prices[expert] = final_price(&flow, expert);
    return (AssignFlow){flow.arc_of_slot, prices};
}
