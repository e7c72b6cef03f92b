/* SPDX-License-Identifier: Apache-2.0 */
#include "../test.h"
#include "chance.h"
#include "edges.h"
#include "matrix.h"

#include "engine/assign.h"
#include "engine/assign_check.h"

enum { SMALL_MAX = 8, EDGES_MAX = 11, INSTANCES = 10000 };

typedef struct {
    AssignApplication applications[SMALL_MAX];
    AssignExpert experts[SMALL_MAX];
    Edge edges[SMALL_MAX * SMALL_MAX];
    size_t edge_count;
    AssignProblem problem;
} Small;

static AssignPin any_pin(Chance *chance, bool with_pins)
{
    static const AssignPin pins[] = {ASSIGN_STAYING, ASSIGN_STAYING, ASSIGN_KEPT, ASSIGN_FORBIDDEN};
    return with_pins && chance_below(chance, 3) == 0 ? pins[chance_below(chance, 4)] : ASSIGN_FREE;
}

static void make_small(Arena *arena, Small *small, Chance *chance, size_t edges_max)
{
    size_t applications = 1 + (size_t)chance_below(chance, 5), experts = 1 + (size_t)chance_below(chance, 4);
    int64_t affinities = chance_below(chance, 2) ? 4 : ASSIGN_AFFINITY_MAX + 1,
            density = chance_below(chance, 4);
    bool with_pins = chance_below(chance, 2), with_least = chance_below(chance, 2);
    *small = (Small){0};
    for (size_t i = 0; i < applications; i++)
        small->applications[i] = (AssignApplication){100 + 7 * (int64_t)i, (int32_t)chance_below(chance, 4)};
    for (size_t i = 0; i < experts; i++) {
        int32_t most = (int32_t)chance_below(chance, 5);
        int32_t least = with_least ? (int32_t)chance_below(chance, most + 1) : 0;
        small->experts[i] = (AssignExpert){900 - 11 * (int64_t)i, least, most};
    }
    size_t count = 0;
    for (size_t p = 0; p < applications; p++)
        for (size_t r = 0; r < experts; r++)
            if (count < edges_max && chance_below(chance, 4) <= density)
                small->edges[count++] =
                    (Edge){(int32_t)p, (int32_t)r, (int32_t)chance_below(chance, affinities),
                           any_pin(chance, with_pins)};
    small->edge_count = count;
    small->problem =
        with_edges(arena,
                   (AssignProblem){.applications = small->applications,
                                   .application_count = applications,
                                   .experts = small->experts,
                                   .expert_count = experts,
                                   .seed = (uint64_t)chance_below(chance, 1000),
                                   .loads_first = chance_below(chance, 3) == 0,
                                   .load_penalty = chance_below(chance, 2) * chance_below(chance, 3)},
                   small->edges, count);
}

/* What a choice is worth: less is better, the first difference decides. */
typedef struct {
    int64_t aims[5];
} Worth;

static bool is_better(const Worth *a, const Worth *b)
{
    for (int i = 0; i < 5; i++)
        if (a->aims[i] != b->aims[i]) return a->aims[i] < b->aims[i];
    return false;
}

