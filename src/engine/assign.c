/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/assign.h"

#include "base/fail.h"
#include "engine/assign_flow.h"
#include "engine/order.h"

#include <assert.h>

/* The problem's lists and their canonical numbers. */
typedef struct {
    const AssignProblem *problem;
    size_t *applications, *experts;             /* canonical number → place in the problem's list */
    size_t *application_number, *expert_number; /* and back */
    AssignGraph graph;
} Canon;

/* Faults. */

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
static AssignFault fault_of_application(const AssignApplication *application)
{
    bool is_in_range = application->demand >= 0 && application->demand <= ASSIGN_DEMAND_MAX;
    return is_in_range ? ASSIGN_FAULTLESS : ASSIGN_FAULT_DEMAND;
}
static AssignFault fault_of_expert(const AssignExpert *expert)
{
    bool is_in_range = expert->load_min >= 0 && expert->load_min <= expert->load_max;
    return is_in_range ? ASSIGN_FAULTLESS : ASSIGN_FAULT_LOAD;
}
static AssignFault fault_of_pair(const AssignProblem *problem, const AssignPair *pair)
{
    if (pair->application < 0 || (size_t)pair->application >= problem->application_count)
        return ASSIGN_FAULT_PAIR;
    if (pair->expert < 0 || (size_t)pair->expert >= problem->expert_count) return ASSIGN_FAULT_PAIR;
    bool is_in_range = pair->affinity >= 0 && pair->affinity <= ASSIGN_AFFINITY_MAX;
    return is_in_range ? ASSIGN_FAULTLESS : ASSIGN_FAULT_AFFINITY;
}

static AssignFault fault_of_numbers(const AssignProblem *problem, size_t *at)
{
    AssignFault fault = ASSIGN_FAULTLESS;
    for (size_t i = 0; !fault && i < problem->application_count; i++)
        fault = fault_of_application(&problem->applications[ *at = i]);
    for (size_t i = 0; !fault && i < problem->expert_count; i++)
        fault = fault_of_expert(&problem->experts[ *at = i]);
    for (size_t i = 0; !fault && i < problem->pair_count; i++)
        fault = fault_of_pair(problem, &problem->pairs[ *at = i]);
    return fault;
}

/* The first of the sorted that equals the one before it, or `count`. */
static size_t find_twice(Arena *arena, const AssignProblem *problem, size_t count, OrderCompare *compare)
{
    size_t *sorted = order_positions(arena, count, compare, problem);
    for (size_t i = 1; i < count; i++)
        if (compare(&sorted[i - 1], &sorted[i], problem) == 0) return sorted[i];
    return count;
}

/* The first pair whose application and expert an earlier one has, or the number of pairs. */
static size_t find_pair_twice(Arena *arena, const AssignProblem *problem)
{
    size_t *first = ARENA_MANY(arena, problem->application_count + 2, size_t), twice = problem->pair_count;
    size_t *row = ARENA_MANY(arena, problem->pair_count + 1, size_t);
    size_t *seen = ARENA_MANY(arena, problem->expert_count + 1, size_t); /* in the row of application − 1 */
    for (size_t i = 0; i < problem->pair_count; i++) first[problem->pairs[i].application + 2]++;
    for (size_t i = 2; i < problem->application_count + 2; i++) first[i] += first[i - 1];
    for (size_t i = 0; i < problem->pair_count; i++) row[first[problem->pairs[i].application + 1]++] = i;
    for (size_t i = 0; i < problem->pair_count; i++) {
        const AssignPair *pair = &problem->pairs[row[i]];
        if (seen[pair->expert] == (size_t)pair->application + 1 && row[i] < twice) twice = row[i];
        seen[pair->expert] = (size_t)pair->application + 1;
    }
    return twice;
}

