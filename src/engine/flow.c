/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/flow.h"

#include "base/fail.h"

#include <assert.h>

/* A spanning tree of the nodes and a root holds the arcs whose flow isn't at a bound. To begin with it
 * holds an artificial arc of each node: to the root, for what the node has to give, or from it, at a cost
 * above that of any way, for what it lacks. What these carry at the end is unshipped. Potentials are watched:
 * they are what a way costs, with or without one artificial arc, and must stay so far from 64 bits that a
 * reduced cost fits. */

#define ARTIFICIAL_COST (INT64_C(1) << 60)
#define POTENTIAL_MAX (ARTIFICIAL_COST / 2 * 3)
enum { NONE = UINT32_MAX, PIVOTS_BETWEEN_LOOKS = 1024, PIVOTS_OF_NODE = 16 };

typedef enum { AT_UPPER = -1, IN_TREE = 0, AT_LOWER = 1 } State;

/* Its place in the tree: under `parent` by the arc `by`, which leads upwards or not. */
typedef struct {
    uint32_t parent, by, depth;
    uint32_t child, next, before; /* the first child; a list of siblings */
    bool is_up;
} Node;

/* The arcs stand in an order of their own, the artificial ones behind. */
typedef struct {
    const FlowProblem *problem;
    uint32_t arcs, root;
    uint32_t *from, *to;
    int64_t *cost, *room, *flow; /* flow above `lower`, which has room to `upper` */
    int8_t *state;
    Node *nodes;
    int64_t *potential;
    uint32_t next, block; /* where the search goes on; how many arcs are looked at before it may end */
} Simplex;

typedef struct {
    uint32_t arc;        /* that enters */
    uint32_t tail, head; /* its ends, in the direction in which its flow changes */
    uint32_t join;       /* where the ways from both to the root meet */
    int64_t change;      /* of the flow around the cycle */
    uint32_t leaving;    /* the node whose arc upwards leaves; NONE: the arc itself goes to its other bound */
    bool leaves_from_tail; /* that node is on the tail's way */
} Pivot;

/* ---- The beginning */

static int64_t guess_of(const FlowProblem *problem, uint32_t node)
{
    return problem->guess ? problem->guess[node] : 0;
}

static int64_t magnitude(int64_t value)
{
    return value < 0 ? -value : value;
}

static bool is_within(int64_t value, int64_t bound)
{
    return value >= -bound && value <= bound;
}

static void assert_sane(const FlowProblem *problem)
{
    __int128 units = 0;
    int64_t sum = 0;
    assert(problem->node_count <= FLOW_COUNT_MAX && problem->arc_count <= FLOW_COUNT_MAX);
    for (uint32_t i = 0; i < problem->node_count; i++) {
        assert(is_within(problem->supply[i], FLOW_UNITS_MAX));
        assert(is_within(guess_of(problem, i), FLOW_COST_MAX));
        units += magnitude(problem->supply[i]);
        assert(units <= FLOW_UNITS_MAX);
        sum += problem->supply[i];
    }
    assert(sum == 0);
    for (size_t i = 0; i < problem->arc_count; i++) {
        const FlowArc *arc = &problem->arcs[i];
        assert(arc->from < problem->node_count && arc->to < problem->node_count);
        assert(arc->lower <= arc->upper && is_within(arc->cost, FLOW_COST_MAX));
        assert(is_within(arc->lower, FLOW_UNITS_MAX) && is_within(arc->upper, FLOW_UNITS_MAX));
        units += magnitude(arc->lower) + magnitude(arc->upper);
    }
    assert(units <= FLOW_UNITS_MAX);
}

/* The arcs of one node mostly stand together: blocks of arcs from far and wide find better ones. */
static uint32_t stride_of(uint32_t arcs)
{
    uint32_t stride = 1;
    while (stride * (uint64_t)stride < arcs) stride++;
    return stride;
}