/* By the definition in the header; false if the choice breaks a rule. */
static bool weigh(const Small *small, uint32_t choice, Worth *worth)
{
    const AssignProblem *problem = &small->problem;
    int32_t filled[SMALL_MAX] = {0}, kept[SMALL_MAX] = {0}, loads[SMALL_MAX] = {0},
            kept_loads[SMALL_MAX] = {0};
    int64_t squares = 0, affinity = 0;
    *worth = (Worth){0};
    for (size_t i = 0; i < small->edge_count; i++) {
        const Edge *edge = &small->edges[i];
        bool is_chosen = choice >> i & 1;
        if (edge->pin == (is_chosen ? ASSIGN_FORBIDDEN : ASSIGN_KEPT)) return false;
        if (edge->pin == ASSIGN_STAYING && !is_chosen) worth->aims[2]++;
        if (!is_chosen) continue;
        affinity += edge->affinity;
        filled[edge->application]++, loads[edge->expert]++;
        if (edge->pin == ASSIGN_KEPT) kept[edge->application]++, kept_loads[edge->expert]++;
    }
    for (size_t p = 0; p < problem->application_count; p++) {
        int32_t demand = problem->applications[p].demand;
        if (demand < kept[p]) demand = kept[p];
        if (filled[p] > demand) return false;
        worth->aims[0] += demand - filled[p];
    }
    for (size_t r = 0; r < problem->expert_count; r++) {
        const AssignExpert *expert = &problem->experts[r];
        if (loads[r] > expert->load_max && loads[r] > kept_loads[r]) return false;
        if (loads[r] < expert->load_min) worth->aims[1] += expert->load_min - loads[r];
        squares += loads[r] * loads[r];
    }
    worth->aims[3] = problem->loads_first ? squares : 0;
    worth->aims[4] = (problem->loads_first ? 0 : problem->load_penalty * squares) - affinity;
    return true;
}

static Worth best_of_all(const Small *small)
{
    Worth best = {0}, worth;
    bool any = false;
    for (uint32_t choice = 0; choice < UINT32_C(1) << small->edge_count; choice++) {
        if (!weigh(small, choice, &worth) || (any && !is_better(&worth, &best))) continue;
        best = worth;
        any = true;
    }
    assert_true(any);
    return best;
}

/* Which of the edges were chosen. */
static uint32_t choice_of(const Small *small, const Assignment *assignment)
{
    uint32_t choice = 0;
    for (size_t j = 0; j < assignment->choice_count; j++) {
        size_t i = 0;
        while (small->edges[i].application != assignment->choices[j].application ||
               small->edges[i].expert != assignment->choices[j].expert)
            assert_true(++i < small->edge_count);
        assert_int_equal(assignment->choices[j].affinity, small->edges[i].affinity);
        assert_false(choice >> i & 1);
        choice |= UINT32_C(1) << i;
    }
    return choice;
}

static void assert_best(const Small *small, const Assignment *assignment)
{
    Worth best = best_of_all(small), worth;
    assert_true(weigh(small, choice_of(small, assignment), &worth));
    for (int aim = 0; aim < 5; aim++) assert_int_equal(worth.aims[aim], best.aims[aim]);
    assert_int_equal(assignment->missing, best.aims[0]);
    assert_int_equal(assignment->load_missing, best.aims[1]);
    assert_int_equal(assignment->moved, best.aims[2]);
}

/* What these applications want at most, and what their experts can give them, recounted. */
static void count_set(const Small *small, const bool *is_in, int64_t *demand, int64_t *capacity)
{
    *demand = *capacity = 0;
    for (size_t p = 0; p < small->problem.application_count; p++) {
        int64_t left = small->problem.applications[p].demand;
        for (size_t j = 0; j < small->edge_count; j++)
            left -= small->edges[j].application == (int32_t)p && small->edges[j].pin == ASSIGN_KEPT;
        if (is_in[p] && left > 0) *demand += left;
    }
    for (size_t r = 0; r < small->problem.expert_count; r++) {
        int64_t left = small->problem.experts[r].load_max, edges = 0;
        for (size_t j = 0; j < small->edge_count; j++) {
            const Edge *edge = &small->edges[j];
            if (edge->expert != (int32_t)r) continue;
            left -= edge->pin == ASSIGN_KEPT;
            edges += edge->pin <= ASSIGN_STAYING && is_in[edge->application];
        }
        if (left < 0) left = 0;
        *capacity += left < edges ? left : edges;
    }
}

/* Hall's theorem for these places: a set can be served if and only if each part of it asks for no more than
 * its experts can give. The parts of all sizes are tried. */