AssignFault assign_find_fault(Arena *arena, const AssignProblem *problem, size_t *at)
{
    bool is_sized = problem->application_count <= ASSIGN_COUNT_MAX &&
                    problem->expert_count <= ASSIGN_COUNT_MAX && problem->load_penalty >= 0 &&
                    problem->load_penalty <= ASSIGN_PENALTY_MAX;
    *at = 0;
    if (!is_sized) return ASSIGN_FAULT_SIZE;
    AssignFault fault = fault_of_numbers(problem, at);
    if (fault) return fault;
    *at = find_twice(arena, problem, problem->application_count, compare_application_keys);
    if (*at < problem->application_count) return ASSIGN_FAULT_APPLICATION_KEY;
    *at = find_twice(arena, problem, problem->expert_count, compare_expert_keys);
    if (*at < problem->expert_count) return ASSIGN_FAULT_EXPERT_KEY;
    *at = find_pair_twice(arena, problem);
    return *at < problem->pair_count ? ASSIGN_FAULT_PAIR_TWICE : ASSIGN_FAULTLESS;
}

/* The canonical form. */

static int compare_application_lots(const void *a, const void *b, const void *context)
{
    const AssignProblem *problem = context;
    return order_of_lots(order_lot(problem->seed, problem->applications[*(const size_t *)a].key),
                         order_lot(problem->seed, problem->applications[*(const size_t *)b].key));
}
static int compare_expert_lots(const void *a, const void *b, const void *context)
{
    const AssignProblem *problem = context;
    return order_of_lots(order_lot(problem->seed, problem->experts[*(const size_t *)a].key),
                         order_lot(problem->seed, problem->experts[*(const size_t *)b].key));
}

static size_t *inverted(Arena *arena, const size_t *places, size_t count)
{
    size_t *numbers = ARENA_MANY(arena, count + 1, size_t);
    for (size_t i = 0; i < count; i++) numbers[places[i]] = i;
    return numbers;
}

static bool is_arc(const AssignPair *pair)
{
    return pair->pin == ASSIGN_FREE || pair->pin == ASSIGN_STAYING;
}

/* Kept pairs, free pairs and arcs are counted; *degree gets the arcs of each expert. */
static void count_pairs(Canon *canon, int32_t *kept_of_application, int32_t *degree)
{
    AssignGraph *graph = &canon->graph;
    for (size_t i = 0; i < canon->problem->pair_count; i++) {
        const AssignPair *pair = &canon->problem->pairs[i];
        size_t application = canon->application_number[pair->application];
        size_t expert = canon->expert_number[pair->expert];
        if (pair->pin == ASSIGN_KEPT) kept_of_application[application]++, graph->kept[expert]++;
        if (is_arc(pair)) graph->first[application + 1]++, degree[expert]++;
    }
    for (size_t i = 0; i < graph->applications; i++) graph->first[i + 1] += graph->first[i];
    graph->arcs = graph->first[graph->applications];
}

/* What is left to fill, and the room for it: never more than an expert has arcs. */
static void set_demand_and_room(Canon *canon, const int32_t *kept_of_application, const int32_t *degree)
{
    AssignGraph *graph = &canon->graph;
    for (size_t i = 0; i < graph->applications; i++) {
        int32_t left = canon->problem->applications[canon->applications[i]].demand - kept_of_application[i];
        graph->first_slot[i + 1] = graph->first_slot[i] + (size_t)(left > 0 ? left : 0);
    }
    graph->slots = graph->first_slot[graph->applications];
    for (size_t i = 0; i < graph->experts; i++) {
        const AssignExpert *expert = &canon->problem->experts[canon->experts[i]];
        int32_t left = expert->load_max > graph->kept[i] ? expert->load_max - graph->kept[i] : 0;
        graph->room[i] = left < degree[i] ? left : degree[i];
        graph->is_spare[i] = left > degree[i];
        graph->load_min[i] = expert->load_min;
    }
}

typedef struct {
    int64_t weight;
    int32_t expert;
    size_t origin;
} Arc;

static int compare_arcs(const void *a, const void *b, const void *context)
{
    const Arc *left = a, *right = b;
    if (left->weight != right->weight) return order_of(right->weight, left->weight);
    return order_of(left->expert, right->expert);
}

static void list_origins(Arena *arena, Canon *canon)
{
    AssignGraph *graph = &canon->graph;
    size_t *end = ARENA_MANY(arena, graph->applications + 1, size_t);
    graph->origin = ARENA_MANY(arena, graph->arcs + 1, size_t);
    for (size_t i = 0; i < graph->applications; i++) end[i] = graph->first[i];
    for (size_t i = 0; i < canon->problem->pair_count; i++) {
        const AssignPair *pair = &canon->problem->pairs[i];
        if (is_arc(pair)) graph->origin[end[canon->application_number[pair->application]]++] = i;
    }
}

