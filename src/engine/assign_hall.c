/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/assign_graph.h"
#include "engine/order.h"

/* What can be reached from an application that lacks an expert, by giving it one of another: all these
 * experts are full, or a place could be filled. So these applications want more than their experts can
 * give. The whole set says how much is missing. For words it is made small: an application leaves it, and
 * comes back if the rest could then be served. */

/* Enough for any set that words could name. */
enum { STEPS_MAX = 100000000 };

typedef struct {
    const AssignGraph *graph;
    bool *is_in; /* of an application: it is in the set */
    uint32_t *arc_of_slot;
    uint32_t *application_of_slot, *first_held, *next, *before; /* slots of each expert, a list */
    int32_t *load;                                              /* of an expert, given by the set */
    uint32_t *seen, *asked, search;                             /* of an expert; of an application */
    size_t experts, unseen; /* that any of the set may have; of these, in this search */
    uint32_t *by;           /* of an expert that was seen: the slot that would take it, */
    uint32_t *with;         /* and the arc */
    uint32_t *waiting;      /* slots whose application looks for another expert */
    int64_t steps;
} Hall;

static void hold(Hall *hall, uint32_t slot, uint32_t arc)
{
    uint32_t expert = (uint32_t)assign_arc_expert(hall->graph, arc);
    hall->arc_of_slot[slot] = arc;
    hall->before[slot] = ASSIGN_NONE;
    hall->next[slot] = hall->first_held[expert];
    if (hall->next[slot] != ASSIGN_NONE) hall->before[hall->next[slot]] = slot;
    hall->first_held[expert] = slot;
    hall->load[expert]++;
}

static void let_go(Hall *hall, uint32_t slot)
{
    uint32_t expert = (uint32_t)assign_arc_expert(hall->graph, hall->arc_of_slot[slot]);
    uint32_t next = hall->next[slot], before = hall->before[slot];
    if (next != ASSIGN_NONE) hall->before[next] = before;
    if (before != ASSIGN_NONE) hall->next[before] = next;
    else hall->first_held[expert] = next;
    hall->load[expert]--;
    hall->arc_of_slot[slot] = ASSIGN_NONE;
}

static void see(Hall *hall, uint32_t expert, uint32_t slot, uint32_t arc)
{
    hall->seen[expert] = hall->search;
    hall->unseen--;
    hall->by[expert] = slot;
    hall->with[expert] = arc;
}

/* The experts that could take this slot's place and were not seen: the first with room, or NONE. */
static uint32_t look(Hall *hall, uint32_t slot, size_t *waiting)
{
    const AssignGraph *graph = hall->graph;
    uint32_t application = hall->application_of_slot[slot];
    const AssignRow *row = &graph->rows[application];
    if (hall->asked[application] == hall->search) return ASSIGN_NONE;
    hall->asked[application] = hall->search;
    for (uint32_t arc = row->first; hall->unseen && arc < row->first + row->size; arc++) {
        uint32_t expert = (uint32_t)assign_arc_expert(graph, arc);
        hall->steps++;
        if (hall->seen[expert] == hall->search || assign_holds(graph, hall->arc_of_slot, application, arc))
            continue;
        see(hall, expert, slot, arc);
        if (hall->load[expert] < graph->room[expert]) return expert;
        for (uint32_t held = hall->first_held[expert]; held != ASSIGN_NONE; held = hall->next[held])
            hall->waiting[(*waiting)++] = held;
    }
    return ASSIGN_NONE;
}

/* Each on the way gives what it had to the one before it. */
static void pass_on(Hall *hall, uint32_t expert, uint32_t slot)
{
    for (;;) {
        uint32_t taker = hall->by[expert], arc = hall->with[expert];
        uint32_t had =
            taker == slot ? ASSIGN_NONE : (uint32_t)assign_arc_expert(hall->graph, hall->arc_of_slot[taker]);
        if (had != ASSIGN_NONE) let_go(hall, taker);
        hold(hall, taker, arc);
        if (had == ASSIGN_NONE) return;
        expert = had;
    }
}