static bool can_be_served(const Small *small, const bool *is_in)
{
    size_t all = small->problem.application_count;
    for (uint32_t part = 1; part < UINT32_C(1) << all; part++) {
        bool chosen[SMALL_MAX] = {0};
        int64_t demand, capacity;
        for (size_t p = 0; p < all; p++) chosen[p] = is_in[p] && part >> p & 1;
        count_set(small, chosen, &demand, &capacity);
        if (demand > capacity) return false;
    }
    return true;
}

static void assert_violated(const Small *small, const AssignHall *hall, bool is_small)
{
    bool is_in[SMALL_MAX] = {0};
    int64_t demand, capacity;
    for (size_t i = 0; i < hall->application_count; i++) is_in[hall->applications[i]] = true;
    count_set(small, is_in, &demand, &capacity);
    assert_int_equal(hall->demand, demand);
    assert_int_equal(hall->capacity, capacity);
    assert_true(demand > capacity);
    for (size_t i = 0; is_small && i < hall->application_count; i++) {
        is_in[hall->applications[i]] = false;
        assert_true(can_be_served(small, is_in));
        is_in[hall->applications[i]] = true;
    }
}

static void equals_the_best_of_all_choices(void **state)
{
    Arena *arena = arena_new(64 << 20);
    Chance chance = {20260211};
    int infeasible = 0, least_missed = 0, moved = 0, several = 0;
    for (int i = 0; i < INSTANCES; i++, arena_reset(arena)) {
        Small small;
        make_small(arena, &small, &chance, EDGES_MAX);
        const Assignment *assignment = assign_experts(arena, &small.problem, NULL);
        assert_best(&small, assignment);
        assert_int_equal(assign_check(arena, &small.problem, assignment), ASSIGN_CHECKED);
        if (assignment->missing) {
            assert_violated(&small, &assignment->hall, true);
            assert_violated(&small, &assignment->hall_whole, false);
        }
        infeasible += assignment->missing > 0, least_missed += assignment->load_missing > 0;
        moved += assignment->moved > 0, several += assignment->hall.application_count > 1;
    }
    /* the instances are of every kind */
    assert_true(infeasible > INSTANCES / 10 && infeasible < INSTANCES * 9 / 10);
    assert_true(least_missed > INSTANCES / 20 && moved > INSTANCES / 20 && several > INSTANCES / 500);
    arena_free(arena);
}

/* What is chosen stays from now on; the expert goes, or the pair is forbidden. */
static void change_small(Small *small, const Assignment *before, size_t expert, const Edge *forbidden)
{
    uint32_t choice = choice_of(small, before);
    for (size_t i = 0; i < small->edge_count; i++) {
        Edge *edge = &small->edges[i];
        if (edge->pin <= ASSIGN_STAYING) edge->pin = choice >> i & 1 ? ASSIGN_STAYING : ASSIGN_FREE;
    }
    if (forbidden) small->edges[forbidden - small->edges].pin = ASSIGN_FORBIDDEN;
    else small->experts[expert].load_min = small->experts[expert].load_max = 0;
}

static void a_change_is_the_best_that_moves_least(void **state)
{
    Arena *arena = arena_new(64 << 20);
    Chance chance = {7};
    int moved = 0, whole = 0;
    for (int i = 0; i < INSTANCES / 5; i++, arena_reset(arena)) {
        Small small;
        make_small(arena, &small, &chance, EDGES_MAX);
        Assigner *assigner = assigner_new(arena, &small.problem);
        const Assignment *assignment = assigner_solve(assigner, NULL);
        assert_best(&small, assignment);
        for (int change = 0; change < 3; change++) {
            size_t expert = (size_t)chance_below(&chance, (int64_t)small.problem.expert_count);
            const Edge *edge = small.edge_count && chance_below(&chance, 3) == 0
                                   ? &small.edges[chance_below(&chance, (int64_t)small.edge_count)]
                                   : NULL;
            if (edge && edge->pin == ASSIGN_KEPT) continue;
            whole += !assignment->missing;
            if (edge) assigner_forbid(assigner, (size_t)edge->application, (size_t)edge->expert);
            else assigner_drop_expert(assigner, expert);
            change_small(&small, assignment, expert, edge);
            assignment = assigner_solve(assigner, NULL);
            assert_best(&small, assignment);
            moved += assignment->moved > 0;
        }
    }
    assert_true(moved > INSTANCES / 50 && whole > INSTANCES / 50);
    arena_free(arena);
}

