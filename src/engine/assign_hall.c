/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/assign_flow.h"

/* What can be reached from an application by giving it an expert of another: all these experts are
 * full, or a place could be filled. So these applications want more than their experts can give. */

typedef struct {
    const AssignGraph *graph;
    const int64_t *arc_of_slot;
    size_t *first_holder, *holders; /* the applications that each expert serves */
    bool *applications, *experts;   /* reached */
    size_t *waiting, waiting_count;
} Reach;

static void list_holders(Arena *arena, Reach *reach)
{
    const AssignGraph *graph = reach->graph;
    size_t *end = reach->first_holder = ARENA_MANY(arena, graph->experts + 2, size_t);
    reach->holders = ARENA_MANY(arena, graph->slots + 1, size_t);
    for (size_t slot = 0; slot < graph->slots; slot++)
        if (reach->arc_of_slot[slot] != ARC_NOBODY) end[graph->expert[reach->arc_of_slot[slot]] + 2]++;
    for (size_t i = 2; i < graph->experts + 2; i++) end[i] += end[i - 1];
    for (size_t p = 0; p < graph->applications; p++)
        for (size_t slot = graph->first_slot[p]; slot < graph->first_slot[p + 1]; slot++)
            if (reach->arc_of_slot[slot] != ARC_NOBODY)
                reach->holders[end[graph->expert[reach->arc_of_slot[slot]] + 1]++] = p;
}

static void reach_application(Reach *reach, size_t application)
{
    if (reach->applications[application]) return;
    reach->applications[application] = true;
    reach->waiting[reach->waiting_count++] = application;
}

static bool holds(const Reach *reach, size_t application, size_t arc)
{
    const AssignGraph *graph = reach->graph;
    for (size_t slot = graph->first_slot[application]; slot < graph->first_slot[application + 1]; slot++)
        if (reach->arc_of_slot[slot] == (int64_t)arc) return true;
    return false;
}

static void leave_application(Reach *reach, size_t application)
{
    const AssignGraph *graph = reach->graph;
    for (size_t arc = graph->first[application]; arc < graph->first[application + 1]; arc++) {
        size_t expert = (size_t)graph->expert[arc];
        if (reach->experts[expert] || holds(reach, application, arc)) continue;
        reach->experts[expert] = true;
        for (size_t i = reach->first_holder[expert]; i < reach->first_holder[expert + 1]; i++)
            reach_application(reach, reach->holders[i]);
    }
}

void assign_hall_mark(Arena *arena, const AssignGraph *graph, const AssignFlow *flow, size_t application,
                      bool *applications)
{
    Reach reach = {.graph = graph,
                   .arc_of_slot = flow->arc_of_slot,
                   .applications = applications,
                   .experts = ARENA_MANY(arena, graph->experts + 1, bool),
                   .waiting = ARENA_MANY(arena, graph->applications + 1, size_t)};
    list_holders(arena, &reach);
    reach_application(&reach, application);
    while (reach.waiting_count) leave_application(&reach, reach.waiting[--reach.waiting_count]);
}