/* By a guess an arc's flow is at one of its bounds; what this leaves to be given is the nodes' excess. */
static void put_arc(Simplex *simplex, uint32_t at, const FlowArc *arc, int64_t *excess)
{
    int64_t cost = arc->cost + guess_of(simplex->problem, arc->from) - guess_of(simplex->problem, arc->to);
    int64_t room = arc->upper - arc->lower;
    bool is_full = simplex->problem->guess && cost < 0;
    int64_t carried = is_full ? room : 0;
    simplex->from[at] = arc->from;
    simplex->to[at] = arc->to;
    simplex->cost[at] = cost;
    simplex->room[at] = room;
    simplex->flow[at] = carried;
    simplex->state[at] = is_full ? AT_UPPER : AT_LOWER;
    excess[arc->from] -= arc->lower + carried;
    excess[arc->to] += arc->lower + carried;
}

static void put_arcs(Simplex *simplex, int64_t *excess)
{
    uint32_t stride = simplex->block, at = 0;
    for (uint32_t first = 0; first < stride; first++)
        for (uint32_t i = first; i < simplex->arcs; i += stride)
            put_arc(simplex, at++, &simplex->problem->arcs[i], excess);
}

static void link_node(Simplex *simplex, uint32_t node, uint32_t parent, uint32_t by)
{
    Node *nodes = simplex->nodes;
    uint32_t next = nodes[parent].child;
    nodes[node].parent = parent;
    nodes[node].by = by;
    nodes[node].is_up = simplex->from[by] == node;
    nodes[node].next = next;
    nodes[node].before = NONE;
    if (next != NONE) nodes[next].before = node;
    nodes[parent].child = node;
}

static void unlink_node(Simplex *simplex, uint32_t node)
{
    Node *nodes = simplex->nodes;
    uint32_t next = nodes[node].next, before = nodes[node].before;
    if (next != NONE) nodes[next].before = before;
    if (before != NONE) nodes[before].next = next;
    else nodes[nodes[node].parent].child = next;
}

static void put_artificial_arcs(Simplex *simplex, const int64_t *excess)
{
    simplex->nodes[simplex->root] = (Node){NONE, NONE, 0, NONE, NONE, NONE, false};
    for (uint32_t node = 0; node < simplex->root; node++) {
        uint32_t arc = simplex->arcs + node;
        bool gives = excess[node] >= 0;
        simplex->from[arc] = gives ? node : simplex->root;
        simplex->to[arc] = gives ? simplex->root : node;
        simplex->cost[arc] = gives ? 0 : ARTIFICIAL_COST;
        simplex->room[arc] = INT64_MAX;
        simplex->flow[arc] = gives ? excess[node] : -excess[node];
        simplex->potential[node] = gives ? 0 : ARTIFICIAL_COST;
        simplex->nodes[node] = (Node){.depth = 1, .child = NONE};
        link_node(simplex, node, simplex->root, arc);
    }
}

static Simplex new_simplex(Arena *arena, const FlowProblem *problem)
{
    size_t nodes = problem->node_count, all = problem->arc_count + nodes + 1;
    Simplex simplex = {.problem = problem,
                       .arcs = (uint32_t)problem->arc_count,
                       .root = (uint32_t)nodes,
                       .from = arena_take_blank(arena, all * sizeof *simplex.from),
                       .to = arena_take_blank(arena, all * sizeof *simplex.to),
                       .cost = arena_take_blank(arena, all * sizeof *simplex.cost),
                       .room = arena_take_blank(arena, all * sizeof *simplex.room),
                       .flow = arena_take_blank(arena, all * sizeof *simplex.flow),
                       .state = ARENA_MANY(arena, all, int8_t),
                       .nodes = ARENA_MANY(arena, nodes + 1, Node),
                       .potential = ARENA_MANY(arena, nodes + 1, int64_t),
                       .block = stride_of((uint32_t)problem->arc_count)};
    int64_t *excess = ARENA_MANY(arena, nodes + 1, int64_t);
    for (size_t i = 0; i < nodes; i++) excess[i] = problem->supply[i];
    put_arcs(&simplex, excess);
    put_artificial_arcs(&simplex, excess);
    return simplex;
}

/* ---- Pivots */