typedef struct {
    int64_t left, done, of;
} Looks;

static bool look(void *context, int64_t done, int64_t of)
{
    Looks *looks = context;
    assert_true(of > 0 && done >= 0 && done <= of);
    looks->done = done;
    looks->of = of;
    return --looks->left > 0;
}

static void a_watch_is_told_and_may_end_it(void **state)
{
    Arena *arena = arena_new(64 << 20);
    Chance chance = {3};
    Small small;
    do make_small(arena, &small, &chance, EDGES_MAX);
    while (!small.edge_count);
    Looks looks = {.left = 1};
    Assigner *assigner = assigner_new(arena, &small.problem);
    assert_null(assigner_solve(assigner, &(Watch){look, &looks}));
    looks.left = INT64_MAX;
    assert_best(&small, assigner_solve(assigner, &(Watch){look, &looks}));
    arena_free(arena);
}

/* A larger one, its input in an order given by `chance`, its pairs said by keys. */
enum { APPLICATIONS = 60, EXPERTS = 20 };
static const Assignment *solve_shuffled(Arena *arena, uint64_t order, uint64_t seed, int64_t pairs[][2])
{
    AssignApplication *applications = ARENA_MANY(arena, APPLICATIONS, AssignApplication);
    AssignExpert *experts = ARENA_MANY(arena, EXPERTS, AssignExpert);
    Edge *list = ARENA_MANY(arena, APPLICATIONS * EXPERTS, Edge);
    Chance chance = {order};
    size_t count = 0;
    for (int i = 0; i < APPLICATIONS; i++) applications[i] = (AssignApplication){i, 3};
    for (int i = 0; i < EXPERTS; i++) experts[i] = (AssignExpert){i, 0, 10};
    chance_shuffle(&chance, applications, APPLICATIONS, sizeof *applications);
    chance_shuffle(&chance, experts, EXPERTS, sizeof *experts);
    for (int32_t p = 0; p < APPLICATIONS; p++)
        for (int32_t r = 0; r < EXPERTS; r++) {
            int64_t both = applications[p].key * 31 + experts[r].key * 17;
            if (both % 7 == 0) continue;
            list[count++] = (Edge){p, r, (int32_t)(both % 5) * 250000, ASSIGN_FREE};
        }
    chance_shuffle(&chance, list, count, sizeof *list);
    AssignProblem problem = with_edges(arena,
                                       (AssignProblem){.applications = applications,
                                                       .application_count = APPLICATIONS,
                                                       .experts = experts,
                                                       .expert_count = EXPERTS,
                                                       .seed = seed},
                                       list, count);
    const Assignment *assignment = assign_experts(arena, &problem, NULL);
    assert_int_equal(assign_check(arena, &problem, assignment), ASSIGN_CHECKED);
    for (size_t i = 0; i < assignment->choice_count; i++) {
        pairs[i][0] = applications[assignment->choices[i].application].key;
        pairs[i][1] = experts[assignment->choices[i].expert].key;
    }
    return assignment;
}

static void the_order_of_the_input_changes_nothing(void **state)
{
    Arena *arena = arena_new(64 << 20);
    int64_t first[APPLICATIONS * 3][2], other[APPLICATIONS * 3][2];
    int64_t sum = solve_shuffled(arena, 1, 5, first)->affinity_sum;
    for (uint64_t order = 2; order < 30; order++) {
        assert_int_equal(solve_shuffled(arena, order, 5, other)->affinity_sum, sum);
        assert_memory_equal(first, other, sizeof first);
    }
    assert_int_equal(solve_shuffled(arena, 1, 6, other)->affinity_sum, sum);
    assert_memory_not_equal(first, other, sizeof first); /* among equal optima the seed decides */
    arena_free(arena);
}