static Arc arc_of(const Canon *canon, size_t origin)
{
    const AssignPair *pair = &canon->problem->pairs[origin];
    int64_t bonus = pair->pin == ASSIGN_STAYING ? canon->graph.stay_bonus : 0;
    return (Arc){pair->affinity + bonus, (int32_t)canon->expert_number[pair->expert], origin};
}

static void sort_arcs_of(Arena *scratch, Canon *canon, size_t application)
{
    AssignGraph *graph = &canon->graph;
    size_t first = graph->first[application], count = graph->first[application + 1] - first;
    Arc *arcs = ARENA_MANY(scratch, count + 1, Arc);
    for (size_t i = 0; i < count; i++) arcs[i] = arc_of(canon, graph->origin[first + i]);
    order_sort(scratch, arcs, count, sizeof *arcs, compare_arcs, NULL);
    for (size_t i = 0; i < count; i++) {
        graph->expert[first + i] = arcs[i].expert;
        graph->weight[first + i] = arcs[i].weight;
        graph->origin[first + i] = arcs[i].origin;
    }
}

static void release_arena(void *arena)
{
    arena_free(arena);
}

/* For what is needed no longer than a step: the arena ends with the other, but may be emptied before. */
static Arena *scratch_of(Arena *arena)
{
    Arena *scratch = arena_new(SIZE_MAX / 4);
    arena_at_end(arena, release_arena, scratch);
    return scratch;
}

static void set_arcs(Arena *arena, Canon *canon)
{
    AssignGraph *graph = &canon->graph;
    Arena *scratch = scratch_of(arena);
    list_origins(arena, canon);
    graph->expert = ARENA_MANY(arena, graph->arcs + 1, int32_t);
    graph->weight = ARENA_MANY(arena, graph->arcs + 1, int64_t);
    for (size_t i = 0; i < graph->applications; i++, arena_reset(scratch)) sort_arcs_of(scratch, canon, i);
}

/* The costs that put one aim before the next. A flow is optimal if no simple cycle of changes is
 * better; such a cycle passes each application and expert once, and the sink and nobody once. So it
 * changes the affinity by at most `turns` × the greatest, two loads by one, and one empty place. */

typedef __int128 Wide;

static int64_t greatest_affinity(const AssignProblem *problem, int64_t *range)
{
    int64_t greatest = 0, least = ASSIGN_AFFINITY_MAX;
    for (size_t i = 0; i < problem->pair_count; i++) {
        if (!is_arc(&problem->pairs[i])) continue;
        if (problem->pairs[i].affinity > greatest) greatest = problem->pairs[i].affinity;
        if (problem->pairs[i].affinity < least) least = problem->pairs[i].affinity;
    }
    *range = greatest > least ? greatest - least : 0;
    return greatest;
}

static bool has_staying(const AssignProblem *problem)
{
    for (size_t i = 0; i < problem->pair_count; i++)
        if (problem->pairs[i].pin == ASSIGN_STAYING) return true;
    return false;
}

static bool has_load_min(const AssignProblem *problem)
{
    for (size_t i = 0; i < problem->expert_count; i++)
        if (problem->experts[i].load_min > 0) return true;
    return false;
}

static int64_t greatest_load(const AssignGraph *graph)
{
    int64_t greatest = 0;
    for (size_t i = 0; i < graph->experts; i++)
        if (graph->kept[i] + graph->room[i] > greatest) greatest = graph->kept[i] + graph->room[i];
    return greatest;
}

static void set_costs(Canon *canon)
{
    const AssignProblem *problem = canon->problem;
    AssignGraph *graph = &canon->graph;
    Wide turns = 2 + (graph->applications < graph->experts ? graph->applications : graph->experts);
    Wide affinity = turns * (greatest_affinity(problem, &graph->affinity_range) + 1);
    Wide penalty = problem->loads_first ? affinity + 1 : problem->load_penalty;
    Wide loads = affinity + 2 * penalty * (greatest_load(graph) + 1);
    Wide stay = has_staying(problem) ? loads + 1 : 0;
    Wide moves = loads + turns * stay;
    Wide load_missing = has_load_min(problem) ? moves + 1 : 0;
    Wide missing = moves + 2 * load_missing + 1;
    /* a price is the sum of a path of such changes; the room above it is for their sums */
    if (missing > (INT64_C(1) << 58)) fail("assign: loads and counts are too great for exact costs");
    graph->load_penalty = (int64_t)penalty;
    graph->stay_bonus = (int64_t)stay;
    graph->load_missing_cost = (int64_t)load_missing;
    graph->missing_cost = (int64_t)missing;
}

