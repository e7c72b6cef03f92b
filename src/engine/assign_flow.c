/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/assign_graph.h"

#include <assert.h>

/* The network: experts 0 … experts − 1, the sink (where their places are counted), applications
 * after it. A pseudoflow that is optimal for its prices has experts who are given more, or less,
 * than they take at these prices; paths of least cost from the one to the other mend that, and
 * raise the prices so that every reduced cost stays non-negative (Edmonds and Karp 1972). */

/* Most of what is in the wrong place finds its way in some dozen steps. What doesn't is moved together. */
enum { NODES_OF_SHORT_WAY = 256, FEW = 4, SEARCHES_BETWEEN_LOOKS = 64, SPREAD_OF_RANGE = 10000 };

typedef struct {
    int64_t distance;
    uint32_t node;
} Label;

typedef struct {
    Label *at;
    size_t count, room;
} Heap;

/* A choice among a row: the better net comes first, and of equals who still has room at its price. */
typedef struct {
    int64_t net;
    uint32_t arc;
    bool has_room;
} Wish;

struct AssignFlow {
    AssignGraph *graph;
    uint32_t sink;
    int64_t price_least;   /* of the experts */
    int64_t *prices;       /* of experts and the sink */
    int64_t *worths;       /* of applications: every pair held nets at least this, every other at most */
    uint32_t *arc_of_slot; /* what the flow has chosen */
    uint32_t *application_of_slot;
    uint32_t *first_held;    /* of an expert, or the sink for nobody: a list of slots */
    uint32_t *next, *before; /* in these lists */
    int32_t *taken;          /* of an expert: how many places it takes at its price */
    int64_t *excess;         /* of an expert or the sink: given less taken */
    int64_t excess_first;    /* the sum of all that was too much */
    Wish *wishes;            /* of one application */
    /* of one search: */
    uint32_t *stamp; /* of a node: search × 2 when labelled, + 1 when its distance is final */
    uint32_t search;
    int64_t *distance;
    uint32_t *parent; /* of a node: the node before */
    uint32_t *by;     /* of a node: the arc or slot by which it is reached, or left */
    uint32_t *final;  /* nodes with a final distance */
    size_t final_count;
    Heap labels, places; /* places: experts that could give one back, from the sink, once it is reached */
    int64_t best;        /* nodes at this distance or farther aren't looked at */
    int64_t spread;      /* how much farther than the nearest target the search goes */
    uint32_t target;     /* the nearest; ASSIGN_NONE: none */
    uint32_t *cursor;    /* of a node, in one sweep: what of it is still to be tried */
    uint32_t sink_cursor;
    Arena *arena;
};
typedef AssignFlow Flow;

static bool comes_before(Label a, Label b)
{
    return a.distance != b.distance ? a.distance < b.distance : a.node < b.node;
}

static void sift(Heap *heap, size_t at, Label label)
{
    for (size_t child; (child = 2 * at + 1) < heap->count; at = child) {
        if (child + 1 < heap->count && comes_before(heap->at[child + 1], heap->at[child])) child++;
        if (!comes_before(heap->at[child], label)) break;
        heap->at[at] = heap->at[child];
    }
    heap->at[at] = label;
}

static void heap_put(Flow *flow, Heap *heap, Label label)
{
    if (heap->count == heap->room) {
        heap->room *= 2;
        Label *more = arena_take_blank(flow->arena, heap->room * sizeof *more);
        for (size_t i = 0; i < heap->count; i++) more[i] = heap->at[i];
        heap->at = more;
    }
    size_t at = heap->count++;
    for (; at && comes_before(label, heap->at[(at - 1) / 2]); at = (at - 1) / 2)
        heap->at[at] = heap->at[(at - 1) / 2];
    heap->at[at] = label;
}

static Label heap_take(Heap *heap)
{
    Label top = heap->at[0], last = heap->at[--heap->count];
    if (heap->count) sift(heap, 0, last);
    return top;
}