/* Of the next block of arcs in which any would lower the cost, the one that does so the most. */
static uint32_t find_entering(Simplex *simplex)
{
    const int64_t *potential = simplex->potential;
    int64_t least = 0;
    uint32_t found = NONE, arc = simplex->next, left = simplex->block;
    for (uint32_t i = 0; i < simplex->arcs; i++) {
        int64_t reduced = simplex->cost[arc] + potential[simplex->from[arc]] - potential[simplex->to[arc]];
        reduced *= simplex->state[arc];
        if (reduced < least) least = reduced, found = arc;
        if (++arc == simplex->arcs) arc = 0;
        if (--left) continue;
        if (found != NONE) break;
        left = simplex->block;
    }
    simplex->next = arc;
    return found;
}

static uint32_t join_of(const Node *nodes, uint32_t a, uint32_t b)
{
    while (a != b) {
        if (nodes[a].depth >= nodes[b].depth) a = nodes[a].parent;
        else b = nodes[b].parent;
    }
    return a;
}

/* The arc that stops the change: of several the last, on the way around from the join by the tail and the
 * head. So from every node something can be sent to the root by the tree, which ends in time (Cunningham). */
static void find_leaving(const Simplex *simplex, Pivot *pivot)
{
    const Node *nodes = simplex->nodes;
    pivot->change = simplex->room[pivot->arc];
    pivot->leaving = NONE;
    for (uint32_t node = pivot->tail; node != pivot->join; node = nodes[node].parent) {
        uint32_t by = nodes[node].by;
        int64_t room = nodes[node].is_up ? simplex->flow[by] : simplex->room[by] - simplex->flow[by];
        if (room >= pivot->change) continue;
        pivot->change = room, pivot->leaving = node, pivot->leaves_from_tail = true;
    }
    for (uint32_t node = pivot->head; node != pivot->join; node = nodes[node].parent) {
        uint32_t by = nodes[node].by;
        int64_t room = nodes[node].is_up ? simplex->room[by] - simplex->flow[by] : simplex->flow[by];
        if (room > pivot->change) continue;
        pivot->change = room, pivot->leaving = node, pivot->leaves_from_tail = false;
    }
}

static void change_flow(Simplex *simplex, const Pivot *pivot)
{
    const Node *nodes = simplex->nodes;
    if (!pivot->change) return;
    simplex->flow[pivot->arc] += simplex->state[pivot->arc] * pivot->change;
    for (uint32_t node = pivot->tail; node != pivot->join; node = nodes[node].parent)
        simplex->flow[nodes[node].by] -= nodes[node].is_up ? pivot->change : -pivot->change;
    for (uint32_t node = pivot->head; node != pivot->join; node = nodes[node].parent)
        simplex->flow[nodes[node].by] += nodes[node].is_up ? pivot->change : -pivot->change;
}

/* The part of the tree that hung on the leaving arc now hangs on the entering one: from `node`, its end
 * in that part, up to the leaving node, each becomes the parent of what was its own. */
static void hang(Simplex *simplex, uint32_t node, uint32_t parent, const Pivot *pivot)
{
    for (uint32_t by = pivot->arc;;) {
        uint32_t parent_before = simplex->nodes[node].parent, by_before = simplex->nodes[node].by;
        unlink_node(simplex, node);
        link_node(simplex, node, parent, by);
        if (node == pivot->leaving) break;
        parent = node;
        node = parent_before;
        by = by_before;
    }
}

/* The next node of the part of the tree under `top`, from the top down; NONE after the last. */
static uint32_t next_under(const Node *nodes, uint32_t top, uint32_t node)
{
    if (nodes[node].child != NONE) return nodes[node].child;
    while (node != top && nodes[node].next == NONE) node = nodes[node].parent;
    return node == top ? NONE : nodes[node].next;
}

static void raise_potentials(Simplex *simplex, uint32_t top, int64_t by)
{
    Node *nodes = simplex->nodes;
    for (uint32_t node = top; node != NONE; node = next_under(nodes, top, node)) {
        int64_t raised = simplex->potential[node] += by;
        if (!is_within(raised, POTENTIAL_MAX)) fail("flow: the costs are too great");
        nodes[node].depth = nodes[nodes[node].parent].depth + 1;
    }
}