static Canon canonical(Arena *arena, const AssignProblem *problem)
{
    size_t applications = problem->application_count, experts = problem->expert_count;
    Canon canon = {.problem = problem,
                   .applications = order_positions(arena, applications, compare_application_lots, problem),
                   .experts = order_positions(arena, experts, compare_expert_lots, problem),
                   .graph = {.applications = applications,
                             .experts = experts,
                             .first = ARENA_MANY(arena, applications + 1, size_t),
                             .first_slot = ARENA_MANY(arena, applications + 1, size_t),
                             .room = ARENA_MANY(arena, experts + 1, int32_t),
                             .is_spare = ARENA_MANY(arena, experts + 1, bool),
                             .kept = ARENA_MANY(arena, experts + 1, int32_t),
                             .load_min = ARENA_MANY(arena, experts + 1, int32_t)}};
    canon.application_number = inverted(arena, canon.applications, applications);
    canon.expert_number = inverted(arena, canon.experts, experts);
    int32_t *kept_of_application = ARENA_MANY(arena, applications + 1, int32_t);
    int32_t *degree = ARENA_MANY(arena, experts + 1, int32_t);
    count_pairs(&canon, kept_of_application, degree);
    set_demand_and_room(&canon, kept_of_application, degree);
    set_costs(&canon);
    set_arcs(arena, &canon);
    return canon;
}

/* The answer. */

static int compare_chosen(const void *a, const void *b, const void *context)
{
    const AssignProblem *problem = context;
    const AssignPair *left = &problem->pairs[*(const size_t *)a],
                     *right = &problem->pairs[*(const size_t *)b];
    int order =
        order_of(problem->applications[left->application].key, problem->applications[right->application].key);
    return order ? order : order_of(problem->experts[left->expert].key, problem->experts[right->expert].key);
}

static void list_chosen(Arena *arena, const Canon *canon, const AssignFlow *flow, Assignment *assignment)
{
    const AssignProblem *problem = canon->problem;
    size_t kept = 0;
    for (size_t i = 0; i < problem->pair_count; i++) kept += problem->pairs[i].pin == ASSIGN_KEPT;
    assignment->pairs = ARENA_MANY(arena, kept + canon->graph.slots + 1, size_t);
    for (size_t i = 0; i < problem->pair_count; i++)
        if (problem->pairs[i].pin == ASSIGN_KEPT) assignment->pairs[assignment->pair_count++] = i;
    for (size_t slot = 0; slot < canon->graph.slots; slot++) {
        int64_t arc = flow->arc_of_slot[slot];
        if (arc == ARC_NOBODY) assignment->missing++;
        else assignment->pairs[assignment->pair_count++] = canon->graph.origin[arc];
    }
    order_sort(arena, assignment->pairs, assignment->pair_count, sizeof *assignment->pairs, compare_chosen,
               problem);
}

static void sum_up(Arena *arena, const AssignProblem *problem, Assignment *assignment)
{
    int64_t *sums = ARENA_MANY(arena, problem->application_count + 1, int64_t);
    assignment->loads = ARENA_MANY(arena, problem->expert_count + 1, int32_t);
    for (size_t i = 0; i < problem->pair_count; i++)
        assignment->moved += problem->pairs[i].pin == ASSIGN_STAYING;
    for (size_t i = 0; i < assignment->pair_count; i++) {
        const AssignPair *pair = &problem->pairs[assignment->pairs[i]];
        assignment->affinity_sum += pair->affinity;
        assignment->loads[pair->expert]++;
        assignment->moved -= pair->pin == ASSIGN_STAYING;
        sums[pair->application] += pair->affinity;
    }
    for (size_t i = 0; i < problem->application_count; i++) {
        size_t worst = assignment->worst_application;
        bool is_worse =
            i == 0 || sums[i] < sums[worst] ||
            (sums[i] == sums[worst] && problem->applications[i].key < problem->applications[worst].key);
        if (is_worse) assignment->worst_application = i;
    }
    assignment->worst_affinity = sums[assignment->worst_application];
    for (size_t i = 0; i < problem->expert_count; i++)
        if (assignment->loads[i] < problem->experts[i].load_min)
            assignment->load_missing += problem->experts[i].load_min - assignment->loads[i];
}