static uint32_t holder_of(const Flow *flow, uint32_t arc)
{
    return arc == ASSIGN_NONE ? flow->sink : (uint32_t)assign_arc_expert(flow->graph, arc);
}

static void take_arc(Flow *flow, uint32_t slot, uint32_t arc)
{
    uint32_t holder = holder_of(flow, arc);
    flow->arc_of_slot[slot] = arc;
    flow->before[slot] = ASSIGN_NONE;
    flow->next[slot] = flow->first_held[holder];
    if (flow->next[slot] != ASSIGN_NONE) flow->before[flow->next[slot]] = slot;
    flow->first_held[holder] = slot;
}

static void leave_arc(Flow *flow, uint32_t slot)
{
    uint32_t arc = flow->arc_of_slot[slot], next = flow->next[slot], before = flow->before[slot];
    if (next != ASSIGN_NONE) flow->before[next] = before;
    if (before != ASSIGN_NONE) flow->next[before] = next;
    else flow->first_held[holder_of(flow, arc)] = next;
}

/* ---- Nodes of the search */

static bool is_nearer(const Flow *flow, uint32_t node, int64_t distance)
{
    return distance < flow->best && (flow->stamp[node] < flow->search || distance < flow->distance[node]);
}

static void label(Flow *flow, uint32_t node, int64_t distance, uint32_t from, uint32_t by)
{
    flow->stamp[node] = flow->search;
    flow->distance[node] = distance;
    flow->parent[node] = from;
    flow->by[node] = by;
    bool is_target = node <= flow->sink && flow->excess[node] < 0;
    if (is_target && distance + flow->spread < flow->best) {
        flow->best = distance + flow->spread;
        flow->target = node;
    }
    if (!is_target || flow->spread) heap_put(flow, &flow->labels, (Label){distance, node});
}

static void reach(Flow *flow, uint32_t node, int64_t distance, uint32_t from, uint32_t by)
{
    if (is_nearer(flow, node, distance)) label(flow, node, distance, from, by);
}

static void leave_expert(Flow *flow, uint32_t expert, int64_t distance)
{
    const AssignGraph *graph = flow->graph;
    if (flow->taken[expert] < graph->room[expert]) {
        int64_t cost = assign_marginal_cost(graph, expert, flow->taken[expert] + 1);
        reach(flow, flow->sink, distance + cost - flow->prices[expert] + flow->prices[flow->sink], expert,
              ASSIGN_NONE);
    }
    for (uint32_t slot = flow->first_held[expert]; slot != ASSIGN_NONE; slot = flow->next[slot]) {
        uint32_t application = flow->application_of_slot[slot];
        int64_t loss = assign_arc_weight(graph, flow->arc_of_slot[slot]) - flow->prices[expert] -
                       flow->worths[application];
        reach(flow, flow->sink + 1 + application, distance + loss, expert, slot);
    }
}

/* All experts that have a place can be reached: they wait in a heap of their own, most of them in vain. */
static void leave_sink(Flow *flow, int64_t distance)
{
    const AssignGraph *graph = flow->graph;
    int64_t price = flow->prices[flow->sink];
    flow->places.count = 0;
    for (uint32_t expert = 0; expert < graph->experts; expert++) {
        if (!flow->taken[expert]) continue;
        int64_t saved = assign_marginal_cost(graph, expert, flow->taken[expert]);
        Label place = {distance + flow->prices[expert] - saved - price, expert};
        if (is_nearer(flow, expert, place.distance)) flow->places.at[flow->places.count++] = place;
    }
    for (size_t i = flow->places.count / 2; i--;) sift(&flow->places, i, flow->places.at[i]);
    for (uint32_t slot = flow->first_held[flow->sink]; slot != ASSIGN_NONE; slot = flow->next[slot]) {
        uint32_t application = flow->application_of_slot[slot];
        int64_t loss = -graph->missing_cost - price - flow->worths[application];
        reach(flow, flow->sink + 1 + application, distance + loss, flow->sink, slot);
    }
}