static void loads_are_even_if_they_come_first(void **state)
{
    Arena *arena = arena_new(1 << 20);
    AssignApplication applications[] = {{1, 1}, {2, 1}, {3, 1}, {4, 1}};
    AssignExpert experts[] = {{1, 0, 4}, {2, 0, 4}};
    Edge edges[] = {{0, 0, 1000000}, {1, 0, 1000000}, {2, 0, 1000000}, {3, 0, 1000000},
                    {0, 1, 0},       {1, 1, 1},       {2, 1, 2},       {3, 1, 0}};
    AssignProblem problem =
        with_edges(arena, (AssignProblem){applications, 4, experts, 2, .seed = 1}, edges, 8);
    assert_int_equal(assign_experts(arena, &problem, NULL)->loads[0], 4);
    problem.loads_first = true;
    const Assignment *even = assign_experts(arena, &problem, NULL);
    assert_int_equal(even->loads[0], 2);
    assert_int_equal(even->affinity_sum, 2000003);
    /* moving the second of four to the other saves 4² + 0² − 3² − 1² = 6, then 3² + 1² − 2² − 2² = 2 */
    problem.loads_first = false;
    problem.load_penalty = 200000;
    assert_int_equal(assign_experts(arena, &problem, NULL)->loads[0], 3);
    arena_free(arena);
}

static void a_repair_moves_only_what_must(void **state)
{
    Arena *arena = arena_new(1 << 20);
    /* expert 3 has left; 1 is full with what it keeps, so one of its own could go to 2 */
    AssignApplication applications[] = {{1, 1}, {2, 1}, {3, 1}};
    AssignExpert experts[] = {{1, 0, 2}, {2, 0, 2}};
    Edge edges[] = {{0, 0, 500000, ASSIGN_KEPT}, {1, 0, 0, ASSIGN_STAYING}, {1, 1, 1000000}, {2, 1, 1}};
    AssignProblem problem =
        with_edges(arena, (AssignProblem){applications, 3, experts, 2, .seed = 1}, edges, 4);
    const Assignment *repaired = assign_experts(arena, &problem, NULL);
    assert_int_equal(repaired->moved, 0);
    assert_int_equal(repaired->missing, 0);
    assert_int_equal(repaired->choice_count, 3);
    assert_int_equal(repaired->choices[1].application, 1);
    assert_int_equal(repaired->choices[1].expert, 0);
    edges[3] = (Edge){2, 0, 1, ASSIGN_FREE}; /* now only 1 can take the third: the second must move */
    problem = with_edges(arena, problem, edges, 4);
    repaired = assign_experts(arena, &problem, NULL);
    assert_int_equal(repaired->moved, 1);
    assert_int_equal(repaired->missing, 0);
    arena_free(arena);
}

static void says_which_applications_have_too_few_experts(void **state)
{
    Arena *arena = arena_new(1 << 20);
    /* 3 and 4 need two each, and only expert 2 may judge them */
    AssignApplication applications[] = {{1, 1}, {2, 1}, {3, 2}, {4, 2}};
    AssignExpert experts[] = {{1, 0, 5}, {2, 0, 5}};
    Edge edges[] = {{0, 0, 1}, {1, 0, 1}, {2, 1, 1}, {3, 1, 1}};
    AssignProblem problem =
        with_edges(arena, (AssignProblem){applications, 4, experts, 2, .seed = 1}, edges, 4);
    const Assignment *partial = assign_experts(arena, &problem, NULL);
    assert_int_equal(partial->missing, 2);
    assert_int_equal(partial->choice_count, 4);
    assert_int_equal(partial->hall.application_count, 1);
    assert_int_equal(partial->hall.expert_count, 1);
    assert_int_equal(partial->hall.experts[0], 1);
    assert_int_equal(partial->hall.demand, 2);
    assert_int_equal(partial->hall.capacity, 1);
    assert_int_equal(partial->hall_whole.application_count, 2);
    assert_int_equal(partial->hall_whole.demand - partial->hall_whole.capacity, 2);
    arena_free(arena);
}

