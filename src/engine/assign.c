/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/assign.h"

#include "engine/assign_graph.h"
#include "engine/order.h"

struct Assigner {
    Arena *arena, *of_flow;
    AssignProblem problem;
    AssignGraph graph;
    AssignFlow *flow;
    uint32_t *arc_of_slot;         /* an arc, or ASSIGN_NONE */
    int64_t *prices;               /* of the experts, by canonical number */
    uint32_t *applications_by_key; /* canonical numbers, once there is an answer */
    bool is_solved;                /* the flow is an optimum, or was before something changed */
    bool is_whole;                 /* and left no place empty and no load short; only experts were closed */
};

/* ---- Faults */

static AssignFault fault_of_pair(const AssignProblem *problem, AssignPair pair)
{
    if ((uint32_t)assign_pair_expert(pair) >= problem->expert_count) return ASSIGN_FAULT_PAIR;
    bool is_pin =
        assign_pair_pin(pair) <= ASSIGN_FORBIDDEN && assign_pair_affinity(pair) <= ASSIGN_AFFINITY_MAX;
    return is_pin ? ASSIGN_FAULTLESS : ASSIGN_FAULT_AFFINITY;
}

static AssignFault fault_of_numbers(const AssignProblem *problem, size_t *at)
{
    for (*at = 0; *at < problem->application_count; ++*at) {
        int32_t demand = problem->applications[*at].demand;
        if (demand < 0 || demand > ASSIGN_DEMAND_MAX) return ASSIGN_FAULT_DEMAND;
    }
    for (*at = 0; *at < problem->expert_count; ++*at) {
        const AssignExpert *expert = &problem->experts[*at];
        if (expert->load_min < 0 || expert->load_min > expert->load_max) return ASSIGN_FAULT_LOAD;
    }
    return ASSIGN_FAULTLESS;
}

static AssignFault fault_of_rows(Arena *arena, const AssignProblem *problem, size_t *at)
{
    uint32_t *seen = ARENA_MANY(arena, problem->expert_count + 1, uint32_t);
    for (size_t p = 0; p < problem->application_count; p++)
        for (*at = problem->first_pair[p]; *at < problem->first_pair[p + 1]; ++*at) {
            AssignFault fault = fault_of_pair(problem, problem->pairs[*at]);
            if (fault) return fault;
            uint32_t *last = &seen[assign_pair_expert(problem->pairs[*at])];
            if (*last == p + 1) return ASSIGN_FAULT_PAIR_TWICE;
            *last = (uint32_t)p + 1;
        }
    return ASSIGN_FAULTLESS;
}

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

/* The first of the sorted that equals the one before it, or `count`. */
static size_t find_twice(Arena *arena, const AssignProblem *problem, size_t count, OrderCompare *compare)
{
    size_t *sorted = order_positions(arena, count, compare, problem);
    for (size_t i = 1; i < count; i++)
        if (compare(&sorted[i - 1], &sorted[i], problem) == 0) return sorted[i];
    return count;
}

AssignFault assign_find_fault(Arena *arena, const AssignProblem *problem, size_t *at)
{
    bool is_sized = problem->application_count <= ASSIGN_COUNT_MAX &&
                    problem->expert_count <= ASSIGN_COUNT_MAX && problem->load_penalty >= 0 &&
                    problem->load_penalty <= ASSIGN_PENALTY_MAX;
    *at = 0;
    if (!is_sized) return ASSIGN_FAULT_SIZE;
    AssignFault fault = fault_of_numbers(problem, at);
    if (!fault) fault = fault_of_rows(arena, problem, at);
    if (fault) return fault;
    *at = find_twice(arena, problem, problem->application_count, compare_application_keys);
    if (*at < problem->application_count) return ASSIGN_FAULT_APPLICATION_KEY;
    *at = find_twice(arena, problem, problem->expert_count, compare_expert_keys);
    return *at < problem->expert_count ? ASSIGN_FAULT_EXPERT_KEY : ASSIGN_FAULTLESS;
}

/* ---- The answer */

static void insert_choice(const AssignProblem *problem, AssignChoice *choices, size_t count,
                          AssignChoice choice)
{
    int64_t key = problem->experts[choice.expert].key;
    for (; count && problem->experts[choices[count - 1].expert].key > key; count--)
        choices[count] = choices[count - 1];
    choices[count] = choice;
}