/* Fills an empty slot, moving others of the set if need be. */
static bool fill(Hall *hall, uint32_t slot)
{
    size_t waiting = 0;
    hall->search++;
    hall->unseen = hall->experts;
    hall->waiting[waiting++] = slot;
    for (size_t i = 0; i < waiting; i++) {
        uint32_t expert = look(hall, hall->waiting[i], &waiting);
        if (expert == ASSIGN_NONE) continue;
        pass_on(hall, expert, slot);
        return true;
    }
    return false;
}

/* Fills the empty slots of an application; false: one stays empty. */
static bool fill_all(Hall *hall, uint32_t application)
{
    uint32_t slot = hall->graph->first_slot[application], end = hall->graph->first_slot[application + 1];
    for (; slot < end; slot++)
        if (hall->arc_of_slot[slot] == ASSIGN_NONE && !fill(hall, slot)) return false;
    return true;
}

static bool could_be_served(Hall *hall)
{
    for (uint32_t p = 0; p < hall->graph->applications; p++)
        if (hall->is_in[p] && !fill_all(hall, p)) return false;
    return true;
}

static void leave(Hall *hall, uint32_t application)
{
    hall->is_in[application] = false;
    for (uint32_t slot = hall->graph->first_slot[application];
         slot < hall->graph->first_slot[application + 1]; slot++)
        if (hall->arc_of_slot[slot] != ASSIGN_NONE) let_go(hall, slot);
}

/* Without any one application the rest could be served, unless the set is beyond all words. */
static void make_small(Hall *hall)
{
    for (uint32_t p = 0; p < hall->graph->applications && hall->steps < STEPS_MAX; p++) {
        if (!hall->is_in[p]) continue;
        leave(hall, p);
        if (!could_be_served(hall)) continue;
        hall->is_in[p] = true;
        fill_all(hall, p);
    }
}

/* ---- The set that an application belongs to */

static void reach(Hall *hall, uint32_t from)
{
    size_t waiting = 0;
    hall->search++;
    hall->is_in[from] = true;
    hall->waiting[waiting++] = from;
    for (size_t i = 0; i < waiting; i++) {
        const AssignRow *row = &hall->graph->rows[hall->waiting[i]];
        for (uint32_t arc = row->first; arc < row->first + row->size; arc++) {
            uint32_t expert = (uint32_t)assign_arc_expert(hall->graph, arc);
            if (hall->seen[expert] == hall->search ||
                assign_holds(hall->graph, hall->arc_of_slot, hall->waiting[i], arc))
                continue;
            hall->seen[expert] = hall->search;
            for (uint32_t held = hall->first_held[expert]; held != ASSIGN_NONE; held = hall->next[held]) {
                uint32_t application = hall->application_of_slot[held];
                if (hall->is_in[application]) continue;
                hall->is_in[application] = true;
                hall->waiting[waiting++] = application;
            }
        }
    }
}

/* The others leave it; what is left may have these experts. */
static void keep_set(Hall *hall)
{
    const AssignGraph *graph = hall->graph;
    hall->search++;
    for (uint32_t p = 0; p < graph->applications; p++) {
        if (!hall->is_in[p]) leave(hall, p);
        for (uint32_t i = 0; hall->is_in[p] && i < graph->rows[p].size; i++) {
            uint32_t *seen = &hall->seen[assign_arc_expert(graph, graph->rows[p].first + i)];
            hall->experts += *seen != hall->search;
            *seen = hall->search;
        }
    }
}