static AssignFault fault_with(Arena *arena, const AssignProblem *good, Edge second, size_t *at)
{
    Edge edges[] = {{0, 0, 1, ASSIGN_FREE}, second};
    AssignProblem problem = with_edges(arena, *good, edges, 2);
    return assign_find_fault(arena, &problem, at);
}

static void faults_are_named(void **state)
{
    Arena *arena = arena_new(1 << 20);
    AssignApplication applications[] = {{1, 1}, {2, 1}};
    AssignExpert experts[] = {{1, 0, 5}, {2, 0, 5}};
    const AssignProblem good = {applications, 2, experts, 2, .seed = 1};
    const Edge edge = {1, 1, 1, ASSIGN_FREE};
    AssignProblem problem = good;
    size_t at;
    assert_int_equal(fault_with(arena, &good, edge, &at), ASSIGN_FAULTLESS);
    problem.load_penalty = -1;
    assert_int_equal(fault_with(arena, &problem, edge, &at), ASSIGN_FAULT_SIZE);
    assert_int_equal(fault_with(arena, &good, (Edge){1, 1, ASSIGN_AFFINITY_MAX + 1, ASSIGN_FREE}, &at),
                     ASSIGN_FAULT_AFFINITY);
    assert_int_equal(at, 1);
    assert_int_equal(fault_with(arena, &good, (Edge){1, 1, 1, ASSIGN_FORBIDDEN + 1}, &at),
                     ASSIGN_FAULT_AFFINITY);
    assert_int_equal(fault_with(arena, &good, (Edge){0, 0, 1, ASSIGN_FREE}, &at), ASSIGN_FAULT_PAIR_TWICE);
    assert_int_equal(at, 1);
    assert_int_equal(fault_with(arena, &good, (Edge){1, 2, 1, ASSIGN_FREE}, &at), ASSIGN_FAULT_PAIR);
    assert_int_equal(fault_with(arena, &good, (Edge){1, -1, 1, ASSIGN_FREE}, &at), ASSIGN_FAULT_PAIR);
    experts[1] = (AssignExpert){2, 3, 2};
    assert_int_equal(fault_with(arena, &good, edge, &at), ASSIGN_FAULT_LOAD);
    applications[1].demand = -1;
    assert_int_equal(fault_with(arena, &good, edge, &at), ASSIGN_FAULT_DEMAND);
    applications[1] = applications[0];
    experts[1] = experts[0];
    assert_int_equal(fault_with(arena, &good, edge, &at), ASSIGN_FAULT_APPLICATION_KEY);
    applications[1].key = 5;
    assert_int_equal(fault_with(arena, &good, edge, &at), ASSIGN_FAULT_EXPERT_KEY);
    arena_free(arena);
}

/* Four affinities, as topics and tongues give them, for so many that they are moved in bulk. */
enum { CROWD = 700, JUDGES = 120 };

typedef struct {
    AssignApplication applications[CROWD];
    AssignExpert experts[JUDGES];
    Edge edges[CROWD * JUDGES];
    size_t edge_count;
} Crowd;

static int32_t crowd_affinity(int32_t application, int32_t expert)
{
    int32_t affinity = application % 10 + expert % 7 < 9 ? 1000000 : 100000;
    return application % 9 == 1 && expert % 6 != 1 ? affinity / 2 : affinity;
}

static AssignProblem crowded(Arena *arena, Crowd *crowd, int32_t load_max)
{
    for (int32_t i = 0; i < CROWD; i++) crowd->applications[i] = (AssignApplication){1000 + i, 3};
    for (int32_t k = 0; k < JUDGES; k++)
        crowd->experts[k] = (AssignExpert){9000 + k, 6, k % 10 == 9 ? 8 : load_max};
    for (int32_t i = 0; i < CROWD; i++)
        for (int32_t k = 0; k < JUDGES; k++)
            if ((i + k) % 37)
                crowd->edges[crowd->edge_count++] = (Edge){i, k, crowd_affinity(i, k), ASSIGN_FREE};
    AssignProblem problem = {crowd->applications, CROWD, crowd->experts, JUDGES, .seed = 1,
                             .loads_first = true};
    return with_edges(arena, problem, crowd->edges, crowd->edge_count);
}