/* Kept pairs stand behind the arcs of a row. */
static size_t list_choices_of(const Assigner *assigner, size_t number, AssignChoice *choices)
{
    const AssignGraph *graph = &assigner->graph;
    const AssignProblem *problem = &assigner->problem;
    const uint32_t *arc_of_slot = assigner->arc_of_slot;
    size_t place = graph->application_at[number], count = 0;
    size_t behind = graph->rows[number].first + graph->rows[number].size, slot = graph->first_slot[number];
    for (size_t i = behind; i < problem->first_pair[place + 1]; i++) {
        AssignPair pair = graph->arcs[i];
        if (assign_pair_pin(pair) == ASSIGN_KEPT)
            insert_choice(problem, choices, count++,
                          (AssignChoice){(int32_t)place,
                                         (int32_t)graph->expert_at[assign_arc_expert(graph, (uint32_t)i)],
                                         assign_pair_affinity(pair)});
    }
    for (; slot < graph->first_slot[number + 1]; slot++) {
        uint32_t arc = arc_of_slot[slot];
        if (arc != ASSIGN_NONE)
            insert_choice(problem, choices, count++,
                          (AssignChoice){(int32_t)place,
                                         (int32_t)graph->expert_at[assign_arc_expert(graph, arc)],
                                         assign_pair_affinity(graph->arcs[arc])});
    }
    return count;
}

static size_t kept_count(const AssignGraph *graph)
{
    size_t count = 0;
    for (size_t i = 0; i < graph->experts; i++) count += (size_t)graph->kept[i];
    return count;
}

/* By key of application, so that the first of the worst has the least. */
static void list_choices(Arena *arena, const Assigner *assigner, Assignment *assignment)
{
    const AssignGraph *graph = &assigner->graph;
    assignment->choices = ARENA_MANY(arena, kept_count(graph) + graph->slots + 1, AssignChoice);
    for (size_t i = 0; i < graph->applications; i++) {
        size_t number = assigner->applications_by_key[i];
        AssignChoice *choices = assignment->choices + assignment->choice_count;
        size_t count = list_choices_of(assigner, number, choices);
        int64_t sum = 0;
        for (size_t j = 0; j < count; j++) {
            sum += choices[j].affinity;
            assignment->loads[choices[j].expert]++;
        }
        assignment->choice_count += count;
        assignment->affinity_sum += sum;
        if (i && sum >= assignment->worst_affinity) continue;
        assignment->worst_application = graph->application_at[number];
        assignment->worst_affinity = sum;
    }
}

static void count_misses(const Assigner *assigner, Assignment *assignment)
{
    const AssignGraph *graph = &assigner->graph;
    const uint32_t *arc_of_slot = assigner->arc_of_slot;
    for (size_t p = 0; p < graph->applications; p++)
        for (uint32_t i = 0; i < graph->rows[p].size; i++) {
            if (assign_pair_pin(graph->arcs[graph->rows[p].first + i]) != ASSIGN_STAYING)
                break; /* they come first */
            assignment->moved++;
        }
    for (size_t slot = 0; slot < graph->slots; slot++) {
        uint32_t arc = arc_of_slot[slot];
        if (arc == ASSIGN_NONE) assignment->missing++;
        else assignment->moved -= assign_pair_pin(graph->arcs[arc]) == ASSIGN_STAYING;
    }
    for (size_t i = 0; i < graph->experts; i++) {
        int32_t load = assignment->loads[graph->expert_at[i]];
        if (load < graph->load_min[i]) assignment->load_missing += graph->load_min[i] - load;
    }
}

static uint32_t *numbers_by_key(Arena *arena, const AssignProblem *problem, const uint32_t *numbers)
{
    Arena *scratch = arena_within(arena, ARENA_NO_CAP);
    size_t count = problem->application_count;
    const size_t *places = order_positions(scratch, count, compare_application_keys, problem);
    uint32_t *by_key = arena_take_blank(arena, (count + 1) * sizeof *by_key);
    for (size_t i = 0; i < count; i++) by_key[i] = numbers[places[i]];
    arena_reset(scratch);
    return by_key;
}

