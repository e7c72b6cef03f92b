/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/assign_random.h"

#include "engine/assign_network.h"
#include "engine/order.h"

/* The nodes are applications, then experts, by place in the lists; the edges the pairs that aren't decided:
 * their chance is neither 0 nor ASSIGN_CERTAIN. */

enum { NONE = UINT32_MAX };

typedef struct {
    uint32_t ends[2];
    int32_t chance;
} Edge;

typedef struct {
    uint32_t nodes;
    Edge *edges;
    size_t edge_count;
    uint32_t *first, *count; /* of a node: its edges in `of_node`; those that are decided drop out when met */
    uint32_t *of_node;
    uint32_t *place;    /* of a node: 1 more than its place on the way, or 0 */
    uint32_t *way, *by; /* the nodes of the way, and the edges from each to the next */
    uint32_t length;    /* edges on the way */
    uint64_t seed, drawn;
} Rounding;

/* 0 … below − 1, each as likely: SplitMix64 (Steele, Lea, Flood 2014); what would favour the first is drawn
 * again. */
static uint64_t draw_below(Rounding *rounding, uint64_t below)
{
    const uint64_t step = UINT64_C(0x9e3779b97f4a7c15), excess = (UINT64_MAX - below + 1) % below;
    for (;;) {
        uint64_t lot = order_lot(rounding->seed, (int64_t)(++rounding->drawn * step));
        if (lot <= UINT64_MAX - excess) return lot % below;
    }
}

static bool is_decided(const Edge *edge)
{
    return edge->chance == 0 || edge->chance == ASSIGN_CERTAIN;
}

static uint32_t other_end(const Edge *edge, uint32_t node)
{
    return edge->ends[edge->ends[0] == node];
}

/* An edge of the node that isn't decided, but for `besides`. */
static uint32_t edge_of(Rounding *rounding, uint32_t node, uint32_t besides)
{
    uint32_t *edges = rounding->of_node + rounding->first[node], *count = &rounding->count[node];
    for (uint32_t i = 0; i < *count;) {
        if (is_decided(&rounding->edges[edges[i]])) edges[i] = edges[--*count];
        else if (edges[i] != besides) return edges[i];
        else i++;
    }
    return NONE;
}