static void change_tree(Simplex *simplex, const Pivot *pivot)
{
    uint32_t arc = pivot->arc, left = simplex->nodes[pivot->leaving].by;
    int64_t reduced =
        simplex->cost[arc] + simplex->potential[simplex->from[arc]] - simplex->potential[simplex->to[arc]];
    uint32_t top = pivot->leaves_from_tail ? pivot->tail : pivot->head;
    uint32_t parent = pivot->leaves_from_tail ? pivot->head : pivot->tail;
    simplex->state[left] = simplex->flow[left] ? AT_UPPER : AT_LOWER;
    simplex->state[arc] = IN_TREE;
    hang(simplex, top, parent, pivot);
    raise_potentials(simplex, top, top == simplex->from[arc] ? -reduced : reduced);
}

static void enter(Simplex *simplex, uint32_t arc)
{
    bool rises = simplex->state[arc] == AT_LOWER;
    Pivot pivot = {.arc = arc,
                   .tail = rises ? simplex->from[arc] : simplex->to[arc],
                   .head = rises ? simplex->to[arc] : simplex->from[arc]};
    pivot.join = join_of(simplex->nodes, pivot.tail, pivot.head);
    find_leaving(simplex, &pivot);
    change_flow(simplex, &pivot);
    if (pivot.leaving == NONE) simplex->state[arc] = (int8_t)-simplex->state[arc];
    else change_tree(simplex, &pivot);
}

/* How many pivots it takes nobody knows: what is told rises, ever more slowly. */
static bool pivot_all(Simplex *simplex, const Watch *watch)
{
    int64_t usual = PIVOTS_OF_NODE * ((int64_t)simplex->root + 1);
    for (int64_t pivots = 0;; pivots++) {
        if (pivots % PIVOTS_BETWEEN_LOOKS == 0 && !watch_goes_on(watch, pivots, pivots + usual)) return false;
        uint32_t arc = find_entering(simplex);
        if (arc == NONE) return true;
        enter(simplex, arc);
    }
}

/* ---- The answer */

static int64_t *flows_of(Arena *arena, const Simplex *simplex)
{
    int64_t *flows = ARENA_MANY(arena, (size_t)simplex->arcs + 1, int64_t);
    uint32_t stride = simplex->block, at = 0;
    for (uint32_t first = 0; first < stride; first++)
        for (uint32_t i = first; i < simplex->arcs; i += stride)
            flows[i] = simplex->problem->arcs[i].lower + simplex->flow[at++];
    return flows;
}

static int64_t count_unshipped(const Simplex *simplex)
{
    int64_t unshipped = 0;
    for (uint32_t node = 0; node < simplex->root; node++) {
        uint32_t arc = simplex->arcs + node;
        if (simplex->from[arc] == node) unshipped += simplex->flow[arc];
    }
    return unshipped;
}

/* Where something is left to be sent, potentials are about 0; where something lacks, about the artificial
 * cost. Nothing more can be sent from those to these, unless some way costs as much as an artificial arc. */
static bool *find_cut(Arena *arena, const Simplex *simplex)
{
    bool *cut = ARENA_MANY(arena, simplex->root, bool);
    for (uint32_t node = 0; node < simplex->root; node++)
        cut[node] = simplex->potential[node] < ARTIFICIAL_COST / 2;
    for (uint32_t arc = 0; arc < simplex->arcs; arc++) {
        bool from = cut[simplex->from[arc]], to = cut[simplex->to[arc]];
        int64_t flow = simplex->flow[arc];
        if (from != to && flow != (from ? simplex->room[arc] : 0)) fail("flow: the costs are too great");
    }
    return cut;
}

const FlowResult *flow_solve(Arena *arena, const FlowProblem *problem, const Watch *watch)
{
    assert_sane(problem);
    Simplex simplex = new_simplex(arena, problem);
    if (!pivot_all(&simplex, watch)) return NULL;
    FlowResult *result = ARENA_NEW(arena, FlowResult);
    *result = (FlowResult){.flows = flows_of(arena, &simplex),
                           .potentials = simplex.potential,
                           .unshipped = count_unshipped(&simplex)};
    if (result->unshipped) result->cut = find_cut(arena, &simplex);
    for (uint32_t node = 0; node < simplex.root; node++) result->potentials[node] += guess_of(problem, node);
    return result;
}