static void many_equal_affinities_are_proven_too(void **state)
{
    Arena *arena = arena_new(1 << 28);
    Crowd *crowd = ARENA_NEW(arena, Crowd);
    AssignProblem problem = crowded(arena, crowd, 24);
    const Assignment *found = assign_experts(arena, &problem, NULL);
    assert_int_equal(assign_check(arena, &problem, found), ASSIGN_CHECKED);
    assert_int_equal(found->missing, 0);
    for (size_t i = 0, at = 0; i < found->choice_count; at++) { /* both by application and expert */
        Edge *edge = &crowd->edges[at];
        const AssignChoice *choice = &found->choices[i];
        if (edge->application != choice->application || edge->expert != choice->expert) continue;
        edge->pin = i++ % 10 < 3 ? ASSIGN_KEPT : ASSIGN_STAYING;
    }
    for (size_t i = 0; i < crowd->edge_count; i++)
        if (crowd->edges[i].expert == 17 && crowd->edges[i].pin != ASSIGN_KEPT)
            crowd->edges[i].pin = ASSIGN_FORBIDDEN;
    problem = with_edges(arena, problem, crowd->edges, crowd->edge_count);
    found =
        assign_experts(arena, &problem, NULL); /* 17 has gone: what it had moves, and nothing is missing */
    assert_int_equal(assign_check(arena, &problem, found), ASSIGN_CHECKED);
    assert_int_equal(found->missing, 0);
    arena_free(arena);
}

static void too_many_for_all_experts_are_proven_too(void **state)
{
    Arena *arena = arena_new(1 << 28);
    AssignProblem problem = crowded(arena, ARENA_NEW(arena, Crowd), 16);
    const Assignment *found = assign_experts(arena, &problem, NULL);
    assert_int_equal(assign_check(arena, &problem, found), ASSIGN_CHECKED);
    assert_int_equal(found->missing, 3 * CROWD - (108 * 16 + 12 * 8));
    arena_free(arena);
}

/* Bids of a real conference; the sum of the optimum is unknown to us, so the proof must close. */
static void a_real_conference_is_assigned(void **state)
{
    Arena *arena = arena_new(256 << 20);
    AssignProblem problem;
    if (!matrix_read(arena, "aamas2015.in", 3, 12, &problem)) skip_because("%s is not there", matrix_path);
    const Assignment *assignment = assign_experts(arena, &problem, NULL);
    assert_int_equal(assignment->missing, 0);
    assert_int_equal(assignment->choice_count, 613 * 3);
    assert_int_equal(assign_check(arena, &problem, assignment), ASSIGN_CHECKED);
    problem.loads_first = true; /* 1,839 reviews of 201: 9 or 10 each */
    assignment = assign_experts(arena, &problem, NULL);
    assert_int_equal(assign_check(arena, &problem, assignment), ASSIGN_CHECKED);
    for (size_t i = 0; i < problem.expert_count; i++) assert_in_range(assignment->loads[i], 9, 10);
    arena_free(arena);
}

RUN_TESTS(TEST(equals_the_best_of_all_choices), TEST(a_change_is_the_best_that_moves_least),
          TEST(a_watch_is_told_and_may_end_it), TEST(the_order_of_the_input_changes_nothing),
          TEST(loads_are_even_if_they_come_first), TEST(a_repair_moves_only_what_must),
          TEST(says_which_applications_have_too_few_experts), TEST(faults_are_named),
          TEST(many_equal_affinities_are_proven_too), TEST(too_many_for_all_experts_are_proven_too),
          TEST(a_real_conference_is_assigned))
