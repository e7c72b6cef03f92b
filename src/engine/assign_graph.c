/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/assign_graph.h"

#include "base/fail.h"
#include "engine/order.h"

#include <assert.h>
#include <string.h>

/* ---- rows */

enum { FRONT = 16, FRONT_NEXT = 64, FEW = 1024 };

static void insert(AssignPair *front, size_t count, AssignPair pair)
{
    for (; count && front[count - 1].bits < pair.bits; count--) front[count] = front[count - 1];
    front[count] = pair;
}

/* The greatest `wanted` stand in front, sorted. */
static void select_greatest(AssignPair *pairs, size_t count, size_t wanted)
{
    for (size_t i = 1; i < wanted; i++) insert(pairs, i, pairs[i]);
    for (size_t i = wanted; i < count; i++) {
        AssignPair pair = pairs[i];
        if (pair.bits <= pairs[wanted - 1].bits) continue;
        pairs[i] = pairs[wanted - 1];
        insert(pairs, wanted - 1, pair);
    }
}

/* By bytes, the last first, but for those that are the same everywhere. */
static void sort_all(AssignPair *pairs, AssignPair *spare, size_t count)
{
    enum { BITS = 8, VALUES = 1 << BITS };
    AssignPair *from = pairs, *to = spare;
    uint64_t some = 0, every = UINT64_MAX;
    for (size_t i = 0; i < count; i++) some |= pairs[i].bits, every &= pairs[i].bits;
    for (int shift = 0; shift < 64; shift += BITS) {
        uint32_t end[VALUES] = {0};
        if (!((some & ~every) >> shift & (VALUES - 1))) continue;
        for (size_t i = 0; i < count; i++) end[from[i].bits >> shift & (VALUES - 1)]++;
        for (int value = VALUES - 1; value--;) end[value] += end[value + 1];
        for (size_t i = count; i--;) to[--end[from[i].bits >> shift & (VALUES - 1)]] = from[i];
        AssignPair *sorted = to;
        to = from;
        from = sorted;
    }
    if (from == spare) memcpy(pairs, spare, count * sizeof *pairs);
}

uint32_t assign_row_sort(AssignGraph *graph, AssignRow *row)
{
    AssignPair *rest = graph->arcs + row->first + row->front;
    uint32_t left = row->size - row->front, wanted = row->front ? FRONT_NEXT : FRONT;
    bool takes_all = left <= wanted || (row->front && left <= FEW) || row->front > FRONT;
    if (takes_all && left > FRONT) sort_all(rest, graph->spare, left);
    else select_greatest(rest, left, takes_all ? left : wanted);
    return row->front += takes_all ? left : wanted;
}

static bool let_go_all(AssignGraph *graph, const AssignRow *row)
{
    bool any = false;
    for (uint32_t i = 0; i < row->size; i++) {
        AssignPair *arc = &graph->arcs[row->first + i];
        any |= assign_pair_pin(*arc) == ASSIGN_STAYING;
        arc->bits &= ~((uint64_t)ASSIGN_STAYING << ASSIGN_PIN_AT);
    }
    return any;
}

void assign_row_stay(AssignGraph *graph, AssignRow *row, uint32_t *arc_of_slot, uint32_t slots)
{
    AssignPair *arcs = graph->arcs + row->first, *held = graph->spare;
    uint32_t count = 0;
    if (graph->has_staying && let_go_all(graph, row))
        row->front = 0; /* what stayed may be less than the rest */
    for (uint32_t i = 0; i < slots; i++) {
        if (arc_of_slot[i] == ASSIGN_NONE) continue;
        graph->arcs[arc_of_slot[i]].bits |= (uint64_t)ASSIGN_STAYING << ASSIGN_PIN_AT;
        held[count++] = graph->arcs[arc_of_slot[i]];
    }
    for (uint32_t i = 1; i < row->front; i++) insert(arcs, i, arcs[i]);
    while (row->front < count) assign_row_sort(graph, row);
    for (uint32_t i = 0, at = 0; i < slots; i++) {
        if (arc_of_slot[i] == ASSIGN_NONE) continue;
        uint32_t place = 0;
        while (arcs[place].bits != held[at].bits) place++;
        arc_of_slot[i] = row->first + place;
        at++;
    }
}

void assign_row_remove(AssignGraph *graph, AssignRow *row, uint32_t *arc_of_slot, uint32_t slots,
                       size_t expert)
{
    uint32_t arc = row->first, end = row->first + row->size;
    while (arc < end && assign_arc_expert(graph, arc) != expert) arc++;
    if (arc == end) return;
    AssignPair removed = graph->arcs[arc];
    for (uint32_t i = arc; i + 1 < end; i++) graph->arcs[i] = graph->arcs[i + 1];
    graph->arcs[end - 1].bits = removed.bits | (uint64_t)ASSIGN_FORBIDDEN << ASSIGN_PIN_AT;
    if (arc - row->first < row->front) row->front--;
    row->size--;
    for (uint32_t i = 0; i < slots; i++) {
        if (arc_of_slot[i] == arc) arc_of_slot[i] = ASSIGN_NONE;
        else if (arc_of_slot[i] != ASSIGN_NONE && arc_of_slot[i] > arc) arc_of_slot[i]--;
    }
}