static Hall new_hall(Arena *arena, const AssignGraph *graph, const uint32_t *arc_of_slot)
{
    size_t most = (graph->slots > graph->applications ? graph->slots : graph->applications) + 2;
    Hall hall = {.graph = graph,
                 .is_in = ARENA_MANY(arena, graph->applications + 1, bool),
                 .arc_of_slot = ARENA_MANY(arena, graph->slots + 1, uint32_t),
                 .application_of_slot = ARENA_MANY(arena, graph->slots + 1, uint32_t),
                 .first_held = ARENA_MANY(arena, graph->experts + 1, uint32_t),
                 .next = ARENA_MANY(arena, graph->slots + 1, uint32_t),
                 .before = ARENA_MANY(arena, graph->slots + 1, uint32_t),
                 .load = ARENA_MANY(arena, graph->experts + 1, int32_t),
                 .seen = ARENA_MANY(arena, graph->experts + 1, uint32_t),
                 .asked = ARENA_MANY(arena, graph->applications + 1, uint32_t),
                 .by = ARENA_MANY(arena, graph->experts + 1, uint32_t),
                 .with = ARENA_MANY(arena, graph->experts + 1, uint32_t),
                 .waiting = ARENA_MANY(arena, most, uint32_t)};
    for (size_t i = 0; i < graph->experts; i++) hall.first_held[i] = ASSIGN_NONE;
    for (uint32_t p = 0; p < graph->applications; p++)
        for (uint32_t slot = graph->first_slot[p]; slot < graph->first_slot[p + 1]; slot++) {
            hall.application_of_slot[slot] = p;
            hall.arc_of_slot[slot] = ASSIGN_NONE;
            if (arc_of_slot[slot] != ASSIGN_NONE) hold(&hall, slot, arc_of_slot[slot]);
        }
    return hall;
}

/* ---- The answer */

static int compare_application_keys(const void *a, const void *b, const void *context)
{
    const AssignProblem *problem = context;
    return order_of(problem->applications[*(const size_t *)a].key,
                    problem->applications[*(const size_t *)b].key);
}
static int compare_expert_keys(const void *a, const void *b, const void *context)
{
    const AssignProblem *problem = context;
    return order_of(problem->experts[*(const size_t *)a].key, problem->experts[*(const size_t *)b].key);
}

static AssignHall hall_of(Arena *arena, const AssignGraph *graph, const bool *is_in)
{
    int32_t *degree = ARENA_MANY(arena, graph->experts + 1, int32_t);
    AssignHall hall = {.applications = ARENA_MANY(arena, graph->applications + 1, size_t),
                       .experts = ARENA_MANY(arena, graph->experts + 1, size_t)};
    for (uint32_t p = 0; p < graph->applications; p++) {
        if (!is_in[p]) continue;
        hall.applications[hall.application_count++] = graph->application_at[p];
        hall.demand += graph->first_slot[p + 1] - graph->first_slot[p];
        for (uint32_t i = 0; i < graph->rows[p].size; i++)
            degree[assign_arc_expert(graph, graph->rows[p].first + i)]++;
    }
    for (size_t i = 0; i < graph->experts; i++) {
        if (!degree[i]) continue;
        hall.experts[hall.expert_count++] = graph->expert_at[i];
        hall.capacity += degree[i] < graph->room[i] ? degree[i] : graph->room[i];
    }
    order_sort(arena, hall.applications, hall.application_count, sizeof(size_t), compare_application_keys,
               graph->problem);
    order_sort(arena, hall.experts, hall.expert_count, sizeof(size_t), compare_expert_keys, graph->problem);
    return hall;
}

/* An application that stands in an earlier set would only repeat it. */
void assign_find_halls(Arena *arena, const AssignGraph *graph, const uint32_t *arc_of_slot,
                       Assignment *assignment)
{
    Arena *scratch = arena_within(arena, ARENA_NO_CAP);
    bool *whole = ARENA_MANY(arena, graph->applications + 1, bool);
    size_t smallest = graph->applications + 1;
    for (uint32_t slot = 0, p = 0; slot < graph->slots; slot++) {
        while (slot >= graph->first_slot[p + 1]) p++;
        if (arc_of_slot[slot] != ASSIGN_NONE || whole[p]) continue;
        Hall hall = new_hall(scratch, graph, arc_of_slot);
        reach(&hall, p);
        for (size_t i = 0; i < graph->applications; i++) whole[i] |= hall.is_in[i];
        keep_set(&hall);
        make_small(&hall);
        AssignHall found = hall_of(arena, graph, hall.is_in);
        if (found.application_count < smallest) assignment->hall = found;
        if (found.application_count < smallest) smallest = found.application_count;
        arena_reset(scratch);
    }
    assignment->hall_whole = hall_of(arena, graph, whole);
}