/* The places given back that come before all labels become labels. */
static void reach_places(Flow *flow)
{
    while (flow->places.count &&
           (!flow->labels.count || comes_before(flow->places.at[0], flow->labels.at[0]))) {
        Label place = heap_take(&flow->places);
        reach(flow, place.node, place.distance, flow->sink, ASSIGN_NONE);
    }
}

static void leave_application(Flow *flow, uint32_t application, int64_t distance)
{
    AssignGraph *graph = flow->graph;
    AssignRow *row = &graph->rows[application];
    uint32_t node = flow->sink + 1 + application;
    int64_t before = distance + flow->worths[application];
    reach(flow, flow->sink, before + flow->prices[flow->sink] + graph->missing_cost, node, ASSIGN_NONE);
    for (uint32_t i = 0; i < row->size; i++) {
        if (i == row->front) assign_row_sort(graph, row);
        uint32_t arc = row->first + i;
        int64_t farther = before - assign_arc_weight(graph, arc);
        if (farther + flow->price_least >= flow->best) break; /* the rest is farther */
        uint32_t expert = (uint32_t)assign_arc_expert(graph, arc);
        int64_t to = farther + flow->prices[expert];
        if (is_nearer(flow, expert, to) && !assign_holds(graph, flow->arc_of_slot, application, arc))
            label(flow, expert, to, node, arc);
    }
}

static void settle_node(Flow *flow, Label top)
{
    flow->stamp[top.node] = flow->search + 1;
    flow->final[flow->final_count++] = top.node;
    if (top.node == flow->sink) leave_sink(flow, top.distance);
    else if (top.node < flow->sink) leave_expert(flow, top.node, top.distance);
    else leave_application(flow, top.node - flow->sink - 1, top.distance);
}

/* Dijkstra's search from the nodes with too much, of `from` to before `to`, to the nearest with too little
 * and `spread` beyond. False: it is farther than nodes_max nodes. */
static bool search(Flow *flow, uint32_t from, uint32_t to, size_t nodes_max, int64_t spread)
{
    flow->search += 2;
    flow->labels.count = flow->places.count = flow->final_count = 0;
    flow->best = INT64_MAX;
    flow->spread = spread;
    flow->target = ASSIGN_NONE;
    for (uint32_t source = from; source < to; source++)
        if (flow->excess[source] > 0) reach(flow, source, 0, source, ASSIGN_NONE);
    for (reach_places(flow); flow->labels.count; reach_places(flow)) {
        Label top = heap_take(&flow->labels);
        if (top.distance >= flow->best) break;
        if (flow->stamp[top.node] > flow->search) continue;
        if (flow->final_count == nodes_max) {
            flow->best = top.distance;
            return false;
        }
        settle_node(flow, top);
    }
    assert(flow->target != ASSIGN_NONE); /* "nobody" makes every mending possible */
    return true;
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
        uint32_t node = flow->final[i];
        int64_t nearer = flow->best - flow->distance[node];
        if (node <= flow->sink) flow->prices[node] += nearer;
        else flow->worths[node - flow->sink - 1] -= nearer;
    }
}