static Assignment *assignment_of(Arena *arena, Assigner *assigner)
{
    const AssignGraph *graph = &assigner->graph;
    if (!assigner->applications_by_key)
        assigner->applications_by_key = numbers_by_key(arena, &assigner->problem, graph->application_number);
    Assignment *assignment = ARENA_NEW(arena, Assignment);
    *assignment = (Assignment){.prices = ARENA_MANY(arena, graph->experts + 1, int64_t),
                               .loads = ARENA_MANY(arena, graph->experts + 1, int32_t),
                               .load_penalty = graph->load_penalty,
                               .stay_bonus = graph->stay_bonus,
                               .load_missing_cost = graph->load_missing_cost,
                               .missing_cost = graph->missing_cost};
    for (size_t i = 0; i < graph->experts; i++) assignment->prices[graph->expert_at[i]] = assigner->prices[i];
    list_choices(arena, assigner, assignment);
    count_misses(assigner, assignment);
    if (assignment->missing) assign_find_halls(arena, graph, assigner->arc_of_slot, assignment);
    return assignment;
}

/* ---- Solving */

Assigner *assigner_new(Arena *arena, const AssignProblem *problem)
{
    Assigner *assigner = ARENA_NEW(arena, Assigner);
    *assigner = (Assigner){.arena = arena, .of_flow = arena_within(arena, ARENA_NO_CAP), .problem = *problem};
    assigner->graph = assign_graph(arena, &assigner->problem);
    assigner->prices = ARENA_MANY(arena, problem->expert_count + 1, int64_t);
    return assigner;
}

/* What is chosen now stays if it can: in each row it comes first. */
static void let_stay(Assigner *assigner)
{
    AssignGraph *graph = &assigner->graph;
    for (uint32_t p = 0; p < graph->applications; p++)
        assign_row_stay(graph, &graph->rows[p], assigner->arc_of_slot + graph->first_slot[p],
                        graph->first_slot[p + 1] - graph->first_slot[p]);
    graph->has_staying = true;
    assign_graph_set_costs(graph);
}

static bool solve_first(Assigner *assigner, const Watch *watch)
{
    bool goes_on = assign_auction(assigner->arena, &assigner->graph, assigner->prices, watch);
    assigner->arc_of_slot = ARENA_MANY(assigner->arena, assigner->graph.slots + 1, uint32_t);
    assigner->flow = assign_flow_new(assigner->of_flow, &assigner->graph, assigner->arc_of_slot);
    return goes_on && assign_flow_solve(assigner->flow, assigner->prices, watch);
}

/* Greater costs of what is empty or short leave a flow optimal where nothing is. */
static bool solve_again(Assigner *assigner, const Watch *watch)
{
    if (assigner->is_whole) return assign_flow_mend(assigner->flow, watch);
    return assign_flow_solve(assigner->flow, assigner->prices, watch);
}

static bool solve(Assigner *assigner, const Watch *watch)
{
    if (assigner->is_solved) let_stay(assigner);
    bool goes_on = assigner->flow ? solve_again(assigner, watch) : solve_first(assigner, watch);
    for (size_t i = 0; i < assigner->graph.experts; i++)
        assigner->prices[i] = assign_flow_price(assigner->flow, i);
    assigner->is_whole = false;
    return assigner->is_solved = goes_on;
}

const Assignment *assigner_solve(Assigner *assigner, const Watch *watch)
{
    if (!solve(assigner, watch)) return NULL;
    const Assignment *assignment = assignment_of(assigner->arena, assigner);
    assigner->is_whole = !assignment->missing && !assignment->load_missing;
    return assignment;
}

void assigner_drop_expert(Assigner *assigner, size_t expert)
{
    assign_flow_close(assigner->flow, assigner->graph.expert_number[expert]);
}

void assigner_forbid(Assigner *assigner, size_t application, size_t expert)
{
    AssignGraph *graph = &assigner->graph;
    uint32_t number = graph->application_number[application];
    uint32_t slot = graph->first_slot[number], slots = graph->first_slot[number + 1] - slot;
    assign_row_remove(graph, &graph->rows[number], assigner->arc_of_slot + slot, slots,
                      graph->expert_number[expert]);
    assigner->is_whole = false;
}

/* The flow's memory is given back before the answer takes its own. */
const Assignment *assign_experts(Arena *arena, const AssignProblem *problem, const Watch *watch)
{
    Assigner *assigner = assigner_new(arena, problem);
    const Assignment *assignment = NULL;
    if (solve(assigner, watch)) {
        arena_reset(assigner->of_flow);
        assignment = assignment_of(arena, assigner);
    }
    assign_graph_end(&assigner->graph);
    return assignment;
}