/* ---- from the problem */

static int64_t application_key(const void *list, size_t at)
{
    return ((const AssignApplication *)list)[at].key;
}
static int64_t expert_key(const void *list, size_t at)
{
    return ((const AssignExpert *)list)[at].key;
}

typedef struct {
    AssignGraph *graph;
    uint32_t *seen; /* of an expert: the last application that named it, and one more */
    int32_t kept;   /* of this application */
    uint64_t affinity_least, affinity_greatest, affinity_unit;
} Reading;

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
    while (b) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static void note_affinity(Reading *reading, uint64_t affinity)
{
    if (affinity < reading->affinity_least) reading->affinity_least = affinity;
    if (affinity > reading->affinity_greatest) reading->affinity_greatest = affinity;
    if (reading->affinity_unit > 1 || !reading->affinity_unit)
        reading->affinity_unit = common_divisor(affinity, reading->affinity_unit);
}

/* The arc of a pair; what is none is counted, if kept. */
static bool read_pair(Reading *reading, uint32_t application, AssignPair pair, AssignPair *arc)
{
    AssignGraph *graph = reading->graph;
    AssignPin pin = assign_pair_pin(pair);
    int32_t affinity = assign_pair_affinity(pair);
    uint32_t place = (uint32_t)assign_pair_expert(pair);
    assert(place < graph->experts && affinity <= ASSIGN_AFFINITY_MAX && reading->seen[place] <= application);
    reading->seen[place] = application + 1;
    uint32_t expert = graph->expert_number[place];
    *arc = (AssignPair){(pair.bits >> ASSIGN_AFFINITY_AT << ASSIGN_AFFINITY_AT) | expert};
    if (pin == ASSIGN_KEPT) reading->kept++, graph->kept[expert]++;
    if (pin > ASSIGN_STAYING) return false;
    graph->has_staying |= pin == ASSIGN_STAYING;
    note_affinity(reading, (uint64_t)affinity);
    return true;
}

/* Arcs come first; kept and forbidden pairs stay behind them. */
static void read_row(Reading *reading, uint32_t number)
{
    AssignGraph *graph = reading->graph;
    const AssignProblem *problem = graph->problem;
    size_t place = graph->application_at[number], first = problem->first_pair[place];
    AssignRow *row = &graph->rows[number];
    AssignPair *pairs = problem->pairs + first;
    size_t count = problem->first_pair[place + 1] - first, arcs = 0;
    reading->kept = 0;
    for (size_t i = 0; i < count; i++) {
        AssignPair arc;
        bool is_arc = read_pair(reading, number, pairs[i], &arc);
        pairs[i] = arc;
        if (!is_arc) continue;
        pairs[i] = pairs[arcs];
        pairs[arcs++] = arc;
    }
    *row = (AssignRow){.first = (uint32_t)first, .size = (uint32_t)arcs};
    int32_t left = problem->applications[place].demand - reading->kept;
    graph->first_slot[number + 1] = graph->first_slot[number] + (uint32_t)(left > 0 ? left : 0);
}

static void read_rows(Arena *arena, AssignGraph *graph)
{
    Reading reading = {.graph = graph,
                       .seen = ARENA_MANY(arena, graph->experts + 1, uint32_t),
                       .affinity_least = ASSIGN_AFFINITY_MAX};
    size_t longest = 0;
    for (uint32_t i = 0; i < graph->applications; i++) {
        read_row(&reading, i);
        if (graph->rows[i].size > longest) longest = graph->rows[i].size;
    }
    graph->spare = arena_take_blank(arena, (longest + 1) * sizeof *graph->spare);
    graph->slots = graph->first_slot[graph->applications];
    graph->affinity_unit = reading.affinity_unit ? (int64_t)reading.affinity_unit : 1;
    if (reading.affinity_greatest > reading.affinity_least)
        graph->affinity_range = (int64_t)(reading.affinity_greatest - reading.affinity_least);
}

/* No expert can have more than there are applications. */
static void set_room(AssignGraph *graph)
{
    for (size_t i = 0; i < graph->experts; i++) {
        const AssignExpert *expert = &graph->problem->experts[graph->expert_at[i]];
        size_t left = expert->load_max > graph->kept[i] ? (size_t)(expert->load_max - graph->kept[i]) : 0;
        graph->room[i] = (int32_t)(left < graph->applications ? left : graph->applications);
        graph->is_spare[i] = left > graph->applications;
        graph->load_min[i] = expert->load_min;
    }
}