static void augment(Flow *flow, uint32_t source)
{
    flow->excess[source]--;
    flow->excess[flow->target]++;
    for (uint32_t node = flow->target; node != source;) {
        uint32_t from = flow->parent[node];
        if (from > flow->sink) { /* an application leaves what it held for what it reached */
            uint32_t slot = flow->by[from];
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

/* ---- In bulk. Where many are equally good, most of the mending costs nothing: sweeps in depth move all
 * that such paths can carry, and only then a search from all sources raises the prices. A sweep tries
 * everything once; what led nowhere is not tried again in it. */

typedef struct {
    uint32_t node; /* ASSIGN_NONE: none */
    uint32_t by;
} Step;

static const Step no_step = {ASSIGN_NONE, ASSIGN_NONE};

static bool is_new(const Flow *flow, uint32_t node)
{
    return flow->stamp[node] < flow->search;
}

/* To the next application that could leave its place with this holder for nothing. */
static Step step_to_application(Flow *flow, uint32_t holder)
{
    int64_t price = flow->prices[holder];
    for (uint32_t slot; (slot = flow->cursor[holder]) != ASSIGN_NONE;) {
        uint32_t application = flow->application_of_slot[slot], arc = flow->arc_of_slot[slot];
        int64_t weight =
            arc == ASSIGN_NONE ? -flow->graph->missing_cost : assign_arc_weight(flow->graph, arc);
        flow->cursor[holder] = flow->next[slot];
        if (weight - price == flow->worths[application] && is_new(flow, flow->sink + 1 + application))
            return (Step){flow->sink + 1 + application, slot};
    }
    return no_step;
}

static Step step_from_expert(Flow *flow, uint32_t expert)
{
    int32_t taken = flow->taken[expert];
    if (taken < flow->graph->room[expert] && is_new(flow, flow->sink) &&
        assign_marginal_cost(flow->graph, expert, taken + 1) + flow->prices[flow->sink] ==
            flow->prices[expert])
        return (Step){flow->sink, ASSIGN_NONE};
    return step_to_application(flow, expert);
}

static Step step_from_sink(Flow *flow)
{
    while (flow->sink_cursor < flow->sink) {
        uint32_t expert = flow->sink_cursor++;
        if (flow->taken[expert] && is_new(flow, expert) &&
            assign_marginal_cost(flow->graph, expert, flow->taken[expert]) + flow->prices[flow->sink] ==
                flow->prices[expert])
            return (Step){expert, ASSIGN_NONE};
    }
    return step_to_application(flow, flow->sink);
}

static Step step_from_application(Flow *flow, uint32_t application)
{
    AssignGraph *graph = flow->graph;
    AssignRow *row = &graph->rows[application];
    uint32_t *cursor = &flow->cursor[flow->sink + 1 + application];
    int64_t worth = flow->worths[application];
    while (*cursor < row->size) {
        if (*cursor == row->front) assign_row_sort(graph, row);
        uint32_t arc = row->first + (*cursor)++, expert = (uint32_t)assign_arc_expert(graph, arc);
        int64_t weight = assign_arc_weight(graph, arc);
        if (worth - weight + flow->price_least > 0) break; /* the rest costs more */
        if (worth + flow->prices[expert] == weight && is_new(flow, expert) &&
            !assign_holds(graph, flow->arc_of_slot, application, arc))
            return (Step){expert, arc};
    }
    bool is_free = worth + flow->prices[flow->sink] + graph->missing_cost == 0;
    return is_free && is_new(flow, flow->sink) ? (Step){flow->sink, ASSIGN_NONE} : no_step;
}

static Step step_from(Flow *flow, uint32_t node)
{
    if (node < flow->sink) return step_from_expert(flow, node);
    if (node == flow->sink) return step_from_sink(flow);
    return step_from_application(flow, node - flow->sink - 1);
}

/* Finds a path that costs nothing from a source to a node with too little; what is on it stays new. */
static bool find_free_path(Flow *flow, uint32_t source)
{
    uint32_t node = source;
    flow->stamp[source] = flow->search;
    flow->target = ASSIGN_NONE;
    while (flow->target == ASSIGN_NONE) {
        Step step = step_from(flow, node);
        if (step.node == ASSIGN_NONE && node == source) return false;
        if (step.node == ASSIGN_NONE) {
            node = flow->parent[node];
            continue;
        }
        flow->parent[step.node] = node;
        flow->by[step.node] = step.by;
        if (step.node <= flow->sink && flow->excess[step.node] < 0) flow->target = step.node;
        else flow->stamp[node = step.node] = flow->search;
    }
    for (; node != source; node = flow->parent[node]) flow->stamp[node] = 0;
    flow->stamp[source] = 0;
    return true;
}

/* Moves what it finds, and says how much; none: no path is free. */
static size_t sweep(Flow *flow)
{
    size_t moved = 0;
    flow->search += 2;
    for (uint32_t holder = 0; holder <= flow->sink; holder++) flow->cursor[holder] = flow->first_held[holder];
    for (size_t i = 0; i < flow->graph->applications; i++) flow->cursor[flow->sink + 1 + i] = 0;
    flow->sink_cursor = 0;
    for (uint32_t source = 0; source <= flow->sink; source++) {
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

static bool tell(Flow *flow, const Watch *watch)
{
    int64_t left = sum_of_excess(flow), of = 2 * flow->excess_first;
    return watch_goes_on(watch, of - left, of);
}

/* Each by itself, if its way is short, as long as most are. */
static bool mend_near(Flow *flow, const Watch *watch)
{
    int64_t searches = 0, in_vain = 0;
    for (uint32_t source = 0; source < flow->sink && 2 * in_vain <= searches + FEW; source++) {
        for (bool is_near = true; is_near && flow->excess[source] > 0;) {
            if (searches++ % SEARCHES_BETWEEN_LOOKS == 0 && !tell(flow, watch)) return false;
            is_near = search(flow, source, source + 1, NODES_OF_SHORT_WAY, 0);
            raise_prices(flow);
            if (is_near) augment(flow, source);
            else in_vain++;
        }
    }
    return true;
}

static bool mend_far(Flow *flow, const Watch *watch)
{
    int64_t spread = flow->graph->affinity_range / SPREAD_OF_RANGE;
    find_least_price(flow);
    for (;;) {
        while (sweep(flow)) continue;
        if (!sum_of_excess(flow)) return true;
        if (!tell(flow, watch)) return false;
        search(flow, 0, flow->sink + 1, SIZE_MAX, spread);
        raise_prices(flow);
        find_least_price(flow);
    }
}

/* ---- Where it begins */

static bool is_preferred(const Wish *a, const Wish *b)
{
    return a->net != b->net ? a->net > b->net : a->has_room > b->has_room;
}

/* The best `count` of a row, the best first; where it has no more, nobody. */
static void find_wishes(Flow *flow, uint32_t application, Wish *wishes, size_t count)
{
    AssignGraph *graph = flow->graph;
    AssignRow *row = &graph->rows[application];
    for (size_t i = 0; i < count; i++) wishes[i] = (Wish){-graph->missing_cost, ASSIGN_NONE, false};
    for (uint32_t i = 0; i < row->size; i++) {
        if (i == row->front) assign_row_sort(graph, row);
        Wish wish = {assign_arc_weight(graph, row->first + i), row->first + i, false};
        if (wish.net - flow->price_least < wishes[count - 1].net) break;
        size_t expert = assign_arc_expert(graph, wish.arc), at = count - 1;
        wish.net -= flow->prices[expert];
        wish.has_room = flow->excess[expert] < graph->room[expert];
        if (!is_preferred(&wish, &wishes[at])) continue;
        for (; at && is_preferred(&wish, &wishes[at - 1]); at--) wishes[at] = wishes[at - 1];
        wishes[at] = wish;
    }
}

/* An application takes its best at the prices; what the next best nets is its worth. */
static void choose(Flow *flow, uint32_t application)
{
    Wish *wishes = flow->wishes;
    uint32_t first_slot = flow->graph->first_slot[application];
    uint32_t demand = flow->graph->first_slot[application + 1] - first_slot;
    find_wishes(flow, application, wishes, demand + 1);
    flow->worths[application] = wishes[demand].net;
    for (uint32_t i = 0; i < demand; i++) {
        flow->application_of_slot[first_slot + i] = application;
        take_arc(flow, first_slot + i, wishes[i].arc);
        flow->excess[holder_of(flow, wishes[i].arc)]++;
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

/* Every application takes its best, every expert what its price is worth. */
static void begin(Flow *flow)
{
    const AssignGraph *graph = flow->graph;
    for (size_t holder = 0; holder <= flow->sink; holder++) {
        flow->first_held[holder] = ASSIGN_NONE;
        flow->excess[holder] = 0;
    }
    for (uint32_t application = 0; application < graph->applications; application++)
        choose(flow, application);
    flow->excess[flow->sink] -= (int64_t)graph->slots;
    for (size_t expert = 0; expert < graph->experts; expert++) settle(flow, expert);
}

static uint32_t greatest_demand(const AssignGraph *graph)
{
    uint32_t greatest = 0;
    for (size_t i = 0; i < graph->applications; i++)
        if (graph->first_slot[i + 1] - graph->first_slot[i] > greatest)
            greatest = graph->first_slot[i + 1] - graph->first_slot[i];
    return greatest;
}

AssignFlow *assign_flow_new(Arena *arena, AssignGraph *graph, uint32_t *arc_of_slot)
{
    size_t experts = graph->experts, nodes = experts + 1 + graph->applications;
    Flow *flow = ARENA_NEW(arena, Flow);
    *flow = (Flow){
        .graph = graph,
        .sink = (uint32_t)experts,
        .prices = ARENA_MANY(arena, experts + 1, int64_t),
        .worths = ARENA_MANY(arena, graph->applications + 1, int64_t),
        .arc_of_slot = arc_of_slot,
        .application_of_slot = ARENA_MANY(arena, graph->slots + 1, uint32_t),
        .first_held = ARENA_MANY(arena, experts + 1, uint32_t),
        .next = ARENA_MANY(arena, graph->slots + 1, uint32_t),
        .before = ARENA_MANY(arena, graph->slots + 1, uint32_t),
        .taken = ARENA_MANY(arena, experts + 1, int32_t),
        .excess = ARENA_MANY(arena, experts + 1, int64_t),
        .wishes = ARENA_MANY(arena, greatest_demand(graph) + 1, Wish),
        .stamp = ARENA_MANY(arena, nodes, uint32_t),
        .distance = ARENA_MANY(arena, nodes, int64_t),
        .parent = ARENA_MANY(arena, nodes, uint32_t),
        .by = ARENA_MANY(arena, nodes, uint32_t),
        .final = ARENA_MANY(arena, nodes, uint32_t),
        .cursor = ARENA_MANY(arena, nodes, uint32_t),
        .labels = {arena_take_blank(arena, 2 * nodes * sizeof(Label)), 0, 2 * nodes},
        .places = {arena_take_blank(arena, (experts + 1) * sizeof(Label)), 0, experts + 1},
        .arena = arena,
    };
    return flow;
}

bool assign_flow_mend(AssignFlow *flow, const Watch *watch)
{
    flow->excess_first = sum_of_excess(flow);
    find_least_price(flow);
    if (!assign_has_few_levels(flow->graph) && !mend_near(flow, watch)) return false;
    return mend_far(flow, watch);
}

bool assign_flow_solve(AssignFlow *flow, const int64_t *prices, const Watch *watch)
{
    for (size_t expert = 0; expert < flow->graph->experts; expert++) flow->prices[expert] = prices[expert];
    flow->prices[flow->sink] = 0;
    find_least_price(flow);
    begin(flow);
    while (sweep(flow)) continue;
    return assign_flow_mend(flow, watch);
}

void assign_flow_close(AssignFlow *flow, size_t expert)
{
    flow->excess[expert] += flow->taken[expert];
    flow->excess[flow->sink] -= flow->taken[expert];
    flow->taken[expert] = 0;
    flow->graph->room[expert] = 0;
    flow->graph->load_min[expert] = 0;
    flow->graph->is_spare[expert] = false;
}

/* Who has every application, and room for more, would take one more for nothing. */
int64_t assign_flow_price(const AssignFlow *flow, size_t expert)
{
    int64_t price = flow->prices[expert] - flow->prices[flow->sink];
    int32_t room = flow->graph->room[expert];
    if (!flow->graph->is_spare[expert] || flow->taken[expert] < room) return price;
    int64_t next = assign_marginal_cost(flow->graph, expert, room + 1);
    return next < price ? next : price;
}