static int32_t lesser(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

/* Raises every other edge of the way behind `from`, beginning with the first, and lowers those between, as
 * far as can be; or the other way around. By the lot none of them rises on average. */
static void shift(Rounding *rounding, uint32_t from)
{
    int32_t up = ASSIGN_CERTAIN, down = ASSIGN_CERTAIN;
    for (uint32_t i = from; i < rounding->length; i++) {
        int32_t chance = rounding->edges[rounding->by[i]].chance, left = ASSIGN_CERTAIN - chance;
        bool rises = (i - from) % 2 == 0;
        up = lesser(up, rises ? left : chance);
        down = lesser(down, rises ? chance : left);
    }
    bool goes_up = draw_below(rounding, (uint64_t)(up + down)) < (uint64_t)down;
    int32_t change = goes_up ? up : -down;
    for (uint32_t i = from; i < rounding->length; i++)
        rounding->edges[rounding->by[i]].chance += (i - from) % 2 ? -change : change;
}

static void begin_way(Rounding *rounding, uint32_t node)
{
    rounding->way[0] = node;
    rounding->length = 0;
    rounding->place[node] = 1;
}

/* Takes the way back to its first `length` edges. */
static void shorten_way(Rounding *rounding, uint32_t length)
{
    for (uint32_t i = length + 1; i <= rounding->length; i++) rounding->place[rounding->way[i]] = 0;
    rounding->length = length;
}

/* Nothing leads on from the end of the way. If nothing else leads away from its beginning either, it is a
 * path; if something does, the way begins again from its end. */
static void end_way(Rounding *rounding)
{
    uint32_t end = rounding->way[rounding->length];
    bool is_path = edge_of(rounding, rounding->way[0], rounding->by[0]) == NONE;
    if (is_path) shift(rounding, 0);
    shorten_way(rounding, 0);
    if (is_path) return;
    rounding->place[rounding->way[0]] = 0;
    begin_way(rounding, end);
}

/* The way goes on by an edge. Where it comes back to itself it has closed a cycle, which is taken off it. */
static void go_on(Rounding *rounding, uint32_t edge)
{
    uint32_t length = rounding->length++;
    uint32_t next = other_end(&rounding->edges[edge], rounding->way[length]), place = rounding->place[next];
    rounding->by[length] = edge;
    if (place) {
        shift(rounding, place - 1);
        rounding->length = length;
        shorten_way(rounding, place - 1);
    } else {
        rounding->way[length + 1] = next;
        rounding->place[next] = length + 2;
    }
}

static void decide_from(Rounding *rounding, uint32_t node)
{
    begin_way(rounding, node);
    for (;;) {
        uint32_t length = rounding->length, end = rounding->way[length];
        uint32_t edge = edge_of(rounding, end, length ? rounding->by[length - 1] : NONE);
        if (edge != NONE) go_on(rounding, edge);
        else if (length) end_way(rounding);
        else break;
    }
    rounding->place[rounding->way[0]] = 0;
}

/* In the order of the edges, which is that of the keys. */
static void decide_all(Rounding *rounding)
{
    for (size_t i = 0; i < rounding->edge_count; i++)
        while (!is_decided(&rounding->edges[i])) decide_from(rounding, rounding->edges[i].ends[0]);
}

/* ---- From chances, and back to choices */

static void list_edges(Arena *arena, Rounding *rounding)
{
    size_t edges = rounding->edge_count;
    rounding->first = ARENA_MANY(arena, (size_t)rounding->nodes + 1, uint32_t);
    rounding->count = ARENA_MANY(arena, (size_t)rounding->nodes + 1, uint32_t);
    rounding->of_node = ARENA_MANY(arena, 2 * edges + 1, uint32_t);
    for (size_t i = 0; i < edges; i++)
        for (int end = 0; end < 2; end++) rounding->first[rounding->edges[i].ends[end] + 1]++;
    for (uint32_t node = 0; node < rounding->nodes; node++)
        rounding->first[node + 1] += rounding->first[node];
    for (uint32_t i = 0; i < edges; i++)
        for (int end = 0; end < 2; end++) {
            uint32_t node = rounding->edges[i].ends[end];
            rounding->of_node[rounding->first[node] + rounding->count[node]++] = i;
        }
}

static Rounding rounding_of(Arena *arena, const AssignProblem *problem, const AssignRandom *random,
                            uint64_t seed)
{
    size_t count = random->chance_count, nodes = problem->application_count + problem->expert_count;
    Rounding rounding = {.nodes = (uint32_t)nodes,
                         .edges = ARENA_MANY(arena, count + 1, Edge),
                         .edge_count = count,
                         .place = ARENA_MANY(arena, nodes + 1, uint32_t),
                         .way = ARENA_MANY(arena, nodes + 1, uint32_t),
                         .by = ARENA_MANY(arena, nodes + 1, uint32_t),
                         .seed = seed};
    for (size_t i = 0; i < count; i++) {
        const AssignChance *it = &random->chances[i];
        uint32_t expert = (uint32_t)(problem->application_count + (size_t)it->expert);
        rounding.edges[i] = (Edge){{(uint32_t)it->application, expert}, it->chance};
    }
    list_edges(arena, &rounding);
    return rounding;
}

const Assignment *assign_random_draw(Arena *arena, const AssignProblem *problem, const AssignRandom *random,
                                     uint64_t seed)
{
    Rounding rounding = rounding_of(arena, problem, random, seed);
    Assignment *drawn = ARENA_NEW(arena, Assignment);
    int64_t places = random->missing; /* those that are filled, or are expected to be empty */
    drawn->choices = ARENA_MANY(arena, random->chance_count + 1, AssignChoice);
    decide_all(&rounding);
    for (size_t i = 0; i < random->chance_count; i++) {
        const AssignChance *it = &random->chances[i];
        places += it->chance;
        if (rounding.edges[i].chance)
            drawn->choices[drawn->choice_count++] = (AssignChoice){it->application, it->expert, it->affinity};
    }
    drawn->missing = places / ASSIGN_CERTAIN - (int64_t)drawn->choice_count;
    assign_sum_choices(arena, problem, drawn);
    return drawn;
}