/* ---- The costs that put one aim before the next. A flow is optimal if no simple cycle of changes is
 * better; such a cycle passes each application and expert once, and the sink and nobody once. So it
 * changes the affinity by at most `turns` × the greatest, two loads by one, and one empty place. */

typedef __int128 Wide;

static bool has_load_min(const AssignGraph *graph)
{
    for (size_t i = 0; i < graph->experts; i++)
        if (graph->load_min[i] > 0) return true;
    return false;
}

static int64_t greatest_load(const AssignGraph *graph)
{
    int64_t greatest = 0;
    for (size_t i = 0; i < graph->experts; i++)
        if (graph->kept[i] + (int64_t)graph->room[i] > greatest) greatest = graph->kept[i] + graph->room[i];
    return greatest;
}

void assign_graph_set_costs(AssignGraph *graph)
{
    const AssignProblem *problem = graph->problem;
    Wide turns = 2 + (graph->applications < graph->experts ? graph->applications : graph->experts);
    Wide affinity = turns * (ASSIGN_AFFINITY_MAX + 1);
    Wide penalty = problem->loads_first ? affinity + 1 : problem->load_penalty;
    Wide loads = affinity + 2 * penalty * (greatest_load(graph) + 1);
    Wide stay = graph->has_staying ? loads + 1 : 0;
    Wide moves = loads + turns * stay;
    Wide load_missing = has_load_min(graph) ? moves + 1 : 0;
    Wide missing = moves + 2 * load_missing + 1;
    /* a price is the sum of a path of such changes; the room above it is for their sums */
    if (missing > (INT64_C(1) << 58)) fail("assign: loads and counts are too great for exact costs");
    graph->load_penalty = (int64_t)penalty;
    graph->stay_bonus = (int64_t)stay;
    graph->load_missing_cost = (int64_t)load_missing;
    graph->missing_cost = (int64_t)missing;
}

/* In the order of the lots that the keys draw. */
static uint32_t *numbered(Arena *arena, Arena *scratch, const AssignProblem *problem, size_t count,
                          int64_t (*key)(const void *list, size_t at), const void *list)
{
    const size_t *drawn = order_by_lot(scratch, problem->seed, count, key, list);
    uint32_t *places = arena_take_blank(arena, (count + 1) * sizeof *places);
    for (size_t i = 0; i < count; i++) places[i] = (uint32_t)drawn[i];
    arena_reset(scratch);
    return places;
}

AssignGraph assign_graph(Arena *arena, const AssignProblem *problem)
{
    Arena *scratch = arena_within(arena, ARENA_NO_CAP);
    size_t applications = problem->application_count, experts = problem->expert_count;
    assert(applications <= ASSIGN_COUNT_MAX && experts <= ASSIGN_COUNT_MAX);
    assert(!applications || problem->first_pair[applications] <= ASSIGN_PAIRS_MAX);
    AssignGraph graph = {.problem = problem,
                         .applications = applications,
                         .experts = experts,
                         .arcs = problem->pairs,
                         .application_at = numbered(arena, scratch, problem, applications, application_key,
                                                    problem->applications),
                         .expert_at =
                             numbered(arena, scratch, problem, experts, expert_key, problem->experts),
                         .application_number = ARENA_MANY(arena, applications + 1, uint32_t),
                         .expert_number = ARENA_MANY(arena, experts + 1, uint32_t),
                         .rows = ARENA_MANY(arena, applications + 1, AssignRow),
                         .first_slot = ARENA_MANY(arena, applications + 1, uint32_t),
                         .room = ARENA_MANY(arena, experts + 1, int32_t),
                         .is_spare = ARENA_MANY(arena, experts + 1, bool),
                         .kept = ARENA_MANY(arena, experts + 1, int32_t),
                         .load_min = ARENA_MANY(arena, experts + 1, int32_t)};
    for (size_t i = 0; i < applications; i++) graph.application_number[graph.application_at[i]] = (uint32_t)i;
    for (size_t i = 0; i < experts; i++) graph.expert_number[graph.expert_at[i]] = (uint32_t)i;
    read_rows(arena, &graph);
    set_room(&graph);
    assign_graph_set_costs(&graph);
    return graph;
}

void assign_graph_end(AssignGraph *graph)
{
    const AssignProblem *problem = graph->problem;
    size_t count = graph->applications ? problem->first_pair[graph->applications] : 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t bits = problem->pairs[i].bits;
        problem->pairs[i].bits = (bits >> ASSIGN_AFFINITY_AT << ASSIGN_AFFINITY_AT) |
                                 graph->expert_at[bits & ((1 << ASSIGN_EXPERT_BITS) - 1)];
    }
}