/* Violated sets. */

static AssignHall hall_of(Arena *arena, const Canon *canon, const bool *applications)
{
    const AssignGraph *graph = &canon->graph;
    int32_t *degree = ARENA_MANY(arena, graph->experts + 1, int32_t);
    AssignHall hall = {.applications = ARENA_MANY(arena, graph->applications + 1, size_t),
                       .experts = ARENA_MANY(arena, graph->experts + 1, size_t)};
    for (size_t i = 0; i < graph->applications; i++) {
        if (!applications[i]) continue;
        hall.applications[hall.application_count++] = canon->applications[i];
        hall.demand += (int64_t)(graph->first_slot[i + 1] - graph->first_slot[i]);
        for (size_t arc = graph->first[i]; arc < graph->first[i + 1]; arc++) degree[graph->expert[arc]]++;
    }
    for (size_t i = 0; i < graph->experts; i++) {
        if (!degree[i]) continue;
        hall.experts[hall.expert_count++] = canon->experts[i];
        hall.capacity += degree[i] < graph->room[i] ? degree[i] : graph->room[i];
    }
    order_sort(arena, hall.applications, hall.application_count, sizeof(size_t), compare_application_keys,
               canon->problem);
    order_sort(arena, hall.experts, hall.expert_count, sizeof(size_t), compare_expert_keys, canon->problem);
    return hall;
}

/* One set from each application that lacks something: the smallest is for words, all together are
 * the whole. An application that stands in an earlier set would only repeat it. */
static void find_halls(Arena *arena, const Canon *canon, const AssignFlow *flow, Assignment *assignment)
{
    const AssignGraph *graph = &canon->graph;
    bool *whole = ARENA_MANY(arena, graph->applications + 1, bool);
    size_t smallest = graph->applications + 1;
    for (size_t p = 0; p < graph->applications; p++) {
        size_t slot = graph->first_slot[p], end = graph->first_slot[p + 1], size = 0;
        while (slot < end && flow->arc_of_slot[slot] != ARC_NOBODY) slot++;
        if (slot == end || whole[p]) continue;
        bool *marked = ARENA_MANY(arena, graph->applications + 1, bool);
        assign_hall_mark(arena, graph, flow, p, marked);
        for (size_t i = 0; i < graph->applications; i++) size += marked[i], whole[i] |= marked[i];
        if (size >= smallest) continue;
        smallest = size;
        assignment->hall = hall_of(arena, canon, marked);
    }
    assignment->hall_whole = hall_of(arena, canon, whole);
}

const Assignment *assign_experts(Arena *arena, const AssignProblem *problem)
{
    size_t fault_at;
    Arena *scratch = scratch_of(arena);
    assert(assign_find_fault(scratch, problem, &fault_at) == ASSIGN_FAULTLESS);
    arena_reset(scratch);
    Canon canon = canonical(arena, problem);
    AssignFlow flow = assign_flow(arena, &canon.graph, assign_auction(arena, &canon.graph));
    Assignment *assignment = ARENA_NEW(arena, Assignment);
    *assignment = (Assignment){.prices = ARENA_MANY(arena, problem->expert_count + 1, int64_t),
                               .load_penalty = canon.graph.load_penalty,
                               .stay_bonus = canon.graph.stay_bonus,
                               .load_missing_cost = canon.graph.load_missing_cost,
                               .missing_cost = canon.graph.missing_cost};
    for (size_t i = 0; i < problem->expert_count; i++) assignment->prices[canon.experts[i]] = flow.prices[i];
    list_chosen(arena, &canon, &flow, assignment);
    sum_up(arena, problem, assignment);
    if (assignment->missing) find_halls(arena, &canon, &flow, assignment);
    return assignment;
}
